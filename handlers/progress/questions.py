"""How a target stands, what it lacks, its history and its chart: asked by anybody who may see numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.plan import Target
from handlers.people.agencies import resolve
from handlers.people.commands import meant
from handlers.people.pending import offer
from handlers.progress import lists, naming, telling
from handlers.progress.asked_back import Asking, Kind, read
from handlers.progress.items import owing
from handlers.progress.viewing import library_of, own_agencies
from handlers.say import option
from handlers.say import standing as say
from handlers.turn import Reply, Turn

MOST = 3
"""Targets told in one answer."""
_OF = re.compile(r"^(?P<target>.*?)\s*(?:(?<!\w)(?:của|cua|ở|tại|tai|do)\s+)(?P<agency>\S.*)$", re.I)
_ABOUT_TARGETS = (Kind.PROGRESS, Kind.LACKING, Kind.HISTORY, Kind.VERSIONS, Kind.CHART)
_LISTS = (Kind.BEHIND, Kind.MET, Kind.WITHOUT)
_ALONE = re.compile(r"\s*(?:tiến|tien) (?:độ|do)(?: thế nào| ra sao)?[\s?.!]*", re.I)


@dataclass(frozen=True, slots=True)
class Meant:
    """`choices`: the targets of which one may be meant. `agency`: whose number alone is asked for."""

    targets: tuple[Target, ...] = ()
    choices: tuple[Target, ...] = ()
    agency: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.targets or self.choices or self.agency)


def recognises(turn: Turn) -> bool:
    asking = _asking(turn)
    if asking is None:
        return False
    if asking.kind is Kind.MINE:
        return turn.message.private and turn.person is not None
    if asking.kind in _LISTS:
        return True
    if asking.kind not in _ABOUT_TARGETS:
        return False
    if not asking.about and not turn.conversation.targets:
        return asking.kind in (Kind.HISTORY, Kind.VERSIONS, Kind.CHART)
    return _meant(turn, asking).anything


def answer(turn: Turn) -> list[Reply]:
    asking = _asking(turn)
    if asking is None:
        raise LookupError("nothing is asked")
    if asking.kind is Kind.MINE:
        return lists.mine(turn)
    if asking.kind in _LISTS:
        return [lists.of_status(turn, asking.kind)]
    found = _meant(turn, asking)
    if found.agency and not found.targets and not found.choices:
        return [lists.of_agency(turn, found.agency)]
    if found.choices:
        phrase = say.PHRASES[asking.kind]
        meanings = {option(one): f"{phrase} {one.code}" for one in found.choices}
        return [offer(turn.conversation, say.which(phrase), meanings, in_one_row=False)]
    if not found.targets:
        return [Reply(say.name_a_target(say.PHRASES[asking.kind]))]
    remember(turn, found.targets)
    return _told(turn, asking, found)


def progress(turn: Turn, codes: Sequence[str]) -> list[Reply]:
    """Of targets that are known already."""
    targets = [library_of(turn).by_code[code] for code in codes[:MOST]]
    return [Reply("\n\n".join(telling.progress(turn, target) for target in targets))]


def remember(turn: Turn, targets: Sequence[Target]) -> None:
    """What the chat is about from now on, for the plan's own answers too."""
    chat, library = turn.conversation, library_of(turn)
    chat.question = targets[0].name
    chat.targets = tuple(target.code for target in targets)
    chat.quotes = tuple((target.quote, library.place(target.passage)) for target in targets)


def _told(turn: Turn, asking: Asking, found: Meant) -> list[Reply]:
    match asking.kind:
        case Kind.LACKING:
            return [Reply("\n".join(telling.lacking(turn, target) for target in found.targets))]
        case Kind.HISTORY | Kind.VERSIONS:
            every = asking.kind is Kind.VERSIONS
            return [Reply("\n\n".join(telling.history(turn, one, found.agency, asking.year, every=every) for one in found.targets))]
        case Kind.CHART:
            return [telling.chart(turn, found.targets[0])]
    if asking.year is not None:
        return [Reply("\n\n".join(telling.history(turn, one, found.agency, asking.year, every=False) for one in found.targets))]
    return [Reply("\n\n".join(telling.progress(turn, target, found.agency) for target in found.targets))]


def _asking(turn: Turn) -> Asking | None:
    text = meant(turn)
    asking = read(text)
    # "tiến độ" alone asks for all, unless the chat has just been about a target.
    if asking is not None and asking.kind is Kind.OVERVIEW and turn.conversation.targets and _ALONE.fullmatch(text):
        return Asking(Kind.PROGRESS)
    return asking


def _meant(turn: Turn, asking: Asking) -> Meant:
    library = library_of(turn)
    if not asking.about:
        return Meant(tuple(_first(turn, library.by_code[code]) for code in turn.conversation.targets[:MOST] if code in library.by_code))
    found = named(turn, asking.about, asks_back=asking.plain)
    if found.anything:
        return found
    parted = _OF.match(asking.about)
    agency = _agency(turn, parted["agency"] if parted else asking.about)
    if not agency:
        return Meant()
    if parted and parted["target"]:
        of = named(turn, parted["target"], asks_back=False)
        return Meant(of.targets, agency=agency) if of.targets else Meant()
    return Meant(agency=agency) if asking.kind is Kind.PROGRESS else Meant()


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
