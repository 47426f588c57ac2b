"""The tables of what has been reported."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from corpus.plan import Plan, Target
from corpus.writing import write_comparator
from handlers.assistant import Assistant
from handlers.papers import Cell, Table, Workbook
from handlers.people.agencies import agency_name
from handlers.say import sheets as say
from store import ledger
from store.db import Database
from store.ledger import Submission


def everything(db: Database, assistant: Assistant, now: datetime) -> Workbook:
    """Every target of every plan with the newest number of each agency, one table a plan."""
    return Workbook(tuple(_targets(db, assistant, plan, now.date()) for plan in assistant.plans))


def _targets(db: Database, assistant: Assistant, plan: Plan, today: date) -> Table:
    newest: dict[str, list[Submission]] = {}
    for submission in ledger.standings(db, plan.id):
        newest.setdefault(submission.entry.target, []).append(submission)
    rows = [row for target in plan.targets for row in _rows(assistant, target, newest.get(target.code, []))]
    several = len(assistant.plans) > 1
    return Table(
        title=f"{say.TARGETS} {plan.number}" if several else say.TARGETS,
        columns=say.COLUMNS,
        rows=tuple(rows),
        heading=say.heading(plan.number, plan.title, today),
    )


def _rows(assistant: Assistant, target: Target, newest: list[Submission]) -> list[tuple[Cell, ...]]:
    comparator = write_comparator(target.comparator) if target.goal is not None else target.state
    known: tuple[Cell, ...] = (target.code, target.field, target.name, target.scope, comparator, target.goal, target.measure)
    due: Cell = str(target.by) if target.by else None
    if not newest:
        return [(*known, due, None, None, None, None, None, None)]
    return [
        (
            *known,
            due,
            agency_name(assistant.plans, one.entry.agency),
            _value(one),
            one.entry.as_of,
            say.NATURES[one.entry.nature],
            say.STANDINGS[one.standing],
            one.entry.note,
        )
        for one in newest
    ]


def _value(one: Submission) -> Decimal | str | None:
    return one.value if one.value is not None else one.entry.state or None
