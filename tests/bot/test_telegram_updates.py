"""Updates that are not what Telegram documents: each is put aside once and holds up nothing."""

from __future__ import annotations

import asyncio
import copy
import json
import random
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from aiohttp import ClientSession
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.fields import UnreadableError
from bot.channels.telegram import SECRET_HEADER
from bot.channels.telegram_updates import Me, next_offset, press_in, read_update
from bot.channels.webhooks import as_text
from bot.work import Desk, answer_waiting
from handlers.turn import Rules
from store import inbox
from store.db import Store
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET, Running
from tests.servers.fake_telegram import FakeTelegram, User

ME = Me(7000000001, "ke_hoach_bot", "7000000001")
LAN = {"id": 5_000_000_777, "is_bot": False, "first_name": "Lan"}
PRIVATE = {"id": 5_000_000_777, "type": "private"}
GROUP = {"id": -1_002_000_000_777, "type": "supergroup", "title": "Tổ"}
QUESTION = {"message_id": 7, "from": {"id": ME.id, "is_bot": True}, "chat": GROUP, "date": 1_790_000_000, "text": "Hỏi gì?"}
WELL_FORMED: tuple[dict[str, Any], ...] = (
    {"message": {"message_id": 1, "from": LAN, "chat": PRIVATE, "date": 1_790_000_000, "text": "bhyt"}},
    {"message": {"message_id": 2, "from": LAN, "chat": GROUP, "date": 1_790_000_000, "text": "đúng", "reply_to_message": QUESTION}},
    {"message": {"message_id": 3, "from": LAN, "sender_chat": GROUP, "chat": GROUP, "date": 1_790_000_000, "text": "/hoi một"}},
    {"message": {"message_id": 4, "from": LAN, "chat": PRIVATE, "date": 1, "document": {"file_id": "y", "file_name": "a.pdf"}}},
    {"message": {"message_id": 5, "from": LAN, "chat": PRIVATE, "date": 1, "photo": [{"file_id": "x"}], "caption": "ảnh"}},
    {"message": {"message_id": 6, "from": LAN, "chat": GROUP, "date": 1, "migrate_to_chat_id": -100_5}},
    {"edited_message": {"message_id": 1, "from": LAN, "chat": PRIVATE, "date": 1, "edit_date": 2, "text": "bhyt?"}},
    {"callback_query": {"id": "4242", "from": LAN, "message": QUESTION, "chat_instance": "1", "data": "7.0"}},
    {"my_chat_member": {"chat": PRIVATE, "from": LAN, "date": 1, "old_chat_member": {}, "new_chat_member": {"status": "kicked"}}},
)
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, -(10**4000), 1.5, 1e400, "", "x", "\ud800", "\x00", "á" * 5000, [], ["x"], [[[]]], {}, {"id": {}},
)  # fmt: skip


def paths(value: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*before, name)
            yield from paths(inner, (*before, name))


def spoiled(update: dict[str, Any], path: tuple[str, ...], *wrong: Any) -> dict[str, Any]:
    """The update with another value at one place; without any where none is given."""
    changed = copy.deepcopy(update)
    place = changed
    for name in path[:-1]:
        place = place[name]
    if wrong:
        place[path[-1]] = wrong[0]
    else:
        del place[path[-1]]
    return changed


def every_spoiled() -> Iterator[dict[str, Any]]:
    for update in WELL_FORMED:
        for path in paths(update):
            yield spoiled(update, path)
            yield from (spoiled(update, path, wrong) for wrong in WRONG)


def unreadable(update: object) -> bool:
    try:
        read_update(update, ME)
    except UnreadableError:
        return True
    return False


NOT_UPDATES: tuple[Any, ...] = (None, True, 5, -5, 10**30, 1.5, "", "\ud800\x00", [], [{"update_id": 5}], {"message": None})
PRESSES = [update for update in every_spoiled() if "callback_query" in update]


def test_what_is_well_formed_can_be_read() -> None:
    assert all(read_update({"update_id": 1, **update}, ME) for update in WELL_FORMED)


def test_whatever_is_wrong_with_an_update_it_is_refused_or_it_can_be_kept_and_answered(now: datetime) -> None:
    store, desk, read = Store.open(None), Desk(StandIn(), Rules(), {}), 0
    for update in every_spoiled():
        press_in(update)
        as_text(update)
        event = None if unreadable(update) else read_update(update, ME)
        if event:
            store.transact(partial(inbox.accept, event=event, now=now))
            read += 1
    assert read > 500
    while store.transact(partial(answer_waiting, desk=desk, now=now)):
        pass
    assert store.transact(lambda db: db.value("SELECT COUNT(*) FROM broken")) == 0
    store.close()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.sampled_from(WRONG),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "status", "chat", "message_id"]), inner),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([(update, path) for update in WELL_FORMED for path in paths(update)]), ANYTHING)
def test_nothing_that_json_can_say_does_worse_than_being_unreadable(place: tuple[dict[str, Any], tuple[str, ...]], wrong: Any) -> None:
    update = spoiled(*place, wrong)
    assert unreadable(update) in (True, False)
    assert press_in(update) is None or "callback_query" in update


def test_an_update_too_deep_to_be_written_is_kept_all_the_same() -> None:
    for levels in range(900, 1_000):
        try:
            update = json.loads(f'{{"message": {"[" * levels}{"]" * levels}}}')
        except RecursionError:
            break
        assert json.loads(as_text(update))


@pytest.mark.parametrize(
    ("numbers", "offset"),
    [
        ([], 0),
        ([5, 7, 6], 8),
        ([None, "9", 1.5, [], {}], 0),
        ([5, None, 10**30, 2**31], 6),
        ([-4, 0], 0),
        ([2**31 - 1], 2**31),
    ],
)
def test_the_offset_follows_the_highest_number_that_telegram_can_have_given(numbers: list[Any], offset: int) -> None:
    assert next_offset([{"update_id": number} for number in numbers]) == offset
    assert next_offset([None, 5, "x", [], {}, *({"update_id": number} for number in numbers)]) == offset


async def test_by_polling_what_cannot_be_read_is_put_aside_once_and_the_next_question_is_answered(
    telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    telegram.faults.redeliver = 1
    wrong = [*NOT_UPDATES, *PRESSES, *random.Random(5).sample(list(every_spoiled()), 100)]
    for update in wrong:
        telegram.pushes(update)
    lan.types("bhyt")
    (answer,) = await telegram.wait_for(1, lan)
    assert answer.text.startswith("Ít nhất 95%")
    await telegram.wait_until(lambda: telegram.pending == 0)
    assert await bot.value("SELECT COUNT(*) FROM broken WHERE inbox IS NULL") == sum(map(unreadable, wrong))
    assert await bot.value("SELECT COUNT(*) FROM broken WHERE inbox IS NOT NULL") == 0


async def test_what_has_no_number_is_put_aside_once_and_does_not_set_the_bot_running_in_circles(
    telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    telegram.pushes("no update at all")
    await bot.until("SELECT COUNT(*) FROM broken")
    before = telegram.call_count("getUpdates")
    await asyncio.sleep(0.3)
    assert telegram.call_count("getUpdates") - before < 12
    lan.types("bhyt")
    await telegram.wait_for(1, lan)
    await telegram.wait_until(lambda: telegram.pending == 0)
    (row,) = await bot.rows("SELECT raw, error, channel, account FROM broken")
    assert tuple(row) == ('"no update at all"', "UnreadableError('update')", "telegram", "7000000001")


async def test_by_webhook_what_cannot_be_read_is_put_aside_once_and_the_next_question_is_answered(
    telegram: FakeTelegram, called_bot: Running, lan: User
) -> None:
    telegram.faults.redeliver = 1
    wrong = [*NOT_UPDATES, *random.Random(6).sample(PRESSES, 100)]
    for update in wrong:
        telegram.pushes(update)
    lan.types("bhyt")
    (answer,) = await telegram.wait_for(1, lan)
    assert answer.text.startswith("Ít nhất 95%")
    await telegram.wait_until(lambda: telegram.pending == 0)
    assert {delivery.problem for delivery in telegram.webhook.deliveries} == {""}
    assert await called_bot.value("SELECT COUNT(*) FROM broken") == sum(map(unreadable, wrong))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"bhyt",
        b"\xff\xfe\x00",
        '{"message": "bhyt"}'.encode("utf-16"),
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"message": ' + b"[" * 980 + b"]" * 980 + b"}",
        b"9" * 5_000,
        b'{"update_id": ' + b"9" * 5_000 + b"}",
        b'"\\ud800"',
        b"{}\n{}",
        b"\x00" * 1_000,
        b"%PDF-1.4",
    ],
    ids=lambda body: repr(body[:12]),
)
async def test_a_body_that_is_no_update_is_taken_and_put_aside_once(
    body: bytes, telegram: FakeTelegram, called_bot: Running, lan: User
) -> None:
    async with ClientSession(headers={SECRET_HEADER: SECRET}) as client:
        for _ in range(2):
            async with client.post(f"{called_bot.settings.public_url}/telegram", data=body) as response:
                assert response.status == 200
    lan.types("bhyt")
    await telegram.wait_for(1, lan)
    assert await called_bot.value("SELECT COUNT(*) FROM broken") == 1
