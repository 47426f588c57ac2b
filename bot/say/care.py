"""Backups, the way back, and how everything is doing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.say.days import day, hour_and_day

BACKUP = "sao lưu dữ liệu vào một tệp, cả khi trợ lý đang chạy"
BACKUP_FILE = "tệp sao lưu sẽ ghi"
RESTORE = "khôi phục dữ liệu từ một tệp sao lưu"
RESTORE_FILE = "tệp sao lưu"
WITHOUT_ASKING = "không hỏi lại"
DOCTOR = "kiểm tra mọi thứ có ổn không"
OA_PRICE = 55
"""Đồng for a message between the second and the seventh day, as resellers give it."""
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


def store_is_a_folder(path: Path) -> str:
    return f"“{path}” là thư mục; KEHOACH_DATABASE phải là một tệp."


def store_foreign() -> str:
    return "Tệp này không phải dữ liệu của kehoach. Kiểm tra KEHOACH_DATABASE."


def store_older() -> str:
    return "Tệp dữ liệu của bản kehoach cũ hơn; được nâng cấp khi chạy trợ lý. Nên sao lưu trước."


def audit_whole() -> str:
    return "Nhật ký thao tác nguyên vẹn."


def audit_altered(entry: int) -> str:
    return f"Nhật ký thao tác bị sửa từ mục {entry}. Giữ lại tệp dữ liệu, báo người phụ trách an toàn thông tin."


def numbers_whole() -> str:
    return "Số liệu đã báo cáo khớp với nhật ký thao tác."


def numbers_altered(row: int) -> str:
    return f"Số liệu đã báo cáo bị sửa, dòng {row}. Giữ lại tệp dữ liệu, báo người phụ trách an toàn thông tin."


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


def tokens_renewed() -> str:
    return "Zalo OA: mã truy cập được làm mới bình thường."


def zalo_bot_used(account: str, used: int, most: int, people: int, places: int) -> str:
    return f"Bot Zalo {account}: tháng này gửi {amount(used)}/{amount(most)} tin; {people}/{places} người dùng."


_OA_KINDS: Mapping[str, str] = {
    "free": "miễn phí (trong 48 giờ)",
    "billed": "tính phí (48 giờ đến 7 ngày, khoảng 55 đồng một tin)",
    "template": "tin mẫu ZBS",
    "phone": "tin mẫu ZBS theo số điện thoại",
}


def zalo_oa_used(by_kind: Mapping[str, int]) -> str:
    told = "; ".join(f"{amount(by_kind[kind])} tin {called}" for kind, called in _OA_KINDS.items() if kind in by_kind)
    cost = by_kind.get("billed", 0) * OA_PRICE
    known = f" Riêng tin tính phí: {amount(by_kind.get('billed', 0))} × {OA_PRICE} = khoảng {amount(cost)} đồng." if cost else ""
    return f"Zalo OA, tháng này: {told or 'chưa gửi tin nào'}.{known}"
