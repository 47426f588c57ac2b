"""What is said of a sheet that opens a period."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.say.basics import cut, lines

MOST = 10


def row(number: int, named: str, why: str) -> str:
    return f"dòng {number}, {cut(named, 50)}: {why}"


def several_bodies(names: Sequence[str]) -> str:
    return f"có thể là {' hoặc '.join(names[:4])}"


def no_such_body(text: str) -> str:
    return f"không rõ đơn vị “{cut(text, 40)}”"


def several_targets(names: Sequence[str]) -> str:
    return f"có thể là {' hoặc '.join(cut(name, 50) for name in names[:3])}"


def no_such_target() -> str:
    return "không rõ chỉ tiêu hoặc nhiệm vụ"


def nothing_given(names: Sequence[str]) -> str:
    return f"chưa giao gì cho {'; '.join(names[:4])}"


def asks(targets: int, agencies: Sequence[str], taken: int) -> str:
    shown = "; ".join(agencies[:8]) + (f"; và {len(agencies) - 8} đơn vị khác" if len(agencies) > 8 else "")
    return f"Hỏi {targets} chỉ tiêu, nhiệm vụ của {len(agencies)} đơn vị ({taken} dòng): {shown}."


def asks_everything() -> str:
    return "Tệp không có bảng chỉ tiêu và đơn vị: hỏi tất cả những gì đã giao."


def also_given(count: int) -> str:
    return f"Trong đó {count} việc chưa giao, mở kỳ thì giao luôn theo tệp." if count else ""


def by_document(document: str) -> str:
    return f"Theo {document}." if document else ""


def not_taken(to_choose: Sequence[str], left_out: Sequence[str]) -> str:
    told = [f"• cần chọn, {one}" for one in to_choose[:MOST]] + [f"• bỏ qua, {one}" for one in left_out[:MOST]]
    left = len(to_choose) + len(left_out) - len(told)
    return lines("Các dòng chưa nhận:" if told else "", *told, f"• … và {left} dòng khác." if left > 0 else "")


def days_missing(name: str, *, cutoff: bool, due: bool) -> str:
    wanted = " và ".join(filter(None, ("ngày chốt số liệu" if cutoff else "", "hạn gửi" if due else "", "tên kỳ" if not name else "")))
    return f"Tệp thiếu {wanted}. Anh/chị thêm vào tệp (ví dụ “Ngày chốt số liệu: 15/11/2026”, “Hạn gửi: 24/11/2026”) rồi gửi lại."


def name_from(year: int) -> str:
    return f"năm {year}"
