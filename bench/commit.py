"""A durable commit beside the disk's own flush; many waiting messages in one commit; what the event loop feels of it.

    python -m bench.commit [--quick] [--samples 900] [--folder FOLDER] [--json FILE]

The floor: 4 KiB written into a file that is there already, and fdatasync. All files lie in one folder of one disk, and the
operations come in a random order, sample by sample, since how fast a disk flushes changes from second to second. Ratios
hold, microseconds do not. A message is stored as the bot stores it on arrival, in its inbox.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bench.telegram_load import percentile, questions, update
from bot.worker import Worker
from store import inbox
from store.address import Address
from store.db import Database, Job, Store

BLOCK = 4096
FLOOR_BYTES = 16 << 20
TOGETHER = 16
MOST_OF_FLOOR = 1.3
LEAST_TOGETHER = 8.0
MOST_LAG_MS = 5.0
TICK_SECONDS = 0.001
NO_DISK_US = 20.0
"""A flush faster than this reaches no disk: the folder lies in memory."""

PRIMED = 500
"""Commits before any is measured: a write-ahead log that still grows costs twice the flush of one that is written over."""

FLOOR = "pwrite 4 KiB + fdatasync"
ROW = "store, one row"
MESSAGE = "store, one message"
SAID = {
    ROW: "into a plain table: one page",
    MESSAGE: "into the inbox with its indexes: three or four pages",
    "sqlite-utils, WAL FULL": "its insert on a connection set up as ours",
    "sqlite-utils, as it comes": "its insert on a file that it opened itself",
}
Operation = Callable[[], object]


class Messages:
    """Messages without end, each another event."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._texts = questions()

    def event(self) -> inbox.Event:
        number = next(self._numbers)
        body = update(number, 5_100_000_000 + number % 200, number, next(self._texts)).decode()
        return inbox.Event(Address("telegram", "7000000000", str(5_100_000_000 + number % 200)), str(number), body)

    def job(self) -> Job[int | None]:
        event, now = self.event(), datetime.now(UTC)

        def accept(db: Database) -> int | None:
            return inbox.accept(db, event, now)

        return accept

    def row(self) -> dict[str, Any]:
        event = self.event()
        return {"chat": event.at.chat, "event": event.key, "body": event.body, "at": datetime.now(UTC).isoformat(), "state": "new"}


def floor(path: Path) -> Operation:
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR)
    os.write(descriptor, os.urandom(FLOOR_BYTES))
    os.fsync(descriptor)
    block, places = os.urandom(BLOCK), count()

    def flush() -> None:
        os.pwrite(descriptor, block, next(places) * BLOCK % FLOOR_BYTES)
        os.fdatasync(descriptor)

    return flush


def sqlite_utils_insert(path: Path, messages: Messages, wal: bool) -> Callable[[], Operation]:
    from sqlite_utils import Database as Utils

    if wal:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    table: Any = Utils(connection if wal else path)["messages"]
    table.insert(messages.row())

    def prepared() -> Operation:
        row = messages.row()
        return lambda: table.insert(row)

    return prepared


def spent_us(operation: Operation) -> float:
    began = time.perf_counter_ns()
    operation()
    return (time.perf_counter_ns() - began) / 1000


def one_row(store: Store) -> Callable[[], Operation]:
    store.transact(lambda db: db.execute("CREATE TABLE bench (id INTEGER PRIMARY KEY, text TEXT) STRICT"))
    jobs: list[Job[int]] = [lambda db: db.execute("INSERT INTO bench (text) VALUES (?)", "một dòng")]
    return lambda: lambda: store.commit_together(jobs)


def one_message(store: Store, messages: Messages) -> Callable[[], Operation]:
    def prepared() -> Operation:
        jobs = [messages.job()]
        return lambda: store.commit_together(jobs)

    return prepared


def commits(folder: Path, store: Store, messages: Messages, samples: int) -> dict[str, dict[str, float]]:
    """Microseconds of one commit; what is committed is made beforehand."""
    flush = floor(folder / "floor")
    operations: dict[str, Callable[[], Operation]] = {
        FLOOR: lambda: flush,
        ROW: one_row(store),
        MESSAGE: one_message(store, messages),
        "sqlite-utils, WAL FULL": sqlite_utils_insert(folder / "utils-wal.db", messages, wal=True),
        "sqlite-utils, as it comes": sqlite_utils_insert(folder / "utils.db", messages, wal=False),
    }
    times = in_random_order(operations, samples)
    least = statistics.median(times[FLOOR])
    return {
        name: {"p50_us": statistics.median(found), "p99_us": percentile(found, 0.99), "times_floor": statistics.median(found) / least}
        for name, found in times.items()
    }


def in_random_order(operations: dict[str, Callable[[], Operation]], samples: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in operations}
    names, chance = list(operations), random.Random(1)
    for name in names:
        for _ in range(PRIMED):
            operations[name]()()
    for _ in range(samples):
        chance.shuffle(names)
        for name in names:
            times[name].append(spent_us(operations[name]()))
    return times


def bursts(store: Store, messages: Messages, samples: int) -> dict[str, float]:
    """Rows a second of so many waiting messages, in one commit and one by one."""

    def together() -> Operation:
        jobs = [messages.job() for _ in range(TOGETHER)]
        return lambda: store.commit_together(jobs)

    def one_by_one() -> Operation:
        jobs = [messages.job() for _ in range(TOGETHER)]
        return lambda: [store.commit_together([job]) for job in jobs]

    times = in_random_order({"together": together, "one_by_one": one_by_one}, samples)
    return rows_a_second(times)


def rows_a_second(times: dict[str, list[float]]) -> dict[str, float]:
    found = {name: TOGETHER / statistics.median(spent) * 1e6 for name, spent in times.items()}
    return {**found, "times": found["together"] / found["one_by_one"]}


async def worker_bursts(worker: Worker, messages: Messages, samples: int) -> dict[str, float]:
    """The same through the bot's thread, as its event loop sees it."""
    times: dict[str, list[float]] = {"together": [], "one_by_one": []}
    for _ in range(samples):
        for name in random.sample(list(times), 2):
            jobs = [messages.job() for _ in range(TOGETHER)]
            began = time.perf_counter_ns()
            if name == "together":
                await asyncio.gather(*map(worker.run, jobs))
            else:
                for job in jobs:
                    await worker.run(job)
            times[name].append((time.perf_counter_ns() - began) / 1000)
    return rows_a_second(times)


async def lags_ms(seconds: float) -> list[float]:
    """How much later than due a callback of the loop comes, asked every millisecond."""
    loop = asyncio.get_running_loop()
    ends, found = loop.time() + seconds, []
    while (due := loop.time() + TICK_SECONDS) < ends:
        await asyncio.sleep(TICK_SECONDS)
        found.append((loop.time() - due) * 1000)
    return found


async def busy_lags_ms(worker: Worker, messages: Messages, seconds: float) -> tuple[list[float], int]:
    """The same while so many messages wait for the disk without a pause, and how many were committed."""
    made = 0
    stop = asyncio.Event()

    async def commit() -> None:
        nonlocal made
        while not stop.is_set():
            await worker.run(messages.job())
            made += 1

    committing = [asyncio.create_task(commit()) for _ in range(TOGETHER)]
    found = await lags_ms(seconds)
    stop.set()
    await asyncio.gather(*committing)
    return found, made


async def with_worker(store: Store, messages: Messages, samples: int, seconds: float) -> dict[str, Any]:
    worker = Worker(store)
    worker.start()
    found: dict[str, Any] = {"worker": await worker_bursts(worker, messages, samples)}
    idle: list[float] = []
    busy: list[float] = []
    made = 0
    for _ in range(max(2, int(seconds))):
        idle += await lags_ms(1)
        lags, committed = await busy_lags_ms(worker, messages, 1)
        busy += lags
        made += committed
    await worker.stop()
    found["lag"] = {
        "idle_p99_ms": percentile(idle, 0.99),
        "p50_ms": percentile(busy, 0.5),
        "p99_ms": percentile(busy, 0.99),
        "highest_ms": max(busy),
        "rows_a_second": made / max(2, int(seconds)),
    }
    return found


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Store]:
    store = Store.open(folder / "store.db")
    try:
        yield store
    finally:
        store.close()


def measure(folder: Path, samples: int, seconds: float) -> dict[str, Any]:
    messages = Messages()
    with tempfile.TemporaryDirectory(dir=folder, prefix="kehoach-bench-") as name, opened(Path(name)) as store:
        return {
            "commit": commits(Path(name), store, messages, samples),
            "burst": bursts(store, messages, samples // 4),
            **asyncio.run(with_worker(store, messages, samples // 4, seconds)),
        }


def show(found: dict[str, Any]) -> None:
    print(f"{'one durable commit':30}{'p50 µs':>9}{'p99 µs':>9}{'÷ floor':>9}")
    for name, row in found["commit"].items():
        print(f"{name:30}{row['p50_us']:9.0f}{row['p99_us']:9.0f}{row['times_floor']:8.2f}×  {SAID.get(name, '')}".rstrip())
    print(f"\n{f'{TOGETHER} waiting messages, rows/s':30}{'together':>9}{'one by one':>12}")
    for key, name in (("burst", "store"), ("worker", "through the worker's thread")):
        row = found[key]
        print(f"{name:30}{row['together']:9.0f}{row['one_by_one']:12.0f}{row['times']:8.1f}×")
    lag = found["lag"]
    print(f"\n{'event loop, ms late':30}{'p50':>9}{'p99':>9}{'highest':>9}")
    print(f"{'idle':30}{'':9}{lag['idle_p99_ms']:9.2f}")
    during = f"during {lag['rows_a_second']:.0f} commits/s"
    print(f"{during:30}{lag['p50_ms']:9.2f}{lag['p99_ms']:9.2f}{lag['highest_ms']:9.2f}")
    if found["commit"][FLOOR]["p50_us"] < NO_DISK_US:
        print("This folder lies in memory, not on a disk: nothing here says how durable commits cost. Give --folder.")


def missed(found: dict[str, Any]) -> list[str]:
    figures = []
    if (times := found["commit"][MESSAGE]["times_floor"]) > MOST_OF_FLOOR:
        figures.append(f"a message is committed in {times:.2f}× the floor, to reach: {MOST_OF_FLOOR}×")
    if (times := found["burst"]["times"]) < LEAST_TOGETHER:
        figures.append(f"{TOGETHER} together are {times:.1f}× as fast as one by one, to reach: {LEAST_TOGETHER:.0f}×")
    if (late := found["lag"]["p99_ms"]) > MOST_LAG_MS:
        figures.append(f"the loop is {late:.1f} ms late at p99, to stay under: {MOST_LAG_MS:.0f} ms")
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=900)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="on the disk to measure")
    parser.add_argument("--quick", action="store_true", help="150 samples")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    found = measure(options.folder, 150 if options.quick else options.samples, 2 if options.quick else 6)
    show(found)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), "utf-8")
    for figure in missed(found):
        print(f"missed: {figure}")
    return 1 if missed(found) else 0


if __name__ == "__main__":
    sys.exit(main())
