"""Who has reported for a period, and who has not: numbers and the signed report are two things, each with its own tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus.plan import Plan
from handlers.progress.owed import Owed, all_owed
from handlers.progress.standing import Groups
from store import papers
from store.db import Database
from store.overview import Reported, has_ever_reported, reported
from store.papers import SignedReport
from store.periods import Period


@dataclass(frozen=True, slots=True)
class Line:
    """One agency, or a group as one: `members` of it, one where it is no group. Of how many targets a number is there."""

    agency: str
    members: tuple[str, ...]
    owes: int
    sent: int
    numbered: frozenset[str] = frozenset()
    """Which of the members have sent any number, or the word that there is none."""
    counts: Mapping[str, int] = field(default_factory=dict)
    signed: tuple[SignedReport, ...] = ()
    papered: frozenset[str] = frozenset()
    late_ones: frozenset[str] = frozenset()

    @property
    def with_numbers(self) -> int:
        return len(self.numbered)

    @property
    def with_papers(self) -> int:
        return len(self.papered)

    @property
    def late(self) -> bool:
        return bool(self.late_ones)

    @property
    def is_group(self) -> bool:
        return len(self.members) > 1

    @property
    def has_numbers(self) -> bool:
        return self.with_numbers == len(self.members)

    @property
    def is_whole(self) -> bool:
        return self.sent >= self.owes * len(self.members)


@dataclass(frozen=True)
class Roll:
    """Every agency that owes something, of one period."""

    period: Period
    lines: tuple[Line, ...]

    @cached_property
    def late(self) -> int:
        return sum(len(line.late_ones) for line in self.lines)


def roll(db: Database, plan: Plan, period: Period, owed: Sequence[Owed]) -> Roll:
    groups = Groups(plan)
    wanted = owing(groups, owed)
    sent: dict[str, dict[str, bool]] = {}
    for one in reported(db, period):
        sent.setdefault(one.agency, {})[one.target] = one.late
    signed: dict[str, list[SignedReport]] = {}
    for paper in papers.signed(db, plan.id):
        if paper.period == period.id:
            signed.setdefault(paper.agency, []).append(paper)
    return Roll(period, tuple(_line(groups, agency, codes, sent, signed) for agency, codes in wanted.items()))


def owing(groups: Groups, owed: Iterable[Owed]) -> Mapping[str, set[str]]:
    """Which targets each agency owes, by itself or as one of a group, which stands as one; in the plan's order."""
    found: dict[str, set[str]] = {}
    for one in owed:
        for agency in one.agencies:
            found.setdefault(groups.same(agency), set()).add(one.target.code)
    return found


def of_agency(db: Database, period: Period, agency: str, codes: Sequence[str]) -> Mapping[str, Reported]:
    """What an agency has sent of some targets for a period."""
    return {one.target: one for one in reported(db, period, agency) if one.target in codes}


def never(db: Database, plan: Plan) -> list[Line]:
    """Those who owe something, with how many of them have ever sent anything."""
    lines, groups = [], Groups(plan)
    for agency, codes in owing(groups, all_owed(db, plan)).items():
        members = groups.single(agency)
        there = frozenset(one for one in members if has_ever_reported(db, plan.id, one, codes))
        lines.append(Line(agency, members, len(codes), 0, there))
    return lines


def _line(
    groups: Groups, agency: str, codes: set[str], sent: Mapping[str, Mapping[str, bool]], signed: Mapping[str, list[SignedReport]]
) -> Line:
    members = groups.single(agency)
    rows = {one: {code: late for code, late in sent.get(one, {}).items() if code in codes} for one in members}
    return Line(
        agency,
        members,
        len(codes),
        sum(map(len, rows.values())),
        frozenset(one for one in members if rows[one]),
        {one: len(row) for one, row in rows.items()},
        tuple(paper for one in members for paper in signed.get(one, ())),
        frozenset(one for one in members if one in signed),
        frozenset(one for one in members if any(rows[one].values())),
    )
