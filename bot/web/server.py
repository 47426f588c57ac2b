"""The web server: one chat page and the one address that it talks to."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot import say
from bot.web.chats import Chats
from bot.web.guard import add_headers, error, guard, spoken_errors
from bot.web.page import ASSETS, fill_page
from handlers.turn import Message, Reply

if TYPE_CHECKING:
    from bot.settings import Settings
    from handlers.assistant import Assistant

BODY_LIMIT = 16 * 1024
TEXT_LIMIT = 2_000
COOKIE = "kehoach_chat"
COOKIE_DAYS = 30
CHAT = re.compile(r"[A-Za-z0-9_-]{43}")
"""What secrets.token_urlsafe(32) makes."""
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SURROGATE = re.compile("[\ud800-\udfff]")
STOP_SECONDS = 5


class CannotListenError(OSError):
    """The address is taken or not ours to use."""


class BadMessageError(ValueError):
    """What the page sent cannot be understood; its text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as the page sends it: `id` is the page's own, the same when it sends the message again."""

    id: str
    text: str
    press: str


class ChatPage:
    """The page and its API over one assistant."""

    def __init__(self, assistant: Assistant, now: Callable[[], datetime], *, over_https: bool) -> None:
        self._page = fill_page(assistant.plans)
        self._chats = Chats(assistant, now)
        self._over_https = over_https

    async def page(self, request: web.Request) -> web.Response:
        response = web.Response(text=self._page, content_type="text/html")
        self._identify(request, response)
        return response

    async def chat(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return error(415, say.bad_request())
        try:
            posted = read_message(await request.read())
        except BadMessageError as problem:
            return error(400, str(problem))
        response = web.Response(content_type="application/json")
        chat = self._identify(request, response)
        replies = await self._chats.answer(Message(chat, posted.text, posted.press), posted.id)
        response.text = json.dumps({"replies": [reply_as_json(reply) for reply in replies]}, ensure_ascii=False)
        return response

    async def until_closed(self, _: web.Application) -> AsyncIterator[None]:
        yield
        self._chats.close()

    def _identify(self, request: web.Request, response: web.Response) -> str:
        """The chat that this browser speaks in; a browser without one is given one that nobody can guess."""
        chat = request.cookies.get(COOKIE, "")
        if not CHAT.fullmatch(chat):
            chat = secrets.token_urlsafe(32)
        response.set_cookie(COOKIE, chat, max_age=COOKIE_DAYS * 86_400, httponly=True, samesite="Strict", secure=self._over_https)
        return chat


def build(settings: Settings, assistant: Assistant, now: Callable[[], datetime]) -> web.Application:
    app = web.Application(
        middlewares=[guard(settings.host, settings.public_url), spoken_errors],
        client_max_size=BODY_LIMIT,
    )
    page = ChatPage(assistant, now, over_https=settings.public_url.startswith("https://"))
    app.router.add_get("/", page.page)
    app.router.add_post("/api/chat", page.chat)
    app.router.add_get("/healthz", _health)
    for name in ASSETS:
        app.router.add_get(f"/{name}", _asset)
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(page.until_closed)
    return app


async def serve(settings: Settings, assistant: Assistant, now: Callable[[], datetime], stop: asyncio.Event) -> None:
    """Serves until `stop` is set, then lets the requests in hand finish. Raises CannotListenError."""
    runner = web.AppRunner(build(settings, assistant, now), access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        try:
            await site.start()
        except OSError as problem:
            raise CannotListenError(say.cannot_listen(settings.host, settings.port, problem.strerror or "")) from problem
        print(say.listening(_address(settings, runner)), flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
    print(say.stopped(), flush=True)


def read_message(body: bytes) -> Posted:
    """Raises BadMessageError."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise BadMessageError(say.bad_request()) from problem
    if not isinstance(fields, dict):
        raise BadMessageError(say.bad_request())
    posted = Posted(_text(fields, "id"), _text(fields, "text"), _text(fields, "press"))
    if not MESSAGE_ID.fullmatch(posted.id):
        raise BadMessageError(say.bad_request())
    if not (posted.text.strip() or posted.press):
        raise BadMessageError(say.empty_message())
    return posted


def reply_as_json(reply: Reply) -> dict[str, Any]:
    """For the browser: where a file lies on this machine is left out."""
    return {
        "text": reply.text,
        "options": [list(row) for row in reply.options],
        "files": [{"name": file.name} for file in reply.files],
    }


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str) or SURROGATE.search(value):
        raise BadMessageError(say.bad_request())
    if len(value) > TEXT_LIMIT:
        raise BadMessageError(say.too_long())
    return value


def _address(settings: Settings, runner: web.AppRunner) -> str:
    if settings.public_url:
        return settings.public_url
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _asset(request: web.Request) -> web.Response:
    body, content_type = ASSETS[request.path.removeprefix("/")]
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers={"Cache-Control": "no-cache"})
