"""Which targets, or which agency, the words of a question mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.plan import Target
from handlers.people.agencies import resolve
from handlers.progress import naming
from handlers.progress.asked_back import Asking, Kind
from handlers.progress.items import owing
from handlers.progress.viewing import library_of, own_agencies
from handlers.turn import Turn

MOST = 3
"""Targets told in one answer."""
_OF = re.compile(r"^(?P<target>.*?)\s*(?:(?<!\w)(?:của|cua|ở|tại|tai|do)\s+)(?P<agency>\S.*)$", re.I)
_BODY = re.compile(r"(?:sở|so|ubnd|ủy ban|uỷ ban|uy ban|xã|xa|phường|phuong|cục|cuc|ban|công an|cong an|văn phòng)\s", re.I)
"""How a body's name begins, so that no target is meant."""


@dataclass(frozen=True, slots=True)
class Meant:
    """`choices`: the targets of which one may be meant. `agency`: whose number alone is asked for."""

    targets: tuple[Target, ...] = ()
    choices: tuple[Target, ...] = ()
    agency: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.targets or self.choices or self.agency)


def meaning_of(turn: Turn, asking: Asking) -> Meant:
    library = library_of(turn)
    if not asking.about:
        return Meant(tuple(_first(turn, library.by_code[code]) for code in turn.conversation.targets[:MOST] if code in library.by_code))
    parted = _OF.match(asking.about)
    agency = _agency(turn, parted["agency"] if parted else asking.about)
    if parted and parted["target"] and agency:
        of = named(turn, parted["target"], asks_back=False)
        if of.targets:
            return Meant(of.targets, agency=agency)
    found = named(turn, asking.about, asks_back=asking.plain)
    if found.targets or (parted and parted["target"]):
        return found
    body = agency and asking.kind is Kind.PROGRESS and (not found.choices or _BODY.match(asking.about))
    return Meant(agency=agency) if body else found


def named(turn: Turn, text: str, *, asks_back: bool) -> Meant:
    """The target that a text surely names; where several fit equally and it is asked back, those."""
    library, today = library_of(turn), turn.now.date()
    found = naming.name(library, [text.lower()], (), today)
    if not found.sure and found.targets:
        found = naming.name(library, [text.lower()], owing(turn.db, library, own_agencies(turn)), today)
    targets = tuple(dict.fromkeys(_first(turn, target) for target in found.targets))
    if found.place or not targets:
        return Meant()
    if found.surely or len(targets) == 1:
        return Meant(targets[:1]) if found.surely else Meant()
    return Meant(choices=targets) if asks_back else Meant()


def _first(turn: Turn, target: Target) -> Target:
    """A repeated target for its first place."""
    return library_of(turn).by_code.get(target.same_as, target)


def _agency(turn: Turn, text: str) -> str:
    return resolve(turn.assistant.plans, text, turn.now.date()).id
