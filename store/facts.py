"""Small facts about the bot itself, one value a name: its user name at a messenger, when it last listened."""

from __future__ import annotations

from datetime import datetime

from store.db import Database


def remember(db: Database, name: str, value: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO facts (name, value, at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
        name,
        value,
        now.isoformat(),
    )


def recall(db: Database, name: str) -> str | None:
    found = db.value("SELECT value FROM facts WHERE name = ?", name)
    return None if found is None else str(found)


def since(db: Database, name: str) -> datetime | None:
    """When it was last remembered."""
    found = db.value("SELECT at FROM facts WHERE name = ?", name)
    return None if found is None else datetime.fromisoformat(found)
