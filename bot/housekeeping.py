"""What is done once an hour without anybody asking: a backup a day, and forgetting what need not be remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot import say
from bot.files.keep import Files
from bot.settings import Settings
from bot.worker import Worker
from store import conversations, inbox, invites, outbox
from store.backup import daily
from store.db import Database, UnavailableError, empty_log
from store.papers import evidence_paths

log = logging.getLogger(__name__)
EVERY = 3600.0
BACKUPS = "backups"


async def keep_house(worker: Worker, settings: Settings, now: Callable[[], datetime], files: Files) -> None:
    while True:
        try:
            await worker.run(partial(forget_old, now=now()))
            files.forget_made()
            await worker.run(partial(_forget_files, files=files))
            await asyncio.to_thread(daily, settings.home / BACKUPS, settings.database, now())
            await asyncio.to_thread(empty_log, settings.database)
        except (UnavailableError, OSError) as problem:
            log.error("%s", say.no_backup(str(problem)))
        await asyncio.sleep(EVERY)


def _forget_files(db: Database, files: Files) -> None:
    """Files that came with no number, once nobody can still refer to them."""
    old = files.sent(older_than=inbox.KEPT.total_seconds())
    files.forget(set(old) - evidence_paths(db))


def forget_old(db: Database, now: datetime) -> None:
    inbox.forget_old(db, now)
    outbox.forget_old(db, now)
    conversations.forget_old(db, now)
    invites.forget_old(db, now)
