"""Targets given by a sheet, a row each: read into rows that are taken, rows to choose for, and rows left out, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from corpus.characters import literal_readings
from corpus.measures import decide
from corpus.plan import Target
from handlers.progress.coordinate.aims import targets_in
from handlers.progress.coordinate.bodies import Bodies, Body, bodies_in
from handlers.progress.coordinate.common import library_of, names_of, plan_of
from handlers.progress.coordinate.period_sheet import tells_a_period
from handlers.progress.naming import coded
from handlers.say import coordinate as say
from handlers.turn import Turn, Value
from index.text import fold, normal
from store.allocations import Allocation, Part

MOST_ROWS = 5_000
_LOOKED_AT = 15
"""Rows among which the columns' names are looked for."""
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("code", r"ma(?: so| chi tieu| ct)?|ct"),
    ("target", r"(?:ten )?(?:chi tieu|muc tieu|noi dung)(?: .*)?"),
    ("body", r"(?:ten )?(?:don vi|co quan|dia phuong)(?!.*tinh)(?: .*)?|(?:don vi|co quan) (?:thuc hien|chu tri|duoc giao|bao cao)"),
    ("year", r"nam(?: thuc hien)?"),
    ("value", r"gia tri|so giao|chi tieu giao|muc giao|so luong|giao|ke hoach giao|muc tieu giao"),
    ("document", r"(?:so )?(?:van ban|quyet dinh|can cu|qd)(?: .*)?"),
    ("part", r"vai tro|loai|hinh thuc|nhiem vu"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
_YEAR = re.compile(r"(?:.* )?(20\d\d)(?:\.0)?(?: .*)?")
_RESULTS = re.compile(r".*\b(?:ket qua|thuc hien den|so lieu|da thuc hien|luy ke|tinh den|uoc)\b.*")
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong)\b.*")
_ROLES: tuple[tuple[Part, str], ...] = (
    (Part.PATH, r".*\b(?:lo trinh|moc nam|toan tinh|chung)\b.*"),
    (Part.BASELINE, r".*\b(?:goc|dau ky|xuat phat|hien trang)\b.*"),
    (Part.CONTRIBUTES, r".*\b(?:phoi hop|tham gia|dong gop)\b.*"),
    (Part.LEAD, r".*\b(?:chu tri|dau moi|chinh)\b.*"),
)
_ASKED = re.compile(r"(?:\w+ ){0,4}?(?:giao|phan giao|phan bo|lo trinh|moc (?:dau ky|goc)|so (?:dau ky|goc))\b")
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column stands; `years` are columns of their own, a year each; the rows begin below `heading`."""

    heading: int
    named: Mapping[str, int]
    years: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Read:
    """`taken` counts the sheet's rows that `rows` come from; the others are told with their number and why."""

    rows: tuple[Allocation, ...] = ()
    taken: int = 0
    to_choose: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def is_sent(turn: Turn) -> bool:
    """A sheet with columns of such a table; not one with results, which is a report, nor with the days of a period above it."""
    sheets = [sheet for file in turn.message.files if not file.refused for sheet in file.sheets]
    if not sheets:
        return False
    if _ASKED.match(_plain(turn.message.text)):
        return True
    return not turn.message.text.strip() and any(_columns(sheet) for sheet in sheets) and not tells_a_period(turn)


def read(turn: Turn) -> Read | None:
    """None where no sheet has the columns."""
    sheets = [sheet for file in turn.message.files for sheet in file.sheets]
    found = [(sheet, columns) for sheet in sheets if (columns := _columns(sheet))]
    if not found:
        return None
    read = Read()
    for number, (sheet, columns) in enumerate(found):
        told = _sheet(turn, sheet, columns, f"trang {number + 1}, " if len(found) > 1 else "")
        read = Read(read.rows + told.rows, read.taken + told.taken, read.to_choose + told.to_choose, read.left_out + told.left_out)
    return replace(read, rows=tuple(_without_repeats(read.rows)))


def _without_repeats(rows: Sequence[Allocation]) -> list[Allocation]:
    """The last of those that speak of the same: a sheet is read from above."""
    by_key = {(row.target, row.agency, row.year, row.part in (Part.PATH, Part.BASELINE) and row.part): row for row in rows}
    return list(by_key.values())[:MOST_ROWS]


def _columns(sheet: Sequence[Row]) -> Columns | None:
    for at, row in enumerate(sheet[:_LOOKED_AT]):
        named: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = _column(_plain(cell)) if isinstance(cell, str) else ""
            if name and name not in named:
                named[name] = place
        if not ({"code", "target"} & named.keys()):
            continue
        years, heading = _years(row), at
        below = _years(sheet[at + 1]) if at + 1 < len(sheet) else {}
        if not years and "year" not in named and len(below) > 1:  # "Mục tiêu các năm" above 2025, 2026 …
            years, heading = below, at + 1
        results = any(_RESULTS.fullmatch(_plain(cell)) for cell in row if isinstance(cell, str))
        if (years or "body" in named or {"year", "value"} <= named.keys()) and not results:
            return Columns(heading, named, years)
    return None


def _column(text: str) -> str:
    return (
        next((name for name, pattern in _PATTERNS if pattern.fullmatch(text)), "") if len(text) < 60 and not _YEAR.fullmatch(text) else ""
    )


def _years(row: Row) -> dict[int, int]:
    years: dict[int, int] = {}
    for place, cell in enumerate(row):
        found = _YEAR.fullmatch(_plain(cell)) if cell is not None else None
        if found and len(_plain(cell)) < 40:
            years.setdefault(int(found[1]), place)
    return years


# ---- rows


def _sheet(turn: Turn, sheet: Sequence[Row], columns: Columns, prefix: str) -> Read:
    rows: list[Allocation] = []
    to_choose: list[str] = []
    left_out: list[str] = []
    taken = 0
    last = ""
    for number, row in enumerate(sheet[columns.heading + 1 :], start=columns.heading + 2):
        cells = {name: row[place] if place < len(row) else None for name, place in columns.named.items()}
        named = _text(cells.get("code")) or _text(cells.get("target"))
        values = {year: row[place] for year, place in columns.years.items() if place < len(row) and _text(row[place])}
        if not named and not _text(cells.get("body")) and not values:
            continue
        if _TOTAL.fullmatch(_plain(named)) or not (values or any(_text(cells.get(name)) for name in ("body", "value", "part"))):
            continue  # a sum, or the heading of a part of the table
        code = coded(_text(cells.get("code")))
        last = (code or _text(cells.get("target"))) if named else last
        told = _row(turn, cells, values, last)
        if isinstance(told, list):
            rows += told
            taken += 1
        else:
            choose, why = told
            (to_choose if choose else left_out).append(say.table_row(prefix, number, last or _text(cells.get("body")), why))
    return Read(tuple(rows), taken, tuple(to_choose), tuple(left_out))


def _row(turn: Turn, cells: Mapping[str, Value], years: Mapping[int, Value], named: str) -> list[Allocation] | tuple[bool, str]:
    """The row's allocations, or whether somebody must choose, and why."""
    found = targets_in(library_of(turn), named, turn.now.date())
    if found.doubtful and not found.known:
        return True, say.several_targets(found.doubtful[0][1])
    if len(found.known) != 1 or found.unknown or found.doubtful:
        return False, say.no_such_target_in_table()
    bodies = bodies_in(turn.assistant.plans, _text(cells.get("body")), turn.now.date())
    trouble = _body_trouble(turn, bodies)
    if trouble:
        return trouble
    part = next((part for part, pattern in _ROLES if re.fullmatch(pattern, _plain(_text(cells.get("part"))))), None)
    goals = _goals(found.known[0], cells, years)
    if isinstance(goals, str):
        return False, goals
    return _allocations(turn, found.known[0], bodies, part, goals, _text(cells.get("document")))


def _body_trouble(turn: Turn, bodies: Bodies) -> tuple[bool, str] | None:
    doubtful: Body | None = bodies.doubtful
    if bodies.unknown or (doubtful is not None and not doubtful.others):
        return False, say.no_such_body(bodies.unknown[0] if bodies.unknown else doubtful.text if doubtful else "")
    return (True, say.several_bodies(names_of(turn, doubtful.others))) if doubtful is not None else None


def _goals(target: Target, cells: Mapping[str, Value], years: Mapping[int, Value]) -> list[tuple[int | None, Decimal | None]] | str:
    given: list[tuple[int | None, Value]] = [(year, value) for year, value in sorted(years.items())]
    year, value = _text(cells.get("year")), cells.get("value")
    found = _YEAR.fullmatch(_plain(year))
    if year and not found:
        return say.no_year(year)
    if _text(value) or found:
        given.append((int(found[1]) if found else None, value))
    goals: list[tuple[int | None, Decimal | None]] = []
    for one, cell in given:
        number = _number(cell, target)
        if _text(cell) and number is None:
            return say.no_number_read(_text(cell), target)
        goals.append((one, number))
    return goals


def _number(cell: Value, target: Target) -> Decimal | None:
    """The one number of a cell that the target can have; a share shown as one is text."""
    if isinstance(cell, int | float):
        return Decimal(repr(cell)).normalize() + 0 if target.goal is not None else None
    text = _text(cell)
    if text.endswith("%") and "%" not in target.measure:
        return None
    text = text.removesuffix("%").strip()
    plain = re.fullmatch(r"([0-9][0-9.,  ]*)(?:\s*[^\W\d_][^\d]*)?", text)
    try:
        values = decide(literal_readings(plain[1].strip()), target.measure) if plain and target.goal is not None else ()
    except InvalidOperation:
        return None
    return values[0] if len(values) == 1 else None


def _allocations(
    turn: Turn, target: Target, bodies: Bodies, part: Part | None, goals: list[tuple[int | None, Decimal | None]], document: str
) -> list[Allocation] | tuple[bool, str]:
    plan = plan_of(turn).id
    numbered: list[tuple[int | None, Decimal | None]] = [(year, goal) for year, goal in goals if goal is not None]
    document = " ".join(document.split())[:200]
    if not bodies.known or part in (Part.PATH, Part.BASELINE):
        if not numbered or any(year is None for year, _ in numbered):
            return False, say.neither_body_nor_number()
        kind = part if part is Part.BASELINE else Part.PATH
        return [Allocation(plan, target.code, "", kind, year, goal, document) for year, goal in numbered]
    unnumbered: list[tuple[int | None, Decimal | None]] = [(goals[0][0] if goals else None, None)]
    rows = []
    for body in bodies.known:
        role = body.part or part or Part.LEAD
        for year, goal in numbered or unnumbered:
            rows.append(Allocation(plan, target.code, body.id, role, year, goal, document))
    return rows


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell).strip()


def _plain(cell: Value) -> str:
    return " ".join(fold(normal(_text(cell))).split()).strip(" .:*()")
