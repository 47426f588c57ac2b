"""Times one BM25 field against rank-bm25's own class, with bm25s, tantivy and SQLite FTS5 beside it.

    python bench/search.py [--quick] [--json FILE]

Synthetic passages: words frequent and rare as in a language (Zipf, 30,000 words), about 40 to a passage, about 6 to a
question. First the answers are compared with the class's, then batches of questions are timed by turns in one process,
each engine already warm; the figure is the median over the rounds of the mean time of a question. Ratios hold on any
machine, milliseconds on this one.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Plus

from index.bm25 import Bm25

VOCABULARY = 30_000
PASSAGE_WORDS = 40
QUESTION_WORDS = 6
LIMIT = 10
GOALS = {100: 4, 1_000: 15, 10_000: 50, 100_000: 100}
QUESTIONS = {100: 400, 1_000: 300, 10_000: 60, 100_000: 12}
ROUNDS = 7
CHECKED = {100: 1_000, 1_000: 1_000, 10_000: 100, 100_000: 10}

Search = Callable[[list[str]], object]


def made(size: int, words: int, seed: int) -> list[list[str]]:
    chance = np.random.default_rng(seed)
    weights = 1 / np.arange(1, VOCABULARY + 1)
    lengths = np.maximum(1, chance.poisson(words, size))
    drawn = chance.choice(VOCABULARY, p=weights / weights.sum(), size=int(lengths.sum()))
    return [[f"t{number}" for number in part] for part in np.split(drawn, np.cumsum(lengths)[:-1])]


def rank_bm25(plain: Any) -> Search:
    def search(question: list[str]) -> object:
        scores = plain.get_scores(question)
        return np.argsort(scores)[::-1][:LIMIT]

    return search


def bm25s(passages: list[list[str]]) -> Search:
    from bm25s import BM25

    engine = BM25(method="lucene")
    engine.index(passages, show_progress=False)
    most = min(LIMIT, len(passages))
    return lambda question: engine.retrieve([question], k=most, show_progress=False)


def tantivy(passages: list[list[str]], folder: str) -> Search:
    from tantivy import Document, Index, Query, SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("number", stored=True)
    builder.add_text_field("text", tokenizer_name="whitespace")
    index = Index(builder.build(), path=folder)
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for number, passage in enumerate(passages):
        writer.add_document(Document(number=number, text=" ".join(passage)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: list[str]) -> object:
        query: Query = index.parse_query(" ".join(question), ["text"])
        return searcher.search(query, LIMIT, count=False).hits

    return search


def fts5(passages: list[list[str]]) -> Search:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE passages USING fts5(text, content='', tokenize=\"unicode61 remove_diacritics 0\")")
    rows = ((number, " ".join(passage)) for number, passage in enumerate(passages))
    connection.executemany("INSERT INTO passages(rowid, text) VALUES (?, ?)", rows)
    ask = "SELECT rowid, rank FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
    return lambda question: connection.execute(ask, (" OR ".join(question), LIMIT)).fetchall()


def check(plain: Any, ours: Bm25, passages: list[list[str]], questions: list[list[str]]) -> int:
    """How many questions had the very answer of the class's linear scan: same passages, same scores, same order."""
    same = 0
    sets = [set(passage) for passage in passages]
    for question in questions:
        scores, asked = plain.get_scores(question).tolist(), set(question)
        sharing = [number for number, terms in enumerate(sets) if asked & terms]
        best = sorted(sharing, key=lambda number: (-scores[number], number))[:LIMIT]
        found = ours.search(question, LIMIT)
        same += [number for number, _ in found] == best and np.allclose([s for _, s in found], [scores[n] for n in best], rtol=1e-9, atol=0)
    return same


def timed(engines: dict[str, Search], questions: list[list[str]]) -> dict[str, float]:
    """Milliseconds a question, the engines taking turns."""
    for search in engines.values():
        for question in questions:
            search(question)
    rounds: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for name, search in engines.items():
            begun = time.perf_counter()
            for question in questions:
                search(question)
            rounds[name].append((time.perf_counter() - begun) / len(questions) * 1000)
    return {name: statistics.median(times) for name, times in rounds.items()}


def measure(size: int) -> dict[str, Any]:
    passages = made(size, PASSAGE_WORDS, seed=1)
    begun = time.perf_counter()
    ours = Bm25.fit(passages)
    built = time.perf_counter() - begun
    plain = BM25Plus(passages)
    questions = made(CHECKED[size], QUESTION_WORDS, seed=2)
    same = check(plain, ours, passages, questions)
    with tempfile.TemporaryDirectory() as folder:
        engines: dict[str, Search] = {
            "rank-bm25": rank_bm25(plain),
            "ours": lambda question: ours.search(question, LIMIT),
            "bm25s": bm25s(passages),
            "tantivy": tantivy(passages, folder),
            "FTS5": fts5(passages),
        }
        times = timed(engines, questions[: QUESTIONS[size]])
    ratios = {name: times["rank-bm25"] / spent for name, spent in times.items()}
    return {
        "passages": size,
        "build_s": built,
        "same": same,
        "checked": len(questions),
        "ms": times,
        "times_faster": ratios,
        "goal": GOALS[size],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="100 and 1,000 passages only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    options = parser.parse_args()
    sizes = [size for size in GOALS if size <= 1_000 or not options.quick]
    print("passages  same answers  goal    " + "  ".join(f"{name:>18}" for name in ("rank-bm25", "ours", "bm25s", "tantivy", "FTS5")))
    found = []
    for size in sizes:
        row = measure(size)
        found.append(row)
        cells = "  ".join(f"{spent:9.3f} ms {row['times_faster'][name]:5.1f}×" for name, spent in row["ms"].items())
        print(f"{size:8,}  {row['same']:5}/{row['checked']:<6}  ≥{row['goal']:3}×  {cells}", flush=True)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"class": "BM25Plus", "sizes": found}, indent=1), "utf-8")
    missed = [row["passages"] for row in found if row["same"] < row["checked"] or row["times_faster"]["ours"] < row["goal"]]
    print("missed at " + ", ".join(map(str, missed)) if missed else "all goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
