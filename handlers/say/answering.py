"""What is said where a coordinator writes to agencies, decides how the plan is reported on, answers in the plan's stead, or undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from corpus.writing import write_date, write_number
from handlers.say.assigning import shortened
from handlers.say.basics import capital, cut, lines
from store.plan_settings import AT_ONCE, BY_LEADER, ENROLLED, EVERYBODY

_SETTINGS = {
    AT_ONCE: "số liệu có hiệu lực ngay khi đầu mối gửi",
    BY_LEADER: "số liệu chờ lãnh đạo đơn vị duyệt rồi mới gửi đi",
    ENROLLED: "chỉ người đã đăng ký xem được tiến độ",
    EVERYBODY: "mọi người xem được tiến độ",
}
_HOW = {
    AT_ONCE: "số liệu chờ lãnh đạo duyệt",
    BY_LEADER: "số liệu có hiệu lực ngay",
    ENROLLED: "cho mọi người xem tiến độ",
    EVERYBODY: "chỉ người đăng ký xem tiến độ",
}
"""What to type for the other value."""


# ---- announcing


def everybody() -> str:
    return "tất cả các đơn vị"


def announcement(sender: str, text: str) -> str:
    return f"Thông báo của {sender}:\n{text}"


def announce_title(names: Sequence[str], people: int) -> str:
    return f"Gửi tin dưới đây tới {'; '.join(shortened(names, 4))}: {people} người nhận?"


def sent_for_good() -> str:
    return "Gửi rồi không thu hồi được."


def announce_what(whom: str) -> str:
    return f"Anh/chị thông báo gì? Nhắn cả nội dung sau dấu hai chấm, ví dụ: thông báo {cut(whom, 60)}: hạn gửi số liệu là 24/11."


def announcement_too_long(most: int) -> str:
    return f"Thông báo dài quá {write_number(Decimal(most))} ký tự. Anh/chị rút gọn rồi gửi lại."


def nobody_to_send_to(names: Sequence[str]) -> str:
    return f"Không gửi được: {'; '.join(shortened(names, 4))} chưa có ai nhận được tin."


def announced(people: int) -> str:
    return f"Đã gửi thông báo tới {people} người."


def nothing_sent() -> str:
    return "Không gửi thông báo."


# ---- settings


def settings(release: str, progress: str) -> str:
    return lines(
        "Cài đặt đang dùng:",
        f"• {capital(_SETTINGS[release])}. Đổi: nhắn “{_HOW[release]}”.",
        f"• {capital(_SETTINGS[progress])}. Đổi: nhắn “{_HOW[progress]}”.",
    )


def setting_already(value: str) -> str:
    return f"Đang đúng như vậy: {_SETTINGS[value]}."


def setting_title(value: str) -> str:
    note = {
        BY_LEADER: "Áp dụng cho số gửi từ nay; số đã gửi vẫn giữ.",
        AT_ONCE: "Áp dụng cho số gửi từ nay; số nháp vẫn chờ lãnh đạo duyệt.",
        EVERYBODY: "Người chưa đăng ký cũng xem được số liệu và tiến độ của mọi đơn vị.",
        ENROLLED: "Người chưa đăng ký chỉ hỏi được nội dung kế hoạch.",
    }[value]
    return lines(f"Đổi cài đặt: {_SETTINGS[value]}?", note)


def setting_changed(value: str) -> str:
    return f"Đã đổi cài đặt: {_SETTINGS[value]}."


def setting_unchanged() -> str:
    return "Cài đặt giữ nguyên."


# ---- answers of the coordinator's own


def unanswered_line(letter: str, text: str, times: int) -> str:
    return f"{letter}. {text}{f' ({times} lần)' if times > 1 else ''}"


def unanswered_list(rows: Sequence[str]) -> str:
    return lines(
        "Câu hỏi trợ lý chưa trả lời được (không lưu ai hỏi):",
        *rows,
        "Soạn câu trả lời: nhắn “trả lời A: … nguồn: …”. Không cần trả lời: “bỏ qua A”.",
    )


def nothing_unanswered() -> str:
    return "Không có câu hỏi nào đang chờ trả lời."


def answer_label(letter: str) -> str:
    return f"Trả lời {letter}"


def write_answer(letter: str, question: str) -> str:
    return lines(f"Câu hỏi: “{question}”", f"Anh/chị nhắn: trả lời {letter}: (câu trả lời) nguồn: (văn bản), ví dụ nguồn: CV 12/SYT.")


def how_to_answer() -> str:
    return "Anh/chị nhắn “câu hỏi chưa trả lời được” để xem, rồi: trả lời A: (câu trả lời) nguồn: (văn bản)."


def list_is_old() -> str:
    return "Chữ cái này không còn ứng với câu hỏi nào. Anh/chị nhắn “câu hỏi chưa trả lời được” để xem lại."


def answer_list_is_old() -> str:
    return "Chữ cái này không còn ứng với câu trả lời nào. Anh/chị nhắn “các câu trả lời” để xem lại."


def answer_wants_a_source() -> str:
    return "Câu trả lời cần có nguồn là một văn bản. Anh/chị nhắn lại cả câu, ví dụ: trả lời A: Có, trước 30/11. Nguồn: CV 12/SYT."


def answer_too_long(question: int, answer: int) -> str:
    return f"Chưa lưu: câu hỏi cần rõ việc và ngắn hơn {question} ký tự, câu trả lời ngắn hơn {write_number(Decimal(answer))} ký tự."


def keep_answer_title(question: str) -> str:
    return f"Lưu câu trả lời cho “{question}”? Ai hỏi đúng câu này sẽ nhận:"


def own_answer(speaker: str, text: str, source: str, day: date) -> str:
    return lines(f"{speaker} trả lời: {text}", f"Nguồn: {source}. Trả lời ngày {write_date(day)}; kế hoạch không nêu nội dung này.")


def plan_answers_already(first_line: str) -> str:
    return f"Lưu ý: câu này kế hoạch đang trả lời được (“{cut(first_line, 100)}”), và trả lời của kế hoạch vẫn đứng trước."


def answer_kept(question: str) -> str:
    return f"Đã lưu câu trả lời cho “{question}”."


def answer_unchanged() -> str:
    return "Các câu trả lời giữ nguyên."


def no_own_answers() -> str:
    return "Chưa có câu trả lời nào do cơ quan điều phối soạn."


def own_answer_line(letter: str, question: str, answer: str, source: str) -> str:
    return f"{letter}. “{question}”: {cut(answer, 120)} (nguồn: {source})"


def own_answer_list(rows: Sequence[str]) -> str:
    return lines("Câu trả lời đã soạn:", *rows, "Bỏ một câu: nhắn “xóa câu trả lời A”.")


def drop_answer_title(question: str) -> str:
    return f"Xóa câu trả lời cho “{question}”?"


def answer_dropped(question: str) -> str:
    return f"Đã xóa câu trả lời cho “{question}”."


def question_passed_over(question: str) -> str:
    return f"Đã bỏ qua câu hỏi “{question}”."


# ---- undoing


def nothing_done_to_undo() -> str:
    return "Không có việc nào trong 24 giờ qua để hoàn tác."


def cannot_be_unsent() -> str:
    return "Việc gần nhất là gửi thông báo, tin đã gửi không thu hồi được. Cần đính chính, anh/chị gửi một thông báo nữa."


def was_undone(told: str) -> str:
    return f"Đã hoàn tác việc {told.removeprefix('Đã ')}"


def no_longer_to_undo(told: str) -> str:
    return f"Không hoàn tác được nữa, đã có thay đổi sau việc {told.removeprefix('Đã ')}"


def the_giving(step: str) -> str:
    return "ghi mốc:" if step == "path" else "giao:"


def the_taking_back() -> str:
    return "thu hồi:"
