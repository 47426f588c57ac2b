"""The README shows what really happens."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.assistant import Assistant
from handlers.turn import Conversation, Message

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
GUIDE = (ROOT / "docs/can-bo.md").read_text("utf-8")
NOW = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SHOWN = re.findall(r'^    \$ kehoach ask "(.+)"\n((?:    (?!\$).+\n)+)', README, re.M)
TO_TRY = re.findall(r"`([^`]+)`", README.partition("## Ask it")[2].partition("\n## ")[0] + GUIDE)
LEANING = {"còn nông thôn?", "ai chủ trì?", "trích nguyên văn", "ở mục nào?"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.load(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(("question", "shown"), SHOWN)
def test_the_answers_in_the_transcript_are_the_bots_own(question: str, shown: str, assistant: Assistant) -> None:
    told = [line.strip() for line in shown.splitlines() if line.strip() != "…"]
    (first, *_) = assistant.answer(Message("chat", question), Conversation(), NOW)
    assert first.text.splitlines()[: len(told)] == told


@pytest.mark.parametrize("question", TO_TRY)
def test_every_question_to_try_is_answered(question: str, assistant: Assistant) -> None:
    chat = Conversation()
    if question in LEANING:
        assistant.answer(Message("chat", "nước sạch thành thị năm 2030"), chat, NOW)
    reply = assistant.answer(Message("chat", question), chat, NOW)[0]
    assert not re.search("không nêu nội dung|không nêu chỉ tiêu này|hỏi về việc gì", reply.text)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"\bmake ([a-z-]+)", README.replace("and `make`", "") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    assert named
    assert named <= targets


def test_every_link_leads_somewhere() -> None:
    for page in ROOT.glob("*.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)|src=\"([^\"]+)\"", page.read_text("utf-8")):
            assert (ROOT / "".join(target)).exists(), (page.name, target)
