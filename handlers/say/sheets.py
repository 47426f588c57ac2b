"""The words in the tables of reported numbers."""

from __future__ import annotations

from datetime import date

from corpus.writing import write_date

TARGETS, WHO, VERSIONS = "Chỉ tiêu", "Ai đã báo cáo", "Mọi lần ghi"
TARGET_COLUMNS = (
    "Mã",
    "Chỉ tiêu",
    "Lĩnh vực",
    "Địa bàn",
    "Đơn vị tính",
    "Mục tiêu",
    "Mức",
    "Năm",
    "Đơn vị báo cáo",
    "Số mới nhất",
    "Tính đến ngày",
    "Loại số",
    "% mục tiêu",
    "Trạng thái",
    "Tiếp nhận",
    "Ghi chú",
    "Sổ số liệu",
)
WHO_COLUMNS = ("Kỳ báo cáo", "Đơn vị", "Chỉ tiêu phải báo", "Đã có số liệu", "Số liệu", "Văn bản", "Số, ngày văn bản", "Nộp muộn")
VERSION_COLUMNS = (
    "Sổ số liệu",
    "Thay cho",
    "Ghi lúc",
    "Mã",
    "Chỉ tiêu",
    "Đơn vị",
    "Tính đến ngày",
    "Nội dung",
    "Số liệu",
    "Tử số",
    "Mẫu số",
    "Đơn vị tính",
    "Loại số",
    "Cách tính",
    "Tiếp nhận",
    "Lý do rà soát",
    "Văn bản",
    "Ghi chú",
    "Nộp muộn",
    "Nhập hộ",
)
YES, NO = "có", "chưa"


def heading(number: str, title: str, day: date) -> tuple[str, ...]:
    return (f"Tiến độ thực hiện Kế hoạch {number}", title, f"Lập ngày {write_date(day)}")


def sum_of(parts: int, missing: int) -> str:
    return f"cộng của {parts} đơn vị" + (f", còn thiếu {missing} đơn vị" if missing else "")


def not_added_up(parts: int) -> str:
    return f"{parts} đơn vị có số riêng, không cộng được"


def repeats(code: str) -> str:
    return f"nhắc lại {code}"


def no_period() -> str:
    return "không có kỳ đang mở"


def only_newest(most: int) -> str:
    return f"Chỉ gồm {most} lần ghi mới nhất."


def below_good() -> str:
    return "Chỉ tiêu càng thấp càng tốt không có % mục tiêu; xem cột Trạng thái."
