"""Inverted lists of weights: for each term, the passages that hold it and what it adds to their score.

One interface, two engines with the same answers to the last bit: plain Python for small collections (a start does not
pay for importing numpy), numpy arrays for large ones. The scores are those of a linear scan that adds, term by term of
the question, `present` to a passage that holds the term and `absent` to one that does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

SMALL = 400
"""Up to this many passages plain Python is used."""
DENSE = 20_000
"""Up to this many passages every passage's score is summed; beyond, only of those that can be among the best."""
ROW_SHARE = 8
"""A term that more than one passage in so many holds is kept as a whole row."""
SCAN_SHARE = 20
"""More postings than one for so many passages are put in order by a scan of all passages, fewer by sorting."""
ROUNDING = 1e-9
"""Slack for sums added in another order than the linear scan's, relative to the highest possible score."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A term's passages in ascending order, what each gets for holding it, and what every other passage gets."""

    passages: Sequence[int]
    present: Sequence[float]
    absent: float


class Postings(Protocol):
    def search(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """The best passages, ties by number; those that share no term are left out."""


def postings(size: int, lists: Mapping[str, Posting], frequent: Iterable[str] = ()) -> Postings:
    """The engine that suits a collection of `size` passages. Its `frequent` terms are those whose lists are long."""
    return SmallPostings(size, lists) if size <= SMALL else LargePostings(size, lists, frequent)


_Ready = tuple[dict[int, float], float, list[tuple[int, float]]]


class SmallPostings:
    def __init__(self, size: int, lists: Mapping[str, Posting]) -> None:
        self._size = size
        self._lists = lists
        self._ready: dict[str, _Ready] = {}

    def search(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        known = [ready for term in terms if (ready := self._ready.get(term) or self._prepared(term))]
        gained = [0.0] * self._size
        for _, _, gains in known:
            for passage, gain in gains:
                gained[passage] += gain
        best = sorted(gained, reverse=True)[:limit]
        least = best[-1] - ROUNDING * best[0] if best else 0.0
        found = []
        for passage in [passage for passage, gain in enumerate(gained) if gain >= least and gain]:
            score = 0.0
            for present, absent, _ in known:
                score -= present.get(passage, absent)
            found.append((score, passage))
        found.sort()
        return [(passage, -score) for score, passage in found[:limit]]

    def _prepared(self, term: str) -> _Ready | None:
        """Made at a term's first use, so that a start does not pay for terms that nobody asks for."""
        posting = self._lists.get(term)
        if posting is None:
            return None
        weights = dict(zip(posting.passages, posting.present, strict=True))
        gains = [(passage, weight - posting.absent) for passage, weight in weights.items()]
        ready = self._ready[term] = (weights, posting.absent, gains)
        return ready


@dataclass(frozen=True, slots=True)
class _Arrays:
    passages: NDArray[numpy.int64]
    present: NDArray[numpy.float64]
    absent: float
    gains: NDArray[numpy.float64]
    """present less absent"""
    highest: float
    row: NDArray[numpy.float64] | None
    """What every passage gets, where so many hold the term that adding the whole row is quicker."""


class LargePostings:
    def __init__(self, size: int, lists: Mapping[str, Posting], frequent: Iterable[str] = ()) -> None:
        """`frequent` terms are prepared at once, the others at their first use."""
        import numpy  # here, so that a start with a small collection does without it

        self._numpy = numpy
        self._size = size
        self._lists = lists
        self._ready: dict[str, _Arrays] = {}
        for term in frequent:
            self._prepared(term)

    def _prepared(self, term: str) -> _Arrays | None:
        found, np = self._lists.get(term), self._numpy
        if found is None:
            return None
        passages, present = np.asarray(found.passages, dtype=np.int64), np.asarray(found.present, dtype=np.float64)
        row = None
        if len(passages) * ROW_SHARE > self._size:
            row = np.full(self._size, found.absent)
            row[passages] = present
        gains = present - found.absent
        ready = self._ready[term] = _Arrays(passages, present, found.absent, gains, float(gains.max()), row)
        return ready

    def search(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        known = [ready for term in terms if (ready := self._ready.get(term) or self._prepared(term))]
        if not known or limit <= 0:
            return []
        return self._scanned(known, limit) if self._size <= DENSE else self._cut(known, limit)

    def _scanned(self, known: Sequence[_Arrays], limit: int) -> list[tuple[int, float]]:
        """The linear scan's own sums in its own order, by whole arrays."""
        np = self._numpy
        scores, nothing = np.zeros(self._size), 0.0
        for term in known:
            nothing += term.absent
            if term.row is not None:
                scores += term.row
            else:
                held = scores[term.passages] + term.present
                scores += term.absent
                scores[term.passages] = held
        best = self._best(scores, limit)
        ranked = sorted(zip((-scores[best]).tolist(), best.tolist(), strict=True))[:limit]
        return [(passage, -score) for score, passage in ranked if -score > nothing]

    def _best(self, scores: NDArray[numpy.float64], limit: int, slack: float = 0.0) -> NDArray[numpy.int64]:
        """The places of the `limit` highest scores, and of all that come within `slack` of the last of them."""
        np = self._numpy
        if limit >= len(scores):
            every: NDArray[numpy.int64] = np.arange(len(scores), dtype=np.int64)
            return every
        place = len(scores) - limit
        best: NDArray[numpy.int64] = np.flatnonzero(scores >= np.partition(scores, place)[place] - slack)
        return best

    def _cut(self, known: Sequence[_Arrays], limit: int) -> list[tuple[int, float]]:
        """MaxScore: the rarest terms first, until no passage without one of them can still be among the best."""
        gained, rest = self._numpy.zeros(self._size), sum(term.highest for term in known)
        slack, held = ROUNDING * rest, 0
        ordered = sorted(known, key=lambda term: len(term.passages))
        for number, term in enumerate(ordered, 1):
            gained[term.passages] += term.gains
            rest -= term.highest
            held += len(term.passages)
            if number < len(ordered) and (held <= limit or len(ordered[number].passages) < held):
                continue
            candidates = self._held(gained, ordered[:number], held)
            values = gained[candidates]
            best = self._best(values, limit)
            if number == len(ordered) or (len(values) >= limit and values[best].min() > rest + slack):
                return self._summed(known, candidates[self._best(values, limit, rest + slack)], limit)
        return []

    def _held(self, gained: NDArray[numpy.float64], terms: Sequence[_Arrays], held: int) -> NDArray[numpy.int64]:
        """The passages that hold any of the terms, ascending."""
        np = self._numpy
        if held * SCAN_SHARE > self._size:
            found: NDArray[numpy.int64] = np.flatnonzero(gained)
        else:
            found = np.unique(np.concatenate([term.passages for term in terms]))
        return found

    def _summed(self, known: Sequence[_Arrays], candidates: NDArray[numpy.int64], limit: int) -> list[tuple[int, float]]:
        """The linear scan's sums, for the candidates alone."""
        np = self._numpy
        scores = np.zeros(len(candidates))
        for term in known:
            if term.row is not None:
                scores += term.row[candidates]
            else:
                places = np.searchsorted(term.passages, candidates)
                places[places == len(term.passages)] = 0
                scores += np.where(term.passages[places] == candidates, term.present[places], term.absent)
        best = self._best(scores, limit)
        ranked = sorted(zip((-scores[best]).tolist(), candidates[best].tolist(), strict=True))[:limit]
        return [(passage, -score) for score, passage in ranked]
