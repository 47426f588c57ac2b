"""The one file that knows the database engine: SQLite, opened so that what is committed survives a power cut.

Whoever writes gives a job, a function of the open `Database`; jobs that wait at the same time are committed together, so
that a burst costs one flush of the disk instead of one each, and no job's result is told before that flush.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from store.lock import FileLock

Row = sqlite3.Row
Result = TypeVar("Result")
BUSY_SECONDS = 2.0
"""How long a write waits for another process that is writing; a bot that waits longer answers nobody meanwhile."""
STATEMENTS = 512
MEMORY = ":memory:"
PRIMARY = 0xFF
PASSING = frozenset(
    [
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    ]
)
"""What may go wrong with a right statement (https://sqlite.org/rescode.html)."""


class UnavailableError(Exception):
    """The disk is full, the file is locked, read-only or cannot be read; its text says which, in the engine's words."""


class InUseError(Exception):
    """Another process has claimed the file."""


class Database:
    """An open connection inside a transaction: what a job works with. SQL in the subset that PostgreSQL shares."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: object) -> int:
        """How many rows it changed."""
        try:
            return self._connection.execute(sql, values).rowcount
        except sqlite3.DatabaseError as error:
            raise _spoken(error) from error

    def rows(self, sql: str, *values: object) -> list[Row]:
        """What a query gives, or a change that ends in `RETURNING`."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _spoken(error) from error

    def row(self, sql: str, *values: object) -> Row | None:
        rows = self.rows(sql, *values)
        return rows[0] if rows else None

    def value(self, sql: str, *values: object) -> Any:
        """The first field of the first row; None where there is no row."""
        row = self.row(sql, *values)
        return row[0] if row else None

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is undone as a whole where it raises."""
        self.execute("SAVEPOINT inner_work")
        try:
            yield
        except BaseException:
            # Where the engine has rolled back everything by itself (a full disk), there is no savepoint left to go back to.
            if self._connection.in_transaction:
                self.execute("ROLLBACK TO inner_work")
                self.execute("RELEASE inner_work")
            raise
        self.execute("RELEASE inner_work")


Job = Callable[[Database], Result]


class Store:
    """The database file. Used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None, lock: FileLock | None) -> None:
        self._connection = connection
        self._database = Database(connection)
        self._lock = lock
        self.path = path

    @classmethod
    def open(cls, path: Path | None, *, alone: bool = False) -> Store:
        """The store at `path`, made and brought up to date where needed; None: one in memory, gone when closed.

        `alone` claims the file for this process: InUseError where another has claimed it. Raises UnavailableError.
        """
        lock = None
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                lock = FileLock.claim(path.with_name(path.name + ".lock")) if alone else None
            connection = connect(path)
            _migrate(connection)
        except BlockingIOError as error:
            raise InUseError(str(path)) from error
        except (OSError, sqlite3.DatabaseError) as error:
            if lock:
                lock.release()
            raise UnavailableError(str(error)) from error
        return cls(connection, path, lock)

    def commit_together(self, jobs: Sequence[Job[Any]]) -> list[Any]:
        """Each job's result, or the exception that it raised (what it wrote is then undone), after one commit for all.

        Raises UnavailableError, and nothing is kept, where the store cannot be written.
        """
        with self._transaction():
            return [_attempt(job, self._database) for job in jobs]

    def transact(self, job: Job[Result]) -> Result:
        """One job, committed alone; raises what it raises."""
        with self._transaction():
            return job(self._database)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        connection = self._connection
        try:
            # At once, not at the first write: two processes then wait for each other instead of failing halfway.
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError):
                raise _spoken(error) from error
            raise

    def close(self) -> None:
        self._connection.close()
        if self._lock:
            self._lock.release()


def connect(path: Path | None) -> sqlite3.Connection:
    """An open connection whose commits are flushed to the disk before they return (https://sqlite.org/pragma.html#pragma_synchronous)."""
    if path is not None and not path.exists():
        # Names and telephone numbers: for the bot's own user alone.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(
        path or MEMORY, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted, a person above all, is overwritten and not only forgotten.
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _attempt(job: Job[Any], database: Database) -> Any:
    try:
        with database.savepoint():
            return job(database)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - handed to whoever gave the job; the others' jobs are not held up
        return error


def _spoken(error: sqlite3.DatabaseError) -> Exception:
    """The error to raise instead: a job's own mistake (a wrong statement, a broken constraint) stays what it is."""
    if getattr(error, "sqlite_errorcode", 0) & PRIMARY in PASSING:
        return UnavailableError(str(error))
    return error


def _migrate(connection: sqlite3.Connection) -> None:
    from store import schema

    if connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION:
        return
    # Only now: sqlite-utils takes a tenth of a second to import, and a start with nothing to do needs it not.
    from store.migrations import migrate

    migrate(connection)
