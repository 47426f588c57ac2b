"""The rows of a period's table, each read into which targets and duties it asks of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.progress.coordinate.bodies import everyone_of
from handlers.progress.coordinate.common import name_of, plan_of
from handlers.progress.coordinate.period_cells import Trouble, What, Who, holds_code, plain, what, who
from handlers.progress.coordinate.period_columns import Columns, Row, cell_at
from handlers.progress.owed import DUTY, Owed, Source, duties, groups_of, owes
from handlers.say import coordinate as say
from handlers.say import period_sheet as say_sheet
from handlers.turn import Turn
from index.text import normal
from store.periods import Item

_TOTAL = re.compile(r"tổng(?: cộng| số)?\b.*|cộng\b.*|tong(?: cong| so)?\b.*|cong")
_COUNTED = re.compile(r"\(?(?:[a-z]|[0-9]{1,2}|[ivx]{1,4})(?:\s*=.*)?\)?", re.I)
"""What stands in the row that numbers the columns: A, B, (1)."""
_PARTS = re.compile(r"(?:phan|nhom|linh vuc|muc|chuong|khoi)\b.*")
ENDS = re.compile(
    r"(?:noi nhan|nguoi lap|lap bieu|luu y|ghi chu|can bo tong hop)\b.*|(?:kt |tl |tm )?(?:pho )?giam doc(?: so y te)?"
    r"|thu truong(?: don vi| co quan)?|.*\bngay \d{1,2} thang \d{1,2} nam 20\d\d"
)
"""What stands below a table."""
_MARK = frozenset(["x", "×", "✓", "✔", "√", "v", "1", "*", "+", "●", "•", "có", "co"])
_NO_MARK = frozenset(["", "-", "–", "—", "0", "không", "khong", "k", "."])


@dataclass(slots=True)
class Found:
    """What the sheets have come to so far; `gone_on`: rows with an empty cell that stands for what is written above it."""

    every: Sequence[Owed]
    items: dict[Item, None] = field(default_factory=dict)
    taken: int = 0
    to_choose: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gone_on: list[int] = field(default_factory=list)

    def leave(self, trouble: Trouble, told: str) -> None:
        (self.to_choose if trouble.choose else self.left_out).append(told)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row. `marks` are the places of a cross table's cells that hold anything, with what they hold."""

    order: str
    code: str
    text: str
    is_duty: bool
    body: str
    marks: tuple[tuple[int, str], ...]

    @property
    def named(self) -> str:
        return self.code or self.text


@dataclass(frozen=True, slots=True)
class _Above:
    """What an empty cell stands for: that of a merged cell, or of a heading over several rows."""

    named: str = ""
    body: str = ""
    is_heading: bool = False


def read_rows(turn: Turn, sheet: Sequence[Row], columns: Columns, prefix: str, found: Found) -> None:
    found.notes += _notes(columns)
    above = _Above()
    for number, row in enumerate(sheet[columns.below :], start=columns.below + 1):
        line = _line(row, columns)
        if _is_idle(row, line, first=number == columns.below + 1):
            continue
        if _ends(row, line):
            break
        if _is_heading(turn, line, columns):
            is_body = columns.whats != [] and isinstance(who(turn, line.text), Who)
            above = _Above("" if is_body else line.text, line.text if is_body else "", is_heading=True)
            continue
        read = _row(turn, line, columns, above, found.every)
        if isinstance(read, Trouble):
            found.leave(read, say.table_row(prefix, number, line.named or above.named or line.body or above.body, read.why))
        else:
            found.items |= dict.fromkeys(read)
            found.taken += 1
            found.gone_on += [number] if _goes_on(line, columns, above) else []
        if line.named or line.body:
            above = _Above(line.named or above.named, line.body or above.body, above.is_heading and not line.body)
    for place, (title, trouble) in columns.strange.items():
        if any(_holds_mark(cell_at(row, place)) for row in sheet[columns.below :]):
            found.leave(trouble, say_sheet.column_unread(title, trouble.why))


def _notes(columns: Columns) -> list[str]:
    has_bodies = "body" in columns.named or columns.is_cross
    return [
        *([say_sheet.column_passed_over(columns.titles[columns.named["together"]])] if "together" in columns.named and has_bodies else []),
        *([] if has_bodies else [say_sheet.as_given_already()]),
        *([] if columns.whats else [say_sheet.all_of_each()]),
    ]


def _line(row: Row, columns: Columns) -> _Line:
    cells = {name: cell_at(row, place) for name, place in columns.named.items()}
    target, duty, code = cells.get("target", ""), cells.get("duty", ""), cells.get("code", "")
    if code and not holds_code(code):  # "1.2" numbers a row; words were merged over the column
        target, code = target or ("" if duty or not any(map(str.isalpha, code)) else code), ""
    marks = tuple((place, cell) for place in columns.marked if (cell := cell_at(row, place)))
    return _Line(cells.get("order", ""), code, target or duty, not target and bool(duty), cells.get("body", ""), marks)


def _is_idle(row: Row, line: _Line, *, first: bool) -> bool:
    """Nothing in it, the numbers of the columns, or a sum."""
    texts = [text for place in range(len(row)) if (text := cell_at(row, place))]
    counted = first and len(texts) > 1 and all(_COUNTED.fullmatch(text) for text in texts)
    total = bool(_TOTAL.fullmatch(normal(line.named or line.order))) and not any(map(str.isalpha, line.body))
    return not texts or counted or total or not (line.named or line.body or line.marks)


def _ends(row: Row, line: _Line) -> bool:
    first = next((text for place in range(len(row)) if (text := cell_at(row, place))), "")
    return not line.order.isdigit() and any(ENDS.fullmatch(plain(text)) for text in (first, cell_at(row, len(row) - 1)))


def _is_heading(turn: Turn, line: _Line, columns: Columns) -> bool:
    """The name of a part of the table: it stands alone, is numbered with letters, or written in capitals, or says so."""
    if line.code or line.body or line.marks or not line.text or line.order.isdigit() or holds_code(line.text):
        return False
    if "order" in columns.named and line.order:  # "I", "A", "II.1"
        return True
    return _PARTS.fullmatch(plain(line.text)) is not None or (line.text.isupper() and isinstance(what(turn, "", line.text), Trouble))


def _goes_on(line: _Line, columns: Columns, above: _Above) -> bool:
    """Whether an empty cell to the right was filled with what stands above it: one to the left is surely a merged one."""
    if columns.is_cross or above.is_heading or "body" not in columns.named or not columns.whats:
        return False
    body_first = columns.named["body"] < columns.named[columns.whats[0]]
    return bool(not line.named and above.named) if body_first else bool(not line.body and above.body)


# ---- what a row asks for


def _row(turn: Turn, line: _Line, columns: Columns, above: _Above, every: Sequence[Owed]) -> list[Item] | Trouble:
    if columns.whats:
        if not (line.named or above.named):
            return Trouble(say_sheet.no_target_written())
        asked = what(turn, line.code, line.text or ("" if line.code else above.named), duty=line.is_duty)
    else:
        asked = What(every=True)
    if isinstance(asked, Trouble):
        return asked
    units = _units(turn, line, columns, above)
    return units if isinstance(units, Trouble) else _items(turn, asked, units, every)


def _units(turn: Turn, line: _Line, columns: Columns, above: _Above) -> Who | Trouble:
    if columns.is_cross:
        return _marked(line, columns)
    body = line.body or above.body
    if body:
        return who(turn, body)
    return Trouble(say_sheet.no_body_written()) if "body" in columns.named else Who(as_given=True)


def _marked(line: _Line, columns: Columns) -> Who | Trouble:
    agencies: list[str] = []
    for place, cell in line.marks:
        if _holds_mark(cell):
            agencies += columns.marked[place].agencies
        elif normal(cell) not in _NO_MARK:
            return Trouble(say_sheet.mark_unclear(cell, columns.titles.get(place, "")), choose=True)
    return Who(tuple(dict.fromkeys(agencies))) if agencies else Trouble(say_sheet.nobody_marked())


def _holds_mark(cell: str) -> bool:
    return normal(cell) in _MARK


def _items(turn: Turn, asked: What, units: Who, every: Sequence[Owed]) -> list[Item] | Trouble:
    if asked.every:
        if units.as_given:
            return [Item(one.target.code, agency) for one in every for agency in one.agencies]
        found = {agency: _all_given(turn, agency, every) for agency in units.agencies}
        without = [agency for agency, items in found.items() if not items]
        return (
            Trouble(say_sheet.nothing_given_to(name_of(turn, without[0]))) if without else [one for some in found.values() for one in some]
        )
    if not units.as_given:
        return [Item(code, agency) for code in asked.codes for agency in units.agencies]
    given = {code: _given_to(turn, code, every) for code in asked.codes}
    if not all(given.values()):
        return Trouble(say_sheet.given_to_nobody())
    return [Item(code, agency) for code, agencies in given.items() for agency in agencies]


def _given_to(turn: Turn, code: str, every: Sequence[Owed]) -> Sequence[str]:
    if code.startswith(DUTY):
        return duties(plan_of(turn))[code].responsible
    return next((one.agencies for one in every if one.target.code == code), ())


def _all_given(turn: Turn, agency: str, every: Sequence[Owed]) -> list[Item]:
    """All that an agency owes; what each of a group owes is asked of the group."""
    plan, items = plan_of(turn), []
    members = everyone_of(plan, agency)
    for one in every:
        owing = [member for member in members if owes(plan, one, member)]
        items += [Item(one.target.code, each) for each in ([agency] if len(owing) == len(members) else owing)]
    return items


def not_given(turn: Turn, found: Found) -> str:
    """What is asked of an agency that may not report it: of a target given to others, or a duty that the plan gives to others."""
    plan = plan_of(turn)
    told: dict[bool, list[str]] = {True: [], False: []}
    owed = {one.target.code: one for one in found.every}
    tasked = duties(plan) if any(item.target.startswith(DUTY) for item in found.items) else {}
    for item in found.items:
        members = everyone_of(plan, item.agency)
        if item.target in tasked:
            by_plan = set(tasked[item.target].responsible)
            may = all(not by_plan.isdisjoint({one, *groups_of(plan, one)}) for one in members)
        else:
            one = owed[item.target]
            may = one.source is Source.NOBODY or all(owes(plan, one, member) for member in members)
        if not may:
            told[item.target in tasked].append(say_sheet.not_given_pair(item.target, name_of(turn, item.agency)))
    return say_sheet.not_given(told[False], told[True])
