"""What a reply shows besides its text, as data: charts and tables. They are drawn and written only when they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft of an official letter; its number, its day and its signature stay blank. `kind` is empty for a công văn, whose
    `subject` stands below the number; `sign` follows the number ("/SYT-NVY"); `receivers` are the lines of "Nơi nhận"."""

    issuer_parent: str
    issuer: str
    sign: str
    place: str
    year: int
    subject: str
    to: tuple[str, ...]
    paragraphs: tuple[str, ...]
    receivers: tuple[str, ...]
    signer_authority: str
    kind: str = ""
    tables: tuple[Table, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. `uid` stays the same, so that a newer file replaces what an older one brought; `alarm_days` before it."""

    uid: str
    on: date
    title: str
    text: str = ""
    alarm_days: int | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """A calendar to be taken over by a telephone's; `made_at` tells which of two files is newer."""

    name: str
    events: tuple[Event, ...]
    made_at: datetime


Paper = Chart | Workbook | Letter | Agenda
