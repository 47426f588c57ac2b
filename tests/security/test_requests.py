"""Requests that are no requests, or take for ever: nobody gets in behind them, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import re
import resource
import time
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels import telegram as channel
from bot.channels.telegram import SECRET_HEADER
from bot.web import listening
from bot.web import server as web_server
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET
from tests.drills.process import Home, free_port, started, starts, with_cache_of
from tests.security.web import Site, serving
from tests.servers.fake_telegram import FakeTelegram

SMUGGLED = b'{"id": "smuggled-1", "text": "x"}'
STATUS = re.compile(rb"^HTTP/1\.\d \d{3} ", re.M)
HALF_OPEN = 200
AT_ONCE = 1.0
"""Seconds in which somebody else is served meanwhile."""
FILES = 256
SOON = 20.0


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(tmp_path, StandIn()) as site:
        yield site


def post(site: Site, *headers: str, path: str = "/api/chat") -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: {site.host}", "Content-Type: application/json", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def behind(site: Site) -> bytes:
    """A whole request, for whoever believes that the one before it has ended."""
    return post(site, f"Content-Length: {len(SMUGGLED)}", "Connection: close") + SMUGGLED


LENGTHS = [
    ["Content-Length: 5", "Transfer-Encoding: chunked"],
    ["Transfer-Encoding: chunked", "Content-Length: 5"],
    ["Content-Length: 5", "Content-Length: 6"],
    ["Content-Length: 5", "Content-Length: 5"],
    ["Content-Length: 5, 5"],
    ["Content-Length: +5"],
    ["Content-Length: -5"],
    ["Content-Length: 5_0"],
    ["Content-Length: 0x5"],
    ["Content-Length: \xb2"],
    ["Content-Length: 99999999999999999999999999"],
    ["Content-Length :5"],
    ["Transfer-Encoding : chunked"],
    ["Transfer-Encoding: xchunked"],
    ["Transfer-Encoding: chunked, identity"],
    ["Transfer-Encoding: identity"],
    ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
    ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    ["X: a", " Transfer-Encoding: chunked", "Content-Length: 5"],
    ["X: a\0b", "Content-Length: 5"],
    ["X: a\nTransfer-Encoding: chunked", "Content-Length: 5"],
]
PIECES = [
    b"0x5\r\nabcde\r\n0\r\n\r\n",
    b"5\nabcde\n0\n\n",
    b'5;x="\n"\r\nabcde\r\n0\r\n\r\n',
    b"-5\r\nabcde\r\n0\r\n\r\n",
    b"5\r\nabcdef\r\n0\r\n\r\n",
]
UNREADABLE = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\nHost: localhost\n\n",
    b"GET / HTTP/2.0\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X%d: y\r\n" % number for number in range(5_000)) + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\x00" * 64,
    b"FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n",
]


async def test_a_request_of_two_lengths_is_refused_with_all_that_stands_behind_it(site: Site) -> None:
    for path in ("/api/chat", "/telegram"):
        for headers in LENGTHS:
            answer = await site.raw(post(site, *headers, path=path) + b"0\r\n\r\n" + behind(site))
            assert STATUS.findall(answer) in ([b"HTTP/1.0 400 "], [b"HTTP/1.1 413 "], [b"HTTP/1.1 403 "]), headers
            assert site.assistant.seen == [], headers


async def test_pieces_of_a_wrong_length_are_refused(site: Site) -> None:
    for body in PIECES:
        answer = await site.raw(post(site, "Transfer-Encoding: chunked") + body + behind(site))
        assert STATUS.findall(answer) in ([b"HTTP/1.0 400 "], [b"HTTP/1.1 400 "]), body
        assert site.assistant.seen == [], body


async def test_what_cannot_be_read_is_answered_once_as_plain_text_and_hung_up_on(site: Site) -> None:
    """By the HTTP library itself, before the program sees anything of it; nobody but who sent it reads the answer."""
    for request in UNREADABLE:
        answer = await site.raw(request + behind(site))
        assert STATUS.findall(answer) == [b"HTTP/1.0 400 "], request[:40]
        assert b"Content-Type: text/plain" in answer
        assert site.assistant.seen == []


async def test_what_says_it_is_packed_is_not_unpacked(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    message = b'{"id": "message-1", "text": "x"}'
    bomb = gzip.compress(b'{"id": "message-1", "text": "' + b" " * 10_000_000)
    for how, body in {"gzip": gzip.compress(message), "deflate": zlib.compress(message), "br": message, "x": message}.items():
        response = await site.call("POST", "/api/chat", {"Content-Type": "application/json", "Content-Encoding": how}, data=body)
        assert response.status == (200 if body == message else 400)
    response = await site.call("POST", "/api/chat", {"Content-Type": "application/json", "Content-Encoding": "gzip"}, data=bomb)
    assert response.status in (400, 413)
    assert [seen.message.text for seen in site.assistant.seen] == ["x", "x"]
    assert "Traceback" not in caplog.text


# ---- for ever


async def connect(site: Site, half: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(HALVES[half].encode())
    await writer.drain()
    return reader, writer


async def is_served_at_once(site: Site, number: int) -> None:
    """The page, a message of somebody else, an update of Telegram."""
    began = time.monotonic()
    assert (await site.call("GET", "/healthz")).status == 200
    assert await site.ask("x" * 43, f"câu {number}", f"message-{number}") == [f"Nghe: câu {number}"]
    somebody = site.telegram.user("Lan")
    somebody.types("bhyt")
    await site.telegram.wait_for(1, somebody)
    assert time.monotonic() - began < AT_ONCE


_CHAT = "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
HALVES = {
    "nothing": "",
    "half a line": "POST /api/ch",
    "half of the headers": f"{_CHAT}Content-Le",
    "half a message": f'{_CHAT}Content-Length: 90\r\n\r\n{{"id": ',
    "half of the pieces": f"{_CHAT}Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "half an update": f"POST /telegram HTTP/1.1\r\nHost: localhost\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 90\r\n\r\n{{",
}


async def test_two_hundred_who_never_finish_hold_up_nobody(site: Site) -> None:
    held = [await connect(site, half) for half in HALVES for _ in range(HALF_OPEN // len(HALVES))]
    await is_served_at_once(site, 1)
    for _, writer in held:
        writer.close()
    await is_served_at_once(site, 2)


async def test_who_never_finishes_is_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte may come in time, and the whole not."""
    monkeypatch.setattr(listening, "IDLE_SECONDS", 0.3)
    monkeypatch.setattr(web_server, "READ_SECONDS", 0.3)
    monkeypatch.setattr(channel, "WEBHOOK_READ_SECONDS", 0.3)
    async with serving(tmp_path, StandIn()) as site:
        held = {half: await connect(site, half) for half in HALVES}
        slow_reader, slow_writer = await connect(site, "half a message")
        answer = asyncio.create_task(slow_reader.readline())
        async with asyncio.timeout(5):
            while not answer.done():
                slow_writer.write(b" ")
                await asyncio.sleep(0.05)
            assert answer.result() == b"HTTP/1.1 408 Request Timeout\r\n"
            for half, (reader, writer) in held.items():
                assert await reader.readline() in (b"", b"HTTP/1.1 408 Request Timeout\r\n"), half
                writer.close()
        slow_writer.close()
        await is_served_at_once(site, 1)


async def test_where_all_connections_are_taken_telegram_is_still_answered_and_the_page_as_soon_as_they_are_given_back(
    warm: Path, tmp_path: Path
) -> None:
    """A real process that may open few files, and twice as many callers who never finish."""
    with_cache_of(warm, tmp_path)
    async with FakeTelegram() as telegram, ClientSession(timeout=ClientTimeout(1)) as browser:
        home = Home(tmp_path, telegram, free_port(), prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES)))
        url = f"http://127.0.0.1:{home.webhook_port}/healthz"
        async with home.running() as life:
            await started(telegram, starts(telegram))
            held = [await asyncio.open_connection("127.0.0.1", home.webhook_port) for _ in range(2 * FILES)]
            for _, writer in held:
                writer.write(HALVES["half of the headers"].encode())
            with pytest.raises((TimeoutError, OSError, ClientError)):
                await browser.get(url)
            somebody = telegram.user("Lan")
            somebody.types("xin chào")
            await telegram.wait_for(1, somebody, SOON)
            assert "out of system resource" not in life.said()
            for _, writer in held:
                writer.close()
            async with asyncio.timeout(SOON):
                while not await is_well(browser, url):
                    await asyncio.sleep(0.1)
            assert await life.stop() == 0


async def is_well(browser: ClientSession, url: str) -> bool:
    with contextlib.suppress(TimeoutError, OSError, ClientError):
        async with browser.get(url) as response:
            return bool((await response.json())["status"] == "ok")
    return False
