"""What is to be said, through a messenger that refuses, breaks off and falls silent: all of it arrives, in order, at a pace that
the messenger bears; and what no handler can deal with holds up nothing.

By default with a pace and windows that are shortened; with KEHOACH_LONG=1 with the real ones, and with ten times the messages.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest

from bot import say
from bot.channels import aiohttp_request, telegram
from bot.channels.channel import Pace, Window
from bot.settings import Secret
from handlers.turn import Conversation, Message, Reply
from tests.bot.conftest import StandIn
from tests.bot.running import Running, at, free_port, hurry, running, telegram_settings
from tests.servers.fake_telegram import Call, FakeTelegram, Faults, User

LONG = os.environ.get("KEHOACH_LONG") == "1"
PER_SECOND = 30 if LONG else 100
GROUP_SHORTENED = 1.0 if LONG else 20.0
"""A group's minute lasts so many times less."""
CHATS, TALKATIVE, GROUPS, IN_A_GROUP = 135, 10, 3, 25
SHARE = 0.06
"""Of sends that meet each of five kinds of trouble: a third of them all."""
IN_FLIGHT_SECONDS = 0.15
"""What was under way when Telegram asked to be left alone may still arrive so much later."""
MESSAGES, POISON = (5_000, 1_000) if LONG else (500, 50)
TYPED_PER_SECOND = 100
PATIENCE = 600.0 if LONG else 60.0


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    hurry(monkeypatch)
    async with FakeTelegram(privacy=False, log=100_000) as server:
        server.limits.pace = server.limits.conflict = 0.02
        yield server


@pytest.fixture
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group's minute is shorter, and silence is believed sooner."""

    def pace(overall: Window, group: tuple[int, float], crowded: Callable[..., bool]) -> Pace:
        return Pace(overall, (group[0], group[1] / GROUP_SHORTENED), crowded)

    monkeypatch.setattr(telegram, "Pace", pace)
    monkeypatch.setattr(aiohttp_request, "ANSWER_SECONDS", 0.5)


def trouble(server: FakeTelegram, patch: pytest.MonkeyPatch) -> None:
    """One kind at a time: a refusal that the bot never gets to see could not be obeyed."""
    faults, strike = server.faults, Faults.strike
    patch.setattr(Faults, "strike", lambda self, method: islice(strike(self, method), 1))
    faults.too_many(share=SHARE if LONG else SHARE / 3, retry_after=1)
    faults.error(502, share=SHARE)
    faults.half(share=SHARE)
    faults.lost(share=SHARE)
    faults.slow(1.0, "sendMessage", share=SHARE)


# ---- what the server saw


def sends(server: FakeTelegram) -> list[Call]:
    return server.calls("sendMessage")


def most_within(seconds: float, times: Iterable[float]) -> int:
    """The most of these that lie within any time so long."""
    ordered, most, first = sorted(times), 0, 0
    for last, time in enumerate(ordered):
        while ordered[first] <= time - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def too_early(calls: Sequence[Call]) -> list[float]:
    """How long after a refusal something was sent that should have waited."""
    refused = [(call.at, call.at + 1.0) for call in calls if call.status == 429]
    return [call.at - since for call in calls for since, until in refused if since + IN_FLIGHT_SECONDS < call.at < until]


def first_arrivals(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text.removeprefix(say.repeated("")) for text in texts))


# ---- the drills


@pytest.mark.usefixtures("in_haste")
async def test_through_every_trouble_everything_arrives_in_order_and_at_a_bearable_pace(
    server: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [server.user(f"Người {number}") for number in range(CHATS)]
    groups = [server.group(f"Nhóm {number}") for number in range(GROUPS)]
    gone = people[-5:]
    to_say: dict[int, list[str]] = {person.id: ["nhắc 0"] for person in people}
    to_say |= {person.id: [f"nhắc {number}" for number in range(5)] for person in people[:TALKATIVE]}
    to_say |= {group.id: [f"tin {number}" for number in range(IN_A_GROUP)] for group in groups}
    trouble(server, monkeypatch)
    for person in gone:
        server.world.chats[person.id].standing = "kicked"
    async with running(replace(telegram_settings(tmp_path, server), telegram_rate=PER_SECOND), StandIn()) as bot:
        await queue_all(bot, to_say | {12345: ["lạc"]})
        await bot.until("SELECT COUNT(*) = 0 FROM outbox WHERE state IN ('waiting', 'sending')", seconds=PATIENCE)
        failed = {row["chat"]: row["attempts"] for row in await bot.rows("SELECT chat, attempts FROM outbox WHERE state = 'failed'")}
    assert failed.keys() == {str(person.id) for person in gone} | {"12345"}
    for chat, texts in to_say.items():
        assert first_arrivals(server.texts(chat)) == ([] if str(chat) in failed else texts)
    struck = sum(fault.struck for fault in server.faults.on)
    assert struck > 0.15 * len(sends(server))
    assert not too_early(sends(server))
    assert most_within(1.0, (call.at for call in sends(server))) <= PER_SECOND
    for group in groups:
        times = [call.at for call in sends(server) if str(call.parameters.get("chat_id")) == str(group.id)]
        assert len(times) >= IN_A_GROUP
        assert most_within(60.0 / GROUP_SHORTENED, times) <= 20


async def queue_all(bot: Running, to_say: dict[int, list[str]]) -> None:
    """One of each chat in turn."""
    for number in range(max(map(len, to_say.values()))):
        await asyncio.gather(*(bot.says(chat, texts[number]) for chat, texts in to_say.items() if number < len(texts)))


async def test_the_pace_is_the_one_that_telegram_asks_for_and_not_much_less(server: FakeTelegram, tmp_path: Path) -> None:
    people = [server.user(f"Người {number}") for number in range(75)]
    async with running(replace(telegram_settings(tmp_path, server), telegram_rate=30), StandIn()) as bot:
        await queue_all(bot, {person.id: ["nhắc"] for person in people})
        await server.wait_for(75, timeout=10)
    times = [call.at for call in sends(server)]
    assert most_within(1.0, times) <= 30
    assert max(times) - min(times) < 4.0


def test_a_group_is_written_to_at_most_twenty_times_in_any_minute_and_no_less_often_than_it_may() -> None:
    """An hour of a clock of its own, on which a message arrives up to half a second after it was sent."""
    pace = telegram.Telegram(telegram.TelegramSettings(Secret("1:a"))).pace
    chance, now, arrivals, group = random.Random(1), 0.0, list[float](), at(-1)
    while now < 3_600:
        now += pace.wait(now) or pace.wait_in(group, now)
        pace.note(group, now)
        arrivals.append(now + chance.uniform(0.0, 0.5))
        now += 0.001
    assert most_within(60.0, arrivals) <= 20
    assert len(arrivals) >= 0.95 * 20 * 60


class Stumbling(StandIn):
    def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
        if message.text.startswith("hỏng"):
            raise ZeroDivisionError(message.text)
        return super().answer(message, conversation, now)


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_what_cannot_be_dealt_with_is_put_aside_and_holds_up_nothing(webhook: bool, server: FakeTelegram, tmp_path: Path) -> None:
    """Half of it can be read and not answered, half cannot even be read."""
    people, chance = [server.user(f"Người {number}") for number in range(40)], random.Random(9)
    kinds = ["unread"] * (POISON // 2) + ["hỏng"] * (POISON - POISON // 2) + ["câu"] * (MESSAGES - POISON)
    chance.shuffle(kinds)
    typed: dict[str, float] = {}
    settings = telegram_settings(tmp_path, server, webhook_port=free_port() if webhook else 0)
    async with running(settings, Stumbling()) as bot:
        await type_all(server, people, kinds, typed)
        await server.wait_for(MESSAGES - POISON // 2, timeout=PATIENCE)
        await bot.until("SELECT COUNT(*) = ? FROM broken", POISON, seconds=PATIENCE)
        states = {row["state"]: row["times"] for row in await bot.rows("SELECT state, COUNT(*) AS times FROM inbox GROUP BY state")}
    assert states == {"done": MESSAGES - POISON, "broken": POISON - POISON // 2}
    assert server.updates.confirmed == MESSAGES
    answers = {message.text.removeprefix("Nghe: "): message.at for message in server.sent}
    assert typed.keys() == answers.keys() - {say.put_aside()}
    assert sum(message.text == say.put_aside() for message in server.sent) == POISON - POISON // 2
    assert max(answers[text] - at for text, at in typed.items()) < 3.0


async def type_all(server: FakeTelegram, people: Sequence[User], kinds: Iterable[str], typed: dict[str, float]) -> None:
    """At an even pace; `typed` is when each sound message was."""
    loop, due = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    for number, kind in enumerate(kinds):
        text = f"{kind} {number}"
        if kind == "unread":
            server.pushes({"message": {"message_id": 10**6 + number, "chat": "?", "text": text}})
        else:
            people[number % len(people)].types(text)
        if kind == "câu":
            typed[text] = server.now()
        due += 1 / TYPED_PER_SECOND
        await asyncio.sleep(max(0.0, due - loop.time()))
