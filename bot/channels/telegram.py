"""Telegram through python-telegram-bot's typed Bot.

Not through its Application: that tells Telegram "received" for what is only in memory (a killed process then loses it).
Here an update counts as received when it is on the disk: the offset moves, and the webhook says 200, after the commit.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot import say
from bot.channels import webhooks
from bot.channels.aiohttp_request import AiohttpRequest, UnansweredError
from bot.channels.channel import Accept, Pace, SendFailed, Sent, Terms, Unread, Window
from bot.channels.telegram_text import html
from bot.channels.telegram_updates import ALLOWED, CHANNEL, Me, Press, next_offset, press_in, read_update
from bot.files.keep import Files
from bot.files.kinds import LIMIT
from bot.settings import NO_SECRET, Secret
from handlers.turn import Reply
from store.address import Address
from store.db import UnavailableError
from store.inbox import Event

log = logging.getLogger(__name__)
PUBLIC_API = "https://api.telegram.org"
POLL_SECONDS = 25
POLL_MOST = 100
WEBHOOK = "/telegram"
WEBHOOK_LIMIT = 1024 * 1024
WEBHOOK_READ_SECONDS = 20.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
REFUSED_PAUSE = 60.0
WEBHOOK_CHECKED_EVERY = 300.0
PER_SECOND = 30
PER_MINUTE_IN_GROUP = 20
"""What Telegram asks bots to keep to (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Otherwise the library warns, at each 429, that its seconds will be a timedelta one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """`webhook_url` is empty where updates are fetched; else Telegram posts them there, with `webhook_secret`.

    Raises ValueError where there is an address without a secret: anybody could post there.
    """

    token: Secret
    api_url: str = PUBLIC_API
    webhook_url: str = ""
    webhook_secret: Secret = NO_SECRET
    per_second: int = PER_SECOND

    def __post_init__(self) -> None:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("a webhook needs a secret")


class Telegram:
    """One bot at Telegram."""

    name = CHANNEL
    terms = Terms()

    def __init__(self, settings: TelegramSettings, files: Files | None = None) -> None:
        """`files` makes the charts and workbooks that are sent; without it a throw-away folder does."""
        self._files = files
        token = settings.token.reveal()
        self.account = token.partition(":")[0]
        self.pace = Pace(Window(settings.per_second, 1.05), (PER_MINUTE_IN_GROUP, 61.0), lambda to: to.chat.startswith("-"))
        self._settings = settings
        self._secret = settings.webhook_secret.reveal().encode()
        self._poller = AiohttpRequest(1)
        self._bot = Bot(
            token,
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=self._poller,
        )
        self._me = Me(0, "", self.account)
        self._accept: Accept | None = None
        self._small: set[asyncio.Task[None]] = set()
        self._failed_at: datetime | None = None
        """When Telegram last failed to reach the webhook, as far as that has been told."""

    @property
    def username(self) -> str:
        return self._me.username

    # ---- in

    async def listen(self, accept: Accept) -> None:
        await self._until_done(self._bot.initialize)
        self._me = Me(self._bot.id, self._bot.username, self.account)
        self._accept = accept
        await self._introduce()
        if self._settings.webhook_url:
            await self._await_webhook(accept)
        else:
            await self._poll(accept)

    async def close(self) -> None:
        for task in self._small:
            task.cancel()
        await self._bot.shutdown()

    async def _poll(self, accept: Accept) -> None:
        await self._until_done(lambda: self._bot.delete_webhook(drop_pending_updates=False))
        # The first fetch does not wait: whether there has been an outage is to be known at once.
        offset, pause, patience = 0, FIRST_PAUSE, 0
        while True:
            try:
                updates = await self._fetch(offset, patience)
                await self._take(updates, accept)
            except UnavailableError as problem:
                # The offset stays: Telegram keeps them until they are on our disk.
                log.error("%s", say.store_unavailable(str(problem)))
                await asyncio.sleep(pause)
            except TelegramError as problem:
                patience = 0
                await self._bear(problem, pause)
            else:
                patience = POLL_SECONDS
                # Where nothing is left the numbering may begin anew, at any number (Update.update_id): no offset is kept.
                offset = next_offset(updates)
                if offset or not updates:
                    pause = FIRST_PAUSE
                    continue
                # Without a number they cannot be said to be received, and come again until one with a number follows.
                await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _fetch(self, offset: int, patience: int) -> list[Any]:
        """Raw, so that an update that cannot be read is no error. The next fetch with a higher offset says "received"."""
        wanted = {"offset": offset, "timeout": patience, "limit": POLL_MOST, "allowed_updates": json.dumps(ALLOWED)}
        address = f"{self._bot.base_url}/getUpdates?{urlencode(wanted)}"
        updates: object = await self._poller.post(address, read_timeout=patience + 10)
        if not isinstance(updates, list):
            raise TelegramError("getUpdates did not give a list")
        return updates

    async def _take(self, updates: Sequence[object], accept: Accept) -> None:
        """Keeps what arrived, then tells whoever pressed a button that it was heard."""
        events: list[Event] = []
        unread: list[Unread] = []
        for update in updates:
            try:
                event = read_update(update, self._me)
            except Exception as problem:  # noqa: BLE001 - whatever is wrong with one update must not hold up all others
                log.warning("%s", say.unreadable(self.name, str(problem)))
                unread.append(Unread(self.name, self.account, webhooks.as_text(update), repr(problem)))
                continue
            if event is not None:
                events.append(event)
        await accept(events, unread)
        for update in updates:
            press = press_in(update)
            if press:
                self._aside(self._acknowledge(press))

    # ---- in, by webhook

    def routes(self) -> list[web.RouteDef]:
        return [web.post(WEBHOOK, self._on_webhook)] if self._settings.webhook_url else []

    async def _on_webhook(self, request: web.Request) -> web.Response:
        if not webhooks.shows(request, SECRET_HEADER, self._secret):
            return web.Response(status=403)
        if self._accept is None:
            return web.Response(status=503)
        try:
            async with asyncio.timeout(WEBHOOK_READ_SECONDS):
                body = await webhooks.read(request, WEBHOOK_LIMIT)
        except TimeoutError:
            return web.Response(status=408)
        if body is None:
            return web.Response(status=413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            # Stored and taken: refused, it would come again for a day and hold up what follows it.
            update = body.decode("utf-8", "replace")
        try:
            await self._take([update], self._accept)
        except UnavailableError as problem:
            log.error("%s", say.store_unavailable(str(problem)))
            return web.Response(status=503)
        return web.Response()

    async def _await_webhook(self, accept: Accept) -> None:
        await self._until_done(
            lambda: self._bot.set_webhook(
                self._settings.webhook_url, allowed_updates=ALLOWED, secret_token=self._settings.webhook_secret.reveal()
            )
        )
        while True:
            try:
                await self._check_webhook(accept)
            except UnavailableError as problem:
                log.error("%s", say.store_unavailable(str(problem)))
            except TelegramError as problem:
                log.warning("%s", say.messenger_unreachable(self.name, problem.message))
            await asyncio.sleep(WEBHOOK_CHECKED_EVERY)

    async def _check_webhook(self, accept: Accept) -> None:
        """Raises TelegramError and UnavailableError."""
        told = await self._bot.get_webhook_info()
        if told.url != self._settings.webhook_url:
            log.error("%s", say.webhook_taken(self.name))
            return
        if told.last_error_message and told.last_error_date != self._failed_at:
            self._failed_at = told.last_error_date
            log.warning("%s", say.webhook_failing(self.name, told.last_error_message))
        if not told.pending_update_count:
            # Nobody has written and nothing is held up: a quiet weekend is no outage.
            await accept((), ())

    # ---- out

    async def send(self, to: Address, reply: Reply, *, number: int, repeated: bool, key: str = "") -> Sent:  # noqa: ARG002 - the protocol has it
        text = say.repeated(reply.text) if repeated and reply.text else reply.text
        try:
            if reply.files:
                return Sent(await self._send_file(to, reply))
            return Sent(await self._send_text(to, text, _buttons(reply, number)))
        except ChatMigrated as problem:
            raise SendFailed(problem.message, moved_to=str(problem.new_chat_id)) from problem
        except RetryAfter as problem:
            raise SendFailed("429", retry_after=_seconds(problem.retry_after)) from problem
        except Forbidden as problem:
            raise SendFailed(problem.message, blocked=True) from problem
        except BadRequest as problem:
            raise SendFailed(problem.message, permanent=True) from problem
        except InvalidToken as problem:
            raise SendFailed(problem.message, retry_after=REFUSED_PAUSE) from problem
        except UnansweredError as problem:
            raise SendFailed(problem.message, unknown=True) from problem
        except TelegramError as problem:
            raise SendFailed(problem.message) from problem

    async def show_typing(self, to: Address) -> None:
        try:
            await self._bot.send_chat_action(int(to.chat), ChatAction.TYPING)
        except TelegramError as problem:
            log.info("no typing sign: %s", problem.message)

    async def _send_text(self, to: Address, text: str, buttons: InlineKeyboardMarkup | None) -> str:
        try:
            sent = await self._bot.send_message(
                int(to.chat), html(text), parse_mode=ParseMode.HTML, reply_markup=buttons, link_preview_options=NO_PREVIEW
            )
        except BadRequest as problem:
            # The tags count towards a limit of their own.
            if "parse entities" not in problem.message and "too long" not in problem.message:
                raise
            # A message without its looks is better than none.
            log.error("%s", say.looks_refused(problem.message))
            sent = await self._bot.send_message(int(to.chat), text, reply_markup=buttons, link_preview_options=NO_PREVIEW)
        return str(sent.message_id)

    async def fetch(self, file_id: str) -> bytes:
        try:
            file = await self._bot.get_file(file_id)
            if (file.file_size or 0) > LIMIT:
                raise SendFailed("too large", permanent=True)
            return bytes(await file.download_as_bytearray())
        except TelegramError as problem:
            raise SendFailed(problem.message, permanent=isinstance(problem, (BadRequest, Forbidden))) from problem

    async def _send_file(self, to: Address, reply: Reply) -> str:
        file = reply.files[0]
        if self._files is None:
            self._files = Files(None)
        try:
            path = await asyncio.to_thread(self._files.made, file)
            with path.open("rb") as content:
                if path.suffix == ".png":
                    sent = await self._bot.send_photo(int(to.chat), content, filename=file.name)
                else:
                    sent = await self._bot.send_document(int(to.chat), content, filename=file.name)
        except OSError as problem:
            raise SendFailed(f"{file.name}: {problem.strerror}", permanent=True) from problem
        return str(sent.message_id)

    # ---- beside

    async def _introduce(self) -> None:
        """The commands that Telegram offers while somebody types; in a group those that make sense there."""
        private = [BotCommand(name, text) for name, text in say.COMMANDS_PRIVATE]
        group = [BotCommand(name, text) for name, text in say.COMMANDS_GROUP]
        try:
            for language in ("vi", None):
                await self._bot.set_my_commands(private, BotCommandScopeAllPrivateChats(), language)
                await self._bot.set_my_commands(group, BotCommandScopeAllGroupChats(), language)
            await self._bot.set_my_short_description(say.SHORT_DESCRIPTION)
        except TelegramError as problem:
            log.warning("%s", say.not_introduced(self.name, problem.message))

    async def _acknowledge(self, press: Press) -> None:
        """Ends the button's waiting sign and takes the buttons away: they have done their work. Failing is no harm."""
        try:
            await self._bot.answer_callback_query(press.id)
        except TelegramError as problem:
            log.info("press %s: %s", press.id, problem.message)
        try:
            await self._bot.edit_message_reply_markup(press.chat, press.message, reply_markup=None)
        except TelegramError as problem:
            log.info("buttons of message %d: %s", press.message, problem.message)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._small.add(task)
        task.add_done_callback(self._small.discard)

    async def _until_done(self, call: Callable[[], Awaitable[object]]) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await call()
                return
            except TelegramError as problem:
                await self._bear(problem, pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _bear(self, problem: TelegramError, pause: float) -> None:
        """Tells whoever runs the bot what is wrong, and waits."""
        if isinstance(problem, InvalidToken):
            # Its text holds the token.
            log.error("%s", say.token_refused(self.name, "TELEGRAM_TOKEN"))
            pause = REFUSED_PAUSE
        elif isinstance(problem, Conflict):
            log.error("%s", say.fetched_by_another(self.name))
        else:
            log.warning("%s", say.messenger_unreachable(self.name, problem.message))
        if isinstance(problem, RetryAfter):
            pause = _seconds(problem.retry_after)
        await asyncio.sleep(pause)


def _buttons(reply: Reply, number: int) -> InlineKeyboardMarkup | None:
    """A button carries the number of the message and its own: nothing that a reader could change into something else."""
    if not reply.options:
        return None
    rows, index = [], 0
    for labels in reply.options:
        rows.append([InlineKeyboardButton(label, callback_data=f"{number}.{index + at}") for at, label in enumerate(labels)])
        index += len(labels)
    return InlineKeyboardMarkup(rows)


def _seconds(retry_after: int | timedelta) -> float:
    return retry_after.total_seconds() if isinstance(retry_after, timedelta) else float(retry_after)
