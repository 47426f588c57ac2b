"""An official letter as a .docx, laid out by Decree 30/2020/ND-CP, appendix I. Its number, day and signature stay blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.say import papers as say
from corpus.writing import write_date, write_number
from handlers.papers import Cell, Letter, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

FONT, BODY, SMALL = "Times New Roman", 14, 13
TOP, LEFT, RIGHT, BOTTOM = 20, 30, 15, 20
"""Margins in millimetres: 20 to 25 above and below, 30 to 35 left, 15 to 20 right."""
WIDTH = 210 - LEFT - RIGHT
ISSUER = 0.4
"""The share of the width that the issuer takes, beside the state's name."""
LETTER = 2.05
"""Millimetres that a letter of 13 points takes, on the average."""
INDENT, GAP = 12.7, 6
"""The first line of a paragraph is set in by 1.27 cm, paragraphs are at least 6 points apart."""
LONGEST, LONGEST_TITLE = 4_000, 255
_AFTER_BORDERS = tuple(f"w:{name}" for name in ("shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "spacing", "ind", "jc", "rPr"))
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def typeset(letter: Letter) -> bytes:
    import docx

    document = docx.Document()
    _page(document)
    _draft_mark(document)
    _head(document, letter)
    if letter.kind:
        _centred(document, letter.kind.upper(), bold=True)
        _centred(document, letter.subject, bold=True)
        _rule(document)
    _addressees(document, letter.to)
    for text in letter.paragraphs:
        _body(document, text)
    for table in letter.tables:
        _table(document, table)
    for text in letter.closing:
        _body(document, text)
    _foot(document, letter)
    document.core_properties.author = ""
    document.core_properties.title = _clean(letter.subject)[:LONGEST_TITLE]
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _clean(text: str) -> str:
    """Nothing that XML cannot hold, nothing endless."""
    return " ".join(_NOT_TEXT.sub(" ", text[:LONGEST]).split())


# ---- the page


def _page(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(0), Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(TOP), Mm(BOTTOM), Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])


def _page_number(paragraph: Paragraph) -> None:
    """Arabic, centred in the top margin, on no first page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(SMALL)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_field(kind, text))


def _field(kind: str, text: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if kind:
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), kind)
        return element
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element


def _draft_mark(document: Document) -> None:
    paragraph = document.sections[0].first_page_header.paragraphs[0]
    _run(paragraph, say.DRAFT, SMALL, bold=True)


# ---- its parts


def _head(document: Document, letter: Letter) -> None:
    """The issuer on the left, the state's name on the right, the number and the day below them."""
    table = _grid(document, 2, (ISSUER, 1 - ISSUER))
    left, right = table.rows[0].cells
    _line(left, letter.issuer_parent.upper(), 12, first=True)
    _line(left, letter.issuer.upper(), 12, bold=True)
    _ruled(left, 0.4, letter.issuer)
    _line(right, say.STATE, 12, bold=True, first=True)
    _line(right, say.MOTTO, SMALL, bold=True)
    _ruled(right, 1.0, say.MOTTO)
    left, right = table.add_row().cells
    _line(left, say.number_blank(_clean(letter.sign)), SMALL, first=True)
    if not letter.kind:
        _line(left, letter.subject, 12)
    _line(right, say.day_blank(_clean(letter.place), letter.year), SMALL, italic=True, first=True)


def _addressees(document: Document, to: Sequence[str]) -> None:
    if not to:
        return
    if len(to) == 1:
        _centred(document, say.dear(_clean(to[0])), gap=12)
        return
    _centred(document, say.dear(""), gap=12)
    for one in to:
        paragraph = document.add_paragraph()
        _set_in(paragraph, 50, 0)
        _run(paragraph, f"- {_clean(one)};" if one != to[-1] else f"- {_clean(one)}.", BODY)


def _body(document: Document, text: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    shape.first_line_indent, shape.space_before, shape.line_spacing = Mm(INDENT), Pt(GAP), 1.15
    _run(paragraph, text, BODY)


def _table(document: Document, table: Table) -> None:
    _centred(document, table.title, bold=True, gap=GAP)
    grid = document.add_table(rows=1, cols=len(table.columns))
    grid.style = "Table Grid"
    grid.autofit = False
    widths = _widths(table)
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        _line(cell, name, SMALL, bold=True, first=True)
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row, strict=False):
            _line(cell, _written(value), SMALL, first=True, centred=not isinstance(value, str) or len(value) < 5)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _widths(table: Table) -> list[Any]:
    """By what the columns hold: a number needs less than a name."""
    from docx.shared import Mm

    longest = [
        min(max(len(name), *(len(_written(row[place])) for row in table.rows if place < len(row)), 5), 30)
        for place, name in enumerate(table.columns)
    ]
    return [Mm(WIDTH * one / sum(longest)) for one in longest]


def _foot(document: Document, letter: Letter) -> None:
    """Who gets it, on the left; who signs, on the right, without a name."""
    document.add_paragraph()
    left, right = _grid(document, 2, (0.5, 0.5)).rows[0].cells
    _line(left, say.RECEIVERS, 12, bold=True, italic=True, first=True, centred=False)
    for one in letter.receivers:
        _line(left, f"- {_clean(one)}", 11, centred=False)
    _line(right, letter.signer_authority.upper(), BODY, bold=True, first=True)


# ---- bricks


def _written(value: Cell) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return write_date(value) if isinstance(value, date) else write_number(value)


def _grid(document: Document, columns: int, shares: Sequence[float]) -> Any:
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=columns)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(WIDTH * share)
        for cell in column.cells:
            cell.width = Mm(WIDTH * share)
    return table


def _line(
    cell: _Cell, text: str, size: int, *, bold: bool = False, italic: bool = False, first: bool = False, centred: bool = True
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, size, bold=bold, italic=italic)


def _centred(document: Document, text: str, *, bold: bool = False, gap: int = 0) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(gap)
    _run(paragraph, text, BODY, bold=bold)


def _set_in(paragraph: Paragraph, millimetres: int, gap: int) -> None:
    from docx.shared import Mm, Pt

    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.space_before = Mm(millimetres), Pt(gap)


def _run(paragraph: Paragraph, text: str, size: int, *, bold: bool = False, italic: bool = False) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(_clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _ruled(cell: _Cell, share: float, text: str) -> None:
    """A solid rule below a line: as long as the text, or a share of it."""
    paragraph = cell.add_paragraph()
    width = len(text) * LETTER * share
    _border(paragraph, (WIDTH * (ISSUER if share < 1 else 1 - ISSUER) - 4 - width) / 2)


def _rule(document: Document) -> None:
    _border(document.add_paragraph(), WIDTH * 0.38)


def _border(paragraph: Paragraph, beside: float) -> None:
    """A line above an empty paragraph that is set in on both sides."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(beside, 0))
    shape.line_spacing = Pt(6)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    # In the order that the schema asks for, or Word calls the file damaged.
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)
