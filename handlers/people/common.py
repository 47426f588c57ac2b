"""What the routes about people share: titles, links, and telling others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from handlers import say
from handlers.people.agencies import agency_name, title
from handlers.turn import Reply, Turn
from store import facts, people
from store.codes import read_code
from store.db import Database
from store.invites import Invite
from store.people import Person, Post

CONNECTED = timedelta(days=2)
"""How long ago Telegram may have been heard from for its link to be given out."""


def titles(turn: Turn, posts: Iterable[Post]) -> list[str]:
    return [title(turn.assistant.plans, post) for post in posts]


def plan_number(turn: Turn) -> str:
    return turn.assistant.plans[0].number


def keeper(turn: Turn) -> str:
    """Who keeps the data: the plan's coordinating agency."""
    plan = turn.assistant.plans[0]
    return agency_name(turn.assistant.plans, plan.coordinator) if plan.coordinator else plan.issuer


def link(db: Database, code: str, now: datetime) -> str:
    """Telegram's link that opens the bot with the code; empty where the bot is not connected there."""
    username, heard = facts.recall(db, "telegram.username"), facts.since(db, "telegram.heard")
    return f"https://t.me/{username}?start={read_code(code)}" if username and heard and now - heard < CONNECTED else ""


def invitation(turn: Turn, what_for: str, code: str, invite: Invite) -> Reply:
    """The text to send on, a message of its own."""
    ways = (turn.rules.page, link(turn.db, code, turn.now))
    return Reply(say.invitation(what_for, plan_number(turn), code, invite.expires_at, ways, name=invite.name))


def tell_inviter(turn: Turn, invite: Invite, text: str, besides: str = "") -> None:
    """Whoever made the code; the coordinators, where that was the command line or somebody who has gone."""
    inviter = people.person_called(turn.db, invite.created_by)
    if inviter is None or people.reachable_at(turn.db, inviter.id) is None:
        tell_coordinators(turn, text, besides=(besides,))
    elif inviter.id not in (besides, turn.person.id if turn.person else ""):
        tell(turn, inviter, text)


def tell_coordinators(turn: Turn, text: str, besides: Collection[str] = ()) -> None:
    """Each once, where they can be reached; not who wrote, nor those whose ids are given: they know already."""
    knowing = {*besides, turn.person.id if turn.person else ""}
    told = {person.id: person for person in (*people.coordinators(turn.db), *people.admins(turn.db)) if person.id not in knowing}
    for person in told.values():
        tell(turn, person, text)


def tell(turn: Turn, person: Person, text: str) -> None:
    address = people.reachable_at(turn.db, person.id)
    if address is not None:
        turn.tell(address, Reply(text))
