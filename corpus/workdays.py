"""Which days are worked in Vietnamese offices: Monday to Friday, without public holidays, with the days swapped by decision.

Holidays come from the `holidays` package; `workdays.toml` adds what it lacks and says for which years the days are official.
Of other years they follow from the rules and are an estimate: days are swapped by decision each autumn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("workdays.toml")
CULTURE_DAY = (11, 24)
"""Ngày Văn hóa Việt Nam; whether it is a day off for all was not settled when this was written."""
_SATURDAY = 5
_NAMES = {
    "New Year's Day": "Tết Dương lịch",
    "Hung Kings' Commemoration Day": "Giỗ Tổ Hùng Vương",
    "Liberation Day/Reunification Day": "Ngày Giải phóng miền Nam, thống nhất đất nước",
    "International Labor Day": "Ngày Quốc tế lao động",
    "National Day": "Quốc khánh",
    "Vietnam Cultural Day": "Ngày Văn hóa Việt Nam",
}
_LUNAR_NEW_YEAR = "Lunar New Year"
_OBSERVED = " (observed)"


@dataclass(frozen=True, slots=True)
class Workdays:
    """`changes` are an office's own exceptions, stronger than all else: worked, or not."""

    changes: Mapping[date, bool] = field(default_factory=dict)
    culture_day_off: bool = True

    def is_worked(self, day: date) -> bool:
        own = self.changes.get(day)
        if own is not None:
            return own
        if (day.month, day.day) == CULTURE_DAY and not self.culture_day_off:
            return day.weekday() < _SATURDAY
        swapped = _swaps().get(day)
        if swapped is not None:
            return swapped
        return day.weekday() < _SATURDAY and day not in self._off(day.year)

    def on_or_before(self, day: date) -> date:
        """The last working day that is not after it."""
        while not self.is_worked(day):
            day -= timedelta(days=1)
        return day

    def on_or_after(self, day: date) -> date:
        while not self.is_worked(day):
            day += timedelta(days=1)
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after the first, up to the last and with it."""
        return sum(self.is_worked(first + timedelta(days=step)) for step in range(1, (last - first).days + 1))

    def name(self, day: date) -> str:
        """Of the holiday, or of the exception; empty where it is a day like others."""
        if day in self.changes:
            return "làm bù" if self.changes[day] else "nghỉ"
        swapped = _swaps().get(day)
        if swapped is not None:
            return "làm bù" if swapped else "nghỉ hoán đổi"
        return self._off(day.year).get(day, "")

    def off_days(self, year: int) -> list[tuple[date, str]]:
        """The days off that would be worked otherwise, and holidays at weekends, in order."""
        wanted = {*self._off(year), *_swaps(), *self.changes}
        return [(day, self.name(day)) for day in sorted(wanted) if day.year == year and not self.is_worked(day)]

    def worked_weekends(self, year: int) -> list[date]:
        wanted = {*_swaps(), *self.changes}
        return [day for day in sorted(wanted) if day.year == year and day.weekday() >= _SATURDAY and self.is_worked(day)]

    def is_estimate(self, year: int) -> bool:
        return year not in _data()["official"]

    def _off(self, year: int) -> Mapping[date, str]:
        return _holidays(year) if self.culture_day_off else _without_culture_day(year)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))


@cache
def _swaps() -> Mapping[date, bool]:
    """Days whose place was changed by decision: worked, or not."""
    found: dict[date, bool] = {}
    for swap in _data()["swaps"]:
        found[swap["off"]], found[swap["worked"]] = False, True
    return found


@cache
def _holidays(year: int) -> Mapping[date, str]:
    """The package is loaded by whoever first asks for a day: a start need not wait for it."""
    from holidays import country_holidays

    return {day: _named(name) for day, name in sorted(country_holidays("VN", years=[year]).items()) if day not in _swaps()}


@cache
def _without_culture_day(year: int) -> Mapping[date, str]:
    return {day: name for day, name in _holidays(year).items() if _NAMES["Vietnam Cultural Day"] not in name}


def _named(name: str) -> str:
    if _LUNAR_NEW_YEAR in name:
        return "Tết Nguyên đán"
    if name.endswith(_OBSERVED):
        return f"nghỉ bù {_NAMES.get(name.removesuffix(_OBSERVED), name)}"
    return _NAMES.get(name, name)
