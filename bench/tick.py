"""One look at what is to be reminded: 150 agencies, 20 open periods, 10 contacts of each agency.

    python -m bench.tick [--json FILE]

CPU time of one look, the median over the rounds: when everybody has to be written to (so many of them as one look writes to),
when everybody has been, when everything has been reported, and once a day the summary of all periods that are due. Office hours,
each period at another step of its ladder.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.reminding import AT_ONCE, remind_now
from bot.work import Desk
from handlers.assistant import Assistant
from handlers.turn import Rules
from store import ledger, people, periods
from store.address import Address
from store.db import Database, Store
from store.ledger import Entry
from store.people import Post, Role
from store.periods import Item, Period

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
AGENCIES, PERIODS, CONTACTS, TARGETS, OF_EACH = 150, 20, 10, 48, 5
MOST_MS = 200.0
ROUNDS = 5


class _Undone(Exception):  # noqa: N818 - nothing has failed
    """Takes back what a round has done."""


def filled(store: Store, assistant: Assistant) -> list[Period]:
    plan = assistant.plans[0]
    codes = [target.code for target in plan.targets if not target.same_as][:TARGETS]
    agencies = [f"don-vi-{number:03d}" for number in range(AGENCIES)]

    def fill(db: Database) -> list[Period]:
        people.create(db, "chief", "Chi", "", NOW)
        people.give_post(db, "cli", "chief", Post(Role.COORDINATOR, ""), NOW)
        people.add_address(db, "chief", Address("telegram", "7", "chief"), NOW)
        for agency in agencies:
            for number in range(CONTACTS):
                person = f"{agency}-{number}"
                people.create(db, person, person, "", NOW)
                people.give_post(db, "cli", person, Post(Role.CONTACT, agency), NOW)
                people.add_address(db, person, Address("telegram", "7", person), NOW)
        chief = people.coordinators(db)[0]
        opened = []
        for number in range(PERIODS):
            due = NOW.date() + timedelta(days=number - 8)
            wanted = Period(0, plan.id, f"kỳ {number}", date(2025, 1, 1) + timedelta(days=number), due - timedelta(days=5), due)
            period = periods.open_period(db, chief, wanted, NOW - timedelta(days=40))
            items = [Item(codes[(place + step) % len(codes)], agency) for place, agency in enumerate(agencies) for step in range(OF_EACH)]
            periods.limit_to(db, chief, period.id, items, NOW)
            opened.append(period)
        return opened

    return store.transact(fill)


def report_all(db: Database, assistant: Assistant, opened: list[Period]) -> None:
    plan = assistant.plans[0].id
    persons = {post.agency: person for person in people.everybody(db, people.COMMAND_LINE) for post in person.posts if post.agency}
    for period in opened:
        for item in periods.items(db, period.id):
            entry = Entry(plan, item.target, item.agency, value=Decimal(1), as_of=period.cutoff, period=period.id)
            ledger.record(db, persons[item.agency], entry, NOW)


def measured(store: Store, job: Callable[[Database], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of CPU time; what a round has done is taken back."""
    took = []
    for _ in range(rounds):

        def once(db: Database) -> None:
            began = time.process_time()
            job(db)
            took.append((time.process_time() - began) * 1000)
            raise _Undone

        try:
            store.transact(once)
        except _Undone:
            continue
    return statistics.median(took)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tick", description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.load(Path(folder))
        desk, store = Desk(assistant, Rules(), {}), Store.open(Path(folder) / "tick.db")
        opened = filled(store, assistant)

        def look(db: Database) -> int:
            return remind_now(db, desk, NOW, most=AT_ONCE)

        everybody = measured(store, look)
        sent = 0
        while count := store.transact(look):
            sent += count
        nobody = measured(store, look)
        store.transact(lambda db: report_all(db, assistant, opened))
        later = NOW + timedelta(days=3)
        summed_up = measured(store, lambda db: remind_now(db, desk, later, most=AT_ONCE))
        store.transact(lambda db: remind_now(db, desk, later))
        reported = measured(store, lambda db: remind_now(db, desk, later, most=AT_ONCE))
        store.close()
    figures = {
        "everybody is written to": everybody,
        "everybody has been": nobody,
        "everything is reported": reported,
        "the morning summary": summed_up,
    }
    print(f"{AGENCIES} agencies x {PERIODS} periods x {CONTACTS} contacts; {sent} messages")
    for name, value in figures.items():
        print(f"  {name:28} {value:8.1f} ms CPU   (most {MOST_MS:.0f})")
    if options.json:
        options.json.write_text(json.dumps({"messages": sent, **figures}, indent=1))
    return int(max(nobody, reported) > MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
