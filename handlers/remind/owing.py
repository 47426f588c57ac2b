"""Which agencies still owe which numbers of a period. Members of a group owe each for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.plan import Plan
from handlers.progress.owed import Owed, all_owed, owed_for
from handlers.progress.standing import Groups
from store.db import Database
from store.overview import reported
from store.periods import Period

Codes = tuple[str, ...]


@dataclass(slots=True)
class Owing:
    """What a plan's agencies owe at a moment, each thing worked out once."""

    db: Database
    plan: Plan
    _every: list[Owed] = field(default_factory=list)
    _of_all: dict[str, Codes] = field(default_factory=dict)
    _wanted: dict[int, Mapping[str, Codes]] = field(default_factory=dict)
    _missing: dict[int, Mapping[str, Codes]] = field(default_factory=dict)
    _groups: Groups | None = None

    def wanted(self, period: Period) -> Mapping[str, Codes]:
        """The codes that each agency owes for a period, sent or not, in the plan's order."""
        if period.id not in self._wanted:
            self._wanted[period.id] = self._find_wanted(period)
        return self._wanted[period.id]

    def _find_wanted(self, period: Period) -> Mapping[str, Codes]:
        if not self._every:
            self._every = all_owed(self.db, self.plan)
        some = owed_for(self.db, self.plan, period, self._every)
        if some != self._every:
            return self._by_agency(some)
        if not self._of_all:
            self._of_all = self._by_agency(self._every)
        return self._of_all

    def missing(self, period: Period) -> Mapping[str, Codes]:
        """Those of them that have not been reported, with a number or with the word that there is none."""
        if period.id not in self._missing:
            self._missing[period.id] = self._find_missing(period)
        return self._missing[period.id]

    def _find_missing(self, period: Period) -> Mapping[str, Codes]:
        sent = {(one.agency, one.target) for one in reported(self.db, period)}
        found = {}
        for agency, codes in self.wanted(period).items():
            left = tuple(code for code in codes if (agency, code) not in sent)
            if left:
                found[agency] = left
        return found

    def _by_agency(self, some: Sequence[Owed]) -> dict[str, Codes]:
        if self._groups is None:
            self._groups = Groups(self.plan)
        found: dict[str, list[str]] = {}
        for one in some:
            for agency in dict.fromkeys(member for named in one.agencies for member in self._groups.single(named)):
                found.setdefault(agency, []).append(one.target.code)
        return {agency: tuple(codes) for agency, codes in found.items()}


def key_of(period: Period) -> str:
    """By which reminders know a period."""
    return f"period {period.id}"
