"""The web server over real HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, DummyCookieJar

from bot.settings import Settings
from bot.web.listening import CannotListenError, serve
from handlers.turn import Conversation, Message, Reply
from store.db import Store
from tests.bot.conftest import SENTENCE, Client, ClientMaker, StandIn, ask, build_chat, sentences


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


async def test_a_watchdog_can_ask_whether_it_is_alive(client: Client) -> None:
    assert await (await client.get("/healthz")).json() == {"status": "ok"}


async def test_a_slow_answer_does_not_hold_up_the_page(settings: Settings, now: datetime, aiohttp_client: ClientMaker) -> None:
    release = threading.Event()

    class Slow(StandIn):
        def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
            assert release.wait(10)
            return super().answer(message, conversation, now)

    client = await aiohttp_client(build_chat(settings, Slow(), now))
    waiting = asyncio.create_task(ask(client, "x"))
    await asyncio.sleep(0.05)
    assert (await client.get("/healthz")).status == 200
    assert not waiting.done()
    release.set()
    assert (await waiting).status == 200


async def test_a_message_whose_handler_throws_is_kept_its_sender_told_and_the_next_one_answered(
    aiohttp_client: ClientMaker, settings: Settings, now: datetime
) -> None:
    class Broken(StandIn):
        def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
            if message.text == "hỏng":
                raise RuntimeError("không làm được")
            return super().answer(message, conversation, now)

    client = await aiohttp_client(build_chat(settings, Broken(), now))
    assert "chưa xử lý được" in (await sentences(await ask(client, "hỏng", "message-1")))[0]
    assert await sentences(await ask(client, "một", "message-2")) == ["Nghe: một"]
    kept = Store.open(settings.database)
    (broken,) = kept.transact(lambda db: db.rows("SELECT raw, error FROM broken"))
    kept.close()
    assert "hỏng" in broken["raw"]
    assert "không làm được" in broken["error"]


async def test_an_answer_survives_a_restart(aiohttp_client: ClientMaker, settings: Settings, assistant: StandIn, now: datetime) -> None:
    first = await aiohttp_client(build_chat(settings, assistant, now))
    await first.get("/")
    answer = await sentences(await ask(first, "một", "message-1"))
    cookies = {"kehoach_chat": first.session.cookie_jar.filter_cookies(first.make_url("/"))["kehoach_chat"].value}
    await first.close()
    second = await aiohttp_client(build_chat(settings, assistant, now), cookies=cookies)
    assert await sentences(await ask(second, "một", "message-1")) == answer
    assert await sentences(await ask(second, "trước đó", "message-2")) == ["Trước đó: một"]
    assert [seen.message.text for seen in assistant.seen] == ["một", "trước đó"]


async def test_it_says_where_it_listens_and_stops_when_told(
    settings: Settings, assistant: StandIn, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(settings, build_chat(settings, assistant, now), stop, "Thêm một dòng."))
    printed = await asyncio.wait_for(_printed(capsys), 5)
    address = re.search(r"http://[\d.:]+", printed)[0]  # type: ignore[index]
    assert printed.endswith("\nThêm một dòng.\n")
    async with ClientSession() as browser, browser.get(f"{address}/healthz") as response:
        assert response.status == 200
    stop.set()
    await asyncio.wait_for(serving, 5)


async def test_an_address_that_is_taken_is_told_as_such(settings: Settings, assistant: StandIn, now: datetime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListenError, match=str(port)):
            await serve(replace(settings, port=port), build_chat(settings, assistant, now), asyncio.Event())


async def _printed(capsys: pytest.CaptureFixture[str]) -> str:
    while True:
        printed = capsys.readouterr().out
        if printed:
            return printed
        await asyncio.sleep(0.01)
