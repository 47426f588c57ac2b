"""Every sentence that the command line and the web server say themselves; answers to questions are in handlers/say.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

# ---- settings


def not_a_port(name: str, value: str) -> str:
    return f"{name} phải là số cổng từ 0 đến 65535, không phải “{value}”."


def not_a_web_address(name: str, value: str) -> str:
    return f"{name} phải có dạng https://ten-may hoặc http://ten-may:cong, không phải “{value}”."


def not_a_choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    return f"{name} phải là một trong: {', '.join(choices)}; không phải “{value}”."


def not_a_rate(name: str, value: str) -> str:
    return f"{name} phải là số tin mỗi giây (số nguyên dương), không phải “{value}”."


def weak_webhook_secret(name: str) -> str:
    return f"{name} phải dài từ 32 đến 256 ký tự, chỉ gồm chữ cái không dấu, chữ số, “-” và “_”."


def webhook_needs_address(name: str) -> str:
    return f"Đã đặt {name} thì phải đặt cả KEHOACH_PUBLIC_URL, địa chỉ mà Telegram gửi tin đến."


def set_twice(name: str, pointer: str) -> str:
    return f"Chỉ đặt một trong hai: {name} hoặc {pointer}."


def secret_file_unreadable(name: str, path: str) -> str:
    return f"Không đọc được tệp “{path}” nêu ở {name}."


def dotenv_unreadable(path: Path) -> str:
    return f"Không đọc được tệp cấu hình “{path}” (phải là văn bản UTF-8)."


# ---- command line


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


def day(of: date) -> str:
    return f"{of.day}/{of.month}/{of.year}"


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


# ---- machine form of the chat


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


# ---- web


def ask_for_value(target: str) -> str:
    return f"{target[:1].upper()}{target[1:]} là bao nhiêu?"


def ask_for_duties(agency: str) -> str:
    return f"{agency} phải làm gì?"


def ask_for_deadlines() -> str:
    return "Khi nào phải báo cáo?"


def ask_for_count() -> str:
    return "Có bao nhiêu chỉ tiêu?"


def listening(address: str) -> str:
    return f"Trợ lý kế hoạch đang chạy tại {address} (nhấn Ctrl-C để dừng)."


def stopped() -> str:
    return "Đã dừng."


def cannot_listen(host: str, port: int, reason: str) -> str:
    return f"Không mở được {host}:{port} ({reason}). Đổi KEHOACH_HOST hoặc KEHOACH_PORT, hoặc dừng chương trình đang dùng cổng đó."


def wrong_host() -> str:
    return "Địa chỉ này không được phục vụ."


def wrong_origin() -> str:
    return "Yêu cầu đến từ một trang khác nên không được nhận."


def not_found() -> str:
    return "Không có trang này."


def method_not_allowed() -> str:
    return "Cách gọi này không được hỗ trợ."


def too_long() -> str:
    return "Tin nhắn quá dài. Anh/chị rút ngắn rồi gửi lại."


def bad_request() -> str:
    return "Yêu cầu không đúng dạng."


def refused() -> str:
    return "Không thực hiện được yêu cầu này."


def empty_message() -> str:
    return "Anh/chị chưa nhập câu hỏi."


# ---- messages on their way


def put_aside() -> str:
    return "Xin lỗi, tin nhắn này chưa xử lý được. Tin đã được lưu lại để người phụ trách xem; anh/chị thử diễn đạt cách khác."


def store_unavailable(reason: str) -> str:
    return f"Không ghi được cơ sở dữ liệu ({reason}): tin nhắn mới chưa được nhận, bot tự thử lại. Kiểm tra ổ đĩa, quyền ghi tệp."


def store_unavailable_to_reader() -> str:
    return "Hệ thống tạm thời chưa ghi được tin nhắn. Anh/chị gửi lại sau ít phút."


def may_be_repeated(number: int) -> str:
    return f"Tin gửi số {number} có thể đã đến người nhận trước khi chương trình bị ngắt; tin được gửi lại."


def messenger_silent() -> str:
    return "không nhận được trả lời của ứng dụng nhắn tin"


def not_delivered(number: int, channel: str, reason: str) -> str:
    return f"Tin gửi số {number} qua {channel} chưa gửi được: {reason}"


def was_away(since: datetime, until: datetime) -> str:
    return (
        f"Trợ lý đã ngừng nhận tin từ {hour_and_day(since)} đến {hour_and_day(until)}, quá 24 giờ. Tin nhắn gửi trong thời gian đó "
        "có thể đã mất: anh/chị gửi lại giúp."
    )


def hour_and_day(moment: datetime) -> str:
    return f"{moment:%H:%M} ngày {day(moment)}"


def repeated(text: str) -> str:
    return f"(gửi lại) {text}"


# ---- messengers


def token_refused(channel: str) -> str:
    return f"{channel} không nhận mã bí mật (token) của bot. Kiểm tra TELEGRAM_TOKEN; bot thử lại sau một phút."


def messenger_unreachable(channel: str, reason: str) -> str:
    return f"Chưa nối được với {channel} ({reason}); bot tự thử lại."


def fetched_by_another(channel: str) -> str:
    return f"Một chương trình khác đang nhận tin của bot này trên {channel}. Chỉ được chạy một nơi; bot tự thử lại."


def unreadable(channel: str, where: str) -> str:
    return f"Một gói tin từ {channel} không đọc được (ở “{where}”), đã để riêng."


def webhook_taken(channel: str) -> str:
    return f"Địa chỉ nhận tin (webhook) của bot trên {channel} đã bị đổi. Khởi động lại để đặt lại."


def webhook_failing(channel: str, reason: str) -> str:
    return f"{channel} báo chưa gửi được tin đến địa chỉ nhận tin: {reason}"


def looks_refused(reason: str) -> str:
    return f"Telegram không nhận định dạng của một tin ({reason}); tin được gửi dạng chữ thường."


def not_introduced(channel: str, reason: str) -> str:
    return f"Chưa đặt được danh sách lệnh trên {channel}: {reason}"


COMMANDS_PRIVATE = (
    ("trogiup", "Cách hỏi"),
    ("chitieu", "Danh sách chỉ tiêu"),
    ("thoihan", "Thời hạn báo cáo"),
    ("dangky", "Đăng ký bằng mã"),
    ("dulieu", "Dữ liệu của tôi"),
)
COMMANDS_GROUP = (
    ("hoi", "Hỏi về kế hoạch, ví dụ: /hoi nhà ở xã hội"),
    ("trogiup", "Cách hỏi"),
)
SHORT_DESCRIPTION = "Trợ lý kế hoạch: chỉ tiêu, nhiệm vụ, thời hạn, kèm nguyên văn và vị trí."


# ---- the running program


def first_admin(code: str) -> str:
    return f"Chưa có quản trị viên. Người đầu tiên nhắn cho bot (trang web hoặc Telegram): ĐĂNG KÝ {code}"


def task_died(name: str) -> str:
    return f"Phần “{name}” gặp lỗi và được chạy lại."


def cut_off(name: str) -> str:
    return f"Phần “{name}” chưa xong khi dừng; phần còn lại làm tiếp ở lần chạy sau."


def no_backup(reason: str) -> str:
    return f"Chưa sao lưu được dữ liệu: {reason}"


def store_in_use(path: Path) -> str:
    return f"Tệp dữ liệu “{path}” đang được một chương trình kehoach khác dùng. Dừng chương trình đó trước, hoặc đặt KEHOACH_DATABASE khác."


def store_unusable(path: Path, reason: str) -> str:
    return f"Không dùng được tệp dữ liệu “{path}”: {reason}."


# ---- the log


def uncaught() -> str:
    return "Lỗi chưa được xử lý"


def uncaught_in(thread: str) -> str:
    return f"Lỗi chưa được xử lý ở luồng “{thread}”"


# ---- backup, restore, doctor

BACKUP = "sao lưu dữ liệu vào một tệp, cả khi trợ lý đang chạy"
BACKUP_FILE = "tệp sao lưu sẽ ghi"
RESTORE = "khôi phục dữ liệu từ một tệp sao lưu"
RESTORE_FILE = "tệp sao lưu"
WITHOUT_ASKING = "không hỏi lại"
DOCTOR = "kiểm tra mọi thứ có ổn không"
YES: frozenset[str] = frozenset(["có", "co", "c", "yes", "y"])
STATES: Mapping[str, str] = {"good": "tốt", "warning": "lưu ý", "bad": "HỎNG"}
_ROLES: Mapping[str, str] = {
    "admin": "quản trị",
    "coordinator": "điều phối",
    "contact": "đầu mối",
    "leader": "lãnh đạo đơn vị",
    "viewer": "người xem",
}
_FAULTS: Mapping[str, str] = {
    "missing": "không có tệp này",
    "damaged": "tệp hỏng",
    "foreign": "tệp không phải dữ liệu của kehoach",
    "newer": "tệp do bản kehoach mới hơn ghi; cập nhật chương trình rồi làm lại",
    "same": "đó chính là tệp dữ liệu đang dùng",
    "occupied": "tệp đã có và không phải bản sao lưu, hoặc đang được dùng",
}


def amount(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def size(in_bytes: int) -> str:
    """1,5 MB: in the units in which people buy disks, as near as they need it."""
    for unit, worth in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if in_bytes >= worth:
            return f"{in_bytes / worth:.1f} {unit}".replace(".", ",")
    return f"{in_bytes} byte"


def lasting(time: timedelta) -> str:
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 48 * 60 else f"{minutes // (24 * 60)} ngày"


def not_a_place_for_a_file(path: Path) -> str:
    return f"Không ghi được vào “{path}”: đó là một thư mục, hoặc thư mục chứa nó chưa có."


def nothing_to_back_up(path: Path) -> str:
    return f"Chưa có gì để sao lưu: không có tệp dữ liệu “{path}”."


def not_backed_up(path: Path, fault: str) -> str:
    return f"Không sao lưu được, tệp cũ (nếu có) còn nguyên. “{path}”: {_FAULTS[fault]}."


def cannot_write(path: Path, reason: str) -> str:
    return f"Không ghi được “{path}” ({reason}). Dữ liệu cũ còn nguyên."


def backed_up(path: Path, rows: int, in_bytes: int) -> str:
    return f"Đã sao lưu vào “{path}” ({amount(rows)} dòng, {size(in_bytes)}), đã mở lại để kiểm tra."


def not_restored(path: Path, fault: str) -> str:
    return f"Không khôi phục, dữ liệu đang dùng còn nguyên. “{path}”: {_FAULTS[fault]}."


def restore_while_running(path: Path) -> str:
    return f"Tệp dữ liệu “{path}” đang được dùng. Dừng trợ lý và mọi cửa sổ kehoach chat rồi làm lại."


def about_to_restore(database: Path, backup: Path, written: datetime, rows: int) -> str:
    return (
        f"Bản sao “{backup}” ({hour_and_day(written)}, {amount(rows)} dòng) còn nguyên vẹn. "
        f"Khôi phục sẽ thay tệp dữ liệu “{database}”; tệp đang có được giữ lại bên cạnh."
    )


def really() -> str:
    return "Gõ “có” để tiếp tục:"


def say_yes_beforehand() -> str:
    return "Chạy lại với --yes để đồng ý."


def nothing_changed() -> str:
    return "Chưa thay đổi gì."


def restored(database: Path, rows: int) -> str:
    return f"Đã khôi phục “{database}” ({amount(rows)} dòng). Chạy kehoach doctor rồi khởi động lại trợ lý."


def replaced_kept(path: Path) -> str:
    return f"Tệp trước khi khôi phục: “{path}”; tự xóa sau 14 ngày."


def erased_again(count: int) -> str:
    return f"{count} người đã xóa tên sau bản sao lưu được xóa lại."


def examined(bad: int, warnings: int) -> str:
    if not bad and not warnings:
        return "Mọi thứ đều tốt."
    return f"{bad} mục hỏng, {warnings} mục cần lưu ý."


def versions(kehoach: str, python: str, sqlite: str) -> str:
    return f"kehoach {kehoach}, Python {python}, SQLite {sqlite}."


def others_can_read(path: Path) -> str:
    return f"Người khác trên máy đọc được “{path}”. Chạy: chmod 600 “{path}”."


def no_store_yet(path: Path) -> str:
    return f"Dữ liệu: chưa có “{path}”; tệp được tạo khi chạy trợ lý lần đầu."


def store_found(path: Path, in_bytes: int, log: int, *, running: bool) -> str:
    user = "trợ lý đang chạy" if running else "trợ lý không chạy"
    return f"Dữ liệu “{path}”: {size(in_bytes)}, nhật ký ghi {size(log)}, ghi được; {user}."


def store_not_writable(path: Path) -> str:
    return f"Không ghi được vào “{path}” hoặc thư mục của nó. Kiểm tra chủ tệp, quyền ghi, ổ đĩa."


def log_large(path: Path, log: int) -> str:
    return f"Nhật ký ghi của “{path}” lớn bất thường ({size(log)}). Dừng và chạy lại trợ lý; nếu còn, đóng các cửa sổ kehoach khác."


def store_whole() -> str:
    return "Tệp dữ liệu nguyên vẹn, ghi xong mới báo (WAL, synchronous FULL)."


def store_damaged(reason: str) -> str:
    return f"Tệp dữ liệu hỏng ({reason}). Dừng trợ lý, giữ lại tệp này, khôi phục bản sao lưu mới nhất: kehoach restore."


def store_unreadable(reason: str) -> str:
    return f"Chưa đọc được tệp dữ liệu ({reason}). Kiểm tra quyền đọc; chạy trợ lý một lần rồi kiểm tra lại."


def store_slow_to_keep(journal: str) -> str:
    return f"Tệp dữ liệu nguyên vẹn nhưng đang ở chế độ “{journal}”; chạy trợ lý một lần để chuyển về WAL."


def store_newer() -> str:
    return "Tệp dữ liệu do bản kehoach mới hơn ghi. Cập nhật chương trình; không chạy bản cũ này."


def store_older() -> str:
    return "Tệp dữ liệu của bản kehoach cũ hơn; được nâng cấp khi chạy trợ lý. Nên sao lưu trước."


def audit_whole() -> str:
    return "Nhật ký thao tác nguyên vẹn."


def audit_altered(entry: int) -> str:
    return f"Nhật ký thao tác bị sửa từ mục {entry}. Giữ lại tệp dữ liệu, báo người phụ trách an toàn thông tin."


def unanswered(count: int, age: timedelta, *, running: bool) -> str:
    if not count:
        return "Không có tin nhắn nào chờ trả lời."
    hint = "nếu không giảm, xem nhật ký rồi chạy lại trợ lý" if running else "được trả lời khi chạy trợ lý"
    return f"{amount(count)} tin nhắn chờ trả lời, lâu nhất {lasting(age)}; {hint}."


def set_aside(count: int, newest: datetime | None) -> str:
    if not count or newest is None:
        return "Không có tin nhắn nào xử lý lỗi."
    return f"{amount(count)} tin nhắn xử lý lỗi đã để riêng, gần nhất {hour_and_day(newest)}. Gửi nhật ký cho người phát triển."


def unsent(count: int, age: timedelta, *, late: bool) -> str:
    if not count:
        return "Không có tin nào chờ gửi."
    hint = "; kiểm tra mạng và mã bí mật của ứng dụng nhắn tin" if late else ""
    return f"{amount(count)} tin chờ gửi, lâu nhất {lasting(age)}{hint}."


def given_up(count: int, newest: datetime | None) -> str:
    if not count or newest is None:
        return "Không có tin nào gửi không được."
    return f"{amount(count)} tin gửi không được, gần nhất {hour_and_day(newest)}. Lý do ở nhật ký; báo người nhận bằng cách khác."


def people_per_role(roles: Mapping[str, int]) -> str:
    listed = ", ".join(f"{called} {roles[role]}" for role, called in _ROLES.items() if role in roles)
    return f"Người đã đăng ký: {listed or 'chưa có ai'}."


def no_admin() -> str:
    return "Chưa có quản trị viên. Chạy trợ lý, nhắn cho bot mã đăng ký in ra khi khởi động."


def blocked(count: int) -> str:
    if not count:
        return "Không ai chặn bot."
    return f"{amount(count)} nơi nhận đã chặn bot; nhắc việc cho họ bằng cách khác."


def no_backup_yet(folder: Path) -> str:
    return f"Chưa có bản sao lưu nào trong “{folder}”. Trợ lý tự sao lưu mỗi ngày khi chạy; làm ngay: kehoach backup FILE."


def backup_unusable(path: Path, reason: str) -> str:
    return f"Bản sao lưu mới nhất không dùng được ({reason}). Xóa “{path}” rồi chạy: kehoach backup FILE."


def backup_found(path: Path, of: date, count: int, *, late: bool) -> str:
    hint = " Đã quá một ngày: chạy trợ lý, xem nhật ký nếu vẫn không có bản mới." if late else ""
    return f"Bản sao lưu mới nhất: “{path}” ({day(of)}), mở được; có {count} bản.{hint}"


def space(folder: Path, free: int, *, enough: bool) -> str:
    return f"Ổ đĩa của “{folder}” còn trống {size(free)}." + ("" if enough else " Dọn bớt: hết chỗ thì tin nhắn mới không được nhận.")


def only_this_machine(host: str, port: int) -> str:
    return f"Trang trò chuyện ở http://{host}:{port}; chưa đặt KEHOACH_PUBLIC_URL."


def public_address(url: str) -> str:
    return f"Địa chỉ công khai: {url}."


def address_not_encrypted(url: str) -> str:
    return f"KEHOACH_PUBLIC_URL là {url}, không mã hóa: ứng dụng nhắn tin không gửi tin đến, mật khẩu có thể bị nghe. Dùng https://."


def messenger_not_set(label: str) -> str:
    return f"{label}: chưa đặt mã bí mật, không dùng."


def messenger_heard(label: str, heard: datetime | None, *, well: bool, running: bool) -> str:
    if heard is None:
        return f"{label}: đã đặt mã bí mật, chưa liên lạc được lần nào. " + ("Xem nhật ký." if running else "Chạy trợ lý.")
    hint = "" if well else " Kiểm tra mạng, mã bí mật, nhật ký." if running else " Chạy trợ lý."
    return f"{label}: liên lạc gần nhất {hour_and_day(heard)}.{hint}"
