"""The webhook: signed events, a ladder of retries, and a console that gives up."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from typing import NamedTuple

import aiohttp

from tests.servers.fake_zalo_oa_world import Json, World

LADDER = (30.0, 300.0, 900.0, 1800.0, 3600.0)
HEADER_LATER_MS = 7
"""By how much the timestamp in the header differs from that in the body."""


class WebhookCall(NamedTuple):
    """`event`: its name, "" for the console's probe; `status`: None where none came in time."""

    event: str
    status: int | None
    seconds: float
    num_retry: int


def mac(first: str, body: bytes, timestamp: str, secret: str) -> str:
    """Zalo's signature: a plain SHA-256, no HMAC."""
    return hashlib.sha256(first.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


class Webhook:
    """Posts events to the address that the console holds."""

    def __init__(self, world: World, secrets: dict[str, str], changed: Callable[[], None]) -> None:
        self._world, self._secrets, self._changed = world, secrets, changed
        self.url = ""
        self.enabled = True
        self.calls: list[WebhookCall] = []
        self.events: list[Json] = []
        self.given_up: list[Json] = []
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._locks: dict[str, asyncio.Lock] = {}
        self._first_tries = 0
        self._jumps: set[asyncio.Event] = set()
        self._jumped = 0.0

    async def open(self) -> None:
        self._session = aiohttp.ClientSession()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None

    @property
    def idle(self) -> bool:
        """Each event was tried once; retries may still be to come."""
        return self._first_tries == 0

    @property
    def pending(self) -> int:
        """Events that have not been taken, and will be tried again."""
        return len(self._tasks)

    def offer(self, event: Json, line: str, zns: bool) -> None:
        """The event goes out soon, behind those of the same line; without a webhook it is lost."""
        self.events.append(event)
        if not self.url or not self.enabled or not self._session:
            self.given_up.append(event)
            return
        self._first_tries += 1
        task = asyncio.get_running_loop().create_task(self._deliver(event, line, zns))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def jump(self, seconds: float) -> None:
        """Time passes for the retries."""
        self._jumped += seconds
        for jump in self._jumps:
            jump.set()

    async def save(self, url: str) -> bool:
        """As in the console: the address must answer an unsigned {} with 200 before it is kept."""
        status = await self._post(url, "", b"{}", {}, 0)
        if status == 200:
            self.url, self.enabled = url, True
        self._changed()
        return status == 200

    async def _deliver(self, event: Json, line: str, zns: bool) -> None:
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        headers = self._signed(body, str(event["timestamp"])) | ({"X-ZEvent-Server": "ZNS"} if zns else {})
        try:
            if self._world.switches.shuffle:
                await asyncio.sleep(self._world.chance.random() * 0.05)
                done = await self._try(event, body, headers, 0)
            else:
                async with self._locks.setdefault(line, asyncio.Lock()):
                    done = await self._try(event, body, headers, 0)
        finally:
            self._first_tries -= 1
            self._changed()
        scale = self._world.switches.retry_scale
        if done or not scale:
            return
        for number, seconds in enumerate(LADDER, 1):
            await self._wait(seconds * scale)
            if await self._try(event, body, headers, number):
                return
        self.given_up.append(event)
        self.enabled = not self._world.switches.disables
        self._changed()

    async def _try(self, event: Json, body: bytes, headers: dict[str, str], number: int) -> bool:
        """False: to be tried again."""
        if not self.enabled or not self.url:
            self.given_up.append(event)
            return True
        status = await self._post(self.url, str(event["event_name"]), body, headers, number)
        self._changed()
        return status == 200 or (status is not None and not self._world.switches.retry_status)

    async def _post(self, url: str, event: str, body: bytes, headers: dict[str, str], number: int) -> int | None:
        if self._session is None:
            raise RuntimeError("the server does not run")
        headers = {"Content-Type": "application/json", **headers} | ({"num_retry": str(number)} if number else {})
        began, status = time.monotonic(), None
        limit = aiohttp.ClientTimeout(total=self._world.switches.ack_limit)
        try:
            async with self._session.post(url, data=body, headers=headers, timeout=limit, allow_redirects=False) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            pass
        self.calls.append(WebhookCall(event, status, time.monotonic() - began, number))
        return status

    def _signed(self, body: bytes, timestamp: str) -> dict[str, str]:
        how = self._world.switches.signature
        headers = {}
        if how.timestamp == "header":
            timestamp = headers["X-ZEvent-Timestamp"] = str(int(timestamp) + HEADER_LATER_MS)
        if how.missing:
            return headers
        first = self._world.app_id if how.first == "app_id" else self._world.oa_id
        digest = mac(first, body, timestamp, self._secrets[how.secret])
        if how.wrong:
            digest = hashlib.sha256(digest.encode()).hexdigest()
        return headers | {"X-ZEvent-Signature": f"mac={digest}" if how.prefix else digest}

    async def _wait(self, seconds: float) -> None:
        """Real time and jumps count alike."""
        loop, jump = asyncio.get_running_loop(), asyncio.Event()
        until = loop.time() + self._jumped + seconds
        self._jumps.add(jump)
        try:
            while (left := until - loop.time() - self._jumped) > 0:
                jump.clear()
                try:
                    async with asyncio.timeout(left):
                        await jump.wait()
                except TimeoutError:
                    return
        finally:
            self._jumps.discard(jump)
