"""The questions, and the ways in which each is typed: as written, without diacritics, with typing slips."""

import json
import random
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

QUESTIONS = Path(__file__).with_name("questions.jsonl")

Groups = tuple[tuple[str, ...], ...]


class Kind(StrEnum):
    TARGET = "target"
    UNIT = "unit"
    DEADLINE = "deadline"
    LIST = "list"
    FACT = "fact"
    NONE = "none"
    FOLLOWUP = "followup"


class Variant(StrEnum):
    PLAIN = "plain"
    BARE = "nodia"
    SLIPS = "slips"


@dataclass(frozen=True, slots=True)
class Question:
    """`head`: one of each group in the first line of the answer; `must`: one of each group anywhere in it."""

    id: str
    kind: Kind
    text: str
    head: Groups = ()
    must: Groups = ()
    free: bool = False  # the first line may hold other percentages too
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    variant: Variant
    question: Question

    @property
    def chat(self) -> str:
        return f"{self.question.id}/{self.variant}"

    def lines(self) -> Iterator[str]:
        if self.question.first is not None:
            yield self.question.first
        yield self.question.text


def read_questions(path: Path) -> list[Question]:
    """Raises ValueError, with the line's number, for a line that is no question, and for an id used twice."""
    questions: dict[str, Question] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}:{number}: {error!r}") from error
        if question.id in questions:
            raise ValueError(f"{path.name}:{number}: id {question.id} is used twice")
        questions[question.id] = question
    return list(questions.values())


def _question(fields: Mapping[str, object]) -> Question:
    unknown = fields.keys() - {"id", "kind", "q", "head", "must", "free", "first"}
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    first = fields.get("first")
    question = Question(
        id=str(fields["id"]),
        kind=Kind(str(fields["kind"])),
        text=str(fields["q"]),
        head=_groups(fields["head"]),
        must=_groups(fields["must"]),
        free=bool(fields.get("free", False)),
        first=None if first is None else str(first),
    )
    if question.kind is Kind.NONE and (question.head or question.must):
        raise ValueError("nothing can be wanted of a question that the plan does not answer")
    if question.kind is not Kind.NONE and not (question.head or question.must):
        raise ValueError("nothing is wanted, so any answer would do")
    if question.kind is Kind.FOLLOWUP and question.first is None:
        raise ValueError("a followup needs the question before it")
    return question


def _groups(value: object) -> Groups:
    if not isinstance(value, list) or not all(isinstance(group, list) and group for group in value):
        raise ValueError("head and must are lists of non-empty lists")
    return tuple(tuple(str(alternative) for alternative in group) for group in value)


def askings(questions: Iterable[Question]) -> Iterator[Asking]:
    for question in questions:
        yield Asking(Variant.PLAIN, question)
        if question.kind is Kind.FOLLOWUP:
            continue
        yield Asking(Variant.BARE, replace(question, text=without_diacritics(question.text).lower()))
        if question.kind in (Kind.TARGET, Kind.UNIT):
            yield Asking(Variant.SLIPS, replace(question, text=with_slips(question.text, seed=question.id)))


def without_diacritics(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def with_slips(text: str, seed: str) -> str:
    """About one word in six typed wrong: two neighbouring letters swapped, or one left out; never the first letter."""
    dice = random.Random(seed)
    words = text.split()
    candidates = [place for place, word in enumerate(words) if word.isalpha() and len(word) > 3]
    wanted = min(len(candidates), max(1, len(words) // 6))
    for place in dice.sample(candidates, wanted):
        word = words[place]
        at = dice.randrange(1, len(word) - 1)
        middle = word[at + 1] + word[at] if dice.random() < 0.5 else word[at + 1]
        words[place] = word[:at] + middle + word[at + 2 :]
    return " ".join(words)
