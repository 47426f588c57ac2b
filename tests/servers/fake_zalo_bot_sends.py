"""The methods that send: what Zalo checks, and how a send goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from tests.servers.fake_telegram.wire import ApiError, string, units
from tests.servers.fake_zalo_bot_webhook import Webhooks
from tests.servers.fake_zalo_bot_world import Bot, Json, RefusalError, Sent, World

LONGEST = 2000
FETCHES = 2
FAULT_CODES = ("400", "401", "403", "404", "429", "500")
PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def html_page(status: int) -> web.Response:
    return web.Response(text=PAGE.format(f"Error {status}"), status=status, content_type="text/html")


def cut(request: web.BaseRequest) -> web.Response:
    """Nothing more goes out; the answer is for the server to throw away."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def turn_down(fault: str, request: web.BaseRequest) -> web.Response:
    """A fault after which nothing is done. Raises RefusalError."""
    if fault in FAULT_CODES:
        raise RefusalError(int(fault))
    if fault == "html":
        return html_page(502)
    if fault == "cut_before":
        return cut(request)
    raise ValueError(f"no such fault: {fault!r}")


class Sends:
    """sendMessage, sendPhoto, sendSticker, sendVoice."""

    def __init__(self, world: World, webhooks: Webhooks) -> None:
        self._world = world
        self._webhooks = webhooks
        self.methods: dict[str, Callable[[Bot, Json], Awaitable[Sent]]] = {
            "sendMessage": self._message,
            "sendPhoto": self._photo,
            "sendSticker": self._sticker,
            "sendVoice": self._voice,
        }

    async def send(self, bot: Bot, method: str, params: Json, request: web.BaseRequest) -> web.Response:
        """Raises RefusalError."""
        fault = self._world.next_fault()
        if fault not in ("", "slow", "cut"):
            return turn_down(fault, request)
        sent = await self.methods[method](bot, params)
        if sent.kind != "voice" or sent.chat not in bot.groups:
            self._world.record(bot, sent)
        if fault == "slow":
            await asyncio.sleep(self._world.switches.slow_seconds)
        if fault == "cut":
            return cut(request)
        return web.json_response({"ok": True, "result": {"message_id": sent.message_id, "date": sent.date}})

    def chat(self, bot: Bot, params: Json) -> str:
        """The chat, if the bot may write there. Raises RefusalError."""
        switches = self._world.switches
        chat = string(params, "chat_id")
        if not chat:
            raise RefusalError(400, "chat_id is missing")
        if not bot.knows(chat):
            raise RefusalError(switches.unknown_chat_code)
        if chat in bot.blocked_by:
            raise RefusalError(switches.blocked_code)
        if switches.over_limit_code is not None and bot.is_over(chat, switches.users_limit):
            raise RefusalError(switches.over_limit_code)
        return chat

    async def _message(self, bot: Bot, params: Json) -> Sent:
        return self._sent(bot, params, "text", self._text(params, "text"))

    async def _photo(self, bot: Bot, params: Json) -> Sent:
        chat = self.chat(bot, params)
        caption = self._text(params, "caption") if "caption" in params else ""
        url = string(params, "photo")
        if urlsplit(url).scheme not in ("http", "https"):
            raise RefusalError(400, "photo must be a URL")
        data = b""
        for _ in range(FETCHES):
            data = await self._fetch(url)
        return self._sent(bot, params | {"chat_id": chat}, "photo", caption, photo_url=url, photo=data)

    async def _sticker(self, bot: Bot, params: Json) -> Sent:
        sticker = string(params, "sticker")
        if not sticker:
            raise RefusalError(400, "sticker is missing")
        return self._sent(bot, params, "sticker", media=sticker)

    async def _voice(self, bot: Bot, params: Json) -> Sent:
        """In a group Zalo says yes and delivers nothing."""
        url = string(params, "voice_url")
        if not urlsplit(url).path.endswith(".aac"):
            raise RefusalError(400, "voice_url must end in .aac")
        return self._sent(bot, params, "voice", media=url)

    def _sent(
        self,
        bot: Bot,
        params: Json,
        kind: str,
        text: str = "",
        *,
        photo_url: str | None = None,
        photo: bytes | None = None,
        media: str = "",
    ) -> Sent:
        chat, quota = self.chat(bot, params), self._world.switches.monthly_quota
        if quota is not None and bot.months[self._world.month()] >= quota:
            raise RefusalError(429)
        return Sent(bot.token, chat, text, photo_url, self._world.new_id(), self._world.clock(), photo, kind, media, params)

    def _text(self, params: Json, name: str) -> str:
        text = string(params, name)
        try:
            length = units(text)
        except ApiError as problem:
            raise RefusalError(400, f"{name} is not UTF-8") from problem
        if not length:
            raise RefusalError(400, f"{name} is empty")
        if length > LONGEST:
            raise RefusalError(self._world.switches.too_long_code, f"{name} is longer than {LONGEST}")
        return text

    async def _fetch(self, url: str) -> bytes:
        limit = aiohttp.ClientTimeout(total=self._world.switches.fetch_seconds)
        try:
            async with self._webhooks.client.get(url, timeout=limit) as response:
                data = await response.read()
                if response.status == 200 and data:
                    return data
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            raise RefusalError(400, "photo cannot be fetched") from problem
        raise RefusalError(400, "photo cannot be fetched")
