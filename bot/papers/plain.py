"""Tables for other programs: CSV and JSON.

The CSV opens with a double click in Excel on a Windows set to Vietnamese: the comma is the decimal sign there, so columns are
parted by ";", a number is 95,5 without thousands, and UTF-8 is known by its mark at the start. Excel's own line "sep=;" would
serve other settings too, but makes it ignore that mark and spoil every diacritic. A Windows left at English takes "," for the
separator and cuts texts in two there, so no formula may begin behind a comma either.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bot.papers import cells
from handlers.papers import Cell, Table, Workbook

SEPARATOR = ";"
_BEHIND_SEPARATOR = re.compile(r"([,;\t\n]\s*)(?=[=+@＝＋＠]|[-－](?! ))")


def as_csv(workbook: Workbook) -> bytes:
    """One table below the other, an empty line between them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for number, table in enumerate(workbook.tables):
        if number:
            text.write("\r\n")
        writer.writerows(_lines(table))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _lines(table: Table) -> Iterator[list[str]]:
    yield from ([harmless(line)] for line in table.heading or (table.title,))
    yield [harmless(title) for title in table.columns]
    yield from ([_field(value) for value in row] for row in table.rows)
    yield from ([harmless(line)] for line in table.notes)


def harmless(text: str) -> str:
    """A text that some program might calculate, or a piece of it, kept from it by a "'" before it."""
    clean = _BEHIND_SEPARATOR.sub(r"\1'", cells.plain(text))
    return f"'{clean}" if cells.looks_like_formula(clean) else clean


def _field(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        number = cells.number(value)
        return harmless(cells.spelled(value)) if number is None else f"{number:f}".replace(".", ",")
    return f"{value:%d/%m/}{value.year:04d}" if isinstance(value, date) else harmless(value)


def as_json(workbook: Workbook) -> bytes:
    """Numbers as numbers where every program reads them exactly, else as texts; days in ISO form."""
    tables = [
        {
            "title": table.title,
            "heading": table.heading,
            "columns": table.columns,
            "rows": [[_value(value) for value in row] for row in table.rows],
            "notes": table.notes,
        }
        for table in workbook.tables
    ]
    text = json.dumps({"tables": tables}, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8", "replace")


def _value(value: Cell) -> str | int | float | None:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        return value
    number = cells.number(value)
    if number is None:
        return str(value) if value.is_finite() else None
    return float(number) if cells.decimals(number) else int(number)
