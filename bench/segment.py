"""Segmenting: ours beside `underthesea.word_tokenize`, on the same texts, turn by turn, and whether the words are the same.

python -m bench.segment [--questions tests/quality/questions.jsonl] [--rounds 9] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from underthesea import word_tokenize

from index.segment import SEGMENTER, segment

PLAN = Path("corpus/plans/743-kh-ubnd-2025/source.txt")
UNSEEN = 300
"""Rows of twelve syllables, drawn anew in every round, so that hardly any pair of neighbours has been seen before."""

Row = dict[str, float]


def cpu_us(words: Callable[[str], list[str]], texts: Sequence[str]) -> float:
    """Processor time for each text, in millionths of a second."""
    started = time.process_time_ns()
    for text in texts:
        words(text)
    return (time.process_time_ns() - started) / 1000 / len(texts)


def compare(rounds: Sequence[Sequence[str]]) -> Row:
    """Each round gives the texts to both; the medians of the rounds."""
    ours: list[float] = []
    theirs: list[float] = []
    for number, texts in enumerate(rounds):
        timed = [(ours, segment), (theirs, word_tokenize)]
        for times, words in timed if number % 2 else reversed(timed):
            times.append(cpu_us(words, texts))
    texts = [text for texts in rounds for text in texts]
    same = sum(segment(text) == word_tokenize(text) for text in texts)
    us, them = statistics.median(ours), statistics.median(theirs)
    return {"ours": us, "word_tokenize": them, "times": them / us, "same": same, "texts": len(texts)}


def measure(questions: Sequence[str], rounds: int) -> dict[str, Row]:
    draw = random.Random(743)
    lines = PLAN.read_text("utf-8").splitlines()
    syllables = " ".join([*questions, *lines]).split()
    for text in questions:
        segment(text), word_tokenize(text)
    return {
        "questions, asked before": compare([questions] * rounds),
        "unseen rows of 12": compare([[" ".join(draw.choices(syllables, k=12)) for _ in range(UNSEEN)] for _ in range(rounds)]),
        "paragraphs of the plan": compare([lines] * rounds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("tests/quality/questions.jsonl"))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    questions = [json.loads(line)["q"] for line in options.questions.read_text("utf-8").splitlines() if line.strip()]
    table = measure(questions, options.rounds)
    print(SEGMENTER)
    print(f"{'CPU µs a text':26}{'ours':>9}{'word_tokenize':>15}{'times':>8}{'same words':>18}")
    for name, row in table.items():
        same = f"{row['same']:.0f} of {row['texts']:.0f}"
        print(f"{name:26}{row['ours']:9.0f}{row['word_tokenize']:15.0f}{row['times']:8.1f}{same:>18}")
    if options.json:
        options.json.write_text(json.dumps(table, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
