"""The whole program beside stand-ins for Zalo's Bot Platform and Official Account."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import alarm
from bot.channels import zalo_bot, zalo_bot_sending, zalo_oa, zalo_oa_messages, zalo_oa_tokens
from bot.channels.channel import Pace, Window
from bot.settings import Settings, load_settings
from tests.bot.running import SECRET, free_port, hurry
from tests.servers.fake_zalo_bot import FakeZaloBot
from tests.servers.fake_zalo_oa import FakeZaloOA

FAST = 10_000
"""Messages a second where the pace itself is not what is looked at."""


def hurry_zalo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to be spared here, and nobody's pace be kept."""
    hurry(monkeypatch)
    for name, seconds in (("FIRST_PAUSE", 0.02), ("LONGEST_PAUSE", 0.1), ("REFUSED_PAUSE", 0.05)):
        monkeypatch.setattr(zalo_bot, name, seconds)
    monkeypatch.setattr(zalo_bot_sending, "REFUSED_PAUSE", 0.05)
    monkeypatch.setattr(zalo_bot_sending, "QUOTA_PAUSE", 0.1)
    monkeypatch.setattr(zalo_oa_messages, "QUOTA_PAUSE", 0.1)
    monkeypatch.setattr(zalo_oa, "CONSENT_PAUSE", 0.1)
    monkeypatch.setattr(zalo_oa_tokens, "PAUSE", 0.02)
    monkeypatch.setattr(alarm, "EVERY", 0.05)

    def pace(_: Window, group: tuple[int, float], crowded: object) -> Pace:
        return Pace(Window(FAST, 1.0), group, lambda to: False)

    monkeypatch.setattr(zalo_bot, "Pace", pace)
    monkeypatch.setattr(zalo_oa, "Pace", pace)


def zalo_bot_settings(folder: Path, zalo: FakeZaloBot, *, webhook: bool = False, public: bool = False, **more: str) -> Settings:
    port = free_port()
    environment = {
        "KEHOACH_HOME": str(folder),
        "KEHOACH_PORT": str(port),
        "ZALO_BOT_TOKEN": ",".join(zalo.tokens),
        "ZALO_BOT_API_URL": zalo.url,
        "ZALO_FILE_HOSTS": "127.0.0.1",
        **more,
    }
    if webhook or public:
        environment["KEHOACH_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    if webhook:
        environment["ZALO_BOT_WEBHOOK_SECRET"] = SECRET
    return load_settings(environment, folder)


def zalo_oa_settings(folder: Path, oa: FakeZaloOA, **more: str) -> Settings:
    port = free_port()
    environment = {
        "KEHOACH_HOME": str(folder),
        "KEHOACH_PORT": str(port),
        "KEHOACH_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ZALO_OA_APP_ID": oa.app_id,
        "ZALO_OA_APP_SECRET": oa.app_secret,
        "ZALO_OA_SECRET_KEY": oa.secret_key,
        "ZALO_OA_REFRESH_TOKEN": oa.refresh_token,
        "ZALO_OA_API_URL": oa.api_url,
        "ZALO_OA_OAUTH_URL": oa.oauth_url,
        "ZALO_OA_BUSINESS_URL": oa.business_url,
        "ZALO_FILE_HOSTS": "127.0.0.1",
        **more,
    }
    return load_settings(environment, folder)
