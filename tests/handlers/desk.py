"""The desk with a real store and the real plan: chats that talk to it, and what it tells others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers import say
from handlers.assistant import Assistant
from handlers.desk import receive
from handlers.turn import Conversation, Message, Reply, Rules, Turn
from store import invites, people
from store.address import Address
from store.db import Store
from store.enrolment import Details, enrol
from store.invites import Invited
from store.people import COMMAND_LINE, Agreement, Person, Post, Role, person_at
from tests.handlers.conftest import NOW

BUILDING, HEALTH, HOME_AFFAIRS = "so-xay-dung", "so-y-te", "so-noi-vu"


@dataclass
class Chat:
    """Somebody's private chat with the bot; `heard` is all that has come to it, the newest last."""

    at: Address
    conversation: Conversation = field(default_factory=Conversation)
    heard: list[Reply] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.heard[-1].text if self.heard else ""

    @property
    def labels(self) -> list[str]:
        """Those of the newest message that offers any."""
        offers = [reply for reply in self.heard if reply.options]
        return [label for row in offers[-1].options for label in row] if offers else []


class Desk:
    def __init__(self, store: Store, assistant: Assistant, now: datetime = NOW) -> None:
        self.store = store
        self.assistant = assistant
        self.now = now
        self.rules = Rules()
        self.chats: dict[Address, Chat] = {}

    def chat(self, name: str, channel: str = "telegram") -> Chat:
        at = Address(channel, "bot", name)
        return self.chats.setdefault(at, Chat(at))

    def later(self, **how_much: float) -> None:
        self.now += timedelta(**how_much)

    def say(self, chat: Chat, text: str, **fields: Any) -> str:
        """The answer's messages, a blank line between them."""
        return self._take(chat, Message(chat.at.chat, text, **fields))

    def press(self, chat: Chat, label: str, **fields: Any) -> str:
        """Presses an option of the newest message that has any; `outdated=True` for one of an older message."""
        assert fields.get("outdated") or label in chat.labels, (label, chat.labels)
        return self._take(chat, Message(chat.at.chat, "", press=label, **fields))

    def enrolled(self, name: str, *posts: tuple[Role, str], number: str = "", channel: str = "telegram") -> Chat:
        """The chat of somebody who has enrolled for these posts."""
        chat = self.chat(name, channel)
        held = tuple(Post(role, agency) for role, agency in posts)
        details = Details(name, number, Agreement(say.NOTICE_VERSION, channel, self.now))

        def job(db: Any) -> None:
            invite, _ = invites.create(db, COMMAND_LINE, Invited(held), self.now)
            assert enrol(db, invite, chat.at, details, self.now)

        self.store.transact(job)
        return chat

    def code(self, *posts: tuple[Role, str], name: str = "", number: str = "", days: int = 14) -> str:
        invited = Invited(tuple(Post(role, agency) for role, agency in posts), name, number)
        return self.store.transact(lambda db: invites.create(db, COMMAND_LINE, invited, self.now, days))[1]

    def person(self, chat: Chat) -> Person | None:
        return self.store.transact(lambda db: person_at(db, chat.at))

    def posts(self, chat: Chat) -> set[tuple[Role, str]]:
        person = self.person(chat)
        return {(post.role, post.agency) for post in person.posts} if person else set()

    def everybody(self) -> list[Person]:
        return self.store.transact(lambda db: people.everybody(db, COMMAND_LINE))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.store.transact(lambda db: db.rows(sql, *values))]

    def dump(self) -> str:
        """All that the store holds, as one text."""
        tables = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return "\n".join(f"{table} {row}" for table in tables for row in self.rows(f"SELECT * FROM {table}"))  # noqa: S608

    def _take(self, chat: Chat, message: Message) -> str:
        def tell(to: Address, reply: Reply) -> None:
            self.chats.setdefault(to, Chat(to)).heard.append(reply)

        def job(db: Any) -> list[Reply]:
            turn = Turn(
                message=message,
                at=chat.at,
                person=person_at(db, chat.at),
                conversation=chat.conversation,
                assistant=self.assistant,
                rules=self.rules,
                db=db,
                now=self.now,
                tell=tell,
            )
            return receive(turn)

        replies = self.store.transact(job)
        chat.heard += replies
        _can_be_kept(chat.conversation)
        return "\n\n".join(reply.text for reply in replies)


def _can_be_kept(chat: Conversation) -> None:
    """The store keeps a conversation as JSON, in which these can only be texts."""
    values = [*chat.options.values(), *(chat.pending.data.values() if chat.pending else ())]
    assert all(type(value) is str for value in values)
