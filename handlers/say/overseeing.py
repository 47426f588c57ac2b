"""What is said where a coordinator accepts numbers, asks to review some, opens and closes periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.plan import Target, ValueKind
from corpus.writing import write_date, write_quantity
from handlers.say.assigning import shortened
from handlers.say.basics import capital, cut, lines
from handlers.say.progress import kind, nature
from store.ledger import Nature, Standing, Submission

_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


# ---- accepting, asking to review


def number_line(one: Submission, target: Target | None, agency: str) -> str:
    entry = one.entry
    named = capital(cut(target.name, 60)) if target else entry.target
    told = write_quantity(entry.value, target.measure if target else "") if entry.value is not None else entry.state
    marks = [nature(entry.nature)] if entry.nature is not Nature.OFFICIAL else []
    marks += [kind(entry.kind)] if entry.kind is ValueKind.INCREMENT else []
    marks += ["nộp muộn"] if entry.late else []
    marks += ["đang đề nghị rà soát"] if one.standing is Standing.REVIEW else []
    return f"• {named} – {agency}: {told}, đến {write_date(entry.as_of)}" + (f" ({', '.join(marks)})" if marks else "")


def accept_what(waiting: int, agencies: int) -> str:
    if not waiting:
        return "Không có số nào chờ tiếp nhận."
    return lines(
        f"Có {waiting} số của {agencies} đơn vị chờ tiếp nhận.",
        "Anh/chị nhắn: tiếp nhận tất cả; tiếp nhận tất cả, trừ Sở Xây dựng; tiếp nhận NOXH.",
    )


def accept_title(numbers: int, agencies: int) -> str:
    return f"Tiếp nhận {numbers} số của {agencies} đơn vị?"


def not_among(left_out: int, in_review: int) -> str:
    parts = [f"{left_out} số anh/chị trừ ra" if left_out else "", f"{in_review} số đang đề nghị rà soát" if in_review else ""]
    told = " và ".join(filter(None, parts))
    return f"Không gồm {told}." if told else ""


def accepted(numbers: int, agencies: int) -> str:
    return f"Đã tiếp nhận {numbers} số của {agencies} đơn vị."


def nothing_to_accept(accepted_before: int, left_out: int) -> str:
    if accepted_before:
        return f"Không có số nào chờ tiếp nhận; {accepted_before} số đã tiếp nhận từ trước."
    return "Không còn số nào để tiếp nhận sau khi trừ ra." if left_out else "Không có số nào như vậy chờ tiếp nhận."


def nothing_ruled() -> str:
    return "Không thay đổi gì."


def changed_meanwhile(count: int) -> str:
    return f"{count} số vừa được đơn vị sửa hoặc rút nên không tính." if count > 0 else ""


def review_what() -> str:
    return "Anh/chị đề nghị rà soát số nào? Ví dụ: đề nghị rà soát NOXH của Sở Xây dựng: số tháng 9 thấp hơn tháng 8."


def nothing_to_review() -> str:
    return "Không có số nào như vậy để rà soát."


def why_review() -> str:
    return "Anh/chị cho biết lý do, đơn vị sẽ đọc được. Nhắn lý do ngay sau đây."


def review_title(numbers: int, names: Sequence[str]) -> str:
    return f"Đề nghị {'; '.join(shortened(names, 4))} rà soát {numbers} số?"


def reason_line(reason: str) -> str:
    return f"Lý do: {reason}"


def review_asked(numbers: int, names: Sequence[str]) -> str:
    return f"Đã đề nghị {'; '.join(shortened(names, 4))} rà soát {numbers} số."


def please_review(agency: str, by: str) -> str:
    return f"Cơ quan điều phối ({by}) đề nghị {agency} rà soát:"


def how_to_review() -> str:
    return "Nếu số sai, anh/chị nhắn lại số đúng; nếu đúng, trao đổi lại với cơ quan điều phối."


def review_withdrawn(agency: str) -> str:
    return f"Đề nghị rà soát gửi {agency} đã được rút:"


# ---- periods


def period_wants(name: str, cutoff: date | None, due_on: date | None) -> str:
    lacking = [what for what, there in (("tên kỳ", name), ("ngày chốt số liệu", cutoff), ("hạn gửi", due_on)) if not there]
    return f"Còn thiếu {', '.join(lacking)}. Ví dụ: mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11."


def due_before_cutoff(cutoff: date, due_on: date) -> str:
    return f"Chưa mở: hạn gửi {write_date(due_on)} trước ngày chốt {write_date(cutoff)}. Anh/chị nhắn lại cả hai ngày."


def starts_after_cutoff(starts: date, cutoff: date) -> str:
    return (
        f"Chưa mở: ngày bắt đầu {write_date(starts)} sau ngày chốt {write_date(cutoff)}. "
        "Anh/chị ghi rõ, ví dụ: từ 15/12/2025, chốt 14/12/2026."
    )


def open_title(name: str) -> str:
    return f"Mở kỳ báo cáo {name}?"


def period_days(starts: date, cutoff: date, due_on: date) -> str:
    return f"Số liệu từ {write_date(starts)} đến hết {write_date(cutoff)}; hạn gửi hết {write_date(due_on)} ({_DAYS[due_on.weekday()]})."


def too_few_working_days() -> str:
    return "Lưu ý: từ ngày chốt đến hạn gửi phải có ít nhất 1 ngày làm việc (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5)."


def due_is_past() -> str:
    return "Lưu ý: hạn gửi đã qua, số gửi từ nay sẽ ghi là nộp muộn."


def due_on_weekend(due_on: date) -> str:
    return f"Lưu ý: hạn gửi là {_DAYS[due_on.weekday()]}."


def period_there_already(line: str) -> str:
    return f"Lưu ý: đã có kỳ cùng tên {line.removeprefix('• ')}"


def opened(name: str) -> str:
    return f"Đã mở kỳ báo cáo {name}."


def may_announce(name: str, due_on: date) -> str:
    return (
        "Trợ lý nhắc đơn vị còn thiếu từ 14 ngày trước hạn (xem: lịch nhắc). "
        f"Muốn báo ngay, anh/chị nhắn: thông báo tất cả: đã mở kỳ báo cáo {name}, hạn {write_date(due_on)}."
    )


def period_unchanged() -> str:
    return "Các kỳ báo cáo giữ nguyên."


def which_period() -> str:
    return "Kỳ nào dưới đây?"


def close_label(name: str) -> str:
    return f"Đóng kỳ báo cáo {name}"


def reopen_label(name: str) -> str:
    return f"Mở lại kỳ báo cáo {name}"


def no_open_period(names: Sequence[str]) -> str:
    return f"Không có kỳ nào như vậy đang mở. Đang mở: {'; '.join(names)}." if names else "Không có kỳ báo cáo nào đang mở."


def no_closed_period(names: Sequence[str]) -> str:
    return f"Không có kỳ nào như vậy đã đóng. Đã đóng: {'; '.join(names[:6])}." if names else "Không có kỳ báo cáo nào đã đóng."


def close_title(name: str) -> str:
    return f"Đóng kỳ báo cáo {name}? Sau đó các đơn vị không gửi số của kỳ này được nữa."


def reported_so_far(agencies: int) -> str:
    return f"{agencies} đơn vị đã gửi số của kỳ." if agencies else "Chưa đơn vị nào gửi số của kỳ."


def closes_before_due(due_on: date) -> str:
    return f"Lưu ý: chưa hết hạn gửi {write_date(due_on)}."


def closed(name: str) -> str:
    return f"Đã đóng kỳ báo cáo {name}."


def how_to_reopen() -> str:
    return "Mở cho riêng một đơn vị: nhắn “mở lại cho Sở Xây dựng đến 30/11”."


def reopen_title(name: str) -> str:
    return f"Mở lại kỳ báo cáo {name} cho mọi đơn vị?"


def reopened(name: str) -> str:
    return f"Đã mở lại kỳ báo cáo {name}."


def reopen_until_when(text: str) -> str:
    return f"Mở đến ngày nào? Ví dụ: {cut(text, 80)} đến 30/11."


def day_is_past(day: date) -> str:
    return f"Ngày {write_date(day)} đã qua. Anh/chị nhắn lại ngày khác."


def period_still_open(name: str) -> str:
    return f"Kỳ báo cáo {name} đang mở cho mọi đơn vị, không cần mở lại; số gửi sau hạn được ghi là nộp muộn."


def reopen_for_title(name: str, names: Sequence[str], until: date) -> str:
    return f"Mở lại kỳ báo cáo {name} cho {'; '.join(names)} đến hết {write_date(until)}?"


def reopened_for(name: str, names: Sequence[str], until: date) -> str:
    return f"Đã mở lại kỳ báo cáo {name} cho {'; '.join(names)} đến hết {write_date(until)}."


def reopened_for_you(name: str, agency: str, until: date) -> str:
    return f"Kỳ báo cáo {name} được mở lại cho {agency} đến hết {write_date(until)}. Anh/chị nhắn số liệu như thường."


def not_reopened_for_you(name: str, agency: str) -> str:
    return f"Việc mở lại kỳ báo cáo {name} cho {agency} đã được rút."


def period_line(name: str, starts: date, cutoff: date, due_on: date, *, is_open: bool, agencies: int) -> str:
    state = "đang mở" if is_open else "đã đóng"
    return f"• {capital(name)} ({state}): {write_date(starts)}–{write_date(cutoff)}, hạn {write_date(due_on)}, {agencies} đơn vị đã gửi."


def period_list(rows: Sequence[str]) -> str:
    if not rows:
        return "Chưa có kỳ báo cáo nào. Ví dụ: mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11."
    return lines("Các kỳ báo cáo:", *shortened(rows))
