"""The queue of updates as the Bot API server keeps it: ids, offsets, expiry."""

from __future__ import annotations

import json
import random
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tests.servers.fake_telegram.faults import Faults, Limits
from tests.servers.fake_telegram.wire import ApiError, Json, Parameters, decoded

FIRST_ID = 100_000_001
TYPES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "message_reaction",
    "message_reaction_count",
)
DEFAULT_TYPES = frozenset(TYPES) - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True, eq=False)
class Update:
    """One update: `line` names the queue in which a webhook keeps the order; `again` counts redeliveries still due."""

    id: int
    body: bytes
    line: int
    expires: float
    again: int


@dataclass(frozen=True, slots=True)
class Polled:
    """One look into the queue: the offset asked for, how many updates it made the server forget, and what was given."""

    at: float
    offset: int
    limit: int
    forgotten: int
    given: tuple[int, ...]


class Updates:
    """What has not been confirmed yet, in order. Ids rise by one, save where a restart of them was asked for."""

    def __init__(self, now: Callable[[], float], faults: Faults, limits: Limits, chance: random.Random, log: int) -> None:
        self._now = now
        self._faults = faults
        self._limits = limits
        self._chance = chance
        self.pending: OrderedDict[int, Update] = OrderedDict()
        self.again: deque[Update] = deque()
        self.next_id = FIRST_ID
        self.allowed = DEFAULT_TYPES
        self.polled: deque[Polled] = deque(maxlen=log)
        self.pushed = 0
        self.confirmed = 0
        self.expired = 0
        self.on_push: Callable[[Update], None] = lambda _: None
        self._restart = False
        self._restart_at: int | None = None

    def push(self, kind: str, body: Json, line: int, seconds: float | None = None) -> Update | None:
        """None where the bot has not asked for this kind: such an update is not kept for later."""
        return self.push_raw({kind: body}, line, seconds) if kind in self.allowed else None

    def push_raw(self, body: Any, line: int = 0, seconds: float | None = None) -> Update:
        """Any JSON; a dict without an update_id is given one."""
        if self._restart and not self.pending:
            self._restart = False
            self.next_id = self._restart_at or self._chance.randrange(2_000_001, 1 << 30)
        if isinstance(body, dict) and "update_id" not in body:
            body = {"update_id": self.next_id, **body}
        life = self._limits.update if seconds is None else seconds
        update = Update(self.next_id, json.dumps(body).encode(), line, self._now() + life, self._faults.redeliver)
        self.pending[update.id] = update
        self.next_id += 1
        self.pushed += 1
        self.on_push(update)
        return update

    def restart_ids(self, at: int | None = None) -> None:
        """From the next update that finds the queue empty, as after a week without updates; at random without `at`."""
        self._restart, self._restart_at = True, at

    def allow(self, parameters: Parameters) -> None:
        """Keeps what was asked for until something else is asked for; an empty list means the default again."""
        try:
            names = decoded(parameters, "allowed_updates", "")
        except ApiError:
            return
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            self.allowed = frozenset(name.lower() for name in names) & frozenset(TYPES) or DEFAULT_TYPES

    def head(self) -> int:
        return next(iter(self.pending), self.next_id)

    def start(self, offset: int) -> int:
        """The offset that counts: a negative one keeps only the last updates, one far in the future is not believed."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.confirm(next(iter(self.pending)))
        return self.head() if offset <= 0 or offset > self.next_id + 10 else offset

    def get(self, offset: int, limit: int) -> list[Update]:
        """What is there from the offset on; everything below it is forgotten."""
        before = self.confirmed
        while self.pending and self.head() < offset:
            self.confirm(self.head())
        found = [self.again.popleft() for _ in range(min(limit, len(self.again)))]
        for update in found:
            if update.again > 0:
                self._repeat(update)
        while self.pending and self.drop_if_expired(self.pending[self.head()]):
            pass
        waiting = tuple(islice(self.pending.values(), limit - len(found)))
        found += [update for update in waiting if not self.drop_if_expired(update)]
        if self._faults.shuffle:
            self._chance.shuffle(found)
        self.polled.append(Polled(self._now(), offset, limit, self.confirmed - before, tuple(update.id for update in found)))
        return found

    def confirm(self, update_id: int) -> None:
        """The bot has it: forgotten, unless it is to come again."""
        update = self.pending.pop(update_id, None)
        if update is None:
            return
        self.confirmed += 1
        if update.again > 0:
            self._repeat(update)

    def taken(self, update: Update) -> bool:
        """A webhook took it; true where it is to come again."""
        if self.pending.pop(update.id, None):
            self.confirmed += 1
        update.again -= 1
        return update.again >= 0

    def drop_if_expired(self, update: Update) -> bool:
        if update.expires > self._now():
            return False
        if self.pending.pop(update.id, None):
            self.expired += 1
        return True

    def clear(self) -> None:
        self.pending.clear()
        self.again.clear()

    def _repeat(self, update: Update) -> None:
        update.again -= 1
        self.again.append(update)
