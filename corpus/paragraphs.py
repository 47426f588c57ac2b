"""From the lines of a text file to logical paragraphs: wrapped lines joined, tables as rows, portal remains cut off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

CELL_SEPARATOR = " | "
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_MARKER = re.compile(r"(?:[-–—+•*▪●]\s|[IVXLC]{1,6}\.\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|\d{1,2}(?:\.\d{1,2})+\s|[a-zđ]\)\s|\[\d{1,3}\])")
_SPAN_GOES_ON = re.compile(r"\d\n[-–]\s\d")  # "giai đoạn 2026" + "- 2030 …" is no bullet
_ENDS = (".", ";", ":", "!", "?", "”", '"', "/")
_MIN_WRAPPED_PAIRS = 0.2
_MAX_WRAP_WIDTH = 130
_MAX_CELL_LINES = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One logical paragraph, verbatim but for white space and markdown stars; a table row also has its cells."""

    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    paragraphs: tuple[Paragraph, ...]


def row(cells: Sequence[str]) -> Paragraph:
    texts = tuple(squeeze(cell) for cell in cells)
    return Paragraph(CELL_SEPARATOR.join(text for text in texts if text), texts)


def squeeze(text: str) -> str:
    """NFC, no invisible characters, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def unstar(line: str) -> str:
    """Without markdown's emphasis stars; a star that opens the line as a bullet stays."""
    bullet = re.match(r"\s*\*\s+(?=[^\s*])", line)
    if bullet and line.count("*") % 2:
        return "* " + unstar(line[bullet.end() :])
    line = re.sub(r"(^|\s)\*+|\*+(?=\s|$)", r"\1", line)
    return re.sub(r"\*+", " ", line)


def from_text(text: str) -> tuple[Paragraph, ...]:
    lines = text.splitlines()
    if "**" in text:
        lines = [unstar(line) for line in lines]
    lines = [squeeze(line) for line in lines]
    return without_portal_remains(tuple(_paragraphs(lines)))


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    wrap = _wrapping(lines)
    block: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        rows: list[Paragraph] = []
        after = at + 1
        if line == "|":
            rows, after = _pipe_table(lines, at)
        elif line.startswith("|") and line.count("|") >= 2:
            rows, after = _markdown_rows(lines, at)
        if rows or line == "|":
            yield from _joined(block, wrap)
            block = []
            yield from rows
            at = after
            continue
        block.append(line.strip("| ") if line.endswith("|") else line)
        at += 1
    yield from _joined(block, wrap)


@dataclass(frozen=True, slots=True)
class _Wrap:
    """How a file breaks its lines: at about which width (0: it does not), and whether blank lines part its paragraphs."""

    width: int
    spaced: bool


def _wrapping(lines: Sequence[str]) -> _Wrap:
    """A file is hard-wrapped when many of its lines go on in lower case on the next line."""
    lengths = sorted(len(line) for line in lines if len(line) > 1)
    if len(lengths) < 4:
        return _Wrap(0, False)
    width = lengths[int(len(lengths) * 0.95)]
    pairs = [(a, b) for a, b in pairwise(lines) if len(a) > 1 and len(b) > 1]
    if not pairs or width > _MAX_WRAP_WIDTH:
        return _Wrap(0, False)
    runs_on = sum(1 for a, b in pairs if not a.endswith(_ENDS) and (b[0].islower() or b[0].isdigit()) and not _MARKER.match(b))
    spaced = lines.count("") > 0.15 * len(lines)
    return _Wrap(width if runs_on / len(pairs) >= _MIN_WRAPPED_PAIRS else 0, spaced)


def _joined(lines: Sequence[str], wrap: _Wrap) -> Iterator[Paragraph]:
    current: list[str] = []
    for line in lines:
        if current and (not line or not wrap.width or _starts_paragraph(current[-1], line, wrap)):
            yield Paragraph(" ".join(current))
            current = []
        if line and not (wrap.width and not current and re.fullmatch(r"\d{1,3}", line)):  # a lone number is a page number
            current.append(line)
    if current:
        yield Paragraph(" ".join(current))


def _starts_paragraph(previous: str, line: str, wrap: _Wrap) -> bool:
    ended = previous.endswith(_ENDS)
    short = len(previous) < 0.75 * wrap.width
    if _MARKER.match(line) and not _SPAN_GOES_ON.search(f"{previous[-9:]}\n{line[:7]}"):
        return ended or short or bool(re.match(r"[IVXLC]+\.\s[A-ZĐ]", line))
    return not wrap.spaced and ended and short and line[0].isupper() and not _MARKER.fullmatch(previous + " ")


def _pipe_table(lines: Sequence[str], at: int) -> tuple[list[Paragraph], int]:
    """A table whose cells are parted by lines holding one "|"; two of them in a row end a table row, a blank line the table."""
    rows: list[Paragraph] = []
    cells: list[str] = []
    cell: list[str] = []
    after = at + 1
    for position in range(at + 1, len(lines)):
        line = lines[position]
        if not line and not cell:
            break
        if len(cell) > _MAX_CELL_LINES:
            break
        if line.endswith("|"):
            if line != "|":
                cell.append(line.rstrip("| "))
            if cell:
                cells.append(" ".join(filter(None, cell)))
                cell = []
            elif cells:
                rows.append(row(cells))
                cells = []
            after = position + 1
        else:
            cell.append(line)
    if cells:
        rows.append(row(cells))
    return rows, after


def _markdown_rows(lines: Sequence[str], at: int) -> tuple[list[Paragraph], int]:
    rows: list[Paragraph] = []
    while at < len(lines) and lines[at].startswith("|") and lines[at].count("|") >= 2:
        if not re.fullmatch(r"[|\s:-]+", lines[at]):
            rows.append(row(lines[at].strip().strip("|").split("|")))
        at += 1
    return rows, at


_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_END_OF_PLAN = re.compile(r"\./\.|^\W*(?:TM\.|KT\.|TL\.)\s*(?:ỦY|UỶ|CHỦ TỊCH)|^\W*Nơi nhận", re.IGNORECASE)
_PORTAL = re.compile(
    r"ý kiến bạn đọc|ý kiến của bạn|gửi bình luận|bình luận của bạn|nhấp vào|bấm vào|nhấn vào|click|micro|giọng nói|ô tìm kiếm|"
    r"lượt xem|lượt tải|tải về|tải xuống|in trang|bản in|chia sẻ (?:qua|lên|bài)|facebook|đăng nhập|đăng ký nhận tin|"
    r"tin liên quan|bài viết liên quan|văn bản liên quan|văn bản cùng|bản quyền thuộc|copyright|©|trở về đầu trang|về đầu trang|"
    r"thuộc tính văn bản|lược đồ|hiệu lực văn bản|đánh giá bài viết|từ khóa\s*:",
    re.IGNORECASE,
)
_ANNEX = re.compile(r"^\W*phụ lục\b|^\W*biểu mẫu\b|^\[\d{1,3}\]", re.IGNORECASE)


def without_portal_remains(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Cut what a web portal put around the plan: addresses before it, and its own phrases after the end of the plan.

    Nothing is cut before the end mark ("./.", "TM. ỦY BAN …", "Nơi nhận"), so the plan's own words are never lost;
    annexes and footnotes behind the portal's phrases are kept.
    """
    first = 0
    while first < min(5, len(paragraphs)) and _ADDRESS.search(paragraphs[first].text):
        first += 1
    kept: list[Paragraph] = []
    ended = cutting = False
    for paragraph in paragraphs[first:]:
        cutting = (cutting or (ended and bool(_PORTAL.search(paragraph.text)))) and not _ANNEX.match(paragraph.text)
        if not cutting:
            kept.append(paragraph)
        elif paragraph.cells and not _PORTAL.search(paragraph.cells[0]):
            kept.append(row([cell for cell in paragraph.cells if not _PORTAL.search(cell)]))
        ended = ended or bool(_END_OF_PLAN.search(paragraph.text))
    return tuple(kept)
