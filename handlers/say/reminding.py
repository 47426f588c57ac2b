"""What a reminder says: what is still owed, by when, and how to send it, in one screen of a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.writing import write_date
from handlers.say.basics import capital, cut

PROMISE, LATER, NOT_OURS = "Hẹn ngày gửi", "Nhắc lại chiều nay", "Không phải việc tôi"
MOST_NAMED = 8


# ---- one message


def one_agency(agency: str, missing: int, wanted: int, when: str) -> str:
    told = f"{missing} số liệu" if missing == wanted else f"{missing}/{wanted} số liệu"
    return f"{agency} chưa gửi {told}, {when}."


def several(count: int, day: date) -> str:
    return f"Nhắc báo cáo ngày {write_date(day)}: còn {count} việc chưa gửi đủ."


def due_in(last: date, due_on: date, working_days: int, today: date) -> str:
    """When it is due, seen from a day; `last` is the last working day in time."""
    if today > due_on:
        return f"đã quá hạn {write_date(due_on)} ({(today - due_on).days} ngày)"
    if last < due_on:
        when = "hôm nay" if today == last else f"ngày {write_date(last)}"
        return f"hạn {write_date(due_on)} là ngày nghỉ nên cần gửi trong {when}"
    if today == last:
        return f"hôm nay {write_date(due_on)} là hạn cuối"
    return f"hạn {write_date(due_on)} (còn {working_days} ngày làm việc)"


def period_line(name: str, cutoff: date, document: str) -> str:
    told = f"Kỳ báo cáo {name}, số liệu đến {write_date(cutoff)}"
    return f"{told}, theo {cut(document, 60)}:" if document else f"{told}:"


def target_rows(names: Sequence[str]) -> list[str]:
    rows = [f"• {capital(cut(name, 90))}" for name in names[:MOST_NAMED]]
    left = len(names) - MOST_NAMED
    return [*rows, f"• … và {left} chỉ tiêu khác (gõ: việc của tôi)"] if left > 0 else rows


def waiting_for_leader(count: int) -> str:
    return f"{count} số đã nhập, đang chờ lãnh đạo đơn vị duyệt." if count else ""


def promised(day: date) -> str:
    return f"Đơn vị đã hẹn gửi ngày {write_date(day)}."


def reminded_before(days: Sequence[date]) -> str:
    """Courteous: what was sent to the unit before, and when."""
    return f"Đã nhắc đầu mối của đơn vị ngày {', '.join(map(write_date, days[-4:]))}." if days else ""


def why_second() -> str:
    return "Anh/chị nhận tin này vì đơn vị chưa gửi đủ và anh/chị cũng là đầu mối."


def how_to_send(example: str, count: int) -> str:
    told = f"Anh/chị trả lời bằng một con số, hoặc: {example}." if count == 1 else f"Anh/chị trả lời bằng tên và số, ví dụ: {example}."
    form = " Nhiều số thì gõ: biểu mẫu." if count >= 3 else ""
    return f"{told}{form} Không có gì mới thì gõ: không phát sinh."


def example_of(name: str, measure: str | None) -> str:
    """`measure` None: a state is asked for."""
    if measure is None:
        return f"{name} đang thực hiện"
    return f"{name} {'94,2' if measure == '%' else '1.250' if measure.startswith('căn') else '12'}"


def how_to_put_off(example: date) -> str:
    return f"Chưa gửi được: “sẽ gửi ngày {example.day}/{example.month}”. Không muốn nhận nhắc: “ngừng nhắc”."


# ---- a coordinator's morning


def summary_title(day: date) -> str:
    return f"Tình hình báo cáo sáng {write_date(day)}"


def summary_period(name: str, when: str, done: int, of: int) -> str:
    return f"Kỳ {name}, {when}: {done}/{of} đơn vị đã gửi đủ."


def summary_all_in(name: str) -> str:
    return f"Kỳ {name}: các đơn vị đã gửi đủ số liệu."


def communes(count: int) -> str:
    return f"{count} xã, phường"


def listed(title: str, names: Sequence[str], count: int = 0, most: int = 15) -> str:
    """`count`: how many they are, where one name stands for several."""
    if not names:
        return ""
    left = len(names) - most
    return f"{title} ({count or len(names)}): {'; '.join(names[:most])}" + (f"; và {left} đơn vị khác." if left > 0 else ".")


MISSING, PART, PROMISED, UNREACHED, NOBODY = "Chưa gửi gì", "Gửi chưa đủ", "Đã hẹn", "Tin không tới", "Chưa có đầu mối"
DISPUTED, BROKEN, PAPER_ONLY = "Báo không phải việc của mình", "Quá ngày hẹn", "Đã có văn bản, chưa đủ số liệu"
REMIND_AGAIN, CALL_LIST, DRAFT_LETTER = "Nhắc lại ngay", "Danh sách gọi", "Soạn đôn đốc"


def promise_of(agency: str, until: date, times: int) -> str:
    again = f", đã hẹn {times} lần" if times > 1 else ""
    return f"{agency} (hẹn {until.day}/{until.month}{again})"


def unreached(agency: str, why: str) -> str:
    return f"{agency} ({why})"


def why(kind: str) -> str:
    """Why a message does not reach an agency."""
    return {
        "nobody": "chưa có đầu mối",
        "blocked": "đầu mối đã chặn trợ lý",
        "stopped": "đầu mối ngừng nhận nhắc",
        "failed": "tin gửi không tới",
    }.get(kind, "tin gửi không tới")


def disputed(agency: str, target: str) -> str:
    return f"{agency}: {cut(target, 60)}" if target else agency


def part_of(agency: str, sent: int, wanted: int) -> str:
    return f"{agency} ({sent}/{wanted})"


def not_given(count: int) -> str:
    return f"Có {count} chỉ tiêu chưa giao đơn vị nào nên không nhắc ai." if count else ""
