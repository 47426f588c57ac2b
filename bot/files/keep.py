"""Where files lie: what was sent, under names of our own, and what is made to be sent."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
import weakref
from dataclasses import replace
from pathlib import Path

from bot.files.inspect import look, read_file, shown_name
from bot.files.kinds import RefusedFileError
from handlers.turn import Attachment, File

SENT, MADE = "sent", "made"
MADE_KEPT = 3 * 86_400
"""Seconds for which a chart or a workbook that was made is kept: as long as the message it went with."""
_SUFFIX = {"photo": ".img", "pdf": ".pdf", "word": ".docx", "sheet": ".xlsx", "text": ".txt"}


class Files:
    """`home` is the folder; None keeps what comes in a throw-away one, in which what was made stays for who was told of it."""

    def __init__(self, home: Path | None) -> None:
        self.home = home or Path(tempfile.mkdtemp(prefix="kehoach-"))
        if home is None:
            weakref.finalize(self, _throw_away, self.home)

    def take(self, path: Path, name: str) -> Attachment:
        """A file that lies somewhere, looked at and kept; one that is refused is not."""
        try:
            data = read_file(path)
        except RefusedFileError as refusal:
            return Attachment(shown_name(name), refused=refusal.why)
        return self.take_bytes(data, name)

    def take_bytes(self, data: bytes, name: str) -> Attachment:
        found = look(data, name)
        if found.refused:
            return found
        kept = self._folder(SENT) / f"{secrets.token_hex(16)}{_SUFFIX[found.kind]}"
        _write(kept, data)
        return replace(found, path=str(kept))

    def made(self, file: File) -> Path:
        """Where a file lies that goes out; a chart or a workbook is made when it is first asked for. Raises OSError."""
        if file.paper is None:
            return Path(file.path)
        from bot.papers.make import make, suffix

        mark = hashlib.sha256(repr(file.paper).encode()).hexdigest()[:32]
        path = self._folder(MADE) / f"{mark}{suffix(file.paper)}"
        if not path.exists():
            make(file.paper, path)
        return path

    def forget_made(self) -> None:
        before = time.time() - MADE_KEPT
        for path in self._folder(MADE).iterdir():
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    def forget(self, unwanted: set[str]) -> None:
        """Deletes files kept by their paths, of those that lie here."""
        folder = self._folder(SENT)
        for name in unwanted:
            path = Path(name)
            if path.parent == folder:
                path.unlink(missing_ok=True)

    def sent(self, older_than: float) -> list[str]:
        """The paths of what was sent, as far as it is older than so many seconds."""
        before = time.time() - older_than
        return [str(path) for path in self._folder(SENT).iterdir() if path.stat().st_mtime < before]

    def _folder(self, name: str) -> Path:
        folder = self.home / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def _write(path: Path, data: bytes) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _throw_away(home: Path) -> None:
    shutil.rmtree(home / SENT, ignore_errors=True)
    if not (home / MADE).exists():
        shutil.rmtree(home, ignore_errors=True)
