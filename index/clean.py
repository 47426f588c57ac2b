"""Mends slips of typing against the texts' own vocabulary: missing diacritics, wrong or swapped letters, joined words.

A bigram model counted from the texts chooses among what each typed token may stand for. What was typed with care is
kept: diacritics that are there, words that the texts know, anything with a digit, abbreviations. A well-formed syllable
that the texts do not know is changed only where its neighbours speak for the change, since a question may well ask for
something of which the texts say nothing. The work is bounded whatever is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

from index.abbreviations import chat_words, expansions
from index.bigrams import Bigrams, Readings
from index.slips import near_keys, neighbourhood, shape, telex, variants, well_formed
from index.text import TOKEN, key, normal

NUMBER = "0"
"""Stands for every number in the counts."""

# Costs are negative natural logarithms of probabilities; the bigram model's own come on top. They were chosen on four
# public collections of questions, for retrieval and for few changes to words that the texts do not have.
WRONG_MARK = 4.0
KEPT_UNKNOWN = 7.0
KEPT_WELL_FORMED = -3.0
KEPT_MARKED = -4.0
"""Below zero: a syllable that the texts do not know may well be meant, the more so if it was typed with diacritics."""
OTHER_LETTERS = 3.0
"""On top of a slip's cost, where a well-formed syllable typed with diacritics would change more than those ("nạn" to "hạn")."""
CAREFUL = 0.5
"""From this share of tokens with diacritics on, a bare unknown token may be a slip rather than left bare."""
ADDED_MARKS = 3.0
"""What adding diacritics costs in a question where every other token has them."""
DOUBT = 3.0
"""On top of a slip's cost, where the token as typed is a known syllable."""
RAW_TELEX = 1.0
MOST_READINGS = 10
LONGEST_TOKEN = 24
LONGEST_SYLLABLE = 7
REMEMBERED = 4096
"""Tokens whose slips are kept in memory, for the next who makes them."""
MOST_TOKENS = 120
"""Tokens beyond this many, in one message, stay as typed."""

_CHUNK = re.compile(r"[^\s,;:?!()\"“”]+")
_DIGIT = re.compile(r"\d")
_SLASHED = re.compile(r"(?<![^\W_])[^\W\d_]{1,2}/[^\W\d_]{1,4}(?![^\W_])")
_SINGLE_LETTERS = frozenset("yo")
_Span = tuple[int, int, bool]
"""Start and end of a token, and whether it is to be left alone: part of a number, date or document number."""


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
    readings: Readings
    bare: str = ""


class Cleaner:
    """Immutable once built."""

    def __init__(self, bigrams: Bigrams) -> None:
        self._bigrams = bigrams
        self._forms: dict[str, list[str]] = {}
        for form in bigrams.counts:
            self._forms.setdefault(key(form), []).append(form)
        self._near: dict[str, tuple[str, ...]] | None = None
        self._mended = lru_cache(maxsize=REMEMBERED)(self._mended_anew)
        self._restored = lru_cache(maxsize=REMEMBERED)(self._restored_anew)

    @staticmethod
    def from_texts(texts: Iterable[str], extra: Iterable[str] = ()) -> Cleaner:
        """Counts the texts; `extra` are further words to know, such as names. Words of asking are always known."""
        rows = (TOKEN.findall(normal(text)) for text in (*texts, *extra, *_phrases()))
        return Cleaner(Bigrams.counted([NUMBER if token[0].isdigit() else token for token in row] for row in rows))

    def as_data(self) -> dict[str, Any]:
        return {"counts": self._bigrams.counts, "pairs": self._bigrams.pairs}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Cleaner:
        return Cleaner(Bigrams(data["counts"], data["pairs"]))

    def knows(self, syllable: str) -> bool:
        """Whether the texts, or the words of asking, have this normal syllable."""
        return syllable in self._bigrams

    def clean(self, question: str) -> Cleaned:
        """The question as it was meant, as far as the texts tell."""
        question = normalize("NFC", question)
        spans = _spans(question)
        typed = [normal(question[start:end]) for start, end, _ in spans]
        care = _care(typed)
        slots: list[_Slot] = []
        for number, (token, (_, _, fixed)) in enumerate(zip(typed, spans, strict=True)):
            slots.extend(self._slots(number, token, fixed or number >= MOST_TOKENS, care))
        best = self._bigrams.best([slot.readings for slot in slots])
        doubted = self._doubted(slots, best)
        if doubted != slots:
            best = self._bigrams.best([slot.readings for slot in doubted])
        chosen: dict[int, list[str]] = {}
        for slot, form in zip(slots, best, strict=True):
            chosen.setdefault(slot.word, []).append(form)
        return self._written(question, spans, typed, chosen)

    def _written(self, question: str, spans: list[_Span], typed: list[str], chosen: Mapping[int, list[str]]) -> Cleaned:
        words: list[Word] = []
        parts: list[str] = []
        at = 0
        for number, (start, end, fixed) in enumerate(spans):
            raw, forms = question[start:end], chosen[number]
            known = fixed or all(form in self._bigrams for form in forms) or bool(expansions(typed[number]))
            read = " ".join(forms)
            if fixed or read in (typed[number], NUMBER):
                read = raw
            elif raw[0].isupper():
                read = read.upper() if len(raw) > 1 and raw.isupper() else read[0].upper() + read[1:]
            words.append(Word(raw, read, known))
            parts += [question[at:start], read]
            at = end
        return Cleaned("".join(parts) + question[at:], tuple(words))

    def _slots(self, number: int, token: str, fixed: bool, care: float) -> list[_Slot]:
        if token[0].isdigit():
            return [_Slot(number, ((NUMBER, 0.0),))]
        if fixed or len(token) > LONGEST_TOKEN or not (token.isalpha() or token in chat_words()):
            return [_Slot(number, ((token, 0.0),))]
        if token not in self._bigrams:
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

    def _readings(self, token: str, care: float) -> Readings:
        """What a token may stand for, with the cost of each."""
        known = token in self._bigrams
        if known and not token.isascii():
            return ((token, 0.0),)
        restored = [(form, 0.0 if form == token else care * ADDED_MARKS) for form in self._restored(token)]
        if known:
            return restored
        found = dict(restored)
        if not found or care > CAREFUL:
            found[token] = _kept(token)
            bare = token.isascii()
            for form, cost in self._mended(token):
                total = cost + (care * ADDED_MARKS if bare and not form.isascii() else 0.0)
                if not bare and well_formed(token) and key(form) != key(token):
                    total += OTHER_LETTERS
                found[form] = min(found.get(form, total), total)
        return self._likeliest(found)

    def _restored_anew(self, token: str) -> tuple[str, ...]:
        """The known forms that the token is without some of its diacritics, itself among them if known."""
        typed = shape(token)
        return tuple(form for form in self._forms.get(key(token), ()) if typed.fits(shape(form)))

    def _mended_anew(self, token: str) -> tuple[tuple[str, float], ...]:
        """The likeliest forms that a slip may have turned into the token, with the cost of the slip."""
        typed = shape(token)
        found = dict.fromkeys(self._forms.get(key(token), ()), WRONG_MARK)
        spelt = [(telex(token), RAW_TELEX), *variants(token)]
        near = [(key(other), cost) for other, cost in spelt] + near_keys(key(token), self._neighbourhood(), not well_formed(token))
        for plain, cost in near:
            for form in self._forms.get(plain, ()):
                total = cost + typed.conflict(shape(form))
                found[form] = min(found.get(form, total), total)
        return self._likeliest(found)

    def _likeliest(self, found: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        alone = self._bigrams.alone
        return tuple(sorted(found.items(), key=lambda item: (item[1] + alone(item[0]), item[0]))[:MOST_READINGS])

    def _doubted(self, slots: list[_Slot], best: list[str]) -> list[_Slot]:
        """The slots, with more readings for bare tokens that were never seen beside either neighbour."""
        doubted = list(slots)
        for place, (slot, form) in enumerate(zip(slots, best, strict=True)):
            if not slot.bare or (place and self._bigrams.met(best[place - 1], form)):
                continue
            if place + 1 < len(best) and self._bigrams.met(form, best[place + 1]):
                continue
            found = dict(slot.readings)
            for meant, cost in self._mended(slot.bare):
                found.setdefault(meant, cost + DOUBT)
            doubted[place] = _Slot(slot.word, self._likeliest(found), slot.bare)
        return doubted

    def _parted(self, token: str) -> list[str]:
        """Words typed without blanks ("baohiem"): known syllables, each pair of which was seen together; [] if none."""
        plain = key(token)
        if len(plain) < 3 or plain in self._forms or well_formed(plain):
            return []
        best: list[list[int] | None] = [[0]] + [None] * len(plain)
        for end in range(1, len(plain) + 1):
            for start in range(max(0, end - LONGEST_SYLLABLE), end):
                path, part = best[start], plain[start:end]
                if path is None or part not in self._forms or (len(part) == 1 and part not in _SINGLE_LETTERS):
                    continue
                if len(path) > 1 and not self._met(plain[path[-2] : start], part):
                    continue
                if best[end] is None or len(path) < len(best[end] or ()) - 1:
                    best[end] = [*path, end]
        cuts = best[len(plain)]
        return [token[start:end] for start, end in pairwise(cuts)] if cuts and len(cuts) > 2 else []

    def _met(self, first: str, second: str) -> bool:
        return any(self._bigrams.met(before, after) for before in self._forms[first] for after in self._forms[second])

    def _neighbourhood(self) -> dict[str, tuple[str, ...]]:
        """Made at the first slip, so that a start does not pay for it."""
        if self._near is None:
            self._near = neighbourhood(plain for plain in self._forms if not plain[0].isdigit())
        return self._near


def _kept(token: str) -> float:
    """The cost of leaving an unknown token as it is."""
    if not well_formed(token):
        return KEPT_UNKNOWN
    return KEPT_WELL_FORMED if token.isascii() else KEPT_MARKED


def _spans(question: str) -> list[_Span]:
    """Where the tokens stand."""
    codes = [found.span() for found in _CHUNK.finditer(question) if _DIGIT.search(found[0])]
    slashed = {found.start(): found.end() for found in _SLASHED.finditer(question) if normal(found[0]) in chat_words()}
    spans: list[_Span] = []
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
