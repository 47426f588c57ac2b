"""The user's side over plain HTTP under /control/, for a drill in another process, a demonstration, or a person with curl.

Parameters come as a form, a query string or JSON; every answer is JSON. A user id that is not known yet is a new person.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.servers.fake_telegram.faults import Fault, Kind
from tests.servers.fake_telegram.people import CannotError, Group, User
from tests.servers.fake_telegram.wire import ApiError, Json, Parameters, flag, number, read_parameters, string
from tests.servers.fake_telegram.world import PRIVATE, Message

if TYPE_CHECKING:
    from tests.servers.fake_telegram.server import FakeTelegram

Route = Callable[[Parameters], Any]


class Control:
    """Each method of this class that stands in `_routes` is an address; its docstring says what it takes."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self._routes: dict[str, Route] = {
            "users": self.users,
            "groups": self.groups,
            "types": self.types,
            "edits": self.edits,
            "presses": self.presses,
            "sends_file": self.sends_file,
            "sends_photo": self.sends_photo,
            "blocks": self.blocks,
            "unblocks": self.unblocks,
            "migrates": self.migrates,
            "adds_bot": self.adds_bot,
            "removes_bot": self.removes_bot,
            "raw": self.raw,
            "sent": self.sent,
            "counts": self.counts,
            "calls": self.calls,
            "polled": self.polled,
            "state": self.state,
            "faults": self.faults,
            "advance": self.advance,
            "restarts_ids": self.restarts_ids,
            "goes_down": self.goes_down,
        }

    async def handle(self, request: web.BaseRequest) -> web.Response:
        name = request.path.removeprefix("/control/").strip("/")
        route = self._routes.get(name)
        try:
            parameters = await read_parameters(request)
            if name == "wait":
                return web.json_response(await self.wait(parameters))
            if route is None:
                return web.json_response({"error": "no such address", "known": sorted([*self._routes, "wait"])}, status=404)
            return web.json_response(route(parameters))
        except (CannotError, ApiError, KeyError, TypeError, ValueError, TimeoutError) as problem:
            return web.json_response({"error": f"{type(problem).__name__}: {problem}"}, status=400)

    def users(self, parameters: Parameters) -> Json:
        """name, id, username, language, started"""
        named = string(parameters, "name") or "Người dùng"
        started = "started" not in parameters or flag(parameters, "started")
        language = string(parameters, "language") or "vi"
        user_id = number(parameters, "id") or None
        return self._telegram.user(named, user_id, username=string(parameters, "username"), language=language, started=started).json

    def groups(self, parameters: Parameters) -> Json:
        """title, id, supergroup, bot"""
        bot = "bot" not in parameters or flag(parameters, "bot")
        supergroup = flag(parameters, "supergroup")
        chat_id = number(parameters, "id") or None
        return self._telegram.group(string(parameters, "title") or "Nhóm", supergroup=supergroup, chat_id=chat_id, bot=bot).chat.json

    def types(self, parameters: Parameters) -> Json:
        """user, text, chat (a group), mention, reply_to (a message id)"""
        user, group, text = self._user(parameters), self._group(parameters), string(parameters, "text")
        reply_to = self._message(parameters, "reply_to") if "reply_to" in parameters else None
        if group is None:
            return user.types(text, reply_to=reply_to).json
        return user.types_in(group, text, mention=flag(parameters, "mention"), reply_to=reply_to).json

    def edits(self, parameters: Parameters) -> Json:
        """user, chat, message_id, text"""
        return self._user(parameters).edits(self._message(parameters), string(parameters, "text")).json

    def presses(self, parameters: Parameters) -> Json:
        """user, chat, label or data, message_id (the latest message with such a button where it is not named)"""
        user, label, data = self._user(parameters), string(parameters, "label"), string(parameters, "data")
        message = self._message(parameters) if "message_id" in parameters else self._latest_with(parameters, label)
        return {"callback_query_id": user.presses(message, label, data=data)}

    def sends_file(self, parameters: Parameters) -> Json:
        """user, chat, name, mime, base64, caption"""
        name, mime = string(parameters, "name") or "tep.txt", string(parameters, "mime") or "text/plain"
        caption, group = string(parameters, "caption"), self._group(parameters)
        return self._user(parameters).sends_file(name, mime, _data(parameters), caption=caption, group=group).json

    def sends_photo(self, parameters: Parameters) -> Json:
        """user, chat, base64, caption"""
        caption, group = string(parameters, "caption"), self._group(parameters)
        return self._user(parameters).sends_photo(_data(parameters), caption=caption, group=group).json

    def blocks(self, parameters: Parameters) -> bool:
        """user"""
        self._user(parameters).blocks()
        return True

    def unblocks(self, parameters: Parameters) -> bool:
        """user"""
        self._user(parameters).unblocks()
        return True

    def migrates(self, parameters: Parameters) -> int:
        """user, chat; gives the new id"""
        return self._some_group(parameters).migrates(self._user(parameters))

    def adds_bot(self, parameters: Parameters) -> bool:
        """user, chat"""
        self._some_group(parameters).adds_bot(self._user(parameters))
        return True

    def removes_bot(self, parameters: Parameters) -> bool:
        """user, chat"""
        self._some_group(parameters).removes_bot(self._user(parameters))
        return True

    def raw(self, parameters: Parameters) -> Json:
        """Any JSON object becomes an update as it is."""
        return {"update_id": self._telegram.pushes(parameters).id}

    def sent(self, parameters: Parameters) -> Json:
        """chat, since (how many to leave out); `count` is the number since the beginning"""
        chat = number(parameters, "chat")
        messages = self._telegram.sent_to(chat) if chat else self._telegram.sent
        known = self._telegram.world.chats.get(chat)
        count = (known.sent if known else 0) if chat else self._telegram.world.sent_count
        left_out = max(0, number(parameters, "since") - (count - len(messages)))
        return {"count": count, "messages": [_shown(message) for message in messages[left_out:]]}

    async def wait(self, parameters: Parameters) -> Json:
        """count, chat, timeout; then as `sent`"""
        chat, timeout = number(parameters, "chat") or None, float(string(parameters, "timeout") or 5)
        await self._telegram.wait_for(number(parameters, "count", 1), chat, timeout)
        return self.sent(parameters)

    def counts(self, _: Parameters) -> list[Json]:
        """How often each text was sent to each chat"""
        return [{"chat": chat, "text": text, "times": times} for (chat, text), times in self._telegram.counts().items()]

    def calls(self, parameters: Parameters) -> list[Json]:
        """method"""
        calls = self._telegram.calls(string(parameters, "method"))
        return [{"method": call.method, "parameters": call.parameters, "at": call.at, "status": call.status} for call in calls]

    def polled(self, _: Parameters) -> list[Json]:
        """The log of offsets"""
        return [
            {"at": polled.at, "offset": polled.offset, "limit": polled.limit, "forgotten": polled.forgotten, "given": polled.given}
            for polled in self._telegram.polled
        ]

    def state(self, _: Parameters) -> Json:
        """How much waits, how much is through, the webhook, the faults that are on"""
        updates, faults = self._telegram.updates, self._telegram.faults
        return {
            "now": self._telegram.now(),
            "pending": len(updates.pending),
            "next_id": updates.next_id,
            "pushed": updates.pushed,
            "confirmed": updates.confirmed,
            "expired": updates.expired,
            "sent": self._telegram.world.sent_count,
            "webhook": self._telegram.webhook.info(),
            "redeliver": faults.redeliver,
            "shuffle": faults.shuffle,
            "faults": [{"kind": fault.kind.value, "methods": fault.methods, "struck": fault.struck} for fault in faults.on],
        }

    def faults(self, parameters: Parameters) -> bool:
        """kind (too_many, error, slow, half, lost, drop) with methods, share, times, status, retry_after, seconds;
        redeliver; shuffle; clear"""
        faults = self._telegram.faults
        if flag(parameters, "clear"):
            faults.clear()
        if "redeliver" in parameters:
            faults.redeliver = number(parameters, "redeliver")
        if "shuffle" in parameters:
            faults.shuffle = flag(parameters, "shuffle")
        if "kind" in parameters:
            kind = Kind(string(parameters, "kind"))
            fault = Fault(kind, string(parameters, "methods") or ("*" if kind is Kind.SLOW else "send*"))
            fault.share = float(string(parameters, "share") or 1)
            fault.times = number(parameters, "times") or None
            fault.status = number(parameters, "status", fault.status)
            fault.retry_after = number(parameters, "retry_after", fault.retry_after)
            fault.seconds = float(string(parameters, "seconds") or 0)
            faults.add(fault)
        return True

    def advance(self, parameters: Parameters) -> float:
        """seconds; gives the time it is then"""
        self._telegram.advance(float(string(parameters, "seconds")))
        return self._telegram.now()

    def restarts_ids(self, parameters: Parameters) -> bool:
        """at"""
        self._telegram.restarts_ids(number(parameters, "at") or None)
        return True

    def goes_down(self, parameters: Parameters) -> bool:
        """seconds; this address is away as well, and the caller of it is cut off too"""
        self._telegram.goes_down(float(string(parameters, "seconds")))
        return True

    def _user(self, parameters: Parameters) -> User:
        user_id = number(parameters, "user") or 1
        known = self._telegram.world.people.get(user_id)
        return User(self._telegram.world, known) if known else self._telegram.user("Người dùng", user_id)

    def _group(self, parameters: Parameters) -> Group | None:
        """The chat where it is a group; None for a person's own chat with the bot."""
        if not number(parameters, "chat"):
            return None
        chat = self._telegram.world.chats[number(parameters, "chat")]
        return None if chat.kind == PRIVATE else Group(self._telegram.world, chat)

    def _some_group(self, parameters: Parameters) -> Group:
        group = self._group(parameters)
        if group is None:
            raise CannotError("name a group as chat")
        return group

    def _message(self, parameters: Parameters, name: str = "message_id") -> Message:
        chat = number(parameters, "chat") or number(parameters, "user")
        return self._telegram.world.messages[chat, number(parameters, name)]

    def _latest_with(self, parameters: Parameters, label: str) -> Message:
        chat = number(parameters, "chat") or number(parameters, "user")
        for message in reversed(self._telegram.sent_to(chat)):
            if message.buttons and not message.deleted and (not label or label in message.labels):
                return message
        raise CannotError(f"no message with a button {label!r}")


def _shown(message: Message) -> Json:
    return {
        "chat": message.chat,
        "message_id": message.id,
        "text": message.text,
        "html": message.html,
        "buttons": [[button._asdict() for button in row] for row in message.buttons],
        "at": message.at,
        "method": message.method,
        "edits": message.edits,
        "deleted": message.deleted,
    }


def _data(parameters: Parameters) -> bytes:
    try:
        return base64.b64decode(string(parameters, "base64"), validate=True)
    except binascii.Error as problem:
        raise CannotError(f"base64: {problem}") from problem
