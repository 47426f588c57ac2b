"""Who owes what of a target: given by the coordinator, with the document that says so; the yearly path and the baseline too.

A row for the agency "" speaks of the whole target: its milestone in a year, or where it stood at the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from store import audit
from store.db import Database, Row
from store.people import NotAllowedError, Person, may_coordinate


class Part(StrEnum):
    """Whether an agency leads a target, contributes a part of it, or the row is the target's path or its baseline."""

    LEAD = "lead"
    CONTRIBUTES = "contributes"
    PATH = "path"
    BASELINE = "baseline"


OWING = (Part.LEAD, Part.CONTRIBUTES)


@dataclass(frozen=True, slots=True)
class Allocation:
    """`agency` is an agency's or a group's id, empty for the whole target; `year` None where it holds until told otherwise."""

    plan: str
    target: str
    agency: str
    part: Part = Part.LEAD
    year: int | None = None
    goal: Decimal | None = None
    document: str = ""
    id: int = 0


def give(db: Database, by: Person, allocation: Allocation, batch: str, now: datetime) -> int | None:
    """The new row's number; None where exactly this is in force. What stood for the same target, agency and year ends.

    Raises NotAllowedError.
    """
    _coordinating(by)
    key = (allocation.plan, allocation.target, allocation.agency, allocation.year)
    standing = [one for one in held(db, allocation.plan, target=allocation.target) if _key(one) == key and _same_sort(one, allocation)]
    if any((one.part, one.goal, one.document) == (allocation.part, allocation.goal, allocation.document) for one in standing):
        return None
    for one in standing:
        _end(db, by, one.id, now)
    number = db.value(
        "INSERT INTO allocations (plan, target, agency, year, goal, part, document, by, batch, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        *key,
        None if allocation.goal is None else f"{allocation.goal:f}",
        allocation.part,
        allocation.document,
        by.id,
        batch,
        now.isoformat(),
    )
    audit.append(db, now, by.id, "allocated", str(number), target=allocation.target, agency=allocation.agency, part=allocation.part)
    return int(number)


def end(db: Database, by: Person, numbers: Iterable[int], now: datetime) -> int:
    """How many of the rows were in force and are no longer. Raises NotAllowedError."""
    _coordinating(by)
    return sum(_end(db, by, number, now) for number in numbers)


def take_back(db: Database, by: Person, batch: str, now: datetime) -> int:
    """Undoes what one message gave, and what it ended is in force again. Raises NotAllowedError."""
    _coordinating(by)
    rows = db.rows("SELECT id, at FROM allocations WHERE batch = ? AND ended_at IS NULL", batch)
    for row in rows:
        given = _called(db, row["id"])
        _end(db, by, row["id"], now)
        if given is not None:
            _revive(db, by, given, row["at"], now)
    return len(rows)


def _revive(db: Database, by: Person, given: Allocation, at: str, now: datetime) -> None:
    rows = db.rows(
        "SELECT * FROM allocations WHERE plan = ? AND target = ? AND ended_at = ? AND id < ? ORDER BY id",
        given.plan,
        given.target,
        at,
        given.id,
    )
    before = [one for one in map(_allocation, rows) if _key(one) == _key(given) and _same_sort(one, given)]
    for one in before[-1:]:
        db.execute("UPDATE allocations SET ended_at = NULL WHERE id = ?", one.id)
        audit.append(db, now, by.id, "allocated again", str(one.id))


def held(db: Database, plan: str, *, target: str = "", agency: str = "") -> list[Allocation]:
    """What is in force, of one target or agency or of all, in the order in which it was given."""
    sql, values = "SELECT * FROM allocations WHERE plan = ? AND ended_at IS NULL", [plan]
    if target:
        sql, values = sql + " AND target = ?", [*values, target]
    if agency:
        sql, values = sql + " AND agency = ?", [*values, agency]
    return [_allocation(row) for row in db.rows(sql + " ORDER BY id", *values)]


def _end(db: Database, by: Person, number: int, now: datetime) -> bool:
    ended = bool(db.execute("UPDATE allocations SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now.isoformat(), number))
    if ended:
        audit.append(db, now, by.id, "allocation ended", str(number))
    return ended


def _called(db: Database, number: int) -> Allocation | None:
    row = db.row("SELECT * FROM allocations WHERE id = ?", number)
    return _allocation(row) if row else None


def _key(one: Allocation) -> tuple[str, str, str, int | None]:
    return one.plan, one.target, one.agency, one.year


def _same_sort(one: Allocation, other: Allocation) -> bool:
    """A path and a baseline may stand for the same year; an agency leads or contributes, not both."""
    return one.part is other.part or (one.part in OWING and other.part in OWING)


def _coordinating(by: Person) -> None:
    if not may_coordinate(by):
        raise NotAllowedError


def _allocation(row: Row) -> Allocation:
    return Allocation(
        row["plan"],
        row["target"],
        row["agency"],
        Part(row["part"]),
        row["year"],
        None if row["goal"] is None else Decimal(row["goal"]),
        row["document"],
        row["id"],
    )
