"""What is said to whoever reports numbers: receipts, questions back, refusals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.writing import write_date
from handlers.say.asking import *
from handlers.say.basics import cut, lines
from handlers.say.receipts import *

CANCEL, CORRECT = "Hủy", "Sửa"
RECORD_NOT = "Không ghi"
RELEASE, RELEASE_NOT = "Đồng ý gửi", "Chưa gửi"
ALL_OF_THEM = "Tất cả các chỉ tiêu này"
TO_TODAY = "Tính đến hôm nay"


# ---- refusals


def may_not_report(what: str, coordinator: str) -> str:
    return (
        f"Chưa ghi {what}: anh/chị chưa đăng ký làm đầu mối. Nếu được giao, nhắn ĐĂNG KÝ kèm mã do {coordinator} cấp; "
        "nếu muốn hỏi chỉ tiêu, anh/chị thêm dấu “?”."
    )


def only_contacts_report(what: str) -> str:
    return f"Chưa ghi {what}: chỉ đầu mối và lãnh đạo đơn vị báo số. Người điều phối nhắn: nhập hộ [tên đơn vị]: {what}."


def not_yours(name: str, agencies: Sequence[str], own: str) -> str:
    who = f"giao cho {', '.join(agencies)}" if agencies else "không giao cho đơn vị anh/chị"
    return f"Không ghi: “{cut(name, 90)}” {who}, không phải {own}. Nếu cần, cơ quan điều phối giao lại được."


def period_closed(period: str, coordinator: str) -> str:
    return f"Không ghi: kỳ {period} đã đóng. {coordinator} mở lại được cho đơn vị anh/chị."


def not_read(name: str, year: str, *, has_number: bool) -> str:
    """`year`: a number in the message that might be one."""
    number = "số" if has_number else "tình hình (chưa, đang, đã thực hiện)"
    if year and has_number:
        written = f"{year[0]}.{year[1:]}"
        return f"Chưa ghi: {year} là năm hay là số? Nếu là số, anh/chị gõ {written}, ví dụ: {cut(name, 60)} {written}."
    return f"Chưa ghi: trợ lý chưa hiểu tin này. Nếu báo số, anh/chị gõ tên và {number}, ví dụ: {cut(name, 60)}: …"


def too_long() -> str:
    return "Chưa ghi: tin dài quá hoặc có quá nhiều số. Anh/chị gửi từng phần, hoặc gửi bảng bằng tệp Excel."


def in_private_only() -> str:
    return "Số liệu chỉ nhận trong tin nhắn riêng với trợ lý."


# ---- undo


def undone(what: str, name: str, again: str) -> str:
    return f"Đã hủy: {what} – {cut(name, 90)}.{f' Trở lại số trước: {again}.' if again else ' Không còn số nào thay thế.'}"


def withdrawn(what: str, name: str) -> str:
    return f"Đã rút: {what} – {cut(name, 90)}. Lịch sử vẫn giữ."


def nothing_to_undo() -> str:
    return "Chưa có số nào anh/chị vừa gửi để hủy hay sửa. Anh/chị gõ tên chỉ tiêu kèm số, ví dụ: NOXH 1.250."


def unread_edit() -> str:
    return "Tin đã sửa không còn là số liệu nên số đã ghi vẫn giữ. Muốn bỏ số, anh/chị nhắn “rút lại”."


def edited(count: int) -> str:
    return f"Tin nhắn đã sửa: {count} số không còn trong tin, đã rút." if count else ""


# ---- the leader


def drafts_waiting(agency: str, rows: Sequence[str]) -> str:
    listed = [f"– {row}" for row in rows[:20]]
    return lines(f"{agency} có {len(rows)} số nháp chờ lãnh đạo duyệt:", *listed, "Lãnh đạo nhắn “Đồng ý gửi” để gửi đi.")


def released(count: int, agency: str) -> str:
    return f"Đã gửi {count} số của {agency}."


def no_drafts(agency: str) -> str:
    return f"{agency} không có số nháp nào chờ duyệt."


def drafts_kept() -> str:
    return "Chưa gửi. Số nháp vẫn giữ trong đơn vị."


def leader_only() -> str:
    return "Việc này dành cho lãnh đạo đơn vị. Đầu mối nhắn “… đã được [tên lãnh đạo] duyệt” nếu đã được duyệt."


def draft_line(what: str, name: str, as_of: date) -> str:
    return f"{what} – {cut(name, 90)} (đến {write_date(as_of)})"


# ---- practice


def practice_begun() -> str:
    return "Đang tập thử: số anh/chị gửi không được tính. Nhắn “thôi tập” để làm thật."


def practice_ended() -> str:
    return "Đã thôi tập thử. Từ giờ số anh/chị gửi được ghi thật."


def not_practising() -> str:
    return "Anh/chị không ở chế độ tập thử."


# ---- documents and files alone


def signed_noted(agency: str, number: str, on: date | None) -> str:
    return f"Đã ghi: {agency} có văn bản số {number}{f' ngày {write_date(on)}' if on else ''}."


def signed_known(number: str) -> str:
    return f"Văn bản số {number} đã ghi từ trước."


def which_number_for_file() -> str:
    return "Đã nhận tệp nhưng chưa rõ kèm số nào. Anh/chị gửi lại tệp kèm một dòng, ví dụ: NOXH 1.250."


def file_added(count: int, what: str, name: str) -> str:
    return f"Đã kèm {count} tệp vào số {what} – {cut(name, 90)}. Trợ lý không đọc được chữ trong ảnh: không gửi tài liệu MẬT."


_REFUSED = {
    "kind": "loại tệp không nhận (nhận ảnh, PDF, Word .docx, Excel .xlsx, .txt, .csv)",
    "size": "tệp quá lớn",
    "secret": "tệp có dấu MẬT; tài liệu mật không được gửi qua mạng, tệp đã bị xóa",
    "damaged": "tệp hỏng hoặc không đọc được",
    "unfetched": "không tải được tệp, anh/chị gửi lại giúp",
}


def file_not_taken(name: str, why: str) -> str:
    return f"Không nhận tệp {cut(name or 'không tên', 60)}: {_REFUSED.get(why, _REFUSED['kind'])}."


# ---- on behalf of a unit


def no_such_agency(name: str) -> str:
    return f"Chưa rõ đơn vị “{cut(name, 60)}”. Anh/chị nhắn, ví dụ: nhập hộ Sở Xây dựng: NOXH 1.250 theo BC 512/BC-SXD."


def nothing_to_enter(agency: str) -> str:
    return f"Chưa thấy số nào để nhập hộ {agency}. Ví dụ: nhập hộ {agency}: NOXH 1.250 theo BC 512/BC-SXD."
