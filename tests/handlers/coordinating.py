"""A desk at which somebody coordinates, two agencies' contacts answer, and numbers have been sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from corpus.plan import ValueKind
from handlers.turn import Attachment, Value
from store import allocations, ledger
from store.allocations import Allocation
from store.ledger import Entry, Submission
from store.people import Role
from tests.handlers.desk import BUILDING, HEALTH, Chat, Desk

PLAN = "743-kh-ubnd-2025"
HOUSING, INSURANCE, HOUSE_SIZE = "CT32", "CT25", "CT57"


class Office:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.chief = desk.enrolled("Lê Chi", (Role.COORDINATOR, ""))
        self.an = desk.enrolled("Nguyễn Văn An", (Role.CONTACT, BUILDING))
        self.binh = desk.enrolled("Trần Bình", (Role.CONTACT, HEALTH))

    def say(self, text: str, **fields: Any) -> str:
        """By the coordinator."""
        return self.desk.say(self.chief, text, **fields)

    def press(self, label: str) -> str:
        return self.desk.press(self.chief, label)

    @property
    def labels(self) -> list[str]:
        return self.chief.labels

    def sent(self, chat: Chat, agency: str, target: str, value: str, as_of: date = date(2026, 9, 30), **more: Any) -> Submission:
        """A number in the ledger, sent by a contact."""
        person = self.desk.person(chat)
        assert person is not None
        entry = Entry(PLAN, target, agency, value=Decimal(value), as_of=as_of, kind=ValueKind.CUMULATIVE, **more)
        return self.desk.store.transact(lambda db: ledger.record(db, person, entry, self.desk.now))

    def held(self) -> list[Allocation]:
        return self.desk.store.transact(lambda db: allocations.held(db, PLAN))

    def given(self) -> set[tuple[str, str, str, int | None, str]]:
        return {(one.target, one.agency, str(one.part), one.year, "" if one.goal is None else f"{one.goal:f}") for one in self.held()}

    def standing(self, submission: Submission) -> str:
        found = self.desk.store.transact(lambda db: ledger.called(db, submission.id))
        return str(found.standing) if found else ""

    def sheet(self, *rows: tuple[Value, ...], text: str = "", by: Chat | None = None) -> str:
        file = Attachment("giao chỉ tiêu.xlsx", "/kept", "sheet", 100, "digest", "", (rows,))
        return self.desk.say(by or self.chief, text, files=(file,))
