"""Words in a picture: letters that the font has, lines as wide as there is room."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from bot.papers.cells import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

FAMILY = "DejaVu Sans"
"""Comes with matplotlib and has every Vietnamese letter."""
LEADING = 1.3
_MISSING = "□"
_WEIGHTS = ("normal", "bold")


def legible(text: str) -> str:
    """In letters that the font has, a box for each other."""
    return "".join(letter if letter in "\n\t" or _has(letter) else _MISSING for letter in plain(text)).expandtabs(4)


@cache
def _has(letter: str) -> bool:
    return all(glyphs.get_char_index(ord(letter)) for glyphs in _fonts())


@cache
def _fonts() -> tuple[Any, ...]:
    from matplotlib.font_manager import findfont, get_font

    return tuple(get_font(findfont(font(10, weight), fallback_to_default=True)) for weight in _WEIGHTS)


def font(size: float, weight: str = "normal") -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=FAMILY, size=size, weight=weight)


def width(figure: Figure, text: str, size: float, weight: str = "normal") -> float:
    """In pixels."""
    return float(figure.canvas.get_renderer().get_text_width_height_descent(text, font(size, weight), False)[0])  # type: ignore[attr-defined]


def line_height(figure: Figure, size: float) -> float:
    """In pixels, from one line to the next."""
    return size * figure.dpi / 72 * LEADING


def wrapped(figure: Figure, text: str, room: float, size: float, weight: str = "normal", most: int = 4) -> list[str]:
    """Lines no wider than `room` pixels, at most `most` of them; where words are left over, the last one ends in "…"."""
    lines: list[str] = []
    for paragraph in legible(text).split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if width(figure, longer, size, weight) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = _pieces(figure, word, room, size, weight)
            lines += whole
            if len(lines) > most:
                break
        if line:
            lines.append(line)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _shortened(figure, lines[most - 1], room, size, weight)]


def _shortened(figure: Figure, line: str, room: float, size: float, weight: str) -> str:
    while line and width(figure, f"{line}…", size, weight) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _pieces(figure: Figure, word: str, room: float, size: float, weight: str) -> list[str]:
    """A word that is wider than a line, cut; any other as it is."""
    pieces = [""]
    for letter in word[:400]:
        if pieces[-1] and width(figure, pieces[-1] + letter, size, weight) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def write(figure: Figure, x: float, y: float, line: str, size: float, colour: str, **more: str) -> None:
    """One line, its upper left corner at pixels from the lower left of the picture; a "$" is a "$"."""
    from matplotlib.transforms import IdentityTransform

    weight = more.pop("weight", "normal")
    place: dict[str, Any] = {"ha": "left", "va": "top", **more}
    figure.text(x, y, line, color=colour, fontproperties=font(size, weight), parse_math=False, transform=IdentityTransform(), **place)
