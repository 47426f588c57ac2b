"""Whom the web server refuses, and what every response carries."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from aiohttp import ClientSession, DummyCookieJar

from bot.settings import Settings
from tests.bot.conftest import Client, ClientMaker, StandIn, ask, build_chat, raw


async def test_the_cookie_cannot_be_guessed_read_by_scripts_or_sent_from_elsewhere(client: Client) -> None:
    cookies = set()
    for _ in range(2):
        async with ClientSession(cookie_jar=DummyCookieJar()) as browser, browser.get(client.make_url("/")) as response:
            cookie = response.cookies["kehoach_chat"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            assert len(cookie.value) == 43
            cookies.add(cookie.value)
    assert len(cookies) == 2


async def test_behind_https_the_cookie_stays_there(
    aiohttp_client: ClientMaker, settings: Settings, assistant: StandIn, now: datetime
) -> None:
    public = await aiohttp_client(build_chat(replace(settings, public_url="https://kehoach.example.vn"), assistant, now))
    response = await public.get("/", headers={"Host": "kehoach.example.vn"})
    assert response.cookies["kehoach_chat"]["secure"]


@pytest.mark.parametrize("value", ["", "abc", "x" * 44, "../" * 20])
async def test_a_cookie_that_is_not_ours_is_replaced(value: str, client: Client) -> None:
    response = await client.get("/", headers={"Cookie": f"kehoach_chat={value}"})
    assert re.fullmatch(r"[\w-]{43}", response.cookies["kehoach_chat"].value)


async def test_a_body_over_the_limit_is_refused(client: Client, assistant: StandIn) -> None:
    response = await client.post("/api/chat", json={"id": "message-1", "text": "x", "more": "y" * 16_384})
    assert response.status == 413
    assert "quá dài" in (await response.json())["error"]
    assert assistant.seen == []


async def test_a_body_that_is_not_declared_json_is_refused(client: Client) -> None:
    response = await client.post("/api/chat", data=b'{"id": "message-1", "text": "x"}', headers={"Content-Type": "text/plain"})
    assert response.status == 415


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://[", "http://127.0.0.1:1", "https://evil.example:443"])
async def test_a_post_from_another_site_is_refused(origin: str, client: Client, assistant: StandIn) -> None:
    response = await ask(client, "x", headers={"Origin": origin})
    assert response.status == 403
    assert (await response.json())["error"]
    assert assistant.seen == []


async def test_a_post_from_our_own_page_is_taken(client: Client) -> None:
    assert (await ask(client, "x", headers={"Origin": f"http://{client.host}:{client.port}"})).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8080", "[::2]", "", "a b", "[", "127.0.0.1@evil.example"]
)
@pytest.mark.parametrize("path", ["/", "/api/chat", "/chat.js", "/healthz"])
async def test_a_name_that_is_not_ours_is_not_served_on_a_loopback_address(host: str, path: str, client: Client) -> None:
    """DNS rebinding: a site's own name made to point at 127.0.0.1."""
    status, _ = await raw(client, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert status in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"])
async def test_the_names_of_this_machine_are_served(host: str, client: Client) -> None:
    assert (await client.get("/", headers={"Host": host})).status == 200


async def test_on_an_open_address_any_name_is_served(
    aiohttp_client: ClientMaker, settings: Settings, assistant: StandIn, now: datetime
) -> None:
    everywhere = await aiohttp_client(build_chat(replace(settings, host="0.0.0.0"), assistant, now))  # noqa: S104
    assert (await everywhere.get("/", headers={"Host": "may-chu.noi-bo"})).status == 200


async def test_the_public_address_is_served_and_may_post(
    aiohttp_client: ClientMaker, settings: Settings, assistant: StandIn, now: datetime
) -> None:
    public = await aiohttp_client(build_chat(replace(settings, public_url="https://kehoach.example.vn"), assistant, now))
    response = await ask(public, "x", headers={"Host": "kehoach.example.vn", "Origin": "https://kehoach.example.vn"})
    assert response.status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 200), ("GET", "/khong-co", 404), ("GET", "/api/chat", 405), ("POST", "/", 405)]
)
async def test_every_response_carries_the_security_headers(method: str, path: str, status: int, client: Client) -> None:
    response = await client.request(method, path)
    assert response.status == status
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if status >= 400:
        assert (await response.json())["error"]


@pytest.mark.parametrize("path", ["/../settings.py", "/%2e%2e/settings.py", "/page.html", "/chat.js/../../settings.py", "/__init__.py"])
async def test_no_other_file_is_served(path: str, client: Client) -> None:
    status, body = await raw(client, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status == 404
    assert "import" not in body
