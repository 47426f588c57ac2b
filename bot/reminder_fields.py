"""What is known of whom a message on Zalo's Official Account goes to, read from the store when it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.zalo_oa import Recipient
from corpus.plan import Plan
from corpus.writing import write_date
from handlers.people.agencies import agency_name
from handlers.remind.owing import key_of
from handlers.remind.tick import COORDINATOR
from store import periods, reach, reminders
from store.address import Address
from store.db import Database
from store.people import person_at


def recipient(db: Database, plans: Sequence[Plan], to: Address, number: int) -> Recipient:
    person = person_at(db, to)
    if person is None:
        return Recipient()
    keys = [key for key in reminders.of_message(db, number) if key.agency != COORDINATOR]
    if not keys:
        return Recipient(reach.heard_at(db, to))
    first = min(keys, key=lambda key: key.due_on)
    agencies = list(dict.fromkeys(key.agency for key in keys))
    plan, period = _period(db, plans, first.deadline)
    fields = {
        "ten": person.name,
        "don_vi": ", ".join(agency_name(plans, agency) for agency in agencies),
        "ke_hoach": plan.number if plan else plans[0].number,
        "ky_bao_cao": period or plans[0].number,
        "han": write_date(first.due_on),
    }
    return Recipient(reach.heard_at(db, to), _international(person.phone), {name: value for name, value in fields.items() if value})


def _period(db: Database, plans: Sequence[Plan], deadline: str) -> tuple[Plan | None, str]:
    """The plan and the name of the period that a deadline is of; nothing for an urgent request."""
    for plan in plans:
        for period in periods.periods(db, plan.id):
            if key_of(period) == deadline:
                return plan, period.name
    return None, ""


def _international(phone: str) -> str:
    """84…, as Zalo wants it."""
    digits = "".join(filter(str.isdecimal, phone))
    return f"84{digits[1:]}" if digits.startswith("0") else digits
