"""Finds the passages that a question speaks of, in any spelling.

Two fields are weighed by BM25 and their scores added: underthesea's words, and folded syllables with their pairs.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from index.abbreviations import Abbreviations
from index.bm25 import Lists, Weights
from index.clean import Cleaned, Cleaner
from index.postings import postings
from index.segment import SEGMENTER
from index.text import TERMS_VERSION, Terms, terms

log = logging.getLogger(__name__)
WORD = "="
"""Marks a word, as against a folded syllable or pair, in the one set of inverted lists that holds both fields."""
LISTS = ("abbreviations.tsv", "phrases.tsv")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `share`: its score as a part of the highest that any passage could have, 0 to 1."""

    id: str
    score: float
    share: float


class StaleIndexError(ValueError):
    """A stored index that is damaged, or was made of other texts or by other rules."""


class Index:
    """Immutable once built."""

    def __init__(
        self, fingerprint: str, ids: Sequence[str], cleaner: Cleaner, abbreviations: Abbreviations, words: Weights, folded: Weights
    ) -> None:
        self.fingerprint = fingerprint
        self.ids = tuple(ids)
        self.cleaner = cleaner
        self._abbreviations = abbreviations
        self._words = words
        self._folded = folded
        lists = Lists({WORD: words, "": folded})
        self._postings = postings(len(self.ids), lists, lists.frequent())

    @staticmethod
    def build(passages: Iterable[tuple[str, str]], extra: Iterable[str] = (), progress: Callable[[int], None] | None = None) -> Index:
        """Segments and weighs the passages, (id, text). `extra`: further words that questions may use, such as names.

        `progress` is told after every passage how many are segmented.
        """
        rows, more = list(passages), list(extra)
        texts = [text for _, text in rows]
        abbreviations = Abbreviations.of([*texts, *more])
        found: list[Terms] = []
        for number, text in enumerate(texts, 1):
            found.append(terms(text, abbreviations))
            if progress is not None:
                progress(number)
        words = Weights.fit([one.words for one in found])
        folded = Weights.fit([one.folded for one in found])
        cleaner = Cleaner.from_texts(texts, more)
        return Index(fingerprint(rows, more), [id for id, _ in rows], cleaner, abbreviations, words, folded)

    @staticmethod
    def open(path: Path, passages: Iterable[tuple[str, str]], extra: Iterable[str] = ()) -> Index:
        """The index stored at `path` if it is whole and of these passages; else it is built, and stored there anew.

        Where it cannot be stored, that is logged, and the next start builds it again.
        """
        rows, more = list(passages), list(extra)
        try:
            return Index.load(path, fingerprint(rows, more))
        except (StaleIndexError, FileNotFoundError):
            index = Index.build(rows, more)
        try:
            index.save(path)
        except OSError as error:
            log.warning("cannot keep %s (%s)", path, error)
        return index

    @staticmethod
    def load(path: Path, expected: str) -> Index:
        """Reads a stored index; StaleIndexError unless it is whole and has the expected fingerprint."""
        head, _, body = path.read_bytes().partition(b"\n")
        if head != _head(expected, body):
            raise StaleIndexError(f"{path} is damaged or was made of other texts")
        data: dict[str, Any] = json.loads(body)
        return Index(
            expected,
            data["ids"],
            Cleaner.from_data(data["cleaner"]),
            Abbreviations.from_data(data["abbreviations"]),
            Weights.from_data(data["words"]),
            Weights.from_data(data["folded"]),
        )

    def save(self, path: Path) -> None:
        """Stores the index: whole or not at all, whenever the process is stopped."""
        data = {
            "ids": self.ids,
            "cleaner": self.cleaner.as_data(),
            "abbreviations": self._abbreviations.as_data(),
            "words": self._words.as_data(),
            "folded": self._folded.as_data(),
        }
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
            file.write(_head(self.fingerprint, body) + b"\n" + body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)

    def clean(self, question: str) -> Cleaned:
        """The question with its slips mended, for `search` and for whoever else reads it."""
        return self.cleaner.clean(question)

    def search(self, question: str | Cleaned, limit: int = 10) -> list[Hit]:
        """The best passages, ties in the order of the passages; those that share no term are left out."""
        cleaned = question if isinstance(question, Cleaned) else self.clean(question)
        asked = terms(cleaned.text, self._abbreviations, question=True)
        query = [WORD + word for word in asked.words] + list(asked.folded)
        offset = self._words.offset(asked.words) + self._folded.offset(asked.folded)
        highest = self._words.highest(asked.words) + self._folded.highest(asked.folded)
        found = self._postings.search(query, limit)
        return [Hit(self.ids[number], score - offset, (score - offset) / highest) for number, score in found]


def fingerprint(passages: Iterable[tuple[str, str]], extra: Iterable[str] = ()) -> str:
    """Names an index by all that decides what stands in it: the texts, the segmenter, the rules and lists of terms."""
    rules = [SEGMENTER, TERMS_VERSION, *(Path(__file__).with_name(name).read_text("utf-8") for name in LISTS)]
    return sha256(json.dumps([rules, list(passages), list(extra)]).encode()).hexdigest()


def _head(fingerprint: str, body: bytes) -> bytes:
    return f"{fingerprint} {sha256(body).hexdigest()}".encode()
