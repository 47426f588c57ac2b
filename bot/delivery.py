"""From the outbox to the readers: in order within a chat, as fast as the messenger allows, again where it failed.

Nobody can promise that a message is shown exactly once: messengers have no way to ask whether one has arrived. What is
promised: nothing queued is forgotten, and what may have been sent twice is logged and marked. Messages go out one at a
time while that keeps up, so that a crash leaves at most one of unknown fate; only when they have to wait are more in flight.
Where the messenger's terms forbid repeats, an answer that may have arrived is sent once more, and a reminder is not.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot import say
from bot.alarm import tell_admins
from bot.channels.channel import Channel, SendFailed
from bot.logs import redact
from bot.wire import reply_from_json
from bot.worker import Worker
from store import outbox, sends
from store.address import Address
from store.db import Database, UnavailableError
from store.outbox import WHOLE, Queued, Share
from store.reach import blocked
from store.reminders import TOO_LATE, is_urgent

log = logging.getLogger(__name__)
Result = TypeVar("Result")
MOST_IN_FLIGHT = 16
MORE_EVERY = 1.0
"""Seconds that a message has to wait before one more is in flight."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
GIVEN_UP_AFTER = timedelta(hours=24)
REFUSALS = 5
"""Times after which a reminder that the messenger does not take is tried elsewhere."""
SEND_SECONDS = 60.0
READ_AHEAD = 1_000
WARNED_AT, HELD_AT = 0.7, 0.9
"""Shares of the messages that an account may send in a month, from which it is told, and from which they are kept for answers."""
LOOK_EVERY = 5.0
"""Seconds after which the outbox is looked into unasked: the command line may have put something there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    message: Queued
    sent_id: str = ""
    failure: SendFailed | None = None
    retry_in: float | None = None
    """Seconds; None where it was sent or is given up."""
    kind: str = ""
    """What it is counted as, where it was sent."""
    is_unsure: bool = False
    """Whether it may have arrived and is not sent again."""


class Delivery:
    """Delivers one channel's messages.

    Where several of our accounts are served, each by a channel of its own, each delivery has its `share` of what is to be sent.
    """

    def __init__(self, channel: Channel, worker: Worker, now: Callable[[], datetime], share: Share = WHOLE) -> None:
        self.channel = channel.name
        self._share = share
        self._channel = channel
        self._worker = worker
        self._now = now
        self._lanes: dict[Address, deque[Queued]] = {}
        self._due: list[tuple[float, int, Address]] = []
        """The first message of each chat that has none in flight: when it may go, its number, its chat."""
        self._in_flight: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._seen = 0
        self._read_up_to = 0
        self._held_until = 0.0
        self._look_at = 0.0
        self._awake = asyncio.Event()
        self._news = True
        self._stopping = False

    def expect(self) -> None:
        """There is about to be something new in the outbox."""
        self._news = True
        self._awake.set()

    def wake(self, newest: int) -> None:
        """The outbox goes up to this number now."""
        if newest > self._read_up_to:
            self.expect()

    def stop(self) -> None:
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        """Delivers until told to stop and nothing is in flight."""
        await self._begin()
        while True:
            self._awake.clear()
            now = asyncio.get_running_loop().time()
            self._news = self._news or now >= self._look_at
            outcomes, self._outcomes = self._outcomes, []
            begun = [] if self._stopping else self._choose(now)
            if outcomes or begun or self._reads():
                await self._record(outcomes, begun)
                continue
            if self._stopping and not self._in_flight:
                return
            await self._sleep(now)

    async def _begin(self) -> None:
        """From what the outbox says alone: an earlier run may have broken off anywhere."""
        await asyncio.gather(*self._in_flight)
        self._lanes.clear()
        self._due.clear()
        self._outcomes.clear()
        self._seen, self._read_up_to, self._news = 0, 0, True
        await self._run_job(self._recover)

    # ---- with the store

    def _recover(self, db: Database) -> None:
        for message in outbox.interrupted(db, self._channel.name, self._share):
            if self._sends_again(message):
                log.warning("%s", say.may_be_repeated(message.id))
                outbox.send_again(db, message.id)
            else:
                log.warning("%s", say.not_repeated(message.id))
                outbox.sent_unsure(db, message.id, say.interrupted(), self._now())

    def _sends_again(self, message: Queued) -> bool:
        """Whether a message that may have arrived is sent once more."""
        return self._channel.terms.sends_again or not (message.key or message.repeats)

    async def _record(self, outcomes: list[Outcome], begun: list[Queued]) -> None:
        """Keeps how sends ended and which begin, in one commit, and only then begins them."""
        now, read, room = self._now(), self._reads(), 0
        if read:
            self._news, self._look_at = False, asyncio.get_running_loop().time() + LOOK_EVERY
            room = self._room_for_fresh(begun)

        def job(db: Database) -> tuple[list[Queued], list[Queued], set[int], int]:
            for outcome in outcomes:
                _settle(db, outcome, now)
                if outcome.kind:
                    self._count(db, outcome, now)
            fresh = outbox.waiting(db, self.channel, after=self._seen, most=READ_AHEAD, share=self._share) if read else []
            # A message that finds nothing before it goes at once, without another commit.
            at_once = [message for message in fresh[:room] if self._is_free(message)]
            going = outbox.begin(db, [one.id for one in (*begun, *at_once) if not self._held_back(db, one, now)])
            return fresh, at_once, going, outbox.newest(db) if read else 0

        fresh, at_once, going, newest = await self._run_job(job)
        for outcome in outcomes:
            self._release(outcome)
        self._read_up_to = max(self._read_up_to, newest)
        for message in fresh:
            self._seen = message.id
            self._line_up(message, begun=message in at_once)
        self._news = self._news or len(fresh) == READ_AHEAD
        for message in (*begun, *at_once):
            if message.id in going:
                self._begin_send(message)
            else:
                self._release(Outcome(message))

    def _held_back(self, db: Database, message: Queued, now: datetime) -> bool:
        """Settles a message that is not to go: its time is over, or what is left of the month is kept for answers."""
        if message.until and now > message.until:
            outbox.failed(db, message.id, TOO_LATE, now, None)
            return True
        most = self._channel.terms.per_month
        if most is None or not message.key or is_urgent(message.key):
            return False
        if sends.sent(db, message.to.channel, message.to.account, now) < most * HELD_AT:
            return False
        log.warning("%s", say.kept_for_answers(message.id))
        outbox.failed(db, message.id, say.month_used_up(), now, None)
        return True

    def _count(self, db: Database, outcome: Outcome, now: datetime) -> None:
        to, most = outcome.message.to, self._channel.terms.per_month
        used = sends.note(db, to, outcome.kind, now)
        for share in (WARNED_AT, HELD_AT):
            if most and used >= most * share:
                text = say.month_running_out(to.account, used, most, held=share == HELD_AT)
                tell_admins(db, text, now, key=f"quota {to.channel} {to.account} {sends.month(now)} {share}")

    def _is_free(self, message: Queued) -> bool:
        """Asked on the store's thread, while this one waits for it."""
        return message.to not in self._lanes and not message.next_try and not self._channel.pace.wait_in(message.to, time.monotonic())

    def _room_for_fresh(self, begun: list[Queued]) -> int:
        """One, where nothing else is under way or due and the messenger would take a message now."""
        now = asyncio.get_running_loop().time()
        idle = not (begun or self._in_flight or self._due or self._stopping)
        return int(idle and self._held_until <= now and not self._channel.pace.wait(now))

    def _begin_send(self, message: Queued) -> None:
        task = asyncio.create_task(self._send(replace(message, attempts=message.attempts + 1)))
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)

    async def _run_job(self, job: Callable[[Database], Result]) -> Result:
        pause = 0.25
        while True:
            try:
                return await self._worker.run(job)
            except UnavailableError as problem:
                log.error("%s", say.store_unavailable(str(problem)))
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    def _reads(self) -> bool:
        """Whether there may be something new in the outbox, and room for it."""
        return self._news and self._has_room() and not self._stopping

    def _has_room(self) -> bool:
        return len(self._lanes) < READ_AHEAD

    # ---- which message next

    def _line_up(self, message: Queued, *, begun: bool = False) -> None:
        lane = self._lanes.setdefault(message.to, deque())
        lane.append(message)
        if begun:
            self._channel.pace.note(message.to, asyncio.get_running_loop().time())
        elif len(lane) == 1:
            wait = (message.next_try - self._now()).total_seconds() if message.next_try else 0.0
            self._let_go(message, max(wait, 0.0))

    def _let_go(self, message: Queued, after: float) -> None:
        heapq.heappush(self._due, (asyncio.get_running_loop().time() + after, message.id, message.to))

    def _choose(self, now: float) -> list[Queued]:
        """The messages to begin now; each leaves `_due` until its outcome is kept."""
        pace, begun = self._channel.pace, list[Queued]()
        while self._due and self._due[0][0] <= now and self._held_until <= now and not pace.wait(now):
            due, number, to = self._due[0]
            if len(self._in_flight) + len(begun) >= min(1 + int((now - due) / MORE_EVERY), MOST_IN_FLIGHT):
                break
            heapq.heappop(self._due)
            wait = pace.wait_in(to, now)
            if wait:
                heapq.heappush(self._due, (now + wait, number, to))
                continue
            pace.note(to, now)
            begun.append(self._lanes[to][0])
        return begun

    async def _sleep(self, now: float) -> None:
        """Until something happens or the next message may go."""
        until = self._look_at if self._has_room() else now + LOOK_EVERY
        if self._due:
            due = max(self._due[0][0], self._held_until, now + self._channel.pace.wait(now))
            until = min(until, due if due > now else now + MORE_EVERY)
        alarm = asyncio.get_running_loop().call_at(until, self._awake.set)
        await self._awake.wait()
        alarm.cancel()

    # ---- one message

    async def _send(self, message: Queued) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                sent = await self._channel.send(
                    message.to, reply_from_json(message.body), number=message.id, repeated=message.repeats > 0, key=message.key
                )
            outcome = Outcome(message, sent.id, kind=sent.kind)
        except SendFailed as failure:
            outcome = self._failed(message, failure)
        except TimeoutError:
            outcome = self._failed(message, SendFailed(say.messenger_silent(), unknown=True))
        except Exception as problem:  # noqa: BLE001 - a fault in one message must not end the delivery of all others
            log.error("message %d: %s", message.id, redact("".join(traceback.format_exception(problem))))
            outcome = self._failed(message, SendFailed(f"{type(problem).__name__}"))
        self._outcomes.append(outcome)
        task = asyncio.current_task()
        if task:
            self._in_flight.discard(task)
        self._awake.set()

    def _failed(self, message: Queued, failure: SendFailed) -> Outcome:
        log.warning("%s", say.not_delivered(message.id, self._channel.name, failure.reason))
        if failure.retry_after is not None and not failure.permanent:
            self._held_until = max(self._held_until, asyncio.get_running_loop().time() + failure.retry_after)
        if failure.permanent or self._now() - message.created_at > GIVEN_UP_AFTER:
            return Outcome(message, failure=failure)
        if failure.refused and message.key and message.attempts >= REFUSALS:
            return Outcome(message, failure=failure)
        if failure.unknown and not self._sends_again(message):
            log.warning("%s", say.not_repeated(message.id))
            return Outcome(message, failure=failure, is_unsure=True)
        if failure.unknown:
            log.warning("%s", say.may_be_repeated(message.id))
            message = replace(message, repeats=message.repeats + 1)
        if failure.retry_after is not None:
            return Outcome(message, failure=failure, retry_in=failure.retry_after)
        if failure.moved_to:
            return Outcome(message, failure=failure, retry_in=0.0)
        if failure.wait is not None:
            return Outcome(message, failure=failure, retry_in=failure.wait)
        return Outcome(message, failure=failure, retry_in=min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE))

    def _release(self, outcome: Outcome) -> None:
        """The chat's next message may go, or this one again."""
        at = outcome.message.to
        lane = self._lanes[at]
        if outcome.retry_in is None:
            lane.popleft()
        else:
            lane[0] = outcome.message
        if outcome.failure and outcome.failure.moved_to:
            self._move(at, replace(at, chat=outcome.failure.moved_to))
        elif lane:
            self._let_go(lane[0], outcome.retry_in or 0.0)
        else:
            del self._lanes[at]

    def _move(self, old: Address, new: Address) -> None:
        for message in self._lanes.pop(old):
            self._line_up(replace(message, to=new))


def _settle(db: Database, outcome: Outcome, now: datetime) -> None:
    message, failure = outcome.message, outcome.failure
    if failure is None:
        outbox.sent(db, message.id, outcome.sent_id, now)
        return
    if outcome.is_unsure:
        outbox.sent_unsure(db, message.id, redact(failure.reason), now)
        return
    next_try = now + timedelta(seconds=outcome.retry_in) if outcome.retry_in is not None else None
    outbox.failed(db, message.id, redact(failure.reason), now, next_try)
    if failure.unknown:
        outbox.may_have_arrived(db, message.id)
    if failure.blocked:
        blocked(db, message.to, now)
    if failure.moved_to:
        outbox.move(db, message.to, replace(message.to, chat=failure.moved_to))
