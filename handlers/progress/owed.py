"""Who owes the number of a target: by the coordinator's allocation, else by the plan's own words, else nobody yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.communes import EVERY_COMMUNE, EVERY_PHUONG, EVERY_XA, XA, commune
from corpus.plan import Comparator, Plan, Target
from handlers.library import tasks
from handlers.say.basics import cut
from store.allocations import OWING, Allocation, Part, held
from store.db import Database
from store.periods import Period, items


class Source(StrEnum):
    ALLOCATION = "allocation"
    PLAN = "plan"
    NOBODY = "nobody"
    PERIOD = "period"


DUTY = "NV"
"""How the code of a duty begins."""
_SHORT = 90


@dataclass(frozen=True, slots=True)
class Owed:
    """Who reports a target: agencies' or groups' ids. `contributes`: each has a part of it, beside or without a lead."""

    target: Target
    source: Source
    leads: tuple[str, ...] = ()
    contributes: tuple[str, ...] = ()
    allocations: tuple[Allocation, ...] = ()

    @property
    def agencies(self) -> tuple[str, ...]:
        return self.leads + self.contributes


def owed(db: Database, plan: Plan, target: Target) -> Owed:
    return _owed(target, held(db, plan.id, target=target.code))


def all_owed(db: Database, plan: Plan) -> list[Owed]:
    """Of every target of the plan, repeated ones left out."""
    by_target: dict[str, list[Allocation]] = {}
    for one in held(db, plan.id):
        by_target.setdefault(one.target, []).append(one)
    return [_owed(target, by_target.get(target.code, [])) for target in plan.targets if not target.same_as]


def owed_for(db: Database, plan: Plan, period: Period, every: Sequence[Owed] = ()) -> list[Owed]:
    """Of a period: what it was opened for, where that was said, duties among it; else of every target (`every`, where that is
    at hand)."""
    wanted: dict[str, list[str]] = {}
    for item in items(db, period.id):
        wanted.setdefault(item.target, []).append(item.agency)
    if not wanted:
        return list(every) or all_owed(db, plan)
    known = {target.code: target for target in plan.targets}
    if any(code.startswith(DUTY) for code in wanted):
        known |= duties(plan)
    return [Owed(known[code], Source.PERIOD, leads=tuple(agencies)) for code, agencies in wanted.items() if code in known]


def duties(plan: Plan) -> dict[str, Target]:
    """The plan's duties by their codes (`naming.task_code`), each as a target without a goal: what is reported of one is a state."""
    found = (
        Target(
            code=f"{DUTY}{number:02d}",
            plan=plan.id,
            name=cut(task.quote, _SHORT),
            field="",
            scope="",
            comparator=Comparator.EXACTLY,
            goal=None,
            measure="",
            by=None,
            quote=task.quote,
            passage=task.passage,
            responsible=task.agencies,
            responsible_quote=task.quote,
        )
        for number, task in enumerate(tasks(plan.duties), start=1)
    )
    return {one.code: one for one in found}


def _owed(target: Target, allocations: Sequence[Allocation]) -> Owed:
    owing = [one for one in allocations if one.part in OWING]
    if not owing:
        source = Source.PLAN if target.responsible else Source.NOBODY
        return Owed(target, source, leads=target.responsible, allocations=tuple(allocations))
    leads = dict.fromkeys(one.agency for one in owing if one.part is Part.LEAD)
    parts = dict.fromkeys(one.agency for one in owing if one.part is Part.CONTRIBUTES)
    return Owed(target, Source.ALLOCATION, tuple(leads), tuple(parts), tuple(allocations))


def owes(plan: Plan, owed: Owed, agency: str) -> bool:
    """Whether an agency reports the target, by itself or as one of a group."""
    return not {agency, *groups_of(plan, agency)}.isdisjoint(owed.agencies)


def groups_of(plan: Plan, agency: str) -> tuple[str, ...]:
    """The groups that an agency is one of ("các sở, ban, ngành", "tất cả xã")."""
    found = commune(plan.id, agency)
    if found is not None:
        return (EVERY_COMMUNE, EVERY_XA if found.kind == XA else EVERY_PHUONG, *groups_of(plan, EVERY_COMMUNE))
    return next((one.groups for one in plan.agencies if one.id == agency), ())
