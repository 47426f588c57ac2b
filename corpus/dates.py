"""Vietnamese dates: "25/11", "ngày 25 tháng 11 năm 2026", "mùng 5 tháng 12", "cuối tháng 11", "3 ngày nữa", "thứ Sáu tuần này".

Words may be typed without diacritics. A day that no calendar has (31/02) is not found: it is refused, never mended.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.characters import Canonical, canonical, fold, typed
from corpus.numerals import readings


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day in a text, text[start:end]. `year` None where none is given; `before`: "trước ngày", so it ends the day before."""

    day: int
    month: int
    year: int | None
    start: int
    end: int
    before: bool = False


_TENS = ("", "mười", "hai mươi|hăm", "ba mươi")
_ONES = ("", "một|mốt", "hai", "ba", "bốn|tư", "năm|lăm", "sáu", "bảy", "tám", "chín")
SPELLED_DAY = typed(
    "(?:" + "|".join(f"(?:{_TENS[n // 10]}){' ' if n % 10 and n > 9 else ''}(?:{_ONES[n % 10]})" for n in reversed(range(1, 32))) + ")"
)
SPELLED_MONTH = typed("(?:mười(?: (?:một|hai))?|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín)")
YEAR = typed(r"(?:\s*,?\s*(?:năm |/\s?)(?P<year>[0-9]{4}(?![0-9])|nay\b|ngoái\b))?")
"""A year after a date or a period: "năm 2026", "/2026", "năm nay"."""
_YEARLESS_WHOLE = typed(r"\s*(?:số|tổng|kế hoạch|chỉ tiêu|diện tích|dân số|xã|phường|huyện|thôn|hộ|căn|người|trường|đơn vị|thành viên)\b")

_PREFIX = typed(r"(?P<prefix>(?:ngày|mùng|mồng)\s+)")
_IN_DIGITS = re.compile(
    rf"(?<![\w/])(?<![0-9][.,]){_PREFIX}?(?P<day>[0-9]{{1,2}})(?P<mark>[/.-])(?P<month>[0-9]{{1,2}})"
    rf"(?:(?P=mark)(?P<short>[0-9]{{4}}|[0-9]{{2}})|{YEAR})(?![\w/]|[.,][0-9])"
)
_ISO = re.compile(r"(?<![\w/.,-])(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![\w/-]|[.,][0-9])")
_IN_WORDS = re.compile(
    rf"(?<![\w/])(?<![0-9][.,])(?:{_PREFIX}(?P<spelled>{SPELLED_DAY})|{_PREFIX.replace('prefix', 'second')}?(?P<day>[0-9]{{1,2}}))"
    + typed(rf"\s+tháng\s+(?P<month>[0-9]{{1,2}}|{SPELLED_MONTH})(?![\w]|[.,][0-9]){YEAR}(?!\s*(?:ngày|tuổi|tuần)\b)").replace(r"\s+\s+", r"\s+")
)
_END_OF = re.compile(typed(rf"\bcuối (?:tháng (?P<month>[0-9]{{1,2}}|{SPELLED_MONTH})\b{YEAR}|(?P<now>tháng này|năm nay|quý này))"))
_NEAR = {"hôm kia": -2, "hôm qua": -1, "hôm nay": 0, "ngày mai": 1, "sáng mai": 1, "chiều mai": 1, "ngày kia": 2, "ngày mốt": 2}
_NEARBY = re.compile(typed(rf"\b(?P<word>{'|'.join(_NEAR)})\b"))
_IN_DAYS = re.compile(typed(rf"(?<![\w.,/-])(?P<count>[0-9]{{1,3}}|{SPELLED_DAY}) (?P<what>ngày|tuần) (?P<way>nữa|trước|tới)\b"))
_WEEK = {"trước": -1, "này": 0, "sau": 1, "tới": 1}
_WEEKDAY = re.compile(
    typed(r"\b(?:thứ (?P<name>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<sunday>chủ nhật))( tuần)? (?P<which>này|sau|tới|trước)\b")
)
_BEFORE = re.compile(typed(r"\btrước(?: hết)?(?: thời (?:hạn|điểm))?\s*$"))
_JOINED = re.compile(typed(r"\s*(?:,|và|hoặc)\s*$"))


def count(text: str) -> int:
    """A day, a month or a number of days, in digits or in words; "tư" is four."""
    if text.isdigit():
        return int(text)
    return 4 if fold(text) == "tu" else int(readings(text.replace("mươi năm", "mươi lăm"))[0])


def year_of(text: str | None, today: date | None) -> int | None:
    if text is None or text.isdigit():
        return int(text) if text else None
    if today is None:
        return None
    return today.year - (fold(text) == "ngoai")


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def dates(text: str, today: date | None = None) -> list[FoundDate]:
    """Every date of a text, left to right. Those told from today ("ngày mai", "năm nay") need `today`, else they are left out."""
    return dates_in(canonical(text), today)


def dates_in(canon: Canonical, today: date | None) -> list[FoundDate]:
    candidates = [found for pattern, read in _READERS for found in _all(pattern, read, canon, today)]
    found: list[FoundDate] = []
    for one in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(replace(one, before=_is_before(canon.lower, one, found)))
    return [replace(one, start=canon.places[one.start], end=canon.places[one.end]) for one in found]


def _all(pattern: re.Pattern[str], read: _Reader, canon: Canonical, today: date | None) -> Iterator[FoundDate]:
    for match in pattern.finditer(canon.lower):
        found = read(match, today)
        if found is None:
            continue
        day, month, year = found
        if month in range(1, 13) and day in range(1, monthrange(year or 2000, month)[1] + 1):  # 29/2 without a year may be one
            yield FoundDate(day, month, year, match.start(), match.end())


def _is_before(lower: str, one: FoundDate, earlier: list[FoundDate]) -> bool:
    """ "trước ngày 25/11", also the second of "trước ngày 20/6 và 20/12"; not "trước 17h ngày 25/11", whose day counts in full."""
    if _BEFORE.search(lower, max(0, one.start - 40), one.start):
        return True
    return bool(earlier and earlier[-1].before and _JOINED.fullmatch(lower[earlier[-1].end : one.start]))


_Parts = tuple[int, int, int | None]
_Reader = Callable[[re.Match[str], date | None], _Parts | None]


def _in_digits(match: re.Match[str], today: date | None) -> _Parts | None:
    day, month, short = int(match["day"]), int(match["month"]), match["short"]
    year = year_of(match["year"], today) if not short else int(short) + (2000 if len(short) == 2 else 0)
    if not match["prefix"]:
        if match["mark"] != "/" and (not short or len(short) < 4):  # "25.11" is a number, "25-11" a range
            return None
        if year is None and day <= month and re.match(_YEARLESS_WHOLE, match.string[match.end() :]):  # "2/3 số xã"
            return None
    return day, month, year


def _iso(match: re.Match[str], _: date | None) -> _Parts | None:
    return int(match["day"]), int(match["month"]), int(match["year"])


def _in_words(match: re.Match[str], today: date | None) -> _Parts | None:
    return count(match["spelled"] or match["day"]), count(match["month"]), year_of(match["year"], today)


def _end_of(match: re.Match[str], today: date | None) -> _Parts | None:
    if match["now"] and today is None:
        return None
    year = year_of(match["year"], today) or (today.year if today else None)
    if match["now"] and today:
        now = fold(match["now"])
        month = {"t": today.month, "n": 12, "q": (today.month + 2) // 3 * 3}[now[0]]
    else:
        month = count(match["month"])
    if month not in range(1, 13) or (month == 2 and year is None):
        return None
    last = last_of_month(year or 2000, month)
    return last.day, last.month, year


def _parts(day: date) -> _Parts:
    return day.day, day.month, day.year


def _nearby(match: re.Match[str], today: date | None) -> _Parts | None:
    word = " ".join(fold(match["word"]).split())
    return _parts(today + timedelta(next(n for name, n in _NEAR.items() if fold(name) == word))) if today else None


def _in_days(match: re.Match[str], today: date | None) -> _Parts | None:
    if today is None:
        return None
    days = count(match["count"]) * (7 if fold(match["what"]) == "tuan" else 1)
    return _parts(today + timedelta(-days if fold(match["way"]) == "truoc" else days))


def _weekday(match: re.Match[str], today: date | None) -> _Parts | None:
    """ "thứ Sáu tuần này", the week begins on Monday; "thứ Sáu tới" is the next one. Without "tuần", "này" or "sau" say too little."""
    which = fold(match["which"])
    has_week = "tu" in fold(match[0]).split(which)[0].split("t", 1)[-1] and bool(re.search(typed(r"tuần"), match[0]))
    if today is None or not (has_week or which == "toi"):
        return None
    name = match["name"] or ""
    weekday = 6 if match["sunday"] else (int(name) if name.isdigit() else count(name)) - 2
    if not has_week:
        return _parts(today + timedelta((weekday - today.weekday() - 1) % 7 + 1))
    weeks = next(n for word, n in _WEEK.items() if fold(word) == which)
    return _parts(today + timedelta(weekday - today.weekday() + 7 * weeks))


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_IN_DIGITS, _in_digits),
    (_ISO, _iso),
    (_IN_WORDS, _in_words),
    (_END_OF, _end_of),
    (_NEARBY, _nearby),
    (_IN_DAYS, _in_days),
    (_WEEKDAY, _weekday),
)


def write_date(day: date) -> str:
    """25/11/2026, 05/12/2026."""
    return f"{day:%d/%m}/{day.year}"
