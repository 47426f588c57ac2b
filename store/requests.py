"""Urgent requests: numbers that a coordinator needs by an hour of a day, apart from any period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from store import audit
from store.db import Database, Row
from store.people import NotAllowedError, Person, may_coordinate
from store.periods import Item


@dataclass(frozen=True, slots=True)
class Request:
    """`asked` is what the coordinator typed; `by` their id."""

    id: int
    plan: str
    asked: str
    due_at: datetime
    by: str
    at: datetime
    items: tuple[Item, ...]


def make(db: Database, by: Person, plan: str, asked: str, due_at: datetime, items: Iterable[Item], now: datetime) -> Request:
    """Raises NotAllowedError."""
    if not may_coordinate(by):
        raise NotAllowedError
    wanted = tuple(dict.fromkeys(items))
    number = db.value(
        "INSERT INTO requests (plan, asked, due_at, by, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        plan,
        asked,
        due_at.isoformat(),
        by.id,
        now.isoformat(),
    )
    for item in wanted:
        db.execute("INSERT INTO request_items (request, target, agency) VALUES (?, ?, ?)", number, item.target, item.agency)
    audit.append(db, now, by.id, "number requested", str(number), items=str(len(wanted)), due_at=due_at.isoformat())
    return Request(int(number), plan, asked, due_at, by.id, now, wanted)


def open_ones(db: Database) -> list[Request]:
    return [_request(db, row) for row in db.rows("SELECT * FROM requests WHERE ended_at IS NULL ORDER BY due_at, id")]


def end(db: Database, by: str, number: int, now: datetime) -> bool:
    ended = db.execute("UPDATE requests SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now.isoformat(), number)
    if ended:
        audit.append(db, now, by, "request ended", str(number))
    return bool(ended)


def answered(db: Database, request: Request) -> dict[Item, int]:
    """The newest report of each item that has come since it was asked for: its number in the ledger."""
    found = {}
    for item in request.items:
        row = db.row(
            "SELECT MAX(id) FROM submissions WHERE plan = ? AND target = ? AND agency = ? AND at >= ? AND practice = 0 AND report <>"
            " 'withdrawn'",
            request.plan,
            item.target,
            item.agency,
            request.at.isoformat(),
        )
        if row is not None and row[0] is not None:
            found[item] = int(row[0])
    return found


def _request(db: Database, row: Row) -> Request:
    items = db.rows("SELECT target, agency FROM request_items WHERE request = ? ORDER BY rowid", row["id"])
    return Request(
        row["id"],
        row["plan"],
        row["asked"],
        datetime.fromisoformat(row["due_at"]),
        row["by"],
        datetime.fromisoformat(row["at"]),
        tuple(Item(one["target"], one["agency"]) for one in items),
    )
