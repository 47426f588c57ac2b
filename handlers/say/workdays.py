"""What is said of days off, days worked instead, and office hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from corpus.writing import write_date
from handlers.say.basics import capital, lines
from handlers.say.people import question_lapsed
from handlers.say.remind_labels import DO_NOT_SET_DAY, SET_DAY

__all__ = ["DO_NOT_SET_DAY", "SET_DAY", "question_lapsed"]
_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def _named(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {write_date(day)}"


def days_off(year: int, days: Sequence[tuple[date, str]], worked: Sequence[date], own: Sequence[date], *, estimate: bool) -> str:
    note = " (ước tính theo luật, chưa có thông báo chính thức)" if estimate else ""
    rows = [f"• {_named(day)}: {name}" + (" (anh/chị đặt)" if day in own else "") for day, name in days]
    swapped = [f"• {_named(day)}: làm bù" + (" (anh/chị đặt)" if day in own else "") for day in worked]
    return lines(
        f"Ngày nghỉ năm {year}{note}:",
        *rows,
        *swapped,
        f"Đổi: “ngày 02/01/{year} nghỉ”, “ngày 10/01/{year} làm bù”, “bỏ ngoại lệ 10/01/{year}”.",
    )


def set_day(day: date, *, worked: bool, name: str) -> str:
    now = f" Lịch hiện ghi: {name}." if name else ""
    return f"Đặt {_named(day)} là ngày {'làm việc' if worked else 'nghỉ'}?{now}"


def day_set(day: date, *, worked: bool) -> str:
    return f"Đã đặt {_named(day)} là ngày {'làm việc' if worked else 'nghỉ'}. Lịch nhắc tính theo ngày này."


def nothing_to_take_back(day: date) -> str:
    return f"Ngày {write_date(day)} không có ngoại lệ nào."


def day_taken_back(day: date) -> str:
    return f"Đã bỏ ngoại lệ ngày {write_date(day)}; tính theo lịch chung."


def day_unchanged() -> str:
    return "Lịch không đổi."


def culture_day(*, off: bool) -> str:
    return f"Đặt ngày 24/11 (Ngày Văn hóa Việt Nam) hằng năm là ngày {'nghỉ' if off else 'làm việc'}?"


def culture_day_set(*, off: bool) -> str:
    return f"Đã đặt ngày 24/11 hằng năm là ngày {'nghỉ' if off else 'làm việc'}."


def hours_told(spans: Sequence[tuple[time, time]]) -> str:
    told = " và ".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in spans)
    return f"Giờ làm việc: {told}, từ thứ Hai đến thứ Sáu. Trợ lý chỉ nhắc trong giờ này. Đổi: “giờ làm việc 7:30-11:30, 13:30-17:00”."


def set_hours(spans: Sequence[tuple[time, time]]) -> str:
    told = " và ".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in spans)
    return capital(f"đặt giờ làm việc {told}?")


def hours_set() -> str:
    return "Đã đặt giờ làm việc."


def how_to_set_hours() -> str:
    return "Anh/chị gõ như sau: giờ làm việc 7:30-11:30, 13:30-17:00."
