"""Decides where words begin, with the weights of a CRF that knows two labels: B-W begins a word, I-W continues one.

Only the difference between the two labels' scores decides, so one number stands for both. What a token sees of its
neighbours are n-grams of one to three tokens; the sum of what an n-gram adds to the tokens around it depends on nothing
else and is remembered. That makes a question some six times cheaper than building the features as strings and asking
the model's own library, and gives the same words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from struct import Struct, iter_unpack, unpack_from
from sys import intern

REMEMBERED = 8192
"""N-grams of each length that are kept, about 3 MB in all; the least recently used goes first."""

_TEMPLATE = re.compile(r"T\[(-?\d+)(?:,(-?\d+))?\](?:\.(\w+))?")
_I32 = re.compile(r"[+-]?0*[0-9]{1,10}")
_NEWER_SMALL_LETTERS = re.compile("[\u019b\u0264\u1c8a\ua7cd\ua7cf\ua7d3\ua7d5\ua7db\U00010d70-\U00010d85\U00016ebb-\U00016ed3]")
"""Small letters whose capital underthesea's featurizer knows and Python 3.11 does not yet."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`states`: template → value → how far it speaks for I-W against B-W; `transitions`: (from, to), True is I-W."""

    states: Mapping[str, Mapping[str, float]]
    transitions: Mapping[tuple[bool, bool], float]


def read_weights(path: Path) -> Weights:
    """Reads a model file in CRFsuite's format. ValueError when it is none, or its labels are not B-W and I-W."""
    data = path.read_bytes()
    magic, _, kind, _, _, _, _, features, labels, attributes, _, _ = unpack_from("<4sI4s9I", data)
    if (magic, kind) != (b"lCRF", b"FOMC"):
        raise ValueError(f"{path} is no CRFsuite model")
    names = list(_strings(data, labels))
    if sorted(names) != ["B-W", "I-W"]:
        raise ValueError(f"{path} has the labels {names} instead of B-W and I-W")
    continues = [name == "I-W" for name in names]
    keys = list(_strings(data, attributes))
    gains = [0.0] * len(keys)
    transitions: dict[tuple[bool, bool], float] = defaultdict(float)
    (count,) = unpack_from("<I", data, features + 8)
    for is_transition, source, label, weight in iter_unpack("<3Id", data[features + 12 : features + 12 + 20 * count]):
        if is_transition:
            transitions[continues[source], continues[label]] = weight
        else:
            gains[source] += weight if continues[label] else -weight
    states: dict[str, dict[str, float]] = defaultdict(dict)
    for key, gain in zip(keys, gains, strict=True):
        template, _, value = key.partition("=")
        states[template][intern(value)] = gain
    return Weights(states, transitions)


def _strings(data: bytes, start: int) -> Iterator[str]:
    """The strings of one table of the file, in the order of their numbers."""
    count, offsets = unpack_from("<2I", data, start + 16)
    head = Struct("<2I").unpack_from  # number, length with the closing zero
    for offset in unpack_from(f"<{count}I", data, start + offsets):
        at = start + offset
        yield data[at + 8 : at + 7 + head(data, at)[1]].decode()


class _Grams:
    """N-grams of one length. The one that starts at i adds to the score of the token at i - offset, for each offset."""

    def __init__(self, length: int, asked: Mapping[str, Mapping[int, Mapping[str, float]]], questions: Questions) -> None:
        self.offsets = sorted({offset for weights in asked.values() for offset in weights})
        self._length = length
        rows = [[weights.get(offset, {}) for offset in self.offsets] for weights in asked.values()]
        self._asked = [(questions[name], row) for name, row in zip(asked, rows, strict=True)]
        self._before = self._sums([[weights.get("BOS", 0.0) for weights in row] for row in rows])
        self._after = self._sums([[weights.get("EOS", 0.0) for weights in row] for row in rows])
        self._gains = lru_cache(REMEMBERED)(self._weigh)

    def gains(self, tokens: Sequence[str], margin: int) -> list[tuple[float, ...]]:
        """What the n-grams add, by offset, for every start from `margin` before the text to `margin` behind it."""
        count = len(tokens)
        starts = zip(*(tokens[i:] for i in range(self._length)), strict=False)
        found = [self._gains(" ".join(gram)) for gram in starts]
        return [self._before] * margin + found + [self._after] * (margin + count - len(found))

    def remembered(self) -> int:
        return self._gains.cache_info().currsize

    def _weigh(self, gram: str) -> tuple[float, ...]:
        rows = []
        for question, row in self._asked:
            answer = question(gram)
            rows.append([weights.get(answer, 0.0) for weights in row])
        return self._sums(rows)

    def _sums(self, rows: Iterable[Iterable[float]]) -> tuple[float, ...]:
        return tuple(map(sum, zip(*rows, strict=True)))


class Crf:
    """`templates` as underthesea's featurizer writes them ("T[-1,0].lower"); `dictionary` in lower case."""

    def __init__(self, weights: Weights, templates: Iterable[str], dictionary: Collection[str]) -> None:
        asked: dict[int, dict[str, dict[int, Mapping[str, float]]]] = defaultdict(lambda: defaultdict(dict))
        for template in templates:
            match = _TEMPLATE.fullmatch(template)
            if match is None:
                raise ValueError(f"unknown feature template {template}")
            first, last = int(match[1]), int(match[2] or match[1])
            asked[last - first + 1][match[3] or ""][first] = weights.states.get(template, {})
        questions = {**_QUESTIONS, "is_in_dict": lambda gram: str(gram.lower() in dictionary)}
        self._grams = [_Grams(length, found, questions) for length, found in asked.items()]
        self._transitions = weights.transitions
        self._margin = max(abs(offset) for grams in self._grams for offset in grams.offsets)

    def continues(self, tokens: Sequence[str]) -> list[bool]:
        """For each token whether it continues the word of the one before it (the first may say so too)."""
        return self._best(self._scores(tokens)) if tokens else []

    def _scores(self, tokens: Sequence[str]) -> list[float]:
        margin, count = self._margin, len(tokens)
        columns: list[Sequence[float]] = []
        for grams in self._grams:
            for offset, column in zip(grams.offsets, zip(*grams.gains(tokens, margin), strict=True), strict=True):
                columns.append(column[margin + offset : margin + offset + count])
        return list(map(sum, zip(*columns, strict=True)))

    def _best(self, scores: Sequence[float]) -> list[bool]:
        """Viterbi. `lead` is how far the best way to I-W is ahead of the best way to B-W."""
        bb, bi, ib, ii = (self._transitions[a, b] for a in (False, True) for b in (False, True))
        lead = scores[0]
        leads = [lead]
        for score in scores[1:]:
            lead = max(bi, lead + ii) - max(bb, lead + ib) + score
            leads.append(lead)
        continues = [lead > 0]
        for lead in reversed(leads[:-1]):
            continues.append(lead > (bi - ii if continues[-1] else bb - ib))
        continues.reverse()
        return continues


def _is_number(gram: str) -> bool:
    """What the featurizer takes for a number: one that fits into 32 bits, so that "84905123456" is none."""
    return _I32.fullmatch(gram) is not None and -(2**31) <= int(gram) < 2**31


def _is_title(gram: str) -> bool:
    """Whether no token begins with a small letter: digits and signs count as capitals."""
    return all(token[0] == token[0].upper() and not _NEWER_SMALL_LETTERS.match(token) for token in gram.split(" "))


Questions = Mapping[str, Callable[[str], str]]
_QUESTIONS: Questions = {
    "": str,
    "lower": str.lower,
    "isdigit": lambda gram: str(_is_number(gram)),
    "istitle": lambda gram: str(_is_title(gram)),
}
"""What a template may ask of an n-gram, as underthesea's featurizer answers it; "" is the n-gram itself."""
