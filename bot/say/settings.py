"""What is said of settings that cannot be used."""

from __future__ import annotations

from pathlib import Path


def not_a_port(name: str, value: str) -> str:
    return f"{name} phải là số cổng từ 0 đến 65535, không phải “{value}”."


def not_a_web_address(name: str, value: str) -> str:
    return f"{name} phải có dạng https://ten-may hoặc http://ten-may:cong, không phải “{value}”."


def not_a_folder(name: str, path: Path) -> str:
    return f"{name} phải là một thư mục; “{path}” là tệp."


def not_a_choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    return f"{name} phải là một trong: {', '.join(choices)}; không phải “{value}”."


def not_a_rate(name: str, value: str) -> str:
    return f"{name} phải là số tin mỗi giây (số nguyên dương), không phải “{value}”."


def weak_webhook_secret(name: str) -> str:
    return f"{name} phải dài từ 32 đến 256 ký tự, chỉ gồm chữ cái không dấu, chữ số, “-” và “_”."


def weak_zalo_secret(name: str) -> str:
    return f"{name} phải dài từ 20 đến 256 ký tự ASCII, không có dấu cách."


def webhook_needs_address(name: str) -> str:
    return f"Đã đặt {name} thì phải đặt cả KEHOACH_PUBLIC_URL, địa chỉ mà ứng dụng nhắn tin gửi tin đến."


def not_a_count(name: str, value: str) -> str:
    return f"{name} phải là số nguyên dương, không phải “{value}”."


def not_zalo_tokens(name: str) -> str:
    return f"{name} phải là một hay nhiều mã dạng <số>:<mã bí mật>, cách nhau bằng dấu phẩy, mỗi bot một lần."


def set_together(missing: list[str]) -> str:
    return f"Zalo OA cần đủ các mục cài đặt; còn thiếu: {', '.join(missing)}."


def set_twice(name: str, pointer: str) -> str:
    return f"Chỉ đặt một trong hai: {name} hoặc {pointer}."


def secret_file_unreadable(name: str, path: str) -> str:
    return f"Không đọc được tệp “{path}” nêu ở {name}."


def dotenv_unreadable(path: Path) -> str:
    return f"Không đọc được tệp cấu hình “{path}” (phải là văn bản UTF-8)."
