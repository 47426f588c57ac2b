"""The chat page as a channel: it fetches its answers instead of having them sent."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from bot.wire import message_to_json, reply_from_json
from bot.work import Work
from bot.worker import Worker
from handlers.turn import Attachment, File, Message, Reply
from store import outbox
from store.address import Address
from store.codes import hide_codes
from store.db import Database
from store.inbox import Event
from store.outbox import Queued

CHANNEL = "web"
REMEMBERED = 100


class WebChat:
    """`chat` is the browser's own secret; whoever knows it is that chat, so it is nowhere kept."""

    def __init__(self, work: Work, worker: Worker, now: Callable[[], datetime]) -> None:
        self._work = work
        self._worker = worker
        self._now = now
        self._with_code: OrderedDict[int, str] = OrderedDict()
        """The last replies with a code in them, which the store forgets at once: the page may not have got its answer."""

    async def answer(
        self, chat: str, message_id: str, text: str, press: str, files: tuple[Attachment, ...] = ()
    ) -> list[tuple[int, Reply]]:
        """The replies to a message, each with its number, and what else has waited for this chat; a message that came before is
        not handled again.

        Raises UnavailableError.
        """
        at = address(chat)
        event = Event(at, f"message {message_id}", message_to_json(Message("", text, press, files, id=message_id)))
        number = await self._work.answered(event)
        return await self._worker.run(lambda db: self._fetch(db, at, number))

    async def waiting(self, chat: str) -> list[tuple[int, Reply]]:
        """What has been said to this chat without being asked. Raises UnavailableError."""
        return await self._worker.run(lambda db: self._fetch(db, address(chat), None))

    async def file(self, chat: str, number: int, index: int) -> File | None:
        """A file of one of this chat's own messages. Raises UnavailableError."""
        return _file(await self._worker.run(lambda db: outbox.body_of(db, number, address(chat))), index)

    async def file_of(self, number: int, index: int) -> File | None:
        """A file of any message, for whoever holds a ticket for it. Raises UnavailableError."""
        return _file(await self._worker.run(lambda db: outbox.body_called(db, number)), index)

    def _fetch(self, db: Database, at: Address, cause: int | None) -> list[tuple[int, Reply]]:
        now = self._now()
        replies = outbox.replies_to(db, cause, at) if cause else []
        unread = outbox.unread(db, at)
        for message in unread:
            outbox.sent(db, message.id, "", now)
            self._keep_code(message)
        fetched = {message.id: self._with_code.get(message.id, message.body) for message in (*unread, *replies)}
        # A body is empty where the person it was said to has been erased.
        return [(number, reply_from_json(fetched[number])) for number in sorted(fetched) if fetched[number]]

    def _keep_code(self, message: Queued) -> None:
        if hide_codes(message.body) != message.body:
            self._with_code[message.id] = message.body
            if len(self._with_code) > REMEMBERED:
                self._with_code.popitem(last=False)


def _file(body: str | None, index: int) -> File | None:
    files = reply_from_json(body).files if body else ()
    return files[index] if index < len(files) else None


def address(chat: str) -> Address:
    """Who reads the store, or a backup of it, can speak in nobody's name."""
    return Address(CHANNEL, "", hashlib.sha256(chat.encode()).hexdigest())
