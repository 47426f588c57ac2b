"""The address that Telegram calls: what tests/bot/test_telegram_webhook.py does not ask of it."""

from __future__ import annotations

import hmac
import json
import os
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.channels import webhooks
from bot.channels.telegram import SECRET_HEADER
from bot.settings import SettingsError, load_settings
from tests.bot.conftest import StandIn
from tests.bot.running import SECRET
from tests.security.mutations import Mutator
from tests.security.web import RIGHT, Site, serving

BODIES = 10_000 if os.environ.get("KEHOACH_LONG") == "1" else 300
UPDATE = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": 5_000_000_001, "type": "private"}, "date": 1, "text": "bhyt"}}
AT_ONCE = 1.0


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(tmp_path, StandIn()) as site:
        yield site


def request(site: Site, *headers: bytes, path: str = "/telegram", body: bytes = b"") -> bytes:
    body = body or json.dumps(UPDATE).encode()
    head = [f"POST {path} HTTP/1.1".encode(), f"Host: {site.host}".encode(), b"Connection: close", f"Content-Length: {len(body)}".encode()]
    return b"\r\n".join([*head, *headers, b"", b""]) + body


async def status(site: Site, *headers: bytes, path: str = "/telegram") -> int:
    return int((await site.raw(request(site, *headers, path=path))).split(b" ", 2)[1])


async def test_whatever_is_given_is_compared_byte_by_byte_in_the_same_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, as bytes, by the one function that takes as long for a near miss as for any other, and by nothing before it."""
    compared: list[tuple[Any, Any]] = []

    def compare(given: Any, wanted: Any) -> bool:
        compared.append((given, wanted))
        return hmac.compare_digest(given, wanted)

    class Watched:
        compare_digest = staticmethod(compare)

    monkeypatch.setattr(webhooks, "hmac", Watched)
    name, right = SECRET_HEADER.encode(), SECRET.encode()
    near = [b"", right[:-1], right + b"x", b"x" + right[1:], right[:-1] + b"x", right.upper()]
    near += ["é".encode() * 20, "ｓ".encode() * 40, "😀".encode()]
    for given in near:
        assert await status(site, name + b": " + given) == 403, given
    assert await status(site) == 403
    for twice in ((right, right), (right, b""), (b"", right), (b"x", right), (right, b"x")):
        assert await status(site, *(name + b": " + one for one in twice)) == 403, twice
    assert await status(site, name.lower() + b": " + right) == 200
    assert len(compared) == len(near) + 1 + 5 + 1
    assert {(type(given), wanted) for given, wanted in compared} == {(bytes, right)}
    assert await site.bot.value("SELECT COUNT(*) FROM inbox") == 1


async def test_the_right_secret_in_the_wrong_place_opens_nothing(site: Site) -> None:
    right = SECRET.encode()
    places = (b"Authorization: Bearer " + right, b"Cookie: " + SECRET_HEADER.encode() + b"=" + right, b"X-Bot-Api-Secret-Token: " + right)
    for header in places:
        assert await status(site, header) == 403
    queries = (f"?secret_token={SECRET}", f"?{quote(SECRET_HEADER)}={SECRET}", f"/{SECRET}", "/")
    for path in (*(f"/telegram{query}" for query in queries), "//telegram"):
        assert await status(site, path=path) in (403, 404, 405), path
    assert await status(site, SECRET_HEADER.encode() + b": " + right, path="/Telegram") == 404
    assert await site.bot.value("SELECT COUNT(*) FROM inbox") == 0


async def test_nothing_that_is_posted_with_the_secret_is_refused_or_thrown_over(site: Site) -> None:
    """Refused, it would come again for a day and hold up what follows it."""
    mutator = Mutator(356)
    for number in range(BODIES):
        body = _body(mutator, number)
        began = time.monotonic()
        response = await site.call("POST", "/telegram", RIGHT, data=BytesIO(body))
        assert response.status == 200, body[:200]
        assert time.monotonic() - began < AT_ONCE, body[:200]
    assert await site.bot.value("SELECT COUNT(*) FROM broken WHERE inbox IS NOT NULL") == 0
    somebody = site.telegram.user("Lan")
    before = len(site.telegram.sent_to(somebody))
    somebody.types("bhyt")
    await site.telegram.wait_for(before + 1, somebody)


def _body(mutator: Mutator, number: int) -> bytes:
    update: dict[str, Any] = json.loads(json.dumps(UPDATE | {"update_id": number + 1}))
    update["message"] |= {"message_id": number + 1, "text": mutator.text()[:4_096]}
    if mutator.now_and_then(0.4):
        place, name = mutator.pick(list(mutator.places(update)))
        place[name] = mutator.json()
    whole = json.dumps(update).encode()
    torn = (whole[: len(whole) // 2], whole * 2, b"\xff" + whole, whole.replace(b'"', b"'"), b"", b"[" * 100_000, b"9" * 10_000)
    if mutator.now_and_then(0.2):
        return bytes(mutator.pick(torn))
    return whole


def test_the_program_does_not_start_with_a_secret_that_can_be_guessed(tmp_path: Path) -> None:

    for secret in ("short", "s" * 31, "s" * 257, "s" * 32 + " x", "é" * 40, "s" * 40 + "\n:"):
        given = {"TELEGRAM_WEBHOOK_SECRET": secret, "KEHOACH_PUBLIC_URL": "https://x.example"}
        with pytest.raises(SettingsError) as refusal:
            load_settings(given, tmp_path)
        assert secret not in str(refusal.value)
