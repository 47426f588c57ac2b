"""A stand-in for Zalo's Official Account: its three hosts on one port of this machine, a webhook, faults on demand."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.servers.fake_telegram.listener import Listener
from tests.servers.fake_zalo_oa_auth import Auth, Refresh
from tests.servers.fake_zalo_oa_front import Call, Front
from tests.servers.fake_zalo_oa_people import OAUser
from tests.servers.fake_zalo_oa_webhook import LADDER, Webhook, WebhookCall, mac
from tests.servers.fake_zalo_oa_world import CannotError, Fault, Json, Sent, Signature, Switches, Upload, World

__all__ = [
    "LADDER",
    "Call",
    "CannotError",
    "FakeZaloOA",
    "Fault",
    "OAUser",
    "Refresh",
    "Sent",
    "Signature",
    "Switches",
    "Upload",
    "WebhookCall",
    "mac",
]
APP_SECRET = "an-app-secret-of-no-use"  # noqa: S105 of no use anywhere else
SECRET_KEY = "a-webhook-key-of-no-use"  # noqa: S105


class FakeZaloOA:
    """One account, and one app that may act for it. On the running loop only.

    `clock` tells the seconds since 1970 and may stand still; `seed` decides every chance and every id.
    """

    def __init__(
        self,
        *,
        app_id: str = "360846524940903967",
        app_secret: str = APP_SECRET,
        secret_key: str = SECRET_KEY,
        oa_id: str = "388613280878808645",
        refresh_token: str = "refresh-0",  # noqa: S107
        clock: Callable[[], float] = time.time,
        seed: int = 0,
    ) -> None:
        self.app_id, self.app_secret, self.secret_key, self.oa_id = app_id, app_secret, secret_key, oa_id
        self._clock, self._ahead = clock, 0.0
        self._world = World(self.now, random.Random(seed), app_id, oa_id)
        self._auth = Auth(self._world, app_secret, refresh_token)
        self._webhook = Webhook(self._world, {"secret_key": secret_key, "app_secret": app_secret}, self._wake_watchers)
        self._world.raise_event = self._webhook.offer
        self._front = Front(self._world, self._auth)
        self._front.after = self._wake_watchers
        self._watchers: set[asyncio.Event] = set()
        self._listener = Listener("127.0.0.1", 0, self._front.handle)
        self.templates: dict[str, list[Json]] = self._world.templates
        """The parameters of each template: name, require, type, maxLength."""
        self.template_states: dict[str, str] = self._world.template_states
        """ENABLE where nothing is said; PENDING_REVIEW, REJECT and DISABLE are refused."""
        self.admin_phones: set[str] = self._world.admin_phones
        """Whom a template in development mode may go to."""
        self.phones_without_zalo: set[str] = self._world.phones_without_zalo
        self.statuses: dict[str, int] = self._world.statuses
        """What /message/status says of a message, 1 where nothing is said."""

    async def __aenter__(self) -> Self:
        await self._webhook.open()
        await self._listener.open()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._webhook.end()
        await self._listener.end()

    @property
    def url(self) -> str:
        return f"http://{self._listener.host}:{self._listener.port}"

    @property
    def oauth_url(self) -> str:
        return f"{self.url}/oauth"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api"

    @property
    def business_url(self) -> str:
        return f"{self.url}/business"

    @property
    def switches(self) -> Switches:
        return self._world.switches

    @property
    def refresh_token(self) -> str:
        """The one that is valid now."""
        return self._auth.refresh_token

    @property
    def access_token(self) -> str:
        """The one that is valid now, or ""."""
        return self._auth.access_token

    @property
    def refreshes(self) -> list[Refresh]:
        return self._auth.refreshes

    @property
    def concurrent_refreshes(self) -> int:
        """The most that were under way at one time."""
        return self._auth.concurrent

    def issues_pair(self) -> tuple[str, str]:
        """A new access and refresh token, as from the API Explorer: without a call. The old ones die."""
        pair = self._auth.rotate()
        return pair["access_token"], pair["refresh_token"]

    def consents(self, code_challenge: str = "") -> str:
        """The admin consents; gives the code that can be exchanged for a pair once, in ten minutes."""
        return self._auth.new_code(code_challenge)

    def revokes(self) -> None:
        """The admin withdraws the consent: both tokens die."""
        self._auth.revoke()

    def now(self) -> float:
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Time passes: tokens expire, windows close, retries fall due."""
        self._ahead += seconds
        self._webhook.jump(seconds)

    def user(self, name: str, follows: bool = True, user_id: str = "") -> OAUser:
        """A person. A follower has interacted just now; no event tells of it."""
        return OAUser(self._world, name, follows=follows, user_id=user_id)

    def hosts(self, name: str, data: bytes) -> str:
        """Keeps a file that a person sends, and gives its address."""
        self._world.files[name] = data
        return f"{self.url}/files/{name}"

    def goes_down(self, seconds: float | None = None) -> None:
        """Refuses connections and cuts those that are open, for some seconds or until `comes_back`. Events still come."""
        self._listener.shut(seconds)

    async def comes_back(self) -> None:
        await self._listener.open()

    @property
    def webhook_url(self) -> str:
        return self._webhook.url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        """Without the console's probe."""
        self._webhook.url = url

    @property
    def webhook_enabled(self) -> bool:
        return self._webhook.enabled

    @webhook_enabled.setter
    def webhook_enabled(self, enabled: bool) -> None:
        self._webhook.enabled = enabled

    async def saves_webhook(self, url: str) -> bool:
        """As in the console: an unsigned {} must be answered with 200, else nothing changes."""
        return await self._webhook.save(url)

    @property
    def webhook_calls(self) -> list[WebhookCall]:
        return self._webhook.calls

    @property
    def pending(self) -> int:
        """Events that have not been taken, and will be tried again."""
        return self._webhook.pending

    @property
    def given_up(self) -> list[Json]:
        """Events that no webhook took, and that will not be tried again."""
        return list(self._webhook.given_up)

    @property
    def events(self) -> list[Json]:
        """All that happened, whether or not it reached a webhook."""
        return self._webhook.events

    @property
    def sent(self) -> list[Sent]:
        """What the account has sent, in order."""
        return list(self._world.sent)

    def sent_to(self, user: OAUser | str) -> list[Sent]:
        """To a person, or to an id or a phone."""
        key = user if isinstance(user, str) else user.id
        return [sent for sent in self._world.sent if key in (sent.user_id, sent.phone)]

    def texts(self, user: OAUser | str) -> list[str]:
        return [sent.text for sent in self.sent_to(user)]

    @property
    def uploads(self) -> list[Upload]:
        return list(self._world.uploads)

    def calls(self, path: str = "") -> list[Call]:
        """The latest requests; those of one path, if given: the whole path, without the host's prefix."""
        return [call for call in self._front.calls if path in ("", call.path)]

    def call_count(self, path: str) -> int:
        return self._front.count[path]

    async def wait_for(self, count: int, user: OAUser | str | None = None, timeout: float = 5.0) -> list[Sent]:
        """What was sent to the user, once it is so many messages since the beginning. Raises TimeoutError."""

        def found() -> list[Sent]:
            return self.sent if user is None else self.sent_to(user)

        try:
            await self.wait_until(lambda: len(found()) >= count, timeout)
        except TimeoutError:
            texts = [sent.text or sent.template_id for sent in found()]
            raise TimeoutError(f"{len(texts)} of {count} messages after {timeout} s: {texts[-20:]}") from None
        return found()

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        """Looks again after every request and every call of the webhook. Raises TimeoutError."""
        happened = asyncio.Event()
        self._watchers.add(happened)
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    happened.clear()
                    await happened.wait()
        finally:
            self._watchers.discard(happened)

    async def settles(self, timeout: float = 5.0) -> None:
        """Waits until each event was tried once. Raises TimeoutError."""
        await self.wait_until(lambda: self._webhook.idle, timeout)

    def _wake_watchers(self) -> None:
        for watcher in self._watchers:
            watcher.set()
