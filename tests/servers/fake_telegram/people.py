"""The people and groups on the other side of the chat, as a test speaks of them. Their methods may be called from any thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from tests.servers.fake_telegram.about import change_standing
from tests.servers.fake_telegram.methods import document_content, photo_content
from tests.servers.fake_telegram.wire import Json
from tests.servers.fake_telegram.world import GROUP, PRESS_LINE, SUPERGROUP, Chat, Message, World, forget_oldest, words


class _Lives(Protocol):
    @property
    def world(self) -> World: ...


Owner = TypeVar("Owner", bound=_Lives)
Given = ParamSpec("Given")
Result = TypeVar("Result")


class CannotError(ValueError):
    """What the test asks of a person cannot be done with the real Telegram either."""


def on_loop(method: Callable[Concatenate[Owner, Given], Result]) -> Callable[Concatenate[Owner, Given], Result]:
    """The method, carried out on the thread of the server."""

    @wraps(method)
    def hop(self: Owner, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        return self.world.run(lambda: method(self, *args, **kwargs))

    return hop


class Group:
    """A group with the bot in it; `id` changes where it becomes a supergroup."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self._chat = chat

    @property
    def id(self) -> int:
        return self._chat.id

    @property
    def chat(self) -> Chat:
        return self._chat

    @on_loop
    def adds_bot(self, by: User) -> None:
        """The bot is told twice, as by Telegram: that its standing changed, and by a service message."""
        change_standing(self.world, self._chat, by.json, "member")
        bot = self.world.bot
        self.world.receive(self._chat, by.json, {"new_chat_participant": bot, "new_chat_member": bot, "new_chat_members": [bot]})

    @on_loop
    def removes_bot(self, by: User) -> None:
        change_standing(self.world, self._chat, by.json, "kicked")

    @on_loop
    def migrates(self, by: User, new_id: int | None = None) -> int:
        """Becomes a supergroup, with a new id and with messages counted from 1; gives the id."""
        if self._chat.kind == SUPERGROUP:
            raise CannotError("a supergroup cannot migrate")
        old, new = self._chat, self.world.add_group(self._chat.json["title"], SUPERGROUP, new_id)
        self.world.receive(old, by.json, {"migrate_to_chat_id": new.id})
        self.world.receive(new, by.json, {"migrate_from_chat_id": old.id})
        old.migrated_to, self._chat = new.id, new
        return new.id


class User:
    """A person. What they do in their private chat with the bot takes no chat; elsewhere it takes a group."""

    def __init__(self, world: World, person: Json) -> None:
        self.world = world
        self.json = person

    @property
    def id(self) -> int:
        """Also the id of the private chat with the bot."""
        return int(self.json["id"])

    def types(self, text: str, *, reply_to: Message | None = None) -> Message:
        return self._says(None, words(text), reply_to)

    def types_in(self, group: Group, text: str, *, mention: bool = False, reply_to: Message | None = None) -> Message:
        """In a group the bot sees only what is meant for it: a command, a mention, a reply to it."""
        return self._says(group, words(f"@{self.world.bot['username']} {text}" if mention else text), reply_to)

    def starts(self, payload: str = "") -> Message:
        """Presses START, perhaps behind a deep link."""
        return self.types(f"/start {payload}".strip())

    @on_loop
    def sends_file(self, name: str, mime: str, data: bytes, *, caption: str = "", group: Group | None = None) -> Message:
        file = self.world.add_file(name, mime, data, "documents")
        return self._says(group, document_content(file) | words(caption, "caption"), None)

    @on_loop
    def sends_photo(self, data: bytes, *, caption: str = "", group: Group | None = None) -> Message:
        file = self.world.add_file("photo.jpg", "image/jpeg", data, "photos")
        return self._says(group, photo_content(file) | words(caption, "caption"), None)

    @on_loop
    def edits(self, message: Message, text: str) -> Message:
        if message.by_bot or message.deleted or message.json["from"]["id"] != self.id:
            raise CannotError("only a message of one's own can be edited")
        kept = {key: value for key, value in message.json.items() if key not in ("entities", "text")}
        message.json = kept | words(text) | {"edit_date": int(self.world.now())}
        message.edits += 1
        chat = self.world.chats[message.chat]
        if self.world.sees(chat, message):
            self.world.updates.push("edited_message", message.json, chat.id)
        return message

    @on_loop
    def deletes(self, message: Message) -> None:
        """Telegram does not tell the bot."""
        message.deleted = True

    @on_loop
    def presses(self, message: Message, label: str = "", *, data: str = "") -> str:
        """The button with this label; or one with this data, even where the message no longer shows it. Gives the query's id."""
        if not data:
            found = [button.data for row in message.buttons for button in row if button.label == label]
            if not found or message.deleted:
                raise CannotError(f"no button {label!r} in: {message.labels}")
            data = found[0]
        if not data:
            raise CannotError(f"the button {label!r} sends nothing to the bot")
        query_id = str((1 << 60) + self.world.chance.getrandbits(60))
        self.world.presses[query_id] = self.world.now()
        forget_oldest(self.world.presses, self.world.keep)
        shown = message.json
        if self.world.find(message.chat, message.id) is None:
            shown = {"chat": shown["chat"], "message_id": message.id, "date": 0}
        query = {"id": query_id, "from": self.json, "message": shown, "chat_instance": str(message.chat << 31), "data": data}
        self.world.updates.push("callback_query", query, self.id + PRESS_LINE, self.world.limits.press)
        return query_id

    @on_loop
    def blocks(self) -> None:
        change_standing(self.world, self.world.private_chat(self.json), self.json, "kicked")

    @on_loop
    def unblocks(self) -> None:
        change_standing(self.world, self.world.private_chat(self.json), self.json, "member")

    @on_loop
    def _says(self, group: Group | None, content: Json, reply_to: Message | None) -> Message:
        if not content:
            raise CannotError("nothing to say")
        chat = group.chat if group else self.world.private_chat(self.json)
        if group is None and chat.standing != "member":
            raise CannotError("who has blocked the bot must unblock it first")
        return self.world.receive(chat, self.json, content, reply_to)


def new_group(world: World, title: str, *, supergroup: bool, chat_id: int | None, bot: bool) -> Group:
    chat = world.add_group(title, SUPERGROUP if supergroup else GROUP, chat_id)
    chat.standing = "member" if bot else "left"
    return Group(world, chat)
