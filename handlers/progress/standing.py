"""How a target stands: the whole number of whoever leads it, else what its parts come to, held against the path.

Parts add up where things are counted; shares only by their numerators and denominators. A share is never the mean of shares,
and a sum that lacks a part is never called behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from corpus import communes
from corpus.communes import EVERY_COMMUNE
from corpus.plan import Plan, Target, ValueKind
from handlers.people.groups import members
from handlers.progress.figures import HUNDRED, is_count
from handlers.progress.owed import Owed, Source, all_owed, owed
from handlers.progress.status import NO_COURSE, Course, Status, course, is_below_good, is_met, status
from store.allocations import OWING, Allocation, Part
from store.db import Database
from store.overview import Head, has_nothing_to_report, heads

_CENT = Decimal("0.01")
Nothing = Callable[[str], bool]
"""Whether an agency without a number has said that there is nothing to report."""


@dataclass(frozen=True, slots=True)
class Total:
    """What the parts come to; `top` and `bottom` where it is a share of sums. `first` and `last`: the days its parts speak of."""

    value: Decimal
    parts: int
    first: date
    last: date
    top: Decimal | None = None
    bottom: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """`whole` is the newest number of a lead, `others` the leads' numbers besides it, `parts` those of who has a part;
    `missing` are the agencies of which a part is wanted and not there, `nothing` those who have said that there is none.
    `unfit`: parts that cannot be added up."""

    target: Target
    owed: Owed
    whole: Head | None = None
    others: tuple[Head, ...] = ()
    parts: tuple[Head, ...] = ()
    total: Total | None = None
    missing: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    unfit: bool = False
    way: Course = NO_COURSE
    status: Status = Status.NO_NUMBER

    @property
    def value(self) -> Decimal | None:
        """A lead's own number before the sum of the parts."""
        if self.whole is not None:
            return value_of(self.whole)
        return self.total.value if self.total and not self.missing else None

    @property
    def on(self) -> date | None:
        """The day that the value speaks of; of a sum the first of its parts' days, on which no more than it can have been reached."""
        if self.whole is not None:
            return self.whole.as_of
        return self.total.first if self.total else None

    @property
    def heads(self) -> tuple[Head, ...]:
        return tuple(filter(None, (self.whole, *self.others, *self.parts)))

    @property
    def has_any(self) -> bool:
        return bool(self.whole or self.parts)


def value_of(head: Head) -> Decimal | None:
    """What of a number can be held against the goal: one period's part cannot."""
    return None if head.kind is ValueKind.INCREMENT else head.value


def figures_of(db: Database, plan: Plan, target: Target, today: date) -> Figures:
    found = heads(db, plan.id, targets=[target.code])
    return figures(Groups(plan), owed(db, plan, target), found, today, _nothing(db, plan, target))


def all_figures(db: Database, plan: Plan, today: date, every: Sequence[Owed] | None = None) -> list[Figures]:
    """Of every target, repeated ones left out, in the plan's order."""
    by_target: dict[str, list[Head]] = {}
    for head in heads(db, plan.id):
        by_target.setdefault(head.target, []).append(head)
    groups, wanted = Groups(plan), all_owed(db, plan) if every is None else every
    return [figures(groups, one, by_target.get(one.target.code, []), today, _nothing(db, plan, one.target)) for one in wanted]


def _nothing(db: Database, plan: Plan, target: Target) -> Nothing:
    return lambda agency: has_nothing_to_report(db, plan.id, target.code, agency)


def figures(groups: Groups, one: Owed, found: Sequence[Head], today: date, nothing: Nothing) -> Figures:
    """`found` are the newest numbers of the target, one of each agency."""
    target, partners = one.target, _partners(groups, one)
    leads = {agency for agency in one.leads if not groups.is_group(agency)}
    parts = [head for head in found if head.agency in partners and head.agency not in leads]
    whole = [head for head in found if head.agency in leads]
    if not whole and not parts:  # from somebody to whom it is given no longer, or not yet
        whole = list(found)
    whole.sort(key=_newest_last)
    there = {head.agency for head in parts} | leads
    lacking = [agency for agency in partners if agency not in there] if parts else []
    without = tuple(agency for agency in lacking if nothing(agency)) if is_count(target) else ()
    total = _total(target, parts)
    told = Figures(
        target,
        one,
        whole[-1] if whole else None,
        tuple(reversed(whole[:-1])),
        tuple(parts),
        total,
        tuple(agency for agency in lacking if agency not in without),
        without,
        bool(parts) and total is None,
        course_of(one),
    )
    return _with_status(told, today)


def figures_of_agency(one: Figures, agency: str, today: date) -> Figures:
    """The agency's own number held against its own yearly goals, where it has any; against the target's where it leads."""
    head = next((head for head in one.heads if head.agency == agency), None)
    own = _goals(one.owed.allocations, agency)
    leads = agency in one.owed.leads or one.owed.source is Source.NOBODY
    way = course(own) if own and not leads else (course_of(one.owed) if leads else NO_COURSE)
    told = Figures(one.target, one.owed, head, way=way)
    if leads or head is None:
        return _with_status(told, today)
    return Figures(one.target, one.owed, head, way=way, status=Status.NO_PATH if value_of(head) is not None else Status.NO_NUMBER)


def course_of(one: Owed) -> Course:
    """The target's path as the coordinator gave it; else the yearly goals of the only one who leads it."""
    rows = one.allocations
    path = [(row.year, row.goal) for row in rows if row.part is Part.PATH and row.year is not None and row.goal is not None]
    base = [(row.year, row.goal) for row in rows if row.part is Part.BASELINE and row.year is not None and row.goal is not None]
    leads = [row.agency for row in rows if row.part is Part.LEAD]
    if not path and len(set(leads)) == 1:
        path = _goals(rows, leads[0])
    return course(path, max(base) if base else None)


class Groups:
    """The groups of a plan, each opened once: an overview asks for thousands."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._opened: dict[str, tuple[str, ...]] = {}
        self._same: dict[str, str] = {}

    def members(self, agency: str) -> tuple[str, ...]:
        """The agencies of a group, one in another opened too: "chính quyền cơ sở" are the communes. None of an agency."""
        if agency not in self._opened:
            inner = members(self._plan, agency)
            self._opened[agency] = tuple(one for member in inner for one in (communes.members(self._plan.id, member) or (member,)))
        return self._opened[agency]

    def is_group(self, agency: str) -> bool:
        return bool(self.members(agency))

    def single(self, agency: str) -> tuple[str, ...]:
        """The agencies of a group; else the agency itself."""
        return self.members(agency) or (agency,)

    def same(self, agency: str) -> str:
        """The name by which a group is told: all that come to the communes are the communes."""
        if agency not in self._same:
            own = self.members(agency)
            self._same[agency] = EVERY_COMMUNE if own and own == self.members(EVERY_COMMUNE) else agency
        return self._same[agency]


def _partners(groups: Groups, one: Owed) -> dict[str, None]:
    """Whoever has a part of it: the contributing, and each of a group."""
    named = [*one.contributes, *(lead for lead in one.leads if groups.is_group(lead))]
    return dict.fromkeys(agency for group in named for agency in groups.single(group))


def _newest_last(head: Head) -> tuple[bool, date, int]:
    return value_of(head) is not None or bool(head.state), head.as_of, head.id


def _goals(rows: Iterable[Allocation], agency: str) -> list[tuple[int, Decimal]]:
    return [
        (row.year, row.goal) for row in rows if row.part in OWING and row.agency == agency and row.year is not None and row.goal is not None
    ]


def _total(target: Target, parts: Sequence[Head]) -> Total | None:
    """None where the parts cannot be added up: shares without their numerators and denominators, levels that are no counts."""
    if not parts or any(head.kind is ValueKind.INCREMENT for head in parts):
        return None
    days = [head.as_of for head in parts]
    if target.measure == "%":
        pairs = [(head.numerator, head.denominator) for head in parts]
        top, bottom = _sum(pair[0] for pair in pairs), _sum(pair[1] for pair in pairs)
        if top is None or not bottom:
            return None
        return Total((top / bottom * HUNDRED).quantize(_CENT, ROUND_HALF_UP), len(parts), min(days), max(days), top, bottom)
    value = _sum(head.value for head in parts) if is_count(target) and target.goal is not None else None
    return None if value is None else Total(value, len(parts), min(days), max(days))


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _with_status(told: Figures, today: date) -> Figures:
    on, target = told.on, told.target
    if on is None:
        return told
    if told.whole is None and told.total and told.missing:
        # What is still to come can only add to it.
        more_is_good = is_count(target) and not is_below_good(target)
        met = more_is_good and target.goal is not None and is_met(target, told.total.value, target.goal)
        return replace(told, status=Status.MET if met else Status.NO_NUMBER)
    return replace(told, status=status(target, told.value, on, told.way, today))


def by_status(some: Iterable[Figures]) -> Mapping[Status, list[Figures]]:
    found: dict[Status, list[Figures]] = {one: [] for one in Status}
    for one in some:
        found[one.status].append(one)
    return found
