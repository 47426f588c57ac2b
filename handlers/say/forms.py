"""What is said about filled forms and about the form that is sent out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from corpus.plan import ValueKind
from corpus.writing import write_date, write_number
from handlers.say.basics import cut, lines
from handlers.say.receipts import amount, kind, nature
from store.ledger import Nature

MOST_SHOWN = 25
"""Of each part so many rows are told; the rest are counted."""
_NAME = 70
FORM = "Biểu mẫu"
COLUMNS = (
    "STT",
    "Mã",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Mục tiêu",
    "Số gần nhất",
    "Ngày của số gần nhất",
    "Trong kỳ",
    "Lũy kế hoặc kết quả",
    "Thời điểm số liệu",
    "Ghi chú",
)
KINDS = ("order", "code", "target", "measure", "goal", "ignored", "ignored", "increment", "cumulative", "when", "note")
"""What each of the columns is for."""


def taken_row(name: str, value: Decimal, measure: str, how: ValueKind, sort: Nature, on: date) -> str:
    told = [kind(how), nature(sort) if sort is not Nature.OFFICIAL else "", f"đến {write_date(on)}"]
    return f"{cut(name, _NAME)}: {amount(value, measure)} ({', '.join(filter(None, told))})"


def wordless_row(name: str, told: str) -> str:
    return f"{cut(name, _NAME)}: {told}"


def asked_row(number: int, name: str, told: str, why: str) -> str:
    return f"Dòng {number}, {cut(name, _NAME)}: {told} – {why}"


def refused_row(number: int, name: str, why: str) -> str:
    return f"Dòng {number}, {cut(name, _NAME)}: {why}"


WHICH_TARGET = "chưa rõ chỉ tiêu nào"
WHICH_AGENCY = "chưa rõ của đơn vị nào"
TWICE = "dòng khác trong biểu ghi số khác cho cùng chỉ tiêu"
NO_SUCH_TARGET = "không có chỉ tiêu nào tên như vậy"
OTHER_BODY = "ghi là số của đơn vị khác"
CODE_OF_ANOTHER = "mã ghi ở dòng này là của chỉ tiêu khác"
SOMETHING = "cần xác nhận"


def owned_by(agencies: Sequence[str]) -> str:
    return f"giao cho {', '.join(agencies)}" if agencies else "không giao cho đơn vị anh/chị"


def unread(cell: str) -> str:
    return f"không đọc được “{cut(cell, 40)}”"


def preview(taken: Sequence[str], asked: Sequence[str], refused: Sequence[str], blank: int, passed_over: Sequence[str]) -> str:
    parts = [f"nhận {len(taken)}", f"hỏi lại {len(asked)}", f"không nhận {len(refused)}"]
    empty = f"; để trống {blank} dòng" if blank else ""
    return lines(
        f"Chưa ghi. Đọc biểu: {', '.join(parts)}{empty}.",
        *_part("Nhận", taken),
        *_part("Hỏi lại sau khi ghi" if taken else "Hỏi lại", asked),
        *_part("Không nhận", refused),
        f"Không đọc cột: {', '.join(cut(name, 40) for name in passed_over)}." if passed_over else "",
    )


def _part(title: str, rows: Sequence[str]) -> list[str]:
    if not rows:
        return []
    more = [f"… và {len(rows) - MOST_SHOWN} dòng nữa."] if len(rows) > MOST_SHOWN else []
    return [f"{title}:", *(f"– {row}" for row in rows[:MOST_SHOWN]), *more]


def ask_to_record(count: int) -> str:
    return f"Ghi {count} số đã nhận?"


def nothing_filled_in() -> str:
    return "Biểu chưa điền số nào. Anh/chị điền cột kết quả rồi gửi lại giúp."


def nothing_taken() -> str:
    return "Không ghi số nào của biểu này."


def columns_alike(one: str, other: str) -> str:
    return lines(
        f"Chưa ghi: không phân biệt được hai cột “{cut(one, 40)}” và “{cut(other, 40)}”.",
        "Anh/chị ghi rõ tên cột, ví dụ “Lũy kế đến 30/9/2026” và “Trong kỳ”, rồi gửi lại giúp.",
    )


def too_many_rows(most: int) -> str:
    return f"Chưa ghi: biểu có hơn {most} dòng số liệu. Anh/chị chia thành nhiều tệp giúp."


def form_dropped() -> str:
    return "Đã bỏ biểu, không ghi số nào."


def form_lapsed() -> str:
    return "Biểu gửi lâu quá nên không ghi nữa. Anh/chị gửi lại tệp giúp."


def here_is_the_form(agency: str, rows: int) -> str:
    return lines(
        f"Biểu mẫu của {agency}: {rows} chỉ tiêu.",
        "Anh/chị điền cột “Trong kỳ” hoặc “Lũy kế hoặc kết quả” rồi gửi lại tệp ở đây; dòng nào chưa có thì để trống.",
    )


def form_by_link(agency: str, rows: int, link: str, until: datetime) -> str:
    return lines(
        f"Biểu mẫu của {agency}: {rows} chỉ tiêu. Anh/chị mở trên điện thoại hoặc máy tính:",
        link,
        f"Bấm Đồng ý, rồi Biểu mẫu; điền và gửi lại tệp ở trang đó. Liên kết dùng một lần đến hết ngày {write_date(until.date())}, "
        "chỉ dành cho anh/chị.",
        "Ít số thì gõ ngay ở đây, mỗi dòng một chỉ tiêu.",
    )


def form_without_page(agency: str, rows: int) -> str:
    return lines(
        f"Biểu mẫu của {agency}: {rows} chỉ tiêu; Zalo không chuyển được tệp.",
        "Anh/chị gõ ngay ở đây, nhiều số trong một tin, mỗi dòng một chỉ tiêu, ví dụ: BHYT 94,2.",
    )


def no_rows_for_form(agency: str) -> str:
    return f"{agency} chưa được giao chỉ tiêu nào nên chưa có biểu mẫu. Cơ quan điều phối giao chỉ tiêu trước giúp."


def whose_form() -> str:
    return lines(
        "Biểu này của đơn vị nào ạ? Anh/chị gửi lại tệp kèm lời nhắn:",
        "• nhập hộ Sở Xây dựng theo BC 512/BC-SXD – ghi số của đơn vị đó;",
        "• đặt biểu mẫu chung – dùng các cột của tệp làm biểu mẫu.",
    )


def form_for_whom() -> str:
    return "Biểu mẫu của đơn vị nào ạ? Nhắn, ví dụ: biểu mẫu Sở Xây dựng."


def beside(value: Decimal, how: ValueKind) -> str:
    """A number for which the form has no column."""
    return f"{kind(how) or 'kết quả'}: {write_number(value)}"


def layout(columns: Sequence[str], results: Sequence[str]) -> str:
    return lines(
        f"Biểu mẫu có {len(columns)} cột: {'; '.join(cut(name, 40) for name in columns)}.",
        f"Cột kết quả để đơn vị điền: {'; '.join(cut(name, 40) for name in results)}.",
        "Dùng làm biểu mẫu chung của kế hoạch? Các dòng của tệp không lấy: mỗi đơn vị nhận dòng của chỉ tiêu mình.",
    )


def layout_needs_file() -> str:
    return "Anh/chị gửi tệp .xlsx có dòng tên cột, kèm lời nhắn “đặt biểu mẫu chung”."


def layout_set() -> str:
    return lines(
        "Đã đặt biểu mẫu chung. Đầu mối nhắn “biểu mẫu” là nhận được.",
        "Anh/chị nhắn “xuất theo biểu mẫu” để lấy số mới nhất của mọi đơn vị.",
    )


def layout_kept() -> str:
    return "Giữ biểu mẫu như cũ."


def no_layout() -> str:
    return lines(
        "Chưa nhận ra biểu mẫu trong tệp: cần một dòng tên cột, có cột chỉ tiêu và ít nhất một cột kết quả.",
        "Ví dụ: STT; Chỉ tiêu; Đơn vị tính; Kế hoạch; Lũy kế; Ghi chú. Tên hai cột kết quả không được giống nhau.",
    )


def filled_form(rows: int) -> str:
    return f"Số mới nhất theo biểu mẫu: {rows} dòng. Ô trống là chưa có số."
