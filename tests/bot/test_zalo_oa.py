"""The whole program beside a stand-in for Zalo's Official Account."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot import say
from bot.app import vietnam_now
from bot.channels import http, webhooks
from bot.channels.http import UnansweredError
from bot.channels.zalo_oa_api import Host, ZaloOAApi
from bot.channels.zalo_oa_signature import HEADER, VARIANTS
from bot.channels.zalo_oa_tokens import NotNowError, Tokens
from bot.settings import Secret
from bot.wire import reply_to_json
from handlers.say import NOTICE_VERSION
from handlers.turn import File, Reply
from store import outbox, reminders
from store.address import Address
from store.enrolment import enrol_as
from store.people import Agreement, Post, Role
from store.reminders import Key
from tests.bot.conftest import StandIn
from tests.bot.running import Running, assert_the_log_is_clean, listen_to_the_log, running
from tests.bot.zalo import hurry_zalo, zalo_oa_settings
from tests.servers.fake_zalo_oa import FakeZaloOA, Fault, OAUser, Signature, mac
from tests.servers.fake_zalo_oa_people import Kind

CONTACT, ADMIN = Post(Role.CONTACT, "so-noi-vu"), Post(Role.ADMIN, "")
TEMPLATE = "7895417a7d3f9461cd2e"
DAY = 86_400


@pytest.fixture
async def oa(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> AsyncIterator[FakeZaloOA]:
    hurry_zalo(monkeypatch)
    listen_to_the_log(caplog)
    async with FakeZaloOA() as server:
        yield server
        assert_the_log_is_clean(caplog, server.app_secret, server.secret_key, server.refresh_token or "none", server.access_token or "none")


@pytest.fixture
async def bot(oa: FakeZaloOA, assistant: StandIn, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(zalo_oa_settings(tmp_path, oa), assistant) as bot:
        assert await oa.saves_webhook(address(bot))
        yield bot


@pytest.fixture
async def with_template(oa: FakeZaloOA, assistant: StandIn, tmp_path: Path) -> AsyncIterator[Running]:
    oa.templates[TEMPLATE] = [
        {"name": "ten", "require": True, "type": "STRING", "maxLength": 30},
        {"name": "don_vi", "require": True, "type": "STRING", "maxLength": 12},
        {"name": "han", "require": True, "type": "DATE", "maxLength": 20},
    ]
    async with running(zalo_oa_settings(tmp_path, oa, ZALO_OA_TEMPLATE=TEMPLATE), assistant) as bot:
        assert await oa.saves_webhook(address(bot))
        bot.clock.set(bot.clock.now().replace(hour=9))
        yield bot


@pytest.fixture
def lan(oa: FakeZaloOA) -> OAUser:
    return oa.user("Lan")


def address(bot: Running) -> str:
    return f"{bot.settings.public_url}/zalo-oa"


def at(bot: Running, user: OAUser) -> Address:
    return Address("zalo_oa", bot.settings.zalo_oa_app_id, user.id)


async def enrolled(bot: Running, user: OAUser, *posts: Post, phone: str = "") -> str:
    now = bot.clock.now()
    agreement = Agreement(NOTICE_VERSION, "zalo_oa", now)
    person = await bot.worker.run(lambda db: enrol_as(db, at(bot, user), posts, agreement, now))
    await bot.worker.run(lambda db: db.execute("UPDATE people SET name = 'Nguyễn Thị Lan', phone = ? WHERE id = ?", phone, person.id))
    return person.id


async def says(bot: Running, to: Address, reply: Reply | str, key: str | None = None) -> int:
    body, now = reply_to_json(Reply(reply) if isinstance(reply, str) else reply), bot.clock.now()
    number = await bot.worker.run(lambda db: outbox.queue(db, to, body, now, key=key))
    assert number is not None
    return number


async def reminds(bot: Running, user: OAUser, person: str) -> int:
    """A reminder as the tick queues one."""
    now, key = bot.clock.now(), Key("period 1", date(2026, 11, 24), "so-noi-vu", person, "day -1")

    def job(db: object) -> int:
        number = outbox.queue(db, at(bot, user), reply_to_json(Reply("Nhắc báo cáo")), now, key=f"digest {now}")  # type: ignore[arg-type]
        assert number is not None
        reminders.give(db, [key], number, now)  # type: ignore[arg-type]
        return number

    return await bot.worker.run(job)


async def later(bot: Running, oa: FakeZaloOA, days: float) -> None:
    oa.advance(days * DAY)
    bot.clock.set(bot.clock.now() + timedelta(days=days))


# ---- in


async def test_a_question_is_answered(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    lan.types("bhyt")
    (answer,) = await oa.wait_for(1, lan)
    assert answer.text.startswith("Ít nhất 95%")


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
async def test_whichever_way_webhooks_are_signed_is_found_and_from_then_on_no_other_taken(
    oa: FakeZaloOA, bot: Running, lan: OAUser, variant: object
) -> None:
    by, time, secret = variant.by, variant.time, variant.secret  # type: ignore[attr-defined]
    oa.switches.signature = Signature(by, time, secret)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    assert await bot.value("SELECT value FROM facts WHERE name = 'zalo_oa.signature'") == variant.name  # type: ignore[attr-defined]
    oa.switches.retry_scale = 0
    oa.switches.signature = Signature("oa_id" if by == "app_id" else "app_id", time, secret)
    lan.types("nước sạch")
    await oa.wait_until(lambda: oa.webhook_calls[-1].status == 403)
    assert await bot.value("SELECT COUNT(*) FROM inbox") == 1


async def test_a_button_chooses_its_option(oa: FakeZaloOA, bot: Running, lan: OAUser, assistant: StandIn) -> None:
    lan.types("nước sạch")
    (answer,) = await oa.wait_for(1, lan)
    assert [button["title"] for button in answer.buttons] == ["Đô thị", "Nông thôn", "Cả hai"]
    assert answer.text == "Anh/chị hỏi địa bàn nào?"
    lan.presses("Nông thôn")
    assert [sent.text for sent in (await oa.wait_for(3, lan))[1:]] == ["80% hộ ở nông thôn", "Nguồn: II."]


async def test_what_looks_like_a_button_is_words_where_it_is_none(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    lan.types("KH/UBND 743")
    (answer,) = await oa.wait_for(1, lan)
    assert answer.text == "Nghe: KH/UBND 743"


async def test_options_that_fit_no_buttons_stand_in_the_text_as_well(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    long = "Hộ gia đình ở nông thôn dùng nước sạch"
    await says(bot, at(bot, lan), Reply("Chọn", (("Hủy",), (long,))))
    (sent,) = await oa.wait_for(1, lan)
    assert sent.text == f"Chọn\n\nA. Hủy\nB. {long}\n(gõ chữ cái hoặc lời chọn)"
    assert [button["title"] for button in sent.buttons] == ["Hủy", "B. Hộ gia đình ở…"]


async def test_following_is_greeted_and_opens_the_window_and_leaving_shuts_it(oa: FakeZaloOA, bot: Running, assistant: StandIn) -> None:
    binh = oa.user("Bình", follows=False)
    binh.follows()
    await oa.wait_for(1, binh)
    await enrolled(bot, binh, CONTACT)
    binh.unfollows()
    await bot.until("SELECT COUNT(*) FROM addresses WHERE blocked_at IS NOT NULL")
    binh.follows()
    await bot.until("SELECT COUNT(*) FROM addresses WHERE blocked_at IS NULL")


@pytest.mark.parametrize("kind", ["gif", "audio", "video", "sticker", "location", "business_card"])
async def test_what_cannot_be_read_is_said_to_be_of_no_use(oa: FakeZaloOA, bot: Running, lan: OAUser, kind: Kind) -> None:
    lan.sends(kind, url=f"{oa.url}/x")
    (answer,) = await oa.wait_for(1, lan)
    assert "gõ câu hỏi bằng chữ" in answer.text


async def test_receipts_echoes_and_data_that_nobody_asked_for_are_passed_over(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    oa.switches.echo = oa.switches.receipts = True
    lan.submits_info("Lan", "84912345678")
    lan.types("bhyt")
    (answer,) = await oa.wait_for(1, lan)
    lan.seen([answer.message_id])
    await oa.settles()
    assert all(call.status == 200 for call in oa.webhook_calls)
    assert await bot.value("SELECT COUNT(*) FROM inbox") == 1
    assert await bot.value("SELECT COUNT(*) FROM inbox WHERE body LIKE '%84912345678%'") == 0


async def test_a_file_that_somebody_sends_is_fetched_from_where_it_lies(
    oa: FakeZaloOA, bot: Running, lan: OAUser, assistant: StandIn
) -> None:
    url = oa.hosts("ghi-chu.txt", "Ghi chú".encode())
    lan.sends("file", url=url, name="ghi-chu.txt")
    await oa.wait_for(1, lan)
    assert [(file.name, file.kind) for file in assistant.seen[0].message.files] == [("ghi-chu.txt", "text")]


async def test_an_event_delivered_again_and_again_is_answered_once(oa: FakeZaloOA, bot: Running, lan: OAUser, assistant: StandIn) -> None:
    sender, when = {"id": lan.id}, str(int(bot.clock.now().timestamp() * 1000))
    message = {"msg_id": "96d3cdf3af150460909", "text": "bhyt"}
    event = {"app_id": oa.app_id, "event_name": "user_send_text", "sender": sender, "message": message, "timestamp": when}
    body = json.dumps(event).encode()
    signed = {HEADER: f"mac={mac(oa.app_id, body, when, oa.secret_key)}"}
    assert [await post(bot, body, **signed) for _ in range(3)] == [200] * 3
    await oa.wait_for(1, lan)
    assert len(assistant.seen) == 1


async def test_an_event_as_old_as_nobody_remembers_is_not_taken_again(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    bot.clock.set(bot.clock.now() + timedelta(days=4))
    lan.types("bhyt")
    await oa.settles()
    assert oa.webhook_calls[-1].status == 200
    assert await bot.value("SELECT COUNT(*) FROM inbox") == 0


# ---- who may call


async def post(bot: Running, body: bytes | BytesIO, **headers: str) -> int:
    async with ClientSession() as client, client.post(address(bot), data=body, headers=headers) as response:
        return response.status


async def test_the_console_s_empty_call_is_welcomed_and_nothing_else_unsigned(bot: Running) -> None:
    assert await post(bot, b"{}") == 200
    assert await post(bot, b'{"a":1}') == 403
    assert await post(bot, b"{}", **{HEADER: "mac=" + "0" * 64}) == 403
    assert await post(bot, b"{}", **{HEADER: "mac=short"}) == 403


async def test_a_body_too_long_or_too_slow_is_not_waited_for(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await post(bot, BytesIO(b" " * (webhooks.LIMIT + 1)), **{HEADER: "mac=" + "0" * 64}) == 413
    monkeypatch.setattr(webhooks, "READ_SECONDS", 0.1)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(1)
        yield b"}"

    async with ClientSession() as client, client.post(address(bot), data=slow(), headers={HEADER: "0" * 64}) as response:
        assert response.status == 408


# ---- out


async def test_a_chart_is_uploaded_and_a_workbook_given_by_address(oa: FakeZaloOA, bot: Running, lan: OAUser, tmp_path: Path) -> None:
    for name in ("a.png", "b.docx", "c.xlsx"):
        (tmp_path / name).write_bytes(b"content of " + name.encode())
        await says(bot, at(bot, lan), Reply("", files=(File(name, str(tmp_path / name)),)))
    picture, letter, table = await oa.wait_for(3, lan)
    assert [(picture.kind, letter.kind, table.kind)] == [("image", "file", "text")]
    assert [(upload.kind, upload.filename, upload.data) for upload in oa.uploads] == [
        ("image", "a.png", b"content of a.png"),
        ("file", "b.docx", b"content of b.docx"),
    ]
    assert table.text.startswith(f"c.xlsx: {bot.settings.public_url}/f/")


async def test_what_is_sent_is_counted_by_what_it_costs(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    await enrolled(bot, lan, CONTACT)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(bot, oa, 3)
    await says(bot, at(bot, lan), "nhắc", "digest 1")
    await oa.wait_for(2, lan)
    await bot.until("SELECT COUNT(*) = 2 FROM sends")
    assert [tuple(row) for row in await bot.rows("SELECT kind, count FROM sends ORDER BY kind")] == [("billed", 1), ("free", 1)]


async def test_after_seven_days_without_a_template_a_reminder_goes_another_way(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    await enrolled(bot, lan, CONTACT)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(bot, oa, 7.1)
    number = await says(bot, at(bot, lan), "nhắc", "digest 1")
    await bot.until("SELECT state = 'failed' AND last_error = ? FROM outbox WHERE id = ?", say.window_closed(), number)
    assert oa.call_count("/v3.0/oa/message/cs") == 1


async def test_after_seven_days_a_reminder_goes_out_in_the_approved_words(oa: FakeZaloOA, with_template: Running, lan: OAUser) -> None:
    person = await enrolled(with_template, lan, CONTACT)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(with_template, oa, 8)
    await reminds(with_template, lan, person)
    sent = (await oa.wait_for(2, lan))[1]
    assert (sent.kind, sent.template_id) == ("template", TEMPLATE)
    assert sent.template_data == {"ten": "Nguyễn Thị Lan", "don_vi": "Sở Nội vụ", "han": "24/11/2026"}


async def test_who_does_not_take_templates_here_gets_them_by_telephone_number(oa: FakeZaloOA, with_template: Running, lan: OAUser) -> None:
    person = await enrolled(with_template, lan, CONTACT, phone="0912345678")
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(with_template, oa, 8)
    oa.switches.fail_sends.append(-140)
    await reminds(with_template, lan, person)
    await oa.wait_until(lambda: bool(oa.sent_to("84912345678")))
    assert oa.sent_to("84912345678")[0].tracking_id.startswith("kehoach-")


async def test_no_template_goes_out_at_night(oa: FakeZaloOA, with_template: Running, lan: OAUser) -> None:
    person = await enrolled(with_template, lan, CONTACT)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(with_template, oa, 8)
    with_template.clock.set(with_template.clock.now().replace(hour=22))
    number = await reminds(with_template, lan, person)
    await with_template.until("SELECT last_error = ? FROM outbox WHERE id = ?", say.wrote_at_night(), number)
    assert len(oa.sent_to(lan)) == 1
    next_try = await with_template.value("SELECT next_try FROM outbox WHERE id = ?", number)
    assert str(next_try)[11:16] == "07:00"


async def test_a_template_that_wants_what_nobody_knows_is_not_sent(oa: FakeZaloOA, with_template: Running, lan: OAUser) -> None:
    oa.templates[TEMPLATE].append({"name": "mat_khau", "require": True, "type": "STRING", "maxLength": 30})
    person = await enrolled(with_template, lan, CONTACT)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(with_template, oa, 8)
    number = await reminds(with_template, lan, person)
    await with_template.until(
        "SELECT state = 'failed' AND last_error = ? FROM outbox WHERE id = ?", say.template_misfit("mat_khau"), number
    )


@pytest.mark.parametrize("fault", [-32, "500", "html", "cut_before", -216, -220])
async def test_what_passes_is_tried_again(oa: FakeZaloOA, bot: Running, lan: OAUser, fault: int | str) -> None:
    oa.switches.fail_sends.append(fault)  # type: ignore[arg-type]
    lan.types("bhyt")
    (answer,) = await oa.wait_for(1, lan)
    assert answer.text.removeprefix(say.repeated("")).startswith("Ít nhất 95%")


@pytest.mark.parametrize("fault", ["cut", "slow"])
async def test_of_unknown_fate_a_reply_is_sent_once_more_and_a_reminder_not(
    oa: FakeZaloOA, bot: Running, lan: OAUser, fault: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
    oa.switches.fail_sends.extend([fault, fault, fault])  # type: ignore[list-item]
    lan.types("bhyt")
    await bot.until("SELECT COUNT(*) FROM outbox WHERE state = 'sent'")
    number = await says(bot, at(bot, lan), "nhắc", "digest 1")
    await bot.until("SELECT state = 'sent' FROM outbox WHERE id = ?", number)
    await asyncio.sleep(0.3)
    first, second, reminder = oa.texts(lan)
    assert (second, reminder) == (say.repeated(first), "nhắc")
    assert say.not_repeated(1) in caplog.text
    assert say.not_repeated(number) in caplog.text


async def test_when_consent_is_needed_again_the_administrator_is_told_once_and_nothing_is_lost(
    oa: FakeZaloOA, bot: Running, lan: OAUser, caplog: pytest.LogCaptureFixture
) -> None:
    now = bot.clock.now()
    web = Address("web", "", "admin")
    await bot.worker.run(lambda db: enrol_as(db, web, (ADMIN,), Agreement(NOTICE_VERSION, "web", now), now))
    lan.types("trước đó")
    await oa.wait_for(1, lan)
    await later(bot, oa, 0.01)
    oa.revokes()
    lan.types("bhyt")
    await bot.until("SELECT COUNT(*) FROM outbox WHERE key LIKE 'alarm zalo_oa consent %'")
    assert say.consent_needed() in caplog.text
    lan.types("nước sạch")
    await bot.until("SELECT COUNT(*) = 3 FROM inbox WHERE state = 'done'")
    assert await bot.value("SELECT COUNT(*) FROM outbox WHERE key LIKE 'alarm zalo_oa consent %'") == 1
    assert await bot.value("SELECT COUNT(*) FROM outbox WHERE channel = 'zalo_oa' AND state = 'waiting'") == 2


# ---- what goes wrong beside the message itself


async def test_an_empty_balance_for_templates_holds_up_nobody_s_answer(oa: FakeZaloOA, with_template: Running, lan: OAUser) -> None:
    person = await enrolled(with_template, lan, CONTACT)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(with_template, oa, 8)
    oa.switches.balance = 0
    number = await reminds(with_template, lan, person)
    await with_template.until("SELECT state = 'failed' FROM outbox WHERE id = ?", number)
    minh = oa.user("Minh")
    minh.types("bhyt")
    await oa.wait_for(1, minh, 2.0)


@pytest.mark.parametrize("trouble", ["cut", "dead token"])
async def test_what_goes_wrong_while_the_template_is_looked_up_is_not_taken_for_a_send(
    oa: FakeZaloOA, with_template: Running, lan: OAUser, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await enrolled(with_template, lan, CONTACT)
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    await later(with_template, oa, 8)
    if trouble == "dead token":
        lan.last_interaction = int(oa.now() * 1000) - 8 * DAY * 1000
        oa.issues_pair()
        number = await reminds(with_template, lan, person)
        await with_template.until(
            "SELECT state = 'waiting' AND last_error IS NOT NULL OR state = 'failed' FROM outbox WHERE id = ?", number
        )
        return
    asked = ZaloOAApi.get
    times = iter([UnansweredError("cut"), UnansweredError("cut")])

    async def cut(self: ZaloOAApi, host: Host, path: str, token: str) -> Mapping[str, Any]:
        problem = next(times, None)
        if problem:
            raise problem
        return await asked(self, host, path, token)

    monkeypatch.setattr(ZaloOAApi, "get", cut)
    await reminds(with_template, lan, person)
    sent = (await oa.wait_for(2, lan))[1]
    assert sent.kind == "template"


@pytest.mark.parametrize("page", ["html"])
async def test_an_answer_that_is_none_of_zalo_s_leaves_a_reminder_in_doubt_and_not_repeated(
    oa: FakeZaloOA, bot: Running, lan: OAUser, page: Fault
) -> None:
    oa.switches.fail_sends.append(page)
    number = await says(bot, at(bot, lan), "nhắc", "digest 1")
    await bot.until("SELECT state = 'sent' AND last_error IS NOT NULL FROM outbox WHERE id = ?", number)


async def test_an_answer_of_a_server_in_between_ends_no_chain_of_tokens(oa: FakeZaloOA, tmp_path: Path) -> None:
    http_, alarms = http.Http(), list[str]()

    async def alarm(chain: str) -> None:
        alarms.append(chain)

    class Blocked(Tokens):
        async def _ask(self, refresh: str) -> dict[str, Any]:
            return {"message": "blocked by policy"}

    secret = Secret(oa.app_secret)
    tokens = Blocked(tmp_path / "t.json", oa.app_id, secret, Secret("refresh-0"), oa.oauth_url, http_, vietnam_now, alarm)
    with pytest.raises(NotNowError):
        await tokens.access()
    assert alarms == []
    await http_.close()


async def test_a_reminder_falls_over_at_once_while_consent_is_missing(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    lan.types("trước đó")
    await oa.wait_for(1, lan)
    await later(bot, oa, 0.01)
    oa.revokes()
    numbers = [await says(bot, at(bot, oa.user(f"Người {number}")), "nhắc", f"digest {number}") for number in range(4)]
    for number in numbers:
        await bot.until("SELECT state = 'failed' FROM outbox WHERE id = ?", number, seconds=3)


async def test_a_link_without_words_and_an_address_that_is_none_hold_up_nothing(oa: FakeZaloOA, bot: Running, lan: OAUser) -> None:
    lan.sends("link", url="https://example.com")
    await oa.wait_for(1, lan)
    lan.sends("file", url="https://x..zdn.vn/a.txt", name="a.txt")
    lan.types("bhyt")
    await oa.wait_for(3, lan, 10.0)
