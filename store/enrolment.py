"""What happens when somebody uses a code: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store import audit, people
from store.address import Address
from store.db import Database
from store.erasure import leave
from store.invites import Invite, claim
from store.people import Agreement, Person, Post, person_at, person_called


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody who enrols has said of themselves, and the agreement they gave; None where it was given before."""

    name: str = ""
    phone: str = ""
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """Who handed over: as they were before, and where they could be written to."""

    person: Person
    posts: tuple[Post, ...]
    address: Address | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`posts` are those that the code gave."""

    person: Person
    posts: tuple[Post, ...]
    replaced: Replaced | None


def enrol(db: Database, invite: Invite, at: Address, details: Details, now: datetime) -> Enrolled | None:
    """Enrols whoever writes from an address; None where the code has been used up meanwhile."""
    there = person_at(db, at)
    known = invite.person or (there.id if there else "")
    person_id = known or people.new_id()
    if not claim(db, invite, person_id, now):
        return None
    audit.append(db, now, person_id, "code used", invite.id)
    if not known:
        people.create(db, person_id, details.name or invite.name, details.phone or invite.phone, now)
    if not there:
        people.add_address(db, person_id, at, now)
    if details.agreement:
        people.agree(db, person_id, details.agreement, now)
    for post in invite.posts:
        people.give_post(db, invite.created_by, person_id, post, now)
    person = person_called(db, person_id)
    if person is None:
        raise LookupError(person_id)
    return Enrolled(person, invite.posts, _replace(db, invite, person, now))


def enrol_as(db: Database, at: Address, posts: tuple[Post, ...], agreement: Agreement, now: datetime) -> Person:
    """Makes whoever writes from an address hold these posts and no others, without a code: a rehearsal on one's own machine."""
    there = person_at(db, at)
    person_id = there.id if there else people.new_id()
    if not there:
        people.create(db, person_id, "", "", now)
        people.add_address(db, person_id, at, now)
    if not people.has_agreed(db, person_id, agreement.version, agreement.channel):
        people.agree(db, person_id, agreement, now)
    if there:
        people.end_posts(db, people.COMMAND_LINE.id, person_id, [post for post in there.posts if post not in posts], now)
    for post in posts:
        people.give_post(db, people.COMMAND_LINE.id, person_id, post, now)
    return Person(person_id, there.name if there else "", there.phone if there else "", posts)


def _replace(db: Database, invite: Invite, successor: Person, now: datetime) -> Replaced | None:
    before = person_called(db, invite.replaces) if invite.replaces else None
    if before is None or before.id == successor.id:
        return None
    posts = tuple(post for post in before.posts if post in invite.posts)
    if not posts:
        return None
    address = people.reachable_at(db, before.id)
    return Replaced(before, posts, address, erased=leave(db, before, posts, now, by=successor.id))
