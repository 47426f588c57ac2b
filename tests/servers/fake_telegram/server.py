"""A stand-in for the Bot API server: real HTTP on a port of this machine, Telegram's behaviour, faults on demand."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.servers.fake_telegram.control import Control
from tests.servers.fake_telegram.faults import Faults, Limits
from tests.servers.fake_telegram.front import Call, Front
from tests.servers.fake_telegram.listener import Listener
from tests.servers.fake_telegram.people import Group, User, new_group, on_loop
from tests.servers.fake_telegram.polling import Poller
from tests.servers.fake_telegram.updates import Polled, Update, Updates
from tests.servers.fake_telegram.webhook import Webhook
from tests.servers.fake_telegram.world import CallbackAnswer, Message, World

TOKEN = "7000000001:a-token-that-telegram-never-gave"  # noqa: S105 of no use anywhere else
Result = TypeVar("Result")
KEEP = 200_000
LOG = 10_000


class FakeTelegram:
    """One bot's Telegram.

    Used with `async with` on a running event loop, or with `with FakeTelegram.in_thread()` on a loop of its own; all that is
    not async may be called from any thread. `keep` bounds the memory of messages, `log` that of requests; `clock` tells the
    seconds since 1970 and may stand still; `seed` decides every chance.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "ke_hoach_bot",
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], float] = time.time,
        keep: int = KEEP,
        log: int = LOG,
        privacy: bool = True,
        seed: int = 0,
    ) -> None:
        chance = random.Random(seed)
        self.token = token
        self.faults = Faults(chance)
        self.limits = Limits()
        self._clock, self._ahead = clock, 0.0
        self.updates = Updates(self.now, self.faults, self.limits, chance, log)
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Kế hoạch", "username": username}
        self.world = World(bot, self.now, chance, self.faults, self.limits, self.updates, keep, privacy)
        self.webhook = Webhook(self.updates, self.faults, self.limits, chance, self.now, log)
        self._poller = Poller(self.updates, self.limits)
        self._front = Front(self.world, token, self._poller, self.webhook, log)
        self._control = Control(self)
        self._watchers: set[asyncio.Event] = set()
        self._front.after = self.webhook.after = self._wake_watchers
        self.updates.on_push = self._offer
        self._listener = Listener(host, port, self._handle)

    async def __aenter__(self) -> Self:
        self.world.loop, self.world.thread = asyncio.get_running_loop(), threading.get_ident()
        await self._listener.open()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._poller.end()
        await self.webhook.delete()
        await self._listener.end()
        self.world.loop = None

    @classmethod
    @contextmanager
    def in_thread(cls, token: str = TOKEN, **options: Any) -> Iterator[Self]:
        """The server on a thread and a loop of its own, for tests that are not async."""
        telegram = cls(token, **options)
        started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

        async def serve() -> None:
            async with telegram:
                stop = asyncio.Event()
                started.set_result((asyncio.get_running_loop(), stop))
                await stop.wait()

        def run() -> None:
            try:
                asyncio.run(serve())
            except OSError as problem:
                started.set_exception(problem)

        thread = threading.Thread(target=run, name="fake-telegram", daemon=True)
        thread.start()
        loop, stop = started.result(timeout=10)
        try:
            yield telegram
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()

    @property
    def url(self) -> str:
        return f"http://{self._listener.host}:{self._listener.port}"

    @property
    def base_url(self) -> str:
        """For telegram.Bot(base_url=…)."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    def now(self) -> float:
        return self._clock() + self._ahead

    @on_loop
    def advance(self, seconds: float) -> None:
        """Time passes for Telegram: updates expire, presses grow too old to answer."""
        self._ahead += seconds

    @on_loop
    def user(self, name: str, user_id: int | None = None, *, username: str = "", language: str = "vi", started: bool = True) -> User:
        """A person. One who has not `started` the bot cannot be written to."""
        return User(self.world, self.world.add_person(name, user_id, username, language, started=started))

    @on_loop
    def group(self, title: str, *, supergroup: bool = False, chat_id: int | None = None, bot: bool = True) -> Group:
        """A group; `bot`: with the bot in it from the beginning."""
        return new_group(self.world, title, supergroup=supergroup, chat_id=chat_id, bot=bot)

    @on_loop
    def pushes(self, raw: Any, line: int = 0) -> Update:
        """Puts any JSON into the queue of updates; a dict without an update_id is given one."""
        return self.updates.push_raw(raw, line)

    @on_loop
    def restarts_ids(self, at: int | None = None) -> None:
        """Update ids begin anew at the next update that finds the queue empty."""
        self.updates.restart_ids(at)

    @on_loop
    def goes_down(self, seconds: float | None = None) -> None:
        """Refuses connections and cuts those that are open, for some seconds or until `comes_back`."""
        self._poller.end()
        self._listener.shut(seconds)

    async def comes_back(self) -> None:
        """Listens again after `goes_down`."""
        await self._listener.open()

    @property
    def sent(self) -> list[Message]:
        """What the bot has sent, in order, as it looks now."""
        return self.world.run(lambda: list(self.world.sent))

    def sent_to(self, chat: int | User | Group) -> list[Message]:
        chat_id = chat if isinstance(chat, int) else chat.id
        return [message for message in self.sent if message.chat == chat_id]

    def texts(self, chat: int | User | Group) -> list[str]:
        return [message.text for message in self.sent_to(chat)]

    def times_sent(self, text: str, chat: int | User | Group | None = None) -> int:
        """How often the bot has sent exactly this text, edits not counted."""
        chat_id = chat if chat is None or isinstance(chat, int) else chat.id
        counted = self.counts()
        return sum(times for (to, said), times in counted.items() if said == text and chat_id in (None, to))

    @on_loop
    def counts(self) -> dict[tuple[int, str], int]:
        """How often each text was sent to each chat."""
        return dict(self.world.times_sent)

    @on_loop
    def calls(self, method: str = "") -> list[Call]:
        """The latest requests of the bot, at most `log` of them; of one method, if named."""
        return [call for call in self._front.calls if not method or call.method.lower() == method.lower()]

    @property
    def polled(self) -> list[Polled]:
        """The log of offsets: every look of the bot into the queue, at most `log` of them."""
        return self.world.run(lambda: list(self.updates.polled))

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.updates.pending)

    @on_loop
    def call_count(self, method: str) -> int:
        return self._front.count[method.lower()]

    @property
    def callback_answers(self) -> list[CallbackAnswer]:
        return self.world.run(lambda: list(self.world.callback_answers))

    def commands(self, scope: str = "default", language: str = "") -> dict[str, str]:
        """The bot's commands and what they say; `scope` as "all_private_chats" or "chat 42"."""
        known: Sequence[dict[str, str]] = self._front.about.commands.get((scope, language), [])
        return {command["command"]: command["description"] for command in known}

    async def wait_for(self, count: int, chat: int | User | Group | None = None, timeout: float = 5.0) -> list[Message]:
        """What the bot has sent to the chat, once it is so many messages since the beginning. Raises TimeoutError."""
        chat_id = chat if chat is None or isinstance(chat, int) else chat.id

        def enough() -> bool:
            if chat_id is None:
                return self.world.sent_count >= count
            there = self.world.chats.get(chat_id)
            return there is not None and there.sent >= count

        try:
            await self.wait_until(enough, timeout)
        except TimeoutError:
            texts = [message.text for message in (self.sent if chat_id is None else self.sent_to(chat_id))]
            raise TimeoutError(f"{len(texts)} of {count} messages after {timeout} s: {texts[-20:]}") from None
        return self.sent if chat_id is None else self.sent_to(chat_id)

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        """Looks again after every request of the bot. On the server's loop. Raises TimeoutError."""
        happened = asyncio.Event()
        self._watchers.add(happened)
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    happened.clear()
                    await happened.wait()
        finally:
            self._watchers.discard(happened)

    def wait(self, count: int, chat: int | User | Group | None = None, timeout: float = 5.0) -> list[Message]:
        """wait_for, from another thread than the server's."""
        return self.complete(self.wait_for(count, chat, timeout))

    def complete(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Any of the async methods, from another thread than the server's: complete(telegram.comes_back())."""
        if self.world.loop is None:
            coroutine.close()
            raise RuntimeError("the server does not run")
        return asyncio.run_coroutine_threadsafe(coroutine, self.world.loop).result()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            return await self._front.bot(request)
        if path.startswith("/file/bot"):
            return self._front.file(request)
        if path.startswith("/control/"):
            return await self._control.handle(request)
        return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)

    def _offer(self, update: Update) -> None:
        if self.webhook.setting:
            self.webhook.offer(update)
        else:
            self._poller.wake()

    def _wake_watchers(self) -> None:
        for watcher in self._watchers:
            watcher.set()
