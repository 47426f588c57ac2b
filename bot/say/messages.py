"""What is said of messages on their way, and of the messengers they take."""

from __future__ import annotations

from datetime import datetime

from bot.say.days import hour_and_day


def put_aside() -> str:
    return "Xin lỗi, tin nhắn này chưa xử lý được. Tin đã được lưu lại để người phụ trách xem; anh/chị thử diễn đạt cách khác."


def store_unavailable(reason: str) -> str:
    return f"Không ghi được cơ sở dữ liệu ({reason}): tin nhắn mới chưa được nhận, bot tự thử lại. Kiểm tra ổ đĩa, quyền ghi tệp."


def store_unavailable_to_reader() -> str:
    return "Hệ thống tạm thời chưa ghi được tin nhắn. Anh/chị gửi lại sau ít phút."


def may_be_repeated(number: int) -> str:
    return f"Tin gửi số {number} có thể đã đến người nhận mà chưa có xác nhận; tin được gửi lại."


def messenger_silent() -> str:
    return "không nhận được trả lời của ứng dụng nhắn tin"


def not_delivered(number: int, channel: str, reason: str) -> str:
    return f"Tin gửi số {number} qua {channel} chưa gửi được: {reason}"


def was_away(since: datetime, until: datetime) -> str:
    return (
        f"Trợ lý đã ngừng nhận tin từ {hour_and_day(since)} đến {hour_and_day(until)}, quá 24 giờ. Tin nhắn gửi trong thời gian đó "
        "có thể đã mất: anh/chị gửi lại giúp."
    )


def repeated(text: str) -> str:
    return f"(gửi lại) {text}"


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
