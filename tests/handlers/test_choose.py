from __future__ import annotations

import pytest

from handlers.assistant import Assistant
from handlers.turn import LETTERS, Conversation, Message, Reply
from tests.handlers.conftest import NOW, Talk, first_line

VAGUE = "nước sạch"


def offered(assistant: Assistant) -> tuple[Conversation, list[str]]:
    """A new chat in which options were just offered, and their labels."""
    chat = Conversation()
    (reply,) = assistant.answer(Message("chat", VAGUE), chat, NOW)
    return chat, [label for row in reply.options for label in row]


def after_the_offer(assistant: Assistant, text: str = "", press: str = "") -> list[Reply]:
    chat, _ = offered(assistant)
    return assistant.answer(Message("chat", text, press), chat, NOW)


def test_a_name_that_several_targets_share_gets_them_all_to_choose_from(assistant: Assistant, talk: Talk) -> None:
    assert len(offered(assistant)[1]) == 3
    assert all(number in talk(VAGUE) for number in ("81%", "100%", "80%"))


@pytest.mark.parametrize("dressed", ["{}", "{}.", " {} "])
def test_a_typed_letter_chooses_the_target_beside_it(dressed: str, assistant: Assistant) -> None:
    _, labels = offered(assistant)
    answers = [after_the_offer(assistant, dressed.format(letter.lower())) for letter in LETTERS[: len(labels)]]
    assert answers == [after_the_offer(assistant, press=label) for label in labels]
    assert ["100%" in answers[0][0].text, "81%" in answers[1][0].text, "80%" in answers[2][0].text] == [True] * 3


def test_a_label_may_be_typed_as_well_as_pressed(assistant: Assistant) -> None:
    for label in offered(assistant)[1]:
        assert after_the_offer(assistant, label) == after_the_offer(assistant, press=label)


def test_an_option_pressed_late_still_means_its_target(assistant: Assistant) -> None:
    _, labels = offered(assistant)
    late = assistant.answer(Message("chat", press=labels[1], text=""), Conversation(), NOW)
    assert "81%" in first_line(late[0].text)


def test_a_new_question_is_answered_while_options_stand(talk: Talk) -> None:
    assert "97%" in first_line(talk(VAGUE, "tiêm chủng mở rộng bao nhiêu?"))


def test_options_are_offered_once(talk: Talk) -> None:
    assert first_line(talk(VAGUE, "cảm ơn", "b")) == first_line(talk("b"))


@pytest.mark.parametrize("said", ["nông thôn", "nong thon", "ở nông thôn"])
def test_words_that_one_option_alone_has_choose_it(talk: Talk, said: str) -> None:
    assert first_line(talk("nước sạch", said)).startswith("80%")


def test_words_that_several_options_have_are_a_question_of_their_own(talk: Talk) -> None:
    assert talk("nước sạch", "nước sạch") == talk("nước sạch")
