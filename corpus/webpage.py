"""A web page as paragraphs and table rows, read in one pass so that no page, however nested, takes long."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from corpus.paragraphs import Paragraph, row, squeeze

_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "li", "ul", "ol", "blockquote", "section", "article", "pre", "table", "tbody"}
_BLOCKS |= {"thead", "tfoot", "caption", "dl", "dt", "dd", "br", "hr", "body", "main", "header", "footer"}
_DROPPED = {"script", "style", "nav", "button", "noscript", "template", "iframe", "svg", "select", "textarea", "head", "title"}
_LIST_SIGN = re.compile(r"[-–+•*]|\w{1,4}[.)]\s")


class _Page(HTMLParser):
    """Text gathers until a block begins or ends; inside a cell until the cell does, so that a row stays whole."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self._text: list[str] = []
        self._cells: list[str] | None = None
        self._in_cell = False
        self._dropped: list[str] = []
        self._listed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the parser's own signature)
        if tag == "body":
            self._dropped.clear()  # a head need not be closed
        if tag in _DROPPED:
            self._dropped.append(tag)
        elif tag == "tr":
            self._end_row()
            self._cells = []
        elif tag in {"td", "th"}:
            self._end_cell()
            self._in_cell = True
        elif tag in _BLOCKS:
            self._end_block()
            self._listed = tag == "li"

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropped:
            while self._dropped and self._dropped.pop() != tag:
                pass
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self._end_row()
        elif tag in _BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_block(self) -> None:
        if self._in_cell:
            self._text.append(" ")
            return
        text = squeeze("".join(self._text))
        self._text.clear()
        if text:
            bullet = self._listed and not _LIST_SIGN.match(text)
            self.paragraphs.append(Paragraph(f"- {text}" if bullet else text))
        self._listed = False

    def _end_cell(self) -> None:
        if self._in_cell and self._cells is not None:
            self._cells.append("".join(self._text))
            self._text.clear()
        self._in_cell = False

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells:
            self.paragraphs.append(row(self._cells))
        self._cells = None
        self._end_block()


def from_page(page: str) -> tuple[Paragraph, ...]:
    reader = _Page()
    reader.feed(page)
    reader.close()
    return tuple(paragraph for paragraph in reader.paragraphs if paragraph.text)
