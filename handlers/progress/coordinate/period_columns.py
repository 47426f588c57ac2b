"""Where a period's table begins and what its columns hold, told by their names: agencies in one column, or a column for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.progress.coordinate.period_cells import Trouble, Who, plain, who
from handlers.turn import Turn, Value

_LOOKED_AT = 30
"""Rows among which the columns' names are looked for."""
_LONGEST = 70
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("order", r"stt|tt|so tt|so thu tu|s t t"),
    ("code", r"ma|ma (?:so|hieu|chi tieu|nhiem vu|ct|nv)(?: .*)?|ct"),
    ("other", r"(?:don vi|dv) (?:tinh|do)|dvt|dv tinh"),
    ("together", r".*\bphoi hop\b.*"),
    ("due", r"(?:thoi )?han(?: (?:gui|nop|bao cao|chot|cuoi).*)?|(?:thoi gian|ngay) (?:gui|nop|bao cao)(?: .*)?|gui truoc ngay"),
    ("aim", r"(?:chi tieu|muc tieu) (?:duoc giao|giao|nam|ke hoach|den|phan dau|20\d\d)(?: .*)?"),
    (
        "target",
        r"(?:ten |cac |danh muc |danh sach )*(?:chi tieu|noi dung|muc tieu)(?: .*)?|nhiem vu (?:va |hoac )?chi tieu(?: .*)?|danh muc",
    ),
    ("duty", r"(?:ten |cac |danh muc )*(?:nhiem vu|cong viec|viec)(?: .*)?"),
    (
        "body",
        r"(?:ten |cac )*(?:don vi|co quan|dia phuong|dau moi)(?: .*)?|(?:co quan |don vi )?(?:chu tri|phu trach|chiu trach nhiem)(?: .*)?"
        r"|noi (?:bao cao|gui)(?: .*)?|trach nhiem(?: bao cao| thuc hien)?",
    ),
    (
        "other",
        r"ghi chu|(?:thoi|ky|nam|ke hoach|linh vuc|dia ban|gia tri|so giao|giao|loai|vai tro|can cu|van ban|bieu|mau|nguoi|dien thoai"
        r"|email|so dien thoai|tan suat|han|nguon|phuong phap|ket qua|thuc hien|so lieu|hien trang|cach tinh)(?: .*)?",
    ),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Columns:
    """`head` is the row of the names, the table's rows begin in the row `below`, both from 0.

    `marked` are columns that stand for agencies, a mark in them for each row; `strange` those whose names nobody can make out.
    """

    head: int
    below: int
    named: Mapping[str, int]
    marked: Mapping[int, Who] = field(default_factory=dict)
    strange: Mapping[int, tuple[str, Trouble]] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_cross(self) -> bool:
        return bool(self.marked)

    @property
    def whats(self) -> list[str]:
        return [name for name in ("code", "target", "duty") if name in self.named]


def columns_of(turn: Turn, sheet: Sequence[Row]) -> Columns | None:
    for at, row in enumerate(sheet[:_LOOKED_AT]):
        named = _named(row)
        below = sheet[at + 1] if at + 1 < len(sheet) else ()
        if not named.keys() & {"code", "target", "duty", "body"}:
            continue
        found = _of_rows(turn, at, row, named, below)
        if found is not None:
            return found
    return None


def cell_at(row: Row, place: int | None) -> str:
    value = row[place] if place is not None and place < len(row) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _named(row: Row) -> dict[str, int]:
    named: dict[str, int] = {}
    for place, cell in enumerate(row):
        kind = _kind(cell)
        if kind:
            named.setdefault(kind, place)
    if "aim" in named and not named.keys() & {"code", "target", "duty"}:
        named["target"] = named["aim"]
    return named


def _kind(cell: Value) -> str:
    text = plain(cell) if isinstance(cell, str) else ""
    if not 0 < len(text) <= _LONGEST or ":" in str(cell):
        return ""
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(text)), "")


def _of_rows(turn: Turn, at: int, row: Row, named: Mapping[str, int], below: Row) -> Columns | None:
    has_what = bool(named.keys() & {"code", "target", "duty"})
    crosses = _crosses(turn, at, row, named, below) if has_what else None
    if crosses is not None:
        return crosses
    titles = {place: cell_at(row, place) for place in range(len(row))}
    if has_what and "body" in named:
        return Columns(at, at + 1, named, titles=titles)
    # One of the two alone: only of what is plainly a table.
    is_table = "order" in named or (has_what and len(named.keys() & {"code", "target", "duty"}) > 1)
    return Columns(at, at + 1, named, titles=titles) if is_table else None


def _crosses(turn: Turn, at: int, row: Row, named: Mapping[str, int], below: Row) -> Columns | None:
    """Agencies side by side, in the row of the names or in the one below what they have in common."""
    first = min(named[name] for name in ("code", "target", "duty") if name in named)
    titles = {place: cell_at(row, place) for place in range(len(row))}
    here, strange = _agencies(turn, row, first)
    if len(here) > 1 or (here and "body" not in named):
        kept = {name: place for name, place in named.items() if place not in here}
        return Columns(at, at + 1, kept, here, strange, titles)
    if not any(cell_at(below, named[name]) for name in ("code", "target", "duty") if name in named):
        under, strange = _agencies(turn, below, named.get("body", first + 1) - 1)
        if len(under) > 1:
            kept = {name: place for name, place in named.items() if name != "body" and place not in under}
            return Columns(at, at + 2, kept, under, strange, titles | {place: cell_at(below, place) for place in under})
    return None


def _agencies(turn: Turn, row: Row, after: int) -> tuple[dict[int, Who], dict[int, tuple[str, Trouble]]]:
    found: dict[int, Who] = {}
    strange: dict[int, tuple[str, Trouble]] = {}
    for place, cell in enumerate(row):
        text = cell_at(row, place)
        if place <= after or not text or not isinstance(cell, str) or _kind(cell) not in ("", "body"):
            continue
        named = who(turn, text)
        if isinstance(named, Who) and named.agencies:
            found[place] = named
        elif isinstance(named, Trouble) and not _kind(cell):
            strange[place] = (text, named)
    return found, strange
