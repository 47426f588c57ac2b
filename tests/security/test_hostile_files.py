"""Files that nobody should send: each is refused in time, without eating the memory, and none is kept."""

from __future__ import annotations

import io
import os
import resource
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.files.inspect import look
from bot.files.keep import Files
from bot.files.kinds import LIMIT
from tests.bot.papers_in import a_document, a_jpeg, a_pdf, a_picture, a_sheet

SECONDS = 2.0
MEMORY = 100 * 1024
"""KiB by which this process may grow over all of them."""
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{ENTITIES}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FAR = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


def packed(parts: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def changed(data: bytes, parts: dict[str, bytes | str], without: str = "") -> bytes:
    """A sound document with parts of it replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist() if name != without}
    return packed({**kept, **parts})


def office(inside: str, parts: dict[str, bytes | str]) -> bytes:
    return packed({"[Content_Types].xml": TYPES, inside: "<x/>", **parts})


def sheet_part(rows: str) -> bytes:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(SHEET, {"xl/worksheets/sheet1.xml": sheet})


def entry_named(name: str) -> bytes:
    return changed(SHEET, {name: "x"})


def with_link() -> bytes:
    out = io.BytesIO(SHEET)
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def encrypted() -> bytes:
    data = bytearray(SHEET)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def lying(size: int) -> bytes:
    """A part that unpacks into more than its directory says."""
    data = bytearray(office("xl/workbook.xml", {"xl/worksheets/sheet1.xml": b"<x>" + b"0" * 60_000_000 + b"</x>"}))
    at = 0
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset : at + offset + 4] = struct.pack("<I", size)
            at = data.find(mark, at + 4)
    return bytes(data)


def overlapping() -> bytes:
    """Many names in the directory for one and the same part, which is unpacked once for each."""
    data = office("xl/workbook.xml", {"xl/big.xml": b"<x>" + b"0" * 9_000_000 + b"</x>"})
    start = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    last = data[start:end]
    entries = b"".join(last.replace(b"xl/big.xml", b"xl/b%02d.xml" % number) for number in range(60))
    directory = data[data.find(b"PK\x01\x02") : start] + entries
    count = directory.count(b"PK\x01\x02")
    first = data.find(b"PK\x01\x02")
    return data[:first] + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), first, 0)


def picture_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def bomb_in_pdf() -> bytes:
    packed_once = zlib.compress(b"0" * 9_000_000, 9)
    stream = zlib.compress(packed_once, 9)
    return (
        a_pdf()
        .replace(b"4 0 obj\n<< /Length", b"4 0 obj\n<< /Filter [/FlateDecode /FlateDecode] /Old", 1)
        .replace(b"stream\n", b"stream\n" + stream, 1)
        .replace(b"%%EOF", b"<< /Type /EmbeddedFile >>\n%%EOF")
    )


SHEET = a_sheet([["Chỉ tiêu", "Kết quả"], ["NOXH", 1250]])
WORD = a_document("Báo cáo kết quả")
ZEROS = b"0" * 60_000_000
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    # bombs
    "a sheet that unpacks into 60 MB": ("a.xlsx", lambda: changed(SHEET, {"xl/worksheets/sheet1.xml": ZEROS})),
    "a picture in a document of 60 MB of nothing": ("a.docx", lambda: changed(WORD, {"word/media/a.png": ZEROS})),
    "a part that lies about its size": ("a.xlsx", lambda: lying(1_000)),
    "a part that says it holds 4 GB": ("a.xlsx", lambda: lying(0xFFFFFFF0)),
    "one part under sixty names": ("a.xlsx", overlapping),
    "five thousand parts": ("a.xlsx", lambda: changed(SHEET, {f"xl/{number}.xml": "<x/>" for number in range(5_000)})),
    "an archive in a sheet": ("a.xlsx", lambda: changed(SHEET, {"xl/a.zip": packed({"b": b"0" * 1_000_000})})),
    "a sheet in a sheet": ("a.xlsx", lambda: changed(SHEET, {"xl/b.xlsx": SHEET})),
    "an embedded document": ("a.docx", lambda: changed(WORD, {"word/embeddings/object1.xlsx": SHEET})),
    "an embedded object": ("a.docx", lambda: changed(WORD, {"word/embeddings/oleObject1.ole": b"\xd0\xcf\x11\xe0"})),
    "a bomb in a PDF": ("a.pdf", bomb_in_pdf),
    "a picture of 400 gigapixels": ("a.png", lambda: picture_of(2_000_000, 200_000)),
    "a picture of no height": ("a.png", lambda: picture_of(100, 0)),
    "a file above the limit": ("a.txt", lambda: b"a" * (LIMIT + 1)),
    "a photo above the limit": ("a.jpg", lambda: a_jpeg() + b"\0" * LIMIT),
    # giants
    "three thousand rows": ("a.xlsx", lambda: sheet_part("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 3_001)))),
    "a cell in the last column": ("a.xlsx", lambda: sheet_part('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    "a cell in the last row": ("a.xlsx", lambda: sheet_part('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "a cell of a million letters": (
        "a.xlsx",
        lambda: sheet_part(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 1_000_000}</t></is></c></row>'),
    ),
    "nine sheets": ("a.xlsx", lambda: a_sheet(*[[["a"]]] * 9)),
    # entities
    "a billion laughs in a sheet": ("a.xlsx", lambda: changed(SHEET, {"xl/worksheets/sheet1.xml": f"{BILLION}<x>&l9;</x>"})),
    "a billion laughs in the strings": ("a.xlsx", lambda: changed(SHEET, {"xl/sharedStrings.xml": f"{BILLION}<x>&l9;</x>"})),
    "a billion laughs in the workbook": ("a.xlsx", lambda: changed(SHEET, {"xl/workbook.xml": f"{BILLION}<x>&l9;</x>"})),
    "a billion laughs in a document": ("a.docx", lambda: changed(WORD, {"word/document.xml": f"{BILLION}<x>&l9;</x>"})),
    "a billion laughs in the styles": ("a.docx", lambda: changed(WORD, {"word/styles.xml": f"{BILLION}<x>&l9;</x>"})),
    "an outer entity in a sheet": ("a.xlsx", lambda: changed(SHEET, {"xl/worksheets/sheet1.xml": f"{OUTSIDE}<x>&x;</x>"})),
    "an outer entity in a document": ("a.docx", lambda: changed(WORD, {"word/document.xml": f"{OUTSIDE}<x>&x;</x>"})),
    "an outer entity in a footer": ("a.docx", lambda: changed(WORD, {"word/footer9.xml": f"{OUTSIDE}<x>&x;</x>"})),
    "an outer entity in the relations": ("a.docx", lambda: changed(WORD, {"word/_rels/document.xml.rels": f"{OUTSIDE}<x>&x;</x>"})),
    "an outer grammar": ("a.xlsx", lambda: changed(SHEET, {"xl/styles.xml": f"{FAR}<x/>"})),
    "an outer entity in UTF-16": ("a.docx", lambda: changed(WORD, {"word/document.xml": f"{OUTSIDE}<x>&x;</x>".encode("utf-16")})),
    "an outer entity in UTF-16 in a sheet": (
        "a.xlsx",
        lambda: changed(SHEET, {"xl/workbook.xml": f"{OUTSIDE}<x>&x;</x>".encode("utf-16")}),
    ),
    # wrong kinds
    "a program": ("a.exe", lambda: b"MZ\x90\0" + b"\0" * 500),
    "a program called a photo": ("a.jpg", lambda: b"MZ\x90\0" + b"\0" * 500),
    "a program of Linux called a sheet": ("a.xlsx", lambda: b"\x7fELF" + b"\0" * 500),
    "a page called a sheet": ("a.xlsx", lambda: b"<html><script>alert(1)</script></html>"),
    "a page": ("a.html", lambda: b"<html></html>"),
    "a drawing with a script": ("a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    "a drawing called a photo": ("a.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
    "a script": ("a.sh", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "a script called a text": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "a PDF called a sheet": ("a.xlsx", a_pdf),
    "a sheet called a PDF": ("a.pdf", lambda: SHEET),
    "a document called a sheet": ("a.xlsx", lambda: WORD),
    "a photo called a document": ("a.docx", a_jpeg),
    "a sheet with macros": ("a.xlsm", lambda: changed(SHEET, {"xl/vbaProject.bin": b"\xd0\xcf"})),
    "a sheet with macros called one without": ("a.xlsx", lambda: changed(SHEET, {"xl/vbaProject.bin": b"\xd0\xcf"})),
    "a sheet with a control of ActiveX": ("a.xlsx", lambda: changed(SHEET, {"xl/activeX/activeX1.xml": "<x/>"})),
    "an old workbook": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "an archive": ("a.zip", lambda: packed({"a": "b"})),
    "an archive called a sheet": ("a.xlsx", lambda: packed({"a": "b"})),
    "an archive of Java called a document": ("a.docx", lambda: packed({"META-INF/MANIFEST.MF": "x"})),
    "a packed archive": ("a.rar", lambda: b"Rar!\x1a\x07\x00" + b"\0" * 100),
    "a sheet that is a document too": ("a.xlsx", lambda: changed(SHEET, {"word/document.xml": "<x/>"})),
    "a photo that is an archive too": ("a.jpg", lambda: a_jpeg() + packed({"a": "b"})),
    "a photo that is a page too": ("a.jpg", lambda: a_jpeg()[:20] + b"<script>alert(1)</script>" + a_jpeg()[20:]),
    "a PDF that is an archive too": ("a.pdf", lambda: a_pdf() + packed({"a": "b"})),
    "a PDF with a script": ("a.pdf", lambda: a_pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
    "a PDF that starts a program": ("a.pdf", lambda: a_pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    "a PDF with a file in it": ("a.pdf", lambda: a_pdf(b"<< /Type /EmbeddedFile >>")),
    "a PDF with a password": ("a.pdf", lambda: a_pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 6 0 R")),
    "a text of control characters": ("a.txt", lambda: bytes(range(1, 32)) * 10),
    "a text that is no UTF-8": ("a.txt", lambda: "Báo cáo".encode("utf-16")),
    "a format with commands": ("a.rtf", lambda: b"{\\rtf1 hello}"),
    # paths
    "a part above the folder": ("a.xlsx", lambda: entry_named("../../etc/cron.d/x")),
    "a part above the folder, the other way": ("a.xlsx", lambda: entry_named("..\\..\\x.xml")),
    "a part at the root": ("a.xlsx", lambda: entry_named("/etc/passwd")),
    "a part on a drive": ("a.xlsx", lambda: entry_named("C:\\x.xml")),
    "a part that is a link": ("a.xlsx", with_link),
    # damaged
    "a sheet with a password": ("a.xlsx", encrypted),
    "half a sheet": ("a.xlsx", lambda: SHEET[: len(SHEET) // 2]),
    "a sheet without its workbook": ("a.xlsx", lambda: changed(SHEET, {}, without="xl/workbook.xml")),
    "a sheet of broken XML": ("a.xlsx", lambda: changed(SHEET, {"xl/worksheets/sheet1.xml": "<x><y></x>"})),
    "a document of broken XML": ("a.docx", lambda: changed(WORD, {"word/document.xml": "<x><y></x>"})),
    "half a PDF": ("a.pdf", lambda: a_pdf()[:200]),
    "a PDF of nothing": ("a.pdf", lambda: b"%PDF-1.7\n%%EOF"),
    "half a photo": ("a.jpg", lambda: a_jpeg()[:50]),
    "a picture's head alone": ("a.png", lambda: a_picture("PNG")[:12]),
    "nothing": ("a.xlsx", lambda: b""),
    "blanks": ("a.txt", lambda: b"   \n"),
}


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_refused_in_time(what: str, tmp_path: Path) -> None:
    name, build = FILES[what]
    data = build()
    files = Files(tmp_path)
    began = time.monotonic()
    found = files.take_bytes(data, name)
    took = time.monotonic() - began
    assert found.refused, found
    assert not found.path
    assert not found.sheets
    assert not list(tmp_path.rglob("*.*"))
    assert took < SECONDS


def test_all_of_them_leave_the_memory_as_it_was() -> None:
    built = [(name, build()) for name, build in FILES.values()]
    look(built[0][1], built[0][0])
    before = peak()
    for name, data in built:
        assert look(data, name).refused
    assert peak() - before < MEMORY


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("Biểu số 1.xlsx", SHEET, "sheet"),
        ("BÁO CÁO.DOCX", WORD, "word"),
        ("báo cáo (ký).pdf", a_pdf(), "pdf"),
        ("ảnh.jpeg", a_jpeg(), "photo"),
        ("a.png", a_picture("PNG"), "photo"),
        ("a.webp", a_picture("WEBP"), "photo"),
        ("so-lieu.csv", "chỉ tiêu;số\nNOXH;1.250\n".encode(), "text"),
        ("photo", a_jpeg(), "photo"),
    ],
)
def test_what_officials_send_is_taken(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    found = Files(tmp_path).take_bytes(data, name)
    assert (found.kind, found.refused) == (kind, "")
    kept = Path(found.path)
    assert kept.read_bytes() == data
    assert name not in found.path
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "..\\..\\x.pdf", "/etc/a.pdf", "a\u202efdp.exe.pdf", "a\0b.pdf", "CON.pdf", "á" * 300 + ".pdf"]
)
def test_a_name_is_for_showing_and_nothing_else(name: str, tmp_path: Path) -> None:
    found = Files(tmp_path).take_bytes(a_pdf(), name)
    assert not set(found.name) & set("/\\\0\u202e")
    assert len(found.name) <= 120
    if found.path:
        assert Path(found.path).parent == tmp_path / "sent"


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    files = Files(tmp_path / "kept")
    for path in (tmp_path / "pipe.txt", tmp_path / "link.txt", tmp_path, Path("/dev/zero"), tmp_path / "none.txt"):
        assert files.take(path, path.name).refused
