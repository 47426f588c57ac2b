"""Which headings each paragraph of a plan stands under, told from markers and form; lost headings are noticed, never made up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from corpus.paragraphs import CELL_SEPARATOR, Paragraph


class Level(IntEnum):
    """How deep a marker stands; a smaller one closes the greater ones before it."""

    ANNEX = 0
    ROMAN = 1
    ARABIC = 2
    DOTTED = 3
    DEEP_DOTTED = 4
    LETTER = 5
    DASH = 6
    PLUS = 7
    PLAIN = 8


class Part(IntEnum):
    OPENING = 0
    BODY = 1
    CLOSING = 2
    FOOTNOTE = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """`orphan`: its own parent is lost. `open_ended`: the headings after it are lost, so what follows may not be its own."""

    level: Level
    marker: str
    title: str
    paragraph: int
    orphan: bool = False
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph in its place. `body` is the text without its marker; `number` counts its like under the same heading.

    `outdented`: a plain paragraph after bullets, which may no longer belong to their heading.
    """

    paragraph: int
    level: Level
    marker: str
    text: str
    body: str
    part: Part
    headings: tuple[Heading, ...] = ()
    number: int = 1
    is_heading: bool = False
    outdented: bool = False
    only_one: bool = False
    cells: tuple[str, ...] = ()


_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARKERS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.ANNEX, re.compile(r"(?i:phụ lục|biểu mẫu)\s+(?:[IVXLC]+|\d{1,2}|[A-Z])\b[.:]?(?!\s+[a-zđ(])|(?i:phụ lục)(?=\s*$)")),
    (Level.ROMAN, re.compile(r"[IVXLC]{1,6}\s?[./)](?=\s)|(?:Chương|CHƯƠNG|Mục|MỤC)\s+(?:[IVXLC]+|\d{1,2})\b[.:]?")),
    (Level.DEEP_DOTTED, re.compile(r"(?:\d{1,2}|[IVXLC]{1,5})(?:\.\d{1,2}){2,3}[.)]?(?=\s)")),
    (Level.DOTTED, re.compile(r"(?:\d{1,2}|[IVXLC]{1,5})\.\d{1,2}[.)]?(?=\s)")),
    (Level.ARABIC, re.compile(r"\d{1,2}[.)/](?=\s)|(?:Điều|ĐIỀU)\s+\d{1,3}[.:]?")),
    (Level.LETTER, re.compile(rf"[{_LETTERS}][).](?=\s)|[{_LETTERS}]\.?\d{{1,2}}\)(?=\s)")),
    (Level.DASH, re.compile(r"[-–—*•▪●](?=\s)")),
    (Level.PLUS, re.compile(r"\+(?=\s)")),
)
_MAX_HEADING = 260
_MAX_BULLET_HEADING = 80
_LETTERHEAD = re.compile(
    r"^\W*(?:(?:ủy|uỷ) ban nhân dân|cộng h(?:òa|oà)|chủ nghĩa việt nam|độc lập\s*-|số\s*:|hội đồng nhân dân\W|"
    r"(?:tỉnh|thành phố) [\w ]{2,20}\W*$)|^[\w .,]{2,40}, ngày \d{1,2} tháng \d{1,2} năm \d{4}\W*$|^[\W_]*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\W*(?:trên đây là|ủy ban nhân dân (?:tỉnh|thành phố) (?:yêu cầu|giao|đề nghị)|"
    r"(?:trong )?quá trình (?:tổ chức )?(?:triển khai )?thực hiện,? (?:kế hoạch,? )?(?:nếu|khi|trường hợp|có (?:khó|vướng)))",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^\W*(?:nơi nhận|tm\.|kt\.|tl\.|tuq\.)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^\[(\d{1,3})\]\s*")


def structure(paragraphs: Sequence[Paragraph]) -> tuple[Block, ...]:
    """Every paragraph of the plan proper with the headings it stands under; letterhead and signature are left out."""
    texts = [(at, paragraph.text.strip(), paragraph.cells) for at, paragraph in enumerate(paragraphs)]
    first = next((i for i, (_, text, _) in enumerate(texts) if not _LETTERHEAD.search(text)), 0)
    blocks = [_block(at, text, cells) for at, text, cells in texts[first:] if text and not _SIGNATURE.match(text)]
    nesting = _Nesting(blocks)
    for index in range(len(blocks)):
        nesting.place(index)
    return _marked_only_ones(blocks)


def marker(text: str) -> tuple[Level, str, str]:
    """Level, marker ("III.", "đ)", "-") and the rest of a paragraph."""
    for level, pattern in _MARKERS:
        found = pattern.match(text)
        if found:
            return level, found.group().strip(), text[found.end() :].strip()
    return Level.PLAIN, "", text


def _block(at: int, text: str, cells: tuple[str, ...]) -> Block:
    if cells or CELL_SEPARATOR in text:
        return _row(at, text, cells or tuple(text.split(CELL_SEPARATOR)))
    footnote = _FOOTNOTE.match(text)
    if footnote:
        return Block(at, Level.PLAIN, footnote.group(1), text, text[footnote.end() :], Part.FOOTNOTE)
    level, sign, body = marker(text)
    closing = level is Level.PLAIN and bool(_CLOSING.match(text))
    return Block(at, level, sign, text, body, Part.CLOSING if closing else Part.BODY)


def _row(at: int, text: str, cells: tuple[str, ...]) -> Block:
    """A table row; one that holds only a number and a name ("I | NHÓM GIẢI PHÁP …") heads the rows after it."""
    filled = [cell for cell in cells if cell]
    numbered = re.fullmatch(r"(?:[IVXLC]{1,6}|\d{1,3}(?:\.\d{1,2})*|[A-Z])[.)]?", filled[0]) is not None
    group = numbered and len(filled) == 2 and len(filled[1]) < _MAX_HEADING
    sign = filled[0] if numbered else ""
    return Block(at, Level.LETTER if group else Level.PLAIN, sign, text, filled[-1], Part.BODY, is_heading=group, cells=cells)


def _heading_like(block: Block, after: Block | None) -> bool:
    """Told from form alone: short, no finished sentence, something deeper follows. Upper case alone is enough."""
    body, level = block.body, block.level
    if block.part is not Part.BODY:
        return False
    if block.cells:
        return block.is_heading
    if level is Level.ANNEX or (len(body) > 3 and body.isupper() and len(body) < _MAX_HEADING):
        return True
    deeper = after is not None and after.level > level and after.part is Part.BODY
    if level is Level.PLAIN or not body or len(body) > _MAX_HEADING:
        return False
    if level >= Level.DASH:
        return deeper and (body.endswith(":") or (len(body) <= _MAX_BULLET_HEADING and body[-1] not in ".;,"))
    if body[-1] in ".;,":  # "3. Nâng cao chất lượng … khu công nghiệp." with "a)" after it
        return deeper and body[-1] == "." and after is not None and after.level is not Level.PLAIN and "; " not in body
    return deeper or level is Level.ROMAN or len(body) <= _MAX_BULLET_HEADING


@dataclass(slots=True)
class _Nesting:
    """Walks through the paragraphs in their order and puts each under the headings that are open there."""

    blocks: list[Block]
    stack: list[Heading] = field(default_factory=list)
    counts: dict[tuple[int, Level], int] = field(default_factory=dict)
    last_marker: dict[tuple[int, Level], str] = field(default_factory=dict)
    part: Part = Part.OPENING

    def place(self, index: int) -> None:
        block = self.blocks[index]
        after = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        heading = _heading_like(block, after)
        if block.part in (Part.CLOSING, Part.FOOTNOTE):
            self.stack, self.part = [], block.part
        elif block.level < Level.PLAIN:
            self.part = Part.BODY
        orphan = self._close(index)
        under = self.stack[-1].paragraph if self.stack else -1
        outdented = block.level is Level.PLAIN and not block.cells and self.counts.get((under, Level.DASH), 0) > 0
        self.counts[under, block.level] = self.counts.get((under, block.level), 0) + 1
        self.last_marker[under, block.level] = block.marker
        number = self.counts[under, block.level]
        part = self.part if self.part is not Part.BODY or self.stack or heading else Part.BODY
        self.blocks[index] = replace(block, headings=tuple(self.stack), number=number, is_heading=heading, outdented=outdented, part=part)
        if heading and (block.level is not Level.PLAIN or self.part is Part.BODY):
            self._open(index, orphan)

    def _open(self, index: int, orphan: bool) -> None:
        block = self.blocks[index]
        if block.level is not Level.PLAIN:
            self.stack.append(Heading(block.level, block.marker, block.body, block.paragraph, orphan, self._jumps(index)))
        elif self.stack and self.stack[-1].level is Level.ANNEX and self.stack[-1].paragraph == self.blocks[index - 1].paragraph:
            self.stack[-1] = replace(self.stack[-1], title=block.body)  # "PHỤ LỤC", and its title in the next line
        else:
            self.stack = [Heading(Level.ROMAN, "", block.body, block.paragraph)]

    def _close(self, index: int) -> bool:
        """Close the headings that this paragraph ends. True when its own parent heading is lost."""
        block = self.blocks[index]
        if block.level is Level.PLAIN:
            return False
        while self.stack and self.stack[-1].level >= block.level:
            self.stack.pop()
        if not self.stack:
            return block.level is not Level.ROMAN
        parent = self.stack[-1]
        before = self.last_marker.get((parent.paragraph, block.level))
        restarts = before is not None and _value(block.marker) == 1 and block.level is not Level.DASH and block.level is not Level.PLUS
        after_bullets = block.level is Level.LETTER and parent.open_ended and self.counts.get((parent.paragraph, Level.DASH), 0) > 0
        if restarts or after_bullets:
            self.stack.pop()
            return True
        return False

    def _jumps(self, index: int) -> bool:
        """Does the next marker of this level skip numbers (4 → 8)? Then headings in between are lost."""
        block = self.blocks[index]
        for later in self.blocks[index + 1 :]:
            if later.level < block.level or later.part is not Part.BODY:
                return False
            if later.level is block.level and not later.cells:
                return _value(later.marker) > _value(block.marker) + 1 > 1
        return False


def _value(sign: str) -> int:
    """What a marker counts: "III." 3, "2.4." 4, "đ)" 5; 0 where it counts nothing."""
    last = re.split(r"[.\s]", sign.strip(".)/: "))[-1]
    if last.isdigit():
        return int(last)
    if re.fullmatch(r"[IVXLC]+", last):
        values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in last]
        return sum(-v if at + 1 < len(values) and v < values[at + 1] else v for at, v in enumerate(values))
    return _LETTERS.index(last) + 1 if len(last) == 1 and last in _LETTERS else 0


def _marked_only_ones(blocks: Sequence[Block]) -> tuple[Block, ...]:
    def under(block: Block) -> int:
        return block.headings[-1].paragraph if block.headings else -1 - block.part

    plain = Counter(under(block) for block in blocks if block.level is Level.PLAIN)
    return tuple(replace(block, only_one=block.level is Level.PLAIN and plain[under(block)] == 1) for block in blocks)
