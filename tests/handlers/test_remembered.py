"""An answer that many ask for is worked out once; what leans on the talk before never comes from memory."""

from __future__ import annotations

from datetime import timedelta

from handlers.assistant import Assistant
from handlers.turn import Conversation, Message
from tests.handlers.conftest import NOW

QUESTION = "chỉ tiêu nhà ở xã hội là bao nhiêu?"


def test_the_same_question_gets_the_same_answer_in_every_chat(assistant: Assistant) -> None:
    first = assistant.answer(Message("a", QUESTION), Conversation(), NOW)
    chat = Conversation()
    assistant.answer(Message("b", "bác sĩ/vạn dân"), chat, NOW)
    assert assistant.answer(Message("b", QUESTION), chat, NOW) == first


def test_a_chat_is_about_a_remembered_answer_as_about_a_fresh_one(assistant: Assistant) -> None:
    fresh, remembered = Conversation(), Conversation()
    assistant.answer(Message("a", QUESTION), fresh, NOW)
    assistant.answer(Message("b", QUESTION), remembered, NOW)
    assert remembered == fresh
    assert assistant.answer(Message("b", "ở mục nào?"), remembered, NOW) == assistant.answer(Message("a", "ở mục nào?"), fresh, NOW)


def test_what_leans_on_the_question_before_is_not_remembered_for_others(assistant: Assistant) -> None:
    answers = []
    for question in (QUESTION, "nước sạch thành thị năm 2030"):
        chat = Conversation()
        assistant.answer(Message("a", question), chat, NOW)
        answers.append(assistant.answer(Message("a", "ai chủ trì?"), chat, NOW))
    assert answers[0] != answers[1]


def test_an_answer_that_counts_days_is_remembered_for_its_day_alone(assistant: Assistant) -> None:
    question = "còn bao nhiêu ngày nữa đến hạn báo cáo Sở Y tế trước 25/11?"
    today, later = (assistant.answer(Message("a", question), Conversation(), NOW + timedelta(days=days))[0].text for days in (0, 2))
    assert today != later


def test_no_one_chat_can_change_what_another_is_told(assistant: Assistant) -> None:
    chat = Conversation()
    assistant.answer(Message("a", "nước sạch"), chat, NOW)
    chat.options.clear()
    other = Conversation()
    assistant.answer(Message("b", "nước sạch"), other, NOW)
    assert other.options
