"""The whole program in this process, beside a stand-in for Telegram."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.app import run_parts
from bot.clock import Clock
from bot.settings import Secret, Settings, load_settings
from bot.worker import Worker
from handlers.assistant import Assistant
from store.db import Row, Store
from tests.servers.fake_telegram import FakeTelegram

SECRET = "s" * 40
STOP_SECONDS = 10.0


@dataclass
class Running:
    settings: Settings
    worker: Worker
    clock: Clock

    async def rows(self, sql: str, *values: object) -> list[Row]:
        return await self.worker.run(lambda db: db.rows(sql, *values))


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
    try:
        yield Running(settings, worker, clock)
    finally:
        stop.set()
        await asyncio.wait_for(parts, STOP_SECONDS)
        await worker.stop()
        store.close()
