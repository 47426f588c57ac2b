"""Vietnamese as it is typed: its normal form, words without their diacritics, numbers in digits with their marks.

A full stop groups thousands and a comma is decimal, but telephones type 94.2 and 1,250; so a number has one reading where only
one is possible and several where several are. Anything else, other scripts' digits above all, has none: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

Values = tuple[Decimal, ...]

_SPACE = r"[ \u00a0\u2009\u202f]"
_ACCENT = r"[\u0300-\u036f]"
LITERAL = (
    rf"[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+(?:,[0-9]+)?(?![0-9]|[.,][0-9])"
    rf"|(?<!{_ACCENT})[0-9]+(?:[.,][0-9]+)*(?![0-9]|[.,]?[0-9]*{_ACCENT})"
)
"""A number in digits with its marks, as a pattern; one with an accent on a digit is none, rather than half of it."""
_GROUPED = {mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:\{mark}[0-9]{{3}})+") for mark in ".,"}
MOST_DIGITS = 18
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Canonical:
    """A text in NFC without invisible characters, in lower case too, and the way back to the text as it was given."""

    text: str
    lower: str
    places: tuple[int, ...]

    @property
    def bare(self) -> bool:
        """Typed without any diacritics."""
        return not any(c.isalpha() and not c.isascii() for c in self.text)


def canonical(text: str) -> Canonical:
    characters: list[str] = []
    places: list[int] = []
    for cluster in re.finditer(r"[\s\S][\u0300-\u036f]*", text):
        if cluster[0][0] in _INVISIBLE:
            continue
        for character in unicodedata.normalize("NFC", cluster[0]):
            characters.append(character)
            places.append(cluster.start())
    lower = [c.lower() if len(c.lower()) == 1 else c for c in characters]
    return Canonical("".join(characters), "".join(lower), (*places, len(text)))


def fold(text: str) -> str:
    """Without diacritics, đ as d; each NFC character stays one character."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text).replace("đ", "d").replace("Đ", "D")


def typed(pattern: str) -> str:
    """A pattern that also takes its words without tones or without any diacritics, and any white space for a space."""
    return "".join(r"\s+" if c == " " else _ways(c) for c in pattern)


def _ways(character: str) -> str:
    if character.isascii() or not character.isalpha():
        return character
    marks = unicodedata.normalize("NFD", character)
    toneless = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return f"[{''.join(sorted({character, toneless, fold(character)}))}]"


def literal_readings(literal: str) -> Values:
    """Every reading of a number in digits, without sign; a group is of three digits and does not begin with 0."""
    literal = re.sub(_SPACE, ".", literal)
    if not re.fullmatch(r"[0-9]+(?:[.,][0-9]+)*", literal) or sum(c.isdigit() for c in literal) > MOST_DIGITS:
        return ()
    whole, mark, fraction = literal.partition("," if literal.rfind(",") > literal.rfind(".") else ".")
    other = "." if mark == "," else ","
    if not mark:
        return (Decimal(literal),)
    if other in whole:
        is_one = literal.count(mark) == 1 and _GROUPED[other].fullmatch(whole)
        return (Decimal(f"{whole.replace(other, '')}.{fraction}"),) if is_one else ()
    grouped = (Decimal(literal.replace(mark, "")),) if _GROUPED[mark].fullmatch(literal) else ()
    if literal.count(mark) > 1:
        return grouped
    decimal = Decimal(f"{whole}.{fraction}")
    if grouped:
        return grouped if mark == "." else (decimal, *grouped)
    if len(fraction) == 3 and whole[0] == "0" and whole != "0":  # "03.700": neither a group nor a decimal as anybody writes it
        return (decimal, Decimal(whole + fraction))
    return (decimal,)
