"""Read a plan from a file: .txt .docx .pdf .html .xlsx → paragraphs and table rows. Every file is taken to be hostile."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.paragraphs import Document, Paragraph, from_text, row, squeeze, without_portal_remains
from corpus.webpage import from_page

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

__all__ = ["Document", "Paragraph", "Unreadable", "UnreadableError", "read_document", "read_text"]

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 100_000_000
MAX_ZIP_ENTRIES = 5_000
MAX_PAGES = 500
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CHARACTERS = 2_000_000


_DAMAGES: tuple[type[Exception], ...] = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError, NotImplementedError),
    *(OSError, SyntaxError, zipfile.BadZipFile, zlib.error, struct.error),
)
"""What the parsers raise on damaged files: they check little themselves (an XML error of lxml is a SyntaxError)."""


class Unreadable(StrEnum):
    """Why a file cannot be read; the layer above words it."""

    MISSING = "missing"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    ENCODING = "encoding"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NO_TEXT = "no_text"


class UnreadableError(Exception):
    """The one failure of this module; `code` says which."""

    def __init__(self, code: Unreadable, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code


def read_document(path: Path) -> Document:
    """Read a plan, told by what the file holds rather than by its extension. Raises UnreadableError alone."""
    data = _bytes(path)
    kind = _kind(data, path.suffix.lower())
    readers = {"docx": _from_docx, "xlsx": _from_xlsx, "pdf": _from_pdf, "html": _from_html, "txt": _from_txt}
    paragraphs = readers[kind](data)
    if not any(paragraph.text for paragraph in paragraphs):
        raise UnreadableError(Unreadable.NO_TEXT, path.name)
    if sum(len(paragraph.text) for paragraph in paragraphs) > MAX_CHARACTERS:
        raise UnreadableError(Unreadable.TOO_LARGE, path.name)
    return Document(paragraphs)


def read_text(text: str) -> Document:
    """The same for text at hand."""
    return Document(from_text(text))


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableError(Unreadable.MISSING, path.name)
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(Unreadable.TOO_LARGE, path.name)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(Unreadable.MISSING, str(error)) from error
    if len(data) > MAX_BYTES:
        raise UnreadableError(Unreadable.TOO_LARGE, path.name)
    if not data.strip():
        raise UnreadableError(Unreadable.EMPTY, path.name)
    return data


def _kind(data: bytes, suffix: str) -> str:
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # an OLE file: an old .doc or .xls, or a .docx locked with a password
        locked = b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data
        raise UnreadableError(Unreadable.LOCKED if locked else Unreadable.UNSUPPORTED, suffix)
    if data.startswith(b"{\\rtf") or suffix in {".docx", ".xlsx", ".pdf"}:
        raise UnreadableError(Unreadable.UNSUPPORTED, suffix)
    start = data[:1024].lstrip(b"\xef\xbb\xbf")
    if suffix in {".html", ".htm", ".xhtml"} or re.match(rb"\s*(?:<!doctype html|<html)", start, re.IGNORECASE):
        return "html"
    return "txt"


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise UnreadableError(Unreadable.TOO_LARGE, "zip")
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableError(Unreadable.LOCKED, "zip")
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableError(Unreadable.DAMAGED, str(error)) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise UnreadableError(Unreadable.UNSUPPORTED, "zip")


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16; anything else (cp1258, TCVN3, VNI) is refused: a guess would change Vietnamese letters silently."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data[:4000]:
        encoding = "utf-16-le" if data[:4000:2].count(0) < data[1:4000:2].count(0) else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(Unreadable.ENCODING, str(error)) from error
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise UnreadableError(Unreadable.ENCODING, "control characters")
    return text


def _from_txt(data: bytes) -> tuple[Paragraph, ...]:
    return from_text(_decoded(data))


def _from_pdf(data: bytes) -> tuple[Paragraph, ...]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    damages: tuple[type[Exception], ...] = (PyPdfError, *_DAMAGES)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError(Unreadable.LOCKED, "pdf")
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableError(Unreadable.TOO_LARGE, "pdf")
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_CHARACTERS:
                raise UnreadableError(Unreadable.TOO_LARGE, "pdf")
    except damages as error:
        raise UnreadableError(Unreadable.DAMAGED, f"{type(error).__name__}: {error}") from error
    if len("".join(pages).split()) < 5 * len(pages):
        raise UnreadableError(Unreadable.NO_TEXT, "scanned")
    return from_text("\n".join(pages))


def _from_docx(data: bytes) -> tuple[Paragraph, ...]:
    import docx
    from docx.opc.exceptions import OpcError

    damages: tuple[type[Exception], ...] = (OpcError, *_DAMAGES)
    try:
        document = docx.Document(io.BytesIO(data))
        return without_portal_remains(tuple(_word_paragraphs(document)))
    except damages as error:
        raise UnreadableError(Unreadable.DAMAGED, f"{type(error).__name__}: {error}") from error


def _word_paragraphs(document: WordDocument) -> Iterator[Paragraph]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for table_row in block.rows:
                cells = [cell.text for cell in table_row.cells]
                # a cell merged over several columns comes once for each of them
                yield row([cell for at, cell in enumerate(cells) if not at or cell != cells[at - 1]])
            continue
        text = squeeze(block.text)
        if text:
            yield Paragraph(_with_list_sign(block, text))


def _with_list_sign(block: WordParagraph, text: str) -> str:
    """Word draws the signs of its lists itself. Only that it is a list is told here: a number is never made up."""
    listed = block._p.pPr is not None and block._p.pPr.numPr is not None
    style = (block.style.name or "") if block.style is not None else ""
    if (listed or style.startswith("List")) and not style.startswith("Heading") and not re.match(r"[-–+•*]|\w{1,4}[.)]\s", text):
        return f"- {text}"
    return text


def _from_xlsx(data: bytes) -> tuple[Paragraph, ...]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    damages: tuple[type[Exception], ...] = (InvalidFileException, *_DAMAGES)
    rows: list[Paragraph] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and styles that it leaves out
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                for values in sheet.iter_rows(max_col=min(sheet.max_column or MAX_COLUMNS, MAX_COLUMNS), values_only=True):
                    cells = ["" if value is None else str(value) for value in values]
                    if any(cells):
                        rows.append(row(cells))
                    if len(rows) > MAX_ROWS:
                        raise UnreadableError(Unreadable.TOO_LARGE, "xlsx")
            book.close()
    except damages as error:
        raise UnreadableError(Unreadable.DAMAGED, f"{type(error).__name__}: {error}") from error
    return tuple(Paragraph(found.cells[0]) if len([c for c in found.cells if c]) == 1 and found.cells[0] else found for found in rows)


def _from_html(data: bytes) -> tuple[Paragraph, ...]:
    return without_portal_remains(from_page(_decoded(data)))
