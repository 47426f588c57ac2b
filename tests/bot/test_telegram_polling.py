"""How updates are fetched: none is lost and none is taken twice, whatever becomes of Telegram, of the store or of this process."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import say
from bot.app import run_parts
from bot.channels import telegram as channel
from bot.settings import Secret, Settings
from bot.web.listening import CannotListenError
from bot.worker import Worker
from store import facts
from store.db import Store
from tests.bot.conftest import StandIn
from tests.bot.running import Running, at, free_port, running, telegram_settings
from tests.servers.fake_telegram import FakeTelegram, User
from tests.servers.fake_telegram.updates import FIRST_ID


@contextlib.contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Another process writes all the while."""
    other = sqlite3.connect(settings.database, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


@pytest.fixture
async def impatient_bot(
    telegram: FakeTelegram, assistant: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    """One that does not wait long for a store that is locked."""
    monkeypatch.setattr("store.db.BUSY_SECONDS", 0.02)
    async with running(telegram_settings(tmp_path, telegram), assistant) as bot:
        yield bot


def logged(caplog: pytest.LogCaptureFixture, sentence: str) -> bool:
    return any(sentence in record.getMessage() for record in caplog.records)


async def test_what_comes_twice_and_in_any_order_is_answered_once(telegram: FakeTelegram, either_bot: Running, lan: User) -> None:
    telegram.faults.redeliver, telegram.faults.shuffle = 3, True
    people = [lan, *(telegram.user(f"Người {number}") for number in range(4))]
    for number in range(50):
        people[number % 5].types(f"câu {number}")
    edited = lan.types("một")
    lan.edits(edited, "hai")
    await telegram.wait_for(52)
    await telegram.wait_until(lambda: telegram.pending == 0)
    lan.types("xong")
    await telegram.wait_until(lambda: telegram.times_sent("Nghe: xong") == 1)
    assert len(telegram.sent) == 53
    assert set(telegram.counts().values()) == {1}


async def test_an_update_counts_as_received_only_when_it_is_on_the_disk(
    telegram: FakeTelegram, impatient_bot: Running, lan: User, caplog: pytest.LogCaptureFixture
) -> None:
    lan.types("một")
    await telegram.wait_for(1, lan)
    with locked(impatient_bot.settings):
        lan.types("hai")
        await telegram.wait_until(lambda: len([polled for polled in telegram.polled if polled.given == (FIRST_ID + 1,)]) >= 3)
        assert telegram.pending == 1
        assert logged(caplog, "Không ghi được cơ sở dữ liệu")
    await telegram.wait_for(2, lan)
    await telegram.wait_until(lambda: telegram.pending == 0)
    assert telegram.texts(lan) == ["Nghe: một", "Nghe: hai"]


async def test_what_was_fetched_and_not_confirmed_before_the_end_is_not_answered_again_after_the_next_start(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path
) -> None:
    settings = telegram_settings(tmp_path, telegram)
    async with running(settings, assistant):
        lan.types("một")
        await telegram.wait_for(1, lan)
        await telegram.wait_until(lambda: telegram.pending == 0)
        # The request that waits brings the next message; the one that would confirm it never arrives.
        telegram.faults.drop("getUpdates")
        lan.types("hai")
        await telegram.wait_for(2, lan)
    assert telegram.pending == 1
    telegram.faults.clear()
    async with running(settings, assistant):
        lan.types("ba")
        await telegram.wait_for(3, lan)
        await telegram.wait_until(lambda: telegram.pending == 0)
    assert telegram.texts(lan) == ["Nghe: một", "Nghe: hai", "Nghe: ba"]


async def test_nothing_is_lost_where_fetching_fails_in_every_way(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    for fail in (telegram.faults.drop, telegram.faults.lost, telegram.faults.half):
        fail("getUpdates", share=0.3)
    for status in (500, 502):
        telegram.faults.error(status, "getUpdates", share=0.3)
    for number in range(30):
        lan.types(f"câu {number}")
        await asyncio.sleep(0.005)
    telegram.faults.too_many("getUpdates", times=1)
    await asyncio.sleep(0.1)
    telegram.faults.clear()
    await telegram.wait_for(30, lan, timeout=10)
    assert telegram.texts(lan) == [f"Nghe: câu {number}" for number in range(30)]


async def test_numbers_that_begin_anew_after_a_quiet_time_are_noticed(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "POLL_SECONDS", 1)
    async with running(telegram_settings(tmp_path, telegram), assistant):
        lan.types("một")
        await telegram.wait_for(1, lan)
        # Confirmed; then a fetch that names no number waits.
        await telegram.wait_until(lambda: [polled.given for polled in telegram.polled][-3:] == [(), (), ()])
        # Near enough that Telegram would take the old number for one of the new row, and what lies below it for received.
        telegram.restarts_ids(at=FIRST_ID - 5)
        lan.types("hai")
        await telegram.wait_for(2, lan)


async def test_a_second_bot_with_the_same_token_is_told_of_and_got_over(
    telegram: FakeTelegram, bot: Running, lan: User, caplog: pytest.LogCaptureFixture
) -> None:
    lan.types("một")
    await telegram.wait_for(1, lan)
    async with ClientSession() as other:
        for _ in range(3):
            async with other.post(f"{telegram.base_url}{telegram.token}/getUpdates", json={"timeout": 1, "offset": 0}) as response:
                await response.read()
    lan.types("hai")
    await telegram.wait_until(lambda: "Nghe: hai" in telegram.texts(lan))
    assert logged(caplog, say.fetched_by_another("telegram"))


async def test_a_wrong_token_is_told_while_the_other_parts_run_and_is_tried_again(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    settings = replace(telegram_settings(tmp_path, telegram), telegram_token=Secret("7000000001:another"), port=port)
    async with running(settings, assistant) as bot, ClientSession() as browser:
        await bot.says(lan, "chờ")
        await _logged(caplog, say.token_refused("telegram", "TELEGRAM_TOKEN"))
        async with browser.post(f"http://127.0.0.1:{port}/api/chat", json={"id": "message-1", "text": "bhyt"}) as response:
            assert "95%" in await response.text()
        assert await bot.value("SELECT state FROM outbox WHERE channel = 'telegram'") in ("waiting", "sending")
    assert not logged(caplog, "7000000001:another")


async def _logged(caplog: pytest.LogCaptureFixture, sentence: str) -> None:
    async with asyncio.timeout(5):
        while not logged(caplog, sentence):
            await asyncio.sleep(0.01)


async def test_a_token_that_is_taken_back_is_told_and_one_that_is_given_again_used(
    telegram: FakeTelegram, bot: Running, lan: User, caplog: pytest.LogCaptureFixture
) -> None:
    lan.types("một")
    await telegram.wait_for(1, lan)
    front = telegram._front
    token, front._token = front._token, "0:none"
    telegram.goes_down(0.05)
    await _logged(caplog, say.token_refused("telegram", "TELEGRAM_TOKEN"))
    front._token = token
    lan.types("hai")
    await telegram.wait_for(2, lan)


async def test_a_messenger_that_is_away_at_the_start_and_again_later_is_waited_for(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.goes_down()
    async with running(telegram_settings(tmp_path, telegram), assistant) as bot:
        await _logged(caplog, "Chưa nối được với telegram")
        await telegram.comes_back()
        lan.types("một")
        await telegram.wait_for(1, lan)
        telegram.goes_down()
        lan.types("hai")
        await bot.says(lan, "chờ")
        await asyncio.sleep(0.1)
        await telegram.comes_back()
        await telegram.wait_for(3, lan)
    assert set(telegram.texts(lan)) == {"Nghe: một", "chờ", "Nghe: hai"}


async def test_where_updates_are_fetched_a_webhook_that_was_set_before_is_taken_away_and_nothing_of_its_queue_lost(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path
) -> None:
    called = telegram_settings(tmp_path, telegram, webhook_port=free_port())
    async with running(called, assistant):
        await telegram.wait_until(lambda: telegram.webhook.setting is not None)
    lan.types("một")
    async with running(telegram_settings(tmp_path, telegram), assistant):
        await telegram.wait_for(1, lan)
    assert telegram.webhook.setting is None


async def test_when_the_messenger_was_last_heard_is_shown(telegram: FakeTelegram, assistant: StandIn, tmp_path: Path) -> None:
    settings = replace(telegram_settings(tmp_path, telegram), port=free_port())
    async with running(settings, assistant) as bot, ClientSession() as watcher:
        await bot.until("SELECT COUNT(*) FROM facts WHERE name = 'telegram.heard'")
        async with watcher.get(f"http://127.0.0.1:{settings.port}/healthz") as response:
            told = (await response.json())["telegram_heard"]
    assert timedelta(0) <= bot.clock.now() - datetime.fromisoformat(told) < timedelta(seconds=10)


async def test_where_the_pages_cannot_be_served_the_program_ends_and_leaves_nothing_open(
    telegram: FakeTelegram, assistant: StandIn, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = replace(telegram_settings(tmp_path, telegram), port=taken.getsockname()[1])
        store = Store.open(settings.database)
        worker = Worker(store)
        worker.start()
        with pytest.raises(ExceptionGroup) as problem:
            await run_parts(settings, assistant, worker, asyncio.Event())
        await worker.stop()
        store.close()
    assert problem.group_contains(CannotListenError)
    gc.collect()  # what was left open says so now


# ---- an outage


async def last_heard(settings: Settings, ago: timedelta, now: datetime) -> None:
    store = Store.open(settings.database)
    store.transact(lambda db: facts.remember(db, "telegram.heard", "", now - ago))
    store.close()


@pytest.mark.parametrize("away", [timedelta(hours=25), timedelta(days=9)])
async def test_an_outage_longer_than_telegram_keeps_messages_is_told_once_to_everybody_who_can_be_reached(
    away: timedelta, telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, now: datetime
) -> None:
    settings = telegram_settings(tmp_path, telegram)
    minh, hoa = telegram.user("Minh"), telegram.user("Hoa")
    async with running(replace(settings, telegram_token=Secret("")), assistant, now) as bot:
        for person in (lan, minh, hoa):
            await bot.enrolled(person)
        await bot.worker.run(lambda db: db.execute("UPDATE addresses SET blocked_at = 'x' WHERE chat = ?", at(hoa).chat))
    await last_heard(settings, away, now)
    for _ in range(2):
        async with running(settings, assistant, now):
            telegram.user("Người lạ").types("bhyt")
            await telegram.wait_until(lambda: telegram.pending == 0 and len(telegram.sent) >= 3)
    notice = say.was_away(now - away, now)
    assert telegram.texts(lan) == telegram.texts(minh) == [notice]
    assert telegram.texts(hoa) == []
    assert "gửi lại" in notice


async def test_a_shorter_outage_is_told_to_nobody(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, now: datetime
) -> None:
    settings = telegram_settings(tmp_path, telegram)
    await last_heard(settings, timedelta(hours=23), now)
    async with running(settings, assistant, now) as bot:
        await bot.enrolled(lan)
        lan.types("một")
        await telegram.wait_for(1, lan)
        await bot.until("SELECT at = ? FROM facts WHERE name = 'telegram.heard'", now.isoformat())
    assert telegram.texts(lan) == ["Nghe: một"]


async def test_the_first_start_of_all_is_no_outage(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    await bot.enrolled(lan)
    lan.types("một")
    await telegram.wait_for(1, lan)
    await bot.until("SELECT COUNT(*) FROM facts WHERE name = 'telegram.heard'")
    assert telegram.texts(lan) == ["Nghe: một"]


async def test_an_outage_of_the_messenger_itself_is_noticed_when_it_comes_back(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, now: datetime
) -> None:
    async with running(telegram_settings(tmp_path, telegram), assistant, now) as bot:
        await bot.enrolled(lan)
        await bot.until("SELECT COUNT(*) FROM facts WHERE name = 'telegram.heard'")
        telegram.goes_down()
        bot.clock.set(now + timedelta(hours=30))
        await telegram.comes_back()
        (notice,) = await telegram.wait_for(1, lan)
    assert notice.text == say.was_away(now, now + timedelta(hours=30))
