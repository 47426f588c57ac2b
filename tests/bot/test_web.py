"""The web server over real HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientResponse, ClientSession, DummyCookieJar
from aiohttp.test_utils import TestClient
from aiohttp.web import Application

from bot.settings import Settings
from bot.web import chats as chats_module
from bot.web.chats import Chats
from bot.web.server import CannotListenError, build, serve
from handlers.turn import Conversation, Message, Reply
from tests.bot.conftest import SENTENCE, StandIn

Client = TestClient[Any, Any]
ClientMaker = Callable[..., Coroutine[Any, Any, Client]]


@pytest.fixture
def app(settings: Settings, assistant: StandIn, now: datetime) -> Application:
    return build(settings, assistant, lambda: now)


@pytest.fixture
async def client(aiohttp_client: ClientMaker, app: Application) -> Client:
    return await aiohttp_client(app)


async def ask(client: Client, text: str, message_id: str = "message-1", **more: Any) -> ClientResponse:
    return await client.post("/api/chat", json={"id": message_id, "text": text}, **more)


async def sentences(response: ClientResponse) -> list[str]:
    return [reply["text"] for reply in (await response.json())["replies"]]


async def test_the_page_names_the_plan_and_escapes_what_comes_from_it(client: Client) -> None:
    page = await (await client.get("/")).text()
    assert "Trợ lý Kế hoạch 7/KH-UBND" in page
    assert "Kế hoạch thử &lt;b&gt;nghiệm&lt;/b&gt; (UBND tỉnh A, 5/1/2026)" in page
    assert "<b>" not in page


async def test_the_page_offers_questions_that_the_plan_answers(client: Client) -> None:
    page = await (await client.get("/")).text()
    for question in ("Bao phủ bảo hiểm y tế là bao nhiêu?", "Sở Y tế phải làm gì?", "Khi nào phải báo cáo?", "Có bao nhiêu chỉ tiêu?"):
        assert question in page


async def test_everything_the_page_needs_comes_from_this_server_and_nothing_is_inline(client: Client) -> None:
    page = await (await client.get("/")).text()
    for address in re.findall(r'(?:src|href)="([^"#][^"]*)"', page):
        assert urlsplit(address).netloc == ""
        assert (await client.get(address)).status == 200
    assert not re.search(r"<style|style=|\son\w+=|<script(?! src)", page)


async def test_a_question_gets_the_replies_with_their_options(client: Client) -> None:
    response = await ask(client, "nước sạch")
    assert await response.json() == {
        "replies": [{"text": "Anh/chị hỏi địa bàn nào?", "options": [["Đô thị", "Nông thôn"], ["Cả hai"]], "files": []}]
    }


async def test_vietnamese_goes_out_as_it_is(client: Client) -> None:
    assert SENTENCE.encode() in await (await ask(client, "bhyt")).read()


async def test_a_press_reaches_the_assistant_as_a_press(client: Client, assistant: StandIn) -> None:
    await client.post("/api/chat", json={"id": "message-2", "press": "Nông thôn"})
    assert assistant.seen[0].message.press == "Nông thôn"


async def test_where_a_file_lies_is_not_told_to_the_browser(client: Client) -> None:
    body = await (await ask(client, "tệp")).text()
    assert "a.xlsx" in body
    assert "bi-mat" not in body


async def test_the_assistant_is_told_the_time(client: Client, assistant: StandIn, now: datetime) -> None:
    await ask(client, "x")
    assert assistant.seen[0].now == now


async def test_a_browser_keeps_its_conversation(client: Client) -> None:
    await client.get("/")
    await ask(client, "một", "message-1")
    assert await sentences(await ask(client, "trước đó", "message-2")) == ["Trước đó: một"]


async def test_another_browser_has_another_conversation(client: Client) -> None:
    await ask(client, "một", "message-1")
    async with ClientSession(cookie_jar=DummyCookieJar()) as other:
        response = await other.post(client.make_url("/api/chat"), json={"id": "message-2", "text": "trước đó"})
        assert await sentences(response) == ["Trước đó: "]


async def test_the_cookie_cannot_be_guessed_read_by_scripts_or_sent_from_elsewhere(client: Client) -> None:
    cookies = set()
    for _ in range(2):
        async with ClientSession(cookie_jar=DummyCookieJar()) as browser, browser.get(client.make_url("/")) as response:
            cookie = response.cookies["kehoach_chat"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            assert len(cookie.value) == 43
            cookies.add(cookie.value)
    assert len(cookies) == 2


async def test_behind_https_the_cookie_stays_there(
    aiohttp_client: ClientMaker, settings: Settings, assistant: StandIn, now: datetime
) -> None:
    public = await aiohttp_client(build(replace(settings, public_url="https://kehoach.example.vn"), assistant, lambda: now))
    response = await public.get("/", headers={"Host": "kehoach.example.vn"})
    assert response.cookies["kehoach_chat"]["secure"]


@pytest.mark.parametrize("value", ["", "abc", "x" * 44, "../" * 20])
async def test_a_cookie_that_is_not_ours_is_replaced(value: str, client: Client) -> None:
    response = await client.get("/", headers={"Cookie": f"kehoach_chat={value}"})
    assert re.fullmatch(r"[\w-]{43}", response.cookies["kehoach_chat"].value)


async def test_a_message_sent_again_gets_the_same_answer_and_is_answered_once(client: Client, assistant: StandIn) -> None:
    await client.get("/")
    first, again = await ask(client, "một", "message-1"), await ask(client, "một", "message-1")
    assert await first.json() == await again.json()
    assert len(assistant.seen) == 1


async def test_a_message_sent_again_while_it_is_being_answered_is_answered_once(client: Client, assistant: StandIn) -> None:
    await client.get("/")
    await asyncio.gather(*(ask(client, "một", "message-1") for _ in range(10)))
    assert len(assistant.seen) == 1


async def test_the_same_id_in_another_browser_is_another_message(client: Client, assistant: StandIn) -> None:
    await ask(client, "một")
    async with ClientSession(cookie_jar=DummyCookieJar()) as other:
        await other.post(client.make_url("/api/chat"), json={"id": "message-1", "text": "hai"})
    assert [seen.message.text for seen in assistant.seen] == ["một", "hai"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 10_000,
        b"\xff",
        b'{"text": "x"}',
        b'{"id": "short", "text": "x"}',
        b'{"id": "message 1", "text": "x"}',
        b'{"id": 12345678, "text": "x"}',
        b'{"id": "message-1"}',
        b'{"id": "message-1", "text": "  "}',
        b'{"id": "message-1", "text": ["x"]}',
        b'{"id": "message-1", "text": null}',
        b'{"id": "message-1", "text": "\\ud800"}',
        json.dumps({"id": "message-1", "text": "x" * 2_001}).encode(),
        json.dumps({"id": "message-1", "press": "x" * 2_001}).encode(),
    ],
)
async def test_what_cannot_be_understood_gets_a_sentence(body: bytes, client: Client, assistant: StandIn) -> None:
    response = await client.post("/api/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert (await response.json())["error"].endswith(".")
    assert assistant.seen == []


async def test_a_body_over_the_limit_is_refused(client: Client, assistant: StandIn) -> None:
    response = await client.post("/api/chat", json={"id": "message-1", "text": "x", "more": "y" * 16_384})
    assert response.status == 413
    assert "quá dài" in (await response.json())["error"]
    assert assistant.seen == []


async def test_a_body_that_is_not_declared_json_is_refused(client: Client) -> None:
    response = await client.post("/api/chat", data=b'{"id": "message-1", "text": "x"}', headers={"Content-Type": "text/plain"})
    assert response.status == 415


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://[", "http://127.0.0.1:1", "https://evil.example:443"])
async def test_a_post_from_another_site_is_refused(origin: str, client: Client, assistant: StandIn) -> None:
    response = await ask(client, "x", headers={"Origin": origin})
    assert response.status == 403
    assert (await response.json())["error"]
    assert assistant.seen == []


async def test_a_post_from_our_own_page_is_taken(client: Client) -> None:
    assert (await ask(client, "x", headers={"Origin": f"http://{client.host}:{client.port}"})).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8080", "[::2]", "", "a b", "[", "127.0.0.1@evil.example"]
)
@pytest.mark.parametrize("path", ["/", "/api/chat", "/chat.js", "/healthz"])
async def test_a_name_that_is_not_ours_is_not_served_on_a_loopback_address(host: str, path: str, client: Client) -> None:
    """DNS rebinding: a site's own name made to point at 127.0.0.1."""
    status, _ = await raw(client, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert status in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"])
async def test_the_names_of_this_machine_are_served(host: str, client: Client) -> None:
    assert (await client.get("/", headers={"Host": host})).status == 200


async def test_on_an_open_address_any_name_is_served(
    aiohttp_client: ClientMaker, settings: Settings, assistant: StandIn, now: datetime
) -> None:
    everywhere = await aiohttp_client(build(replace(settings, host="0.0.0.0"), assistant, lambda: now))  # noqa: S104
    assert (await everywhere.get("/", headers={"Host": "may-chu.noi-bo"})).status == 200


async def test_the_public_address_is_served_and_may_post(
    aiohttp_client: ClientMaker, settings: Settings, assistant: StandIn, now: datetime
) -> None:
    public = await aiohttp_client(build(replace(settings, public_url="https://kehoach.example.vn"), assistant, lambda: now))
    response = await ask(public, "x", headers={"Host": "kehoach.example.vn", "Origin": "https://kehoach.example.vn"})
    assert response.status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 200), ("GET", "/khong-co", 404), ("GET", "/api/chat", 405), ("POST", "/", 405)]
)
async def test_every_response_carries_the_security_headers(method: str, path: str, status: int, client: Client) -> None:
    response = await client.request(method, path)
    assert response.status == status
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if status >= 400:
        assert (await response.json())["error"]


@pytest.mark.parametrize("path", ["/../settings.py", "/%2e%2e/settings.py", "/page.html", "/chat.js/../../settings.py", "/__init__.py"])
async def test_no_other_file_is_served(path: str, client: Client) -> None:
    status, body = await raw(client, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status == 404
    assert "import" not in body


async def test_a_watchdog_can_ask_whether_it_is_alive(client: Client) -> None:
    assert await (await client.get("/healthz")).json() == {"status": "ok"}


async def test_a_slow_answer_does_not_hold_up_the_page(settings: Settings, now: datetime, aiohttp_client: ClientMaker) -> None:
    release = threading.Event()

    class Slow(StandIn):
        def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
            assert release.wait(10)
            return super().answer(message, conversation, now)

    client = await aiohttp_client(build(settings, Slow(), lambda: now))
    waiting = asyncio.create_task(ask(client, "x"))
    await asyncio.sleep(0.05)
    assert (await client.get("/healthz")).status == 200
    assert not waiting.done()
    release.set()
    assert (await waiting).status == 200


async def test_an_answer_that_broke_is_not_remembered_as_the_answer(now: datetime) -> None:
    class Broken(StandIn):
        broken = True

        def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
            if self.broken:
                raise RuntimeError
            return super().answer(message, conversation, now)

    assistant = Broken()
    chats = Chats(assistant, lambda: now)
    with pytest.raises(RuntimeError):
        await chats.answer(Message("a", "x"), "message-1")
    assistant.broken = False
    assert await chats.answer(Message("a", "x"), "message-1") == [Reply("Nghe: x")]
    chats.close()


async def test_only_so_many_conversations_and_answers_are_remembered(
    now: datetime, assistant: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats_module, "CONVERSATIONS", 2)
    monkeypatch.setattr(chats_module, "ANSWERS", 3)
    chats = Chats(assistant, lambda: now)
    for chat in ("a", "b", "a", "c"):
        await chats.answer(Message(chat, f"của {chat}"), f"{chat}-{len(assistant.seen)}")
    kept = [(await chats.answer(Message(chat, "trước đó"), f"{chat}-sau"))[0].text for chat in ("a", "b")]
    assert kept == ["Trước đó: của a", "Trước đó: "]
    assert len(chats._answers) == 3
    assert len(chats._conversations) == 2
    chats.close()


async def test_it_says_where_it_listens_and_stops_when_told(
    settings: Settings, assistant: StandIn, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(settings, assistant, lambda: now, stop))
    address = await asyncio.wait_for(_printed_address(capsys), 5)
    async with ClientSession() as browser, browser.get(f"{address}/healthz") as response:
        assert response.status == 200
    stop.set()
    await asyncio.wait_for(serving, 5)
    assert "Đã dừng" in capsys.readouterr().out


async def test_an_address_that_is_taken_is_told_as_such(settings: Settings, assistant: StandIn, now: datetime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListenError, match=str(port)):
            await serve(replace(settings, port=port), assistant, lambda: now, asyncio.Event())


async def _printed_address(capsys: pytest.CaptureFixture[str]) -> str:
    while True:
        found = re.search(r"http://[\d.:]+", capsys.readouterr().out)
        if found:
            return found[0]
        await asyncio.sleep(0.01)


async def raw(client: Client, request: str) -> tuple[int, str]:
    """Status and body of a request sent to the letter, as no well-mannered client would."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(request.encode())
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(" ", 2)[1]), answer.partition("\r\n\r\n")[2]
