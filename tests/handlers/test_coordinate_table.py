"""Targets given by a sheet: what is taken, what somebody must choose, what is left out, and nothing stored before it is agreed to."""

from __future__ import annotations

import pytest

from handlers.say import coordinate as say
from tests.handlers.coordinating import HOUSING, INSURANCE, Office
from tests.handlers.desk import BUILDING, HEALTH, Desk

HEAD = ("STT", "Mã", "Chỉ tiêu", "Đơn vị thực hiện", "Đơn vị tính", "2026", "Năm 2027", 2030, "Văn bản")


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def test_rows_are_taken_chosen_for_or_left_out_each_with_its_reason(office: Office) -> None:
    shown = office.sheet(
        ("GIAO CHỈ TIÊU NĂM 2026", None),
        HEAD,
        (1, "CT32", "Nhà ở xã hội", "Sở Xây dựng", "căn", 800, 1600.0, "3.700", "QĐ 123/QĐ-UBND"),
        (None, None, None, "Sở Tài chính phối hợp", "căn", None, None, None, None),
        ("I", "Y TẾ", None, None, None, None, None, None, None),
        (2, None, "Nước sạch", "Sở Nông nghiệp và Môi trường", "%", 70, None, None, None),
        (3, None, "Bảo hiểm y tế", None, "%", "94,5%", 95, "95%", None),
        (4, None, "Thất nghiệp chung", "Sở Trên Trời", "%", 2.4, None, None, None),
        (5, None, "Chim bay cò bay", "Sở Y tế", "%", 2.4, None, None, None),
        (6, "CT22", "Bác sĩ", "Sở Y tế", "bác sĩ", 9.5, "chín", None, None),
        (7, "CT32", "Nhà ở xã hội", "Sở Y tế", "căn", "80%", None, None, None),
        (None, None, "Tổng cộng", None, None, 900, None, None, None),
    )
    assert shown.startswith("Bảng: nhận 3 dòng, cần chọn 1, bỏ 4.")
    assert "dòng 6, Nước sạch: có thể là CT36" in shown
    assert "dòng 8, Thất nghiệp chung: không có đơn vị “Sở Trên Trời”" in shown
    assert "dòng 9, Chim bay cò bay: không có chỉ tiêu này" in shown
    assert "dòng 10, CT22: không đọc được “chín”" in shown
    assert "dòng 11, CT32: không đọc được “80%”" in shown
    assert office.given() == set()
    assert office.labels == [say.GIVE_TABLE, say.DO_NOT_GIVE_TABLE]
    office.press(say.GIVE_TABLE)
    assert office.given() == {
        *((HOUSING, BUILDING, "lead", year, goal) for year, goal in ((2026, "800"), (2027, "1600"), (2030, "3700"))),
        (HOUSING, "so-tai-chinh", "contributes", None, ""),
        *((INSURANCE, "", "path", year, goal) for year, goal in ((2026, "94.5"), (2027, "95"), (2030, "95"))),
    }
    assert {one.document for one in office.held() if one.agency == BUILDING} == {"QĐ 123/QĐ-UBND"}
    assert office.an.text.startswith("Sở Xây dựng được giao báo cáo:")
    office.press(say.UNDO)
    assert office.given() == set()


def test_a_year_and_a_value_may_stand_in_columns_of_their_own_with_roles(office: Office) -> None:
    office.sheet(
        ("Tên chỉ tiêu", "Đơn vị", "Năm", "Giá trị", "Vai trò"),
        ("NOXH", "Sở Xây dựng", "2026", "1.250", "chủ trì"),
        ("NOXH", "", "2024", 250, "mốc đầu kỳ"),
        ("NOXH", None, 2028, 2000, None),
        ("BHYT", "sở y tế", None, None, "Phối hợp"),
    )
    office.press(say.GIVE_TABLE)
    assert office.given() == {
        (HOUSING, BUILDING, "lead", 2026, "1250"),
        (HOUSING, "", "baseline", 2024, "250"),
        (HOUSING, "", "path", 2028, "2000"),
        (INSURANCE, HEALTH, "contributes", None, ""),
    }


def test_years_may_stand_below_a_heading_of_theirs(office: Office) -> None:
    office.sheet(
        ("Chỉ tiêu", "Đơn vị", "Mục tiêu các năm", None),
        (None, None, 2026, 2027),
        ("NOXH", "Sở Xây dựng", 800, 1600),
    )
    office.press(say.GIVE_TABLE)
    assert {row[3:] for row in office.given()} == {(2026, "800"), (2027, "1600")}


def test_the_later_of_two_rows_that_say_the_same_counts_and_undoing_leaves_neither(office: Office) -> None:
    office.sheet(("Chỉ tiêu", "Đơn vị", "2026"), ("NOXH", "SXD", 800), ("NOXH", "SXD", 900))
    office.press(say.GIVE_TABLE)
    assert office.given() == {(HOUSING, BUILDING, "lead", 2026, "900")}
    office.say("hoàn tác")
    assert office.given() == set()


def test_only_the_taken_rows_are_stored_and_none_where_there_are_none(office: Office) -> None:
    assert office.sheet(("Chỉ tiêu", "Đơn vị"), ("Chim bay", "Sở Y tế")).startswith("Bảng: nhận 0 dòng, cần chọn 0, bỏ 1.")
    office.say("đồng ý")
    assert office.given() == set()


def test_a_sheet_without_such_columns_is_told_what_it_lacks(office: Office) -> None:
    assert "Bảng chưa có đủ cột" in office.sheet(("a", "b"), ("NOXH", 1), text="giao theo bảng này")


def test_refusing_stores_nothing(office: Office) -> None:
    office.sheet(("Chỉ tiêu", "Đơn vị"), ("NOXH", "Sở Xây dựng"))
    office.press(say.DO_NOT_GIVE_TABLE)
    assert office.given() == set()


def test_a_sheet_with_results_is_no_table_of_targets(office: Office) -> None:
    assert "Bảng:" not in office.sheet(("Chỉ tiêu", "Đơn vị", "Kết quả thực hiện 2026"), ("NOXH", "Sở Xây dựng", 5))


def test_nobody_else_gives_anything_by_a_sheet(office: Office, desk: Desk) -> None:
    for chat in (office.an, desk.chat("a stranger")):
        assert "Giao" not in office.sheet(("Chỉ tiêu", "Đơn vị"), ("NOXH", "Sở Xây dựng"), by=chat)
        office.sheet(("Chỉ tiêu", "Đơn vị"), ("NOXH", "Sở Xây dựng"), text="giao", by=chat)
        desk.say(chat, "Giao theo bảng")
    assert office.given() == set()
