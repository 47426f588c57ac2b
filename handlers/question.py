"""What a question says, read once for all handlers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.wording import Quantity, quantities
from handlers.patterns import ASKING
from index.clean import Cleaned, Cleaner
from index.keys import content_of, spelled
from index.text import fold

YEAR = re.compile(r"(?<![\d/.,-])(20[0-9]{2})(?![\d.,]\d|-?[A-ZĐ/])")
LONGEST = 600
"""Characters of a message that are read as a question; nobody asks in more."""


@dataclass(frozen=True, slots=True)
class Question:
    """`words` are the syllables of the mended question, `said` the same between spaces, for patterns; `tokens` are the
    folded ones that carry content."""

    typed: str
    cleaned: Cleaned
    words: tuple[str, ...]
    said: str
    tokens: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    years: tuple[int, ...]

    @property
    def numbers(self) -> frozenset[Decimal]:
        return frozenset(quantity.value for quantity in self.quantities)

    @property
    def keys(self) -> list[str]:
        return [fold(word) for word in self.words]

    def says(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.said) is not None

    def without(self, *patterns: re.Pattern[str]) -> tuple[str, ...]:
        """The content left when what the patterns match is taken out."""
        return _content(self.said, *patterns)


_GAP = "|"


def _content(said: str, *patterns: re.Pattern[str]) -> tuple[str, ...]:
    for pattern in patterns:
        said = pattern.sub(_GAP, said)
    return tuple(token for part in said.split(_GAP) for token in content_of(part.split()))


def read_question(typed: str, cleaner: Cleaner) -> Question:
    typed = typed[:LONGEST]
    cleaned = cleaner.clean(typed)
    words = tuple(spelled(cleaned.text))
    said = f" {' '.join(words)} "
    years = tuple(int(year) for year in YEAR.findall(typed))
    return Question(
        typed=typed,
        cleaned=cleaned,
        words=words,
        said=said,
        tokens=_content(said, *ASKING),
        quantities=tuple(found for found in quantities(typed) if found.value not in years),
        years=years,
    )
