"""What is said to a coordinator who reminds, calls, and drafts letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from corpus.writing import write_date
from handlers.say.basics import capital, cut, lines
from handlers.say.people import question_lapsed
from handlers.say.remind_labels import DO_NOT_REMIND, DO_NOT_WRITE_LEADER, REMIND, WRITE_LEADER
from store.reminders import Fate

MOST = 20

__all__ = ["DO_NOT_REMIND", "DO_NOT_WRITE_LEADER", "REMIND", "WRITE_LEADER", "question_lapsed"]


def _named(agencies: Sequence[str], most: int = 10) -> str:
    left = len(agencies) - most
    return "; ".join(agencies[:most]) + (f"; và {left} đơn vị khác" if left > 0 else "")


# ---- reminding


def no_open_period() -> str:
    return "Chưa có kỳ báo cáo nào đang mở, nên chưa đơn vị nào phải gửi. Mở kỳ: “mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11”."


def all_have_sent(agencies: Sequence[str]) -> str:
    return f"{_named(agencies)} không còn số liệu nào phải gửi." if agencies else "Các đơn vị đã gửi đủ số liệu, không phải nhắc ai."


def nobody_to_remind() -> str:
    return "Trợ lý không nhắn được cho đơn vị nào còn thiếu."


def how_to_call() -> str:
    return "Gõ “danh sách gọi” để lấy số điện thoại, “soạn đôn đốc” để lấy văn bản."


def remind_title(agencies: Sequence[str]) -> str:
    return f"Nhắc {len(agencies)} đơn vị chưa gửi đủ: {_named(agencies)}?"


def goes_at(at: datetime) -> str:
    return f"Đang ngoài giờ làm việc: tin sẽ gửi lúc {at:%H:%M} ngày {write_date(at.date())}."


def has_promised(agency: str, until: date) -> str:
    return f"{agency} đã hẹn gửi ngày {write_date(until)}."


def not_reached(why: str) -> str:
    return f"Không nhắn được, {why}"


def nobody_reminded() -> str:
    return "Không gửi lời nhắc nào."


def will_be_reminded(count: int, at: datetime | None) -> str:
    return f"Sẽ nhắc {count} đơn vị lúc {at:%H:%M} ngày {write_date(at.date())}." if at else f"Đang nhắc {count} đơn vị."


def goes_on(agencies: Sequence[str]) -> str:
    return f"Đã báo lại: vẫn là việc của {_named(agencies)}. Trợ lý tiếp tục nhắc theo lịch."


def still_yours(agency: str, target: str) -> str:
    what = f"“{cut(target, 90)}”" if target else "số liệu của kỳ"
    return f"Cơ quan điều phối đã xem lại: {what} vẫn là việc của {agency}. Anh/chị gửi giúp."


# ---- a head of office


def leaders_after_due(due_on: date) -> str:
    return f"Chỉ gửi lãnh đạo đơn vị sau hạn {write_date(due_on)}. Trước hạn, anh/chị nhắc đầu mối: “nhắc [tên đơn vị]”."


def no_leader(agencies: Sequence[str]) -> str:
    return f"{_named(agencies)} chưa có lãnh đạo đăng ký với trợ lý. Anh/chị gõ “soạn đôn đốc” để lấy văn bản."


def leader_title(agencies: Sequence[str]) -> str:
    return f"Gửi lãnh đạo {_named(agencies)} tin sau?"


def to_leader(
    coordinator: str, agency: str, period: str, due_on: date, targets: Sequence[str], days: Sequence[date], promise: date | None
) -> str:
    names = [f"• {capital(cut(name, 90))}" for name in targets[:6]]
    names += [f"• … và {len(targets) - 6} chỉ tiêu khác"] if len(targets) > 6 else []
    before = f"Trợ lý đã nhắc đầu mối của đơn vị ngày {', '.join(map(write_date, days[-4:]))}." if days else ""
    return lines(
        f"{coordinator} kính báo lãnh đạo {agency}: số liệu kỳ {period} (hạn {write_date(due_on)}) của đơn vị còn thiếu:",
        *names,
        before,
        f"Đơn vị đã hẹn gửi ngày {write_date(promise)}." if promise else "",
        "Kính đề nghị anh/chị quan tâm chỉ đạo. Nếu số liệu vừa được gửi, xin bỏ qua tin này.",
    )


def leaders_told(count: int) -> str:
    return f"Đã gửi {count} lãnh đạo đơn vị." if count else "Không gửi được cho lãnh đạo nào."


# ---- calling


def nobody_to_call() -> str:
    return "Không có đơn vị nào phải gọi."


def call_row(agency: str, contacts: Sequence[tuple[str, str]], missing: int, wanted: int, why: str, promise: date | None) -> str:
    who = "; ".join(" ".join(filter(None, (name or "đầu mối", phone or "(chưa có số)"))) for name, phone in contacts[:2])
    notes = [why, f"hẹn {promise.day}/{promise.month}" if promise else ""]
    told = ", ".join(filter(None, notes))
    return f"• {agency}: {who or 'chưa có đầu mối'} – thiếu {missing}/{wanted}" + (f" ({told})" if told else "")


def call_list(rows: Sequence[str]) -> str:
    left = len(rows) - 2 * MOST
    return lines(f"Danh sách gọi ({len(rows)} đơn vị):", *rows[: 2 * MOST], f"• … và {left} đơn vị khác." if left > 0 else "")


def communes_without(count: int) -> str:
    return f"Ngoài ra có {count} xã, phường chưa có đầu mối." if count else ""


# ---- what became of reminders


def fate_title(period: str) -> str:
    return f"Lời nhắc kỳ {period}:"


def not_reminded_yet() -> str:
    return "• chưa nhắc lần nào"


def fate(kind: Fate, why: str) -> str:
    told = {
        Fate.QUEUED: "đang chờ gửi",
        Fate.SENT: "đã gửi",
        Fate.FAILED: "gửi không được",
        Fate.DROPPED: "không gửi nữa",
    }[kind]
    return f"{told}: {cut(why, 80)}" if kind is Fate.FAILED and why else told


def fate_row(agency: str, day: date, step: str, told: str, channel: str) -> str:
    return f"• {write_date(day)} {agency} ({step_told(step)}): {told}" + (f" ({channel})" if channel else "")


def step_told(step: str) -> str:
    """A step of the ladder in words."""
    if step == "0":
        return "đúng hạn"
    if step.startswith("-"):
        return f"trước hạn {step[1:]} ngày"
    if step.startswith("+"):
        return f"quá hạn {step[1:]} ngày"
    return {"promised": "hỏi lại sau ngày hẹn", "later": "theo yêu cầu của đầu mối", "again": "anh/chị nhắc lại"}.get(
        step.split(" ")[0], "nhắc riêng"
    )


def fate_of_period(period: str, counts: Mapping[Fate, int]) -> str:
    return (
        f"Lời nhắc kỳ {period}: {counts[Fate.SENT]} tin đã gửi, {counts[Fate.QUEUED]} đang chờ, {counts[Fate.FAILED]} không tới, "
        f"{counts[Fate.DROPPED]} không cần gửi nữa."
    )


def failed_row(agency: str, why: str) -> str:
    return f"• {agency}: {cut(why, 80)}"
