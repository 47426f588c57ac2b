"""Webhooks: setting them, and delivery with retries, in order within each line of updates."""

from __future__ import annotations

import asyncio
import random
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from tests.servers.fake_telegram.faults import Faults, Limits
from tests.servers.fake_telegram.updates import DEFAULT_TYPES, Update, Updates
from tests.servers.fake_telegram.wire import Json, Parameters, Upload, bad_request, flag, number, string

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the name of a header
SECRET = re.compile(r"[A-Za-z0-9_-]*")
SECRET_LIMIT = 256
PORTS = (443, 80, 88, 8443)
LONGEST_RETRY_AFTER = 3600
LONGEST_DELAY = 60
GONE_SECONDS = 23 * 3600
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Setting:
    """What setWebhook was told."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    certificate: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver an update; `problem` is empty where it was taken."""

    at: float
    update_id: int
    problem: str


class Webhook:
    """Each line of updates (a chat's messages, a person's presses) keeps its order; a failing one holds up only its own."""

    def __init__(
        self, updates: Updates, faults: Faults, limits: Limits, chance: random.Random, now: Callable[[], float], log: int
    ) -> None:
        self._updates = updates
        self._faults = faults
        self._limits = limits
        self._chance = chance
        self._now = now
        self.setting: Setting | None = None
        self.last_error = ""
        self.last_error_at = 0.0
        self.deliveries: deque[Delivery] = deque(maxlen=log)
        self.after: Callable[[], None] = lambda: None
        """Called after each attempt, for those who wait for something to happen."""
        self._gone_since = 0.0
        self._lines: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(1)
        self._client: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def set(self, parameters: Parameters) -> str:
        """Sets or, without an address, deletes; gives what Telegram says of it. Raises ApiError."""
        setting = _setting(parameters)
        drop = flag(parameters, "drop_pending_updates")
        if setting is None:
            return await self.delete(drop=drop)
        self._updates.allow(parameters)
        if setting == self.setting and not setting.certificate and not drop:
            return "Webhook is already set"
        await self.delete(drop=drop)
        self.setting = setting
        self.last_error, self.last_error_at, self._gone_since = "", 0.0, 0.0
        self._loop = asyncio.get_running_loop()
        self._slots = asyncio.Semaphore(setting.max_connections)
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=setting.max_connections, ssl=not setting.certificate),
            timeout=aiohttp.ClientTimeout(total=self._limits.webhook),
        )
        for update in self._updates.pending.values():
            self.offer(update)
        return "Webhook was set"

    async def delete(self, *, drop: bool = False) -> str:
        """What was under way is broken off; what has not been taken stays in the queue, save where it is to be dropped."""
        if drop:
            self._updates.clear()
        was_set, self.setting = self.setting is not None, None
        self._lines.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client:
            await self._client.close()
            self._client = None
        return "Webhook was deleted" if was_set else "Webhook is already deleted"

    def info(self) -> Json:
        setting = self.setting or Setting("")
        info: Json = {
            "url": setting.url,
            "has_custom_certificate": setting.certificate,
            "pending_update_count": len(self._updates.pending),
        }
        if self.last_error:
            info |= {"last_error_date": int(self.last_error_at), "last_error_message": self.last_error}
        if setting.url:
            info |= {"max_connections": setting.max_connections, "ip_address": setting.ip_address or "<unknown>"}
        if self._updates.allowed != DEFAULT_TYPES:
            info["allowed_updates"] = sorted(self._updates.allowed)
        return info

    def offer(self, update: Update) -> None:
        """An update to be delivered."""
        if self.setting is None or self._loop is None:
            return
        name = update.line or -update.id
        if self._faults.shuffle:
            name = -update.id - self._chance.getrandbits(16) * (1 << 32)
        line = self._lines.get(name)
        if line is not None:
            line.append(update)
            return
        self._lines[name] = deque([update])
        task = self._loop.create_task(self._deliver(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, name: int) -> None:
        line = self._lines[name]
        while line:
            if self._faults.shuffle:
                await asyncio.sleep(self._chance.random() / 50)
            if await self._deliver_one(line[0]) and self._updates.taken(line[0]):
                line.append(line[0])
            line.popleft()
            self.after()
        self._lines.pop(name, None)

    async def _deliver_one(self, update: Update) -> bool:
        """Tries until it is taken (true), or too old or no longer wanted (false). The first retry comes at once, later ones ever later."""
        delay, failures = 1.0, 0
        while self.setting and not (update.id in self._updates.pending and self._updates.drop_if_expired(update)):
            async with self._slots:
                problem, retry_after = await self._post(update)
            self.deliveries.append(Delivery(self._now(), update.id, problem))
            if not problem:
                self._gone_since = 0.0
                return True
            self.last_error, self.last_error_at = problem, self._now()
            self.after()
            wait = float(min(retry_after, LONGEST_RETRY_AFTER))
            if not retry_after and failures:
                wait = delay = min(self._chance.uniform(LONGEST_DELAY, 2 * LONGEST_DELAY), delay * 2)
            failures += 1
            await asyncio.sleep(wait * self._limits.pace)
        return False

    async def _post(self, update: Update) -> tuple[str, int]:
        """What went wrong, and for how long the receiver asked to be left alone."""
        setting, client = self.setting, self._client
        if setting is None or client is None:
            return "Webhook connection closed", 0
        headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: setting.secret} if setting.secret else {})
        try:
            async with client.post(setting.url, data=update.body, headers=headers, allow_redirects=False) as response:
                await response.read()
                if 200 <= response.status <= 299:
                    return "", 0
                self._mind_gone(response.status)
                retry_after = response.headers.get("Retry-After", "")
                wait = int(retry_after) if retry_after.isdecimal() else 0
                return f"Wrong response from the webhook: {response.status} {response.reason}", wait
        except TimeoutError:
            return "Read timeout expired", 0
        except aiohttp.ClientConnectorError:
            return "Connection refused", 0
        except aiohttp.ClientError:
            return "Webhook connection closed", 0

    def _mind_gone(self, status: int) -> None:
        """A receiver that says 410 for most of a day has its webhook taken away."""
        if status != 410:
            self._gone_since = 0.0
        elif not self._gone_since:
            self._gone_since = self._now()
        elif self._now() - self._gone_since > GONE_SECONDS:
            self.setting = None
            self._lines.clear()


def _setting(parameters: Parameters) -> Setting | None:
    url = string(parameters, "url")
    if not url:
        return None
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise bad_request("invalid webhook URL specified")
    secret = string(parameters, "secret_token")
    if len(secret) > SECRET_LIMIT:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if parts.hostname not in LOOPBACK:
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    connections = min(max(number(parameters, "max_connections", 40), 1), 100)
    return Setting(parts.geturl(), secret, connections, string(parameters, "ip_address"), isinstance(parameters.get("certificate"), Upload))
