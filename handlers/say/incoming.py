"""What is said of a register of incoming documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from corpus.writing import write_date
from handlers.say.assigning import shortened
from handlers.say.basics import cut, lines
from handlers.say.coordinating import DO_NOT_NOTE, NOTE
from handlers.say.people import question_lapsed

__all__ = ["DO_NOT_NOTE", "NOTE", "lines", "question_lapsed", "shortened"]
NO_REPORT = "không phải báo cáo"
OWES_NOTHING = "của đơn vị không phải báo cáo kỳ này"
UNKNOWN_SENDER = "không rõ đơn vị gửi"
NOTED_ALREADY = "đã ghi từ trước"
TWICE = "trùng dòng khác"
"""Why rows are left out."""


def no_period() -> str:
    return "Chưa có kỳ báo cáo nào nên chưa ghi được văn bản. Anh/chị mở kỳ trước, ví dụ: mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11."


def title(papers: int, agencies: int, names: Sequence[str]) -> str:
    if not papers:
        return "Sổ không có văn bản nào chắc chắn là báo cáo của kỳ mà chưa ghi."
    return f"Ghi {papers} văn bản của {agencies} đơn vị vào kỳ báo cáo {'; '.join(names)}?"


def row(agency: str, number: str, on: date | None, subject: str) -> str:
    day = f" ngày {write_date(on)}" if on else ""
    return f"• {agency}: {number}{day}" + (f" – {cut(subject, 70)}" if subject else "")


def asked_row(place: str, sender: str, number: str, why: str, subject: str = "") -> str:
    about = f" “{cut(subject, 60)}”" if subject else ""
    return f"– {place}, {cut(sender, 50)}, {number or 'không số'}{about}: {why}"


def to_choose(rows: Sequence[str], numbers: Sequence[int]) -> list[str]:
    if not rows:
        return []
    how = f" (muốn ghi, nhắn: ghi dòng {', '.join(map(str, numbers[:2]))})" if numbers else ""
    return [f"Cần chọn {len(rows)} dòng{how}:", *shortened(rows)]


def left_out(counts: Mapping[str, int], strangers: Sequence[str]) -> str:
    if not counts:
        return ""
    parts = [f"{count} {why}" for why, count in counts.items()]
    named = f" ({'; '.join(cut(name, 40) for name in strangers[:4])}{'…' if len(strangers) > 4 else ''})" if strangers else ""
    parts = [f"{part}{named}" if part.endswith(UNKNOWN_SENDER) else part for part in parts]
    return f"Bỏ {sum(counts.values())} dòng: {'; '.join(parts)}."


def without_numbers(none: Sequence[str], part: Sequence[str]) -> str:
    return lines(
        f"Đã có văn bản, chưa có số liệu: {'; '.join(shortened(none, 6)).rstrip('.')}." if none else "",
        f"Đã có văn bản, mới có một phần số liệu: {'; '.join(shortened(part, 6)).rstrip('.')}." if part else "",
    )


def noted(papers: int, agencies: int) -> str:
    return f"Đã ghi {papers} văn bản của {agencies} đơn vị."


def nothing_noted() -> str:
    return "Không ghi văn bản nào."


# ---- why a row is asked about


def several_senders(names: Sequence[str]) -> str:
    return f"đơn vị gửi có thể là {'; '.join(names[:4])}"


def no_number() -> str:
    return "chưa có số, ký hiệu"


def perhaps_no_report() -> str:
    return "chưa rõ có phải báo cáo không"


def of_another_time() -> str:
    return "trích yếu nói thời gian khác kỳ này"


def of_another_matter() -> str:
    return "có thể báo cáo việc khác"


def several_periods(names: Sequence[str]) -> str:
    return f"đang mở nhiều kỳ ({'; '.join(names[:3])})"


def day_unread(words: str) -> str:
    return f"không đọc được ngày văn bản “{cut(words, 20)}”"


def day_outside(day: date) -> str:
    return f"ngày văn bản {write_date(day)} ngoài thời gian của kỳ"


def one_of_several() -> str:
    return "đơn vị có nhiều báo cáo, chưa rõ báo cáo nào của kỳ"
