"""A register of incoming documents as văn thư exports it (Decree 30/2020, Appendix VI): its columns, and which rows are reports.

A register holds whatever came in. A row is surely a report of a period where its number or its subject says so, and its subject
tells of the plan or of nothing besides; whether any other is one is for somebody to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.dates import dates
from corpus.plan import Plan
from handlers.progress.coordinate.period_cells import plain
from handlers.progress.coordinate.period_columns import Row, cell_at
from handlers.progress.coordinate.period_words import sort_of
from store.periods import Period

_LOOKED_AT = 20
_LONGEST = 60
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("came_no", r"so den|so vao so|so dang ky(?: den)?"),
    ("came_on", r"ngay(?: thang)?(?: nam)? den|ngay (?:nhan|vao so|tiep nhan)(?: van ban)?"),
    ("number", r"so (?:va )?k[iy] hieu(?: .*)?|so hieu(?: .*)?"),
    ("digits", r"so|so (?:van ban|vb|cong van|cv)"),
    ("sign", r"k[iy] hieu(?: .*)?"),
    ("day", r"ngay|ngay(?: thang)?(?: nam)?(?: cua)? (?:van ban|vb|ban hanh|ky|phat hanh|cong van)|ngay thang(?: nam)?(?: van ban)?"),
    (
        "sender",
        r"(?:co quan|don vi|noi|to chuc)(?: (?:to chuc|don vi|ca nhan))* (?:gui|ban hanh|phat hanh)(?: .*)?|tac gia(?: van ban)?|nguoi gui",
    ),
    ("subject", r"(?:ten loai (?:va )?)?trich yeu(?: .*)?|noi dung(?: .*)?|ve viec"),
    ("kind", r"(?:ten )?loai(?: van ban)?|hinh thuc(?: van ban)?"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
_COUNTED = re.compile(r"\(?(?:[a-z]|[0-9]{1,2})\)?", re.I)
_REPORT_NUMBER = re.compile(r"(?:^|[\W\d_])BC(?:\W|\d|$)", re.I)
_BEGINS = re.compile(
    r"(?:v v |vv |ve viec |ve )?(?:(?:gui|nop|gui kem|bo sung|dinh kem|cung cap) )*(?:so lieu |ket qua )?(?:bao cao|bc)\b(?! vien)"
)
_ASKS = re.compile(
    r"\b(?:de nghi|yeu cau|don doc|huong dan|gop y|y kien|xin|gia han|lui (?:thoi|han)|du thao|moi|hop|chan chinh|phan cong|che do bao cao"
    r"|bao cao vien|nhac)\b"
)
_IDLE_WORDS = (
    "bao cao bc ket qua thuc hien tinh hinh cong tac so lieu tien do cac chi tieu nhiem vu muc tieu ke hoach dinh ky nam quy thang dau "
    "cuoi giai doan den ngay va cua ve viec v vv theo tren dia ban toan gui nop kem bo sung tong hop hang trien khai duoc giao i ii iii "
    "iv lan don vi uoc"
)
_IDLE = frozenset(_IDLE_WORDS.split())
"""What a report's subject may hold without telling of any matter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: `at` is the sheet's own number of it, `place` how it is told."""

    at: int
    place: str
    sender: str
    number: str
    day: str
    subject: str
    kind: str = ""


class Report(StrEnum):
    """Whether a row is a report at all."""

    SURE = "sure"
    PERHAPS = "perhaps"
    NONE = "none"


class Matter(StrEnum):
    """What a report tells of: the plan, nothing that it names, or something else."""

    PLAN = "plan"
    NOTHING = "nothing"
    OTHER = "other"


def entries(sheets: Sequence[Sequence[Row]]) -> list[Entry] | None:
    """The rows of all sheets that are registers; None where none is."""
    found = [(sheet, columns) for sheet in sheets if (columns := _columns(sheet)) is not None]
    if not found:
        return None
    return [
        entry
        for number, (sheet, (below, named)) in enumerate(found, start=1)
        for entry in _rows(sheet, below, named, f"trang {number}, " if len(found) > 1 else "")
    ]


def is_register(sheets: Sequence[Sequence[Row]]) -> bool:
    return any(_columns(sheet) is not None for sheet in sheets)


# ---- columns and rows


def _columns(sheet: Sequence[Row]) -> tuple[int, Mapping[str, int]] | None:
    """The row in which the entries begin, and where each column stands; their names may take two lines."""
    for at, row in enumerate(sheet[:_LOOKED_AT]):
        below = sheet[at + 1] if at + 1 < len(sheet) else ()
        for under in ((), below):
            named = _named(row, under)
            has_number = bool(named.keys() & {"number", "digits", "sign"})
            if has_number and "sender" in named and named.keys() & {"subject", "came_on", "came_no"}:
                return at + (2 if under else 1), named
    return None


def _named(row: Row, under: Row) -> dict[str, int]:
    named: dict[str, int] = {}
    for place in range(max(len(row), len(under))):
        own, sub = plain(cell_at(row, place)), plain(cell_at(under, place))
        for text in filter(None, (sub, own)):
            kind = next((name for name, pattern in _PATTERNS if pattern.fullmatch(text)), "") if len(text) <= _LONGEST else ""
            if kind:
                named.setdefault(kind, place)
                break
    return named


def _rows(sheet: Sequence[Row], below: int, named: Mapping[str, int], prefix: str) -> Iterable[Entry]:
    for at, row in enumerate(sheet[below:], start=below + 1):
        cells = {name: cell_at(row, place) for name, place in named.items()}
        texts = [text for place in range(len(row)) if (text := cell_at(row, place))]
        counted = len(texts) > 2 and all(_COUNTED.fullmatch(text) for text in texts)
        number = _number(cells)
        if counted or not (number or cells.get("subject")):
            continue
        yield Entry(
            at, f"{prefix}dòng {at}", cells["sender"], number, cells.get("day", ""), cells.get("subject", ""), plain(cells.get("kind", ""))
        )


def _number(cells: Mapping[str, str]) -> str:
    """ "512/BC-SXD", which some write in two columns."""
    whole = cells.get("number", "") or "/".join(filter(None, (cells.get("digits", ""), cells.get("sign", ""))))
    return re.sub(r"\s+", "", re.sub(r"^\s*(?:số|so)\s*[:.]?\s*", "", whole, flags=re.I))[:60]


# ---- what a row is


def is_report(entry: Entry) -> Report:
    words = plain(entry.subject)
    if _REPORT_NUMBER.search(entry.number) or entry.kind in ("bao cao", "bc"):
        return Report.PERHAPS if "du thao" in words else Report.SURE
    if _BEGINS.match(words):
        return Report.PERHAPS if _ASKS.match(_BEGINS.sub("", words, count=1).strip()) else Report.SURE
    says = re.search(r"\b(?:bao cao|bc)\b", words) is not None
    return Report.PERHAPS if says and not _ASKS.search(words) else Report.NONE


def matter_of(entry: Entry, plan: Plan, period: Period) -> Matter:
    words = f" {plain(entry.subject)} "
    if any(f" {name} " in words for name in _names(plan, period)):
        return Matter.PLAN
    sender = set(plain(entry.sender).split())
    told = [word for word in plain(_without_days(entry.subject)).split() if word not in _IDLE and word not in sender and not word.isdigit()]
    return Matter.OTHER if told else Matter.NOTHING


def _names(plan: Plan, period: Period) -> list[str]:
    """What the plan, the documents that it carries out and the period's own letter are called."""
    number = plain(plan.number)
    digits = number.split()[0]
    found = [number, f"ke hoach {digits}", f"ke hoach so {digits}", f"kh {digits}"]
    for reference in plan.references:
        if reference.number and reference.number in plan.title:
            found += [plain(name) for name in (reference.number, *reference.aliases)]
    letter = re.search(r"\d+/[\w-]+", period.document)
    return [name for name in (*found, plain(letter[0]) if letter else "") if name]


def is_of_another_time(entry: Entry, period: Period) -> bool:
    """ "6 tháng đầu năm" where the period is a year, or another year."""
    words = _without_days(entry.subject)
    years = {int(year) for year in re.findall(r"\bnăm (20\d\d)\b|(?<=/)(20\d\d)\b", words) for year in year if year}
    sort = sort_of(words)
    other_sort = sort.kind in ("months", "quarter", "month") and sort != sort_of(period.name)
    return other_sort or bool(years and not years & {period.starts.year, period.cutoff.year, period.due_on.year})


def tells_of(entry: Entry, period: Period) -> bool:
    """Whether the subject names the period's own time."""
    sort = sort_of(_without_days(entry.subject))
    return sort.kind != "other" and sort == sort_of(period.name) and not is_of_another_time(entry, period)


def _without_days(text: str) -> str:
    for day in reversed(dates(text)):
        text = f"{text[: day.start]} {text[day.end :]}"
    return text


def signed_on(entry: Entry, today: date) -> date | None:
    """The day of the document; without a year the last such day."""
    found = dates(entry.day, today)
    if not found:
        return None
    for year in (found[0].year,) if found[0].year else (today.year, today.year - 1):
        try:
            day = date(year, found[0].month, found[0].day)
        except ValueError:  # 29/2
            continue
        if found[0].year or day <= today:
            return day
    return None
