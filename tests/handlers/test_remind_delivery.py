"""Reminders on their way out: what the messenger did not take, what is no longer needed, and the command that only looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.clock import moment
from bot.remind_command import remind_once
from bot.reminding import remind_now
from bot.wire import message_to_json, reply_from_json
from bot.work import Desk, answer_one
from handlers.assistant import Assistant
from handlers.turn import Message, Rules
from store import allocations, inbox, ledger, outbox, people, periods, reach, reminders
from store.address import Address
from store.allocations import Allocation
from store.db import Database, Store
from store.inbox import Event
from store.ledger import Entry, Report
from store.people import COMMAND_LINE, Person, Post, Role
from store.periods import Period
from store.reminders import TOO_LATE, Fate

PLAN, TARGET, AGENCY = "743-kh-ubnd-2025", "CT32", "so-cong-thuong"
FIRST = moment("2026-11-13T08:00")
DUE = FIRST.date() + timedelta(days=14)
TELEGRAM, ZALO = Address("telegram", "7", "an"), Address("zalo", "1", "an")


class Bureau:
    """One unit with one person, whose number is due in two weeks."""

    def __init__(self, assistant: Assistant) -> None:
        self.store = Store.open(None)
        self.desk = Desk(assistant, Rules(), {})
        self.store.transact(self._fill)

    def _fill(self, db: Database) -> None:
        now = FIRST - timedelta(days=30)
        people.create(db, "an", "Nguyễn Văn An", "", now)
        people.give_post(db, "cli", "an", Post(Role.CONTACT, AGENCY), now)
        people.add_address(db, "an", ZALO, now)
        people.add_address(db, "an", TELEGRAM, now + timedelta(days=1))
        allocations.give(db, COMMAND_LINE, Allocation(PLAN, TARGET, AGENCY), "", now)
        wanted = Period(0, PLAN, "năm 2026", DUE.replace(month=1, day=1), DUE - timedelta(days=10), DUE)
        self.period = periods.open_period(db, COMMAND_LINE, wanted, now)

    def look(self, now: datetime) -> int:
        return self.store.transact(lambda db: remind_now(db, self.desk, now))

    def waiting(self, channel: str = "telegram") -> list[outbox.Queued]:
        return self.store.transact(lambda db: outbox.waiting(db, channel, after=0, most=10))

    def fails(self, message: int, why: str, now: datetime) -> None:
        self.store.transact(lambda db: outbox.failed(db, message, why, now, None))

    def report(self, now: datetime) -> None:
        def job(db: Database) -> None:
            person = people.person_called(db, "an")
            assert isinstance(person, Person)
            ledger.record(db, person, Entry(PLAN, TARGET, AGENCY, Report.NIL, as_of=self.period.cutoff, period=self.period.id), now)

        self.store.transact(job)

    def history(self) -> list[tuple[str, Fate, str]]:
        found = self.store.transact(lambda db: reminders.history(db, f"period {self.period.id}", DUE))
        return [(one.key.step, one.fate, one.channel) for one in found]


@pytest.fixture
def bureau(assistant: Assistant) -> Iterator[Bureau]:
    bureau = Bureau(assistant)
    yield bureau
    bureau.store.close()


def test_a_reminder_goes_to_the_newest_place_and_may_not_be_sent_after_office_hours(bureau: Bureau) -> None:
    assert bureau.look(FIRST) == 1
    (message,) = bureau.waiting()
    assert message.to == TELEGRAM
    assert message.until == moment("2026-11-13T11:30")


def test_what_a_messenger_did_not_take_goes_over_the_persons_other_one(bureau: Bureau) -> None:
    bureau.look(FIRST)
    (message,) = bureau.waiting()
    bureau.fails(message.id, "Forbidden", FIRST)
    assert bureau.look(FIRST + timedelta(minutes=1)) == 1
    assert [one.to for one in bureau.waiting("zalo")] == [ZALO]
    assert bureau.history() == [("-14", Fate.QUEUED, "zalo")], "one row, whatever carried it"


def test_who_has_shut_the_bot_out_is_written_to_elsewhere_at_once(bureau: Bureau) -> None:
    bureau.store.transact(lambda db: reach.blocked(db, TELEGRAM, FIRST))
    bureau.look(FIRST)
    assert [one.to for one in bureau.waiting("zalo")] == [ZALO]


def test_what_could_not_be_sent_in_office_hours_is_given_again_the_next_working_day(bureau: Bureau) -> None:
    bureau.look(FIRST)
    (message,) = bureau.waiting()
    bureau.fails(message.id, TOO_LATE, FIRST + timedelta(hours=4))
    assert bureau.history() == [("-14", Fate.DROPPED, "telegram")]
    assert bureau.look(moment("2026-11-14T08:00")) == 0, "a Saturday"
    assert bureau.look(moment("2026-11-16T08:00")) == 1


def test_a_reminder_that_waits_is_taken_back_when_the_number_is_there(bureau: Bureau) -> None:
    bureau.look(FIRST)
    bureau.report(FIRST + timedelta(minutes=2))
    assert bureau.look(FIRST + timedelta(minutes=3)) == 0
    assert bureau.waiting() == []
    assert bureau.history() == [("-14", Fate.DROPPED, "telegram")]


def test_a_reminder_that_is_being_sent_is_not_taken_back(bureau: Bureau) -> None:
    bureau.look(FIRST)
    (message,) = bureau.waiting()
    bureau.store.transact(lambda db: outbox.begin(db, [message.id]))
    bureau.report(FIRST + timedelta(minutes=2))
    bureau.look(FIRST + timedelta(minutes=3))
    assert bureau.history() == [("-14", Fate.QUEUED, "telegram")]


def test_somebody_who_leaves_gets_nothing_any_more_and_the_successor_everything(bureau: Bureau) -> None:
    bureau.look(FIRST)

    def hand_over(db: Database) -> None:
        people.create(db, "moi", "Lê Thị Mới", "", FIRST)
        people.give_post(db, "cli", "moi", Post(Role.CONTACT, AGENCY), FIRST)
        people.add_address(db, "moi", Address("telegram", "7", "moi"), FIRST)
        person = people.person_called(db, "an")
        assert person is not None
        from store.erasure import leave

        leave(db, person, person.posts, FIRST)

    bureau.store.transact(hand_over)
    assert bureau.waiting() == []
    bureau.look(FIRST + timedelta(minutes=1))
    assert [one.to.chat for one in bureau.waiting()] == ["moi"]


def test_a_number_in_answer_to_an_old_reminder_is_what_it_asked_for(bureau: Bureau) -> None:
    bureau.look(FIRST)
    (message,) = bureau.waiting()
    bureau.store.transact(lambda db: outbox.sent(db, message.id, "4711", FIRST))
    later = FIRST + timedelta(days=2)

    def answered(db: Database, text: str, reply_to: str) -> str:
        body = message_to_json(Message("", text, reply_to=reply_to))
        inbox.accept(db, Event(TELEGRAM, f"message {text} {reply_to}", body), later)
        (event,) = inbox.waiting(db, 1)
        answer_one(db, bureau.desk, event, later)
        return reply_from_json(outbox.replies_to(db, event.id, TELEGRAM)[0].body).text

    assert not bureau.store.transact(lambda db: answered(db, "1.250", "")).startswith("Đã ghi")
    assert bureau.store.transact(lambda db: answered(db, "bảo hiểm y tế là bao nhiêu?", "")).startswith("Trên 95%")
    assert bureau.store.transact(lambda db: answered(db, "1.250", "4711")).startswith("Đã ghi: 1.250 căn hộ")


def test_the_command_tells_who_would_get_what_and_why_and_does_nothing(bureau: Bureau, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.remind_command import show

    found = remind_once(bureau.store, bureau.desk, FIRST, dry=True)
    show(found, as_json=True)
    (line,) = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert set(line) == {"person", "agency", "channel", "deadline", "due_on", "step", "text", "why"}
    assert (line["person"], line["agency"], line["channel"], line["due_on"], line["step"]) == (
        "Nguyễn Văn An",
        "Sở Công Thương",
        "telegram",
        "2026-11-27",
        "-14",
    )
    assert line["why"].startswith("còn thiếu 1/1 số liệu (nhà ở xã hội")
    assert bureau.waiting() == []
    assert bureau.history() == []


def test_the_command_does_once_what_it_has_told(bureau: Bureau) -> None:
    assert len(remind_once(bureau.store, bureau.desk, FIRST, dry=False)) == 1
    assert remind_once(bureau.store, bureau.desk, FIRST, dry=False) == []
    assert len(bureau.waiting()) == 1


def test_merged_steps_are_named_in_the_reason(bureau: Bureau) -> None:
    (one,) = remind_once(bureau.store, bureau.desk, moment("2026-11-20T08:00"), dry=True)
    assert one.step == "-5"
    assert one.why.endswith("mốc trước hạn 5 ngày, gộp các mốc: trước hạn 14 ngày")
