"""The one file that knows the database engine: SQLite, opened so that what is committed survives a power cut.

Whoever writes gives a job, a function of the open `Database`; jobs that wait at the same time are committed together, so
that a burst costs one flush of the disk instead of one each, and no job's result is told before that flush.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import time
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
            raise spoken(error) from error

    def rows(self, sql: str, *values: object) -> list[Row]:
        """What a query gives, or a change that ends in `RETURNING`."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise spoken(error) from error

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
        except Exception as error:
            # Where the engine has rolled back everything by itself (a full disk), there is no savepoint left to go back to,
            # and what anybody wrote from here on would be committed statement by statement.
            if not self._connection.in_transaction:
                raise UnavailableError(str(error)) from error
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
        with contextlib.ExitStack() as undo:
            lock = None
            try:
                if path is not None:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    if alone:
                        lock = FileLock.claim(lock_of(path))
                        undo.callback(lock.release)
                connection = connect(path)
                undo.callback(connection.close)
                _migrate(connection)
            except BlockingIOError as error:
                raise InUseError(str(path)) from error
            except (OSError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
                # What the engine quotes of a damaged file need not be text.
                raise UnavailableError(str(error)) from error
            undo.pop_all()
            return cls(connection, path, lock)

    def commit_together(self, jobs: Sequence[Job[Any]]) -> list[Any]:
        """Each job's result, or the exception that it raised (what it wrote is then undone), after one commit for all.

        Raises UnavailableError, and nothing is kept, where the store cannot be written. Jobs hardly ever raise, so they are
        run without a savepoint each; where one does, all are undone and run once more, each in its own.
        """
        try:
            with self._transaction():
                return [job(self._database) for job in jobs]
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - handed to whoever gave the job
            if len(jobs) == 1:
                return [error]
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
                with contextlib.suppress(sqlite3.DatabaseError):
                    connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError):
                raise spoken(error) from error
            raise

    def close(self) -> None:
        self._connection.close()
        if self._lock:
            self._lock.release()
            self._lock = None


def lock_of(path: Path) -> Path:
    """The file that whoever claims the store alone holds."""
    return path.with_name(path.name + ".lock")


def empty_log(path: Path) -> None:
    """Moves what stands in the write-ahead log into the file and cuts the log, so that what was erased is not left there."""
    try:
        with contextlib.closing(connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        raise spoken(error) from error


@contextlib.contextmanager
def looking(path: Path) -> Iterator[Database]:
    """The store at `path` as it is at one moment, beside whoever writes; nothing is made, changed or waited for.

    Raises UnavailableError, also where there is no file.
    """
    try:
        with contextlib.closing(read_only(path)) as connection:
            yield Database(connection)
    except sqlite3.DatabaseError as error:
        raise spoken(error) from error
    except UnicodeDecodeError as error:
        raise UnavailableError(str(error)) from error


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, and sees what was committed before now until it is closed."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        # A transaction begins with its first look at the file.
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path | None) -> sqlite3.Connection:
    """An open connection whose commits are flushed to the disk before they return (https://sqlite.org/pragma.html#pragma_synchronous)."""
    if path is not None and not path.exists():
        # Names and telephone numbers: for the bot's own user alone.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    elif path is not None and not os.access(path, os.W_OK):
        # The engine would open it all the same, and leave files beside it that cannot be written even when this one can.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    connection = sqlite3.connect(
        path or MEMORY, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
    )
    try:
        connection.row_factory = sqlite3.Row
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted, a person above all, is overwritten and not only forgotten.
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Two that open a new file at the same moment: the engine waits for others in every statement but this one."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _attempt(job: Job[Any], database: Database) -> Any:
    try:
        with database.savepoint():
            return job(database)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - handed to whoever gave the job; the others' jobs are not held up
        return error


def spoken(error: sqlite3.DatabaseError) -> Exception:
    """The error to raise instead: a job's own mistake (a wrong statement, a broken constraint) stays what it is."""
    if getattr(error, "sqlite_errorcode", 0) & PRIMARY in PASSING:
        return UnavailableError(str(error))
    return error


def _migrate(connection: sqlite3.Connection) -> None:
    from store import schema

    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == schema.VERSION:
        return
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if tables and not found and "inbox" not in tables:
        raise UnavailableError("this database belongs to another program")
    if found > schema.VERSION:
        raise UnavailableError(f"schema version {found} is newer than this program's {schema.VERSION}")
    # Only now: sqlite-utils takes a tenth of a second to import, and a start with nothing to do needs it not.
    from store.migrations import migrate

    migrate(connection)
