"""What Telegram delivers, read as events (https://core.telegram.org/bots/api#update).

Read from the raw JSON, field by field: one update that cannot be read is put aside and blocks nothing, and a message costs
no objects that nobody looks at.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.channel import REMOTE
from bot.channels.fields import UnreadableError, mapping, text_of, whole
from bot.wire import message_to_json
from handlers.turn import Attachment, Message
from store.address import Address
from store.inbox import Event

CHANNEL = "telegram"
HIGHEST = 2**31
"""Telegram's update ids are 32 bit numbers."""
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
COMMANDS: Mapping[str, str] = {
    "start": "xin chào",
    "help": "trợ giúp",
    "trogiup": "trợ giúp",
    "dangky": "đăng ký",
    "dulieu": "dữ liệu của tôi",
    "chitieu": "các chỉ tiêu",
    "thoihan": "khi nào phải báo cáo",
    "hoi": "",
}
"""What a command stands for; whatever is typed after it follows. Telegram's commands are ASCII letters alone."""
FILE_LIMIT = 10 * 1024 * 1024
FILE_TYPES = re.compile(r"\.(xlsx|docx|pdf|csv|jpe?g|png)\Z", re.I)
HAPPENINGS = ("pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed")
"""What Telegram puts into a private chat as a message though nobody has said anything."""
NOTICES: Mapping[str, str] = {"kicked": "blocked", "left": "blocked", "member": "open", "administrator": "open"}
"""What the bot's new standing in a chat means."""
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(@\w+)?(?:\s+|$)")
_LETTERS_OF_A_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself; `account` is how the store names it."""

    id: int
    username: str
    account: str


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, for Telegram to be told that it was heard, and the message whose buttons have done their work."""

    id: str
    chat: int
    message: int


def read_update(update: object, me: Me) -> Event | None:
    """The event in an update; None for what is none of the bot's business. Raises UnreadableError."""
    fields = mapping(update, "update")
    if "message" in fields:
        return _read_message(mapping(fields["message"], "message"), me, edited=False)
    if "edited_message" in fields:
        return _read_message(mapping(fields["edited_message"], "edited_message"), me, edited=True)
    if "callback_query" in fields:
        return _read_press(mapping(fields["callback_query"], "callback_query"), me)
    if "my_chat_member" in fields:
        return _read_membership(mapping(fields["my_chat_member"], "my_chat_member"), me)
    return None


def next_offset(updates: Sequence[object]) -> int:
    """The offset that says that all of these have been received; 0 where none has a number."""
    numbers = [update.get("update_id") for update in updates if isinstance(update, dict)]
    return max((number + 1 for number in numbers if isinstance(number, int) and 0 < number < HIGHEST), default=0)


def press_in(update: object) -> Press | None:
    """What is needed to tell Telegram that a button's press was heard; None where the update is none that can be read."""
    try:
        query = mapping(mapping(update, "update").get("callback_query"), "callback_query")
        message = mapping(query.get("message"), "message")
        chat, number = mapping(message.get("chat"), "chat"), whole(message.get("message_id"), "message_id")
        return Press(text_of(query.get("id"), "id"), whole(chat.get("id"), "chat.id"), number)
    except UnreadableError:
        return None


def _read_message(fields: Mapping[str, Any], me: Me, *, edited: bool) -> Event | None:
    chat = mapping(fields.get("chat"), "chat")
    chat_id, number = whole(chat.get("id"), "chat.id"), whole(fields.get("message_id"), "message_id")
    private = chat.get("type") == "private"
    at = Address(CHANNEL, me.account, str(chat_id))
    if "migrate_to_chat_id" in fields:
        moved_to = whole(fields["migrate_to_chat_id"], "migrate_to_chat_id")
        return Event(at, f"moved {number}", message_to_json(Message("", "", notice=f"moved {moved_to}")))
    typed = text_of(fields.get("text", fields.get("caption", "")), "text")
    if not (_addressed(fields, typed, me) if not private else fields.keys().isdisjoint(HAPPENINGS)):
        return None
    files, refused = _files(fields)
    text = meant(typed, me)
    if not (text or files or refused) and "text" not in fields and not private:
        return None
    message = Message(
        chat="",
        text=text,
        files=files,
        id=str(number),
        sender="" if private else _sender(fields),
        private=private,
        edited=edited,
        refused_file=refused,
        reply_to=_replied_to(fields) if private else "",
    )
    fetch = any(file.path for file in files)
    return Event(at, _key(fields, number, typed, edited=edited), message_to_json(message), fetch)


def _replied_to(fields: Mapping[str, Any]) -> str:
    answered = fields.get("reply_to_message")
    return str(whole(answered.get("message_id"), "reply_to_message.message_id")) if isinstance(answered, dict) else ""


def _key(fields: Mapping[str, Any], number: int, typed: str, *, edited: bool) -> str:
    """Telegram's times are whole seconds: two edits in one second differ in their text alone."""
    if not edited:
        return f"message {number}"
    mark = hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"message {number} edited {whole(fields.get('edit_date', 0), 'edit_date')} {mark}"


def _read_press(fields: Mapping[str, Any], me: Me) -> Event | None:
    message = fields.get("message")
    if message is None:
        return None
    shown_in = mapping(message, "callback_query.message")
    chat = mapping(shown_in.get("chat"), "chat")
    private = chat.get("type") == "private"
    data, press_id = text_of(fields.get("data", ""), "data"), text_of(fields.get("id"), "callback_query.id")
    if not press_id.isascii():
        raise UnreadableError("callback_query.id")
    sender = "" if private else str(whole(mapping(fields.get("from"), "from").get("id"), "from.id"))
    at = Address(CHANNEL, me.account, str(whole(chat.get("id"), "chat.id")))
    # A press always names one of our messages and one of its buttons; anything else is a press on nothing.
    button = data if re.fullmatch(r"\d{1,18}\.\d{1,2}", data, re.A) else "0.0"
    return Event(at, f"press {press_id}", message_to_json(Message("", "", button=button, sender=sender, private=private)))


def _read_membership(fields: Mapping[str, Any], me: Me) -> Event | None:
    chat = mapping(fields.get("chat"), "chat")
    member = mapping(fields.get("new_chat_member"), "new_chat_member")
    notice = NOTICES.get(text_of(member.get("status"), "new_chat_member.status"))
    if notice is None:
        return None
    at = Address(CHANNEL, me.account, str(whole(chat.get("id"), "chat.id")))
    return Event(at, f"{notice} {whole(fields.get('date'), 'date')}", message_to_json(Message("", "", notice=notice)))


def meant(typed: str, me: Me) -> str:
    """What a message says to the bot: commands as the words they stand for, without the bot's name."""
    text = unicodedata.normalize("NFC", typed).strip()
    if me.username:
        text = re.sub(rf"@{re.escape(me.username)}\b", " ", text, flags=re.I).strip()
    command = _COMMAND.match(text)
    if command is None:
        return text
    name, rest = command[1].lower(), text[command.end() :].strip()
    if name == "start" and _LETTERS_OF_A_CODE.fullmatch(rest):
        return f"ĐĂNG KÝ {rest}"
    return f"{COMMANDS.get(name, name)} {rest}".strip()


def _addressed(fields: Mapping[str, Any], typed: str, me: Me) -> bool:
    """In a group the bot is spoken to by its name, by a command or by an answer to one of its messages."""
    command = _COMMAND.match(typed)
    if command:
        return command[2] is None or command[2][1:].lower() == me.username.lower()
    if me.username and re.search(rf"@{re.escape(me.username)}\b", typed, re.I):
        return True
    answered = fields.get("reply_to_message")
    return isinstance(answered, dict) and isinstance(answered.get("from"), dict) and answered["from"].get("id") == me.id


def _sender(fields: Mapping[str, Any]) -> str:
    """Who wrote; nobody where an administrator or a channel hides behind the group."""
    if "sender_chat" in fields or not isinstance(fields.get("from"), dict):
        return "0"
    return str(whole(fields["from"].get("id"), "from.id"))


def _files(fields: Mapping[str, Any]) -> tuple[tuple[Attachment, ...], str]:
    """The files that came along, still to be fetched, and the name of one that is of no use for its kind or its size."""
    if "photo" in fields:
        sizes = fields["photo"]
        if not isinstance(sizes, list) or not sizes:
            raise UnreadableError("photo")
        return (_remote(mapping(sizes[-1], "photo"), "photo.jpg"),), ""
    for kind in ("document", "video", "audio", "voice", "video_note", "animation", "sticker"):
        if kind in fields:
            file = mapping(fields[kind], kind)
            name, size = text_of(file.get("file_name", ""), "file_name") or kind, whole(file.get("file_size", 0), "file_size")
            fits = size <= FILE_LIMIT and FILE_TYPES.search(name)
            return ((_remote(file, name),), "") if kind == "document" and fits else ((), name)
    return (), ""


def _remote(file: Mapping[str, Any], name: str) -> Attachment:
    return Attachment(name, path=REMOTE + text_of(file.get("file_id"), "file_id"), size=whole(file.get("file_size", 0), "file_size"))
