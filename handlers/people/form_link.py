"""Where a chat is the wrong place for many numbers, a link that works once opens the form on the page, as the same person."""

from __future__ import annotations

from handlers.people.pending import offer
from handlers.say import forms as say
from handlers.turn import Reply, Turn
from store import invites
from store.codes import read_code
from store.invites import Invited
from store.people import OF_AN_AGENCY, Person

WITHOUT_FILES = frozenset(["zalo_bot", "zalo_oa"])
"""Messengers that do not carry a workbook, or not both ways."""
PAGE = "web"


def by_link(turn: Turn, agency: str, rows: int) -> str:
    """How the form is filled in elsewhere; empty where it can be sent and taken back in this chat."""
    if turn.at.channel not in WITHOUT_FILES or turn.person is None:
        return ""
    if not turn.rules.page:
        return say.form_without_page(agency, rows)
    invites.revoke_links(turn.db, turn.person, turn.now)
    invite, code = invites.create(turn.db, turn.person, Invited(person=turn.person.id), turn.now, days=1)
    # Behind the "#": whoever fetches the address to show what it is does not see the code, and does not use it up.
    return say.form_by_link(agency, rows, f"{turn.rules.page}/#ma={read_code(code)}", invite.expires_at)


def offered(turn: Turn, person: Person, text: str) -> Reply:
    """What is said to somebody who has come to the page, with the form to press where they may have one."""
    if turn.at.channel != PAGE or not any(role in OF_AN_AGENCY for role in person.roles):
        return Reply(text)
    return offer(turn.conversation, text, {say.FORM: say.FORM})
