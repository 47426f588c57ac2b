"""What is said of messages on their way, and of the messengers they take."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.say.care import amount
from bot.say.days import hour_and_day


def put_aside() -> str:
    return "Xin lỗi, tin nhắn này chưa xử lý được. Tin đã được lưu lại để người phụ trách xem; anh/chị thử diễn đạt cách khác."


def store_unavailable(reason: str) -> str:
    return f"Không ghi được cơ sở dữ liệu ({reason}): tin nhắn mới chưa được nhận, bot tự thử lại. Kiểm tra ổ đĩa, quyền ghi tệp."


def store_unavailable_to_reader() -> str:
    return "Hệ thống tạm thời chưa ghi được tin nhắn. Anh/chị gửi lại sau ít phút."


def may_be_repeated(number: int) -> str:
    return f"Tin gửi số {number} có thể đã đến người nhận mà chưa có xác nhận; tin được gửi lại."


def not_repeated(number: int) -> str:
    return f"Tin gửi số {number} có thể đã đến người nhận mà chưa có xác nhận; không gửi lại."


def interrupted() -> str:
    return "bị ngắt khi đang gửi, không rõ đã tới chưa"


def month_used_up() -> str:
    return "gần hết số tin được gửi trong tháng, phần còn lại dành cho trả lời"


def kept_for_answers(number: int) -> str:
    return f"Tin gửi số {number} không gửi: {month_used_up()}."


def month_running_out(account: str, used: int, most: int, *, held: bool) -> str:
    told = "từ nay chỉ trả lời người hỏi; nhắc việc đi qua kênh khác hoặc danh sách gọi" if held else "đến 90% thì bot ngừng nhắc việc"
    return f"Bot Zalo {account} đã gửi {amount(used)}/{amount(most)} tin của tháng này: {told}."


def messenger_silent() -> str:
    return "không nhận được trả lời của ứng dụng nhắn tin"


def not_delivered(number: int, channel: str, reason: str) -> str:
    return f"Tin gửi số {number} qua {channel} chưa gửi được: {reason}"


def was_away(since: datetime, until: datetime) -> str:
    return (
        f"Trợ lý đã ngừng nhận tin từ {hour_and_day(since)} đến {hour_and_day(until)}. Tin nhắn gửi trong thời gian đó "
        "có thể đã mất: anh/chị gửi lại giúp."
    )


def repeated(text: str) -> str:
    return f"(gửi lại) {text}"


def part_of(place: int, count: int, text: str) -> str:
    return f"({place}/{count}) {text}"


def lettered_option(letter: str, label: str) -> str:
    return f"{letter}. {label}"


def option_to_type(label: str) -> str:
    return f"Gõ: {label}"


def how_to_choose() -> str:
    return "(gõ chữ cái hoặc lời chọn)"


def token_refused(channel: str, setting: str) -> str:
    return f"{channel} không nhận mã bí mật (token) của bot. Kiểm tra {setting}; bot thử lại sau một phút."


def messenger_unreachable(channel: str, reason: str) -> str:
    return f"Chưa nối được với {channel} ({reason}); bot tự thử lại."


def fetched_by_another(channel: str) -> str:
    return f"Một chương trình khác đang nhận tin của bot này trên {channel}. Chỉ được chạy một nơi; bot tự thử lại."


def unreadable(channel: str, where: str) -> str:
    return f"Một gói tin từ {channel} không đọc được (ở “{where}”), đã để riêng."


def webhook_in_the_way(channel: str) -> str:
    return (
        f"Bot trên {channel} đang gắn với một địa chỉ nhận tin (webhook) nên không hỏi tin được. Đặt lại webhook của trợ lý, "
        "hoặc gỡ địa chỉ đó: kehoach zalo --remove-webhook."
    )


def webhook_not_verified(channel: str, outcome: str) -> str:
    return f"{channel} đã lưu địa chỉ nhận tin nhưng thử gọi chưa được ({outcome}). Kiểm tra tên miền, HTTPS."


def lost_while_stopping(channel: str) -> str:
    return f"Một tin từ {channel} đã lấy về mà chưa ghi được khi dừng: tin này mất."


def quota_used_up(channel: str) -> str:
    return f"{channel} báo hết hạn mức gửi tin"


def unknown_picture_host(host: str) -> str:
    return f"không tải tệp từ máy chủ lạ “{host}”"


def webhook_may_be_off() -> str:
    return (
        "Trợ lý đã ngừng lâu nên Zalo có thể đã tắt webhook của OA. Quản trị viên vào developers.zalo.me, mục Webhook, kiểm tra và bật lại."
    )


def consent_needed() -> str:
    return (
        "Zalo OA không nhận mã làm mới (refresh token): quản trị viên OA phải cấp quyền lại, rồi đặt ZALO_OA_REFRESH_TOKEN mới và chạy lại."
    )


def consent_needed_alarm() -> str:
    return f"{consent_needed()} Đến lúc đó, trợ lý vẫn nhận tin trên Zalo OA nhưng không trả lời được ở đó."


def token_just_made() -> str:
    return "Zalo OA không nhận mã truy cập vừa đổi; bot thử lại sau"


def token_not_refreshed(reason: str) -> str:
    return f"Chưa làm mới được mã truy cập Zalo OA ({reason}); bot tự thử lại."


def refresh_cut_off() -> str:
    return "Dừng khi đang làm mới mã truy cập Zalo OA; nếu mã mới bị mất, lần chạy sau sẽ báo cần cấp quyền lại."


def tokens_in_use() -> str:
    return "mã truy cập Zalo OA đang được một chương trình khác làm mới"


def tokens_unreadable(path: Path, reason: str) -> str:
    return f"Tệp mã truy cập “{path}” không đọc được ({reason}); dùng lại ZALO_OA_REFRESH_TOKEN."


def signature_found(variant: str) -> str:
    return f"Chữ ký của Zalo OA được tính theo cách “{variant}”; từ nay chỉ nhận cách này."


def signature_wrong() -> str:
    return (
        "Một gói tin gửi đến địa chỉ Zalo OA có chữ ký không đúng, đã bị từ chối. "
        "Nếu do Zalo gửi: kiểm tra ZALO_OA_SECRET_KEY, ZALO_OA_APP_ID."
    )


def window_closed() -> str:
    return "đã quá thời gian Zalo cho OA nhắn người này (7 ngày từ lần cuối họ nhắn), hoặc họ đã bỏ quan tâm"


def reader_refuses() -> str:
    return "người nhận không nhận được hoặc đã từ chối tin của OA"


def wrote_at_night() -> str:
    return "ngoài giờ Zalo cho gửi tin mẫu"


def template_misfit(reason: str) -> str:
    return f"mẫu tin ZBS không dùng được: {reason}"


def another_bot(account: str) -> str:
    return f"bot {account} không còn dùng"


def in_private_only() -> str:
    return "Trợ lý chỉ trả lời trong trò chuyện riêng trên Zalo. Anh/chị nhắn riêng cho bot giúp."


def crowded(account: str, used: int, most: int) -> str:
    return f"Bot Zalo {account} đã có {used}/{most} người dùng. Người mới: mời vào một bot khác (thêm mã vào ZALO_BOT_TOKEN)."


def file_by_link(name: str, url: str, until: datetime) -> str:
    return f"{name}: {url}\n(mở được đến {hour_and_day(until)}; không chuyển tiếp địa chỉ này)"


def file_without_link(name: str) -> str:
    return f"Tệp {name} không gửi được qua Zalo. Anh/chị lấy tệp ở Telegram hoặc trang web của trợ lý giúp."


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
