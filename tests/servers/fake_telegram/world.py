"""Who is there and what has been said: people, chats, messages, files. Lives on one thread, that of the server's loop."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.servers.fake_telegram.faults import Faults, Limits
from tests.servers.fake_telegram.markup import Button, buttons
from tests.servers.fake_telegram.text import found_entities, part
from tests.servers.fake_telegram.updates import Updates
from tests.servers.fake_telegram.wire import ApiError, Json, Parameters, bad_request, forbidden, number, string

R = TypeVar("R")
Key = TypeVar("Key")
Value = TypeVar("Value")
PRIVATE, GROUP, SUPERGROUP = "private", "group", "supergroup"
FIRST_USER = 5_000_000_001
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001
PRESS_LINE, MEMBER_LINE = 3 << 33, 5 << 33
"""A webhook keeps the order of a chat's messages; presses of buttons and changes of membership stand in lines of their own."""


@dataclass(slots=True)
class Chat:
    """`standing` is the bot's: member, kicked, left; in a private chat kicked means blocked."""

    id: int
    kind: str
    json: Json
    standing: str = "member"
    migrated_to: int = 0
    sent: int = 0
    last_id: int = 0


@dataclass(slots=True, eq=False)
class Message:
    """A message as its chat shows it now; `json` is what the API tells of it."""

    json: Json
    at: float
    by_bot: bool
    method: str = ""
    html: str = ""
    """The text as the bot wrote it, tags and all."""
    edits: int = 0
    deleted: bool = False

    @property
    def id(self) -> int:
        return int(self.json["message_id"])

    @property
    def chat(self) -> int:
        return int(self.json["chat"]["id"])

    @property
    def text(self) -> str:
        """Without tags; of a file or a picture, what is written under it."""
        return str(self.json.get("text", self.json.get("caption", "")))

    @property
    def buttons(self) -> list[list[Button]]:
        return buttons(self.json.get("reply_markup"))

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]


@dataclass(frozen=True, slots=True)
class File:
    """What was sent as a document or a picture, by a person or by the bot."""

    id: str
    unique_id: str
    name: str
    mime: str
    data: bytes
    path: str


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    query_id: str
    text: str
    alert: bool
    at: float


@dataclass(slots=True)
class World:
    """Everything that both sides share. `keep` bounds what is remembered of messages, counts and files."""

    bot: Json
    now: Callable[[], float]
    chance: random.Random
    faults: Faults
    limits: Limits
    updates: Updates
    keep: int
    privacy: bool
    chats: dict[int, Chat] = field(default_factory=dict)
    people: dict[int, Json] = field(default_factory=dict)
    messages: OrderedDict[tuple[int, int], Message] = field(default_factory=OrderedDict)
    sent: deque[Message] = field(default_factory=deque)
    sent_count: int = 0
    times_sent: OrderedDict[tuple[int, str], int] = field(default_factory=OrderedDict)
    presses: OrderedDict[str, float] = field(default_factory=OrderedDict)
    callback_answers: deque[CallbackAnswer] = field(default_factory=deque)
    files: OrderedDict[str, File] = field(default_factory=OrderedDict)
    loop: asyncio.AbstractEventLoop | None = None
    thread: int = 0
    _last_id: int = 0
    _made: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.sent = deque(maxlen=self.keep)
        self.callback_answers = deque(maxlen=self.keep)

    def run(self, action: Callable[[], R]) -> R:
        """The action, on the server's thread whichever thread asks for it."""
        if self.loop is None or threading.get_ident() == self.thread:
            return action()

        async def act() -> R:
            return action()

        return asyncio.run_coroutine_threadsafe(act(), self.loop).result()

    def add_person(self, name: str, user_id: int | None, username: str, language: str, *, started: bool) -> Json:
        number_ = user_id or FIRST_USER + self.count("user")
        names = dict(zip(("first_name", "last_name"), name.split(" ", 1), strict=False))
        person: Json = {"id": number_, "is_bot": False, **names}
        if username:
            person["username"] = username
        if language:
            person["language_code"] = language
        self.people[number_] = person
        if started:
            self.private_chat(person)
        return person

    def private_chat(self, person: Json) -> Chat:
        """The chat of a person with the bot, which begins with the first message."""
        chat = self.chats.get(person["id"])
        if chat is None:
            known: Json = {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
            chat = self.chats[person["id"]] = Chat(person["id"], PRIVATE, {"id": person["id"], **known, "type": PRIVATE})
        return chat

    def add_group(self, title: str, kind: str, chat_id: int | None = None) -> Chat:
        first = FIRST_GROUP if kind == GROUP else FIRST_SUPERGROUP
        chat_id = chat_id or first - self.count(kind)
        shown: Json = {"id": chat_id, "title": title, "type": kind}
        if kind == GROUP:
            shown["all_members_are_administrators"] = False
        chat = self.chats[chat_id] = Chat(chat_id, kind, shown)
        return chat

    def count(self, what: str) -> int:
        """How many of these there have been before."""
        self._made[what] += 1
        return self._made[what] - 1

    def chat_of(self, parameters: Parameters, *, write: bool = False) -> Chat:
        """The chat that a request names, where the bot may read or write it. Raises ApiError."""
        named = string(parameters, "chat_id")
        if not named:
            raise bad_request("chat_id is empty")
        if named.startswith("@"):
            raise bad_request("chat not found")
        chat_id = number(parameters, "chat_id")
        chat = self.chats.get(chat_id)
        if chat is None:
            raise forbidden("bot can't initiate conversation with a user") if chat_id in self.people else bad_request("chat not found")
        if chat.migrated_to and write:
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, why, migrate_to_chat_id=chat.migrated_to)
        if chat.standing != "member" and (write or chat.kind == SUPERGROUP):
            raise forbidden(_shut_out(chat))
        return chat

    def next_message_id(self, chat: Chat) -> int:
        """One row of numbers for all private chats and groups, one of its own for every supergroup: as Telegram counts."""
        if chat.kind == SUPERGROUP:
            chat.last_id += 1
            return chat.last_id
        self._last_id += 1
        return self._last_id

    def find(self, chat_id: int, message_id: int) -> Message | None:
        message = self.messages.get((chat_id, message_id))
        return None if message is None or message.deleted else message

    def show(self, chat: Chat, sender: Json, content: Json, reply_to: Message | None = None) -> Message:
        """A new message in the chat."""
        now = self.now()
        shown: Json = {"message_id": self.next_message_id(chat), "from": sender, "chat": chat.json, "date": int(now)}
        if reply_to:
            shown["reply_to_message"] = {key: value for key, value in reply_to.json.items() if key != "reply_to_message"}
        message = Message(shown | content, now, sender is self.bot)
        self.messages[chat.id, message.id] = message
        forget_oldest(self.messages, self.keep)
        return message

    def remember_sent(self, chat: Chat, message: Message, method: str, html: str) -> None:
        message.method, message.html = method, html
        chat.sent += 1
        self.sent_count += 1
        self.sent.append(message)
        key = (chat.id, message.text)
        self.times_sent[key] = self.times_sent.get(key, 0) + 1
        forget_oldest(self.times_sent, self.keep)

    def receive(self, chat: Chat, sender: Json, content: Json, reply_to: Message | None = None) -> Message:
        """A message of a person, told to the bot where the bot may see it."""
        message = self.show(chat, sender, content, reply_to)
        if self.sees(chat, message):
            self.updates.push("message", message.json, chat.id)
        return message

    def sees(self, chat: Chat, message: Message) -> bool:
        """In groups the bot sees commands that may be meant for it, mentions of it, replies to it and service messages."""
        if chat.standing != "member":
            return False
        if chat.kind == PRIVATE or not self.privacy or not {"text", "document", "photo"} & message.json.keys():
            return True
        replied = message.json.get("reply_to_message")
        if replied and replied["from"]["id"] == self.bot["id"]:
            return True
        name = "@" + self.bot["username"].lower()
        entities: list[Json] = message.json.get("entities") or message.json.get("caption_entities") or []
        words = [(entity["type"], part(message.text, entity).lower()) for entity in entities]
        return any(word == name or (kind == "bot_command" and word.partition("@")[2] in ("", name[1:])) for kind, word in words)

    def add_file(self, name: str, mime: str, data: bytes, folder: str) -> File:
        made = self.count(folder)
        ending = name[name.rfind(".") :] if "." in name else ""
        file_id = f"{'BQACAgUAAxkBAAI' if folder == 'documents' else 'AgACAgUAAxkBAAI'}{made:08d}{self.chance.getrandbits(64):016x}"
        file = File(file_id, f"AgAD{made:08d}", name, mime, data, f"{folder}/file_{made}{ending}")
        self.files[file.id] = file
        forget_oldest(self.files, self.keep)
        return file


def forget_oldest(remembered: OrderedDict[Key, Value], most: int) -> None:
    while len(remembered) > most:
        remembered.popitem(last=False)


def words(text: str, name: str = "text") -> Json:
    """The text of a person's message with what Telegram finds in it."""
    entities = found_entities(text)
    if not text:
        return {}
    return worded(text, entities, name)


def worded(text: str, entities: list[Json], name: str) -> Json:
    """The fields of a message that say its text, or what is written under a file."""
    return {name: text, ("entities" if name == "text" else "caption_entities"): entities} if entities else {name: text}


def _shut_out(chat: Chat) -> str:
    if chat.kind == PRIVATE:
        return "bot was blocked by the user"
    if chat.standing == "kicked":
        return f"bot was kicked from the {chat.kind} chat"
    return f"bot is not a member of the {chat.kind} chat"
