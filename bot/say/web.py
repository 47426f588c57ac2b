"""What the web server says."""

from __future__ import annotations

import errno
import os


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


def cannot_listen(host: str, port: int, problem: int) -> str:
    """`problem` is the system's error number."""
    why = {errno.EADDRINUSE: "cổng đang có chương trình khác dùng", errno.EACCES: "không có quyền dùng cổng này"}
    reason = why.get(problem, os.strerror(problem) if problem else "không rõ lý do")
    return f"Không mở được {host}:{port} ({reason}). Đổi KEHOACH_HOST hoặc KEHOACH_PORT, hoặc dừng chương trình đang dùng cổng đó."


def wrong_host() -> str:
    return "Địa chỉ này không được phục vụ."


def wrong_origin() -> str:
    return "Yêu cầu đến từ một trang khác nên không được nhận."


def not_found() -> str:
    return "Không có trang này."


def ticket_over() -> str:
    return "Địa chỉ tệp này không còn dùng được. Anh/chị hỏi lại trợ lý để nhận địa chỉ mới."


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
