"""What is said where a coordinator opens a period by a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.plan import Target
from corpus.writing import write_date
from handlers.say.assigning import shortened
from handlers.say.basics import cut, lines

SHOWN_CODES = 8
_EXAMPLE = "mở kỳ báo cáo năm 2026, chốt 15/11/2026, hạn 24/11/2026"


def due_on_holiday(name: str) -> str:
    return f"Lưu ý: hạn gửi là ngày nghỉ{f' ({name})' if name else ''}."


def not_asked_for(title: str) -> str:
    return f"{title}: kỳ này không yêu cầu báo cáo chỉ tiêu này."


# ---- the whole sheet


def asks_for(targets: int, duties: int, agencies: int) -> str:
    what = [f"{targets} chỉ tiêu" if targets else "", f"{duties} nhiệm vụ" if duties else ""]
    return f"Yêu cầu báo cáo {' và '.join(filter(None, what))}, của {agencies} đơn vị:"


def asked_row(agency: str, codes: Sequence[str]) -> str:
    more = f" và {len(codes) - SHOWN_CODES} mã nữa" if len(codes) > SHOWN_CODES else ""
    return f"• {agency}: {', '.join(codes[:SHOWN_CODES])}{more}"


def asks_for_all(targets: int, agencies: int) -> str:
    return f"Tệp không có bảng chỉ tiêu, đơn vị: kỳ yêu cầu mọi chỉ tiêu đã giao ({targets} chỉ tiêu của {agencies} đơn vị)."


def send_a_sheet() -> str:
    return "Chưa thấy tệp. Anh/chị gửi tệp .xlsx, hoặc nhắn đủ các ngày, ví dụ: " + _EXAMPLE + "."


def table_unread() -> str:
    return (
        "Chưa mở kỳ: tệp có bảng nhưng không rõ cột nào là chỉ tiêu, cột nào là đơn vị. Dòng đầu bảng cần có cột Chỉ tiêu (hoặc Mã) "
        f"và cột Đơn vị báo cáo. Muốn mở cho mọi chỉ tiêu đã giao, anh/chị nhắn: {_EXAMPLE}."
    )


def too_many_pairs(most: int) -> str:
    return f"Chưa mở kỳ: bảng có quá {most} cặp chỉ tiêu và đơn vị. Anh/chị ghi theo nhóm, ví dụ: tất cả xã."


def days_wanted(name: str, cutoff: date | None, due_on: date | None, unread: Sequence[str], *, kept: bool) -> str:
    """With the words to type, what is known already filled in. `kept`: there is a table, which need not be sent again."""
    lacking = [what for what, there in (("tên kỳ", name), ("ngày chốt số liệu", cutoff), ("hạn gửi", due_on)) if not there]
    typed = f"mở kỳ báo cáo {name or 'năm 2026'}, chốt {_day(cutoff, '15/11/2026')}, hạn {_day(due_on, '24/11/2026')}"
    told = f"Không đọc được {'; '.join(unread)}. " if unread else ""
    table = "; phần bảng đã giữ lại" if kept else ""
    return f"{told}Còn thiếu {', '.join(lacking)}{table}. Anh/chị nhắn, ví dụ: {typed}."


def _day(day: date | None, example: str) -> str:
    return write_date(day) if day else example


def unread_day(label: str, words: str) -> str:
    return f"{label.lower()} “{cut(words, 40)}”"


def say_both_days(why: str) -> str:
    return f"{why} Phần bảng đã giữ lại; anh/chị nhắn, ví dụ: {_EXAMPLE}."


# ---- notes below the days


def rows_gone_on(rows: Sequence[int]) -> str:
    numbers = ", ".join(map(str, rows[:6])) + (" …" if len(rows) > 6 else "")
    return f"Dòng {numbers} có ô để trống: lấy theo dòng trên." if rows else ""


def rows_due_otherwise() -> str:
    return "Bảng có dòng ghi hạn khác: kỳ chỉ có một hạn gửi chung, các hạn riêng không lấy."


def as_given_already() -> str:
    return "Bảng không có cột đơn vị: lấy đơn vị đã được giao."


def all_of_each() -> str:
    return "Bảng không có cột chỉ tiêu: mỗi đơn vị báo cáo mọi chỉ tiêu đã giao."


def column_passed_over(title: str) -> str:
    return f"Không lấy cột “{cut(title, 40)}”."


def not_given(targets: Sequence[str], duties: Sequence[str]) -> str:
    """Targets are given with the period; duties only the plan gives, and what comes from others is refused."""
    return lines(
        f"Chưa giao, mở kỳ thì giao luôn: {_pairs(targets)}." if targets else "",
        f"Lưu ý: đơn vị chưa gửi được vì kế hoạch không giao nhiệm vụ: {_pairs(duties)}." if duties else "",
    )


def _pairs(rows: Sequence[str]) -> str:
    return "; ".join(shortened(rows, 4)).rstrip(".")


def not_given_pair(code: str, agency: str) -> str:
    return f"{code} – {agency}"


# ---- why a row is not taken


def no_such_code(code: str) -> str:
    return f"không có mã {code}"


def code_of_another(code: str, target: str, other: str) -> str:
    return f"mã {code} là {cut(target, 40)}, nhưng tên ghi là {other}"


def several_meant(targets: Sequence[Target], duties: Sequence[str]) -> str:
    named = [*(f"{one.code} {cut(one.name, 40)}" for one in targets[:3]), *duties[:4]]
    return f"có thể là {'; '.join(named)}"


def neither_target_nor_duty() -> str:
    return "không có chỉ tiêu hay nhiệm vụ này"


def duties_by_code() -> str:
    return "nhiệm vụ phải ghi từng mã, ví dụ NV12"


def no_body_written() -> str:
    return "chưa ghi đơn vị"


def no_target_written() -> str:
    return "chưa ghi chỉ tiêu"


def which_units(words: str) -> str:
    return f"“{cut(words, 40)}” là những đơn vị nào"


def nobody_marked() -> str:
    return "chưa đánh dấu đơn vị nào"


def mark_unclear(words: str, column: str) -> str:
    return f"ô “{cut(words, 20)}” ở cột {cut(column, 40)} chưa rõ là có hay không"


def nothing_given_to(agency: str) -> str:
    return f"{agency} chưa được giao chỉ tiêu nào"


def given_to_nobody() -> str:
    return "chưa giao cho đơn vị nào"


def column_unread(title: str, why: str) -> str:
    return f"– cột “{cut(title, 50)}”: {why}"


def sheet_mark(number: int) -> str:
    return f"trang {number}, "
