"""How the store is doing: what whoever runs the bot wants to know of it, without reading anybody's words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from store import schema
from store.db import Database, connect


@dataclass(frozen=True, slots=True)
class Pile:
    """So many rows; `at` is when the oldest of those that wait, or the newest of those that failed, came about."""

    count: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """The file's, and the one that this program makes of it."""

    found: int
    known: int


def version(db: Database) -> Version:
    return Version(int(db.value("PRAGMA user_version")), schema.VERSION)


def faults(db: Database, most: int = 3) -> list[str]:
    """What is wrong with the file, in the engine's words; quicker than a full check, which compares the indexes too."""
    found = [str(row[0]) for row in db.rows(f"PRAGMA quick_check({most:d})")]
    return [] if found == ["ok"] else found


def journal(db: Database) -> str:
    return str(db.value("PRAGMA journal_mode"))


def flushes() -> bool:
    """Whether this program asks for what is committed to be flushed: the file itself does not tell."""
    connection = connect(None)
    try:
        return int(connection.execute("PRAGMA synchronous").fetchone()[0]) >= 2
    finally:
        connection.close()


def unanswered(db: Database) -> Pile:
    return _pile(db, "SELECT COUNT(*), MIN(received_at) FROM inbox WHERE state = 'new'")


def broken(db: Database) -> Pile:
    return _pile(db, "SELECT COUNT(*), MAX(at) FROM broken")


def unsent(db: Database, fetched: Collection[str]) -> Pile:
    """Messages on their way; those of the channels in `fetched` wait for their reader and not for us."""
    marks = ", ".join("?" for _ in fetched)
    return _pile(
        db,
        f"SELECT COUNT(*), MIN(created_at) FROM outbox WHERE state IN ('waiting', 'sending') AND channel NOT IN ({marks})",  # noqa: S608
        *fetched,
    )


def failed(db: Database) -> Pile:
    return _pile(db, "SELECT COUNT(*), MAX(settled_at) FROM outbox WHERE state = 'failed'")


def people_per_role(db: Database) -> dict[str, int]:
    rows = db.rows("SELECT role, COUNT(DISTINCT person) AS people FROM roles WHERE until IS NULL GROUP BY role ORDER BY role")
    return {str(row["role"]): int(row["people"]) for row in rows}


def blocked(db: Database) -> Pile:
    return _pile(db, "SELECT COUNT(*), MAX(blocked_at) FROM addresses WHERE blocked_at IS NOT NULL")


def _pile(db: Database, sql: str, *values: object) -> Pile:
    (row,) = db.rows(sql, *values)
    return Pile(int(row[0]), datetime.fromisoformat(row[1]) if row[1] else None)
