"""The register of incoming documents, sent as a spreadsheet: the signed reports in it are noted as the units' second tick."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.dates import dates
from handlers.people.agencies import resolve
from handlers.people.pending import decision
from handlers.progress.coordinate.common import Undo, coordinates, coordinator, decided, done, names_of, plan_of, preview
from handlers.remind.owing import Owing
from handlers.say import incoming as say
from handlers.turn import Reply, Turn, Value
from index.text import fold, normal
from store import papers, periods
from store.ledger import new_batch
from store.papers import SignedReport
from store.periods import Period

ROUTE = "incoming"
REFUSALS = (say.DO_NOT_NOTE,)
_LOOKED_AT = 15
MOST_ROWS = 5_000
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", r"(?:so(?:,| va|/)? ?)?ky hieu(?: van ban)?|so (?:van ban|cong van|hieu)(?: den)?|so(?:,| va|/)? ky hieu.*"),
    ("sender", r"(?:co quan|don vi|noi|to chuc)(?: \(?ca nhan\)?)? (?:gui|ban hanh|phat hanh)(?: van ban)?|tac gia(?: van ban)?|noi gui"),
    ("subject", r"(?:ten loai va )?trich yeu.*|noi dung(?: van ban| trich yeu)?|ve viec"),
    ("day", r"ngay (?:van ban|ban hanh|ky|thang|phat hanh|thang van ban)|ngay, thang(?:, nam)?(?: van ban)?"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
_REPORT = re.compile(r"\d+ ?/ ?BC-|\bBC[ -]?\d|/BC\b", re.I)
_SPEAKS_OF_REPORT = re.compile(r"\bbao cao\b|\bbc\b")
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Found:
    """What a register holds: the reports to be noted, and the rows that are none or cannot be told, with their reasons."""

    reports: tuple[SignedReport, ...]
    known: int
    others: int
    to_choose: tuple[str, ...]


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    return coordinates(turn) and any(_columns(sheet) is not None for sheet in _sheets(turn))


def answer(turn: Turn) -> list[Reply]:
    settled = decided(turn, ROUTE, REFUSALS)
    if settled is not None:
        if settled.lapsed:
            return [Reply(say.question_lapsed())]
        return [Reply(say.nothing_noted())] if settled.refused else _note(turn, settled.what)
    turn.conversation.options = {}
    period = _period(turn)
    if period is None:
        return [Reply(say.no_period())]
    found = _read(turn, period)
    beside = say.beside(found.known, found.others, found.to_choose)
    if not found.reports:
        return [Reply(say.lines(say.no_reports(), beside))]
    rows = [say.row(names_of(turn, [one.agency])[0], one.number, one.signed_on) for one in found.reports]
    missing = Owing(turn.db, plan_of(turn)).missing(period)
    only_paper = names_of(turn, dict.fromkeys(one.agency for one in found.reports if one.agency in missing))
    text = say.lines(say.title(len(found.reports), period.name), say.listed(rows), say.paper_only(only_paper), beside)
    what = [period.id, [[one.agency, one.number, one.signed_on.isoformat() if one.signed_on else ""] for one in found.reports]]
    return preview(turn, ROUTE, "note", text, (say.NOTE, say.DO_NOT_NOTE), what)


def _note(turn: Turn, what: Any) -> list[Reply]:
    number, rows = what
    batch, plan, count = new_batch(), plan_of(turn).id, 0
    for agency, sign, day in rows:
        report = SignedReport(plan, agency, sign, date.fromisoformat(day) if day else None, number, on_behalf=True, batch=batch)
        count += papers.sign(turn.db, coordinator(turn), report, turn.now)
    return done(turn, say.noted(count), Undo("incoming", say.noted(count), {"batch": batch}))


def undo_noted(turn: Turn, data: dict[str, Any]) -> bool:
    return bool(papers.unsign(turn.db, coordinator(turn), data["batch"], turn.now))


def _period(turn: Turn) -> Period | None:
    """The open one that is due first, else the newest."""
    every = periods.periods(turn.db, plan_of(turn).id)
    is_open = [one for one in every if one.is_open]
    return min(is_open, key=lambda one: one.due_on) if is_open else next(iter(every), None)


# ---- reading


def _sheets(turn: Turn) -> list[Sequence[Row]]:
    return [sheet for file in turn.message.files if not file.refused for sheet in file.sheets]


def _columns(sheet: Sequence[Row]) -> tuple[int, Mapping[str, int]] | None:
    """The row of the columns' names, and where each stands; None where it is no register."""
    for at, row in enumerate(sheet[:_LOOKED_AT]):
        named: dict[str, int] = {}
        for place, cell in enumerate(row):
            plain = _plain(cell)
            name = next((name for name, pattern in _PATTERNS if pattern.fullmatch(plain)), "") if 0 < len(plain) < 60 else ""
            if name and name not in named:
                named[name] = place
        if {"number", "sender"} <= named.keys():
            return at, named
    return None


def _read(turn: Turn, period: Period) -> Found:
    there = {(one.agency, one.number) for one in papers.signed(turn.db, period.plan)}
    wanted = Owing(turn.db, plan_of(turn)).wanted(period)
    reports: dict[tuple[str, str], SignedReport] = {}
    known = others = 0
    choose: list[str] = []
    for sheet in _sheets(turn):
        columns = _columns(sheet)
        for number, row in enumerate(sheet[columns[0] + 1 :][:MOST_ROWS] if columns else (), start=(columns[0] + 2) if columns else 0):
            cells = {name: row[place] if place < len(row) else None for name, place in (columns or (0, {}))[1].items()}
            sign, sender = _text(cells.get("number")), _text(cells.get("sender"))
            if not sign or not (_REPORT.search(sign) or _SPEAKS_OF_REPORT.search(_plain(cells.get("subject")))):
                others += bool(sign)
                continue
            named = resolve(turn.assistant.plans, sender, turn.now.date())
            if named.others:
                choose.append(say.choose_row(number, sender, names_of(turn, named.others)))
            elif named.id not in wanted:
                others += 1
            elif (named.id, sign) in there:
                known += 1
            else:
                day = _day(_text(cells.get("day")), turn.now.date())
                reports[named.id, sign] = SignedReport(period.plan, named.id, sign, day, period.id, on_behalf=True)
    return Found(tuple(reports.values()), known, others, tuple(choose))


def _day(text: str, today: date) -> date | None:
    found = dates(text, today)
    return date(found[0].year or today.year, found[0].month, found[0].day) if found else None


def _text(cell: Value) -> str:
    return "" if cell is None else " ".join(str(cell).split())[:120]


def _plain(cell: Value) -> str:
    return " ".join(fold(normal(_text(cell))).split()).strip(" .:*")
