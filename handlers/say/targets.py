"""Targets, their lists and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from corpus.plan import Comparator, Contradiction, Plan, Target
from corpus.writing import write_comparator, write_number, write_quantity
from handlers.say.basics import HEADLINE, capital, cut, lines, quoted

HELD_AGAINST = "Con số anh/chị nêu"
"""Begins what is said of a number that is not the goal's."""


def goal(target: Target) -> str:
    """ "ít nhất 3.700 căn hộ", "trên 95%"; for a state, the plan's own words."""
    if target.goal is None:
        return target.state
    return " ".join(part for part in (write_comparator(target.comparator), write_quantity(target.goal, target.measure)) if part)


def when_and_where(target: Target) -> str:
    year = f"đến năm {target.by}" if target.by else "không nêu năm"
    return f"{target.scope}, {year}" if target.scope else year


def headline(target: Target) -> str:
    """The answer in one line: the number with its comparator, what it is, where and by when."""
    tail = f" ({when_and_where(target)})"
    if target.goal is None:
        tail = f" (không có con số; {when_and_where(target)})"
        body = target.name if target.state in target.name else f"{target.name}: {target.state}"
    else:
        body = f"{goal(target)} – {target.name}"
    return capital(cut(body, HEADLINE - len(tail))) + tail


def responsibility(target: Target, names: Sequence[str], place: str, missing: str) -> str:
    if names:
        return f"Đơn vị được giao việc này: {', '.join(names)} – {quoted(target.responsible_quote, 220)} ({place})."
    return f"Bản kế hoạch đang có{missing} không giao chỉ tiêu này cho đơn vị cụ thể nào."


def without_annexes(plan: Plan) -> str:
    annexes = [name.removeprefix("Phụ lục ") for name in plan.missing if name.startswith("Phụ lục")]
    return f" (thiếu Phụ lục {', '.join(annexes)})" if annexes else ""


def note(text: str) -> str:
    return f"Lưu ý: {text}" if text else ""


def advice(item: Contradiction) -> str:
    return note(item.advice)


def dispute(item: Contradiction, shown: str) -> str:
    """Both wordings with the advice; what stands in `shown` is not said again."""
    return lines(advice(item), *(f"– {quoted(quote, 220)}" for quote in item.quotes if quote not in shown))


def related(targets: Iterable[Target]) -> str:
    listed = [f"– {headline(target)}" for target in targets]
    return lines("Liên quan:", *listed) if listed else ""


def no_commune_goal() -> str:
    return "Kế hoạch không đặt chỉ tiêu riêng cho từng xã, phường hay đơn vị; đây là chỉ tiêu chung."


def premise_wrong(target: Target, asked: Iterable[Decimal]) -> str:
    numbers = ", ".join(write_number(number) for number in asked)
    return f"{HELD_AGAINST} ({numbers}) không khớp: kế hoạch ghi {goal(target)}."


def both(targets: Sequence[Target]) -> str:
    """Several targets in one first line, short."""
    return capital("; ".join(f"{goal(t)} – {t.name} ({t.by or 'không nêu năm'})" for t in targets))


def choose(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu chỉ tiêu đúng tên này; anh/chị muốn hỏi chỉ tiêu nào dưới đây?"


def option(target: Target) -> str:
    return capital(cut(target.name, 56))


def difference(high: Target, low: Target) -> str:
    """The difference with its operands; a fair one only between goals of one measure."""
    if high.goal is None or low.goal is None:
        return cannot_subtract(high, low)
    unit = "điểm %" if high.measure == "%" else write_quantity(high.goal - low.goal, high.measure).split(" ", 1)[-1]
    if high.goal == low.goal:
        return f"Bằng nhau, đều {goal(high)}: {high.name}; {low.name}."
    result = f"{write_number(high.goal)} − {write_number(low.goal)} = {write_number(high.goal - low.goal)} {unit}"
    return f"Chênh {result}: {high.name} ({goal(high)}) cao hơn {low.name} ({goal(low)})."


def cannot_subtract(first: Target, second: Target) -> str:
    why = "không phải mục tiêu nào cũng có con số" if first.goal is None or second.goal is None else "hai chỉ tiêu khác đơn vị tính"
    return f"{capital(goal(first))} – {first.name}; {goal(second)} – {second.name}: {why} nên không tính chênh lệch."


def list_title(plan: Plan, what: str, count: int) -> str:
    return f"Kế hoạch {plan.number} có {count} chỉ tiêu{what}:"


def list_line(target: Target) -> str:
    year = str(target.by) if target.by else "không nêu năm"
    return (
        f"• {capital(goal(target))} – {target.name} ({year})"
        if target.goal is not None
        else f"• {capital(cut(target.name, 120))}: {cut(target.state, 110)} ({year})"
    )


def nothing_listed(plan: Plan, what: str) -> str:
    return f"Kế hoạch {plan.number} không có chỉ tiêu nào{what}."


def counts(numeric: int, stated: int, per_place: Sequence[tuple[str, int, int]], repeated: int) -> str:
    first = f"Kế hoạch nêu {numeric} chỉ tiêu có con số và {stated} mục tiêu định tính (đếm từng vế trong câu)."
    rows = [f"– {place}: {total} mục, {numbers} có con số" for place, total, numbers in per_place]
    repeats = f"Trong đó {repeated} mục nhắc lại mục đã nêu." if repeated else ""
    return lines(first, *rows, repeats)


def about_field(field: str) -> str:
    return f" về {field[:1].lower()}{field[1:]}"


def quantity(value: Decimal, measure: str) -> str:
    return write_quantity(value, measure)


def about_value(value: str) -> str:
    return f" là {value}"


def about_comparator(comparator: Comparator) -> str:
    return f" ghi “{write_comparator(comparator)}”"


def about_stated() -> str:
    return " nêu bằng lời, định tính"


def about_year(year: int) -> str:
    return f" có mốc năm {year}"


def about_agency(name: str) -> str:
    return f" gắn với {name}"


def about_scope(scope: str) -> str:
    return f" cho {scope}"
