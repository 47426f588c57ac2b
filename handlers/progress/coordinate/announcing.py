"""A coordinator writes to the people of some agencies, or of all."""

from __future__ import annotations

import re
from typing import Any

from corpus.characters import typed
from handlers.people.common import tell
from handlers.people.pending import decision
from handlers.progress.coordinate.bodies import Bodies, bodies_in
from handlers.progress.coordinate.commands import Said, said
from handlers.progress.coordinate.common import (
    Undo,
    coordinates,
    coordinator,
    decided,
    done_for_good,
    name_of,
    names_of,
    people_of,
    plan_of,
    preview,
    reachable,
    without_reader,
)
from handlers.progress.coordinate.doubts import which_body
from handlers.progress.owed import all_owed
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn
from store import people
from store.people import Person

ROUTE = "announce"
REFUSALS = (say.DO_NOT_SEND,)
LONGEST = 3_000
_EVERYBODY = re.compile(
    typed(
        r"(?:tất cả|toàn thể|mọi người|toàn bộ|cả nhà|mọi đơn vị|(?:tất cả |toàn bộ )?(?:các |mọi )?(?:đơn vị|đầu mối|cơ quan))"
        r"(?: (?:các|mọi))?(?: (?:đơn vị|đầu mối|mọi người|người|cơ quan))?"
    ),
    re.I,
)
_TO_EVERYBODY = "*"


def recognises(turn: Turn) -> bool:
    """The text comes after a colon, and before it stands to whom: "thông báo 123/TB-UBND: …" is none."""
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    command = said(turn)
    if command is None or command.command != ROUTE:
        return False
    whom, colon, text = command.rest.partition(":")
    if not colon:
        return coordinates(turn) and not command.asks and bool(_EVERYBODY.fullmatch(whom.strip()) or _bodies(turn, whom).known)
    if _EVERYBODY.fullmatch(whom.strip()) or _bodies(turn, whom).known:
        return True
    return (
        coordinates(turn) and bool(text.strip()) and not any(map(str.isdigit, whom)) and len(whom.split()) <= 8 and _is_addressed(command)
    )


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        return [Reply(say.nothing_sent())] if found.refused else _send(turn, found.what)
    command = said(turn)
    turn.conversation.options = {}
    return _ask_to_send(turn, command) if command else [Reply(say.question_lapsed())]


def _is_addressed(command: Said) -> bool:
    """ "thông báo tới …": whom it goes to was to be said, even if nobody is called so."""
    return bool(re.match(typed(r"(?:\S+ ){0,6}?(?:thông báo|nhắn(?: tin)?|gửi tin)\s+(?:tới|đến|cho)\s"), command.text.lower()))


def _bodies(turn: Turn, whom: str) -> Bodies:
    found = bodies_in(turn.assistant.plans, whom, turn.now.date())
    return found if not found.unknown else Bodies()


def _ask_to_send(turn: Turn, command: Said) -> list[Reply]:
    whom, _, text = command.rest.partition(":")
    whom, text = whom.strip(" ,"), text.strip()
    every = bool(_EVERYBODY.fullmatch(whom))
    bodies = Bodies() if every else bodies_in(turn.assistant.plans, whom, turn.now.date())
    doubtful = bodies.doubtful
    if doubtful is not None and doubtful.others:
        return which_body(turn, command.text, doubtful)
    if not every and (not bodies.ids or bodies.unknown or doubtful is not None):
        return [Reply(say.unknown_body(bodies.unknown[0] if bodies.unknown else whom))]
    if not text:
        return [Reply(say.announce_what(whom))]
    if len(text) > LONGEST:
        return [Reply(say.announcement_too_long(LONGEST))]
    to = [_TO_EVERYBODY] if every else list(bodies.ids)
    readers = _readers(turn, to)
    unread = without_reader(turn, _owing(turn) if every else bodies.ids)
    names = [say.everybody()] if every else names_of(turn, bodies.ids)
    if not readers:
        return [Reply(say.lines(say.nobody_to_send_to(names), say.cannot_be_told(names_of(turn, unread))))]
    shown = say.lines(
        say.announce_title(names, len(readers)),
        say.announcement(_sender(turn), text),
        say.cannot_be_told(names_of(turn, unread)),
        say.sent_for_good(),
    )
    return preview(turn, ROUTE, ROUTE, shown, (say.SEND, say.DO_NOT_SEND), {"to": to, "text": text})


def _send(turn: Turn, what: Any) -> list[Reply]:
    readers = _readers(turn, what["to"])
    text = say.announcement(_sender(turn), what["text"])
    for person in readers:
        tell(turn, person, text)
    return done_for_good(turn, say.announced(len(readers)), Undo("sent", say.announced(len(readers)), {}))


def _readers(turn: Turn, to: list[str]) -> list[Person]:
    """Who speaks for the agencies and can be reached; not who writes."""
    by = coordinator(turn)
    some = [one for one in people.everybody(turn.db, by) if one.agency_posts] if to == [_TO_EVERYBODY] else people_of(turn, to)
    return [person for person in reachable(turn, some) if person.id != by.id]


def _owing(turn: Turn) -> list[str]:
    """The agencies that owe a number or that somebody speaks for."""
    staffed = [post.agency for person in people.everybody(turn.db, coordinator(turn)) for post in person.agency_posts]
    owing = [agency for one in all_owed(turn.db, plan_of(turn)) for agency in one.agencies]
    return list(dict.fromkeys([*owing, *staffed]))


def _sender(turn: Turn) -> str:
    plan = plan_of(turn)
    return name_of(turn, plan.coordinator) if plan.coordinator else plan.issuer
