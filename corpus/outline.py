"""From paragraphs to passages with their place. A place says what the text supports: a lost heading's number is never made up."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.paragraphs import Paragraph
from corpus.plan import Passage
from corpus.structure import Block, Heading, Level, Part, structure

_PLACE_TITLE = 70
_COLUMN_NAMES = {"stt", "tt", "số tt"}


def outline(paragraphs: Sequence[str], plan: str) -> tuple[Passage, ...]:
    """A passage for each paragraph, bullet and table row. Headings stand in the places of what follows them.

    A heading whose title no place shows in full is a passage of its own, so that none of its words is lost.
    """
    return tuple(passages_of(structure([Paragraph(text) for text in paragraphs]), plan).values())


def passages_of(blocks: Sequence[Block], plan: str) -> dict[int, Passage]:
    """The passages by the number of their paragraph."""
    passages: dict[int, Passage] = {}
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        if not (_is_column_names(block) or (block.is_heading and _shown_by(block, after))):
            passages[block.paragraph] = Passage(f"p{len(passages) + 1:03d}", plan, place(block), block.text)
    return passages


def _shown_by(heading: Block, after: Block | None) -> bool:
    """Does the place of the next paragraph hold this heading's whole title?"""
    if after is None or not after.headings or len(heading.body) > _PLACE_TITLE:
        return False
    return after.headings[-1].paragraph == heading.paragraph and not after.is_heading


def _is_column_names(block: Block) -> bool:
    return bool(block.cells) and block.cells[0].lower() in _COLUMN_NAMES


def place(block: Block) -> str:
    """Where a paragraph stands, in the words of the text: "III, điểm đ) Về nhà ở, gạch đầu dòng 2"."""
    if block.part is Part.FOOTNOTE:
        return f"Chú thích [{block.marker}]"
    headings = block.headings
    if block.is_heading:
        headings = (*headings, Heading(block.level, block.marker, block.body or block.text, block.paragraph))
    steps = _heading_steps(headings)
    if not block.headings:
        steps = {Part.OPENING: ["Phần mở đầu"], Part.CLOSING: ["Phần kết"]}.get(block.part, []) + steps
    if not block.is_heading:
        steps += _own_step(block)
    return ", ".join(steps)


def _heading_steps(headings: Sequence[Heading]) -> list[str]:
    """The last heading with its title, those above it by number alone; one whose own parent is lost always with its title."""
    steps: list[str] = []
    for at, heading in enumerate(headings):
        above = headings[at - 1] if at else None
        sign = heading.marker.rstrip(".)/:")
        last = at + 1 == len(headings)
        label = _label(heading, sign, last or heading.orphan or not sign or heading.level >= Level.DASH)
        if heading.open_ended:
            label = f"dưới tiêu đề {label}"
        elif above is not None and above.marker and not above.open_ended and not heading.orphan and sign[:1].isdigit():
            if above.level is Level.ROMAN:
                label = f"{steps.pop()}.{label}"
            elif sign.startswith(above.marker):
                steps[-1] = steps[-1].removesuffix(above.marker.rstrip(".")) + label
                continue
        if label:
            steps.append(label)
    return steps


def _label(heading: Heading, sign: str, titled: bool) -> str:
    title = _shortened(heading.title) if titled else ""
    if heading.level >= Level.DASH or not sign:
        return title
    if heading.level is Level.LETTER and heading.marker.endswith(")"):
        return f"điểm {sign}) {title}".strip()
    return f"{sign}. {title}" if title else sign


def _own_step(block: Block) -> list[str]:
    if block.cells:
        return [f"dòng {block.marker}" if block.marker else f"dòng thứ {block.number} của bảng"]
    if block.level is Level.DASH:
        return [f"gạch đầu dòng {block.number}"]
    if block.level is Level.PLUS:
        return [f"dấu cộng {block.number}"]
    if block.level is Level.LETTER:
        return [f"điểm {block.marker}"]
    if block.level is not Level.PLAIN:
        return [f"mục {block.marker.rstrip('.)/:')}"]
    if block.outdented:
        return [f"đoạn {block.number} sau các gạch đầu dòng"]
    return [] if block.only_one else [f"đoạn {block.number}"]


def _shortened(title: str) -> str:
    title = title.rstrip(" :.;")
    if len(title) <= _PLACE_TITLE:
        return title
    return title[:_PLACE_TITLE].rsplit(" ", 1)[0].rstrip(" ,;") + " …"
