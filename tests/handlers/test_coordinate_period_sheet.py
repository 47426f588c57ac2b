"""A period opened by a spreadsheet, as different secretaries would fill it."""

from __future__ import annotations

import pytest

from handlers.turn import Attachment, Value
from store import periods
from store.periods import Item, Period
from tests.handlers.coordinating import PLAN, Office
from tests.handlers.desk import Desk

Rows = list[tuple[Value, ...]]
DAYS: Rows = [("Kỳ báo cáo", "năm 2026"), ("Ngày chốt số liệu", "15/11/2026"), ("Hạn gửi", "27/11/2026")]
HOUSING, INSURANCE = Item("CT32", "so-xay-dung"), Item("CT25", "so-y-te")


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def send(office: Office, *sheets: Rows, text: str = "") -> str:
    file = Attachment("mở kỳ.xlsx", "/kept", "sheet", 100, "digest", "", tuple(tuple(sheet) for sheet in sheets))
    return office.desk.say(office.chief, text, files=(file,))


def opened(office: Office) -> tuple[Period, list[Item]] | None:
    office.press("Mở kỳ")
    found = office.desk.store.transact(lambda db: periods.current(db, PLAN))
    return (found, office.desk.store.transact(lambda db: periods.items(db, found.id))) if found else None


TABLES: dict[str, Rows] = {
    "plain": [("Chỉ tiêu", "Đơn vị"), ("Nhà ở xã hội", "Sở Xây dựng"), ("Bảo hiểm y tế", "Sở Y tế")],
    "numbered": [
        ("STT", "Tên chỉ tiêu", "Đơn vị tính", "Đơn vị báo cáo"),
        (1, "Nhà ở xã hội", "căn", "Sở Xây dựng"),
        (2, "BHYT", "%", "Sở Y tế"),
    ],
    "coded": [("Mã", "Nội dung", "Cơ quan chủ trì"), ("CT32", "", "SXD"), ("CT25", "", "SYT")],
    "capitals": [("CHỈ TIÊU", "CƠ QUAN THỰC HIỆN"), ("NHÀ Ở XÃ HỘI", "SỞ XÂY DỰNG"), ("BẢO HIỂM Y TẾ", "SỞ Y TẾ")],
    "blanks between": [("Chỉ tiêu", None, "Đơn vị"), ("Nhà ở xã hội", None, "Sở Xây dựng"), (None, None, None), ("BHYT", None, "Sở Y tế")],
    "a total": [("Chỉ tiêu", "Đơn vị"), ("Nhà ở xã hội", "Sở Xây dựng"), ("BHYT", "Sở Y tế"), ("Tổng cộng", "2 đơn vị")],
    "crossed": [("Chỉ tiêu", "Sở Xây dựng", "Sở Y tế"), ("Nhà ở xã hội", "x", None), ("Bảo hiểm y tế", None, "X")],
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_the_table_says_what_is_asked_of_whom(table: Rows, office: Office) -> None:
    shown = send(office, [*DAYS, (), *table])
    assert "hạn gửi hết 27/11/2026 (thứ Sáu)" in shown
    assert "Hỏi 2 chỉ tiêu, nhiệm vụ của 2 đơn vị" in shown
    found = opened(office)
    assert found is not None
    assert set(found[1]) == {HOUSING, INSURANCE}


HEADS: dict[str, Rows] = {
    "in one cell": [("Kỳ báo cáo: năm 2026",), ("Ngày chốt số liệu: 15/11/2026",), ("Hạn gửi: 27/11/2026",)],
    "under a title": [
        ("SỞ Y TẾ",),
        ("BIỂU GIAO BÁO CÁO",),
        ("Tên kỳ:", None, "năm 2026"),
        ("Chốt số liệu", "15-11-2026"),
        ("Thời hạn gửi", "27.11.2026"),
    ],
    "before a day": [("Kỳ", "năm 2026"), ("Số liệu đến ngày", "15/11/2026"), ("Gửi trước ngày", "28/11/2026")],
    "in words": [
        ("Kỳ báo cáo", "năm 2026"),
        ("Chốt số liệu", "hết ngày 15 tháng 11 năm 2026"),
        ("Hạn báo cáo", "ngày 27 tháng 11 năm 2026"),
    ],
    "without a name": [("Chốt số liệu", "15/11/2026"), ("Hạn nộp", "27/11/2026")],
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_the_days_stand_above_it_in_many_ways(head: Rows, office: Office) -> None:
    send(office, [*head, *TABLES["plain"]])
    found = opened(office)
    assert found is not None
    period, _ = found
    assert (period.name, f"{period.cutoff:%d/%m}", f"{period.due_on:%d/%m}") == ("năm 2026", "15/11", "27/11")


def test_the_letter_is_kept_and_told(office: Office) -> None:
    shown = send(office, [("Công văn", "số 1234/SYT-KHTC ngày 01/11/2026"), *DAYS, *TABLES["plain"]])
    assert "Theo số 1234/SYT-KHTC ngày 01/11/2026." in shown
    found = opened(office)
    assert found is not None
    assert found[0].document == "số 1234/SYT-KHTC ngày 01/11/2026"


def test_groups_several_agencies_and_duties_are_asked_too(office: Office) -> None:
    rows: Rows = [
        ("Chỉ tiêu, nhiệm vụ", "Đơn vị"),
        ("Nhà ở xã hội", "Sở Xây dựng; Sở Y tế"),
        ("BHYT", "tất cả xã"),
        ("NV12", "Sở Y tế\nSở Xây dựng"),
    ]
    send(office, [*DAYS, *rows])
    found = opened(office)
    assert found is not None
    assert {item.target for item in found[1]} == {"CT32", "CT25", "NV12"}
    assert len(found[1]) == 5


def test_what_cannot_be_taken_is_told_with_its_row_and_the_reason(office: Office) -> None:
    rows: Rows = [
        ("Chỉ tiêu", "Đơn vị"),
        ("Nhà ở xã hội", "Sở Xây dựng"),
        ("Trồng rừng", "Sở Y tế"),
        ("BHYT", "Sở Mây Mưa"),
        ("nước sạch", "Sở Xây dựng"),
    ]
    shown = send(office, [*DAYS, *rows])
    assert "• bỏ qua, dòng 6, Trồng rừng: không rõ chỉ tiêu hoặc nhiệm vụ" in shown
    assert "• bỏ qua, dòng 7, BHYT: không rõ đơn vị “Sở Mây Mưa”" in shown
    assert "• cần chọn, dòng 8, nước sạch: có thể là" in shown
    found = opened(office)
    assert found is not None
    assert found[1] == [HOUSING]


def test_without_a_table_all_that_is_given_is_asked(office: Office) -> None:
    assert "hỏi tất cả những gì đã giao" in send(office, DAYS, text="mở kỳ báo cáo theo file này")
    found = opened(office)
    assert found is not None
    assert found[1] == []


def test_a_missing_day_is_asked_for_and_nothing_is_opened(office: Office) -> None:
    shown = send(office, [("Hạn gửi", "27/11/2026"), *TABLES["plain"]])
    assert shown.startswith("Tệp thiếu ngày chốt số liệu và tên kỳ.")
    assert office.labels == []


def test_what_was_not_given_yet_is_given_and_the_undo_takes_both_back(office: Office) -> None:
    assert "Trong đó 1 việc chưa giao" in send(office, [*DAYS, ("Chỉ tiêu", "Đơn vị"), ("HDI", "Sở Y tế")])
    opened(office)
    assert ("CT20", "so-y-te", "lead", None, "") in office.given()
    office.say("hoàn tác")
    assert office.given() == set()
    assert office.desk.store.transact(lambda db: periods.current(db, PLAN)) is None


def test_a_table_of_yearly_goals_still_goes_the_way_of_giving(office: Office) -> None:
    shown = send(office, [("Chỉ tiêu", "Đơn vị", 2026, 2027), ("Nhà ở xã hội", "Sở Xây dựng", 800, 900)])
    assert not shown.startswith("Mở kỳ")


def test_two_sheets_are_read_together(office: Office) -> None:
    send(office, DAYS, TABLES["plain"])
    found = opened(office)
    assert found is not None
    assert set(found[1]) == {HOUSING, INSURANCE}


def test_who_does_not_coordinate_opens_nothing_by_a_sheet(office: Office) -> None:
    file = Attachment("x.xlsx", "/kept", "sheet", 100, "digest", "", ((*DAYS, *TABLES["plain"]),))
    office.desk.say(office.an, "", files=(file,))
    assert office.desk.store.transact(lambda db: periods.current(db, PLAN)) is None
