"""Who may use what: the one table that decides. A route that does not stand in it cannot be built."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.turn import Rules
from store.people import COORDINATING as COORDINATING_ROLES
from store.people import OF_AN_AGENCY, Person, Role

STRANGER = None
"""Somebody who is not enrolled."""
EVERYBODY: frozenset[Role | None] = frozenset([STRANGER, *Role])
ENROLLED: frozenset[Role | None] = frozenset(Role)
OF_AGENCIES: frozenset[Role | None] = frozenset(OF_AN_AGENCY)
COORDINATING: frozenset[Role | None] = frozenset(COORDINATING_ROLES)

ACCESS: Mapping[str, frozenset[Role | None]] = {
    "outdated": EVERYBODY,
    "unclear": EVERYBODY,
    "report_answer": OF_AGENCIES | COORDINATING,
    "register": EVERYBODY,
    "my_data": EVERYBODY,
    "link": ENROLLED,
    "hand_over": OF_AGENCIES,
    "leave": OF_AGENCIES | COORDINATING,
    "invite": COORDINATING,
    "revoke": COORDINATING,
    "roster": COORDINATING,
    "remove": COORDINATING,
    "incoming": COORDINATING,
    "assign": COORDINATING,
    "accept": COORDINATING,
    "periods": COORDINATING,
    "announce": COORDINATING,
    "plan_settings": COORDINATING,
    "own_answers": COORDINATING,
    "undo_coordination": COORDINATING,
    "urgent": COORDINATING,
    "remind": COORDINATING,
    "ladder": COORDINATING,
    "workdays": COORDINATING,
    "remind_answer": OF_AGENCIES,
    "agenda": EVERYBODY,
    "hint": COORDINATING,
    "practice": OF_AGENCIES,
    "release": OF_AGENCIES,
    "on_behalf": COORDINATING,
    "form": OF_AGENCIES | COORDINATING,
    "undo": OF_AGENCIES | COORDINATING,
    "report": OF_AGENCIES,
    "report_refused": EVERYBODY - OF_AGENCIES,
    "standing": EVERYBODY,
    "reporting": ENROLLED,
    "help": EVERYBODY,
    "undelivered": COORDINATING,
    "ask": EVERYBODY,
}
ASKING = frozenset(["ask", "standing"])
"""What strangers may do only while asking is open to all."""
ANYBODY = Rules()


def may(person: Person | None, route: str, rules: Rules = ANYBODY) -> bool:
    """Whoever holds no role is a stranger, even if their name is still kept."""
    held: frozenset[Role | None] = (person.roles if person else frozenset()) or frozenset([STRANGER])
    if held == {STRANGER} and route in ASKING and not rules.open_to_all:
        return False
    return not held.isdisjoint(ACCESS[route])
