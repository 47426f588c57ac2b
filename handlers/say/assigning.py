"""What is said where a coordinator gives targets to agencies, in words or by a table, and takes them back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.plan import Target
from corpus.writing import write_quantity
from handlers.say.basics import capital, cut, lines
from handlers.say.targets import goal
from store.allocations import Part

SHOWN = 10
_PARTS = {Part.LEAD: "chủ trì", Part.CONTRIBUTES: "phối hợp", Part.PATH: "lộ trình chung", Part.BASELINE: "mốc đầu kỳ"}


def shortened(rows: Sequence[str], most: int = SHOWN) -> list[str]:
    """The first rows, and how many more there are."""
    if len(rows) <= most + 1:
        return list(rows)
    return [*rows[:most], f"… và {len(rows) - most} dòng nữa."]


def by_document(document: str) -> str:
    return f"Căn cứ: {document}."


def cannot_be_told(names: Sequence[str]) -> str:
    if not names:
        return ""
    if len(names) <= 7:
        return f"Chưa có đầu mối nhận tin: {'; '.join(names)}."
    return f"{len(names)} đơn vị chưa có đầu mối nhận tin: {'; '.join(names[:5])} và {len(names) - 5} đơn vị nữa."


def were_told(count: int) -> str:
    return f"Đã báo {count} đầu mối." if count else "Chưa có đầu mối nào nhận được tin."


def target_name(target: Target) -> str:
    return f"{capital(cut(target.name, 70))} ({target.code})"


def coded_label(target: Target) -> str:
    return f"{target.code} – {cut(target.name, 48)}"


# ---- what cannot be read


def which_body(words: str) -> str:
    return f"“{cut(words, 60)}” là đơn vị nào dưới đây?"


def unknown_body(words: str) -> str:
    return (
        f"Không có đơn vị nào tên “{cut(words, 80)}” trong danh mục. Anh/chị gõ tên đầy đủ, ví dụ: Sở Xây dựng."
        if words
        else give_to_whom("")
    )


def which_target(words: str) -> str:
    return f"“{cut(words, 60)}” là chỉ tiêu nào dưới đây?"


def unknown_target(words: str) -> str:
    if not words:
        return "Anh/chị nêu tên chỉ tiêu, ví dụ: giao nhà ở xã hội cho Sở Xây dựng."
    return f"Kế hoạch không có chỉ tiêu nào tên “{cut(words, 80)}”. Anh/chị gõ tên hoặc mã chỉ tiêu, ví dụ: nhà ở xã hội, CT32."


def unknown_target_or_body(words: str) -> str:
    return f"“{cut(words, 80)}” không phải chỉ tiêu hay đơn vị nào trong kế hoạch. Anh/chị gõ tên đầy đủ, ví dụ: nhà ở xã hội; Sở Xây dựng."


def give_to_whom(words: str) -> str:
    known = f"Không có đơn vị nào tên “{cut(words, 80)}” trong danh mục. " if words else ""
    return f"{known}Anh/chị giao cho đơn vị nào? Ví dụ: giao nhà ở xã hội cho Sở Xây dựng."


def one_target_with_numbers() -> str:
    return "Chưa ghi: mỗi lần chỉ giao số cho một chỉ tiêu. Anh/chị nhắn riêng từng chỉ tiêu, hoặc gửi một bảng .xlsx."


def one_body_with_numbers() -> str:
    return (
        "Chưa ghi: chưa rõ số này giao cho đơn vị nào. Anh/chị nhắn riêng từng đơn vị, ví dụ: giao NOXH năm 2026: 800 căn cho Sở Xây dựng."
    )


def number_not_of_target(written: str, target: Target, *, several: bool) -> str:
    if target.goal is None:
        return f"Chưa ghi: “{cut(target.name, 80)}” không tính bằng con số nên không giao số được."
    why = "đọc được hai cách" if several else f"không hợp với đơn vị tính {target.measure}"
    return f"Chưa ghi: số “{written}” {why}. Anh/chị gõ lại, ví dụ: {goal(target)}."


def numbers_wanted(command: str) -> str:
    return path_wants_years() if command == "path" else baseline_wants_a_year()


def path_wants_years() -> str:
    return "Lộ trình cần năm kèm số, ví dụ: lộ trình NOXH: 2026 800; 2027 1.600; 2030 3.700."


def baseline_wants_a_year() -> str:
    return "Mốc đầu kỳ cần một năm và một số, ví dụ: mốc đầu kỳ NOXH 2024: 250."


# ---- giving


def give_title(targets: int, bodies: int) -> str:
    return f"Giao {targets} chỉ tiêu cho {bodies} đơn vị?"


def set_title(targets: int, numbers: int) -> str:
    return f"Ghi {numbers} mốc cho {targets} chỉ tiêu?"


def given_line(target: Target, agency: str, part: Part, goals: Sequence[tuple[int | None, Decimal | None]]) -> str:
    """ "• Nhà ở xã hội (CT32): Sở Xây dựng chủ trì; năm 2026: 800 căn hộ" """
    who = f"{agency} {_PARTS[part]}" if agency else _PARTS[part]
    numbers = "; ".join(filter(None, (_aim(target, year, number) for year, number in goals)))
    return f"• {target_name(target)}: {who}{f'; {numbers}' if numbers else ''}"


def _aim(target: Target, year: int | None, number: Decimal | None) -> str:
    when = f"năm {year}" if year else ""
    if number is None:
        return when
    return f"{when}: {write_quantity(number, target.measure)}" if when else write_quantity(number, target.measure)


def replaced_line(target: Target, line: str) -> str:
    return f"Thay cho: {line.removeprefix('• ').removeprefix(target_name(target) + ': ')}."


def held_by_others(target: Target, names: Sequence[str]) -> str:
    return f"{target_name(target)} đang giao: {'; '.join(names)}; vẫn giữ. Muốn bỏ: nhắn “thu hồi giao …”."


def given_already() -> str:
    return "Đã giao đúng như vậy từ trước, không có gì thay đổi."


def given(step: str, rows: int) -> str:
    return f"Đã ghi {rows} mốc:" if step == "path" else f"Đã giao ({rows} dòng):"


def nothing_given(step: str) -> str:
    return "Không thu hồi gì." if step == "withdraw" else "Không ghi gì."


def assigned_to_you(agency: str) -> str:
    return f"{capital(agency)} được giao báo cáo:"


def no_longer_yours(agency: str) -> str:
    return f"{capital(agency)} không còn được giao:"


def nothing_to_take_back(by_plan: Sequence[Target]) -> str:
    named = f" {capital(cut(by_plan[0].name, 70))} do chính kế hoạch giao." if by_plan else ""
    return f"Không có dòng giao nào như vậy để thu hồi.{named}"


def take_back_title(rows: int) -> str:
    return f"Thu hồi {rows} dòng đã giao?"


def taken_back(rows: int) -> str:
    return f"Đã thu hồi {rows} dòng:"


# ---- a table


def table_without_columns() -> str:
    return (
        "Bảng chưa có đủ cột. Cần cột Chỉ tiêu hoặc Mã, cột Đơn vị, và các năm (2025, 2026 …) hoặc Năm kèm Giá trị; "
        "thêm Vai trò, Văn bản nếu có. Dòng không có đơn vị là lộ trình chung."
    )


def table_counts(taken: int, to_choose: Sequence[str], left_out: Sequence[str]) -> str:
    return lines(
        f"Bảng: nhận {taken} dòng, cần chọn {len(to_choose)}, bỏ {len(left_out)}.",
        "Cần chọn (nhắn riêng từng dòng, hoặc sửa bảng gửi lại):" if to_choose else "",
        *shortened(to_choose),
        "Bỏ:" if left_out else "",
        *shortened(left_out),
    )


def table_row(prefix: str, number: int, what: str, why: str) -> str:
    return f"– {prefix}dòng {number}, {cut(what, 60) or 'không có tên'}: {why}"


def several_targets(targets: Sequence[Target]) -> str:
    return f"có thể là {'; '.join(f'{one.code} {cut(one.name, 40)}' for one in targets[:3])}"


def several_bodies(names: Sequence[str]) -> str:
    return f"đơn vị có thể là {'; '.join(names[:4])}"


def no_such_target_in_table() -> str:
    return "không có chỉ tiêu này"


def no_such_body(words: str) -> str:
    return f"không có đơn vị “{cut(words, 50)}”"


def no_year(words: str) -> str:
    return f"“{cut(words, 30)}” không phải năm"


def no_number_read(words: str, target: Target) -> str:
    if target.goal is None:
        return "chỉ tiêu này không tính bằng con số"
    return f"không đọc được “{cut(words, 30)}” theo đơn vị {target.measure}"


def neither_body_nor_number() -> str:
    return "không có đơn vị, cũng không có số theo năm"
