"""What is said of the days on which units are reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.writing import write_date
from handlers.say.basics import lines
from handlers.say.people import question_lapsed
from handlers.say.remind_labels import DO_NOT_SET_LADDER, SET_LADDER

__all__ = ["DO_NOT_SET_LADDER", "SET_LADDER", "question_lapsed"]
_EXAMPLE = "lịch nhắc: trước 14, 5, 1 ngày; đúng hạn; sau 1, 3 ngày; hằng tuần"


def days_told(days: Sequence[int], *, weekly: bool) -> str:
    before = ", ".join(str(-day) for day in days if day < 0)
    after = ", ".join(str(day) for day in days if day > 0)
    parts = [f"trước hạn {before} ngày" if before else "", "đúng hạn" if 0 in days else "", f"sau hạn {after} ngày" if after else ""]
    return "; ".join(filter(None, [*parts, "rồi hằng tuần" if weekly else ""]))


def ladder_title(days: Sequence[int], period: str, *, weekly: bool) -> str:
    whose = f"kỳ {period}" if period else "mọi kỳ"
    return f"Đặt lịch nhắc cho {whose}: {days_told(days, weekly=weekly)}?"


def ladder_set() -> str:
    return "Đã đặt lịch nhắc."


def ladder_unchanged() -> str:
    return "Lịch nhắc không đổi."


def how_to_set() -> str:
    return f"Anh/chị gõ như sau: {_EXAMPLE}."


def which_period_ladder(names: Sequence[str]) -> str:
    return f"Anh/chị nêu rõ kỳ: {'; '.join(names)}." if names else "Không có kỳ nào đang mở mang tên đó."


def period_ladder(name: str, days: Sequence[date], *, weekly: bool) -> str:
    told = ", ".join(map(write_date, days)) if days else "không còn mốc nào trước"
    return f"• Kỳ {name}: {told}" + ("; sau đó hằng tuần đến khi đủ." if weekly else ".")


def ladder_shown(days: Sequence[int], rows: Sequence[str], *, weekly: bool) -> str:
    return lines(
        f"Lịch nhắc: {days_told(days, weekly=weekly)}. Chỉ nhắc ngày làm việc, trong giờ hành chính, đơn vị còn thiếu số liệu.",
        *rows,
        f"Đổi: “{_EXAMPLE}”.",
    )
