"""A sheet that opens a period: read into what it asks for, rows to choose for, and rows left out, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.progress.coordinate.common import plan_of
from handlers.progress.coordinate.period_cells import plain
from handlers.progress.coordinate.period_columns import Columns, Row, cell_at, columns_of
from handlers.progress.coordinate.period_head import Head, has_label, head_of, with_due_column
from handlers.progress.coordinate.period_rows import ENDS, Found, not_given, read_rows
from handlers.progress.form_table import has_form
from handlers.progress.owed import all_owed
from handlers.say import period_sheet as say
from handlers.turn import Turn
from store.periods import Item

_ASKED = re.compile(r"(?:(?!khong |chua |dung )\w+ ){0,8}?mo (?:ky|dot)\b.*")
_NAMED = re.compile(r"(?:\w+ ){0,4}?(?:ky|dot) bao cao\b.*")
_LETTERHEAD = re.compile(r"\b(?:cong hoa xa hoi|doc lap tu do|ubnd tinh|uy ban nhan dan tinh)\b|\bngay \d{1,2} thang \d{1,2} nam 20\d\d")
_LONGEST = 400
_FEW = 2
"""So many rows of several cells, one below another, are a table."""


@dataclass(frozen=True, slots=True)
class Read:
    """`tables` were found and read; `is_unread`: there is a table besides whose columns nobody can tell."""

    head: Head
    items: tuple[Item, ...] = ()
    taken: int = 0
    to_choose: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tables: int = 0
    is_unread: bool = False


def is_sent(turn: Turn) -> bool:
    """A sheet with the words to open a period by it; or without a word one that tells its days, and is no form to be filled in."""
    sheets, text = _sheets(turn), plain(turn.message.text[:_LONGEST])
    if not sheets or "?" in turn.message.text:
        return False
    if _ASKED.fullmatch(text):
        return True
    return (not text or _NAMED.fullmatch(text) is not None) and tells_a_period(turn) and not has_form(sheets, turn.now.date())


def tells_a_period(turn: Turn) -> bool:
    return _head(turn, [columns_of(turn, sheet) for sheet in _sheets(turn)]).tells_a_period


def read(turn: Turn) -> Read:
    sheets = _sheets(turn)
    columns = [columns_of(turn, sheet) for sheet in sheets]
    tables = sum(one is not None for one in columns)
    found = Found(all_owed(turn.db, plan_of(turn)))
    for number, (sheet, one) in enumerate(zip(sheets, columns, strict=True), start=1):
        if one is not None:
            read_rows(turn, sheet, one, say.sheet_mark(number) if tables > 1 else "", found)
    days = {text for sheet, one in zip(sheets, columns, strict=True) if one for text in _due_days(sheet, one)}
    head, due_note = with_due_column(_head(turn, columns), sorted(days), turn.now.date())
    notes = (*dict.fromkeys(found.notes), due_note, say.rows_gone_on(found.gone_on), not_given(turn, found))
    return Read(
        head,
        tuple(found.items),
        found.taken,
        tuple(found.to_choose),
        tuple(found.left_out),
        tuple(filter(None, notes)),
        tables,
        any(one is None and _holds_table(sheet) for sheet, one in zip(sheets, columns, strict=True)),
    )


def _sheets(turn: Turn) -> list[Sequence[Row]]:
    return [sheet for file in turn.message.files if not file.refused for sheet in file.sheets]


def _head(turn: Turn, columns: Sequence[Columns | None]) -> Head:
    above = [sheet[: one.head] if one else sheet for sheet, one in zip(_sheets(turn), columns, strict=True)]
    return head_of(above, turn.now.date(), plan_of(turn).number)


def _due_days(sheet: Sequence[Row], columns: Columns) -> list[str]:
    """What a column of days of sending holds, each as written."""
    place = columns.named.get("due")
    return [text for row in sheet[columns.below :] if (text := cell_at(row, place)) and re.search(r"\d", text)]


def _holds_table(sheet: Sequence[Row]) -> bool:
    run = 0
    for row in sheet:
        cells = [plain(str(cell)) for cell in row if cell is not None and str(cell).strip()]
        if cells and ENDS.fullmatch(cells[0]):
            return False
        is_idle = has_label(row) or any(_LETTERHEAD.search(cell) for cell in cells)
        run = run + 1 if len(cells) > 1 and not is_idle else 0
        if run >= _FEW:
            return True
    return False
