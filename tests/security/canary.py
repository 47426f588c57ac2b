"""Secrets that can be told wherever they come out: however they are written, and wherever they are cut off."""

from __future__ import annotations

import base64
import html
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

SHORTEST = 12
"""So many characters in a row are a secret given away: what is left of it could be guessed no more easily, but it is a beginning."""
CACHE = "cache"


@dataclass(frozen=True)
class Canary:
    """`secret` is the part that nobody may see: of a bot token what follows the colon."""

    name: str
    value: str

    @property
    def secret(self) -> str:
        return self.value.partition(":")[2] or self.value


class Cage:
    """The canaries that must not come out."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self._pieces = {piece: canary.name for canary in canaries for form in _forms(canary) for piece in _pieces(form)}
        self._hashes = np.unique(_hashes(b"".join(self._pieces))[::SHORTEST])

    def escaped(self, data: bytes) -> set[str]:
        """The names of the canaries of which a piece stands in the data."""
        # Megabytes are looked through: only where the hash fits, the piece itself is compared.
        places = np.flatnonzero(np.isin(_hashes(data), self._hashes))
        found = (self._pieces.get(data[place : place + SHORTEST]) for place in places.tolist())
        return {name for name in found if name}


def _hashes(data: bytes) -> NDArray[np.uint64]:
    """A number for each piece of the data, that which begins at its first byte first."""
    numbers = np.frombuffer(data, np.uint8).astype(np.uint64)
    count = max(len(numbers) - SHORTEST + 1, 0)
    hashes = np.zeros(count, np.uint64)
    for at in range(SHORTEST):
        hashes = hashes * np.uint64(1_099_511_628_211) + numbers[at : at + count]
    return hashes


def _forms(canary: Canary) -> Iterator[str]:
    secret = canary.secret
    yield secret
    yield secret.lower()
    encoded = quote(secret, safe="")
    yield from (encoded, re.sub("%..", lambda found: found[0].lower(), encoded), quote(encoded, safe=""))
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], html.escape(secret), repr(secret)[1:-1])
    yield secret.encode().hex()
    for whole in (secret, canary.value):
        for before in range(3):
            inner = base64.b64encode(bytes(before) + whole.encode()).decode().rstrip("=")[4 if before else 0 : -1]
            yield from (inner, inner.replace("+", "-").replace("/", "_"))


def _pieces(form: str) -> Iterator[bytes]:
    data = form.encode()
    for at in range(len(data) - SHORTEST + 1):
        yield data[at : at + SHORTEST]


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that a program has left in a folder, as it stands on the disk; what is packed or paged, as it reads too."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or CACHE in path.relative_to(folder).parts:
            continue
        data = path.read_bytes()
        name = str(path.relative_to(folder))
        yield name, data
        if data.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(data)) as archive:
                yield from ((f"{name}/{entry}", archive.read(entry)) for entry in archive.namelist())
        if data.startswith(b"SQLite format 3\0"):
            yield f"{name} as rows", rows_of(path).encode()


def rows_of(database: Path) -> str:
    """All that the tables hold, a row a line; a text that is spread over pages of the file stands together here."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return "\n".join(f"{table} {row}" for table in tables for row in connection.execute(f'SELECT * FROM "{table}"'))  # noqa: S608
    finally:
        connection.close()
