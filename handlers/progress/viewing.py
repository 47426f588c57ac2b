"""What somebody who asks may see: drafts of their own agency, reasons given to it; and how agencies and numbers are told them."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.communes import EVERY_COMMUNE, is_commune
from corpus.plan import Plan
from handlers.library import Library
from handlers.people.agencies import agency_name
from handlers.progress.glance import agencies_of
from handlers.progress.glance import coordinates as is_coordinator
from handlers.progress.standing import Figures
from handlers.say import standing as say
from handlers.turn import Turn
from store import ledger
from store.ledger import Standing, Submission
from store.overview import Head

NAMED = 6
"""Agencies named one by one; more of one kind are counted."""


def library_of(turn: Turn) -> Library:
    return turn.assistant.libraries[0]


def plan_of(turn: Turn) -> Plan:
    return turn.assistant.libraries[0].plan


def name_of(turn: Turn, agency: str) -> str:
    return agency_name(turn.assistant.plans, agency)


def short_name_of(turn: Turn, agency: str) -> str:
    """Of all communes as one, in few words."""
    return say.COMMUNES if agency == EVERY_COMMUNE else name_of(turn, agency)


def own_agencies(turn: Turn) -> list[str]:
    """Whose drafts may be shown here: what is written in a group is read by all of it."""
    return agencies_of(turn.person) if turn.message.private else []


def coordinates(turn: Turn) -> bool:
    return turn.message.private and is_coordinator(turn.person)


def reason_of(turn: Turn, head: Head) -> str:
    """Why it is to be looked at again: for its agency and the coordinators alone."""
    if head.standing is not Standing.REVIEW or not (coordinates(turn) or head.agency in own_agencies(turn)):
        return ""
    found = ledger.called(turn.db, head.id)
    return found.reason if found else ""


def drafts_of(turn: Turn, target: str = "") -> list[Submission]:
    plan = plan_of(turn).id
    found = [draft for agency in own_agencies(turn) for draft in ledger.drafts(turn.db, plan, agency)]
    return [draft for draft in found if not target or draft.entry.target == target]


def names(turn: Turn, agencies: Sequence[str]) -> list[str]:
    """Each by its name; many communes as their number."""
    communes = [agency for agency in agencies if is_commune(agency)]
    others = [agency for agency in agencies if not is_commune(agency)]
    counted = [say.communes_counted(len(communes))] if len(communes) > NAMED else [name_of(turn, agency) for agency in communes]
    if len(others) > 2 * NAMED:
        return [*(name_of(turn, agency) for agency in others[:NAMED]), say.agencies_counted(len(others) - NAMED), *counted]
    return [*(name_of(turn, agency) for agency in others), *counted]


def value_told(one: Figures) -> str:
    """The number that stands for the whole target, as far as there is one."""
    if one.whole is not None:
        return say.head_told(one.whole, one.target.measure)
    return say.told(one.total.value, "", ledger.Report.VALUE, one.target.measure) if one.total else ""
