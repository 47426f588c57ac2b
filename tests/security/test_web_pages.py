"""The web server against somebody else's page, somebody else's cookie and whoever asks for what is not there."""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import web

from bot.channels.every import CHANNELS, Surroundings
from bot.channels.webchat import address
from bot.channels.zalo_files import Links
from bot.files.keep import Files
from bot.settings import load_settings
from bot.web import listening
from bot.web.guard import HEADERS
from bot.web.rules import RULES, Caller, check_rules
from bot.web.server import COOKIE, COOKIE_DAYS, ChatPage, build
from bot.web.tickets import Tickets
from bot.worker import Worker
from handlers.say import NOTICE_VERSION, not_allowed, role_name
from store.db import Store
from store.enrolment import enrol_as
from store.erasure import remove
from store.people import COMMAND_LINE, Agreement, Post, Role
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET
from tests.security.canary import rows_of
from tests.security.web import JSON, RIGHT, Site, serving

CHANGING = sorted((method, path) for method, path in RULES if method != "GET")
LOOKING = sorted((method, path) for (method, path), caller in RULES.items() if method == "GET" and caller is Caller.ANYBODY)
OWN_LOOKING = sorted((method, path) for (method, path), caller in RULES.items() if method == "GET" and caller is Caller.OWN_CHAT)
FOREIGN = [
    "https://evil.example",
    "null",
    "",
    "http://127.0.0.1:1",
    "https://127.0.0.1.evil.example",
    "file://",
    "http://[",
    "evil.example",
]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(tmp_path, StandIn()) as site:
        yield site


def cookie() -> str:
    return secrets.token_urlsafe(32)


# ---- addresses and rules


def whole_app(tmp_path: Path, *more: web.RouteDef) -> web.Application:
    """With every address that the program can have."""
    environment = {
        "KEHOACH_HOME": str(tmp_path),
        "KEHOACH_PUBLIC_URL": "https://x.example",
        "TELEGRAM_TOKEN": "7000000001:x",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "ZALO_BOT_TOKEN": "7100000001:x,7100000002:y",
        "ZALO_BOT_WEBHOOK_SECRET": SECRET,
        "ZALO_OA_APP_ID": "1",
        "ZALO_OA_APP_SECRET": "x",
        "ZALO_OA_SECRET_KEY": "y",
        "ZALO_OA_REFRESH_TOKEN": "z",
    }
    settings = load_settings(environment, tmp_path)
    around = Surroundings(settings, Files(tmp_path), Links(Tickets(b"", "")), Worker(Store.open(None)), (), datetime.now)
    messengers = [channel for make in CHANNELS.values() for channel in make(around)]

    async def health(_: web.Request) -> web.Response:
        return web.Response()

    page = ChatPage(StandIn().plans, None, None, None, None, over_https=True)  # type: ignore[arg-type]
    return build(settings, page, health, [*(route for messenger in messengers for route in messenger.routes()), *more])


def test_every_address_has_a_rule_and_every_rule_an_address(tmp_path: Path) -> None:
    routes = whole_app(tmp_path).router.routes()
    served = {(route.method.replace("HEAD", "GET"), route.resource.canonical if route.resource else "") for route in routes}
    assert served == set(RULES)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "*"])
@pytest.mark.parametrize("path", ["/moi", "/api/chat/khac", "/{any}", "/chat.js/"])
def test_an_address_without_a_rule_cannot_be_served(method: str, path: str, tmp_path: Path) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response()

    with pytest.raises(LookupError, match="address without a rule"):
        whole_app(tmp_path, web.route(method, path, answer))


def test_an_address_that_is_in_the_rules_for_another_method_has_none() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.add_routes([web.delete("/api/chat", answer)])
    with pytest.raises(LookupError, match="DELETE /api/chat"):
        check_rules(app)


def test_only_who_holds_a_cookie_or_a_secret_changes_anything() -> None:
    assert {RULES[one] for one in CHANGING} == {Caller.OWN_CHAT, Caller.MESSENGER}
    assert OWN_LOOKING == [("GET", "/api/file/{number}/{index}")]


# ---- from elsewhere


@pytest.mark.parametrize(("method", "path"), CHANGING)
async def test_what_changes_something_is_not_done_for_the_page_of_another_site(method: str, path: str, site: Site) -> None:
    chat = cookie()
    await site.bot.worker.run(lambda db: db.execute("DELETE FROM facts"))
    for origin in [*FOREIGN, f"http://127.0.0.1.evil.example:{site.port}", f"http://{site.host}/", f"http://{site.host}@evil.example"]:
        headers = {"Origin": origin, "Cookie": f"{COOKIE}={chat}", **JSON, **RIGHT}
        for body in (b'{"id": "message-1", "text": "x"}', b"{}", b""):
            response = await site.call(method, path, headers, data=body)
            assert response.status == 403, origin
    for table in ("inbox", "outbox", "conversations", "broken"):
        assert await site.bot.value(f"SELECT COUNT(*) FROM {table}") == 0  # noqa: S608
    assert site.assistant.seen == []


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json", "", "json"],
)
async def test_a_message_that_any_form_could_send_is_none(kind: str, site: Site) -> None:
    headers = {"Cookie": f"{COOKIE}={cookie()}", "Content-Type": kind}
    response = await site.call("POST", "/api/chat", headers, data=b'{"id": "message-1", "text": "x"}')
    assert response.status == 415
    assert site.assistant.seen == []


@pytest.mark.parametrize(("method", "path"), LOOKING)
async def test_looking_changes_nothing(method: str, path: str, site: Site) -> None:
    chat = cookie()
    await site.ask(chat, "một", "message-1")
    await site.bot.worker.run(lambda db: db.execute("UPDATE outbox SET state = 'waiting', settled_at = NULL WHERE channel = 'web'"))
    before = await site.bot.rows("SELECT state, body FROM outbox")
    for how in (method, "HEAD"):
        response = await site.call(how, f"{path}?id=message-1&text=x", {"Cookie": f"{COOKIE}={chat}", "Origin": "https://evil.example"})
        assert response.status == 200
    assert [tuple(row) for row in await site.bot.rows("SELECT state, body FROM outbox")] == [tuple(row) for row in before]
    assert len(site.assistant.seen) == 1


# ---- cookies


@pytest.mark.parametrize("https", [False, True])
async def test_the_cookie_has_exactly_the_flags_that_it_should(https: bool, tmp_path: Path) -> None:
    page = ChatPage(StandIn().plans, None, None, None, None, over_https=https)  # type: ignore[arg-type]
    response = await page.page(web_request())
    morsel = response.cookies[COOKIE]
    assert len(morsel.value) == 43
    flags = {name: value for name, value in morsel.items() if value}
    expected = {"max-age": str(COOKIE_DAYS * 86_400), "path": "/", "httponly": True, "samesite": "Strict"}
    assert flags == (expected | {"secure": True} if https else expected)


def web_request() -> web.Request:
    from aiohttp.test_utils import make_mocked_request

    return make_mocked_request("GET", "/")


async def test_a_chat_is_open_to_its_own_cookie_alone(site: Site) -> None:
    own = cookie()
    await site.ask(own, "nước sạch", "message-1")
    await site.bot.worker.run(
        lambda db: db.execute(
            "INSERT INTO outbox (channel, account, chat, body, state, attempts, created_at, repeats) "
            "SELECT channel, account, chat, '{\"text\": \"Chỉ cho người ấy\"}', 'waiting', 0, created_at, 0 FROM outbox LIMIT 1"
        )
    )
    near = [own.swapcase(), own[:-1], own + "A", own[1:] + own[:1], f'"{own}', f" {own[:-1]}", "", "%", address(own).chat]
    for other in [*near, cookie()]:
        assert "Chỉ cho người ấy" not in await site.waiting(other)
        # The same id in another chat is another message.
        assert await site.ask(other, "trước đó", "message-1") == ["Trước đó: "], other
        assert await site.ask(other, "", "message-2", press="Nông thôn") == ["80% hộ ở nông thôn", "Nguồn: II."]
    assert await site.ask(own, "trước đó", "message-3") == ["Chỉ cho người ấy", "Trước đó: nước sạch"]


async def test_who_reads_the_file_cannot_speak_as_anybody(site: Site) -> None:
    own = cookie()
    await site.ask(own, "một", "message-1")
    database = site.bot.settings.database
    assert own not in rows_of(database)
    assert own.encode() not in database.read_bytes() + Path(f"{database}-wal").read_bytes()
    stored = await site.bot.value("SELECT chat FROM inbox")
    assert await site.ask(str(stored), "trước đó", "message-2") == ["Trước đó: "]
    assert await site.ask(str(stored)[:43], "trước đó", "message-3") == ["Trước đó: "]


async def test_a_role_that_is_taken_away_is_gone_with_the_next_message(site: Site) -> None:
    own, now = cookie(), site.bot.clock.now()
    agreement = Agreement(NOTICE_VERSION, "web", now)
    person = await site.bot.worker.run(lambda db: enrol_as(db, address(own), (Post(Role.COORDINATOR, ""),), agreement, now))
    (before,) = await site.ask(own, "danh sách đầu mối", "message-1")
    assert role_name(Role.COORDINATOR) in before
    await site.bot.worker.run(lambda db: remove(db, COMMAND_LINE, person, now))
    (after,) = await site.ask(own, "danh sách đầu mối", "message-2")
    assert after == not_allowed([Role.COORDINATOR, Role.ADMIN])
    # What was said before is not said again to whoever finds the browser.
    assert await site.ask(own, "danh sách đầu mối", "message-1") == []


# ---- on every answer


async def test_every_answer_carries_every_header(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.db.BUSY_SECONDS", 0.05)
    chat = {"Cookie": f"{COOKIE}={cookie()}"}
    update = json.dumps({"update_id": 1, "message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}}).encode()
    long, message = b" " * 20_000, b'{"id": "message-1", "text": "x"}'
    answers = {
        "page": await site.call("GET", "/"),
        "head": await site.call("HEAD", "/"),
        "asset": await site.call("GET", "/chat.js"),
        "health": await site.call("GET", "/healthz"),
        "chat": await site.call("POST", "/api/chat", chat | JSON, data=message),
        "waiting": await site.call("POST", "/api/chat/waiting", chat),
        "webhook": await site.call("POST", "/telegram", RIGHT, data=update),
        "400": await site.call("POST", "/api/chat", JSON, data=b"{"),
        "403": await site.call("POST", "/api/chat", {"Origin": "null"}),
        "403 webhook": await site.call("POST", "/telegram", data=update),
        "404": await site.call("GET", "/khong-co"),
        "404 odd": await site.call("GET", "/%ff%00%2e%2e"),
        "405": await site.call("DELETE", "/api/chat"),
        "405 webhook": await site.call("GET", "/telegram", RIGHT),
        "413": await site.call("POST", "/api/chat", JSON, data=long),
        "413 webhook": await site.call("POST", "/telegram", RIGHT, data=BytesIO(bytes((1 << 20) + 1))),
        "415": await site.call("POST", "/api/chat", data=message),
        "417": await site.call("POST", "/api/chat", JSON | {"Expect": "nothing"}, data=message),
        "421": await site.call("GET", "/", {"Host": "evil.example"}),
    }
    with contextlib.closing(sqlite3.connect(site.bot.settings.database, isolation_level=None)) as beside:
        worker = site.bot.worker._store._connection
        worker.execute("PRAGMA query_only = ON")
        answers["503"] = await site.call("POST", "/api/chat", chat | JSON, data=message.replace(b"-1", b"-2"))
        answers["503 webhook"] = await site.call("POST", "/telegram", RIGHT, data=update.replace(b'd": 1', b'd": 2'))
        worker.execute("PRAGMA query_only = OFF")
        assert beside.execute("SELECT COUNT(*) FROM inbox WHERE channel = 'web'").fetchone() == (1,)
    expected = {"404 odd": 404}
    for name, response in answers.items():
        status = int(name[:3]) if name[:3].isdigit() else 200
        assert response.status == expected.get(name, status), name
        wrong = {header for header, value in HEADERS.items() if response.headers.get(header) != value}
        assert wrong <= ({"Cache-Control"} if name == "asset" else set()), name
        assert "Server" not in response.headers, name


async def test_an_answer_to_a_fault_of_our_own_carries_them_too_and_tells_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object) -> list[object]:
        raise RuntimeError("bí mật bên trong")

    monkeypatch.setattr("bot.channels.webchat.WebChat.answer", fails)
    for accept in ("*/*", "text/html"):
        response = await site.call("POST", "/api/chat", JSON | {"Accept": accept}, data=b'{"id": "message-1", "text": "x"}')
        assert response.status == 500
        assert {header: response.headers.get(header) for header in HEADERS} == dict(HEADERS)
        assert "bí mật" not in await response.text()
        assert "Traceback" not in await response.text()
    assert "bí mật bên trong" in caplog.text


# ---- a code on the chat page


async def test_a_code_is_shown_again_to_a_page_that_did_not_get_its_answer_though_it_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same run of the program: afterwards nobody knows it any more."""
    monkeypatch.setattr(listening, "STOP_SECONDS", 0.1)
    own = cookie()
    async with serving(tmp_path, StandIn()) as site:
        now = site.bot.clock.now()
        agreement = Agreement(NOTICE_VERSION, "web", now)
        await site.bot.worker.run(lambda db: enrol_as(db, address(own), (Post(Role.ADMIN, ""),), agreement, now))
        first = await site.ask(own, "mời Sở Y tế", "message-1")
        assert "ĐĂNG KÝ" in first[1]
        assert await site.ask(own, "mời Sở Y tế", "message-1") == first
        assert first[1] not in [json.loads(str(row["body"]))["text"] for row in await site.bot.rows("SELECT body FROM outbox")]
        assert await site.bot.value("SELECT COUNT(*) FROM invites WHERE created_by <> 'start'") == 1
    async with serving(tmp_path, StandIn()) as site:
        again = await site.ask(own, "mời Sở Y tế", "message-1")
        assert len(again) == 2
        assert again != first
        assert "…" in again[1]
