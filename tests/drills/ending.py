"""How a drill ends: nobody types any more, the bot runs until nothing waits, and what has become of each message is judged."""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from store.db import UnavailableError
from tests.drills.crowd import Crowd
from tests.drills.process import Home, started, starts
from tests.drills.reckoning import Tally, check_file, compare, is_drained, read_store, table

DRAIN_SECONDS = 90.0
IN_HAND = "messages in the hand of a bot that was killed"


async def drain(home: Home) -> Tally:
    """Runs the bot until everything is answered and sent, and stops it."""
    tally, loop, before = Tally(), asyncio.get_running_loop(), starts(home.server)
    async with home.running() as life:
        await started(home.server, before, home)
        until = loop.time() + DRAIN_SECONDS
        while loop.time() < until and not _is_quiet(home):
            await asyncio.sleep(0.05)
        tally.check("homes not drained", [] if _is_quiet(home) else [home.folder])
        tally.check("last runs that did not end well", [] if await life.stop() == 0 else [life.said()[-500:]])
    return tally


def judge(home: Home, crowd: Crowd) -> Tally:
    side, chats = home.messenger, {one.chat for one in crowd.typed}
    sent = [message for message in side.arrivals() if message.chat in chats]
    stored = read_store(home.database, side.channel)
    kept = {(row["chat"], row["event"].removeprefix("message ")) for row in stored.inbox}
    in_hand = {one for one in side.in_hand() - kept if one[0] in chats}
    gone = in_hand | {one for one in side.gone() - kept if one[0] in chats}
    told = [life.repeats_told() for life in home.lives]
    tally = compare(crowd.typed, stored, sent, told, gone, in_order=side.in_order)
    tally.figures[IN_HAND] += len(in_hand)
    tally.check("refused by the bot", side.refusals())
    tally.add(crowd.judge(home.database, sent))
    tally.add(check_file(home.database))
    tally.check("tracebacks in the log", [life.log for life in home.lives if "Traceback" in life.said()])
    return tally


def perform(drill: Callable[[argparse.Namespace, Path], Awaitable[Tally]], parser: argparse.ArgumentParser) -> int:
    """A drill from the command line, in a folder that is gone afterwards: its table, and 1 where anything is wrong."""
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32), help="decides every chance but the clock's")
    options = parser.parse_args()
    # So that whoever ends the drill ends its bots too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        tally = asyncio.run(_awaited(drill(options, Path(folder))))
    seconds = round(time.monotonic() - began)
    table([("seed", options.seed), *tally.figures.items(), ("seconds", seconds), ("violations", len(tally.violations))])
    print(*tally.violations, sep="\n")
    return 1 if tally.violations else 0


async def _awaited(work: Awaitable[Tally]) -> Tally:
    return await work


def _is_quiet(home: Home) -> bool:
    try:
        return not home.messenger.pending and is_drained(home.database)
    except UnavailableError:
        # Not made yet.
        return False
