"""The stand-in for Zalo is itself held to what is known of Zalo, over HTTP, by bare requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.servers.fake_telegram.listener import Listener
from tests.servers.fake_zalo_bot import SECRET_HEADER, TOKEN, FakeZaloBot, ZaloUser

SECOND = "7100000002:another-token-that-zalo-never-gave"
SECRET = "a-secret-of-the-webhook"  # noqa: S105 of no use anywhere else
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
NO_UPDATE = {"ok": False, "error_code": 408, "description": "Request timeout"}


class Receiver:
    """A webhook, and a place to fetch photos from."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.statuses: list[int] = []
        """What the next requests are answered, then 200."""
        self.seconds = 0.0
        self.listener = Listener("127.0.0.1", 0, self._take)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.port}/hook"

    @property
    def texts(self) -> list[str]:
        bodies = [body.get("result", body) for body in self.bodies]
        return [body["message"]["text"] for body in bodies if body]

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        status = self.statuses.pop(0) if self.statuses else 200
        if request.method == "POST":
            self.bodies.append(await request.json())
            self.headers.append(dict(request.headers))
        await asyncio.sleep(self.seconds)
        return web.Response(body=PNG, status=status)


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot(TOKEN, SECOND) as running:
        running.switches.poll_scale = 0.01
        yield running


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiving = Receiver()
    await receiving.listener.open()
    yield receiving
    await receiving.listener.end()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def lan(zalo: FakeZaloBot) -> ZaloUser:
    return zalo.user("Lan")


class Caller:
    """A bot that calls Zalo."""

    def __init__(self, http: aiohttp.ClientSession, zalo: FakeZaloBot, token: str = TOKEN) -> None:
        self.http, self.url = http, f"{zalo.url}/bot{token}"

    async def __call__(self, method: str, **parameters: Any) -> Any:
        async with self.http.post(f"{self.url}/{method}", json=parameters) as response:
            return await response.json()

    async def says(self, user: ZaloUser, text: str) -> Any:
        return await self("sendMessage", chat_id=user.id, text=text)

    async def poll(self, timeout: int = 30) -> Any:
        return await self("getUpdates", timeout=timeout)

    async def set_webhook(self, receiver: Receiver, secret: str = SECRET) -> Any:
        return await self("setWebhook", url=receiver.url, secret_token=secret)


@pytest.fixture
def bot(http: aiohttp.ClientSession, zalo: FakeZaloBot) -> Caller:
    return Caller(http, zalo)


async def test_errors_come_with_status_200_unless_they_are_mirrored(zalo: FakeZaloBot, http: aiohttp.ClientSession) -> None:
    url = f"{zalo.url}/bot1:wrong/getMe"
    async with http.get(url) as response:
        assert (response.status, await response.json()) == (200, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    zalo.switches.mirror_status = True
    async with http.get(url) as response:
        assert response.status == 401
    zalo.switches.html_error = True
    async with http.get(url) as response:
        assert (response.status, response.content_type) == (401, "text/html")


async def test_parameters_come_as_json_form_or_query(zalo: FakeZaloBot, lan: ZaloUser, http: aiohttp.ClientSession) -> None:
    url, said = f"{zalo.url}/bot{TOKEN}/sendMessage", {"chat_id": lan.id, "text": "Chào chị"}
    for request in (http.post(url, json=said), http.post(url, data=said), http.get(url, params=said)):
        async with request as response:
            assert (await response.json())["ok"]
    assert zalo.texts(lan) == ["Chào chị"] * 3
    assert zalo.times_sent("Chào chị", lan) == zalo.call_count("sendMessage") == len(zalo.calls("sendMessage")) == 3


async def test_a_method_is_known_by_its_exact_name(bot: Caller) -> None:
    assert (await bot("getMe"))["result"]["id"] == "7100000001"
    assert (await bot("getme"))["error_code"] == 400


async def test_an_update_is_forgotten_once_it_is_returned(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    said = lan.types("Xin chào")
    lan.types("lần nữa")
    assert await bot.poll() == {"ok": True, "result": said.update}
    assert said.update["message"]["from"] == {"id": lan.id, "display_name": "Lan", "is_bot": False}
    assert zalo.pending() == 1
    assert (await bot.poll())["result"]["message"]["text"] == "lần nữa"
    assert await bot.poll(1) == NO_UPDATE
    assert (len(zalo.given), zalo.lost) == (2, [])


async def test_a_poll_waits_for_an_update(bot: Caller, lan: ZaloUser) -> None:
    poll = asyncio.create_task(bot.poll())
    await asyncio.sleep(0.03)
    said = lan.types("đây")
    assert (await poll)["result"] == said.update


async def test_of_two_polls_only_one_gets_an_update(bot: Caller, lan: ZaloUser) -> None:
    polls = [asyncio.create_task(bot.poll(10)) for _ in range(2)]
    await asyncio.sleep(0.03)
    lan.types("một")
    assert sorted(answer["ok"] for answer in await asyncio.gather(*polls)) == [False, True]


async def test_an_update_is_lost_where_the_connection_is_cut_after_it_was_taken(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    zalo.switches.cut_after_pop = 1
    first, second = lan.types("mất"), lan.types("còn")
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot.poll()
    assert zalo.lost == [first.update]
    assert (await bot.poll())["result"] == second.update


@pytest.mark.parametrize("ghosts", [False, True])
async def test_a_caller_who_hangs_up_takes_nothing_unless_polls_are_ghosts(
    zalo: FakeZaloBot, bot: Caller, lan: ZaloUser, ghosts: bool
) -> None:
    zalo.switches.ghost_polls = ghosts
    poll = asyncio.create_task(bot.poll())
    await zalo.wait_until(lambda: zalo.call_count("getUpdates") == 1)
    await asyncio.sleep(0.01)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    said = lan.types("ai nghe?")
    await asyncio.sleep(0.02)
    assert zalo.lost == ([said.update] if ghosts else [])
    assert zalo.pending() == (0 if ghosts else 1)


async def test_updates_have_the_shapes_of_zalo(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    lan.sends_photo("https://photo.example/1.jpg", "ảnh", key="photo_url")
    lan.sends_sticker()
    lan.sends_voice()
    lan.sends_unsupported()
    lan.sends_unsupported(with_message=False)
    lan.in_group("@bot chào")
    zalo.pushes(["anything"])
    image, sticker, voice, unsupported, bare, group, raw = [(await bot.poll())["result"] for _ in range(7)]
    assert image["event_name"] == "message.image.received"
    assert (image["message"]["photo_url"], image["message"]["caption"]) == ("https://photo.example/1.jpg", "ảnh")
    assert {"sticker", "url"} <= sticker["message"].keys()
    assert voice["message"]["voice_url"].endswith(".aac")
    assert unsupported["message"].keys() == {"from", "chat", "message_id", "date"}
    assert bare == {"event_name": "message.unsupported.received"}
    assert group["message"]["chat"]["chat_type"] == "GROUP"
    assert group["message"]["chat"]["id"] != group["message"]["from"]["id"]
    assert raw == ["anything"]


async def test_bots_share_nothing_but_the_server(zalo: FakeZaloBot, bot: Caller, http: aiohttp.ClientSession) -> None:
    other = Caller(http, zalo, SECOND)
    here, there = zalo.user("Lan"), zalo.user("Lan", SECOND)
    there.types("chào")
    assert here.id != there.id
    assert await bot.poll(1) == NO_UPDATE
    assert (zalo.pending(TOKEN), zalo.pending(SECOND)) == (0, 1)
    assert (await other.poll())["ok"]
    assert (await bot.says(there, "ai đấy?"))["error_code"] == 404
    assert (await other.says(there, "chào chị"))["ok"]
    assert (zalo.texts(here), zalo.texts(there)) == ([], ["chào chị"])


async def test_a_text_has_1_to_2000_utf16_units(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    assert (await bot.says(lan, "😀" * 1000))["ok"]
    assert (await bot.says(lan, "😀" * 1000 + "a"))["error_code"] == 400
    assert (await bot.says(lan, ""))["error_code"] == 400
    zalo.switches.too_long_code = 403
    assert (await bot.says(lan, "a" * 2001))["error_code"] == 403


async def test_a_message_has_an_id_of_20_hex_digits_and_a_date_in_milliseconds(http: aiohttp.ClientSession) -> None:
    async with FakeZaloBot(clock=lambda: 1_800_000_000.5) as zalo:
        lan = zalo.user("Lan")
        result = (await Caller(http, zalo).says(lan, "chào"))["result"]
        assert result == {"message_id": zalo.sent[0].message_id, "date": 1_800_000_000_500}
        assert len(bytes.fromhex(result["message_id"])) == 10


async def test_a_bot_writes_only_to_whom_it_knows_and_who_has_not_blocked_it(zalo: FakeZaloBot, bot: Caller) -> None:
    hoa = zalo.user("Hoa", started=False)
    assert (await bot.says(hoa, "chào"))["error_code"] == 404
    hoa.types("tôi đây")
    assert (await bot.says(hoa, "chào"))["ok"]
    hoa.blocks()
    assert (await bot.says(hoa, "chào"))["error_code"] == 403


async def test_quota_and_number_of_users_are_limited(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    zalo.switches.monthly_quota, zalo.switches.users_limit = 2, 1
    second = zalo.user("Hoa")
    assert (await bot.says(second, "chào"))["ok"]
    zalo.switches.over_limit_code, zalo.switches.over_limit_silent = 403, True
    assert (await bot.says(second, "chào"))["error_code"] == 403
    second.types("không tới")
    assert zalo.pending() == 0
    assert (await bot.says(lan, "chào"))["ok"]
    assert (await bot.says(lan, "chào"))["error_code"] == 429


async def test_sends_fail_as_planned(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    zalo.switches.fail_sends.extend(["429", "403", "html", "cut_before", "cut", "slow"])
    zalo.switches.slow_seconds = 0.2
    assert (await bot.says(lan, "1"))["error_code"] == 429
    assert (await bot.says(lan, "2"))["error_code"] == 403
    with pytest.raises(aiohttp.ContentTypeError):
        await bot.says(lan, "3")
    for text in ("4", "5"):
        with pytest.raises(aiohttp.ClientConnectionError):
            await bot.says(lan, text)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.says(lan, "6"), 0.1)
    assert (await bot.says(lan, "7"))["ok"]
    assert zalo.texts(lan) == ["5", "6", "7"]


async def test_sends_and_polls_fail_by_chance_or_by_plan(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    zalo.switches.fail_chance = {"500": 0.3, "429": 0.3}
    codes = [(await bot.says(lan, str(number))).get("error_code") for number in range(60)]
    assert set(codes) == {None, 500, 429}
    zalo.switches.fail_polls = ["401"]
    lan.types("còn")
    assert (await bot.poll())["error_code"] == 401
    assert (await bot.poll())["ok"]


async def test_a_photo_is_fetched_twice(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser, receiver: Receiver) -> None:
    assert (await bot("sendPhoto", chat_id=lan.id, photo=receiver.url, caption="ảnh"))["ok"]
    (sent,) = zalo.sent_to(lan)
    assert (sent.kind, sent.text, sent.photo_url, sent.photo) == ("photo", "ảnh", receiver.url, PNG)
    receiver.statuses = [200, 410]
    assert (await bot("sendPhoto", chat_id=lan.id, photo=receiver.url))["error_code"] == 400
    assert (await bot("sendPhoto", chat_id=lan.id, photo="C:/photo.png"))["error_code"] == 400
    assert len(zalo.sent) == 1


async def test_stickers_voices_and_typing_are_taken(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    assert (await bot("sendSticker", chat_id=lan.id, sticker="abc"))["ok"]
    assert (await bot("sendVoice", chat_id=lan.id, voice_url="https://voice.example/1.aac"))["ok"]
    assert (await bot("sendVoice", chat_id=lan.id, voice_url="https://voice.example/1.mp3"))["error_code"] == 400
    assert await bot("sendChatAction", chat_id=lan.id, action="typing") == {"ok": True}
    assert [sent.kind for sent in await zalo.wait_for(2, lan)] == ["sticker", "voice"]


async def test_a_webhook_is_probed_and_kept_even_if_it_fails(zalo: FakeZaloBot, bot: Caller, receiver: Receiver) -> None:
    assert (await bot("getWebhookInfo"))["error_code"] == 404
    receiver.statuses = [403]
    verification = (await bot.set_webhook(receiver))["result"]["verification"]
    assert (verification["ok"], verification["outcome"]) == (False, "webhook.http.403")
    assert receiver.bodies == [{}]
    assert receiver.headers[0][SECRET_HEADER] == SECRET
    assert zalo.webhook(TOKEN) == (receiver.url, SECRET)
    assert (await bot("getWebhookInfo"))["result"]["url"] == receiver.url
    assert (await bot("testWebhook"))["result"]["outcome"] == "webhook.ok"
    zalo.switches.test_webhook_limit = 1
    assert (await bot("testWebhook"))["errorCode"] == 426
    assert (await bot("deleteWebhook"))["result"]["url"] == ""
    assert zalo.webhook(TOKEN) is None


async def test_a_webhook_needs_https_and_a_secret(zalo: FakeZaloBot, bot: Caller, receiver: Receiver) -> None:
    assert (await bot.set_webhook(receiver, "short"))["error_code"] == 400
    assert (await bot.set_webhook(receiver, "s" * 257))["error_code"] == 400
    zalo.switches.allow_http = False
    assert (await bot.set_webhook(receiver))["error_code"] == 400
    assert (await bot("setWebhook", url="https://127.0.0.1/hook", secret_token=SECRET))["error_code"] == 400
    assert zalo.webhook(TOKEN) is None


@pytest.mark.parametrize("bare", [False, True])
async def test_a_webhook_is_called_in_order_and_polls_are_silent(
    zalo: FakeZaloBot, bot: Caller, lan: ZaloUser, receiver: Receiver, bare: bool
) -> None:
    zalo.switches.bare = bare
    await bot.set_webhook(receiver)
    said = [lan.types(str(number)) for number in range(5)]
    assert await bot.poll(2) == NO_UPDATE
    await zalo.wait_until(lambda: not zalo.pending())
    assert receiver.bodies[1:] == [one.update if bare else {"ok": True, "result": one.update} for one in said]
    assert (receiver.headers[1][SECRET_HEADER], receiver.headers[1]["User-Agent"]) == (SECRET, "Java/1.8.0_192")
    assert [(call.update, call.status) for call in zalo.webhook_calls] == [(one.update, 200) for one in said]


async def test_a_webhook_is_called_twice_newest_first_or_with_a_wrong_secret(
    zalo: FakeZaloBot, bot: Caller, lan: ZaloUser, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver)
    zalo.switches.duplicate = zalo.switches.reorder = zalo.switches.wrong_secret = True
    lan.types("một")
    lan.types("hai")
    await zalo.wait_until(lambda: not zalo.pending())
    assert receiver.texts == ["hai", "hai", "một", "một"]
    assert receiver.headers[-1][SECRET_HEADER] != SECRET


async def test_a_failing_webhook_is_tried_again_only_if_told(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser, receiver: Receiver) -> None:
    await bot.set_webhook(receiver)
    receiver.statuses = [500, 503]
    lost = lan.types("mất")
    await zalo.wait_until(lambda: not zalo.pending())
    assert zalo.undelivered == [lost.update]
    zalo.switches.retry = True
    lan.types("còn")
    await zalo.wait_until(lambda: not zalo.pending())
    assert [call.status for call in zalo.webhook_calls] == [500, 503, 200]
    zalo.switches.retry, zalo.switches.ack_limit, receiver.seconds = False, 0.05, 0.2
    lan.types("chậm")
    await zalo.wait_until(lambda: not zalo.pending())
    assert zalo.webhook_calls[-1].status is None
    assert zalo.webhook_calls[-1].seconds >= 0.05


async def test_what_was_not_polled_goes_to_the_webhook_and_back(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser, receiver: Receiver) -> None:
    lan.types("trước")
    await bot.set_webhook(receiver)
    await zalo.wait_until(lambda: not zalo.pending())
    assert receiver.texts == ["trước"]
    zalo.switches.retry, zalo.switches.retry_seconds, receiver.statuses = True, 0.1, [500]
    said = lan.types("sau")
    await zalo.wait_until(lambda: len(zalo.webhook_calls) == 2)
    await bot("deleteWebhook")
    assert (await bot.poll())["result"] == said.update


async def test_a_bot_hears_its_own_echo(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    zalo.switches.echo = True
    result = (await bot.says(lan, "chào"))["result"]
    message = (await bot.poll())["result"]["message"]
    assert message["from"]["is_bot"]
    assert (message["chat"]["id"], message["text"], message["message_id"]) == (lan.id, "chào", result["message_id"])


async def test_an_outage_refuses_callers_and_keeps_updates(zalo: FakeZaloBot, bot: Caller, lan: ZaloUser) -> None:
    poll = asyncio.create_task(bot.poll())
    await zalo.wait_until(lambda: zalo.call_count("getUpdates") == 1)
    zalo.goes_down()
    said = lan.types("có ai không?")
    with pytest.raises(aiohttp.ClientConnectionError):
        await poll
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot("getMe")
    await zalo.comes_back()
    assert (await bot.poll())["result"] == said.update
    zalo.goes_down(0.02)
    await asyncio.sleep(0.05)
    assert (await bot("getMe"))["ok"]
