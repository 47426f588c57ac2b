"""Decides where words begin, with the weights of a CRF that knows two labels: B-W begins a word, I-W continues one.

What an n-gram of one to three tokens adds to the tokens around it is summed once and remembered, and one number, how far
I-W is ahead of B-W, stands for both labels. That is several times faster than writing the features out as strings. Where
two ways are worth the same ("hội hội hội hội"), rounding decides: then everything is added up again as underthesea does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from struct import Struct, iter_unpack, unpack_from
from sys import intern

LABELS = ["B-W", "I-W"]
REMEMBERED = 4096
"""N-grams of each length that are kept, at most some 4 MB in all; the least recently used goes first."""

_TEMPLATE = re.compile(r"T\[(-?\d+)(?:,(-?\d+))?\](?:\.(\w+))?")
_I32 = re.compile(r"[+-]?0*[0-9]{1,10}")
_NEWER_SMALL_LETTERS = frozenset("\u019b\u0264\u1c8a\ua7cd\ua7cf\ua7d3\ua7d5\ua7db") | set(
    map(chr, [*range(0x10D70, 0x10D86), *range(0x16EBB, 0x16ED4)])
)
"""Small letters whose capital underthesea's library knows and Python 3.11 does not yet."""

TIE = 1e-6
"""Far more than rounding can do, far less than what usually lies between two ways."""

Values = Mapping[str, complex]
"""What an answer is worth: for B-W the real part, for I-W the imaginary part, which so are added up independently."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`states`: values by template; `transitions`: worth of [label before][label], labels numbered as in LABELS."""

    states: Mapping[str, Values]
    transitions: Sequence[Sequence[float]]


def read_weights(path: Path) -> Weights:
    """Reads a model file in CRFsuite's format. ValueError when it is none, or has other labels."""
    data = path.read_bytes()
    magic, _, kind, _, _, _, _, features, labels, attributes, _, _ = unpack_from("<4sI4s9I", data)
    if (magic, kind) != (b"lCRF", b"FOMC"):
        raise ValueError(f"{path} is no CRFsuite model")
    if list(_strings(data, labels)) != LABELS:
        raise ValueError(f"{path} has other labels than {LABELS}")
    names = list(_strings(data, attributes))
    states = ([0.0] * len(names), [0.0] * len(names))
    transitions = ([0.0, 0.0], [0.0, 0.0])
    (count,) = unpack_from("<I", data, features + 8)
    for is_transition, source, label, weight in iter_unpack("<3Id", data[features + 12 : features + 12 + 20 * count]):
        if is_transition:
            transitions[source][label] = weight
        else:
            states[label][source] = weight
    values: dict[str, dict[str, complex]] = defaultdict(dict)
    for name, worth in zip(names, map(complex, *states), strict=True):
        template, _, answer = name.partition("=")
        values[template][intern(answer)] = worth
    return Weights(values, transitions)


def _strings(data: bytes, start: int) -> Iterator[str]:
    """The strings of one table of the file, in the order of their numbers."""
    count, offsets = unpack_from("<2I", data, start + 16)
    head = Struct("<2I").unpack_from  # number, length with the closing zero
    for offset in unpack_from(f"<{count}I", data, start + offsets):
        at = start + offset
        yield data[at + 8 : at + 7 + head(data, at)[1]].decode()


Question = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Template:
    """Asks a question of the n-gram that stands from `first` to `last` as seen from a token."""

    first: int
    last: int
    question: str
    values: Values


class _Grams:
    """N-grams of one length. The one that starts at i adds to the lead of the token at i - offset, for each offset."""

    def __init__(self, length: int, templates: Sequence[_Template], questions: Mapping[str, Question]) -> None:
        self._length = length
        self.offsets = sorted({template.first for template in templates})
        asked: dict[str, dict[int, Values]] = defaultdict(dict)
        for template in templates:
            asked[template.question][template.first] = template.values
        rows = {question: [values.get(offset, {}) for offset in self.offsets] for question, values in asked.items()}
        self._before = self._sums(rows.values(), ["BOS"] * len(rows))
        self._behind = self._sums(rows.values(), ["EOS"] * len(rows))
        self._open = [(questions[question], row) for question, row in rows.items() if question not in _YES_OR_NO]
        self._closed = [questions[question] for question in rows if question in _YES_OR_NO]
        self._closed_gains = cache(partial(self._sums, [row for question, row in rows.items() if question in _YES_OR_NO]))
        self._remembered = lru_cache(REMEMBERED)(self._ask)

    def gains(self, tokens: Sequence[str], margin: int) -> list[Sequence[float]]:
        """What the n-grams add, by offset, for every start from `margin` before the text to `margin` behind it."""
        grams = zip(*(tokens[i:] for i in range(self._length)), strict=False)
        inside = [self._remembered(" ".join(gram)) for gram in grams]
        return [self._before] * margin + inside + [self._behind] * (margin + len(tokens) - len(inside))

    def _ask(self, gram: str) -> Sequence[float]:
        gains = self._closed_gains(tuple([question(gram) for question in self._closed]))
        for question, row in self._open:
            answer = question(gram)
            worths = [values.get(answer) for values in row]
            if any(worths):  # most n-grams are not in the model
                gains = [gain + worth.imag - worth.real if worth else gain for gain, worth in zip(gains, worths, strict=True)]
        return gains

    def _sums(self, rows: Iterable[Sequence[Values]], answers: Iterable[str]) -> Sequence[float]:
        """What the answers, one for each row, add by offset."""
        worths = [[values.get(answer, 0j) for values in row] for row, answer in zip(rows, answers, strict=True)]
        return [sum(worth.imag - worth.real for worth in column) for column in zip(*worths, strict=True)] or [0.0] * len(self.offsets)

    def remembered(self) -> int:
        return self._remembered.cache_info().currsize


class Crf:
    """`templates` as underthesea's featurizer writes them ("T[-1,0].lower"); `dictionary` in lower case."""

    def __init__(self, weights: Weights, templates: Iterable[str], dictionary: Collection[str]) -> None:
        self._questions: dict[str, Question] = {**_QUESTIONS, "is_in_dict": lambda gram: str(gram.lower() in dictionary)}
        self._templates = [self._template(template, weights) for template in templates]
        by_length: dict[int, list[_Template]] = defaultdict(list)
        for template in self._templates:
            by_length[template.last - template.first + 1].append(template)
        self.grams = [_Grams(length, found, self._questions) for length, found in by_length.items()]
        self._margin = max(abs(template.first) for template in self._templates)
        self._transitions = weights.transitions

    def _template(self, text: str, weights: Weights) -> _Template:
        match = _TEMPLATE.fullmatch(text)
        if match is None or (match[3] or "") not in self._questions:
            raise ValueError(f"unknown feature template {text}")
        return _Template(int(match[1]), int(match[2] or match[1]), match[3] or "", weights.states.get(text, {}))

    def continues(self, tokens: Sequence[str]) -> list[bool]:
        """For each token whether it continues the word of the one before it (the first may say so too)."""
        if not tokens:
            return []
        return self._clear_best(self._gains(tokens)) or self._best(self._worths(tokens))

    def _gains(self, tokens: Sequence[str]) -> list[float]:
        margin, count = self._margin, len(tokens)
        columns: list[Sequence[float]] = []
        for grams in self.grams:
            for offset, column in zip(grams.offsets, zip(*grams.gains(tokens, margin), strict=True), strict=True):
                columns.append(column[margin + offset : margin + offset + count])
        return list(map(sum, zip(*columns, strict=True)))

    def _clear_best(self, gains: Sequence[float]) -> list[bool] | None:
        """Viterbi. `lead` is how far the best way to I-W is ahead of the best way to B-W. None when it is a tie."""
        (bb, bi), (ib, ii) = self._transitions
        lead = 0.0
        leads: list[float] = []
        for at, gain in enumerate(gains):
            lead = gain + (max(bi, lead + ii) - max(bb, lead + ib) if at else 0.0)
            leads.append(lead)
        needed = 0.0
        continues: list[bool] = []
        for lead in reversed(leads):
            if abs(lead - needed) < TIE:
                return None
            continues.append(lead > needed)
            needed = bi - ii if continues[-1] else bb - ib
        continues.reverse()
        return continues

    def _worths(self, tokens: Sequence[str]) -> list[complex]:
        """What each token is worth as B-W and as I-W, added up in the order of the templates."""
        worths = []
        for at in range(len(tokens)):
            worth = 0j
            for template in self._templates:
                first, behind = at + template.first, at + template.last + 1
                if first < 0:
                    answer = "BOS"
                elif behind > len(tokens):
                    answer = "EOS"
                else:
                    answer = self._questions[template.question](" ".join(tokens[first:behind]))
                worth += template.values.get(answer, 0j)
            worths.append(worth)
        return worths

    def _best(self, worths: Sequence[complex]) -> list[bool]:
        """Viterbi: the most valuable row of labels, added up from the first token on; B-W where both are worth the same."""
        (bb, bi), (ib, ii) = self._transitions
        begins, continues = worths[0].real, worths[0].imag
        before: list[tuple[bool, bool]] = []  # whether the token before continues a word, when this one begins or continues one
        for worth in worths[1:]:
            before.append((continues + ib > begins + bb, continues + ii > begins + bi))
            begins, continues = max(begins + bb, continues + ib) + worth.real, max(begins + bi, continues + ii) + worth.imag
        best = [continues > begins]
        for choice in reversed(before):
            best.append(choice[best[-1]])
        best.reverse()
        return best


def _is_number(gram: str) -> bool:
    """What the featurizer takes for a number: one that fits into 32 bits, so that "84905123456" is none."""
    return _I32.fullmatch(gram) is not None and -(2**31) <= int(gram) < 2**31


def _is_title(gram: str) -> bool:
    """Whether no token begins with a small letter: digits and signs count as capitals."""
    return not any(token[0] != token[0].upper() or token[0] in _NEWER_SMALL_LETTERS for token in gram.split(" "))


_QUESTIONS: Mapping[str, Question] = {
    "": str,
    "lower": str.lower,
    "isdigit": lambda gram: str(_is_number(gram)),
    "istitle": lambda gram: str(_is_title(gram)),
}
"""What a template may ask of an n-gram, as underthesea's featurizer answers it; "" is the n-gram itself."""
_YES_OR_NO = {"isdigit", "istitle", "is_in_dict"}
