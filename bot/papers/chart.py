"""A target's history as a picture for a phone: what was reported, the goal, and on which side of it one wants to be.

Nothing hangs on colours, which are told apart by whoever sees few and in grey: the goal is a bare line, the path dashed, what
is provisional hollow. Drawn with the object API alone: pyplot keeps figures alive and is made for one thread.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.papers import lettering
from bot.papers.plot import GOAL_LINE, GOOD, GREY, INK, LINE, Plot, plot
from bot.say import papers as say
from handlers.papers import Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT, DPI = 1080, 1350, 150
TITLE, GOAL, TEXT, NOTE = 21.0, 17.0, 14.0, 12.0
MARGIN = 44
"""Pixels left free at the edges of the picture."""
SAMPLE = 56
"""Length of the piece of line before the goal's words."""


def draw(chart: Chart) -> bytes:
    """A .png; the same chart gives the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    top = _write_title(figure, chart)
    bottom = _write_notes(figure, chart)
    drawn = Plot(chart, figure, WIDTH - 2 * MARGIN)
    top = _write_legend(figure, drawn, top)
    plot(drawn, left=MARGIN, right=WIDTH - MARGIN, bottom=bottom, top=top)
    to = BytesIO()
    figure.savefig(to, format="png", dpi=DPI, metadata={"Software": None})
    return to.getvalue()


def _write_title(figure: Figure, chart: Chart) -> float:
    """The title and the goal in words; gives the height that is left below them."""
    room, at = WIDTH - 2 * MARGIN, float(HEIGHT - MARGIN)
    for line in lettering.wrapped(figure, chart.title, room, TITLE, "bold"):
        lettering.write(figure, MARGIN, at, line, TITLE, INK, weight="bold")
        at -= lettering.line_height(figure, TITLE)
    at -= 10
    words = say.goal(chart.comparator, chart.goal, chart.measure, chart.goal_on)
    for number, line in enumerate(lettering.wrapped(figure, words, room - SAMPLE - 16, GOAL, "bold", most=3)):
        lettering.write(figure, MARGIN + SAMPLE + 16, at, line, GOAL, GOAL_LINE, weight="bold")
        if not number:
            _add_sample(figure, at - lettering.line_height(figure, GOAL) * 0.36)
        at -= lettering.line_height(figure, GOAL)
    return at - 12


def _add_sample(figure: Figure, at: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.transforms import IdentityTransform

    figure.add_artist(Line2D([MARGIN, MARGIN + SAMPLE], [at, at], color=GOAL_LINE, linewidth=2.6, transform=IdentityTransform()))


def _write_legend(figure: Figure, drawn: Plot, top: float) -> float:
    handles = _handles(drawn)
    if not handles:
        return top
    legend = _legend(figure, handles, top, columns=2)
    if legend.get_window_extent().width > WIDTH - 2 * MARGIN:
        legend.remove()
        legend = _legend(figure, handles, top, columns=1)
    return float(legend.get_window_extent().y0) - 8


def _legend(figure: Figure, handles: list[Any], top: float, columns: int) -> Any:
    return figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=((MARGIN - 4) / WIDTH, top / HEIGHT),
        ncols=columns,
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=2.0,
        columnspacing=1.4,
        prop=lettering.font(TEXT),
    )


def _handles(drawn: Plot) -> list[Any]:
    """Only what the picture shows."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marked: dict[str, Any] = {"color": LINE, "linewidth": 2.4, "marker": "o", "markersize": 9, "markeredgewidth": 2.4}
    handles: list[Any] = []
    if any(not point.provisional for point in drawn.points):
        handles.append(Line2D([], [], label=say.REPORTED, **marked))
    if drawn.path:
        handles.append(Line2D([], [], label=say.PATH, color=GREY, linewidth=2.2, linestyle=(0, (4, 2)), marker="D", markersize=6))
    if any(point.provisional for point in drawn.points):
        handles.append(Line2D([], [], label=say.PROVISIONAL, markerfacecolor="white", **marked))
    if drawn.good_side is not None:
        handles.append(Patch(facecolor=GOOD, edgecolor="#b7d3c4", label=say.GOOD_SIDE))
    return handles


def _write_notes(figure: Figure, chart: Chart) -> float:
    """Gives the height from which on there is room above them."""
    lines = lettering.wrapped(figure, "\n".join(chart.notes), WIDTH - 2 * MARGIN, NOTE, most=6)
    at = MARGIN - 12.0
    for line in reversed(lines):
        at += lettering.line_height(figure, NOTE)
        lettering.write(figure, MARGIN, at, line, NOTE, GREY)
    return at + (22 if lines else 0)
