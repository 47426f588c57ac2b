"""The part of a chart with axes: the line of reports, the goal, the path, and numbers where they can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.papers import lettering
from bot.papers.labels import Box, Labels, Place
from bot.papers.scale import Scale, days_spanned
from bot.say import papers as say
from corpus.plan import Comparator
from corpus.writing import write_date, write_measure, write_number
from handlers.papers import Chart, Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VALUE, MARK, SMALL = 16.0, 13.5, 12.5
INK, GREY, GRID = "#1a1a1a", "#595959", "#d9d9d9"
LINE, GOAL_LINE, GOOD = "#0b4f9e", "#b8400a", "#e2f0e8"
PLOT_SHARE = 0.86
"""About how much of the picture's width the days have; the numbers along the axis take the rest."""
MANY = 40
FEW = 12
"""Up to so many points each is labelled where there is room; of more only the first, the last, the highest and the lowest."""
OVERHANG = 36
"""Pixels that words may reach beyond the plot on the right."""
APART = 16
"""Pixels between two days, or two numbers on one line."""
WIDEST_MARKS = 0.4
"""The share of the picture that the numbers along the axis may take."""


class Plot:
    """What of a chart is shown, and where."""

    def __init__(self, chart: Chart, figure: Figure, width: float) -> None:
        self.chart, self.figure = chart, figure
        self.points = sorted(chart.points, key=lambda point: point.day)
        self.first, self.last = days_spanned(chart, width * PLOT_SHARE)
        self.path = sorted((point for point in chart.path if self.first <= point.day.toordinal() <= self.last), key=lambda point: point.day)
        self.scale = Scale.over([chart.goal, *(point.value for point in (*self.points, *self.path))])

    @property
    def good_side(self) -> tuple[float, float] | None:
        """From where to where on the axis, which runs from 0 to 1; None where neither side is better, or nothing of it is seen."""
        goal = self.scale.at(self.chart.goal)
        if self.chart.comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN):
            return goal, 1.0
        if self.chart.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN) and goal > 0:
            return 0.0, goal
        return None

    def at(self, point: Point) -> tuple[float, float]:
        return point.day.toordinal(), self.scale.at(point.value)


def plot(shown: Plot, *, left: float, right: float, bottom: float, top: float) -> None:
    """Fills the room that is left between the words; the places are pixels from the lower left corner."""
    top = _write_measure(shown, left, right, top)
    texts = [write_number(mark) for mark in shown.scale.marks()]
    widest = max((lettering.width(shown.figure, text, MARK) for text in texts), default=0.0)
    if widest > WIDEST_MARKS * (right - left):
        # A number whose beginning is cut off would be a wrong one.
        widest, texts = 0.0, [""] * len(texts)
    frame = Box(left + widest + 14, bottom + lettering.line_height(shown.figure, MARK) + 16, right, top)
    axes = _axes(shown, frame)
    _mark_values(shown, axes, texts)
    _mark_days(shown, axes, frame)
    _draw_lines(shown, axes)
    _label(shown, axes, frame)


def _write_measure(shown: Plot, left: float, right: float, top: float) -> float:
    top -= 12
    words = " ".join(part for part in (shown.scale.unit, write_measure(shown.chart.measure)) if part)
    for line in lettering.wrapped(shown.figure, words, right - left, MARK, most=2):
        lettering.write(shown.figure, left, top, line, MARK, GREY)
        top -= lettering.line_height(shown.figure, MARK)
    return top - 10


def _axes(shown: Plot, frame: Box) -> Axes:
    width, height = shown.figure.bbox.width, shown.figure.bbox.height
    place = (frame.left / width, frame.bottom / height, (frame.right - frame.left) / width, (frame.top - frame.bottom) / height)
    axes = shown.figure.add_axes(place)
    axes.set_xlim(shown.first, shown.last)
    axes.set_ylim(0, 1)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    return axes


def _mark_values(shown: Plot, axes: Axes, texts: Sequence[str]) -> None:
    axes.set_yticks([shown.scale.share(mark) for mark in shown.scale.marks()], texts)
    axes.tick_params(axis="y", length=0, pad=6, labelsize=MARK, labelcolor=GREY, labelfontfamily=lettering.FAMILY)
    axes.grid(axis="y", color=GRID, linewidth=1)


def _mark_days(shown: Plot, axes: Axes, frame: Box) -> None:
    """Days that are reported on or aimed at; the last and the first before all others, none so near another that they touch."""
    reported = [point.day for point in shown.points]
    wanted = [*reported[-1:], *reported[:1], *([shown.chart.goal_on] if shown.chart.goal_on else []), *reported[::-1]]
    wanted += [point.day for point in shown.path[::-1]]
    days: dict[int, str] = {}
    taken: list[tuple[float, float]] = []
    for day in wanted:
        at, text = day.toordinal(), write_date(day)
        if at in days or not shown.first <= at <= shown.last:
            continue
        middle, half = axes.transData.transform((at, 0))[0], lettering.width(shown.figure, text, MARK) / 2
        start, end = middle - half, middle + half
        if end <= frame.right + OVERHANG and all(end + APART <= other or before + APART <= start for other, before in taken):
            days[at] = text
            taken.append((start, end))
    axes.set_xticks(list(days), list(days.values()))
    axes.set_xticks(sorted({day.toordinal() for day in reported}), minor=True)
    axes.tick_params(axis="x", length=8, pad=5, labelsize=MARK, labelcolor=GREY, color=GREY, labelfontfamily=lettering.FAMILY)
    axes.tick_params(axis="x", which="minor", length=4, color=GREY)


def _draw_lines(shown: Plot, axes: Axes) -> None:
    if shown.good_side is not None:
        axes.axhspan(*shown.good_side, color=GOOD, linewidth=0, zorder=0)
    axes.axhline(shown.scale.at(shown.chart.goal), color=GOAL_LINE, linewidth=2.6, zorder=2)
    if shown.path:
        days, values = zip(*map(shown.at, shown.path), strict=True)
        axes.plot(days, values, color=GREY, linewidth=2.2, linestyle=(0, (4, 2)), marker="D", markersize=6, zorder=3, clip_on=False)
    if not shown.points:
        return
    many = len(shown.points) > MANY
    days, values = zip(*map(shown.at, shown.points), strict=True)
    axes.plot(days, values, color=LINE, linewidth=1.8 if many else 2.8, zorder=4, clip_on=False, solid_joinstyle="round")
    for provisional, fill in ((False, LINE), (True, "white")):
        some = [shown.at(point) for point in shown.points if point.provisional == provisional]
        if some:
            days, values = zip(*some, strict=True)
            size = 4.5 if many else 9.0
            marks: dict[str, Any] = {"markersize": size, "markerfacecolor": fill, "markeredgecolor": LINE, "markeredgewidth": size / 4}
            axes.plot(days, values, linestyle="none", marker="o", zorder=5, clip_on=False, **marks)


# ---- numbers beside what they count


def _label(shown: Plot, axes: Axes, frame: Box) -> None:
    def pixels(point: Point) -> Place:
        x, y = axes.transData.transform(shown.at(point))
        return float(x), float(y)

    goal = float(axes.transData.transform((shown.first, shown.scale.at(shown.chart.goal)))[1])
    points, path = [pixels(point) for point in shown.points], [pixels(point) for point in shown.path]
    radius = 6.0 if len(points) > MANY else 12.0
    room = Box(frame.left, frame.bottom + 2, frame.right + OVERHANG, frame.top + 20)
    labels = Labels(room, [*points, *path], radius, [points, path, [(frame.left, goal), (frame.right, goal)]])
    for point, must in _worth_a_label(shown.points):
        label = _Label(shown, point.value, VALUE, LINE)
        label.put(labels.place(pixels(point), label.size, radius + 4, must=must))
    label = _Label(shown, shown.chart.goal, VALUE, GOAL_LINE)
    label.put(labels.place_along(goal, frame.right, label.size, 5))
    for point in shown.path[::-1]:
        label = _Label(shown, point.value, SMALL, GREY, "normal")
        label.put(labels.place(pixels(point), label.size, 12, must=False))
    if not shown.points:
        place = ((frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2)
        lettering.write(shown.figure, *place, say.NOTHING_REPORTED, VALUE, INK, ha="center")


def _worth_a_label(points: Sequence[Point]) -> Iterator[tuple[Point, bool]]:
    """The most telling first; whether it must be shown even where it covers something."""
    if not points:
        return
    highest, lowest = max(points, key=lambda point: point.value), min(points, key=lambda point: point.value)
    wanted = [points[-1], points[0], highest, lowest, *(points[-2:0:-1] if len(points) <= FEW else ())]
    said: list[Point] = []
    for number, point in enumerate(wanted):
        if point not in said:
            said.append(point)
            yield point, number == 0


class _Label:
    """A number as it is written in the plot: 3.700, and 95,5% where its measure is no word."""

    def __init__(self, shown: Plot, value: Decimal, points: float, colour: str, weight: str = "bold") -> None:
        sign = shown.chart.measure[:1]
        self._figure, self._points, self._colour, self._weight = shown.figure, points, colour, weight
        self._text = write_number(value) + (sign if sign in ("%", "‰") else "")
        self.size = (lettering.width(shown.figure, self._text, points, weight) + APART, points * shown.figure.dpi / 72)

    def put(self, box: Box | None) -> None:
        if box is not None:
            middle = (box.left + box.right) / 2
            lettering.write(self._figure, middle, box.top, self._text, self._points, self._colour, weight=self._weight, ha="center")
