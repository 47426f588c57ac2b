"""`kehoach zalo`: which address each Zalo bot is bound to; with --remove-webhook they are freed, so that messages can be fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot import say
from bot.channels.http import Http, NotAskedError, UnansweredError
from bot.channels.zalo_bot import account_of
from bot.channels.zalo_bot_api import NOT_FOUND, ZaloBotApi, ZaloBotError
from bot.settings import Settings


def zalo_webhooks(settings: Settings, *, remove: bool) -> list[tuple[bool, str]]:
    """A sentence for each bot, and whether all is well with it."""
    return asyncio.run(_all(settings, remove=remove))


async def _all(settings: Settings, *, remove: bool) -> list[tuple[bool, str]]:
    http = Http()
    try:
        apis = [ZaloBotApi(settings.zalo_bot_api_url, token, http) for token in settings.zalo_bot_tokens]
        return [await _one(api, remove=remove) for api in apis]
    finally:
        await http.close()


async def _one(api: ZaloBotApi, *, remove: bool) -> tuple[bool, str]:
    account = account_of(api.token)
    try:
        if remove:
            await api.call("deleteWebhook")
        return True, say.zalo_bot_bound(account, await _url(api))
    except (ZaloBotError, NotAskedError, UnansweredError) as problem:
        return False, say.zalo_bot_unreachable(account, str(problem))


async def _url(api: ZaloBotApi) -> str:
    try:
        found = await api.call("getWebhookInfo")
    except ZaloBotError as problem:
        if problem.code == NOT_FOUND:
            return ""
        raise
    return str(found.get("url") or "") if isinstance(found, Mapping) else ""
