"""Whatever is typed: nothing raises, nothing is slow, no question is taken for a command."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import say
from handlers.assistant import Assistant
from handlers.people import commands
from handlers.people.agencies import resolve
from handlers.people.commands import read
from handlers.people.names import LONGEST_NAME, read_name, read_name_and_phone, read_phone, shape
from handlers.people.roles import leading_role, read_role
from handlers.turn import Conversation, Message
from store.codes import GIVEN, read_code
from store.people import Role
from tests.handlers.desk import BUILDING, Desk

QUALITY = Path(__file__).parents[1] / "quality"
QUESTIONS = [json.loads(line)["q"] for file in sorted(QUALITY.glob("questions*.jsonl")) for line in file.read_text("utf-8").splitlines()]
BEGINNINGS = sorted({f"{first} {after}".strip() for first, afters in commands._STARTS.items() for after in (*afters, "")})
ANY_TEXT = st.text(max_size=400) | st.text("đăng ký mã mời sở y tế gỡ ABC0123456789-–:.?!\u202e\u200b😀<>&'\"=\n", max_size=80)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*BEGINNINGS, ""]), ANY_TEXT)
def test_no_text_makes_the_reading_fail(beginning: str, text: str) -> None:
    for typed in (f"{beginning} {text}", text):
        read(typed)
        read_code(typed)
        read_role(typed)
        shape(typed)
        role, rest = leading_role(typed)
        assert role is not None or rest == typed or rest


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_what_is_taken_for_a_name_or_a_number_is_harmless_anywhere(text: str) -> None:
    name, (second, number) = read_name(text), read_name_and_phone(text)
    for one in (name, second):
        assert len(one) <= LONGEST_NAME
        assert all(c.isalpha() or c in " '’ʼ.-\u0306" for c in one)
        assert not one or one[0].isalpha()
    for found in (number, read_phone(text)):
        assert not found or (found.isascii() and found.isdigit() and found[0] == "0" and len(found) in (10, 11))


@settings(max_examples=200, deadline=None)
@given(st.text(GIVEN, min_size=16, max_size=16).filter(lambda code: not code.isalpha()), st.sampled_from(["", "-", " ", " – "]))
def test_every_code_is_recognised_in_every_grouping(code: str, between: str) -> None:
    grouped = between.join(code[at : at + 4] for at in range(0, 16, 4))
    for typed in (f"ĐĂNG KÝ {grouped}", f"dang ky ma {grouped.lower()}", grouped):
        said = read(typed)
        assert said is not None
        assert (said.command, read_code(said.rest)) == ("register", code)


@pytest.mark.parametrize("length", [300, 4_000, 100_000])
@pytest.mark.parametrize(
    "piece", ["a", "a ", "- ", "-", "ABCD-", "mời ", "gỡ Nguyễn ", "đăng ký ", "7KQ2-9XMB-3TVZ-0FG", "😀", "\u0301", "sửa tên :"]
)
def test_long_messages_are_read_at_once(piece: str, length: int, assistant: Assistant) -> None:
    text = (piece * length)[:length]
    started = time.perf_counter()
    read(text)
    shape(text)
    read_name_and_phone(text)
    leading_role(text[:300])
    resolve(assistant.plans, text, date(2026, 11, 20))
    assert time.perf_counter() - started < 0.5


def _told(desk: Desk, question: str) -> str:
    return desk.assistant.answer(Message("x", question), Conversation(), desk.now)[0].text


@pytest.mark.parametrize("role", [None, Role.CONTACT, Role.ADMIN])
def test_none_of_the_judged_questions_is_taken_for_a_command(role: Role | None, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = desk.enrolled("An", (role, BUILDING if role is Role.CONTACT else "")) if role else desk.chat("a stranger")
    plan = desk.assistant.plans[0]
    results = [question for question in QUESTIONS if _told(desk, question).startswith(say.no_results(plan))]
    monkeypatch.setattr(Assistant, "answer", lambda *_: [])
    taken = [question for question in QUESTIONS if desk.say(chat, question)]
    assert set(taken) <= (set(results) if role else set())  # what has been reached is told from the ledger to whoever may see it
    assert len(QUESTIONS) > 800
