"""Where a period stands, as those who coordinate need it in the morning: who is missing, who promised, who cannot be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.communes import is_commune
from corpus.plan import Plan
from handlers.remind.owing import Codes, Owing, key_of
from store import papers, promises, reminders
from store.crew import Member, crew
from store.db import Database
from store.people import Role
from store.periods import Period
from store.promises import Hold, Holding, Promise
from store.reminders import Fate


@dataclass(frozen=True, slots=True)
class Behind:
    """An agency that has not sent everything. `why`: what keeps a message from reaching it, empty where nothing does."""

    agency: str
    missing: Codes
    wanted: int
    contacts: tuple[Member, ...]
    promise: Promise | None
    why: str
    has_paper: bool

    @property
    def has_sent_some(self) -> bool:
        return len(self.missing) < self.wanted

    def is_broken(self, today: date) -> bool:
        return self.promise is not None and self.promise.until < today


@dataclass(frozen=True, slots=True)
class State:
    """`of` agencies owe something, `done` of them have sent it all."""

    plan: Plan
    period: Period
    of: int
    behind: tuple[Behind, ...]
    disputed: tuple[Hold, ...]

    @property
    def done(self) -> int:
        return self.of - len(self.behind)


NOBODY, BLOCKED, STOPPED, FAILED = "nobody", "blocked", "stopped", "failed"


def state(db: Database, plan: Plan, period: Period, owing: Owing, staff: Mapping[str, Sequence[Member]] | None = None) -> State:
    """`staff` where it is at hand."""
    missing, wanted = owing.missing(period), owing.wanted(period)
    staff, promised = crew(db) if staff is None else staff, promises.promises(db, key_of(period))
    held = promises.holds(db)
    stopped = {hold.person for hold in held if hold.kind is Holding.STOPPED}
    signed = {paper.agency for paper in papers.signed(db, plan.id) if paper.period == period.id}
    failed = _failed(db, period)
    behind = []
    for agency, codes in missing.items():
        contacts = tuple(member for member in staff.get(agency, ()) if member.role is Role.CONTACT)
        why = _why(contacts, stopped, failed.get(agency, ""))
        behind.append(Behind(agency, codes, len(wanted[agency]), contacts, promised.get(agency), why, agency in signed))
    disputed = tuple(hold for hold in held if hold.kind is Holding.NOT_OURS and hold.agency in missing)
    return State(plan, period, len(wanted), tuple(behind), disputed)


def _why(contacts: tuple[Member, ...], stopped: set[str], failure: str) -> str:
    if not contacts:
        return NOBODY
    if not any(member.places for member in contacts):
        return BLOCKED if any(member.blocked for member in contacts) else NOBODY
    if all(member.person in stopped for member in contacts if member.places):
        return STOPPED
    return failure and FAILED


def _failed(db: Database, period: Period) -> dict[str, str]:
    """By agency, why the newest reminder did not arrive; nothing where one has."""
    newest: dict[str, str] = {}
    if not reminders.failed(db, key_of(period), period.due_on):
        return newest
    for one in reminders.history(db, key_of(period), period.due_on):
        if one.fate is Fate.FAILED:
            newest[one.key.agency] = one.why or FAILED
        elif one.fate is Fate.SENT:
            newest.pop(one.key.agency, None)
    return newest


def communes_last(behind: tuple[Behind, ...]) -> list[Behind]:
    return sorted(behind, key=lambda one: is_commune(one.agency))
