"""What a coordinator says of a reporting period: "năm 2026, chốt 15/11, hạn 24/11"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from corpus.characters import canonical, typed
from corpus.dates import FoundDate, dates, last_of_month
from index.text import fold, normal

_CUTOFF = re.compile(typed(r"(?:chốt|khóa sổ|số liệu đến|tính đến|lấy số)(?: số liệu| số)?(?: (?:đến|vào|hết|ngày))*\s*$"))
_DUE = re.compile(typed(r"(?:hạn|thời hạn|gửi|nộp|báo cáo)(?: (?:chót|cuối|gửi|nộp|báo cáo|trước|đến|vào|hết|ngày|là))*\s*$"))
_FROM = re.compile(typed(r"(?:từ|bắt đầu)(?: ngày)?\s*$"))
_NAME_ENDS = re.compile(
    typed(r"\s*(?:[,;:(]|(?<!\w)(?:chốt|hạn|thời hạn|từ ngày|từ(?= [0-9])|gửi|nộp|khóa sổ|số liệu|tính đến|bắt đầu|trước ngày)(?!\w)).*$"),
    re.S,
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_MONTHS = re.compile(r"\b(\d{1,2}) thang\b(?! *\d)|\bnua dau nam\b|\b(sau|chin|ba) thang\b")
_QUARTER = re.compile(r"\b(?:quy|q) ?(iv|iii|ii|i|[1-4])\b")
_MONTH = re.compile(r"\bthang (\d{1,2})\b")
_ONLY_SORT = re.compile(
    r"(?:(?:\d{1,2}|ba|sau|chin) thang(?: dau)?|(?:quy|q) ?(?:iv|iii|ii|i|[1-4])|thang \d{1,2})?[ /]*(?:nam)?[ /]*(?:20\d\d)?"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SPELLED = {"ba": 3, "sau": 6, "chin": 9}


class Sort(NamedTuple):
    """What sort of period a name tells of: a year, so many months of one, a quarter or a month of one; else its own words."""

    kind: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period as it was said, as far as it was said."""

    name: str
    cutoff: date | None
    due_on: date | None
    starts: date | None


def read_period(text: str, today: date) -> Wanted:
    text = canonical(text).text.strip()
    name = " ".join(_NAME_ENDS.sub("", text).split()).strip(" .")
    year = int(found[0]) if (found := _YEAR.search(name)) else None
    places: dict[str, date] = {}
    for one in dates(text, today):
        before = text[max(0, one.start - 40) : one.start].lower()
        for what, pattern in (("cutoff", _CUTOFF), ("starts", _FROM), ("due", _DUE)):
            if what not in places and pattern.search(before):
                places[what] = _on(one, year, today)
                break
    cutoff, due, starts = (places.get(what) for what in ("cutoff", "due", "starts"))
    if cutoff and due and due < cutoff and not _names_year(text, due):
        later = due.replace(year=due.year + 1)
        due = later if later - cutoff < timedelta(days=120) else due
    return Wanted(_as_written(name, year or (cutoff.year if cutoff else None)), cutoff, due, starts)


def _as_written(name: str, year: int | None) -> str:
    """ "quy I nam 2027" as "quý I năm 2027", "9 tháng" with its year; other words stay as they were typed."""
    sort, plain = sort_of(name), fold(normal(name))
    if year is None or sort.kind == "other" or not _ONLY_SORT.fullmatch(plain):
        return name
    roman = next((roman.upper() for roman, number in _ROMAN.items() if number == sort.number), "")
    part = " đầu" if "dau" in plain.split() else ""
    written = {"months": f"{sort.number} tháng{part}", "quarter": f"quý {roman}", "month": f"tháng {sort.number}"}.get(sort.kind, "")
    return f"{written} năm {year}".strip()


def _names_year(text: str, day: date) -> bool:
    return f"/{day.year}" in text


def _on(one: FoundDate, year: int | None, today: date) -> date:
    """The day; without a year that of the period's name, else the nearest one."""
    if one.year or year:
        return _day(one, one.year or year or today.year)
    return min((_day(one, today.year + step) for step in (-1, 0, 1)), key=lambda day: abs((day - today).days))


def _day(one: FoundDate, year: int) -> date:
    day = date(year, one.month, min(one.day, last_of_month(year, one.month).day))
    return day - timedelta(days=1) if one.before else day


def next_day(text: str, today: date) -> date | None:
    """The last day that a text names, in the future where it names no year."""
    found = dates(text, today)
    if not found:
        return None
    one = found[-1]
    if one.year:
        return _day(one, one.year)
    here = _day(one, today.year)
    return here if here >= today else _day(one, today.year + 1)


def sort_of(name: str) -> Sort:
    plain = fold(normal(name))
    if found := _MONTHS.search(plain):
        return Sort("months", int(found[1]) if found[1] else _SPELLED.get(found[2] or "", 6))
    if found := _QUARTER.search(plain):
        return Sort("quarter", _ROMAN.get(found[1]) or int(found[1]))
    if found := _MONTH.search(plain):
        return Sort("month", int(found[1]))
    return Sort("year") if _YEAR.search(plain) or "nam" in plain.split() else Sort("other")


def year_of_name(name: str) -> int | None:
    found = _YEAR.search(name)
    return int(found[0]) if found else None
