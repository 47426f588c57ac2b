"""How the stand-in for Telegram delivers updates: polling and webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import telegram
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import Conflict

from tests.servers.fake_telegram import FakeTelegram, User

Receive = Callable[[web.Request], Awaitable[web.Response]]


class Now:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
async def server(now: Now) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=now) as running:
        running.limits.pace = 0.001
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


class Receiver:
    """The bot's own web server: what it got, and what it says to it."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.secrets: list[str | None] = []
        self.answer: Receive = self.take
        self.url = ""

    async def take(self, _: web.Request) -> web.Response:
        return web.Response()

    async def handle(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.got.append(await request.json())
        return await self.answer(request)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def poll(http: aiohttp.ClientSession, server: FakeTelegram, **parameters: Any) -> list[Any]:
    async with http.post(f"{server.base_url}{server.token}/getUpdates", json=parameters) as response:
        found: list[Any] = (await response.json())["result"]
        return found


def texts(updates: list[Any]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_below_the_offset_is_forgotten(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    for text in "abc":
        lan.types(text)
    first = await poll(http, server)
    assert texts(first) == ["a", "b", "c"]
    assert texts(await poll(http, server)) == ["a", "b", "c"], "without an offset nothing is forgotten"
    assert texts(await poll(http, server, offset=first[1]["update_id"])) == ["b", "c"]
    assert texts(await poll(http, server, offset=0)) == ["b", "c"]
    assert not await poll(http, server, offset=first[2]["update_id"] + 1)
    assert [look.forgotten for look in server.polled] == [0, 0, 1, 0, 2]


async def test_a_negative_offset_keeps_only_the_last_updates(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    for text in "abcd":
        lan.types(text)
    assert texts(await poll(http, server, offset=-2)) == ["c", "d"]
    assert texts(await poll(http, server)) == ["c", "d"]
    assert texts(await poll(http, server, limit=1)) == ["c"]


async def test_an_offset_from_the_far_future_is_not_believed(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    """After ids have begun anew, a bot that kept its old offset still gets everything."""
    server.restarts_ids(5_000)
    lan.types("a")
    assert texts(await poll(http, server, offset=100_000_050)) == ["a"]
    assert (await poll(http, server))[0]["update_id"] == 5_000


async def test_a_poller_that_waits_is_answered_when_something_comes(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    waiting = asyncio.create_task(poll(http, server, timeout=20))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    lan.types("a")
    lan.types("b")
    assert texts(await asyncio.wait_for(waiting, 1)) == ["a", "b"]


async def test_a_poller_that_waits_in_vain_gets_an_empty_answer(server: FakeTelegram, http: aiohttp.ClientSession) -> None:
    assert await asyncio.wait_for(poll(http, server, timeout=1), 2) == []


async def test_the_older_of_two_pollers_is_sent_away(server: FakeTelegram, bot: telegram.Bot, http: aiohttp.ClientSession) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(poll(http, server, timeout=20))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance is running"):
        await asyncio.wait_for(older, 2)
    server.user("Lan").types("a")
    assert texts(await newer) == ["a"]


async def test_what_the_bot_does_not_ask_for_is_not_kept(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    await poll(http, server, allowed_updates=["callback_query"])
    lan.types("a")
    await poll(http, server)
    lan.types("b")
    assert not await poll(http, server), "the list holds until another one is given"
    await poll(http, server, allowed_updates=[])
    lan.types("c")
    assert texts(await poll(http, server)) == ["c"]


async def test_an_update_is_kept_for_24_hours_and_a_press_for_150_seconds(
    server: FakeTelegram, http: aiohttp.ClientSession, bot: telegram.Bot, lan: User, now: Now
) -> None:
    button = InlineKeyboardButton("Có", callback_data="1")
    await bot.send_message(lan.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))
    lan.types("a")
    lan.presses(server.sent[0], "Có")
    now.seconds += 151
    lan.types("b")
    assert texts(await poll(http, server)) == ["a", "b"]
    now.seconds += 86_400 - 151
    assert texts(await poll(http, server)) == ["b"]
    server.advance(151)
    assert not await poll(http, server)
    assert server.updates.expired == 3


async def test_every_update_comes_again_after_it_was_confirmed_as_often_as_asked(
    server: FakeTelegram, http: aiohttp.ClientSession, lan: User
) -> None:
    server.faults.redeliver = 2
    for text in "abc":
        lan.types(text)
    seen: list[int] = []
    offset = 0
    while got := await poll(http, server, offset=offset):
        seen += [update["update_id"] for update in got]
        offset = max([offset, *(update["update_id"] + 1 for update in got)])
    assert sorted(seen) == sorted(list(range(100_000_001, 100_000_004)) * 3)


async def test_shuffled_updates_are_all_there(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    server.faults.shuffle = True
    for number in range(50):
        lan.types(str(number))
    got = [int(text) for text in texts(await poll(http, server))]
    assert got != sorted(got)
    assert sorted(got) == list(range(50))


async def test_a_webhook_gets_updates_with_its_secret(server: FakeTelegram, bot: telegram.Bot, receiver: Receiver, lan: User) -> None:
    lan.types("trước")
    known = "a-secret_1"
    assert await bot.set_webhook(receiver.url, secret_token=known, max_connections=1)
    lan.types("sau")
    await server.wait_until(lambda: not server.pending)
    assert receiver.texts() == ["trước", "sau"]
    assert set(receiver.secrets) == {known}
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (receiver.url, 0, 1)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()
    lan.types("c")
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["c"]


async def test_a_webhook_ends_a_poller_and_dropping_leaves_nothing(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await waiting
    lan.types("a")
    await server.wait_until(lambda: bool(server.webhook.last_error))
    assert (await bot.get_webhook_info()).last_error_message == "Connection refused"
    await bot.delete_webhook(drop_pending_updates=True)
    assert not await bot.get_updates()


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org:8080/"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://example.org/", "secret_token": "khoá"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org/", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_that_telegram_would_not_take_is_refused(
    parameters: dict[str, str], why: str, server: FakeTelegram, http: aiohttp.ClientSession
) -> None:
    async with http.post(f"{server.base_url}{server.token}/setWebhook", json=parameters) as response:
        assert (await response.json())["description"] == f"Bad Request: {why}"


async def test_a_failing_update_holds_up_only_its_own_chat(server: FakeTelegram, bot: telegram.Bot, receiver: Receiver, lan: User) -> None:
    broken = True

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=500 if broken and receiver.texts()[-1] == "lan 1" else 200)

    receiver.answer = answer
    minh = server.user("Minh")
    await bot.set_webhook(receiver.url)
    for number in (1, 2, 3):
        lan.types(f"lan {number}")
        minh.types(f"minh {number}")
    await server.wait_until(lambda: receiver.texts().count("lan 1") >= 4 and "minh 3" in receiver.texts())
    assert "lan 2" not in receiver.texts()
    assert [text for text in receiver.texts() if text.startswith("minh")] == ["minh 1", "minh 2", "minh 3"]
    assert server.webhook.last_error == "Wrong response from the webhook: 500 Internal Server Error"
    broken = False
    await server.wait_until(lambda: not server.pending)
    assert [text for text in receiver.texts() if text.startswith("lan")][-3:] == ["lan 1", "lan 2", "lan 3"]


async def test_a_webhook_keeps_to_its_connections(server: FakeTelegram, bot: telegram.Bot, receiver: Receiver) -> None:
    at_once = most = 0

    async def answer(_: web.Request) -> web.Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        return web.Response()

    receiver.answer = answer
    await bot.set_webhook(receiver.url, max_connections=3)
    for number in range(12):
        server.user(f"Người {number}").types("x")
    await server.wait_until(lambda: not server.pending)
    assert most == 3


async def test_a_webhook_that_is_too_slow_or_has_refused_is_tried_again(
    server: FakeTelegram, bot: telegram.Bot, receiver: Receiver, lan: User
) -> None:
    server.limits.webhook = 0.1

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.3 if len(receiver.got) == 1 else 0)
        return web.Response(status=429 if len(receiver.got) == 2 else 200, headers={"Retry-After": "7"})

    receiver.answer = slow
    await bot.set_webhook(receiver.url)
    lan.types("a")
    await server.wait_until(lambda: not server.pending)
    problems = [delivery.problem for delivery in server.webhook.deliveries]
    assert problems == ["Read timeout expired", "Wrong response from the webhook: 429 Too Many Requests", ""]


async def test_a_webhook_gets_updates_again_and_out_of_order_where_that_is_asked_for(
    server: FakeTelegram, bot: telegram.Bot, receiver: Receiver, lan: User
) -> None:
    server.faults.redeliver, server.faults.shuffle = 2, True
    await bot.set_webhook(receiver.url)
    for number in range(20):
        lan.types(f"{number:02}")
    await server.wait_until(lambda: len(receiver.got) == 60)
    assert sorted(receiver.texts()) == sorted([f"{number:02}" for number in range(20)] * 3)
    assert receiver.texts() != sorted(receiver.texts())
