"""Every dialogue on every channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import moment
from handlers.assistant import Assistant
from tests.bot.running import Running, assert_the_log_is_clean, listen_to_the_log, running
from tests.bot.zalo import hurry_zalo
from tests.journeys.dialogue import Dialogue
from tests.journeys.dialogues import DIALOGUES
from tests.journeys.drivers import Driver, TelegramDriver, WebDriver, ZaloBotDriver, ZaloOADriver
from tests.journeys.looks import Looks
from tests.journeys.office import Office
from tests.servers.fake_telegram import FakeTelegram
from tests.servers.fake_zalo_bot import FakeZaloBot
from tests.servers.fake_zalo_oa import FakeZaloOA

Seconds = Callable[[], float]
"""The program's own time since 1970, with which the messengers' clocks go."""


@asynccontextmanager
async def on_telegram(seconds: Seconds) -> AsyncIterator[Driver]:
    async with FakeTelegram(clock=seconds) as server:
        yield TelegramDriver(server)


@asynccontextmanager
async def on_zalo_bot(seconds: Seconds) -> AsyncIterator[Driver]:
    async with FakeZaloBot(clock=seconds) as server:
        server.switches.poll_scale = 0.002
        yield ZaloBotDriver(server)


@asynccontextmanager
async def on_zalo_oa(seconds: Seconds) -> AsyncIterator[Driver]:
    async with FakeZaloOA(clock=seconds) as server:
        yield ZaloOADriver(server)


@asynccontextmanager
async def on_the_web(seconds: Seconds) -> AsyncIterator[Driver]:
    yield WebDriver()


CHANNELS = {"telegram": on_telegram, "zalo_bot": on_zalo_bot, "zalo_oa": on_zalo_oa, "web": on_the_web}


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.load(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
async def test_a_journey_is_the_same_on_every_channel(
    dialogue: Dialogue,
    channel: str,
    assistant: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hurry_zalo(monkeypatch)
    listen_to_the_log(caplog)
    looks, start, begun = Looks(monkeypatch), moment(dialogue.begins), list[Running]()

    def seconds() -> float:
        return (begun[0].clock.now() if begun else start).timestamp()

    async with CHANNELS[channel](seconds) as driver, running(driver.settings(tmp_path), assistant, start) as bot:
        begun.append(bot)
        page = driver if isinstance(driver, WebDriver) else WebDriver()
        await Office(bot, driver, page, looks).plays(dialogue)
    assert_the_log_is_clean(caplog)
