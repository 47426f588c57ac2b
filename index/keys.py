"""The keys by which names are compared: folded syllables, one spelling each, abbreviations written out.

Officials type "ti le", "tỷ lệ"; "bác sỹ" or "bac si"; "NOXH". All of them must meet in the same keys, on the side of
the plan's names as on the side of the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.abbreviations import expansions
from index.text import TOKEN, canonical, fold, normal, syllables

_COMPOUND = re.compile(r"[^\W\d_]+(?:[&/-][^\W\d_]+)+")
BINDERS = frozenset(["của", "ở", "tại", "cho", "trong", "thuộc", "mỗi", "từng", "riêng", "cua", "o", "tai", "moi", "rieng"])
"""Fillers after which comes what narrows the thing asked for: "của xã …", "cho học sinh", "mỗi trạm"."""
SORTERS = frozenset(["thể", "loại", "cấp", "bậc", "hạng"])
GRADED = frozenset(["cấp", "độ", "lớp", "tuyến", "cap", "do", "lop"])
"""Words whose number is part of the name: "cấp 2", "mức độ 2"."""
BEFORE = frozenset(["trước", "truoc"])
"""What says no more than its number does ("trước 2025")."""
SCALES = frozenset(["trăm", "nghìn", "ngàn", "triệu", "tỉ", "tram", "nghin", "ngan", "trieu", "ti"])
NOT = ("không",)
"""Asks where it ends a question, and denies where it stands in one: only then does it say something."""
REMEMBERED = 8192
GAP = "|"
"""Stands between words that no phrase or binding joins: a sentence sign, or what was taken out."""


folded = lru_cache(maxsize=REMEMBERED)(fold)


def _data(name: str) -> tuple[str, ...]:
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


FILLER_TEXT = _data("fillers.txt")


def spelled(text: str) -> list[str]:
    """The syllables of a text in one spelling each, with their diacritics, abbreviations written out."""
    plain = _COMPOUND.sub(_joined, normal(text))
    pattern, written = _synonyms()
    plain = pattern.sub(lambda said: written[said[0]], plain)
    return [syllable for token in TOKEN.findall(plain) for syllable in _written_out(token)]


@lru_cache(maxsize=REMEMBERED)
def keys(text: str) -> tuple[str, ...]:
    """The folded syllables of a text, spelled alike; names are asked for again and again, so they are remembered."""
    return tuple(folded(syllable) for syllable in spelled(text))


@dataclass(frozen=True, slots=True)
class Content:
    """The keys that say what a text is about: without question words, politeness and bare numbers.

    `bound` tells of each how closely it qualifies what stands before it: 0 not at all; 1 it follows directly, or after
    "của", "ở", "cho"; 2 it follows a word that only sorts ("thể thấp còi", "cấp tiểu học").
    """

    tokens: tuple[str, ...]
    bound: tuple[int, ...]


@lru_cache(maxsize=REMEMBERED)
def content(text: str) -> Content:
    return content_of(spelled(text))


def content_of(words: Sequence[str]) -> Content:
    """The same for syllables already spelled."""
    tokens: list[str] = []
    bound: list[int] = []
    i, joined = 0, 0
    marked = not all(word.isascii() for word in words)
    while i < len(words):
        length = _filler_at(words, i, marked)
        if length:
            joined = int(words[i + length - 1] in BINDERS)
        elif _counts_only(words, i):
            joined = joined if i else 0
        elif not (words[i] in SCALES and i and words[i - 1][0].isdigit()):
            tokens.append(folded(words[i]))
            bound.append(joined)
            joined = 2 if words[i] in SORTERS else 1
        i += length or 1
    return Content(tuple(tokens), tuple(bound))


def _counts_only(words: Sequence[str], i: int) -> bool:
    """A number that is no part of a name, or what stands before one and says no more."""
    if words[i][0].isdigit():
        return not (i and words[i - 1] in GRADED)
    return words[i] in BEFORE and i + 1 < len(words) and words[i + 1][0].isdigit()


def is_filler(syllable: str) -> bool:
    """Whether the syllable alone is a filler."""
    words = tuple(spelled(syllable))
    return len(words) == 1 and words in _fillers().get(folded(words[0]), ())


def telling_words(words: Sequence[str]) -> list[str]:
    """The syllables left when filler phrases of two and more are taken out, as they are spelled."""
    kept: list[str] = []
    i = 0
    marked = not all(word.isascii() for word in words)
    while i < len(words):
        length = _filler_at(words, i, marked)
        if length < 2 and words[i] != GAP:
            kept.append(words[i])
        i += length or 1
    return kept


def _filler_at(words: Sequence[str], i: int, marked: bool) -> int:
    """How many syllables the longest filler starting there takes; 0 where none does.

    Where the text is marked with diacritics at all, they must agree: "di tích" does not begin with the filler "đi".
    """
    if words[i] == GAP:
        return 1
    for phrase in _fillers().get(folded(words[i]), ()):
        typed = tuple(words[i : i + len(phrase)])
        if phrase == NOT and i + 1 < len(words) and words[i + 1] != GAP:
            continue
        if typed == phrase or (not marked and typed == tuple(map(fold, phrase))):
            return len(phrase)
    return 0


def _joined(compound: re.Match[str]) -> str:
    """ "gd&đt" as one abbreviation where it is one."""
    whole = re.sub(r"[&/-]", "", compound[0])
    return whole if expansions(whole) else compound[0]


@lru_cache(maxsize=4096)
def _written_out(token: str) -> tuple[str, ...]:
    found = expansions(token)
    return tuple(canonical(syllable) for syllable in syllables(found[0])) if len(found) == 1 else (canonical(token),)


@lru_cache(maxsize=1)
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of what is said in talk, and what is written for it; two syllables or more may lack their diacritics."""
    rows = [line.split("\t") for line in _data("synonyms.tsv")]
    written = {row[0]: row[1] for row in rows}
    written |= {fold(said): meant for said, meant in list(written.items()) if " " in said and fold(said) not in written}
    pattern = "|".join(re.escape(said) for said in sorted(written, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), written


@lru_cache(maxsize=1)
def _fillers() -> dict[str, list[tuple[str, ...]]]:
    """The filler phrases by their first key, longest first."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted({tuple(spelled(line)) for line in FILLER_TEXT}, key=len, reverse=True):
        by_first.setdefault(fold(phrase[0]), []).append(phrase)
    return by_first
