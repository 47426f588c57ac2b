"""A long silence noticed: what was written meanwhile may be lost, and those who may have written are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot import say
from bot.wire import reply_to_json
from handlers.turn import Reply
from store import facts, outbox, reach
from store.db import Database

KEPT_BY_MESSENGER: Mapping[str, timedelta] = {"telegram": timedelta(hours=24)}
"""How long a messenger keeps what it could not deliver (https://core.telegram.org/bots/api#getting-updates)."""
KEPT_ELSEWHERE = timedelta(hours=1)
"""Zalo's Official Account tries again for less than two hours; what the Bot Platform does, nobody says."""


def hear(db: Database, channel: str, now: datetime) -> None:
    """Notes that the channel has been listened to; after a silence too long everybody enrolled there is told, once."""
    name = f"{channel}.heard"
    before = facts.since(db, name)
    facts.remember(db, name, now.isoformat(), now)
    if before is None or now - before <= KEPT_BY_MESSENGER.get(channel, KEPT_ELSEWHERE):
        return
    facts.remember(db, f"{channel}.outage", f"{before.isoformat()} {now.isoformat()}", now)
    body = reply_to_json(Reply(say.was_away(before, now)))
    for to in reach.addresses_on(db, channel):
        # Without a key, which would stay for ever and tell to whom: what was heard last is noted in the same transaction.
        outbox.queue(db, to, body, now)
