"""How likely syllables follow each other in the texts, and the likeliest way to read a row of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import exp, log

SEEN = 0.9
"""The model's weight on pairs that were seen together; the rest is on the syllable alone."""

Readings = Sequence[tuple[str, float]]
"""What one syllable may be read as, each with the cost of reading it so: a negative natural logarithm."""


class Bigrams:
    """Immutable; costs of pairs are worked out when they are first needed."""

    def __init__(self, counts: Mapping[str, int], pairs: Mapping[str, Mapping[str, int]]) -> None:
        self.counts = counts
        self.pairs = pairs
        total = sum(counts.values()) + len(counts) + 1
        self._alone = {form: -log((1 - SEEN) * (count + 0.5) / total) for form, count in counts.items()}
        self._never = -log((1 - SEEN) * 0.5 / total)
        self._rows: dict[str, dict[str, float]] = {}

    @staticmethod
    def counted(rows: Iterable[Sequence[str]]) -> Bigrams:
        counts: Counter[str] = Counter()
        pairs: dict[str, Counter[str]] = {}
        for row in rows:
            counts.update(row)
            for first, second in pairwise(row):
                pairs.setdefault(first, Counter())[second] += 1
        return Bigrams(dict(counts), {first: dict(row) for first, row in pairs.items()})

    def __contains__(self, form: str) -> bool:
        return form in self.counts

    def met(self, first: str, second: str) -> bool:
        return second in self.pairs.get(first, ())

    def alone(self, form: str) -> float:
        """The cost of a form whatever stands before it."""
        return self._alone.get(form, self._never)

    def best(self, slots: Sequence[Readings]) -> list[str]:
        """The cheapest way through the slots' readings (Viterbi)."""
        if not slots:
            return []
        alone, never = self._alone, self._never
        ends = [(cost + alone.get(form, never), form) for form, cost in slots[0]]
        trace: list[list[int]] = []
        for readings in slots[1:]:
            rows = [(total, self._row(form)) for total, form in ends]
            ends, back = [], []
            for form, cost in readings:
                unseen = alone.get(form, never)
                totals = [total + row.get(form, unseen) for total, row in rows]
                least = min(totals)
                back.append(totals.index(least))
                ends.append((least + cost, form))
            trace.append(back)
        at = ends.index(min(ends))
        path = [at]
        for back in reversed(trace):
            at = back[at]
            path.append(at)
        return [readings[place][0] for readings, place in zip(slots, reversed(path), strict=True)]

    def _row(self, form: str) -> dict[str, float]:
        """The costs of what was seen to follow a form."""
        row = self._rows.get(form)
        if row is None:
            followers = self.pairs.get(form, {})
            scale = SEEN / self.counts[form] if followers else 0.0
            row = {after: -log(scale * count + exp(-self._alone[after])) for after, count in followers.items()}
            self._rows[form] = row
        return row
