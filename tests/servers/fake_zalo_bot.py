"""A stand-in for Zalo's Bot API (bot-api.zaloplatforms.com): real HTTP on a port of this machine, for one or more bots.

What public material says of the real one is followed; where it is silent, a switch says what happens.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.servers.fake_telegram.listener import Listener
from tests.servers.fake_zalo_bot_front import Front
from tests.servers.fake_zalo_bot_people import Message, ZaloUser
from tests.servers.fake_zalo_bot_webhook import SECRET_HEADER, USER_AGENT, Webhooks
from tests.servers.fake_zalo_bot_world import Call, Json, Sent, Switches, WebhookCall, World

__all__ = ["SECRET_HEADER", "TOKEN", "USER_AGENT", "Call", "FakeZaloBot", "Message", "Sent", "Switches", "WebhookCall", "ZaloUser"]

TOKEN = "7100000001:a-token-that-zalo-never-gave"  # noqa: S105 of no use anywhere else
LOOK_AGAIN = 0.005


class FakeZaloBot:
    """Zalo for some bots, the first of which is meant where no token is named.

    Used with `async with`, on one event loop. `clock` tells the seconds since 1970 and may stand still; `seed` decides ids
    and every chance.
    """

    def __init__(self, *tokens: str, clock: Callable[[], float] = time.time, seed: int = 0) -> None:
        self._world = World(tokens or (TOKEN,), clock, seed)
        self._webhooks = Webhooks(self._world)
        self._world.offer = self._webhooks.offer
        self._listener = Listener("127.0.0.1", 0, Front(self._world, self._webhooks).handle)
        self._back: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        await self._webhooks.open()
        await self._listener.open()
        self._world.up.set()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()
        await self._listener.end()
        await self._webhooks.end()

    @property
    def url(self) -> str:
        """Methods are at <url>/bot<token>/<method>."""
        return f"http://{self._listener.host}:{self._listener.port}"

    @property
    def tokens(self) -> list[str]:
        return list(self._world.bots)

    @property
    def token(self) -> str:
        return self.tokens[0]

    @property
    def switches(self) -> Switches:
        return self._world.switches

    def user(self, name: str, token: str | None = None, *, started: bool = True) -> ZaloUser:
        """A person. One who has not `started` is unknown to the bot until they write."""
        bot = self._world.bot(token)
        user = ZaloUser(self._world, bot, name)
        if started:
            bot.meet(user.id)
        return user

    def pushes(self, raw: Any, token: str | None = None) -> None:
        """Any JSON as an update. A private chat that it names becomes known."""
        bot = self._world.bot(token)
        message = raw.get("message") if isinstance(raw, dict) else None
        chat = message.get("chat") if isinstance(message, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), str):
            if chat.get("chat_type") == "GROUP":
                bot.groups.add(chat["id"])
            else:
                bot.meet(chat["id"])
        self._world.receive(bot, raw)

    @property
    def sent(self) -> list[Sent]:
        """What the bots have sent, in order."""
        return list(self._world.sent)

    def sent_to(self, user: ZaloUser | str) -> list[Sent]:
        """To a person, or to the chat with that id."""
        if isinstance(user, str):
            return [sent for sent in self._world.sent if sent.chat == user]
        return [sent for sent in self._world.sent if (sent.token, sent.chat) == (user.token, user.id)]

    def texts(self, user: ZaloUser | str) -> list[str]:
        return [sent.text for sent in self.sent_to(user)]

    def times_sent(self, text: str, user: ZaloUser | str | None = None) -> int:
        """How often exactly this text was sent."""
        return sum(sent.text == text for sent in (self._world.sent if user is None else self.sent_to(user)))

    async def wait_for(self, count: int, user: ZaloUser | None = None, timeout: float = 5.0) -> list[Sent]:
        """What was sent, once it is so many messages since the beginning. Raises TimeoutError."""

        def number() -> int:
            return len(self._world.sent) if user is None else self._world.sent_count[user.token, user.id]

        try:
            await self.wait_until(lambda: number() >= count, timeout)
        except TimeoutError:
            texts = [sent.text for sent in self.sent] if user is None else self.texts(user)
            raise TimeoutError(f"{number()} of {count} messages after {timeout} s: {texts[-20:]}") from None
        return self.sent if user is None else self.sent_to(user)

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        """Looks again every few milliseconds. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not condition():
                await asyncio.sleep(LOOK_AGAIN)

    def calls(self, method: str = "") -> list[Call]:
        """The latest requests; of one method, if named."""
        return [call for call in self._world.calls if method in ("", call.method)]

    def call_count(self, method: str) -> int:
        return self._world.call_count[method]

    def pending(self, token: str | None = None) -> int:
        """How many updates wait to be polled or to be taken by the webhook: a bot's, or everybody's."""
        bots = self._world.bots.values() if token is None else [self._world.bots[token]]
        return sum(len(bot.queue) + bot.under_way for bot in bots)

    @property
    def given(self) -> list[Any]:
        """Updates that polls were answered with."""
        return list(self._world.given)

    @property
    def lost(self) -> list[Any]:
        """Updates that polls took and that could not be written to them: Zalo will not give them again."""
        return list(self._world.lost)

    @property
    def undelivered(self) -> list[Any]:
        """Updates that a webhook did not take and that will not be tried again."""
        return list(self._world.undelivered)

    @property
    def webhook_calls(self) -> list[WebhookCall]:
        """Every attempt to deliver; probes are not among them."""
        return list(self._world.webhook_calls)

    @property
    def probes(self) -> list[Json]:
        """What came of the probes of setWebhook and testWebhook."""
        return list(self._webhooks.probes)

    def webhook(self, token: str | None = None) -> tuple[str, str] | None:
        """The address and the secret."""
        hook = self._world.bot(token).hook
        return (hook.url, hook.secret) if hook else None

    def removes_webhook(self, token: str | None = None) -> None:
        """As whoever runs the bot does by deleteWebhook."""
        bot = self._world.bot(token)
        bot.hook = None
        bot.wake_polls()

    def goes_down(self, seconds: float | None = None) -> None:
        """Refuses connections, cuts those that are open and calls no webhook, for some seconds or until `comes_back`."""
        self._stop()
        self._listener.shut(seconds)
        if seconds is not None:
            self._back = asyncio.get_running_loop().call_later(seconds, self._world.up.set)

    async def comes_back(self) -> None:
        """Listens again after `goes_down`."""
        self._forget_return()
        await self._listener.open()
        self._world.up.set()

    def _stop(self) -> None:
        self._forget_return()
        self._world.up.clear()
        for bot in self._world.bots.values():
            bot.wake_polls()

    def _forget_return(self) -> None:
        if self._back:
            self._back.cancel()
            self._back = None
