"""python -m tests.drills.torn: a thousand times the write-ahead log is cut off or garbled behind what had been flushed.

Numbers are recorded one after the other; a receipt is the moment in which a commit has returned, and how far the log reached
then. As after a power cut, the log up to there is kept and what came later is torn in some way. The store that is opened from
it must be whole, hold every row for which a receipt had been given, and nothing of a commit by halves. Ends with 1 where
anything is wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import struct
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import VIETNAM
from store import audit, ledger
from store.db import Database, Store
from tests.drills.ending import perform
from tests.drills.ledger import wrong_standings
from tests.drills.reckoning import Tally
from tests.drills.unit import Unit

REPLAYS = 1_000
REPLAYS_OF_EACH = 25
COMMITS = 40
"""Few enough that the engine does not move the log into the file by itself."""
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=VIETNAM)
TOGETHER = (1, 1, 1, 2, 5)
"""Jobs that are committed together; their receipts are given together."""
LOG_HEADER, FRAME_HEADER, SECTOR = 32, 24, 512
FRAMES_AT, PAGE_AT = 16, 14
"""Where the log's index, which stands in -shm, tells of its last commit (https://sqlite.org/walformat.html)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Every row up to `row` has been told to be kept; the log reached so far then."""

    row: int
    log_size: int


@dataclass
class Written:
    """A store's file, its log behind the last receipt, the receipts, and every row that there ever was."""

    path: Path
    receipts: list[Receipt] = field(default_factory=list)
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    log: bytes = b""


def write(folder: Path, chance: random.Random) -> Written:
    """Half of the stores have been at it for a while: behind the end of their log stands what it held before."""
    written = Written(folder / "written.db")
    store = Store.open(written.path)
    unit = store.transact(lambda db: Unit.enrolled(db, chance, NOW))
    if chance.random() < 0.5:
        for _ in range(chance.randrange(5, COMMITS)):
            store.transact(lambda db: unit.write(db, NOW))
    with closing(sqlite3.connect(written.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    shutil.copy(written.path, folder / "before.db")
    for number in range(COMMITS):
        at = NOW + timedelta(seconds=number)

        def job(db: Database, at: datetime = at) -> int:
            return unit.write(db, at).id

        rows = store.commit_together([job] * chance.choice(TOGETHER))
        written.receipts.append(Receipt(max(rows), _reached(written.path)))
    written.log = _log_of(written.path).read_bytes()
    written.rows = {row["id"]: tuple(row) for row in store.transact(lambda db: db.rows("SELECT * FROM submissions"))}
    store.close()
    written.path = folder / "before.db"
    return written


def _log_of(path: Path) -> Path:
    return Path(f"{path}-wal")


def _reached(path: Path) -> int:
    """The end of the last commit in the log; the log's file may be longer, from earlier days."""
    index = Path(f"{path}-shm").read_bytes()[:48]
    (page,), (frames,) = struct.unpack_from("=H", index, PAGE_AT), struct.unpack_from("=I", index, FRAMES_AT)
    return LOG_HEADER + int(frames) * (FRAME_HEADER + int(page))


# ---- what a power cut leaves of what had not been flushed


def _cut(tail: bytearray, chance: random.Random) -> bytearray:
    return tail[: chance.randrange(len(tail) + 1)]


def _garbled(tail: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randrange(1, 200)):
        if tail:
            tail[chance.randrange(len(tail))] ^= chance.randrange(1, 256)
    return tail


def _never_written(tail: bytearray, chance: random.Random) -> bytearray:
    """The file has grown, and its content has not arrived: some sectors, or all of them, are nothing but zeros."""
    share = chance.choice((0.05, 0.5, 1.0))
    for at in range(0, len(tail), SECTOR):
        if chance.random() < share:
            tail[at : at + SECTOR] = bytes(len(tail[at : at + SECTOR]))
    return tail


def _out_of_order(tail: bytearray, chance: random.Random) -> bytearray:
    sectors = [tail[at : at + SECTOR] for at in range(0, len(tail), SECTOR)]
    chance.shuffle(sectors)
    return bytearray().join(sectors)


def _rubbish(tail: bytearray, chance: random.Random) -> bytearray:
    return bytearray(chance.randbytes(chance.randrange(1, 20_000)))


TEARINGS: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (_cut, _garbled, _never_written, _out_of_order, _rubbish)


# ---- opening what is left


def replay(written: Written, receipt: Receipt, tail: bytes, folder: Path) -> Tally:
    """`tail` is what stands behind the receipt's end of the log."""
    tally, path = Tally(), folder / "replayed.db"
    shutil.copy(written.path, path)
    _log_of(path).write_bytes(written.log[: receipt.log_size] + tail)
    store = Store.open(path)
    try:
        store.transact(lambda db: _judge(db, written, receipt, tally))
        store.transact(lambda db: audit.append(db, NOW, "drill", "opened"))
    finally:
        store.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    return tally


def _judge(db: Database, written: Written, receipt: Receipt, tally: Tally) -> None:
    rows = {row["id"]: tuple(row) for row in db.rows("SELECT * FROM submissions")}
    newest = max(rows, default=0)
    tally.figures["replays"] += 1
    tally.figures["rows beyond the receipt"] += max(0, newest - receipt.row)
    tally.check("receipts without a row", [number for number in range(1, receipt.row + 1) if number not in rows])
    tally.check("rows other than written", [number for number, row in rows.items() if written.rows.get(number) != row])
    tally.check("commits by halves", [newest] if newest not in {one.row for one in written.receipts} else [])
    faults = [str(row[0]) for row in db.rows("PRAGMA integrity_check")]
    faults += [f"key that leads nowhere: {tuple(row)}" for row in db.rows("PRAGMA foreign_key_check")]
    tally.check("integrity faults", [fault for fault in faults if fault != "ok"])
    for name, altered in {"audit": audit.first_altered(db), "ledger": ledger.first_altered(db)}.items():
        tally.check(f"alterations of the {name}", [] if altered is None else [altered])
    tally.check("standings that are not what follows", wrong_standings(db))


def drill(replays: int, seed: int, folder: Path) -> Tally:
    chance, tally = random.Random(seed), Tally()
    for number in range(replays):
        if number % REPLAYS_OF_EACH == 0:
            home = folder / f"log-{number}"
            home.mkdir()
            written = write(home, chance)
            tally.figures["receipts"] += len(written.receipts)
        receipt = chance.choice(written.receipts)
        tear = chance.choice(TEARINGS)
        tally.add(replay(written, receipt, bytes(tear(bytearray(written.log[receipt.log_size :]), chance)), folder))
        tally.figures[f"torn: {tear.__name__.strip('_').replace('_', ' ')}"] += 1
    return tally


async def _drill(options: argparse.Namespace, folder: Path) -> Tally:
    return drill(options.replays, options.seed, folder)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.torn", description=__doc__)
    parser.add_argument("--replays", type=int, default=REPLAYS)
    return perform(_drill, parser)


if __name__ == "__main__":
    sys.exit(main())
