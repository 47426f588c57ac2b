"""The chat page's files, read once; the page itself is filled in with the plans that the assistant knows."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import islice
from pathlib import Path
from string import Template

from bot import say
from corpus.plan import Plan, Target

FOLDER = Path(__file__).parent
ASSETS = {
    "chat.css": ((FOLDER / "chat.css").read_bytes(), "text/css"),
    "chat.js": ((FOLDER / "chat.js").read_bytes(), "text/javascript"),
    "icon.svg": ((FOLDER / "icon.svg").read_bytes(), "image/svg+xml"),
}
EXAMPLES = 5
NAME_LENGTH = 34
"""Characters of a target's name that still make a question for one line of a phone."""


def fill_page(plans: tuple[Plan, ...]) -> str:
    """The page as HTML; everything that comes from a plan is escaped."""
    return Template((FOLDER / "page.html").read_text("utf-8")).substitute(
        numbers=escape(", ".join(plan.number for plan in plans)),
        titles="".join(f"<p>{escape(say.plan_heading(plan.title, plan.issuer, plan.issued))}</p>" for plan in plans),
        examples="".join(f'<li><button type="button">{escape(question)}</button></li>' for question in examples(plans)),
    )


def examples(plans: tuple[Plan, ...]) -> tuple[str, ...]:
    """Questions that these plans answer, of several kinds."""
    asked: list[str] = []
    for plan in plans:
        names = {agency.id: agency.name for agency in plan.agencies}
        asked += [say.ask_for_value(target.name) for target in islice(_handy(plan.targets), 2)]
        asked += [say.ask_for_duties(names[plan.coordinator])] if plan.coordinator in names else []
        asked += [say.ask_for_deadlines()] if plan.deadlines else []
        asked += [say.ask_for_count()] if plan.targets else []
    return tuple(dict.fromkeys(asked))[:EXAMPLES]


def _handy(targets: Iterable[Target]) -> Iterable[Target]:
    """Numeric targets with a short name, one of each field."""
    fields: set[str] = set()
    for target in targets:
        if target.goal is not None and len(target.name) <= NAME_LENGTH and target.field not in fields:
            fields.add(target.field)
            yield target
