"""What a reply shows besides its text, as data: charts and tables. They are drawn and written only when they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.plan import Comparator

Cell = str | Decimal | date | None
"""A number is a number, everything else is text: a text that begins with "=" stays one."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook; `title` names the sheet, `heading` lines stand above the columns, `notes` below the rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heading: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A reported value on the day it speaks of; `provisional` where it is an estimate or not yet accepted."""

    day: date
    value: Decimal
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A target's history against its goal. `path` are the years' milestones, where the coordinator has given any."""

    title: str
    measure: str
    comparator: Comparator
    goal: Decimal
    goal_on: date | None
    points: tuple[Point, ...]
    path: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()


Paper = Chart | Workbook
