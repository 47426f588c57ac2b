"""What a question says, read once for all handlers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from handlers.patterns import ASKING, Phrases
from index.abbreviations import expansions
from index.clean import Cleaned, Cleaner, Word
from index.keys import GAP, Content, content_of, folded, is_filler, spelled, telling_words
from index.text import TOKEN, fold

if TYPE_CHECKING:
    from corpus.wording import Quantity

YEAR = re.compile(r"(?<![\d/.,-])(20[0-9]{2})(?![\d.,]\d|-?[A-ZĐ/])")
# A document that the question only cites ("theo Quyết định 338/QĐ-TTg") is not what it is about.
_CITATION = re.compile(
    r"\b(?:(?:theo|thực hiện|triển khai|căn cứ)\s+)?"
    r"(?:quyết định|nghị quyết|chỉ thị|kết luận|chương trình|thông tư|nghị định|kế hoạch|qđ|nq|ct|kl|kh)"
    r"\s+(?:số\s+)?\d+\s*(?:[-/]\s*\S+)?",
    re.IGNORECASE,
)
SIGNS = re.compile(r"(?<!\d)[.,:;?!()\"“”\n]+|[.,:;?!()\"“”\n]+(?!\d)")
LONGEST = 600
"""Characters of a message that are read as a question; nobody asks in more."""


@dataclass(frozen=True, slots=True)
class Question:
    """`words` are the syllables of the mended question, with a gap for a sign between them; `said` the same between
    spaces, `spoken` without the gaps, for patterns; `content` what they are about."""

    typed: str
    cleaned: Cleaned
    words: tuple[str, ...]
    said: str
    spoken: str
    loose: tuple[str, ...]
    content: Content
    quantities: tuple[Quantity, ...]
    years: tuple[int, ...]

    @property
    def numbers(self) -> frozenset[Decimal]:
        return frozenset(quantity.value for quantity in self.quantities)

    @property
    def keys(self) -> list[str]:
        return [folded(word) for word in self.words]

    def says(self, pattern: Phrases) -> bool:
        return pattern.search(self.spoken)

    @property
    def matter(self) -> str:
        """The question's words with their diacritics, without the phrases that ask: what sentences are searched for."""
        said = self.said
        for pattern in ASKING:
            said = pattern.sub(GAP, said)
        return " ".join(telling_words(said.split()))

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.content.tokens

    def without(self, *patterns: Phrases) -> Content:
        """The content left when what the patterns match is taken out."""
        return content_without(self.said, *patterns)


def _quantities(typed: str) -> Sequence[Quantity]:
    if not has_digit(typed):
        return ()
    from corpus.wording import quantities  # loaded by the first question that has a number: a start need not pay for it

    return quantities(typed)


def has_digit(text: str) -> bool:
    """Whether there is anything to read numbers from: most questions have none, and reading them is not free."""
    return any(character.isdigit() for character in text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in SIGNS.split(text) for word in (*spelled(part), GAP))[:-1]


def _said_for_sure(cleaned: Cleaned) -> str:
    """The mended question, but with the words as typed of which a letter was replaced to make a filler: "nhẹ" typed as
    "nhe" is not to vanish as "thế". Letters swapped or left out are surer slips."""
    doubtful = {word.read: word.typed for word in cleaned.words if _letter_replaced(word) and is_filler(word.read)}
    return TOKEN.sub(lambda token: doubtful.get(token[0], token[0]), cleaned.text) if doubtful else cleaned.text


def _letter_replaced(word: Word) -> bool:
    if word.typed == word.read:
        return False
    typed, read = fold(word.typed.lower()), fold(word.read.lower())
    return len(typed) == len(read) and sorted(typed) != sorted(read) and not expansions(typed)


def _loosely(cleaned: Cleaned) -> str:
    """The mended question, but without the diacritics that nobody typed: names may agree with other ones."""
    typed = {word.read: plain for word in cleaned.words if word.typed.isascii() and (plain := fold(word.read)) != word.read}
    if not typed:
        return cleaned.text
    return " ".join(typed.get(token, token) for token in re.split(r"\s+", cleaned.text))


def content_without(said: str, *patterns: Phrases) -> Content:
    for pattern in patterns:
        said = pattern.sub(GAP, said)
    return content_of(said.split())


def read_question(typed: str, cleaner: Cleaner) -> Question:
    typed = typed[:LONGEST]
    cleaned = cleaner.clean(typed)
    words = _words(cleaned.text)
    said = f" {' '.join(words)} "
    telling, loose = _CITATION.sub(", ", _said_for_sure(cleaned)), _loosely(cleaned)
    years = tuple(int(year) for year in YEAR.findall(typed))
    return Question(
        typed=typed,
        cleaned=cleaned,
        words=words,
        said=said,
        spoken=said.replace(f" {GAP}", ""),
        loose=words if loose == cleaned.text else _words(loose),
        content=content_without(said if telling == cleaned.text else f" {' '.join(_words(telling))} ", *ASKING),
        quantities=tuple(found for found in _quantities(typed) if found.value not in years),
        years=years,
    )
