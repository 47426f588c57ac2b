"""Which value a number is for its target, and what makes one odd: asked about, never silently changed and never refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from corpus.measures import same_kind
from corpus.plan import Comparator, Target, ValueKind
from handlers.progress.claims import Claim, Figure, Role, When
from store.ledger import Nature, Submission

HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_TENS = tuple(Decimal(10) ** power for power in (1, 2, 3))
SLIP_LOW, SLIP_HIGH = Decimal("0.8"), Decimal("1.25")
"""How near ten, a hundred or a thousand times the last value (or the goal) a number must be to look like a slip of the thumb."""
FAR = Decimal("1.5")
"""How far beyond its goal a number may be before it is asked about; three times as far where less is better."""
LEAP = Decimal("0.5")
"""The share of the last value by which the state of a whole province hardly changes from one report to the next."""
BELOW = (Comparator.AT_MOST, Comparator.LESS_THAN)


class Doubt(StrEnum):
    """Why a number is asked about before it is recorded."""

    READINGS = "readings"
    MEASURE = "measure"
    VAGUE = "vague"
    NEGATIVE = "negative"
    ABOVE_HUNDRED = "above_hundred"
    FRACTION_OF_COUNT = "fraction_of_count"
    FEWER = "fewer"
    BEYOND = "beyond"
    SLIP = "slip"
    LEAP = "leap"
    AHEAD = "ahead"
    ADDED = "added"
    SHARE = "share"
    REMAINING = "remaining"
    COMPARED = "compared"
    PARTS = "parts"
    OTHER_WHOLE = "other_whole"
    SAME_AS_GOAL = "same_as_goal"
    TWO_VALUES = "two_values"
    CONTRADICT = "contradict"
    NO_SUCH_DAY = "no_such_day"
    UNPLACED = "unplaced"
    NEEDS_NUMBER = "needs_number"
    OTHER_AGENCY = "other_agency"
    WISH = "wish"
    WHICH_DAY = "which_day"


@dataclass(frozen=True, slots=True)
class Value:
    """What is to be recorded of a number. `told` is how it was worked out, with its operands, where it was."""

    value: Decimal
    kind: ValueKind
    nature: Nature
    as_of: date
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The values that a number may stand for, the likeliest first, and why it is not recorded without asking."""

    values: tuple[Value, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a target's numbers from one agency: the newest day's, and those around the day that is told."""

    last: Submission | None = None
    before: Submission | None = None
    after: Submission | None = None


def is_count(target: Target) -> bool:
    """Counts things, whole ones: "căn hộ", not "%", "tuổi", "bác sĩ/vạn dân"."""
    return not any(sign in target.measure for sign in "%/‰") and target.measure not in ("tuổi", "năm", "m2")


def judge(target: Target, claim: Claim, known: Known, today: date) -> Judged:
    """A number held against its target and what was reported before."""
    figure = claim.figure
    if figure is None:
        return Judged(())
    as_of, nature, doubts = _day(claim.when, claim.nature, today)
    doubts += [Doubt.WISH] * claim.wished
    kind = _kind(target, figure, claim.when)
    if figure.numerator is not None and figure.denominator is not None:
        return _of_fraction(target, figure, Value(figure.numerator, kind, nature, as_of), known, doubts)
    if figure.role in (Role.SHARE, Role.ADDED, Role.LOWERED, Role.REMAINING, Role.OTHER, Role.GOAL):
        return _worked_out(target, figure, Value(figure.values[0], kind, nature, as_of), known, doubts)
    if not _fits(figure.measure, target):
        return _of_other_measure(target, figure, Value(figure.values[0], kind, nature, as_of), doubts)
    values, told = _readings(target, figure, known)
    found = [Value(value, kind, nature, as_of) for value in values]
    doubts += [Doubt.READINGS] * told
    if figure.comparator not in (Comparator.EXACTLY,):
        doubts.append(Doubt.VAGUE)
    if figure.values[0] == target.goal and claim.goal_told:
        doubts.append(Doubt.SAME_AS_GOAL)
    odd, others = _odd(target, found[0], known)
    return Judged(tuple(dict.fromkeys([*found, *others])), (*doubts, *odd))


def _day(when: When | None, nature: Nature | None, today: date) -> tuple[date, Nature, list[Doubt]]:
    """The day that a number speaks of; a day ahead is an estimate or is asked about."""
    if when is None:
        return (date(today.year, 12, 31) if nature is Nature.ESTIMATE else today), nature or Nature.OFFICIAL, []
    if when.end > today and nature is not Nature.ESTIMATE:
        return when.end, nature or Nature.OFFICIAL, [Doubt.AHEAD]
    return when.end, nature or Nature.OFFICIAL, []


def _kind(target: Target, figure: Figure, when: When | None) -> ValueKind:
    if target.kind is not ValueKind.CUMULATIVE:
        return target.kind
    within = when is not None and when.within and figure.role is Role.PLAIN
    return ValueKind.INCREMENT if figure.role is Role.INCREMENT or within else ValueKind.CUMULATIVE


def _fits(measure: str, target: Target) -> bool:
    return not measure or measure == target.measure or same_kind(measure, target.measure)


def _readings(target: Target, figure: Figure, known: Known) -> tuple[list[Decimal], bool]:
    """The readings that fit the target, the likeliest first; whether two are left that both could be meant."""
    values = list(figure.values)
    if is_count(target):
        values = [value for value in values if value == int(value)] or values
    elif "%" in target.measure:
        values = [value for value in values if abs(value) <= HUNDRED] or values
    if len(values) < 2:
        return values, False
    near = [value for value in values if _is_near(value, target, known)]
    rest = [value for value in values if value not in near]
    return [*near, *rest], len(near) != 1


def _is_near(value: Decimal, target: Target, known: Known) -> bool:
    measure = known.last.value if known.last and known.last.value else target.goal
    return measure is None or measure == 0 or Decimal("0.1") < abs(value / measure) < 10


# ---- numbers that are worked out


def _of_fraction(target: Target, figure: Figure, base: Value, known: Known, doubts: list[Doubt]) -> Judged:
    """ "1.250/3.700 hộ": a share where the target is one; where it counts, what is counted."""
    top, bottom = figure.numerator or Decimal(0), figure.denominator or Decimal(0)
    if bottom <= 0 or top > bottom:
        doubts = [*doubts, Doubt.PARTS]
    if target.measure == "%" and bottom > 0 and (bottom == target.goal or (bottom <= HUNDRED and top != int(top))):
        # "94,2/95": the result beside its goal.
        worth = _plain((top / bottom * HUNDRED).quantize(_CENT, ROUND_HALF_UP))
        return Judged((base, replace(base, value=worth, numerator=top, denominator=bottom)), (*doubts, Doubt.READINGS))
    if target.measure == "%" and bottom > 0:
        share = (top / bottom * HUNDRED).quantize(_CENT, ROUND_HALF_UP)
        value = Value(_plain(share), base.kind, base.nature, base.as_of, top, bottom, "fraction")
        odd, _ = _odd(target, value, known)
        return Judged((value,), (*doubts, *odd))
    if not is_count(target):
        return Judged((base,), (*doubts, Doubt.MEASURE))
    if bottom > 0 and bottom != target.goal:  # "8/12": of what only the unit knows
        doubts = [*doubts, Doubt.OTHER_WHOLE]
    odd, others = _odd(target, base, known)
    return Judged((base, *others), (*doubts, *odd))


def _worked_out(target: Target, figure: Figure, base: Value, known: Known, doubts: list[Doubt]) -> Judged:
    """What is said as a share of the goal or as more than the last number: proposed with its operands, never assumed."""
    value, last = figure.values[0], known.last.value if known.last else None
    values: list[Value] = []

    def propose(number: Decimal | None, told: str, kind: ValueKind = base.kind) -> None:
        if number is not None:
            values.append(Value(_plain(number), kind, base.nature, base.as_of, told=told))

    if figure.role is Role.SHARE:
        if target.measure == "%":
            propose(value, "")
        propose(target.goal * value / HUNDRED if target.goal is not None else None, "share")
        return Judged(tuple(values), (*doubts, Doubt.SHARE))
    if figure.role in (Role.ADDED, Role.LOWERED):
        step = value if figure.role is Role.ADDED else -value
        same = _fits(figure.measure, target)
        propose(last + step if last is not None and same else None, "added")
        if target.kind is ValueKind.CUMULATIVE and figure.role is Role.ADDED and same:
            propose(value, "", ValueKind.INCREMENT)
        return Judged(tuple(values), (*doubts, Doubt.ADDED))
    if figure.role is Role.REMAINING and target.goal is not None and _fits(figure.measure, target):
        propose(target.goal - value, "remaining")
        return Judged(tuple(values), (*doubts, Doubt.REMAINING))
    return Judged((), (*doubts, Doubt.SAME_AS_GOAL if figure.role is Role.GOAL else Doubt.COMPARED))


def _of_other_measure(target: Target, figure: Figure, base: Value, doubts: list[Doubt]) -> Judged:
    """A share for what is counted, or a count for what is a share: only the first can be turned into the other."""
    if "%" in figure.measure and target.goal is not None and is_count(target):
        worth = Value(_plain(target.goal * figure.values[0] / HUNDRED), base.kind, base.nature, base.as_of, told="share")
        return Judged((worth,), (*doubts, Doubt.MEASURE))
    return Judged((), (*doubts, Doubt.MEASURE))


# ---- what is odd


def _odd(target: Target, value: Value, known: Known) -> tuple[list[Doubt], list[Value]]:
    """The doubts about a value, and what else may have been meant."""
    number = value.value
    if number < 0:
        return [Doubt.NEGATIVE], _others(value, -number)
    if "%" in target.measure and number > HUNDRED:
        return [Doubt.ABOVE_HUNDRED], _others(value, *(number / ten for ten in _TENS if number / ten <= HUNDRED))
    if is_count(target) and number != int(number):
        return [Doubt.FRACTION_OF_COUNT], _others(value, *(number * ten for ten in _TENS[2:] if number * ten == int(number * ten)))
    if value.kind is ValueKind.INCREMENT:
        far = target.goal is not None and number > target.goal
        return ([Doubt.BEYOND] if far else []), []
    slip = _slip(target, number, known)
    if slip is not None:
        return [Doubt.SLIP], _others(value, slip)
    if _is_beyond(target, number):
        return [Doubt.BEYOND], []
    return _against_last(value, known)


def _others(value: Value, *numbers: Decimal) -> list[Value]:
    return [Value(_plain(number), value.kind, value.nature, value.as_of) for number in numbers]


def _slip(target: Target, number: Decimal, known: Known) -> Decimal | None:
    """What the number would be without a slip by ten, a hundred or a thousand; None where it looks like none."""
    last = known.last.value if known.last else None
    cumulative = target.kind is ValueKind.CUMULATIVE
    against = last if last else (None if cumulative else target.goal)
    if not number:
        return None
    for ten in _TENS:
        if against and SLIP_LOW <= number / ten / against <= SLIP_HIGH:
            return number / ten
        # A sum that begins small is no slip; a small number after a large one is.
        if against and (last or not cumulative) and SLIP_LOW <= number * ten / against <= SLIP_HIGH:
            return number * ten
        if cumulative and target.goal and number > target.goal * FAR and number / ten <= target.goal * SLIP_HIGH:
            return number / ten
    return None


def _is_beyond(target: Target, number: Decimal) -> bool:
    if target.goal is None or target.goal <= 0:
        return False
    if target.measure == "%" and target.comparator not in BELOW:
        return False
    return number > target.goal * (FAR * 2 if target.comparator in BELOW else FAR)


def _against_last(value: Value, known: Known) -> tuple[list[Doubt], list[Value]]:
    if value.kind is ValueKind.CUMULATIVE:
        before, after = known.before, known.after
        if before is not None and before.value is not None and value.value < before.value and value.nature is not Nature.ESTIMATE:
            return [Doubt.FEWER], [Value(value.value, ValueKind.INCREMENT, value.nature, value.as_of)]
        if after is not None and after.value is not None and value.value > after.value and value.nature is not Nature.ESTIMATE:
            return [Doubt.FEWER], []
        return [], []
    last = known.last.value if known.last else None
    if last and abs(value.value - last) > abs(last) * LEAP and abs(value.value - last) > 1:
        return [Doubt.LEAP], []
    return [], []


def _plain(number: Decimal) -> Decimal:
    return Decimal(int(number)) if number == int(number) else number.normalize()


def neighbours(rows: Sequence[Submission], as_of: date, kind: ValueKind) -> Known:
    """What stands around a day in an agency's series, newest first: estimates and parts left out."""
    numbers = [
        one
        for one in rows
        if one.value is not None
        and one.entry.nature is not Nature.ESTIMATE
        and (one.entry.kind is kind or kind is ValueKind.INCREMENT)
        and one.entry.kind is not ValueKind.INCREMENT
    ]
    before = next((one for one in numbers if one.entry.as_of <= as_of), None)
    after = next((one for one in reversed(numbers) if one.entry.as_of > as_of), None)
    return Known(numbers[0] if numbers else None, before, after)
