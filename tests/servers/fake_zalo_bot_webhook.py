"""Webhooks: setting and probing them, and delivery, in order for each bot."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import time
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.servers.fake_zalo_bot_world import Bot, Hook, Json, RefusalError, WebhookCall, World

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 the name of a header
USER_AGENT = "Java/1.8.0_192"
MOMENT = 0.02
"""With `reorder`, what comes within so many seconds changes places."""


class Webhooks:
    """The webhooks of all bots."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._client: aiohttp.ClientSession | None = None
        self.probes: list[Json] = []
        """What came of each probe."""

    async def open(self) -> None:
        self._client = aiohttp.ClientSession()

    async def end(self) -> None:
        workers = [bot.worker for bot in self._world.bots.values() if bot.worker]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._client:
            await self._client.close()
            self._client = None

    @property
    def client(self) -> aiohttp.ClientSession:
        if self._client is None:
            raise RuntimeError("the server does not run")
        return self._client

    async def set(self, bot: Bot, url: str, secret: str) -> Json:
        """The address is kept even where the probe fails. Raises RefusalError."""
        self._check(url)
        if not 8 <= len(secret) <= 256:
            raise RefusalError(400, "secret_token must have 8 to 256 characters")
        verification = await self.probe(url, secret)
        bot.hook = Hook(url, secret, self._world.now_ms())
        if self._world.switches.flush_on_set:
            self.offer(bot)
        return {"url": url, "updated_at": bot.hook.updated_at, "verification": verification}

    async def probe(self, url: str, secret: str) -> Json:
        """Posts `{}` and says what came of it."""
        began = time.monotonic()
        status, outcome = await self._post(url, secret if self._world.switches.probe_secret else "", {})
        found: Json = {"ok": outcome == "webhook.ok", "url": url, "outcome": outcome, "hint": ""}
        if status is not None:
            found["status_code"] = status
        found["latency_ms"] = int((time.monotonic() - began) * 1000)
        self.probes.append(found)
        return found

    def offer(self, bot: Bot) -> None:
        """There may be something to deliver."""
        if bot.hook and bot.queue and (bot.worker is None or bot.worker.done()):
            bot.worker = asyncio.get_running_loop().create_task(self._drain(bot))

    async def _drain(self, bot: Bot) -> None:
        while bot.queue and bot.hook:
            await self._world.up.wait()
            if self._world.switches.reorder:
                await asyncio.sleep(MOMENT)
            if not (bot.queue and bot.hook):
                return
            update = bot.queue.pop() if self._world.switches.reorder else bot.queue.popleft()
            bot.under_way = 1
            try:
                await self._deliver(bot, update)
            finally:
                bot.under_way = 0

    async def _deliver(self, bot: Bot, update: Any) -> None:
        """Tries as often as the switches say; what is not taken is undelivered, or polled if the webhook is deleted meanwhile."""
        switches, tries = self._world.switches, 0
        while hook := bot.hook:
            if await self._call(hook, update):
                if switches.duplicate:
                    await self._call(hook, update)
                return
            if not switches.retry or tries >= switches.retries:
                self._world.undelivered.append(update)
                return
            await asyncio.sleep(switches.retry_seconds * 2**tries)
            await self._world.up.wait()
            tries += 1
        bot.queue.appendleft(update)
        bot.wake_polls()

    async def _call(self, hook: Hook, update: Any) -> bool:
        """Whether the update was taken."""
        began = time.monotonic()
        body = update if self._world.switches.bare else {"ok": True, "result": update}
        secret = "not-" + hook.secret if self._world.switches.wrong_secret else hook.secret
        status, _ = await self._post(hook.url, secret, body)
        self._world.webhook_calls.append(WebhookCall(update, status, time.monotonic() - began))
        return status is not None and 200 <= status < 300

    async def _post(self, url: str, secret: str, body: Any) -> tuple[int | None, str]:
        """The answer's status and the outcome in Zalo's words."""
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT} | ({SECRET_HEADER: secret} if secret else {})
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        limit = aiohttp.ClientTimeout(total=self._world.switches.ack_limit)
        try:
            async with self.client.post(url, data=data, headers=headers, timeout=limit, allow_redirects=False) as response:
                await response.read()
                return response.status, _outcome(response.status)
        except TimeoutError:
            return None, "webhook.err.timeout"
        except aiohttp.ClientSSLError:
            return None, "webhook.err.tls"
        except aiohttp.ClientConnectorDNSError:
            return None, "webhook.err.dns"
        except aiohttp.ClientConnectionError:
            return None, "webhook.err.conn"
        except (aiohttp.ClientError, ValueError):
            return None, "webhook.err.other"

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
        except ValueError as problem:
            raise RefusalError(400, "url is invalid") from problem
        if self._world.switches.allow_http:
            allowed = parts.scheme in ("http", "https")
        else:
            allowed = parts.scheme == "https" and not _is_private(parts.hostname or "")
        if not allowed or not parts.hostname:
            raise RefusalError(400, "url must be a public https address")


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local"))


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "webhook.ok"
    if status in (403, 404):
        return f"webhook.http.{status}"
    return "webhook.http.5xx" if status >= 500 else "webhook.http.other"
