"""One bot on Zalo's Bot Platform, over HTTP of our own: the package on PyPI takes a refused message for a sent one.

getUpdates gives one update and forgets it, so it is on the disk before anything else is done; what is on its way when the
program is killed is gone, and nobody can ask for it again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot import say
from bot.channels import webhooks
from bot.channels.channel import Accept, Pace, SendFailed, Sent, Terms, Unread, Window
from bot.channels.http import Http, NotAskedError, UnansweredError
from bot.channels.zalo_bot_api import NOT_FOUND, PUBLIC_API, TIMED_OUT, UNAUTHORISED, ZaloBotApi, ZaloBotError
from bot.channels.zalo_bot_sending import REFUSED_PAUSE, Sender, failure
from bot.channels.zalo_bot_updates import CHANNEL, Me, read_update, updates_in
from bot.channels.zalo_files import Links, fetched
from bot.settings import NO_SECRET, Secret
from handlers.turn import Reply
from store.address import Address
from store.db import UnavailableError

log = logging.getLogger(__name__)
WEBHOOK = "/zalo-bot/{account}"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
POLL_SECONDS, POLL_MARGIN = 30, 10
LAST_POLL_SECONDS = 1.0
"""How long the last fetch may take at the end, for the update that may be on its way."""
QUIET_POLLS = 10
"""Fetches with nothing new, after which it is looked whether a webhook takes the messages away."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
WEBHOOK_CHECKED_EVERY = 300.0
PER_SECOND = 5
PER_SECOND_IN_CHAT = 1
"""Zalo does not say how fast a bot may write; careful guesses."""
PER_MONTH, PEOPLE = 3_000, 50
"""What the basic plan grants a bot."""
Alarm = Callable[[str, str], Awaitable[None]]
"""Tells the administrators a sentence, once for what the second text names."""


@dataclass(frozen=True, slots=True)
class ZaloBotSettings:
    """`public_url` is empty where updates are fetched; else Zalo posts them there, with `webhook_secret`."""

    token: Secret
    api_url: str = PUBLIC_API
    public_url: str = ""
    webhook_secret: Secret = NO_SECRET
    file_hosts: tuple[str, ...] = ()
    per_month: int = PER_MONTH
    per_second: int = PER_SECOND

    @property
    def account(self) -> str:
        return account_of(self.token)


def account_of(token: Secret) -> str:
    """The part of a token that is no secret, by which the store names the bot."""
    return token.reveal().partition(":")[0]


class ZaloBot:
    name = CHANNEL

    def __init__(self, settings: ZaloBotSettings, links: Links, now: Callable[[], datetime], alarm: Alarm) -> None:
        self.account = settings.account
        self._title = f"Zalo Bot {self.account}"
        self._alarm = alarm
        self.pace = Pace(Window(settings.per_second, 1.05), (PER_SECOND_IN_CHAT, 1.05), lambda _: True)
        self.terms = Terms(settings.per_month, PEOPLE, sends_again=False)
        self._settings = settings
        self._http = Http()
        self._poller = Http(1)
        self._api = ZaloBotApi(settings.api_url, settings.token, self._http)
        self._sender = Sender(self._api, links, now)
        self._me = Me("", self.account)
        self._accept: Accept | None = None
        self.username = ""

    # ---- in

    async def listen(self, accept: Accept) -> None:
        self._accept = accept
        found = await self._until_done(lambda: self._api.call("getMe"))
        if isinstance(found, Mapping):
            self._me = Me(str(found.get("id", "")), self.account)
            self.username = str(found.get("account_name", ""))
        if self._settings.public_url:
            await self._await_webhook(accept)
        else:
            await self._poll(accept)

    async def close(self) -> None:
        await self._http.close()
        await self._poller.close()

    async def _poll(self, accept: Accept) -> None:
        await self._until_no_webhook()
        pause, quiet = FIRST_PAUSE, 0
        while True:
            began = time.monotonic()
            try:
                updates = await self._fetch(accept)
            except ZaloBotError as problem:
                if problem.code != TIMED_OUT:
                    await self._bear(problem, pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                    continue
                updates = []
            except (NotAskedError, UnansweredError) as problem:
                await self._bear(problem, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause, quiet = FIRST_PAUSE, 0 if updates else quiet + 1
            if updates:
                await self._keep(updates, accept)
                continue
            await self._keep([], accept)
            if time.monotonic() - began < 1.0:
                await asyncio.sleep(FIRST_PAUSE)
            if quiet % QUIET_POLLS == 0:
                await self._until_no_webhook()

    async def _fetch(self, accept: Accept) -> list[Any]:
        api = ZaloBotApi(self._settings.api_url, self._settings.token, self._poller)
        asked = asyncio.ensure_future(api.call("getUpdates", {"timeout": POLL_SECONDS}, seconds=POLL_SECONDS + POLL_MARGIN))
        try:
            return updates_in(await asyncio.shield(asked))
        except asyncio.CancelledError:
            # The program ends. An update that is just coming would be nobody's any more.
            await asyncio.wait([asked], timeout=LAST_POLL_SECONDS)
            if asked.done() and not asked.cancelled() and asked.exception() is None:
                await self._keep(updates_in(asked.result()), accept)
            asked.cancel()
            raise

    async def _keep(self, updates: Sequence[object], accept: Accept) -> None:
        """Returns when they are on the disk: nobody else has them any more."""
        pause = FIRST_PAUSE
        try:
            while True:
                try:
                    await self._take(updates, accept)
                    return
                except UnavailableError as problem:
                    log.error("%s", say.store_unavailable(str(problem)))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        except asyncio.CancelledError:
            if updates:
                log.error("%s", say.lost_while_stopping(self._title))
            raise

    async def _take(self, updates: Sequence[object], accept: Accept) -> None:
        events, unread = [], []
        for update in updates:
            try:
                event = read_update(update, self._me)
            except (ValueError, RecursionError) as problem:
                log.warning("%s", say.unreadable(self.name, str(problem)))
                unread.append(Unread(self.name, self.account, webhooks.as_text(update), repr(problem)))
                continue
            if event is not None:
                events.append(event)
        await accept(events, unread)

    async def _until_no_webhook(self) -> None:
        """While a webhook is set, a fetch finds nothing for ever, without a word."""
        while True:
            if not await self._until_done(self._webhook):
                return
            log.error("%s", say.webhook_in_the_way(self._title))
            await asyncio.sleep(REFUSED_PAUSE)

    async def _webhook(self) -> str:
        """The address to which Zalo sends; empty where there is none."""
        try:
            found = await self._api.call("getWebhookInfo")
        except ZaloBotError as problem:
            if problem.code == NOT_FOUND:
                return ""
            raise
        return str(found.get("url") or "") if isinstance(found, Mapping) else ""

    # ---- in, by webhook

    @property
    def _webhook_url(self) -> str:
        return self._settings.public_url + WEBHOOK.format(account=self.account)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(WEBHOOK.replace("}", f":{self.account}}}"), self._on_webhook)] if self._settings.public_url else []

    async def _on_webhook(self, request: web.Request) -> web.Response:
        if webhooks.is_probe(request, SECRET_HEADER):
            return web.Response()
        if not webhooks.shows(request, SECRET_HEADER, self._settings.webhook_secret.reveal().encode()):
            return web.Response(status=401)
        if self._accept is None:
            return web.Response(status=503)
        body = await webhooks.body_of(request)
        try:
            updates = updates_in(json.loads(body))
        except (ValueError, RecursionError):
            updates = [body.decode("utf-8", "replace")]
        if updates and isinstance(updates[0], dict) and "event_name" not in updates[0]:
            return web.Response()
        try:
            await self._take(updates, self._accept)
        except UnavailableError as problem:
            log.error("%s", say.store_unavailable(str(problem)))
            return web.Response(status=503)
        return web.Response()

    async def _await_webhook(self, accept: Accept) -> None:
        wanted = {"url": self._webhook_url, "secret_token": self._settings.webhook_secret.reveal()}
        told = await self._until_done(lambda: self._api.call("setWebhook", wanted))
        verification = told.get("verification") if isinstance(told, Mapping) else None
        if isinstance(verification, Mapping) and verification.get("ok") is not True:
            # Zalo keeps the address all the same.
            log.warning("%s", say.webhook_not_verified(self._title, str(verification.get("outcome", ""))[:80]))
        while True:
            if await self._until_done(self._webhook) != self._webhook_url:
                log.error("%s", say.webhook_taken(self._title))
            else:
                # Nobody has written: a quiet weekend is no outage.
                await self._keep([], accept)
            await asyncio.sleep(WEBHOOK_CHECKED_EVERY)

    # ---- out

    async def send(self, to: Address, reply: Reply, *, number: int, repeated: bool, key: str = "") -> Sent:
        if to.account != self.account:
            raise SendFailed(say.another_bot(to.account), permanent=True)
        try:
            return await self._sender.send(to, reply, number=number, repeated=repeated)
        except ZaloBotError as problem:
            if problem.code == UNAUTHORISED:
                await self._tell_of_token()
            raise failure(problem, self._title, key) from problem

    async def _tell_of_token(self) -> None:
        log.error("%s", say.token_refused(self._title, "ZALO_BOT_TOKEN"))
        await self._alarm(say.token_refused(self._title, "ZALO_BOT_TOKEN"), f"token {self._title}")

    async def show_typing(self, to: Address) -> None:
        if to.account != self.account:
            return
        try:
            await self._api.call("sendChatAction", {"chat_id": to.chat, "action": "typing"})
        except (ZaloBotError, NotAskedError, UnansweredError) as problem:
            log.info("no typing sign: %s", problem)

    async def fetch(self, file_id: str) -> bytes:
        return await fetched(self._http, file_id, self._settings.file_hosts)

    # ---- beside

    async def _until_done(self, call: Callable[[], Awaitable[Any]]) -> Any:
        pause = FIRST_PAUSE
        while True:
            try:
                return await call()
            except (ZaloBotError, NotAskedError, UnansweredError) as problem:
                await self._bear(problem, pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _bear(self, problem: Exception, pause: float) -> None:
        """Tells whoever runs the bot what is wrong, and waits."""
        if isinstance(problem, ZaloBotError) and problem.code == UNAUTHORISED:
            await self._tell_of_token()
            pause = REFUSED_PAUSE
        else:
            log.warning("%s", say.messenger_unreachable(self._title, str(problem)))
        await asyncio.sleep(pause)
