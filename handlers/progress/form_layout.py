"""The coordinator's own form: its columns, kept once, in which forms go out and numbers are put together."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.plan import Plan, Target, ValueKind
from corpus.writing import write_measure
from handlers.papers import Cell, Table
from handlers.progress.form_table import Cells, columns_of
from handlers.progress.standing import Figures, value_of
from handlers.say import capital
from handlers.say import forms as say
from handlers.say import goal as goal_in_words
from handlers.say import sheets as say_sheets
from index.text import fold
from store.db import Database
from store.ledger import Nature
from store.overview import Head
from store.plan_settings import Setting, setting

MOST_COLUMNS = 40
_LAST = ("gan nhat", "moi nhat", "ky truoc", "lan truoc")
"""What the name of a column holds that asks for the number before."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Each column's name with what it is for, as `form_table` tells it."""

    columns: tuple[tuple[str, str], ...]

    def has(self, kind: str) -> bool:
        return any(one == kind for _, one in self.columns)

    def as_json(self) -> str:
        return json.dumps(self.columns, ensure_ascii=False)


OURS = Layout(tuple(zip(say.COLUMNS, say.KINDS, strict=True)))


def layout_in(sheets: Sequence[Sequence[Cells]], today: date) -> Layout | None:
    """That of the first sheet that is a form."""
    found = next(filter(None, (columns_of(sheet, today) for sheet in sheets)), None)
    return Layout(tuple(found)) if found and len(found) <= MOST_COLUMNS else None


def layout_of(db: Database, plan: Plan) -> Layout:
    """The plan's form, or ours where the coordinator has given none."""
    kept = setting(db, plan.id, Setting.FORM)
    return Layout(tuple((title, kind) for title, kind in json.loads(kept))) if kept else OURS


def to_be_filled_in(layout: Layout, plan: Plan, agency: str, figures: Sequence[Figures], today: date) -> Table:
    """An agency's targets, each with its last number and nothing in the columns of results."""
    rows = [_row(layout, number, one.target, agency, one.whole, filled=False) for number, one in enumerate(figures, 1)]
    return Table(say.FORM, _titles(layout), tuple(rows), say_sheets.heading(plan.number, agency, today))


def filled_in(layout: Layout, plan: Plan, figures: Sequence[Figures], name: Callable[[str], str], today: date) -> Table:
    """Everybody's newest numbers: a row for each agency that has reported a target, else one without a number."""
    rows: list[tuple[Cell, ...]] = []
    for one in figures:
        for head in one.heads or (None,):
            who = name(head.agency) if head is not None else ", ".join(map(name, one.owed.agencies))
            rows.append(_row(layout, len(rows) + 1, one.target, who, head, filled=True))
    return Table(say.FORM, _titles(layout), tuple(rows), say_sheets.heading(plan.number, plan.title, today))


def _titles(layout: Layout) -> tuple[str, ...]:
    return tuple(title for title, _ in layout.columns)


def _row(layout: Layout, number: int, target: Target, agency: str, head: Head | None, *, filled: bool) -> tuple[Cell, ...]:
    known: dict[str, Cell] = {
        "order": Decimal(number),
        "code": target.code,
        "target": capital(target.name),
        "measure": write_measure(target.measure),
        "goal": goal_in_words(target),
        "body": agency,
    }
    if head is not None and filled:
        known |= _result(layout, head)
    return tuple(_last(title, head) if kind == "ignored" and not filled else known.get(kind) for title, kind in layout.columns)


def _result(layout: Layout, head: Head) -> dict[str, Cell]:
    """A number in the column of its kind; in the note, where the form has none for it."""
    place = _place(layout, head)
    note = head.note or None
    if head.value is None or not place:
        told = say.beside(head.value, head.kind) if head.value is not None else head.state
        note = "; ".join(filter(None, (told, head.note))) or None
    return {**({place: head.value} if place else {}), "when": head.as_of, "note": note}


def _place(layout: Layout, head: Head) -> str:
    if head.kind is ValueKind.INCREMENT:
        return "increment" if layout.has("increment") else ""
    if head.nature is Nature.ESTIMATE and layout.has("estimate"):
        return "estimate"
    wanted = ("cumulative", "plain") if head.kind is ValueKind.CUMULATIVE else ("plain", "cumulative")
    return next((kind for kind in wanted if layout.has(kind)), "")


def _last(title: str, head: Head | None) -> Cell:
    plain = fold(title)
    if head is None or not any(words in plain for words in _LAST):
        return None
    return head.as_of if "ngay" in plain.split() else value_of(head)
