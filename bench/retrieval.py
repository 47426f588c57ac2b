"""Measures the index on a collection of passages and questions, in the spellings that officials type.

    python bench/retrieval.py --passages P.jsonl --questions Q.jsonl     {"id", "text"} and {"q", "ids"} a line
    python bench/retrieval.py --xquad xquad.vi.json                      paragraphs and questions of XQuAD or SQuAD form

R@k: the share of questions with a right passage among the first k. MRR@10: the mean of one divided by the place of the
first right passage, nothing beyond 10. ms: one question, from what was typed to the passages. With --peers the same
questions go to plain rank-bm25 and bm25s on underthesea's words and to SQLite FTS5.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sqlite3
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from index.search import Index
from index.segment import segment

SPELLINGS = Path(__file__).resolve().parents[2] / "shared" / "data" / "spellings.py"
TYPED = "plain"
NAMES = {"plain": "as typed", "nodia": "no diacritics", "half": "half stripped", "typo": "slips", "nodia+typo": "both", "phone": "phone"}
LIMIT = 10

Find = Callable[[str], Sequence[str]]
Spell = Callable[[str, int], dict[str, str]]


class Question(NamedTuple):
    text: str
    ids: frozenset[str]


class Collection(NamedTuple):
    passages: list[tuple[str, str]]
    questions: list[Question]


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise SystemExit(f"{path}:{number}: not JSON: {error}") from error
                if not isinstance(row, dict):
                    raise SystemExit(f"{path}:{number}: not a JSON object")
                yield number, row


def read(passages: Path, questions: Path) -> Collection:
    """A passage without an id has its line's number, from 1; a question's ids may be one or a list."""
    rows = [(str(row.get("id", number)), str(row.get("text") or "")) for number, row in lines(passages)]
    asked = []
    for number, row in lines(questions):
        text = row.get("q") or row.get("question")
        ids = row.get("ids", row.get("id", []))
        if not text:
            print(f"{questions}:{number}: no question, passed over", file=sys.stderr)
            continue
        asked.append(Question(str(text), frozenset(map(str, ids if isinstance(ids, list) else [ids]))))
    return Collection(rows, asked)


def read_xquad(path: Path) -> Collection:
    passages: list[tuple[str, str]] = []
    questions: list[Question] = []
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            id = str(len(passages))
            passages.append((id, paragraph["context"]))
            questions += [Question(asked["question"], frozenset([id])) for asked in paragraph["qas"]]
    return Collection(passages, questions)


def answerable(collection: Collection) -> list[Question]:
    known = {id for id, _ in collection.passages}
    kept = [question for question in collection.questions if question.ids & known]
    lost = len(collection.questions) - len(kept)
    if lost:
        print(f"{lost} questions name no passage of the collection and are left out", file=sys.stderr)
    return kept


def speller(path: Path) -> Spell | None:
    """The function that misspells a question in every way, by its file; None where there is no such file."""
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("spellings", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    spell: Spell = module.spellings
    return spell


class Progress:
    """Tells on stderr, once in two seconds, how far the segmenting is."""

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._begun, self._told = total, what, time.monotonic(), time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self._told > 2 or (done == self._total and now - self._begun > 2):
            self._told = now
            left = (now - self._begun) / done * (self._total - done)
            print(f"{self._what}: {done:,} of {self._total:,} passages, {left:.0f} s left", file=sys.stderr)


def words(text: str) -> list[str]:
    return [word.lower() for word in segment(unicodedata.normalize("NFC", text)) if any(map(str.isalnum, word))]


def peers(passages: list[tuple[str, str]]) -> Iterator[tuple[str, Find]]:
    """rank-bm25 and bm25s on underthesea's words, FTS5 on its own: what one would put together first."""
    import numpy
    from bm25s import BM25
    from rank_bm25 import BM25Okapi

    ids = [id for id, _ in passages]
    progress = Progress(len(passages), "peers")
    segmented = []
    for number, (_, text) in enumerate(passages, 1):
        segmented.append(words(text))
        progress(number)
    okapi = BM25Okapi(segmented)
    yield "rank-bm25 on words", lambda q: [ids[n] for n in numpy.argsort(-okapi.get_scores(words(q)), kind="stable")[:LIMIT]]
    lucene = BM25(method="lucene")
    lucene.index(segmented, show_progress=False)
    most = min(LIMIT, len(ids))

    def by_bm25s(question: str) -> Sequence[str]:
        asked = [word for word in words(question) if word in lucene.vocab_dict]
        return [ids[n] for n in lucene.retrieve([asked], k=most, show_progress=False).documents[0]] if asked else []

    yield "bm25s on words", by_bm25s
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE passages USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
    table.executemany("INSERT INTO passages(rowid, text) VALUES (?, ?)", enumerate(text for _, text in passages))

    def by_fts5(question: str) -> Sequence[str]:
        asked = " OR ".join(f'"{token}"' for token in re.findall(r"\w+", unicodedata.normalize("NFC", question)))
        ask = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return [ids[n] for (n,) in table.execute(ask, (asked, LIMIT))] if asked else []

    yield "FTS5", by_fts5


def judged(find: Find, questions: list[Question], spelt: list[str]) -> dict[str, float]:
    places, times = [], []
    for question, typed in zip(questions, spelt, strict=True):
        begun = time.perf_counter()
        found = find(typed)
        times.append((time.perf_counter() - begun) * 1000)
        places.append(next((place for place, id in enumerate(found, 1) if id in question.ids), 0))
    total = max(1, len(places))
    recalls = {f"R@{k}": 100 * sum(0 < place <= k for place in places) / total for k in (1, 5, 10)}
    times.sort()
    return {
        **recalls,
        "MRR@10": 100 * sum(1 / place for place in places if place) / total,
        "ms": statistics.median(times) if times else 0.0,
        "p99": times[int(len(times) * 0.99)] if times else 0.0,
    }


def engines(collection: Collection, with_peers: bool) -> Iterator[tuple[str, Find]]:
    begun = time.perf_counter()
    index = Index.build(collection.passages, progress=Progress(len(collection.passages), "indexing"))
    print(f"{len(collection.passages):,} passages indexed in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    yield "ours", lambda question: [hit.id for hit in index.search(question, LIMIT)]
    if with_peers:
        yield from peers(collection.passages)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--xquad", type=Path, metavar="FILE", help="a file in XQuAD's form instead of the two")
    parser.add_argument("--spellings", type=Path, default=SPELLINGS, metavar="FILE", help="the module that misspells questions")
    parser.add_argument("--peers", action="store_true", help="rank-bm25, bm25s and FTS5 in the same table")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    options = parser.parse_args()
    if not options.xquad and not (options.passages and options.questions):
        parser.error("give --xquad, or both --passages and --questions")
    return options


def main() -> int:
    options = arguments()
    collection = read_xquad(options.xquad) if options.xquad else read(options.passages, options.questions)
    questions = answerable(collection)
    spell = speller(options.spellings)
    if spell is None:
        print(f"no {options.spellings.name} there: questions as typed only", file=sys.stderr)
    spelt = [spell(question.text, number) if spell else {TYPED: question.text} for number, question in enumerate(questions)]
    kinds = list(spelt[0]) if spelt else [TYPED]
    columns = ("R@1", "R@5", "R@10", "MRR@10", "ms", "p99")
    print(f"{len(collection.passages):,} passages, {len(questions):,} questions", flush=True)
    print(f"{'engine':<20}{'questions':<16}" + "".join(f"{name:>9}" for name in columns))
    rows = []
    for name, find in engines(collection, options.peers):
        for kind in kinds:
            figures = judged(find, questions, [ways[kind] for ways in spelt])
            rows.append({"engine": name, "questions": kind, **figures})
            cells = "".join(f"{figures[column]:9.{2 if column in ('MRR@10', 'ms', 'p99') else 1}f}" for column in columns)
            print(f"{name:<20}{NAMES.get(kind, kind):<16}{cells}", flush=True)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"passages": len(collection.passages), "rows": rows}, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
