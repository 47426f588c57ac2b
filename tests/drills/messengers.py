"""The messengers through which a drill speaks to the bot, each a stand-in, as much of them as a drill needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from bot.channels.every import TOKENS
from bot.channels.zalo_oa_tokens import tokens_lost
from tests.servers.fake_telegram import FakeTelegram, User
from tests.servers.fake_zalo_bot import FakeZaloBot, ZaloUser
from tests.servers.fake_zalo_oa import FakeZaloOA, OAUser

SECRET = "drill-" + "s" * 40
RATE = 10_000
"""Messages a second that the bot may send: Telegram's own limit would only make the drills longer."""
LAST_CALLS = ("deleteWebhook", "setWebhook")
"""The last that a bot says to Telegram before messages reach it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that the bot has sent to a chat."""

    chat: str
    text: str
    id: str


class Writer(Protocol):
    """Somebody who types to the bot; `chat` is how the store knows them."""

    @property
    def chat(self) -> str: ...

    def types(self, text: str) -> str:
        """The message's id."""


class Messenger(Protocol):
    channel: ClassVar[str]
    in_order: ClassVar[bool]
    """Whether what is typed in a chat reaches the bot in that order, whatever happens to the bot."""
    always_by_webhook: ClassVar[bool]

    @property
    def account(self) -> str: ...

    def environment(self, folder: Path, port: int, *, webhook: bool) -> Mapping[str, str]:
        """The settings of a bot that lives in `folder` and listens at `port`; whoever runs it does what it asks for."""

    def user(self, name: str) -> Writer: ...

    def starts(self) -> int:
        """How often a bot has got so far that messages can reach it; that stays 0 where nobody is told."""

    @property
    def sent_count(self) -> int: ...

    @property
    def pending(self) -> int:
        """How many messages the bot has yet to take."""

    def arrivals(self) -> list[Arrival]: ...

    def gone(self) -> set[tuple[str, str]]:
        """Chats and messages that the service itself has lost on their way."""

    def in_hand(self) -> set[tuple[str, str]]:
        """Those that it has given away for good: a bot that is killed with one in its hand has lost it."""

    def refusals(self) -> list[str]:
        """What the bot has refused to take, for another reason than that it was not there."""

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None: ...


@dataclass(frozen=True, slots=True)
class TelegramUser:
    user: User

    @property
    def chat(self) -> str:
        return str(self.user.id)

    def types(self, text: str) -> str:
        return str(self.user.types(text).id)


@dataclass(frozen=True)
class OnTelegram:
    server: FakeTelegram
    channel: ClassVar = "telegram"
    in_order: ClassVar = True
    always_by_webhook: ClassVar = False

    @property
    def account(self) -> str:
        return self.server.token.partition(":")[0]

    def environment(self, folder: Path, port: int, *, webhook: bool) -> Mapping[str, str]:
        settings = {"TELEGRAM_TOKEN": self.server.token, "TELEGRAM_API_URL": self.server.url, "TELEGRAM_RATE": str(RATE)}
        called = {"KEHOACH_PUBLIC_URL": f"http://127.0.0.1:{port}", "TELEGRAM_WEBHOOK_SECRET": SECRET}
        return settings | called if webhook else settings

    def user(self, name: str) -> Writer:
        return TelegramUser(self.server.user(name))

    def starts(self) -> int:
        return sum(self.server.call_count(method) for method in LAST_CALLS)

    @property
    def sent_count(self) -> int:
        return self.server.world.sent_count

    @property
    def pending(self) -> int:
        return self.server.pending

    def arrivals(self) -> list[Arrival]:
        return [Arrival(str(one.chat), one.text, str(one.id)) for one in self.server.sent]

    def gone(self) -> set[tuple[str, str]]:
        return set()

    def in_hand(self) -> set[tuple[str, str]]:
        return set()

    def refusals(self) -> list[str]:
        return []

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        await self.server.wait_until(condition, timeout)


@dataclass(frozen=True, slots=True)
class ZaloBotUser:
    user: ZaloUser

    @property
    def chat(self) -> str:
        return self.user.id

    def types(self, text: str) -> str:
        return self.user.types(text).message_id


@dataclass(frozen=True)
class OnZaloBot:
    server: FakeZaloBot
    channel: ClassVar = "zalo_bot"
    in_order: ClassVar = True
    always_by_webhook: ClassVar = False

    @property
    def account(self) -> str:
        return self.server.token.partition(":")[0]

    def environment(self, folder: Path, port: int, *, webhook: bool) -> Mapping[str, str]:
        settings = {
            "ZALO_BOT_TOKEN": self.server.token,
            "ZALO_BOT_API_URL": self.server.url,
            "ZALO_BOT_MONTHLY": "1000000",
            "ZALO_BOT_RATE": str(RATE),
        }
        called = {"KEHOACH_PUBLIC_URL": f"http://127.0.0.1:{port}", "ZALO_BOT_WEBHOOK_SECRET": SECRET}
        if not webhook:
            self.server.removes_webhook()
        return settings | called if webhook else settings

    def user(self, name: str) -> Writer:
        return ZaloBotUser(self.server.user(name))

    def starts(self) -> int:
        return self.server.call_count("getWebhookInfo")

    @property
    def sent_count(self) -> int:
        return len(self.server.sent)

    @property
    def pending(self) -> int:
        return self.server.pending()

    def arrivals(self) -> list[Arrival]:
        return [Arrival(one.chat, one.text, one.message_id) for one in self.server.sent]

    def gone(self) -> set[tuple[str, str]]:
        return _messages((*self.server.lost, *self.server.undelivered))

    def in_hand(self) -> set[tuple[str, str]]:
        return _messages(self.server.given)

    def refusals(self) -> list[str]:
        return [str(call) for call in self.server.webhook_calls if call.status not in (200, 503, None)]

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        await self.server.wait_until(condition, timeout)


@dataclass(frozen=True, slots=True)
class ZaloOAUser:
    user: OAUser

    @property
    def chat(self) -> str:
        return self.user.id

    def types(self, text: str) -> str:
        return self.user.types(text)


@dataclass(frozen=True)
class OnZaloOA:
    server: FakeZaloOA
    seeds: dict[Path, str] = field(default_factory=dict)
    """The refresh token that was last entered for a bot."""
    channel: ClassVar = "zalo_oa"
    in_order: ClassVar = False
    always_by_webhook: ClassVar = True

    @property
    def account(self) -> str:
        return self.server.app_id

    def environment(self, folder: Path, port: int, *, webhook: bool) -> Mapping[str, str]:
        self.server.webhook_url, self.server.webhook_enabled = f"http://127.0.0.1:{port}/zalo-oa", True
        if folder not in self.seeds or tokens_lost(folder / TOKENS):
            self.seeds[folder] = self.server.issues_pair()[1]
        return {
            "KEHOACH_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "ZALO_OA_APP_ID": self.server.app_id,
            "ZALO_OA_APP_SECRET": self.server.app_secret,
            "ZALO_OA_SECRET_KEY": self.server.secret_key,
            "ZALO_OA_REFRESH_TOKEN": self.seeds[folder],
            "ZALO_OA_API_URL": self.server.api_url,
            "ZALO_OA_OAUTH_URL": self.server.oauth_url,
            "ZALO_OA_BUSINESS_URL": self.server.business_url,
        }

    def user(self, name: str) -> Writer:
        return ZaloOAUser(self.server.user(name))

    def starts(self) -> int:
        return 0

    @property
    def sent_count(self) -> int:
        return len(self.server.sent)

    @property
    def pending(self) -> int:
        return self.server.pending

    def arrivals(self) -> list[Arrival]:
        return [Arrival(one.user_id, one.text, one.message_id) for one in self.server.sent]

    def gone(self) -> set[tuple[str, str]]:
        return {(event["sender"]["id"], event["message"]["msg_id"]) for event in self.server.given_up}

    def in_hand(self) -> set[tuple[str, str]]:
        return set()

    def refusals(self) -> list[str]:
        return [str(call) for call in self.server.webhook_calls if call.status not in (200, 503, None)]

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        await self.server.wait_until(condition, timeout)


def _messages(updates: Iterable[Any]) -> set[tuple[str, str]]:
    return {(update["message"]["chat"]["id"], update["message"]["message_id"]) for update in updates}


def messenger(server: FakeTelegram | Messenger) -> Messenger:
    return OnTelegram(server) if isinstance(server, FakeTelegram) else server
