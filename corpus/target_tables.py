"""Goals that stand in a table: "Chỉ tiêu | Đơn vị tính | Năm 2026 | Năm 2030"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.figures import figures
from corpus.phrases import one_of
from corpus.plan import Passage, Target
from corpus.structure import Block

_NAME = re.compile(r"chỉ tiêu|mục tiêu", re.IGNORECASE)
_MEASURE = re.compile(r"đơn vị tính|đvt|đơn vị$", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)\b(?!.*\b20\d\d\b)", re.DOTALL)
_REPORTED_WORDS = one_of("thực hiện|ước|hiện trạng|kết quả|đến nay|so sánh|tăng, giảm|dự toán|kinh phí|vốn|dự kiến|dự báo|nhu cầu")
_REPORTED = re.compile(rf"{_REPORTED_WORDS}|\bTH\b", re.IGNORECASE)
_LEAD = re.compile(r"chủ trì|phối hợp|(?:đơn vị|cơ quan) (?:thực hiện|chịu)|thời gian|kinh phí", re.IGNORECASE)
_CELL = re.compile(r"\W*(?:[^\W\d]+\s+){0,3}[\d.,]+(?:\s*[-–]\s*[\d.,]+)?\s*(?:%|[\w²³/]+(?:[ /][\w²³/]+){0,3})?\W*")


@dataclass(slots=True)
class TargetTable:
    """Reads the rows after a head that has years; a table without one sets no goals."""

    years: dict[int, int] = field(default_factory=dict)
    name: int = -1
    measure: int = -1

    def targets(self, block: Block, passage: Passage | None) -> list[Target]:
        if self._read_head(block.cells) or passage is None or not self.years:
            return []
        return list(self._from_row(block, passage))

    def _read_head(self, cells: Sequence[str]) -> bool:
        name = next((at for at, cell in enumerate(cells) if _NAME.search(cell) and len(cell) < 60), -1)
        years = {at: int(found.group(1)) for at, cell in enumerate(cells) if (found := _YEAR.search(cell)) and not _REPORTED.search(cell)}
        if name < 0 or not years or name in years or any(_LEAD.search(cell) for at, cell in enumerate(cells) if at not in years):
            return False
        self.years, self.name = years, name
        self.measure = next((at for at, cell in enumerate(cells) if _MEASURE.search(cell.strip())), -1)
        return True

    def _from_row(self, block: Block, passage: Passage) -> Iterator[Target]:
        if self.name >= len(block.cells) or not block.cells[self.name]:
            return
        stated = block.cells[self.measure].strip() if 0 <= self.measure < len(block.cells) else ""
        for column, year in self.years.items():
            cell = block.cells[column].strip() if column < len(block.cells) else ""
            found = figures(cell) if _CELL.fullmatch(cell) else []
            if len(found) == 1:
                yield Target(
                    code="",
                    plan=passage.plan,
                    name=block.cells[self.name],
                    field="",
                    scope="",
                    comparator=found[0].comparator,
                    goal=found[0].value,
                    measure=found[0].measure or stated,
                    by=year,
                    quote=block.text,
                    passage=passage.id,
                )
