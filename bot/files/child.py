"""Reads one hostile file in a process of its own: `python -m bot.files.child KIND < file` prints what it holds as JSON.

The parent limits memory and time; here nothing is trusted either.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5, 2_000, 60, 500
MOST_TEXT = 400_000
MOST_PAGES = 50
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)|\0", re.I)
"""What a document needs never and an attack often; zero bytes spell it in UTF-16."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")


class TooLargeError(Exception):
    pass


def main() -> None:
    kind, data = sys.argv[1], sys.stdin.buffer.read()
    try:
        found = {"word": _word, "pdf": _pdf, "sheet": _sheet, "text": _plain}[kind](data)
    except TooLargeError:
        found = {"refused": "size"}
    except MemoryError:
        found = {"refused": "size"}
    except Exception:  # noqa: BLE001 - parsers raise whatever they like on damaged files; the parent is told that it is damaged
        found = {"refused": "damaged"}
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


def _plain(data: bytes) -> dict[str, Any]:
    return {"text": data.decode("utf-8-sig")[:MOST_TEXT]}


def _word(data: bytes) -> dict[str, Any]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    lines: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name) if name.endswith((".xml", ".rels")) else b""
            if _DECLARED.search(part):
                return {"refused": "kind"}
            if _TEXT_PARTS.fullmatch(name):
                for paragraph in etree.fromstring(part, parser).iter(f"{_WORD}p"):
                    lines.append("".join(node.text or "" for node in paragraph.iter(f"{_WORD}t")))
    return {"text": "\n".join(lines)[:MOST_TEXT]}


def _pdf(data: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if len(reader.pages) > 2_000:
        raise TooLargeError
    pages = [page.extract_text() or "" for page in reader.pages[:MOST_PAGES]]
    return {"text": "\n".join(pages)[:MOST_TEXT]}


def _sheet(data: bytes) -> dict[str, Any]:
    import warnings

    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")) and _DECLARED.search(archive.read(name)):
                return {"refused": "kind"}
    warnings.simplefilter("ignore")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        raise TooLargeError
    sheets = [list(_rows(sheet)) for sheet in book.worksheets]
    words = "\n".join(str(cell) for sheet in sheets for row in sheet for cell in row if isinstance(cell, str))
    return {"text": words[:MOST_TEXT], "sheets": sheets}


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """The rows up to the last that holds anything; what a sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    empty = 0
    for number, row in enumerate(sheet.rows):
        if number >= MOST_ROWS:
            raise TooLargeError
        if len(row) > MOST_COLUMNS and any(cell.value is not None for cell in row[MOST_COLUMNS:]):
            raise TooLargeError
        cells = [_cell(cell) for cell in row[:MOST_COLUMNS]]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            empty += 1
            continue
        yield from ([] for _ in range(empty))
        empty = 0
        yield cells


def _cell(cell: Any) -> str | int | float | None:
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (datetime, date)):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if isinstance(value, (int, float)):
        if "%" in (cell.number_format or ""):
            return f"{round(value * 100, 6):g}".replace(".", ",") + "%"
        return value
    text = str(value)
    if len(text) > LONGEST_CELL:
        raise TooLargeError
    return text


if __name__ == "__main__":
    main()
