"""What the words of a report say, apart from any plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handlers.progress.claims import Claim, Role
from handlers.progress.reading import read
from store.ledger import Nature, Report

TODAY = date(2026, 10, 5)


def claims(text: str) -> list[Claim]:
    return list(read(text, TODAY).claims)


def numbers(text: str) -> list[tuple[str, Decimal]]:
    """Each claim's first label with its number."""
    return [(claim.labels[0] if claim.labels else "", claim.figure.values[0]) for claim in claims(text) if claim.figure]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NOXH 1.250", [("noxh", "1250")]),
        ("noxh1250", [("noxh", "1250")]),
        ("BHYT 94,2; BHXH 27,5", [("bhyt", "94.2"), ("bhxh", "27.5")]),
        ("BHYT 94,2, BHXH 27,5", [("bhyt", "94.2"), ("bhxh", "27.5")]),
        ("94,2% BHYT, 27,5% BHXH", [("bhyt", "94.2"), ("bhxh", "27.5")]),
        ("trẻ dưới 5 tuổi SDD thấp còi 14,2", [("trẻ dưới 5 tuổi sdd thấp còi", "14.2")]),
        ("xóa mù chữ mức độ 2: 88%", [("xóa mù chữ mức độ 2", "88")]),
        ("NOXH 1.250 theo BC 512/BC-SXD ngày 20/9", [("noxh", "1250")]),
        ("NOXH 1.250, do 2 dự án vướng mặt bằng", [("noxh", "1250")]),
        ("NOXH 1.250 căn, đạt 33,8% KH, tăng 5% so với cùng kỳ", [("noxh", "1250")]),
        ("NOXH tăng từ 1.200 lên 1.250", [("noxh tăng từ", "1250")]),
        ("nước sạch nông thôn 17", [("nước sạch nông thôn", "17")]),
        ("NVH đạt chuẩn 52% (811/1.560 KDC)", [("nvh đạt chuẩn", "52")]),
        ("giuong benh 28 bac si 9", [("giuong benh", "28"), ("bac si", "9")]),
        ("BHYT 94 bác sĩ 9,1", [("bhyt", "94"), ("bác sĩ", "9.1")]),
        ("NOXH 1.250 căn 300 hộ", [("noxh", "1250"), ("", "300")]),
    ],
)
def test_numbers_stand_with_the_words_that_name_their_target(text: str, told: list[tuple[str, str]]) -> None:
    assert numbers(text) == [(label, Decimal(value)) for label, value in told]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("NOXH trong kỳ 35, lũy kế 1.250, ước năm 1.300", [Role.INCREMENT, Role.CUMULATIVE, Role.ESTIMATE]),
        ("NOXH thêm 50 căn", [Role.ADDED]),
        ("NOXH thêm 50 căn, lũy kế 1.250", [Role.INCREMENT, Role.CUMULATIVE]),
        ("thất nghiệp giảm 0,3", [Role.LOWERED]),
        ("SDD thấp còi giảm còn 14,2", [Role.PLAIN]),
        ("NOXH đạt 80% chỉ tiêu", [Role.SHARE]),
        ("NOXH còn thiếu 50 căn", [Role.REMAINING]),
        ("NOXH mục tiêu 3.700", [Role.GOAL]),
        ("BHYT chưa đạt 94,2", [Role.OTHER]),
    ],
)
def test_the_words_around_a_number_say_what_it_is(text: str, roles: list[Role]) -> None:
    assert [claim.figure.role for claim in claims(text) if claim.figure] == roles


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("NOXH 1.250 tính đến 30/9/2026", [date(2026, 9, 30)]),
        ("NOXH 1.250 đến 30.9.26", [date(2026, 9, 30)]),
        ("NOXH quí 2 1.180", [date(2026, 6, 30)]),
        ("số tháng 8/2026: NOXH 1.250", [date(2026, 8, 31)]),
        ("thất nghiệp 9 tháng 2,1", [date(2026, 9, 30)]),
        ("BHYT 2024: 93,1; 2025: 94,2", [date(2024, 12, 31), date(2025, 12, 31)]),
        ("BHYT 94,2 (quý II), BHXH 27,5 (quý III)", [date(2026, 6, 30), date(2026, 9, 30)]),
        ("BHYT quý III 94,2%, ước cả năm 94,6%", [date(2026, 9, 30), date(2026, 12, 31)]),
        ("bhyt 94,25 tang 0,5 so nam ngoai", []),
        ("BHYT 94,3 cao hơn cùng kỳ năm trước", []),
        ("BHYT 94,3 giảm so năm trước", []),
        ("so thang truoc: BHYT 94,3", [date(2026, 9, 30)]),
        ("BHYT 94,2\nBHXH 27,5\nSố liệu đến 30/9/2026", [date(2026, 9, 30), date(2026, 9, 30)]),
    ],
)
def test_each_number_speaks_of_the_day_told_for_it(text: str, days: list[date]) -> None:
    assert [claim.when.end for claim in claims(text) if claim.when] == days


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("NOXH không phát sinh", Report.NIL),
        ("noxh ko ps", Report.NIL),
        ("bs/vạn dân ch có sl vì sáp nhập", Report.NONE_YET),
        ("NOXH chua co so lieu vi cho so xd", Report.NONE_YET),
        ("BHYT giữ nguyên như kỳ trước", Report.UNCHANGED),
        ("noxh k thay doi", Report.UNCHANGED),
        ("nhà tạm: đã xóa xong", Report.STATE),
        ("phổ cập mầm non đang triển khai", Report.STATE),
        ("sốt rét không còn đối tượng", Report.STATE),
    ],
)
def test_a_report_needs_no_number(text: str, report: Report) -> None:
    assert [claim.report for claim in claims(text)] == [report]


@pytest.mark.parametrize(
    "text",
    [
        "BHYT 95% phải không?",
        "sao BHYT 95%",
        "NOXH bao nhieu",
        "80% nước sạch là ở đâu",
        "BHYT 95% đúng không",
        "cho hỏi NOXH 3.700 căn là gì",
    ],
)
def test_a_question_asks_whatever_numbers_it_holds(text: str) -> None:
    assert read(text, TODAY).asks


def test_an_estimate_of_the_year_says_nothing_of_the_other_numbers() -> None:
    told = claims("NOXH lũy kế 1.250, ước năm 1.300")
    assert [claim.nature for claim in told] == [None, Nature.ESTIMATE]


def test_a_table_is_read_row_by_row_with_its_numbering_left_out() -> None:
    table = "STT\tChỉ tiêu\tĐVT\tSố liệu\n1\tNhà ở xã hội\tcăn\t1.250\n2\tDiện tích nhà ở đô thị\tm2\t33,1"
    assert numbers(table) == [("nhà ở xã hội", Decimal(1250)), ("diện tích nhà ở đô thị", Decimal("33.1"))]


def test_a_day_that_no_calendar_has_is_not_passed_over() -> None:
    assert claims("NOXH 1.250 tính đến 31/9/2026")[0].unread == "31/9/2026"


def test_a_heading_completes_what_stands_below_it() -> None:
    told = claims("đi học đúng độ tuổi: tiểu học 99,3; THCS 96,2")
    assert told[1].heading == "đi học đúng độ tuổi"


def test_who_approved_is_kept_as_written() -> None:
    assert read("NOXH 1.250, đã được PGĐ Nguyễn Văn An duyệt", TODAY).released_by == "PGĐ Nguyễn Văn An"


def test_bodies_named_before_the_number_are_told() -> None:
    assert read("Sở Y tế báo BHYT 94", TODAY).agencies == ("so-y-te",)
