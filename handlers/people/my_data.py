"""One's own data: seen, corrected, erased."""

from __future__ import annotations

from handlers import say
from handlers.people.commands import Said, said
from handlers.people.common import tell_coordinators, titles
from handlers.people.names import Shape, read_name, read_phone, shape
from handlers.people.pending import ask, awaits, decision, offer, taken
from handlers.turn import Conversation, Reply, Turn
from store import people
from store.erasure import erase
from store.people import Person, Role

ROUTE = "my_data"
_COMMANDS = frozenset(["my data", "rename", "phone", "edit phone", "drop phone", "erase"])


def recognises(turn: Turn) -> bool:
    command = said(turn)
    if command is not None and command.command in _COMMANDS:
        return True
    return turn.conversation.pending is not None and (bool(decision(turn, ROUTE)) or _is_awaited(turn))


def answer(turn: Turn) -> list[Reply]:
    person, command, label, awaited = turn.person, said(turn), decision(turn, ROUTE), _awaited(turn)
    if person is None:
        return [Reply(say.nothing_kept())]
    if command is not None and command.command in _COMMANDS:
        turn.conversation.options = {}
        return _do(turn, person, command)
    if taken(turn) is None:
        return [Reply(say.question_lapsed())]
    if label == say.ERASE:
        return _erase(turn, person)
    if label == say.DO_NOT_ERASE:
        return [Reply(say.nothing_erased())]
    return _correct(turn, person, awaited, turn.message.text)


def _do(turn: Turn, person: Person, command: Said) -> list[Reply]:
    match command.command:
        case "rename" if command.rest:
            return _correct(turn, person, "name", command.rest)
        case "rename":
            return ask(turn, ROUTE, say.new_name(), step="name")
        case "phone":
            return _correct(turn, person, "phone", command.rest)
        case "edit phone":
            return ask(turn, ROUTE, say.new_phone(), step="phone")
        case "drop phone":
            people.change_phone(turn.db, person, "", turn.now)
            return [Reply(say.phone_corrected(""))]
        case "erase":
            last_admin = {admin.id for admin in people.admins(turn.db)} == {person.id}
            text = say.really_erase(titles(turn, person.posts), last_admin=last_admin)
            return ask(turn, ROUTE, text, (say.ERASE, say.DO_NOT_ERASE), step="erase")
    return [_shown(turn, person)]


def _shown(turn: Turn, person: Person) -> Reply:
    there = [place.address for place in people.places(turn.db, person.id)]
    kept = [say.place_of(address.channel, address.chat, here=address == turn.at) for address in there]
    since, given = people.enrolled_at(turn.db, person.id), people.agreements(turn.db, person.id)
    text = say.my_data(person, titles(turn, person.posts), since, kept, given)
    labels = (say.CORRECT_NAME, say.CORRECT_PHONE, say.ERASE_MY_DATA)
    return offer(turn.conversation, text, {label: label for label in labels}, in_one_row=False)


def _awaited(turn: Turn) -> str:
    return next((step for step in ("name", "phone") if awaits(turn, ROUTE, step)), "")


def _is_awaited(turn: Turn) -> bool:
    """A name or a number, said where one was asked for."""
    if turn.message.press or said(turn) is not None:
        return False
    typed = turn.message.text.strip()
    match _awaited(turn):
        case "name":
            return shape(typed) is not Shape.OTHER
        case "phone":
            return bool(read_phone(typed))
    return False


def _correct(turn: Turn, person: Person, what: str, text: str) -> list[Reply]:
    if what == "name":
        name = read_name(text)
        if not name:
            return [Reply(say.not_a_name())]
        people.rename(turn.db, person, name, turn.now)
        return [Reply(say.name_corrected(name))]
    number = read_phone(text)
    if not number:
        return [Reply(say.not_a_phone())]
    people.change_phone(turn.db, person, number, turn.now)
    return [Reply(say.phone_corrected(number))]


def _erase(turn: Turn, person: Person) -> list[Reply]:
    gone = titles(turn, person.posts)
    # Before the name is gone: the agencies that now have nobody are the coordinators' to look after.
    if not person.roles <= {Role.VIEWER}:
        tell_coordinators(turn, say.has_left(person.name, gone))
    erase(turn.db, person, turn.now)
    forget(turn.conversation)
    return [Reply(say.erased())]


def forget(chat: Conversation) -> None:
    """Nothing of what was said remains in the chat."""
    empty = Conversation()
    for name in Conversation.__slots__:
        setattr(chat, name, getattr(empty, name))
