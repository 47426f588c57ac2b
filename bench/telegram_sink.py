"""Telegram's side of the Bot API, for measurements: it takes what bots send, counts it, and costs next to nothing.

    python -m bench.telegram_sink [--port 8081] [--quick]

Bots are told apart by their tokens. What a message says is not read; whose chat it goes to is, and when it came. Every
answer to sendMessage holds the same text of a usual length, so that every client has the same to read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATH = re.compile(rb"[A-Z]+ /bot([^/ ]+)/(\w+)")
CHAT = re.compile(rb'(?:^|&)chat_id=(-?\d+)|"chat_id": ?"?(-?\d+)|name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(-?\d+)')
PART = re.compile(rb'name="(\w+)"\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--', re.DOTALL)
TEXT = "Kế hoạch đề ra đến năm 2030 như trên; cơ quan chủ trì báo cáo kết quả về Ủy ban nhân dân tỉnh trước ngày 30 tháng 11 hằng năm. " * 3
SENT = (
    '{"ok":true,"result":{"message_id":%d,"from":{"id":7000000000,"is_bot":true,"first_name":"Kehoach","username":"kehoach_bot"},'
    '"chat":{"id":%s,"first_name":"Hoa","type":"private"},"date":%d,"text":' + json.dumps(TEXT) + "}}"
)
ME = {
    "id": 7000000000,
    "is_bot": True,
    "first_name": "Kehoach",
    "username": "kehoach_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
TRUE = {"deletewebhook", "setmycommands", "deletemycommands", "setmydescription", "setmyshortdescription", "sendchataction"}
TRUE |= {"answercallbackquery", "editmessagereplymarkup", "editmessagetext", "deletemessage", "setmessagereaction", "logout", "close"}
KEPT = 50

Heard = Callable[[int, int], None]
"""Told the chat that a message went to, and when it came, in nanoseconds of the monotonic clock."""


@dataclass(slots=True)
class Account:
    """One bot, as Telegram sees it."""

    webhook: str = ""
    secret: str = ""
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    sent: int = 0
    heard: Heard | None = None
    bodies: deque[bytes] = field(default_factory=lambda: deque(maxlen=KEPT))
    unknown: set[str] = field(default_factory=set)

    def texts(self) -> list[str]:
        """The last messages, as they were to be shown."""
        return [fields(body).get("text", "") for body in self.bodies]


class Sink:
    """The server. `async with Sink() as sink:` … `sink.url` is what a bot is given as the address of the API."""

    def __init__(self, port: int = 0) -> None:
        self.accounts: dict[str, Account] = {}
        self.url = ""
        self._port = port
        self._server: asyncio.Server | None = None

    def account(self, token: str) -> Account:
        return self.accounts.setdefault(token, Account())

    async def __aenter__(self) -> Sink:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", self._port, backlog=1024)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()

    def answer(self, head: bytes, body: bytes) -> bytes:
        found = PATH.match(head)
        if not found:
            return _response(b"404 Not Found", b'{"ok":false,"error_code":404,"description":"Not Found"}')
        account, method = self.account(found[1].decode()), found[2].lower()
        if method == b"sendmessage":
            return _heard(account, body)
        return _other(account, method.decode(), body)


def _heard(account: Account, body: bytes) -> bytes:
    chat = CHAT.search(body)
    if not chat:
        return _response(b"400 Bad Request", b'{"ok":false,"error_code":400,"description":"Bad Request: chat_id is empty"}')
    number = chat[chat.lastindex or 0]
    account.sent += 1
    account.bodies.append(body)
    if account.heard:
        account.heard(int(number), time.monotonic_ns())
    return _response(b"200 OK", (SENT % (account.sent, number.decode(), int(time.time()))).encode())


def _other(account: Account, method: str, body: bytes) -> bytes:
    result: Any = True
    if method == "getme":
        result = ME
    elif method == "setwebhook":
        given = fields(body)
        account.webhook, account.secret = given.get("url", ""), given.get("secret_token", "")
        account.listening.set()
    elif method == "getwebhookinfo":
        result = {"url": account.webhook, "has_custom_certificate": False, "pending_update_count": 0}
    elif method not in TRUE:
        account.unknown.add(method)
        return _response(b"404 Not Found", b'{"ok":false,"error_code":404,"description":"Not Found"}')
    return _response(b"200 OK", json.dumps({"ok": True, "result": result}).encode())


def _response(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


def fields(body: bytes) -> dict[str, str]:
    """The fields of a form, of a JSON object or of a multipart form."""
    if body.startswith(b"{"):
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in json.loads(body).items()}
    if body.startswith(b"--"):
        return {name.decode(): value.decode() for name, value in PART.findall(body)}
    return dict(parse_qsl(body.decode()))


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as clients of this API speak it: kept alive, bodies with their length."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport
        data = self._waiting + data if self._waiting else data
        while (end := data.find(HEAD_END)) >= 0:
            length = LENGTH.search(data, 0, end + 2)
            begin = end + len(HEAD_END)
            stop = begin + (int(length[1]) if length else 0)
            if len(data) < stop:
                break
            self._transport.write(self._sink.answer(data[:end], data[begin:stop]))
            data = data[stop:]
        self._waiting = data


async def _serve(port: int, seconds: float) -> None:
    async with Sink(port) as sink:
        print(f"TELEGRAM_API_URL={sink.url}", flush=True)
        before = 0
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            await asyncio.sleep(1)
            total = sum(account.sent for account in sink.accounts.values())
            print(f"{total:8} messages, {total - before} in the last second", flush=True)
            before = total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--quick", action="store_true", help="for five seconds only")
    options = parser.parse_args()
    asyncio.run(_serve(options.port, 5 if options.quick else float("inf")))


if __name__ == "__main__":
    main()
