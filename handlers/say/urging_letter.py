"""The words of a draft that urges units to report: for the group chat, and for the official letter (Decree 30/2020)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.writing import write_date
from handlers.say.basics import lines

TABLE = "Danh sách đơn vị chưa gửi đủ số liệu"
COLUMNS = ("STT", "Đơn vị", "Đã gửi", "Ghi chú")
MOST_ADDRESSED = 12


def to_copy() -> str:
    return "Anh/chị chép tin sau vào nhóm Zalo; dự thảo công văn ở tệp kèm theo."


def for_group(office: str, period: str, due_on: date, agencies: Sequence[str], communes: Sequence[str], *, is_late: bool) -> str:
    when = f"đã quá hạn {write_date(due_on)}" if is_late else f"hạn {write_date(due_on)}"
    return lines(
        f"{office} kính đề nghị các đơn vị sau gửi số liệu báo cáo kỳ {period} ({when}):",
        *(f"{place}. {name}" for place, name in enumerate(agencies, start=1)),
        f"{len(agencies) + 1}. Các xã, phường: {'; '.join(communes)}." if communes else "",
        "Đơn vị gửi qua trợ lý (gõ tên chỉ tiêu và số) hoặc bằng văn bản. Đơn vị vừa gửi xin bỏ qua tin này. Trân trọng cảm ơn.",
    )


def letter_made(count: int) -> str:
    return f"Dự thảo công văn đôn đốc {count} đơn vị. Số, ngày và chữ ký để trống."


def sent_of(sent: int, wanted: int) -> str:
    return f"{sent}/{wanted} số liệu"


def remark(promise: date | None, *, has_paper: bool) -> str:
    parts = [f"hẹn gửi {write_date(promise)}" if promise else "", "đã có văn bản" if has_paper else ""]
    return ", ".join(filter(None, parts))


def parent(issuer: str) -> str:
    """ "Ủy ban nhân dân tỉnh Gia Lai" as the head of a letter has it."""
    return issuer.replace("Ủy ban nhân dân", "UBND").upper()


def sign(office: str) -> str:
    """ "/SYT-…": the office's own letters, the number left blank."""
    letters = "".join(word[0] for word in office.replace(",", " ").split() if word.lower() not in ("và", "các")).upper()
    return f"/{letters}-…"


def place(issuer: str) -> str:
    return issuer.split("tỉnh")[-1].strip() if "tỉnh" in issuer else issuer


def subject(period: str, plan: str) -> str:
    return f"V/v đôn đốc gửi số liệu báo cáo kỳ {period} thực hiện Kế hoạch số {plan}"


def addressees(agencies: Sequence[str]) -> tuple[str, ...]:
    return tuple(agencies) if len(agencies) <= MOST_ADDRESSED else ("Các đơn vị có tên trong danh sách kèm theo",)


def paragraphs(
    office: str, plan: str, period: str, cutoff: date, due_on: date, document: str, count: int, *, is_late: bool
) -> tuple[str, ...]:
    by = f" và {document}" if document else ""
    state = f"đã quá hạn {write_date(due_on)}" if is_late else f"hạn gửi là ngày {write_date(due_on)}"
    return (
        f"Thực hiện Kế hoạch số {plan} của Ủy ban nhân dân tỉnh{by}, {office} tổng hợp số liệu kỳ báo cáo {period} (số liệu đến ngày"
        f" {write_date(cutoff)}).",
        f"Đến nay còn {count} đơn vị chưa gửi đủ số liệu theo danh sách dưới đây ({state}).",
        f"{office} đề nghị các đơn vị khẩn trương gửi số liệu và báo cáo về {office} để tổng hợp, báo cáo Ủy ban nhân dân tỉnh. "
        "Đơn vị đã gửi trong thời gian phát hành văn bản này xin bỏ qua.",
    )


def closing(office: str) -> tuple[str, ...]:
    return (f"{office} đề nghị các đơn vị quan tâm, phối hợp thực hiện./.",)


def receivers(issuer: str, office: str) -> tuple[str, ...]:
    return ("Như trên;", f"{issuer} (để báo cáo);", f"Lãnh đạo {office};", "Lưu: VT, ….")
