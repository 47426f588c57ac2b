"""A coordinator invites somebody, or takes an invitation back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.agencies import find_agencies
from handlers import say
from handlers.people.agencies import Resolved, agency_name, resolve, title
from handlers.people.commands import said
from handlers.people.common import invitation, titles
from handlers.people.introduction import read_introduction
from handlers.people.names import read_name_and_phone
from handlers.people.pending import ask, decision, offer, taken
from handlers.people.roles import leading_role
from handlers.turn import Reply, Turn
from store import invites
from store.invites import Invite, Invited
from store.people import OF_AN_AGENCY, Person, Post, Role, may_coordinate, may_give

_BETWEEN = re.compile(r"[\s,–-]+(?:(?:của|ở|tại|bên|cua|o|tai|ben)\s*)?$")
_COMMUNE = re.compile(r"(?<!\w)(?:(?:ubnd|ub|[uủ][yỷ] ban nhân dân) )?(?:xã|xa|phường|phuong|x\.|p\.)\s*\S.*", re.I)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`told_role`: whether the role was named, so that nothing but an invitation can be meant."""

    role: Role
    told_role: bool
    agency: str
    resolved: Resolved
    person: str


def asks_to_invite(turn: Turn) -> bool:
    """ "mời" and an agency as a whole, or a role: "mời Sở Y tế họp khi nào?" is a question."""
    command = said(turn)
    if command is None or command.command != "invite":
        return False
    wanted = _read(turn, command.rest)
    if wanted.resolved.id or wanted.resolved.others or (wanted.role not in OF_AN_AGENCY and not wanted.agency):
        return True
    return wanted.told_role and "?" not in command.rest and turn.person is not None and may_coordinate(turn.person)


def answer_invite(turn: Turn) -> list[Reply]:
    command, by = said(turn), _coordinator(turn)
    wanted = _read(turn, command.rest if command else "")
    turn.conversation.options = {}
    name, number = read_name_and_phone(wanted.person)
    if wanted.person and not name:
        return [Reply(say.invite_with_a_name((command.rest if command else "").partition(":")[0].strip()))]
    if not may_give(by, wanted.role):
        return [Reply(say.only_admin_invites())]
    if wanted.role in OF_AN_AGENCY and not wanted.resolved.id:
        return [_ask_agency(turn, wanted)]
    post = Post(wanted.role, wanted.resolved.id)
    earlier = [one for one in invites.open_invites(turn.db, by, turn.now) if (one.posts, one.name, one.replaces) == ((post,), name, None)]
    for one in earlier:
        invites.revoke(turn.db, by, one, turn.now)
    invite, code = invites.create(turn.db, by, Invited((post,), name, number), turn.now)
    what_for = title(turn.assistant.plans, post)
    made = say.lines(say.invitation_made(what_for, invite.expires_at, name), say.code_replaced() if earlier else "")
    return [Reply(made), invitation(turn, what_for, code, invite)]


def asks_to_revoke(turn: Turn) -> bool:
    command = said(turn)
    if command is None or command.command != "revoke" or not command.rest:
        return turn.conversation.pending is not None and bool(decision(turn, "revoke"))
    role, rest = leading_role(command.rest)
    return (role is not None and not rest) or bool(resolve(turn.assistant.plans, rest, turn.now.date()).id)


def answer_revoke(turn: Turn) -> list[Reply]:
    command, by, label = said(turn), _coordinator(turn), decision(turn, "revoke")
    if label:
        pending = taken(turn)
        if pending is None:
            return [Reply(say.question_lapsed())]
        asked = pending.data.get("invites", "").split()
        still = [invite for invite in invites.open_invites(turn.db, by, turn.now) if invite.id in asked]
        return [Reply(say.nothing_revoked())] if label == say.DO_NOT_REVOKE else _revoke(turn, by, still)
    role, rest = leading_role(command.rest if command else "")
    agency = resolve(turn.assistant.plans, rest, turn.now.date()).id if rest else ""
    meant = [invite for invite in invites.open_invites(turn.db, by, turn.now) if _is_for(invite, role, agency)]
    if any(not may_give(by, post.role) for invite in meant for post in invite.posts):
        return [Reply(say.only_admin_invites())]
    if not meant:
        name = agency_name(turn.assistant.plans, agency) if agency else say.role_name(role or Role.VIEWER)
        return [Reply(say.no_code_to_revoke(name))]
    if len(meant) > 1 or len(meant[0].posts) > 1:
        text, ids = say.really_revoke(_rows(turn, meant)), " ".join(invite.id for invite in meant)
        return ask(turn, "revoke", text, (say.REVOKE, say.DO_NOT_REVOKE), step="confirm", invites=ids)
    return _revoke(turn, by, meant)


def _revoke(turn: Turn, by: Person, meant: Sequence[Invite]) -> list[Reply]:
    if not meant:
        return [Reply(say.nothing_revoked())]
    if any(not may_give(by, post.role) for invite in meant for post in invite.posts):
        return [Reply(say.only_admin_invites())]
    for invite in meant:
        invites.revoke(turn.db, by, invite, turn.now)
    return [Reply(say.codes_revoked(_rows(turn, meant)))]


def _rows(turn: Turn, some: Sequence[Invite]) -> list[str]:
    return [say.code_row("; ".join(titles(turn, one.posts)), one.name, one.expires_at.date()) for one in some]


def _read(turn: Turn, text: str) -> _Wanted:
    """ "lãnh đạo Sở Y tế: Nguyễn Văn An, 0905 123 456", of which only the agency is a must."""
    text, _, person = text.partition(":")
    role, agency = leading_role(text.strip())
    resolved = resolve(turn.assistant.plans, agency, turn.now.date()) if agency else Resolved("")
    if agency and resolved == Resolved("") and not person:
        person, agency = _person_before(agency)
        resolved = resolve(turn.assistant.plans, agency, turn.now.date())
    return _Wanted(role or Role.CONTACT, role is not None, agency, resolved, person.strip())


def _person_before(text: str) -> tuple[str, str]:
    """ "chị Lan sở xây dựng": the name and the agency, where the text is nothing else."""
    commune = _COMMUNE.search(text)
    if commune and commune.start():
        name = read_introduction(_BETWEEN.sub("", text[: commune.start()]))[0]
        return (name, commune[0]) if name else ("", text)
    found = find_agencies(text)
    if len(found) != 1 or found[0].end < len(text.rstrip(" .!")) or not found[0].start:
        return "", text
    name = read_introduction(_BETWEEN.sub("", text[: found[0].start]))[0]
    return (name, text[found[0].start :]) if name else ("", text)


def _ask_agency(turn: Turn, wanted: _Wanted) -> Reply:
    if not wanted.agency:
        return Reply(say.invite_whom())
    if wanted.resolved.others:
        tail = f": {wanted.person}" if wanted.person else ""
        labels = [say.invite_label(wanted.role, agency_name(turn.assistant.plans, agency)) for agency in wanted.resolved.others]
        meanings = {label: label + tail for label in labels}
        return offer(turn.conversation, say.which_agency(wanted.agency), meanings, in_one_row=False)
    return Reply(say.agency_of_many(wanted.agency) if wanted.resolved.of_many else say.no_agency_called(wanted.agency))


def _is_for(invite: Invite, role: Role | None, agency: str) -> bool:
    return any((not agency or post.agency == agency) and (role is None or post.role is role) for post in invite.posts)


def _coordinator(turn: Turn) -> Person:
    """Who wrote. The table of access lets nobody else come here, and the store asks once more."""
    if turn.person is None:
        raise LookupError("nobody is enrolled here")
    return turn.person
