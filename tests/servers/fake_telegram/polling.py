"""getUpdates: long polling, and the refusal of the older one where two poll at once."""

from __future__ import annotations

import asyncio

from tests.servers.fake_telegram.faults import Limits
from tests.servers.fake_telegram.updates import Update, Updates
from tests.servers.fake_telegram.wire import ApiError, Parameters, number

LONGEST_POLL = 50
BATCH_SECONDS = 0.001
"""A poller that waits is answered this long after an update, so that what comes together goes together."""
WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Poller:
    """At most one request waits; a newer one that has to wait ends it."""

    def __init__(self, updates: Updates, limits: Limits) -> None:
        self._updates = updates
        self._limits = limits
        self._waiting: asyncio.Future[str] | None = None
        self._woken = False
        self._next_conflict = 0.0

    async def get_updates(self, parameters: Parameters, *, webhook: bool) -> list[Update]:
        """Raises ApiError."""
        if webhook:
            raise await self._conflict(WEBHOOK_ACTIVE)
        limit = min(max(number(parameters, "limit", 100), 1), 100)
        timeout = min(max(number(parameters, "timeout"), 0), LONGEST_POLL)
        self._updates.allow(parameters)
        offset = self._updates.start(number(parameters, "offset"))
        found = self._updates.get(offset, limit)
        if found or not timeout:
            return found
        await self._wait(timeout)
        return self._updates.get(offset, limit)

    def wake(self) -> None:
        """An update has come."""
        if self._waiting and not self._woken:
            self._woken = True
            self._waiting.get_loop().call_later(BATCH_SECONDS, self.end)

    def end(self, conflict: str = "") -> None:
        """Answers the request that waits: with what there is, or with a refusal."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(conflict)

    async def _wait(self, timeout: float) -> None:
        self.end(OTHER_POLLER)
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[str] = loop.create_future()
        self._waiting, self._woken = waiting, False
        timer = loop.call_later(timeout, _finish, waiting)
        try:
            conflict = await waiting
        finally:
            timer.cancel()
            if self._waiting is waiting:
                self._waiting = None
        if conflict:
            raise await self._conflict(conflict)

    async def _conflict(self, description: str) -> ApiError:
        now = asyncio.get_running_loop().time()
        if now < self._next_conflict:
            await asyncio.sleep(self._limits.conflict)
        else:
            self._next_conflict = now + self._limits.conflict
        return ApiError(409, description)


def _finish(waiting: asyncio.Future[str]) -> None:
    if not waiting.done():
        waiting.set_result("")
