"""What the command line says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.say.days import day


def no_such_plan(plan_id: str, known: tuple[str, ...]) -> str:
    return f"Không có kế hoạch “{plan_id}”. Các kế hoạch hiện có: {', '.join(known) or 'chưa có'}."


def which_plan(known: tuple[str, ...]) -> str:
    return f"Có nhiều kế hoạch, anh/chị ghi rõ mã: {', '.join(known)}."


def no_such_file(path: Path | str) -> str:
    return f"Không tìm thấy tệp “{path}”."


def file_unreadable(path: Path | str, reason: str) -> str:
    return f"Không đọc được tệp “{path}”: {_WHY_UNREADABLE[reason]}."


_WHY_UNREADABLE: Mapping[str, str] = {
    "missing": "không có tệp này",
    "empty": "tệp rỗng",
    "too_large": "tệp quá lớn",
    "unsupported": "bot chỉ đọc tệp .txt, .docx, .pdf, .html và .xlsx",
    "encoding": "không nhận ra bảng mã của tệp; hãy lưu lại bằng UTF-8",
    "locked": "tệp đặt mật khẩu",
    "damaged": "tệp hỏng",
    "no_text": "tệp không có chữ (có thể là bản chụp)",
}


def not_a_moment(text: str) -> str:
    return f"“{text}” không phải là thời điểm. Ví dụ đúng: 2026-11-24T08:00."


def empty_question() -> str:
    return 'Anh/chị chưa nêu câu hỏi. Ví dụ: kehoach ask "chỉ tiêu bảo hiểm y tế".'


def command_not_understood(program: str) -> str:
    return f"Không hiểu lệnh này. Gõ “{program} --help” để xem cách dùng."


def file_label(name: str) -> str:
    return f"Tệp: {name}"


def chat_opening(titles: tuple[str, ...]) -> str:
    return f"Trợ lý {'; '.join(titles)}. Anh/chị gõ câu hỏi rồi nhấn Enter; Ctrl-D để thoát."


def plan_heading(title: str, issuer: str, issued: date) -> str:
    return f"{title} ({issuer}, {day(issued)})"


# Headings of tables and words of the command line.

USAGE = "Cách dùng: "
COMMANDS = "Các lệnh"
COMMAND = "lệnh"
ARGUMENTS = "Tham số"
OPTIONS = "Tùy chọn"
HELP = "xem cách dùng"
VERSION = "xem phiên bản"
DESCRIPTION = "Trợ lý tra cứu kế hoạch: chỉ tiêu, nhiệm vụ, thời hạn, kèm nguyên văn."
ASK = "trả lời một câu hỏi"
CHAT = "trò chuyện trong cửa sổ lệnh"
RUN = "chạy trợ lý: trang trò chuyện và các ứng dụng nhắn tin đã nối"
PLAN = "các kế hoạch"
PLAN_LIST = "liệt kê các kế hoạch"
PLAN_SHOW = "xem một kế hoạch"
PLAN_EXTRACT = "tìm chỉ tiêu, nhiệm vụ, thời hạn trong một tệp; không lưu gì"
QUESTION = "câu hỏi"
PLAN_ID = "mã kế hoạch"
FILE = "tệp .txt, .docx, .pdf, .html hoặc .xlsx"
JSONL = "dạng cho máy: mỗi dòng một đối tượng JSON"
MEMORY = "không lưu lại gì"
NOW = "đặt thời điểm hiện tại, ví dụ 2026-11-24T08:00 (giờ Việt Nam nếu không ghi múi giờ)"
AS_JSON = "in ra JSON"
ONLY_TARGETS = "chỉ các chỉ tiêu"
ONLY_DUTIES = "chỉ các nhiệm vụ"
ONLY_DEADLINES = "chỉ các thời hạn"

TARGETS = "Chỉ tiêu"
DUTIES = "Nhiệm vụ"
DEADLINES = "Thời hạn"
NUMBER = "Số"
TITLE = "Tên"
ISSUED = "Ngày ban hành"
ISSUER = "Cơ quan ban hành"
MEASURE = "Đơn vị tính"
DAY = "Ngày"
MONTH = "Tháng"
CODE = "Mã"
GOAL = "Mức"
SCOPE = "Địa bàn"
YEAR = "Năm"
PLACE = "Vị trí"
AGENCY = "Đơn vị"
ROLE = "Vai trò"
LEADS = "chủ trì"
SUPPORTS = "phối hợp"
QUOTE = "Nguyên văn"
DUE = "Hạn"
RECIPIENT = "Gửi đến"


def history_not_kept(path: Path) -> str:
    return f"Không ghi được “{path}”, nên các câu đã gõ chỉ được nhớ đến khi thoát."


def not_json() -> str:
    return "Dòng này không phải là JSON hợp lệ (UTF-8)."


def not_an_object() -> str:
    return "Mỗi dòng phải là một đối tượng JSON."


def broken_characters() -> str:
    return "Dòng này có ký tự hỏng."


def field_must_be_text(name: str) -> str:
    return f"“{name}” phải là một chuỗi ký tự."


def field_must_be_texts(name: str) -> str:
    return f"“{name}” phải là một danh sách chuỗi ký tự."


def field_missing(name: str) -> str:
    return f"Thiếu “{name}”."


def nothing_said() -> str:
    return "Thiếu “text”: dòng này không nói gì."


def no_such_option(label: str) -> str:
    return f"Tin nhắn gần nhất có lựa chọn không có “{label}”."


def person_must_be_object() -> str:
    return "“as” phải là một đối tượng JSON."


def no_such_role(role: str, known: tuple[str, ...]) -> str:
    return f"Không có vai trò “{role}”. Các vai trò: {', '.join(known)}."


def role_needs_agency(role: str) -> str:
    return f"Vai trò “{role}” phải gắn với một đơn vị (“agency”)."


def no_such_agency(name: str) -> str:
    return f"Không có đơn vị nào tên “{name}”."


def targets_need_agency() -> str:
    return "Chỉ tiêu (“targets”) phải đi kèm đơn vị (“agency”)."


def no_target_called(name: str) -> str:
    return f"Không rõ chỉ tiêu “{name}”: ghi mã (CT32) hoặc tên đúng một chỉ tiêu."


ZALO = "địa chỉ nhận tin (webhook) của từng bot Zalo"
REMOVE_WEBHOOK = "gỡ địa chỉ đó, để trợ lý tự hỏi tin"


def no_zalo_bot() -> str:
    return "Chưa đặt ZALO_BOT_TOKEN."


def zalo_bot_bound(account: str, url: str) -> str:
    return f"Bot {account}: Zalo gửi tin đến {url}" if url else f"Bot {account}: không gắn với địa chỉ nào, trợ lý tự hỏi tin."


def zalo_bot_unreachable(account: str, reason: str) -> str:
    return f"Bot {account}: chưa hỏi được Zalo ({reason})."
