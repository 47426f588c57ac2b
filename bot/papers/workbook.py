"""Tables as an Excel workbook. A number is a number, a day a day; everything else is a text that nothing calculates.

Numbers are shown with the separators of whoever opens the file: 3.700 and 95,5 where Windows is set to Vietnamese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from bot.papers import cells
from bot.say import papers as say
from corpus.writing import write_date, write_number
from handlers.papers import Cell, Table, Workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_TITLE = 31
NARROWEST, WIDEST, ACROSS = 7, 44, 165
"""Widths of a column, and of all together where that can be had, in letters: what is wider is too small to read on A4."""
TALLEST = 400
LINE = 15.0
"""Heights in points: of a row at most, which spreadsheets limit, and of a line of text."""
LETTERS = 1.25
"""How many letters of the font go into a unit of width, which is a figure of another."""
FONT = "Times New Roman"
"""As in everything that offices print (Decree 30/2020)."""
DAY = "dd/mm/yyyy"
TEXT = "@"
HEADER_FILL = "E3EAF4"
RULE = "9AA5B1"
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|[^\u0000-\uffff]")
_RESERVED = frozenset(["history"])


def written(workbook: Workbook) -> bytes:
    from openpyxl import Workbook as Book

    book = Book()
    book.remove(book.active)
    book.properties.creator = "kehoach"
    for table, title in zip(workbook.tables, titles([table.title for table in workbook.tables]), strict=True):
        _write(book.create_sheet(title), table)
    if not workbook.tables:
        book.create_sheet(say.sheet(1))
    to = BytesIO()
    book.save(to)
    return to.getvalue()


def titles(wanted: Sequence[str]) -> list[str]:
    """As spreadsheets allow them: 31 letters, none of []:*?/\\, no "'" at the ends, no two alike in any case."""
    given: list[str] = []
    taken = set(_RESERVED)
    for number, text in enumerate(wanted, 1):
        clean = " ".join(_NOT_IN_TITLES.sub(" ", cells.plain(text)).split())
        title = base = _cut(clean, LONGEST_TITLE) or say.sheet(number)
        again = 1
        while title.casefold() in taken:
            again += 1
            mark = f" ({again})"
            title = _cut(base, LONGEST_TITLE - len(mark)) + mark
        taken.add(title.casefold())
        given.append(title)
    return given


def _cut(title: str, length: int) -> str:
    return title[:length].strip(" '")


def number_format(value: Decimal) -> str:
    """#,##0 for a whole number, else with exactly the decimals that it has: no separator that stands before nothing."""
    behind = cells.decimals(value)
    return f"#,##0.{'0' * behind}" if behind else "#,##0"


# ---- a sheet


def _write(sheet: Worksheet, table: Table) -> None:
    widths = _widths(table)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[_letter(column)].width = width
    for at, line in enumerate(table.heading, 1):
        _write_across(sheet, at, line, widths, size=14 if at == 1 else 11, bold=at == 1)
    header = len(table.heading) + (2 if table.heading else 1)
    _write_header(sheet, table, header, widths)
    _write_rows(sheet, table, header, widths)
    last = header + len(table.rows)
    for at, line in enumerate(table.notes, last + 2):
        _write_across(sheet, at, line, widths, size=10, italic=True)
    if table.columns:
        sheet.freeze_panes = sheet.cell(header + 1, 1)
        sheet.auto_filter.ref = f"A{header}:{_letter(len(table.columns))}{last}"
        sheet.print_title_rows = f"{header}:{header}"
    _set_up_print(sheet)


def _write_across(sheet: Worksheet, at: int, line: str, widths: Sequence[float], *, size: int, **look: bool) -> None:
    from openpyxl.styles import Alignment, Font

    cell = _put_text(sheet.cell(at, 1), line)
    cell.font = Font(name=FONT, size=size, **look)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if len(widths) > 1:
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(widths))
    sheet.row_dimensions[at].height = _height([line], [sum(widths) * 11 / size]) * size / 11


def _write_header(sheet: Worksheet, table: Table, at: int, widths: Sequence[float]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, text in enumerate(table.columns, 1):
        cell = _put_text(sheet.cell(at, column), text)
        cell.font = Font(name=FONT, size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor=HEADER_FILL)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _border()
    # Narrower than the column: the arrow of the filter takes some of it.
    sheet.row_dimensions[at].height = _height(table.columns, [width - 3 for width in widths]) + 4


def _write_rows(sheet: Worksheet, table: Table, header: int, widths: Sequence[float]) -> None:
    from openpyxl.styles import Alignment, Font

    border, font = _border(), Font(name=FONT, size=11)
    aligned = {
        "s": Alignment(vertical="top", wrap_text=True),
        "n": Alignment(horizontal="right", vertical="top", indent=1),
        "d": Alignment(horizontal="center", vertical="top"),
    }
    for at, row in enumerate(table.rows, header + 1):
        for column, value in enumerate(row, 1):
            cell = _put(sheet.cell(at, column), value)
            cell.alignment, cell.border, cell.font = aligned[cell.data_type], border, font
        sheet.row_dimensions[at].height = _height([_shown(value) for value in row], widths)


def _put(cell: Any, value: Cell) -> Any:
    if isinstance(value, Decimal):
        number = cells.number(value)
        if number is None:
            return _put_text(cell, cells.spelled(value))
        cell.value, cell.number_format = number, number_format(number)
    elif isinstance(value, date):
        if value.year < 1900:
            # No spreadsheet counts days before 1900.
            return _put_text(cell, write_date(value))
        cell.value, cell.number_format = value, DAY
    elif value is not None:
        _put_text(cell, value)
    return cell


def _put_text(cell: Any, text: str) -> Any:
    """Said to be a text last: openpyxl takes "=…" for a formula and "#N/A" for an error when it is given the value."""
    clean = cells.plain(text)[: cells.MOST_LETTERS]
    if not clean:
        return cell
    cell.value = clean
    cell.data_type, cell.number_format = "s", TEXT
    # Excel would read it anew when somebody edits the cell.
    cell.quotePrefix = cells.looks_like_formula(clean)
    return cell


def _border() -> Any:
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=RULE)
    return Border(left=side, right=side, top=side, bottom=side)


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _widths(table: Table) -> list[float]:
    """As wide as what stands in a column, within limits: what is longer is wrapped. No word of the header is broken."""
    wanted, least = [], []
    for column, title in enumerate(table.columns):
        shown = [_shown(row[column]) for row in table.rows if column < len(row)]
        longest = max((len(line) for text in shown for line in text.split("\n")), default=0)
        unbroken = max((len(text) for row, text in zip(table.rows, shown, strict=False) if not isinstance(row[column], str)), default=0)
        word = max(map(len, title.split()), default=0)
        # Room for the arrow of the filter.
        least.append(min(WIDEST, max(NARROWEST, word + 3, unbroken + 3)))
        # What is mostly short need not be as wide as the one that is long.
        usual = sum(map(len, shown)) / max(1, len(shown))
        wanted.append(min(WIDEST, max(least[-1], min(longest + 2, round(1.5 * usual) + 6))))
    limit = next((limit for limit in range(WIDEST, 12, -1) if sum(min(limit, width) for width in wanted) <= ACROSS), 12)
    return [float(max(width, min(limit, want))) for width, want in zip(least, wanted, strict=True)]


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Enough for the longest of a row's texts when it is wrapped: spreadsheets differ in whether they work it out themselves."""
    lines = max((_lines(text, width) for text, width in zip(texts, widths, strict=False)), default=1)
    return min(TALLEST, lines * LINE)


def _lines(text: str, width: float) -> int:
    return sum(max(1, len(wrap(line, max(4, int(width * LETTERS))))) for line in text[: cells.MOST_LETTERS].split("\n"))


def _shown(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return write_number(value) if cells.number(value) is not None else cells.spelled(value)
    return "00/00/0000" if isinstance(value, date) else value


def _set_up_print(sheet: Worksheet) -> None:
    """A4 across, as wide as one page and as many pages down as it takes."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.75, 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = say.page_of_pages()
