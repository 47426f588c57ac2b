"""A desk with people of every role, and numbers in the ledger as if they had sent them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from corpus.plan import ValueKind
from handlers.papers import Chart, Workbook
from handlers.turn import Reply
from store import allocations, ledger, papers, periods, plan_settings, practice
from store.allocations import Allocation, Part
from store.ledger import Entry, Report, Ruling, Submission
from store.papers import SignedReport
from store.people import COMMAND_LINE, Post, Role
from store.periods import Period
from store.plan_settings import Setting
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Chat, Desk

PLAN = "743-kh-ubnd-2025"
HOUSING, INSURANCE, STUNTED, TRAINED, JOBLESS, BIRTHS = "CT32", "CT25", "CT29", "CT05", "CT03", "CT17"
SEPTEMBER = date(2026, 9, 30)


class Bureau:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.chief = desk.enrolled("Lê Chi", (Role.COORDINATOR, ""), number="0269382400")
        self.an = desk.enrolled("Nguyễn Văn An", (Role.CONTACT, BUILDING))
        self.lead = desk.enrolled("Phạm Lãnh", (Role.LEADER, BUILDING))
        self.binh = desk.enrolled("Trần Bình", (Role.CONTACT, HEALTH))
        self.viewer = desk.enrolled("Đỗ Xem", (Role.VIEWER, ""))
        self.stranger = desk.chat("a stranger")
        self._by = {BUILDING: self.an, HEALTH: self.binh}

    def ask(self, text: str, by: Chat | None = None) -> str:
        return self.desk.say(by or self.viewer, text)

    def first(self, text: str, by: Chat | None = None) -> str:
        return self.ask(text, by).split("\n")[0]

    def last(self, chat: Chat) -> Reply:
        return chat.heard[-1]

    def book(self, chat: Chat) -> Workbook:
        paper = chat.heard[-1].files[0].paper
        assert isinstance(paper, Workbook)
        return paper

    def chart(self, chat: Chat) -> Chart:
        paper = chat.heard[-1].files[0].paper
        assert isinstance(paper, Chart)
        return paper

    def sent(self, target: str, value: str | None, on: date = SEPTEMBER, agency: str = BUILDING, **more: Any) -> Submission:
        """A number in the ledger by the agency's contact."""
        kind = more.pop("kind", ValueKind.LEVEL)
        entry = Entry(PLAN, target, agency, value=None if value is None else Decimal(value), as_of=on, kind=kind, **more)
        person = self.desk.person(self._by.get(agency) or self.contact(agency))
        assert person is not None
        return self.desk.store.transact(lambda db: ledger.record(db, person, entry, self.desk.now))

    def contact(self, agency: str) -> Chat:
        if agency not in self._by:
            self._by[agency] = self.desk.enrolled(f"Đầu mối {agency}", (Role.CONTACT, agency))
        return self._by[agency]

    def ruled(self, row: Submission, ruling: Ruling, reason: str = "") -> None:
        by = self.desk.person(self.lead if ruling is Ruling.RELEASED else self.chief)
        assert by is not None
        self.desk.store.transact(lambda db: ledger.rule(db, by, row, ruling, self.desk.now, reason=reason))

    def given(self, target: str, agency: str = "", part: Part = Part.LEAD, year: int | None = None, goal: str | None = None) -> None:
        allocation = Allocation(PLAN, target, agency, part, year, None if goal is None else Decimal(goal))
        self.desk.store.transact(lambda db: allocations.give(db, COMMAND_LINE, allocation, "batch", self.desk.now))

    def path(self, target: str, **years: str) -> None:
        """`y2026="800"`; `base2024="250"` is where it all began."""
        for name, goal in years.items():
            part = Part.BASELINE if name.startswith("base") else Part.PATH
            self.given(target, "", part, int(name[-4:]), goal)

    def period(self, name: str = "năm 2026", due: date = date(2026, 11, 24)) -> Period:
        wanted = Period(0, PLAN, name, date(2026, 1, 1), date(2026, 11, 15), due)
        return self.desk.store.transact(lambda db: periods.open_period(db, COMMAND_LINE, wanted, self.desk.now))

    def signed(self, period: Period, agency: str = BUILDING, number: str = "512/BC-SXD") -> None:
        by = self.desk.person(self.contact(agency))
        assert by is not None
        report = SignedReport(PLAN, agency, number, date(2026, 11, 20), period.id)
        self.desk.store.transact(lambda db: papers.sign(db, by, report, self.desk.now))

    def practises(self, chat: Chat) -> None:
        person = self.desk.person(chat)
        assert person is not None
        self.desk.store.transact(lambda db: practice.begin(db, person, self.desk.now))

    def opened_to_all(self) -> None:
        self.desk.store.transact(
            lambda db: plan_settings.change(db, COMMAND_LINE, PLAN, Setting.PROGRESS, plan_settings.EVERYBODY, self.desk.now)
        )


__all__ = [
    "BIRTHS", "BUILDING", "HEALTH", "HOME_AFFAIRS", "HOUSING", "INSURANCE", "JOBLESS", "PLAN", "SEPTEMBER", "STUNTED", "TRAINED",
    "Bureau", "Part", "Post", "Report", "Ruling",
]  # fmt: skip
