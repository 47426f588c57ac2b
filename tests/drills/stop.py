"""python -m tests.drills.stop: the bot is asked to stop two hundred times while people write to it.

Each time it ends by itself within ten seconds and says that all is well; nothing is lost, and nothing arrives twice: other
than a kill, a stop leaves the bot the time to learn what has become of the replies that are on their way.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from pathlib import Path

from tests.drills.crowd import Crowd
from tests.drills.ending import drain, judge, perform
from tests.drills.messengers import OnTelegram
from tests.drills.process import Home, free_port, started, starts, warm_up, with_cache_of
from tests.drills.reckoning import Tally
from tests.servers.fake_telegram import FakeTelegram

STOPS = 200
PER_SECOND = 20
LONGEST_LIFE = 1.5
MOST_SECONDS = 10.0
SLOW_SECONDS, SLOW_SHARE = 0.5, 0.1
WEBHOOK_SHARE = 0.3
RETRY_PACE = 0.01


async def drill(stops: int, seed: int, folder: Path) -> Tally:
    chance, tally = random.Random(seed), Tally()
    async with FakeTelegram(seed=seed) as telegram:
        telegram.limits.pace = RETRY_PACE
        await warm_up(folder / "warm", telegram)
        # Some replies are on their way for long enough that a stop finds them there.
        telegram.faults.slow(SLOW_SECONDS, "sendMessage", share=SLOW_SHARE)
        home, crowd = Home(folder / "home", telegram, free_port()), Crowd(OnTelegram(telegram), chance)
        with_cache_of(folder / "warm", home.folder)
        async with crowd.typing(PER_SECOND):
            for _ in range(stops):
                await _stop_once(home, chance, tally)
        tally.add(await drain(home))
        tally.add(judge(home, crowd))
    tally.check("repeats after a stop", range(tally.figures["replies repeated"]))
    return tally


async def _stop_once(home: Home, chance: random.Random, tally: Tally) -> None:
    loop, before = asyncio.get_running_loop(), starts(home.server)
    async with home.running(webhook=chance.random() < WEBHOOK_SHARE) as life:
        await started(home.server, before)
        await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
        began = loop.time()
        ended = await life.stop()
    took = loop.time() - began
    tally.figures["stops"] += 1
    tally.figures["most milliseconds of a stop"] = max(round(took * 1000), tally.figures["most milliseconds of a stop"])
    tally.check("stops that did not end with 0", [] if ended == 0 else [f"{ended}: {life.said()[-500:]}"])
    tally.check("stops that took too long", [] if took < MOST_SECONDS else [took])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.stop", description=__doc__)
    parser.add_argument("--stops", type=int, default=STOPS)
    return perform(lambda options, folder: drill(options.stops, options.seed, folder), parser)


if __name__ == "__main__":
    sys.exit(main())
