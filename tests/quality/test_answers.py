"""The answer-quality gate: every question set is answered in process and may not fall below its floor."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.assistant import Assistant
from handlers.turn import Conversation, Message
from tests.quality.judge import NOW, judge, report
from tests.quality.questions import read_questions

HERE = Path(__file__).parent
FLOORS: dict[str, float] = json.loads((HERE / "floors.json").read_text("utf-8"))
CLOCK = datetime.fromisoformat(NOW).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SHARED = HERE.parents[2] / "shared" / "questions" / "dev.jsonl"


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], list[str]]:
    assistant = Assistant.load(tmp_path_factory.mktemp("home"))
    chats: dict[str, Conversation] = defaultdict(Conversation)

    def answer(chat: str, text: str) -> list[str]:
        return [reply.text for reply in assistant.answer(Message(chat, text), chats[chat], CLOCK)]

    return answer


@pytest.mark.parametrize("name", sorted(name for name in FLOORS if name.endswith(".jsonl")))
def test_answers_stay_above_their_floor(name: str, answer: Callable[[str, str], list[str]]) -> None:
    path = SHARED if name == SHARED.name else HERE / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    scores = judge(read_questions(path), answer)
    print(report(scores))
    assert scores.percent >= FLOORS[name], report(scores)


@pytest.mark.parametrize("name", sorted(name for name in FLOORS if name.endswith(".jsonl")))
def test_what_the_plan_does_not_say_never_gets_a_number(name: str, answer: Callable[[str, str], list[str]]) -> None:
    path = SHARED if name == SHARED.name else HERE / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    scores = judge(read_questions(path), answer)
    assert scores.invented <= FLOORS[f"{name} invented"]
