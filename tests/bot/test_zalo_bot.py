"""The whole program beside a stand-in for Zalo's Bot Platform."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot import say
from bot.channels.http import Answer, Http
from bot.channels.zalo_bot import SECRET_HEADER
from bot.zalo_command import zalo_webhooks
from handlers.say import NOTICE_VERSION
from handlers.turn import File, Reply
from store import outbox
from store.address import Address
from store.enrolment import enrol_as
from store.people import Agreement, Post, Role
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET, Running, assert_the_log_is_clean, listen_to_the_log, running
from tests.bot.zalo import hurry_zalo, zalo_bot_settings
from tests.servers.fake_zalo_bot import FakeZaloBot, ZaloUser

OTHER = "7100000002:another-token-that-zalo-never-gave"


@pytest.fixture
async def zalo(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> AsyncIterator[FakeZaloBot]:
    hurry_zalo(monkeypatch)
    listen_to_the_log(caplog)
    async with FakeZaloBot() as server:
        server.switches.poll_scale = 0.02
        yield server
        assert_the_log_is_clean(caplog, *server.tokens, *(token.partition(":")[2] for token in server.tokens), SECRET)


@pytest.fixture
async def bot(zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(zalo_bot_settings(tmp_path, zalo), assistant) as bot:
        yield bot


@pytest.fixture
async def called_bot(zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(zalo_bot_settings(tmp_path, zalo, webhook=True), assistant) as bot:
        await zalo.wait_until(lambda: zalo.webhook() is not None)
        yield bot


@pytest.fixture(params=["bot", "called_bot"])
def either_bot(request: pytest.FixtureRequest) -> Running:
    found: Running = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def lan(zalo: FakeZaloBot) -> ZaloUser:
    return zalo.user("Lan")


def at(user: ZaloUser) -> Address:
    return Address("zalo_bot", user.token.partition(":")[0], user.id)


async def says(bot: Running, to: Address, reply: Reply, key: str | None = None) -> int:
    from bot.wire import reply_to_json

    number = await bot.worker.run(lambda db: outbox.queue(db, to, reply_to_json(reply), bot.clock.now(), key=key))
    assert number is not None
    return number


async def test_a_question_is_answered_fetched_or_delivered(zalo: FakeZaloBot, either_bot: Running, lan: ZaloUser) -> None:
    lan.types("bhyt")
    (answer,) = await zalo.wait_for(1, lan)
    assert answer.text.startswith("Ít nhất 95%")


@pytest.mark.parametrize("bare", [False, True])
async def test_webhooks_are_read_in_an_envelope_or_bare(zalo: FakeZaloBot, called_bot: Running, lan: ZaloUser, bare: bool) -> None:
    zalo.switches.bare = bare
    lan.types("bhyt")
    await zalo.wait_for(1, lan)


async def test_options_are_lettered_lines_and_letter_or_words_choose(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser, assistant: StandIn
) -> None:
    lan.types("nước sạch")
    (answer,) = await zalo.wait_for(1, lan)
    assert answer.text.endswith("\n\nA. Đô thị · B. Nông thôn\nC. Cả hai\n(gõ chữ cái hoặc lời chọn)")


async def test_an_update_that_comes_twice_is_answered_once(
    zalo: FakeZaloBot, called_bot: Running, lan: ZaloUser, assistant: StandIn
) -> None:
    zalo.switches.duplicate = True
    lan.types("bhyt")
    await zalo.wait_for(1, lan)
    lan.types("một câu khác")
    await zalo.wait_for(2, lan)
    assert [seen.message.text for seen in assistant.seen] == ["bhyt", "một câu khác"]


async def test_the_bots_own_words_are_not_answered(zalo: FakeZaloBot, either_bot: Running, lan: ZaloUser, assistant: StandIn) -> None:
    zalo.switches.echo = True
    lan.types("bhyt")
    lan.types("nước sạch")
    await zalo.wait_for(2, lan)
    await asyncio.sleep(0.2)
    assert len(zalo.sent_to(lan)) == len(assistant.seen) == 2


async def test_in_a_group_it_asks_to_be_written_to_in_private(zalo: FakeZaloBot, bot: Running, lan: ZaloUser, assistant: StandIn) -> None:
    asked = lan.in_group("@bot bhyt")
    await zalo.wait_until(lambda: bool(zalo.texts(asked.chat)))
    assert zalo.texts(asked.chat) == [say.in_private_only()]
    assert not assistant.seen


@pytest.mark.parametrize("sends", ["sticker", "voice", "unsupported"])
async def test_what_cannot_be_read_is_said_to_be_of_no_use(zalo: FakeZaloBot, bot: Running, lan: ZaloUser, sends: str) -> None:
    if sends == "sticker":
        lan.sends_sticker()
    elif sends == "voice":
        lan.sends_voice()
    else:
        lan.sends_unsupported()
    (answer,) = await zalo.wait_for(1, lan)
    assert "gõ câu hỏi bằng chữ" in answer.text


async def test_what_comes_without_a_message_is_passed_over(zalo: FakeZaloBot, bot: Running, lan: ZaloUser) -> None:
    lan.sends_unsupported(with_message=False)
    zalo.pushes({"event_name": "bot.renamed", "message": {}})
    lan.types("bhyt")
    await zalo.wait_for(1, lan)
    assert await bot.value("SELECT COUNT(*) FROM broken") == 0


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"event_name": 7},
        {"event_name": "message.text.received", "message": {"chat": {"id": 7}, "text": "x"}},
        {"event_name": "message.text.received", "message": {"chat": {"id": "\ud800"}, "text": "x"}},
        {"event_name": "message.text.received", "message": {"from": [], "chat": {"id": "a"}, "text": "x"}},
        {"event_name": "message.image.received", "message": {"chat": {"id": "a"}, "message_id": "m"}},
        "text",
        [1, 2],
    ],
)
async def test_what_cannot_be_understood_is_put_aside_and_holds_up_nothing(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser, raw: object
) -> None:
    zalo.pushes(raw)
    lan.types("bhyt")
    await zalo.wait_for(1, lan)


@pytest.mark.parametrize("key", ["photo", "photo_url"])
async def test_a_photo_is_fetched_under_either_name(zalo: FakeZaloBot, bot: Running, lan: ZaloUser, key: str, assistant: StandIn) -> None:
    lan.sends_photo(f"{zalo.url}/anh.jpg", "NOXH 1.250", key=key)
    await zalo.wait_for(1, lan)
    # What lies there is no picture: it was looked at.
    assert [file.refused for file in assistant.seen[0].message.files] == ["damaged"]


async def test_a_photo_at_a_strangers_address_is_not_fetched(zalo: FakeZaloBot, bot: Running, lan: ZaloUser, assistant: StandIn) -> None:
    lan.sends_photo("http://169.254.169.254/latest/meta-data", "xem")
    await zalo.wait_for(1, lan)
    assert [file.refused for file in assistant.seen[0].message.files] == ["unfetched"]


async def test_a_long_answer_comes_in_numbered_parts_that_zalo_takes(zalo: FakeZaloBot, bot: Running, lan: ZaloUser) -> None:
    lan.types("chữ " * 1_100)
    parts = await zalo.wait_for(3, lan)
    assert [part.text[:6] for part in parts] == ["(1/3) ", "(2/3) ", "(3/3) "]
    assert max(len(part.text) for part in parts) <= 2_000


async def test_a_file_is_sent_as_an_address_that_is_good_for_a_day(
    zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path, lan: ZaloUser
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"content")
    async with running(zalo_bot_settings(tmp_path, zalo, public=True), assistant) as bot, ClientSession() as browser:
        await says(bot, at(lan), Reply("", files=(File("bảng 1.xlsx", str(path)),)))
        (sent,) = await zalo.wait_for(1, lan)
        found = re.search(r"http\S+", sent.text)
        assert found
        assert sent.text.startswith("bảng 1.xlsx: http")
        async with browser.get(found[0]) as response:
            assert (response.status, await response.read()) == (200, b"content")
            assert response.headers["X-Robots-Tag"] == "noindex"
        for wrong in (found[0].replace("/f/1-0-", "/f/2-0-"), found[0].replace("/f/1-0-", "/f/1-1-"), f"{bot.settings.public_url}/f/1/a"):
            async with browser.get(wrong) as response:
                assert response.status == 404
        bot.clock.set(bot.clock.now() + timedelta(hours=25))
        async with browser.get(found[0]) as response:
            assert response.status == 404
            assert (await response.json())["error"] == say.ticket_over()


async def test_without_an_address_of_ours_the_reader_is_told_where_the_file_can_be_had(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser
) -> None:
    await says(bot, at(lan), Reply("", files=(File("a.xlsx", "/khong/co"),)))
    (sent,) = await zalo.wait_for(1, lan)
    assert sent.text == say.file_without_link("a.xlsx")


async def test_a_picture_is_fetched_by_zalo_from_an_address_of_ours(
    zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path, lan: ZaloUser
) -> None:
    path = tmp_path / "chart.png"
    path.write_bytes(b"\x89PNG picture")
    async with running(zalo_bot_settings(tmp_path, zalo, public=True), assistant) as bot:
        await says(bot, at(lan), Reply("", files=(File("nha-o.png", str(path)),)))
        (sent,) = await zalo.wait_for(1, lan)
        assert sent.photo == b"\x89PNG picture"


# ---- polling


async def test_polling_is_refused_while_a_webhook_is_set_and_begins_when_it_is_gone(
    zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture, lan: ZaloUser
) -> None:
    async with ClientSession() as operator:
        fields = {"url": "http://127.0.0.1:9/elsewhere", "secret_token": SECRET}
        await operator.post(f"{zalo.url}/bot{zalo.token}/setWebhook", json=fields)
        async with running(zalo_bot_settings(tmp_path, zalo), assistant):
            await zalo.wait_until(lambda: say.webhook_in_the_way("Zalo Bot 7100000001") in caplog.text)
            assert zalo.call_count("getUpdates") == 0
            await operator.post(f"{zalo.url}/bot{zalo.token}/deleteWebhook")
            lan.types("bhyt")
            await zalo.wait_for(1, lan)


async def test_a_wrong_token_is_told_and_tried_again_without_showing_it(
    assistant: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture, zalo: FakeZaloBot
) -> None:
    settings = zalo_bot_settings(tmp_path, zalo, ZALO_BOT_TOKEN="7100000009:wrong")  # noqa: S106
    async with running(settings, assistant):
        await zalo.wait_until(lambda: say.token_refused("Zalo Bot 7100000009", "ZALO_BOT_TOKEN") in caplog.text)
        await zalo.wait_until(lambda: zalo.call_count("getMe") > 2)


async def test_an_update_on_its_way_when_the_program_stops_is_kept(
    zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path, lan: ZaloUser
) -> None:
    zalo.switches.poll_scale = 1.0
    settings = zalo_bot_settings(tmp_path, zalo)
    async with running(settings, assistant):
        await zalo.wait_until(lambda: zalo.call_count("getUpdates") == 1)
        asyncio.get_running_loop().call_later(0.3, lan.types, "bhyt")
    assert zalo.pending() == 0
    assert not zalo.lost
    zalo.switches.poll_scale = 0.02
    async with running(settings, assistant):
        await zalo.wait_for(1, lan)


# ---- webhook


async def post(bot: Running, body: bytes, **headers: str) -> int:
    url = f"{bot.settings.public_url}/zalo-bot/7100000001"
    async with ClientSession() as client, client.post(url, data=body, headers=headers) as response:
        return response.status


async def test_the_first_empty_call_is_welcomed_and_any_other_without_the_secret_refused(called_bot: Running) -> None:
    right = {SECRET_HEADER: SECRET}
    assert await post(called_bot, b"{}") == 200
    assert await post(called_bot, b"") == 200
    assert await post(called_bot, b'{"a":1}') == 401
    assert await post(called_bot, b"{}", **{SECRET_HEADER: "x"}) == 401
    assert await post(called_bot, b"{}", **right) == 200
    assert await post(called_bot, b"no json", **right) == 200
    assert await called_bot.value("SELECT COUNT(*) FROM inbox") == 0
    assert await called_bot.value("SELECT COUNT(*) FROM broken") == 1


# ---- several bots


@pytest.fixture
async def two(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeZaloBot]:
    hurry_zalo(monkeypatch)
    async with FakeZaloBot("7100000001:a-token-that-zalo-never-gave", OTHER) as server:
        server.switches.poll_scale = 0.02
        yield server


async def test_each_of_several_bots_answers_its_own_people(two: FakeZaloBot, assistant: StandIn, tmp_path: Path) -> None:
    async with running(zalo_bot_settings(tmp_path, two), assistant) as bot:
        an, binh = two.user("An"), two.user("Bình", OTHER)
        an.types("bhyt")
        binh.types("nước sạch")
        await two.wait_for(1, an)
        await two.wait_for(1, binh)
        assert {(sent.token, sent.chat) for sent in two.sent} == {(an.token, an.id), (OTHER, binh.id)}
        await says(bot, Address("zalo_bot", "7100000009", "gone"), Reply("x"))
        await bot.until("SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND last_error = ?", say.another_bot("7100000009"))


async def test_the_administrator_is_told_before_a_bot_has_too_many_people(zalo: FakeZaloBot, bot: Running, lan: ZaloUser) -> None:
    admin = zalo.user("Quản trị")
    await enrolled(bot, admin, Post(Role.ADMIN, ""))
    people = [zalo.user(f"Người {number}") for number in range(44)]
    for person in people:
        person.types("bhyt")
    told = say.crowded("7100000001", 45, 50)
    await zalo.wait_until(lambda: any("người dùng" in text for text in zalo.texts(admin)), 10)
    assert zalo.texts(admin)[-1] == told


async def enrolled(bot: Running, user: ZaloUser, *posts: Post) -> None:
    now = bot.clock.now()
    await bot.worker.run(lambda db: enrol_as(db, at(user), posts, Agreement(NOTICE_VERSION, "zalo_bot", now), now))


# ---- quota


async def test_the_months_last_tenth_is_kept_for_answers_and_the_administrator_told(
    zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path, lan: ZaloUser
) -> None:
    admin = zalo.user("Quản trị")
    async with running(zalo_bot_settings(tmp_path, zalo, ZALO_BOT_MONTHLY="10"), assistant) as bot:
        await enrolled(bot, admin, Post(Role.ADMIN, ""))
        for number in range(8):
            await says(bot, at(lan), Reply(f"nhắc {number}"), f"digest {number}")
        # Eight and the word of seven in ten make nine.
        await zalo.wait_for(8, lan)
        await zalo.wait_for(1, admin)
        held = await says(bot, at(lan), Reply("nhắc nữa"), "digest nữa")
        await bot.until("SELECT state = 'failed' AND last_error = ? FROM outbox WHERE id = ?", say.month_used_up(), held)
        lan.types("bhyt")
        await zalo.wait_for(9, lan)
        await says(bot, at(lan), Reply("gấp"), "request 7 gấp")
        await zalo.wait_for(10, lan)
        assert say.month_running_out("7100000001", 7, 10, held=False) in zalo.texts(admin)


async def test_a_new_month_begins_anew(zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path, lan: ZaloUser) -> None:
    async with running(zalo_bot_settings(tmp_path, zalo, ZALO_BOT_MONTHLY="2"), assistant) as bot:
        await says(bot, at(lan), Reply("một"), "digest 1")
        await says(bot, at(lan), Reply("hai"), "digest 2")
        await zalo.wait_for(2, lan)
        held = await says(bot, at(lan), Reply("ba"), "digest 3")
        await bot.until("SELECT state = 'failed' FROM outbox WHERE id = ?", held)
        bot.clock.set(bot.clock.now() + timedelta(days=32))
        await says(bot, at(lan), Reply("bốn"), "digest 4")
        await zalo.wait_for(3, lan)


# ---- failures


async def test_a_reply_of_unknown_fate_is_sent_once_more_with_a_mark_and_not_a_third_time(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.switches.fail_sends.extend(["cut", "cut"])
    lan.types("bhyt")
    await bot.until("SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND last_error IS NOT NULL")
    await asyncio.sleep(0.1)
    first, second = zalo.texts(lan)
    assert second == say.repeated(first)
    assert say.may_be_repeated(1) in caplog.text
    assert say.not_repeated(1) in caplog.text


async def test_a_reminder_of_unknown_fate_is_not_sent_again(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.switches.fail_sends.append("cut")
    number = await says(bot, at(lan), Reply("nhắc"), "digest 1")
    await bot.until("SELECT state = 'sent' AND last_error IS NOT NULL FROM outbox WHERE id = ?", number)
    await asyncio.sleep(0.1)
    assert zalo.texts(lan) == ["nhắc"]
    assert say.not_repeated(number) in caplog.text


@pytest.mark.parametrize("faults", [["403", "403"], ["500", "500"], ["cut_before"]])
async def test_what_passes_is_tried_again(zalo: FakeZaloBot, bot: Running, lan: ZaloUser, faults: list[str]) -> None:
    zalo.switches.fail_sends.extend(faults)
    lan.types("bhyt")
    (answer,) = await zalo.wait_for(1, lan)
    assert answer.text.removeprefix(say.repeated("")).startswith("Ít nhất 95%")


async def test_a_reminder_that_is_refused_again_and_again_is_given_up_for_another_way(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser
) -> None:
    zalo.switches.fail_sends.extend(["403"] * 5)
    number = await says(bot, at(lan), Reply("nhắc"), "digest 1")
    await bot.until("SELECT state = 'failed' FROM outbox WHERE id = ?", number)
    assert zalo.call_count("sendMessage") == 5


async def test_a_used_up_quota_lets_answers_wait_and_sends_reminders_another_way(zalo: FakeZaloBot, bot: Running, lan: ZaloUser) -> None:
    zalo.switches.fail_sends.append("429")
    number = await says(bot, at(lan), Reply("nhắc"), "digest 1")
    await bot.until("SELECT state = 'failed' FROM outbox WHERE id = ?", number)
    zalo.switches.fail_sends.append("429")
    lan.types("bhyt")
    await zalo.wait_for(1, lan)


@pytest.mark.parametrize("code", ["400", "404"])
async def test_what_will_never_be_taken_is_given_up(zalo: FakeZaloBot, bot: Running, lan: ZaloUser, code: str) -> None:
    zalo.switches.fail_sends.append(code)
    lan.types("bhyt")
    await bot.until("SELECT COUNT(*) FROM outbox WHERE state = 'failed'")


@pytest.mark.parametrize("way", ["mirror_status", "html_error"])
async def test_errors_are_understood_by_status_and_as_a_page_too(zalo: FakeZaloBot, bot: Running, lan: ZaloUser, way: str) -> None:
    setattr(zalo.switches, way, True)
    zalo.switches.fail_sends.append("403")
    lan.types("bhyt")
    await zalo.wait_for(1, lan)


async def test_with_the_quota_used_up_every_reminder_goes_another_way_at_once(zalo: FakeZaloBot, bot: Running, lan: ZaloUser) -> None:
    zalo.switches.fail_sends.extend(["429"] * 4)
    numbers = [await says(bot, at(lan), Reply("nhắc"), f"digest {number}") for number in range(4)]
    for number in numbers:
        await bot.until("SELECT state = 'failed' FROM outbox WHERE id = ?", number, seconds=3)


async def test_an_answer_that_is_none_of_zalo_s_leaves_a_reminder_in_doubt_and_not_repeated(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Http.post

    async def torn(self: Http, url: str, **what: Any) -> Answer:
        found = await post(self, url, **what)
        return Answer(200, {}) if url.endswith("/sendMessage") else found

    monkeypatch.setattr(Http, "post", torn)
    number = await says(bot, at(lan), Reply("nhắc"), "digest 1")
    await bot.until("SELECT state = 'sent' AND last_error IS NOT NULL FROM outbox WHERE id = ?", number)
    assert zalo.texts(lan) == ["nhắc"]


async def test_a_picture_that_zalo_cannot_fetch_is_given_by_its_address(
    zalo: FakeZaloBot, assistant: StandIn, tmp_path: Path, lan: ZaloUser
) -> None:
    async with running(zalo_bot_settings(tmp_path, zalo, public=True), assistant) as bot:
        await says(bot, at(lan), Reply("", files=(File("nha-o.png", str(tmp_path / "none.png")),)))
        (sent,) = await zalo.wait_for(1, lan)
        assert sent.text.startswith("nha-o.png: http")


async def test_a_file_of_unknown_fate_is_sent_again_with_a_mark(zalo: FakeZaloBot, bot: Running, lan: ZaloUser) -> None:
    zalo.switches.fail_sends.append("cut")
    await says(bot, at(lan), Reply("", files=(File("a.xlsx", "/khong/co"),)))
    first, second = await zalo.wait_for(2, lan)
    assert second.text == say.repeated(first.text)


async def test_a_token_that_is_refused_on_sending_is_told_to_the_administrator_elsewhere(
    zalo: FakeZaloBot, bot: Running, lan: ZaloUser
) -> None:
    now, web = bot.clock.now(), Address("web", "", "admin")
    await bot.worker.run(lambda db: enrol_as(db, web, (Post(Role.ADMIN, ""),), Agreement(NOTICE_VERSION, "web", now), now))
    zalo.switches.fail_sends.append("401")
    number = await says(bot, at(lan), Reply("nhắc"), "digest 1")
    await bot.until("SELECT state = 'failed' FROM outbox WHERE id = ?", number)
    await bot.until("SELECT COUNT(*) = 1 FROM outbox WHERE channel = 'web' AND key LIKE 'alarm token %'")


# ---- the command


async def test_the_command_tells_where_a_bot_is_bound_to_and_frees_it(zalo: FakeZaloBot, tmp_path: Path) -> None:
    settings = zalo_bot_settings(tmp_path, zalo)
    assert await asyncio.to_thread(zalo_webhooks, settings, remove=False) == [(True, say.zalo_bot_bound("7100000001", ""))]
    fields = {"url": "http://127.0.0.1:9/elsewhere", "secret_token": SECRET}
    async with ClientSession() as operator:
        await operator.post(f"{zalo.url}/bot{zalo.token}/setWebhook", json=fields)
    assert await asyncio.to_thread(zalo_webhooks, settings, remove=False) == [(True, say.zalo_bot_bound("7100000001", fields["url"]))]
    assert await asyncio.to_thread(zalo_webhooks, settings, remove=True) == [(True, say.zalo_bot_bound("7100000001", ""))]
    assert zalo.webhook() is None


async def test_the_command_tells_why_a_bot_cannot_be_asked(zalo: FakeZaloBot, tmp_path: Path) -> None:
    settings = zalo_bot_settings(tmp_path, zalo, ZALO_BOT_TOKEN="7100000009:wrong")  # noqa: S106
    ((well, sentence),) = await asyncio.to_thread(zalo_webhooks, settings, remove=False)
    assert not well
    assert "401" in sentence
    assert "wrong" not in sentence
