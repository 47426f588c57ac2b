"""One question, warm, in process, through the whole handler: CPU time, and the share of each stage.

Of each question the best of the rounds counts: the rest is what else the machine did. A stage is timed by
itself; an answer may find names several times, and searches sentences only where no name answers.

python -m bench.question [--questions tests/quality/questions.jsonl] [--rounds 5] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers.assistant import Assistant
from handlers.question import read_question
from handlers.turn import Conversation, Message

NOW = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def cpu_us(work: Callable[[], object]) -> float:
    started = time.process_time_ns()
    work()
    return (time.process_time_ns() - started) / 1000


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(questions: list[str], rounds: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant.load(Path(home))
    # A question is asked several times here; a remembered answer would cost nothing.
    assistant.remembers = 0
    library = assistant.libraries[0]
    read = {question: read_question(question, library.cleaner) for question in questions}
    stages: dict[str, Callable[[str], object]] = {
        "whole answer": lambda q: assistant.answer(Message("bench", q), Conversation(), NOW),
        "mending and reading": lambda q: read_question(q, library.cleaner),
        "finding names": lambda q: library.targets.find(read[q].content),
        "searching sentences": lambda q: library.index.search(replace(read[q].cleaned, text=read[q].matter)),
    }
    for question in questions:
        stages["whole answer"](question)
    table: dict[str, dict[str, float]] = {}
    for name, stage in stages.items():
        runs = [[cpu_us(lambda q=question, s=stage: s(q)) for question in questions] for _ in range(rounds)]  # type: ignore[misc]
        times = [min(run) for run in zip(*runs, strict=True)]
        table[name] = {"median": statistics.median(times), "p99": percentile(times, 0.99), "mean": statistics.fmean(times)}
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("tests/quality/questions.jsonl"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text("utf-8").splitlines() if line.strip()]
    table = measure([row["q"] for row in rows], options.rounds)
    whole = table["whole answer"]["mean"]
    print(f"{'CPU µs a question':24}{'median':>10}{'p99':>10}{'mean':>10}{'share':>8}")
    for name, row in table.items():
        print(f"{name:24}{row['median']:10.0f}{row['p99']:10.0f}{row['mean']:10.0f}{row['mean'] / whole:8.0%}")
    if options.json:
        options.json.write_text(json.dumps(table, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
