"""`kehoach export`: everything that has been reported, in one file. Whoever can run it owns the data anyway."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from bot import say
from bot.papers import make, plain
from bot.say import papers as say_papers
from handlers.assistant import Assistant
from handlers.papers import Workbook
from handlers.progress import sheets
from store.db import UnavailableError, looking

WRITERS: Mapping[str, Callable[[Workbook], bytes]] = {"xlsx": make.content, "csv": plain.as_csv, "json": plain.as_json}
TO_SCREEN = Path("-")


class RefusedError(Exception):
    """It cannot be done; its text is a sentence for whoever asked for it."""


def export(database: Path, assistant: Assistant, form: str, file: Path | None, now: datetime) -> None:
    """Raises RefusedError."""
    try:
        with looking(database) as db:
            workbook = sheets.everything(db, assistant, now)
    except UnavailableError as problem:
        raise RefusedError(say.store_unusable(database, str(problem))) from problem
    data = WRITERS[form](workbook)
    if file == TO_SCREEN:
        sys.stdout.buffer.write(data)
        return
    target = file or Path(f"tien-do-{now:%Y-%m-%d}.{form}")
    if target.is_dir() or not target.parent.is_dir():
        raise RefusedError(say.not_a_place_for_a_file(target))
    try:
        make.write_whole(target, data)
    except OSError as problem:
        raise RefusedError(say_papers.not_exported(target, problem.strerror or str(problem))) from problem
    print(say_papers.exported(target, sum(len(table.rows) for table in workbook.tables)))
