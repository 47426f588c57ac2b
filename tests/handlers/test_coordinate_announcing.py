"""A coordinator writes to agencies: the number of readers and who has none are told first, and what is sent stays sent."""

from __future__ import annotations

import pytest

from handlers.say import coordinate as say
from store import reach
from store.people import Role
from tests.handlers.coordinating import Office
from tests.handlers.desk import BUILDING, Desk


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


@pytest.mark.parametrize(
    ("typed", "readers"),
    [
        ("thông báo Sở Xây dựng: hạn gửi là 24/11", "an"),
        ("thong bao toi so xay dung: hạn gửi là 24/11", "an"),
        ("gửi thông báo cho Sở Xây dựng, Sở Y tế: hạn gửi là 24/11", "an binh"),
        ("thông báo tất cả: hạn gửi là 24/11", "an binh"),
        ("Thông báo tới tất cả các đơn vị: hạn gửi là 24/11", "an binh"),
        ("thông báo các sở, ban, ngành: hạn gửi là 24/11", "an binh"),
        ("nhắn Sở Y tế: hạn gửi là 24/11", "binh"),
    ],
)
def test_an_announcement_reaches_whom_it_was_shown_to_reach(typed: str, readers: str, office: Office) -> None:
    shown = office.say(typed)
    assert f"{len(readers.split())} người nhận?" in shown
    assert "hạn gửi là 24/11" in shown
    assert office.an.heard == office.binh.heard == []
    assert office.press(say.SEND) == f"Đã gửi thông báo tới {len(readers.split())} người."
    assert [name for name, chat in (("an", office.an), ("binh", office.binh)) if chat.heard] == readers.split()
    for chat in (office.an, office.binh):
        assert [reply.text for reply in chat.heard] in ([], ["Thông báo của Sở Y tế:\nhạn gửi là 24/11"])


def test_the_lines_of_the_text_stay_as_typed(office: Office) -> None:
    office.say("thông báo Sở Xây dựng: Kính gửi:\n1. Hạn 24/11.\n2. Nhắn: NOXH 1.250")
    office.press(say.SEND)
    assert office.an.text == "Thông báo của Sở Y tế:\nKính gửi:\n1. Hạn 24/11.\n2. Nhắn: NOXH 1.250"


def test_who_has_no_reader_is_named(office: Office, desk: Desk) -> None:
    desk.store.transact(lambda db: reach.blocked(db, office.an.at, desk.now))
    assert "Chưa có đầu mối nhận tin: Sở Xây dựng." in office.say("thông báo Sở Xây dựng, Sở Y tế: hạn 24/11")
    assert office.say("thông báo Sở Xây dựng: hạn 24/11").startswith("Không gửi được: Sở Xây dựng chưa có ai nhận được tin.")
    shown = office.say("thông báo tất cả: hạn 24/11")
    assert "Sở Nội vụ" in shown.partition("chưa có đầu mối nhận tin")[2]


@pytest.mark.parametrize("stray", ["a", "ok", "ừ"])
def test_what_cannot_be_unsent_is_not_sent_by_a_stray_letter(stray: str, office: Office) -> None:
    office.say("thông báo Sở Xây dựng: hạn 24/11")
    assert "nhắn rõ “Gửi thông báo”" in office.say(stray)
    assert office.an.heard == []
    office.say("gửi đi")
    assert office.an.heard


def test_undoing_says_that_it_cannot_be_unsent_and_leaves_what_was_done_before(office: Office) -> None:
    office.say("giao NOXH cho Sở Xây dựng")
    office.press(say.GIVE)
    office.say("thông báo Sở Xây dựng: hạn 24/11")
    office.press(say.SEND)
    assert office.say("hoàn tác") == say.cannot_be_unsent()
    assert office.given()


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("thông báo cho Sở Trên Trời: hạn 24/11", "Không có đơn vị nào tên “Sở Trên Trời”"),
        ("thông báo Sở Xây dựng", "Anh/chị thông báo gì?"),
        (f"thông báo Sở Xây dựng: {'dài ' * 800}", "dài quá 3.000 ký tự"),
    ],
)
def test_what_cannot_be_sent_is_answered_with_what_to_do(typed: str, part: str, office: Office) -> None:
    assert part in office.say(typed)


def test_whoever_writes_it_does_not_get_it(office: Office, desk: Desk) -> None:
    both = desk.enrolled("Võ Em", (Role.COORDINATOR, ""), (Role.CONTACT, BUILDING))
    assert "1 người nhận?" in desk.say(both, "thông báo Sở Xây dựng: hạn 24/11")


def test_nobody_else_announces_anything(office: Office, desk: Desk) -> None:
    for chat in (office.an, desk.chat("a stranger")):
        for words in ("thông báo Sở Y tế: hạn 24/11", "đồng ý", say.SEND):
            desk.say(chat, words)
    assert office.binh.heard == []
