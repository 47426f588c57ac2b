"""Reads a list of people to invite: .csv or .xlsx, columns by their headings, every row checked before any is taken."""

from __future__ import annotations

import csv
import io
import re
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.say import people as say
from corpus.plan import Plan
from corpus.reading import Unreadable, UnreadableError
from handlers.people.agencies import agency_name, resolve
from handlers.people.names import read_name, read_phone
from handlers.people.roles import read_role
from index.text import fold
from store.people import OF_AN_AGENCY, Post, Role

MOST_BYTES, MOST_UNPACKED, MOST_ENTRIES = 2_000_000, 10_000_000, 200
MOST_ROWS, MOST_COLUMNS = 2_000, 40
HEADING_WITHIN = 10
"""Rows above the headings: a title, a date."""
_HEADINGS: Mapping[str, str] = {
    "agency": r"(?:ten )?(?:don vi|co quan)(?: (?:don vi|co quan))?|agency",
    "role": r"vai tro|role",
    "name": r"ho (?:va )?ten(?: (?:dau moi|can bo|nguoi dau moi))?|ten(?: (?:dau moi|can bo))?|(?:nguoi |can bo )?dau moi|name",
    "phone": r"(?:so )?(?:dien thoai|dt|dtdd|di dong)(?: (?:co quan|lien he|di dong))?|sdt|phone",
}
_DAMAGES = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError, NotImplementedError),
    *(OSError, SyntaxError, zipfile.BadZipFile, zlib.error, struct.error, csv.Error),
)
"""What the parsers raise on damaged files (an XML error is a SyntaxError)."""
Rows = list[tuple[int, list[str]]]


class WrongListError(Exception):
    """What is wrong with the list; `problems` are sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be invited."""

    row: int
    post: Post
    name: str
    phone: str


def read_list(path: Path, plans: Sequence[Plan], today: date) -> list[Entry]:
    """Raises UnreadableError, and WrongListError with every problem of every row."""
    rows = _rows(path)
    start, columns = _heading(rows)
    entries: list[Entry] = []
    problems: list[str] = []
    seen: dict[tuple[Post, str], int] = {}
    for number, cells in rows[start + 1 :]:
        given = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if not any(given.values()):
            continue
        wrong, entry = _entry(number, given, plans, today)
        if entry is not None:
            first = seen.setdefault((entry.post, entry.name), number)
            wrong += [say.same_as_row(first)] if first != number else []
            entries.append(entry)
        problems += [say.row_problem(number, problem) for problem in wrong]
    if problems:
        raise WrongListError(problems)
    if not entries:
        raise WrongListError([say.no_rows()])
    return entries


def resolve_agency(plans: Sequence[Plan], name: str, today: date) -> str:
    """The agency's id. Raises ValueError, whose text says what is wrong."""
    found = resolve(plans, name, today)
    if found.id:
        return found.id
    if found.others:
        raise ValueError(say.agency_meant(name, [agency_name(plans, other) for other in found.others]))
    raise ValueError(say.agency_of_many(name) if found.of_many else say.no_such_agency(name))


def _entry(row: int, given: Mapping[str, str], plans: Sequence[Plan], today: date) -> tuple[list[str], Entry | None]:
    problems: list[str] = []
    role = read_role(given["role"]) if given.get("role") else Role.CONTACT
    agency = ""
    if role is None:
        problems.append(say.no_such_role(given["role"][:60]))
    elif role in OF_AN_AGENCY:
        try:
            agency = resolve_agency(plans, given["agency"][:200], today) if given["agency"] else ""
        except ValueError as problem:
            problems.append(str(problem))
        if not given["agency"]:
            problems.append(say.agency_missing())
    name, phone = read_name(given.get("name", "")), read_phone(given.get("phone", ""))
    if given.get("name") and not name:
        problems.append(say.not_a_name(given["name"]))
    if given.get("phone") and not phone:
        problems.append(say.not_a_phone(given["phone"]))
    return problems, Entry(row, Post(role, agency), name, phone) if role is not None and not problems else None


def _heading(rows: Rows) -> tuple[int, dict[str, int]]:
    for at, (_, cells) in enumerate(rows[:HEADING_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            plain = re.sub(r"[\W_]+", " ", fold(cell.lower())).strip()
            named = next((name for name, pattern in _HEADINGS.items() if re.fullmatch(pattern, plain)), "")
            if named and columns.setdefault(named, column) != column:
                raise WrongListError([say.column_twice(cell[:60])])
        if "agency" in columns:
            return at, columns
    raise WrongListError([say.no_agency_column()])


def _rows(path: Path) -> Rows:
    """Each row with the number that a spreadsheet shows beside it."""
    try:
        if not path.is_file():
            raise UnreadableError(Unreadable.MISSING, path.name)
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableError(Unreadable.TOO_LARGE, path.name)
        data = path.read_bytes()
    except OSError as problem:
        raise UnreadableError(Unreadable.MISSING, str(problem)) from problem
    if not data.strip():
        raise UnreadableError(Unreadable.EMPTY, path.name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(Unreadable.UNSUPPORTED, path.suffix)
    try:
        return _tidied(_from_xlsx(data) if data.startswith(b"PK") else _from_csv(data))
    except _DAMAGES as problem:
        raise UnreadableError(Unreadable.DAMAGED, f"{type(problem).__name__}: {problem}") from problem


def _tidied(rows: Iterable[Iterable[object]]) -> Rows:
    tidy: Rows = []
    for number, cells in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise WrongListError([say.too_many_rows(MOST_ROWS)])
        texts = ["" if cell is None else " ".join(unicodedata.normalize("NFC", str(cell)).split()) for cell in cells]
        if any(texts):
            tidy.append((number, texts))
    return tidy


def _from_xlsx(data: bytes) -> list[tuple[object, ...]]:
    """The first sheet. What the file would unpack to is looked at first: a few kilobytes can hold gigabytes."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise UnreadableError(Unreadable.TOO_LARGE, "zip")
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableError(Unreadable.LOCKED, "zip")
        if "xl/workbook.xml" not in archive.namelist():
            raise UnreadableError(Unreadable.UNSUPPORTED, "zip")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drawings and styles that openpyxl leaves out
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True))
        book.close()
    return rows


def _from_csv(data: bytes) -> list[list[str]]:
    """UTF-8 or UTF-16, as spreadsheets write it; cells parted by whichever sign the heading has most of."""
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableError(Unreadable.ENCODING, str(problem)) from problem
    lines = text.splitlines()[:HEADING_WITHIN]
    heading = next((line for line in lines if re.search(r"don vi|co quan|agency", fold(line.lower()))), "")
    delimiter = max(";,\t", key=heading.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return [row[:MOST_COLUMNS] for _, row in zip(range(MOST_ROWS + 1), rows, strict=False)]
