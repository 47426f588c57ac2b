"""python -m tests.drills.kill [--reports]: the bot is killed a thousand times while people write to it, and nothing may be lost.

SIGKILL falls at random moments of the bot's life, its first seconds and the making of an empty store among them, and also in
the moment in which the messenger has taken a reply and the bot does not know it yet. In the end what was typed, what is stored
and what the messenger was sent are compared message by message. Ends with 1 where anything is wrong.

With --reports they do not ask but report: numbers, corrections, withdrawals. Then each is to have its row in the ledger, once,
each receipt a row, and the standing numbers are to be what all the rows come to.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from pathlib import Path

from tests.drills.crowd import Crowd
from tests.drills.ending import IN_HAND, drain, judge, perform
from tests.drills.messengers import Messenger, OnTelegram, OnZaloBot, OnZaloOA
from tests.drills.process import Home, Life, free_port, starts, warm_up, with_cache_of
from tests.drills.reckoning import Tally, check_file
from tests.drills.reporters import Reporters
from tests.servers.fake_telegram import FakeTelegram
from tests.servers.fake_zalo_bot import FakeZaloBot
from tests.servers.fake_zalo_oa import FakeZaloOA

KILLS, MESSAGES = 1_000, 20_000
PER_SECOND = 20
CHECK_EVERY = 50
ON_EMPTY_HOME = 3
"""Kills of each bot that begins with an empty home; a tenth of all kills are such."""
SECONDS = 2.0
"""A life lasts at most so long, or thrice as long as a start where that is longer."""
WEBHOOK_SHARE, AT_SEND_SHARE, COLD_SHARE = 0.3, 0.25, 0.2
AT_SEND_MOST = 20
CUT_CHANCE = 0.01
"""The share of fetches that are cut when Zalo has given up what it was about to give."""
OA_PACE = 0.01
"""The hour before the Official Account's last try takes half a minute here."""
RETRY_PACE = 0.01
"""Telegram's back-off after a webhook that nobody answers: hundredths of seconds here instead of seconds."""


@dataclass(frozen=True, slots=True)
class Death:
    """After so many seconds, or sooner at the arrival of the bot's `send`th reply."""

    seconds: float
    send: int | None
    webhook: bool


class Drill:
    """The homes in which the bot lives one after the other, and the messenger that they share."""

    def __init__(self, side: Messenger, folder: Path, seed: int, crowd: type[Crowd] = Crowd) -> None:
        self.tally = Tally()
        self._crowd = crowd
        self._side = side
        self._folder = folder
        self._chance = random.Random(seed)
        self._port = free_port()
        self._longest = 0.0
        self._homes = 0

    async def run(self, kills: int, messages: int) -> Tally:
        """At least so many of each."""
        start = await warm_up(self._folder / "warm", self._side)
        self.tally.figures["milliseconds of a start"] = round(start * 1000)
        self._longest = max(SECONDS, 3 * start)
        empty = kills // 10 // ON_EMPTY_HOME
        for _ in range(empty):
            await self._live_in_a_home(ON_EMPTY_HOME, SECONDS, 0)
        await self._live_in_a_home(kills - empty * ON_EMPTY_HOME, self._longest, messages)
        return self.tally

    async def _live_in_a_home(self, kills: int, longest: float, messages: int) -> None:
        """Killed so often, and until so many messages have been typed; then run until everything is answered, and judged."""
        home, crowd = self._move(), self._crowd(self._side, self._chance)
        crowd.settle(home.database)
        async with crowd.typing(PER_SECOND):
            while kills > 0 or len(crowd.typed) < messages:
                await self._live(home, self._draw(longest))
                kills -= 1
        self.tally.add(await drain(home))
        self.tally.add(judge(home, crowd))

    def _move(self) -> Home:
        self._homes += 1
        home = Home(self._folder / f"home-{self._homes}", self._side, self._port)
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
        side = self._side
        until = side.sent_count + death.send if death.send else sys.maxsize
        life = home.start(webhook=death.webhook)
        before = starts(side)

        def struck() -> bool:
            # Here, on the server's loop: the reply has been taken, and the bot has not been told.
            if side.sent_count >= until:
                life.kill()
            return side.sent_count >= until

        try:
            with contextlib.suppress(TimeoutError):
                await side.wait_until(struck, death.seconds)
        finally:
            life.kill()
            ended = await life.end()
        self._count(home, life, death, ended, struck(), before)

    def _count(self, home: Home, life: Life, death: Death, ended: int, at_send: bool, before: int) -> None:
        figures = self.tally.figures
        figures["kills"] += 1
        figures["kills at a send"] += at_send
        figures["kills by webhook"] += death.webhook
        figures["kills during a start"] += starts(self._side) == before
        self.tally.check("runs that ended by themselves", [] if ended == -signal.SIGKILL else [life.said()[-500:]])
        if figures["kills"] % CHECK_EVERY == 0 and home.database.exists():
            self.tally.add(check_file(home.database))


@contextlib.asynccontextmanager
async def on_telegram(seed: int) -> AsyncIterator[Messenger]:
    async with FakeTelegram(seed=seed) as telegram:
        telegram.limits.pace = RETRY_PACE
        yield OnTelegram(telegram)


@contextlib.asynccontextmanager
async def on_zalo_bot(seed: int) -> AsyncIterator[Messenger]:
    """Now and then the connection is cut when an update has just been taken from the queue."""
    async with FakeZaloBot(seed=seed) as zalo:
        zalo.switches.poll_scale, zalo.switches.users_limit = 0.01, 1_000_000
        zalo.switches.cut_chance = CUT_CHANCE
        zalo.switches.retry, zalo.switches.retries = True, 100
        yield OnZaloBot(zalo)


@contextlib.asynccontextmanager
async def on_zalo_oa(seed: int) -> AsyncIterator[Messenger]:
    async with FakeZaloOA(seed=seed) as oa:
        # Somebody who watches the console all the time: how often it would be switched off is no matter here.
        oa.switches.retry_scale, oa.switches.disables = OA_PACE, False
        yield OnZaloOA(oa)


SIDES = {"telegram": on_telegram, "zalo_bot": on_zalo_bot, "zalo_oa": on_zalo_oa}


async def drill(kills: int, messages: int, seed: int, folder: Path, crowd: type[Crowd] = Crowd, channel: str = "telegram") -> Tally:
    async with SIDES[channel](seed) as side:
        tally = await Drill(side, folder, seed, crowd).run(kills, messages)
    tally.check("repeats beyond one a kill", range(tally.figures["kills"], tally.figures["replies repeated"]))
    # Where a messenger forgets what it gives, no more than one is in a bot's hand at a time.
    tally.check("messages lost beyond one a kill", range(tally.figures["kills"], tally.figures[IN_HAND]))
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--messages", type=int, default=MESSAGES, help="at least so many")
    parser.add_argument("--reports", action="store_true", help="people report numbers instead of asking")
    parser.add_argument("--channel", choices=SIDES, default="telegram")

    def run(options: argparse.Namespace, folder: Path) -> Awaitable[Tally]:
        crowd = Reporters if options.reports else Crowd
        return drill(options.kills, options.messages, options.seed, folder, crowd, options.channel)

    return perform(run, parser)


if __name__ == "__main__":
    sys.exit(main())
