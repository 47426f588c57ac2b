"""What is said of a number that has been recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from corpus.plan import Comparator, Target, ValueKind
from corpus.writing import write_date, write_number, write_quantity
from handlers.say.basics import capital, cut
from handlers.say.targets import goal
from store.ledger import Nature, Report

_NATURES = {Nature.ESTIMATE: "số ước", Nature.PRELIMINARY: "số sơ bộ", Nature.OFFICIAL: "số chính thức"}
_REPORTS = {
    Report.NIL: "không phát sinh",
    Report.NONE_YET: "chưa có số liệu",
    Report.UNCHANGED: "giữ nguyên",
    Report.WITHDRAWN: "đã rút",
}
_HUNDRED, _TENTH = Decimal(100), Decimal("0.1")


def nature(one: Nature) -> str:
    return _NATURES[one]


def report(one: Report) -> str:
    return _REPORTS.get(one, "")


def kind(one: ValueKind) -> str:
    return {ValueKind.CUMULATIVE: "lũy kế", ValueKind.INCREMENT: "trong kỳ"}.get(one, "")


def amount(value: Decimal, measure: str) -> str:
    return write_quantity(value, measure)


def share(target: Target, value: Decimal) -> str:
    """How a number stands to its goal, in the sense of the goal's comparator, with the operands."""
    if target.goal is None or not target.goal:
        return ""
    number, aim, year = write_number(value), write_number(target.goal), f" đến năm {target.by}" if target.by else ""
    if target.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN):
        met = value <= target.goal if target.comparator is Comparator.AT_MOST else value < target.goal
        sign = "≤" if target.comparator is Comparator.AT_MOST else "<"
        if met:
            return f"Trong mức mục tiêu {goal(target)}{year} ({number} {sign} {aim})."
        over = write_number(value - target.goal)
        unit = " điểm %" if target.measure == "%" else ""
        return f"Còn cao hơn mục tiêu {goal(target)}{year} là {over}{unit} ({number} − {aim})."
    part = (value / target.goal * _HUNDRED).quantize(_TENTH, ROUND_HALF_UP)
    return f"Bằng {write_number(part)}% mục tiêu {goal(target)}{year} ({number}/{aim})."


def recorded(what: str, name: str, agency: str) -> str:
    return f"Đã ghi: {what} – {cut(name, 90)}, {agency}."


def practised(what: str, name: str, agency: str) -> str:
    return f"TẬP THỬ, không tính: {what} – {cut(name, 90)}, {agency}."


def details(as_of: date, one: Nature, kind_: ValueKind, before: str) -> str:
    told = kind(kind_)
    first = f"{capital(told)} đến {write_date(as_of)}" if kind_ is ValueKind.CUMULATIVE else f"Tính đến {write_date(as_of)}"
    if kind_ is ValueKind.INCREMENT:
        first = f"Số trong kỳ, đến {write_date(as_of)}"
    return f"{first}, {nature(one)}{before}."


def on_day(as_of: date) -> str:
    return f"Tính đến {write_date(as_of)}."


def before(value: Decimal, on: date, new: Decimal, measure: str) -> str:
    """The number before it and the difference."""
    change = new - value
    unit = " điểm %" if measure == "%" else ""
    told = "không đổi" if not change else f"{'tăng' if change > 0 else 'giảm'} {write_number(abs(change))}{unit}"
    return f"; trước đó {amount(value, measure)} ({write_date(on)}), {told}"


def replaced(value: Decimal, measure: str) -> str:
    return f"; thay cho số {amount(value, measure)}"


def worked_out(told: str, value: Decimal, parts: Sequence[Decimal | None]) -> str:
    numbers = [write_number(part) for part in parts if part is not None]
    if told == "fraction" and len(numbers) == 2:
        return f"Cách tính: {numbers[0]} : {numbers[1]} × 100 = {write_number(value)}%."
    return ""


def note_kept(note: str) -> str:
    return f"Ghi chú: {cut(note, 200)}" if note else ""


def document_kept(number: str, on: date | None) -> str:
    return f"Đã ghi văn bản số {number}{f' ngày {write_date(on)}' if on else ''}." if number else ""


def files_kept(count: int) -> str:
    return f"Đã kèm {count} tệp. Trợ lý không đọc được chữ trong ảnh: không gửi tài liệu MẬT." if count else ""


def waits_for_leader() -> str:
    return "Nháp, chờ lãnh đạo đơn vị duyệt: lãnh đạo bấm “Đồng ý gửi”, hoặc anh/chị nhắn “… đã được [tên lãnh đạo] duyệt”."


def waits_to_be_assigned() -> str:
    return "Chỉ tiêu này chưa giao cho đơn vị nào nên số để ở mục “chờ giao”; đã báo cơ quan điều phối."


def late(period: str, due: date) -> str:
    return f"Nộp muộn: kỳ {period} hạn {write_date(due)}."


def on_behalf(agency: str) -> str:
    return f"Cơ quan điều phối nhập hộ {agency}."


def told_unassigned(what: str, name: str, agency: str) -> str:
    return f"Chờ giao: {agency} vừa báo {what} – {cut(name, 90)}. Chỉ tiêu chưa giao cho đơn vị nào; nhắn “giao … cho …” để giao."
