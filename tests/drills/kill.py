"""python -m tests.drills.kill: the bot is killed a thousand times while people write to it, and nothing may be lost.

SIGKILL falls at random moments of the bot's life, its first seconds and the making of an empty store among them, and also in
the moment in which Telegram has taken a reply and the bot does not know it yet. In the end what was typed, what is stored and
what Telegram was sent are compared message by message. Ends with 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from store.db import UnavailableError
from tests.drills.crowd import Crowd
from tests.drills.process import Home, Life, free_port, warm_up, with_cache_of
from tests.drills.reckoning import Tally, check_file, compare, is_drained, read_store, table
from tests.servers.fake_telegram import FakeTelegram

KILLS, MESSAGES = 1_000, 20_000
PER_SECOND = 20
CHECK_EVERY = 50
DRAIN_SECONDS = 90.0
ON_EMPTY_HOME = 3
"""Kills of each bot that begins with an empty home; a tenth of all kills are such."""
EMPTY_SECONDS = 2.0
WEBHOOK_SHARE, AT_SEND_SHARE, COLD_SHARE = 0.3, 0.25, 0.2
AT_SEND_MOST = 20
RETRY_PACE = 0.01
"""Telegram's back-off after a webhook that nobody answers: hundredths of seconds here instead of seconds."""


@dataclass(frozen=True, slots=True)
class Death:
    """After so many seconds, or sooner at the arrival of the bot's `send`th reply."""

    seconds: float
    send: int | None
    webhook: bool


class Drill:
    """The homes in which the bot lives one after the other, and the Telegram that they share."""

    def __init__(self, telegram: FakeTelegram, folder: Path, seed: int) -> None:
        self.tally = Tally()
        self._telegram = telegram
        self._folder = folder
        self._chance = random.Random(seed)
        self._port = free_port()
        self._longest = 0.0
        self._homes = 0
        telegram.limits.pace = RETRY_PACE

    async def run(self, kills: int, messages: int) -> Tally:
        """At least so many of each."""
        start = await warm_up(self._folder / "warm", self._telegram)
        self.tally.figures["milliseconds of a start"] = round(start * 1000)
        self._longest = max(3.0, 3 * start)
        empty = kills // 10 // ON_EMPTY_HOME
        for _ in range(empty):
            await self._live_in_a_home(ON_EMPTY_HOME, EMPTY_SECONDS, 0)
        await self._live_in_a_home(kills - empty * ON_EMPTY_HOME, self._longest, messages)
        return self.tally

    async def _live_in_a_home(self, kills: int, longest: float, messages: int) -> None:
        """Killed so often, and until so many messages have been typed; then run until everything is answered, and judged."""
        home, crowd = self._move(), Crowd(self._telegram, self._chance)
        async with crowd.typing(PER_SECOND):
            while kills > 0 or len(crowd.typed) < messages:
                await self._live(home, self._draw(longest))
                kills -= 1
        await self._drain(home)
        told = [number for life in home.lives for number in life.repeats_told()]
        chats = {one.chat for one in crowd.typed}
        sent = [message for message in self._telegram.sent if message.chat in chats]
        self.tally.add(compare(crowd.typed, read_store(home.database), sent, told))
        self.tally.add(check_file(home.database))
        self.tally.check("tracebacks in the log", [life.log for life in home.lives if "Traceback" in life.said()])
        most = max(len(life.repeats_told()) for life in home.lives)
        self.tally.figures["most repeats logged at a start"] = max(most, self.tally.figures["most repeats logged at a start"])

    def _move(self) -> Home:
        self._homes += 1
        home = Home(self._folder / f"home-{self._homes}", self._telegram, self._port)
        home.folder.mkdir()
        if self._chance.random() >= COLD_SHARE:
            with_cache_of(self._folder / "warm", home.folder)
        self.tally.figures["empty homes"] += 1
        return home

    def _draw(self, longest: float) -> Death:
        send = self._chance.randint(1, AT_SEND_MOST) if self._chance.random() < AT_SEND_SHARE else None
        seconds = longest if send else self._chance.uniform(0.0, longest)
        return Death(seconds, send, self._chance.random() < WEBHOOK_SHARE)

    async def _live(self, home: Home, death: Death) -> None:
        world = self._telegram.world
        until = world.sent_count + death.send if death.send else sys.maxsize
        life = home.start(webhook=death.webhook)
        before = self._telegram.call_count("getUpdates") + len(self._telegram.webhook.deliveries)

        def struck() -> bool:
            # Here, on the server's loop: the reply has been taken, and the bot has not been told.
            if world.sent_count >= until:
                life.kill()
            return world.sent_count >= until

        try:
            with contextlib.suppress(TimeoutError):
                await self._telegram.wait_until(struck, death.seconds)
        finally:
            life.kill()
            ended = await life.end()
        self._count(home, life, death, ended, struck(), before)

    def _count(self, home: Home, life: Life, death: Death, ended: int, at_send: bool, before: int) -> None:
        figures = self.tally.figures
        figures["kills"] += 1
        figures["kills at a send"] += at_send
        figures["kills by webhook"] += death.webhook
        figures["kills before the first message"] += (
            self._telegram.call_count("getUpdates") + len(self._telegram.webhook.deliveries) == before
        )
        self.tally.check("runs that ended by themselves", [] if ended == -signal.SIGKILL else [life.said()[-500:]])
        if figures["kills"] % CHECK_EVERY == 0 and home.database.exists():
            self.tally.add(check_file(home.database))

    async def _drain(self, home: Home) -> None:
        """Nobody types any more; the bot runs until nothing waits anywhere."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with home.running() as life:
            while self._telegram.pending or not _drained(home):
                if loop.time() - began > DRAIN_SECONDS:
                    self.tally.check("homes not drained", [home.folder])
                    break
                await asyncio.sleep(0.05)
            self.tally.check("last runs that did not end well", [] if await life.stop() == 0 else [life.said()[-500:]])


def _drained(home: Home) -> bool:
    try:
        return is_drained(home.database)
    except UnavailableError:
        # Not made yet.
        return False


async def drill(kills: int, messages: int, seed: int, folder: Path) -> Tally:
    began = time.monotonic()
    async with FakeTelegram(seed=seed) as telegram:
        run = Drill(telegram, folder, seed)
        tally = await run.run(kills, messages)
    figures = tally.figures
    tally.check("repeats beyond one a kill", range(figures["kills"], figures["replies repeated"]))
    figures["seconds"] = round(time.monotonic() - began)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kill-drill-") as folder:
        tally = asyncio.run(drill(options.kills, options.messages, options.seed, Path(folder)))
    table([("seed", options.seed), *tally.figures.items()])
    print(*tally.violations, sep="\n")
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
