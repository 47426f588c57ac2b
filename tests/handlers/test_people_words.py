"""Answers in people's own words: yes, no, a name, a letter."""

from __future__ import annotations

import pytest

from handlers import say
from store.people import Role
from tests.handlers.desk import BUILDING, Chat, Desk

CONTACT, COORDINATOR = (Role.CONTACT, BUILDING), (Role.COORDINATOR, "")
QUESTION = "chỉ tiêu bảo hiểm y tế là bao nhiêu?"


def told_the_notice(desk: Desk) -> Chat:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    return an


def asked_for_a_name(desk: Desk) -> Chat:
    an = told_the_notice(desk)
    assert "họ tên" in desk.press(an, "Đồng ý")
    return an


# ---- what cannot be undone


BEGINNINGS = {"xóa dữ liệu của tôi": "Xóa dữ liệu", "thôi làm đầu mối": "Thôi nhiệm vụ", "gỡ Trần Bình": "Xác nhận gỡ"}


def chief_who_is_a_contact(desk: Desk) -> Chat:
    desk.enrolled("Trần Bình", CONTACT)
    return desk.enrolled("An", CONTACT, COORDINATOR)


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("meanwhile", [(), (QUESTION,), (QUESTION, "cảm ơn"), ("danh sách đầu mối",), ("dữ liệu của tôi",)])
@pytest.mark.parametrize("letter", ["a", "A", "A."])
def test_a_stray_letter_never_does_what_cannot_be_undone(begin: str, meanwhile: tuple[str, ...], letter: str, desk: Desk) -> None:
    an = chief_who_is_a_contact(desk)
    before = desk.rows("SELECT id, name FROM people"), desk.rows("SELECT person, role, until FROM roles")
    for typed in (begin, *meanwhile, letter):
        desk.say(an, typed)
    assert (desk.rows("SELECT id, name FROM people"), desk.rows("SELECT person, role, until FROM roles")) == before


@pytest.mark.parametrize(("begin", "label"), BEGINNINGS.items())
@pytest.mark.parametrize("typed", ["a", "ok", "ừ"])
def test_a_letter_or_half_a_word_is_asked_back_in_words(begin: str, label: str, typed: str, desk: Desk) -> None:
    an = chief_who_is_a_contact(desk)
    desk.say(an, begin)
    assert f"nhắn rõ “{label}”" in desk.say(an, typed)
    assert desk.say(an, label).startswith(("Đã ", "Anh/chị đã"))


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("typed", ["có", "Vâng ạ", "đồng ý", "label"])
def test_a_clear_yes_is_enough(begin: str, typed: str, desk: Desk) -> None:
    an = chief_who_is_a_contact(desk)
    desk.say(an, begin)
    assert desk.say(an, BEGINNINGS[begin] if typed == "label" else typed).startswith(("Đã ", "Anh/chị đã thôi"))


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("typed", ["không", "không ạ", "Chưa"])
def test_a_no_changes_nothing(begin: str, typed: str, desk: Desk) -> None:
    an = chief_who_is_a_contact(desk)
    desk.say(an, begin)
    assert desk.say(an, typed).startswith(("Trợ lý giữ nguyên", "Anh/chị vẫn giữ", "Không gỡ"))
    assert len(desk.everybody()) == 2


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_a_yes_said_after_something_else_is_no_answer(begin: str, desk: Desk) -> None:
    an = chief_who_is_a_contact(desk)
    for typed in (begin, QUESTION, "có"):
        desk.say(an, typed)
    assert len(desk.everybody()) == 2


# ---- agreeing


@pytest.mark.parametrize("typed", ["tôi đồng ý", "toi dong y", "Đồng ý ạ", "đồng ý nhé", "vâng", "có", "ok", "OK ạ", "Dạ em đồng ý", "a"])
def test_people_agree_in_their_own_words(typed: str, desk: Desk) -> None:
    assert "cho biết họ tên" in desk.say(told_the_notice(desk), typed)


@pytest.mark.parametrize("typed", ["từ chối", "không", "Không ạ", "ko", "tôi không đồng ý", "b"])
def test_people_refuse_in_their_own_words(typed: str, desk: Desk) -> None:
    assert "không lưu gì" in desk.say(told_the_notice(desk), typed)


def test_an_answer_to_something_else_says_that_the_agreement_still_waits(desk: Desk) -> None:
    an = told_the_notice(desk)
    assert desk.say(an, QUESTION).splitlines()[-1] == "Việc đăng ký còn chờ: nhắn “Đồng ý” hoặc “Không đồng ý”."
    desk.say(an, "a")
    assert desk.everybody() == []
    assert "cho biết họ tên" in desk.say(an, "đồng ý")
    assert desk.say(an, QUESTION).splitlines()[-1] == "Việc đăng ký còn chờ họ tên của anh/chị."


# ---- names


@pytest.mark.parametrize(
    ("typed", "name", "number"),
    [
        ("NGUYỄN VĂN BÌNH, Phó Giám đốc", "Nguyễn Văn Bình", ""),
        ("Trần Văn D, Sở Nội vụ, 0912345678", "Trần Văn D", "0912345678"),
        ("Nguyễn  Văn   C, so dien thoai 02693824000", "Nguyễn Văn C", "02693824000"),
        ("Hoa 0905 123 456", "Hoa", "0905123456"),
        ("anh Nam", "Nam", ""),
        ("nguyễn văn an", "Nguyễn Văn An", ""),
        ("An", "An", ""),
        ("Nguyễn Văn An, Sở Tài chính", "Nguyễn Văn An", ""),
        ("Em là Trần Thị Hoa ạ", "Trần Thị Hoa", ""),
        ("tôi là Trần Thị Hoa, chuyên viên", "Trần Thị Hoa", ""),
    ],
)
def test_a_name_is_taken_however_it_is_given(typed: str, name: str, number: str, desk: Desk) -> None:
    assert desk.say(asked_for_a_name(desk), typed).startswith("Đã đăng ký")
    assert [(person.name, person.phone) for person in desk.everybody()] == [(name, number)]


@pytest.mark.parametrize("typed", ["ok", "vâng", "cảm ơn", "Sở Nội vụ", "0905 123 456", "phó giám đốc sở", "An 😀"])
def test_what_is_no_name_is_said_to_be_none(typed: str, desk: Desk) -> None:
    an = asked_for_a_name(desk)
    assert desk.say(an, typed) == say.no_name_read()
    assert desk.say(an, "Nguyễn Văn An").startswith("Đã đăng ký")


@pytest.mark.parametrize("question", [QUESTION, "chỉ tiêu bảo hiểm y tế", "ai phụ trách nước sạch"])
def test_a_question_asked_instead_of_a_name_is_answered(question: str, desk: Desk) -> None:
    an = asked_for_a_name(desk)
    assert desk.say(an, question) == say.lines(desk.say(desk.chat("a stranger"), question), say.name_waits())


def test_a_name_without_diacritics_is_taken_and_how_to_correct_it_is_said(desk: Desk) -> None:
    told = desk.say(asked_for_a_name(desk), "nguyen van an")
    assert told.startswith("Đã đăng ký: Nguyen Van An")
    assert "sửa tên" in told
