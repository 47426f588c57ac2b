"""Finds which named thing a question speaks of: a target, a duty's matter, a document, a topic.

BM25 ranks passages by shared words; a number may only be given when the question names the thing that the number
belongs to. So two shares are measured, both weighted by rarity: how much of a known name the question holds, and how
much of the question the thing's own vocabulary explains. "hộ nghèo" holds little of "trợ cấp xã hội cho hộ nghèo", and
"nông thôn mới" is not explained by "nước sạch nông thôn": neither is an answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Generic, TypeVar

from index.keys import Content, content

Item = TypeVar("Item")
Tokens = Sequence[str]
Row = tuple[Sequence[tuple[str, Tokens]], Sequence[Tokens]]
TOUCHED = 1e-9
NONE = (0.0, 0.0, -1)
PAIR = 0.5
"""What two neighbours standing together count for, against the two words themselves."""
ALONE, NEAR = 0.7, 0.75
QUALIFYING, BESIDE = (0.0, 1.5, 3.0), 0.4
"""How far a word is explained that stands in other company, or that only the thing's sentence holds and no name of it; and what
a word counts for that it does not explain, where it qualifies what is explained and where it only stands beside it."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Item]):
    """`named`: the share of the best form that the question holds; `explained`: of the question by the item; both 0 to 1.

    `narrowed`: words that the item does not know stand right before or after those it knows ("giá thuê nhà ở xã hội"):
    the question may ask for something else. `foreign` are those words. `used` are the positions
    of the question's tokens that the best form holds.
    """

    item: Item
    named: float
    explained: float
    narrowed: bool
    used: frozenset[int]
    foreign: frozenset[str]
    form: str

    @property
    def score(self) -> float:
        total = self.named + self.explained
        return 2 * self.named * self.explained / total if total else 0.0


Key = str | tuple[str, str]
"""A token, or two that follow each other."""


@dataclass(frozen=True, slots=True)
class _Form:
    item: int
    text: str
    tokens: frozenset[str]
    total: float


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was swapped with the next, left out, added or replaced."""
    if len(typed) == len(meant):
        wrong = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and typed[wrong[0]] == meant[wrong[1]] and typed[wrong[1]] == meant[wrong[0]]
        return len(wrong) <= 1 or swapped
    short, long = sorted((typed, meant), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def row(names: Sequence[str], words: Sequence[str]) -> Row:
    """What a finder needs of one item: its names, and further text that explains a question's words. JSON holds it."""
    return [(name, content(name).tokens) for name in names], [content(text).tokens for text in words]


class Finder(Generic[Item]):
    """Immutable once built; a row for each item."""

    def __init__(self, items: Sequence[Item], rows: Sequence[Row]) -> None:
        self._items = items
        self._vocabulary: list[dict[str, float]] = []
        self._pairs: list[set[tuple[str, str]]] = []
        self._whole: list[set[str]] = []
        for names, other in rows:
            own = [tokens for _, tokens in names]
            worth = {token: NEAR for tokens in other for token in tokens} | {token: 1.0 for tokens in own for token in tokens}
            self._vocabulary.append(worth)
            self._pairs.append({pair for tokens in (*own, *other) for pair in pairwise(tokens)})
            self._whole.append({tokens[0] for tokens in own if len(tokens) == 1})
        self._weights = self._rarity([{token for _, tokens in names for token in tokens} for names, _ in rows])
        self.unknown = log(1 + len(rows)) if rows else 0.0
        self._forms: list[_Form] = []
        self._shares: dict[Key, list[tuple[int, float]]] = {}
        for number, (names, _) in enumerate(rows):
            for tokens, text in {tuple(tokens): text for text, tokens in reversed(names)}.items():
                self._add(number, text, tokens)

    def _rarity(self, vocabularies: Sequence[set[str]]) -> dict[str, float]:
        count: dict[str, int] = defaultdict(int)
        for vocabulary in vocabularies:
            for token in vocabulary:
                count[token] += 1
        return {token: log(1 + len(vocabularies) / n) for token, n in count.items()}

    def _add(self, item: int, text: str, tokens: Sequence[str]) -> None:
        if not tokens:
            return
        number = len(self._forms)
        single, pairs = dict.fromkeys(tokens), dict.fromkeys(pairwise(tokens))  # in order: sums of fractions are to come out alike
        total = sum(map(self._weights.__getitem__, single)) + sum(map(self._pair_weight, pairs))
        for token in single:
            self._shares.setdefault(token, []).append((number, self._weights[token] / total))
        for pair in pairs:
            self._shares.setdefault(pair, []).append((number, self._pair_weight(pair) / total))
        self._forms.append(_Form(item, text, frozenset(tokens), total))

    def _pair_weight(self, pair: tuple[str, str]) -> float:
        return PAIR * (self._weights.get(pair[0], 0.0) + self._weights.get(pair[1], 0.0)) / 2

    def weight(self, token: str) -> float:
        return self._weights.get(token, self.unknown)

    def find(self, asked: Content, least: float = 0.3, extra: Sequence[str] = ()) -> list[Match[Item]]:
        """Matches whose best form is held by at least `least`, best first.

        `extra` tokens (a question asked before) may complete a form but need no explanation.
        """
        tokens = asked.tokens
        held: dict[int, float] = defaultdict(float)
        keys: Iterable[Key] = dict.fromkeys([*tokens, *extra, *pairwise(tokens), *pairwise(extra)])
        for key in keys:
            for number, share in self._shares.get(key, ()):
                held[number] += share
        floor = max(least, TOUCHED)
        best: dict[int, tuple[float, float, int]] = {}
        for number, share in held.items():
            if share >= floor:
                form = self._forms[number]
                candidate = (share, form.total, number)
                if candidate > best.get(form.item, NONE):
                    best[form.item] = candidate
        unknown = [token for token in tokens if token not in self._weights and len(token) > 2]
        matches = [self._match(item, named, self._forms[number], asked, unknown) for item, (named, _, number) in sorted(best.items())]
        return sorted(matches, key=lambda match: -match.score)

    def _match(self, item: int, named: float, form: _Form, asked: Content, unknown: Sequence[str]) -> Match[Item]:
        meant = self._meant(form, asked.tokens, unknown) if unknown else {}
        read = asked
        if meant:
            named += sum(self._weights[token] for token in meant.values()) / form.total
            read = Content(tuple(meant.get(token, token) for token in asked.tokens), asked.bound)
        vocabulary, own = self._vocabulary[item], form.tokens
        used = frozenset([i for i, token in enumerate(read.tokens) if token in own])
        explained, narrowed = self._explained(item, read)
        foreign = frozenset([token for token in read.tokens if token not in vocabulary])
        return Match(self._items[item], min(named, 1.0), explained, narrowed, used, foreign, form.text)

    def _meant(self, form: _Form, tokens: Sequence[str], unknown: Sequence[str]) -> dict[str, str]:
        """Words that nothing here has, each one slip away from a word of the form that the question lacks."""
        missing = sorted(form.tokens.difference(tokens))
        return {token: near for token in unknown for near in missing if one_slip(token, near)}

    def _explained(self, item: int, asked: Content) -> tuple[float, bool]:
        """The share of the question that the item's words explain. A word that it does not explain counts in full where
        it qualifies what stands before it ("suy dinh dưỡng thể nhẹ cân"), and less where it is said beside it."""
        vocabulary, pairs, tokens = self._vocabulary[item], self._pairs[item], asked.tokens
        weights, unknown = self._weights, self.unknown
        total = explained = 0.0
        qualifying = narrowed = known_before = False
        before = ""
        for i, (token, bound) in enumerate(zip(tokens, asked.bound, strict=True)):
            weight = weights.get(token, unknown)
            known = token in vocabulary
            qualifying = bound > 0 and (qualifying or i == 0 or known_before)
            if known:
                total += weight
                after = i + 1 < len(tokens) and (token, tokens[i + 1]) in pairs
                together = after or (before, token) in pairs or token in self._whole[item]
                explained += vocabulary[token] * (weight if together else ALONE * weight)
            else:
                total += (QUALIFYING[bound] if qualifying else BESIDE) * weight
            narrowed = narrowed or (i > 0 and bound > 0 and known != known_before)
            before, known_before = token, known
        return (min(explained / total, 1.0) if total else 0.0), narrowed
