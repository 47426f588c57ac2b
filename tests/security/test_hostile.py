"""Thousands of messages as nobody should send them, to the real assistant through the real spine: each is answered, in time, and
none is put aside but those that were made to fail. Twenty thousand with KEHOACH_LONG=1.
"""

from __future__ import annotations

import os
import statistics
import time
from typing import Any

import pytest

from bot.channels.cutting import units
from bot.channels.telegram_text import LIMIT, html
from handlers.assistant import Assistant
from store.db import Store
from store.people import Post, Role
from tests.security.mutations import ENORMOUS, Mutator
from tests.security.office import Office, Said, Somebody
from tests.servers.fake_telegram.html import parse_html

MESSAGES = 20_000 if os.environ.get("KEHOACH_LONG") == "1" else 500
P99_SECONDS = 0.1
"""Of processor time, on which others who use the machine have no influence."""
SEED = 743
GROUP = -1_002_000_000_777
FAILS = "¡nổ!"
EVERY = 100
"""One message in so many makes the handler fail."""
PIECES = (
    "a", "9", "a ", "12,5% ", "Sở Y tế ", "chỉ tiêu nhà ở xã hội ", "e\u0323\u0302", "\u202e", "[", "\0", "\n", "ABCD-", "😀",
    "“", "K\u0301-",
)  # fmt: skip
POSTS = (None, None, Post(Role.VIEWER, ""), Post(Role.CONTACT, "so-y-te"), Post(Role.COORDINATOR, ""), Post(Role.ADMIN, ""))


@pytest.fixture
def office(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Office:
    """In memory: the disk is not what is measured here."""
    answer = Assistant.answer

    def fails(self: Assistant, message: Any, *more: Any) -> Any:
        if message.text.startswith(FAILS):
            raise RuntimeError(message.text)
        return answer(self, message, *more)

    monkeypatch.setattr(Assistant, "answer", fails)
    return Office(Store.open(None), assistant)


def people(office: Office) -> list[Somebody]:
    chats = [office.somebody(5_000_000_001 + number, "Ai <b>đó</b>") for number in range(3 * len(POSTS))]
    for number, somebody in enumerate(chats):
        post = POSTS[number % len(POSTS)]
        if post:
            office.enrolled(somebody.at, f"Nguyễn Văn {'ABCDGH'[number % 6]}", post, phone=f"090512345{number % 10}")
    return chats


def sends(office: Office, mutator: Mutator, somebody: Somebody) -> list[Said]:
    """One thing that somebody does: types, edits, presses, sends a file, in private or in a group, well-formed or not."""
    group = GROUP if mutator.now_and_then(0.15) else 0
    if mutator.now_and_then(0.1):
        return somebody.presses_data(mutator.button(int(office.value("SELECT COALESCE(MAX(id), 0) FROM outbox"))), group)
    if mutator.now_and_then(0.75):
        text = mutator.text()
        return somebody.types(mutator.pick(("/hoi ", "@ke_hoach_bot ", "")) + text if group else text, group)
    chat = {"id": group or somebody.id, "type": "supergroup" if group else "private"}
    message = {"message_id": office.number(), "from": somebody.json, "chat": chat, "date": 1_790_000_000, "edit_date": 1_790_000_001}
    document = {"file_id": "x", "file_name": mutator.text()[:200], "file_size": 5}
    texts = {"text": mutator.text()}, {"text": ""}
    content = mutator.pick((*texts, {"document": document, "caption": mutator.text()}, {"photo": [], "caption": "x"}))
    update = {mutator.pick(("message", "edited_message")): message | content}
    if mutator.now_and_then(0.5):
        place, name = mutator.pick(list(mutator.places(update)))
        place[name] = mutator.json()
    return office.takes(update)


def is_well_said(said: Said) -> bool:
    """What Telegram takes, and shows as it was meant."""
    return units(said.text) <= LIMIT and parse_html(html(said.text))[0] == said.text


def test_hostile_messages_are_answered_in_time_and_none_is_put_aside(office: Office) -> None:
    mutator, chats = Mutator(SEED), people(office)
    took, wrong, made_to_fail, answered = list[float](), list[Said](), 0, 0
    for number in range(MESSAGES):
        somebody = chats[number % len(chats)]
        began = time.thread_time()
        said = sends(office, mutator, somebody)
        took.append(time.thread_time() - began)
        answered += bool(said)
        wrong += [one for one in said if one.to.channel == "telegram" and not is_well_said(one)]
        if number % EVERY == EVERY - 1:
            made_to_fail += 1
            unlucky = office.somebody(6_000_000_001)
            assert [one.to for one in unlucky.types(f"{FAILS} {mutator.text()}")] == [unlucky.at]
        if number % 50 == 0:
            office.later(minutes=7)
    put_aside = office.rows("SELECT raw, error FROM broken WHERE inbox IS NOT NULL")
    assert [error for raw, error in put_aside if FAILS not in raw and FAILS not in error] == []
    assert len(put_aside) == made_to_fail
    assert office.value("SELECT COUNT(*) FROM inbox WHERE state = 'new'") == 0
    assert wrong == []
    assert answered > MESSAGES * 0.8
    assert statistics.quantiles(took, n=100)[98] < P99_SECONDS, sorted(took)[-20:]
    assert office.store.transact(lambda db: db.value("PRAGMA integrity_check")) == "ok"


def test_a_message_longer_than_any_messenger_lets_through_takes_no_second(office: Office) -> None:
    somebody = office.somebody(5_000_000_001)
    for piece in PIECES:
        began = time.thread_time()
        (answer,) = somebody.types((piece * ENORMOUS)[:ENORMOUS])[:1]
        assert time.thread_time() - began < 1.0, piece
        assert answer.text
    assert office.value("SELECT COUNT(*) FROM broken") == 0
