"""What holds reminders back: a day by which somebody has said they will send, and the wish for none, or for none now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from store.db import Database, Row


@dataclass(frozen=True, slots=True)
class Promise:
    """That an agency's person has said by when they will send; the last of `times`."""

    deadline: str
    agency: str
    person: str
    until: date
    at: datetime
    times: int


def promise(db: Database, deadline: str, agency: str, person: str, until: date, now: datetime) -> Promise:
    """Until that day's end the agency is not reminded of it."""
    db.execute("UPDATE promises SET ended_at = ? WHERE deadline = ? AND agency = ? AND ended_at IS NULL", now.isoformat(), deadline, agency)
    db.execute(
        "INSERT INTO promises (deadline, agency, person, until, at) VALUES (?, ?, ?, ?, ?)",
        deadline,
        agency,
        person,
        until.isoformat(),
        now.isoformat(),
    )
    return promises(db, deadline)[agency]


def take_back_promise(db: Database, deadline: str, agency: str, now: datetime) -> bool:
    return bool(
        db.execute(
            "UPDATE promises SET ended_at = ? WHERE deadline = ? AND agency = ? AND ended_at IS NULL", now.isoformat(), deadline, agency
        )
    )


def promises(db: Database, deadline: str) -> dict[str, Promise]:
    """The promise in force of each agency, kept or broken."""
    rows = db.rows(
        "SELECT p.deadline, p.agency, p.person, p.until, p.at, "
        "(SELECT COUNT(*) FROM promises AS q WHERE q.deadline = p.deadline AND q.agency = p.agency) AS times "
        "FROM promises AS p WHERE p.deadline = ? AND p.ended_at IS NULL ORDER BY p.id",
        deadline,
    )
    return {
        row["agency"]: Promise(
            row["deadline"],
            row["agency"],
            row["person"],
            date.fromisoformat(row["until"]),
            datetime.fromisoformat(row["at"]),
            int(row["times"]),
        )
        for row in rows
    }


# ---- what holds reminders back


class Holding(StrEnum):
    """`STOPPED`: the person wants none. `LATER`: the person wants one at a moment, and none before. `AGAIN`: the coordinator wants
    the person reminded of an agency's at a moment. `NOT_OURS`: the agency says that it does not owe a target
    (all of them, where none is named) until the coordinator has decided."""

    STOPPED = "stopped"
    LATER = "later"
    AGAIN = "again"
    NOT_OURS = "not ours"


@dataclass(frozen=True, slots=True)
class Hold:
    id: int
    person: str
    kind: Holding
    at: datetime
    until: datetime | None = None
    deadline: str = ""
    agency: str = ""
    target: str = ""


def hold(db: Database, hold: Hold) -> Hold:
    """The same with its number; an earlier one of the same kind and matter ends."""
    db.execute(
        "UPDATE holds SET ended_at = ? WHERE person = ? AND kind = ? AND deadline = ? AND agency = ? AND target = ? AND ended_at IS NULL",
        hold.at.isoformat(),
        hold.person,
        hold.kind,
        hold.deadline,
        hold.agency,
        hold.target,
    )
    number = db.value(
        "INSERT INTO holds (person, kind, deadline, agency, target, until, at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        hold.person,
        hold.kind,
        hold.deadline,
        hold.agency,
        hold.target,
        hold.until.isoformat() if hold.until else None,
        hold.at.isoformat(),
    )
    return Hold(int(number), hold.person, hold.kind, hold.at, hold.until, hold.deadline, hold.agency, hold.target)


def holds(db: Database, kinds: Sequence[Holding] = tuple(Holding)) -> list[Hold]:
    """Those in force."""
    marks = ", ".join("?" for _ in kinds)
    rows = db.rows(f"SELECT * FROM holds WHERE ended_at IS NULL AND kind IN ({marks}) ORDER BY id", *kinds)  # noqa: S608
    return [_hold(row) for row in rows]


def let_go(db: Database, person: str, now: datetime) -> None:
    """Somebody's own wishes end with their posts; what the agency has said stays."""
    db.execute(
        "UPDATE holds SET ended_at = ? WHERE person = ? AND kind <> ? AND ended_at IS NULL", now.isoformat(), person, Holding.NOT_OURS
    )


def release(db: Database, ids: Iterable[int], now: datetime) -> int:
    return sum(db.execute("UPDATE holds SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now.isoformat(), one) for one in ids)


def _hold(row: Row) -> Hold:
    return Hold(
        row["id"],
        row["person"],
        Holding(row["kind"]),
        datetime.fromisoformat(row["at"]),
        datetime.fromisoformat(row["until"]) if row["until"] else None,
        row["deadline"],
        row["agency"],
        row["target"],
    )
