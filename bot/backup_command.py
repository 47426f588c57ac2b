"""`kehoach backup` and `kehoach restore`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from bot import say
from bot.clock import VIETNAM
from bot.settings import Settings
from store.backup import back_up, restore
from store.copying import Fault, Summary, UnusableError, check
from store.db import InUseError, UnavailableError


class RefusedError(Exception):
    """It cannot be done, or whoever asked for it thought better of it; its text is a sentence for them."""


def save(settings: Settings, target: Path) -> None:
    """Raises RefusedError."""
    if target.is_dir() or not target.parent.is_dir():
        raise RefusedError(say.not_a_place_for_a_file(target))
    try:
        summary = back_up(settings.database, target)
    except UnusableError as problem:
        if problem.fault is Fault.MISSING:
            raise RefusedError(say.nothing_to_back_up(problem.path)) from problem
        raise RefusedError(say.not_backed_up(problem.path, problem.fault)) from problem
    except UnavailableError as problem:
        raise RefusedError(say.store_unusable(settings.database, str(problem))) from problem
    except OSError as problem:
        raise RefusedError(say.cannot_write(target, problem.strerror or str(problem))) from problem
    print(say.backed_up(target, sum(summary.rows.values()), summary.size))
    _warn_of_altered(summary)


def put_back(settings: Settings, backup: Path, now: datetime, *, agreed: bool) -> None:
    """Raises RefusedError."""
    try:
        summary = check(backup)
        _warn_of_altered(summary)
        if not agreed:
            _ask(settings.database, backup, summary)
        done = restore(backup, settings.database, now)
    except UnusableError as problem:
        raise RefusedError(say.not_restored(problem.path, problem.fault)) from problem
    except InUseError as problem:
        raise RefusedError(say.restore_while_running(settings.database)) from problem
    except UnavailableError as problem:
        raise RefusedError(say.store_unusable(backup, str(problem))) from problem
    except OSError as problem:
        raise RefusedError(say.cannot_write(settings.database, problem.strerror or str(problem))) from problem
    print(say.restored(settings.database, sum(done.summary.rows.values())))
    if done.replaced:
        print(say.replaced_kept(done.replaced))
    if done.erased:
        print(say.erased_again(done.erased))


def _ask(database: Path, backup: Path, summary: Summary) -> None:
    written = datetime.fromtimestamp(backup.stat().st_mtime, VIETNAM)
    print(say.about_to_restore(database, backup, written, sum(summary.rows.values())))
    if not sys.stdin.isatty():
        raise RefusedError(say.say_yes_beforehand())
    try:
        answer = input(f"{say.really()} ")
    except EOFError:
        answer = ""
    if answer.strip().casefold() not in say.YES:
        raise RefusedError(say.nothing_changed())


def _warn_of_altered(summary: Summary) -> None:
    if summary.altered is not None:
        print(say.audit_altered(summary.altered), file=sys.stderr)
