"""The spine without a network: what Telegram and a browser deliver goes in, what the bot says comes out, time is set by hand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.channels import webchat
from bot.channels.every import SPLIT
from bot.channels.fields import UnreadableError
from bot.channels.telegram_updates import CHANNEL, Me, read_update
from bot.channels.webhooks import as_text
from bot.clock import VIETNAM
from bot.wire import message_to_json, reply_from_json
from bot.work import Desk, answer_waiting
from handlers import say
from handlers.assistant import Assistant
from handlers.turn import Message, Reply, Rules
from store import inbox, invites, outbox
from store.address import Address
from store.db import Store
from store.enrolment import Details, enrol
from store.inbox import Event
from store.invites import Invited
from store.people import COMMAND_LINE, Agreement, Person, Post, person_at

START = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
ME = Me(7430000743, "ke_hoach_bot", "7430000743")


@dataclass(frozen=True)
class Said:
    """A message of the bot: its number in the outbox, to whom, what."""

    number: int
    to: Address
    reply: Reply

    @property
    def text(self) -> str:
        return self.reply.text

    @property
    def labels(self) -> list[str]:
        return [label for row in self.reply.options for label in row]


@dataclass
class Office:
    """One bot with everybody who talks to it."""

    store: Store
    assistant: Assistant
    now: datetime = START
    rules: Rules = field(default_factory=Rules)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.desk = Desk(self.assistant, self.rules, SPLIT)

    def later(self, **how_much: float) -> None:
        self.now += timedelta(**how_much)

    def number(self) -> int:
        return int(next(self._numbers))

    def somebody(self, chat: int, name: str = "Ai đó") -> Somebody:
        return Somebody(self, chat, name)

    def browser(self, cookie: str) -> Browser:
        return Browser(self, cookie)

    def takes(self, update: Mapping[str, Any]) -> list[Said]:
        """An update as Telegram sends it; what is said because of it, to anybody, all of it delivered."""
        try:
            event = read_update({"update_id": self.number(), **update}, ME)
        except UnreadableError as problem:
            raw, error = as_text(update), repr(problem)
            self.store.transact(lambda db: inbox.set_aside_unread(db, CHANNEL, ME.account, raw, error, self.now))
            return []
        return self.handles(event) if event else []

    def handles(self, event: Event) -> list[Said]:
        before = self.store.transact(outbox.newest)
        self.store.transact(partial(inbox.accept, event=event, now=self.now))
        while self.store.transact(partial(answer_waiting, desk=self.desk, now=self.now)):
            pass
        queued = "SELECT id, channel, account, chat, body FROM outbox WHERE id > ? ORDER BY id"
        rows = self.store.transact(lambda db: db.rows(queued, before))
        self.delivers()
        return [Said(row["id"], Address(row["channel"], row["account"], row["chat"]), reply_from_json(row["body"])) for row in rows]

    def delivers(self) -> None:
        """Telegram takes all that waits for it."""

        def job(db: Any) -> None:
            waiting = outbox.waiting(db, CHANNEL, after=0, most=10_000)
            outbox.begin(db, [message.id for message in waiting])
            for message in waiting:
                outbox.sent(db, message.id, str(self.number()), self.now)

        self.store.transact(job)

    def enrolled(self, at: Address, name: str, *posts: Post, phone: str = "") -> Person:
        """Somebody who has come in by a code."""

        def job(db: Any) -> Person:
            invite, _ = invites.create(db, COMMAND_LINE, Invited(posts), self.now)
            done = enrol(db, invite, at, Details(name, phone, Agreement(say.NOTICE_VERSION, at.channel, self.now)), self.now)
            assert done
            return done.person

        return self.store.transact(job)

    def person(self, at: Address) -> Person | None:
        return self.store.transact(lambda db: person_at(db, at))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.store.transact(lambda db: db.rows(sql, *values))]

    def value(self, sql: str, *values: object) -> Any:
        return self.rows(sql, *values)[0][0]

    def dump(self, *besides: str) -> str:
        """All that the tables hold but those named."""
        tables = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return "\n".join(f"{table} {row}" for table in tables if table not in besides for row in self.rows(f"SELECT * FROM {table}"))  # noqa: S608


@dataclass
class Somebody:
    """A person on Telegram, in their private chat or in a group (whose id is below zero)."""

    office: Office
    id: int
    name: str

    @property
    def at(self) -> Address:
        return Address(CHANNEL, ME.account, str(self.id))

    @property
    def json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "username": f"u{self.id}"}

    def types(self, text: str, group: int = 0) -> list[Said]:
        message = {"message_id": self.office.number(), "from": self.json, "chat": self._chat(group), "date": 1_790_000_000, "text": text}
        return self.office.takes({"message": message})

    def presses(self, shown: Said, label: str, group: int = 0) -> list[Said]:
        return self.presses_data(f"{shown.number}.{shown.labels.index(label)}", group)

    def presses_data(self, data: str, group: int = 0) -> list[Said]:
        """Whatever data the press claims to carry."""
        shown = {"message_id": self.office.number(), "chat": self._chat(group), "date": 1_790_000_000}
        return self.office.takes({"callback_query": {"id": str(self.office.number()), "from": self.json, "message": shown, "data": data}})

    def _chat(self, group: int) -> dict[str, Any]:
        return {"id": group, "type": "supergroup", "title": "Tổ"} if group else {"id": self.id, "type": "private", "first_name": self.name}


@dataclass
class Browser:
    """Somebody at the chat page, known by the cookie."""

    office: Office
    cookie: str

    @property
    def at(self) -> Address:
        return webchat.address(self.cookie)

    def says(self, text: str, press: str = "") -> list[Said]:
        """The answer, fetched by the page at once."""
        number = f"message-{self.office.number()}"
        said = self.office.handles(Event(self.at, f"message {number}", message_to_json(Message("", text, press, id=number))))
        self.fetches()
        return said

    def presses(self, label: str) -> list[Said]:
        return self.says("", press=label)

    def fetches(self) -> None:
        def job(db: Any) -> None:
            for message in outbox.unread(db, self.at):
                outbox.sent(db, message.id, "", self.office.now)

        self.office.store.transact(job)
