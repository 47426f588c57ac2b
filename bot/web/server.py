"""The web server: one chat page and the one address that it talks to."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.helpers import content_disposition_header

from bot import say
from bot.channels.webchat import WebChat
from bot.files.keep import Files
from bot.files.kinds import LIMIT as FILE_LIMIT
from bot.settings import Settings
from bot.web.guard import add_headers, error, guard, spoken_errors
from bot.web.page import ASSETS, fill_page
from bot.web.rules import check_rules
from bot.web.tickets import PATH, Tickets
from corpus.plan import Plan
from handlers.turn import File, Reply
from store.db import UnavailableError

log = logging.getLogger(__name__)
BODY_LIMIT = 16 * 1024
FILE_NUMBER = re.compile(r"[0-9]{1,15}")
UPLOAD_SECONDS = 120.0
TEXT_LIMIT = 2_000
COOKIE = "kehoach_chat"
COOKIE_DAYS = 30
CHAT = re.compile(r"[A-Za-z0-9_-]{43}")
"""What secrets.token_urlsafe(32) makes."""
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SURROGATE = re.compile("[\ud800-\udfff]")
READ_SECONDS = 20.0
"""How long a message may take to come in, once its first line has."""
Health = Callable[[web.Request], Awaitable[web.Response]]


class BadMessageError(ValueError):
    """What the page sent cannot be understood; its text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as the page sends it: `id` is the page's own, the same when it sends the message again."""

    id: str
    text: str
    press: str


class ChatPage:
    """The page and its API over the chat page's channel."""

    def __init__(
        self, plans: tuple[Plan, ...], chat: WebChat, files: Files, tickets: Tickets, now: Callable[[], datetime], *, over_https: bool
    ) -> None:
        self._page = fill_page(plans)
        self._chat = chat
        self._files = files
        self._tickets = tickets
        self._now = now
        self._over_https = over_https

    async def page(self, request: web.Request) -> web.Response:
        response = web.Response(text=self._page, content_type="text/html")
        self._identify(request, response)
        return response

    async def chat(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return error(415, say.bad_request())
        try:
            async with asyncio.timeout(READ_SECONDS):
                body = await request.read()
            posted = read_message(body)
        except TimeoutError:
            return error(408, say.bad_request())
        except BadMessageError as problem:
            return error(400, str(problem))
        response = web.Response(content_type="application/json")
        chat = self._identify(request, response)
        try:
            replies = await self._chat.answer(chat, posted.id, posted.text, posted.press)
        except UnavailableError:
            return error(503, say.store_unavailable_to_reader())
        response.text = replies_as_json(replies)
        return response

    async def upload(self, request: web.Request) -> web.Response:
        """A file with a line of text: looked at before anybody answers. What is too large is not read to its end."""
        if request.content_type != "multipart/form-data":
            return error(415, say.bad_request())
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                fields, name, data = await read_upload(request)
            posted = read_message(json.dumps(fields).encode(), has_file=True)
        except TimeoutError:
            return error(408, say.bad_request())
        except BadMessageError as problem:
            return error(400, str(problem))
        response = web.Response(content_type="application/json")
        chat = self._identify(request, response)
        attachment = await asyncio.to_thread(self._files.take_bytes, data, name)
        try:
            replies = await self._chat.answer(chat, posted.id, posted.text, "", (attachment,))
        except UnavailableError:
            return error(503, say.store_unavailable_to_reader())
        response.text = replies_as_json(replies)
        return response

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file that went with one of this browser's own replies."""
        chat, number, index = request.cookies.get(COOKIE, ""), request.match_info["number"], request.match_info["index"]
        if not (CHAT.fullmatch(chat) and FILE_NUMBER.fullmatch(number) and FILE_NUMBER.fullmatch(index)):
            return error(404, say.not_found())
        return await self._served(self._chat.file(chat, int(number), int(index)))

    async def by_ticket(self, request: web.Request) -> web.StreamResponse:
        """A file of a message that went where no files can go, to whoever was sent its address."""
        claim = self._tickets.read(request.match_info["ticket"], self._now())
        if claim is None:
            return error(404, say.ticket_over())
        response = await self._served(self._chat.file_of(*claim))
        # A messenger may show it within pages of its own.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    async def _served(self, found: Awaitable[File | None]) -> web.StreamResponse:
        try:
            file = await found
            path = await asyncio.to_thread(self._files.made, file) if file else None
        except UnavailableError:
            return error(503, say.store_unavailable_to_reader())
        except OSError as problem:
            log.error("%s", problem)
            return error(404, say.not_found())
        if file is None or path is None or not path.is_file():
            return error(404, say.not_found())
        shown = "inline" if path.suffix == ".png" else "attachment"
        disposition = content_disposition_header(shown, filename=file.name)
        return web.FileResponse(path, headers={"Content-Disposition": disposition, "X-Robots-Tag": "noindex"})

    async def waiting(self, request: web.Request) -> web.Response:
        """What has been said to this browser since it last asked; only to a browser that is known already."""
        chat = request.cookies.get(COOKIE, "")
        try:
            replies = await self._chat.waiting(chat) if CHAT.fullmatch(chat) else []
        except UnavailableError:
            return error(503, say.store_unavailable_to_reader())
        return web.Response(content_type="application/json", text=replies_as_json(replies))

    def _identify(self, request: web.Request, response: web.Response) -> str:
        """The chat that this browser speaks in; a browser without one is given one that nobody can guess."""
        chat = request.cookies.get(COOKIE, "")
        if not CHAT.fullmatch(chat):
            chat = secrets.token_urlsafe(32)
        response.set_cookie(COOKIE, chat, max_age=COOKIE_DAYS * 86_400, httponly=True, samesite="Strict", secure=self._over_https)
        return chat


def build(settings: Settings, page: ChatPage, health: Health, more: Iterable[web.RouteDef] = ()) -> web.Application:
    """The web server's application; `more` are the addresses at which messengers call. LookupError: one has no rule."""
    app = web.Application(
        middlewares=[guard(settings.host, settings.public_url), spoken_errors],
        client_max_size=BODY_LIMIT,
    )
    app.add_routes(
        [
            web.get("/", page.page),
            web.post("/api/chat", page.chat),
            web.post("/api/chat/waiting", page.waiting),
            web.post("/api/chat/file", page.upload),
            web.get("/api/file/{number}/{index}", page.file),
            web.get(PATH, page.by_ticket),
            web.get("/healthz", health),
            *(web.get(f"/{name}", _asset) for name in ASSETS),
            *more,
        ]
    )
    check_rules(app)
    app.on_response_prepare.append(add_headers)
    return app


async def read_upload(request: web.Request) -> tuple[dict[str, str], str, bytes]:
    """The fields, the file's name and its bytes, a byte more than is taken at the most. Raises BadMessageError."""
    fields: dict[str, str] = {}
    name, data = "", b""
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or len(fields) > 4:
                raise BadMessageError(say.bad_request())
            if part.name == "file" and not data:
                name, data = part.filename or "", await _limited(part, FILE_LIMIT + 1)
            else:
                fields[part.name or ""] = (await _limited(part, BODY_LIMIT)).decode("utf-8", "replace")
    except (ValueError, AssertionError) as problem:
        raise BadMessageError(say.bad_request()) from problem
    return fields, name, data


async def _limited(part: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while len(data) < most and (chunk := await part.read_chunk(65_536)):
        data += chunk
    return bytes(data[:most])


def read_message(body: bytes, *, has_file: bool = False) -> Posted:
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
    if not (posted.text.strip() or posted.press or has_file):
        raise BadMessageError(say.empty_message())
    return posted


def replies_as_json(replies: Iterable[tuple[int, Reply]]) -> str:
    return json.dumps({"replies": [reply_as_json(number, reply) for number, reply in replies]}, ensure_ascii=False)


def reply_as_json(number: int, reply: Reply) -> dict[str, Any]:
    """For the browser: where a file lies on this machine is left out."""
    return {
        "text": reply.text,
        "options": [list(row) for row in reply.options],
        "files": [{"name": file.name, "url": f"/api/file/{number}/{index}"} for index, file in enumerate(reply.files)],
    }


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str) or SURROGATE.search(value):
        raise BadMessageError(say.bad_request())
    if len(value) > TEXT_LIMIT:
        raise BadMessageError(say.too_long())
    return value


async def _asset(request: web.Request) -> web.Response:
    body, content_type = ASSETS[request.path.removeprefix("/")]
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers={"Cache-Control": "no-cache"})
