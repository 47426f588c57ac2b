"""A period opened by a sheet, as different secretaries lay one out: shown with what it asks for, and stored only when agreed to."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from bot.files.inspect import look
from handlers.progress.naming import task_code
from handlers.progress.owed import all_owed, duties, owed_for
from handlers.say import coordinate as say
from handlers.turn import Attachment, Value
from store import periods
from store.people import Role
from store.periods import Item, Period
from tests.handlers.coordinating import HOUSING, INSURANCE, PLAN, Office
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Chat, Desk

SOCIAL, FARMING = "bao-hiem-xa-hoi", "so-nong-nghiep-va-moi-truong"
COMMUNE, EVERY_XA, EVERY_COMMUNE, OFFICES = "xa-23776", "cac-xa", "ubnd-cap-xa", "cac-so-ban-nganh"
Rows = list[tuple[Value, ...]]
HEAD: Rows = [
    ("Kỳ báo cáo", "năm 2026"),
    ("Công văn", "3456/SYT-NVY ngày 05/11/2026"),
    ("Ngày chốt số liệu", "15/11/2026"),
    ("Hạn gửi", "25/11/2026"),
    (),
]
YEAR = ("năm 2026", date(2026, 1, 1), date(2026, 11, 15), date(2026, 11, 25))


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def sent(office: Office, *sheets: Rows, text: str = "", by: Chat | None = None) -> str:
    file = Attachment("kỳ báo cáo.xlsx", "/kept", "sheet", 100, "digest", "", tuple(tuple(sheet) for sheet in sheets))
    return office.desk.say(by or office.chief, text, files=(file,))


def there(office: Office) -> list[Period]:
    return office.desk.store.transact(lambda db: periods.periods(db, PLAN))


def asked(office: Office) -> set[tuple[str, str]]:
    number = there(office)[0].id
    return {(item.target, item.agency) for item in office.desk.store.transact(lambda db: periods.items(db, number))}


@dataclass(frozen=True)
class Layout:
    """A sheet, and the period that it opens: its name, its days, and what it asks for."""

    what: str
    sheets: Sequence[Rows]
    items: set[tuple[str, str]]
    days: tuple[str, date, date, date] = YEAR
    document: str = "Công văn 3456/SYT-NVY ngày 05/11/2026"
    told: Sequence[str] = ()


LAYOUTS = [
    Layout(
        "labels in one cell and values beside them, a numbered table below",
        [[*HEAD, ("STT", "Chỉ tiêu", "Đơn vị báo cáo"), (1, "Nhà ở xã hội", "Sở Xây dựng"), (2, "CT25", "BHXH")]],
        {(HOUSING, BUILDING), (INSURANCE, SOCIAL)},
        told=["Yêu cầu báo cáo 2 chỉ tiêu, của 2 đơn vị:", "• Sở Xây dựng: CT32", "Bảng: nhận 2 dòng, cần chọn 0, bỏ 0."],
    ),
    Layout(
        "labels and values in one cell, a title, days without a year and a strict one",
        [
            [
                ("DANH MỤC CHỈ TIÊU BÁO CÁO 6 THÁNG ĐẦU NĂM 2027", None),
                ("(Kèm theo Công văn số 12/SYT-NVY ngày 5/6/2027 của Sở Y tế)",),
                ("Chốt số liệu: 14/6/2027",),
                ("Gửi trước ngày: 25/6",),
                ("TT", "CHỈ TIÊU", "CƠ QUAN BÁO CÁO"),
                (1, "BẢO HIỂM Y TẾ", "SỞ Y TẾ"),
                (2, "NHÀ Ở XÃ HỘI", "SỞ XÂY DỰNG TỈNH GIA LAI"),
            ]
        ],
        {(INSURANCE, HEALTH), (HOUSING, BUILDING)},
        ("6 tháng đầu năm 2027", date(2027, 1, 1), date(2027, 6, 14), date(2027, 6, 24)),
        "Công văn 12/SYT-NVY ngày 5/6/2027 của Sở Y tế",
    ),
    Layout(
        "numbered labels in three columns and dashed days",
        [
            [
                (1, "Tên kỳ báo cáo:", "Quý IV/2026"),
                (2, "Ngày chốt số liệu:", "31-12-2026"),
                (3, "Hạn báo cáo (trước ngày):", "06-01-2027"),
                (4, "Văn bản:", "99/SYT-NVY"),
                ("Mã", "Đơn vị"),
                ("CT 32", "SXD"),
            ]
        ],
        {(HOUSING, BUILDING)},
        ("quý IV năm 2026", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 5)),
        "99/SYT-NVY",
    ),
    Layout(
        "two labels in a row, days in words, the first day too",
        [
            [
                ("Kỳ:", "năm 2026", None, "Căn cứ Kế hoạch số 743/KH-UBND ngày 28/3/2025"),
                ("Từ ngày", "15/12/2025", "Đến ngày", "14/11/2026"),
                ("Thời hạn gửi báo cáo", None, "ngày 25 tháng 11 năm 2026"),
                ("Chỉ tiêu", "Cơ quan chủ trì", "Cơ quan phối hợp"),
                ("Nhà ở xã hội", "Sở Xây dựng", "Sở Tài chính"),
            ]
        ],
        {(HOUSING, BUILDING)},
        ("năm 2026", date(2025, 12, 15), date(2026, 11, 14), date(2026, 11, 25)),
        "",
        ["Không lấy cột “Cơ quan phối hợp”."],
    ),
    Layout(
        "all labels in one cell, and a sentence that tells the day of sending",
        [
            [
                ("Kỳ báo cáo: 9 tháng năm 2026; số liệu tính đến hết ngày 30/9/2026",),
                ("Đề nghị các đơn vị gửi báo cáo về Sở Y tế trước ngày 10/10/2026",),
                ("Nội dung", "Đơn vị thực hiện"),
                ("Bảo hiểm y tế", "Sở Y tế"),
            ]
        ],
        {(INSURANCE, HEALTH)},
        ("9 tháng năm 2026", date(2026, 1, 1), date(2026, 9, 30), date(2026, 10, 9)),
        "",
        ["hạn gửi đã qua"],
    ),
    Layout(
        "several agencies in one cell, by semicolons, commas, lines and numbers",
        [
            [
                *HEAD,
                ("Chỉ tiêu", "Đơn vị"),
                ("CT32", "Sở Xây dựng; UBND xã Ia Krái"),
                ("CT25", "1. Sở Y tế\n2. BHXH"),
                ("CT29", "- Sở Y tế\n- Sở Nội vụ"),
                ("CT36", "Sở NN&MT, SXD và Sở Y tế"),
            ]
        ],
        {
            *((HOUSING, one) for one in (BUILDING, COMMUNE)),
            *((INSURANCE, one) for one in (HEALTH, SOCIAL)),
            *(("CT29", one) for one in (HEALTH, HOME_AFFAIRS)),
            *(("CT36", one) for one in (FARMING, BUILDING, HEALTH)),
        },
    ),
    Layout(
        "groups of agencies",
        [[*HEAD, ("Chỉ tiêu", "Đơn vị"), ("CT45", "tất cả xã"), ("CT44", "UBND các xã, phường"), ("CT25", "Các sở, ban, ngành")]],
        {("CT45", EVERY_XA), ("CT44", EVERY_COMMUNE), (INSURANCE, OFFICES)},
        told=["Yêu cầu báo cáo 3 chỉ tiêu, của 84 đơn vị:", "Chưa giao, mở kỳ thì giao luôn: CT25 – các sở, ban, ngành"],
    ),
    Layout(
        "parts with headings, and an agency's cell merged over several rows",
        [
            [
                *HEAD,
                ("TT", "Mã", "Nội dung", "ĐVT", "Cơ quan báo cáo", "Ghi chú"),
                ("A", "B", "C", 1, 2, 3),
                ("I", "Y TẾ"),
                (1, "CT25", "Bảo hiểm y tế", "%", "Sở Y tế"),
                (2, "CT28", "Tiêm chủng mở rộng", "%", None, "theo tháng"),
                ("II", None, "NHÀ Ở"),
                (3, "1.2", "Nhà ở xã hội", "căn", "Sở Xây dựng"),
                (None, None, "Tổng cộng", None, 3),
            ]
        ],
        {(INSURANCE, HEALTH), ("CT28", HEALTH), (HOUSING, BUILDING)},
        told=["Dòng 10 có ô để trống: lấy theo dòng trên."],
    ),
    Layout(
        "agencies first, each merged over its rows, and all that is given",
        [
            [
                *HEAD,
                ("STT", "Đơn vị", "Chỉ tiêu, nhiệm vụ"),
                (1, "Sở Xây dựng", "CT32"),
                (None, None, "CT34"),
                (2, "Sở Y tế", "Tất cả chỉ tiêu đã giao"),
            ]
        ],
        {(HOUSING, BUILDING), ("CT34", BUILDING), *((code, HEALTH) for code in ("CT07", "CT17", "CT25", "CT29", "CT52"))},
    ),
    Layout(
        "agencies as headings of parts",
        [
            [
                *HEAD,
                ("STT", "Nội dung", "Đơn vị thực hiện"),
                ("I", "SỞ XÂY DỰNG", None),
                (1, "Nhà ở xã hội", None),
                (2, "Diện tích nhà ở đô thị", None),
                ("II", "SỞ Y TẾ", None),
                (1, "Bảo hiểm y tế", None),
            ]
        ],
        {(HOUSING, BUILDING), ("CT34", BUILDING), (INSURANCE, HEALTH)},
    ),
    Layout(
        "a cross table with marks",
        [
            [
                *HEAD,
                ("STT", "Chỉ tiêu", "SYT", "SXD", "Các xã, phường", "Ghi chú"),
                (1, "Bảo hiểm y tế", "x", None, None, None),
                (2, "Nhà ở xã hội", "-", "X", "✓", "x"),
            ]
        ],
        {(INSURANCE, HEALTH), (HOUSING, BUILDING), (HOUSING, EVERY_COMMUNE)},
    ),
    Layout(
        "a cross table whose agencies stand below what they have in common",
        [
            [
                *HEAD,
                ("TT", "CHỈ TIÊU", "ĐƠN VỊ BÁO CÁO", None, None),
                (None, None, "SỞ Y TẾ", "SỞ XÂY DỰNG", "BHXH"),
                (1, 2, 3, 4, 5),
                (1, "BẢO HIỂM Y TẾ", "X", None, 1),
                (2, "NHÀ Ở XÃ HỘI", None, "X", None),
            ]
        ],
        {(INSURANCE, HEALTH), (INSURANCE, SOCIAL), (HOUSING, BUILDING)},
    ),
    Layout(
        "duties by their code, by words that surely name one, and by their sentence",
        [
            [
                *HEAD,
                ("Nhiệm vụ", "Đơn vị"),
                ("NV12", "tất cả xã"),
                ("Sàn giao dịch việc làm", "Sở Nội vụ"),
                ("Ngân hàng Chính sách xã hội tỉnh thực hiện mở rộng tín dụng chính sách xã hội", "Ngân hàng Chính sách xã hội"),
            ]
        ],
        {("NV12", EVERY_XA), ("NV22", HOME_AFFAIRS), ("NV28", "ngan-hang-chinh-sach-xa-hoi")},
        told=["Yêu cầu báo cáo 3 nhiệm vụ, của 71 đơn vị:"],
    ),
    Layout(
        "the days on one sheet and tables on two others",
        [
            [("Tên kỳ", "năm 2026"), ("Chốt số liệu", "15/11/2026"), ("Hạn gửi", "25/11/2026"), ("Quyết định", "5/QĐ-SYT")],
            [("Mã", "Đơn vị báo cáo"), ("CT25", "BHXH")],
            [("Nhiệm vụ", "Cơ quan thực hiện"), ("mộ liệt sĩ", "UBND xã Ia Krái")],
        ],
        {(INSURANCE, SOCIAL), ("NV12", COMMUNE)},
        document="Quyết định 5/QĐ-SYT",
    ),
    Layout(
        "several codes and ranges of codes in one cell",
        [[*HEAD, ("Mã", "Đơn vị"), ("CT25; CT28", "Sở Y tế"), ("CT34 - CT35", "SXD"), ("CT36, 37 và NV75", "SXD")]],
        {*((code, HEALTH) for code in ("CT25", "CT28")), *((code, BUILDING) for code in ("CT34", "CT35", "CT36", "CT37", "NV75"))},
    ),
    Layout(
        "a letterhead, a column of days of sending, and signatures below",
        [
            [
                ("SỞ Y TẾ", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
                ("Số: 3456/SYT-NVY", None, "Độc lập - Tự do - Hạnh phúc"),
                (None, None, "Gia Lai, ngày 05 tháng 11 năm 2026"),
                ("KỲ BÁO CÁO NĂM 2026",),
                ("Số liệu đến ngày 15/11/2026",),
                ("Chỉ tiêu", "Đơn vị", "Thời hạn"),
                ("CT32", "SXD", "25/11/2026"),
                ("CT25", "SYT", "25/11/2026"),
                (),
                ("Nơi nhận:", None, "KT. GIÁM ĐỐC"),
                ("- Như trên;", "Sở Y tế", "PHÓ GIÁM ĐỐC"),
            ]
        ],
        {(HOUSING, BUILDING), (INSURANCE, HEALTH)},
        document="3456/SYT-NVY",
    ),
    Layout(
        "only agencies",
        [[*HEAD, ("STT", "Đơn vị"), (1, "BHXH"), (2, "Sở Giáo dục và Đào tạo")]],
        {*((code, SOCIAL) for code in ("CT06", "CT07", "CT25", "CT54")), *((code, "so-giao-duc-va-dao-tao") for code in ("CT12", "CT16"))},
        told=["mỗi đơn vị báo cáo mọi chỉ tiêu đã giao"],
    ),
    Layout(
        "only targets",
        [[*HEAD, ("STT", "Chỉ tiêu", "ĐVT"), (1, "CT25", "%"), (2, "CT57", "m2")]],
        {(INSURANCE, SOCIAL), (INSURANCE, HEALTH), ("CT57", BUILDING), ("CT57", "chinh-quyen-co-so")},
        told=["lấy đơn vị đã được giao"],
    ),
]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.what)
def test_a_layout_is_read_shown_opened_and_undone(layout: Layout, office: Office) -> None:
    shown = sent(office, *layout.sheets)
    assert shown.startswith(f"Mở kỳ báo cáo {layout.days[0]}?")
    for part in layout.told:
        assert part in shown
    assert there(office) == []
    assert office.labels == [say.OPEN, say.DO_NOT_OPEN]
    office.press(say.OPEN)
    period = there(office)[0]
    assert (period.name, period.starts, period.cutoff, period.due_on) == layout.days
    assert period.document == layout.document
    assert asked(office) == layout.items
    office.press(say.UNDO)
    assert there(office) == []
    assert office.desk.rows("SELECT COUNT(*) FROM period_items") == [(0,)]


def test_a_real_workbook_with_merged_cells_and_real_days_is_read(office: Office) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["C1"] = "Kỳ báo cáo", "năm 2026"
    sheet["A2"], sheet["C2"] = "Chốt số liệu", datetime(2026, 11, 15)  # noqa: DTZ001 - as spreadsheets keep days
    sheet["A3"], sheet["C3"] = "Gửi trước ngày", datetime(2026, 11, 26)  # noqa: DTZ001
    for place, title in enumerate(("STT", "Chỉ tiêu", "Đơn vị báo cáo"), start=1):
        sheet.cell(5, place, title)
    for row, (order, target) in enumerate(((1, "Nhà ở xã hội"), (2, "CT34")), start=6):
        sheet.cell(row, 1, order)
        sheet.cell(row, 2, target)
    sheet["C6"] = "Sở Xây dựng"
    sheet.merge_cells("C6:C7")
    kept = io.BytesIO()
    book.save(kept)
    found = look(kept.getvalue(), "mở kỳ.xlsx")
    file = Attachment(found.name, "/kept", found.kind, found.size, found.digest, "", found.sheets)
    office.say("", files=(file,))
    office.press(say.OPEN)
    assert there(office)[0].due_on == date(2026, 11, 25)
    assert asked(office) == {(HOUSING, BUILDING), ("CT34", BUILDING)}


def test_rows_are_taken_chosen_for_or_left_out_each_with_its_reason(office: Office) -> None:
    shown = sent(
        office,
        [
            *HEAD,
            ("STT", "Mã", "Chỉ tiêu", "Đơn vị"),
            (1, None, "Nhà ở xã hội", "Sở Xây dựng"),
            (2, None, "Nước sạch", "Sở Xây dựng"),
            (3, None, "Chim bay cò bay", "Sở Y tế"),
            (4, None, "Bảo hiểm y tế", "Sở Trên Trời"),
            (5, "CT99", "Bảo hiểm y tế", "Sở Y tế"),
            (6, "CT32", "Bảo hiểm y tế", "Sở Y tế"),
            (7, None, "CT25", "Sở Lao động - Thương binh và Xã hội"),
            (8, None, "CT25", "Tất cả các đơn vị"),
            (9, None, "Toàn bộ nhiệm vụ", "Sở Y tế"),
            (10, None, "Tất cả chỉ tiêu", "Công an tỉnh"),
        ],
    )
    assert "Bảng: nhận 1 dòng, cần chọn 5, bỏ 4." in shown
    assert "– dòng 8, Nước sạch: có thể là CT36" in shown
    assert "– dòng 12, CT32: mã CT32 là nhà ở xã hội" in shown
    assert "– dòng 13, CT25: đơn vị có thể là Sở Nội vụ" in shown
    assert "– dòng 14, CT25: “Tất cả các đơn vị” là những đơn vị nào" in shown
    assert "– dòng 15, Toàn bộ nhiệm vụ: nhiệm vụ phải ghi từng mã" in shown
    assert "– dòng 9, Chim bay cò bay: không có chỉ tiêu hay nhiệm vụ này" in shown
    assert "– dòng 10, Bảo hiểm y tế: không có đơn vị “Sở Trên Trời”" in shown
    assert "– dòng 11, CT99: không có mã CT99" in shown
    assert "– dòng 16, Tất cả chỉ tiêu: Công an tỉnh chưa được giao chỉ tiêu nào" in shown
    office.press(say.OPEN)
    assert asked(office) == {(HOUSING, BUILDING)}


def test_marks_that_nobody_can_read_and_columns_of_nobody_are_told(office: Office) -> None:
    shown = sent(
        office,
        [
            *HEAD,
            ("Chỉ tiêu", "SYT", "SXD", "Sở Trên Trời"),
            ("CT25", "x", None, "x"),
            ("CT32", None, "?", None),
            ("CT34", None, None, None),
        ],
    )
    assert "– dòng 8, CT32: ô “?” ở cột SXD chưa rõ là có hay không" in shown
    assert "– dòng 9, CT34: chưa đánh dấu đơn vị nào" in shown
    assert "– cột “Sở Trên Trời”: không có đơn vị “Sở Trên Trời”" in shown


def test_where_no_row_can_be_taken_nothing_can_be_opened(office: Office) -> None:
    shown = sent(office, [*HEAD, ("Chỉ tiêu", "Đơn vị"), ("Chim bay", "Sở Y tế")])
    assert shown.startswith("Bảng: nhận 0 dòng, cần chọn 0, bỏ 1.")
    office.say("đồng ý")
    assert there(office) == []


def test_days_without_a_table_open_a_period_for_all_that_is_given(office: Office) -> None:
    assert "kỳ yêu cầu mọi chỉ tiêu đã giao (28 chỉ tiêu của 85 đơn vị)" in sent(office, HEAD)
    office.press(say.OPEN)
    assert asked(office) == set()


def test_a_table_whose_columns_nobody_can_tell_is_not_taken_for_none(office: Office) -> None:
    shown = sent(office, [*HEAD, ("Sở Xây dựng", "Nhà ở xã hội"), ("Sở Y tế", "Bảo hiểm y tế")])
    assert shown.startswith("Chưa mở kỳ: tệp có bảng nhưng không rõ cột nào là chỉ tiêu")
    assert office.labels == []


# ---- days


@pytest.mark.parametrize(
    ("cutoff", "due", "part"),
    [
        ("13/11/2026", "15/11/2026", "phải có ít nhất 1 ngày làm việc"),
        ("15/11/2026", "29/11/2026", "hạn gửi là Chủ nhật"),
        ("15/11/2026", "24/11/2026", "hạn gửi là ngày nghỉ (Ngày Văn hóa Việt Nam)"),
        ("29/4/2027", "01/5/2027", "phải có ít nhất 1 ngày làm việc"),
        ("10/11/2026", "18/11/2026", "hạn gửi đã qua"),
        ("15/11/2026", "10/11/2026", "trước ngày chốt"),
    ],
)
def test_doubtful_days_are_told(cutoff: str, due: str, part: str, office: Office) -> None:
    rows: Rows = [("Kỳ báo cáo", "đợt 1"), ("Chốt số liệu", cutoff), ("Hạn gửi", due), ("Mã", "Đơn vị"), ("CT32", "SXD")]
    assert part in sent(office, rows)
    assert there(office) == []


@pytest.mark.parametrize(
    "typed", ["25/11/2026", "hạn 25/11", "hạn gửi trước ngày 26/11 ạ", "mở kỳ báo cáo năm 2026, chốt 15/11/2026, hạn 25/11"]
)
def test_a_day_that_is_missing_is_asked_for_and_the_table_kept(typed: str, office: Office) -> None:
    shown = sent(office, [*HEAD[:3], ("Hạn gửi", ""), ("Chỉ tiêu", "Đơn vị"), ("CT32", "SXD")])
    assert shown.startswith("Còn thiếu hạn gửi; phần bảng đã giữ lại.")
    assert "mở kỳ báo cáo năm 2026, chốt 15/11/2026, hạn 24/11/2026" in shown
    assert office.say(typed).startswith("Mở kỳ báo cáo năm 2026?")
    office.press(say.OPEN)
    assert (there(office)[0].due_on, asked(office)) == (date(2026, 11, 25), {(HOUSING, BUILDING)})


def test_the_shown_command_still_means_the_table_after_something_else_was_said(office: Office) -> None:
    sent(office, [*HEAD[:3], ("Chỉ tiêu", "Đơn vị"), ("CT32", "SXD")])
    office.say("chỉ tiêu nhà ở xã hội là bao nhiêu?")
    assert "• Sở Xây dựng: CT32" in office.say("mở kỳ báo cáo năm 2026, chốt 15/11, hạn 25/11")


def test_a_day_that_no_calendar_has_is_told_and_asked_for(office: Office) -> None:
    shown = sent(office, [*HEAD[:3], ("Hạn gửi", "31/11/2026"), ("Chỉ tiêu", "Đơn vị"), ("CT32", "SXD")], text="mở kỳ")
    assert shown.startswith("Không đọc được hạn gửi “31/11/2026”. Còn thiếu hạn gửi")


def test_rows_with_days_of_their_own_are_told(office: Office) -> None:
    shown = sent(office, [*HEAD, ("Mã", "Đơn vị", "Hạn gửi"), ("CT32", "SXD", "25/11/2026"), ("CT25", "SYT", "30/11/2026")])
    assert "kỳ chỉ có một hạn gửi chung" in shown
    assert "hạn gửi hết 25/11/2026" in shown


def test_what_is_typed_with_the_sheet_counts_before_what_stands_in_it(office: Office) -> None:
    shown = sent(office, [*HEAD, ("Mã", "Đơn vị"), ("CT32", "SXD")], text="dạ mở kỳ báo cáo 9 tháng theo file này, chốt 30/9, hạn 5/12 ạ")
    assert shown.startswith("Mở kỳ báo cáo 9 tháng năm 2026?\nSố liệu từ 01/01/2026 đến hết 30/9/2026; hạn gửi hết 05/12/2026")


# ---- which sheets open a period


@pytest.mark.parametrize(
    "text",
    ["", "mở kỳ", "mở kỳ báo cáo theo file này", "mo ky bao cao theo bang kem", "dạ em gửi file mở kỳ năm 2026 ạ", "kỳ báo cáo năm 2026"],
)
def test_words_that_open_a_period_by_a_sheet(text: str, office: Office) -> None:
    assert sent(office, [*HEAD, ("Chỉ tiêu", "Đơn vị"), ("CT32", "SXD")], text=text).startswith("Mở kỳ báo cáo năm 2026?")


def test_a_sheet_without_days_opens_a_period_only_by_words(office: Office) -> None:
    table: Rows = [("Chỉ tiêu", "Đơn vị"), ("CT32", "SXD")]
    assert sent(office, table, text="mở kỳ theo file này").startswith("Còn thiếu tên kỳ, ngày chốt số liệu, hạn gửi; phần bảng")
    assert sent(office, table).startswith("Bảng: nhận 1 dòng")
    assert office.labels == [say.GIVE_TABLE, say.DO_NOT_GIVE_TABLE]


def test_without_the_file_it_is_asked_for(office: Office) -> None:
    assert office.say("mở kỳ báo cáo theo file này").startswith("Chưa thấy tệp.")


def test_sheets_of_other_sorts_go_where_they_went(office: Office) -> None:
    given: Rows = [("Căn cứ Quyết định 12/QĐ-UBND",), ("Chỉ tiêu", "Đơn vị", "2026"), ("NOXH", "SXD", 800)]
    assert "Giao 1 chỉ tiêu cho 1 đơn vị?" in sent(office, given)
    assert "Giao 1 chỉ tiêu" in sent(office, [*HEAD, *given[1:]], text="giao theo bảng này")
    form: Rows = [*HEAD, ("Mã", "Chỉ tiêu", "Đơn vị", "Kết quả thực hiện"), ("CT32", "Nhà ở xã hội", "Sở Xây dựng", 1250)]
    assert sent(office, form).startswith("Biểu này của đơn vị nào ạ?")
    assert "Mở kỳ" not in sent(office, form, by=office.an)


def test_nobody_else_opens_anything_by_a_sheet(office: Office, desk: Desk) -> None:
    for chat in (office.an, desk.chat("a stranger")):
        for text in ("", "mở kỳ", "mở kỳ báo cáo theo file này"):
            assert "Mở kỳ báo cáo" not in sent(office, [*HEAD, ("Chỉ tiêu", "Đơn vị"), ("CT32", "SXD")], text=text, by=chat)
            desk.say(chat, "Mở kỳ")
    assert there(office) == []


def test_a_sheet_with_the_words_of_the_label_does_not_agree_to_the_last_one(office: Office) -> None:
    table: Rows = [("Mã", "Đơn vị"), ("CT32", "SXD")]
    sent(office, [*HEAD, *table])
    assert "hạn gửi hết 26/11/2026" in sent(office, [*HEAD[:3], ("Hạn gửi", "26/11/2026"), *table], text="mở kỳ")
    assert there(office) == []
    office.press(say.OPEN)
    assert there(office)[0].due_on == date(2026, 11, 26)


def test_refusing_opens_nothing(office: Office) -> None:
    sent(office, [*HEAD, ("Chỉ tiêu", "Đơn vị"), ("CT32", "SXD")])
    assert office.press(say.DO_NOT_OPEN) == say.period_unchanged()
    assert there(office) == []


# ---- what is owed then


def test_a_duty_counts_among_what_is_owed_and_reported(office: Office, desk: Desk) -> None:
    commune = desk.enrolled("Rơ Châm", (Role.CONTACT, COMMUNE))
    sent(office, [*HEAD, ("Mã", "Đơn vị"), ("NV12", "UBND xã Ia Krái"), ("NV22", "Sở Nội vụ"), ("CT32", "SXD")])
    office.press(say.OPEN)
    assert "0/3 cơ quan đã có số liệu" in office.say("ai chưa gửi")
    desk.say(commune, "NV12 đã hoàn thành")
    shown = office.say("ai chưa gửi")
    assert "1/3 cơ quan đã có số liệu" in shown
    assert "– UBND xã Ia Krái: số liệu 1/1" in shown
    assert "– Sở Nội vụ: chưa có số liệu" in shown
    assert "1/3 cơ quan đã có số liệu" in office.say("tổng quan")
    office.say("gửi bảng ai chưa gửi")
    paper: Any = office.chief.heard[-1].files[0].paper
    assert [row[1] for row in paper.tables[0].rows] == ["UBND xã Ia Krái", "Sở Nội vụ", "Sở Xây dựng"]


def test_a_period_asks_for_no_target_that_its_sheet_does_not_name(office: Office) -> None:
    sent(office, [*HEAD, ("Mã", "Đơn vị"), ("CT32", "SXD")])
    office.press(say.OPEN)
    assert "kỳ này không yêu cầu báo cáo chỉ tiêu này" in office.say("ai chưa gửi số BHYT")
    assert "– Sở Xây dựng: chưa có số liệu" in office.say("ai chưa gửi số NOXH")


def test_each_open_period_is_told_with_what_it_asks_for(office: Office) -> None:
    sent(office, [*HEAD, ("Mã", "Đơn vị"), ("CT32", "SXD")])
    office.press(say.OPEN)
    office.say("mở kỳ quý IV năm 2026, chốt 31/12/2026, hạn 5/1/2027")
    office.press(say.OPEN)
    shown = office.say("ai chưa gửi")
    assert "Kỳ năm 2026, chốt 15/11/2026, hạn 25/11/2026 (còn 5 ngày): 0/1 cơ quan" in shown
    assert "Kỳ quý IV năm 2026, chốt 31/12/2026, hạn 05/01/2027 (còn 46 ngày): 0/8 cơ quan" in shown


def test_duties_are_owed_under_the_codes_by_which_they_are_reported(office: Office) -> None:
    library = office.desk.assistant.libraries[0]
    found = duties(library.plan)
    assert {task_code(library, task): task.quote for task in library.tasks} == {code: one.quote for code, one in found.items()}
    assert all(len(one.name) <= 91 and one.goal is None for one in found.values())


def test_owed_for_gives_what_is_at_hand_where_a_period_names_nothing(office: Office) -> None:
    plan = office.desk.assistant.plans[0]
    office.say("mở kỳ báo cáo năm 2026, chốt 15/11, hạn 25/11")
    office.press(say.OPEN)
    period, by = there(office)[0], office.desk.person(office.chief)
    assert by is not None

    def job(db: Any) -> None:
        every = all_owed(db, plan)
        assert owed_for(db, plan, period, every) == every == owed_for(db, plan, period)
        periods.limit_to(db, by, period.id, [Item("NV12", COMMUNE), Item("CT32", BUILDING), Item("NV999", BUILDING)], office.desk.now)
        assert [(one.target.code, one.agencies) for one in owed_for(db, plan, period, every)] == [
            ("NV12", (COMMUNE,)),
            ("CT32", (BUILDING,)),
        ]

    office.desk.store.transact(job)


def test_what_was_not_given_yet_is_given_and_those_who_had_it_keep_it(office: Office) -> None:
    sent(office, [*HEAD, ("Chỉ tiêu", "Đơn vị"), ("BHYT", "Sở Nội vụ"), ("HDI", "Sở Y tế")])
    office.press(say.OPEN)
    given = {(one.target, one.agency, str(one.part)) for one in office.held()}
    assert given == {
        ("CT25", HEALTH, "lead"),
        ("CT25", SOCIAL, "lead"),
        ("CT25", HOME_AFFAIRS, "contributes"),
        ("CT20", HEALTH, "lead"),
    }
    office.press(say.UNDO)
    assert office.held() == []
