"""What is said where a coordinator needs a number by an hour of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from corpus.writing import write_date
from handlers.say.basics import capital, cut, lines
from handlers.say.people import question_lapsed
from handlers.say.remind_labels import ASK_NOW, DO_NOT_ASK

__all__ = ["ASK_NOW", "DO_NOT_ASK", "question_lapsed"]


def _at(moment: datetime) -> str:
    return f"{moment:%H:%M} ngày {write_date(moment.date())}"


def by_when() -> str:
    return "Cần số trước mấy giờ? Ví dụ: NOXH trước 16h30 hôm nay, Sở Xây dựng."


def time_is_past(moment: datetime) -> str:
    return f"{_at(moment)} đã qua. Anh/chị gõ lại giờ cần số."


def of_whom() -> str:
    return "Chỉ tiêu này chưa giao đơn vị nào. Anh/chị nêu đơn vị, ví dụ: NOXH trước 16h30 hôm nay, Sở Xây dựng."


def ask_title(targets: Sequence[str], agencies: Sequence[str], due_at: datetime) -> str:
    shown = "; ".join(agencies[:8]) + (f"; và {len(agencies) - 8} đơn vị khác" if len(agencies) > 8 else "")
    return f"Hỏi gấp {shown}: {'; '.join(cut(name, 80) for name in targets)}, trước {_at(due_at)}?"


def cannot_be_asked(agencies: Sequence[str]) -> str:
    return f"Không nhắn được (chưa có đầu mối): {'; '.join(agencies[:8])}." if agencies else ""


def not_asked() -> str:
    return "Không hỏi đơn vị nào."


def asked(agencies: Sequence[str], due_at: datetime) -> str:
    return f"Đang hỏi {len(agencies)} đơn vị, cần trước {_at(due_at)}. Có số, trợ lý báo anh/chị ngay."


def urgent(coordinator: str, targets: Sequence[str], due_at: datetime, agency: str, *, again: bool) -> str:
    names = [capital(cut(name, 90)) for name in targets]
    how = "Anh/chị trả lời bằng một con số." if len(names) == 1 else "Anh/chị trả lời bằng tên và số."
    head = (
        f"Còn ít thời gian: {coordinator} cần số liệu của {agency} trước {_at(due_at)}"
        if again
        else f"Cần gấp trước {_at(due_at)}: {coordinator} hỏi {agency}"
    )
    return lines(f"{head}:", *(f"• {name}" for name in names), how)


def came(agency: str, target: str, value: str) -> str:
    return f"{agency} đã trả lời yêu cầu gấp: {value} – {cut(target, 90)}."


def did_not_come(due_at: datetime, rows: Sequence[tuple[str, str]]) -> str:
    return lines(f"Đã đến {_at(due_at)}, chưa có trả lời yêu cầu gấp:", *(f"• {agency}: {cut(target, 80)}" for agency, target in rows[:15]))
