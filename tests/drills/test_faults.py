"""The disk fills up, the file cannot be written, another process holds it, a commit fails: nobody is told "received" for what is
not kept, whoever runs the bot is told what is wrong, and once it is over the bot goes on by itself.

The lock is held for three seconds, for thirty with KEHOACH_LONG=1, which also lets ten times as many commits fail.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import pytest

from bot import say
from bot.settings import Settings
from store import db as engine
from store.db import UnavailableError, looking
from tests.bot.conftest import StandIn
from tests.bot.running import Running, free_port, hurry, running, telegram_settings
from tests.drills.process import Home
from tests.servers.fake_telegram import FakeTelegram
from tests.servers.fake_telegram.updates import Update

LONG = os.environ.get("KEHOACH_LONG") == "1"
LOCKED_SECONDS = 30.0 if LONG else 3.0
FAILED_COMMITS = 200 if LONG else 20
COMMITS_FAIL = 0.4
RECOVERY_SECONDS = 60.0
LENGTHY = "ữ" * 1_900
"""More bytes than a page of the file holds, so that there is no room for it within the file."""
TROUBLE = say.store_unavailable("|").partition("|")[0]


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.limits.pace = 0.02
        yield server


@pytest.fixture
def assistant() -> StandIn:
    return StandIn()


@pytest.fixture(params=["polling", "webhook"])
def settings(request: pytest.FixtureRequest, telegram: FakeTelegram, tmp_path: Path) -> Settings:
    port = free_port()
    return replace(telegram_settings(tmp_path, telegram, webhook_port=port if request.param == "webhook" else 0), port=port)


# ---- what goes wrong


class Commits:
    """The store's connection, whose commits fail where `fails` says so."""

    def __init__(self, connection: sqlite3.Connection, fails: Callable[[], bool]) -> None:
        self._connection = connection
        self._fails = fails

    def execute(self, sql: str) -> sqlite3.Cursor:
        if sql == "COMMIT" and self._connection.in_transaction and self._fails():
            problem = sqlite3.OperationalError("disk I/O error")
            problem.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise problem
        return self._connection.execute(sql)

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def close(self) -> None:
        self._connection.close()


@asynccontextmanager
async def full_disk(bot: Running) -> AsyncIterator[None]:
    """The file cannot grow, and whatever room there was in it is taken."""
    await bot.worker.run(lambda db: db.execute("CREATE TABLE ballast (content BLOB)"))
    pages = await bot.value("PRAGMA page_count")
    await bot.value(f"PRAGMA max_page_count = {pages}")
    for size in (1 << 16, 1 << 13, 1 << 10, 1 << 7, 1 << 4, 1):
        with contextlib.suppress(UnavailableError):
            while True:
                await bot.rows("INSERT INTO ballast VALUES (zeroblob(?))", size)
    yield
    await bot.value("PRAGMA max_page_count = 1000000")


@asynccontextmanager
async def read_only(bot: Running) -> AsyncIterator[None]:
    connection = bot.worker._store._connection
    connection.execute("PRAGMA query_only = ON")
    yield
    connection.execute("PRAGMA query_only = OFF")


@asynccontextmanager
async def failing_commits(bot: Running, fails: Callable[[], bool] = lambda: True) -> AsyncIterator[None]:
    store = bot.worker._store
    whole = store._connection
    store._connection = Commits(whole, fails)  # type: ignore[assignment]
    yield
    store._connection = whole


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print(flush=True)
sys.stdin.readline()
"""


@asynccontextmanager
async def locked(bot: Running) -> AsyncIterator[None]:
    """Another process has begun to write, and goes on for as long as the block does."""
    with subprocess.Popen([sys.executable, "-c", HOLD, bot.settings.database], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.communicate(b"\n")


Fault = Callable[[Running], AbstractAsyncContextManager[None]]
FAULTS: dict[str, tuple[Fault, str]] = {
    "full": (full_disk, "database or disk is full"),
    "read-only": (read_only, "attempt to write a readonly database"),
    "failing commit": (failing_commits, "disk I/O error"),
    "locked": (locked, "database is locked"),
}


# ---- what must be true all the while


@dataclass
class Receipts:
    """Looks into the store, as somebody else would, whenever Telegram takes an update for received."""

    database: Path
    given: int = 0
    wrong: list[str] = field(default_factory=list)

    def watch(self, telegram: FakeTelegram, patch: pytest.MonkeyPatch) -> None:
        confirm, taken = telegram.updates.confirm, telegram.updates.taken

        def confirmed_by_offset(number: int) -> None:
            if number in telegram.updates.pending:
                self._look(telegram.updates.pending[number])
            confirm(number)

        def taken_by_webhook(update: Update) -> bool:
            self._look(update)
            return taken(update)

        patch.setattr(telegram.updates, "confirm", confirmed_by_offset)
        patch.setattr(telegram.updates, "taken", taken_by_webhook)

    def _look(self, update: Update) -> None:
        message = json.loads(update.body)["message"]
        key = str(message["chat"]["id"]), f"message {message['message_id']}"
        self.given += 1
        with looking(self.database) as db:
            if not db.row("SELECT 1 FROM inbox WHERE chat = ? AND event = ?", *key):
                self.wrong.append(message["text"])


@pytest.fixture
def receipts(telegram: FakeTelegram, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Receipts:
    receipts = Receipts(settings.database)
    receipts.watch(telegram, monkeypatch)
    return receipts


@dataclass
class Browser:
    """The chat page's side."""

    address: str
    session: aiohttp.ClientSession

    async def asks(self, text: str, message_id: str = "message-1") -> tuple[int, str]:
        async with self.session.post(f"{self.address}/api/chat", json={"id": message_id, "text": text}) as response:
            return response.status, await response.text()

    async def health(self) -> tuple[int, str]:
        async with self.session.get(f"{self.address}/healthz") as response:
            return response.status, (await response.json())["status"]

    async def until_well(self) -> None:
        while await self.health() != (200, "ok"):
            await asyncio.sleep(0.05)


@pytest.fixture
async def browser(settings: Settings) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(RECOVERY_SECONDS)) as session:
        yield Browser(f"http://127.0.0.1:{settings.port}", session)


def troubles(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.getMessage().startswith(TROUBLE)]


async def until(condition: Callable[[], bool], seconds: float = RECOVERY_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


# ---- the drills


@pytest.mark.parametrize("name", FAULTS)
async def test_what_cannot_be_kept_is_not_called_received_and_is_answered_once_the_fault_is_gone(
    name: str,
    settings: Settings,
    telegram: FakeTelegram,
    assistant: StandIn,
    receipts: Receipts,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hurry(monkeypatch)
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    fault, reason = FAULTS[name]
    people = [telegram.user(f"Người {number}") for number in range(5)]
    async with running(settings, assistant) as bot:
        people[0].types("trước")
        await telegram.wait_for(1)
        async with fault(bot):
            for number, person in enumerate(people):
                person.types(f"câu {number}{LENGTHY}")
            await until(lambda: len(troubles(caplog)) >= 2)
            assert await browser.asks(f"trang{LENGTHY}") == (503, json.dumps({"error": say.store_unavailable_to_reader()}))
            assert await browser.health() == (503, reason)
            assert telegram.pending == len(people)
            assert receipts.given == 1
            assert {say.store_unavailable(reason)} == set(troubles(caplog))
        async with asyncio.timeout(RECOVERY_SECONDS):
            await telegram.wait_for(1 + len(people), timeout=RECOVERY_SECONDS)
            assert (await browser.asks(f"trang{LENGTHY}"))[0] == 200
            assert await browser.health() == (200, "ok")
    assert sorted(message.text for message in telegram.sent[1:]) == [f"Nghe: câu {number}{LENGTHY}" for number in range(5)]
    assert (receipts.given, receipts.wrong) == (1 + len(people), [])
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_long_lock_is_told_of_and_got_over_in_time(
    settings: Settings,
    telegram: FakeTelegram,
    assistant: StandIn,
    receipts: Receipts,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With the pauses that there really are."""
    people = [telegram.user(f"Người {number}") for number in range(5)]
    async with running(settings, assistant) as bot:
        people[0].types("trước")
        await telegram.wait_for(1)
        async with locked(bot):
            for number, person in enumerate(people):
                person.types(f"câu {number}")
            await asyncio.sleep(LOCKED_SECONDS)
            assert await browser.health() == (503, "database is locked")
            assert (telegram.pending, receipts.given) == (len(people), 1)
            assert set(troubles(caplog)) == {say.store_unavailable("database is locked")}
        await telegram.wait_for(1 + len(people), timeout=RECOVERY_SECONDS)
        assert await browser.health() == (200, "ok")
    assert sorted(message.text for message in telegram.sent[1:]) == [f"Nghe: câu {number}" for number in range(5)]
    assert receipts.wrong == []
    assert not [record for record in caplog.records if record.exc_info]


async def test_of_many_commits_that_fail_none_loses_or_doubles_a_message(
    settings: Settings,
    telegram: FakeTelegram,
    assistant: StandIn,
    receipts: Receipts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurry(monkeypatch)
    chance, failed, typed = random.Random(6), 0, 0
    people = [telegram.user(f"Người {number}") for number in range(5)]

    def fails() -> bool:
        nonlocal failed
        fail = chance.random() < COMMITS_FAIL
        failed += fail
        return fail

    async with running(settings, assistant) as bot:
        async with failing_commits(bot, fails):
            while failed < FAILED_COMMITS:
                chance.choice(people).types(f"câu {typed:04d}")
                typed += 1
                await asyncio.sleep(0.02)
        await until(lambda: len({message.text for message in telegram.sent}) == typed)
        assert await bot.value("SELECT COUNT(*) FROM inbox WHERE state = 'done'") == typed
        assert await bot.value("SELECT COUNT(*) FROM outbox WHERE state = 'sent'") == typed
    assert (receipts.given, receipts.wrong) == (typed, [])
    for person in people:
        assert telegram.texts(person) == sorted(set(telegram.texts(person)))


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_program_whose_files_may_not_grow_says_so_and_goes_on_when_they_may(
    webhook: bool, telegram: FakeTelegram, tmp_path: Path
) -> None:
    """The whole program with the limit of its process where the disk would be full."""
    home, users, count = Home(tmp_path, telegram, free_port()), [telegram.user(f"Người {number}") for number in range(5)], 0
    async with home.running(webhook=webhook) as life, aiohttp.ClientSession() as session:
        users[0].types("bhyt")
        await telegram.wait_for(1, timeout=RECOVERY_SECONDS)
        browser = Browser(f"http://127.0.0.1:{home.webhook_port}", session)
        log_size = Path(f"{home.database}-wal").stat().st_size
        resource.prlimit(life.process.pid, resource.RLIMIT_FSIZE, (log_size, resource.RLIM_INFINITY))
        async with asyncio.timeout(RECOVERY_SECONDS):
            while (await browser.health())[0] == 200 or TROUBLE not in life.said() or not telegram.pending:
                users[count % 5].types(f"bhyt (câu {count:04d})")
                count += 1
                await asyncio.sleep(0.02)
        resource.prlimit(life.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await telegram.wait_for(1 + count, timeout=RECOVERY_SECONDS)
        assert await browser.health() == (200, "ok")
        assert await life.stop() == 0
    assert len(telegram.sent) == 1 + count
    assert "Traceback" not in life.said()
