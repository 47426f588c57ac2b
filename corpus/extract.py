"""What a plan's text says, found unaided: targets, duties, deadlines and cited documents, each with a verbatim quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.deadlines import find_deadlines
from corpus.duties import find_duties
from corpus.outline import passages_of
from corpus.plan import Deadline, Duty, Reference, Target
from corpus.reading import Document
from corpus.references import find_references
from corpus.structure import structure
from corpus.targets import find_targets

_MAX_PARAGRAPH = 50_000  # characters; no plan has one so long, and reading it would take more than its share of time


@dataclass(frozen=True, slots=True)
class Extraction:
    targets: tuple[Target, ...]
    duties: tuple[Duty, ...]
    deadlines: tuple[Deadline, ...]
    references: tuple[Reference, ...]


def extract(document: Document, plan: str = "") -> Extraction:
    """What the document says. Agencies stand in the text's own words; corpus.agencies.agency_id tells whom they mean."""
    blocks = structure(document.paragraphs)
    passages = passages_of(blocks, plan)
    blocks = tuple(block for block in blocks if len(block.text) <= _MAX_PARAGRAPH)
    return Extraction(
        find_targets(blocks, passages), find_duties(blocks, passages), find_deadlines(blocks, passages), find_references(blocks, passages)
    )


def as_json(extraction: Extraction) -> dict[str, Any]:
    """The machine form of `kehoach plan extract --json`."""
    return {
        "targets": [
            {
                "quote": target.quote,
                "comparator": str(target.comparator),
                "value": None if target.goal is None else float(target.goal),
                "measure": target.measure,
                "by": target.by,
            }
            for target in extraction.targets
        ],
        "duties": [{"quote": duty.quote, "agency": duty.agency, "role": str(duty.role)} for duty in extraction.duties],
        "deadlines": [
            {"quote": d.quote, "day": d.day, "month": d.month, "year": d.year, "every": None if d.year else "năm"}
            for d in extraction.deadlines
        ],
    }
