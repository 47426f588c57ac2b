"""The plan's own yearly deadline of its units: offered to whoever coordinates as the days of a period. Before a period is opened
nobody owes anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corpus.plan import Deadline, Plan
from handlers.assistant import Assistant
from handlers.people.pending import offer
from handlers.remind.days import of_store
from handlers.remind.hours import is_office_time
from handlers.remind.tick import COORDINATOR, Busy, spans_of
from handlers.say import yearly as say
from handlers.turn import Conversation, Reply
from store import people, periods, reminders
from store.address import Address
from store.db import Database
from store.reminders import Key

EARLY = timedelta(days=35)
NEAR = timedelta(days=75)
"""A period that is due within so many days of the plan's day is the one that the plan asks for."""
MONTH_ENDS_ON = 14
"""Reporting months of administrative reports run from the 15th to the 14th (TT 58/2020/TT-BQP; Decree 09/2019 lets each regime set it)."""


def of_units(plan: Plan) -> list[Deadline]:
    """The yearly deadlines that are not the coordinating agency's own."""
    return [one for one in plan.deadlines if one.year is None and plan.coordinator not in one.agency]


def usual_days(plan: Plan, year: int) -> tuple[date, date] | None:
    """Cut-off and due day of a yearly period, by the earliest of the plan's days; None where it names none."""
    days = [one.last_day(year) for one in of_units(plan)]
    if not days:
        return None
    due_on = min(days)
    month = due_on if due_on.day > MONTH_ENDS_ON + 1 else due_on.replace(day=1) - timedelta(days=1)
    return month.replace(day=MONTH_ENDS_ON), due_on


@dataclass(frozen=True, slots=True)
class Offer:
    person: str
    to: Address
    reply: Reply
    meanings: dict[str, str]
    key: str
    reminder: Key


def due_offers(db: Database, assistant: Assistant, now: datetime, busy: Busy) -> Iterator[Offer]:
    """Once a year to each coordinator, as long as no such period has been opened."""
    for plan in assistant.plans:
        found = usual_days(plan, now.year)
        if found is None or not found[1] - EARLY <= now.date() <= found[1]:
            continue
        if not is_office_time(now, of_store(db, plan.id), spans_of(db, plan)) or _is_there(db, plan, found[1]):
            continue
        deadline = f"yearly {plan.id}"
        told = reminders.given(db, deadline, found[1], "offer")
        for person in people.coordinators(db):
            to = people.reachable_at(db, person.id)
            if (COORDINATOR, person.id) in told or to is None or busy(to):
                continue
            chat = Conversation()
            command = say.command(now.year, *found)
            reply = offer(chat, say.offered(plan.number, now.year, *found, of_units(plan)), {say.OPEN_SO: command})
            key = Key(deadline, found[1], COORDINATOR, person.id, "offer")
            yield Offer(person.id, to, reply, chat.options, f"offer {plan.id} {now.year} {person.id}", key)


def _is_there(db: Database, plan: Plan, due_on: date) -> bool:
    return any(abs(one.due_on - due_on) <= NEAR for one in periods.periods(db, plan.id))
