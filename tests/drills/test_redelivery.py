"""Updates that come up to five times, in any order, by polling and by webhook, through restarts: each is handled once.

A state machine against a model that is nothing but a count of what happened. 50 runs by default; with KEHOACH_LONG=1 so many
that ten thousand updates are sent.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot import work
from bot.channels import telegram_text
from bot.channels.fields import UnreadableError
from bot.channels.telegram_updates import CHANNEL, Me, read_update
from bot.wire import reply_from_json
from bot.work import Desk, answer_waiting
from handlers.desk import receive
from handlers.turn import Reply, Rules, Turn
from store import inbox
from store.db import Database, Store
from tests.bot.conftest import StandIn

LONG = os.environ.get("KEHOACH_LONG") == "1"
EXAMPLES, STEPS = (500, 60) if LONG else (50, 40)
ME = Me(7, "ke_hoach_bot", "7")
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FIRST_CHAT, CHATS = 5_000_000_001, 4
GROUP = -4_000_000_001
OFFERING = "nước sạch"
sent_in_all = 0


class PowerCutError(Exception):
    """Stands for whatever ends a process in the middle of a transaction."""


class Redelivery(RuleBasedStateMachine):
    """`due` holds what Telegram will still deliver: an update stands in it as often as it will come."""

    @initialize()
    def begin(self) -> None:
        self.undo = ExitStack()
        self.path = Path(self.undo.enter_context(tempfile.TemporaryDirectory())) / "kehoach.db"
        self.undo.enter_context(patch.object(work, "receive", noted))
        self.desk = Desk(StandIn(), Rules(), {CHANNEL: telegram_text.split})
        self.store = Store.open(self.path, alone=True)
        self.store.transact(lambda db: db.execute("CREATE TABLE handled (chat TEXT, what TEXT)"))
        self.happened: Counter[tuple[str, str]] = Counter()
        self.unreadable = 0
        self.due: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.ids = 0

    def teardown(self) -> None:
        """Everything that is left arrives and is answered; then the books are compared."""
        if not hasattr(self, "store"):
            return
        try:
            self._take(self.due)
            while self._commit(lambda db: answer_waiting(db, self.desk, NOW)):
                pass
            self._compare()
        finally:
            self.store.close()
            self.undo.close()

    # ---- what people do

    @rule(who=st.integers(0, CHATS), count=st.integers(1, 6), times=st.integers(1, 5), offering=st.booleans())
    def types(self, who: int, count: int, times: int, offering: bool) -> None:
        """`who` 0 writes in a group."""
        for _ in range(count):
            number = self._next()
            text = OFFERING if offering else f"câu {number}"
            message = {"message_id": number, "date": 1, "text": text, **_place(who)}
            if not who:
                message["text"] = f"@{ME.username} {text}"
            self.messages.append(message)
            self._send({"message": message}, str(message["chat"]["id"]), text, times)

    @rule(which=st.integers(0), edits=st.integers(1, 3), times=st.integers(1, 5))
    def edits(self, which: int, edits: int, times: int) -> None:
        """One message, so many times within one second."""
        if not self.messages:
            return
        message, second = self.messages[which % len(self.messages)], self._next()
        for _ in range(edits):
            text = f"sửa {self._next()}"
            called = f"@{ME.username} {text}" if message["chat"]["id"] == GROUP else text
            self._send({"edited_message": {**message, "text": called, "edit_date": second}}, str(message["chat"]["id"]), text, times)

    @rule(which=st.integers(0), button=st.integers(0, 2), presses=st.integers(1, 2), times=st.integers(1, 5))
    def presses(self, which: int, button: int, presses: int, times: int) -> None:
        """Once or twice in a row: each press is an event of its own, and each may be delivered again."""
        offers = self._commit(lambda db: db.rows("SELECT id, chat FROM outbox WHERE body LIKE '%options%' ORDER BY id"))
        if not offers:
            return
        offer = offers[which % len(offers)]
        data = f"{offer['id']}.{button}"
        for _ in range(presses):
            place = _place(0) if offer["chat"] == str(GROUP) else _place(int(offer["chat"]) - FIRST_CHAT + 1)
            query = {"id": str(self._next()), "from": place["from"], "message": {"message_id": 1, **place}, "data": data}
            self._send({"callback_query": query}, offer["chat"], f"press {data}", times)

    @rule(times=st.integers(1, 5))
    def sends_what_cannot_be_read(self, times: int) -> None:
        self.unreadable += 1
        self._deliver_later({"message": {"message_id": self._next(), "chat": "?"}}, times)

    # ---- how it comes

    @rule(data=st.data(), most=st.integers(1, 20))
    def comes_by_polling(self, data: st.DataObject, most: int) -> None:
        """A batch in any order; Telegram forgets it once it is kept."""
        self._take(self._drawn(data, most))

    @rule(data=st.data())
    def comes_by_webhook(self, data: st.DataObject) -> None:
        for update in self._drawn(data, 3):
            self._take([update])

    @rule(data=st.data(), most=st.integers(1, 20))
    def comes_and_is_not_kept(self, data: st.DataObject, most: int) -> None:
        """The process ends before the commit: nobody was told "received", so all of it comes again."""
        batch = self._drawn(data, most)
        self.due += batch
        self._fail(lambda db: _accept(db, batch))

    # ---- what the bot does meanwhile

    @rule(most=st.integers(1, 10))
    def answers(self, most: int) -> None:
        self._commit(lambda db: answer_waiting(db, self.desk, NOW, most))

    @rule(most=st.integers(1, 10))
    def answers_and_does_not_keep_it(self, most: int) -> None:
        self._fail(lambda db: answer_waiting(db, self.desk, NOW, most))

    @rule()
    def restarts(self) -> None:
        self.store.close()
        self.store = Store.open(self.path, alone=True)

    # ----

    def _next(self) -> int:
        self.ids += 1
        return self.ids

    def _send(self, update: dict[str, Any], chat: str, what: str, times: int) -> None:
        self.happened[chat, what] += 1
        self._deliver_later(update, times)

    def _deliver_later(self, update: dict[str, Any], times: int) -> None:
        global sent_in_all
        sent_in_all += 1
        self.due += [{"update_id": self._next(), **update}] * times

    def _drawn(self, data: st.DataObject, most: int) -> list[dict[str, Any]]:
        """Some of what is due, in the order drawn."""
        numbers = st.lists(st.integers(0, max(0, len(self.due) - 1)), max_size=min(most, len(self.due)), unique=True)
        drawn = data.draw(numbers)
        batch = [self.due[number] for number in drawn]
        self.due = [update for number, update in enumerate(self.due) if number not in set(drawn)]
        return batch

    def _take(self, updates: Sequence[dict[str, Any]]) -> None:
        self._commit(lambda db: _accept(db, updates))

    def _commit(self, job: Callable[[Database], Any]) -> Any:
        (result,) = self.store.commit_together([job])
        if isinstance(result, Exception):
            raise result
        return result

    def _fail(self, job: Callable[[Database], Any]) -> None:
        def cut(db: Database) -> None:
            job(db)
            raise PowerCutError

        (result,) = self.store.commit_together([cut])
        assert isinstance(result, PowerCutError)

    def _compare(self) -> None:
        rows = self._commit(lambda db: db.rows("SELECT chat, what FROM handled"))
        assert Counter((row["chat"], row["what"]) for row in rows) == self.happened
        events = self._commit(lambda db: db.rows("SELECT state FROM inbox"))
        assert [row["state"] for row in events] == ["done"] * sum(self.happened.values())
        assert self._commit(lambda db: db.value("SELECT COUNT(*) FROM broken")) == self.unreadable
        queued = self._commit(lambda db: db.rows("SELECT chat, cause, body FROM outbox"))
        assert len({row["cause"] for row in queued}) == len(events)
        echoes = Counter((row["chat"], reply_from_json(row["body"]).text.removeprefix("Nghe: ")) for row in queued)
        assert {key: echoes[key] for key in self.happened if _is_echoed(key)} == {
            key: count for key, count in self.happened.items() if _is_echoed(key)
        }


def noted(turn: Turn) -> list[Reply]:
    """Answers as always, and notes in the same transaction what was answered."""
    what = f"press {turn.message.button}" if turn.message.button else turn.message.text
    turn.db.execute("INSERT INTO handled (chat, what) VALUES (?, ?)", turn.at.chat, what)
    return receive(turn)


def _accept(db: Database, updates: Sequence[dict[str, Any]]) -> None:
    """As the channel takes what it is delivered."""
    for update in updates:
        try:
            event = read_update(update, ME)
        except UnreadableError as problem:
            inbox.set_aside_unread(db, CHANNEL, ME.account, str(update), str(problem), NOW)
            continue
        assert event
        inbox.accept(db, event, NOW)


def _place(who: int) -> dict[str, Any]:
    if who:
        person = {"id": FIRST_CHAT + who - 1, "is_bot": False, "first_name": "Lan"}
        return {"chat": {"id": person["id"], "type": "private"}, "from": person}
    return {"chat": {"id": GROUP, "type": "group"}, "from": {"id": FIRST_CHAT, "is_bot": False, "first_name": "Lan"}}


def _is_echoed(key: tuple[str, str]) -> bool:
    return key[1].startswith(("câu ", "sửa "))


def test_each_update_is_handled_once_however_often_and_however_it_comes() -> None:
    """The short form is the same each time, so that nobody's run fails by chance."""
    before = sent_in_all
    run_state_machine_as_test(
        Redelivery,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert sent_in_all - before > (10_000 if LONG else 500)
