"""What is said of all targets and agencies at once: the overview, who has reported, one's own work, the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.plan import Target
from corpus.writing import write_date
from handlers.progress.status import Status
from handlers.say.assigning import shortened
from handlers.say.basics import capital, cut
from handlers.say.standing import STATUSES, goal_shortly, named

WHO_NOT, BEHIND_ONES, TABLE = "Ai chưa gửi", "Chỉ tiêu đang chậm", "Gửi bảng tổng hợp"
MEANINGS = {WHO_NOT: "ai chưa gửi", BEHIND_ONES: "chỉ tiêu nào đang chậm", TABLE: "gửi bảng"}
"""What the labels stand for."""
WHO_TABLE, WHOLE_TABLE, TARGET_TABLE = "đơn vị đã báo cáo", "tổng hợp", "chỉ tiêu"
_NAME = 90


# ---- the overview


def overview_title(plan: str, numbered: int, count: int) -> str:
    return f"Kế hoạch {plan}: {numbered}/{count} chỉ tiêu đã có số liệu."


def overview_statuses(counts: Sequence[tuple[Status, int]]) -> str:
    return capital("; ".join(f"{STATUSES[status]} {count}" for status, count in counts if count)) + "."


def behind_names(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f"; và {len(names) - 5} chỉ tiêu nữa" if len(names) > 5 else ""
    return f"Chậm, không đạt: {'; '.join(cut(name, 60) for name in names[:5])}{more}"


def waiting(sent: int, review: int, unassigned: int) -> str:
    parts = [f"{sent} số chưa tiếp nhận" if sent else "", f"{review} số đang đề nghị rà soát" if review else ""]
    parts += [f"{unassigned} số chờ giao" if unassigned else ""]
    kept = "; ".join(filter(None, parts))
    return f"{capital(kept)}." if kept else ""


# ---- who has reported


def period_title(name: str, cutoff: date, due_on: date, today: date) -> str:
    days = (due_on - today).days
    left = f"còn {days} ngày" if days > 0 else "hết hạn hôm nay" if days == 0 else f"quá hạn {-days} ngày"
    called = capital(name) if name.lower().startswith(("kỳ ", "đợt ")) else f"Kỳ {name}"
    return f"{called}, chốt {write_date(cutoff)}, hạn {write_date(due_on)} ({left})"


def about_target(title: str, target: Target) -> str:
    return f"{title}, {cut(target.name, _NAME)}"


def totals(title: str, numbers: int, papers: int, of: int, late: int, groups: Sequence[tuple[str, int, int]]) -> str:
    """The plain totals; of a group apart, how many of it have sent a number."""
    parts = [f"{numbers}/{of} cơ quan đã có số liệu, {papers}/{of} đã có văn bản"] if of else []
    parts += [f"{name}: {there}/{all_} đã có số liệu" for name, there, all_ in groups]
    parts += [f"{late} đơn vị nộp muộn"] if late else []
    return f"{title}: {'; '.join(parts) or 'chưa giao cho đơn vị nào'}."


def not_yet_title(count: int) -> str:
    return f"Chưa có số liệu ({count}):" if count else "Đơn vị nào cũng đã có số liệu."


def part_title(count: int) -> str:
    return f"Mới gửi một phần ({count}):" if count else ""


def done_title(count: int) -> str:
    return f"Đã đủ số liệu ({count}):" if count else ""


def sent_title(count: int) -> str:
    return f"Đã có số liệu ({count}):" if count else "Chưa đơn vị nào gửi số liệu."


def roll_row(agency: str, sent: int, owes: int, papers: Sequence[str], *, late: bool) -> str:
    """The two ticks of an agency: how many of its targets, and the signed report."""
    numbers = f"số liệu {sent}/{owes} chỉ tiêu" if sent else "chưa có số liệu"
    paper = f"văn bản {', '.join(papers[:2])}" if papers else "chưa có văn bản"
    return f"– {agency}: {numbers}; {paper}{'; nộp muộn' if late else ''}"


def group_row(agency: str, numbers: int, papers: int, of: int, *, late: bool) -> str:
    return f"– {agency}: {numbers}/{of} đã có số liệu, {papers}/{of} đã có văn bản{'; có đơn vị nộp muộn' if late else ''}"


def group_title(agency: str, missing_: Sequence[str]) -> str:
    return f"{agency} chưa gửi: {'; '.join(shortened(missing_, 12))}." if missing_ else ""


def no_open_period(coordinating: bool) -> str:
    how = " Mở kỳ, ví dụ: mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11." if coordinating else ""
    return f"Hiện không có kỳ báo cáo nào đang mở.{how}"


def never_title(count: int) -> str:
    return f"Chưa từng gửi số nào ({count}):" if count else "Đơn vị nào cũng đã từng gửi số."


def never_row(agency: str, there: int, of: int) -> str:
    return f"– {agency}: {there}/{of} đã từng gửi" if of > 1 else f"– {agency}"


def ever_row(count: int, of: int) -> str:
    return f"{count}/{of} đơn vị đã từng gửi số."


def others_hidden() -> str:
    return "Danh sách từng đơn vị chỉ cán bộ điều phối xem được."


# ---- one's own


def mine_title(agency: str, left: int, owes: int, period: str) -> str:
    if not owes:
        return f"{agency} không được giao báo cáo chỉ tiêu nào."
    if not period:
        return f"{agency} báo cáo {owes} chỉ tiêu; hiện không có kỳ báo cáo nào đang mở."
    if not left:
        return f"{agency} đã gửi đủ {owes}/{owes} chỉ tiêu. {period}."
    return f"{agency} còn {left}/{owes} chỉ tiêu chưa gửi. {period}."


def mine_row(target: Target, what: str, on: date | None) -> str:
    newest = f"; gần nhất {what} ({write_date(on)})" if on else "; chưa có số"
    return f"– {named(target, 80)}: {goal_shortly(target)}{newest}"


def still_owed() -> str:
    return "Chưa gửi:"


def sent_already() -> str:
    return "Đã gửi:"


def own_papers(rows: Sequence[str]) -> str:
    return f"Văn bản: {'; '.join(rows[:3])}." if rows else "Văn bản của kỳ: chưa có."


def own_drafts(count: int) -> str:
    return f"{count} số nháp, chờ lãnh đạo duyệt: nhắn “số chờ duyệt” để xem." if count else ""


def own_review(target: str, reason: str) -> str:
    return f"Đề nghị rà soát: {capital(cut(target, 60))}{f' – {cut(reason, 120)}' if reason else ''}"


def contact(agency: str, people: Sequence[tuple[str, str]]) -> str:
    named_ = "; ".join(f"{name}{f', {phone}' if phone else ''}" for name, phone in people[:3])
    return f"Liên hệ điều phối: {agency}{f' ({named_})' if named_ else ''}."


def no_agency() -> str:
    return "Anh/chị chưa được giao đơn vị nào. Nhắn “tổng quan” để xem tình hình chung."


def paper(number: str, on: date | None) -> str:
    return f"{number} ngày {write_date(on)}" if on else number


def member_row(agency: str, *, has_numbers: bool, has_paper: bool) -> str:
    return f"– {agency}: {'đã' if has_numbers else 'chưa'} có số liệu; {'đã' if has_paper else 'chưa'} có văn bản"


# ---- tables


def table_of(names: Sequence[str]) -> str:
    return f"số liệu của {', '.join(names)}"


def table_sent(what: str, tables: Sequence[tuple[str, int]]) -> str:
    return f"Bảng {what}: {'; '.join(f'{title} ({rows} dòng)' for title, rows in tables)}."


def table_not_yours(agency: str) -> str:
    return f"Bảng của {agency} chỉ đơn vị đó và cán bộ điều phối nhận được. Anh/chị nhắn “gửi bảng” để lấy bảng của mình."


def table_for_coordinators() -> str:
    return "Bảng này chỉ cán bộ điều phối nhận được."
