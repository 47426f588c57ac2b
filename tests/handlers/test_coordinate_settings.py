"""What a coordinator decides for the plan."""

from __future__ import annotations

import pytest

from handlers.say import coordinate as say
from store.plan_settings import AT_ONCE, BY_LEADER, ENROLLED, EVERYBODY, Setting, setting
from tests.handlers.coordinating import PLAN, Office
from tests.handlers.desk import Desk


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def values(desk: Desk) -> tuple[str, str]:
    return desk.store.transact(lambda db: (setting(db, PLAN, Setting.RELEASE), setting(db, PLAN, Setting.PROGRESS)))


@pytest.mark.parametrize(
    ("typed", "back", "after"),
    [
        ("số liệu chờ lãnh đạo duyệt", "số liệu có hiệu lực ngay", (BY_LEADER, ENROLLED)),
        ("so lieu cho lanh dao duyet a", "so lieu co hieu luc ngay", (BY_LEADER, ENROLLED)),
        ("cho mọi người xem tiến độ", "chỉ người đăng ký xem tiến độ", (AT_ONCE, EVERYBODY)),
        ("Cho tất cả mọi người xem tiến độ nhé", "chi nguoi dang ky xem tien do", (AT_ONCE, EVERYBODY)),
    ],
)
def test_a_setting_is_changed_when_agreed_to_undone_and_changed_back(typed: str, back: str, after: tuple[str, str], office: Office) -> None:
    office.say(typed)
    assert values(office.desk) == (AT_ONCE, ENROLLED)
    office.press(say.CHANGE)
    assert values(office.desk) == after
    assert office.say(typed).startswith("Đang đúng như vậy")
    office.say("hoàn tác")
    assert values(office.desk) == (AT_ONCE, ENROLLED)
    for words in (typed, "đồng ý", back, "đồng ý"):
        office.say(words)
    assert values(office.desk) == (AT_ONCE, ENROLLED)


def test_the_settings_are_told_with_how_to_change_each(office: Office) -> None:
    told = office.say("cài đặt")
    for words in ("số liệu chờ lãnh đạo duyệt", "cho mọi người xem tiến độ"):
        assert f"nhắn “{words}”" in told
    office.say("số liệu chờ lãnh đạo duyệt")
    office.press(say.DO_NOT_CHANGE)
    assert office.say("cai dat") == told


def test_nobody_else_changes_a_setting(office: Office, desk: Desk) -> None:
    for chat in (office.an, desk.chat("a stranger")):
        for words in ("cho mọi người xem tiến độ", "đồng ý", say.CHANGE, "số liệu chờ lãnh đạo duyệt", say.CHANGE):
            desk.say(chat, words)
    assert values(desk) == (AT_ONCE, ENROLLED)
