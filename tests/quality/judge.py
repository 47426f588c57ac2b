"""Judge answers to questions about the plan: how many are right, per kind and way of typing.

In process:     scores = judge(read_questions(QUESTIONS), answer)        answer(chat, text) -> the reply, or replies, as plain text
Command line:   python -m tests.quality.judge [FILE] [--show] [--floor 98]

Each asking has a chat of its own, in which `first`, where a question has one, is asked before it.
The rules of judging stand in README.md beside this file.
"""

import argparse
import json
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.quality.questions import QUESTIONS, Asking, Groups, Kind, Question, Variant, askings, read_questions

NOW = "2026-11-20T08:00"  # the questions that count days depend on it
FIRST_LINE_LIMIT = 220  # characters, for a direct answer
LENGTH_LIMIT = {Kind.UNIT: 6000, Kind.LIST: 6000, Kind.FACT: 6000}
USUAL_LENGTH_LIMIT = 1500  # pouring out the plan is no answer
COMMAND_TIMEOUT = 900  # seconds for the whole file

Answer = Callable[[str, str], str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    asking: Asking
    answer: str
    fault: str | None  # None: right
    invented: bool  # a number given to a question that the plan cannot answer


@dataclass(frozen=True, slots=True)
class Scores:
    verdicts: tuple[Verdict, ...]

    def misses(self) -> list[Verdict]:
        return [v for v in self.verdicts if v.fault is not None]

    def count(self, kind: Kind | None = None, variant: Variant | None = None) -> tuple[int, int]:
        """(right, asked), over everything or over one kind or variant."""
        chosen = [v for v in self.verdicts if kind in (None, v.asking.question.kind) and variant in (None, v.asking.variant)]
        return sum(v.fault is None for v in chosen), len(chosen)

    @property
    def percent(self) -> float:
        right, asked = self.count()
        return 100 * right / asked if asked else 0.0

    @property
    def invented(self) -> int:
        """How many askings of unanswerable questions got a number."""
        return sum(v.invented for v in self.verdicts)


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_STYLE_TONE = re.compile(rf"(?<!q)(o[{_TONES}][ae]|u[{_TONES}]y)(?![\w{_TONES}])")
_DATE_OR_DOCUMENT = re.compile(
    r"\d+ ?[-/] ?(?=[A-ZĐ])"  # 743/KH-UBND, 42-NQ/TW
    r"|\d+/\d+(?:/\d+)?"  # 28/3/2025, 25/11
    r"|ngày \d+ tháng \d+|\d+ tháng \d+ năm"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PERCENTAGE = re.compile(r"\d+(?:,\d+)?%")
_YEAR = re.compile(r"20\d\d")
_TAG = re.compile(r"</?(?:a|b|i|u|s|code|pre|blockquote)\b[^>]*>")


@lru_cache(maxsize=1024)  # an answer is searched for many words
def folded(text: str) -> str:
    """The one form in which texts are compared: case, spaces, "95 %" and the place of the tone (hòa, hoà) make no difference."""
    letters = unicodedata.normalize("NFD", text.casefold())
    letters = _NEW_STYLE_TONE.sub(lambda match: match[0][0] + match[0][2] + match[0][1], letters)
    spaced = " ".join(unicodedata.normalize("NFC", letters).split())
    return re.sub(r"(\d) %", r"\1%", spaced)


def holds(text: str, wanted: str) -> bool:
    """Whether the text has the wanted words; a number must stand alone: "5,4" is not in "35,4", nor "15" in "15,8"."""
    needle = re.escape(folded(wanted))
    if wanted[:1].isdigit():
        needle = rf"(?<![\d,./]){needle}(?!\d|[,./]\d)"
    return re.search(needle, folded(text)) is not None


def numbers(text: str) -> set[str]:
    """The numbers in a text, but for dates and document numbers."""
    return set(_NUMBER.findall(_DATE_OR_DOCUMENT.sub(" ", text)))


_SAY = "có|nêu|ghi|nói|thấy|tìm thấy|tìm được|đề cập|quy định|giao|thuộc|nằm|rõ|hiểu|trả lời"
_NO_ANSWER = re.compile(
    rf"(?:không|chưa) (?:{_SAY})|không phải|không thể|không hỗ trợ|chỉ (?:trả lời|tra cứu|hỗ trợ)"
    r"|ngoài (?:phạm vi|kế hoạch)|nằm ngoài|muốn hỏi gì"
)
_OPENS_WITH_NO_ANSWER = re.compile(
    rf"\W*(?:(?:rất tiếc|xin lỗi)\W+)?(?:(?:kế hoạch|văn bản|bot|tôi|em)\b[^.:;]{{0,40}} )?(?:không|chưa) (?:{_SAY})"
)


def first_line_of(answer: str) -> str:
    return next((line for line in answer.splitlines() if line.strip()), "")


def foreign_numbers(question: Question, first_line: str) -> set[str]:
    """Numbers in the first line that the asker did not bring; years and the plan's own number are none."""
    return {n for n in numbers(first_line) - numbers(question.text) if n != "743" and not _YEAR.fullmatch(n)}


def fault_of(question: Question, answer: str) -> str | None:
    """What is wrong with the answer; None: it is right."""
    line = first_line_of(answer)
    limit = LENGTH_LIMIT.get(question.kind, USUAL_LENGTH_LIMIT)
    if len(answer) > limit:
        return f"{len(answer)} characters, {limit} allowed"
    if question.kind is Kind.NONE:
        return _fault_of_refusal(question, line)
    if question.kind in (Kind.TARGET, Kind.FOLLOWUP):
        fault = _fault_of_direct_answer(question, line)
        if fault:
            return fault
    elif question.kind is not Kind.UNIT and _OPENS_WITH_NO_ANSWER.match(folded(line)):
        # "the plan names no lead, X and Y share it" may well be the right answer to "who leads", hence not for UNIT
        return "refuses what the plan answers"
    return _missing(line, question.head, "first line") or _missing(answer, question.must, "answer")


def _fault_of_refusal(question: Question, line: str) -> str | None:
    if not _NO_ANSWER.search(folded(line)):
        return "the first line does not say that the plan does not say it"
    foreign = foreign_numbers(question, line)
    return f"a number in a refusal: {', '.join(sorted(foreign))}" if foreign else None


def _fault_of_direct_answer(question: Question, line: str) -> str | None:
    if len(line) > FIRST_LINE_LIMIT:
        return f"first line of {len(line)} characters, {FIRST_LINE_LIMIT} allowed"
    if question.free:
        return None
    wanted = {alternative for group in question.head for alternative in group}
    wrong = [percentage for percentage in _PERCENTAGE.findall(folded(line)) if percentage not in wanted]
    return f"another percentage in the first line: {', '.join(wrong)}" if wrong else None


def _missing(text: str, groups: Groups, where: str) -> str | None:
    for group in groups:
        if not any(holds(text, alternative) for alternative in group):
            return f"{where} lacks {' | '.join(group)}"
    return None


def judge(questions: Iterable[Question], answer: Answer) -> Scores:
    return Scores(tuple(_verdict(asking, answer) for asking in askings(questions)))


def _verdict(asking: Asking, answer: Answer) -> Verdict:
    reply: str | Sequence[str] = ""
    for line in asking.lines():
        reply = answer(asking.chat, line)
    text = _TAG.sub("", reply if isinstance(reply, str) else "\n".join(reply))
    question = asking.question
    invented = question.kind is Kind.NONE and bool(foreign_numbers(question, first_line_of(text)))
    return Verdict(asking, text, fault_of(question, text), invented)


# ---- the command line


class CommandError(Exception):
    """The command ended with an error, or did not answer every line."""


def recorded_answers(command: Sequence[str], questions: Iterable[Question]) -> dict[tuple[str, str], str]:
    """What the command (`kehoach chat --jsonl`) says to each line of each chat; a line it calls an error counts as unanswered, "".

    Raises CommandError, and subprocess.TimeoutExpired after COMMAND_TIMEOUT seconds."""
    lines = [(asking.chat, text) for asking in askings(questions) for text in asking.lines()]
    sent = "".join(json.dumps({"chat": chat, "text": text}, ensure_ascii=False) + "\n" for chat, text in lines)
    done = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=COMMAND_TIMEOUT, check=False)
    if done.returncode:
        raise CommandError(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    answers = [line for line in said if line["kind"] != "push"]
    if len(answers) != len(lines):
        raise CommandError(f"{len(lines)} lines sent, {len(answers)} answered")
    return {
        line: "\n".join(reply["text"] for reply in answer["replies"]) if answer["kind"] == "answer" else ""
        for line, answer in zip(lines, answers, strict=True)
    }


def report(scores: Scores) -> str:
    rows = [(kind.value, kind) for kind in Kind]
    lines = []
    for name, kind in [*rows, ("all", None)]:
        for variant in Variant:
            right, asked = scores.count(kind, variant)
            if asked:
                lines.append(f"{name:9} {variant:6} {right}/{asked}  {100 * right / asked:.1f}%")
    right, asked = scores.count()
    lines.append(f"TOTAL {scores.percent:.1f}%  ({right}/{asked})")
    lines.append(f"unanswerable ones that got a number: {scores.invented}")
    return "\n".join(lines)


def miss(verdict: Verdict) -> str:
    asking = verdict.asking
    asked = " → ".join(asking.lines())
    return f"MISS {asking.variant} {asking.question.id}: {asked}\n     fault  {verdict.fault}\n     answer {verdict.answer[:300]!r}"


def main() -> int:
    beside_python = Path(sys.executable).with_name("kehoach")
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", type=Path, nargs="?", default=QUESTIONS)
    arguments.add_argument("--command", default=f"{shlex.quote(str(beside_python))} chat --jsonl --memory --now {NOW}")
    arguments.add_argument("--floor", type=float, default=0.0, help="exit with 1 below this percentage of right answers")
    arguments.add_argument("--show", action="store_true", help="print every miss")
    given = arguments.parse_args()
    questions = read_questions(given.file)
    answers = recorded_answers(shlex.split(given.command), questions)
    scores = judge(questions, lambda chat, text: answers[chat, text])
    if given.show:
        print("\n".join(miss(verdict) for verdict in scores.misses()))
    print(report(scores))
    return 0 if scores.percent >= given.floor else 1


if __name__ == "__main__":
    sys.exit(main())
