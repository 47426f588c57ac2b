"""What was done, by whom, in an order that nobody can change unnoticed: each entry carries the hash of the one before it.

People stand in it by their random ids alone, so that erasing a person breaks nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from store.db import Database

BEGINNING = "0" * 64


def append(db: Database, now: datetime, actor: str, action: str, subject: str = "", **detail: str) -> None:
    """`actor` and `subject` are random ids (of a person, an invite), or the name of a part of the program."""
    previous = db.value("SELECT hash FROM audit ORDER BY id DESC LIMIT 1") or BEGINNING
    fields = (now.isoformat(), actor, action, subject, json.dumps(detail, ensure_ascii=False, sort_keys=True))
    db.execute(
        "INSERT INTO audit (at, actor, action, subject, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *fields,
        previous,
        _hash(previous, fields),
    )


def first_altered(db: Database) -> int | None:
    """The id of the first entry that does not follow from the one before it; None where the chain is whole."""
    previous = BEGINNING
    for number, row in enumerate(db.rows("SELECT id, at, actor, action, subject, detail, previous, hash FROM audit ORDER BY id"), start=1):
        fields = (row["at"], row["actor"], row["action"], row["subject"], row["detail"])
        # Entries are numbered without a gap, since none is ever deleted.
        if row["id"] != number or row["previous"] != previous or row["hash"] != _hash(previous, fields):
            return int(row["id"])
        previous = row["hash"]
    return None


def entries(db: Database) -> list[Mapping[str, str]]:
    return [dict(row) for row in db.rows("SELECT at, actor, action, subject, detail FROM audit ORDER BY id")]


def _hash(previous: str, fields: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps([previous, *fields], ensure_ascii=False).encode()).hexdigest()
