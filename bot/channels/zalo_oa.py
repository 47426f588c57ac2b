"""A Zalo Official Account.

It may write to somebody for seven days after they last wrote or pressed anything (the first two of them free of charge); later
only in the words of an approved template. Our own record of when they last wrote decides, not a question to Zalo.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from aiohttp import web

from bot import say
from bot.channels import webhooks
from bot.channels.channel import Accept, Pace, SendFailed, Sent, Terms, Unread, Window
from bot.channels.http import Http, NotAskedError, UnansweredError
from bot.channels.zalo_files import Links, caption, fetched
from bot.channels.zalo_oa_api import Host, Kind, ZaloOAApi, ZaloOAError
from bot.channels.zalo_oa_messages import failure, worded
from bot.channels.zalo_oa_signature import HEADER, TIME_HEADER, Secrets, fitting, mark_in
from bot.channels.zalo_oa_templates import MisfitError, Parameter, filled, opens_in, parameters
from bot.channels.zalo_oa_tokens import ConsentNeededError, NotNowError, Tokens
from bot.channels.zalo_oa_updates import CHANNEL, read_event
from bot.files.keep import Files
from handlers.turn import File, Reply
from store.address import Address
from store.db import UnavailableError

log = logging.getLogger(__name__)
WEBHOOK = "/zalo-oa"
HEARD_EVERY = 300.0
PER_SECOND = 60
"""Zalo takes 4,000 requests a minute of an app."""
FREE, OPEN = timedelta(hours=48), timedelta(days=7)
"""How long after somebody's last word a message is free, and is taken at all."""
MARGIN = timedelta(minutes=10)
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
PAPERS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".csv": "text/csv",
}
"""The files that an account may send; a workbook is none of them."""
PICTURE_LIMIT, PAPER_LIMIT = 1_000_000, 5_000_000
CONSENT_PAUSE = 300.0
TOKEN_SECONDS = 8.0
BODY_LIMIT = 64 * 1024
"""Bytes of an event: a text has two thousand characters, and what is not signed must be read too."""
COMPLAINED_EVERY = 60.0


@dataclass(frozen=True, slots=True)
class Recipient:
    """What is known of whom a message goes to.

    `heard_at`: when they last wrote, where they are enrolled; None where that is not known. `fields` are a reminder's, for
    templates; empty where the message is none.
    """

    heard_at: datetime | None = None
    phone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ZaloOASettings:
    """`template` is the id of the approved one for reminders, empty where there is none; `signature` the variant to take."""

    secrets: Secrets
    template: str = ""
    signature: str = ""
    file_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """What the channel is told of the store, and tells it."""

    recipient: Callable[[Address, int], Awaitable[Recipient]]
    signature: Callable[[], Awaitable[str]]
    """The variant that was found to fit; empty where none has been yet."""
    keep_signature: Callable[[str], Awaitable[None]]


class ZaloOA:
    name = CHANNEL
    terms = Terms(sends_again=False)
    username = ""

    def __init__(
        self,
        settings: ZaloOASettings,
        api: ZaloOAApi,
        tokens: Tokens,
        files: Files,
        links: Links,
        records: Records,
        now: Callable[[], datetime],
    ) -> None:
        self.account = settings.secrets.app_id
        self.pace = Pace(Window(PER_SECOND, 1.05), (PER_SECOND, 1.0), lambda _: False)
        self._settings = settings
        self._api = api
        self._tokens = tokens
        self._files = files
        self._links = links
        self._records = records
        self._now = now
        self._fetcher = Http()
        self._accept: Accept | None = None
        self._signature = settings.signature
        self._template: list[Parameter] | None = None
        self._complained_at = 0.0

    # ---- in

    async def listen(self, accept: Accept) -> None:
        self._accept = accept
        while not self._signature:
            try:
                self._signature = await self._records.signature()
                break
            except UnavailableError as problem:
                log.error("%s", say.store_unavailable(str(problem)))
                await asyncio.sleep(1.0)
        refreshing = asyncio.create_task(self._tokens.keep_fresh())
        try:
            while True:
                try:
                    # Nobody has written: a quiet weekend is no outage.
                    await accept((), ())
                except UnavailableError as problem:
                    log.error("%s", say.store_unavailable(str(problem)))
                done, _ = await asyncio.wait([refreshing], timeout=HEARD_EVERY)
                if done:
                    await refreshing
        finally:
            refreshing.cancel()

    async def close(self) -> None:
        await self._tokens.close()
        await self._api.http.close()
        await self._fetcher.close()

    def routes(self) -> list[web.RouteDef]:
        return [web.post(WEBHOOK, self._on_webhook)]

    async def _on_webhook(self, request: web.Request) -> web.Response:
        if webhooks.is_probe(request, HEADER):
            return web.Response()
        mark = mark_in(request.headers)
        if not mark:
            return web.Response(status=403)
        if self._accept is None:
            return web.Response(status=503)
        body = await webhooks.body_of(request, BODY_LIMIT)
        variant = fitting(mark, body, request.headers.get(TIME_HEADER, ""), self._settings.secrets, self._signature)
        if variant is None:
            self._complain()
            return web.Response(status=403)
        try:
            understood = await self._take(body, self._accept)
            if not self._signature and understood:
                await self._records.keep_signature(variant.name)
                self._signature = variant.name
                log.info("%s", say.signature_found(variant.name))
        except UnavailableError as problem:
            log.error("%s", say.store_unavailable(str(problem)))
            return web.Response(status=503)
        return web.Response()

    async def _take(self, body: bytes, accept: Accept) -> bool:
        """Whether it was what an account is told."""
        try:
            event = read_event(json.loads(body), self.account, self._now())
        except (ValueError, AttributeError, RecursionError) as problem:
            log.warning("%s", say.unreadable(self.name, str(problem)))
            await accept((), [Unread(self.name, self.account, body.decode("utf-8", "replace"), repr(problem))])
            return False
        await accept([event] if event else (), ())
        return True

    def _complain(self) -> None:
        """Not at every call: whoever knocks on the door should not fill the log."""
        now = asyncio.get_running_loop().time()
        if now - self._complained_at >= COMPLAINED_EVERY or not self._complained_at:
            self._complained_at = now
            log.warning("%s", say.signature_wrong())

    # ---- out

    async def send(self, to: Address, reply: Reply, *, number: int, repeated: bool, key: str = "") -> Sent:
        if to.account != self.account:
            raise SendFailed(say.another_bot(to.account), permanent=True)
        recipient = await self._recipient(to, number)
        try:
            silence = self._now() - recipient.heard_at if recipient.heard_at else timedelta(0)
            if silence < OPEN - MARGIN:
                try:
                    sent = await self._send_within(to, reply, number, repeated=repeated)
                    return Sent(sent, "free" if silence < FREE else "billed")
                except ZaloOAError as problem:
                    if problem.kind is not Kind.WINDOW or not key:
                        raise
            return await self._send_template(to, recipient, number, key)
        except ZaloOAError as problem:
            raise failure(problem, key) from problem
        except ConsentNeededError as problem:
            raise SendFailed(str(problem), retry_after=CONSENT_PAUSE, permanent=bool(key)) from problem
        except (NotNowError, NotAskedError) as problem:
            raise SendFailed(str(problem)) from problem
        except UnansweredError as problem:
            raise SendFailed(str(problem), unknown=True) from problem

    async def _recipient(self, to: Address, number: int) -> Recipient:
        try:
            return await self._records.recipient(to, number)
        except UnavailableError as problem:
            raise SendFailed(say.store_unavailable(str(problem))) from problem

    async def _send_within(self, to: Address, reply: Reply, number: int, *, repeated: bool) -> str:
        if reply.files:
            message = await self._file(reply.files[0], number, repeated=repeated)
        else:
            message = worded(reply, number, repeated=repeated)
        data = await self._call(Host.API, "/v3.0/oa/message/cs", {"recipient": {"user_id": to.chat}, "message": message})
        return str(data.get("message_id", ""))

    async def _file(self, file: File, number: int, *, repeated: bool) -> dict[str, Any]:
        """The file itself where the account may send it, else an address of ours."""
        try:
            path = await asyncio.to_thread(self._files.made, file)
            content = await asyncio.to_thread(path.read_bytes)
        except OSError as problem:
            raise SendFailed(f"{file.name}: {problem.strerror}", permanent=True) from problem
        kind, limit, types = ("image", PICTURE_LIMIT, PICTURES) if path.suffix in PICTURES else ("file", PAPER_LIMIT, PAPERS)
        if path.suffix in types and len(content) <= limit:
            try:
                data = await self._with_token(lambda token: self._api.upload(kind, token, file.name, content, types[path.suffix]))
                if kind == "image":
                    element = {"media_type": "image", "attachment_id": data["attachment_id"]}
                    payload = {"template_type": "media", "elements": [element]}
                    return {
                        "text": say.repeated(caption(file)) if repeated else caption(file),
                        "attachment": {"type": "template", "payload": payload},
                    }
                return {"attachment": {"type": "file", "payload": {"token": data["token"]}}}
            except (ZaloOAError, KeyError, NotAskedError, UnansweredError) as problem:
                # Nothing has been said yet: an address does as well.
                log.warning("%s: %s", file.name, problem)
        sentence = self._links.sentence(number, file, self._now())
        return {"text": say.repeated(sentence) if repeated else sentence}

    async def _send_template(self, to: Address, recipient: Recipient, number: int, key: str) -> Sent:
        if not (key and self._settings.template):
            raise SendFailed(say.window_closed(), permanent=True)
        if not recipient.fields:
            if " part " in key:
                # The last part of a reminder stands for all of it.
                return Sent("")
            raise SendFailed(say.window_closed(), permanent=True)
        wait = opens_in(self._now())
        if wait:
            raise SendFailed(say.wrote_at_night(), wait=wait)
        try:
            data = filled(await self._parameters(), recipient.fields)
        except MisfitError as problem:
            raise SendFailed(str(problem), permanent=True) from problem
        what = {"template_id": self._settings.template, "template_data": data}
        try:
            given = await self._call(Host.API, "/v3.0/oa/message/template", {"user_id": to.chat, **what})
            return Sent(str(given.get("message_id", "")), "template")
        except ZaloOAError as problem:
            if problem.kind not in (Kind.READER, Kind.WINDOW) or not recipient.phone:
                raise
        by_phone = {"phone": recipient.phone, **what, "tracking_id": f"kehoach-{number}"}
        given = await self._call(Host.BUSINESS, "/message/template", by_phone)
        return Sent(str(given.get("msg_id", "")), "phone")

    async def _parameters(self) -> list[Parameter]:
        """Asked for once: an approved template does not change."""
        if self._template is None:
            path = f"/template/info/v2?template_id={self._settings.template}"
            try:
                self._template = parameters(await self._with_token(partial(self._api.get, Host.BUSINESS, path)))
            except UnansweredError as problem:
                # It was only asked: nothing has been sent.
                raise NotNowError(str(problem)) from problem
        return self._template

    async def _call(self, host: Host, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._with_token(lambda token: self._api.post(host, path, token, fields))

    async def _with_token(self, call: Callable[[str], Awaitable[Mapping[str, Any]]]) -> Mapping[str, Any]:
        """With a token that was refused changed once."""
        token = await self._token()
        try:
            return await call(token)
        except ZaloOAError as problem:
            if problem.kind is not Kind.TOKEN:
                raise
        return await call(await self._token(refused=token))

    async def _token(self, refused: str = "") -> str:
        """Waited for no longer than leaves time for the message itself: nothing of that is under way yet. Raises NotNowError."""
        try:
            async with asyncio.timeout(TOKEN_SECONDS):
                return await self._tokens.access(refused=refused)
        except TimeoutError as problem:
            raise NotNowError(say.messenger_silent()) from problem

    async def show_typing(self, to: Address) -> None:
        """An account has no such sign."""

    async def fetch(self, file_id: str) -> bytes:
        return await fetched(self._fetcher, file_id, self._settings.file_hosts)
