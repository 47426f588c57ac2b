"""Reporting periods: opened and closed by the coordinator, open longer for an agency where that was granted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from store import audit
from store.db import Database, Row
from store.people import NotAllowedError, Person, may_coordinate


class Item(NamedTuple):
    """What a period asks for: a target's or a duty's code, and an agency's or a group's id."""

    target: str
    agency: str


@dataclass(frozen=True, slots=True)
class Period:
    """`cutoff` is the last day that its numbers speak of, `due_on` the last day in time for sending them."""

    id: int
    plan: str
    name: str
    starts: date
    cutoff: date
    due_on: date
    closed_at: datetime | None = None
    document: str = ""
    """The letter by which it was announced, as it was given."""
    ladder: str = ""
    """When units are reminded, where it differs from the plan's own ladder."""
    opened_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def open_period(db: Database, by: Person, period: Period, now: datetime) -> Period:
    """The same with its number. Raises NotAllowedError."""
    _coordinating(by)
    number = db.value(
        "INSERT INTO periods (plan, name, starts, cutoff, due_on, by, opened_at, document, ladder) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        period.plan,
        period.name,
        period.starts.isoformat(),
        period.cutoff.isoformat(),
        period.due_on.isoformat(),
        by.id,
        now.isoformat(),
        period.document,
        period.ladder,
    )
    audit.append(db, now, by.id, "period opened", str(number), cutoff=period.cutoff.isoformat(), due_on=period.due_on.isoformat())
    return replace(period, id=int(number), closed_at=None, opened_at=now)


def limit_to(db: Database, by: Person, period: int, items: Iterable[Item], now: datetime) -> None:
    """Only these are owed for the period; without any it is all that is given. Raises NotAllowedError."""
    _coordinating(by)
    count = 0
    for item in dict.fromkeys(items):
        count += db.execute("INSERT INTO period_items (period, target, agency) VALUES (?, ?, ?)", period, item.target, item.agency)
    audit.append(db, now, by.id, "period limited", str(period), items=str(count))


def items(db: Database, period: int) -> list[Item]:
    """What is owed for the period, where it does not follow from the allocations; empty where it does."""
    rows = db.rows("SELECT target, agency FROM period_items WHERE period = ? ORDER BY rowid", period)
    return [Item(row["target"], row["agency"]) for row in rows]


def set_ladder(db: Database, by: Person, period: int, ladder: str, now: datetime) -> None:
    """Raises NotAllowedError."""
    _coordinating(by)
    db.execute("UPDATE periods SET ladder = ? WHERE id = ?", ladder, period)
    audit.append(db, now, by.id, "ladder changed", str(period), ladder=ladder)


def take_back(db: Database, by: Person, period: int, now: datetime) -> bool:
    """As if it had never been opened, where nothing has been sent for it yet; else it is closed. Whether there was one.

    Raises NotAllowedError.
    """
    _coordinating(by)
    used = any(db.row(f"SELECT 1 FROM {table} WHERE period = ?", period) for table in ("submissions", "signed_reports", "reopenings"))  # noqa: S608
    if used:
        there = called(db, period)
        close(db, by, period, now)
        return there is not None and there.is_open
    db.execute("DELETE FROM period_items WHERE period = ?", period)
    gone = bool(db.execute("DELETE FROM periods WHERE id = ?", period))
    if gone:
        audit.append(db, now, by.id, "period taken back", str(period))
    return gone


def close(db: Database, by: Person, period: int, now: datetime) -> None:
    """Raises NotAllowedError."""
    _coordinating(by)
    if db.execute("UPDATE periods SET closed_at = ? WHERE id = ? AND closed_at IS NULL", now.isoformat(), period):
        audit.append(db, now, by.id, "period closed", str(period))


def open_again(db: Database, by: Person, period: int, now: datetime) -> None:
    """For everybody. Raises NotAllowedError."""
    _coordinating(by)
    if db.execute("UPDATE periods SET closed_at = NULL WHERE id = ?", period):
        audit.append(db, now, by.id, "period opened again", str(period))


def reopen_for(db: Database, by: Person, period: int, agency: str, until: date, batch: str, now: datetime) -> None:
    """Raises NotAllowedError."""
    _coordinating(by)
    db.execute(
        "INSERT INTO reopenings (period, agency, until, by, batch, at) VALUES (?, ?, ?, ?, ?, ?)",
        period,
        agency,
        until.isoformat(),
        by.id,
        batch,
        now.isoformat(),
    )
    audit.append(db, now, by.id, "period reopened", str(period), agency=agency, until=until.isoformat())


def take_back_reopening(db: Database, by: Person, batch: str, now: datetime) -> int:
    """Raises NotAllowedError."""
    _coordinating(by)
    ended = db.execute("UPDATE reopenings SET ended_at = ? WHERE batch = ? AND ended_at IS NULL", now.isoformat(), batch)
    if ended:
        audit.append(db, now, by.id, "reopening taken back", batch)
    return ended


def reopened_until(db: Database, period: int, agency: str) -> date | None:
    found = db.value("SELECT MAX(until) FROM reopenings WHERE period = ? AND agency = ? AND ended_at IS NULL", period, agency)
    return None if found is None else date.fromisoformat(found)


def periods(db: Database, plan: str) -> list[Period]:
    """All that were ever opened, the newest first."""
    return [_period(row) for row in db.rows("SELECT * FROM periods WHERE plan = ? ORDER BY cutoff DESC, id DESC", plan)]


def current(db: Database, plan: str) -> Period | None:
    """The newest that is open; None where none is."""
    return next((period for period in periods(db, plan) if period.is_open), None)


def period_of(db: Database, plan: str, as_of: date) -> Period | None:
    """The period that a day's number belongs to: the first whose cut-off day is not before it; None where none is."""
    fitting = [period for period in periods(db, plan) if period.starts <= as_of <= period.cutoff]
    return fitting[-1] if fitting else None


def takes_numbers(db: Database, period: Period, agency: str, today: date) -> bool:
    """Whether an agency may still report for the period."""
    until = reopened_until(db, period.id, agency)
    return period.is_open or (until is not None and today <= until)


def called(db: Database, number: int) -> Period | None:
    row = db.row("SELECT * FROM periods WHERE id = ?", number)
    return _period(row) if row else None


def _coordinating(by: Person) -> None:
    if not may_coordinate(by):
        raise NotAllowedError


def _period(row: Row) -> Period:
    return Period(
        row["id"],
        row["plan"],
        row["name"],
        date.fromisoformat(row["starts"]),
        date.fromisoformat(row["cutoff"]),
        date.fromisoformat(row["due_on"]),
        datetime.fromisoformat(row["closed_at"]) if row["closed_at"] else None,
        row["document"],
        row["ladder"],
        datetime.fromisoformat(row["opened_at"]),
    )
