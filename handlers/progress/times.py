"""The days and stretches of time that a piece of a message tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from corpus.dates import FoundDate, dates, last_of_month
from corpus.periods import FoundPeriod, periods
from corpus.writing import write_date
from handlers.progress import words
from handlers.progress.claims import When
from handlers.progress.line import Line
from handlers.progress.numbers import is_fraction

_EVERY = re.compile(r"(?<!\w)(?:hằng|hàng|hang|mỗi|moi)\s+$")
_COMPARED = re.compile(
    r"(?<!\w)(?:(?:như|nhu|giống|giong|bằng|bang|so với|so voi|cùng kỳ|cung ky)\s+(?:hồi |hoi |cuối |cuoi |số |so )?"
    r"|(?:tăng|tang|giảm|giam|hơn|hon|kém|kem)(?:\s+[0-9][0-9.,]*\s?%?)?\s+so\s+)$"
)
""" "vẫn 1.200 như tháng trước": the month is not the one that the number speaks of."""
AHEAD = 92
"""A day of this year that is nearer than a quarter is more likely meant, or mistaken, than that of last year."""
_PERCENT = re.compile(r"\s*%")


def set_times_aside(line: Line, today: date) -> None:
    """Stretches and days are noted with their place and hidden: their numbers are none of a target's."""
    for broken in (words.ACCENTED, words.GARBLED):
        for match in broken.finditer("".join(line.shown)):
            line.unread = match[0]
            line.hide(*match.span())
    text = "".join(line.shown)
    taken: list[tuple[int, int]] = [match.span() for match in words.FRACTION.finditer(text) if is_fraction(match, text)]

    def note(start: int, end: int, when: When) -> None:
        if not any(start < stop and begin < end for begin, stop in taken):
            taken.append((start, end))
            line.whens.append((start, end, when))

    for period in periods(text, today):
        if _COMPARED.search(text[: period.text_start]):
            line.hide(period.text_start, period.text_end)
            continue
        if _EVERY.search(text[: period.text_start]) or _PERCENT.match(text, period.text_end):
            continue  # "BHXH hằng tháng 5%"
        note(period.text_start, period.text_end, _up_to_day(period, text, today) or _when(period, text))
    for day in dates(text, today):
        if _COMPARED.search(text[: day.start]):
            line.hide(day.start, day.end)
            continue
        on = on_day(day, today, ahead=AHEAD)
        note(day.start, day.end, When(on, on, ""))
    for match in words.YEAR_LABEL.finditer(text):
        year = int(match["year"])
        note(match.start(), match.end("year"), When(date(year, 1, 1), date(year, 12, 31), f"năm {year}"))
    for match in words.MONTHS.finditer(text):
        note(match.start(), match.end(), _first_months(_MONTHS[match["number"][0]], today))
    line.whens.sort(key=lambda one: one[0])
    for start, end, _ in line.whens:
        line.hide(start, end)
    left = "".join(line.shown)
    unread = next((match for match in words.DATE_LIKE.finditer(left) if not _overlaps(match, taken)), None)
    if unread:
        line.unread = unread[0]
        line.hide(*unread.span())


_MONTHS = {"3": 3, "6": 6, "9": 9, "b": 3, "s": 6, "c": 9}


def _first_months(number: int, today: date) -> When:
    """ "9 tháng": the first nine of the last year that has had so many."""
    year = today.year if today.month >= number else today.year - 1
    return When(date(year, 1, 1), last_of_month(year, number), f"{number} tháng đầu năm {year}")


def _overlaps(match: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    return any(match.start() < stop and begin < match.end() for begin, stop in taken)


def _when(period: FoundPeriod, text: str) -> When:
    within = re.search(r"(?:trong|riêng|rieng)\s+$", text[max(0, period.text_start - 8) : period.text_start])
    return When(period.start, period.end, period.label, bool(within))


def _up_to_day(period: FoundPeriod, text: str, today: date) -> When | None:
    """ "đến 15/10" in the first days of October is a day of this year, whether it is meant so or a slip."""
    if not period.label.startswith("đến ") or period.label.startswith("đến hết"):
        return None
    days = dates(text[period.text_start : period.text_end], today)
    if len(days) != 1 or days[0].year is not None:
        return None
    on = on_day(days[0], today, ahead=AHEAD)
    return When(date(on.year, 1, 1), on, f"đến {write_date(on)}")


def on_day(day: FoundDate, today: date, ahead: int = 0) -> date:
    """Without a year the last such day, or the next where that is no more than so many days ahead."""
    year = day.year or today.year
    on = date(year, day.month, min(day.day, last_of_month(year, day.month).day))
    if day.year or (on - today).days <= ahead:
        return on
    return on.replace(year=year - 1, day=min(day.day, last_of_month(year - 1, day.month).day))
