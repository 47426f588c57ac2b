"""Who may do what: people, their roles for agencies, and where each can be written to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.address import Address
from store.db import Database


class Role(StrEnum):
    """What a person may do; contact and leader are held for an agency, the others for none."""

    VIEWER = "viewer"
    CONTACT = "contact"
    LEADER = "leader"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


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


def person_at(db: Database, address: Address) -> Person | None:
    """Who is enrolled at an address; None where nobody is."""
    row = db.row(
        "SELECT p.id, p.name, p.phone FROM addresses AS a JOIN people AS p ON p.id = a.person "
        "WHERE a.channel = ? AND a.account = ? AND a.chat = ?",
        address.channel,
        address.account,
        address.chat,
    )
    return Person(row["id"], row["name"], row["phone"], _posts(db, row["id"])) if row else None


def _posts(db: Database, person: str) -> tuple[Post, ...]:
    rows = db.rows("SELECT role, agency FROM roles WHERE person = ? AND until IS NULL ORDER BY id", person)
    return tuple(Post(Role(row["role"]), row["agency"]) for row in rows)
