"""On which days before and after a due day units are reminded. Every step has a name, so that it is given once however often
the days are looked at, and a step that was missed is still known to be missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from corpus.workdays import Workdays

WEEK = 7
FURTHEST_STEP = 120
"""Days before or after the due day beyond which no step may be set."""


class Step(NamedTuple):
    """`days` from the last working day in time, below zero before it; `on` the working day on which it is given."""

    days: int
    on: date

    @property
    def name(self) -> str:
        return f"{self.days:+d}" if self.days else "0"


@dataclass(frozen=True, slots=True)
class Ladder:
    """`weekly`: after the last of the days once a week, until nothing is owed any more."""

    days: tuple[int, ...]
    weekly: bool = True


def ladder(text: str) -> Ladder:
    """As it is kept: "-14 -5 -1 0 1 3 w"."""
    words = text.split()
    return Ladder(tuple(sorted({int(word) for word in words if word != "w"})), "w" in words)


def as_kept(some: Ladder) -> str:
    return " ".join([*map(str, some.days), *(["w"] if some.weekly else [])])


def last_day(due_on: date, workdays: Workdays) -> date:
    """The last working day in time: who sends on the holiday that is the due day finds nobody at work."""
    return workdays.on_or_before(due_on)


def steps_until(some: Ladder, due_on: date, workdays: Workdays, today: date) -> list[Step]:
    """The steps that have come by a day, in order. A step before the due day moves back to a working day, one after it forward."""
    last = last_day(due_on, workdays)
    found = []
    for days in _days(some):
        step = Step(days, _on(last, days, workdays))
        if step.on > today:
            break
        found.append(step)
    return found


def steps_ahead(some: Ladder, due_on: date, workdays: Workdays, today: date) -> list[Step]:
    """Those still to come up to the due day, and the first after it."""
    last = last_day(due_on, workdays)
    every = [Step(days, _on(last, days, workdays)) for days in some.days]
    return [step for step in every if step.on > today]


def _days(some: Ladder) -> Iterator[int]:
    yield from some.days
    if some.weekly:
        yield from count(max((*some.days, 0)) + WEEK, WEEK)


def _on(last: date, days: int, workdays: Workdays) -> date:
    wanted = last + timedelta(days=days)
    return workdays.on_or_before(wanted) if days <= 0 else workdays.on_or_after(wanted)
