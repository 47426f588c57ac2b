"""The ledger seen from afar: what an overview of thousands of numbers needs of each, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from corpus.plan import ValueKind
from store.db import Database, Row
from store.ledger import _COUNTED, _SELECT, Nature, Report, Ruling, Standing, Submission, _submission
from store.periods import Period

_FIELDS = "id target agency report value numerator denominator state kind nature as_of unassigned late note"
_COLUMNS = ", ".join(f"s.{field}" for field in _FIELDS.split())
_REPORTS = {one.value: one for one in Report}
_KINDS = {one.value: one for one in ValueKind}
_NATURES = {one.value: one for one in Nature}
_STANDINGS = {Ruling.ACCEPTED.value: Standing.ACCEPTED, Ruling.REVIEW.value: Standing.REVIEW}
"""Looked up thousands of times, which takes half the time of making the members from their values."""
_RULING = "(SELECT r.ruling FROM rulings AS r WHERE r.submission = s.id ORDER BY r.id DESC LIMIT 1) AS ruling"


class Head(NamedTuple):
    """The newest number that counts of one target and agency."""

    id: int
    target: str
    agency: str
    report: Report
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    state: str
    kind: ValueKind
    nature: Nature
    as_of: date
    unassigned: bool
    late: bool
    note: str
    standing: Standing


class Reported(NamedTuple):
    """That an agency has reported a target for a period, with a number or with the word that there is none."""

    agency: str
    target: str
    late: bool


def heads(db: Database, plan: str, *, targets: Iterable[str] = (), agency: str = "") -> list[Head]:
    """As `ledger.standings`, of all targets or of some."""
    wanted = list(targets)
    sql, values = f"SELECT {_COLUMNS}, {_RULING} FROM standings AS t JOIN submissions AS s ON s.id = t.submission WHERE t.plan = ?", [plan]  # noqa: S608
    if agency:
        sql, values = sql + " AND t.agency = ?", [*values, agency]
    if wanted:
        sql, values = sql + f" AND t.target IN ({', '.join('?' for _ in wanted)})", [*values, *wanted]
    return [_head(row) for row in db.rows(sql + " ORDER BY t.target, t.agency", *values)]


def reported(db: Database, period: Period, agency: str = "") -> list[Reported]:
    """What counts of a period's reports, one of each target and agency, nil reports among them; also a number of its days that
    was sent before the period was opened.

    Late is what came late at first: who corrects a number after the due day was in time with it.
    """
    of, values = ("", []) if not agency else (" AND {}agency = ?", [agency])
    pairs = (
        "SELECT agency, target, MIN(id) AS first, MAX(id) AS last FROM submissions "  # noqa: S608
        f"WHERE plan = ? AND period = ?{of.format('')} GROUP BY agency, target"
    )
    sql = (
        f"SELECT p.agency, p.target, f.late, {_COUNTED} AS counts FROM ({pairs}) AS p "  # noqa: S608
        "JOIN submissions AS f ON f.id = p.first JOIN submissions AS s ON s.id = p.last"
    )
    rows = db.rows(sql, period.plan, period.id, *values)
    found = [Reported(row[0], row[1], bool(row[2])) for row in rows if row[3] or _counts(db, period, row[0], row[1])]
    before = (
        "SELECT s.agency, s.target FROM standings AS t JOIN submissions AS s ON s.id = t.submission "  # noqa: S608
        f"WHERE t.plan = ? AND s.period IS NULL AND s.as_of BETWEEN ? AND ?{of.format('t.')}"
    )
    rows = db.rows(before, period.plan, period.starts.isoformat(), period.cutoff.isoformat(), *values)
    known = {(one.agency, one.target) for one in found}
    return [*found, *(Reported(row[0], row[1], late=False) for row in rows if (row[0], row[1]) not in known)]


def _counts(db: Database, period: Period, agency: str, target: str) -> bool:
    """Whether an older report stands, where the last one is a draft or taken back."""
    sql = f"SELECT 1 FROM submissions AS s WHERE s.plan = ? AND s.period = ? AND s.agency = ? AND s.target = ? AND {_COUNTED} LIMIT 1"  # noqa: S608
    return db.row(sql, period.plan, period.id, agency, target) is not None


def has_ever_reported(db: Database, plan: str, agency: str, targets: Iterable[str]) -> bool:
    found = f"SELECT 1 FROM submissions AS s WHERE s.plan = ? AND s.target = ? AND s.agency = ? AND {_COUNTED} LIMIT 1"  # noqa: S608
    return any(db.row(found, plan, target, agency) is not None for target in targets)


def has_nothing_to_report(db: Database, plan: str, target: str, agency: str) -> bool:
    """Whether the last thing that counts is that there is nothing."""
    row = db.row(
        "SELECT s.report FROM submissions AS s WHERE s.plan = ? AND s.target = ? AND s.agency = ? "  # noqa: S608
        f"AND {_COUNTED} ORDER BY s.as_of DESC, s.id DESC LIMIT 1",
        plan,
        target,
        agency,
    )
    return row is not None and row["report"] == Report.NIL


def newest_rows(db: Database, plan: str, agency: str = "", most: int = 20_000) -> Sequence[Submission]:
    """The last rows of a plan, or of an agency, in the order of recording; of practising none."""
    sql, values = f"{_SELECT}WHERE s.plan = ? AND s.practice = 0", [plan]
    if agency:
        sql, values = sql + " AND s.agency = ?", [*values, agency]
    rows = db.rows(sql + " ORDER BY s.id DESC LIMIT ?", *values, most)
    return [_submission(row) for row in reversed(rows)]


def _head(row: Row) -> Head:
    number, target, agency, report, value, top, bottom, state, kind, nature, as_of, unassigned, late, note, ruling = row
    return Head(
        number,
        target,
        agency,
        _REPORTS[report],
        None if value is None else Decimal(value),
        None if top is None else Decimal(top),
        None if bottom is None else Decimal(bottom),
        state,
        _KINDS[kind],
        _NATURES[nature],
        date.fromisoformat(as_of),
        bool(unassigned),
        bool(late),
        note,
        _STANDINGS.get(ruling, Standing.SENT),
    )
