"""How the stand-in for Zalo's Official Account behaves, and how it fails when it is told to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.servers.fake_telegram.listener import Listener
from tests.servers.fake_zalo_oa import CannotError, FakeZaloOA, OAUser, mac

VECTOR = (
    '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730",'
    '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text",'
    '"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},"timestamp":"1540363714987"}'
).encode()
CS = "/v3.0/oa/message/cs"
BUTTONS: list[dict[str, Any]] = [
    {"title": "Cập nhật", "type": "oa.query.show", "payload": "#TD 12"},
    {"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://example.vn"}},
]


class Client:
    """The least that speaks to the three hosts."""

    def __init__(self, oa: FakeZaloOA, http: aiohttp.ClientSession) -> None:
        self.oa, self.http = oa, http
        self.token = ""
        self.headers: dict[str, str] = {}

    async def refresh(self, token: str = "", secret: str = "") -> dict[str, Any]:
        form = {"refresh_token": token or self.oa.refresh_token, "app_id": self.oa.app_id, "grant_type": "refresh_token"}
        return await self.oauth(form, secret)

    async def oauth(self, form: dict[str, str], secret: str = "") -> dict[str, Any]:
        headers = {"secret_key": secret or self.oa.app_secret}
        async with self.http.post(f"{self.oa.oauth_url}/v4/oa/access_token", data=form, headers=headers) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json()
        self.token = answer.get("access_token", self.token)
        return answer

    async def post(self, path: str, body: Any, base: str = "") -> dict[str, Any]:
        async with self.http.post(f"{base or self.oa.api_url}{path}", json=body, headers={"access_token": self.token}) as response:
            assert response.status == 200
            self.headers = dict(response.headers)
            answer: dict[str, Any] = await response.json()
            return answer

    async def get(self, path: str, base: str = "", **query: str) -> dict[str, Any]:
        headers = {"access_token": self.token}
        async with self.http.get(f"{base or self.oa.api_url}{path}", params=query, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def cs(self, user: OAUser | str, text: str = "Xin chào", attachment: Any = None) -> dict[str, Any]:
        message: dict[str, Any] = {"text": text} if text else {}
        if attachment:
            message["attachment"] = attachment
        return await self.post(CS, {"recipient": {"user_id": user if isinstance(user, str) else user.id}, "message": message})

    async def error(self, user: OAUser | str, text: str = "Xin chào", attachment: Any = None) -> int:
        return int((await self.cs(user, text, attachment))["error"])

    async def upload(self, kind: str, name: str, data: bytes) -> dict[str, Any]:
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(data), filename=name)
        url = f"{self.oa.api_url}/v2.0/oa/upload/{kind}"
        async with self.http.post(url, data=form, headers={"access_token": self.token}) as response:
            answer: dict[str, Any] = await response.json()
            return answer


class Receiver:
    """A webhook: answers with `statuses` in turn, then with 200."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, dict[str, str]]] = []
        self.statuses: list[int] = []
        self.delay = 0.0
        self.listener = Listener("127.0.0.1", 0, self._handle)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.port}/zalo"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.got]

    @property
    def names(self) -> list[str]:
        return [event["event_name"] for event in self.events]

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.got.append((await request.read(), dict(request.headers)))
        await asyncio.sleep(self.delay)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA() as running:
        yield running


@pytest.fixture
async def client(oa: FakeZaloOA) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as http:
        client = Client(oa, http)
        client.token, _ = oa.issues_pair()
        yield client


@pytest.fixture
async def receiver(oa: FakeZaloOA) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.listener.open()
    oa.webhook_url = receiver.url
    yield receiver
    await receiver.listener.end()


@pytest.fixture
def lan(oa: FakeZaloOA) -> OAUser:
    return oa.user("Lan")


def buttons(*given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "template", "payload": {"buttons": list(given)}}


def media(**element: str) -> dict[str, Any]:
    return {"type": "template", "payload": {"template_type": "media", "elements": [{"media_type": "image", **element}]}}


async def test_a_refresh_token_works_once(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    first, before = oa.refresh_token, client.token
    pair = await client.refresh(first)
    assert pair["expires_in"] == "90000"
    assert (pair["refresh_token"], pair["access_token"]) == (oa.refresh_token, oa.access_token)
    again = await client.refresh(first)
    assert again["error"] == -14014
    assert again["error_name"]
    assert [refresh.outcome for refresh in oa.refreshes] == ["rotated", "reused"]
    assert await client.error(lan) == 0
    client.token = before
    assert await client.error(lan) == -216


async def test_a_refresh_needs_the_app_secret(oa: FakeZaloOA, client: Client) -> None:
    assert (await client.refresh(secret="wrong"))["error"] < 0  # noqa: S106
    assert oa.refreshes == []


async def test_a_cut_refresh_has_rotated_the_pair(oa: FakeZaloOA, client: Client) -> None:
    before = oa.refresh_token
    oa.switches.cut_refresh_before = 1
    with pytest.raises(aiohttp.ClientError):
        await client.refresh()
    assert oa.refresh_token == before
    oa.switches.cut_refresh = 1
    with pytest.raises(aiohttp.ClientError):
        await client.refresh()
    assert oa.refresh_token != before
    assert oa.calls("/v4/oa/access_token")[-1].status == 0
    oa.switches.refresh_error = 1
    assert (await client.refresh())["error"] == -32
    assert "access_token" in await client.refresh()
    assert [refresh.outcome for refresh in oa.refreshes] == ["cut", "rotated and cut", "error", "rotated"]


async def test_refreshes_at_one_time_are_counted(oa: FakeZaloOA, client: Client) -> None:
    token = oa.refresh_token
    answers = await asyncio.gather(client.refresh(token), client.refresh(token))
    assert oa.concurrent_refreshes == 2
    assert sorted("access_token" in answer for answer in answers) == [False, True]


async def test_a_code_of_the_admin_becomes_a_pair_once(oa: FakeZaloOA, client: Client) -> None:
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    form = {"app_id": oa.app_id, "grant_type": "authorization_code", "code": oa.consents(challenge), "code_verifier": verifier}
    assert (await client.oauth(form))["access_token"] == oa.access_token
    assert (await client.oauth(form))["error"] < 0


async def test_an_access_token_is_needed_and_expires(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    good, client.token = client.token, "none"
    assert await client.error(lan) == -216
    client.token = good
    assert (await client.get("/v2.0/oa/getoa"))["data"]["oaid"] == oa.oa_id
    assert (await client.get("/v2.0/oa/getoa", access_token=good))["error"] == 404
    oa.advance(90_001)
    assert oa.access_token == ""
    assert await client.error(lan) == -220
    assert (await client.get("/message/quota", oa.business_url))["error"] == -124


async def test_a_text_reaches_the_user(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    oa.advance(60 - oa.now() % 60)
    answer = await client.cs(lan, "Chào chị Lan")
    assert (answer["error"], answer["data"]["user_id"]) == (0, lan.id)
    assert "quota" not in answer["data"]
    assert oa.texts(lan) == ["Chào chị Lan"]
    assert answer["data"]["message_id"] == (await oa.wait_for(1, lan))[0].message_id
    oa.switches.with_quota = True
    assert (await client.cs(lan))["data"]["quota"]["remain"] == "8"
    assert client.headers["X-RateLimit-Limit"] == "4000"
    assert client.headers["X-RateLimit-Remain"] == "3998"
    assert oa.call_count(CS) == 2


async def test_a_message_that_is_empty_or_too_long_is_refused(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    assert await client.error(lan, "a" * 2001) == -210
    assert await client.error(lan, "a" * 2000) == 0
    assert await client.error(lan, " ") == -201
    assert await client.error("123") == -201
    assert len(oa.sent) == 1


async def test_the_window_closes_after_seven_days(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    oa.switches.access_seconds = 10**7
    client.token, _ = oa.issues_pair()
    stranger = oa.user("Minh", follows=False)
    assert await client.error(stranger) == -213
    stranger.types("Chào")
    assert await client.error(stranger) == 0
    oa.advance(7 * 86_400 + 1)
    assert await client.error(lan) == -230
    lan.types("Tôi đây")
    assert await client.error(lan) == 0
    asked = await client.post("/v3.0/oa/quota/message", {"user_id": lan.id})
    assert asked["data"]["last_interaction"] == str(lan.last_interaction)
    lan.last_interaction = 1
    assert await client.error(lan) == -230


async def test_a_button_is_pressed_by_its_title(oa: FakeZaloOA, client: Client, lan: OAUser, receiver: Receiver) -> None:
    assert await client.error(lan, "Chọn", buttons(*BUTTONS)) == 0
    assert await client.error(lan, "Không có nút") == 0
    lan.presses("Cập nhật")
    await oa.settles()
    assert receiver.events[-1]["message"]["text"] == "#TD 12"
    with pytest.raises(CannotError, match="sends nothing"):
        lan.presses("Mở")
    with pytest.raises(CannotError, match="no button"):
        lan.presses("Khác")


async def test_buttons_are_checked(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    assert await client.error(lan, "Chọn", buttons(*[BUTTONS[0]] * 6)) == -201
    assert await client.error(lan, "Chọn", buttons(BUTTONS[0] | {"title": "a" * 101})) == -201
    assert await client.error(lan, "Chọn", buttons(BUTTONS[0] | {"payload": "a" * 1001})) == -201
    assert await client.error(lan, "Chọn", buttons(BUTTONS[1] | {"payload": "https://example.vn"})) == -201
    assert await client.error(lan, "", buttons(BUTTONS[0])) == -201
    assert oa.sent == []


async def test_an_upload_can_be_sent_for_seven_days(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    oa.switches.access_seconds = 10**7
    client.token, _ = oa.issues_pair()
    image = (await client.upload("image", "chart.png", b"png"))["data"]["attachment_id"]
    token = (await client.upload("file", "plan.pdf", b"pdf"))["data"]["token"]
    assert await client.error(lan, "Biểu đồ", media(attachment_id=image)) == 0
    assert await client.error(lan, "", {"type": "file", "payload": {"token": token}}) == 0
    assert await client.error(lan, "", {"type": "file", "payload": {"attachment_id": token}}) == -201
    assert await client.error(lan, "", media(attachment_id=image, url="https://example.vn/a.png")) == -201
    assert await client.error(lan, "", {"type": "image", "payload": {"attachment_id": image}}) == -201
    assert [(sent.kind, sent.attachment) for sent in oa.sent] == [("image", image), ("file", token)]
    assert [(upload.filename, upload.data) for upload in oa.uploads] == [("chart.png", b"png"), ("plan.pdf", b"pdf")]
    oa.advance(7 * 86_400 + 1)
    lan.types("Chào")
    assert await client.error(lan, "", media(attachment_id=image)) == -100


async def test_an_upload_of_another_kind_or_size_is_refused(oa: FakeZaloOA, client: Client) -> None:
    assert (await client.upload("file", "plan.xlsx", b"xlsx"))["error"] == -201
    assert (await client.upload("image", "chart.webp", b"webp"))["error"] == -201
    assert (await client.upload("image", "chart.png", bytes(1024 * 1024 + 1)))["error"] == -210
    assert oa.uploads == []


async def test_templates_are_checked_against_their_parameters(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    oa.templates["t1"] = [{"name": "ten", "require": True, "type": "STRING", "maxLength": 30}]
    path, body = "/v3.0/oa/message/template", {"user_id": lan.id, "template_id": "t1", "template_data": {"ten": "Lan"}}
    lan.last_interaction = 1
    assert (await client.post(path, body))["data"]["quota"]["quota_type"] == "purchase_quota"
    assert (await client.post(path, body | {"template_data": {}}))["error"] == -1122
    assert (await client.post(path, body | {"template_data": {"ten": "a" * 31}}))["error"] == -1121
    assert (await client.post(path, body | {"template_id": "t2"}))["error"] == -109
    oa.template_states["t1"] = "PENDING_REVIEW"
    assert (await client.post(path, body))["error"] == -131
    assert [(sent.kind, sent.template_data) for sent in oa.sent_to(lan)] == [("template", {"ten": "Lan"})]
    info = await client.get("/template/info/v2", oa.business_url, template_id="t1")
    assert info["data"]["listParams"] == oa.templates["t1"]
    assert (await client.get("/template/info/v2", template_id="t1"))["data"] == info["data"]


async def test_a_template_by_phone_needs_money_and_daylight(oa: FakeZaloOA, client: Client) -> None:
    oa.templates["t1"] = []
    oa.switches.balance = 1
    body = {"phone": "+84987654321", "template_id": "t1", "template_data": {}, "tracking_id": "nhac-12"}
    answer = await client.post("/message/template", body, oa.business_url)
    assert answer["data"]["quota"] == {"dailyQuota": "500", "remainingQuota": "499"}
    assert (oa.sent[0].phone, oa.sent[0].tracking_id) == ("84987654321", "nhac-12")
    assert (await client.post("/message/template", body, oa.business_url))["error"] == -115
    assert (await client.post("/message/template", body | {"phone": "0987654321"}, oa.business_url))["error"] == -108
    assert (await client.post("/message/template", body | {"mode": "development"}, oa.business_url))["error"] == -127
    oa.switches.night = True
    assert (await client.post("/message/template", body, oa.business_url))["error"] == -133
    status = await client.get("/message/status", oa.business_url, message_id=answer["data"]["msg_id"])
    assert status["data"]["status"] == 1
    assert (await client.get("/message/status", oa.business_url, message_id="none"))["data"]["status"] == -1


async def test_the_account_can_ask_about_people(client: Client, lan: OAUser) -> None:
    lan.types("Một")
    await client.cs(lan, "Hai")
    detail = await client.get("/v3.0/oa/user/detail", data=json.dumps({"user_id": lan.id}))
    assert (detail["data"]["display_name"], detail["data"]["user_is_follower"]) == ("Lan", True)
    recent = await client.get("/v2.0/oa/listrecentchat", data=json.dumps({"offset": 0, "count": 10}))
    assert [(entry["src"], entry["message"]) for entry in recent["data"]] == [(0, "Hai"), (1, "Một")]
    assert (await client.get("/v2.0/oa/listrecentchat", data=json.dumps({"offset": 0, "count": 11})))["error"] == -201
    for closed in ("promotion", "transaction"):
        assert (await client.post(f"/v3.0/oa/message/{closed}", {}))["error"] == -240


async def test_calls_over_the_limit_are_refused_until_the_next_minute(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    oa.advance(60 - oa.now() % 60)
    oa.switches.rate_limit = 2
    assert [await client.error(lan) for _ in range(3)] == [0, 0, -32]
    assert client.headers["X-RateLimit-Remain"] == "0"
    oa.advance(60)
    assert await client.error(lan) == 0


async def test_sends_fail_as_they_are_told_to(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    oa.switches.slow_seconds = 0.05
    oa.switches.fail_sends.extend([-200, "cut", "cut_before", "slow"])
    assert await client.error(lan, "1") == -200
    for text in "23":
        with pytest.raises(aiohttp.ClientError):
            await client.cs(lan, text)
    began = asyncio.get_running_loop().time()
    assert await client.error(lan, "4") == 0
    assert asyncio.get_running_loop().time() - began >= 0.05
    oa.switches.fail_sends.extend(["500", "html"])
    body = {"recipient": {"user_id": lan.id}, "message": {"text": "5"}}
    for status in (500, 200):
        async with client.http.post(f"{oa.api_url}{CS}", json=body, headers={"access_token": client.token}) as response:
            assert response.status == status
            assert response.content_type.startswith("text/")
    assert oa.texts(lan) == ["2", "4"]
    oa.switches.fail_chance = {-32: 0.5}
    assert {await client.error(lan) for _ in range(30)} == {0, -32}


async def test_it_goes_down_and_comes_back_on_the_same_port(oa: FakeZaloOA, client: Client, lan: OAUser) -> None:
    oa.goes_down()
    with pytest.raises(aiohttp.ClientError):
        await client.cs(lan)
    await oa.comes_back()
    assert await client.error(lan) == 0


@pytest.mark.parametrize(
    ("first", "body", "timestamp", "secret", "digest"),
    [
        ("X", b"BODY", "1234567890", "Y", "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"),
        (
            "360846524940903967",
            VECTOR,
            "1540363714987",
            "OA_SECRET_TEST",
            "855cb6b60ce4638d7605c33a8218745426a1919cd4d841c0b46993aa516a308b",
        ),
    ],
)
def test_the_signature_is_that_of_the_reference(first: str, body: bytes, timestamp: str, secret: str, digest: str) -> None:
    assert mac(first, body, timestamp, secret) == digest


async def test_an_event_is_signed_as_the_switches_say(oa: FakeZaloOA, lan: OAUser, receiver: Receiver) -> None:
    how = oa.switches.signature
    lan.types("Xin chào")
    await oa.settles()
    body, headers = receiver.got[0]
    event = json.loads(body)
    assert list(event) == list(json.loads(VECTOR))
    assert event["message"]["text"] == "Xin chào"
    assert "num_retry" not in headers
    assert headers["X-ZEvent-Signature"] == f"mac={mac(oa.app_id, body, event['timestamp'], oa.secret_key)}"
    how.first, how.timestamp, how.secret, how.prefix = "oa_id", "header", "app_secret", False
    lan.types("Nữa")
    await oa.settles()
    body, headers = receiver.got[1]
    assert headers["X-ZEvent-Signature"] == mac(oa.oa_id, body, headers["X-ZEvent-Timestamp"], oa.app_secret)
    how.wrong = True
    lan.types("Sai")
    await oa.settles()
    body, headers = receiver.got[2]
    assert headers["X-ZEvent-Signature"] != mac(oa.oa_id, body, headers["X-ZEvent-Timestamp"], oa.app_secret)
    how.missing = True
    lan.types("Thiếu")
    await oa.settles()
    assert "X-ZEvent-Signature" not in receiver.got[3][1]


async def test_all_that_a_person_does_is_told_in_order(oa: FakeZaloOA, lan: OAUser, receiver: Receiver) -> None:
    lan.unfollows()
    lan.follows()
    lan.sends("file", "https://f1.zdn.vn/a", "bao-cao.xlsx")
    lan.sends("location", text="21.03, 105.85")
    lan.submits_info("Lan", "84912345678")
    lan.seen(["m1"])
    await oa.settles()
    assert receiver.names == ["unfollow", "follow", "user_send_file", "user_send_location", "user_submit_info", "user_seen_message"]
    assert receiver.events[0]["follower"] == {"id": lan.id}
    file = {"type": "file", "payload": {"url": "https://f1.zdn.vn/a", "name": "bao-cao.xlsx"}}
    assert receiver.events[2]["message"]["attachments"] == [file]
    assert receiver.events[4]["info"] == {"name": "Lan", "phone": "84912345678"}
    assert [call.status for call in oa.webhook_calls] == [200] * 6


async def test_sends_are_echoed_and_receipted(oa: FakeZaloOA, client: Client, lan: OAUser, receiver: Receiver) -> None:
    oa.switches.echo = oa.switches.receipts = True
    oa.templates["t1"] = []
    await client.cs(lan, "Chào")
    body = {"phone": "84987654321", "template_id": "t1", "template_data": {}, "tracking_id": "nhac-12"}
    await client.post("/message/template", body, oa.business_url)
    await oa.settles()
    told = {event["event_name"]: event for event in receiver.events if event["recipient"]["id"] == lan.id}
    assert told["oa_send_text"]["sender"] == {"id": oa.oa_id}
    assert told["user_received_message"]["message"]["msg_id"] == oa.sent[0].message_id
    (zns,) = (json.loads(body) for body, headers in receiver.got if headers.get("X-ZEvent-Server") == "ZNS")
    assert (zns["recipient"]["id"], zns["message"]["tracking_id"]) == ("84987654321", "nhac-12")


async def test_the_console_saves_a_webhook_that_answers_the_probe(oa: FakeZaloOA, receiver: Receiver) -> None:
    oa.webhook_url, oa.webhook_enabled = "", False
    receiver.statuses = [401]
    assert not await oa.saves_webhook(receiver.url)
    assert oa.webhook_url == ""
    assert await oa.saves_webhook(receiver.url)
    assert (oa.webhook_url, oa.webhook_enabled) == (receiver.url, True)
    body, headers = receiver.got[0]
    assert body == b"{}"
    assert "X-ZEvent-Signature" not in headers


async def test_a_webhook_that_never_acknowledges_is_disabled(oa: FakeZaloOA, lan: OAUser, receiver: Receiver) -> None:
    oa.switches.retry_scale = 1e-5
    receiver.statuses = [500] * 6
    lan.types("Một")
    await oa.wait_until(lambda: not oa.webhook_enabled)
    assert [headers.get("num_retry") for _, headers in receiver.got] == [None, "1", "2", "3", "4", "5"]
    assert len({body for body, _ in receiver.got}) == 1
    lan.types("Hai")
    await oa.settles()
    assert [call.num_retry for call in oa.webhook_calls] == [0, 1, 2, 3, 4, 5]


async def test_a_late_acknowledgement_brings_the_event_again(oa: FakeZaloOA, lan: OAUser, receiver: Receiver) -> None:
    oa.switches.ack_limit, receiver.delay = 0.05, 0.2
    key = lan.types("Một")
    await oa.settles()
    assert [(call.event, call.status) for call in oa.webhook_calls] == [("user_send_text", None)]
    receiver.delay = 0.0
    oa.advance(29)
    oa.advance(1)
    await oa.wait_until(lambda: len(oa.webhook_calls) == 2)
    assert (oa.webhook_calls[1].status, oa.webhook_calls[1].num_retry) == (200, 1)
    assert [event["message"]["msg_id"] for event in receiver.events] == [key, key]
