"""What the coordinator's routes share: who writes, previews, undoing, whom a matter concerns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from corpus.plan import Plan
from handlers.library import Library
from handlers.people.agencies import agency_name
from handlers.people.common import tell
from handlers.people.pending import ask, decision, offer, taken
from handlers.progress.coordinate.bodies import everyone_of
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn
from store import facts, people
from store.people import OF_AN_AGENCY, Person, Role, may_coordinate

UNDONE_WITHIN = timedelta(hours=24)


def coordinator(turn: Turn) -> Person:
    """Who wrote. The table of access lets nobody else come here, and the store asks once more."""
    if turn.person is None:
        raise LookupError("nobody is enrolled here")
    return turn.person


def coordinates(turn: Turn) -> bool:
    return turn.person is not None and may_coordinate(turn.person)


def library_of(turn: Turn) -> Library:
    return turn.assistant.libraries[0]


def plan_of(turn: Turn) -> Plan:
    return library_of(turn).plan


def name_of(turn: Turn, agency: str) -> str:
    """As it stands within a sentence: "các xã"."""
    name = agency_name(turn.assistant.plans, agency)
    return f"các {name[4:]}" if name.startswith("Các ") else name


def names_of(turn: Turn, agencies: Iterable[str]) -> list[str]:
    return [name_of(turn, agency) for agency in agencies]


# ---- previews


def preview(turn: Turn, route: str, step: str, text: str, labels: tuple[str, str], what: Any) -> list[Reply]:
    """Nothing is done until the first label is pressed or said; `what` is then done exactly as shown."""
    return ask(turn, route, text, labels, step=step, what=json.dumps(what, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to a preview: `what` is to be done, unless `refused`; `lapsed`: it came too late."""

    step: str = ""
    what: Any = None
    refused: bool = False
    lapsed: bool = False


def decided(turn: Turn, route: str, refusals: Collection[str]) -> Decided | None:
    label = decision(turn, route)
    if not label:
        return None
    pending = taken(turn)
    if pending is None or "what" not in pending.data:
        return Decided(lapsed=True)
    if label in refusals:
        return Decided(pending.data["step"], refused=True)
    return Decided(pending.data["step"], json.loads(pending.data["what"]))


def choose(turn: Turn, text: str, meanings: Mapping[str, str]) -> list[Reply]:
    """Asks which is meant; each label stands for the command with the doubtful words replaced."""
    return [offer(turn.conversation, text, meanings, in_one_row=False)]


# ---- undoing


@dataclass(frozen=True, slots=True)
class Undo:
    """What was done last by a coordinator: `told` in words, `data` as much as it takes to undo it."""

    kind: str
    told: str
    data: dict[str, Any]
    chat: str = ""


def done(turn: Turn, text: str, undo: Undo) -> list[Reply]:
    """Says that it is done; for a day it can be undone."""
    kept = {"kind": undo.kind, "told": undo.told, "data": undo.data, "chat": _here(turn)}
    facts.remember(turn.db, _key(turn), json.dumps(kept, ensure_ascii=False), turn.now)
    return [offer(turn.conversation, text, {say.UNDO: say.UNDO})]


def done_for_good(turn: Turn, text: str, undo: Undo) -> list[Reply]:
    """Says that it is done, and keeps in mind that it was the last thing: "hoàn tác" is not to undo what came before it."""
    done(turn, text, undo)
    turn.conversation.options = {}
    return [Reply(text)]


def last_done(turn: Turn) -> Undo | None:
    kept, at = facts.recall(turn.db, _key(turn)), facts.since(turn.db, _key(turn))
    if not kept or at is None or turn.now - at > UNDONE_WITHIN:
        return None
    return Undo(**json.loads(kept))


def done_at(turn: Turn) -> datetime:
    """When something was last done that can be undone; long ago where there is nothing."""
    at = facts.since(turn.db, _key(turn))
    return at if at is not None and last_done(turn) is not None else turn.now - UNDONE_WITHIN


def forget_done(turn: Turn) -> None:
    facts.remember(turn.db, _key(turn), "", turn.now)


def is_here(turn: Turn, undo: Undo) -> bool:
    """Whether it was done in this chat: a button under another chat's message does not undo it."""
    return undo.chat == _here(turn)


def _here(turn: Turn) -> str:
    return "|".join((turn.at.channel, turn.at.account, turn.at.chat))


def _key(turn: Turn) -> str:
    return f"undo {coordinator(turn).id}"


# ---- whom it concerns


def people_of(turn: Turn, agencies: Iterable[str], roles: Collection[Role] = OF_AN_AGENCY) -> list[Person]:
    """Who speaks for the agencies, or for members of the groups."""
    wanted = {one for agency in agencies for one in (agency, *everyone_of(plan_of(turn), agency))}
    enrolled = people.everybody(turn.db, coordinator(turn))
    return [person for person in enrolled if any(post.agency in wanted and post.role in roles for post in person.posts)]


def reachable(turn: Turn, some: Sequence[Person]) -> list[Person]:
    return [person for person in some if people.reachable_at(turn.db, person.id) is not None]


def without_reader(turn: Turn, agencies: Iterable[str]) -> list[str]:
    """The agencies, groups opened, of whom nobody can be written to."""
    there = reachable(turn, people_of(turn, agencies))
    staffed = {post.agency for person in there for post in person.agency_posts}
    alone = [one for agency in agencies for one in everyone_of(plan_of(turn), agency)]
    return [agency for agency in dict.fromkeys(alone) if agency not in staffed]


def tell_agencies(turn: Turn, texts: Mapping[str, str]) -> int:
    """Writes to the contacts of each agency what concerns it, once to each person; how many people can be reached."""
    told = 0
    for person in reachable(turn, people_of(turn, texts, (Role.CONTACT,))):
        own = {post.agency for post in person.posts if post.role is Role.CONTACT}
        parts = [text for agency, text in texts.items() if own & {agency, *everyone_of(plan_of(turn), agency)}]
        tell(turn, person, say.lines(*dict.fromkeys(parts)))
        told += 1
    return told
