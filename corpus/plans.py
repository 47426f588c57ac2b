"""The reviewed plans: a folder each, holding the text (source.txt) and what was read out of it and checked (plan.toml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from corpus.plan import (
    Agency,
    Comparator,
    Contradiction,
    Deadline,
    Duty,
    DutyRole,
    Passage,
    Plan,
    Reference,
    Target,
    Topic,
    ValueKind,
)

FOLDER = Path(__file__).with_name("plans")
Data = dict[str, Any]


class UnknownPlanError(LookupError):
    """No plan has that id."""


class MisplacedQuoteError(ValueError):
    """A quote of the reviewed file stands nowhere in the plan's text."""


def plan_folders() -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in FOLDER.glob("*/plan.toml")))


def plan_folder(plan_id: str) -> Path:
    for folder in plan_folders():
        if folder.name == plan_id:
            return folder
    raise UnknownPlanError(plan_id)


def read_plan(folder: Path) -> Plan:
    """The plan of a folder. Raises MisplacedQuoteError where its two files disagree."""
    # Imported here: a start that has the plan kept as data reads no TOML and no text.
    import tomllib

    from corpus.outline import outline
    from corpus.reading import read_document

    reviewed = tomllib.loads((folder / "plan.toml").read_text("utf-8"))
    paragraphs = [paragraph.text for paragraph in read_document(folder / "source.txt").paragraphs]
    passages = outline(paragraphs, reviewed["plan"]["id"])
    find = _PassageFinder(passages)
    plan_id = reviewed["plan"]["id"]
    return _plan(
        reviewed["plan"],
        passages=passages,
        agencies=tuple(_agency(row) for row in reviewed.get("agencies", ())),
        targets=tuple(_target(row, plan_id, find(row["quote"])) for row in reviewed.get("targets", ())),
        duties=tuple(_duty(row, find(row["quote"])) for row in reviewed.get("duties", ())),
        deadlines=tuple(_deadline(row, find(row["quote"])) for row in reviewed.get("deadlines", ())),
        references=tuple(_reference(row, find(row["quote"])) for row in reviewed.get("references", ())),
        contradictions=tuple(_contradiction(row) for row in reviewed.get("contradictions", ())),
        topics=tuple(_topic(row) for row in (*reviewed.get("topics", ()), *map(_defined, reviewed.get("definitions", ())))),
    )


def plan_as_data(plan: Plan) -> Data:
    """The plan in types that JSON holds; `plan_from_data` reads it back."""
    data: Data = asdict(plan)
    data["issued"] = plan.issued.isoformat()
    for row, target in zip(data["targets"], plan.targets, strict=True):
        row["goal"] = None if target.goal is None else str(target.goal)
    for row, reference in zip(data["references"], plan.references, strict=True):
        row["date"] = None if reference.date is None else reference.date.isoformat()
    return data


def plan_from_data(data: Mapping[str, Any]) -> Plan:
    head = dict(data) | {"issued": date.fromisoformat(data["issued"])}
    dated = [row | {"date": date.fromisoformat(row["date"])} if row["date"] else row for row in data["references"]]
    return _plan(
        head,
        passages=tuple(Passage(**row) for row in data["passages"]),
        agencies=tuple(_agency(row) for row in data["agencies"]),
        targets=tuple(_target(row, row["plan"], row["passage"]) for row in data["targets"]),
        duties=tuple(_duty(row, row["passage"]) for row in data["duties"]),
        deadlines=tuple(_deadline(row, row["passage"]) for row in data["deadlines"]),
        references=tuple(_reference(row, row["passage"]) for row in dated),
        contradictions=tuple(_contradiction(row) for row in data["contradictions"]),
        topics=tuple(_topic(row) for row in data["topics"]),
    )


class _PassageFinder:
    """Finds the passage that a quote stands in: white space apart, verbatim."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._texts = [(passage.id, " ".join(passage.text.split())) for passage in passages]

    def __call__(self, quote: str) -> str:
        wanted = " ".join(quote.split())
        for passage_id, text in self._texts:
            if wanted in text:
                return passage_id
        raise MisplacedQuoteError(quote)


def _plan(head: Mapping[str, Any], **parts: Any) -> Plan:
    return Plan(
        id=head["id"],
        number=head["number"],
        title=head["title"],
        issuer=head["issuer"],
        issued=head["issued"],
        area=head["area"],
        coordinator=head["coordinator"],
        source=head["source"],
        missing=tuple(head.get("missing", ())),
        **parts,
    )


def _agency(row: Mapping[str, Any]) -> Agency:
    return Agency(row["id"], row["name"], tuple(row.get("aliases", ())), row.get("ended", ""), tuple(row.get("groups", ())))


def _target(row: Mapping[str, Any], plan: str, passage: str) -> Target:
    goal = row.get("goal")
    return Target(
        code=row["code"],
        plan=plan,
        name=row["name"],
        field=row["field"],
        scope=row["scope"],
        comparator=Comparator(row["comparator"]),
        goal=None if goal is None else Decimal(goal),
        measure=row.get("measure", ""),
        by=row.get("by"),
        quote=row["quote"],
        passage=passage,
        aliases=tuple(row.get("aliases", ())),
        state=row.get("state", ""),
        kind=ValueKind(row.get("kind", "level")),
        responsible=tuple(row.get("responsible", ())),
        responsible_quote=row.get("responsible_quote", ""),
        same_as=row.get("same_as", ""),
        within=row.get("within", ""),
        note=row.get("note", ""),
    )


def _duty(row: Mapping[str, Any], passage: str) -> Duty:
    return Duty(row["agency"], DutyRole(row["role"]), row["quote"], passage, tuple(row.get("topics", ())))


def _deadline(row: Mapping[str, Any], passage: str) -> Deadline:
    return Deadline(
        agency=tuple(row["agency"]),
        to=row["to"],
        what=row["what"],
        day=row["day"],
        month=row["month"],
        year=row.get("year"),
        strict=row["strict"],
        quote=row["quote"],
        passage=passage,
    )


def _reference(row: Mapping[str, Any], passage: str) -> Reference:
    return Reference(
        number=row.get("number", ""),
        kind=row["kind"],
        issuer=row.get("issuer", ""),
        date=row.get("date"),
        subject=row.get("subject", ""),
        quote=row["quote"],
        passage=passage,
        aliases=tuple(row.get("aliases", ())),
    )


def _contradiction(row: Mapping[str, Any]) -> Contradiction:
    return Contradiction(row["about"], tuple(row["quotes"]), row["advice"], tuple(row.get("aliases", ())))


def _defined(row: Mapping[str, Any]) -> Data:
    """A term that the plan defines is a topic whose sentence is the definition."""
    return {"name": row["term"], "quotes": [row["quote"]]}


def _topic(row: Mapping[str, Any]) -> Topic:
    return Topic(row["name"], tuple(row["quotes"]), tuple(row.get("aliases", ())))
