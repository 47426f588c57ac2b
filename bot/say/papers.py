"""What stands in charts and workbooks besides their own texts, and what `kehoach export` says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from corpus.plan import Comparator
from corpus.writing import write_comparator, write_date, write_quantity

REPORTED = "Số liệu báo cáo"
PROVISIONAL = "Ước, sơ bộ hoặc chưa tiếp nhận"
PATH = "Lộ trình"
GOOD_SIDE = "Vùng đạt mục tiêu"
NOTHING_REPORTED = "Chưa có số liệu"
SCALES: Sequence[tuple[int, str]] = ((15, "triệu tỷ"), (9, "tỷ"), (6, "triệu"))
"""Powers of ten by which an axis is shortened, the largest first."""

EXPORT = "xuất toàn bộ số liệu ra một tệp"
FORMAT = "xlsx (Excel), csv (phần mềm khác) hoặc json (cho máy)"
EXPORT_FILE = "tệp sẽ ghi (mặc định: tien-do-<ngày>.<dạng> trong thư mục hiện tại; “-”: in ra màn hình)"


def goal(comparator: Comparator, value: Decimal, measure: str, on: date | None) -> str:
    """Mục tiêu 2030: ít nhất 3.700 căn hộ."""
    if on is None:
        when = "Mục tiêu"
    elif (on.month, on.day) == (12, 31):
        when = f"Mục tiêu {on.year}"
    else:
        when = f"Mục tiêu đến {write_date(on)}"
    return f"{when}: {' '.join(part for part in (write_comparator(comparator), write_quantity(value, measure)) if part)}"


def sheet(number: int) -> str:
    """The name of a sheet whose title leaves none."""
    return f"Bảng {number}"


def page_of_pages() -> str:
    """At the foot of a printed sheet; the spreadsheet program fills the numbers in."""
    return "Trang &P/&N"


def exported(path: Path, rows: int) -> str:
    return f"Đã ghi {rows} dòng vào “{path}”."


def not_exported(path: Path, reason: str) -> str:
    return f"Không ghi được “{path}”: {reason}."

# ---- an official letter (Decree 30/2020/ND-CP, appendix I)

DRAFT = "DỰ THẢO"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECEIVERS = "Nơi nhận:"


def number_blank(sign: str) -> str:
    return f"Số: \u2026\u2026{sign}"


def day_blank(place: str, year: int) -> str:
    return f"{place}, ngày \u2026 tháng \u2026 năm {year}"


def dear(whom: str) -> str:
    return f"Kính gửi: {whom}".rstrip()
