"""A filled form: its columns told by their names, its rows read into what each claims. Nothing here knows a ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from corpus.characters import canonical
from corpus.measures import measure_at
from handlers.progress import reading, words
from handlers.progress.claims import Claim, Figure, Role, When
from handlers.progress.line import Line
from handlers.progress.naming import coded
from handlers.progress.times import set_times_aside
from handlers.turn import Value
from index.text import fold, normal
from store.ledger import Nature, Report

MOST_ROWS = 200
"""Rows with a value: what somebody can still look over on a telephone before it is recorded."""
_LOOKED_AT = 20
"""Rows among which the columns' names are looked for."""
_LONGEST_HEAD = 90
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("order", r"stt|tt|so tt|so thu tu"),
    ("code", r"ma|ma (?:so|chi tieu|ct)(?: .*)?|ct"),
    ("measure", r"(?:don vi|dv) (?:tinh|do)|dvt|dv tinh"),
    (
        "ignored",
        r".*\b(?:ty le|tile|%|phan tram|muc do|dat|so)\b.*(?:hoan thanh|so voi|ke hoach|muc tieu|chi tieu).*|so voi .*|% .*|dat %"
        r"|.*\b(?:(?:ky|nam|thang|quy|lan|bao cao) truoc|cung ky|moi nhat|gan nhat|tang giam|chenh lech|con lai|trang thai|tiep nhan)\b.*"
        r"|nam|muc|linh vuc|dia ban|loai so|so so lieu|van ban(?: .*)?",
    ),
    ("goal", r"(?:muc tieu|ke hoach|chi tieu|so) (?:.*(?:giao|20\d\d|phan dau|ca nam|nam|den).*)|ke hoach|kh|kh nam(?: .*)?"),
    ("estimate", r".*\b(?:uoc|uoc tinh|du kien)\b.*"),
    ("cumulative", r".*\b(?:luy ke|cong don)\b.*"),
    ("increment", r".*\b(?:trong (?:ky|thang|quy)|phat sinh|ky nay|thang nay|quy nay|tang them)\b.*"),
    ("when", r"(?:thoi diem|ngay|den ngay|tinh den|tinh den ngay|so lieu den ngay|ky|ky bao cao|ky so lieu)(?: (?:lay|chot|so lieu))*"),
    ("note", r"(?:ghi chu|kho khan|vuong|ton tai|nguyen nhan|giai trinh|ly do|de xuat|kien nghi|y kien|dien giai)(?:\b.*)?"),
    (
        "plain",
        r"(?:ket qua|thuc hien|so lieu|so thuc hien|da thuc hien|da dat|dat duoc|gia tri|so bao cao|hien trang|thuc te)(?:\b.*)?|dat",
    ),
    ("body", r"(?:ten )?(?:don vi|co quan|dia phuong)(?: (?:bao cao|thuc hien|chu tri|phu trach).*)?"),
    ("target", r"(?:ten )?(?:chi tieu|noi dung|nhiem vu|danh muc)(?:\b.*)?"),
    ("aim", r"muc tieu"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
VALUE_KINDS: Mapping[str, Role] = {
    "plain": Role.PLAIN,
    "cumulative": Role.CUMULATIVE,
    "increment": Role.INCREMENT,
    "estimate": Role.ESTIMATE,
}
_BLANK = frozenset(["", "-", "–", "—", ".", "..", "...", "…", "x"])
_COUNTED = re.compile(r"\(?(?:[a-z]|[0-9]{1,2})(?:\s*=.*)?\)?")
"""What stands in the row that numbers the columns: A, B, (1), 3=2/1."""
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong)\b.*")
_MARK = re.compile(r"^\s*(?:[-–+*•]|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]|[a-zđ][.)]|[IVX]{1,4}[.)])\s+")
_BELOW = re.compile(r"\s*[-–+*•]")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
Cells = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the sheet's own, from 1; `claims` none where nothing is filled in; `body` the unit that the row names;
    `unread` a cell that holds a value nobody can make out."""

    number: int
    name: str
    claims: tuple[Claim, ...] = ()
    body: str = ""
    unread: str = ""
    is_coded: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """`twice`: two columns that cannot be told apart. `passed_over`: names of columns that hold numbers and were not read."""

    rows: tuple[Row, ...] = ()
    twice: tuple[str, str] | None = None
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    kind: str
    title: str
    when: When | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """The names of the columns; what is reported begins in the row `below`."""

    at: int
    below: int
    columns: tuple[_Column, ...]

    def place(self, kind: str) -> int | None:
        return next((column.place for column in self.columns if column.kind == kind), None)

    @property
    def values(self) -> list[_Column]:
        return [column for column in self.columns if column.kind in VALUE_KINDS]


def read_forms(sheets: Sequence[Sequence[Cells]], today: date, caption: str = "") -> Form | None:
    """All sheets that have the columns of a form, as one; None where none has. A day in the caption is that of all rows."""
    forms = [form for sheet in sheets if (form := _read(sheet, today, caption)) is not None]
    if not forms:
        return None
    twice = next((form.twice for form in forms if form.twice), None)
    rows = tuple(row for form in forms for row in form.rows)
    return Form(rows, twice, tuple(dict.fromkeys(name for form in forms for name in form.passed_over)))


def has_form(sheets: Sequence[Sequence[Cells]], today: date) -> bool:
    return any(_head(sheet, today) is not None for sheet in sheets)


def columns_of(sheet: Sequence[Cells], today: date) -> list[tuple[str, str]] | None:
    """The names of a form's columns, each with what it is for, empty where nobody can tell; None where the sheet is no form."""
    head = _head(sheet, today)
    if head is None or _twice(head.values):
        return None
    return [(column.title, column.kind) for column in head.columns]


def time_told(text: str, today: date) -> When | None:
    """ "Số liệu tính đến 30/9/2026", "quý III/2026"."""
    return next(iter(_times(text, today)), None)


def _times(text: str, today: date) -> list[When]:
    canon = canonical(text)
    line = Line.of(canon.lower, canon.text)
    set_times_aside(line, today)
    return [when for _, _, when in line.whens]


def _without_document(text: str) -> str:
    """The day of "theo BC 512/BC-SXD ngày 20/11" is that of the document."""
    return words.DOCUMENT.sub(" ", canonical(text).lower)


def _time_above(rows: Sequence[Cells], today: date) -> When | None:
    """The time that the lines above a table give to all of it: not the day on which it was made or signed, nor a plan's years."""
    told = [when for row in rows for cell in row for when in _times(_shown(cell), today)]
    return next(
        (when for when in told if when.end <= today and (when.label.startswith("đến") or 0 < (when.end - when.start).days < 366)), None
    )


# ---- columns


def _head(sheet: Sequence[Cells], today: date) -> _Head | None:
    for at, row in enumerate(sheet[:_LOOKED_AT]):
        below = sheet[at + 1] if at + 1 < len(sheet) else ()
        for two in (True, False):
            if two and not _goes_on(row, below):
                continue
            columns = _columns(row, below if two else (), today)
            kinds = {column.kind for column in columns}
            if kinds & {"target", "code"} and kinds & VALUE_KINDS.keys():
                return _Head(at, at + 1 + two, columns)
    return None


def _goes_on(row: Cells, below: Cells) -> bool:
    """Whether the names of the columns have a second line, for what several have in common stands above them."""
    if not any(_kind(_shown(cell)) in ("target", "code", "aim") for cell in row):
        return False
    spans = [place for place, cell in enumerate(below) if _shown(cell) and (place >= len(row) or not _shown(row[place]))]
    return bool(spans) and all(cell is None or isinstance(cell, str) for cell in below) and not _COUNTED.fullmatch(_plain(below[spans[0]]))


def _columns(row: Cells, below: Cells, today: date) -> tuple[_Column, ...]:
    found: list[_Column] = []
    above = ""
    for place in range(max(len(row), len(below))):
        own = _shown(row[place]) if place < len(row) else ""
        sub = _shown(below[place]) if place < len(below) else ""
        above = own or (above if sub else "")
        title = f"{above} {sub}".strip()
        kind = _kind(sub) or _kind(title) if sub else _kind(own)
        if title:
            found.append(_Column(place, kind, title, time_told(title, today) if kind in VALUE_KINDS else None))
    has_name = any(column.kind == "target" for column in found)
    return tuple(replace(one, kind="goal" if has_name else "target") if one.kind == "aim" else one for one in found)


def _kind(title: str) -> str:
    plain = _plain(title)
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(plain)), "") if 0 < len(plain) <= _LONGEST_HEAD else ""


def _twice(columns: Sequence[_Column]) -> tuple[str, str] | None:
    seen: dict[tuple[str, When | None], str] = {}
    for column in columns:
        key = (column.kind, column.when)
        if key in seen:
            return seen[key], column.title
        seen[key] = column.title
    return None


# ---- rows


def _read(sheet: Sequence[Cells], today: date, caption: str) -> Form | None:
    head = _head(sheet, today)
    if head is None:
        return None
    twice = _twice(head.values)
    if twice:
        return Form(twice=twice)
    when = time_told(_without_document(caption), today) or _time_above(sheet[: head.at], today)
    rows: list[Row] = []
    heading = ""
    for number, cells in enumerate(sheet[head.below :], start=head.below + 1):
        row, heading = _row(number, cells, head, when, heading, today)
        if row is not None:
            rows.append(row)
    return Form(tuple(rows), None, tuple(_passed_over(sheet, head)))


def _passed_over(sheet: Sequence[Cells], head: _Head) -> list[str]:
    """Columns whose names say nothing and whose cells hold numbers."""
    rows = sheet[head.below :]
    unknown = [column for column in head.columns if not column.kind]
    return [one.title for one in unknown if any(isinstance(_cell(row, one.place), (int, float)) for row in rows)]


def _row(number: int, cells: Cells, head: _Head, when: When | None, heading: str, today: date) -> tuple[Row | None, str]:
    """The row, none where it reports on nothing, and what the rows below it belong to."""
    code = coded(_shown(_cell(cells, head.place("code"))))
    named = _shown(_cell(cells, head.place("target")))
    if not (code or named) or _COUNTED.fullmatch(_plain(named)) or _TOTAL.fullmatch(_plain(named)):
        return None, heading
    is_below = bool(_BELOW.match(named))
    name, bracketed = _name(named)
    body = _shown(_cell(cells, head.place("body")))
    row = Row(number, name or code, body=body, is_coded=bool(code))
    own_when = time_told(_day(_cell(cells, head.place("when"))), today) or when
    measure = _measure(_shown(_cell(cells, head.place("measure"))) or bracketed)
    note = _shown(_cell(cells, head.place("note")))
    claims: list[Claim] = []
    for column in head.values:
        cell = _cell(cells, column.place)
        if _plain(cell) in _BLANK:
            continue
        claim = _claim(cell, measure, today)
        if claim is None:
            return replace(row, unread=_shown(cell)), heading
        claims.append(_placed(claim, column, (code,) if code else (name,), own_when, note, heading if is_below else "", number))
    heading = heading if is_below or claims else name
    if is_below and claims:
        return replace(row, claims=tuple(claims), name=f"{heading}: {name}" if heading else name), heading
    return replace(row, claims=tuple(claims)), name if not is_below else heading


def _placed(claim: Claim, column: _Column, labels: tuple[str, ...], when: When | None, note: str, heading: str, number: int) -> Claim:
    figure = claim.figure
    role = VALUE_KINDS[column.kind]
    if figure is not None and (figure.role is Role.PLAIN or role is not Role.PLAIN):
        figure = replace(figure, role=role, of_year=role is Role.ESTIMATE and "nam" in _plain(column.title).split())
    nature = Nature.ESTIMATE if role is Role.ESTIMATE else claim.nature
    told = column.when or claim.when or (None if figure is not None and figure.of_year else when)
    notes = "; ".join(filter(None, (note, claim.note)))
    return replace(claim, labels=labels, figure=figure, nature=nature, when=told, note=notes, heading=heading, in_table=True, part=number)


def _claim(cell: Value, measure: str, today: date) -> Claim | None:
    """What one cell says; None where nobody can be sure."""
    if isinstance(cell, (int, float)):
        value = Decimal(cell) if isinstance(cell, int) else Decimal(repr(round(cell, 9))).normalize()
        return Claim((), Figure((Decimal(f"{value:f}"),), measure))
    text = _shown(cell)
    found = reading.read(text, today).claims
    if len(found) != 1 or (found[0].figure is None and found[0].report is Report.VALUE):
        return None
    figure = found[0].figure
    if found[0].labels and (figure is None or found[0].labels != (figure.measure,)):
        return None  # words that may mean anything
    return replace(found[0], figure=replace(figure, measure=figure.measure or measure)) if figure else found[0]


def _name(named: str) -> tuple[str, str]:
    """A target's name without its number in the list, and the measure that stands behind it in brackets."""
    name = _MARK.sub("", named, count=1).strip(" :;.-–+*•")
    bracketed = _IN_BRACKETS.search(name)
    if bracketed and _measure(bracketed[1]):
        return name[: bracketed.start()].strip(), bracketed[1]
    return name, ""


def _measure(text: str) -> str:
    lower = canonical(text).lower.strip()
    measure, end = measure_at(lower, 0)
    return measure if end == len(lower) else ""


def _cell(cells: Cells, place: int | None) -> Value:
    return cells[place] if place is not None and place < len(cells) else None


def _day(cell: Value) -> str:
    text = _shown(cell)
    return f"đến {text}" if re.match(r"[0-9]", text) else text


def _shown(cell: Value) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _plain(cell: Value) -> str:
    return " ".join(re.sub(r"[^\w%=./()-]+", " ", fold(normal(_shown(cell)))).split()).strip(" .:")
