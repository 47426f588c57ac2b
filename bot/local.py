"""Conversations on this machine, in the terminal or by a program: the same spine as a messenger's, without the messenger."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.wire import conversation_from_json, message_to_json, reply_from_json
from bot.work import Desk, answer_one, labels_of
from handlers import say
from handlers.turn import Message, Reply
from store import allocations, conversations, inbox, outbox
from store.address import Address
from store.allocations import Allocation
from store.db import Database, Store
from store.enrolment import enrol_as
from store.inbox import Event, Waiting
from store.people import COMMAND_LINE, Agreement, Post

CHANNEL = "console"


class LocalChats:
    """Each message is stored, answered and fetched in one transaction, so that it never waits for a running bot."""

    def __init__(self, store: Store, desk: Desk, now: Callable[[], datetime]) -> None:
        self.store = store
        self._desk = desk
        self._now = now

    def answer(self, chat: str, message: Message) -> list[Reply]:
        """Raises UnavailableError."""
        return self.store.transact(lambda db: self._answer(db, address(chat), message))

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

    def pushed(self) -> list[tuple[str, Reply]]:
        """What has meanwhile been said to any local chat without being asked: the chat, the message."""
        return self.store.transact(self._fetch_all)

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
