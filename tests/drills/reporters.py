"""People who report numbers: contacts of agencies, each of whom sends ever later days of one target, corrects some and takes some
back; and the books that are to stand in the ledger afterwards, row by row.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.clock import VIETNAM
from corpus.agencies import register
from corpus.writing import write_number
from store.address import Address
from store.allocations import Allocation, give
from store.db import Database, Store
from store.people import Person, Post, Role, add_address, create, give_post, person_called
from tests.drills.crowd import AT_ONCE, TALKING, Crowd
from tests.drills.ledger import Told, reckon
from tests.drills.messengers import Arrival, Messenger, Writer
from tests.drills.reckoning import Tally, Typed

PLAN, TARGET = "743-kh-ubnd-2025", "CT32"
FIRST_DAY, FIRST_NUMBER = date(2019, 12, 31), 2_110
"""Above the numbers that might be years, and below the goal for as long as the drill lasts."""
CORRECTED_SHARE, UNDONE_SHARE = 0.25, 0.15
REPORTS = (
    "NOXH đến {day}: {number} căn",
    "nhà ở xã hội {number} tính đến {day}",
    "noxh {plain} den {day}",
    "NOXH {number} căn hộ (đến {day})",
)
CORRECTIONS = ("sửa lại {number}", "sửa thành {number}", "sua lai {plain}", "không phải, {number}")
WITHDRAWALS = ("hủy", "rút lại", "huy")


@dataclass
class Contact:
    """Somebody who reports for one agency, and what is to be in the ledger of it, a line for each message."""

    user: Writer
    agency: str
    told: list[Told] = field(default_factory=list)
    reports: int = 0

    def script(self, chance: random.Random) -> Iterator[str]:
        """A number of the next day; now and then corrected, now and then taken back. Every number is another one's neighbour."""
        while True:
            self.reports += 1
            day, number = FIRST_DAY + timedelta(days=self.reports), FIRST_NUMBER + 2 * self.reports
            yield self._says(chance.choice(REPORTS), number, day)
            if chance.random() < CORRECTED_SHARE:
                yield self._says(chance.choice(CORRECTIONS), number + 1, day, replaces=len(self.told))
            if chance.random() < UNDONE_SHARE:
                before = self.told[-1].replaces
                again = self.told[before - 1].value if before else None
                # What is in force again is as it was, replacing nothing; else nothing is, in place of what was taken back.
                self.told.append(Told(again, day, None if again is not None else len(self.told), anew=False))
                yield chance.choice(WITHDRAWALS)

    def _says(self, form: str, number: int, day: date, replaces: int | None = None) -> str:
        self.told.append(Told(Decimal(number), day, replaces))
        return form.format(number=write_number(Decimal(number)), plain=number, day=f"{day.day}/{day.month}/{day.year}")


class Reporters(Crowd):
    """All of them go on for as long as the drill lasts."""

    def __init__(self, messenger: Messenger, chance: random.Random) -> None:
        super().__init__(messenger, chance)
        agencies = list(register())[:TALKING]
        self.contacts = [Contact(messenger.user("Đầu mối"), agency) for agency in agencies]
        self._scripts = [(one, one.script(chance)) for one in self.contacts]

    def type(self) -> int:
        contact, script = self.chance.choice(self._scripts)
        messages = self.chance.choice(AT_ONCE)
        for _ in range(messages):
            text = next(script)
            self.typed.append(Typed(contact.user.chat, contact.user.types(text), text))
        return messages

    def settle(self, database: Path) -> None:
        """They have enrolled, and their target is theirs, before the bot starts."""
        now = datetime.now(VIETNAM)

        def enrol(db: Database) -> None:
            coordinator = self._person(db, "coordinator", Post(Role.COORDINATOR, ""), now)
            for one in self.contacts:
                person = self._person(db, one.agency, Post(Role.CONTACT, one.agency), now)
                add_address(db, person.id, Address(self.messenger.channel, self.messenger.account, one.user.chat), now)
                give(db, coordinator, Allocation(PLAN, TARGET, one.agency), "batch", now)

        store = Store.open(database)
        store.transact(enrol)
        store.close()

    def _person(self, db: Database, name: str, post: Post, now: datetime) -> Person:
        create(db, name, "Nguyễn Thị Lan", "", now)
        give_post(db, "cli", name, post, now)
        found = person_called(db, name)
        if found is None:
            raise LookupError(name)
        return found

    def judge(self, database: Path, sent: list[Arrival]) -> Tally:
        return reckon(database, self.messenger.channel, {one.agency: one.told for one in self.contacts}, sent)
