"""Cold start and memory, beside the bare library: processes started turn by turn, the medians of their wall times.

    python -m bench.start [--questions tests/quality/questions.jsonl] [--rounds 7] [--asked 1000] [--json FILE]

"bare" is `import underthesea` and one `word_tokenize`; "first ask ever" starts from an empty home, so it builds the index too.
Memory is the highest resident set of the process while it lived.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

QUESTION = "Chỉ tiêu nhà ở xã hội đến năm 2030 là bao nhiêu căn?"
KEHOACH = str(Path(sys.executable).with_name("kehoach"))
BARE = [sys.executable, "-c", f"import underthesea; underthesea.word_tokenize({QUESTION!r})"]
SEGMENT = [sys.executable, "-c", f"from index.segment import segment; segment({QUESTION!r})"]
ASK = [KEHOACH, "ask", QUESTION]
CHAT = [KEHOACH, "chat", "--jsonl", "--memory"]

FALLBACK = [
    QUESTION,
    "Tỷ lệ bao phủ bảo hiểm y tế đến năm 2030 là bao nhiêu?",
    "Sở Xây dựng chịu trách nhiệm những nhiệm vụ nào?",
    "Thời hạn báo cáo kết quả thực hiện hằng năm là ngày nào?",
    "Đơn vị nào chủ trì chính sách ưu đãi người có công?",
]
"""Asked where there is no file of questions."""


@dataclass(frozen=True, slots=True)
class Run:
    wall_ms: float
    peak_mb: float


class FailedError(Exception):
    """The process ended with an error; the text is the last line that it wrote about it."""


def run(command: Sequence[str], home: str, given: str = "") -> tuple[Run, str]:
    """One process from start to end, and what it printed. This process stays small: a child's peak starts from its parent's."""
    with tempfile.TemporaryFile() as taken, tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors:
        taken.write(given.encode())
        taken.seek(0)
        environment = {**os.environ, "KEHOACH_HOME": home}
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=taken, stdout=printed, stderr=errors, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        errors.seek(0)
        if process.returncode:
            raise FailedError((errors.read().decode(errors="replace").splitlines() or [f"status {process.returncode}"])[-1])
        return Run(wall * 1000, usage.ru_maxrss / 1024), printed.read().decode()


def starts(rounds: int) -> dict[str, list[Run]]:
    """Every command once a round, so that what else the machine does hits all alike."""
    runs: dict[str, list[Run]] = {"bare": [], "segment": [], "ask": [], "first ask ever": []}
    with tempfile.TemporaryDirectory() as home:
        able = True
        for command in (BARE, SEGMENT, ASK):  # what a first run leaves behind, such as compiled files and the index, is not measured
            try:
                run(command, home)
            except FailedError as failure:
                if command is not ASK:
                    raise
                able = False
                print(f"kehoach ask is not measured: {failure}", file=sys.stderr)
        for _ in range(rounds):
            runs["bare"].append(run(BARE, home)[0])
            runs["segment"].append(run(SEGMENT, home)[0])
            if able:
                runs["ask"].append(run(ASK, home)[0])
                with tempfile.TemporaryDirectory() as empty:
                    runs["first ask ever"].append(run(ASK, empty)[0])
    return {name: found for name, found in runs.items() if found}


def chat(questions: Sequence[str], asked: int) -> Run:
    """One process that answers many different questions."""
    lines = [json.dumps({"chat": f"c{number % 20}", "text": text}) for number, text in enumerate(islice(variants(questions), asked))]
    with tempfile.TemporaryDirectory() as home:
        measured, printed = run(CHAT, home, "\n".join(lines) + "\n")
    answers = [line for line in printed.splitlines() if json.loads(line)["kind"] == "answer"]
    if len(answers) != asked:
        raise FailedError(f"{len(answers)} answers to {asked} questions")
    return measured


def variants(questions: Sequence[str]) -> Iterator[str]:
    """The questions without end: as written, without diacritics, in capitals, and again."""
    spellings: list[Callable[[str], str]] = [str, bare_letters, str.upper]
    for spell in cycle(spellings):
        yield from map(spell, questions)


def bare_letters(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in marked if not unicodedata.combining(character))


def summary(runs: Mapping[str, Sequence[Run]]) -> dict[str, Run]:
    return {
        name: Run(statistics.median(run.wall_ms for run in found), statistics.median(run.peak_mb for run in found))
        for name, found in runs.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("tests/quality/questions.jsonl"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--asked", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    questions = FALLBACK
    if options.questions.is_file():
        questions = [json.loads(line)["q"] for line in options.questions.read_text("utf-8").splitlines() if line.strip()]
    table = summary(starts(options.rounds))
    try:
        table[f"{options.asked} questions"] = chat(questions, options.asked)
    except FailedError as failure:
        print(f"kehoach chat is not measured: {failure}", file=sys.stderr)
    bare = table["bare"]
    print(f"{'process':16}{'wall ms':>10}{'÷ bare':>8}{'peak MB':>10}{'÷ bare':>8}")
    for name, row in table.items():
        print(f"{name:16}{row.wall_ms:10.0f}{row.wall_ms / bare.wall_ms:8.2f}{row.peak_mb:10.0f}{row.peak_mb / bare.peak_mb:8.2f}")
    if options.json:
        options.json.write_text(json.dumps({name: asdict(row) for name, row in table.items()}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
