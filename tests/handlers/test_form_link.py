"""A form by a link that works once, where the messenger carries no workbook."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from handlers.turn import Rules
from store.codes import written
from store.people import Role
from tests.handlers.desk import BUILDING, Chat, Desk

PAGE = "https://kehoach.example"
LINK = re.compile(rf"{PAGE}/#ma=(\w{{16}})$", re.M)


@pytest.fixture
def an(desk: Desk) -> Chat:
    desk.rules = Rules(page=PAGE)
    return desk.enrolled("An", (Role.CONTACT, BUILDING), channel="zalo_bot")


def test_on_zalo_the_form_comes_with_a_link_that_opens_the_page_as_the_same_person(desk: Desk, an: Chat) -> None:
    told = desk.say(an, "biểu mẫu")
    found = LINK.search(told)
    assert found
    assert not an.heard[-1].files
    browser = desk.chat("browser", "web")
    assert "đồng ý" in desk.say(browser, f"ĐĂNG KÝ {found[1]}").lower()
    assert "Đã thêm kênh trang web" in desk.press(browser, "Đồng ý")
    assert "vừa được thêm" in an.text
    assert desk.press(browser, "Biểu mẫu").startswith("Biểu mẫu của Sở Xây dựng")
    assert browser.heard[-1].files
    assert LINK.search(browser.text) is None
    desk.say(browser, "NOXH 1.250")
    assert desk.rows("SELECT COUNT(DISTINCT by) FROM submissions")[0][0] == 1


def test_the_link_opens_the_page_once(desk: Desk, an: Chat) -> None:
    found = LINK.search(desk.say(an, "biểu mẫu"))
    assert found
    browser, another = desk.chat("browser", "web"), desk.chat("another", "web")
    desk.say(browser, f"ĐĂNG KÝ {found[1]}")
    desk.press(browser, "Đồng ý")
    assert "đã được dùng" in desk.say(another, f"ĐĂNG KÝ {found[1]}")


def test_a_browser_that_is_known_gets_the_form_at_once(desk: Desk, an: Chat) -> None:
    browser = desk.chat("browser", "web")
    for _ in range(2):
        found = LINK.search(desk.say(an, "biểu mẫu"))
        assert found
        desk.say(browser, f"ĐĂNG KÝ {written(found[1])}")
        if "Đồng ý" in browser.labels:
            desk.press(browser, "Đồng ý")
    assert browser.labels == ["Biểu mẫu"]


def test_a_new_link_ends_the_one_before(desk: Desk, an: Chat) -> None:
    first = LINK.search(desk.say(an, "biểu mẫu"))
    desk.say(an, "biểu mẫu")
    assert first
    assert "Đồng ý" not in desk.say(desk.chat("browser", "web"), f"ĐĂNG KÝ {first[1]}")


def test_where_there_is_no_page_many_numbers_are_asked_for_in_one_message(desk: Desk, an: Chat) -> None:
    desk.rules = replace(desk.rules, page="")
    assert "mỗi dòng một chỉ tiêu" in desk.say(an, "biểu mẫu")


def test_on_telegram_the_form_is_sent_and_taken_back_in_the_chat(desk: Desk) -> None:
    desk.rules = Rules(page=PAGE)
    an = desk.enrolled("An", (Role.CONTACT, BUILDING))
    assert "gửi lại tệp ở đây" in desk.say(an, "biểu mẫu")
