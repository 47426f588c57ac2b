"""Where the numbers beside the points stand, so that none lies on another, on a point or, if it can be helped, on a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """In pixels from the lower left corner of the picture."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        return self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top

    def within(self, other: Box) -> bool:
        return other.left <= self.left and self.right <= other.right and other.bottom <= self.bottom and self.top <= other.top

    def away(self, place: Place) -> float:
        x, y = place
        return hypot(max(self.left - x, 0, x - self.right), max(self.bottom - y, 0, y - self.top))


class Labels:
    """`room` is where labels may stand; `points` and `lines` are what they should leave free."""

    def __init__(self, room: Box, points: Iterable[Place], radius: float, lines: Iterable[Sequence[Place]]) -> None:
        self._room, self._points = room, list(points)
        self._taken = [Box(x - radius, y - radius, x + radius, y + radius) for x, y in self._points]
        self._inked = [place for line in lines for start, end in pairwise(line) for place in _between(start, end)]

    def place(self, around: Place, size: tuple[float, float], gap: float, *, must: bool) -> Box | None:
        """The best box for a label of that size beside a point, no nearer to another; None where there is none and none must be."""
        boxes = _around(around, size, gap)
        plain = [box for box in boxes if all(box.away(around) <= box.away(point) for point in self._points)]
        return self._best(plain or (boxes if must else []), must=must)

    def place_along(self, y: float, end: float, size: tuple[float, float], gap: float) -> Box | None:
        """The same for a label of a line across the whole width: at its right end or its left, above it or below."""
        width, height = size
        right, left = end - width, self._room.left + gap
        corners = [(right, y + gap), (left, y + gap), (right, y - gap - height), (left, y - gap - height)]
        return self._best([_box(corner, size) for corner in corners], must=True)

    def _best(self, boxes: Sequence[Box], *, must: bool) -> Box | None:
        inside = [box for box in boxes if box.within(self._room)]
        free = [box for box in inside if not any(box.overlaps(taken) for taken in self._taken)]
        if not free and must:
            free = sorted(inside, key=lambda box: sum(box.overlaps(taken) for taken in self._taken))[:1]
        if not free:
            return None
        best = min(free, key=self._covered)
        self._taken.append(best)
        return best

    def _covered(self, box: Box) -> int:
        return sum(not box.away(place) for place in self._inked)


def _around(at: Place, size: tuple[float, float], gap: float) -> list[Box]:
    """Above, below, then obliquely, then at the sides: in the order in which they are wanted."""
    (x, y), (width, height) = at, size
    above, below, middle = y + gap, y - gap - height, y - height / 2
    centre, right, left = x - width / 2, x + gap / 2, x - gap / 2 - width
    corners = [(centre, above), (centre, below), (left, above), (right, below), (right, above), (left, below)]
    corners += [(x + gap, middle), (x - gap - width, middle)]
    return [_box(corner, size) for corner in corners]


def _box(corner: Place, size: tuple[float, float]) -> Box:
    return Box(corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])


def _between(start: Place, end: Place) -> list[Place]:
    """A point every few pixels."""
    steps = max(1, int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / 6))
    return [(start[0] + (end[0] - start[0]) * step / steps, start[1] + (end[1] - start[1]) * step / steps) for step in range(steps + 1)]
