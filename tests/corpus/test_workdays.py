"""Working days against days printed by the authorities, written down here by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corpus.workdays import Workdays

TET = {2024: ("2024-02-08", "2024-02-14"), 2025: ("2025-01-25", "2025-02-02"), 2026: ("2026-02-14", "2026-02-22")}
OFF = {
    2024: ["2024-01-01", "2024-04-18", "2024-04-29", "2024-04-30", "2024-05-01", "2024-09-02", "2024-09-03"],
    2025: ["2025-01-01", "2025-04-07", "2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02"],
    2026: [
        "2026-01-01", "2026-01-02", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24",
    ],
}  # fmt: skip
WORKED_INSTEAD = {2024: ["2024-05-04"], 2025: ["2025-04-26"], 2026: ["2026-01-10", "2026-08-22"]}


def printed(year: int, *, culture_day_off: bool) -> set[date]:
    """The working days of a year by what was printed."""
    first, last = (date.fromisoformat(day) for day in TET[year])
    off = {date.fromisoformat(day) for day in OFF[year]} | {first + timedelta(days=step) for step in range((last - first).days + 1)}
    if not culture_day_off:
        off -= {date(year, 11, 24)}
    days = [date(year, 1, 1) + timedelta(days=step) for step in range(366) if (date(year, 1, 1) + timedelta(days=step)).year == year]
    worked = {day for day in days if day.weekday() < 5 and day not in off}
    return worked | {date.fromisoformat(day) for day in WORKED_INSTEAD[year]}


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize("culture_day_off", [True, False], ids=["24/11 off", "24/11 worked"])
def test_every_day_of_the_year_is_as_it_was_printed(year: int, *, culture_day_off: bool) -> None:
    workdays = Workdays(culture_day_off=culture_day_off)
    day, found = date(year, 1, 1), set()
    while day.year == year:
        if workdays.is_worked(day):
            found.add(day)
        day += timedelta(days=1)
    assert found == printed(year, culture_day_off=culture_day_off)


def test_an_exception_of_the_office_is_stronger_than_the_calendar() -> None:
    workdays = Workdays({date(2026, 11, 24): True, date(2026, 11, 25): False, date(2026, 11, 28): True})
    assert [workdays.is_worked(date(2026, 11, day)) for day in (24, 25, 28, 29)] == [True, False, True, False]


def test_a_day_moves_to_the_last_or_the_next_working_day() -> None:
    workdays = Workdays()
    assert workdays.on_or_before(date(2026, 12, 5)) == date(2026, 12, 4)  # a Saturday
    assert workdays.on_or_before(date(2026, 11, 24)) == date(2026, 11, 23)
    assert workdays.on_or_after(date(2026, 2, 14)) == date(2026, 2, 23)  # after Tết
    assert workdays.on_or_before(date(2026, 2, 22)) == date(2026, 2, 13)
    assert workdays.between(date(2026, 11, 20), date(2026, 11, 25)) == 2


def test_days_off_have_their_names_and_coming_years_are_called_an_estimate() -> None:
    workdays = Workdays()
    assert workdays.name(date(2026, 4, 27)) == "nghỉ bù Giỗ Tổ Hùng Vương"
    assert workdays.name(date(2026, 1, 2)) == "nghỉ hoán đổi"
    assert (date(2026, 2, 17), "Tết Nguyên đán") in workdays.off_days(2026)
    assert workdays.worked_weekends(2026) == [date(2026, 1, 10), date(2026, 8, 22)]
    assert [workdays.is_estimate(year) for year in (2026, 2027)] == [False, True]


def test_the_lunar_new_year_of_2030_is_vietnams_and_not_chinas() -> None:
    assert not Workdays().is_worked(date(2030, 1, 31))
    assert Workdays().is_worked(date(2030, 2, 7))


def test_without_the_day_of_culture_neither_it_nor_its_substitute_is_off() -> None:
    assert [Workdays(culture_day_off=off).is_worked(date(2030, 11, 25)) for off in (True, False)] == [False, True]
