"""Other processes that work with a store at the same time, as a bot does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LONG = os.environ.get("KEHOACH_LONG") == "1"
OPEN = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from store import inbox
from store.address import Address
from store.db import InUseError, Store, UnavailableError
import store.migrations

def accept(store, number, size=500):
    event = inbox.Event(Address("telegram", "1", "2"), f"message {number}", "x" * size)
    return store.transact(lambda db: inbox.accept(db, event, datetime(2026, 11, 24, tzinfo=UTC)))
"""
WRITER = f"""{OPEN}
store = Store.open(Path(sys.argv[1]))
told = os.open(sys.argv[2], os.O_CREAT | os.O_WRONLY)
first = store.transact(lambda db: db.value("SELECT COUNT(*) FROM inbox"))
for number in range(first, 1_000_000):
    accept(store, number)
    os.pwrite(told, b"%08d" % (number + 1), 0)
"""  # noqa: S608 - a program
HOLDER = f"""{OPEN}
store = Store.open(Path(sys.argv[1]), alone=sys.argv[2] == "alone")
accept(store, "of the holder")
print("ready", flush=True)
sys.stdin.readline()
"""

HALFWAY = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = DELETE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("UPDATE people SET name = name || hex(randomblob(50000))")
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_halfway(store: Path) -> None:
    """Leaves a store in the middle of a change that a next one to open it must take back: who only reads cannot."""
    with python(HALFWAY, store) as process:
        process.wait(30)
    assert Path(f"{store}-journal").stat().st_size


def python(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def output(script: str, *arguments: object) -> str:
    """What a script that runs to its end prints."""
    with python(script, *arguments) as process:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return out.strip()


class Writer:
    """A process that stores one message after the other, each committed alone."""

    def __init__(self, told: Path) -> None:
        self._told = told

    def stored(self) -> int:
        """How many messages it has been told are kept."""
        return int(self._told.read_bytes() or b"0") if self._told.exists() else 0

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 30
        while self.stored() < count:
            assert time.monotonic() < until
            time.sleep(0.005)


@contextlib.contextmanager
def writing(store: Path) -> Iterator[Writer]:
    """A writer at work; killed in the middle of it at the end."""
    told = store.with_name("told")
    with python(WRITER, store, told) as process:
        writer = Writer(told)
        try:
            writer.wait_for(writer.stored() + 1)
            yield writer
        finally:
            process.kill()


@contextlib.contextmanager
def holding(store: Path, *, alone: bool) -> Iterator[subprocess.Popen[str]]:
    """A process that has the store open, claimed for itself where `alone`."""
    with python(HOLDER, store, "alone" if alone else "shared") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()
