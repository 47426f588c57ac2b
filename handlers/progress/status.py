"""Where a number stands on its way to the goal, told from the goal, the path to it and the day: nothing else is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from corpus.plan import Comparator, Target
from handlers.progress.figures import BELOW, HUNDRED, is_count

_TENTH, _HALF = Decimal("0.1"), Decimal("0.5")
_KEEPING = re.compile(r"(?<!\w)(?:duy trì|giữ vững|bảo đảm vững chắc|đảm bảo vững chắc|tiếp tục giữ)(?!\w)", re.I)


class Status(StrEnum):
    """`NO_PATH`: nothing says where it should be by now, so that it cannot be behind. `NOT_MET`: the goal's year is over, or
    what was to be kept is lost."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    NOT_MET = "not_met"
    NO_PATH = "no_path"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class Milestone:
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Course:
    """What a number is held against: the milestones to the goal, and where it all began."""

    path: tuple[Milestone, ...] = ()
    baseline: Milestone | None = None


NO_COURSE = Course()


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be reached on a day, in the digits shown; `before` and `after` are what it lies between."""

    value: Decimal
    before: Milestone
    after: Milestone


def year_end(year: int) -> date:
    return date(year, 12, 31)


def course(years: Iterable[tuple[int, Decimal]], baseline: tuple[int, Decimal] | None = None) -> Course:
    """Of numbers for years: each holds on the year's last day."""
    path = sorted(dict(years).items())
    start = Milestone(year_end(baseline[0]), baseline[1]) if baseline else None
    return Course(tuple(Milestone(year_end(year), value) for year, value in path), start)


def status(target: Target, value: Decimal | None, on: date, way: Course = NO_COURSE, today: date | None = None) -> Status:
    """Of a number that speaks of the day `on`. A goal is met as soon as it is reached, in the comparator's sense."""
    if value is None or target.goal is None:
        return Status.NO_NUMBER if value is None else Status.NO_PATH
    if is_met(target, value, target.goal):
        return Status.MET
    if _is_over(target, max(on, today or on)) or is_to_be_kept(target, way):
        return Status.NOT_MET
    wanted = expected(target, on, way)
    if wanted is None:
        return Status.ON_TRACK if _reached_ahead(target, value, way) else Status.NO_PATH
    return Status.ON_TRACK if _reaches(target, value, wanted.value) else Status.BEHIND


def is_met(target: Target, value: Decimal, goal: Decimal) -> bool:
    """ "Đạt 80%" is met by more as well; "khoảng 74" by what rounds to it in the digits in which it is written."""
    match target.comparator:
        case Comparator.MORE_THAN:
            return value > goal
        case Comparator.LESS_THAN:
            return value < goal
        case Comparator.AT_MOST:
            return value <= goal
        case Comparator.ABOUT:
            return value >= goal - _tolerance(goal)
    return value >= goal


def is_below_good(target: Target) -> bool:
    return target.comparator in BELOW


def is_to_be_kept(target: Target, way: Course = NO_COURSE) -> bool:
    """To be kept, not to be reached: in the plan's words, or because it was reached at the beginning already."""
    if _KEEPING.search(f"{target.name} {target.state}"):
        return True
    return target.goal is not None and way.baseline is not None and is_met(target, way.baseline.value, target.goal)


def expected(target: Target, on: date, way: Course) -> Expected | None:
    """Between two milestones, a straight line; None where none stands before the day or none after it."""
    points = milestones(target, way)
    before = [one for one in points if one.day <= on]
    after = [one for one in points if one.day >= on]
    if not before:
        return None
    if before[-1].day == on or not after:
        return Expected(before[-1].value, before[-1], before[-1])
    first, then = before[-1], after[0]
    share = Decimal((on - first.day).days) / Decimal((then.day - first.day).days)
    return Expected(_shown(target, first.value + (then.value - first.value) * share, points), first, then)


def next_milestone(target: Target, on: date, way: Course) -> Milestone | None:
    return next((one for one in milestones(target, way) if one.day >= on), None)


def share(value: Decimal, goal: Decimal) -> Decimal:
    """In per cent, one decimal, half up."""
    return tenth(value / goal * HUNDRED)


def tenth(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, ROUND_HALF_UP)


def milestones(target: Target, way: Course) -> list[Milestone]:
    """The path with its beginning, and the goal as its end: nothing is expected where there is neither path nor beginning."""
    if not way.path and way.baseline is None:
        return []
    known = {one.day: one for one in ([way.baseline] if way.baseline else [])} | {one.day: one for one in way.path}
    if target.goal is not None and target.by is not None and year_end(target.by) > max(known):
        known[year_end(target.by)] = Milestone(year_end(target.by), target.goal)
    return [known[day] for day in sorted(known)]


def _is_over(target: Target, day: date) -> bool:
    return target.by is not None and day >= year_end(target.by)


def _reaches(target: Target, value: Decimal, wanted: Decimal) -> bool:
    return value <= wanted if is_below_good(target) else value >= wanted


def _reached_ahead(target: Target, value: Decimal, way: Course) -> bool:
    """Before the first milestone, what that asks for is there already."""
    return bool(way.path) and _reaches(target, value, way.path[0].value)


def _tolerance(goal: Decimal) -> Decimal:
    """Half of the last digit that the goal is written with."""
    return _HALF.scaleb(-_decimals(goal))


def _shown(target: Target, value: Decimal, points: Sequence[Milestone]) -> Decimal:
    """As it is shown and held against: whole things are counted whole, the rest as exactly as the milestones are."""
    places = 0 if is_count(target) else max(1, *(_decimals(one.value) for one in points))
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))
