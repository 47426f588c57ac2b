"""What a Zalo bot is told, read as events.

The documentation puts an envelope around an update, and live webhooks come without one; names differ between the two as well
(`photo`, `photo_url`). Both are read.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.channel import REMOTE
from bot.channels.fields import UnreadableError, identifier, mapping, text_of
from bot.wire import message_to_json
from handlers.turn import Attachment, Message
from store.address import Address
from store.inbox import Event

CHANNEL = "zalo_bot"
WITHOUT_USE = {"message.sticker.received": "sticker", "message.voice.received": "voice", "message.unsupported.received": "file"}
"""Events that say nothing we can read; their sender is told."""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself: its id at Zalo, and how the store names it."""

    id: str
    account: str


def updates_in(answer: object) -> list[Any]:
    """What getUpdates gave, or a webhook's body: one update, or none; a list is taken too."""
    fields = answer
    if isinstance(fields, dict) and "ok" in fields:
        fields = fields.get("result")
    if isinstance(fields, list):
        return fields
    return [] if fields in (None, {}, "") else [fields]


def read_update(update: object, me: Me) -> Event | None:
    """The event in an update; None for what is none of the bot's business. Raises UnreadableError."""
    fields = mapping(update, "update")
    kind, message = text_of(fields.get("event_name"), "event_name"), fields.get("message")
    if not kind.startswith("message.") or not isinstance(message, dict):
        return None
    sender, chat = mapping(message.get("from", {}), "from"), mapping(message.get("chat", {}), "chat")
    if sender.get("is_bot") is True or (me.id and sender.get("id") == me.id):
        return None
    if "id" not in chat:
        if kind == "message.unsupported.received":
            return None
        raise UnreadableError("chat.id")
    at = Address(CHANNEL, me.account, identifier(chat["id"], "chat.id"))
    key = f"message {_id(message)}"
    if chat.get("chat_type", "PRIVATE") != "PRIVATE":
        return Event(at, key, message_to_json(Message("", "", private=False, notice="group")))
    return _event(at, key, kind, message)


def _event(at: Address, key: str, kind: str, message: Mapping[str, Any]) -> Event | None:
    text = unicodedata.normalize("NFC", text_of(message.get("text") or message.get("caption") or "", "text"))
    if kind == "message.text.received":
        return Event(at, key, message_to_json(Message("", text, id=_id(message))))
    if kind == "message.image.received":
        url = message.get("photo_url") or message.get("photo")
        if not isinstance(url, str) or not url:
            raise UnreadableError("photo")
        photo = Attachment("photo.jpg", path=REMOTE + url)
        return Event(at, key, message_to_json(Message("", text, files=(photo,), id=_id(message))), fetch=True)
    if kind in WITHOUT_USE:
        return Event(at, key, message_to_json(Message("", text, refused_file=WITHOUT_USE[kind], id=_id(message))))
    return None


def _id(message: Mapping[str, Any]) -> str:
    """What tells it from every other message of its chat; of its content where Zalo gives it no id."""
    given = message.get("message_id")
    if given:
        return identifier(given, "message_id")
    return "without-id-" + hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()[:32]
