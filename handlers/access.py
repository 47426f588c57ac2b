"""Who may use what: the one table that decides. A route that does not stand in it cannot be built."""

from __future__ import annotations

from collections.abc import Mapping

from store.people import Person, Role

STRANGER = None
"""Somebody who is not enrolled."""
EVERYBODY: frozenset[Role | None] = frozenset([STRANGER, *Role])
ENROLLED: frozenset[Role | None] = frozenset(Role)
COORDINATING: frozenset[Role | None] = frozenset([Role.COORDINATOR, Role.ADMIN])

ACCESS: Mapping[str, frozenset[Role | None]] = {
    "ask": EVERYBODY,
}


def may(person: Person | None, route: str) -> bool:
    held: frozenset[Role | None] = frozenset([STRANGER]) if person is None else person.roles
    return not held.isdisjoint(ACCESS[route])
