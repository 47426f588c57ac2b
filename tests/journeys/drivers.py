"""The four ways in which people reach the program, each through a server that speaks the messenger's protocol."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bot.settings import Settings, load_settings
from store.address import Address
from tests.bot.running import Running, free_port
from tests.bot.zalo import zalo_bot_settings, zalo_oa_settings
from tests.journeys.browser import Browser
from tests.journeys.heard import Heard, Paper, lettered, linked, newest
from tests.servers.fake_telegram import FakeTelegram, User
from tests.servers.fake_telegram.world import Message
from tests.servers.fake_zalo_bot import FakeZaloBot, ZaloUser
from tests.servers.fake_zalo_oa import FakeZaloOA, OAUser, Sent


class Driver(Protocol):
    """Types and presses as people do on one channel, and tells what they see there."""

    channel: str
    """As the store names it."""

    def settings(self, folder: Path) -> Settings:
        """With which the program serves this channel, and the chat page."""

    async def begin(self, bot: Running) -> None:
        """What somebody sets up at the messenger once the program runs."""

    def address(self, actor: str) -> Address:
        """Where the actor is written to."""

    async def types(self, actor: str, text: str) -> None: ...

    async def presses(self, actor: str, label: str) -> None:
        """An option of the newest message that has any."""

    async def received(self, actor: str) -> list[Heard]:
        """All that the actor has received, oldest first."""


class TelegramDriver:
    channel = "telegram"

    def __init__(self, server: FakeTelegram) -> None:
        self._server = server
        self._users: dict[str, User] = {}

    def settings(self, folder: Path) -> Settings:
        return served(folder, TELEGRAM_TOKEN=self._server.token, TELEGRAM_API_URL=self._server.url, TELEGRAM_RATE="10000")

    async def begin(self, bot: Running) -> None:
        """It fetches."""

    def address(self, actor: str) -> Address:
        return Address(self.channel, self._server.token.partition(":")[0], str(self._user(actor).id))

    async def types(self, actor: str, text: str) -> None:
        self._user(actor).types(text)

    async def presses(self, actor: str, label: str) -> None:
        shown = newest(self._server.sent_to(self._user(actor)), lambda message: message.buttons)
        self._user(actor).presses(shown, self._heard(shown).label(label))

    async def received(self, actor: str) -> list[Heard]:
        return [self._heard(message) for message in self._server.sent_to(self._user(actor))]

    def _user(self, actor: str) -> User:
        if actor not in self._users:
            self._users[actor] = self._server.user(actor)
        return self._users[actor]

    def _heard(self, message: Message) -> Heard:
        documents = [message.json["document"]] if "document" in message.json else message.json.get("photo", [])[-1:]
        files = [self._server.world.files[document["file_id"]] for document in documents]
        return Heard(message.text, tuple(message.labels), tuple(Paper(file.name, file.data) for file in files))


class ZaloBotDriver:
    """It has no buttons: who would press one types its letter, or the words where a letter is not enough."""

    channel = "zalo_bot"

    def __init__(self, server: FakeZaloBot) -> None:
        self._server = server
        self._users: dict[str, ZaloUser] = {}

    def settings(self, folder: Path) -> Settings:
        return zalo_bot_settings(folder, self._server, public=True)

    async def begin(self, bot: Running) -> None:
        """It fetches."""

    def address(self, actor: str) -> Address:
        return Address(self.channel, self._server.token.partition(":")[0], self._user(actor).id)

    async def types(self, actor: str, text: str) -> None:
        self._user(actor).types(text)

    async def presses(self, actor: str, label: str) -> None:
        shown = newest(await self.received(actor), lambda heard: heard.options)
        self._user(actor).types(shown.as_typed(label))

    async def received(self, actor: str) -> list[Heard]:
        heard = []
        for sent in self._server.sent_to(self._user(actor)):
            papers = (Paper(sent.text, sent.photo),) if sent.photo else await linked(sent.text)
            heard.append(Heard(sent.text, _labels(sent.text), papers))
        return heard

    def _user(self, actor: str) -> ZaloUser:
        if actor not in self._users:
            self._users[actor] = self._server.user(actor)
        return self._users[actor]


class ZaloOADriver:
    channel = "zalo_oa"

    def __init__(self, server: FakeZaloOA) -> None:
        self._server = server
        self._users: dict[str, OAUser] = {}

    def settings(self, folder: Path) -> Settings:
        return zalo_oa_settings(folder, self._server)

    async def begin(self, bot: Running) -> None:
        assert await self._server.saves_webhook(f"{bot.settings.public_url}/zalo-oa")

    def address(self, actor: str) -> Address:
        return Address(self.channel, self._server.app_id, self._user(actor).id)

    async def types(self, actor: str, text: str) -> None:
        self._user(actor).types(text)

    async def presses(self, actor: str, label: str) -> None:
        """The button, where one says all of it; else the letter."""
        shown = newest(self._server.sent_to(self._user(actor)), lambda sent: sent.buttons)
        if lettered(shown.text):
            self._user(actor).types(self._heard(shown).as_typed(label))
        else:
            self._user(actor).presses(self._heard(shown).label(label), shown)

    async def received(self, actor: str) -> list[Heard]:
        heard = []
        for sent in self._server.sent_to(self._user(actor)):
            uploads = [upload for upload in self._server.uploads if upload.id == sent.attachment]
            papers = tuple(Paper(upload.filename, upload.data) for upload in uploads) or await linked(sent.text)
            heard.append(replace(self._heard(sent), papers=papers))
        return heard

    def _user(self, actor: str) -> OAUser:
        if actor not in self._users:
            self._users[actor] = self._server.user(actor)
        return self._users[actor]

    def _heard(self, sent: Sent) -> Heard:
        titles = [str(button["title"]) for button in sent.buttons]
        return Heard(sent.text, _labels(sent.text) or tuple(titles))


class WebDriver:
    """The chat page, a browser for each actor."""

    channel = "web"

    def __init__(self) -> None:
        self._browsers: dict[str, Browser] = {}
        self._url = ""

    def settings(self, folder: Path) -> Settings:
        return served(folder)

    async def begin(self, bot: Running) -> None:
        self._url = bot.settings.public_url

    def address(self, actor: str) -> Address:
        return self._browser(actor).address

    async def types(self, actor: str, text: str) -> None:
        await self._browser(actor).posts(self._url, text=text)

    async def presses(self, actor: str, label: str) -> None:
        browser = self._browser(actor)
        shown = newest(browser.heard, lambda heard: heard.options)
        await browser.posts(self._url, press=shown.label(label))

    async def received(self, actor: str) -> list[Heard]:
        browser = self._browser(actor)
        await browser.looks(self._url)
        return browser.heard

    def _browser(self, actor: str) -> Browser:
        return self._browsers.setdefault(actor, Browser())


def served(folder: Path, **environment: str) -> Settings:
    """With the chat page on a port of its own."""
    port = free_port()
    page = {"KEHOACH_HOME": str(folder), "KEHOACH_PORT": str(port), "KEHOACH_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    return load_settings({**page, **environment}, folder)


def _labels(text: str) -> tuple[str, ...]:
    return tuple(label for _, label in lettered(text))
