"""How updates are posted to the bot: who may, what is taken, and when it says so."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector
from multidict import CIMultiDict

from bot import say
from bot.channels import telegram as channel
from bot.channels.telegram import SECRET_HEADER, WEBHOOK_LIMIT, TelegramSettings
from bot.settings import Secret
from store import facts
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET, Running, free_port, running, telegram_settings
from tests.servers.fake_telegram import FakeTelegram, User

LONG = os.environ.get("KEHOACH_LONG") == "1"
FORGERIES = 10_000 if LONG else 1_000
RIGHT = {SECRET_HEADER: SECRET}


def address(bot: Running) -> str:
    return f"{bot.settings.public_url}/telegram"


def update(lan: User, text: str = "bhyt", number: int = 1) -> bytes:
    chat = {"id": lan.id, "type": "private"}
    message = {"message_id": number, "from": lan.json, "chat": chat, "date": 1_790_000_000, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


def wrong_secrets() -> Iterator[list[str]]:
    """What stands in the header, one or more times; endless."""
    chance = random.Random(7)
    yield from ([], [""], [SECRET, SECRET], [SECRET, ""], ["", SECRET], [SECRET, "x"], ["x", SECRET])
    yield from (
        [given] for given in (f"{SECRET},{SECRET}", f"{SECRET}, ", SECRET.upper(), f"Bearer {SECRET}", "é" * 40, "ｓ" * 40, "\udcff")
    )
    yield from ([SECRET[:length]] for length in range(len(SECRET)))
    yield from ([SECRET * times] for times in (2, 7, 100))
    while True:
        length = chance.choice((1, 39, 40, 40, 40, 41, 256, 4_000))
        yield ["".join(chance.choices("sS-_0é", weights=(60, 1, 1, 1, 1, 1), k=length)) + chance.choice(("", "x"))]


async def test_ten_thousand_forgeries_over_one_connection_are_refused_and_leave_nothing(
    telegram: FakeTelegram, called_bot: Running, lan: User
) -> None:
    """A thousand of them, for short."""
    secrets, refused = wrong_secrets(), 0
    async with ClientSession(connector=TCPConnector(limit=1)) as client:
        for number in range(FORGERIES):
            given = next(secrets)
            if given == [SECRET]:
                continue
            headers = CIMultiDict([(SECRET_HEADER, one) for one in given])
            async with client.post(address(called_bot), data=update(lan, number=number), headers=headers) as response:
                assert response.status in (400, 403), given
                refused += 1
    assert refused > FORGERIES * 0.99
    for table in ("inbox", "outbox", "broken", "conversations"):
        assert await called_bot.value(f"SELECT COUNT(*) FROM {table}") == 0  # noqa: S608
    lan.types("bhyt")
    await telegram.wait_for(1, lan)


async def raw(bot: Running, head: str, body: bytes = b"") -> str:
    """The first line of the answer to a request that may never end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bot.settings.port)
    writer.write(f"{head}\r\nHost: 127.0.0.1:{bot.settings.port}\r\n\r\n".encode("latin-1") + body)
    try:
        async with asyncio.timeout(2):
            return (await reader.readline()).decode().strip()
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@pytest.mark.parametrize("how", ["Content-Length: 99999999999", "Transfer-Encoding: chunked"])
async def test_a_forger_is_refused_before_a_byte_of_the_body_is_read(how: str, called_bot: Running) -> None:
    head = f"POST /telegram HTTP/1.1\r\n{SECRET_HEADER}: wrong\r\n{how}"
    assert await raw(called_bot, head) == "HTTP/1.1 403 Forbidden"


@pytest.mark.parametrize("secret", ["\xff\xfe", "\xc3\xa9" * 20, "s" * 39 + "\x80"])
async def test_bytes_that_are_no_text_are_no_secret(secret: str, called_bot: Running) -> None:
    head = f"POST /telegram HTTP/1.1\r\n{SECRET_HEADER}: {secret}\r\nContent-Length: 2"
    assert await raw(called_bot, head, b"{}") in ("HTTP/1.1 403 Forbidden", "HTTP/1.1 400 Bad Request")


async def test_a_body_that_says_it_is_too_long_is_refused_unread(called_bot: Running) -> None:
    head = f"POST /telegram HTTP/1.1\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: {WEBHOOK_LIMIT + 1}"
    assert (await raw(called_bot, head)).startswith("HTTP/1.1 413 ")


async def test_a_body_that_goes_on_and_on_is_read_no_further_than_its_limit(called_bot: Running, lan: User) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(WEBHOOK_LIMIT // 65_536 + 1):
            yield b" " * 65_536

    async with ClientSession() as client, client.post(address(called_bot), data=endless(), headers=RIGHT) as response:
        assert response.status == 413
    assert await called_bot.value("SELECT COUNT(*) FROM broken") == 0


async def test_a_long_body_within_the_limit_is_taken_though_the_pages_take_less(
    telegram: FakeTelegram, called_bot: Running, lan: User
) -> None:
    body = update(lan).ljust(WEBHOOK_LIMIT)
    async with ClientSession() as client, client.post(address(called_bot), data=body, headers=RIGHT) as response:
        assert response.status == 200
    await telegram.wait_for(1, lan)


async def test_what_is_said_to_be_received_is_on_the_disk(called_bot: Running, lan: User) -> None:
    with contextlib.closing(sqlite3.connect(called_bot.settings.database)) as beside:
        async with ClientSession(headers=RIGHT) as client:
            for number in range(1, 50):
                async with client.post(address(called_bot), data=update(lan, f"câu {number}", number)) as response:
                    assert response.status == 200
                    assert beside.execute("SELECT COUNT(*) FROM inbox").fetchone() == (number,)


async def test_while_nothing_can_be_kept_nothing_is_said_to_be_received_and_telegram_tries_again(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.db.BUSY_SECONDS", 0.02)
    async with running(telegram_settings(tmp_path, telegram, webhook_port=free_port()), assistant) as bot:
        await telegram.wait_until(lambda: telegram.webhook.setting is not None)
        with contextlib.closing(sqlite3.connect(bot.settings.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            lan.types("bhyt")
            await telegram.wait_until(lambda: any("503" in delivery.problem for delivery in telegram.webhook.deliveries))
            assert telegram.pending == 1
            other.execute("ROLLBACK")
        await telegram.wait_for(1, lan)
        await telegram.wait_until(lambda: telegram.pending == 0)
    assert len(telegram.sent) == 1


async def test_telegram_is_told_the_address_the_secret_and_what_is_wanted(telegram: FakeTelegram, called_bot: Running) -> None:
    setting = telegram.webhook.setting
    assert setting is not None
    assert (setting.url, setting.secret) == (address(called_bot), SECRET)
    assert sorted(telegram.updates.allowed) == ["callback_query", "edited_message", "message", "my_chat_member"]
    assert telegram.call_count("getUpdates") == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_the_address_is_only_posted_to(method: str, called_bot: Running) -> None:
    async with ClientSession() as client, client.request(method, address(called_bot), headers=RIGHT) as response:
        assert response.status == 405


async def test_without_a_webhook_there_is_no_such_address(telegram: FakeTelegram, assistant: StandIn, tmp_path: Path) -> None:
    settings = replace(telegram_settings(tmp_path, telegram), port=free_port())
    url = f"http://127.0.0.1:{settings.port}/telegram"
    async with running(settings, assistant), ClientSession() as client, client.post(url, data=b"{}", headers=RIGHT) as response:
        assert response.status == 404


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        TelegramSettings(Secret("1:x"), webhook_url="https://example.org/telegram")


# ---- watching over it


async def test_a_webhook_that_somebody_else_has_taken_is_told(
    telegram: FakeTelegram, assistant: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(channel, "WEBHOOK_CHECKED_EVERY", 0.02)
    async with running(telegram_settings(tmp_path, telegram, webhook_port=free_port()), assistant):
        await telegram.wait_until(lambda: telegram.call_count("getWebhookInfo") >= 2)
        assert say.webhook_taken("telegram") not in caplog.text
        await telegram.webhook.delete()
        seen = telegram.call_count("getWebhookInfo")
        await telegram.wait_until(lambda: telegram.call_count("getWebhookInfo") >= seen + 2)
    assert say.webhook_taken("telegram") in caplog.text


async def test_that_telegram_cannot_reach_the_bot_is_told_once_for_each_time(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(channel, "WEBHOOK_CHECKED_EVERY", 0.02)
    telegram.limits.pace = 1.0
    settings = replace(telegram_settings(tmp_path, telegram, webhook_port=free_port()), public_url=f"http://127.0.0.1:{free_port()}")
    async with running(settings, assistant) as bot:
        await telegram.wait_until(lambda: telegram.webhook.setting is not None)
        lan.types("bhyt")
        await telegram.wait_until(lambda: bool(telegram.webhook.last_error))
        seen = telegram.call_count("getWebhookInfo")
        await telegram.wait_until(lambda: telegram.call_count("getWebhookInfo") >= seen + 10)
        assert 1 <= caplog.text.count("Connection refused") <= 2
        # As long as something is held up, the messenger counts as not heard.
        heard = await bot.value("SELECT at FROM facts WHERE name = 'telegram.heard'")
        bot.clock.set(bot.clock.now() + timedelta(hours=1))
        seen = telegram.call_count("getWebhookInfo")
        await telegram.wait_until(lambda: telegram.call_count("getWebhookInfo") >= seen + 2)
        assert await bot.value("SELECT at FROM facts WHERE name = 'telegram.heard'") == heard


async def test_a_long_weekend_without_a_message_is_no_outage(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "WEBHOOK_CHECKED_EVERY", 0.02)
    async with running(telegram_settings(tmp_path, telegram, webhook_port=free_port()), assistant, now) as bot:
        await bot.enrolled(lan)
        for hours in range(0, 72, 12):
            bot.clock.set(now + timedelta(hours=hours))
            await bot.until("SELECT at = ? FROM facts WHERE name = 'telegram.heard'", bot.clock.now().isoformat())
        lan.types("bhyt")
        await telegram.wait_for(1, lan)
    assert len(telegram.sent) == 1


async def test_after_an_outage_everybody_is_told_though_nothing_waits(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, now: datetime
) -> None:
    settings = telegram_settings(tmp_path, telegram, webhook_port=free_port())
    async with running(replace(settings, telegram_token=Secret("")), assistant, now) as bot:
        await bot.enrolled(lan)
        before = now - timedelta(hours=25)
        await bot.worker.run(lambda db: facts.remember(db, "telegram.heard", "", before))
    async with running(settings, assistant, now):
        (notice,) = await telegram.wait_for(1, lan)
    assert notice.text == say.was_away(before, now)
