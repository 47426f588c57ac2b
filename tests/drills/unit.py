"""Contacts of agencies who put rows straight into the ledger: numbers, corrections, withdrawals, rulings, by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from corpus.plan import ValueKind
from store import ledger
from store.db import Database
from store.ledger import Entry, Nature, Report, Ruling, Submission
from store.people import Person, Post, Role, create, give_post, person_called

PLAN = "743-kh-ubnd-2025"
AGENCIES = ("so-xay-dung", "so-y-te", "so-noi-vu", "so-giao-duc-va-dao-tao")
TARGETS = ("CT04", "CT22", "CT25", "CT32", "CT34")
FIRST_DAY = date(2026, 1, 1)
NOTES = ("", "", "", "do mưa bão", "chờ 2 huyện gửi bổ sung", "thi công chậm vì thiếu vốn")
ANEW_SHARE, UNDONE_SHARE, RULED_SHARE = 0.6, 0.2, 0.3


@dataclass
class Unit:
    """`rows`: those that may still be corrected, taken back or ruled on."""

    chance: random.Random
    contacts: Sequence[Person]
    coordinator: Person
    rows: list[Submission]

    @classmethod
    def enrolled(cls, db: Database, chance: random.Random, now: datetime) -> Unit:
        contacts = [_enrol(db, f"contact-{agency}", Post(Role.CONTACT, agency), now) for agency in AGENCIES]
        return cls(chance, contacts, _enrol(db, "coordinator", Post(Role.COORDINATOR, ""), now), [])

    def write(self, db: Database, now: datetime) -> Submission:
        """One row more of any sort, and now and then a ruling on it."""
        chance = self.chance
        if not self.rows or chance.random() < ANEW_SHARE:
            by = chance.choice(self.contacts)
            row = ledger.record(db, by, self._entry(by.agency_posts[0].agency, now), now)
        else:
            old = self.rows.pop(chance.randrange(len(self.rows)))
            row = self._changed(db, old, now)
        if row.entry.report is not Report.WITHDRAWN:
            self.rows.append(row)
        if chance.random() < RULED_SHARE:
            ruling = chance.choice((Ruling.ACCEPTED, Ruling.REVIEW, Ruling.RELEASED))
            own = next(one for one in self.contacts if one.agency_posts[0].agency == row.entry.agency)
            ledger.rule(db, own if ruling is Ruling.RELEASED else self.coordinator, row, ruling, now)
        return row

    def _changed(self, db: Database, old: Submission, now: datetime) -> Submission:
        by = next(one for one in self.contacts if one.agency_posts[0].agency == old.entry.agency)
        if self.chance.random() < UNDONE_SHARE:
            return ledger.undo(db, by, old, ledger.new_batch(), now)
        if self.chance.random() < UNDONE_SHARE:
            return ledger.withdraw(db, by, old, ledger.new_batch(), now)
        return ledger.record(db, by, replace(old.entry, value=self._value(), replaces=old.id, batch=ledger.new_batch()), now)

    def _entry(self, agency: str, now: datetime) -> Entry:
        chance = self.chance
        parts = Decimal(chance.randrange(1, 500)), Decimal(chance.randrange(500, 1_000))
        in_parts, wordless = chance.random() < 0.2, chance.random() < 0.2
        return Entry(
            PLAN,
            chance.choice(TARGETS),
            agency,
            report=chance.choice((Report.NIL, Report.NONE_YET, Report.STATE)) if wordless else Report.VALUE,
            value=None if wordless else self._value(),
            numerator=parts[0] if in_parts else None,
            denominator=parts[1] if in_parts else None,
            state="đang thực hiện" if wordless else "",
            kind=chance.choice(list(ValueKind)),
            nature=chance.choice(list(Nature)),
            as_of=FIRST_DAY + timedelta(days=chance.randrange(300)),
            note=chance.choice(NOTES),
            document=chance.choice(("", "512/BC-SXD")),
            document_on=chance.choice((None, now.date())),
            period=chance.choice((None, 1)),
            batch=ledger.new_batch(),
            origin=f"{chance.getrandbits(64):x}",
            message=chance.randrange(1, 1 << 20),
            late=chance.random() < 0.1,
            practice=chance.random() < 0.1,
            draft=chance.random() < 0.2,
        )

    def _value(self) -> Decimal:
        return Decimal(self.chance.randrange(1, 400_000)).scaleb(-self.chance.randrange(3))


def _enrol(db: Database, person: str, post: Post, now: datetime) -> Person:
    create(db, person, "Nguyễn Thị Lan", "0905000111", now)
    give_post(db, "cli", person, post, now)
    found = person_called(db, person)
    if found is None:
        raise LookupError(person)
    return found
