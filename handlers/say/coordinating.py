"""What a coordinator may press, and what may be typed: apart from all that is said besides, which a start need not load."""

from __future__ import annotations

UNDO = "Hoàn tác"
GIVE, DO_NOT_GIVE = "Giao", "Không giao"
GIVE_TABLE, DO_NOT_GIVE_TABLE = "Giao theo bảng", "Không giao theo bảng"
SET, DO_NOT_SET = "Ghi mốc", "Không ghi mốc"
TAKE_BACK, DO_NOT_TAKE_BACK = "Thu hồi", "Không thu hồi"
ACCEPT, DO_NOT_ACCEPT = "Tiếp nhận", "Chưa tiếp nhận"
REVIEW, DO_NOT_REVIEW = "Gửi đề nghị", "Không gửi đề nghị"
OPEN, DO_NOT_OPEN = "Mở kỳ", "Không mở kỳ"
CLOSE, DO_NOT_CLOSE = "Đóng kỳ", "Chưa đóng kỳ"
REOPEN, DO_NOT_REOPEN = "Mở lại", "Không mở lại"
SEND, DO_NOT_SEND = "Gửi thông báo", "Không gửi thông báo"
CHANGE, DO_NOT_CHANGE = "Đổi cài đặt", "Giữ cài đặt"
KEEP_ANSWER, DO_NOT_KEEP_ANSWER = "Lưu câu trả lời", "Không lưu câu trả lời"
RECORD_FORM, DROP_FORM = "Ghi các số này", "Không ghi biểu này"
SET_FORM, DO_NOT_SET_FORM = "Dùng biểu mẫu này", "Không dùng biểu mẫu này"
NOTE, DO_NOT_NOTE = "Ghi các văn bản", "Không ghi văn bản"
DROP_ANSWER, DO_NOT_DROP_ANSWER = "Xóa câu trả lời", "Giữ câu trả lời"


def coordinating_progress() -> str:
    return (
        "Số liệu: “giao NOXH cho Sở Xây dựng”, “lộ trình NOXH: 2026 800; 2030 3.700”, “tiếp nhận tất cả”, “đề nghị rà soát …: lý do”, "
        "“mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11”, “thông báo tất cả: …”, “câu hỏi chưa trả lời được”, “cài đặt”, “hoàn tác”."
    )
