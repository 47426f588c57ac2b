"""python -m tests.drills.broadcast: reminders go to a thousand people, the bot is killed again and again meanwhile, and a part of
all sends fails. Everybody must get theirs; what came twice must be no more than the kills, and must stand in the log.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import sys
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.clock import VIETNAM
from store import day_changes, periods, plan_settings
from store.address import Address
from store.db import Database, Store, looking
from store.people import Person, Post, Role, add_address, create, give_post, person_called
from store.periods import Item, Period
from store.plan_settings import Setting
from tests.drills.ending import perform
from tests.drills.process import Home, started, starts, warm_up
from tests.drills.reckoning import Tally, check_file
from tests.servers.fake_telegram import FakeTelegram

PLAN, TARGET = "743-kh-ubnd-2025", "CT32"
ALWAYS = "00:00-23:59"
"""Office hours of an office that never closes: the drill runs when it runs."""
PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Size:
    people: int = 1_000
    kills: int = 100
    failing: float = 0.3
    rate: int = 10_000
    seed: int = 743


async def drill(size: Size, folder: Path) -> Tally:
    tally, chance = Tally(), random.Random(size.seed)
    async with FakeTelegram(seed=size.seed) as telegram:
        await warm_up(folder / "warm", telegram)
        home = Home(folder / "home", telegram)
        home.folder.mkdir()
        chats = _settle(home.database, telegram, size.people)
        if size.failing:
            telegram.faults.error(502, share=size.failing * 0.5)
            telegram.faults.drop(share=size.failing * 0.45)
            telegram.faults.too_many(share=size.failing * 0.05, retry_after=1)
        for _ in range(size.kills):
            await _live(home, telegram, chance)
            tally.figures["kills"] += 1
        await _finish(home, telegram, chats, size, tally)
        _judge(home, telegram, chats, size, tally)
    return tally


def _settle(database: Path, telegram: FakeTelegram, count: int) -> list[int]:
    """So many units owe a number, each with a person of its own; the first step of the ladder is today's."""
    now = datetime.now(VIETNAM)
    users = [telegram.user(f"Đầu mối {number}") for number in range(count)]
    account = telegram.token.partition(":")[0]

    def enrol(db: Database) -> None:
        chief = _person(db, "chief", Post(Role.COORDINATOR, ""), now)
        items = []
        for number, user in enumerate(users):
            agency = f"don-vi-{number:04d}"
            _person(db, agency, Post(Role.CONTACT, agency), now)
            add_address(db, agency, Address("telegram", account, str(user.id)), now)
            items.append(Item(TARGET, agency))
        due = now.date() + timedelta(days=14)
        for day in (now.date(), now.date() + timedelta(days=1), due):
            day_changes.change(db, chief, day, True, "", now)
        plan_settings.change(db, chief, PLAN, Setting.HOURS, ALWAYS, now)
        wanted = Period(0, PLAN, "năm nay", date(now.year - 1, 1, 1), now.date(), due)
        periods.limit_to(db, chief, periods.open_period(db, chief, wanted, now).id, items, now)

    store = Store.open(database)
    store.transact(enrol)
    store.close()
    return [user.id for user in users]


def _person(db: Database, name: str, post: Post, now: datetime) -> Person:
    create(db, name, name, "", now)
    give_post(db, "cli", name, post, now)
    found = person_called(db, name)
    if found is None:
        raise LookupError(name)
    return found


async def _live(home: Home, telegram: FakeTelegram, chance: random.Random) -> None:
    """Killed in the middle of its work: at the arrival of some send, of which it is not told any more, or just after a while."""
    world = telegram.world
    until = world.sent_count + chance.randint(1, 12)
    life = home.start()

    def struck() -> bool:
        if world.sent_count >= until:
            life.kill()
        return world.sent_count >= until

    try:
        with contextlib.suppress(TimeoutError):
            await telegram.wait_until(struck, chance.uniform(0.3, 4.0))
    finally:
        life.kill()
        await life.end()


async def _finish(home: Home, telegram: FakeTelegram, chats: list[int], size: Size, tally: Tally) -> None:
    """Runs until everybody has got something, and nothing is left to send."""
    loop, before = asyncio.get_running_loop(), starts(telegram)
    life = home.start(TELEGRAM_RATE=str(size.rate))
    try:
        await started(telegram, before)
        until = loop.time() + PATIENCE
        while loop.time() < until and not (_is_sent(home.database) and {one.chat for one in telegram.sent} >= set(chats)):
            await asyncio.sleep(0.2)
        tally.check("last runs that did not end well", [] if await life.stop() == 0 else [life.said()[-500:]])
    finally:
        life.kill()
        with contextlib.suppress(ProcessLookupError):
            life.process.send_signal(signal.SIGKILL)


def _is_sent(database: Path) -> bool:
    with looking(database) as db:
        return not db.value("SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')")


def _judge(home: Home, telegram: FakeTelegram, chats: list[int], size: Size, tally: Tally) -> None:
    got = Counter(one.chat for one in telegram.sent)
    tally.figures["people"] = len(chats)
    tally.figures["messages sent"] = sum(got[chat] for chat in chats)
    repeats = sum(max(got[chat] - 1, 0) for chat in chats)
    tally.figures["repeats"] = repeats
    tally.check("people without a reminder", [chat for chat in chats if not got[chat]])
    tally.check("repeats beyond one a kill", range(size.kills, repeats))
    told = [number for life in home.lives for number in life.repeats_told()]
    tally.check("repeats that no log tells", range(len(told), repeats))
    with looking(home.database) as db:
        rows = db.rows("SELECT agency, COUNT(*) AS n FROM reminders GROUP BY agency HAVING n > 1")
        tally.check("reminders twice in the store", [row["agency"] for row in rows])
        tally.figures["reminders in the store"] = int(db.value("SELECT COUNT(*) FROM reminders WHERE agency <> ''"))
    tally.check("reminders missing in the store", range(tally.figures["reminders in the store"], len(chats)))
    tally.add(check_file(home.database))
    tally.check("tracebacks in the log", [life.log for life in home.lives if "Traceback" in life.said()])
    times = sorted(one.at for one in telegram.sent)
    if not size.kills and len(times) > size.rate:
        most = max(sum(at <= other < at + 1 for other in times[place : place + 2 * size.rate]) for place, at in enumerate(times))
        tally.figures["most in a second"] = most
        tally.figures["percent of the permitted rate"] = round(100 * (len(times) - 1) / (times[-1] - times[0]) / size.rate)
        tally.check("seconds over the rate", [most] if most > size.rate else [])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.broadcast", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--failing", type=float, default=0.3, help="share of all sends that fail")
    parser.add_argument("--rate", type=int, default=10_000, help="messages a second that the messenger takes")

    def run(options: argparse.Namespace, folder: Path) -> Awaitable[Tally]:
        return drill(Size(options.people, options.kills, options.failing, options.rate, options.seed), folder)

    return perform(run, parser)


if __name__ == "__main__":
    sys.exit(main())
