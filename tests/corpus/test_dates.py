"""Dates and stretches of time: what is found, what is refused."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import FoundDate, dates
from corpus.periods import periods
from corpus.writing import write_date

WEDNESDAY = date(2026, 11, 18)
YEARLESS = None

ONE_DATE: dict[str, tuple[int, int, int | None]] = {
    "25/11": (25, 11, YEARLESS),
    "25/11 hằng năm": (25, 11, YEARLESS),
    "25-11-2026": (25, 11, 2026),
    "25.11.2026": (25, 11, 2026),
    "25/11/2026": (25, 11, 2026),
    "25/11/26": (25, 11, 2026),
    "05/12": (5, 12, YEARLESS),
    "2026-11-25": (25, 11, 2026),
    "ngày 25 tháng 11": (25, 11, YEARLESS),
    "ngày 25 tháng 11 năm 2026": (25, 11, 2026),
    "ngày 25 tháng 11, năm 2026": (25, 11, 2026),
    "NGÀY 25 THÁNG 11 NĂM 2026": (25, 11, 2026),
    "Cần Thơ, ngày 21\ntháng 11 năm 2025": (21, 11, 2025),
    "15 tháng 12": (15, 12, YEARLESS),
    "mùng 5 tháng 12": (5, 12, YEARLESS),
    "mồng một tháng tư": (1, 4, YEARLESS),
    "25 tháng mười một": (25, 11, YEARLESS),
    "ngày mười lăm tháng mười hai năm 2026": (15, 12, 2026),
    "ngày ba mươi mốt tháng một": (31, 1, YEARLESS),
    "ngay 25 thang 11": (25, 11, YEARLESS),
    "ngay 25 thang 11 nam 2026": (25, 11, 2026),
    "mung 5 thang 12": (5, 12, YEARLESS),
    "ngày 25-11": (25, 11, YEARLESS),
    "ngày 25.11": (25, 11, YEARLESS),
    "25/11 năm nay": (25, 11, 2026),
    "25/11 năm ngoái": (25, 11, 2025),
    "15h ngày 25/11": (25, 11, YEARLESS),
    "15h30 25/11/2026": (25, 11, 2026),
    "ngày 9 tháng năm": (9, 5, YEARLESS),
    "hôm nay": (18, 11, 2026),
    "hom nay": (18, 11, 2026),
    "hôm qua": (17, 11, 2026),
    "hôm kia": (16, 11, 2026),
    "ngày mai": (19, 11, 2026),
    "ngày kia": (20, 11, 2026),
    "3 ngày nữa": (21, 11, 2026),
    "ba ngày nữa": (21, 11, 2026),
    "2 tuần nữa": (2, 12, 2026),
    "5 ngày trước": (13, 11, 2026),
    "thứ Sáu tuần này": (20, 11, 2026),
    "thu sau tuan nay": (20, 11, 2026),
    "thứ 6 tuần này": (20, 11, 2026),
    "T6 tuần này": (20, 11, 2026),
    "thứ hai tuần sau": (23, 11, 2026),
    "thứ tư tuần trước": (11, 11, 2026),
    "chủ nhật tuần này": (22, 11, 2026),
    "thứ tư tới": (25, 11, 2026),
    "thứ năm tới": (19, 11, 2026),
    "cuối tháng 11": (30, 11, 2026),
    "cuối tháng 2 năm 2028": (29, 2, 2028),
    "cuối tháng này": (30, 11, 2026),
    "cuối năm nay": (31, 12, 2026),
    "29/2": (29, 2, YEARLESS),
    "29/2/2028": (29, 2, 2028),
}
NO_DATES = [
    "31/02",
    "30/2/2026",
    "29/2/2026",
    "ngày 31 tháng 4",
    "ngày 32 tháng 12",
    "25/13",
    "0/11",
    "25/0",
    "25/11/226",
    "25/11/3026",
    "ngày mười năm tháng 12",
    "25.11",
    "25-11",
    "94,2%",
    "1.250",
    "2/3 số xã, 1/3 dân số",
    "02/2021/TT-BYT",
    "743/KH-UBND, 42-NQ/TW, 27/CT-TTg",
    "11/2026",
    "9 tháng năm 2026",
    "dưới 36 tháng tuổi, 24 tháng 5 ngày",
    "từ 06 tháng đến 36 tháng tuổi",
    "thứ sáu",
    "Hội nghị lần thứ sáu",
    "2 buổi/ngày",
    "２５/11",
    "",
]


@pytest.mark.parametrize(("text", "wanted"), ONE_DATE.items())
def test_a_date_is_found(text: str, wanted: tuple[int, int, int | None]) -> None:
    (found,) = dates(text, WEDNESDAY)
    assert (found.day, found.month, found.year, found.before) == (*wanted, False)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_or_an_impossible_one_is_refused(text: str) -> None:
    assert dates(text, WEDNESDAY) == []


@pytest.mark.parametrize("text", ["hôm nay", "ngày mai", "3 ngày nữa", "thứ Sáu tuần này", "cuối tháng này", "cuối tháng 2"])
def test_a_day_told_from_today_needs_today(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("trước ngày 25/11 hàng năm", [True]),
        ("(trước ngày 15 tháng 12)", [True]),
        ("truoc 25/11", [True]),
        ("trước hết ngày 25/11", [True]),
        ("chậm nhất ngày 25/11", [False]),
        ("muộn nhất là ngày 25/11", [False]),
        ("đến hết ngày 25/11", [False]),
        ("trước 17h ngày 25/11", [False]),
        ("trước ngày 20/6 và 20/12", [True, True]),
        ("trước ngày 20/6; ngày 20/12 báo cáo", [True, False]),
    ],
)
def test_before_a_day_is_told_from_by_a_day(text: str, before: list[bool]) -> None:
    assert [found.before for found in dates(text)] == before


def test_several_dates_come_left_to_right_with_their_places() -> None:
    text = "gửi Sở Y tế trước ngày 25/11, Bộ Y tế trước ngày 05/12/2026"
    assert [(text[found.start : found.end], found.month) for found in dates(text)] == [("ngày 25/11", 11), ("ngày 05/12/2026", 12)]
    assert [found.day for found in dates("từ 25/11-30/11, ngày 12-15/12")] == [25, 30, 15]


def test_a_text_with_loose_diacritics_gives_the_same_date_in_its_own_places() -> None:
    text = unicodedata.normalize("NFD", "trước ngày 25 tháng 11 năm 2026 ạ")
    (found,) = dates(text)
    assert found == FoundDate(25, 11, 2026, found.start, found.end, before=True)
    assert unicodedata.normalize("NFC", text[found.start : found.end]) == "ngày 25 tháng 11 năm 2026"


@pytest.mark.parametrize(("day", "written"), [((2026, 11, 25), "25/11/2026"), ((2026, 12, 5), "05/12/2026"), ((2026, 2, 1), "01/02/2026")])
def test_dates_are_written_as_an_office_writes_them(day: tuple[int, int, int], written: str) -> None:
    assert write_date(date(*day)) == written


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_written_date_is_read_back(day: date) -> None:
    for text in (write_date(day), day.isoformat(), f"ngày {day.day} tháng {day.month} năm {day.year}", f"{day:%d.%m.%Y}"):
        (found,) = dates(text)
        assert (found.year, found.month, found.day, found.start, found.end) == (day.year, day.month, day.day, 0, len(text))


ONE_PERIOD: dict[str, tuple[str, str, str]] = {
    "quý III/2025": ("2025-07-01", "2025-09-30", "quý III/2025"),
    "quý 3": ("2026-07-01", "2026-09-30", "quý III/2026"),
    "quy 3": ("2026-07-01", "2026-09-30", "quý III/2026"),
    "quý tư": ("2026-10-01", "2026-12-31", "quý IV/2026"),
    "Q3/2026": ("2026-07-01", "2026-09-30", "quý III/2026"),
    "quý IV năm 2025": ("2025-10-01", "2025-12-31", "quý IV/2025"),
    "quý trước": ("2026-07-01", "2026-09-30", "quý III/2026"),
    "quý này": ("2026-10-01", "2026-12-31", "quý IV/2026"),
    "6 tháng đầu năm": ("2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
    "6 thang dau nam 2025": ("2025-01-01", "2025-06-30", "6 tháng đầu năm 2025"),
    "sáu tháng đầu năm nay": ("2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
    "6T đầu năm": ("2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
    "6 tháng cuối năm 2026": ("2026-07-01", "2026-12-31", "6 tháng cuối năm 2026"),
    "9 tháng năm 2026": ("2026-01-01", "2026-09-30", "9 tháng đầu năm 2026"),
    "9 tháng đầu năm": ("2026-01-01", "2026-09-30", "9 tháng đầu năm 2026"),
    "tháng 11/2026": ("2026-11-01", "2026-11-30", "tháng 11/2026"),
    "11/2026": ("2026-11-01", "2026-11-30", "tháng 11/2026"),
    "T11/2026": ("2026-11-01", "2026-11-30", "tháng 11/2026"),
    "tháng 2 năm 2028": ("2028-02-01", "2028-02-29", "tháng 2/2028"),
    "tháng 12": ("2025-12-01", "2025-12-31", "tháng 12/2025"),
    "tháng mười": ("2026-10-01", "2026-10-31", "tháng 10/2026"),
    "tháng này": ("2026-11-01", "2026-11-30", "tháng 11/2026"),
    "tháng trước": ("2026-10-01", "2026-10-31", "tháng 10/2026"),
    "năm 2025": ("2025-01-01", "2025-12-31", "năm 2025"),
    "đến năm 2030": ("2030-01-01", "2030-12-31", "năm 2030"),
    "năm nay": ("2026-01-01", "2026-12-31", "năm 2026"),
    "năm ngoái": ("2025-01-01", "2025-12-31", "năm 2025"),
    "giai đoạn 2021-2025": ("2021-01-01", "2025-12-31", "giai đoạn 2021-2025"),
    "2025 - 2030": ("2025-01-01", "2030-12-31", "giai đoạn 2025-2030"),
    "từ năm 2021 đến năm 2025": ("2021-01-01", "2025-12-31", "giai đoạn 2021-2025"),
    "tính đến 30/9/2026": ("2026-01-01", "2026-09-30", "đến 30/9/2026"),
    "lũy kế đến ngày 15/12": ("2025-01-01", "2025-12-15", "đến 15/12/2025"),
    "hết quý 3": ("2026-01-01", "2026-09-30", "đến hết quý III/2026"),
    "tính đến hết quý III/2026": ("2026-01-01", "2026-09-30", "đến hết quý III/2026"),
    "den het thang 10": ("2026-01-01", "2026-10-31", "đến hết tháng 10/2026"),
    "từ đầu năm đến nay": ("2026-01-01", "2026-11-18", "đến 18/11/2026"),
    "từ năm 2021 đến nay": ("2021-01-01", "2026-11-18", "đến 18/11/2026"),
    "từ 01/7/2026 đến 30/9/2026": ("2026-07-01", "2026-09-30", "01/7/2026-30/9/2026"),
    "từ ngày 15/12 đến ngày 14/3": ("2025-12-15", "2026-03-14", "15/12/2025-14/3/2026"),
}


@pytest.mark.parametrize(("text", "wanted"), ONE_PERIOD.items())
def test_a_period_is_found_whole(text: str, wanted: tuple[str, str, str]) -> None:
    (found,) = periods(text, WEDNESDAY)
    assert (found.start.isoformat(), found.end.isoformat(), found.label) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "quý 5",
        "quỹ 3 tỷ đồng",
        "quý vị",
        "13 tháng đầu năm",
        "tháng 13",
        "ngày, tháng, năm",
        "ngày tháng năm",
        "36 tháng tuổi",
        "từ 06 tháng đến 36 tháng tuổi",
        "9 tháng",
        "5 năm sau, những năm tới",
        "2025-2021",
        "02/2021/TT-BYT",
        "31/02/2026",
        "ngày 25 tháng 11 năm 2026",
        "NOXH 2030",
        "",
    ],
)
def test_what_is_no_period_is_left_out(text: str) -> None:
    assert periods(text, WEDNESDAY) == []


@pytest.mark.parametrize(("today", "year"), [(date(2027, 1, 5), 2026), (date(2026, 9, 30), 2025), (date(2026, 10, 1), 2026)])
def test_a_quarter_without_a_year_is_the_last_that_has_begun(today: date, year: int) -> None:
    assert [found.label for found in periods("quý 4", today)] == [f"quý IV/{year}"]


def test_a_period_says_where_its_words_stand() -> None:
    text = "NOXH được 1.250 căn tính đến hết quý 3; năm 2025 đạt 81%"
    assert [text[found.text_start : found.text_end] for found in periods(text, WEDNESDAY)] == ["tính đến hết quý 3", "năm 2025"]


PIECES = [
    "ngày ",
    "tháng ",
    "năm ",
    "quý ",
    "25",
    "2",
    "2026",
    "/",
    "-",
    ".",
    " ",
    "đến ",
    "hết ",
    "từ ",
    "cuối ",
    "tuần ",
    "thứ ",
    "này",
    "nay",
    "đầu ",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_no_text_breaks_the_reading_and_every_day_exists(text: str, today: date) -> None:
    for found in dates(text, today):
        assert 0 <= found.start < found.end <= len(text)
        assert date(found.year or 2000, found.month, found.day) - date(1900, 1, 1) >= timedelta()
    for period in periods(text, today):
        assert 0 <= period.text_start < period.text_end <= len(text)
        assert period.start <= period.end
