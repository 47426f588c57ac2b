"""The register of incoming documents: the reports in it are noted as signed reports, and whatever is doubtful is asked about."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.say import coordinate as say
from handlers.turn import Attachment, Value
from store import papers
from store.papers import SignedReport
from tests.handlers.coordinating import HOUSING, PLAN, Office
from tests.handlers.desk import BUILDING, HOME_AFFAIRS, Chat, Desk

COMMUNE, FARMING, SOCIAL, SCHOOLS = "xa-23776", "so-nong-nghiep-va-moi-truong", "bao-hiem-xa-hoi", "so-giao-duc-va-dao-tao"
Row = tuple[Value, ...]
HEAD: Row = ("Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng", "Tên loại và trích yếu nội dung văn bản", "Người nhận")
OF_PLAN = "Báo cáo kết quả thực hiện Kế hoạch số 743/KH-UBND năm 2026"


@pytest.fixture
def office(desk: Desk) -> Office:
    found = Office(desk)
    found.say("mở kỳ báo cáo năm 2026, chốt 15/11, hạn 25/11")
    found.press(say.OPEN)
    return found


def row(sender: str, number: str, subject: str = OF_PLAN, day: Value = "17/11/2026") -> Row:
    return ("18/11/2026", 100, sender, number, day, subject, "P. Nghiệp vụ Y")


def sent(office: Office, *rows: Row, head: Row = HEAD, text: str = "", by: Chat | None = None) -> str:
    sheet = (("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",), ("Từ ngày 01/11/2026 đến ngày 20/11/2026",), head, *rows)
    file = Attachment("sổ công văn đến.xlsx", "/kept", "sheet", 100, "digest", "", (sheet,))
    return office.desk.say(by or office.chief, text, files=(file,))


def noted(office: Office) -> set[tuple[str, str, date | None]]:
    found: list[SignedReport] = office.desk.store.transact(lambda db: papers.signed(db, PLAN))
    return {(one.agency, one.number, one.signed_on) for one in found}


def test_reports_of_those_who_owe_something_are_shown_noted_and_undone(office: Office) -> None:
    office.sent(office.an, BUILDING, HOUSING, "1250", period=1)
    shown = sent(
        office,
        (1, 2, 3, 4, 5, 6, 7),
        row("Sở Xây dựng", "512/BC-SXD"),
        row("UBND xã Ia Krái", "45/BC-UBND", "Báo cáo kết quả thực hiện năm 2026", "16/11"),
        row("Sở Giáo dục và Đào tạo", "1234/SGDĐT-VP", "V/v báo cáo kết quả thực hiện Nghị quyết số 42-NQ/TW"),
    )
    assert shown.startswith("Ghi 3 văn bản của 3 đơn vị vào kỳ báo cáo năm 2026?")
    assert f"• Sở Xây dựng: 512/BC-SXD ngày 17/11/2026 – {OF_PLAN}" in shown
    assert "Đã có văn bản, chưa có số liệu: UBND xã Ia Krái; Sở Giáo dục và Đào tạo." in shown
    assert "Đã có văn bản, mới có một phần số liệu: Sở Xây dựng." in shown
    assert noted(office) == set()
    assert office.labels == [say.NOTE, say.DO_NOT_NOTE]
    assert office.press(say.NOTE).startswith("Đã ghi 3 văn bản của 3 đơn vị.\nĐã có văn bản, chưa có số liệu:")
    assert noted(office) == {
        (BUILDING, "512/BC-SXD", date(2026, 11, 17)),
        (COMMUNE, "45/BC-UBND", date(2026, 11, 16)),
        (SCHOOLS, "1234/SGDĐT-VP", date(2026, 11, 17)),
    }
    assert office.desk.rows("SELECT DISTINCT period, on_behalf FROM signed_reports") == [(1, 1)]
    assert "văn bản 512/BC-SXD ngày 17/11/2026" in office.say("ai chưa gửi")
    assert office.say("hoàn tác").startswith("Đã hoàn tác")
    assert noted(office) == set()


def test_what_is_no_report_of_theirs_is_left_out_with_its_reason(office: Office) -> None:
    shown = sent(
        office,
        row("Sở Xây dựng", "512/BC-SXD"),
        row("Sở Xây dựng", "512/BC-SXD"),
        row("Sở Y tế", "12/QĐ-SYT", "Quyết định khen thưởng"),
        row("Sở Xây dựng", "520/SXD-QLN", "V/v đề nghị gia hạn gửi báo cáo"),
        row("Bộ Y tế", "9/BC-BYT"),
        row("Công ty Ánh Dương", "8/BC-AD"),
    )
    assert "Ghi 1 văn bản của 1 đơn vị" in shown
    assert "Bỏ 5 dòng:" in shown
    for part in (
        "1 trùng dòng khác",
        "2 không phải báo cáo",
        "1 của đơn vị không phải báo cáo kỳ này",
        "1 không rõ đơn vị gửi (Công ty Ánh Dương)",
    ):
        assert part in shown


def test_what_was_noted_before_is_not_noted_again(office: Office) -> None:
    office.desk.say(office.an, "đã gửi báo cáo 512/BC-SXD; NOXH 1.250")
    before = noted(office)
    assert before
    assert "1 đã ghi từ trước" in sent(office, row("Sở Xây dựng", "512 /BC-SXD"))
    assert office.labels != [say.NOTE, say.DO_NOT_NOTE]
    assert noted(office) == before


@pytest.mark.parametrize(
    ("sender", "number", "subject", "day", "why"),
    [
        ("Sở Xây dựng", "7/BC-SXD", "Báo cáo công tác cải cách hành chính năm 2026", "17/11/2026", "có thể báo cáo việc khác"),
        ("Sở Xây dựng", "7/BC-SXD", "Báo cáo kết quả thực hiện Kế hoạch số 120/KH-UBND", "17/11/2026", "có thể báo cáo việc khác"),
        ("Sở Xây dựng", "7/BC-SXD", "Báo cáo kết quả thực hiện 6 tháng đầu năm 2026", "20/6/2026", "thời gian khác kỳ này"),
        ("Sở Xây dựng", "7/BC-SXD", "Báo cáo kết quả thực hiện năm 2025", "17/11/2026", "thời gian khác kỳ này"),
        ("Sở Xây dựng", "7/BC-SXD", OF_PLAN, "17/11/2025", "ngoài thời gian của kỳ"),
        ("Sở Xây dựng", "7/BC-SXD", OF_PLAN, "30/11/2026", "ngoài thời gian của kỳ"),
        ("Sở Xây dựng", "7/BC-SXD", OF_PLAN, "31/11/2026", "không đọc được ngày văn bản “31/11/2026”"),
        ("Sở Xây dựng", "7/SXD-VP", "Số liệu kèm báo cáo năm 2026", "17/11/2026", "chưa rõ có phải báo cáo không"),
        ("Sở Xây dựng", "7/BC-SXD", "Dự thảo báo cáo năm 2026", "17/11/2026", "chưa rõ có phải báo cáo không"),
        ("Sở Xây dựng", "", OF_PLAN, "17/11/2026", "chưa có số, ký hiệu"),
        ("Sở Lao động - Thương binh và Xã hội", "7/BC-SLĐ", OF_PLAN, "17/11/2026", "đơn vị gửi có thể là Sở Nội vụ"),
    ],
)
def test_what_is_doubtful_is_asked_about_and_not_noted(sender: str, number: str, subject: str, day: str, why: str, office: Office) -> None:
    shown = sent(office, row(sender, number, subject, day))
    assert shown.startswith("Sổ không có văn bản nào chắc chắn là báo cáo của kỳ mà chưa ghi.")
    assert "– dòng 4, " in shown
    assert why in shown
    office.say("đồng ý")
    assert noted(office) == set()


def test_of_several_reports_those_that_name_the_plan_are_meant(office: Office) -> None:
    rows = [
        row("Sở Nội vụ", f"{number}/BC-SNV", subject)
        for number, subject in ((1, "Báo cáo công tác"), (2, "Báo cáo năm 2026"), (3, OF_PLAN))
    ]
    shown = sent(office, *rows)
    assert "• Sở Nội vụ: 3/BC-SNV" in shown
    assert shown.count("đơn vị có nhiều báo cáo, chưa rõ báo cáo nào của kỳ") == 2
    assert sent(office, *rows[:2]).startswith("Sổ không có văn bản nào chắc chắn")


def test_doubtful_rows_are_noted_when_they_are_named(office: Office) -> None:
    shown = sent(office, row("Sở Xây dựng", "512/BC-SXD"), row("Sở Nội vụ", "88/BC-SNV", "Báo cáo tổng kết phong trào thi đua"))
    assert "Cần chọn 1 dòng (muốn ghi, nhắn: ghi dòng 5):" in shown
    shown = office.say("ghi cả dòng 5 nhé")
    assert shown.startswith("Ghi 2 văn bản của 2 đơn vị")
    office.press(say.NOTE)
    assert {one[0] for one in noted(office)} == {BUILDING, HOME_AFFAIRS}


def test_a_report_belongs_to_the_period_whose_time_it_names(office: Office) -> None:
    office.say("mở kỳ quý IV năm 2026, chốt 31/12/2026, hạn 5/1/2027")
    office.press(say.OPEN)
    shown = sent(
        office,
        row("Sở Xây dựng", "1/BC-SXD", "Báo cáo kết quả thực hiện quý IV năm 2026"),
        row("Sở Nội vụ", "2/BC-SNV"),
        row("BHXH tỉnh", "3/BC-BHXH", "Báo cáo số liệu"),
    )
    assert "đang mở nhiều kỳ" in shown
    office.press(say.NOTE)
    kept = office.desk.store.transact(lambda db: {one.agency: one.period for one in papers.signed(db, PLAN)})
    assert kept == {BUILDING: 2, HOME_AFFAIRS: 1}


def test_without_an_open_period_the_newest_counts_and_without_any_nothing_does(office: Office, desk: Desk) -> None:
    office.say("đóng kỳ")
    office.press(say.CLOSE)
    assert "vào kỳ báo cáo năm 2026?" in sent(office, row("Sở Xây dựng", "512/BC-SXD"))
    office.say("không")
    desk.store.transact(lambda db: db.execute("DELETE FROM periods"))
    assert sent(office, row("Sở Xây dựng", "512/BC-SXD")).startswith("Chưa có kỳ báo cáo nào")


@pytest.mark.parametrize(
    ("head", "more"),
    [
        (("STT", "Số/Ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu"), (1, "512/BC-SXD", "17/11/2026", "SXD", OF_PLAN)),
        (("Số", "Ký hiệu", "Ngày VB", "Nơi gửi", "Nội dung"), (512, "BC-SXD", "17/11/2026", "Sở Xây dựng (P. QLN)", OF_PLAN)),
        (("Số đến", "Đơn vị gửi", "Số hiệu", "Ngày văn bản", "Về việc"), (7, "SỞ XÂY DỰNG", "Số: 512/BC-SXD", "17-11-2026", OF_PLAN)),
        (("Ngày đến", "Cơ quan gửi", "Số, ký hiệu", "Ngày ký"), ("18/11/2026", "Sở Xây dựng tỉnh Gia Lai", "512/BC-SXD", "17/11/2026")),
    ],
)
def test_registers_of_other_layouts(head: Row, more: Row, office: Office) -> None:
    sent(office, more, head=head)
    office.press(say.NOTE)
    assert noted(office) == {(BUILDING, "512/BC-SXD", date(2026, 11, 17))}


def test_the_columns_names_may_take_two_lines(office: Office) -> None:
    head: Row = ("STT", "Văn bản đến", None, None, None)
    below: Row = (None, "Số ký hiệu", "Ngày tháng", "Tác giả", "Trích yếu nội dung")
    sent(office, below, (1, "512/BC-SXD", "17/11/2026", "Sở Xây dựng", OF_PLAN), head=head)
    office.press(say.NOTE)
    assert noted(office) == {(BUILDING, "512/BC-SXD", date(2026, 11, 17))}


@pytest.mark.parametrize("text", ["", "sổ công văn đến", "em gửi sổ văn bản đến tuần này ạ", "ghi văn bản đến"])
def test_words_that_may_come_with_a_register(text: str, office: Office) -> None:
    assert sent(office, row("Sở Xây dựng", "512/BC-SXD"), text=text).startswith("Ghi 1 văn bản")


def test_other_sheets_and_other_words_go_where_they_went(office: Office) -> None:
    assert "Bảng chưa có đủ cột" in sent(office, row("Sở Xây dựng", "512/BC-SXD"), text="giao theo bảng này")
    office.sheet(("Chỉ tiêu", "Đơn vị"), ("NOXH", "Sở Xây dựng"))
    assert office.labels == [say.GIVE_TABLE, say.DO_NOT_GIVE_TABLE]


def test_nobody_else_notes_anything(office: Office, desk: Desk) -> None:
    for chat in (office.an, desk.chat("a stranger")):
        for text in ("", "sổ công văn đến"):
            assert "Ghi 1 văn bản" not in sent(office, row("Sở Xây dựng", "512/BC-SXD"), text=text, by=chat)
        desk.say(chat, say.NOTE)
    assert noted(office) == set()


def test_refusing_notes_nothing(office: Office) -> None:
    sent(office, row("Sở Xây dựng", "512/BC-SXD"))
    assert office.press(say.DO_NOT_NOTE) == "Không ghi văn bản nào."
    assert noted(office) == set()
