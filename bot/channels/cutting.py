"""Cutting a text into messages: messengers count its length in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BREAKS = (re.compile(r"\n"), re.compile(r"(?<=[.;!?…”])\s"), re.compile(r"\s"))


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int) -> Iterator[str]:
    """Pieces of at most so many UTF-16 units, cut at the ends of lines, else of sentences, else of words."""
    text = text.strip()
    while (reach := _reach(text, limit)) < len(text):
        at = _best_break(text, reach)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


def _reach(text: str, limit: int) -> int:
    """How many characters fit into the limit of UTF-16 units."""
    length = 0
    for at, character in enumerate(text):
        length += 2 if character > "\uffff" else 1
        if length > limit:
            return at
    return len(text)


def _best_break(text: str, reach: int) -> int:
    """The last good place to cut, unless it would leave most of the message empty."""
    for pattern in _BREAKS:
        places = [found.start() for found in pattern.finditer(text, 0, reach)]
        if places and places[-1] >= reach // 2:
            return places[-1]
    return reach
