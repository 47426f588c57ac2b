"""What is said of a register of incoming documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.writing import write_date
from handlers.say.basics import cut, lines
from handlers.say.people import question_lapsed
from handlers.say.remind_labels import DO_NOT_NOTE, NOTE

__all__ = ["DO_NOT_NOTE", "NOTE", "lines", "question_lapsed"]
MOST = 20


def no_period() -> str:
    return "Chưa mở kỳ báo cáo nào nên chưa ghi được văn bản. Mở kỳ: “mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11”."


def no_reports() -> str:
    return "Sổ không có báo cáo mới nào của các đơn vị phải gửi."


def row(agency: str, number: str, on: date | None) -> str:
    return f"• {agency}: {cut(number, 40)}" + (f" ngày {write_date(on)}" if on else "")


def title(count: int, period: str) -> str:
    return f"Ghi {count} báo cáo đã ký vào kỳ {period}?"


def listed(rows: Sequence[str]) -> str:
    left = len(rows) - MOST
    return lines(*rows[:MOST], f"• … và {left} văn bản khác." if left > 0 else "")


def paper_only(agencies: Sequence[str]) -> str:
    return f"Đã có văn bản, chưa đủ số liệu: {'; '.join(agencies[:10])}." if agencies else ""


def choose_row(number: int, sender: str, names: Sequence[str]) -> str:
    return f"• dòng {number}, {cut(sender, 40)}: có thể là {' hoặc '.join(names[:3])}"


def beside(known: int, others: int, to_choose: Sequence[str]) -> str:
    told = [
        f"{known} văn bản đã ghi từ trước" if known else "",
        f"{others} văn bản không phải báo cáo của đơn vị phải gửi" if others else "",
    ]
    return lines(f"Bỏ qua {' và '.join(filter(None, told))}." if any(told) else "", *to_choose[:10])


def nothing_noted() -> str:
    return "Không ghi văn bản nào."


def noted(count: int) -> str:
    return f"Đã ghi {count} báo cáo đã ký."
