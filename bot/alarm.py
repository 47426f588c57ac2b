"""What whoever runs the bot must do something about: told in the log by whoever notices, and here to the administrators."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bot import say
from bot.channels.channel import Channel
from bot.wire import reply_to_json
from bot.worker import Worker
from handlers.turn import Reply
from store import outbox, people, reach
from store.db import Database, UnavailableError

log = logging.getLogger(__name__)
EVERY = 3600.0
CROWDED_AT = 0.9
"""The share of the people that one of our accounts may have, from which new ones should go to another."""


def tell_admins(db: Database, text: str, now: datetime, *, key: str, besides: str = "") -> None:
    """Tells each administrator what `key` names, wherever they are and once for ever; not on the channel `besides`, which may be what
    is wrong."""
    for admin in people.admins(db):
        for at in [place.address for place in people.places(db, admin.id) if place.blocked_at is None]:
            if at.channel != besides:
                outbox.queue(db, at, reply_to_json(Reply(text)), now, key=f"alarm {key} {admin.id} {at.channel} {at.account}")


async def watch_crowds(worker: Worker, channels: Sequence[Channel], now: Callable[[], datetime]) -> None:
    """Tells the administrators in time that an account's people become too many."""
    limited = [channel for channel in channels if channel.terms.people]
    while limited:
        for channel in limited:
            try:
                await worker.run(partial(_look, channel=channel, now=now()))
            except UnavailableError as problem:
                log.error("%s", say.store_unavailable(str(problem)))
        await asyncio.sleep(EVERY)


def _look(db: Database, channel: Channel, now: datetime) -> None:
    most, used = channel.terms.people or 0, reach.users(db, channel.name, channel.account)
    if used >= most * CROWDED_AT:
        log.warning("%s", say.crowded(channel.account, used, most))
        tell_admins(db, say.crowded(channel.account, used, most), now, key=f"crowd {channel.name} {channel.account}")
