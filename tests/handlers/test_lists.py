from __future__ import annotations

import pytest

from handlers.assistant import Assistant
from handlers.turn import Conversation, Message
from tests.handlers.conftest import NOW, Talk, first_line


def test_a_field_is_listed_whole(talk: Talk) -> None:
    answer = talk("các chỉ tiêu về nhà ở là gì?")
    for number in ("3.700", "35,4", "19,6", "25,9"):
        assert number in answer


@pytest.mark.parametrize(
    ("question", "wanted", "unwanted"),
    [("Những chỉ tiêu nào là 100%?", "100%", "80%"), ('Chỉ tiêu nào ghi "ít nhất"?', "Ít nhất 3.700", "Khoảng")],
)
def test_a_list_by_value_holds_those_and_no_others(talk: Talk, question: str, wanted: str, unwanted: str) -> None:
    answer = talk(question)
    assert wanted in answer
    assert unwanted not in answer


def test_the_one_target_due_in_2025_is_told(talk: Talk) -> None:
    assert "81%" in first_line(talk("Chỉ tiêu nào phải xong trong năm 2025?"))


def test_the_count_says_how_it_counts(talk: Talk) -> None:
    answer = talk("Có tất cả bao nhiêu chỉ tiêu?")
    assert "43 chỉ tiêu có con số" in answer or "44 chỉ tiêu có con số" in answer
    assert "50 mục, 41 có con số" in answer


def test_long_lists_come_in_messages_of_readable_length(assistant: Assistant) -> None:
    replies = assistant.answer(Message("chat", "liệt kê tất cả các chỉ tiêu"), Conversation(), NOW)
    assert len(replies) > 1
    assert all(len(reply.text) < 2000 for reply in replies)


def test_a_goal_that_the_plan_repeats_is_listed_once(talk: Talk) -> None:
    assert "có 5 chỉ tiêu về nhà ở" in first_line(talk("các chỉ tiêu về nhà ở"))
