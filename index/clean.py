"""Mends slips of typing against the texts' own vocabulary: missing diacritics, wrong or swapped letters, joined words.

A bigram model counted from the texts chooses among what each typed token may stand for. What was typed with care is
kept: diacritics that are there, words that the texts know, anything with a digit, abbreviations. A well-formed syllable
that the texts do not know is changed only where its neighbours speak for the change, since a question may well ask for
something of which the texts say nothing. The work is bounded whatever is typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Any

from index.abbreviations import chat_words, expansions
from index.slips import near_keys, neighbourhood, shape, telex, variants, well_formed
from index.text import TOKEN, key, normal

SEEN = 0.9
"""Share of the bigram model's weight on pairs that were seen together; the rest on the syllable alone."""
NUMBER = "0"
"""Stands for every number in the counts."""

# Costs are negative natural logarithms of probabilities.
WRONG_MARK = 4.0
KEPT_UNKNOWN = 7.0
KEPT_WELL_FORMED = -3.0
KEPT_MARKED = -4.0
CAREFUL = 0.5
DOUBT = 3.0
ADDED_MARKS = 3.0
MOST_CANDIDATES = 10
LONGEST_TOKEN = 24
MOST_TOKENS = 120
"""Tokens beyond this many, in one message, stay as typed."""

_CODE = re.compile(r"[^\s,;:?!()\"“”]*\d[^\s;:?!()\"“”]*")
_SLASHED = re.compile(r"(?<![^\W_])[^\W\d_]{1,2}/[^\W\d_]{1,4}(?![^\W_])")
_SINGLE_LETTERS = frozenset("yo")


@dataclass(frozen=True, slots=True)
class Word:
    """A typed token, how it is read, and whether the texts know what it is read as."""

    typed: str
    read: str
    known: bool


@dataclass(frozen=True, slots=True)
class Cleaned:
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """One syllable to be read: `word` is the number of the typed token it belongs to; readings with their costs.

    `bare` is the token where it was typed without diacritics and is known: a slip may still have made it.
    """

    word: int
    readings: tuple[tuple[str, float], ...]
    bare: str = ""


class Cleaner:
    """Immutable once built."""

    def __init__(self, counts: Mapping[str, int], pairs: Mapping[str, Mapping[str, int]]) -> None:
        self._counts = counts
        self._pairs = pairs
        total = sum(counts.values()) + len(counts) + 1
        self._alone = {form: -log((1 - SEEN) * (count + 0.5) / total) for form, count in counts.items()}
        self._never = -log((1 - SEEN) * 0.5 / total)
        self._rows: dict[str, dict[str, float]] = {}
        self._forms: dict[str, list[str]] = {}
        for form in counts:
            self._forms.setdefault(key(form), []).append(form)
        self._near: dict[str, tuple[str, ...]] | None = None

    @staticmethod
    def from_texts(texts: Iterable[str], extra: Iterable[str] = ()) -> Cleaner:
        """Counts the texts; `extra` are further words to know, such as names. Words of asking are always known."""
        counts: Counter[str] = Counter()
        pairs: dict[str, Counter[str]] = {}
        for text in [*texts, *extra, *_phrases()]:
            forms = [NUMBER if token[0].isdigit() else token for token in TOKEN.findall(normal(text))]
            counts.update(forms)
            for first, second in pairwise(forms):
                pairs.setdefault(first, Counter())[second] += 1
        return Cleaner(dict(counts), {first: dict(row) for first, row in pairs.items()})

    def as_data(self) -> dict[str, Any]:
        return {"counts": self._counts, "pairs": self._pairs}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Cleaner:
        return Cleaner(data["counts"], data["pairs"])

    def knows(self, syllable: str) -> bool:
        return syllable in self._counts

    def clean(self, question: str) -> Cleaned:
        """The question as it was meant, as far as the texts tell."""
        spans = _spans(question)
        typed = [normal(question[start:end]) for start, end, _ in spans]
        care = _care(typed)
        slots: list[_Slot] = []
        for number, (token, (_, _, fixed)) in enumerate(zip(typed, spans, strict=True)):
            slots.extend(self._slots(number, token, fixed or number >= MOST_TOKENS, care))
        chosen: dict[int, list[str]] = {}
        best = self._best(slots)
        doubted = self._doubted(slots, best)
        if doubted != slots:
            slots, best = doubted, self._best(doubted)
        for slot, form in zip(slots, best, strict=True):
            chosen.setdefault(slot.word, []).append(form)
        return self._written(question, spans, typed, chosen)

    def _written(
        self, question: str, spans: list[tuple[int, int, bool]], typed: list[str], chosen: Mapping[int, list[str]]
    ) -> Cleaned:
        words: list[Word] = []
        parts: list[str] = []
        at = 0
        for number, (start, end, fixed) in enumerate(spans):
            raw, forms = question[start:end], chosen[number]
            known = fixed or all(form in self._counts for form in forms) or bool(expansions(typed[number]))
            read = " ".join(forms)
            if fixed or read == typed[number]:
                read = raw
            elif raw[0].isupper():
                read = read.upper() if len(raw) > 1 and raw.isupper() else read[0].upper() + read[1:]
            words.append(Word(raw, read, known))
            parts += [question[at:start], read]
            at = end
        return Cleaned("".join(parts) + question[at:], tuple(words))

    def _slots(self, number: int, token: str, fixed: bool, care: float) -> list[_Slot]:
        if fixed or token[0].isdigit() or len(token) > LONGEST_TOKEN:
            return [_Slot(number, ((NUMBER if token[0].isdigit() else token, 0.0),))]
        if token not in self._counts:
            meant = chat_words().get(token)
            if meant:
                return [_Slot(number, ((form, 0.0),)) for form in meant[0].split()]
            if expansions(token):
                return [_Slot(number, ((token, 0.0),))]
            parts = self._parted(token)
            if parts:
                return [_Slot(number, self._readings(part, care)) for part in parts]
        bare = token if token.isascii() and key(token) in self._forms else ""
        return [_Slot(number, self._readings(token, care), bare)]

    def _readings(self, token: str, care: float) -> tuple[tuple[str, float], ...]:
        """What a token may stand for, with the cost of each."""
        restored = self._restored(token, care)
        if token in self._counts:
            return restored if token.isascii() else ((token, 0.0),)
        found = dict(restored)
        if not found or care > CAREFUL:
            found[token] = self._kept(token)
            for form, cost in self._mended(token):
                found[form] = min(found.get(form, cost), cost)
        ranked = sorted(found.items(), key=lambda item: item[1] + self._alone.get(item[0], self._never))
        return tuple(ranked[:MOST_CANDIDATES])

    def _doubted(self, slots: list[_Slot], best: list[str]) -> list[_Slot]:
        """The slots, with more readings for bare tokens that were never seen beside either neighbour."""
        doubted = list(slots)
        for place, (slot, form) in enumerate(zip(slots, best, strict=True)):
            if not slot.bare or (place and form in self._pairs.get(best[place - 1], ())):
                continue
            if place + 1 < len(best) and best[place + 1] in self._pairs.get(form, ()):
                continue
            found = dict(slot.readings)
            for meant, cost in self._mended(slot.bare):
                found.setdefault(meant, cost + DOUBT)
            ranked = sorted(found.items(), key=lambda item: item[1] + self._alone.get(item[0], self._never))
            doubted[place] = _Slot(slot.word, tuple(ranked[:MOST_CANDIDATES]), slot.bare)
        return doubted

    def _kept(self, token: str) -> float:
        """The cost of leaving an unknown token as it is; the model's own cost for the unknown comes on top."""
        if not well_formed(token):
            return KEPT_UNKNOWN
        return KEPT_WELL_FORMED if token.isascii() else KEPT_MARKED

    def _mended(self, token: str) -> Iterator[tuple[str, float]]:
        """The forms that a slip may have turned into the token, with the cost of the slip."""
        typed = shape(token)
        for form in self._forms.get(key(token), ()):
            yield form, WRONG_MARK
        for spelt, cost in ((telex(token), 1.0), *variants(token)):
            for form in self._forms.get(key(spelt), ()):
                yield form, cost + typed.conflict(shape(form))
        for plain, cost in near_keys(key(token), self._neighbourhood(), twice=not well_formed(token)):
            for form in self._forms[plain]:
                yield form, cost + typed.conflict(shape(form))

    def _restored(self, token: str, care: float) -> tuple[tuple[str, float], ...]:
        """The known forms that the token is without some of its diacritics, itself among them if known."""
        typed = shape(token)
        forms = [form for form in self._forms.get(key(token), ()) if typed.fits(shape(form))]
        return tuple((form, 0.0 if form == token else care * ADDED_MARKS) for form in forms)

    def _parted(self, token: str) -> list[str]:
        """Words typed without blanks ("baohiem"): known syllables, each pair of which was seen together; [] if none."""
        plain = key(token)
        if len(plain) < 3 or plain in self._forms or well_formed(plain):
            return []
        best: list[list[int] | None] = [[0]] + [None] * len(plain)
        for end in range(1, len(plain) + 1):
            for start in range(max(0, end - 7), end):
                path, part = best[start], plain[start:end]
                if path is None or part not in self._forms or (len(part) == 1 and part not in _SINGLE_LETTERS):
                    continue
                if len(path) > 1 and not self._met(plain[path[-2] : start], part):
                    continue
                if best[end] is None or len(path) + 1 < len(best[end] or ()):
                    best[end] = [*path, end]
        cuts = best[len(plain)]
        return [token[start:end] for start, end in pairwise(cuts)] if cuts and len(cuts) > 2 else []

    def _met(self, first: str, second: str) -> bool:
        seconds = self._forms[second]
        return any(form in self._pairs.get(before, ()) for before in self._forms[first] for form in seconds)

    def _neighbourhood(self) -> dict[str, tuple[str, ...]]:
        if self._near is None:
            self._near = neighbourhood([plain for plain in self._forms if not plain[0].isdigit()])
        return self._near

    def _best(self, slots: list[_Slot]) -> list[str]:
        """Viterbi: the cheapest path through the slots' readings."""
        if not slots:
            return []
        alone, never = self._alone, self._never
        ends = [(cost + alone.get(form, never), form) for form, cost in slots[0].readings]
        trace: list[list[int]] = []
        for slot in slots[1:]:
            rows = [self._row(form) for _, form in ends]
            steps, following, back = [total for total, _ in ends], [], []
            for form, cost in slot.readings:
                unseen = alone.get(form, never)
                totals = [total + row.get(form, unseen) for total, row in zip(steps, rows, strict=True)]
                least = min(totals)
                back.append(totals.index(least))
                following.append((least + cost, form))
            ends = following
            trace.append(back)
        at = min(range(len(ends)), key=lambda place: ends[place][0])
        path = [at]
        for back in reversed(trace):
            at = back[at]
            path.append(at)
        return [slot.readings[place][0] for slot, place in zip(slots, reversed(path), strict=True)]

    def _row(self, form: str) -> dict[str, float]:
        """The costs of what was seen to follow a form."""
        row = self._rows.get(form)
        if row is None:
            followers, alone = self._pairs.get(form, {}), self._alone
            scale = SEEN / self._counts[form] if followers else 0.0
            row = {after: -log(scale * count + exp(-alone[after])) for after, count in followers.items()}
            self._rows[form] = row
        return row


def _spans(question: str) -> list[tuple[int, int, bool]]:
    """Where the tokens stand, and whether each is to be left alone: part of a number, date or document number."""
    codes = [(found.start(), found.end()) for found in _CODE.finditer(question)]
    slashed = {found.start(): found.end() for found in _SLASHED.finditer(question) if normal(found[0]) in chat_words()}
    spans: list[tuple[int, int, bool]] = []
    code, after = 0, 0
    for found in TOKEN.finditer(question):
        start, end = found.span()
        if start < after:
            continue
        while code < len(codes) and codes[code][1] <= start:
            code += 1
        fixed = code < len(codes) and codes[code][0] <= start
        after = end if fixed else slashed.get(start, end)
        spans.append((start, after, fixed))
    return spans


def _care(typed: list[str]) -> float:
    """How much of a question was typed with diacritics, 0 to 1: where most was, a bare syllable is likely meant bare."""
    letters = [token for token in typed if token.isalpha()]
    return sum(not token.isascii() for token in letters) / len(letters) if letters else 0.0


@cache
def _phrases() -> tuple[str, ...]:
    lines = Path(__file__).with_name("phrases.tsv").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
