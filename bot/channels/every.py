"""Every messenger: how its channels are made of the settings, and how it cuts what is too long for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot import say
from bot.alarm import tell_admins
from bot.channels import telegram_text, zalo_text
from bot.channels.channel import Channel
from bot.channels.http import Http
from bot.channels.telegram import WEBHOOK, Telegram, TelegramSettings
from bot.channels.zalo_bot import ZaloBot, ZaloBotSettings
from bot.channels.zalo_files import Links
from bot.channels.zalo_oa import Records, ZaloOA, ZaloOASettings
from bot.channels.zalo_oa_api import ZaloOAApi, ZaloOAUrls
from bot.channels.zalo_oa_signature import Secrets
from bot.channels.zalo_oa_tokens import NotNowError, Tokens
from bot.files.keep import Files
from bot.reminder_fields import recipient
from bot.settings import Settings
from bot.worker import Worker
from corpus.plan import Plan
from handlers.turn import Reply
from store import facts
from store.db import UnavailableError

log = logging.getLogger(__name__)
SIGNATURE = "zalo_oa.signature"
TOKENS = "zalo-oa.json"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What channels are made of."""

    settings: Settings
    files: Files
    links: Links
    worker: Worker
    plans: Sequence[Plan]
    now: Callable[[], datetime]


def _telegram(around: Surroundings) -> list[Channel]:
    settings = around.settings
    if not settings.telegram_token:
        return []
    secret = settings.telegram_webhook_secret
    webhook = settings.public_url + WEBHOOK if secret else ""
    bot = TelegramSettings(settings.telegram_token, settings.telegram_api_url, webhook, secret, settings.telegram_rate)
    return [Telegram(bot, around.files)]


def _zalo_bots(around: Surroundings) -> list[Channel]:
    settings = around.settings
    public_url = settings.public_url if settings.zalo_bot_webhook_secret else ""
    return [
        ZaloBot(
            ZaloBotSettings(
                token,
                settings.zalo_bot_api_url,
                public_url,
                settings.zalo_bot_webhook_secret,
                settings.zalo_file_hosts,
                settings.zalo_bot_monthly,
                settings.zalo_bot_rate,
            ),
            around.links,
            around.now,
            partial(_alarm, around),
        )
        for token in settings.zalo_bot_tokens
    ]


async def _alarm(around: Surroundings, text: str, what: str) -> None:
    """Tells the administrators, once a day; while the store cannot be written the log alone has it."""
    now = around.now()
    try:
        await around.worker.run(lambda db: tell_admins(db, text, now, key=f"{what} {now:%Y-%m-%d}", besides="zalo_bot"))
    except UnavailableError as problem:
        log.error("%s", say.store_unavailable(str(problem)))


def _zalo_oa(around: Surroundings) -> list[Channel]:
    settings = around.settings
    if not settings.zalo_oa_app_id:
        return []
    secrets = Secrets(settings.zalo_oa_app_id, settings.zalo_oa_secret_key.reveal(), settings.zalo_oa_app_secret.reveal())
    api = ZaloOAApi(ZaloOAUrls(settings.zalo_oa_oauth_url, settings.zalo_oa_api_url, settings.zalo_oa_business_url), Http())
    return [
        ZaloOA(
            ZaloOASettings(secrets, settings.zalo_oa_template, settings.zalo_oa_signature, settings.zalo_file_hosts),
            api,
            _tokens(around, api),
            around.files,
            around.links,
            _records(around),
            around.now,
        )
    ]


def _tokens(around: Surroundings, api: ZaloOAApi) -> Tokens:
    settings, now = around.settings, around.now

    async def alarm(chain: str) -> None:
        key = f"zalo_oa consent {chain[:16]}"
        try:
            await around.worker.run(lambda db: tell_admins(db, say.consent_needed_alarm(), now(), key=key, besides="zalo_oa"))
        except UnavailableError as problem:
            raise NotNowError(say.store_unavailable(str(problem))) from problem

    return Tokens(
        settings.home / TOKENS,
        settings.zalo_oa_app_id,
        settings.zalo_oa_app_secret,
        settings.zalo_oa_refresh_token,
        api.urls.oauth,
        api.http,
        now,
        alarm,
    )


def _records(around: Surroundings) -> Records:
    worker, now = around.worker, around.now

    async def signature() -> str:
        return await worker.run(lambda db: facts.recall(db, SIGNATURE)) or ""

    async def keep_signature(name: str) -> None:
        await worker.run(partial(facts.remember, name=SIGNATURE, value=name, now=now()))

    return Records(
        lambda to, number: worker.run(lambda db: recipient(db, around.plans, to, number)),
        signature,
        keep_signature,
    )


CHANNELS: Mapping[str, Callable[[Surroundings], list[Channel]]] = {"telegram": _telegram, "zalo_bot": _zalo_bots, "zalo_oa": _zalo_oa}
"""Those of a messenger that is not set are none."""
SPLIT: Mapping[str, Callable[[Reply], Sequence[Reply]]] = {
    "telegram": telegram_text.split,
    "zalo_bot": zalo_text.split,
    "zalo_oa": zalo_text.split,
}
"""One that is not named carries everything."""
