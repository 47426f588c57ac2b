"""What the bot sends: it arrives, as what it is meant to be, or whoever runs the bot can see why not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import delivery, say
from bot.channels import telegram as channel
from bot.wire import reply_to_json
from handlers.turn import Conversation, File, Message, Reply
from store import outbox, reminders
from store.db import Store
from store.reach import addresses_on
from store.reminders import TOO_LATE
from tests.bot.conftest import StandIn
from tests.bot.papers_in import a_document, a_jpeg, a_pdf, a_sheet
from tests.bot.running import Running, at, running, telegram_settings
from tests.servers.fake_telegram import FakeTelegram, User
from tests.servers.fake_telegram.faults import Faults

STATE = "SELECT state FROM outbox WHERE id = ?"
BLOCKED = "SELECT blocked_at FROM addresses WHERE chat = ?"


async def settled(bot: Running, number: int) -> tuple[str, str | None]:
    """How a message ended, and the reason."""
    await bot.until("SELECT state IN ('sent', 'failed') FROM outbox WHERE id = ?", number)
    (row,) = await bot.rows("SELECT state, last_error FROM outbox WHERE id = ?", number)
    return row["state"], row["last_error"]


# ---- readers who are not there


async def test_whoever_blocks_the_bot_is_left_in_peace_until_they_let_it_in_again(
    telegram: FakeTelegram, either_bot: Running, lan: User
) -> None:
    await either_bot.enrolled(lan)
    lan.blocks()
    await either_bot.until(BLOCKED, str(lan.id))
    assert await either_bot.worker.run(lambda db: addresses_on(db, "telegram")) == []
    lan.unblocks()
    await either_bot.until("SELECT blocked_at IS NULL FROM addresses WHERE chat = ?", str(lan.id))
    assert await either_bot.worker.run(lambda db: addresses_on(db, "telegram")) == [at(lan)]


async def test_a_block_that_was_not_told_is_noticed_at_the_first_message_and_that_is_the_last(
    telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    await bot.enrolled(lan)
    telegram.world.chats[lan.id].standing = "kicked"
    assert await settled(bot, await bot.says(lan, "một")) == ("failed", "Forbidden: bot was blocked by the user")
    assert await bot.value(BLOCKED, str(lan.id))
    assert telegram.call_count("sendMessage") == 1


async def test_whoever_has_never_written_cannot_be_written_to_and_it_is_not_tried_again(telegram: FakeTelegram, bot: Running) -> None:
    stranger = telegram.user("Người lạ", started=False)
    state, why = await settled(bot, await bot.says(stranger, "một"))
    assert (state, why) == ("failed", "Forbidden: bot can't initiate conversation with a user")
    assert await settled(bot, await bot.says(12345, "hai")) == ("failed", "Chat not found")
    assert telegram.call_count("sendMessage") == 2


async def test_one_reader_who_is_gone_holds_up_nobody_else(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    telegram.world.chats[lan.id].standing = "kicked"
    minh = telegram.user("Minh")
    for number in range(10):
        await bot.says(lan, f"Lan {number}")
        await bot.says(minh, f"Minh {number}")
    await telegram.wait_for(10, minh)
    assert telegram.texts(minh) == [f"Minh {number}" for number in range(10)]


# ---- groups that move


async def test_a_group_that_has_become_a_supergroup_is_followed_with_all_that_waits_for_it(
    telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    group = telegram.group("Tổ điều phối")
    lan.types_in(group, "một", mention=True)
    await telegram.wait_for(1, group)
    old = group.id
    telegram.world.chats[old].migrated_to = new = telegram.group("Tổ điều phối", supergroup=True).id
    for number in range(5):
        await bot.says(old, f"tin {number}")
    await telegram.wait_for(5, new)
    assert telegram.texts(new) == [f"tin {number}" for number in range(5)]
    assert telegram.texts(old) == ["Nghe: một"]
    await bot.until("SELECT COUNT(*) = 0 FROM outbox WHERE state <> 'sent'")
    assert await bot.value("SELECT COUNT(*) FROM outbox WHERE chat = ?", str(new)) == 5


async def test_a_group_that_tells_of_its_move_is_followed_too(telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn) -> None:
    group = telegram.group("Tổ điều phối")
    telegram.faults.error(500, "sendMessage")
    await bot.says(group, "chờ")
    await bot.until("SELECT attempts > 0 FROM outbox")
    group.migrates(lan)
    await bot.until("SELECT chat = ? FROM outbox", str(group.id))
    telegram.faults.clear()
    await telegram.wait_for(1, group)
    lan.types_in(group, "bhyt", mention=True)
    await telegram.wait_for(2, group)
    assert telegram.texts(group)[0] == "chờ"
    assert [seen.message.text for seen in assistant.seen] == ["bhyt"]


# ---- what Telegram refuses, and when it is in trouble


async def test_a_message_whose_looks_are_refused_comes_as_plain_text_with_its_buttons(
    telegram: FakeTelegram, bot: Running, lan: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(channel, "html", lambda text: f"<b>{text}")
    await bot.says(lan, Reply("a < b & c > d", (("Có", "Không"),)))
    (answer,) = await telegram.wait_for(1, lan)
    assert (answer.text, answer.labels) == ("a < b & c > d", ["Có", "Không"])
    assert "Telegram không nhận định dạng" in caplog.text


async def test_more_tags_than_telegram_reads_do_not_lose_the_message(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    text = "\n".join(["Các câu:", *["“a”"] * 1_000])
    await bot.says(lan, text)
    (answer,) = await telegram.wait_for(1, lan)
    assert answer.text == text


async def test_after_too_many_messages_everybody_waits_as_long_as_telegram_says(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    refusal = telegram.faults.too_many(times=1, retry_after=1)
    await bot.says(lan, "một")
    await telegram.wait_until(lambda: refusal.struck == 1)
    refused_at = telegram.calls("sendMessage")[-1].at
    await bot.says(telegram.user("Minh"), "hai")
    await telegram.wait_for(2)
    assert [call.status for call in telegram.calls("sendMessage")] == [429, 200, 200]
    assert telegram.calls("sendMessage")[1].at - refused_at >= 1.0


@pytest.mark.parametrize("status", [500, 502])
async def test_what_did_not_arrive_is_sent_again_unmarked_and_in_order(
    status: int, telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    telegram.faults.error(status, times=2)
    for number in range(3):
        await bot.says(lan, f"tin {number}")
    await telegram.wait_for(3, lan)
    assert telegram.texts(lan) == [f"tin {number}" for number in range(3)]


async def test_what_was_not_even_asked_of_telegram_is_sent_unmarked_once_it_is_back(
    telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    telegram.goes_down()
    await bot.says(lan, "một")
    await bot.until("SELECT attempts > 1 FROM outbox")
    await telegram.comes_back()
    await telegram.wait_for(1, lan)
    assert telegram.texts(lan) == ["một"]


@pytest.mark.parametrize("fault", [lambda faults: faults.lost(times=1), lambda faults: faults.half(times=1)], ids=["lost", "half"])
async def test_what_may_have_arrived_is_sent_again_and_says_so(
    fault: Callable[[Faults], object], telegram: FakeTelegram, bot: Running, lan: User, caplog: pytest.LogCaptureFixture
) -> None:
    fault(telegram.faults)
    number = await bot.says(lan, "một")
    await telegram.wait_for(2, lan)
    assert await settled(bot, number) == ("sent", None)
    assert telegram.texts(lan) == ["một", "(gửi lại) một"]
    assert await bot.value("SELECT repeats FROM outbox WHERE id = ?", number) == 1
    assert say.may_be_repeated(number) in caplog.text


async def test_whoever_writes_can_be_written_to_whatever_was_noted_of_them(telegram: FakeTelegram, either_bot: Running, lan: User) -> None:
    await either_bot.enrolled(lan)
    await either_bot.worker.run(lambda db: db.execute("UPDATE addresses SET blocked_at = 'x'"))
    lan.types("bhyt")
    await telegram.wait_for(1, lan)
    assert await either_bot.worker.run(lambda db: addresses_on(db, "telegram")) == [at(lan)]


async def test_while_more_chats_wait_than_are_read_ahead_the_bot_rests(
    telegram: FakeTelegram, bot: Running, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "READ_AHEAD", 20)
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 60.0)
    monkeypatch.setattr(delivery, "LONGEST_PAUSE", 60.0)
    telegram.goes_down()
    for number in range(50):
        await bot.says(telegram.user(f"Người {number}"), "tin")
    await bot.until("SELECT COUNT(*) >= 20 FROM outbox WHERE attempts > 0")
    commits = 0
    inner = bot.worker._store.commit_together

    def counted(jobs: Any) -> list[Any]:
        nonlocal commits
        commits += 1
        return inner(jobs)

    monkeypatch.setattr(bot.worker._store, "commit_together", counted)
    busy = time.process_time()
    await asyncio.sleep(0.4)
    assert commits < 20
    assert time.process_time() - busy < 0.2


async def test_whoever_waits_longer_than_a_moment_sees_that_the_answer_is_being_written(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.work.PATIENCE", timedelta(seconds=0.1))
    monkeypatch.setattr("bot.app.TYPING_EVERY", 0.05)
    answer = assistant.answer

    def slowly(message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
        if message.text == "chậm":
            time.sleep(0.4)
        return answer(message, conversation, now)

    monkeypatch.setattr(assistant, "answer", slowly)
    async with running(telegram_settings(tmp_path, telegram), assistant):
        lan.types("nhanh")
        await telegram.wait_for(1, lan)
        assert telegram.call_count("sendChatAction") == 0
        lan.types("chậm")
        await telegram.wait_until(lambda: telegram.call_count("sendChatAction") > 0)
        assert len(telegram.sent) == 1
        await telegram.wait_for(2, lan)
        shown = telegram.call_count("sendChatAction")
        await asyncio.sleep(0.2)
        assert telegram.call_count("sendChatAction") == shown
    (call,) = telegram.calls("sendChatAction")[:1]
    assert (str(call.parameters["chat_id"]), call.parameters["action"]) == (str(lan.id), "typing")


async def test_one_message_that_takes_long_does_not_hold_up_those_to_others(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    people = [telegram.user(f"Người {number}") for number in range(30)]
    telegram.faults.slow(0.4, "sendMessage", times=1)
    for person in people:
        await bot.says(person, "tin")
    await telegram.wait_for(30, timeout=3)


# ---- long and rich replies


async def test_a_reply_too_long_for_one_message_comes_in_parts_with_the_buttons_under_the_last(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = [f"Chỉ tiêu số {number} 😀 là {number}%." for number in range(400)]
    reply = Reply("\n".join(sentences), (("Tiếp", "Thôi"),))
    monkeypatch.setattr(assistant, "answer", lambda message, conversation, now: [reply])
    async with running(telegram_settings(tmp_path, telegram), assistant):
        lan.types("tất cả")
        await telegram.wait_until(lambda: bool(telegram.sent) and telegram.sent[-1].labels == ["Tiếp", "Thôi"])
        parts = telegram.sent_to(lan)
        lan.presses(parts[-1], "Tiếp")
        await telegram.wait_for(2 * len(parts), lan)
    assert len(parts) == 3
    assert [part.labels for part in parts[:-1]] == [[], []]
    assert "\n".join(part.text for part in parts) == reply.text


async def test_a_file_is_sent_under_its_own_name(telegram: FakeTelegram, bot: Running, lan: User, tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"PK")
    await bot.says(lan, Reply("", files=(File("Báo cáo quý III – “mẫu”.xlsx", str(tmp_path / "b.xlsx")),)))
    (sent,) = await telegram.wait_for(1, lan)
    assert sent.json["document"]["file_name"].endswith(".xlsx")
    assert sent.json["document"]["file_name"].startswith("Báo cáo quý III")


async def test_a_file_that_is_gone_is_given_up_and_what_follows_arrives(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    number = await bot.says(lan, Reply("", files=(File("a.xlsx", "/nowhere/a.xlsx"),)))
    await bot.says(lan, "sau đó")
    await telegram.wait_for(1, lan)
    assert await settled(bot, number) == ("failed", "a.xlsx: No such file or directory")


# ---- the end of the program


async def test_a_message_on_its_way_at_the_end_is_seen_through_and_not_sent_again_after_the_next_start(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path
) -> None:
    settings = telegram_settings(tmp_path, telegram)
    telegram.faults.slow(0.3, "sendMessage", times=1)
    async with running(settings, assistant):
        lan.types("một")
        await telegram.wait_for(1, lan)  # sent, and not yet answered to the bot
    store = Store.open(settings.database)
    assert store.transact(lambda db: db.value("SELECT state FROM outbox")) == "sent"
    store.close()
    async with running(settings, assistant):
        lan.types("hai")
        await telegram.wait_for(2, lan)
    assert telegram.texts(lan) == ["Nghe: một", "Nghe: hai"]


async def test_what_is_asked_just_before_the_end_is_answered_before_it_or_after_the_next_start(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path
) -> None:
    settings = telegram_settings(tmp_path, telegram)
    for number in range(5):
        async with running(settings, assistant):
            await telegram.wait_until(lambda: telegram.call_count("getUpdates") > 0)
            lan.types(f"câu {number}")
            await asyncio.sleep(0.003 * number)
    async with running(settings, assistant):
        await telegram.wait_for(5, lan)
    assert telegram.texts(lan) == [f"Nghe: câu {number}" for number in range(5)]


async def test_an_end_while_telegram_is_away_takes_no_time(telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path) -> None:
    async with running(telegram_settings(tmp_path, telegram), assistant) as bot:
        telegram.goes_down()
        await bot.says(lan, "một")
        await bot.until("SELECT attempts > 0 FROM outbox")
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 1.0


# ---- files that people send


@pytest.mark.parametrize(
    ("name", "mime", "data", "kind"),
    [
        ("Biểu số 1.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", a_sheet([["Chỉ tiêu", 12]]), "sheet"),
        ("BÁO CÁO.PDF", "application/pdf", a_pdf(), "pdf"),
        ("a.docx", "application/octet-stream", a_document("báo cáo"), "word"),
        ("scan.jpeg", "image/jpeg", a_jpeg(), "photo"),
    ],
)
async def test_files_are_fetched_and_told_by_what_they_hold(
    name: str, mime: str, data: bytes, kind: str, telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    lan.sends_file(name, mime, data, caption="tháng 9")
    await telegram.wait_for(1, lan)
    (message,) = [seen.message for seen in assistant.seen]
    (file,) = message.files
    assert (file.name, file.kind, file.refused, file.size) == (name, kind, "", len(data))
    assert Path(file.path).read_bytes() == data
    assert message.text == "tháng 9"


@pytest.mark.parametrize(
    ("name", "mime", "size"),
    [
        ("lớn.pdf", "application/pdf", 30 << 20),
        ("setup.exe", "application/x-msdownload", 1_000),
        ("bao-cao.pdf.exe", "application/pdf", 1_000),
        ("bao-cao.pdfx", "application/pdf", 1_000),
        ("macro.xlsm", "application/vnd.ms-excel", 1_000),
        ("a.csv.z", "text/csv", 1_000),
        ("pdf", "application/pdf", 1_000),
    ],
)
async def test_files_are_refused_by_size_and_name_before_they_are_fetched(
    name: str, mime: str, size: int, telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    lan.sends_file(name, mime, bytes(size), caption="tháng 9")
    await telegram.wait_for(1, lan)
    (message,) = [seen.message for seen in assistant.seen]
    assert (message.files, message.refused_file, message.text) == ((), name, "tháng 9")
    assert not telegram.call_count("getFile")


async def test_a_file_that_holds_something_else_than_its_name_says_is_refused(
    telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    lan.sends_file("so-lieu.xlsx", "application/pdf", a_pdf(), caption="tháng 9")
    await telegram.wait_for(1, lan)
    (file,) = assistant.seen[0].message.files
    assert (file.refused, file.path) == ("damaged", "")
    assert list((bot.settings.files / "sent").glob("*")) == []


async def test_a_file_that_telegram_does_not_give_is_said_to_be_unfetched(
    telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    chat = {"id": lan.id, "type": "private"}
    document = {"file_id": "gone", "file_name": "a.pdf", "file_size": 5}
    telegram.pushes({"message": {"message_id": 9, "from": lan.json, "chat": chat, "date": 1, "document": document, "caption": "bhyt"}})
    await telegram.wait_for(1, lan)
    (file,) = assistant.seen[0].message.files
    assert (file.refused, file.path) == ("unfetched", "")


async def test_a_photo_with_words_under_it_is_taken(telegram: FakeTelegram, either_bot: Running, lan: User, assistant: StandIn) -> None:
    lan.sends_photo(a_jpeg(), caption="bhyt")
    (answer,) = await telegram.wait_for(1, lan)
    assert answer.text.startswith("Ít nhất 95%")
    (file,) = assistant.seen[0].message.files
    assert (file.name, file.kind, file.refused) == ("photo.jpg", "photo", "")


@pytest.mark.parametrize("kind", ["voice", "video", "audio", "video_note", "sticker", "animation"])
async def test_what_cannot_be_read_is_not_passed_over_in_silence(
    kind: str, telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    chat = {"id": lan.id, "type": "private"}
    telegram.pushes({"message": {"message_id": 9, "from": lan.json, "chat": chat, "date": 1, kind: {"file_id": "x", "duration": 3}}})
    (answer,) = await telegram.wait_for(1, lan)
    assert answer.text.startswith("Tệp này không nhận được")
    assert assistant.seen == []


async def test_a_file_in_a_group_is_for_the_bot_where_the_words_under_it_say_so(
    telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    group = telegram.group("Tổ điều phối")
    lan.sends_file("a.txt", "text/plain", b"a", group=group)
    lan.sends_file("b.pdf", "application/pdf", a_pdf(), caption="@ke_hoach_bot bhyt", group=group)
    await telegram.wait_for(1, group)
    assert [[file.name for file in seen.message.files] for seen in assistant.seen] == [["b.pdf"]]


# ---- what may not be sent any more


async def test_a_message_whose_time_is_over_is_not_sent(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    await bot.enrolled(lan)
    past = bot.clock.now() - timedelta(minutes=1)
    number = await bot.worker.run(lambda db: outbox.queue(db, at(lan), reply_to_json(Reply("nhắc")), bot.clock.now(), until=past))
    assert number is not None
    assert await settled(bot, number) == ("failed", TOO_LATE)
    assert telegram.call_count("sendMessage") == 0
    assert await settled(bot, await bot.says(lan, "tin sau")) == ("sent", None)


async def test_a_message_that_is_taken_back_while_it_waits_is_not_sent(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    await bot.enrolled(lan)
    telegram.faults.too_many(times=1, retry_after=1)
    first = await bot.says(lan, "một")
    second = await bot.says(lan, "hai")
    taken_back = await bot.worker.run(lambda db: reminders.drop(db, second, bot.clock.now()))
    assert taken_back
    assert await settled(bot, first) == ("sent", None)
    third = await bot.says(lan, "ba")
    assert await settled(bot, third) == ("sent", None)
    assert [message.json["text"] for message in telegram.sent] == ["một", "ba"]
