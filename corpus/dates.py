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


_Parts = tuple[int | None, int | None, int | None]
_Reader = Callable[[re.Match[str], date | None], _Parts | None]

_ONES = "một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín"
SPELLED = rf"(?:(?:(?:hai |ba )?mươi|mười|hăm)(?: (?:{_ONES})\b)?|{_ONES})"
"""A day or a month in words."""
YEAR = r"(?:\s*,?\s*(?:năm |/\s?)(?P<year>[0-9]{4}(?![0-9])|(?:nay|ngoái|sau|tới)\b))?"
"""The year after a date or a period: "năm 2026", "/2026", "năm nay"."""
_DAY_WORD = r"(?:ngày|mùng|mồng)\s+"
_NOT_INSIDE = r"(?<![\w/])(?<![0-9][.,])"
_NEAR = {"hôm kia": -2, "hôm qua": -1, "hôm nay": 0, "ngày mai": 1, "sáng mai": 1, "chiều mai": 1, "ngày kia": 2, "ngày mốt": 2}


def pattern(text: str) -> re.Pattern[str]:
    return re.compile(typed(text))


_IN_DIGITS = pattern(
    rf"{_NOT_INSIDE}(?P<prefix>{_DAY_WORD})?(?P<day>[0-9]{{1,2}})(?P<mark>[/.-])(?P<month>[0-9]{{1,2}})"
    rf"(?:(?P=mark)(?P<digits>[0-9]{{4}}|[0-9]{{2}})|{YEAR})(?![\w/]|[.,][0-9])"
)
_ISO = pattern(r"(?<![\w/.,-])(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![\w/-]|[.,][0-9])")
_IN_WORDS = pattern(
    rf"{_NOT_INSIDE}(?:{_DAY_WORD}(?P<spelled>{SPELLED})|(?:{_DAY_WORD})?(?P<day>[0-9]{{1,2}}))"
    rf"\s+tháng\s+(?P<month>[0-9]{{1,2}}|{SPELLED})(?!\w|[.,][0-9]){YEAR}(?!\s*(?:ngày|tuổi|tuần)\b)"
)
_END_OF = pattern(rf"\bcuối (?:tháng (?P<month>[0-9]{{1,2}}|{SPELLED})\b{YEAR}|(?P<now>tháng này|năm nay|quý này))")
_NEARBY = pattern(rf"\b(?P<word>{'|'.join(_NEAR)})\b")
_IN_DAYS = pattern(rf"(?<![\w.,/-])(?P<count>[0-9]{{1,3}}|{SPELLED}) (?P<what>ngày|tuần) (?P<way>nữa|tới|trước(?! (?:khi|ngày|hạn)))\b")
_WEEKDAY = pattern(
    r"\b(?:(?:thứ |t(?=[2-7]))(?P<name>hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)(?P<week> tuần)? (?P<which>này|sau|tới|trước)\b"
)
_BEFORE = pattern(r"\btrước(?: hết)?(?: thời (?:hạn|điểm))?\s*$")
_JOINED = pattern(r"\s*(?:,|và|hoặc)\s*")
_WHOLE = pattern(r"\s*(?:số|tổng|kế hoạch|chỉ tiêu|diện tích|dân số|xã|phường|huyện|thôn|hộ|căn|người|trường|đơn vị|thành viên)\b")


def dates(text: str, today: date | None = None) -> list[FoundDate]:
    """Every date of a text, left to right. Those told from today ("ngày mai", "năm nay") need `today`, else they are left out."""
    canon = canonical(text)
    return [replace(one, start=canon.places[one.start], end=canon.places[one.end]) for one in dates_in(canon, today)]


def dates_in(canon: Canonical, today: date | None) -> list[FoundDate]:
    """The same, with places in the canonical text."""
    candidates = [found for reader in _READERS for found in _found_by(*reader, canon.lower, today)]
    found: list[FoundDate] = []
    for one in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(replace(one, before=_is_before(canon.lower, one, found)))
    return found


def _found_by(pattern: re.Pattern[str], read: _Reader, lower: str, today: date | None) -> Iterator[FoundDate]:
    for match in pattern.finditer(lower):
        day, month, year = read(match, today) or (None, None, None)
        if day and month and _exists(day, month, year):
            yield FoundDate(day, month, year, match.start(), match.end())


def _exists(day: int, month: int, year: int | None) -> bool:
    """29/2 without a year may be a day."""
    in_reach = year is None or 1900 <= year <= 2100
    return in_reach and 1 <= month <= 12 and day <= monthrange(year or 2000, month)[1]


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _is_before(lower: str, one: FoundDate, earlier: list[FoundDate]) -> bool:
    """ "trước ngày 25/11", and the second of "trước ngày 20/6 và 20/12"; not "trước 17h ngày 25/11", a day that still counts."""
    if _BEFORE.search(lower[max(0, one.start - 40) : one.start]):
        return True
    return bool(earlier and earlier[-1].before and _JOINED.fullmatch(lower[earlier[-1].end : one.start]))


def count(text: str) -> int | None:
    """A day, a month or a number of days, in digits or in words; "tư" is four."""
    if text.isdigit():
        return int(text)
    values = readings("bốn" if fold(text) == "tu" else text)
    return int(values[0]) if values else None


def year_of(text: str | None, today: date | None) -> int | None:
    if not text or text.isdigit():
        return int(text) if text else None
    return today.year + {"nay": 0, "ngoai": -1, "sau": 1, "toi": 1}[fold(text)] if today else None


def _in_digits(match: re.Match[str], today: date | None) -> _Parts | None:
    day, month, digits = int(match["day"]), int(match["month"]), match["digits"]
    year = year_of(digits or match["year"], today)
    if not match["prefix"]:
        if match["mark"] != "/" and len(digits or "") < 4:  # "25.11" is a number, "11-12" a range
            return None
        if year is None and day <= month and _WHOLE.match(match.string, match.end()):  # "2/3 số xã"
            return None
    return day, month, year + 2000 if year is not None and year < 100 else year


def _iso(match: re.Match[str], _: date | None) -> _Parts | None:
    return int(match["day"]), int(match["month"]), int(match["year"])


def _in_words(match: re.Match[str], today: date | None) -> _Parts | None:
    """ "9 tháng năm 2026" is nine months of a year, no day of May."""
    if match["month"] in ("năm", "nam") and not match["year"] and re.match(r"\s*[0-9]", match.string[match.end() :]):
        return None
    return count(match["spelled"] or match["day"]), count(match["month"]), year_of(match["year"], today)


def _end_of(match: re.Match[str], today: date | None) -> _Parts | None:
    """February needs a year to have an end."""
    year = year_of(match["year"], today) or (today.year if today else None)
    if not match["now"]:
        month = count(match["month"])
    elif today:
        month = {"t": today.month, "q": (today.month + 2) // 3 * 3, "n": 12}[match["now"][0]]
    else:
        return None
    if month is None or not 1 <= month <= 12 or (month == 2 and year is None):
        return None
    return last_of_month(year or 2000, month).day, month, year


def _parts(day: date) -> _Parts:
    return day.day, day.month, day.year


def _nearby(match: re.Match[str], today: date | None) -> _Parts | None:
    word = fold(" ".join(match["word"].split()))
    return _parts(today + timedelta(next(days for name, days in _NEAR.items() if fold(name) == word))) if today else None


def _in_days(match: re.Match[str], today: date | None) -> _Parts | None:
    number = count(match["count"])
    if today is None or number is None:
        return None
    days = number * (7 if fold(match["what"]) == "tuan" else 1)
    return _parts(today + timedelta(-days if fold(match["way"]) == "truoc" else days))


def _weekday(match: re.Match[str], today: date | None) -> _Parts | None:
    """ "thứ Sáu tuần này", a week beginning on Monday; "thứ Sáu tới" is the next one; "thứ Sáu này" says too little."""
    which, name = fold(match["which"]), match["name"]
    if today is None or not (match["week"] or which == "toi"):
        return None
    number = count(name) if name else 8
    days = (number or 0) - 2 - today.weekday()
    if not match["week"]:
        return _parts(today + timedelta((days - 1) % 7 + 1))
    return _parts(today + timedelta(days + 7 * {"truoc": -1, "nay": 0, "sau": 1, "toi": 1}[which]))


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_IN_DIGITS, _in_digits),
    (_ISO, _iso),
    (_IN_WORDS, _in_words),
    (_END_OF, _end_of),
    (_NEARBY, _nearby),
    (_IN_DAYS, _in_days),
    (_WEEKDAY, _weekday),
)
