"""How a target stands, what it lacks, its history and its chart: asked by anybody who may see numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.plan import Target
from handlers.people.commands import meant
from handlers.people.pending import offer
from handlers.progress import lists, oversight, telling
from handlers.progress.asked_back import Asking, Kind, read
from handlers.progress.meaning import Meant, meaning_of
from handlers.progress.viewing import coordinates, library_of, own_agencies
from handlers.say import option
from handlers.say import standing as say
from handlers.turn import Reply, Turn

_ABOUT_TARGETS = (Kind.PROGRESS, Kind.LACKING, Kind.HISTORY, Kind.VERSIONS, Kind.CHART)
_LISTS = (Kind.BEHIND, Kind.MET, Kind.WITHOUT)
_ALONE = re.compile(r"\s*(?:tiến|tien) (?:độ|do)(?: thế nào| ra sao)?[\s?.!]*", re.I)


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
    return meaning_of(turn, asking).anything


def answer(turn: Turn) -> list[Reply]:
    asking = _asking(turn)
    if asking is None:
        raise LookupError("nothing is asked")
    if asking.kind is Kind.MINE:
        return [oversight.overview(turn)] if coordinates(turn) and not own_agencies(turn) else lists.mine(turn)
    if asking.kind in _LISTS:
        return [lists.of_status(turn, asking.kind)]
    found = meaning_of(turn, asking)
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
    targets = [library_of(turn).by_code[code] for code in codes]
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
