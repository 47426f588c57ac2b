"""What can go wrong between a bot and Telegram, to be switched on and off at any time and from any thread."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase


class Kind(Enum):
    """What the caller meets. HALF and LOST happen after the work is done: what was sent has been sent."""

    TOO_MANY = "too_many"  # 429 with retry_after; nothing is done
    ERROR = "error"  # 500 or 502; nothing is done
    SLOW = "slow"  # done at once, answered late
    HALF = "half"  # headers and a part of the body, then the end
    LOST = "lost"  # done, then the connection is cut without a byte
    DROP = "drop"  # the connection is cut before the body is read; nothing is done


@dataclass(slots=True)
class Fault:
    """For calls whose method fits (a pattern such as "send*"): a share of them, and at most so many."""

    kind: Kind
    methods: str
    share: float = 1.0
    times: int | None = None
    status: int = 500
    retry_after: int = 1
    seconds: float = 0.0
    struck: int = 0


@dataclass(slots=True)
class Limits:
    """Telegram's own times, in seconds, for a test to shorten."""

    update: float = 86_400
    press: float = 150
    """How long a press of a button waits to be fetched."""
    answer: float = 15
    """How long a press may be answered."""
    conflict: float = 3.0
    """A second refusal of a poller within this time is held back as long; a bot that retries at once is slowed so."""
    webhook: float = 60.0
    pace: float = 1.0
    """How long one second of a webhook's back-off takes."""
    revoke: float = 172_800
    """How long the bot may delete a message."""


@dataclass(slots=True)
class Faults:
    """The faults that are on. `redeliver`: how often each update comes again after it was confirmed."""

    chance: random.Random
    redeliver: int = 0
    shuffle: bool = False
    on: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        self.on.append(fault)
        return fault

    def too_many(self, methods: str = "send*", *, share: float = 1.0, times: int | None = None, retry_after: int = 1) -> Fault:
        return self.add(Fault(Kind.TOO_MANY, methods, share, times, retry_after=retry_after))

    def error(self, status: int = 500, methods: str = "send*", *, share: float = 1.0, times: int | None = None) -> Fault:
        return self.add(Fault(Kind.ERROR, methods, share, times, status=status))

    def slow(self, seconds: float, methods: str = "*", *, share: float = 1.0, times: int | None = None) -> Fault:
        return self.add(Fault(Kind.SLOW, methods, share, times, seconds=seconds))

    def half(self, methods: str = "send*", *, share: float = 1.0, times: int | None = None) -> Fault:
        return self.add(Fault(Kind.HALF, methods, share, times))

    def lost(self, methods: str = "send*", *, share: float = 1.0, times: int | None = None) -> Fault:
        return self.add(Fault(Kind.LOST, methods, share, times))

    def drop(self, methods: str = "send*", *, share: float = 1.0, times: int | None = None) -> Fault:
        return self.add(Fault(Kind.DROP, methods, share, times))

    def clear(self) -> None:
        self.on.clear()
        self.redeliver = 0
        self.shuffle = False

    def strike(self, method: str) -> Iterator[Fault]:
        """The faults that this call meets, each counted. `method` in lower case, as calls are compared."""
        for fault in tuple(self.on):
            if not fnmatchcase(method, fault.methods.lower()) or fault.times == fault.struck:
                continue
            if fault.share >= 1.0 or self.chance.random() < fault.share:
                fault.struck += 1
                yield fault
