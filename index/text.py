"""The one door from text to terms, for passages and questions alike.

Two views of the same text are indexed (measured best together): the words that underthesea finds, with their
diacritics, and the folded syllables with their neighbouring pairs, which hold when diacritics are missing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from sys import intern

from index.abbreviations import Abbreviations
from index.segment import segment

TERMS_VERSION = "2"
"""Goes up whenever the same text may give other terms: stored indexes are then built anew."""

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*")
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_MARKS = re.compile("[\u0300-\u036f]")
_PLACES = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
_OLD_PLACE = re.compile(r"(?<!q)(" + "|".join(_PLACES) + r")(?![^\W\d_])")
_SUPERSCRIPTS = str.maketrans("²³", "23")
_FINAL_Y = re.compile(r"^([bcdđghklmnprstvx]|[cgknpt]h|ngh?|tr|q[uú])([yýỳỷỹỵ])$")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3}){2,}")

_FUNCTION_WORDS = (
    "là và của có được cho trong với các những một để khi ở tại theo về từ đến ra vào thì mà như này đó bị do bởi sẽ đã "
    "đang cũng nào gì ai bao nhiêu sao thế vậy ạ"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Syllables of a question that say nothing alone; their pairs are kept. A longer list was measured to do harm."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`words`: underthesea's words, lower case. `folded`: folded syllables and, joined by a blank, their pairs."""

    words: tuple[str, ...]
    folded: tuple[str, ...]


def normal(text: str) -> str:
    """NFC, lower case, ² as 2, the tone on the first vowel of oa, oe, uy ("hoà" → "hòa") except after q ("quý")."""
    text = unicodedata.normalize("NFC", text).lower().translate(_SUPERSCRIPTS)
    return _OLD_PLACE.sub(lambda found: _PLACES[found[1]], text)


def fold(text: str) -> str:
    """The text without diacritics, đ as d; case is kept."""
    if text.isascii():
        return text
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", plain).replace("đ", "d").replace("Đ", "D")


def syllables(text: str) -> list[str]:
    """The syllables, numbers and codes of a text, normal, in order: "3.700 căn NOXH" → 3.700, căn, noxh."""
    return TOKEN.findall(normal(text))


@lru_cache(maxsize=65536)
def canonical(syllable: str) -> str:
    """One spelling of a normal syllable or number: "tỷ" → "tỉ", "3.700" → "3700", "2.5" → "2,5", "05" → "5"."""
    if syllable[0].isdigit():
        if _GROUPED.fullmatch(syllable):
            return syllable.replace(".", "").replace(",", "")
        if syllable.isdigit():
            return syllable.lstrip("0") or "0"
        return syllable.replace(".", ",") if syllable.count(".") == 1 else syllable
    found = _FINAL_Y.match(syllable)
    return syllable[: found.start(2)] + found[2].translate(_Y_TO_I) if found else syllable


@lru_cache(maxsize=65536)
def key(syllable: str) -> str:
    """The folded canonical spelling: "tỷ", "tỉ" and "ti" are all "ti"."""
    return fold(canonical(syllable))


def terms(text: str, abbreviations: Abbreviations | None = None, question: bool = False) -> Terms:
    """The terms of a text, with what its abbreviations stand for appended.

    Of a question, function words form pairs only, and abbreviations that the texts prefer are not written out.
    """
    plain = normal(text)
    dropped = FUNCTION_WORDS if question else frozenset()
    words = [word for raw in segment(plain) if (word := _word(raw)) and word not in dropped]
    folded = _grams(TOKEN.findall(plain), dropped)
    for expansion in (abbreviations or Abbreviations.standard()).expanded(plain, question):
        more = _expansion_terms(expansion)
        words.extend(more.words)
        folded.extend(more.folded)
    return Terms(tuple(words), tuple(folded))


@lru_cache(maxsize=4096)
def _expansion_terms(expansion: str) -> Terms:
    plain = normal(expansion)
    words = tuple(word for raw in segment(plain) if (word := _word(raw)))
    return Terms(words, tuple(_grams(TOKEN.findall(plain), frozenset())))


def _word(raw: str) -> str:
    return " ".join(canonical(syllable) for syllable in TOKEN.findall(normal(raw)))


def _grams(tokens: list[str], dropped: frozenset[str]) -> list[str]:
    keys = [key(token) for token in tokens]
    single = [plain for plain, token in zip(keys, tokens, strict=True) if token not in dropped]
    return single + [intern(f"{first} {second}") for first, second in pairwise(keys)]
