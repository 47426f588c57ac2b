"""Adding a messenger, handing over to a successor, leaving."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import say
from handlers.people.agencies import agency_name, resolve
from handlers.people.commands import Said, said
from handlers.people.common import invitation, link, tell_coordinators, titles
from handlers.people.my_data import forget
from handlers.people.pending import ask, decision, offer, taken
from handlers.turn import Reply, Turn
from index.text import normal
from store import invites, people
from store.erasure import leave
from store.invites import Invited
from store.people import COORDINATING, Person, Post, Role, person_called

_ALL = ("tất cả", "tat ca")
_LEAVING = frozenset(["leave", "leave all", "leave coordinating"])
_HAND_OVER = "bàn giao"
"""Asks once more which agency is meant."""


def asks_for_link(turn: Turn) -> bool:
    command = said(turn)
    return command is not None and command.command == "link"


def answer_link(turn: Turn) -> list[Reply]:
    person = _enrolled(turn)
    turn.conversation.options = {}
    invites.revoke_links(turn.db, person, turn.now)
    invite, code = invites.create(turn.db, person, Invited(person=person.id), turn.now, days=1)
    return [Reply(say.code_to_link(code, invite.expires_at, link(turn.db, code, turn.now)))]


def hands_over(turn: Turn) -> bool:
    command = said(turn)
    if command is None or command.command != "hand over":
        return False
    return not command.rest or normal(command.rest) in _ALL or bool(resolve(turn.assistant.plans, command.rest, turn.now.date()).id)


def answer_hand_over(turn: Turn) -> list[Reply]:
    person, command = _enrolled(turn), said(turn)
    turn.conversation.options = {}
    rest = command.rest if command else ""
    posts = _meant(turn, person, rest)
    if not posts:
        return [Reply(say.not_your_post(rest, titles(turn, person.posts)))]
    agencies = list(dict.fromkeys(post.agency for post in posts))
    if not rest and len(agencies) > 1:
        labels = [say.hand_over_label(agency_name(turn.assistant.plans, agency)) for agency in agencies]
        meanings = {label: label for label in (*labels, say.HAND_OVER_ALL)}
        return [offer(turn.conversation, say.hand_over_which(), meanings, in_one_row=False, by_letter=_HAND_OVER)]
    invites.revoke_hand_overs(turn.db, person, turn.now)
    invite, code = invites.create(turn.db, person, Invited(posts=posts, replaces=person.id), turn.now)
    given = titles(turn, posts)
    tell_coordinators(turn, say.hand_over_begun(person.name, given))
    return [Reply(say.hand_over_made(given, invite.expires_at)), invitation(turn, say.purpose(given), code, invite)]


def leaves(turn: Turn) -> bool:
    command = said(turn)
    if command is not None and command.command in _LEAVING:
        return not command.rest or bool(resolve(turn.assistant.plans, command.rest, turn.now.date()).id)
    return turn.conversation.pending is not None and bool(decision(turn, "leave"))


def answer_leave(turn: Turn) -> list[Reply]:
    person, command, label = _enrolled(turn), said(turn), decision(turn, "leave")
    if not label:
        rest = command.rest if command else ""
        posts = _left(turn, person, command)
        if not posts:
            return [Reply(say.not_your_post(rest, titles(turn, person.posts)))]
        if _is_last_admin(turn, person, posts):
            return [Reply(say.last_admin_stays())]
        text = say.really_leave(titles(turn, posts), last=set(posts) == set(person.posts), successor=bool(person.agency_posts))
        given = " ".join(f"{post.role}:{post.agency}" for post in posts)
        return ask(turn, "leave", text, (say.LEAVE, say.DO_NOT_LEAVE), step="confirm", posts=given)
    pending = taken(turn)
    if pending is None:
        return [Reply(say.question_lapsed())]
    if label == say.DO_NOT_LEAVE:
        return [Reply(say.not_left())]
    asked = pending.data.get("posts", "").split()
    posts = tuple(post for post in person.posts if f"{post.role}:{post.agency}" in asked)
    return [Reply(say.last_admin_stays())] if _is_last_admin(turn, person, posts) else _leave(turn, person, posts)


def _left(turn: Turn, person: Person, command: Said | None) -> tuple[Post, ...]:
    """The posts that somebody wants to leave."""
    match command.command if command else "":
        case "leave all":
            return person.posts
        case "leave coordinating":
            return tuple(post for post in person.posts if post.role in COORDINATING)
    return _meant(turn, person, command.rest if command else "")


def _is_last_admin(turn: Turn, person: Person, posts: Sequence[Post]) -> bool:
    return any(post.role is Role.ADMIN for post in posts) and {admin.id for admin in people.admins(turn.db)} == {person.id}


def _leave(turn: Turn, person: Person, posts: Sequence[Post]) -> list[Reply]:
    gone = titles(turn, posts)
    tell_coordinators(turn, say.has_left(person.name, gone))
    erased = leave(turn.db, person, posts, turn.now)
    if erased:
        forget(turn.conversation)
    return [Reply(say.left(gone, erased=erased))]


def _meant(turn: Turn, person: Person, agency: str) -> tuple[Post, ...]:
    """The person's posts for the agency that was named; all of them where none was."""
    if not agency or normal(agency) in _ALL:
        return person.agency_posts
    wanted = resolve(turn.assistant.plans, agency, turn.now.date()).id
    return tuple(post for post in person.agency_posts if post.agency == wanted)


def _enrolled(turn: Turn) -> Person:
    """Who wrote. The table of access lets nobody else come here."""
    person = turn.person and person_called(turn.db, turn.person.id)
    if person is None:
        raise LookupError("nobody is enrolled here")
    return person
