"""What the running program says of itself."""

from __future__ import annotations

from pathlib import Path


def first_admin(code: str) -> str:
    return f"Chưa có quản trị viên. Người đầu tiên nhắn cho bot (trang web, Telegram hoặc Zalo): ĐĂNG KÝ {code}"


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


def uncaught() -> str:
    return "Lỗi chưa được xử lý"


def uncaught_in(thread: str) -> str:
    return f"Lỗi chưa được xử lý ở luồng “{thread}”"
