"""Copying a store beside a running bot, and reading a copy through before anybody relies on it.

Beside store/db.py the only file that knows the engine: another one has means of its own for this.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from store import audit, schema
from store.db import BUSY_SECONDS, PRIMARY, Database, InUseError, UnavailableError, looking, read_only, spoken
from store.lock import FileLock

UNFINISHED = ".dang-ghi"
BESIDE = ("-wal", "-journal")
"""What an interrupted writer leaves beside a file, and the engine reads into whatever file has that name then."""
DAMAGE = frozenset([sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB])


class Fault(StrEnum):
    """Why a file cannot serve."""

    MISSING = "missing"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    SAME = "same"
    OCCUPIED = "occupied"


class UnusableError(UnavailableError):
    """A file that cannot be copied from or to; nothing has been changed."""

    def __init__(self, path: Path, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{path}: {fault}{detail and f' ({detail})'}")
        self.path, self.fault, self.detail = path, fault, detail


@dataclass(frozen=True, slots=True)
class Summary:
    """A store that has been read through and found whole. `altered`: the first audit entry that was changed, None if none was."""

    version: int
    size: int
    rows: Mapping[str, int]
    altered: int | None


def check(path: Path) -> Summary:
    """Reads a store through, changing nothing. Raises UnusableError, UnavailableError where it cannot be read now."""
    if not path.is_file():
        raise UnusableError(path, Fault.MISSING)
    with _faults_of(path), looking(path) as db:
        version = _version(db, path)
        return Summary(version, path.stat().st_size, _rows(db), audit.first_altered(db) if _has(db, "audit") else None)


def copy_whole(source: Path, copy: Path) -> Summary:
    """Makes `copy`, one single file, read through and compared with what it was copied from. Raises UnusableError of `source`."""
    if not source.is_file():
        raise UnusableError(source, Fault.MISSING)
    with (
        _faults_of(source),
        contextlib.closing(read_only(source)) as origin,
        contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as into,
    ):
        rows = _rows(Database(origin))
        # It is of no use before it is finished, so it need not survive a crash before that.
        into.execute("PRAGMA journal_mode = OFF")
        into.execute("PRAGMA synchronous = OFF")
        origin.backup(into)
        # The copy says of itself that it has a write-ahead log, as the store has; from now on it is one single file.
        into.execute("PRAGMA journal_mode = DELETE")
    try:
        summary = check(copy)
    except UnusableError as error:
        # What is wrong with a copy is wrong with what it was copied from: that name means something to whoever reads it.
        raise UnusableError(source, error.fault, error.detail) from error
    if summary.rows != rows:
        raise UnusableError(source, Fault.DAMAGED, f"{rows} became {summary.rows}")
    return summary


def fold_in(path: Path) -> None:
    """Makes one file of a store and its write-ahead log. Raises InUseError where somebody has it open, UnusableError."""
    try:
        with _faults_of(path), contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except UnavailableError as error:
        if _code(error) == sqlite3.SQLITE_BUSY:
            raise InUseError(str(path)) from error
        raise


@contextlib.contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """A name beside `target` for a file that is becoming; what is not put in its place vanishes.

    Each is locked while it is written, so that those which a killed process has left can be told and cleared away.
    """
    for left in target.parent.glob(f".{target.name}.*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            lock = FileLock.claim(left)
            _discard(left)
            lock.release()
    copy = target.with_name(f".{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
    lock = FileLock.claim(copy)
    try:
        yield copy
    finally:
        _discard(copy)
        # Not before: closing a file lets go of what the engine has locked of it in this process.
        lock.release()


def _discard(copy: Path) -> None:
    # The file itself last: by it the others are found, should this be interrupted.
    for suffix in ("-shm", *BESIDE, ""):
        Path(f"{copy}{suffix}").unlink(missing_ok=True)


def put(copy: Path, target: Path) -> None:
    """Gives a finished copy its name: whoever looks, or pulls the plug, finds the old file or the new one."""
    flush(copy)
    copy.replace(target)
    flush(target.parent)


def flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _faults_of(path: Path) -> Iterator[None]:
    """What the engine says, as a fault of that file where it is one."""
    try:
        yield
    except (UnavailableError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
        code = _code(error)
        if is_damage(error):
            raise UnusableError(path, Fault.DAMAGED, str(error)) from error
        if code == sqlite3.SQLITE_ERROR:
            # A right statement that does not fit the tables: they are not those of a store.
            raise UnusableError(path, Fault.FOREIGN, str(error)) from error
        if isinstance(error, sqlite3.DatabaseError):
            raise spoken(error) from error
        raise


def is_damage(error: BaseException) -> bool:
    """Whether an error met while reading says that the file is damaged, and not that it cannot be read just now."""
    cause = _cause(error)
    # Text that is none: the engine quotes it as it is, and Python reports it without a code.
    no_text = isinstance(cause, UnicodeDecodeError) or (isinstance(cause, sqlite3.OperationalError) and not _code(error))
    return no_text or _code(error) in DAMAGE


def _cause(error: BaseException) -> BaseException | None:
    return error.__cause__ if isinstance(error, UnavailableError) else error


def _code(error: BaseException) -> int:
    return int(getattr(_cause(error), "sqlite_errorcode", 0)) & PRIMARY


def _version(db: Database, path: Path) -> int:
    """The version of a store that is whole."""
    faults = [str(row[0]) for row in db.rows("PRAGMA integrity_check(5)")]
    if faults != ["ok"]:
        raise UnusableError(path, Fault.DAMAGED, "; ".join(faults))
    version = int(db.value("PRAGMA user_version"))
    if version > schema.VERSION:
        raise UnusableError(path, Fault.NEWER, str(version))
    if version < 1 or not _has(db, "inbox"):
        raise UnusableError(path, Fault.FOREIGN)
    return version


def _has(db: Database, table: str) -> bool:
    return db.value("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table) is not None


def _rows(db: Database) -> dict[str, int]:
    tables = [str(row["name"]) for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    quoted = [(table, '"' + table.replace('"', '""') + '"') for table in tables]
    return {table: int(db.value(f"SELECT COUNT(*) FROM {name}")) for table, name in quoted}  # noqa: S608 - quoted
