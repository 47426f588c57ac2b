"""Somebody at the chat page, as the page's own script speaks to the program."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession

from bot.channels import webchat
from bot.web.server import COOKIE
from store.address import Address
from tests.journeys.heard import Heard, Paper, fetched


@dataclass
class Browser:
    chat: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    heard: list[Heard] = field(default_factory=list)

    @property
    def address(self) -> Address:
        return webchat.address(self.chat)

    async def posts(self, url: str, text: str = "", press: str = "") -> None:
        await self._asks(url, "/api/chat", {"id": secrets.token_urlsafe(16), "text": text, "press": press})

    async def looks(self, url: str) -> None:
        """Fetches what was said unasked."""
        await self._asks(url, "/api/chat/waiting", {})

    async def _asks(self, url: str, path: str, fields: dict[str, str]) -> None:
        headers = {"Cookie": f"{COOKIE}={self.chat}"}
        async with ClientSession(headers=headers) as client, client.post(f"{url}{path}", json=fields) as response:
            assert response.status == 200, await response.text()
            for reply in (await response.json())["replies"]:
                self.heard.append(await self._read(client, url, reply))

    async def _read(self, client: ClientSession, url: str, reply: dict[str, Any]) -> Heard:
        options = tuple(label for row in reply["options"] for label in row)
        papers = [Paper(file["name"], await fetched(client, url + file["url"])) for file in reply["files"]]
        return Heard(reply["text"], options, tuple(papers))
