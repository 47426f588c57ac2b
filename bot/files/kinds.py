"""What a file holds, told by its bytes and never by its name; what cannot be trusted is refused before anything parses it."""

from __future__ import annotations

import io
import re
import struct
import zipfile

LIMIT = 10 * 1024 * 1024
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 2_000, 50 * 1024 * 1024, 100
MOST_PIXELS_A_SIDE = 20_000
KIND, SIZE, DAMAGED = "kind", "size", "damaged"
_END = b"PK\x05\x06"
_ARCHIVES = re.compile(r"\.(?:zip|7z|rar|gz|bz2|xz|tar|jar|docx|xlsx|docm|xlsm|exe|dll|js|vbs|bat|cmd|ps1|scr|bin)$", re.I)
_SCRIPT = re.compile(rb"\s*(?:<|#!|\{\\rtf|%!PS|MZ|function\s*\(|@echo|import os|powershell)", re.I)


class RefusedFileError(Exception):
    """Why a file is not taken: KIND, SIZE or DAMAGED."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def kind_of(data: bytes) -> str:
    """ "photo", "pdf", "word", "sheet" or "text". Raises RefusedFileError."""
    if len(data) > LIMIT:
        raise RefusedFileError(SIZE)
    if not data.strip():
        raise RefusedFileError(DAMAGED)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or _is_heic(data):
        return _photo(data)
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    return _text(data)


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")


def _photo(data: bytes) -> str:
    if _END in data[-65_557:] or b"<script" in data[:4096].lower():
        raise RefusedFileError(KIND)  # two kinds in one file
    if data.startswith(b"\x89PNG"):
        if len(data) < 33:
            raise RefusedFileError(DAMAGED)
        width, height = struct.unpack(">II", data[16:24])
        if not (0 < width <= MOST_PIXELS_A_SIDE and 0 < height <= MOST_PIXELS_A_SIDE):
            raise RefusedFileError(SIZE)
    elif data.startswith(b"\xff\xd8\xff") and len(data) < 100:
        raise RefusedFileError(DAMAGED)
    return "photo"


def _pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-2048:]:
        raise RefusedFileError(DAMAGED)
    if _END in data[-65_557:] or re.search(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b", data) or b"/Encrypt" in data:
        raise RefusedFileError(KIND)
    return "pdf"


def _office(data: bytes) -> str:
    """A .docx or .xlsx whose directory promises nothing that could not be unpacked safely."""
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise RefusedFileError(DAMAGED) from error
    _check_entries(entries, len(data))
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names:
        raise RefusedFileError(KIND)
    if "word/document.xml" in names and "xl/workbook.xml" not in names:
        return "word"
    if "xl/workbook.xml" in names and "word/document.xml" not in names:
        return "sheet"
    raise RefusedFileError(KIND)


def _check_end(data: bytes) -> None:
    """The number of entries as the archive tells it, before a directory of a million is read."""
    at = data.rfind(_END, max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 22:
        raise RefusedFileError(DAMAGED)
    count, size, start = struct.unpack("<H2xII", data[at + 10 : at + 12] + b"\0\0" + data[at + 12 : at + 20])
    if count > MOST_ENTRIES or size > MOST_ENTRIES * 600 or b"PK\x06\x06" in data[-70_000:] or start > len(data):
        raise RefusedFileError(SIZE)


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise RefusedFileError(SIZE)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1024):
        raise RefusedFileError(SIZE)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name or name in seen or entry.flag_bits & 1:
            raise RefusedFileError(KIND)
        seen.add(name)
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if is_link or _ARCHIVES.search(name) or "vbaproject" in name.lower() or "activex" in name.lower() or "/embeddings/" in name.lower():
            raise RefusedFileError(KIND)


def _text(data: bytes) -> str:
    if _SCRIPT.match(data[3:] if data.startswith(b"\xef\xbb\xbf") else data) or b"\0" in data or b"<script" in data[:65_536].lower():
        raise RefusedFileError(KIND)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedFileError(KIND) from error
    controls = sum(1 for character in text[:10_000] if ord(character) < 32 and character not in "\t\r\n\f")
    if controls > 2:
        raise RefusedFileError(KIND)
    return "text"
