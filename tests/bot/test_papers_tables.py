"""Workbooks, CSV and JSON: numbers are numbers, days are days, and no text is ever calculated."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.papers import cells, plain
from bot.papers.make import make
from bot.papers.workbook import number_format, titles, written
from handlers.papers import Cell, Table, Workbook
from tests.bot.papers_shapes import payloads

COLUMNS = ("Chỉ tiêu", "Số liệu", "Tính đến ngày", "Ghi chú")
PAYLOADS = payloads(1_000)
NUMBERS = ("-1", "-0.5", "-1234.56", "-99999999", "0", "3700", "95.5", "1E+3", "0.000015", "123456789012345")
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(*rows: tuple[Cell, ...], **more: Any) -> Table:
    return Table(**{"title": "Chỉ tiêu", "columns": COLUMNS, "rows": rows, **more})


def opened(*tables: Table) -> Any:
    return load_workbook(io.BytesIO(written(Workbook(tables))))


def fields(workbook: Workbook) -> list[list[str]]:
    text = plain.as_csv(workbook).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


# ---- formulas


def hostile() -> Table:
    """Payloads in every place that a text may have, negative numbers beside them."""
    rows = tuple((text, Decimal(NUMBERS[at % len(NUMBERS)]), None, text) for at, text in enumerate(PAYLOADS))
    return table(*rows, title="=1+1", columns=("=1+1", "@x", "-2", "+3"), heading=("=1+1", "\t=2"), notes=("-cmd|' /C calc'!A0",))


def test_of_a_thousand_payloads_none_is_a_formula_in_a_workbook_and_negatives_stay_numbers() -> None:
    (sheet,) = opened(hostile())
    everything = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(PAYLOADS) == 1_000
    assert {cell.data_type for cell in everything} == {"s", "n"}
    numbers = [cell.value for cell in everything if cell.data_type == "n"]
    assert [Decimal(str(value)) for value in numbers] == [Decimal(NUMBERS[at % len(NUMBERS)]) for at in range(len(PAYLOADS))]
    assert all(cell.quotePrefix for cell in everything if cell.data_type == "s" and cell.value.startswith(STARTS))


def test_the_file_itself_holds_no_formula_and_no_link() -> None:
    with zipfile.ZipFile(io.BytesIO(written(Workbook((hostile(),))))) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert not re.search(r"<(f|externalReference|hyperlink|oleObject)[ >/]", text), name
        assert not [name for name in archive.namelist() if "external" in name or "macro" in name.lower()]


def test_of_a_thousand_payloads_none_begins_a_field_of_the_csv_and_negatives_stay_numbers() -> None:
    found = fields(Workbook((hostile(),)))
    rows = found[3:-1]
    assert len(rows) == len(PAYLOADS)
    for at, (first, number, day, last) in enumerate(rows):
        assert Decimal(number.replace(",", ".")) == Decimal(NUMBERS[at % len(NUMBERS)])
        assert day == ""
        assert not re.match(r"\s*[=+\-@]", first + " ", re.ASCII), first
        assert first == last
    others = [field for row in (*found[:3], found[-1]) for field in row]
    assert not [field for field in others if field.startswith(STARTS)]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_whatever_separator_a_program_takes_no_field_of_text_begins_with_a_formula(separator: str) -> None:
    text = plain.as_csv(Workbook((table(*((text, text) for text in PAYLOADS)),))).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        assert not [field for field in row if field.lstrip(' ;"').startswith(("=", "+", "@"))]


@given(st.text(max_size=40))
def test_any_text_comes_back_as_the_text_it_was(text: str) -> None:
    (sheet,) = opened(table((text, Decimal(-1), None, None)))
    cell = sheet.cell(2, 1)
    assert (cell.value or "", sheet.cell(2, 2).value) == (cells.plain(text), -1)
    assert cell.data_type == ("n" if cell.value is None else "s")
    ((_, *_), (field, *_)) = fields(Workbook((table((text, None), heading=(), title="x"),)))[1:]
    assert field.replace("'", "") == cells.plain(text).replace("'", "")
    assert not field.startswith(STARTS)
    json.loads(plain.as_json(Workbook((table((text,)),))))


# ---- numbers and days


@pytest.mark.parametrize(
    ("value", "format_"),
    [("3700", "#,##0"), ("95.5", "#,##0.0"), ("95.50", "#,##0.0"), ("1E+3", "#,##0"), ("0.0125", "#,##0.0000"), ("-12.25", "#,##0.00")],
)
def test_a_number_is_shown_with_the_decimals_it_has_and_no_separator_before_nothing(value: str, format_: str) -> None:
    (sheet,) = opened(table((None, Decimal(value), None, None)))
    cell = sheet.cell(2, 2)
    assert (cell.data_type, cell.number_format, Decimal(str(cell.value))) == ("n", format_, Decimal(value))
    assert number_format(cells.number(Decimal(value)) or Decimal(0)) == format_


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1234567890123456", "1.234.567.890.123.456"),
        ("0.1234567890123456", "0,1234567890123456"),
        ("-1234567890.1234567", "-1.234.567.890,1234567"),
    ],
)
def test_a_number_that_a_spreadsheet_would_round_is_a_text(value: str, text: str) -> None:
    (sheet,) = opened(table((None, Decimal(value), None, None)))
    assert (sheet.cell(2, 2).data_type, sheet.cell(2, 2).value) == ("s", text)
    (row,) = json.loads(plain.as_json(Workbook((table((Decimal(value),)),))))["tables"][0]["rows"]
    assert row == [value]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1E+400", "1E-400"])
def test_what_is_hardly_a_number_breaks_nothing(value: str) -> None:
    workbook = Workbook((table((None, Decimal(value), None, None)),))
    (sheet,) = load_workbook(io.BytesIO(written(workbook)))
    assert sheet.cell(2, 2).data_type in ("s", "n")
    fields(workbook)
    json.loads(plain.as_json(workbook))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_every_number_that_people_report_comes_back_equal_from_all_three(value: Decimal) -> None:
    workbook = Workbook((table((value,), columns=("x",)),))
    (sheet,) = load_workbook(io.BytesIO(written(workbook)))
    assert Decimal(str(sheet.cell(2, 1).value)) == value
    assert Decimal(fields(workbook)[2][0].replace(",", ".")) == value
    assert Decimal(json.dumps(json.loads(plain.as_json(workbook), parse_float=str)["tables"][0]["rows"][0][0]).strip('"')) == value


def test_a_day_is_a_day() -> None:
    workbook = Workbook((table((None, None, date(2026, 9, 5), None), (None, None, date(1890, 1, 2), None)),))
    (sheet,) = load_workbook(io.BytesIO(written(workbook)))
    first, early = sheet.cell(2, 3), sheet.cell(3, 3)
    assert (first.value, first.number_format) == (datetime(2026, 9, 5), "dd/mm/yyyy")  # noqa: DTZ001 - a spreadsheet's day has no zone
    assert (early.data_type, early.value) == ("s", "02/01/1890")
    assert fields(workbook)[2][2] == "05/09/2026"
    assert json.loads(plain.as_json(workbook))["tables"][0]["rows"][0][2] == "2026-09-05"


def test_a_text_of_digits_stays_a_text() -> None:
    workbook = Workbook((table(("0905123456", None, None, "00123")),))
    (sheet,) = load_workbook(io.BytesIO(written(workbook)))
    assert (sheet.cell(2, 1).value, sheet.cell(2, 1).data_type, sheet.cell(2, 4).value) == ("0905123456", "s", "00123")


# ---- sheets


def test_headings_stand_above_a_frozen_header_with_a_filter_and_notes_below() -> None:
    (sheet,) = opened(table(("a", Decimal(1), None, None), heading=("Tiến độ", "Lập ngày 27/11/2026"), notes=("Nguồn",)))
    assert [sheet.cell(at, 1).value for at in range(1, 8)] == ["Tiến độ", "Lập ngày 27/11/2026", None, "Chỉ tiêu", "a", None, "Nguồn"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", "A4:D5")
    assert all(cell.font.bold for cell in sheet[4])
    assert sheet.cell(5, 1).alignment.wrap_text


def test_a_sheet_prints_across_a4_as_wide_as_one_page() -> None:
    (sheet,) = opened(table(("a", Decimal(1), None, None)))
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows) == (True, "$1:$1")


def test_columns_are_as_wide_as_their_words_within_limits_and_rows_as_high_as_theirs() -> None:
    (sheet,) = opened(table(("a " * 200, Decimal(1), None, "ngắn"), ("b", Decimal(12345678), None, "")))
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert 30 <= widths[0] <= 44
    assert 7 <= widths[3] < widths[0]
    assert widths[1] >= len("12.345.678")
    assert sheet.row_dimensions[2].height > 3 * sheet.row_dimensions[3].height


@pytest.mark.parametrize(
    ("wanted", "given_"),
    [
        (["Chỉ tiêu"], ["Chỉ tiêu"]),
        (["a", "A", "a"], ["a", "A (2)", "a (3)"]),
        (["[x]:*?/\\y"], ["x y"]),
        (["", "'", "\x00 "], ["Bảng 1", "Bảng 2", "Bảng 3"]),
        (["'tên'"], ["tên"]),
        (["History"], ["History (2)"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["\U0001f600 vui"], ["vui"]),
    ],
)
def test_titles_of_sheets_are_such_as_spreadsheets_allow(wanted: list[str], given_: list[str]) -> None:
    assert titles(wanted) == given_
    assert opened(*(table(title=title) for title in wanted)).sheetnames == given_


def test_a_workbook_may_be_empty_and_a_table_too(tmp_path: Path) -> None:
    for workbook in (Workbook(()), Workbook((table(),)), Workbook((table(columns=()),)), Workbook((table(("a",) * 9),))):
        make(workbook, tmp_path / "x.xlsx")
        assert len(load_workbook(tmp_path / "x.xlsx").sheetnames) == 1
        fields(workbook)
        json.loads(plain.as_json(workbook))


def test_a_text_longer_than_a_cell_holds_is_cut() -> None:
    (sheet,) = opened(table(("x" * 40_000, None, None, None)))
    assert len(sheet.cell(2, 1).value) == cells.MOST_LETTERS


# ---- CSV and JSON


def test_the_csv_is_what_excel_opens_where_windows_is_set_to_vietnamese() -> None:
    data = plain.as_csv(Workbook((table(("Nhà ở; xã hội", Decimal("-1234.5"), None, 'nói "có"')),)))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[-1] == '"Nhà ở; xã hội";"-1234,5";"";"nói ""có"""'


def test_tables_stand_below_one_another_in_a_csv_and_side_by_side_in_json() -> None:
    workbook = Workbook((table(("a", Decimal(1), None, None)), table(("b", Decimal("2.5"), None, None), title="Đơn vị", notes=("n",))))
    assert [row[:1] for row in fields(workbook)] == [["Chỉ tiêu"], ["Chỉ tiêu"], ["a"], [], ["Đơn vị"], ["Chỉ tiêu"], ["b"], ["n"]]
    first, second = json.loads(plain.as_json(workbook))["tables"]
    assert (first["title"], first["columns"], first["rows"]) == ("Chỉ tiêu", list(COLUMNS), [["a", 1, None, None]])
    assert (second["rows"], second["notes"]) == ([["b", 2.5, None, None]], ["n"])
