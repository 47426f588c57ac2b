"""Backups of the store: one on demand, one a day, and the way back."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from store.copying import BESIDE, Fault, Summary, UnusableError, check, copy_whole, flush, fold_in, put, unfinished
from store.db import Database, InUseError, Store, UnavailableError, lock_of, looking
from store.erasure import erase
from store.lock import FileLock
from store.people import person_called

KEPT_DAYS = 14
"""With the day itself. Messages, which may name a person, are kept for three days: whoever is erased has vanished from every
copy within eighteen."""
DAILY = re.compile(r"kehoach-(\d{4}-\d{2}-\d{2})\.db")
REPLACED = ".truoc-khoi-phuc-"
MAGIC = b"SQLite format 3\0"
CANNOT_LINK = frozenset([errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])


@dataclass(frozen=True, slots=True)
class Daily:
    """What a day's backup came to; `made` is None where it was there already."""

    made: Path | None
    deleted: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """`replaced` is where the file that was there before is kept; `erased` counts people who had been erased since the backup."""

    summary: Summary
    replaced: Path | None
    erased: int


def back_up(source: Path, target: Path) -> Summary:
    """Copies the store as it is at this moment; `target` is replaced only by a copy that has been read through.

    Raises UnusableError, UnavailableError, OSError.
    """
    target = target.resolve()
    _refuse(source, target)
    with unfinished(target) as copy:
        summary = copy_whole(source, copy)
        put(copy, target)
    return summary


def daily(folder: Path, source: Path, now: datetime) -> Daily:
    """Today's backup, if it is not there yet; then those too old to be kept are deleted, here and of replaced stores.

    By their days and not by their number: a bot that runs twice a week would keep the erased for weeks.
    Raises what `back_up` raises, and deletes nothing then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"kehoach-{now:%Y-%m-%d}.db"
    made = None
    if not target.exists():
        back_up(source, target)
        made = target
    oldest = now.date() - timedelta(days=KEPT_DAYS - 1)
    old = [*(path for path in daily_backups(folder) if day_of(path) < oldest), *_replaced_before(source, oldest)]
    for path in old:
        path.unlink(missing_ok=True)
    return Daily(made, tuple(old))


def daily_backups(folder: Path) -> list[Path]:
    """The daily backups in a folder, the newest last."""
    return sorted(path for path in folder.glob("kehoach-*.db") if _day(DAILY, path.name))


def day_of(backup: Path) -> date:
    """The day of a daily backup."""
    return _day(DAILY, backup.name) or date.min


def restore(backup: Path, target: Path, now: datetime) -> Restored:
    """Puts a backup in the store's place; the store that was there is kept beside it, and people erased since are erased again.

    Raises InUseError where a bot or a conversation uses the store, UnusableError, UnavailableError, OSError; then nothing has changed.
    """
    if not backup.is_file():
        raise UnusableError(backup, Fault.MISSING)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target):
        target = target.resolve()
        if target.exists() and target.samefile(backup):
            raise UnusableError(backup, Fault.SAME)
        with unfinished(target) as copy:
            summary = copy_whole(backup, copy)
            _settle(target)
            gone = _erase_again(copy, _erased_in(target), now)
            if gone:
                summary = check(copy)
            _own_as(copy, target if target.exists() else target.parent)
            replaced = _set_aside(target, now)
            put(copy, target)
    return Restored(summary, replaced, gone)


# ---- backing up


def _refuse(source: Path, target: Path) -> None:
    """A copy must not take the place of the store itself, of another one in use, or of something that is no store."""
    if target.exists() and source.exists() and target.samefile(source):
        raise UnusableError(target, Fault.SAME)
    if target.exists() and not _may_be_replaced(target):
        raise UnusableError(target, Fault.OCCUPIED)


def _may_be_replaced(target: Path) -> bool:
    return target.is_file() and _beginning(target) in (b"", MAGIC) and not any(Path(f"{target}{suffix}").exists() for suffix in BESIDE)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(MAGIC))


def _replaced_before(source: Path, oldest: date) -> list[Path]:
    """Stores that a restore has replaced, which hold the erased as backups do."""
    source = source.resolve()
    pattern = re.compile(rf"{re.escape(source.name + REPLACED)}(\d{{8}})-\d{{6}}(?:-wal|-journal)?")
    return [path for path in sorted(source.parent.iterdir()) if (day := _day(pattern, path.name)) and day < oldest]


def _day(pattern: re.Pattern[str], name: str) -> date | None:
    found = pattern.fullmatch(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


# ---- restoring


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    path = lock_of(target)
    try:
        lock = FileLock.claim(path)
    except BlockingIOError as error:
        raise InUseError(str(target)) from error
    try:
        _own_as(path, target if target.exists() else target.parent)
        yield
    finally:
        lock.release()


def _own_as(path: Path, like: Path) -> None:
    """Root may restore what the bot, running as somebody else, must be able to open."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _erased_in(path: Path) -> list[str]:
    """Who has been erased in a store; nobody where it is not there or cannot be read any more."""
    try:
        with looking(path) as db:
            return [str(row["id"]) for row in db.rows("SELECT id FROM people WHERE erased_at IS NOT NULL")]
    except (UnavailableError, sqlite3.DatabaseError):
        return []


def _erase_again(copy: Path, gone: list[str], now: datetime) -> int:
    """Whoever was erased after the backup was made must not come back with it."""

    def forget(db: Database) -> int:
        people = [person for person_id in gone if (person := person_called(db, person_id))]
        for person in people:
            erase(db, person, now, by="restore")
        return len(people)

    if not gone:
        return 0
    store = Store.open(copy)
    try:
        erased = store.transact(forget)
    finally:
        store.close()
    fold_in(copy)
    return erased


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Gives the store a second name, whole; nothing is left beside it that the engine would read into its successor."""
    aside = target.with_name(f"{target.name}{REPLACED}{now:%Y%m%d-%H%M%S}")
    while aside.exists():
        # A second restore within the same second.
        now += timedelta(seconds=1)
        aside = target.with_name(f"{target.name}{REPLACED}{now:%Y%m%d-%H%M%S}")
    if target.exists():
        _settle(target)
        _name_too(target, aside)
    for suffix in BESIDE:
        beside = Path(f"{target}{suffix}")
        if beside.exists():
            beside.rename(f"{aside}{suffix}")
    Path(f"{target}-shm").unlink(missing_ok=True)
    flush(target.parent)
    return aside if aside.exists() else None


def _settle(target: Path) -> None:
    """Makes the store one file, also after a crash. What is damaged is left, with what stands beside it: the engine would throw
    that away. Raises InUseError."""
    if target.exists() and _beginning(target) == MAGIC:
        with contextlib.suppress(UnusableError):
            fold_in(target)


def _name_too(target: Path, aside: Path) -> None:
    """The old name stays until the successor takes it, so that there is a store at every moment."""
    try:
        aside.hardlink_to(target)
    except OSError as error:
        if error.errno not in CANNOT_LINK:
            raise
        target.rename(aside)
