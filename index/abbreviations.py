"""What abbreviations stand for: a list kept by hand (abbreviations.tsv), and those that the texts introduce themselves."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_COMPOUND = re.compile(r"[^\W\d_]+(?:[&/-][^\W\d_]+)*")
_SEPARATORS = re.compile(r"[&/-]")
_WORD = re.compile(r"[^\W_]+")
_INTRODUCED = re.compile(r"\((?:[^()\W]+ ){0,4}(?:là:? )?[\"“]?([A-ZĐƠƯ][A-ZĐƠƯ&-]{1,9})[\"”]?\)")
_LISTED = re.compile(r"^[\s\-–•+]*([A-ZĐƠƯ]{2,8})\s*[:=]\s*(\S.{3,80})$", re.MULTILINE)
_CONNECTORS = frozenset(["và", "của", "về", "các"])
_MOST_READINGS = 2
"""An abbreviation that the texts leave with more readings than this says too little to be written out."""


class Abbreviations:
    """Immutable. Tokens are normal text: lower case, NFC."""

    def __init__(self, readings: Mapping[str, tuple[str, ...]], preferred: Iterable[str] = ()) -> None:
        """`preferred`: those that the texts write more often than what they stand for."""
        self._readings = dict(readings)
        self._preferred = frozenset(preferred)

    @staticmethod
    def standard() -> Abbreviations:
        """The unambiguous ones of the list."""
        return _standard()

    @staticmethod
    def of(texts: Iterable[str]) -> Abbreviations:
        """The list, its ambiguous entries narrowed to what the texts speak of, and what the texts introduce."""
        texts = list(texts)
        said = " " + " ".join(word for text in texts for word in _WORD.findall(text.lower())) + " "
        readings = dict(_standard()._readings)
        readings.update(_narrowed(said))
        readings.update(_introduced(texts))
        counts = Counter(said.split())
        preferred = [token for token, found in readings.items() if counts[token] > sum(said.count(f" {one} ") for one in found)]
        return Abbreviations(readings, preferred)

    def __contains__(self, token: str) -> bool:
        return token in self._readings

    def expanded(self, plain: str, question: bool = False) -> list[str]:
        """What the abbreviations in a normal text stand for, in order: "sở gd&đt" → ["giáo dục và đào tạo"].

        In a question, those that the texts prefer are left as they are: written out, they would outweigh its other words.
        """
        skipped = self._preferred if question else frozenset()
        found: list[str] = []
        for compound in _COMPOUND.findall(plain):
            parts = _SEPARATORS.split(compound)
            whole = "".join(parts)
            tokens = [whole] if whole in self._readings else parts
            found.extend(reading for token in tokens if token not in skipped for reading in self._readings.get(token, ()))
        return found

    def as_data(self) -> dict[str, Any]:
        return {"readings": {token: list(found) for token, found in self._readings.items()}, "preferred": sorted(self._preferred)}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Abbreviations:
        return Abbreviations({token: tuple(found) for token, found in data["readings"].items()}, data["preferred"])


def expansions(token: str) -> tuple[str, ...]:
    """Every reading of an abbreviation or chat word, () for any other token; more than one: it is ambiguous."""
    return _rows("office").get(token) or _rows("chat").get(token, ())


def chat_words() -> Mapping[str, tuple[str, ...]]:
    """Words typed in haste ("ko", "bn", "b/c") and what they stand for."""
    return _rows("chat")


@cache
def _standard() -> Abbreviations:
    return Abbreviations({token: found for token, found in _rows("office").items() if len(found) == 1})


@cache
def _rows(kind: str) -> dict[str, tuple[str, ...]]:
    lines = Path(__file__).with_name("abbreviations.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    chosen = [(row[0], tuple(row[1].lower().split("|"))) for row in rows if row[2] == kind]
    found = {_token(abbreviation): readings for abbreviation, readings in chosen}
    for token, readings in list(found.items()):
        found.setdefault(token.replace("đ", "d").replace("ơ", "o").replace("ư", "u"), readings)
    return found


def _token(abbreviation: str) -> str:
    token = unicodedata.normalize("NFC", abbreviation).lower()
    return token if "/" in token else _SEPARATORS.sub("", token)


def _narrowed(said: str) -> dict[str, tuple[str, ...]]:
    narrowed: dict[str, tuple[str, ...]] = {}
    for token, readings in _rows("office").items():
        if len(readings) > 1:
            kept = tuple(reading for reading in readings if f" {reading} " in said)
            if 0 < len(kept) <= _MOST_READINGS:
                narrowed[token] = kept
    return narrowed


def _introduced(texts: list[str]) -> dict[str, tuple[str, ...]]:
    """ "Khóa luận tốt nghiệp (KLTN)" and "KLTN: Khóa luận tốt nghiệp" both introduce KLTN."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for match in _INTRODUCED.finditer(text):
            before = _WORD.findall(text[max(0, match.start() - 120) : match.start()].lower())
            phrase = _spelt_out(before[::-1], _initials(match[1])[::-1])
            if phrase:
                found.setdefault(_token(match[1]), (" ".join(phrase[::-1]),))
        for match in _LISTED.finditer(text):
            phrase = _spelt_out(_WORD.findall(match[2].lower()), _initials(match[1]))
            if phrase:
                found.setdefault(_token(match[1]), (" ".join(phrase),))
    return found


def _initials(abbreviation: str) -> str:
    return _SEPARATORS.sub("", abbreviation.lower())


def _spelt_out(words: list[str], initials: str) -> list[str]:
    """The first of `words` whose initials are these, connecting words passed over; [] where they are not."""
    taken: list[str] = []
    rest = initials
    for word in words:
        if not rest:
            break
        if word[0] == rest[0]:
            rest = rest[1:]
        elif not (taken and word in _CONNECTORS):
            return []
        taken.append(word)
    return taken if not rest else []
