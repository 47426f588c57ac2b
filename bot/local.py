"""Conversations on this machine, in the terminal or by a program: the same spine as a messenger's, without the messenger."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wire import conversation_from_json, message_to_json, reply_from_json
from bot.work import Desk, answer_one, labels_of
from handlers import say
from handlers.turn import Attachment, File, Message, Reply
from store import allocations, conversations, inbox, outbox
from store.address import Address
from store.allocations import Allocation
from store.db import Database, Store
from store.enrolment import enrol_as
from store.inbox import Event, Waiting
from store.people import COMMAND_LINE, Agreement, Post

if TYPE_CHECKING:
    from bot.files.keep import Files

log = logging.getLogger(__name__)
CHANNEL = "console"


class LocalChats:
    """Each message is stored, answered and fetched in one transaction, so that it never waits for a running bot."""

    def __init__(self, store: Store, desk: Desk, now: Callable[[], datetime], home: Path | None = None) -> None:
        """`home` is where files are kept; None keeps them in a throw-away folder."""
        self.store = store
        self._home = home
        self._files: Files | None = None
        self._desk = desk
        self._now = now

    @property
    def files(self) -> Files:
        if self._files is None:
            from bot.files.keep import Files  # most conversations here have none

            self._files = Files(self._home)
        return self._files

    def attached(self, paths: Sequence[str]) -> tuple[Attachment, ...]:
        """Files on this machine, looked at and kept."""
        return tuple(self.files.take(Path(path), Path(path).name) for path in paths)

    def made(self, reply: Reply) -> Reply:
        """The reply with its charts and workbooks made; one that cannot be is left out and logged."""
        files = []
        for file in reply.files:
            try:
                files.append(File(file.name, str(self.files.made(file))))
            except OSError as problem:
                log.error("%s: %s", file.name, problem.strerror)
        return Reply(reply.text, reply.options, tuple(files))

    def answer(self, chat: str, message: Message) -> list[Reply]:
        """Raises UnavailableError."""
        return [self.made(reply) for reply in self.store.transact(lambda db: self._answer(db, address(chat), message))]

    def offered(self, chat: str) -> list[str]:
        """The labels that can be pressed in a chat now."""
        at = address(chat)

        def look(db: Database) -> list[str]:
            kept = conversations.recall(db, at, "")
            return labels_of(db, conversation_from_json(kept).offer, at) if kept else []

        return self.store.transact(look)

    def enrol(self, chat: str, post: Post, plan: str, targets: Sequence[str] = ()) -> None:
        """From now on whoever speaks in the chat holds this post, agreement given: he owns the data anyway.

        The targets, codes of a plan's, are assigned to the post's agency.
        """
        now = self._now()
        agreement = Agreement(say.NOTICE_VERSION, CHANNEL, now)

        def job(db: Database) -> None:
            enrol_as(db, address(chat), (post,), agreement, now)
            for code in targets:
                allocations.give(db, COMMAND_LINE, Allocation(plan, code, post.agency), "", now)

        self.store.transact(job)

    def pushed(self, writing: str = "") -> list[tuple[str, Reply]]:
        """What has meanwhile been said to any local chat without being asked: the chat, the message. Reminders that are due by now
        among it; one to the chat that is `writing` waits until something else happens."""
        from bot.reminding import remind_now  # needed by rehearsals alone

        self.store.transact(lambda db: remind_now(db, self._desk, self._now(), address(writing) if writing else None))
        return [(chat, self.made(reply)) for chat, reply in self.store.transact(self._fetch_all)]

    def _answer(self, db: Database, at: Address, message: Message) -> list[Reply]:
        now, body = self._now(), message_to_json(message)
        key = secrets.token_hex(16)
        inbox.accept(db, Event(at, key, body), now)
        number, _ = inbox.find(db, at, key)
        answer_one(db, self._desk, Waiting(number, at, body, now), now)
        replies = outbox.replies_to(db, number, at)
        for reply in replies:
            outbox.sent(db, reply.id, "", now)
        return [reply_from_json(reply.body) for reply in replies if reply.body]

    def _fetch_all(self, db: Database) -> list[tuple[str, Reply]]:
        waiting = outbox.waiting(db, CHANNEL, after=0, most=1_000)
        for message in waiting:
            outbox.sent(db, message.id, "", self._now())
        return [(message.to.chat, reply_from_json(message.body)) for message in waiting if message.body]


def address(chat: str) -> Address:
    return Address(CHANNEL, "", chat)
