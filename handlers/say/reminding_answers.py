"""What is said to whoever answers a reminder without a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from corpus.writing import write_date
from handlers.say.basics import capital, cut, lines

FURTHEST_PROMISE = 120
"""Days ahead that a promise may lie."""


def which_day(due_on: date, example: date) -> str:
    return f"Đơn vị gửi được ngày nào (hạn {write_date(due_on)})? Anh/chị gõ ngày, ví dụ: {example.day}/{example.month}."


def promised(agency: str, period: str, until: date, times: int) -> str:
    again = f" Đây là lần hẹn thứ {times}." if times > 1 else ""
    return f"Đã ghi: {agency} hẹn gửi số liệu kỳ {period} ngày {write_date(until)}.{again}"


def not_reminded_until(until: date) -> str:
    return f"Đến hết ngày {write_date(until)} trợ lý không nhắc đơn vị. Chỉ cơ quan điều phối thấy ngày hẹn."


def after_due(due_on: date) -> str:
    return f"Ngày hẹn sau hạn {write_date(due_on)}: hạn không đổi, số gửi sau hạn được ghi là nộp muộn."


def how_to_draw_back() -> str:
    return "Đổi ngày: gõ lại “sẽ gửi ngày …”. Bỏ hẹn: gõ “hủy hẹn”."


def too_far(until: date) -> str:
    return f"Ngày {write_date(until)} xa quá, trợ lý chưa ghi. Anh/chị gõ lại ngày gửi giúp."


def nothing_owed() -> str:
    return "Hiện đơn vị anh/chị không có số liệu nào phải gửi, trợ lý không nhắc gì."


def promise_gone() -> str:
    return "Đã bỏ ngày hẹn. Trợ lý nhắc lại theo lịch của kỳ."


def no_promise() -> str:
    return "Đơn vị anh/chị không có ngày hẹn nào."


def when_later() -> str:
    return "Anh/chị muốn được nhắc lại lúc nào? Ví dụ: nhắc lại chiều nay; nhắc lại 15h; nhắc lại sáng mai."


def reminded_later(at: datetime) -> str:
    return f"Vâng, trợ lý nhắc lại lúc {at:%H:%M} ngày {write_date(at.date())} nếu đơn vị vẫn chưa gửi đủ."


def stopped() -> str:
    return lines(
        "Đã ngừng nhắc anh/chị. Hạn báo cáo của đơn vị không đổi.",
        "Trợ lý chuyển lời nhắc cho đầu mối khác của đơn vị, nếu có. Nhận lại: gõ “nhắc tiếp”.",
    )


def resumed() -> str:
    return "Đã bật lại lời nhắc cho anh/chị."


def not_stopped() -> str:
    return "Anh/chị vẫn đang nhận lời nhắc."


def not_there(agency: str, period: str, missing: Sequence[str], papers: Sequence[str]) -> str:
    """What is there and what is not: a number by name, a signed report by its own."""
    names = "; ".join(capital(cut(name, 70)) for name in missing[:5]) + (
        f"; và {len(missing) - 5} chỉ tiêu khác" if len(missing) > 5 else ""
    )
    paper = f" Đã có văn bản {', '.join(papers)}." if papers else ""
    return f"Trợ lý chưa thấy số liệu kỳ {period} của {agency}: {names}.{paper}"


def how_to_show() -> str:
    return lines(
        "Nếu đã gửi bằng văn bản, anh/chị gõ số và ngày, ví dụ: đã gửi BC 512/BC-SXD ngày 20/11.",
        "Số liệu thì gõ tên và số, trợ lý ghi ngay.",
    )


def says_not_theirs(agency: str, name: str, targets: Sequence[str]) -> str:
    who = f"{agency} ({name})" if name else agency
    what = "; ".join(cut(target, 70) for target in targets[:4]) + (f"; và {len(targets) - 4} chỉ tiêu khác" if len(targets) > 4 else "")
    return lines(
        f"{who} báo không phải việc của đơn vị: {what}.",
        f"Trợ lý tạm không nhắc đơn vị về việc này. Giao đơn vị khác: “giao … cho …”; vẫn là việc của đơn vị: “vẫn nhắc {agency}”.",
    )


def told_coordinator(coordinator: str, targets: Sequence[str]) -> str:
    what = "; ".join(cut(target, 70) for target in targets[:4]) + (f"; và {len(targets) - 4} chỉ tiêu khác" if len(targets) > 4 else "")
    return f"Đã chuyển {coordinator or 'cơ quan điều phối'} xem lại: {what}. Trong khi chờ, trợ lý không nhắc đơn vị về việc này."
