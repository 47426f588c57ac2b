"""A piece of a message while it is read: what is understood is hidden, so that the rest is left to be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.progress.claims import When

HIDDEN = "\x00"


@dataclass(slots=True)
class Line:
    """In lower case. `kept` is without what names no target, `shown` without what is no number of its target either; `raw` is
    as it was typed, to the letter as long. `whens` are the times told, with their places."""

    kept: list[str]
    shown: list[str]
    raw: str
    note: str = ""
    unread: str = ""
    whens: list[tuple[int, int, When]] = field(default_factory=list)

    @classmethod
    def of(cls, lower: str, raw: str) -> Line:
        return cls(list(lower), list(lower), raw)

    def hide(self, start: int, end: int) -> None:
        self.kept[start:end] = HIDDEN * (end - start)
        self.shown[start:end] = HIDDEN * (end - start)

    def when_of(self, start: int) -> When | None:
        """The time told nearest before a place; else the first told after it."""
        before = [when for _, end, when in self.whens if end <= start]
        after = [when for begin, _, when in self.whens if begin >= start]
        if before:
            return before[-1]
        return after[0] if after else None
