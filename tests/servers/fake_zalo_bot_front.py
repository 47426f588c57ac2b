"""The HTTP side of the stand-in: which method is called with what, and how it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.servers.fake_telegram.wire import ApiError, read_parameters, string
from tests.servers.fake_zalo_bot_sends import Sends, cut, html_page, turn_down
from tests.servers.fake_zalo_bot_webhook import Webhooks
from tests.servers.fake_zalo_bot_world import Bot, Call, Json, RefusalError, World, next_of

DEFAULT_POLL = 30
NO_WEBHOOK = "no webhook"


class Front:
    """The bots' methods behind their addresses. Their names are case-sensitive."""

    def __init__(self, world: World, webhooks: Webhooks) -> None:
        self._world = world
        self._webhooks = webhooks
        self._sends = Sends(world, webhooks)
        self._methods: dict[str, Callable[[Bot, Json], Awaitable[Json]]] = {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "testWebhook": self._test_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendChatAction": self._send_chat_action,
        }

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """/bot<token>/<method>."""
        try:
            return await self._respond(request)
        except RefusalError as refusal:
            switches = self._world.switches
            if switches.html_error and not refusal.normal:
                return html_page(refusal.code)
            return web.json_response(refusal.json, status=refusal.code if switches.mirror_status else 200)

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        """Raises RefusalError."""
        if not request.path.startswith("/bot"):
            raise RefusalError(404)
        token, _, method = request.path.removeprefix("/bot").partition("/")
        try:
            params = await read_parameters(request)
        except (ApiError, ValueError) as problem:
            raise RefusalError(400, "unreadable parameters") from problem
        self._world.calls.append(Call(token, method, params, self._world.clock()))
        self._world.call_count[method] += 1
        bot = self._world.bots.get(token)
        if bot is None:
            raise RefusalError(401)
        if request.method not in ("GET", "POST"):
            raise RefusalError(400)
        if method == "getUpdates":
            return await self._get_updates(bot, params, request)
        if method in self._sends.methods:
            return await self._sends.send(bot, method, params, request)
        if method not in self._methods:
            raise RefusalError(400, "no such method")
        return web.json_response(await self._methods[method](bot, params))

    async def _get_me(self, bot: Bot, params: Json) -> Json:
        return _ok({"id": bot.id, "account_name": f"bot.{bot.id}", "account_type": "BASIC", "can_join_groups": False})

    async def _set_webhook(self, bot: Bot, params: Json) -> Json:
        return _ok(await self._webhooks.set(bot, string(params, "url"), string(params, "secret_token")))

    async def _test_webhook(self, bot: Bot, params: Json) -> Json:
        limit = self._world.switches.test_webhook_limit
        if limit is not None and bot.test_calls >= limit:
            raise RefusalError(426, key="errorCode")
        if bot.hook is None:
            raise RefusalError(404, NO_WEBHOOK)
        bot.test_calls += 1
        return _ok(await self._webhooks.probe(bot.hook.url, bot.hook.secret))

    async def _delete_webhook(self, bot: Bot, params: Json) -> Json:
        bot.hook = None
        bot.wake_polls()
        return _ok({"url": "", "updated_at": self._world.now_ms()})

    async def _get_webhook_info(self, bot: Bot, params: Json) -> Json:
        if bot.hook is None:
            raise RefusalError(404, NO_WEBHOOK, normal=True)
        return _ok({"url": bot.hook.url, "updated_at": bot.hook.updated_at})

    async def _send_chat_action(self, bot: Bot, params: Json) -> Json:
        self._sends.chat(bot, params)
        if string(params, "action") != "typing":
            raise RefusalError(400, "no such action")
        return {"ok": True}

    async def _get_updates(self, bot: Bot, params: Json, request: web.BaseRequest) -> web.StreamResponse:
        """One update, which is forgotten. Raises RefusalError."""
        if fault := next_of(self._world.switches.fail_polls):
            return turn_down(fault, request)
        try:
            timeout = int(string(params, "timeout") or DEFAULT_POLL)
        except ValueError as problem:
            raise RefusalError(400, "timeout is no number") from problem
        if not await self._wait_for_update(bot, timeout * self._world.switches.poll_scale, request):
            raise RefusalError(408, normal=True)
        update, switches = bot.queue.popleft(), self._world.switches
        if switches.cut_after_pop > 0 or (switches.cut_chance and self._world.chance.random() < switches.cut_chance):
            switches.cut_after_pop = max(switches.cut_after_pop - 1, 0)
            self._world.lost.append(update)
            return cut(request)
        return await self._give(update, request)

    async def _wait_for_update(self, bot: Bot, seconds: float, request: web.BaseRequest) -> bool:
        """Whether there is one; the caller takes it without another await."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            # Twice round the loop, so that a caller who has just hung up is seen to have done so.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if _hung_up(request) and not self._world.switches.ghost_polls:
                return False
            if bot.queue and not bot.hook:
                return True
            left = deadline - loop.time()
            if left <= 0 or not self._world.up.is_set():
                return False
            await _woken(bot, left)

    async def _give(self, update: Any, request: web.BaseRequest) -> web.StreamResponse:
        """Writes it here, because only so it is known whether it could be written."""
        response = web.json_response(_ok(update))
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:
            self._world.lost.append(update)
            return response
        (self._world.lost if _hung_up(request) else self._world.given).append(update)
        return response


def _ok(result: Any) -> Json:
    return {"ok": True, "result": result}


def _hung_up(request: web.BaseRequest) -> bool:
    return request.transport is None or request.transport.is_closing()


async def _woken(bot: Bot, seconds: float) -> None:
    """Sleeps until there may be an update, at most so long."""
    poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    bot.polls.append(poll)
    try:
        await asyncio.wait([poll], timeout=seconds)
    finally:
        bot.polls.remove(poll)
