"""The tables of `kehoach plan`: drawn on a terminal, a line a row with tabs between its cells when piped."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import say
from corpus.plan import Deadline, Duty, DutyRole, Plan, Target
from handlers.say import due, goal

Rows = list[tuple[str, ...]]
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def print_plans(plans: Iterable[Plan]) -> None:
    rows = [(plan.id, plan.number, say.day(plan.issued), plan.issuer, plan.title) for plan in plans]
    print_table("", (say.CODE, say.NUMBER, say.ISSUED, say.ISSUER, say.TITLE), rows)


def print_plan(plan: Plan, parts: Collection[str]) -> None:
    """The named parts of "targets", "duties", "deadlines"; all of them where none is named."""
    print(say.plan_heading(f"{plan.number} – {plan.title}", plan.issuer, plan.issued))
    places = {passage.id: passage.place for passage in plan.passages}
    agencies = {agency.id: agency.name for agency in plan.agencies}
    if not parts or "targets" in parts:
        print_table(say.TARGETS, *_targets(plan.targets, places))
    if not parts or "duties" in parts:
        print_table(say.DUTIES, *_duties(plan.duties, places, agencies))
    if not parts or "deadlines" in parts:
        print_table(say.DEADLINES, *_deadlines(plan.deadlines, places, agencies))


def print_found(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """What the extractor found, in the fields of its JSON form."""
    headings = {"targets": say.TARGETS, "duties": say.DUTIES, "deadlines": say.DEADLINES}
    columns = {
        "targets": {"comparator": "", "value": say.GOAL, "measure": say.MEASURE, "by": say.YEAR, "quote": say.QUOTE},
        "duties": {"agency": say.AGENCY, "role": say.ROLE, "quote": say.QUOTE},
        "deadlines": {"day": say.DAY, "month": say.MONTH, "year": say.YEAR, "quote": say.QUOTE},
    }
    for part, heading in headings.items():
        rows = [[_cell(row.get(name)) for name in columns[part]] for row in found[part]]
        print_table(heading, tuple(columns[part].values()), rows)


def _targets(targets: Iterable[Target], places: Mapping[str, str]) -> tuple[tuple[str, ...], Rows]:
    rows: Rows = [
        (target.code, target.name, goal(target), target.scope, str(target.by or ""), places[target.passage]) for target in targets
    ]
    return (say.CODE, say.TITLE, say.GOAL, say.SCOPE, say.YEAR, say.PLACE), rows


def _duties(duties: Iterable[Duty], places: Mapping[str, str], agencies: Mapping[str, str]) -> tuple[tuple[str, ...], Rows]:
    roles = {DutyRole.LEAD: say.LEADS, DutyRole.SUPPORT: say.SUPPORTS}
    rows: Rows = [(agencies[duty.agency], roles[duty.role], duty.quote, places[duty.passage]) for duty in duties]
    return (say.AGENCY, say.ROLE, say.QUOTE, say.PLACE), rows


def _deadlines(deadlines: Iterable[Deadline], places: Mapping[str, str], agencies: Mapping[str, str]) -> tuple[tuple[str, ...], Rows]:
    rows: Rows = [
        (due(one), ", ".join(agencies[agency] for agency in one.agency), one.to, one.quote, places[one.passage]) for one in deadlines
    ]
    return (say.DUE, say.AGENCY, say.RECIPIENT, say.QUOTE, say.PLACE), rows


def print_table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    title = f"{heading} ({len(rows)})" if heading else ""
    if not sys.stdout.isatty():
        print(title, *("\t".join(map(_plain, row)) for row in (columns, *rows)), sep="\n")
        return
    # Everything goes in as Text: "[…]" in a plan is no markup.
    table = Table(box=SIMPLE_HEAD, title=Text(title, style="bold"), title_justify="left")
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_plain(cell)) for cell in row))
    Console(highlight=False).print(table)


def _plain(cell: str) -> str:
    """On one line and without what could steer a terminal."""
    return CONTROL.sub("", " ".join(cell.split()))


def _cell(value: object) -> str:
    return "" if value is None else str(value)
