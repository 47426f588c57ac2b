"""One plan, made ready for questions: its sentences indexed, its names findable, its vocabulary known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.agencies import register
from corpus.plan import Agency, Contradiction, Duty, DutyRole, Passage, Plan, Reference, Target, Topic
from handlers.names import AgencyNames
from index.finder import Finder
from index.search import Index

_SENTENCE_END = re.compile(r"(?<=[.…!?])\s+(?=[A-ZĐÀ-Ỹ\"“(])")


@dataclass(frozen=True, slots=True)
class Sentence:
    id: str
    passage: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence that tasks somebody, with all whom it tasks."""

    quote: str
    passage: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def agencies(self) -> tuple[str, ...]:
        return self.leads + self.supports


class Library:
    """Immutable once built; what costs time to make is made once and kept by `handlers.assistant`."""

    def __init__(self, plan: Plan, index: Index) -> None:
        self.plan = plan
        self.index = index
        self.cleaner = index.cleaner
        self.sentences: Mapping[str, Sentence] = {sentence.id: sentence for sentence in sentences(plan.passages)}
        self.passages: Mapping[str, Passage] = {passage.id: passage for passage in plan.passages}
        self.agencies: Mapping[str, Agency] = {agency.id: agency for agency in plan.agencies}
        self.by_code: Mapping[str, Target] = {target.code: target for target in plan.targets}
        self.tasks: tuple[Task, ...] = tuple(tasks(plan.duties))
        self.names = AgencyNames(plan.agencies, _registered())

    @cached_property
    def targets(self) -> Finder[Target]:
        return Finder(
            (target, (target.name, *target.aliases), (target.quote, target.scope, target.measure)) for target in self.plan.targets
        )

    @cached_property
    def task_finder(self) -> Finder[Task]:
        return Finder((task, task.topics, (task.quote,)) for task in self.tasks)

    @cached_property
    def references(self) -> Finder[Reference]:
        return Finder(
            (
                reference,
                (*reference.aliases, f"{reference.kind} {reference.subject}", reference.subject),
                (reference.quote, reference.kind, reference.issuer),
            )
            for reference in self.plan.references
        )

    @cached_property
    def topics(self) -> Finder[Topic]:
        return Finder((topic, (topic.name, *topic.aliases), topic.quotes) for topic in self.plan.topics)

    @cached_property
    def disputes(self) -> Finder[Contradiction]:
        return Finder((item, (item.about, *item.aliases), item.quotes) for item in self.plan.contradictions)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(target.field for target in self.plan.targets))

    def place(self, passage_id: str) -> str:
        return self.passages[passage_id].place

    def passage_of(self, quote: str) -> Passage | None:
        wanted = " ".join(quote.split())
        return next((p for p in self.plan.passages if wanted in " ".join(p.text.split())), None)

    def common_group(self, name: str) -> str:
        """The plan's own name for all bodies of that kind ("Các sở, ban, ngành cấp tỉnh"); empty where it has none."""
        kind = name.split()[0].lower()
        return next((a.name for a in self.plan.agencies if a.name.lower().startswith(f"các {kind}")), "")

    def agency_name(self, agency_id: str) -> str:
        return self.agencies[agency_id].name


def _registered() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    bodies = register()
    return [
        (body.name, body.aliases, tuple(f"{s.function} → {bodies[s.agency].name}" for s in body.successors)) for body in bodies.values()
    ]


def sentences(passages: Iterable[Passage]) -> list[Sentence]:
    """The passages cut at the ends of their sentences; a bullet's dash is no part of its sentence."""
    found = []
    for passage in passages:
        for number, text in enumerate(_SENTENCE_END.split(passage.text.strip())):
            text = text.strip().removeprefix("- ").strip()
            if text:
                found.append(Sentence(f"{passage.id}.{number}", passage.id, text))
    return found


def tasks(duties: Sequence[Duty]) -> list[Task]:
    """The duties gathered by the sentence that gives them, in the plan's order."""
    by_quote: dict[str, list[Duty]] = {}
    for duty in duties:
        by_quote.setdefault(duty.quote, []).append(duty)
    return [
        Task(
            quote=quote,
            passage=group[0].passage,
            leads=tuple(dict.fromkeys(d.agency for d in group if d.role is DutyRole.LEAD)),
            supports=tuple(dict.fromkeys(d.agency for d in group if d.role is DutyRole.SUPPORT)),
            topics=tuple(dict.fromkeys(topic for d in group for topic in d.topics)),
        )
        for quote, group in by_quote.items()
    ]
