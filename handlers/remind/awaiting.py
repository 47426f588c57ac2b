"""What a chat is about after a reminder has come to it: a bare number answers the one thing that it asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from handlers.assistant import Assistant
from handlers.people.pending import as_last, offer
from handlers.progress.asking import ROUTE
from handlers.progress.claims import Claim, When
from handlers.progress.items import Item, to_json
from handlers.progress.owed import DUTY
from handlers.remind.owing import Owing, key_of
from handlers.remind.tick import Digest
from handlers.turn import Conversation, Pending, Reply
from store import periods
from store.db import Database
from store.reminders import Key

_OFFERED = "reminder"
"""Marks the question that a reminder asks by itself: nothing is lost where something else is said."""


def is_offer(pending: Pending) -> bool:
    return _OFFERED in pending.data


def after_digest(chat: Conversation, digest: Digest, reply: Reply, now: datetime) -> None:
    """Letters choose its options; where it asks for one number alone, a bare one is that number until the day ends."""
    offer(chat, reply.text, {label: label for row in reply.options for label in row})
    chat.pending = None
    asked = [(line.agency, code) for line in digest.lines for code in line.missing]
    expect(chat, asked, now, digest.lines[0].period.cutoff)


def take_up(db: Database, assistant: Assistant, chat: Conversation, answered: Sequence[Key], now: datetime) -> None:
    """Somebody answers an older reminder: a bare number is what that one asked for, whatever was asked since."""
    asked: list[tuple[str, str]] = []
    cutoff: date | None = None
    for library in assistant.libraries:
        owing = Owing(db, library.plan)
        for period in periods.periods(db, library.plan.id):
            agencies = {key.agency for key in answered if key.deadline == key_of(period)}
            missing = owing.missing(period) if agencies and period.is_open else {}
            found = [(agency, code) for agency in agencies for code in missing.get(agency, ())]
            asked, cutoff = asked + found, period.cutoff if found else cutoff
    expect(chat, asked, now, cutoff)


def expect(chat: Conversation, asked: Sequence[tuple[str, str]], now: datetime, cutoff: date | None = None) -> None:
    """`asked` are agencies and the codes that they owe; `cutoff` is the day that the number is asked for, where one is."""
    if len(asked) != 1 or asked[0][1].startswith(DUTY):  # of a duty a number says nothing
        return
    agency, code = asked[0]
    until = datetime.combine(now.date() + timedelta(days=1), time(0), now.tzinfo)
    when = When(cutoff, cutoff, "") if cutoff and cutoff <= now.date() else None
    item = Item(code, agency, Claim((), when=when), agencies=(agency,))
    data = {"step": "number", "items": to_json([item]), "sending": "", "labels": "{}", _OFFERED: "1"}
    chat.pending = as_last(Pending(ROUTE, until, data))
    chat.targets = (code,)
