"""One plan, made ready for questions: its sentences indexed, its names findable, its vocabulary known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from corpus.agencies import register
from corpus.plan import Agency, Duty, DutyRole, Passage, Plan, Reference, Target, Topic
from handlers.names import AgencyNames, name_rows
from index.finder import Finder, row
from index.keys import content
from index.search import Index

Rows = dict[str, Any]
MOST_NEAR = 2
ALIKE = 0.3
"""The share of two names that must agree for their targets to be near each other; of another field they are not."""
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

    def __init__(self, plan: Plan, index: Index, rows: Rows | None = None) -> None:
        """`rows` are what `name_data` gave for this plan, where it was kept."""
        self.plan = plan
        self.index = index
        self.cleaner = index.cleaner
        self.sentences: Mapping[str, Sentence] = {sentence.id: sentence for sentence in sentences(plan.passages)}
        self.passages: Mapping[str, Passage] = {passage.id: passage for passage in plan.passages}
        self.agencies: Mapping[str, Agency] = {agency.id: agency for agency in plan.agencies}
        self.by_code: Mapping[str, Target] = {target.code: target for target in plan.targets}
        self.tasks: tuple[Task, ...] = tuple(tasks(plan.duties))
        self._near: dict[str, list[Target]] = {}
        self._rows = rows or name_data(plan)

    @cached_property
    def names(self) -> AgencyNames:
        return AgencyNames(self._rows["agencies"], self._rows["successors"])

    @cached_property
    def targets(self) -> Finder[Target]:
        return Finder(self.plan.targets, self._rows["targets"])

    @cached_property
    def task_finder(self) -> Finder[Task]:
        return Finder(self.tasks, self._rows["tasks"])

    @cached_property
    def references(self) -> Finder[Reference]:
        return Finder(self.plan.references, self._rows["references"])

    @cached_property
    def topics(self) -> Finder[Topic]:
        return Finder(self.plan.topics, self._rows["topics"])

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(target.field for target in self.plan.targets))

    @cached_property
    def field_words(self) -> dict[str, list[frozenset[str]]]:
        """The keys of each field's name, and of its parts ("Việc làm, thu nhập")."""
        parts = {field: (field, *field.replace(",", " - ").split(" - ")) for field in self.fields}
        return {field: [frozenset(content(part).tokens) for part in names] for field, names in parts.items()}

    def place(self, passage_id: str) -> str:
        return self.passages[passage_id].place

    def near(self, target: Target) -> Sequence[Target]:
        """Targets of the same matter: the whole it is part of, the other scope, the goal whose name is most alike."""
        if target.code not in self._near:
            parts = [t for t in self.plan.targets if t.within == target.code or t.code == target.within]
            found = self.targets.find(content(target.name), least=ALIKE)
            alike = [match.item for match in found if match.explained >= ALIKE and match.item.field == target.field]
            first = {
                t.same_as or t.code: t for t in (*parts, *alike) if target.code not in (t.code, t.same_as) and t.code != target.same_as
            }
            self._near[target.code] = list(first.values())[:MOST_NEAR]
        return self._near[target.code]

    @cached_property
    def _flat(self) -> list[tuple[str, Passage]]:
        return [(" ".join(passage.text.split()), passage) for passage in self.plan.passages]

    def passage_of(self, quote: str) -> Passage | None:
        """The passage that a quote stands in."""
        wanted = " ".join(quote.split())
        return next((passage for text, passage in self._flat if wanted in text), None)

    def common_group(self, name: str) -> str:
        """The plan's own name for all bodies of that kind ("Các sở, ban, ngành cấp tỉnh"); empty where it has none."""
        kind = name.split()[0].lower()
        return next((a.name for a in self.plan.agencies if a.name.lower().startswith(f"các {kind}")), "")

    def agency_name(self, agency_id: str) -> str:
        return self.agencies[agency_id].name


def name_data(plan: Plan) -> Rows:
    """The names of all that a question may name, cut into keys: what JSON holds, so that a start need not cut them."""
    bodies = register()
    return {
        "targets": [row((t.name, *t.aliases), (t.quote, t.scope, t.measure)) for t in plan.targets],
        "tasks": [row(task.topics, (task.quote,)) for task in tasks(plan.duties)],
        "references": [row((*r.aliases, f"{r.kind} {r.subject}", r.subject), (r.quote, r.kind, r.issuer)) for r in plan.references],
        "topics": [row((topic.name, *topic.aliases), topic.quotes) for topic in plan.topics],
        "agencies": name_rows(plan.agencies, bodies.values()),
        "successors": {
            body.name: [f"{s.function} → {bodies[s.agency].name}" for s in body.successors] for body in bodies.values() if body.successors
        },
    }


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
