"""Which days and which values a chart spans, and where its axes are marked. Exact: what is written at a mark is where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bot.say.papers import SCALES
from handlers.papers import Chart

ROOMY, NARROW = 64, 38
"""Pixels between two reports, on average, that are wanted where what follows is empty, and that must do where a path leads on."""
SIDE = 0.07
"""Left free beside the first and the last day, as a share of the span."""
MARKS = 6
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_HEADROOM = Decimal("0.14")


@dataclass(frozen=True, slots=True)
class Scale:
    """The value axis, from `low` to `high`, in units of 10 to the `power` ("triệu" where that is 6); `whole`: only whole numbers count."""

    low: Decimal
    high: Decimal
    power: int
    unit: str
    whole: bool

    @classmethod
    def over(cls, values: Iterable[Decimal]) -> Scale:
        """From nought where that costs at most half of the height; with room for labels at the ends."""
        values = list(values) or [Decimal(0)]
        least, most = min(values), max(values)
        whole = all(value == value.to_integral_value() for value in values)
        if 0 <= least < most / 2 or 0 <= least == most:
            least, most = Decimal(0), most or Decimal(1)
        elif 0 >= most > least / 2:
            most = Decimal(0)
        span = most - least or abs(most) / 5 or Decimal(1)
        low = least if least == 0 and most >= 0 else least - span * _HEADROOM
        high = most if most == 0 and least < 0 else most + span * _HEADROOM
        largest = max(abs(low), abs(high))
        power, unit = next(((power, unit) for power, unit in SCALES if largest >= Decimal(10) ** (power + 1)), (0, ""))
        return cls(low.scaleb(-power), high.scaleb(-power), power, unit, whole and not power)

    def at(self, value: Decimal) -> float:
        """Where a value stands; the axis runs from 0 to 1, so that no value is too large or too small to be drawn."""
        return self.share(value.scaleb(-self.power))

    def share(self, mark: Decimal) -> float:
        return float((mark - self.low) / (self.high - self.low))

    def marks(self) -> list[Decimal]:
        """Round numbers along the axis, in its units."""
        rough = (self.high - self.low) / MARKS
        magnitude = Decimal(1).scaleb(rough.adjusted())
        steps = [factor * magnitude for factor in _STEPS if factor * magnitude >= rough]
        step = next((step for step in steps if not self.whole or step == step.to_integral_value()), Decimal(1))
        first = (self.low / step).to_integral_value(ROUND_CEILING)
        marks = [(first + number) * step for number in range(2 * MARKS)]
        return [mark for mark in marks if mark <= self.high]


def days_spanned(chart: Chart, width: float) -> tuple[float, float]:
    """The first and the last day of the axis, as ordinals: all the way to the goal where the reports are not squeezed by it."""
    days = sorted(point.day.toordinal() for point in chart.points)
    others = [point.day.toordinal() for point in chart.path] + ([chart.goal_on.toordinal()] if chart.goal_on else [])
    if not days:
        days = sorted(others)[:1] or [0]
    first, last = days[0], days[-1]
    ends = sorted({last, *(day for day in others if day > last)}, reverse=True)
    starts = sorted({first, *(day for day in others if day < first)})
    wanted = NARROW if chart.path else ROOMY
    start, end = next(((start, end) for end in ends for start in starts if _roomy(days, end - start, width, wanted)), (first, last))
    side = (end - start) * SIDE or 30
    return start - side, end + side


def _roomy(days: Sequence[int], span: int, width: float, wanted: int) -> bool:
    if days[0] == days[-1]:
        return True
    return (days[-1] - days[0]) / (len(days) - 1) / (span * (1 + 2 * SIDE)) * width >= wanted
