"""The words of questions, for the mending of slips: the plan's names in officials' words, and how one asks."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.plan import Plan
from handlers import patterns


def spoken_words(plan: Plan) -> tuple[str, ...]:
    """Texts that hold the words of questions besides the plan's own text."""
    return tuple(_texts(plan))


_ASKED = (
    "chỉ tiêu {} là bao nhiêu",
    "các chỉ tiêu về {} của tỉnh",
    "{} thì sao ạ",
    "còn {} thì thế nào",
    "{} phải đạt mấy phần trăm tới năm 2030",
    "{} với {}",
    "{} và ai chịu trách nhiệm",
)
"""How names stand in questions, so that the words around them are read right without their diacritics."""


def _texts(plan: Plan) -> Iterator[str]:
    for target in plan.targets:
        for name in (target.name, *target.aliases):
            yield from (form.replace("{}", name) for form in _ASKED)
    for agency in plan.agencies:
        yield from (agency.name, *agency.aliases)
    for duty in plan.duties:
        yield from duty.topics
    for reference in plan.references:
        yield from reference.aliases
    for topic in plan.topics:
        yield from (topic.name, *topic.aliases)
    yield from patterns.all_spoken()
