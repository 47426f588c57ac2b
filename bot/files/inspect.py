"""A file that somebody sent, looked at before anybody answers: what it holds, and whether it is taken."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.files.kinds import DAMAGED, KIND, LIMIT, SIZE, RefusedFileError, kind_of
from bot.files.secret import is_named_secret, is_secret
from handlers.turn import Attachment

SECONDS = 15
MEMORY = 512 * 1024 * 1024
PARSED = frozenset(["word", "sheet", "pdf", "text"])
SECRET = "secret"  # noqa: S105 - why a file is refused
LONGEST_NAME = 120
KIND_OF_SUFFIX = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "heic", "heif"), "photo"),
    **dict.fromkeys(("txt", "csv"), "text"),
    "pdf": "pdf",
    "docx": "word",
    "xlsx": "sheet",
}
_SUFFIX = re.compile(r"\.([a-z][a-z0-9]{0,7}|7z)$")


def look(data: bytes, name: str) -> Attachment:
    """What was sent under a name, without a path: whoever keeps it gives it one. Parsing happens in a limited process."""
    shown = shown_name(name)
    digest = hashlib.sha256(data).hexdigest()
    try:
        kind = kind_of(data)
        _check_name(shown, kind)
    except RefusedFileError as refusal:
        return Attachment(shown, size=len(data), digest=digest, refused=refusal.why)
    found = _parsed(data, kind) if kind in PARSED else {"text": ""}
    refused = found.get("refused", "")
    if not refused and (is_secret(found.get("text", "")) or is_named_secret(name)):
        refused = SECRET
    if refused:
        return Attachment(shown if refused != SECRET else "", kind=kind, size=len(data), refused=refused)
    sheets = tuple(tuple(tuple(row) for row in sheet) for sheet in found.get("sheets", ()))
    return Attachment(shown, kind=kind, size=len(data), digest=digest, sheets=sheets)


def _check_name(name: str, kind: str) -> None:
    """A name that promises something else than the file holds."""
    suffix = _SUFFIX.search(name.lower())
    if suffix and suffix[1] not in KIND_OF_SUFFIX:
        raise RefusedFileError(KIND)
    if suffix and KIND_OF_SUFFIX[suffix[1]] != kind:
        raise RefusedFileError(DAMAGED)


def read_file(path: Path) -> bytes:
    """A regular file's bytes, no link followed and nothing waited for. Raises RefusedFileError."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise RefusedFileError(KIND) from error
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode) or found.st_size > LIMIT:
        os.close(number)
        raise RefusedFileError(SIZE if stat.S_ISREG(found.st_mode) else KIND)
    with os.fdopen(number, "rb") as file:
        return file.read(LIMIT + 1)


def shown_name(name: str) -> str:
    """A name for showing alone: its last part, without what turns writing around or is not seen."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(character for character in last if character.isprintable())
    return kept.strip()[:LONGEST_NAME]


def _parsed(data: bytes, kind: str) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "bot.files.child", kind],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_limited,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
        )
    except subprocess.TimeoutExpired:
        return {"refused": SIZE}
    if done.returncode < 0:
        return {"refused": SIZE}
    try:
        found = json.loads(done.stdout)
    except ValueError:
        return {"refused": SIZE if done.returncode else DAMAGED}
    return found if isinstance(found, dict) else {"refused": DAMAGED}


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
