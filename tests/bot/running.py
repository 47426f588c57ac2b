"""The whole program in this process, beside a stand-in for Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import delivery, logs, work
from bot.app import run_parts
from bot.channels import telegram as channel
from bot.clock import Clock
from bot.settings import Secret, Settings, load_settings
from bot.wire import reply_to_json
from bot.worker import Worker
from handlers.assistant import Assistant
from handlers.say import NOTICE_VERSION
from handlers.turn import Reply
from store import outbox
from store.address import Address
from store.db import Row, Store
from store.enrolment import enrol_as
from store.people import Agreement, Person, Post, Role
from tests.servers.fake_telegram import FakeTelegram, Group, User

SECRET = "s" * 40
STOP_SECONDS = 10.0
VIEWER = Post(Role.VIEWER, "")


@dataclass
class Running:
    settings: Settings
    worker: Worker
    clock: Clock

    async def rows(self, sql: str, *values: object) -> list[Row]:
        return await self.worker.run(lambda db: db.rows(sql, *values))

    async def value(self, sql: str, *values: object) -> object:
        return await self.worker.run(lambda db: db.value(sql, *values))

    async def enrolled(self, user: User, *posts: Post) -> Person:
        now = self.clock.now()
        agreement = Agreement(NOTICE_VERSION, "telegram", now)
        return await self.worker.run(lambda db: enrol_as(db, at(user), posts or (VIEWER,), agreement, now))

    async def says(self, to: int | User | Group, reply: str | Reply) -> int:
        """Puts something unasked into the outbox; its number there."""
        body, now = reply_to_json(Reply(reply) if isinstance(reply, str) else reply), self.clock.now()
        number = await self.worker.run(lambda db: outbox.queue(db, at(to), body, now))
        assert number is not None
        return number

    async def until(self, sql: str, *values: object, seconds: float = 5.0) -> None:
        """Waits until the query's first value is true."""
        async with asyncio.timeout(seconds):
            while not await self.value(sql, *values):
                await asyncio.sleep(0.01)


def at(whom: int | User | Group) -> Address:
    """Where somebody is written to by the stand-in's bot."""
    return Address("telegram", "7000000001", str(whom if isinstance(whom, int) else whom.id))


async def _listening(port: int) -> None:
    async with asyncio.timeout(STOP_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                await asyncio.sleep(0.01)
                continue
            writer.close()
            return


def free_port() -> int:
    with contextlib.closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to be spared here: what is tried again is tried soon. A part that dies still takes its full pause."""
    for module in (channel, delivery, work):
        monkeypatch.setattr(module, "FIRST_PAUSE", 0.02)
        monkeypatch.setattr(module, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(channel, "POLL_SECONDS", 1)
    monkeypatch.setattr(channel, "REFUSED_PAUSE", 0.05)
    monkeypatch.setattr(delivery, "LOOK_EVERY", 0.05)


def listen_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """All of it, but for what a running bot keeps silent too."""
    caplog.set_level(logging.DEBUG)
    for name in logs.TALKATIVE:
        caplog.set_level(logging.WARNING, name)


def assert_the_log_is_clean(caplog: pytest.LogCaptureFixture, *secrets: str) -> None:
    """No secret in it, and nothing that ended by a fault nobody had thought of."""
    written = [logging.Formatter().format(record) for when in ("setup", "call", "teardown") for record in caplog.get_records(when)]
    for line in written:
        assert not [secret for secret in secrets if secret in line], line
        assert "Traceback" not in line, line
        assert "never retrieved" not in line, line


def telegram_settings(home: Path, telegram: FakeTelegram, *, webhook_port: int = 0) -> Settings:
    """By polling; by webhook on `webhook_port` where one is given."""
    settings = replace(
        load_settings({"KEHOACH_HOME": str(home), "KEHOACH_PORT": str(webhook_port)}, home),
        telegram_token=Secret(telegram.token),
        telegram_api_url=telegram.url,
        telegram_rate=10_000,
    )
    if webhook_port:
        return replace(settings, telegram_webhook_secret=Secret(SECRET), public_url=f"http://127.0.0.1:{webhook_port}")
    return settings


@contextlib.asynccontextmanager
async def running(settings: Settings, assistant: Assistant, now: datetime | None = None) -> AsyncIterator[Running]:
    store, stop, clock = Store.open(settings.database, alone=True), asyncio.Event(), Clock(now)
    worker = Worker(store)
    worker.start()
    parts = asyncio.create_task(run_parts(settings, assistant, worker, stop, clock.now))
    if settings.port:
        await _listening(settings.port)
    try:
        yield Running(settings, worker, clock)
    finally:
        stop.set()
        await asyncio.wait_for(parts, STOP_SECONDS)
        await worker.stop()
        store.close()
