"""Who may do what: people, their roles for agencies, and where each can be written to.

Whoever changes something is given as `by`, and what they may do is decided here, where the data is touched. The audit log
gets random ids alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store import audit
from store.address import FETCHED, Address
from store.db import Database, Row


class Role(StrEnum):
    """What a person may do; contact and leader are held for an agency, the others for none."""

    VIEWER = "viewer"
    CONTACT = "contact"
    LEADER = "leader"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


OF_AN_AGENCY = frozenset([Role.CONTACT, Role.LEADER])
COORDINATING = frozenset([Role.COORDINATOR, Role.ADMIN])


class NotAllowedError(Exception):
    """Whoever asked for a change may not make it."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role held now; `agency` is an agency's id, empty where the role is held for none."""

    role: Role
    agency: str


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    phone: str
    posts: tuple[Post, ...]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def agency_posts(self) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post.role in OF_AN_AGENCY)


COMMAND_LINE = Person("cli", "", "", (Post(Role.ADMIN, ""),))
"""Whoever can run the command owns the database anyway."""
START = Person("start", "", "", (Post(Role.ADMIN, ""),))
"""The program itself, which lets the first admin in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person can be written to, since when, and since when they have shut the bot out."""

    address: Address
    since: datetime
    blocked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """That a person agreed to a version of the data notice, on which messenger and when."""

    version: str
    channel: str
    at: datetime


# ---- looking


def person_at(db: Database, address: Address) -> Person | None:
    """Who is enrolled at an address; None where nobody is."""
    row = db.row(
        "SELECT p.id, p.name, p.phone FROM addresses AS a JOIN people AS p ON p.id = a.person "
        "WHERE a.channel = ? AND a.account = ? AND a.chat = ?",
        address.channel,
        address.account,
        address.chat,
    )
    return _person(db, row) if row else None


def person_called(db: Database, person_id: str) -> Person | None:
    """The person with that id; None where there is none or they have been erased."""
    row = db.row("SELECT id, name, phone FROM people WHERE id = ? AND erased_at IS NULL", person_id)
    return _person(db, row) if row else None


def everybody(db: Database, by: Person) -> list[Person]:
    """All who are enrolled, in the order of their enrolment. Raises NotAllowedError."""
    if not may_coordinate(by):
        raise NotAllowedError
    return [_person(db, row) for row in db.rows("SELECT id, name, phone FROM people WHERE erased_at IS NULL ORDER BY created_at, id")]


def coordinators(db: Database) -> list[Person]:
    return _holders(db, Role.COORDINATOR)


def admins(db: Database) -> list[Person]:
    return _holders(db, Role.ADMIN)


def holders_of(db: Database, post: Post) -> list[Person]:
    """Who holds a post now."""
    rows = db.rows(
        "SELECT p.id, p.name, p.phone FROM roles AS r JOIN people AS p ON p.id = r.person "
        "WHERE r.role = ? AND r.agency = ? AND r.until IS NULL ORDER BY r.id",
        post.role,
        post.agency,
    )
    return [_person(db, row) for row in rows]


def enrolled_at(db: Database, person_id: str) -> datetime | None:
    found = db.value("SELECT created_at FROM people WHERE id = ?", person_id)
    return None if found is None else datetime.fromisoformat(found)


def places(db: Database, person_id: str) -> list[Place]:
    """Where a person is enrolled, the newest last."""
    rows = db.rows("SELECT channel, account, chat, since, blocked_at FROM addresses WHERE person = ? ORDER BY since, channel", person_id)
    return [
        Place(
            Address(row["channel"], row["account"], row["chat"]),
            datetime.fromisoformat(row["since"]),
            datetime.fromisoformat(row["blocked_at"]) if row["blocked_at"] else None,
        )
        for row in rows
    ]


def reachable_at(db: Database, person_id: str) -> Address | None:
    """Where to write to a person: at the newest place that has not shut the bot out; where nothing can be brought to them, last."""
    open_places = [place.address for place in reversed(places(db, person_id)) if place.blocked_at is None]
    return min(open_places, key=lambda at: at.channel in FETCHED, default=None)


def agreements(db: Database, person_id: str) -> list[Agreement]:
    rows = db.rows("SELECT version, channel, at FROM agreements WHERE person = ? ORDER BY id", person_id)
    return [Agreement(row["version"], row["channel"], datetime.fromisoformat(row["at"])) for row in rows]


def has_agreed(db: Database, person_id: str, version: str, channel: str) -> bool:
    """On each messenger for itself: where its servers stand is part of the notice."""
    return any(given.version == version and given.channel == channel for given in agreements(db, person_id))


# ---- who may


def may_coordinate(by: Person) -> bool:
    return not by.roles.isdisjoint(COORDINATING)


def may_give(by: Person, role: Role) -> bool:
    """Coordinators and admins are made by an admin alone."""
    return Role.ADMIN in by.roles or (Role.COORDINATOR in by.roles and role not in COORDINATING)


def may_remove(by: Person, person: Person) -> bool:
    return may_coordinate(by) and all(may_give(by, role) for role in person.roles)


# ---- changing


def new_id() -> str:
    return secrets.token_hex(16)


def create(db: Database, person_id: str, name: str, phone: str, now: datetime) -> None:
    db.execute("INSERT INTO people (id, name, phone, created_at) VALUES (?, ?, ?, ?)", person_id, name, phone, now.isoformat())


def rename(db: Database, by: Person, name: str, now: datetime) -> None:
    """Everybody corrects their own name and number, nobody another's."""
    db.execute("UPDATE people SET name = ? WHERE id = ? AND erased_at IS NULL", name, by.id)
    audit.append(db, now, by.id, "name corrected")


def change_phone(db: Database, by: Person, phone: str, now: datetime) -> None:
    db.execute("UPDATE people SET phone = ? WHERE id = ? AND erased_at IS NULL", phone, by.id)
    audit.append(db, now, by.id, "phone corrected")


def add_address(db: Database, person_id: str, address: Address, now: datetime) -> None:
    db.execute(
        "INSERT INTO addresses (channel, account, chat, person, since) VALUES (?, ?, ?, ?, ?)",
        address.channel,
        address.account,
        address.chat,
        person_id,
        now.isoformat(),
    )
    audit.append(db, now, person_id, "address added", channel=address.channel)


def agree(db: Database, person_id: str, agreement: Agreement, now: datetime) -> None:
    db.execute(
        "INSERT INTO agreements (person, version, channel, at) VALUES (?, ?, ?, ?)",
        person_id,
        agreement.version,
        agreement.channel,
        agreement.at.isoformat(),
    )
    audit.append(db, now, person_id, "agreed", version=agreement.version, channel=agreement.channel)


def give_post(db: Database, by: str, person_id: str, post: Post, now: datetime) -> bool:
    """Whether the person did not hold it already. `by` is the id of who invited them."""
    given = db.execute(
        "INSERT INTO roles (person, role, agency, since) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person, role, agency) WHERE until IS NULL DO NOTHING",
        person_id,
        post.role,
        post.agency,
        now.isoformat(),
    )
    if given:
        audit.append(db, now, by, "role given", person_id, role=post.role, agency=post.agency)
    return bool(given)


def end_posts(db: Database, by: str, person_id: str, posts: Iterable[Post], now: datetime) -> list[Post]:
    """The posts among those given that the person held and holds no longer."""
    ended = []
    for post in posts:
        changed = db.execute(
            "UPDATE roles SET until = ? WHERE person = ? AND role = ? AND agency = ? AND until IS NULL",
            now.isoformat(),
            person_id,
            post.role,
            post.agency,
        )
        if changed:
            audit.append(db, now, by, "role ended", person_id, role=post.role, agency=post.agency)
            ended.append(post)
    return ended


def _holders(db: Database, role: Role) -> list[Person]:
    rows = db.rows(
        "SELECT p.id, p.name, p.phone FROM roles AS r JOIN people AS p ON p.id = r.person "
        "WHERE r.role = ? AND r.until IS NULL ORDER BY r.id",
        role,
    )
    return [_person(db, row) for row in rows]


def _person(db: Database, row: Row) -> Person:
    return Person(row["id"], row["name"], row["phone"], _posts(db, row["id"]))


def _posts(db: Database, person: str) -> tuple[Post, ...]:
    rows = db.rows("SELECT role, agency FROM roles WHERE person = ? AND until IS NULL ORDER BY id", person)
    return tuple(Post(Role(row["role"]), row["agency"]) for row in rows)
