"""The bot as a process of its own, in a folder of its own: what a drill starts, kills, stops and reads the log of."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot import say
from tests.drills.messengers import Messenger, messenger
from tests.servers.fake_telegram import FakeTelegram

KEHOACH = Path(sys.executable).with_name("kehoach")
WARM_UP_SECONDS, STOP_SECONDS = 60.0, 30.0
REPEATED = re.compile(re.escape(say.may_be_repeated(0)).replace("0", r"(\d+)"))


@dataclass
class Life:
    """One run of the bot, from its start to its end; `log` is what it said, on both outputs."""

    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """Nothing in the process can notice."""
        self.process.kill()

    async def end(self) -> int:
        return await asyncio.to_thread(self.process.wait, STOP_SECONDS)

    async def stop(self) -> int:
        """Asks it to stop; what it ends with."""
        self.process.terminate()
        return await self.end()

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def repeats_told(self) -> list[int]:
        """The numbers of the replies that it said it may be sending a second time."""
        return [int(number) for number in REPEATED.findall(self.said())]


@dataclass
class Home:
    """A folder with everything that a bot keeps. `prepare` runs in each process before it becomes the bot."""

    folder: Path
    server: FakeTelegram | Messenger
    webhook_port: int = 0
    prepare: Callable[[], None] | None = None
    lives: list[Life] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "kehoach.db"

    def start(self, *, webhook: bool = False, **settings: str) -> Life:
        logs = self.folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        log = logs / f"{len(self.lives):05d}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [KEHOACH, "run"],
                cwd=self.folder,
                env=self._environment(webhook=webhook) | settings,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=self.prepare,
            )
        life = Life(process, log)
        self.lives.append(life)
        return life

    @contextlib.asynccontextmanager
    async def running(self, *, webhook: bool = False, **settings: str) -> AsyncIterator[Life]:
        """The bot until the block ends, however it ends."""
        life = self.start(webhook=webhook, **settings)
        try:
            yield life
        finally:
            life.kill()
            await life.end()

    def _environment(self, *, webhook: bool) -> dict[str, str]:
        """No setting but the drill's own."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("KEHOACH_", "TELEGRAM_", "ZALO_"))}
        settings = {
            "KEHOACH_HOME": str(self.folder),
            "KEHOACH_PORT": str(self.webhook_port),
        }
        return inherited | settings | dict(self.messenger.environment(self.folder, self.webhook_port, webhook=webhook))

    @property
    def messenger(self) -> Messenger:
        return messenger(self.server)


async def warm_up(folder: Path, server: FakeTelegram | Messenger) -> float:
    """Fills `folder`/cache by one run of the bot; the seconds that the next start takes until it is about to ask for messages."""
    home, loop, took = Home(folder, server, free_port()), asyncio.get_running_loop(), 0.0
    for _ in range(2):
        began, before = loop.time(), starts(server)
        async with home.running() as life:
            await started(server, before, home)
            took = loop.time() - began
            await life.stop()
    return took


def starts(server: FakeTelegram | Messenger) -> int:
    """How often a bot has got so far that messages can reach it."""
    return messenger(server).starts()


async def started(server: FakeTelegram | Messenger, before: int, home: Home | None = None) -> None:
    """Returns once a bot has come so far since there were `before` starts; where nobody is told of it, once the bot listens."""
    if messenger(server).always_by_webhook and home:
        async with asyncio.timeout(WARM_UP_SECONDS):
            while not await _listens(home.webhook_port):
                await asyncio.sleep(0.02)
        return
    await messenger(server).wait_until(lambda: starts(server) > before, WARM_UP_SECONDS)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def with_cache_of(warm: Path, folder: Path) -> None:
    """A home that is empty but for what a start would otherwise compute."""
    shutil.copytree(warm / "cache", folder / "cache")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
