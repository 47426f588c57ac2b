"""The coordinator's exceptions to the calendar: days worked or not whatever the week and the holidays say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from store import audit
from store.db import Database
from store.people import NotAllowedError, Person, may_coordinate


@dataclass(frozen=True, slots=True)
class DayChange:
    day: date
    worked: bool
    note: str


def change(db: Database, by: Person, day: date, worked: bool, note: str, now: datetime) -> None:
    """Raises NotAllowedError."""
    _coordinating(by)
    db.execute(
        "INSERT INTO day_changes (day, worked, note, by, at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (day) DO UPDATE SET worked = excluded.worked, note = excluded.note, by = excluded.by, at = excluded.at",
        day.isoformat(),
        int(worked),
        note,
        by.id,
        now.isoformat(),
    )
    audit.append(db, now, by.id, "day changed", day.isoformat(), worked=str(worked))


def take_back(db: Database, by: Person, day: date, now: datetime) -> bool:
    """Whether there was one. Raises NotAllowedError."""
    _coordinating(by)
    gone = bool(db.execute("DELETE FROM day_changes WHERE day = ?", day.isoformat()))
    if gone:
        audit.append(db, now, by.id, "day change taken back", day.isoformat())
    return gone


def changes(db: Database) -> dict[date, DayChange]:
    rows = db.rows("SELECT day, worked, note FROM day_changes ORDER BY day")
    return {date.fromisoformat(row["day"]): DayChange(date.fromisoformat(row["day"]), bool(row["worked"]), row["note"]) for row in rows}


def _coordinating(by: Person) -> None:
    if not may_coordinate(by):
        raise NotAllowedError
