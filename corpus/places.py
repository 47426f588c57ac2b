"""Places that a question may name: where a plan sets no goal of their own, an answer must not give the common one as theirs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unicodedata import normalize

LONGEST = 3
"""Syllables of the longest name."""


def named_place(words: Sequence[str]) -> str:
    """The first place of the gazetteer (places.txt) named among the syllables of a question; empty where none is."""
    names = _names()
    plain = [_folded(word) for word in words]
    for i in range(len(plain)):
        for length in range(min(LONGEST, len(plain) - i), 0, -1):
            found = names.get(" ".join(plain[i : i + length]))
            if found:
                return found
    return ""


def _folded(text: str) -> str:
    letters = normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")


@cache
def _names() -> dict[str, str]:
    lines = Path(__file__).with_name("places.txt").read_text("utf-8").splitlines()
    names = [name.strip() for line in lines if line and not line.startswith("#") for name in line.split(",")]
    return {_folded(name): name for name in names}
