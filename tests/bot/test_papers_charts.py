"""Charts: every shape is drawn, whole and legible; warnings are errors here."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.papers import chart as charts
from bot.papers.chart import HEIGHT, WIDTH, draw
from bot.papers.make import make, suffix
from bot.papers.plot import GOAL_LINE, GOOD
from bot.papers.scale import Scale, days_spanned
from bot.say import papers as say
from corpus.plan import Comparator
from handlers.papers import Chart, Workbook
from tests.bot.papers_shapes import END, EXAMPLE, FIVE, PATH, SHAPES, chart, on


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every figure drawn in the test, to look into."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figures: list[Any] = []
    save = Figure.savefig

    def remember(figure: Any, *arguments: Any, **keywords: Any) -> None:
        assert isinstance(figure.canvas, FigureCanvasAgg)
        figures.append(figure)
        save(figure, *arguments, **keywords)

    monkeypatch.setattr(Figure, "savefig", remember)
    return figures


def texts(figure: Any) -> list[Any]:
    from matplotlib.text import Text

    return [one for one in figure.findobj(Text) if one.get_visible() and one.get_text().strip()]


def words(figure: Any) -> list[str]:
    return [one.get_text() for one in texts(figure)]


def boxes(figure: Any) -> list[tuple[str, Any]]:
    renderer = figure.canvas.get_renderer()
    return [(one.get_text(), one.get_window_extent(renderer)) for one in texts(figure)]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_chart_of_any_shape_is_a_picture_of_one_size(shape: str) -> None:
    with Image.open(io.BytesIO(draw(SHAPES[shape]))) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
        assert len(picture.convert("RGB").getcolors(WIDTH * HEIGHT) or []) > 20


@pytest.mark.parametrize("shape", SHAPES)
def test_no_word_lies_on_another_or_leaves_the_picture(shape: str, written: list[Any]) -> None:
    draw(SHAPES[shape])
    found = boxes(written[0])
    for number, (text, box) in enumerate(found):
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= WIDTH, text
        assert box.y1 <= HEIGHT, text
        for other, there in found[:number]:
            across = min(box.x1, there.x1) - max(box.x0, there.x0)
            down = min(box.y1, there.y1) - max(box.y0, there.y0)
            # The boxes of lines above one another touch; letters do not.
            assert across <= 1 or down <= 0.3 * min(box.height, there.height), (text, other)


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert draw(EXAMPLE) == draw(EXAMPLE)


def test_the_goal_stands_in_words_with_its_comparator_and_every_value_as_it_is_written_here(written: list[Any]) -> None:
    draw(EXAMPLE)
    said = words(written[0])
    assert "Mục tiêu 2030: ít nhất 3.700 căn hộ" in said
    assert {"280", "640", "815", "1.020", "1.250", "3.700"} <= set(said)
    assert {"30/6/2025", "30/9/2026"} <= set(said)


@pytest.mark.parametrize(
    ("comparator", "goal_on", "sentence"),
    [
        (Comparator.AT_LEAST, END, "Mục tiêu 2030: ít nhất 95,5%"),
        (Comparator.MORE_THAN, END, "Mục tiêu 2030: trên 95,5%"),
        (Comparator.AT_MOST, None, "Mục tiêu: không quá 95,5%"),
        (Comparator.LESS_THAN, date(2028, 6, 30), "Mục tiêu đến 30/6/2028: dưới 95,5%"),
        (Comparator.EXACTLY, END, "Mục tiêu 2030: 95,5%"),
        (Comparator.ABOUT, END, "Mục tiêu 2030: khoảng 95,5%"),
    ],
)
def test_every_comparator_is_said(comparator: Comparator, goal_on: date | None, sentence: str) -> None:
    assert say.goal(comparator, Decimal("95.50"), "%", goal_on) == sentence


@pytest.mark.parametrize(
    ("comparator", "above", "below"),
    [
        (Comparator.AT_LEAST, True, False),
        (Comparator.MORE_THAN, True, False),
        (Comparator.AT_MOST, False, True),
        (Comparator.LESS_THAN, False, True),
        (Comparator.EXACTLY, False, False),
        (Comparator.ABOUT, False, False),
    ],
)
def test_the_side_that_is_good_is_shaded(comparator: Comparator, above: bool, below: bool, written: list[Any]) -> None:
    drawn = draw(chart(on("2025-12-31", "10"), on("2026-12-31", "20"), measure="%", comparator=comparator, goal="15"))
    (axes,) = written[0].axes
    left, bottom = axes.bbox.x0 + 4, axes.bbox.y0
    (line,) = [one for one in axes.lines if one.get_color() == GOAL_LINE]
    goal = axes.transData.transform((0, line.get_ydata()[0]))[1]
    shade = tuple(int(GOOD[at : at + 2], 16) for at in (1, 3, 5))
    with Image.open(io.BytesIO(drawn)) as picture:
        colours = {
            side: picture.convert("RGB").getpixel((int(left), int(HEIGHT - height)))
            for side, height in (("above", goal + 12), ("below", (bottom + goal) / 2 + 3))
        }
    assert (colours["above"] == shade, colours["below"] == shade) == (above, below)
    assert (say.GOOD_SIDE in words(written[0])) == (above or below)


def test_what_is_provisional_is_hollow_and_explained_only_where_it_occurs(written: list[Any]) -> None:
    draw(EXAMPLE)
    draw(chart(*FIVE[:4]))
    some, none = written
    assert [len(one.get_xdata()) for one in some.axes[0].lines if one.get_markerfacecolor() == "white"] == [1]
    assert not [one for one in none.axes[0].lines if one.get_markerfacecolor() == "white"]
    assert (say.PROVISIONAL in words(some), say.PROVISIONAL in words(none)) == (True, False)


def test_the_path_is_dashed_and_leads_to_the_goals_day(written: list[Any]) -> None:
    draw(chart(*FIVE, path=PATH))
    assert [len(one.get_xdata()) for one in written[0].axes[0].lines if one.is_dashed()] == [len(PATH)]
    assert {"31/12/2030", "Lộ trình"} <= set(words(written[0]))


def test_without_a_path_reports_are_not_squeezed_by_the_years_that_are_left() -> None:
    _, last = days_spanned(EXAMPLE, 900)
    assert last < END.toordinal()
    _, last = days_spanned(chart(*FIVE, path=PATH), 900)
    assert last > END.toordinal()
    _, last = days_spanned(chart(FIVE[0]), 900)
    assert last > END.toordinal()


@pytest.mark.parametrize(
    ("values", "marks", "unit"),
    [
        (("280", "1250", "3700"), ["0", "1000", "2000", "3000", "4000"], ""),
        (("93.1", "95.5"), ["93", "94", "95"], ""),
        (("0", "0"), ["0", "1"], ""),
        (("0.00005", "0.00008"), ["0.00005", "0.00006", "0.00007", "0.00008"], ""),
        (("1234567890123", "9500000000000"), ["0", "2000", "4000", "6000", "8000", "10000"], "tỷ"),
    ],
)
def test_the_axis_is_marked_at_round_numbers_that_are_exact(values: tuple[str, ...], marks: list[str], unit: str) -> None:
    scale = Scale.over(map(Decimal, values))
    assert (scale.marks(), scale.unit) == (list(map(Decimal, marks)), unit)
    assert all(0 <= scale.share(mark) <= 1 for mark in scale.marks())


def test_a_number_along_the_axis_that_has_no_room_is_left_away_rather_than_cut(written: list[Any]) -> None:
    draw(SHAPES["beyond all measure"])
    assert [label.get_text() for label in written[0].axes[0].get_yticklabels() if label.get_text()] == []


def test_a_dollar_sign_is_a_dollar_sign_and_unknown_letters_are_boxes(written: list[Any]) -> None:
    draw(SHAPES["signs of formulas"])
    draw(SHAPES["letters of others"])
    assert "$x^2$ giá \\frac{1} $ 5" in words(written[0])
    assert any(line.startswith("□□") and "á" in line for line in words(written[1]))


def test_a_paper_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "bieu-do.png"
    make(EXAMPLE, there)
    before = there.read_bytes()
    assert before.startswith(b"\x89PNG")
    assert there.stat().st_mode & 0o077 == 0

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.papers.make.os.replace", full)
    with pytest.raises(OSError, match="No space"):
        make(chart(), there)
    assert [path.name for path in tmp_path.iterdir()] == ["bieu-do.png"]
    assert there.read_bytes() == before


def test_each_kind_of_paper_has_its_suffix() -> None:
    assert (suffix(EXAMPLE), suffix(Workbook(()))) == (".png", ".xlsx")


def test_a_chart_is_drawn_without_what_is_made_for_one_thread() -> None:
    import sys

    draw(EXAMPLE)
    assert charts.__name__ in sys.modules
    assert "matplotlib.pyplot" not in sys.modules


def test_two_threads_draw_at_once_what_each_draws_alone() -> None:
    from concurrent.futures import ThreadPoolExecutor

    wanted: list[Chart] = [EXAMPLE, SHAPES["with a path"], SHAPES["below is good"]] * 2
    alone = [draw(one) for one in wanted]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(draw, wanted)) == alone
