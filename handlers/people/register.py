"""Enrolling with a code: the notice, the agreement, the name; nothing about a person is kept before they agree."""

from __future__ import annotations

from datetime import datetime

from handlers import say
from handlers.people.commands import meant, said
from handlers.people.common import keeper, plan_number, tell, tell_coordinators, tell_inviter, titles
from handlers.people.form_link import offered
from handlers.people.introduction import asks, read_introduction
from handlers.people.names import Shape, read_name_and_phone, shape
from handlers.people.pending import TO_ENROL, ask, ask_again, awaits, decision, is_last, offer, taken, wait
from handlers.turn import Pending, Reply, Turn
from store import invites, people
from store.codes import read_code
from store.enrolment import Details, Enrolled, Replaced, enrol
from store.invites import Invite, Refusal
from store.people import Agreement, Role

ROUTE = "register"
_REFUSALS = {
    Refusal.UNKNOWN: say.code_unknown,
    Refusal.USED: say.code_used,
    Refusal.EXPIRED: say.code_expired,
    Refusal.TOO_MANY: say.too_many_codes,
}


def recognises(turn: Turn) -> bool:
    command = said(turn)
    if command is not None and command.command == "register":
        return True
    return turn.conversation.pending is not None and (bool(decision(turn, ROUTE)) or _is_name(turn))


def answer(turn: Turn) -> list[Reply]:
    command, label, naming = said(turn), decision(turn, ROUTE), awaits(turn, ROUTE, "name")
    if command is not None and command.command == "register":
        return _present(turn, command.rest)
    pending = taken(turn)
    if pending is None:
        return [Reply(say.question_lapsed())]
    if label == say.DISAGREE:
        return [Reply(say.not_agreed())]
    if label or not naming:
        return _agreed(turn, pending)
    return _named(turn, pending, command.rest if command is not None else "")


def answer_in_group(turn: Turn) -> list[Reply]:
    """A code that a whole group has read is no longer good; trying codes there counts as it does anywhere."""
    command = said(turn)
    typed = command.rest if command is not None and command.command == "register" else ""
    found = invites.present(turn.db, typed, turn.at, turn.now) if read_code(typed) else Refusal.UNKNOWN
    if isinstance(found, Refusal):
        return [Reply(say.write_privately())]
    invites.revoke_shown(turn.db, found, turn.now)
    tell_inviter(turn, found, say.your_code_was_shown(say.purpose_of_link() if found.person else say.purpose(titles(turn, found.posts))))
    return [Reply(say.code_shown_in_group())]


def _present(turn: Turn, typed: str) -> list[Reply]:
    if not typed:
        held = turn.person and titles(turn, turn.person.posts)
        return [Reply(say.enrolled_as(held) if held else say.how_to_enrol())]
    if read_code(typed) is None:
        return [Reply(say.not_a_code())]
    found = invites.present(turn.db, typed, turn.at, turn.now)
    if isinstance(found, Refusal):
        _warn(turn)
        return [Reply(_REFUSALS[found]())]
    return _obstacle(turn, found) or _open(turn, found)


def _warn(turn: Turn) -> None:
    if invites.is_under_attack(turn.db, turn.now):
        for admin in people.admins(turn.db):
            tell(turn, admin, say.codes_under_attack(invites.MOST_WRONG_IN_ALL))


def _obstacle(turn: Turn, invite: Invite) -> list[Reply]:
    """Why a code that is good is of no use to this person."""
    person = turn.person
    if person is None:
        return []
    if invite.replaces == person.id:
        return [Reply(say.not_for_yourself())]
    if invite.person:
        return [offered(turn, person, say.address_there_already()) if invite.person == person.id else Reply(say.somebody_else_here())]
    if set(invite.posts) <= set(person.posts):
        return [Reply(say.post_held_already(titles(turn, invite.posts)))]
    return []


def _open(turn: Turn, invite: Invite) -> list[Reply]:
    known = invite.person or (turn.person.id if turn.person else "")
    if known and people.has_agreed(turn.db, known, say.NOTICE_VERSION, turn.at.channel):
        return _enrol(turn, invite, Details())
    what_for = say.purpose_of_link() if invite.person else say.purpose(titles(turn, invite.posts))
    notice = say.data_notice(what_for, keeper(turn), plan_number(turn), turn.at.channel)
    return ask(turn, ROUTE, notice, (say.AGREE, say.DISAGREE), lasting=TO_ENROL, step="agree", invite=invite.id, notice=say.NOTICE_VERSION)


def _agreed(turn: Turn, pending: Pending) -> list[Reply]:
    invite = invites.open_invite(turn.db, pending.data["invite"], turn.now)
    if invite is None:
        return [Reply(say.code_gone())]
    if pending.data["notice"] != say.NOTICE_VERSION:
        return _open(turn, invite)
    agreed_at = datetime.fromisoformat(pending.data.get("agreed_at", turn.now.isoformat()))
    if not invite.name and not invite.person and turn.person is None:
        return _ask_name(turn, invite, agreed_at)
    return _enrol(turn, invite, Details(agreement=Agreement(say.NOTICE_VERSION, turn.at.channel, agreed_at)))


def _ask_name(turn: Turn, invite: Invite, agreed_at: datetime) -> list[Reply]:
    return ask(
        turn,
        ROUTE,
        say.your_name(),
        lasting=TO_ENROL,
        step="name",
        invite=invite.id,
        notice=say.NOTICE_VERSION,
        agreed_at=agreed_at.isoformat(),
    )


def _is_name(turn: Turn) -> bool:
    """Bare words that are or may be a name, said where one was asked for; a press is one only where its label says so."""
    pending = turn.conversation.pending
    if pending is None or not awaits(turn, ROUTE, "name"):
        return False
    command = said(turn)
    if command is not None:
        return command.command == "name" and (is_last(turn) or bool(_told(command.rest)[0]))
    typed = turn.message.text.strip()
    if turn.message.press or not typed or meant(turn) != typed:
        return False
    if is_last(turn) and (_told(typed)[0] or not asks(typed)):
        return True
    return shape(typed) is Shape.NAME or (shape(typed) is Shape.PERHAPS and turn.now < pending.until)


def _told(text: str) -> tuple[str, str]:
    name, number = read_introduction(text)
    return (name, number) if name else read_name_and_phone(text) if shape(text) is Shape.NAME else ("", "")


def still_waits(turn: Turn) -> str:
    """What an answer to something else ends with, so that nobody takes themselves for enrolled."""
    pending = turn.conversation.pending
    if pending is None or pending.kind != ROUTE or turn.now >= pending.until or not turn.message.private:
        return ""
    return say.name_waits() if pending.data["step"] == "name" else say.agreement_waits()


def _named(turn: Turn, pending: Pending, told: str) -> list[Reply]:
    """`told` is what follows "họ tên là"; without it the words may as well be a question, which is then asked back."""
    text = told or turn.message.text.strip()
    name, number = _told(text)
    if not name and not told and shape(text) is Shape.PERHAPS:
        name, _ = read_name_and_phone(text)
        wait(turn, pending)
        meanings = {say.my_name_is(name): say.my_name_is(name), say.IT_IS_A_QUESTION: text}
        return [offer(turn.conversation, say.name_or_question(name), meanings, in_one_row=False)]
    if not name:
        return ask_again(turn, pending, say.no_name_read())
    invite = invites.open_invite(turn.db, pending.data["invite"], turn.now)
    if invite is None:
        return [Reply(say.code_gone())]
    agreement = Agreement(pending.data["notice"], turn.at.channel, datetime.fromisoformat(pending.data["agreed_at"]))
    return _enrol(turn, invite, Details(name, number, agreement))


def _enrol(turn: Turn, invite: Invite, details: Details) -> list[Reply]:
    before = turn.person
    turn.conversation.options = {}
    elsewhere = people.reachable_at(turn.db, invite.person) if invite.person else None
    done = enrol(turn.db, invite, turn.at, details, turn.now)
    if done is None:
        return [Reply(say.code_gone())]
    if invite.person:
        if elsewhere:
            turn.tell(elsewhere, Reply(say.address_added_elsewhere(turn.at.channel)))
        return [offered(turn, done.person, say.address_added(done.person.name, turn.at.channel))]
    gained = titles(turn, done.posts)
    abilities = list(dict.fromkeys(map(say.ability, sorted({post.role for post in done.posts}, key=list(Role).index))))
    if before:
        text = say.post_added(gained, titles(turn, done.person.posts), abilities)
    else:
        text = say.enrolled(done.person.name, done.person.phone, gained, abilities)
    if not invite.replaces:
        tell_inviter(turn, invite, say.has_enrolled(done.person.name, gained, invite.name), besides=done.person.id)
    if done.replaced:
        text = say.lines(text, _tell_replaced(turn, done, done.replaced))
    return [Reply(text)]


def _tell_replaced(turn: Turn, done: Enrolled, replaced: Replaced) -> str:
    """Tells who handed over and the coordinators; what is to be told to the successor."""
    given = titles(turn, replaced.posts)
    if replaced.address:
        turn.tell(replaced.address, Reply(say.taken_over(done.person.name, given, erased=replaced.erased)))
    text = say.handed_over(replaced.person.name, done.person.name, given)
    tell_coordinators(turn, text, besides=(done.person.id, replaced.person.id))
    return say.took_over_from(replaced.person.name, given)
