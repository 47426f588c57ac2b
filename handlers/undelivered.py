"""What could not be delivered, and to whom: shown to those who coordinate, so that they can telephone instead."""

from __future__ import annotations

from datetime import timedelta

from handlers import say
from handlers.turn import Reply, Turn
from index.text import fold
from store.address import Address
from store.outbox import given_up
from store.people import person_at

DAYS = 3
ASKED = frozenset(["tin chua gui duoc", "tin khong gui duoc", "tin gui loi", "loi gui tin", "tin loi"])


def recognises(turn: Turn) -> bool:
    text = turn.message.text
    return len(text) < 40 and fold(text.strip(" ?.!").lower()) in ASKED


def answer(turn: Turn) -> list[Reply]:
    rows = given_up(turn.db, turn.now - timedelta(days=DAYS))
    found: dict[str, str] = {}
    for row in rows:
        person = person_at(turn.db, Address(row["channel"], row["account"], row["chat"]))
        name = person.name if person else say.somebody_unknown()
        found.setdefault(f"{name} {row['channel']}", say.undelivered_to(name, row["channel"], row["last_error"] or ""))
    return [Reply(say.lines(say.undelivered(len(rows), DAYS), *found.values()))]
