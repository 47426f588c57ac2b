"""What is ahead, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from corpus.plan import Deadline
from corpus.writing import write_date
from handlers.say.basics import capital, cut, quoted

AS_FILE = "Tệp lịch (.ics)"


def title(today: date) -> str:
    return f"Lịch báo cáo từ {write_date(today)}"


def request_row(due_at: datetime, asked: str) -> str:
    return f"• Gấp, trước {due_at:%H:%M} ngày {write_date(due_at.date())}: {cut(asked, 80)}"


def period_row(name: str, cutoff: date, due_on: date, last: date) -> str:
    moved = f", là ngày nghỉ nên gửi trong {write_date(last)}" if last < due_on else ""
    return f"• Kỳ {name}: số liệu đến {write_date(cutoff)}, hạn {write_date(due_on)}{moved}."


def sent_row(done: int, of: int) -> str:
    return f"  {done}/{of} đơn vị đã gửi đủ."


def own_row(agency: str, missing: int, wanted: int, promise: date | None) -> str:
    if not missing:
        return f"  {agency}: đã gửi đủ {wanted} số liệu."
    return f"  {agency}: còn thiếu {missing}/{wanted} số liệu" + (f", hẹn gửi {write_date(promise)}." if promise else ".")


def next_reminder(on: date) -> str:
    return f"  Lần nhắc tới: {write_date(on)}."


def no_open_period() -> str:
    return "Chưa có kỳ báo cáo nào đang mở."


def in_the_plan(number: str) -> str:
    return f"Theo Kế hoạch {number}, hằng năm:"


def deadline_row(names: Sequence[str], to: str, one: Deadline, day: date, last: date) -> str:
    word = "trước" if one.strict else "chậm nhất"
    moved = f"; ngày làm việc cuối còn kịp: {write_date(last)}" if last != day else ""
    return f"• {word} {one.day:02d}/{one.month:02d}: {capital(cut(', '.join(names), 90))} gửi {to} (tức hết {write_date(day)}{moved})."


def two_days() -> str:
    return "Kế hoạch nêu hai hạn cho đơn vị; kỳ do cơ quan điều phối mở cho biết ngày thực tế."


def file_made(count: int) -> str:
    return f"Tệp lịch có {count} việc. Anh/chị mở tệp để thêm vào lịch điện thoại; nhận lại tệp mới thì việc cũ được thay."


def agenda_name(plan: str) -> str:
    return f"Báo cáo Kế hoạch {plan}"


def deadline_title(to: str) -> str:
    return f"Hạn báo cáo gửi {to}"


def deadline_text(one: Deadline, names: Sequence[str]) -> str:
    return f"{', '.join(names)}: {quoted(one.quote)}"


def period_title(name: str) -> str:
    return f"Hạn gửi số liệu kỳ {name}"


def period_text(cutoff: date, due_on: date, document: str) -> str:
    by = f", theo {document}" if document else ""
    return f"Số liệu đến {write_date(cutoff)}, hạn {write_date(due_on)}{by}."
