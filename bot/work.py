"""From what has arrived to what is to be said: each message is one transaction, whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot import say
from bot.channels.channel import Unread
from bot.logs import redact
from bot.outage import hear
from bot.wire import conversation_from_json, conversation_to_json, message_from_json, reply_from_json, reply_to_json
from bot.worker import Worker
from handlers.assistant import Assistant
from handlers.desk import receive
from handlers.people.commands import has_code
from handlers.turn import Conversation, Message, Reply, Rules, Turn
from store import conversations, inbox, outbox, reach, reminders
from store.address import Address
from store.db import Database, UnavailableError
from store.inbox import Event, Waiting
from store.people import person_at

log = logging.getLogger(__name__)
TOGETHER = 8
"""Messages answered in one commit, at the most."""
TURN_SECONDS = 0.01
"""How long the answers of one commit may take, but for the last: nothing else gets its turn with the store meanwhile, and a
messenger waits to be told that its message is kept."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
NEVER = datetime.min.replace(tzinfo=UTC)
IN_GROUP = "group"
"""Notes that somebody spoke to the bot in a group of a messenger on which it speaks in private alone."""
HEARD_EVERY = timedelta(seconds=30)
PATIENCE = timedelta(seconds=1)
NO_LONGER_SHOWN = timedelta(minutes=5)
MOST_TOLD = 20
"""Chats that are told at a time that their answer is on its way: in a flood the answers themselves matter more."""
TROUBLE_LASTS = timedelta(minutes=1)
"""How long a message that could not be kept is held against the store where no other one comes."""
Result = TypeVar("Result")
Split = Callable[[Reply], Sequence[Reply]]
"""Cuts a reply into messages that a channel can carry."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What answers: the assistant, the rules, and how each channel cuts its replies."""

    assistant: Assistant
    rules: Rules
    split: Mapping[str, Split]


def answer_waiting(db: Database, desk: Desk, now: datetime, most: int = TOGETHER) -> list[Waiting]:
    """Answers the messages that wait, oldest first; those dealt with."""
    return _answer_for_a_while(db, desk, now, most, float("inf"))[0]


def _answer_for_a_while(db: Database, desk: Desk, now: datetime, most: int, seconds: float) -> tuple[list[Waiting], bool]:
    """The messages dealt with, and whether there may be more."""
    events, until = inbox.waiting(db, most), time.monotonic() + seconds
    for place, event in enumerate(events, start=1):
        answer_one(db, desk, event, now)
        if time.monotonic() > until and place < len(events):
            return events[:place], True
    return events, len(events) == most


def answer_one(db: Database, desk: Desk, event: Waiting, now: datetime) -> None:
    """The answer, what it records and the "handled" mark are kept together.

    A message whose handler throws is put aside and its sender told, so that it holds up neither the others nor itself.
    """
    try:
        with db.savepoint():
            _answer(db, desk, event, now)
            inbox.done(db, event.id)
    except UnavailableError:
        raise
    except Exception as problem:  # noqa: BLE001 - the one place where a message's own fault ends
        error = redact("".join(traceback.format_exception(problem)))
        # Its words stand in the store alone: they may quote what somebody wrote, and from a log nobody can be erased.
        log.error("message %d is put aside: %s\n%s", event.id, type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__)))
        inbox.set_aside(db, replace(event, body=_without_code(event.body)), error, now)
        _say(db, desk, event.at, Reply(say.put_aside()), now, event.id)


def _answer(db: Database, desk: Desk, event: Waiting, now: datetime) -> None:
    message = message_from_json(event.body)
    if has_code(message.text):
        inbox.forget_words(db, event.id)
    if message.notice == IN_GROUP:
        _say(db, desk, event.at, Reply(say.in_private_only()), now, event.id)
        return
    if message.notice:
        _note(db, event.at, message.notice, now)
        return
    # Whoever writes can be written to, also where the news of it has been lost or has come in the wrong order.
    reach.heard(db, event.at, event.received_at)
    kept = conversations.recall(db, event.at, message.sender)
    conversation = conversation_from_json(kept) if kept else Conversation()
    message = _with_label(db, message, conversation, event.at)
    if message.reply_to:
        _take_up(db, desk, message.reply_to, event.at, conversation, now)
    writer = replace(event.at, chat=message.sender) if message.sender else event.at
    turn = Turn(
        message=message,
        at=event.at,
        person=person_at(db, writer),
        conversation=conversation,
        assistant=desk.assistant,
        rules=desk.rules,
        db=db,
        now=now,
        tell=lambda to, reply: _say(db, desk, to, reply, now, event.id),
        event=event.id,
    )
    for reply in receive(turn):
        number = _say(db, desk, event.at, reply, now, event.id)
        if reply.options:
            conversation.offer = number
    after = conversation_to_json(conversation) if conversation != Conversation() else None
    if after is None:
        conversations.forget(db, event.at, message.sender)
    elif after != kept:
        conversations.remember(db, event.at, message.sender, after, now)


def _take_up(db: Database, desk: Desk, sent_id: str, at: Address, conversation: Conversation, now: datetime) -> None:
    """What is said in answer to a reminder is about what that one asked for."""
    number = outbox.sent_as(db, sent_id, at)
    answered = reminders.of_message(db, number) if number else []
    if answered:
        from handlers.remind.awaiting import take_up  # what it loads is needed by such answers alone

        take_up(db, desk.assistant, conversation, answered, now)


def _without_code(body: str) -> str:
    """A message as it may be kept; nothing of one with a code in it, for the code is still good."""
    with contextlib.suppress(ValueError, TypeError, AttributeError):
        return "" if has_code(message_from_json(body).text) else body
    return body


def _say(db: Database, desk: Desk, to: Address, reply: Reply, now: datetime, cause: int) -> int:
    """Queues a reply; the number of its last part, which carries the options."""
    number = 0
    for part in desk.split.get(to.channel, _whole)(reply):
        number = outbox.queue(db, to, reply_to_json(part), now, cause=cause) or number
    return number


def _whole(reply: Reply) -> Sequence[Reply]:
    return (reply,)


def _note(db: Database, at: Address, notice: str, now: datetime) -> None:
    """Not a message but a change of the chat itself."""
    kind, _, detail = notice.partition(" ")
    if kind == "blocked":
        reach.blocked(db, at, now)
    elif kind == "open":
        reach.heard(db, at, now)
    elif kind == "moved":
        outbox.move(db, at, replace(at, chat=detail))


def _with_label(db: Database, message: Message, conversation: Conversation, at: Address) -> Message:
    """A press with the label of the option, and whether that option is still the newest offered."""
    if message.button:
        offer, _, index = message.button.partition(".")
        labels = labels_of(db, int(offer), at)
        label = labels[int(index)] if int(index) < len(labels) else ""
        return replace(message, press=label, outdated=not label or int(offer) != conversation.offer)
    if message.press:
        return replace(message, outdated=message.press not in labels_of(db, conversation.offer, at))
    return message


def labels_of(db: Database, offer: int, at: Address) -> list[str]:
    """The labels of the options under one of our messages; none where it is no longer kept, or never went to that chat."""
    body = outbox.body_of(db, offer, at)
    return [label for row in reply_from_json(body).options for label in row] if body else []


class Work:
    """The loop from the inbox to the outbox, and the door into the inbox."""

    def __init__(self, worker: Worker, desk: Desk, now: Callable[[], datetime]) -> None:
        self._worker = worker
        self._desk = desk
        self._now = now
        self._arrived = asyncio.Event()
        self._stopping = False
        self._expected: dict[int, asyncio.Future[None]] = {}
        self._heard: dict[str, datetime] = {}
        self._trouble: tuple[str, datetime] | None = None
        self._waiting: set[tuple[Address, datetime]] = set()
        """Who waits for an answer, and since when. Kept here, because the store has no time while an answer takes long."""
        self.before_answering: list[Callable[[], None]] = []
        """Called when there is about to be something new in the outbox: what is then asked of the store is asked with it."""
        self.on_fetch: list[Callable[[], None]] = []
        """Called when a message has come whose files are still to be fetched."""
        self.on_queued: list[Callable[[int], None]] = []
        """Called with the newest number in the outbox."""

    async def accept(self, channel: str, events: Sequence[Event], unread: Sequence[Unread] = ()) -> None:
        """Returns when all of it is on the disk. Raises UnavailableError, and nothing of it is kept."""
        now = self._now()
        note = now - self._heard.get(channel, NEVER) > HEARD_EVERY

        def keep(db: Database) -> set[tuple[Address, datetime]]:
            if note:
                hear(db, channel, now)
            for one in unread:
                inbox.set_aside_unread(db, one.channel, one.account, one.raw, redact(one.error), now)
            return {(event.at, now) for event in events if inbox.accept(db, event, now)}

        if events or unread or note:
            # In two steps: while this waits for the store, `late` may put another set in the place of this one.
            fresh = await self._kept(keep)
            self._waiting |= fresh
        if note:
            self._heard[channel] = now
        if events:
            self.wake()
        if any(event.fetch for event in events):
            for listener in self.on_fetch:
                listener()

    async def answered(self, event: Event) -> int:
        """Accepts one event and waits until it has been dealt with; its id in the inbox. Raises UnavailableError."""
        now, loop = self._now(), asyncio.get_running_loop()

        def keep(db: Database) -> tuple[int, asyncio.Future[None] | None]:
            inbox.accept(db, event, now)
            number, dealt_with = inbox.find(db, event.at, event.key)
            # Here, on the worker's thread: the answer cannot be announced before somebody expects it.
            return number, None if dealt_with else self._expected.setdefault(number, loop.create_future())

        number, expected = await self._kept(keep)
        if expected:
            self.wake()
            # Shielded: the same message may have been sent twice, and one of the two senders hung up.
            await asyncio.shield(expected)
        return number

    async def answer(self) -> None:
        """Answers until told to stop and nothing waits any more."""
        pause = FIRST_PAUSE
        while True:
            self._arrived.clear()
            try:
                dealt_with, more, newest = await self._worker.run(self._answer_some)
            except UnavailableError as problem:
                log.error("%s", say.store_unavailable(str(problem)))
                self._trouble = str(problem), self._now()
                if self._stopping:
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            if dealt_with:
                self._trouble = None
                self._announce(dealt_with, newest)
            elif self._stopping:
                return
            if not more and not self._stopping:
                await self._arrived.wait()

    def stop(self) -> None:
        self._stopping = True
        self._arrived.set()

    @property
    def trouble(self) -> str:
        """Why messages cannot be kept at present; empty where they can. A full disk can be read all the while."""
        if self._trouble is None or self._now() - self._trouble[1] > TROUBLE_LASTS:
            return ""
        return self._trouble[0]

    def late(self) -> list[Address]:
        """Some of the chats whose message has waited for longer than people wait without wondering."""
        now = self._now()
        self._waiting = {(at, since) for at, since in self._waiting if now - since < NO_LONGER_SHOWN}
        return list({at for at, since in self._waiting if now - since >= PATIENCE})[:MOST_TOLD]

    async def _kept(self, job: Callable[[Database], Result]) -> Result:
        try:
            result = await self._worker.run(job)
        except UnavailableError as problem:
            self._trouble = str(problem), self._now()
            raise
        self._trouble = None
        return result

    def wake(self) -> None:
        """There is something to be answered."""
        self._arrived.set()
        for listener in self.before_answering:
            listener()

    def _answer_some(self, db: Database) -> tuple[list[Waiting], bool, int]:
        dealt_with, more = _answer_for_a_while(db, self._desk, self._now(), TOGETHER, TURN_SECONDS)
        return dealt_with, more, outbox.newest(db)

    def _announce(self, dealt_with: Sequence[Waiting], newest: int) -> None:
        for event in dealt_with:
            self._waiting.discard((event.at, event.received_at))
            expected = self._expected.pop(event.id, None)
            if expected and not expected.done():
                expected.set_result(None)
        for listener in self.on_queued:
            listener(newest)
