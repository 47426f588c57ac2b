"""A coordinator opens and closes reporting periods, and opens one again for everybody or for an agency."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.progress.coordinate.period_words import read_period
from handlers.say import coordinate as say
from store import periods
from store.periods import Period
from tests.handlers.coordinating import HOUSING, PLAN, Office
from tests.handlers.desk import BUILDING, HEALTH, Desk

YEAR = "mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11"


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def there(office: Office) -> list[Period]:
    return office.desk.store.transact(lambda db: periods.periods(db, PLAN))


def may_report(office: Office, agency: str) -> bool:
    period = there(office)[0]
    return office.desk.store.transact(lambda db: periods.takes_numbers(db, period, agency, office.desk.now.date()))


def opened(office: Office, typed: str = YEAR) -> Period:
    office.say(typed)
    office.press(say.OPEN)
    return there(office)[0]


@pytest.mark.parametrize(
    ("typed", "name", "starts", "cutoff", "due"),
    [
        (YEAR, "năm 2026", (2026, 1, 1), (2026, 11, 15), (2026, 11, 24)),
        ("mo ky bao cao nam 2026 chot 15/11 han 24/11", "năm 2026", (2026, 1, 1), (2026, 11, 15), (2026, 11, 24)),
        ("mở kỳ 9 tháng, chốt 30/9, hạn 5/10", "9 tháng năm 2026", (2026, 1, 1), (2026, 9, 30), (2026, 10, 5)),
        ("mở kỳ quý III, chốt số liệu đến ngày 30/9/2026, hạn gửi 5/10", "quý III năm 2026", (2026, 7, 1), (2026, 9, 30), (2026, 10, 5)),
        ("mở kỳ tháng 11/2026, chốt 30/11, hạn nộp 03/12", "tháng 11 năm 2026", (2026, 11, 1), (2026, 11, 30), (2026, 12, 3)),
        ("mở kỳ năm 2026, chốt 14/12, hạn 20/12, từ 15/12/2025", "năm 2026", (2025, 12, 15), (2026, 12, 14), (2026, 12, 20)),
        ("mở kỳ năm 2026: chốt 31/12, hạn 5/1", "năm 2026", (2026, 1, 1), (2026, 12, 31), (2027, 1, 5)),
        ("mở kỳ bc quý 4/2026 chốt 31/12 hạn 5/1/2027", "quý IV năm 2026", (2026, 10, 1), (2026, 12, 31), (2027, 1, 5)),
        ("mở kỳ 6 tháng đầu năm 2026, chốt 30/6, hạn 5/7", "6 tháng đầu năm 2026", (2026, 1, 1), (2026, 6, 30), (2026, 7, 5)),
        ("mở kỳ năm 2026, chốt 15/11, hạn trước ngày 25/11", "năm 2026", (2026, 1, 1), (2026, 11, 15), (2026, 11, 24)),
    ],
)  # fmt: skip
def test_a_period_is_opened_with_the_days_that_were_said(
    typed: str, name: str, starts: tuple[int, ...], cutoff: tuple[int, ...], due: tuple[int, ...], office: Office
) -> None:
    office.say(typed)
    assert there(office) == []
    period = opened(office, typed)
    assert (period.name, period.starts, period.cutoff, period.due_on) == (name, date(*starts), date(*cutoff), date(*due))
    office.press(say.UNDO)
    assert there(office) == []


def test_the_next_period_of_its_sort_begins_the_day_after_the_last(office: Office) -> None:
    opened(office)
    assert opened(office, "mở kỳ năm 2027, chốt 15/11, hạn 24/11").starts == date(2026, 11, 16)
    opened(office, "mở kỳ 6 tháng năm 2027, chốt 30/6, hạn 5/7")
    assert {period.starts for period in there(office) if "tháng" in period.name} == {date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("mở kỳ năm 2026, chốt 20/11, hạn 20/11", "ít nhất 1 ngày làm việc (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5)"),
        ("mở kỳ năm 2026, chốt 20/11, hạn 22/11", "ít nhất 1 ngày làm việc"),
        ("mở kỳ năm 2026, chốt 10/11, hạn 15/11", "hạn gửi đã qua"),
        ("mở kỳ năm 2026, chốt 20/11, hạn 29/11", "hạn gửi là Chủ nhật"),
        ("mở kỳ năm 2026, chốt 15/11/2026, hạn 10/11/2026", "trước ngày chốt"),
        ("mở kỳ", "Còn thiếu tên kỳ, ngày chốt số liệu, hạn gửi"),
        ("mở kỳ năm 2026, chốt 15/11", "Còn thiếu hạn gửi"),
    ],
)
def test_doubtful_days_are_told(typed: str, part: str, office: Office) -> None:
    assert part in office.say(typed)
    assert there(office) == []


def test_a_working_day_is_enough(office: Office) -> None:
    assert "ngày làm việc" not in office.say("mở kỳ năm 2026, chốt 20/11, hạn 23/11")


def test_closing_and_opening_again_are_shown_done_and_undone(office: Office) -> None:
    assert office.say("đóng kỳ") == "Không có kỳ báo cáo nào đang mở."
    opened(office)
    office.sent(office.an, BUILDING, HOUSING, "1250", period=there(office)[0].id)
    assert "1 đơn vị đã gửi số của kỳ." in office.say("đóng kỳ báo cáo năm 2026")
    office.press(say.CLOSE)
    assert not there(office)[0].is_open
    office.press(say.UNDO)
    assert there(office)[0].is_open
    office.say("dong ky")
    office.say("đồng ý")
    office.say("mở lại kỳ báo cáo năm 2026")
    office.press(say.REOPEN)
    assert there(office)[0].is_open
    office.say("hoàn tác")
    assert not there(office)[0].is_open
    assert "• Năm 2026 (đã đóng): 01/01/2026–15/11/2026, hạn 24/11/2026, 1 đơn vị đã gửi." in office.say("các kỳ báo cáo")


@pytest.mark.parametrize(
    "typed",
    ["mở lại cho Sở Xây dựng đến 30/11", "gia hạn cho SXD đến 30/11", "mo lai ky bao cao nam 2026 cho so xay dung den het ngay 30/11"],
)
def test_a_closed_period_is_opened_again_for_an_agency_alone(typed: str, office: Office, desk: Desk) -> None:
    opened(office)
    assert "đang mở cho mọi đơn vị" in office.say(typed)
    office.say("đóng kỳ")
    office.press(say.CLOSE)
    assert office.say(typed) == "Mở lại kỳ báo cáo năm 2026 cho Sở Xây dựng đến hết 30/11/2026?"
    assert not may_report(office, BUILDING)
    office.press(say.REOPEN)
    assert (may_report(office, BUILDING), may_report(office, HEALTH)) == (True, False)
    assert office.an.text.startswith("Kỳ báo cáo năm 2026 được mở lại cho Sở Xây dựng đến hết 30/11/2026.")
    desk.later(days=11)
    assert not may_report(office, BUILDING)
    desk.later(days=-11)
    office.press(say.UNDO)
    assert not may_report(office, BUILDING)
    assert "đã được rút" in office.an.text


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("mở lại cho Sở Xây dựng", "Mở đến ngày nào?"),
        ("mở lại cho Sở Xây dựng đến 19/11/2026", "đã qua"),
        ("mở lại cho Sở Xây dựng, Sở Trên Trời đến 30/11", "Không có đơn vị nào tên “Sở Trên Trời”"),
    ],
)
def test_what_is_lacking_is_asked_for(typed: str, part: str, office: Office) -> None:
    assert part in office.say(typed)


def test_a_period_that_numbers_were_sent_for_is_closed_by_undoing_and_never_lost(office: Office) -> None:
    period = opened(office)
    office.sent(office.an, BUILDING, HOUSING, "1250", period=period.id)
    office.say("hoàn tác")
    assert [one.is_open for one in there(office)] == [False]


def test_a_day_without_a_year_is_the_nearest(office: Office) -> None:
    assert read_period("tháng 1, chốt 31/1, hạn 5/2", date(2026, 12, 20)).cutoff == date(2027, 1, 31)


@pytest.mark.parametrize("typed", [YEAR, "đóng kỳ báo cáo năm 2026", "mở lại kỳ", "mở lại cho Sở Xây dựng đến 30/11"])
def test_nobody_else_opens_or_closes_anything(typed: str, office: Office, desk: Desk) -> None:
    opened(office)
    before = there(office)
    for chat in (office.an, desk.chat("a stranger")):
        for words in (typed, "đồng ý", say.OPEN, say.CLOSE, say.REOPEN):
            desk.say(chat, words)
    assert there(office) == before
