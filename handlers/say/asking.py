"""What is asked back of whoever reports numbers, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from corpus.plan import Target, ValueKind
from corpus.writing import write_date, write_measure
from handlers.say.basics import capital, cut, lines
from handlers.say.receipts import amount, kind
from handlers.say.targets import goal


def record_label(value: Decimal, kind_: ValueKind, measure: str, on: date | None = None) -> str:
    told = f"{kind(kind_)} " if kind_ is ValueKind.INCREMENT else ""
    return f"Ghi {told}{amount(value, measure)}{f' đến {write_date(on)}' if on else ''}"


def estimate_label(on: date) -> str:
    return f"Ghi là số ước đến {write_date(on)}"


def ask_target(what: str, several: bool) -> str:
    return f"Chưa ghi. {what} là số của chỉ tiêu nào?" if several else f"Chưa ghi. {what} có phải là số của chỉ tiêu dưới đây không?"


def ask_target_at_all(what: str, example: str) -> str:
    return f"Chưa ghi: chưa rõ {what} là số của chỉ tiêu nào. Anh/chị ghi tên chỉ tiêu kèm số, ví dụ: {example}."


def target_label(target: Target) -> str:
    return capital(cut(target.name, 56))


def ask_agency(what: str) -> str:
    return f"Chưa ghi. {what} là số của đơn vị nào?"


def ask_place(what: str, place: str, name: str) -> str:
    return f"Chưa ghi. {what} là số riêng của {place} hay là số chung của “{cut(name, 80)}”? Chỉ nhận số chung của đơn vị anh/chị."


def ask_number(target: Target) -> str:
    unit = f" ({write_measure(target.measure)})" if target.measure else ""
    return f"Để báo số của “{cut(target.name, 90)}”{unit}, anh/chị gõ con số, hoặc “không phát sinh”, “chưa có số liệu vì …”."


def ask_state(name: str) -> str:
    return f"“{cut(name, 90)}” không có con số: anh/chị nhắn “đã thực hiện”, “đang thực hiện”, “chưa thực hiện” hoặc “không còn đối tượng”."


def ask_correct(name: str, value: str) -> str:
    return f"Đang ghi {value} – {cut(name, 90)}. Anh/chị gõ số đúng."


_DOUBTS = {
    "readings": "Con số đọc được hai cách.",
    "vague": "Số nêu chưa chính xác (trên, dưới, khoảng …).",
    "negative": "Số âm.",
    "above_hundred": "Tỷ lệ lớn hơn 100%.",
    "fraction_of_count": "Chỉ tiêu đếm số nguyên nhưng số có phần lẻ.",
    "parts": "Tử số lớn hơn mẫu số.",
    "added": "Số tăng, giảm thêm: cần rõ là lũy kế hay trong kỳ.",
    "share": "Tỷ lệ so với mục tiêu: cần xác nhận số tuyệt đối.",
    "remaining": "Số còn thiếu: cần xác nhận số đã đạt.",
    "compared": "Đây là số so sánh hoặc số cũ, chưa có số mới.",
    "two_values": "Trong tin có hai số khác nhau cho cùng một ngày.",
    "contradict": "Các số trong tin không khớp nhau (trong kỳ, lũy kế, ước).",
    "no_such_day": "Ngày trong tin không đọc được hoặc không có trên lịch.",
    "unplaced": "Trong câu còn số chưa rõ là số gì.",
    "same_as_goal": "Đây là số mục tiêu hay kết quả đã đạt?",
    "wish": "Đây là mong muốn hay kết quả đã đạt?",
    "which_day": "Trong tin chỉ có một số ghi ngày: số này tính đến ngày nào?",
    "other_agency": "Trong tin có tên đơn vị khác.",
}


def doubt(which: str, target: Target, last: tuple[Decimal, date] | None) -> str:
    """Why a number is asked about, in one short sentence."""
    told = f"{amount(last[0], target.measure)} ({write_date(last[1])})" if last else ""
    if which == "measure":
        return f"Đơn vị tính khác: chỉ tiêu này tính bằng {target.measure}."
    if which == "other_whole":
        return f"Mẫu số khác mục tiêu {goal(target)}."
    if which == "fewer":
        return f"Lũy kế mà không khớp số đã báo {told}."
    if which == "beyond":
        return f"Vượt xa mục tiêu {goal(target)}."
    if which == "slip":
        return f"Có thể thừa hoặc thiếu chữ số: {'lần trước ' + told if last else 'mục tiêu ' + goal(target)}."
    if which == "leap":
        return f"Lệch nhiều so với lần trước {told}."
    return _DOUBTS.get(which, "")


def ahead(on: date) -> str:
    return f"Ngày {write_date(on)} chưa tới mà không ghi “ước”."


def confirm(what: str, name: str, doubts: Sequence[str]) -> str:
    return lines(f"Chưa ghi. {' '.join(doubts)}", f"{capital(what)} – {cut(name, 90)}: ghi thế nào ạ?")


def confirm_nothing(what: str, name: str, doubts: Sequence[str]) -> str:
    return lines(f"Chưa ghi. {' '.join(doubts)}", f"Anh/chị gõ lại số của “{cut(name, 90)}” (đã gõ: {what}).")


def no_last(name: str) -> str:
    return f"Chưa ghi: chưa có số kỳ trước của “{cut(name, 90)}” để giữ nguyên. Anh/chị gõ số."


def not_recorded() -> str:
    return "Đã bỏ, không ghi gì."


def question_expired() -> str:
    return "Câu hỏi trước đã hết hạn nên không ghi gì. Anh/chị gửi lại tên chỉ tiêu kèm số."


def ask_which_to_correct() -> str:
    return "Tin vừa rồi có nhiều số. Anh/chị nhắn “sửa [tên chỉ tiêu] [số đúng]”:"
