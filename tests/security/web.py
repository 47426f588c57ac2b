"""The program with its web server on a port of this machine, beside a Telegram that calls it there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, DummyCookieJar

from tests.bot.conftest import StandIn
from tests.bot.running import SECRET, Running, free_port, running, telegram_settings
from tests.servers.fake_telegram import FakeTelegram

RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
JSON = {"Content-Type": "application/json"}
PATIENCE = 5.0


@dataclass
class Site:
    """`browser` keeps no cookies: each request says whose it is."""

    telegram: FakeTelegram
    bot: Running
    assistant: StandIn
    browser: ClientSession

    @property
    def port(self) -> int:
        return self.bot.settings.port

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def call(self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> ClientResponse:
        response = await self.browser.request(method, f"http://{self.host}{path}", headers=headers, allow_redirects=False, **more)
        await response.read()
        return response

    async def ask(self, cookie: str, text: str, message_id: str, **more: Any) -> list[str]:
        """What a browser with that cookie is answered."""
        headers = {"Cookie": f"kehoach_chat={cookie}"} if cookie else {}
        response = await self.call("POST", "/api/chat", headers, json={"id": message_id, "text": text, **more})
        assert response.status == 200, await response.text()
        return [reply["text"] for reply in (await response.json())["replies"]]

    async def waiting(self, cookie: str) -> list[str]:
        response = await self.call("POST", "/api/chat/waiting", {"Cookie": f"kehoach_chat={cookie}"})
        return [reply["text"] for reply in (await response.json())["replies"]]

    async def raw(self, data: bytes, seconds: float = PATIENCE) -> bytes:
        """All that comes back for these bytes until the server hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        try:
            async with asyncio.timeout(seconds):
                return await reader.read()
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def serving(home: Path, assistant: StandIn) -> AsyncIterator[Site]:
    async with FakeTelegram() as telegram:
        telegram.limits.pace = 0.02
        async with running(telegram_settings(home, telegram, webhook_port=free_port()), assistant) as bot:
            await telegram.wait_until(lambda: telegram.webhook.setting is not None)
            async with ClientSession(cookie_jar=DummyCookieJar()) as browser:
                yield Site(telegram, bot, assistant, browser)
