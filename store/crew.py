"""Who can be written to on behalf of which agency: all of it at one look, for what concerns everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.address import FETCHED, Address
from store.db import Database
from store.people import OF_AN_AGENCY, Role


@dataclass(frozen=True, slots=True)
class Member:
    """Who speaks for an agency. `places` are where they can be written to, the newest first and where they would have to come for
    it last; none where they cannot."""

    person: str
    name: str
    phone: str
    role: Role
    places: tuple[Address, ...]
    blocked: bool
    """Whether a messenger has been shut against us, wherever else they may be."""


def crew(db: Database) -> Mapping[str, list[Member]]:
    """By agency, those who have held their post longest first."""
    places: dict[str, list[Address]] = {}
    shut = set()
    for row in db.rows("SELECT person, channel, account, chat, blocked_at FROM addresses ORDER BY since DESC, channel"):
        if row[4]:
            shut.add(row[0])
        else:
            places.setdefault(row[0], []).append(Address(row[1], row[2], row[3]))
    for some in places.values():
        some.sort(key=lambda at: at.channel in FETCHED)
    found: dict[str, list[Member]] = {}
    roles = [str(role) for role in OF_AN_AGENCY]
    rows = db.rows(
        "SELECT r.agency, r.person, r.role, p.name, p.phone FROM roles AS r JOIN people AS p ON p.id = r.person "
        "WHERE r.until IS NULL AND r.role IN (?, ?) ORDER BY r.id",
        *roles,
    )
    for agency, person, role, name, phone in rows:
        found.setdefault(agency, []).append(Member(person, name, phone, Role(role), tuple(places.get(person, ())), person in shut))
    return found
