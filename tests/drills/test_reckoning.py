"""A drill is worth as much as its judge: each way in which a message can come to grief is noticed, and none is imagined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import say
from bot.wire import message_to_json, reply_to_json
from handlers.turn import Message, Reply
from store import inbox, outbox
from store.address import Address
from store.audit import append
from store.db import Database, Store
from store.inbox import Event
from tests.drills.messengers import Arrival
from tests.drills.reckoning import Typed, check_file, compare, is_drained, read_store

CHAT = "5000000001"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TYPED = [Typed(CHAT, "10", "một"), Typed(CHAT, "11", "hai")]


@dataclass
class Written:
    """Two messages, answered and sent as they should be."""

    store: Store
    path: Path

    def judged(self, sent: list[Arrival], told: list[list[int]] | None = None) -> list[str]:
        tally = compare(TYPED, read_store(self.path, "telegram"), sent, told or [[]])
        return sorted({violation.partition(":")[0] for violation in tally.violations})

    def change(self, sql: str) -> None:
        self.store.transact(lambda db: db.execute(sql))


def shown(number: int, text: str) -> Arrival:
    return Arrival(CHAT, text, str(number))


SENT = [shown(20, "đáp một"), shown(21, "đáp hai")]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Written]:
    store = Store.open(tmp_path / "kehoach.db")
    at = Address("telegram", "7", CHAT)

    def write(db: Database) -> None:
        for typed, arrived in zip(TYPED, SENT, strict=True):
            event = Event(at, f"message {typed.message}", message_to_json(Message("", typed.text)))
            inbox.accept(db, event, NOW)
            cause, _ = inbox.find(db, at, event.key)
            inbox.done(db, cause)
            number = outbox.queue(db, at, reply_to_json(Reply(arrived.text)), NOW, cause=cause)
            assert number
            outbox.sent(db, number, arrived.id, NOW)

    store.transact(write)
    yield Written(store, tmp_path / "kehoach.db")
    store.close()


def test_what_went_well_is_not_found_fault_with(written: Written) -> None:
    assert written.judged(SENT) == []
    assert is_drained(written.path)
    assert check_file(written.path).violations == []


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("DELETE FROM inbox WHERE id = 2", "messages lost"),
        ("UPDATE inbox SET state = 'new' WHERE id = 2", "messages lost"),
        ('UPDATE inbox SET body = \'{"text": "ba"}\' WHERE id = 2', "messages lost"),
        ("UPDATE inbox SET event = 'message 12' WHERE id = 2", "messages that nobody typed"),
        ("UPDATE inbox SET event = 'message 12' WHERE id = 1", "messages out of order"),
        ("INSERT INTO broken (channel, account, raw, mark, error, at) VALUES ('', '', '', '', '', '')", "messages put aside"),
        ("UPDATE outbox SET cause = 1 WHERE id = 2", "messages handled twice"),
        ("UPDATE outbox SET cause = 1 WHERE id = 2", "messages without a reply"),
        ("UPDATE outbox SET cause = 3 - cause", "replies queued out of order"),
        ("UPDATE outbox SET cause = 3 WHERE id = 2", "replies without a message"),
        ("UPDATE outbox SET state = 'waiting' WHERE id = 2", "replies that the store does not call sent"),
        ("UPDATE outbox SET sent_id = '20' WHERE id = 2", "replies under a wrong id"),
        ('UPDATE outbox SET body = \'{"text": "đáp một"}\' WHERE id = 2', "replies that cannot be told apart"),
        ("DELETE FROM outbox WHERE id = 2", "sent without being in the store"),
    ],
)
def test_damage_to_the_store_is_noticed(written: Written, damage: str, found: str) -> None:
    written.change(damage)
    assert found in written.judged(SENT)


def test_a_message_that_is_there_twice_is_noticed(written: Written) -> None:
    written.change("DROP INDEX inbox_event")
    written.change("INSERT INTO inbox SELECT 3, channel, account, chat, event, body, received_at, state FROM inbox WHERE id = 1")
    assert "messages kept twice" in written.judged(SENT)


def test_a_reply_that_never_arrived_is_noticed(written: Written) -> None:
    assert "replies lost" in written.judged(SENT[:1])


def test_replies_in_another_order_are_noticed(written: Written) -> None:
    assert "replies out of order" in written.judged(SENT[::-1])


def test_a_repeat_must_be_logged_and_marked(written: Written) -> None:
    again = shown(22, say.repeated("đáp hai"))
    written.change("UPDATE outbox SET sent_id = '22' WHERE id = 2")
    assert written.judged([*SENT, again], [[], [2]]) == []
    assert written.judged([*SENT, again], [[], [1]]) == ["repeats not logged"]
    assert written.judged([*SENT, shown(22, "đáp hai")], [[], [2]]) == ["repeats not marked"]


def test_what_was_not_sent_again_because_it_may_have_arrived_is_no_loss(written: Written) -> None:
    written.change("UPDATE outbox SET sent_id = '', last_error = 'unknown' WHERE id = 2")
    assert written.judged(SENT) == written.judged(SENT[:1]) == []


def test_what_the_messenger_itself_lost_is_counted_and_nobody_s_fault(written: Written) -> None:
    written.change("DELETE FROM inbox WHERE id = 2")
    written.change("DELETE FROM outbox WHERE id = 2")
    tally = compare(TYPED, read_store(written.path, "telegram"), SENT[:1], [[]], {(CHAT, "11")})
    assert tally.violations == []
    assert tally.figures["messages that the service cannot give back"] == 1


def test_where_the_messenger_keeps_no_order_another_order_is_counted(written: Written) -> None:
    typed = TYPED[::-1]
    stored = read_store(written.path, "telegram")
    assert compare(typed, stored, SENT, [[]], in_order=False).violations == []
    assert compare(typed, stored, SENT, [[]]).figures["messages out of order"] == 1


def test_a_repeat_that_the_log_feared_and_that_was_none_is_no_fault(written: Written) -> None:
    assert written.judged(SENT, [[1, 2]]) == []


def test_what_still_waits_is_not_drained(written: Written) -> None:
    written.change("UPDATE outbox SET state = 'sending' WHERE id = 2")
    assert not is_drained(written.path)


def test_a_changed_audit_entry_is_noticed(written: Written) -> None:
    written.store.transact(lambda db: append(db, NOW, "a", "came"))
    written.change("DROP TRIGGER audit_no_update")
    written.change("UPDATE audit SET actor = 'b'")
    assert check_file(written.path).figures["breaks in the audit chain"] == 1


def test_a_damaged_file_is_noticed(written: Written, tmp_path: Path) -> None:
    written.change("CREATE TABLE large AS SELECT zeroblob(100000) AS content")
    written.store.close()
    content = bytearray(written.path.read_bytes())
    content[8192:40960] = b"\xff" * (40960 - 8192)
    written.path.write_bytes(content)
    assert check_file(written.path).figures["integrity faults"] > 0
