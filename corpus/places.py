"""Places that a question may name: where a plan sets no goal of their own, an answer must not give the common one as theirs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

KINDS = frozenset(["xã", "phường", "huyện", "thị", "trấn", "thôn", "làng", "buôn", "xa", "phuong", "huyen"])


def named_place(words: Sequence[str]) -> str:
    """The first place of the gazetteer (places.txt) named among the syllables of a question; empty where none is."""
    names = _names()
    for i in range(len(words)):
        for length in (3, 2, 1):
            found = names.get(_folded(words[i : i + length]))
            if found and len(words) >= i + length:
                return found
    return ""


def _folded(words: Sequence[str]) -> str:
    from unicodedata import normalize

    text = normalize("NFD", " ".join(words).lower().replace("đ", "d"))
    return "".join(letter for letter in text if not "\u0300" <= letter <= "\u036f")


@cache
def _names() -> dict[str, str]:
    lines = Path(__file__).with_name("places.txt").read_text("utf-8").splitlines()
    names = [name.strip() for line in lines if line and not line.startswith("#") for name in line.split(",")]
    return {_folded(name.split()): name for name in names}
