"""Reminders from the store into the outbox: looked for every few minutes, each kept with its message in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from bot import say
from bot.wire import conversation_from_json, conversation_to_json, reply_to_json
from bot.work import Desk
from bot.worker import Worker
from corpus.workdays import Workdays
from handlers.remind import awaiting, days, summary, urgent, yearly
from handlers.remind.digest import Words
from handlers.remind.tick import Digest, Summary, Tick, due_digests, due_summaries, no_longer_needed
from handlers.turn import Conversation, Reply
from store import conversations, outbox, promises, reminders
from store.address import Address
from store.db import Database, UnavailableError

log = logging.getLogger(__name__)
EVERY, SOON = 60.0, 1.0
AT_ONCE = 40
"""Reminders made in one go, during which nobody else is answered: more than a messenger takes in the second until the next."""
PRIVATE = ""
"""The sender in a private chat, where conversations need not be told apart."""


async def remind(worker: Worker, desk: Desk, now: Callable[[], datetime], queued: Callable[[], None]) -> None:
    """Looks again and again; `queued` is called when something new is in the outbox."""
    while True:
        try:
            count = await worker.run(partial(remind_now, desk=desk, now=now(), most=AT_ONCE))
        except UnavailableError as problem:
            log.error("%s", say.store_unavailable(str(problem)))
            count = 0
        if count:
            queued()
        await asyncio.sleep(EVERY if count < AT_ONCE else SOON)


def remind_now(db: Database, desk: Desk, now: datetime, writing: Address | None = None, most: int | None = None) -> int:
    """One look; how many messages it has queued, of units' reminders at `most` so many. Nothing goes to a chat that is just `writing`."""
    is_busy = busy(db, now, writing)
    for message in no_longer_needed(db, desk.assistant.plans, dict(reminders.waiting(db))):
        reminders.drop(db, message, now)
    count = sum(_urge(db, desk, one, now) for one in urgent.due(db, desk.assistant, now))
    for offered in yearly.due_offers(db, desk.assistant, now, is_busy):
        count += _offer(db, desk, offered, now)
    tick, words = Tick.at(db, now, is_busy), Words(db, desk.assistant, now, workdays_of(db))
    for summary_ in due_summaries(tick, desk.assistant.plans):
        count += _sum_up(tick, desk, summary_, now)
    for digest in due_digests(tick, desk.assistant.plans, most):
        count += _digest(db, desk, digest, words)
    return count


def busy(db: Database, now: datetime, writing: Address | None = None) -> Callable[[Address], bool]:
    """Whether a chat has a question open: a reminder must not break into it."""

    def is_busy(at: Address) -> bool:
        if at == writing:
            return True
        pending = _conversation(db, at).pending
        return pending is not None and now < pending.until and not awaiting.is_offer(pending)

    return is_busy


def _digest(db: Database, desk: Desk, digest: Digest, words: Words) -> int:
    reply, now = words.reply(digest), words.now
    key = reminders.digest_key(now.date(), digest.person, digest.to.channel, digest.number)
    message = _queue(db, desk, digest.to, reply, key, digest.until, now)
    if not message:
        return 0
    reminders.give(db, digest.keys, message, now)
    promises.release(db, digest.asked_for, now)
    conversation = _conversation(db, digest.to)
    awaiting.after_digest(conversation, digest, reply, now)
    _remember(db, digest.to, replace(conversation, offer=message), now)
    return 1


def _sum_up(tick: Tick, desk: Desk, one: Summary, now: datetime) -> int:
    db = tick.db
    reply, meanings = summary.reply(tick, desk.assistant, one)
    key = reminders.summary_key(now.date(), one.person.id, one.number)
    message = _queue(db, desk, one.to, reply, key, one.until, now)
    if not message:
        return 0
    reminders.give(db, one.keys, message, now)
    conversation = _conversation(db, one.to)
    _remember(db, one.to, replace(conversation, offer=message, options=meanings, pending=None), now)
    return 1


def _offer(db: Database, desk: Desk, one: yearly.Offer, now: datetime) -> int:
    message = _queue(db, desk, one.to, one.reply, one.key, None, now)
    if message:
        reminders.give(db, [one.reminder], message, now)
        _remember(db, one.to, replace(_conversation(db, one.to), offer=message, options=one.meanings, pending=None), now)
    return int(bool(message))


def _urge(db: Database, desk: Desk, one: urgent.Urging, now: datetime) -> int:
    message = _queue(db, desk, one.to, one.reply, one.key, None, now)
    if message and one.reminder:
        reminders.give(db, [one.reminder], message, now)
    if message and one.expects and not busy(db, now)(one.to):
        conversation = _conversation(db, one.to)
        awaiting.expect(conversation, one.expects, now)
        _remember(db, one.to, conversation, now)
    return int(bool(message))


def _queue(db: Database, desk: Desk, to: Address, reply: Reply, key: str, until: datetime | None, now: datetime) -> int:
    """The number of the last part, which carries the options; 0 where the message was queued before."""
    number, parts = 0, _parts(desk, to, reply)
    for place, part in enumerate(parts):
        own = key if place == len(parts) - 1 else f"{key} part {place + 1}"
        number = outbox.queue(db, to, reply_to_json(part), now, key=own, until=until) or 0
    return number


def _parts(desk: Desk, to: Address, reply: Reply) -> Sequence[Reply]:
    split = desk.split.get(to.channel)
    return split(reply) if split else (reply,)


def workdays_of(db: Database) -> Callable[[str], Workdays]:
    """By plan, read once a look."""
    return cache(lambda plan: days.of_store(db, plan))


def _conversation(db: Database, at: Address) -> Conversation:
    kept = conversations.recall(db, at, PRIVATE)
    return conversation_from_json(kept) if kept else Conversation()


def _remember(db: Database, at: Address, conversation: Conversation, now: datetime) -> None:
    conversations.remember(db, at, PRIVATE, conversation_to_json(conversation), now)
