"""Messages, replies and conversations as JSON, the form in which the store keeps them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from handlers.turn import Conversation, File, Message, Pending, Reply

_SILENT = Message("", "")


def message_to_json(message: Message) -> str:
    """Only what differs from a plain private message is written: this row is written for every message."""
    fields = {name: value for name, value in _fields(message).items() if value != getattr(_SILENT, name)}
    # JSON can spell half a character, which nothing could store or show.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def message_from_json(text: str) -> Message:
    fields = json.loads(text)
    return Message(**{"chat": "", "text": "", **fields, "files": tuple(fields.get("files", ()))})


def reply_to_json(reply: Reply) -> str:
    fields: dict[str, Any] = {"text": reply.text}
    if reply.options:
        fields["options"] = reply.options
    if reply.files:
        fields["files"] = [[file.name, file.path] for file in reply.files]
    return json.dumps(fields, ensure_ascii=False)


def reply_from_json(text: str) -> Reply:
    fields = json.loads(text)
    return Reply(
        fields["text"],
        tuple(tuple(row) for row in fields.get("options", ())),
        tuple(File(name, path) for name, path in fields.get("files", ())),
    )


def conversation_to_json(conversation: Conversation) -> str:
    fields = {name: value for name in Conversation.__slots__ if (value := getattr(conversation, name))}
    if conversation.pending:
        fields["pending"] = {**asdict(conversation.pending), "until": conversation.pending.until.isoformat()}
    return json.dumps(fields, ensure_ascii=False)


def conversation_from_json(text: str) -> Conversation:
    fields = json.loads(text)
    pending = fields.get("pending")
    return Conversation(
        question=fields.get("question", ""),
        targets=tuple(fields.get("targets", ())),
        quotes=tuple((quote, place) for quote, place in fields.get("quotes", ())),
        options=fields.get("options", {}),
        offer=fields.get("offer", 0),
        pending=Pending(pending["kind"], datetime.fromisoformat(pending["until"]), pending["data"]) if pending else None,
    )


def _fields(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in Message.__slots__}
