"""From a paper to the file that is sent."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from handlers.papers import Agenda, Chart, Letter, Paper, Workbook


def make(paper: Paper, path: Path) -> None:
    """The file stands at `path` whole or not at all. Raises OSError."""
    write_whole(path, content(paper))


def suffix(paper: Paper) -> str:
    return {Chart: ".png", Workbook: ".xlsx", Letter: ".docx", Agenda: ".ics"}[type(paper)]


def content(paper: Paper) -> bytes:
    if isinstance(paper, Chart):
        from bot.papers.chart import draw

        return draw(paper)
    if isinstance(paper, Workbook):
        from bot.papers.workbook import written

        return written(paper)
    if isinstance(paper, Letter):
        from bot.papers.letter import typeset

        return typeset(paper)
    from bot.papers.agenda import as_calendar

    return as_calendar(paper)


def write_whole(path: Path, data: bytes) -> None:
    """For the owner alone, as reported numbers need not be public; what stood there before is replaced at once. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
