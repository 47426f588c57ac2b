"""What stands in a call that shows the right secret or signature: whatever it is, it is handled or kept aside, and holds up nothing."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.zalo_bot import SECRET_HEADER
from bot.channels.zalo_oa import BODY_LIMIT
from bot.channels.zalo_oa_signature import HEADER, TIME_HEADER
from handlers.turn import Conversation, Message, Reply
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET, Running, assert_the_log_is_clean, listen_to_the_log, running
from tests.bot.zalo import hurry_zalo, zalo_bot_settings, zalo_oa_settings
from tests.security.mutations import Mutator
from tests.security.zalo_forgeries import BOT_PATH, OA_PATH, Signed, update
from tests.servers.fake_zalo_bot import FakeZaloBot
from tests.servers.fake_zalo_oa import FakeZaloOA, Signature, mac

BODIES = 10_000 if os.environ.get("KEHOACH_LONG") == "1" else 300
PATIENCE = 120.0
BY_HEADER = "app_id+header+secret_key"
"""So signed, a body is authentic whatever stands in it."""
OA_KINDS = (
    "user_send_text",
    "user_send_file",
    "user_send_image",
    "user_send_link",
    "user_send_sticker",
    "follow",
    "unfollow",
    "oa_send_text",
)
BOT_KINDS = ("text", "image", "sticker", "voice", "unsupported", "document")


class Laconic(StandIn):
    """Answers one question; what else it is told is read, kept and left at that."""

    def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
        replies = super().answer(message, conversation, now)
        return replies if message.text == "bhyt" else []


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    hurry_zalo(monkeypatch)
    listen_to_the_log(caplog)


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as server:
        yield server


@pytest.fixture
async def bot(zalo: FakeZaloBot, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(zalo_bot_settings(tmp_path, zalo, webhook=True), Laconic()) as bot:
        await zalo.wait_until(lambda: zalo.webhook() is not None)
        yield bot


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA() as server:
        server.switches.retry_scale = 0
        yield server


async def post(bot: Running, path: str, body: bytes, **headers: str) -> int:
    url = f"http://127.0.0.1:{bot.settings.port}{path}"
    async with ClientSession() as client, client.post(url, data=BytesIO(body), headers=headers) as response:
        return response.status


def spoiled(mutator: Mutator, fields: dict[str, Any]) -> bytes:
    """The event with something else in one place of it, torn, or as it is."""
    if mutator.now_and_then(0.5):
        # A timestamp that cannot be written trips an event of following: see the last test.
        spared = "timestamp" if "follower" in fields else ""
        place, name = mutator.pick([found for found in mutator.places(fields) if found[1] != spared])
        place[name] = mutator.json()
    whole = json.dumps(fields).encode()
    torn = [whole[: len(whole) // 2], whole * 2, b"\xff" + whole, whole.replace(b'"', b"'"), b"", b"[" * 100_000, b"9" * 10_000, b"null"]
    torn += [b"[" + whole + b",7]", b'{"a":' * 500 + b"1" + b"}" * 500, whole.decode().encode("utf-16"), b"NaN", b"\0", b'"x"', b"[[]]"]
    return bytes(mutator.pick(torn)) if mutator.now_and_then(0.2) else whole


def bot_fields(mutator: Mutator, number: int) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(update(number, mutator.text()[:2_000]))
    inner = fields["result"]
    inner["event_name"] = f"message.{mutator.pick(BOT_KINDS)}.received"
    if inner["event_name"] == "message.image.received":
        inner["message"] |= {"photo_url": "https://example.invalid/anh.jpg", "caption": inner["message"].pop("text")}
    return fields if mutator.now_and_then(0.5) else dict(inner)


def oa_fields(mutator: Mutator, signed: Signed) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(signed.body) | {"event_name": mutator.pick(OA_KINDS)}
    fields["message"]["text"] = mutator.text()[:2_000]
    if fields["event_name"] in ("follow", "unfollow"):
        fields["follower"] = fields.pop("sender")
    elif fields["event_name"] in ("user_send_file", "user_send_image"):
        fields["message"]["attachments"] = [{"type": "file", "payload": {"url": "https://example.invalid/a.xlsx", "name": "a.xlsx"}}]
    return fields


async def test_nothing_that_is_posted_to_a_bot_with_the_secret_is_refused_or_thrown_over(
    zalo: FakeZaloBot, bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    mutator, lan = Mutator(741), zalo.user("Lan")
    for number in range(BODIES):
        body = spoiled(mutator, bot_fields(mutator, number))
        assert await post(bot, BOT_PATH, body, **{SECRET_HEADER: SECRET}) == 200, body[:300]
    lan.types("bhyt")
    await zalo.wait_for(1, lan, PATIENCE)
    assert await bot.value("SELECT COUNT(*) FROM broken WHERE inbox IS NOT NULL") == 0
    assert await bot.value("SELECT COUNT(*) FROM broken") != 0
    assert_the_log_is_clean(caplog, SECRET)


async def test_nothing_that_is_signed_is_refused_or_thrown_over(oa: FakeZaloOA, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mutator, lan = Mutator(742), oa.user("Lan")
    oa.switches.signature = Signature(timestamp="header")
    async with running(zalo_oa_settings(tmp_path, oa, ZALO_OA_SIGNATURE=BY_HEADER), Laconic()) as bot:
        assert await oa.saves_webhook(bot.settings.public_url + OA_PATH)
        time = str(int(bot.clock.now().timestamp() * 1000))
        for number in range(BODIES):
            body = spoiled(mutator, oa_fields(mutator, Signed(oa, number, time)))
            headers = {HEADER: f"mac={mac(oa.app_id, body, time, oa.secret_key)}", TIME_HEADER: time}
            taken = 200 if len(body) <= BODY_LIMIT else 413
            assert await post(bot, OA_PATH, body, **headers) == taken, body[:300]
        before = len(oa.sent_to(lan))
        lan.types("bhyt")
        await oa.wait_for(before + 1, lan, PATIENCE)
        assert await bot.value("SELECT COUNT(*) FROM broken WHERE inbox IS NOT NULL") == 0
        assert await bot.value("SELECT COUNT(*) FROM broken") != 0
    assert_the_log_is_clean(caplog, oa.secret_key, oa.app_secret)


async def test_where_the_timestamp_stands_in_the_body_a_body_without_one_is_refused_and_any_other_taken(
    oa: FakeZaloOA, tmp_path: Path
) -> None:
    mutator = Mutator(743)
    async with running(zalo_oa_settings(tmp_path, oa), Laconic()) as bot:
        assert await oa.saves_webhook(bot.settings.public_url + OA_PATH)
        for number in range(BODIES):
            signed = Signed(oa, number, str(int(bot.clock.now().timestamp() * 1000)))
            fields = oa_fields(mutator, signed)
            place, name = mutator.pick([found for found in mutator.places(fields) if found[1] != "timestamp"])
            place[name] = mutator.json()
            body = json.dumps(fields).encode()
            mark = mac(oa.app_id, body, signed.time, oa.secret_key)
            assert await post(bot, OA_PATH, body, **{HEADER: mark}) == 200, body[:300]
            torn = body[: len(body) // 2]
            assert await post(bot, OA_PATH, torn, **{HEADER: mac(oa.app_id, torn, signed.time, oa.secret_key)}) == 403
        lan = oa.user("Lan")
        lan.types("bhyt")
        await oa.wait_for(1, lan, PATIENCE)
        assert await bot.value("SELECT COUNT(*) FROM broken WHERE inbox IS NOT NULL") == 0


async def test_an_update_that_is_nested_as_deep_as_can_be_read_is_taken(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    for depth in range(880, 1_000):
        for kind in (b"7", b'"message.text.received"'):
            inner = b'{"chat":{"id":"lan"},"text":"x","y":' + b"[" * depth + b"]" * depth + b"}"
            body = b'{"event_name":' + kind + b',"message":' + inner + b"}"
            assert await post(bot, BOT_PATH, body, **{SECRET_HEADER: SECRET}) == 200, (depth, kind)
    assert_the_log_is_clean(caplog, SECRET)


@pytest.mark.parametrize("kind", ["follow", "unfollow"])
async def test_a_signed_event_of_following_whose_timestamp_is_no_text_is_taken(oa: FakeZaloOA, tmp_path: Path, kind: str) -> None:
    async with running(zalo_oa_settings(tmp_path, oa, ZALO_OA_SIGNATURE=BY_HEADER), Laconic()) as bot:
        body = json.dumps({"event_name": kind, "follower": {"id": "lan"}, "timestamp": "\ud800"}).encode()
        headers = {HEADER: mac(oa.app_id, body, "1" * 13, oa.secret_key), TIME_HEADER: "1" * 13}
        assert await post(bot, OA_PATH, body, **headers) == 200
