"""What day somebody promises, and at what time they want to be reminded: in their own words, seen from a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from corpus.workdays import Workdays
from handlers.progress.coordinate.period_words import next_day
from handlers.remind.hours import next_office_time
from index.text import fold, normal

_TODAY = re.compile(r"\b(?:(?:hom|trua|chieu|toi|sang|trong ngay|ngay) nay|cuoi (?:gio|buoi|ngay)|lat nua|chut nua|ti nua|tranh thu)\b")
_TOMORROW = re.compile(r"\b(?:sang|chieu|trua|toi|sang som)? ?mai\b")
_AFTER_TOMORROW = re.compile(r"\b(?:mot|ngay kia|kia)\b")
_WEEKDAY = re.compile(r"\bth(?:u|ứ)? ?(?P<name>hai|ba|tu|nam|sau|bay|[2-7])\b(?P<next> tuan (?:sau|toi))?|\b(?P<sunday>chu nhat)\b")
_NAMES = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
_NEXT_WEEK_BEGINS = re.compile(r"\b(?:dau tuan (?:sau|toi)|sang tuan|dau tuan|qua tuan)\b")
_NEXT_WEEK = re.compile(r"\btuan (?:sau|toi)\b")
_WEEK_ENDS = re.compile(r"\b(?:cuoi|het|trong|noi) tuan(?: nay)?\b")
_MONTH_ENDS = re.compile(r"\b(?:cuoi|het) thang(?: nay)?\b")
_DAY = re.compile(r"\b(?:ngay|hom|mung) (?P<day>\d{1,2})\b(?!\s*[/.-]?\s*\d)(?! (?:so|can|ho|nguoi))")
_IN = re.compile(
    r"\b(?P<count>\d{1,2}|mot|hai|ba|nua) ?(?P<what>tieng|gio|phut|h|p)\b(?= nua| sau)|\bsau (?P<count2>\d{1,2}) ?(?P<what2>tieng|gio"
    r"|phut|h|p)\b"
)
_CLOCK = re.compile(r"\b(?:luc |vao |khoang )?(?P<hour>\d{1,2}) ?(?:h|gio|:)(?: ?(?P<minute>\d{2}))?\b")
_NOON = time(12)


def _plain(text: str) -> str:
    return " ".join(fold(normal(text)).split())


def day_meant(text: str, today: date, workdays: Workdays) -> date | None:
    """The day by which something is promised; None where the words name none, or one that is past."""
    plain = _plain(text)
    found = _weekday(plain, today) or next_day(text, today) or _near(plain, today, workdays)
    return found if found is not None and found >= today else None


def _near(plain: str, today: date, workdays: Workdays) -> date | None:
    monday = today + timedelta(days=7 - today.weekday())
    if _TOMORROW.search(plain):
        return today + timedelta(days=1)
    if _AFTER_TOMORROW.search(plain):
        return today + timedelta(days=2)
    if _NEXT_WEEK_BEGINS.search(plain):
        return workdays.on_or_after(monday)
    if _NEXT_WEEK.search(plain):
        return workdays.on_or_before(monday + timedelta(days=4))
    if _WEEK_ENDS.search(plain):
        return max(today, workdays.on_or_before(today + timedelta(days=max(4 - today.weekday(), 0))))
    if _MONTH_ENDS.search(plain):
        after = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return max(today, workdays.on_or_before(after - timedelta(days=1)))
    if found := _DAY.search(plain):
        return _next_of(int(found["day"]), today)
    return today if _TODAY.search(plain) else None


def _weekday(plain: str, today: date) -> date | None:
    found = _WEEKDAY.search(plain)
    if not found:
        return None
    wanted = 6 if found["sunday"] else _NAMES[found["name"]]
    if found["next"]:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _next_of(day: int, today: date) -> date | None:
    """The next such day of a month: of this one, else of the next that has it."""
    if not 1 <= day <= 31:
        return None
    month = today.replace(day=1)
    for _ in range(3):
        try:
            found = month.replace(day=day)
        except ValueError:
            found = None
        if found is not None and found >= today:
            return found
        month = (month + timedelta(days=32)).replace(day=1)
    return None


def moment_meant(text: str, now: datetime, workdays: Workdays, spans: Sequence[tuple[time, time]]) -> datetime | None:
    """When somebody wants to be reminded again, moved into office hours; None where the words name no time."""
    plain = _plain(text)
    wanted = _in_hours(plain, now) or _at(text, plain, now, workdays, spans)
    return None if wanted is None else next_office_time(max(wanted, now + timedelta(minutes=1)), workdays, spans)


def _in_hours(plain: str, now: datetime) -> datetime | None:
    found = _IN.search(plain)
    if not found:
        return now + timedelta(hours=1) if re.search(r"\b(?:lat|chut|ti|lat hoi|mot luc) nua\b", plain) else None
    count, what = found["count"] or found["count2"], found["what"] or found["what2"]
    number = {"mot": 1.0, "hai": 2.0, "ba": 3.0, "nua": 0.5}.get(count) or float(count)
    return now + (timedelta(minutes=number) if what in ("phut", "p") else timedelta(hours=number))


def _at(text: str, plain: str, now: datetime, workdays: Workdays, spans: Sequence[tuple[time, time]]) -> datetime | None:
    day = day_meant(text, now.date(), workdays)
    clock = _CLOCK.search(plain)
    if clock and int(clock["hour"]) < 24 and int(clock["minute"] or 0) < 60:
        return datetime.combine(day or now.date(), time(int(clock["hour"]), int(clock["minute"] or 0)), now.tzinfo)
    if day is None:
        return None
    afternoon = next((first for first, _ in spans if first >= _NOON), _NOON)
    if "chieu" in plain:
        begins = datetime.combine(day, afternoon, now.tzinfo)
        return begins if begins > now else now + timedelta(hours=1)
    return now + timedelta(hours=2) if day == now.date() else datetime.combine(day, time(0), now.tzinfo)
