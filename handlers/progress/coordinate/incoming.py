"""The coordinator's register of incoming documents: the reports in it become signed reports of the period, shown before noted."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from handlers.people.agencies import resolve
from handlers.people.pending import awaits, decision
from handlers.progress.coordinate.bodies import bodies_in
from handlers.progress.coordinate.common import Undo, coordinates, coordinator, decided, done, name_of, names_of, plan_of, preview
from handlers.progress.coordinate.period_cells import plain
from handlers.progress.coordinate.period_columns import Row
from handlers.progress.coordinate.register import (
    Entry,
    Matter,
    Report,
    entries,
    is_of_another_time,
    is_register,
    is_report,
    matter_of,
    signed_on,
    tells_of,
)
from handlers.remind.owing import Codes, Owing
from handlers.say import incoming as say
from handlers.turn import Reply, Turn
from store import ledger, papers, periods
from store.papers import SignedReport
from store.periods import Period

ROUTE, STEP = "incoming", "note"
REFUSALS = (say.DO_NOT_NOTE,)
_ASKED = re.compile(r"(?:\w+ ){0,6}?(?:so (?:dang ky |theo doi )?(?:cong van|van ban)(?: den)?|(?:cong van|van ban) den)\b.*")
_ADDS = re.compile(r"(?:(?:ghi|lay|them|chon|nhan|ca|luon) )*dong (?P<rows>\d{1,4}(?: (?:va |dong )*\d{1,4})*)(?: (?:nua|luon|a|nhe|vao))*")


@dataclass(frozen=True, slots=True)
class Paper:
    """A row that is a report of a period, or may be one: `why` it is not sure, empty where it is."""

    at: int
    place: str
    agency: str
    number: str
    signed_on: str
    period: int
    subject: str
    why: str = ""
    is_of_plan: bool = False


@dataclass(slots=True)
class Sorted:
    """`open_questions` are rows that cannot be taken as they stand; of those left out it is counted why."""

    papers: list[Paper] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    strangers: dict[str, None] = field(default_factory=dict)

    def leave(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def ask(self, entry: Entry, why: str) -> None:
        self.open_questions.append(say.asked_row(entry.place, entry.sender, entry.number, why))


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and (decision(turn, ROUTE) or _added(turn)):
        return True
    return coordinates(turn) and _is_sent(turn)


def _is_sent(turn: Turn) -> bool:
    text = plain(turn.message.text[:400])
    named = not text or (_ASKED.fullmatch(text) is not None and "?" not in turn.message.text)
    return named and is_register(_sheets(turn))


def answer(turn: Turn) -> list[Reply]:
    added = _added(turn)
    found = None if added or _is_sent(turn) else decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        return [Reply(say.nothing_noted())] if found.refused else _note(turn, found.what)
    turn.conversation.options = {}
    if added:
        return _with_added(turn, added)
    every = periods.periods(turn.db, plan_of(turn).id)
    if not every:
        return [Reply(say.no_period())]
    is_open = [period for period in every if period.is_open] or every[:1]
    sorted_ = _sort(turn, entries(_sheets(turn)) or [], is_open)
    return _show(turn, sorted_.papers, sorted_.open_questions, say.left_out(sorted_.left_out, list(sorted_.strangers)))


def _sheets(turn: Turn) -> list[Sequence[Row]]:
    return [sheet for file in turn.message.files if not file.refused for sheet in file.sheets]


# ---- sorting the rows


def _sort(turn: Turn, some: Sequence[Entry], open_ones: Sequence[Period]) -> Sorted:
    plan, found = plan_of(turn), Sorted()
    owing = Owing(turn.db, plan)
    wanted = {period.id: owing.wanted(period) for period in open_ones}
    noted = papers.signed(turn.db, plan.id)
    for entry in some:
        report = is_report(entry)
        if report is Report.NONE:
            found.leave(say.NO_REPORT)
            continue
        agency = _sender(turn, entry, found)
        if not agency:
            continue
        fitting = [period for period in open_ones if agency in wanted[period.id]]
        if not fitting:
            found.leave(say.OWES_NOTHING)
        elif not entry.number:
            found.ask(entry, say.no_number())
        elif _is_noted(entry, agency, noted, turn.now.date()):
            found.leave(say.NOTED_ALREADY)
        elif any((one.agency, one.number.lower()) == (agency, entry.number.lower()) for one in found.papers):
            found.leave(say.TWICE)
        else:
            found.papers.append(_paper(turn, entry, agency, report, fitting))
    found.papers = _without_rivals(found.papers, {(one.agency, one.period) for one in noted})
    return found


def _sender(turn: Turn, entry: Entry, found: Sorted) -> str:
    """The agency that sent it; empty where that is told among what is left out or asked about."""
    plans, today = turn.assistant.plans, turn.now.date()
    name = re.sub(r"\([^()]*\)", " ", entry.sender).strip()
    named = resolve(plans, name, today)
    if not named.id and not named.others:
        bodies = bodies_in(plans, name, today)
        if len(bodies.ids) == 1 and not bodies.unknown:
            return bodies.ids[0]
    if named.others:
        found.ask(entry, say.several_senders(names_of(turn, named.others)))
    elif not named.id:
        found.leave(say.UNKNOWN_SENDER)
        found.strangers[entry.sender] = None
    return named.id


def _is_noted(entry: Entry, agency: str, noted: Sequence[SignedReport], today: date) -> bool:
    """The same number of the same day, or where either has no day."""
    day = signed_on(entry, today)
    same = [one for one in noted if one.agency == agency and one.number.replace(" ", "").lower() == entry.number.lower()]
    return any(day is None or one.signed_on is None or one.signed_on == day for one in same)


def _paper(turn: Turn, entry: Entry, agency: str, report: Report, fitting: Sequence[Period]) -> Paper:
    today = turn.now.date()
    told = [period for period in fitting if tells_of(entry, period)]
    period = told[0] if len(told) == 1 else fitting[0]
    matter, day = matter_of(entry, plan_of(turn), period), signed_on(entry, today)
    if report is Report.PERHAPS:
        why = say.perhaps_no_report()
    elif is_of_another_time(entry, period):
        why = say.of_another_time()
    elif matter is Matter.OTHER:
        why = say.of_another_matter()
    elif len(fitting) > 1 and len(told) != 1:
        why = say.several_periods([one.name for one in fitting])
    elif entry.day and day is None:
        why = say.day_unread(entry.day)
    elif day is not None and not period.starts <= day <= today:
        why = say.day_outside(day)
    else:
        why = ""
    number, on = entry.number, day.isoformat() if day else ""
    return Paper(entry.at, entry.place, agency, number, on, period.id, entry.subject[:120], why, matter is Matter.PLAN)


def _without_rivals(some: Sequence[Paper], noted: Collection[tuple[str, int | None]]) -> list[Paper]:
    """Of several reports of an agency those that name the plan are meant; where none does, nobody can tell which is."""
    kept = []
    for one in some:
        key = (one.agency, one.period)
        rivals = [other for other in some if not (other is one or other.why) and (other.agency, other.period) == key]
        doubtful = not one.why and not one.is_of_plan and (bool(rivals) or key in noted)
        kept.append(replace(one, why=say.one_of_several()) if doubtful else one)
    return kept


# ---- showing, choosing, noting


def _show(turn: Turn, some: Sequence[Paper], open_questions: Sequence[str], left_out: str) -> list[Reply]:
    sure, doubtful = [one for one in some if not one.why], [one for one in some if one.why]
    named = {period.id: period.name for period in periods.periods(turn.db, plan_of(turn).id)}
    asked = [say.asked_row(one.place, name_of(turn, one.agency), one.number, one.why, one.subject) for one in doubtful]
    text = say.lines(
        say.title(len(sure), len({one.agency for one in sure}), [named[one] for one in dict.fromkeys(row.period for row in sure)]),
        *say.shortened([say.row(name_of(turn, one.agency), one.number, _day(one.signed_on), one.subject) for one in sure]),
        say.without_numbers(*_without_numbers(turn, sure)),
        *say.to_choose([*asked, *open_questions], [one.at for one in doubtful]),
        left_out,
    )
    if not some:
        return [Reply(text)]
    labels = (say.NOTE, say.DO_NOT_NOTE)
    what = {"papers": [asdict(one) for one in some], "questions": list(open_questions), "left_out": left_out}
    replies = preview(turn, ROUTE, STEP, text, labels, what)
    return replies if sure else [Reply(text)]


def _added(turn: Turn) -> frozenset[int]:
    """The rows that are to be noted as well: "ghi dòng 7, 9", said while the register is shown."""
    pending = turn.conversation.pending
    if pending is None or not awaits(turn, ROUTE, STEP) or turn.now >= pending.until or turn.message.press or turn.message.files:
        return frozenset()
    found = _ADDS.fullmatch(plain(turn.message.text[:200]))
    rows = frozenset(map(int, re.findall(r"\d+", found["rows"]))) if found else frozenset()
    return rows & {one["at"] for one in _kept(turn)["papers"] if one["why"]}


def _kept(turn: Turn) -> Mapping[str, Any]:
    pending = turn.conversation.pending
    return json.loads(pending.data["what"]) if pending is not None and "what" in pending.data else {"papers": []}


def _with_added(turn: Turn, rows: frozenset[int]) -> list[Reply]:
    kept = _kept(turn)
    some = [Paper(**one) for one in kept["papers"]]
    some = [replace(one, why="") if one.at in rows else one for one in some]
    return _show(turn, some, kept["questions"], kept["left_out"])


def _note(turn: Turn, what: Any) -> list[Reply]:
    by, batch, plan = coordinator(turn), ledger.new_batch(), plan_of(turn).id
    noted = []
    for one in (Paper(**fields) for fields in what["papers"]):
        if one.why or periods.called(turn.db, one.period) is None:
            continue
        report = SignedReport(plan, one.agency, one.number, _day(one.signed_on), one.period, on_behalf=True, batch=batch)
        if papers.sign(turn.db, by, report, turn.now):
            noted.append(one)
    if not noted:
        return [Reply(say.nothing_noted())]
    told = say.noted(len(noted), len({one.agency for one in noted}))
    return done(turn, say.lines(told, say.without_numbers(*_without_numbers(turn, noted))), Undo("noted", told, {"batch": batch}))


def _without_numbers(turn: Turn, some: Sequence[Paper]) -> tuple[list[str], list[str]]:
    """The agencies that have sent no number of the period, and those that have sent some."""
    owing = Owing(turn.db, plan_of(turn))
    none: dict[str, None] = {}
    part: dict[str, None] = {}
    for number in dict.fromkeys(one.period for one in some):
        period = periods.called(turn.db, number)
        if period is None:
            continue
        missing: Mapping[str, Codes] = owing.missing(period)
        wanted = owing.wanted(period)
        for agency in dict.fromkeys(one.agency for one in some if one.period == number):
            if agency in missing:
                (none if len(missing[agency]) == len(wanted[agency]) else part)[agency] = None
    return names_of(turn, none), names_of(turn, part)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# ---- undoing


def undo_noted(turn: Turn, data: dict[str, Any]) -> bool:
    return bool(papers.unsign(turn.db, coordinator(turn), data["batch"], turn.now))
