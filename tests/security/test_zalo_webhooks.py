"""The addresses that Zalo calls: nobody without its secret gets a word in, and nothing that it says itself trips the program."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from multidict import CIMultiDict
from yarl import URL

from bot.channels import webhooks, zalo_oa, zalo_oa_signature
from bot.channels.zalo_bot import SECRET_HEADER
from bot.channels.zalo_oa_signature import HEADER, TIME_HEADER, VARIANTS
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET, Running, assert_the_log_is_clean, listen_to_the_log, running
from tests.bot.zalo import hurry_zalo, zalo_bot_settings, zalo_oa_settings
from tests.security.zalo_forgeries import BOT_PATH, OA_PATH, Forgery, Signed, bot_forgeries, oa_forgeries, update
from tests.servers.fake_zalo_bot import TOKEN, FakeZaloBot
from tests.servers.fake_zalo_oa import FakeZaloOA, mac

LONG = os.environ.get("KEHOACH_LONG") == "1"
FORGERIES = 10_000 if LONG else 1_000
OTHER_BOT = "7100000002:another-token-that-zalo-never-gave"
KEPT = ("inbox", "outbox", "broken", "conversations")
WELL_FORMED = "mac=" + "0" * 64
AT_ONCE = 1.0


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    hurry_zalo(monkeypatch)
    listen_to_the_log(caplog)


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot(TOKEN, OTHER_BOT) as server:
        yield server


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA() as server:
        server.switches.retry_scale = 0
        yield server


@pytest.fixture
async def bot(zalo: FakeZaloBot, tmp_path: Path) -> AsyncIterator[Running]:
    """Two bots of the Bot Platform."""
    async with running(zalo_bot_settings(tmp_path, zalo, webhook=True), StandIn()) as bot:
        await zalo.wait_until(lambda: all(zalo.webhook(token) is not None for token in zalo.tokens))
        yield bot


@pytest.fixture
async def account(oa: FakeZaloOA, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(zalo_oa_settings(tmp_path, oa), StandIn()) as bot:
        assert await oa.saves_webhook(bot.settings.public_url + OA_PATH)
        yield bot


def signed(oa: FakeZaloOA, bot: Running, number: int = 1) -> Signed:
    return Signed(oa, number, str(int(bot.clock.now().timestamp() * 1000)))


async def kept(bot: Running) -> dict[str, object]:
    """All that a call could leave behind."""
    found = {table: await bot.value(f"SELECT COUNT(*) FROM {table}") for table in KEPT}  # noqa: S608
    return found | {"signature": await bot.value("SELECT value FROM facts WHERE name = 'zalo_oa.signature'")}


async def refused(bot: Running, forgeries: Iterable[Forgery]) -> Counter[str]:
    """How many of each kind were refused over one connection; the first that is not ends it."""
    count: Counter[str] = Counter()
    async with ClientSession(connector=TCPConnector(limit=1), cookie_jar=DummyCookieJar()) as client:
        for forgery in forgeries:
            url = URL(f"http://127.0.0.1:{bot.settings.port}{forgery.path}", encoded=True)
            async with client.post(url, data=forgery.body, headers=CIMultiDict(forgery.headers), allow_redirects=False) as response:
                assert 400 <= response.status < 500, (response.status, forgery)
                count[forgery.kind] += 1
    return count


async def status(bot: Running, path: str, body: bytes, *headers: tuple[str, str]) -> int:
    url = f"http://127.0.0.1:{bot.settings.port}{path}"
    async with ClientSession() as client, client.post(url, data=body, headers=CIMultiDict(headers)) as response:
        return response.status


# ---- forgeries


async def test_ten_thousand_forgeries_at_a_bot_s_address_are_refused_and_leave_nothing(
    zalo: FakeZaloBot, oa: FakeZaloOA, bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """A thousand of them, for short."""
    before = await kept(bot)
    found = await refused(bot, islice(bot_forgeries(f"mac={signed(oa, bot).mark}"), FORGERIES))
    assert len(found) == 6
    assert found.total() == FORGERIES
    assert await kept(bot) == before == dict.fromkeys(KEPT, 0) | {"signature": None}
    for user in (zalo.user("Lan"), zalo.user("Bình", OTHER_BOT)):
        user.types("bhyt")
        await zalo.wait_for(1, user)
    assert_the_log_is_clean(caplog, SECRET)


async def test_ten_thousand_forgeries_at_the_account_s_address_are_refused_before_any_way_of_signing_is_known_and_after(
    oa: FakeZaloOA, account: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """A thousand of them, for short; and as many again."""
    lan, time = oa.user("Lan"), signed(oa, account).time
    before = await kept(account)
    found = await refused(account, islice(oa_forgeries(oa, time, pinned=False), FORGERIES))
    assert (found.total(), len(found)) == (FORGERIES, 6)
    assert await kept(account) == before == dict.fromkeys(KEPT, 0) | {"signature": None}
    lan.types("bhyt")
    await oa.wait_for(1, lan)
    before = await kept(account)
    assert before["signature"] == VARIANTS[0].name
    found = await refused(account, islice(oa_forgeries(oa, time, pinned=True, seed=13), FORGERIES))
    assert (found.total(), len(found)) == (FORGERIES, 6)
    assert await kept(account) == before
    lan.types("bhyt")
    await oa.wait_for(2, lan)
    assert_the_log_is_clean(caplog, oa.app_secret, oa.secret_key)


async def test_the_way_of_signing_that_is_set_is_the_only_one_from_the_first_call(oa: FakeZaloOA, tmp_path: Path) -> None:
    settings = zalo_oa_settings(tmp_path, oa, ZALO_OA_SIGNATURE=VARIANTS[0].name)
    async with running(settings, StandIn()) as bot:
        await refused(bot, islice(oa_forgeries(oa, signed(oa, bot).time, pinned=True), 100))
        right = signed(oa, bot)
        assert await status(bot, OA_PATH, right.body, (HEADER, f"mac={right.mark}")) == 200


async def test_the_secret_of_all_bots_opens_only_addresses_of_bots_that_there_are(bot: Running) -> None:
    right = (SECRET_HEADER, SECRET)
    assert [await status(bot, f"/zalo-bot/{account}", update(1), right) for account in ("7100000001", "7100000002")] == [200, 200]
    assert [await status(bot, f"/zalo-bot/{account}", update(1), right) for account in ("7100000003", "710000000", "x")] == [404] * 3
    assert await bot.value("SELECT COUNT(*) FROM inbox") == 2


TROUBLE = {
    "a timestamp that is no text": (b'{"timestamp":"\\ud800","event_name":"follow"}', ()),
    "an account's id that is no text": (b'{"timestamp":"1","oa_id":"\\ud800"}', ()),
    "a sender's id that is no text": (b'{"timestamp":"1","sender":{"id":"\\udfff"}}', ()),
    "a time in the header that is no text": (b'{"timestamp":"1"}', ((TIME_HEADER, "\xff"),)),
}


@pytest.mark.parametrize("what", TROUBLE)
async def test_a_forger_s_letters_that_cannot_be_written_are_refused_like_any_other(
    what: str, account: Running, caplog: pytest.LogCaptureFixture
) -> None:
    body, headers = TROUBLE[what]
    assert await answer_to_head(account, OA_PATH, (HEADER, WELL_FORMED), *headers, ("Content-Length", str(len(body))), body=body) == 403
    assert_the_log_is_clean(caplog)


async def test_a_signature_shown_twice_is_none_though_the_first_is_right(oa: FakeZaloOA, account: Running) -> None:
    right = signed(oa, account)
    assert await status(account, OA_PATH, right.body, (HEADER, f"mac={right.mark}"), (HEADER, WELL_FORMED)) == 403


@pytest.mark.parametrize("moved", [-1, -20, 3])
async def test_what_was_signed_once_cannot_be_cut_elsewhere_into_body_and_time(oa: FakeZaloOA, account: Running, moved: int) -> None:
    """Who has seen one call could else make another of it, and decide by it which way of signing is kept for ever."""
    right = signed(oa, account)
    whole, at = right.body + right.time.encode(), len(right.body) + moved
    headers = (HEADER, f"mac={right.mark}"), (TIME_HEADER, whole[at:].decode())
    assert await status(account, OA_PATH, whole[:at], *headers) == 403
    assert (await kept(account))["signature"] is None


# ---- how it is compared


class Watched:
    """Stands where a module has hmac."""

    def __init__(self) -> None:
        self.compared: list[tuple[Any, Any]] = []

    def compare_digest(self, given: Any, wanted: Any) -> bool:
        self.compared.append((given, wanted))
        return hmac.compare_digest(given, wanted)


async def test_a_secret_is_compared_once_as_bytes_and_in_the_same_time(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    monkeypatch.setattr(webhooks, "hmac", watched)
    near = ["", SECRET[:-1], SECRET + "x", "x" + SECRET[1:], SECRET.upper(), "é" * 20, "ｓ" * 40, "😀", "\udcff"]
    for given in near:
        assert await status(bot, BOT_PATH, update(1), (SECRET_HEADER, given)) == 401, given
    for twice in ((SECRET, SECRET), (SECRET, ""), ("", SECRET)):
        assert await status(bot, BOT_PATH, update(1), *((SECRET_HEADER, one) for one in twice)) == 401
    assert await status(bot, BOT_PATH, update(1)) == 401
    assert await status(bot, BOT_PATH, update(1), (SECRET_HEADER.lower(), SECRET)) == 200
    assert len(watched.compared) == len(near) + 3 + 1 + 1
    assert {(type(given), wanted) for given, wanted in watched.compared} == {(bytes, SECRET.encode())}


async def test_a_signature_is_compared_as_hex_digits_on_both_sides_and_in_the_same_time(
    oa: FakeZaloOA, account: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched, right = Watched(), signed(oa, account)
    monkeypatch.setattr(zalo_oa_signature, "hmac", watched)
    assert await status(account, OA_PATH, right.body, (HEADER, WELL_FORMED)) == 403
    # Two secrets; the app's id, the recipient's and the sender's.
    assert len(watched.compared) == 2 * 3
    for given in ("mac=short", "ｆ" * 64, "\udcff" * 64, ""):
        assert await status(account, OA_PATH, right.body, (HEADER, given)) == 403
    assert len(watched.compared) == 2 * 3
    assert await status(account, OA_PATH, right.body, (HEADER, right.mark.upper())) == 200
    assert {(type(made), len(made), type(mark), len(mark)) for made, mark in watched.compared} == {(str, 64, str, 64)}
    assert all(mark == mark.lower() for _, mark in watched.compared)


# ---- how much of it is read


async def answer_to_head(bot: Running, path: str, *headers: tuple[str, str], body: bytes = b"", seconds: float = AT_ONCE) -> int | None:
    """What a request is answered of which no more of the body has come; None: nothing, in that time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bot.settings.port)
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{bot.settings.port}", *(f"{name}: {value}" for name, value in headers)]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    try:
        async with asyncio.timeout(seconds):
            return int((await reader.readline()).split()[1])
    except TimeoutError:
        return None
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


HOW = [("Content-Length", "500"), ("Content-Length", "99999999999"), ("Transfer-Encoding", "chunked")]


@pytest.mark.parametrize("how", HOW, ids=["some", "much", "chunked"])
async def test_no_byte_of_a_body_is_read_before_the_secret_is_seen(bot: Running, how: tuple[str, str]) -> None:
    for wrong in ((), ((SECRET_HEADER, "x"),), ((SECRET_HEADER, "\xff"),), ((SECRET_HEADER, SECRET), (SECRET_HEADER, SECRET))):
        assert await answer_to_head(bot, BOT_PATH, *wrong, how) == 401, wrong


@pytest.mark.parametrize("how", HOW, ids=["some", "much", "chunked"])
async def test_no_byte_of_a_body_is_read_before_a_signature_is_seen_that_could_be_one(account: Running, how: tuple[str, str]) -> None:
    for wrong in ((), ((HEADER, "mac=x"),), ((HEADER, "\xff"),), ((HEADER, WELL_FORMED + "0"),)):
        assert await answer_to_head(account, OA_PATH, *wrong, how) == 403, wrong


async def test_who_knows_the_secret_and_never_ends_is_not_waited_for_and_too_much_is_not_read(
    zalo: FakeZaloBot, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _is_bounded(bot, BOT_PATH, (SECRET_HEADER, SECRET), monkeypatch)
    zalo.user("Lan").types("bhyt")
    await zalo.wait_for(1)


async def test_who_shows_a_signature_and_never_ends_is_not_waited_for_and_too_much_is_not_read(
    oa: FakeZaloOA, account: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _is_bounded(account, OA_PATH, (HEADER, WELL_FORMED), monkeypatch)
    oa.user("Lan").types("bhyt")
    await oa.wait_for(1)


async def _is_bounded(bot: Running, path: str, shown: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(webhooks.LIMIT // 65_536 + 1):
            yield b" " * 65_536

    assert await answer_to_head(bot, path, shown, ("Content-Length", "500"), seconds=0.1) is None
    monkeypatch.setattr(webhooks, "READ_SECONDS", 0.1)
    for how in (("Content-Length", "500"), ("Transfer-Encoding", "chunked")):
        assert await answer_to_head(bot, path, shown, how) == 408
    assert await answer_to_head(bot, path, shown, ("Content-Length", str(webhooks.LIMIT + 1))) == 413
    url = f"http://127.0.0.1:{bot.settings.port}{path}"
    async with ClientSession() as client, client.post(url, data=endless(), headers=dict([shown])) as response:
        assert response.status == 413
    assert await kept(bot) == dict.fromkeys(KEPT, 0) | {"signature": None}


async def test_the_longest_body_that_is_read_is_taken(oa: FakeZaloOA, account: Running) -> None:
    right = signed(oa, account)
    body = right.body.ljust(zalo_oa.BODY_LIMIT)
    assert await status(account, OA_PATH, body, (HEADER, mac(oa.app_id, body, right.time, oa.secret_key))) == 200
    assert await account.value("SELECT COUNT(*) FROM inbox") == 1
