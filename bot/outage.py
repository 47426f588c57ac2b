"""A long silence noticed: what was written meanwhile may be lost, and those who may have written are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot import say
from bot.alarm import tell_admins
from bot.channels.channel import Channel
from bot.wire import reply_to_json
from handlers.turn import Reply
from store import facts, outbox, reach
from store.db import Database

KEPT_BY_MESSENGER: Mapping[str, timedelta] = {"telegram": timedelta(hours=24)}
"""How long a messenger keeps what it could not deliver (https://core.telegram.org/bots/api#getting-updates)."""
KEPT_ELSEWHERE = timedelta(hours=1)
"""Zalo's Official Account tries again for less than two hours; what the Bot Platform does, nobody says."""


def hear(db: Database, place: str, now: datetime) -> None:
    """Notes that a channel ("telegram"), or one of its accounts ("zalo_bot:71"), has been listened to; after a silence too long
    everybody enrolled there is told, once."""
    channel, _, account = place.partition(":")
    name = f"{place}.heard"
    before = facts.since(db, name)
    facts.remember(db, name, now.isoformat(), now)
    if before is None or now - before <= KEPT_BY_MESSENGER.get(channel, KEPT_ELSEWHERE):
        return
    facts.remember(db, f"{place}.outage", f"{before.isoformat()} {now.isoformat()}", now)
    body = reply_to_json(Reply(say.was_away(before, now)))
    for to in [one for one in reach.addresses_on(db, channel) if account in ("", one.account)]:
        # Without a key, which would stay for ever and tell to whom: what was heard last is noted in the same transaction.
        outbox.queue(db, to, body, now)
    if channel == "zalo_oa":
        tell_admins(db, say.webhook_may_be_off(), now, key=f"webhook {place} {before.isoformat()}", besides=channel)


def place_of(channel: Channel) -> str:
    """Under which name a channel is heard of: several bots are each heard of by themselves."""
    return f"{channel.name}:{channel.account}" if channel.name == "zalo_bot" else channel.name
