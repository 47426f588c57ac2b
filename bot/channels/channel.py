"""What the program asks of a messenger, and how a messenger says that it failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

from handlers.turn import Reply
from store.address import Address
from store.inbox import Event


class SendFailed(Exception):  # noqa: N818 - named as the design names it
    """The messenger did not take a message; `reason` is for whoever runs the bot.

    `permanent`: trying again is no use. `retry_after`: the seconds for which the messenger wants to be left alone.
    `blocked`: the reader has shut the bot out. `moved_to`: the chat goes on under another id. `unknown`: the message may have
    reached its reader all the same. `wait`: the seconds before which this message alone need not be tried again. `refused`: the messenger
    said no, and may say yes another time; what nobody waits for is then soon sent another way.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        blocked: bool = False,
        moved_to: str = "",
        unknown: bool = False,
        wait: float | None = None,
        refused: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent or blocked
        self.retry_after = retry_after
        self.blocked = blocked
        self.moved_to = moved_to
        self.unknown = unknown
        self.wait = wait
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Sent:
    """What the messenger took: `id` is its own for it, `kind` what it is counted as ("" where nobody counts)."""

    id: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a messenger carries messages.

    `per_month`: how many one of our accounts may send. `people`: how many may use it. `sends_again`: whether a message that may
    have arrived is sent again, however often; else an answer is once, and what nobody has asked for never.
    """

    per_month: int | None = None
    people: int | None = None
    sends_again: bool = True


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that arrived and cannot be read as an event; kept as it came."""

    channel: str
    account: str
    raw: str
    error: str


Accept = Callable[[Sequence[Event], Sequence[Unread]], Awaitable[None]]
"""Returns when everything given is on the disk; only then may the messenger be told "received". Raises UnavailableError."""


REMOTE = "remote:"
"""Marks where an attachment's file is still at the messenger; the rest is the messenger's name for it."""


class Channel(Protocol):
    """A messenger: translates its wire format, decides nothing and keeps nothing."""

    name: str
    account: str
    pace: Pace
    terms: Terms

    @property
    def username(self) -> str:
        """By which people find the bot; empty while it is not known."""

    def routes(self) -> Sequence[web.RouteDef]:
        """The addresses at which the messenger calls."""

    async def listen(self, accept: Accept) -> None:
        """Takes in messages until cancelled."""

    async def send(self, to: Address, reply: Reply, *, number: int, repeated: bool, key: str = "") -> Sent:
        """`number` is ours, for its buttons to name it; `key` names what nobody has asked for. Raises SendFailed."""

    async def show_typing(self, to: Address) -> None:
        """A sign that the answer is on its way; failing is no harm."""

    async def fetch(self, file_id: str) -> bytes:
        """A file that came with a message. Raises SendFailed."""

    async def close(self) -> None:
        """Lets go of its connections."""


@dataclass(slots=True)
class Window:
    """At most `most` sends in any `seconds`."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until another send is allowed."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return 0.0 if len(self.times) < self.most else self.times[0] + self.seconds - now


class Pace:
    """How fast a messenger lets itself be written to: over all chats, and in each chat that `crowded` names (a group)."""

    def __init__(self, overall: Window, group: tuple[int, float], crowded: Callable[[Address], bool]) -> None:
        self._overall = overall
        self._group = group
        self._crowded = crowded
        self._groups: dict[Address, Window] = {}

    def wait(self, now: float) -> float:
        return self._overall.wait(now)

    def wait_in(self, to: Address, now: float) -> float:
        return self._window(to).wait(now) if self._crowded(to) else 0.0

    def note(self, to: Address, now: float) -> None:
        self._overall.times.append(now)
        if self._crowded(to):
            self._window(to).times.append(now)

    def _window(self, to: Address) -> Window:
        return self._groups.setdefault(to, Window(*self._group))
