"""BM25 by inverted lists that hold rank-bm25's own weights and give rank-bm25's own scores.

The class is BM25Plus. On a collection as small as a plan BM25Okapi goes wrong: its idf is zero for a term in half of the
passages and negative beyond; the floor it puts under that (a quarter of the mean idf) ranks a word in 60% of the passages
above one in 40%; with one passage every score is negative. BM25L scores long passages wrongly. BM25Plus' idf,
ln((N + 1) / n), is positive and falls steadily with n. Its one oddity, a constant for every passage whether or not it
holds the term, changes no order; passages that share no term are left out here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from index.postings import Posting, Postings, postings

LONG_LIST = 1000
"""Numbers in a list from which on it is prepared before the first question."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What rank-bm25 found out about a collection: passage lengths in terms, its constants, and each term's idf."""

    lengths: tuple[int, ...]
    average: float
    k1: float
    b: float
    delta: float
    idf: Mapping[str, float]
    counts: Mapping[str, tuple[int, ...]]
    """term → passage, count, passage, count, ... in ascending order of passages"""

    @staticmethod
    def fit(documents: Sequence[Sequence[str]]) -> Weights:
        """Lets rank-bm25 weigh the documents. Empty ones keep their number; a collection without any term has no weights."""
        if not any(documents):
            return Weights(tuple(0 for _ in documents), 0.0, 0.0, 0.0, 0.0, {}, {})
        from rank_bm25 import BM25Plus  # imports numpy, which a start from a stored index does without

        fitted = BM25Plus(documents)
        counts: dict[str, list[int]] = {}
        for number, document in enumerate(documents):
            for term, count in Counter(document).items():
                counts.setdefault(term, []).extend((number, count))
        return Weights(
            lengths=tuple(fitted.doc_len),
            average=fitted.avgdl,
            k1=fitted.k1,
            b=fitted.b,
            delta=fitted.delta,
            idf=dict(fitted.idf),
            counts={term: tuple(found) for term, found in counts.items()},
        )

    def posting(self, term: str) -> Posting:
        """What BM25Plus.get_scores adds for the term, by its formula and in its order of operations."""
        k1, idf, delta, found = self.k1, self.idf[term], self.delta, self.counts[term]
        norms = [k1 * (1 - self.b + self.b * self.lengths[passage] / self.average) for passage in found[::2]]
        present = [idf * (delta + (count * (k1 + 1)) / (norm + count)) for count, norm in zip(found[1::2], norms, strict=True)]
        return Posting(found[::2], present, idf * delta)

    def offset(self, terms: Sequence[str]) -> float:
        """What BM25Plus gives to every passage alike, whether or not it holds the terms."""
        return sum(self.idf.get(term, 0.0) for term in terms) * self.delta

    def highest(self, terms: Sequence[str]) -> float:
        """The limit that a passage's score without the offset stays under; an unknown term counts as the rarest known."""
        rarest = log(len(self.lengths) + 1)
        return sum(self.idf.get(term, rarest) for term in terms) * (self.k1 + 1)

    def as_data(self) -> dict[str, Any]:
        terms = {term: [self.idf[term], *found] for term, found in self.counts.items()}
        return {"lengths": self.lengths, "average": self.average, "constants": [self.k1, self.b, self.delta], "terms": terms}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Weights:
        k1, b, delta = data["constants"]
        idf = {term: found[0] for term, found in data["terms"].items()}
        counts = {term: tuple(found[1:]) for term, found in data["terms"].items()}
        return Weights(tuple(data["lengths"]), data["average"], k1, b, delta, idf, counts)


class Lists(Mapping[str, Posting]):
    """The inverted lists of one or more fields under one roof, each worked out when it is asked for.

    `fields` are told apart by a mark before the term ("" for the one that has none).
    """

    def __init__(self, fields: Mapping[str, Weights]) -> None:
        self._fields = fields
        self._owners = {mark + term: (weights, term) for mark, weights in fields.items() for term in weights.counts}

    def __getitem__(self, term: str) -> Posting:
        weights, plain = self._owners[term]
        return weights.posting(plain)

    def __iter__(self) -> Iterator[str]:
        return iter(self._owners)

    def __len__(self) -> int:
        return len(self._owners)

    def frequent(self) -> list[str]:
        """The terms whose lists are long."""
        return [term for term, (weights, plain) in self._owners.items() if len(weights.counts[plain]) > LONG_LIST]


class Bm25:
    """One field. Immutable once built."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        lists = Lists({"": weights})
        self._postings: Postings = postings(len(weights.lengths), lists, lists.frequent())

    @staticmethod
    def fit(documents: Sequence[Sequence[str]]) -> Bm25:
        return Bm25(Weights.fit(documents))

    def search(self, query_terms: Sequence[str], limit: int = 10) -> list[tuple[int, float]]:
        """(document, score) of the best, ties by number; documents that share no term with the query are left out."""
        return self._postings.search(query_terms, limit)

    def as_data(self) -> dict[str, Any]:
        return self.weights.as_data()

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Bm25:
        return Bm25(Weights.from_data(data))
