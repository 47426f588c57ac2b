"""What is said to whoever reports numbers: receipts, questions back, refusals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from corpus.plan import Comparator, Target, ValueKind
from corpus.writing import write_date, write_measure, write_number, write_quantity
from handlers.say.basics import capital, cut, lines
from handlers.say.targets import goal
from store.ledger import Nature, Report

CANCEL, CORRECT = "Hủy", "Sửa"
RECORD_NOT = "Không ghi"
RELEASE, RELEASE_NOT = "Đồng ý gửi", "Chưa gửi"
ALL_OF_THEM = "Tất cả các chỉ tiêu này"
TO_TODAY = "Tính đến hôm nay"

_NATURES = {Nature.ESTIMATE: "số ước", Nature.PRELIMINARY: "số sơ bộ", Nature.OFFICIAL: "số chính thức"}
_REPORTS = {
    Report.NIL: "không phát sinh",
    Report.NONE_YET: "chưa có số liệu",
    Report.UNCHANGED: "giữ nguyên",
    Report.WITHDRAWN: "đã rút",
}
_HUNDRED, _TENTH = Decimal(100), Decimal("0.1")


def nature(one: Nature) -> str:
    return _NATURES[one]


def report(one: Report) -> str:
    return _REPORTS.get(one, "")


def kind(one: ValueKind) -> str:
    return {ValueKind.CUMULATIVE: "lũy kế", ValueKind.INCREMENT: "trong kỳ"}.get(one, "")


def amount(value: Decimal, measure: str) -> str:
    return write_quantity(value, measure)


def share(target: Target, value: Decimal) -> str:
    """How a number stands to its goal, in the sense of the goal's comparator, with the operands."""
    if target.goal is None or not target.goal:
        return ""
    number, aim, year = write_number(value), write_number(target.goal), f" đến năm {target.by}" if target.by else ""
    if target.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN):
        met = value <= target.goal if target.comparator is Comparator.AT_MOST else value < target.goal
        sign = "≤" if target.comparator is Comparator.AT_MOST else "<"
        if met:
            return f"Trong mức mục tiêu {goal(target)}{year} ({number} {sign} {aim})."
        over = write_number(value - target.goal)
        unit = " điểm %" if target.measure == "%" else ""
        return f"Còn cao hơn mục tiêu {goal(target)}{year} là {over}{unit} ({number} − {aim})."
    part = (value / target.goal * _HUNDRED).quantize(_TENTH, ROUND_HALF_UP)
    return f"Bằng {write_number(part)}% mục tiêu {goal(target)}{year} ({number}/{aim})."


# ---- receipts


def recorded(what: str, name: str, agency: str) -> str:
    return f"Đã ghi: {what} – {cut(name, 90)}, {agency}."


def practised(what: str, name: str, agency: str) -> str:
    return f"TẬP THỬ, không tính: {what} – {cut(name, 90)}, {agency}."


def details(as_of: date, one: Nature, kind_: ValueKind, before: str) -> str:
    told = kind(kind_)
    first = f"{capital(told)} đến {write_date(as_of)}" if kind_ is ValueKind.CUMULATIVE else f"Tính đến {write_date(as_of)}"
    if kind_ is ValueKind.INCREMENT:
        first = f"Số trong kỳ, đến {write_date(as_of)}"
    return f"{first}, {nature(one)}{before}."


def on_day(as_of: date) -> str:
    return f"Tính đến {write_date(as_of)}."


def before(value: Decimal, on: date, new: Decimal, measure: str) -> str:
    """The number before it and the difference."""
    change = new - value
    unit = " điểm %" if measure == "%" else ""
    told = "không đổi" if not change else f"{'tăng' if change > 0 else 'giảm'} {write_number(abs(change))}{unit}"
    return f"; trước đó {amount(value, measure)} ({write_date(on)}), {told}"


def replaced(value: Decimal, measure: str) -> str:
    return f"; thay cho số {amount(value, measure)}"


def worked_out(told: str, value: Decimal, parts: Sequence[Decimal | None]) -> str:
    numbers = [write_number(part) for part in parts if part is not None]
    if told == "fraction" and len(numbers) == 2:
        return f"Cách tính: {numbers[0]} : {numbers[1]} × 100 = {write_number(value)}%."
    return ""


def note_kept(note: str) -> str:
    return f"Ghi chú: {cut(note, 200)}" if note else ""


def document_kept(number: str, on: date | None) -> str:
    return f"Đã ghi văn bản số {number}{f' ngày {write_date(on)}' if on else ''}." if number else ""


def files_kept(count: int) -> str:
    return f"Đã kèm {count} tệp. Trợ lý không đọc được chữ trong ảnh: không gửi tài liệu MẬT." if count else ""


def waits_for_leader() -> str:
    return "Nháp, chờ lãnh đạo đơn vị duyệt: lãnh đạo bấm “Đồng ý gửi”, hoặc anh/chị nhắn “… đã được [tên lãnh đạo] duyệt”."


def waits_to_be_assigned() -> str:
    return "Chỉ tiêu này chưa giao cho đơn vị nào nên số để ở mục “chờ giao”; đã báo cơ quan điều phối."


def late(period: str, due: date) -> str:
    return f"Nộp muộn: kỳ {period} hạn {write_date(due)}."


def on_behalf(agency: str) -> str:
    return f"Cơ quan điều phối nhập hộ {agency}."


def told_unassigned(what: str, name: str, agency: str) -> str:
    return f"Chờ giao: {agency} vừa báo {what} – {cut(name, 90)}. Chỉ tiêu chưa giao cho đơn vị nào; nhắn “giao … cho …” để giao."


# ---- questions back


def record_label(value: Decimal, kind_: ValueKind, measure: str) -> str:
    told = f"{kind(kind_)} " if kind_ is ValueKind.INCREMENT else ""
    return f"Ghi {told}{amount(value, measure)}"


def estimate_label(on: date) -> str:
    return f"Ghi là số ước đến {write_date(on)}"


def ask_target(what: str, several: bool) -> str:
    return f"Chưa ghi. {what} là số của chỉ tiêu nào?" if several else f"Chưa ghi. {what} có phải là số của chỉ tiêu dưới đây không?"


def ask_target_at_all(what: str, example: str) -> str:
    return f"Chưa ghi: chưa rõ {what} là số của chỉ tiêu nào. Anh/chị ghi tên chỉ tiêu kèm số, ví dụ: {example}."


def target_label(target: Target) -> str:
    return capital(cut(target.name, 56))


def ask_agency(what: str) -> str:
    return f"Chưa ghi. {what} là số của đơn vị nào?"


def ask_place(what: str, place: str, name: str) -> str:
    return f"Chưa ghi. {what} là số riêng của {place} hay là số chung của “{cut(name, 80)}”? Chỉ nhận số chung của đơn vị anh/chị."


def ask_number(target: Target) -> str:
    unit = f" ({write_measure(target.measure)})" if target.measure else ""
    return f"Để báo số của “{cut(target.name, 90)}”{unit}, anh/chị gõ con số, hoặc “không phát sinh”, “chưa có số liệu vì …”."


def ask_state(name: str) -> str:
    return f"“{cut(name, 90)}” không có con số: anh/chị nhắn “đã thực hiện”, “đang thực hiện”, “chưa thực hiện” hoặc “không còn đối tượng”."


def ask_correct(name: str, value: str) -> str:
    return f"Đang ghi {value} – {cut(name, 90)}. Anh/chị gõ số đúng."


def ask_which(what: str) -> str:
    return f"{what}: số nào ạ?"


_DOUBTS = {
    "readings": "Con số đọc được hai cách.",
    "vague": "Số nêu chưa chính xác (trên, dưới, khoảng …).",
    "negative": "Số âm.",
    "above_hundred": "Tỷ lệ lớn hơn 100%.",
    "fraction_of_count": "Chỉ tiêu đếm số nguyên nhưng số có phần lẻ.",
    "parts": "Tử số lớn hơn mẫu số.",
    "added": "Số tăng, giảm thêm: cần rõ là lũy kế hay trong kỳ.",
    "share": "Tỷ lệ so với mục tiêu: cần xác nhận số tuyệt đối.",
    "remaining": "Số còn thiếu: cần xác nhận số đã đạt.",
    "compared": "Đây là số so sánh hoặc số cũ, chưa có số mới.",
    "two_values": "Trong tin có hai số khác nhau cho cùng một ngày.",
    "contradict": "Các số trong tin không khớp nhau (trong kỳ, lũy kế, ước).",
    "no_such_day": "Ngày trong tin không đọc được hoặc không có trên lịch.",
    "unplaced": "Trong câu còn số chưa rõ là số gì.",
    "same_as_goal": "Đây là số mục tiêu hay kết quả đã đạt?",
    "other_agency": "Trong tin có tên đơn vị khác.",
}


def doubt(which: str, target: Target, last: tuple[Decimal, date] | None) -> str:
    """Why a number is asked about, in one short sentence."""
    told = f"{amount(last[0], target.measure)} ({write_date(last[1])})" if last else ""
    if which == "measure":
        return f"Đơn vị tính khác: chỉ tiêu này tính bằng {target.measure}."
    if which == "fewer":
        return f"Lũy kế mà không khớp số đã báo {told}."
    if which == "beyond":
        return f"Vượt xa mục tiêu {goal(target)}."
    if which == "slip":
        return f"Có thể thừa hoặc thiếu chữ số: {'lần trước ' + told if last else 'mục tiêu ' + goal(target)}."
    if which == "leap":
        return f"Lệch nhiều so với lần trước {told}."
    return _DOUBTS.get(which, "")


def ahead(on: date) -> str:
    return f"Ngày {write_date(on)} chưa tới mà không ghi “ước”."


def confirm(what: str, name: str, doubts: Sequence[str]) -> str:
    return lines(f"Chưa ghi. {' '.join(doubts)}", f"{capital(what)} – {cut(name, 90)}: ghi thế nào ạ?")


def confirm_nothing(what: str, name: str, doubts: Sequence[str]) -> str:
    return lines(f"Chưa ghi. {' '.join(doubts)}", f"Anh/chị gõ lại số của “{cut(name, 90)}” (đã gõ: {what}).")


def no_last(name: str) -> str:
    return f"Chưa ghi: chưa có số kỳ trước của “{cut(name, 90)}” để giữ nguyên. Anh/chị gõ số."


def not_recorded() -> str:
    return "Đã bỏ, không ghi gì."


def question_expired() -> str:
    return "Câu hỏi trước đã hết hạn nên không ghi gì. Anh/chị gửi lại tên chỉ tiêu kèm số."


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


def ask_which_to_correct() -> str:
    return "Tin vừa rồi có nhiều số. Anh/chị nhắn “sửa [tên chỉ tiêu] [số đúng]”:"
