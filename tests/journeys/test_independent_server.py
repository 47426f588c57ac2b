"""Enrolment, questions and presses on Telegram, through a Bot API server that others wrote.

The stand-in of our own shares our reading of Telegram's documents, and so our misreadings; this one does not.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import Request, urlopen

import pytest

KEHOACH = Path(sys.executable).with_name("kehoach")
PEER = Path(__file__).parents[1] / "servers/peer"
NODE, NPM = shutil.which("node"), shutil.which("npm")
REQUIRED = os.environ.get("KEHOACH_REQUIRE_NODE") == "1"
BOT = "123456789:AA" + "x" * 33
PATIENCE = 30.0

pytestmark = pytest.mark.skipif(
    not (NODE and NPM) and not REQUIRED,
    reason="no node or npm on this machine (KEHOACH_REQUIRE_NODE=1 makes this an error)",
)

Found = TypeVar("Found")


@dataclass(frozen=True)
class Received:
    """A message from the bot as the official sees it; `buttons` holds what each label sends back."""

    id: int
    text: str
    buttons: dict[str, str]


@dataclass
class Official:
    """Somebody who writes to the bot in a private chat of their own."""

    server: str
    id: int
    _coming: deque[Received] = field(default_factory=deque)
    _heard: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self._send("sendMessage", {"chat": self._chat, "text": text})

    def press(self, message: Received, label: str) -> None:
        shown = {
            "message_id": message.id,
            "from": {"id": 666, "is_bot": True, "first_name": "Kế hoạch"},
            "chat": self._chat,
            "date": int(time.time()),
            "text": message.text,
        }
        self._send("sendCallback", {"message": shown, "data": message.buttons[label]})

    def hears(self, pattern: str) -> Received:
        """The next message in which the pattern is found; those before it are passed over."""

        def look() -> Received | None:
            self._coming.extend(self._fetch())
            while self._coming:
                message = self._coming.popleft()
                self._heard.append(message.text)
                if re.search(pattern, message.text):
                    return message
            return None

        return eventually(look, lambda: f"{pattern!r} was not among {self._heard}")

    @property
    def _chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": "An"}

    def _send(self, method: str, what: dict[str, Any]) -> None:
        sender = {"id": self.id, "is_bot": False, "first_name": "An", "language_code": "vi"}
        post(f"{self.server}/{method}", {"botToken": BOT, "from": sender, "date": int(time.time()), **what})

    def _fetch(self) -> Iterator[Received]:
        for sent in post(f"{self.server}/getUpdates", {"token": BOT, "chatId": self.id})["result"]:
            rows = (sent["message"].get("reply_markup") or {}).get("inline_keyboard", [])
            buttons = {button["text"]: button["callback_data"] for row in rows for button in row}
            yield Received(sent["messageId"], sent["message"]["text"], buttons)


def post(url: str, body: dict[str, Any]) -> Any:
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310 - the address is our own
    with urlopen(request, timeout=5) as response:  # noqa: S310
        return json.load(response)


def eventually(look: Callable[[], Found | None], complaint: Callable[[], str]) -> Found:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if (found := look()) is not None:
            return found
        time.sleep(0.05)
    pytest.fail(complaint())


@dataclass(frozen=True)
class Running:
    """A program with what it has said so far, in files: nobody has to empty a pipe for it to go on."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    def prints(self, pattern: str) -> str:
        """The first group of the pattern, once it is found in the standard output."""

        def look() -> str | None:
            found = re.search(pattern, self.out.read_text("utf-8"))
            if not found and self.process.poll() is not None:
                pytest.fail(f"ended with {self.process.returncode}: {self._said()}")
            return found[1] if found else None

        return eventually(look, lambda: f"{pattern!r} was not printed: {self._said()}")

    def _said(self) -> str:
        return self.out.read_text("utf-8") + self.err.read_text("utf-8")


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Running]:
    out, err = folder / "out", folder / "err"
    with out.open("wb") as to_out, err.open("wb") as to_err:
        process = subprocess.Popen(command, stdout=to_out, stderr=to_err, cwd=folder, env=environment)
    try:
        yield Running(process, out, err)
    finally:
        process.kill()
        process.wait()


def install() -> None:
    """The server's packages, when they are missing or older than their list of versions."""
    wanted, present = PEER / "package-lock.json", PEER / "node_modules/.package-lock.json"
    if present.exists() and present.stat().st_mtime >= wanted.stat().st_mtime:
        return
    assert NPM, "KEHOACH_REQUIRE_NODE=1, but there is no npm"
    # Without a network npm would otherwise try for over a minute.
    options = "--ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000"
    done = subprocess.run([NPM, "ci", *options.split()], cwd=PEER, capture_output=True, text=True, timeout=300)
    if done.returncode:
        (pytest.fail if REQUIRED else pytest.skip)(f"npm could not install the server: {done.stderr[:200]}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the Bot API server."""
    install()
    assert NODE, "KEHOACH_REQUIRE_NODE=1, but there is no node"
    with running([NODE, str(PEER / "server.js")], tmp_path_factory.mktemp("peer"), dict(os.environ)) as peer:
        yield peer.prints(r"(http://127\.0\.0\.1:\d+)\n")


@pytest.fixture(scope="module")
def bot(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The bot on an empty store, with no setting but the test's own; it must stop cleanly in the end."""
    folder = tmp_path_factory.mktemp("bot")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("KEHOACH_", "TELEGRAM_", "ZALO_"))}
    settings = {"KEHOACH_HOME": str(folder / "home"), "KEHOACH_PORT": "0", "TELEGRAM_TOKEN": BOT, "TELEGRAM_API_URL": server}
    with running([str(KEHOACH), "run"], folder, {**inherited, **settings}) as bot:
        yield bot
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(20) == 0, bot.err.read_text("utf-8")
        assert "Traceback" not in bot.err.read_text("utf-8")


@pytest.fixture(scope="module")
def enrolment_code(bot: Running) -> str:
    return bot.prints(r"ĐĂNG KÝ ((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})\b")


@pytest.mark.usefixtures("bot")
def test_a_question_without_accents_from_somebody_unknown_is_answered(server: str) -> None:
    official = Official(server, 1001)
    official.say("chi tieu nha o xa hoi bao nhieu")
    assert official.hears(r"3\.700")


def test_the_first_admin_enrols_with_the_code_that_is_printed(server: str, enrolment_code: str) -> None:
    official = Official(server, 1002)
    official.say(f"ĐĂNG KÝ {enrolment_code}")
    notice = official.hears("(?i)dữ liệu")
    assert "Đồng ý" in notice.buttons
    official.press(notice, "Đồng ý")
    official.hears(r"(?i)\btên\b")
    official.say("Nguyễn Văn An")
    assert official.hears("Nguyễn Văn An")


@pytest.mark.usefixtures("bot")
def test_a_question_that_fits_several_targets_is_settled_by_a_press(server: str) -> None:
    official = Official(server, 1003)
    official.say("nước sạch")
    choice = official.hears("chỉ tiêu nào")
    assert len(choice.buttons) > 1
    official.press(choice, next(label for label in choice.buttons if "nông thôn" in label))
    assert official.hears("80%")
