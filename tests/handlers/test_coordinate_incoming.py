"""The register of incoming documents as a department's clerks export it."""

from __future__ import annotations

import pytest

from handlers.turn import Attachment, Value
from store import papers
from store.papers import SignedReport
from tests.handlers.coordinating import PLAN, Office
from tests.handlers.desk import Desk

Rows = list[tuple[Value, ...]]
HEAD: tuple[Value, ...] = ("STT", "Ngày đến", "Số, ký hiệu", "Ngày văn bản", "Cơ quan gửi", "Trích yếu nội dung")
REPORT: tuple[Value, ...] = (1, "20/11/2026", "512/BC-SXD", "19/11/2026", "Sở Xây dựng", "Báo cáo kết quả thực hiện Kế hoạch 743")


@pytest.fixture
def office(desk: Desk) -> Office:
    office = Office(desk)
    office.say("mở kỳ báo cáo năm 2026, chốt 15/11, hạn 27/11")
    office.press("Mở kỳ")
    return office


def send(office: Office, *rows: tuple[Value, ...]) -> str:
    file = Attachment("sổ công văn đến.xlsx", "/kept", "sheet", 100, "digest", "", (tuple(rows),))
    return office.desk.say(office.chief, "", files=(file,))


def signed(office: Office) -> list[SignedReport]:
    return office.desk.store.transact(lambda db: papers.signed(db, PLAN))


def test_reports_in_the_register_become_the_second_tick(office: Office) -> None:
    shown = send(office, ("SỔ CÔNG VĂN ĐẾN",), HEAD, REPORT)
    assert shown.startswith("Ghi 1 báo cáo đã ký vào kỳ năm 2026?\n• Sở Xây dựng: 512/BC-SXD ngày 19/11/2026")
    assert "Đã có văn bản, chưa đủ số liệu: Sở Xây dựng." in shown
    assert signed(office) == []
    assert office.press("Ghi các văn bản") == "Đã ghi 1 báo cáo đã ký."
    (report,) = signed(office)
    assert (report.agency, report.number, f"{report.signed_on:%d/%m/%Y}", report.on_behalf) == (
        "so-xay-dung",
        "512/BC-SXD",
        "19/11/2026",
        True,
    )


def test_what_is_no_report_or_from_somebody_else_is_passed_over(office: Office) -> None:
    shown = send(
        office,
        HEAD,
        REPORT,
        (2, "20/11/2026", "88/GM-SXD", "19/11/2026", "Sở Xây dựng", "Giấy mời họp"),
        (3, "20/11/2026", "9/BC-CTY", "19/11/2026", "Công ty Cây Xanh", "Báo cáo tài chính"),
    )
    assert "Bỏ qua 2 văn bản không phải báo cáo của đơn vị phải gửi." in shown


def test_a_report_is_noted_once_however_often_the_register_is_sent(office: Office) -> None:
    send(office, HEAD, REPORT)
    office.press("Ghi các văn bản")
    assert send(office, HEAD, REPORT).startswith("Sổ không có báo cáo mới nào")
    assert len(signed(office)) == 1


def test_noting_can_be_undone(office: Office) -> None:
    send(office, HEAD, REPORT)
    office.press("Ghi các văn bản")
    office.say("hoàn tác")
    assert signed(office) == []


def test_a_unit_that_does_not_coordinate_notes_nothing(office: Office) -> None:
    file = Attachment("sổ.xlsx", "/kept", "sheet", 100, "digest", "", ((HEAD, REPORT),))
    office.desk.say(office.an, "", files=(file,))
    assert signed(office) == []
