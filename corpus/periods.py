"""Stretches of time in Vietnamese: "quý III/2025", "6 tháng đầu năm", "tháng 11/2026", "giai đoạn 2021-2025", "tính đến 30/9".

They are calendar stretches; an administrative month, from the 15th to the 14th, is for whoever sets the reporting period to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from corpus.characters import Canonical, canonical
from corpus.dates import SPELLED, YEAR, FoundDate, count, dates_in, last_of_month, pattern, year_of
from corpus.writing import write_date


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """From `start` to `end`, both days included, told in text[text_start:text_end]. `label` is how an office writes it."""

    start: date
    end: date
    label: str
    text_start: int
    text_end: int


_Span = tuple[date, date, str]
_Reader = Callable[[re.Match[str], date], _Span | None]

_FULL_YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
_AFTER = r"(?![\w/]|[.,][0-9])"
_ROMAN = ("I", "II", "III", "IV")
_QUARTER = pattern(rf"(?<!\w)(?:quý |quí |q)(?P<number>[1-4]|iii|ii|iv|i|một|hai|ba|tư|bốn)(?!\w|[.,][0-9]){YEAR}")
_MONTHS = pattern(
    rf"(?<![\w.,/-])(?P<number>[0-9]{{1,2}}|{SPELLED})(?: tháng|t)(?: (?P<part>đầu|cuối) năm(?: (?P<year>{_FULL_YEAR}|nay\b|ngoái\b))?"
    rf"|(?: năm |/)(?P<only>{_FULL_YEAR}|nay\b|ngoái\b)|(?<=t)\s?(?P<glued>{_FULL_YEAR}))(?!\w)"
)
_HALF = pattern(rf"(?<!\w)nửa (?P<part>đầu|cuối) năm(?: (?P<year>{_FULL_YEAR}|nay\b|ngoái\b))?(?!\w)")
_NEXT = r"s[a]u(?![a-zà-ỹ])"
"""Not "sáu": who types "tháng sau" means the next one."""
_MONTH = pattern(
    rf"(?<![\w/])(?<![0-9]\s)tháng (?!{_NEXT})(?P<number>[0-9]{{1,2}}|{SPELLED})(?!\w|[.,][0-9]){YEAR}(?!\s*(?:ngày|tuổi|tuần)\b)"
)
_MONTH_SLASH = pattern(rf"(?<![\w/.,-])t?(?P<number>[0-9]{{1,2}})/(?P<year>{_FULL_YEAR}){_AFTER}")
_THIS = pattern(r"(?<!\w)(?P<what>tháng|quý|năm) (?P<which>này|nay|trước|ngoái|tới|sau)\b")
_ONE_YEAR = pattern(rf"\bnăm (?P<year>{_FULL_YEAR}){_AFTER}")
_YEARS = pattern(
    rf"(?:\b(?:giai đoạn|thời kỳ|nhiệm kỳ|năm) )?(?<![\w/.-])(?P<first>{_FULL_YEAR})\s*[-–—]\s*(?P<last>{_FULL_YEAR}){_AFTER}"
    rf"|\btừ (?:năm )?(?P<since>{_FULL_YEAR}) đến (?:hết )?(?:năm )?(?P<until>{_FULL_YEAR}){_AFTER}"
)
_TO_NOW = pattern(rf"\b(?:từ (?:năm (?P<year>{_FULL_YEAR}) |đầu năm )|đầu năm )?đến (?:nay|hiện nay|hiện tại|thời điểm (?:này|hiện tại))\b")
_UP_TO = pattern(r"\b(?:(?:tính |lũy kế |luỹ kế )?(?:đến|tới)(?: hết)?|hết)\s+$")
_FROM = pattern(r"\btừ\s+$")
_TO = pattern(r"\s*(?:đến|tới|-|–)(?: hết)?\s*")
_SEVERAL = pattern(r"(?:[0-9]|\b(?:những|các|mấy|vài|nhiều|hàng|hằng|mỗi))\s*$")


def periods(text: str, today: date) -> list[FoundPeriod]:
    """Every stretch of time of a text, left to right. Without a year it is the last one that has begun by `today`.

    "tính đến 30/9" and "hết quý III" begin with their year.
    """
    canon = canonical(text)
    found = periods_in(canon, today)
    return [replace(one, text_start=canon.places[one.text_start], text_end=canon.places[one.text_end]) for one in found]


def periods_in(canon: Canonical, today: date) -> list[FoundPeriod]:
    """The same, with places in the canonical text."""
    days = dates_in(canon, today)
    candidates = list(_between_days(canon.lower, days, today))
    for expression, read in _READERS:
        for match in expression.finditer(canon.lower):
            span = read(match, today)
            if span and not any(match.start() < day.end and day.start < match.end() for day in days):
                candidates.append(_up_to(canon.lower, FoundPeriod(*span, match.start(), match.end())))
    found: list[FoundPeriod] = []
    for one in sorted(candidates, key=lambda one: (one.text_start, -one.text_end)):
        if not found or one.text_start >= found[-1].text_end:
            found.append(one)
    return found


def _up_to(lower: str, period: FoundPeriod) -> FoundPeriod:
    """ "hết quý III": from the beginning of the year. A whole year or more stays as it is."""
    prefix = _UP_TO.search(lower[max(0, period.text_start - 30) : period.text_start])
    if not prefix or (period.start.month == 1 and period.end.month == 12) or period.label.startswith("đến"):
        return period
    start = date(period.end.year, 1, 1)
    return replace(period, start=start, label=f"đến hết {period.label}", text_start=period.text_start - len(prefix[0]))


def _between_days(lower: str, days: list[FoundDate], today: date) -> Iterator[FoundPeriod]:
    """ "từ 01/7/2026 đến 30/9/2026" and "tính đến 30/9/2026"."""
    for first, last in pairwise(days):
        begin = _FROM.search(lower[max(0, first.start - 10) : first.start])
        if begin and _TO.fullmatch(lower[first.end : last.start]):
            end = _on(last, today)
            start = _on(first, end) if first.year is None else _on(first, today)
            if start <= end:
                yield FoundPeriod(start, end, f"{write_date(start)}-{write_date(end)}", first.start - len(begin[0]), last.end)
    for day in days:
        if prefix := _UP_TO.search(lower[max(0, day.start - 30) : day.start]):
            end = _on(day, today)
            yield FoundPeriod(date(end.year, 1, 1), end, f"đến {write_date(end)}", day.start - len(prefix[0]), day.end)


def _on(day: FoundDate, today: date) -> date:
    """The day itself; without a year the last one by `today`. 29/2 of no year is taken for the 28th where there is none."""
    for year in (day.year or today.year, today.year - 1):
        found = date(year, day.month, min(day.day, last_of_month(year, day.month).day))
        if day.year or found <= today:
            return found
    return found


def _begun(first_month: int, year: int | None, today: date) -> int:
    """The year given, else the last one whose stretch has begun by today."""
    return year if year is not None else today.year - (first_month > today.month)


def _quarter(match: re.Match[str], today: date) -> _Span | None:
    number = match["number"]
    which = _ROMAN.index(number.upper()) + 1 if number.upper() in _ROMAN else count(number)
    return _quarter_of(which, _begun(which * 3 - 2, year_of(match["year"], today), today)) if which else None


def _quarter_of(number: int, year: int) -> _Span:
    return date(year, number * 3 - 2, 1), last_of_month(year, number * 3), f"quý {_ROMAN[number - 1]}/{year}"


def _months(match: re.Match[str], today: date) -> _Span | None:
    number = count(match["number"])
    if number is None or not 1 <= number <= 12:
        return None
    return _months_of(number, match["part"] or "", year_of(match["year"] or match["only"] or match["glued"], today), today)


def _half(match: re.Match[str], today: date) -> _Span | None:
    return _months_of(6, match["part"], year_of(match["year"], today), today)


def _months_of(number: int, part: str, told: int | None, today: date) -> _Span:
    at_end = part.startswith("c")
    first, last = (13 - number, 12) if at_end else (1, number)
    year = _begun(first, told, today)
    return date(year, first, 1), last_of_month(year, last), f"{number} tháng {'cuối' if at_end else 'đầu'} năm {year}"


def _month(match: re.Match[str], today: date) -> _Span | None:
    """ "ngày, tháng, năm" is no May: "tháng năm" alone is left out."""
    month = count(match["number"])
    year = year_of(match["year"], today)
    if month is None or not 1 <= month <= 12 or (year is None and match["number"] in ("năm", "nam")):
        return None
    return _month_of(month, _begun(month, year, today))


def _month_of(month: int, year: int) -> _Span:
    return date(year, month, 1), last_of_month(year, month), f"tháng {month}/{year}"


def _year(year: int) -> _Span:
    return date(year, 1, 1), date(year, 12, 31), f"năm {year}"


def _this(match: re.Match[str], today: date) -> _Span | None:
    """ "tháng này", "quý trước", "năm ngoái"; not "những năm tới", "5 năm sau"."""
    if _SEVERAL.search(match.string[: match.start()]):
        return None
    step = {"n": 0, "t": -1, "s": 1}[match["which"][0]] if match["which"] not in ("tới", "toi") else 1
    step = -1 if match["which"] in ("ngoái", "ngoai") else step
    what = match["what"]
    if what[0] == "n":
        return _year(today.year + step)
    if what[0] == "q":
        number = today.year * 4 + (today.month - 1) // 3 + step
        return _quarter_of(number % 4 + 1, number // 4)
    number = today.year * 12 + today.month - 1 + step
    return _month_of(number % 12 + 1, number // 12)


def _one_year(match: re.Match[str], _: date) -> _Span:
    return _year(int(match["year"]))


def _years(match: re.Match[str], _: date) -> _Span | None:
    first, last = int(match["first"] or match["since"]), int(match["last"] or match["until"])
    return (date(first, 1, 1), date(last, 12, 31), f"giai đoạn {first}-{last}") if first < last else None


def _to_now(match: re.Match[str], today: date) -> _Span | None:
    start = date(int(match["year"] or today.year), 1, 1)
    return (start, today, f"đến {write_date(today)}") if start <= today else None


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_QUARTER, _quarter),
    (_MONTHS, _months),
    (_HALF, _half),
    (_MONTH, _month),
    (_MONTH_SLASH, _month),
    (_THIS, _this),
    (_ONE_YEAR, _one_year),
    (_YEARS, _years),
    (_TO_NOW, _to_now),
)
