"""What the command line says about people: `kehoach people …`, the lists it reads and the sheets it prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from corpus.writing import write_date

PEOPLE = "người dùng: danh sách, mã mời"
PEOPLE_LIST = "liệt kê người đã đăng ký và mã chưa dùng"
PEOPLE_INVITE = "lấy một mã mời"
PEOPLE_IMPORT = "lấy mã cho cả danh sách (.csv, .xlsx), kèm tờ in có mã QR"
PEOPLE_REMOVE = "gỡ một người"
AGENCY_OPTION = "đơn vị; ghi nhiều lần nếu một người phụ trách nhiều đơn vị"
ROLE_OPTION = "vai trò: contact (đầu mối), leader (lãnh đạo), viewer (người xem), coordinator (điều phối), admin (quản trị)"
NAME_OPTION = "họ tên"
PHONE_OPTION = "số điện thoại cơ quan"
DAYS_OPTION = "số ngày mã có hiệu lực (mặc định 14)"
LIST_FILE = "tệp .csv hoặc .xlsx có các cột: Đơn vị, Vai trò, Họ tên, Số điện thoại"
OUT_OPTION = "thư mục ghi ma-dang-ky.xlsx và ma-dang-ky.html (mặc định: thư mục hiện tại)"
WHO_OPTION = "họ tên hoặc mã của người cần gỡ"

ENROLLED, OPEN_CODES = "Đã đăng ký", "Mã chưa dùng"
ID, NAME, PHONE, ROLES, CHANNELS, UNTIL, REACHED = "Mã", "Họ tên", "Số điện thoại", "Vai trò", "Kênh", "Hết hạn", "Nhận tin"
AGENCY, ROLE, CODE, LINK = "Đơn vị", "Vai trò", "Mã đăng ký", "Liên kết Telegram"
YES, NO = "được", "không"


def no_such_agency(name: str) -> str:
    return f"Không có đơn vị nào tên “{name}”."


def agency_of_many(name: str) -> str:
    return f"“{name}” là tên chung của nhiều đơn vị; ghi từng đơn vị."


def agency_meant(name: str, others: Sequence[str]) -> str:
    return f"“{name}” có thể là: {'; '.join(others)}. Ghi rõ một đơn vị."


def no_such_role(text: str) -> str:
    return f"Không có vai trò “{text}”. Các vai trò: đầu mối, lãnh đạo, người xem, cán bộ điều phối, quản trị viên."


def role_needs_agency(role: str) -> str:
    return f"Vai trò {role} phải gắn với một đơn vị (--agency)."


def role_without_agency(role: str) -> str:
    return f"Vai trò {role} không gắn với đơn vị; bỏ --agency."


def not_a_name(text: str) -> str:
    return f"“{_short(text)}” không phải là họ tên: chỉ gồm chữ cái, dài tối đa 60 ký tự."


def not_a_phone(text: str) -> str:
    return f"“{_short(text)}” không phải là số điện thoại: cần 10 hoặc 11 chữ số, bắt đầu bằng 0."


def not_days(text: str) -> str:
    return f"Số ngày phải từ 1 đến 90, không phải “{_short(text)}”."


def nobody_called(text: str) -> str:
    return f"Không có ai tên hoặc mã “{_short(text)}”."


def one_at_a_time(text: str) -> str:
    return f"“{_short(text)}” gồm tên của nhiều người; mỗi lần gỡ một người."


def several_called(text: str) -> str:
    return f"Có nhiều người khớp với “{_short(text)}”; ghi mã của người cần gỡ:"


def really_remove(who: str) -> str:
    return f"Gỡ {who}? Dữ liệu cá nhân bị xóa, số liệu của đơn vị được giữ. Gõ “co” để gỡ: "


def not_removed() -> str:
    return "Không gỡ ai."


def confirm_with_yes() -> str:
    return "Thêm --yes để gỡ mà không hỏi lại."


def removed(who: str) -> str:
    return f"Đã gỡ {who}."


# ---- lists


def no_agency_column() -> str:
    return "Không thấy dòng tiêu đề có cột “Đơn vị”. Các cột trợ lý đọc: Đơn vị, Vai trò, Họ tên, Số điện thoại."


def column_twice(name: str) -> str:
    return f"Có hai cột “{name}”."


def no_rows() -> str:
    return "Danh sách không có dòng nào."


def too_many_rows(most: int) -> str:
    return f"Danh sách dài quá {most} dòng."


def row_problem(row: int, problem: str) -> str:
    return f"Dòng {row}: {problem}"


def agency_missing() -> str:
    return "thiếu đơn vị."


def same_as_row(row: int) -> str:
    return f"trùng với dòng {row}."


def nothing_stored(count: int) -> str:
    return f"Có {count} lỗi; chưa lưu gì. Sửa danh sách rồi chạy lại."


def codes_made(count: int, files: Sequence[Path]) -> str:
    listed = " và ".join(f"“{file}”" for file in files)
    return f"Đã tạo {count} mã, ghi vào {listed}. Giữ kín các tệp này: ai có mã đều đăng ký được; phát xong thì xóa."


def file_is_there(path: Path) -> str:
    return f"Đã có tệp “{path}”, có thể còn mã chưa phát. Chọn thư mục khác bằng --out, hoặc xóa tệp đó trước."


def cannot_write(path: Path, reason: str) -> str:
    return f"Không ghi được “{path}”: {reason}. Chưa lưu mã nào."


# ---- the printable sheet


def sheet_title(plan_number: str) -> str:
    return f"Mã đăng ký trợ lý Kế hoạch {plan_number}"


def sheet_how() -> str:
    return "Quét mã QR, hoặc nhắn riêng cho trợ lý dòng chữ dưới đây. Mã chỉ dùng một lần; xin giữ kín."


def sheet_code(code: str) -> str:
    return f"ĐĂNG KÝ {code}"


def sheet_until(day: date) -> str:
    return f"Hạn dùng: hết ngày {write_date(day)}"


def scanned(code: str) -> str:
    """What a QR code says where there is no link: plain letters, which every reader shows right."""
    return f"DANG KY {code}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
