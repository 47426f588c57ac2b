"""Who is only practising: the same bot, numbers that are never counted."""

from __future__ import annotations

from datetime import datetime

from store.db import Database
from store.people import Person


def begin(db: Database, by: Person, now: datetime) -> None:
    db.execute("INSERT INTO practising (person, since) VALUES (?, ?) ON CONFLICT (person) DO NOTHING", by.id, now.isoformat())


def end(db: Database, by: Person) -> bool:
    return bool(db.execute("DELETE FROM practising WHERE person = ?", by.id))


def is_practising(db: Database, person: Person) -> bool:
    return db.row("SELECT 1 FROM practising WHERE person = ?", person.id) is not None
