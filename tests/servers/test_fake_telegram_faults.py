"""How the stand-in for Telegram fails when it is told to, and how else it can be used: on a thread, by curl, by hand."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tracemalloc
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import NetworkError, RetryAfter, TimedOut

from tests.servers.fake_telegram import FakeTelegram, User
from tests.servers.fake_telegram.methods import Messages


@pytest.fixture(autouse=True)
def _seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the library warns of each RetryAfter, which is an error here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


@pytest.fixture
async def bot(server: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, base_url=server.base_url) as client:
        yield client


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def lan(server: FakeTelegram) -> User:
    return server.user("Lan")


async def poll(http: aiohttp.ClientSession, server: FakeTelegram, **parameters: Any) -> list[Any]:
    async with http.post(f"{server.base_url}{server.token}/getUpdates", json=parameters) as response:
        found: list[Any] = (await response.json())["result"]
        return found


def texts(updates: list[Any]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_too_many_requests_say_when_to_come_back(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    fault = server.faults.too_many(times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(lan.id, "x")
        assert refusal.value.retry_after == timedelta(seconds=7)
    await bot.send_message(lan.id, "x")
    assert (fault.struck, server.times_sent("x", lan)) == (2, 1)


async def test_a_share_of_the_sends_is_refused(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    server.faults.too_many(share=0.3)
    refused = 0
    for number in range(100):
        try:
            await bot.send_message(lan.id, str(number))
        except RetryAfter:
            refused += 1
    assert 15 <= refused <= 45
    assert len(server.sent) == 100 - refused


@pytest.mark.parametrize("status", [500, 502])
async def test_a_broken_server_sends_nothing(status: int, server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    server.faults.error(status, times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(lan.id, "x")
    assert not server.sent
    assert await bot.get_me(), "other methods are not hit"
    await bot.send_message(lan.id, "x")


@pytest.mark.parametrize("fault", ["lost", "half"])
async def test_a_send_whose_answer_is_lost_has_been_sent(fault: str, server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    getattr(server.faults, fault)(times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(lan.id, "Nhắc việc NH-0123")
    await bot.send_message(lan.id, "Nhắc việc NH-0123")
    assert server.times_sent("Nhắc việc NH-0123") == 2
    assert [called.status for called in server.calls("sendMessage")] == [200, 200]


async def test_a_request_that_is_dropped_has_done_nothing(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    server.faults.drop(times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(lan.id, "x")
    assert not server.sent
    assert server.calls("sendMessage")[0].status == 0


async def test_a_slow_answer_is_late_although_the_work_is_done(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    server.faults.slow(0.5, "sendMessage", times=1)
    with pytest.raises(TimedOut):
        await bot.send_message(lan.id, "x", read_timeout=0.1)
    assert server.texts(lan) == ["x"]
    assert await asyncio.wait_for(bot.get_me(), 0.4)


async def test_an_outage_refuses_connections_until_it_is_over(
    server: FakeTelegram, bot: telegram.Bot, http: aiohttp.ClientSession, lan: User
) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    server.goes_down()
    with pytest.raises(NetworkError):
        await waiting
    with pytest.raises(aiohttp.ClientConnectorError):
        await http.get(server.url)
    lan.types("trong lúc mất mạng")
    await server.comes_back()
    assert texts(await poll(http, server)) == ["trong lúc mất mạng"]
    server.goes_down(0.1)
    with pytest.raises(aiohttp.ClientError):
        await poll(http, server)
    await asyncio.sleep(0.15)
    assert texts(await poll(http, server)) == ["trong lúc mất mạng"]


async def test_waiting_in_vain_says_what_has_come_instead(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    await bot.send_message(lan.id, "một")
    assert [message.text for message in await server.wait_for(1, lan)] == ["một"]
    with pytest.raises(TimeoutError, match=r"1 of 2 messages after 0\.05 s: \['một'\]"):
        await server.wait_for(2, lan, timeout=0.05)


async def test_memory_is_bounded_where_a_limit_is_set() -> None:
    """Without HTTP, for time: 8,000 messages each way with 200 remembered."""
    telegram_ = FakeTelegram(keep=200, log=100)
    methods = Messages(telegram_.world)
    lan = telegram_.user("Lan")
    tracemalloc.start()
    try:
        sizes = []
        for number in range(8_000):
            lan.types(f"Câu hỏi {number}")
            methods.send_message({"chat_id": lan.id, "text": f"Trả lời {number}"})
            if telegram_.updates.next_id % 100 == 0:
                telegram_.updates.get(telegram_.updates.next_id, 1)
            if number in (1_000, 7_999):
                sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert sizes[1] < sizes[0] * 1.2
    assert (len(telegram_.sent), telegram_.world.sent_count) == (200, 8_000)


def test_it_can_be_used_without_async() -> None:
    with FakeTelegram.in_thread() as running:
        lan = running.user("Lan", 42)

        def post(path: str, **fields: object) -> bytes:
            body = urllib.parse.urlencode(fields).encode()
            with urllib.request.urlopen(f"{running.url}{path}", body, timeout=5) as response:  # noqa: S310
                return bytes(response.read())

        lan.types("Xin chào")
        assert b"Xin ch" in post(f"/bot{running.token}/getUpdates", timeout=5)
        post(f"/bot{running.token}/sendMessage", chat_id=42, text="Chào chị")
        assert [message.text for message in running.wait(1, lan)] == ["Chào chị"]
        running.goes_down()
        with pytest.raises(OSError, match="refused"):
            post("/")
        running.complete(running.comes_back())
        assert post(f"/bot{running.token}/getMe")


async def test_a_person_with_curl_can_play_the_user(server: FakeTelegram, bot: telegram.Bot, http: aiohttp.ClientSession) -> None:
    async def control(path: str, **fields: Any) -> Any:
        async with http.post(f"{server.url}/control/{path}", data={key: str(value) for key, value in fields.items()}) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    await control("types", user=7, text="/start")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="1")]])
    sent = await bot.send_message(7, "<b>Ghi?</b>", parse_mode="HTML", reply_markup=markup)
    await control("presses", user=7, label="Có")
    group = await control("groups", title="Tổ", supergroup=True)
    await control("types", user=7, chat=group["id"], text="95%", mention=True)
    await control("sends_file", user=7, name="a.txt", base64="eA==", caption="tệp")
    await control("raw", from_the_future=1)
    kinds = [next(iter(update.to_dict().keys() - {"update_id"}), "") for update in await bot.get_updates()]
    assert kinds == ["message", "callback_query", "message", "message", "from_the_future"]
    waited = await control("wait", chat=7, count=1, timeout=1)
    assert waited["count"] == 1
    assert waited["messages"][0]["buttons"] == [[{"label": "Có", "data": "1", "url": ""}]]
    assert (waited["messages"][0]["html"], waited["messages"][0]["message_id"]) == ("<b>Ghi?</b>", sent.message_id)
    await control("faults", kind="too_many", times=1, retry_after=3, redeliver=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "x")
    state = await control("state")
    assert (state["pending"], state["redeliver"], state["faults"][0]["struck"]) == (5, 1, 1)
    assert await control("faults", clear=True)
    assert not server.faults.on
    assert (await control("calls", method="sendMessage"))[0]["parameters"]["text"] == "<b>Ghi?</b>"
    async with http.get(f"{server.url}/control/") as response:
        assert "types" in (await response.json())["known"]
    async with http.post(f"{server.url}/control/presses", data={"user": "7", "label": "Không"}) as response:
        assert response.status == 400


def test_it_can_be_started_by_hand() -> None:
    command = [sys.executable, "-m", "tests.servers.fake_telegram", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.terminate()
    assert first.startswith("Bot API   http://127.0.0.1:")
