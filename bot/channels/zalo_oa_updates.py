"""What the Official Account is told, read as events."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channels.channel import REMOTE
from bot.channels.fields import UnreadableError, identifier, mapping, text_of
from bot.clock import VIETNAM
from bot.wire import message_to_json
from handlers.turn import Attachment, Message
from store.address import Address
from store.inbox import KEPT, Event

CHANNEL = "zalo_oa"
PRESS = "KH/{number}.{index}"
"""What a button sends back: our message's number and the option's."""
_PRESS = re.compile(r"KH/(\d{1,15}\.\d{1,3})", re.ASCII)
FETCHED = {"user_send_image": "photo.jpg", "user_send_file": "file"}
READ = frozenset(["user_send_text", "user_send_link", *FETCHED])
WITHOUT_USE = frozenset(
    ["user_send_gif", "user_send_audio", "user_send_video", "user_send_sticker", "user_send_location", "user_send_business_card"]
)
"""Messages that say nothing we can read; their sender is told."""
TOO_OLD = KEPT - timedelta(hours=12)
"""An event is known again for as long as it is kept; one that is older comes from somebody who has recorded it."""


def read_event(fields: Mapping[str, Any], account: str, now: datetime) -> Event | None:
    """The event in a webhook's body, which is authentic; None for what is none of the bot's business. Raises UnreadableError."""
    kind = text_of(fields.get("event_name"), "event_name")
    when = _time(fields.get("timestamp"))
    if when is not None and now - when > TOO_OLD:
        return None
    if kind in ("follow", "unfollow"):
        chat = identifier(mapping(fields.get("follower"), "follower").get("id"), "follower.id")
        return _following(Address(CHANNEL, account, chat), kind, fields)
    if kind not in READ | WITHOUT_USE:
        # Echoes of what the account sends, receipts, and what may yet be invented.
        return None
    at = Address(CHANNEL, account, identifier(mapping(fields.get("sender"), "sender").get("id"), "sender.id"))
    message = mapping(fields.get("message"), "message")
    number = identifier(message.get("msg_id") or _mark(fields), "msg_id")
    text = unicodedata.normalize("NFC", text_of(message.get("text") or "", "text"))
    if kind in FETCHED:
        file = _attachment(message, FETCHED[kind])
        return Event(at, f"message {number}", message_to_json(Message("", text, files=(file,), id=number)), fetch=True)
    if kind in WITHOUT_USE or not text:
        return Event(at, f"message {number}", message_to_json(Message("", text, refused_file=kind.rpartition("_")[2], id=number)))
    pressed = _PRESS.fullmatch(text)
    if pressed:
        return Event(at, f"message {number}", message_to_json(Message("", "", button=pressed[1], id=number)))
    return Event(at, f"message {number}", message_to_json(Message("", text, id=number)))


def _following(at: Address, kind: str, fields: Mapping[str, Any]) -> Event:
    """Following is a greeting, and opens the window in which the account may write."""
    key = f"{kind} {_mark(fields)}"
    if kind == "unfollow":
        return Event(at, key, message_to_json(Message("", "", notice="blocked")))
    return Event(at, key, message_to_json(Message("", "xin chào", id=key)))


def _attachment(message: Mapping[str, Any], name: str) -> Attachment:
    attachments = message.get("attachments")
    if not isinstance(attachments, list) or not attachments:
        raise UnreadableError("attachments")
    payload = mapping(mapping(attachments[0], "attachments").get("payload"), "payload")
    given = payload.get("name")
    return Attachment(given if isinstance(given, str) and given else name, path=REMOTE + text_of(payload.get("url"), "url"))


def _mark(fields: Mapping[str, Any]) -> str:
    """Tells an event without an id from every other one of its chat."""
    told = f"{fields.get('event_name')} {fields.get('timestamp')}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _time(value: object) -> datetime | None:
    """Milliseconds since 1970, as text."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 15):
        return None
    return datetime.fromtimestamp(int(text) / 1000, VIETNAM)
