"""One number on its way into the ledger: what it may be, for which target and agency, and what is still to be asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from corpus.plan import Comparator, Target, ValueKind
from corpus.writing import write_quantity
from handlers.library import Library, Task
from handlers.progress import naming
from handlers.progress.claims import Claim, Figure, When
from handlers.progress.claims import Role as FigureRole
from handlers.progress.figures import Doubt, Value, judge, neighbours
from handlers.progress.naming import Named
from handlers.progress.owed import Source, all_owed, groups_of, owed, owes
from handlers.progress.words import GOAL_WORDS, WHOLE_SCOPE
from store import ledger
from store.db import Database
from store.ledger import Nature, Report


@dataclass(frozen=True, slots=True)
class Item:
    """`code` is a target's or a duty's; empty while several of `choices` may be meant. `corrects` is the row to be replaced."""

    code: str
    agency: str
    claim: Claim
    choices: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    place: str = ""
    foreign: bool = False
    unassigned: bool = False
    corrects: int | None = None

    @property
    def is_clear(self) -> bool:
        return bool(self.code and self.agency) and not self.doubts and not self.foreign and not self.place


def items(db: Database, library: Library, claims: Sequence[Claim], agencies: Sequence[str], today: date) -> list[Item]:
    """What each claim comes to; one that names no target goes on with the last."""
    own = owing(db, library, agencies)
    found: list[Item] = []
    last: Named | None = None
    said = ""
    surely = _surely_named(library, claims, own, today)
    for claim in _without_goals(library, claims, own, today):
        # "thất nghiệp chung 2,1 còn thành thị 2,8": what was said before may complete a label.
        named = _named(library, replace(claim, heading=claim.heading or said), own, today) if claim.labels else last
        if claim.labels:
            named = _without_named(named or naming.NOTHING, surely)
            if claim.aside and not named.sure and found:
                found[-1] = replace(found[-1], claim=_with_note(found[-1].claim, claim))
                continue
            last, said = named, WHOLE_SCOPE.sub(" ", claim.labels[0])
        found.append(settle(db, library, claim, named or naming.NOTHING, agencies, today))
    return found


def _surely_named(library: Library, claims: Sequence[Claim], own: frozenset[str], today: date) -> frozenset[str]:
    """The targets that some claim names and no other fits."""
    if len(claims) < 2:
        return frozenset()
    named = [naming.name(library, claim.labels, own, today, claim.heading) for claim in claims if claim.labels]
    return frozenset(one.targets[0].code for one in named if one.sure and one.targets)


def _without_named(named: Named, surely: frozenset[str]) -> Named:
    """ "Nhà văn hóa 93,4; nhà văn hóa đạt chuẩn 48,7": what another claim names surely is not meant by this one."""
    if not named.surely or len(named.targets) < 2:
        return named
    left = tuple(target for target in named.targets[1:] if target.code not in surely)
    return replace(named, targets=(named.targets[0], *left))


def _with_note(claim: Claim, aside: Claim) -> Claim:
    """What is only a part of the number is kept as a note to it."""
    figure = aside.figure
    told = f"{aside.labels[0]} {write_quantity(figure.values[0], figure.measure)}" if figure else aside.labels[0]
    return replace(claim, note="; ".join(filter(None, (claim.note, told))))


def owing(db: Database, library: Library, agencies: Sequence[str]) -> frozenset[str]:
    """The codes of the targets that agencies owe."""
    plan = library.plan
    return frozenset(one.target.code for one in all_owed(db, plan) if any(owes(plan, one, agency) for agency in agencies))


def _named(library: Library, claim: Claim, own: frozenset[str], today: date) -> Named:
    named = naming.name(library, claim.labels, own, today, claim.heading)
    if not named.known or (claim.report is Report.STATE and not named.sure):
        tasks = [task for label in claim.labels for task in naming.tasks_named(library, label, ())]
        if claim.report is Report.STATE and len(tasks) == 1 and not named.targets:
            return Named(task=tasks[0])
    return named


def _without_goals(library: Library, claims: Sequence[Claim], own: frozenset[str], today: date) -> list[Claim]:
    """The goal may stand beside the number, in a row of a table or as "kế hoạch": what equals it is left out where another remains."""
    kept: list[Claim] = []
    labels: tuple[str, ...] = ()
    for claim, after in zip(claims, [*claims[1:], None], strict=False):
        if labels and not claim.labels:
            claim = replace(claim, labels=labels)
        labels = ()
        says_goal = claim.in_table or any(GOAL_WORDS.search(label) for label in claim.labels)
        if says_goal and claim.figure and after and after.figure and not after.labels:
            named = naming.name(library, claim.labels, own, today, claim.heading)
            if named.targets and named.targets[0].goal == claim.figure.values[0]:
                labels = claim.labels
                continue
        kept.append(claim)
    return kept


def settle(
    db: Database, library: Library, claim: Claim, named: Named, agencies: Sequence[str], today: date, corrects: int | None = None
) -> Item:
    """The item of a claim whose target is named as far as it is."""
    if named.task is not None:
        return _of_task(library, claim, named.task, agencies)
    if not named.sure:
        choices = tuple(target.code for target in named.targets)
        return Item("", "", claim, choices=choices, agencies=tuple(agencies), place=named.place)
    return for_target(db, library, claim, named.targets[0], agencies, today, corrects)


def for_target(
    db: Database, library: Library, claim: Claim, target: Target, agencies: Sequence[str], today: date, corrects: int | None = None
) -> Item:
    """The item of a claim about one target: for which agency, and with what doubts."""
    target = library.by_code.get(target.same_as, target)
    one = owed(db, library.plan, target)
    fitting = [agency for agency in agencies if owes(library.plan, one, agency)]
    unassigned = one.source is Source.NOBODY
    if not fitting and not unassigned:
        return Item(target.code, "", claim, agencies=tuple(agencies), foreign=True)
    fitting = fitting or list(agencies)
    if len(fitting) > 1:
        return Item(target.code, "", claim, agencies=tuple(fitting), unassigned=unassigned)
    return judged(db, library, Item(target.code, fitting[0], claim, unassigned=unassigned, corrects=corrects), today)


def judged(db: Database, library: Library, item: Item, today: date) -> Item:
    """The item with its values and doubts, held against what the agency has reported before."""
    target, claim = library.by_code.get(item.code), item.claim
    day = claim.when.end if claim.when else today
    rows = [one for one in ledger.near(db, library.plan.id, item.code, item.agency, day) if one.id != item.corrects]
    if claim.report is Report.UNCHANGED:
        last = next((one for one in rows if one.value is not None and one.entry.kind is not ValueKind.INCREMENT), None)
        if last is None or last.value is None:
            return replace(item, doubts=(Doubt.COMPARED,))
        return replace(item, values=(Value(last.value, last.entry.kind, claim.nature or last.entry.nature, min(day, today)),))
    if claim.report is Report.STATE and target is not None and target.goal is not None:
        return replace(item, doubts=(Doubt.NEEDS_NUMBER,))
    if target is None or claim.figure is None:
        return item
    known = neighbours(rows, day, target.kind)
    found = judge(target, claim, known, today)
    return replace(item, values=found.values, doubts=found.doubts)


def _of_task(library: Library, claim: Claim, task: Task, agencies: Sequence[str]) -> Item:
    plan, code = library.plan, naming.task_code(library, task)
    mine = [agency for agency in agencies if not {agency, *groups_of(plan, agency)}.isdisjoint(task.agencies)]
    if not mine:
        return Item(code, "", claim, agencies=tuple(agencies), foreign=True)
    return Item(code, mine[0] if len(mine) == 1 else "", claim, agencies=tuple(mine))


# ---- kept with a question that waits


def to_json(some: Sequence[Item]) -> str:
    return json.dumps([asdict(item) for item in some], ensure_ascii=False, default=str)


def from_json(text: str) -> list[Item]:
    return [_item(fields) for fields in json.loads(text)]


def _item(fields: Mapping[str, Any]) -> Item:
    return Item(
        **{
            **fields,
            "claim": _claim(fields["claim"]),
            "values": tuple(_value(one) for one in fields["values"]),
            "doubts": tuple(map(Doubt, fields["doubts"])),
            "choices": tuple(fields["choices"]),
            "agencies": tuple(fields["agencies"]),
        }
    )


def _claim(fields: Mapping[str, Any]) -> Claim:
    figure, when = fields["figure"], fields["when"]
    return Claim(
        **{
            **fields,
            "labels": tuple(fields["labels"]),
            "figure": _figure(figure) if figure else None,
            "report": Report(fields["report"]),
            "nature": Nature(fields["nature"]) if fields["nature"] else None,
            "when": When(**{**when, "start": date.fromisoformat(when["start"]), "end": date.fromisoformat(when["end"])}) if when else None,
        }
    )


def _figure(fields: Mapping[str, Any]) -> Figure:
    return Figure(
        tuple(map(Decimal, fields["values"])),
        fields["measure"],
        Comparator(fields["comparator"]),
        FigureRole(fields["role"]),
        _decimal(fields["numerator"]),
        _decimal(fields["denominator"]),
        fields["of_year"],
    )


def _value(fields: Mapping[str, Any]) -> Value:
    return Value(
        Decimal(fields["value"]),
        ValueKind(fields["kind"]),
        Nature(fields["nature"]),
        date.fromisoformat(fields["as_of"]),
        _decimal(fields["numerator"]),
        _decimal(fields["denominator"]),
        fields["told"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
