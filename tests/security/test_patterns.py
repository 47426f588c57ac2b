"""No pattern takes long over a word that is typed again and again: one that does would hold up everybody."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Iterator

import bot
import corpus
import handlers
import index
from corpus.characters import fold

OURS = (corpus, index, handlers, bot)
REPEATED, MOST_SECONDS = 22, 0.05
"""So many times a repeated word makes a pattern that tries every way of dividing it take seconds."""


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that a module of ours keeps, by its text."""
    for package in OURS:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    modules = [module for name, module in list(sys.modules.items()) if name.split(".")[0] in {one.__name__ for one in OURS}]
    return {one.pattern: one for module in modules for value in list(vars(module).values()) for one in _within(value)}


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _within(one)


def words(pattern: str) -> list[str]:
    """The words that a pattern speaks of, without diacritics."""
    plain = re.sub(r"\\[a-zA-Z]", " ", pattern)
    plain = re.sub(r"\[([^\]]*)\]", lambda found: fold(found[1])[:1] if found[1][:1].isalpha() else " ", plain)
    return list(dict.fromkeys(word for word in re.findall(r"[^\W\d_]+", fold(plain)) if len(word) < 9))


def slowest_on(pattern: re.Pattern[str]) -> tuple[float, str]:
    """The text on which it takes longest, of each of its words repeated behind each other one; once it is too slow, that."""
    known, worst = words(pattern.pattern)[:120], (0.0, "")
    for repeated in known:
        for first in ("", *known[:50]):
            text = f"{first} " + f"{repeated} " * REPEATED + "xq9"
            began = time.process_time()
            pattern.search(text)
            worst = max(worst, (time.process_time() - began, text))
            if worst[0] > MOST_SECONDS:
                return worst
    return worst


def test_no_pattern_takes_long_over_a_word_that_is_repeated() -> None:
    found = {text: one for text, one in patterns().items() if "*" in text or "+" in text}
    assert len(found) > 200, "the patterns were not found"
    slow = {text[:80]: worst for text, one in found.items() if (worst := slowest_on(one))[0] > MOST_SECONDS}
    assert not slow
