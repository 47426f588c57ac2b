"""Conversations on Telegram, through a server that speaks its protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conftest import SENTENCE, StandIn
from tests.bot.running import Running, running, telegram_settings
from tests.servers.fake_telegram import FakeTelegram, User


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def bot(telegram: FakeTelegram, assistant: StandIn, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(telegram_settings(tmp_path, telegram), assistant) as bot:
        yield bot


@pytest.fixture
def lan(telegram: FakeTelegram) -> User:
    return telegram.user("Lan")


async def test_a_question_is_answered_with_the_answer_in_bold_and_the_quote_set_off(
    telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    lan.types("bhyt")
    (answer,) = await telegram.wait_for(1, lan)
    assert answer.text.startswith("Ít nhất 95%")
    assert answer.html.startswith("<b>Ít nhất 95%")
    assert f"<blockquote>“{SENTENCE}”</blockquote>" in answer.html


async def test_a_button_can_be_pressed_and_its_label_is_what_was_meant(
    telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    lan.types("nước sạch")
    (question,) = await telegram.wait_for(1, lan)
    lan.presses(question, "Nông thôn")
    answers = await telegram.wait_for(3, lan)
    assert [answer.text for answer in answers[1:]] == ["80% hộ ở nông thôn", "Nguồn: II."]
    assert assistant.seen[-1].message.press == "Nông thôn"
    await telegram.wait_until(lambda: len(telegram.callback_answers) == 1)


async def test_the_answers_of_a_chat_come_in_order(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    for number in range(20):
        lan.types(f"câu {number}")
    await telegram.wait_for(20, lan)
    assert telegram.texts(lan) == [f"Nghe: câu {number}" for number in range(20)]
