"""The judge of the ledger notices each way in which a number can come to grief, and imagines none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot import say
from bot.clock import VIETNAM
from bot.wire import message_to_json, reply_to_json
from corpus.plan import ValueKind
from handlers.turn import Message, Reply
from store import inbox, ledger, outbox
from store.address import Address
from store.db import Database, Store
from store.inbox import Event
from store.ledger import Entry
from store.people import Post, Role, create, give_post, person_called
from tests.drills.ledger import Told, reckon
from tests.drills.messengers import Arrival

CHAT, AGENCY = 5_000_000_001, "so-xay-dung"
AT = Address("telegram", "7", str(CHAT))
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=VIETNAM)
DAY = date(2026, 9, 30)
ENTRY = Entry("plan", "CT32", AGENCY, value=Decimal(1002), kind=ValueKind.CUMULATIVE, as_of=DAY)
TOLD = [Told(Decimal(1002), DAY), Told(Decimal(1003), DAY, 1), Told(Decimal(1002), DAY, None, anew=False)]
REPLIES = ("Đã ghi: 1.002 căn hộ – nhà ở xã hội.", "Đã ghi: 1.003 căn hộ – nhà ở xã hội.", "Đã hủy: 1.003 căn hộ.")


def shown(number: int, text: str) -> Arrival:
    return Arrival(str(CHAT), text, str(number))


SENT = [shown(number, text) for number, text in enumerate(REPLIES, start=20)]


@dataclass
class Written:
    """A number, its correction, and that taken back again, each answered."""

    path: Path
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store.open(self.path)
        self.store.transact(self._write)

    def _write(self, db: Database) -> None:
        create(db, "p1", "Nguyễn Thị Lan", "", NOW)
        give_post(db, "cli", "p1", Post(Role.CONTACT, AGENCY), NOW)
        by = person_called(db, "p1")
        assert by is not None
        first = ledger.record(db, by, replace(ENTRY, message=self._came(db, 0)), NOW)
        entry = replace(ENTRY, value=Decimal(1003), replaces=first.id, message=self._came(db, 1))
        second = ledger.record(db, by, entry, NOW)
        self._came(db, 2)
        ledger.undo(db, by, second, "batch", NOW)

    def _came(self, db: Database, number: int) -> int:
        """A message that has been answered; its number."""
        inbox.accept(db, Event(AT, f"message {number}", message_to_json(Message("", "NOXH"))), NOW)
        cause, _ = inbox.find(db, AT, f"message {number}")
        outbox.queue(db, AT, reply_to_json(Reply(REPLIES[number])), NOW, cause=cause)
        return cause

    def change(self, sql: str) -> None:
        """Past every trigger and key."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {trigger}")
            connection.execute(sql)

    def judged(self, sent: list[Arrival] = SENT, told: list[Told] = TOLD) -> set[str]:
        return {violation.partition(":")[0] for violation in reckon(self.path, "telegram", {AGENCY: told}, sent).violations}


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Written]:
    made = Written(tmp_path / "kehoach.db")
    yield made
    made.store.close()


def test_what_went_well_is_not_found_fault_with(written: Written) -> None:
    assert written.judged() == set()
    assert written.judged([*SENT, shown(23, say.repeated(REPLIES[0]))]) == set()


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("DELETE FROM submissions WHERE id = 3", "numbers lost"),
        ("DELETE FROM submissions WHERE id = 2", "receipts without a row"),
        ("UPDATE submissions SET value = '1004' WHERE id = 2", "receipts without a row"),
        ("UPDATE submissions SET value = '1004' WHERE id = 3", "numbers other than typed"),
        ("UPDATE submissions SET as_of = '2026-09-29' WHERE id = 1", "numbers other than typed"),
        ("UPDATE submissions SET replaces = NULL WHERE id = 2", "numbers other than typed"),
        ("UPDATE submissions SET agency = 'so-y-te' WHERE id = 3", "numbers of nobody"),
        ("UPDATE submissions SET message = 1 WHERE id = 2", "messages that count twice"),
        ("UPDATE submissions SET note = 'x' WHERE id = 1", "rows other than recorded"),
        ("UPDATE standings SET submission = 1", "standings that are not what follows from the rows"),
        ("DELETE FROM standings", "standings that are not what follows from the rows"),
    ],
)
def test_damage_to_the_ledger_is_noticed(written: Written, damage: str, found: str) -> None:
    written.change(damage)
    assert found in written.judged()


def test_a_number_that_is_there_twice_is_noticed(written: Written) -> None:
    assert "numbers counted twice" in written.judged(told=TOLD[:2])


def test_a_number_that_nobody_was_told_of_is_noticed(written: Written) -> None:
    assert "numbers without a receipt" in written.judged(SENT[1:])


def test_a_question_back_is_noticed(written: Written) -> None:
    assert written.judged([*SENT, shown(23, "Chưa ghi. 1.002 là số của chỉ tiêu nào?")]) == {"answers that are no receipt"}
