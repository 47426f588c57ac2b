"""Who is enrolled for which agency, who cannot be reached, which codes are still out; and removing somebody."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.agencies import register
from corpus.plan import DutyRole
from handlers import say
from handlers.people.agencies import agency_name, resolve
from handlers.people.commands import said
from handlers.people.common import tell, titles
from handlers.people.names import Shape, shape
from handlers.people.pending import ask, decision, offer, taken
from handlers.turn import Reply, Turn
from index.keys import keys
from store import people
from store.erasure import remove
from store.invites import open_invites
from store.people import Person, Role, may_coordinate, may_remove, person_called

_OFFICES = frozenset(["so", "ban", "nganh-doc", "mat-tran-doan-the"])
"""The register's kinds of bodies of the province that report for themselves."""

# ---- the list


def asks_for_list(turn: Turn) -> bool:
    command = said(turn)
    if command is None or command.command != "roster":
        return False
    return not command.rest or bool(resolve(turn.assistant.plans, command.rest, turn.now.date()).id)


def answer_list(turn: Turn) -> list[Reply]:
    by, command = _coordinator(turn), said(turn)
    only = resolve(turn.assistant.plans, command.rest, turn.now.date()).id if command and command.rest else ""
    enrolled = _by_name(people.everybody(turn.db, by))
    rows = _rows(turn, enrolled, only)
    staffed = {post.agency for person in enrolled for post in person.posts if post.role is Role.CONTACT}
    agencies = {post.agency for person in enrolled for post in person.agency_posts}
    if only:
        first = "" if rows else say.roster_empty(agency_name(turn.assistant.plans, only))
    else:
        first = say.roster_title(len(enrolled), len(agencies)) if rows else say.roster_empty("")
    shown, hidden = rows[: say.LISTED], rows[say.LISTED :]
    parts = (*shown, say.more_people(len(hidden)) if hidden else "", _open_codes(turn, by, only))
    return [Reply(say.lines(first, *parts, "" if only else say.without_contact(_without_contact(turn, staffed))))]


def _rows(turn: Turn, enrolled: Sequence[Person], only: str) -> list[str]:
    """A heading for each agency, in the order of their names; those who hold a role for none come last."""
    held = {post.agency for person in enrolled for post in person.posts if not only or post.agency == only}
    rows: list[str] = []
    for agency in sorted(held - {""}, key=lambda one: keys(agency_name(turn.assistant.plans, one))):
        rows.append(say.roster_heading(agency_name(turn.assistant.plans, agency)))
        rows += [_row(turn, person, agency) for person in enrolled if any(post.agency == agency for post in person.posts)]
    if "" in held:
        rows.append(say.no_agency_heading())
        rows += [_row(turn, person, "") for person in enrolled if any(not post.agency for post in person.posts)]
    return rows


def _row(turn: Turn, person: Person, agency: str) -> str:
    role = ", ".join(say.role_name(post.role) for post in person.posts if post.agency == agency)
    there = people.places(turn.db, person.id)
    reachable = any(place.blocked_at is None for place in there)
    return say.roster_line(person.name, role, person.phone, [place.address.channel for place in there], reachable=reachable)


def _open_codes(turn: Turn, by: Person, only: str) -> str:
    waiting = [one for one in open_invites(turn.db, by, turn.now) if not only or any(post.agency == only for post in one.posts)]
    rows = [("; ".join(titles(turn, one.posts)), one.name, one.expires_at.date()) for one in waiting]
    return say.open_codes(rows[: say.LISTED])


def _without_contact(turn: Turn, staffed: set[str]) -> list[str]:
    """The agencies that a plan tasks by name, that have an office of their own, and that nobody speaks for yet."""
    plans = turn.assistant.plans
    tasked = {duty.agency for plan in plans for duty in plan.duties if duty.role is DutyRole.LEAD}
    tasked |= {agency for plan in plans for target in plan.targets for agency in target.responsible}
    offices = {agency for agency in tasked - staffed if agency in register() and register()[agency].kind in _OFFICES}
    still = (agency for agency in offices if resolve(plans, agency_name(plans, agency), turn.now.date()).id)
    return sorted((agency_name(plans, agency) for agency in still), key=keys)


# ---- removing


def asks_to_remove(turn: Turn) -> bool:
    """Who may not remove anybody learns nothing of who is enrolled: their words are a question."""
    if turn.person is None or not may_coordinate(turn.person):
        return False
    command = said(turn)
    if command is not None and command.command == "remove":
        agency = resolve(turn.assistant.plans, command.rest, turn.now.date()).id
        return bool(agency or _called(turn, command.rest)) or _is_own(turn, command.rest) or shape(command.rest) is Shape.NAME
    return turn.conversation.pending is not None and bool(decision(turn, "remove"))


def answer_remove(turn: Turn) -> list[Reply]:
    by, command, label = _coordinator(turn), said(turn), decision(turn, "remove")
    if label:
        pending = taken(turn)
        if pending is None:
            return [Reply(say.question_lapsed())]
        return [Reply(say.nobody_removed())] if label == say.DO_NOT_REMOVE else _remove(turn, by, pending.data["person"])
    name = command.rest if command else ""
    agency = resolve(turn.assistant.plans, name, turn.now.date()).id
    found = _of_agency(turn, agency) if agency else _called(turn, name)
    turn.conversation.options = {}
    if not found and agency:
        return [Reply(say.roster_empty(agency_name(turn.assistant.plans, agency)))]
    if not found and _is_own(turn, name):
        return [Reply(say.leave_yourself())]
    if not found:
        return [Reply(say.nobody_called(name))]
    if len(found) > 1 or agency:
        labels = [label for label, person in _labels(turn).items() if person in found]
        return [offer(turn.conversation, say.remove_which(name, len(found)), {label: label for label in labels}, in_one_row=False)]
    if not may_remove(by, found[0]):
        return [Reply(say.may_not_remove())]
    text = say.really_remove(found[0].name, titles(turn, found[0].posts))
    return ask(turn, "remove", text, (say.REMOVE, say.DO_NOT_REMOVE), step="confirm", person=found[0].id)


def _remove(turn: Turn, by: Person, person_id: str) -> list[Reply]:
    person = person_called(turn.db, person_id)
    if person is None:
        return [Reply(say.gone_already())]
    tell(turn, person, say.you_are_removed(titles(turn, person.posts)))
    remove(turn.db, by, person, turn.now)
    return [Reply(say.removed(person.name))]


def _called(turn: Turn, name: str) -> list[Person]:
    """Who may be meant: the one whose label or whole name it is, else all whose names hold the words."""
    wanted, labels = keys(name), _labels(turn)
    for fits in (
        [person for label, person in labels.items() if keys(label)[1:] == wanted],
        [person for person in labels.values() if keys(person.name) == wanted],
        [person for person in labels.values() if f" {' '.join(wanted)} " in f" {' '.join(keys(person.name))} "],
    ):
        if wanted and fits:
            return fits
    return []


def _of_agency(turn: Turn, agency: str) -> list[Person]:
    return [person for person in _labels(turn).values() if any(post.agency == agency for post in person.posts)]


def _is_own(turn: Turn, name: str) -> bool:
    wanted = keys(name)
    return turn.person is not None and bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(keys(turn.person.name))} "


def _labels(turn: Turn) -> dict[str, Person]:
    """A label of its own for everybody but whoever asks, who has another way of leaving."""
    labels: dict[str, Person] = {}
    for person in _by_name(people.everybody(turn.db, _coordinator(turn))):
        if turn.person is not None and person.id != turn.person.id:
            label = say.remove_label(person.name, titles(turn, person.posts), person.phone)
            labels[label if label not in labels else f"{label} {person.id[:6]}"] = person
    return labels


def _by_name(some: Sequence[Person]) -> list[Person]:
    return sorted(some, key=lambda person: (keys(person.name), person.id))


def _coordinator(turn: Turn) -> Person:
    """Who wrote. The table of access lets nobody else come here, and the store asks once more."""
    if turn.person is None:
        raise LookupError("nobody is enrolled here")
    return turn.person
