"""A period is shown with its days and what is amiss with them before it is opened, whether it was said in words or by a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.progress.coordinate.bodies import everyone_of
from handlers.progress.coordinate.common import Undo, coordinator, done, plan_of, preview
from handlers.progress.coordinate.period_words import Wanted, sort_of
from handlers.progress.owed import Owed, Source, owed, owes
from handlers.remind.days import of_store
from handlers.say import coordinate as say
from handlers.say import period_sheet as say_sheet
from handlers.turn import Reply, Turn
from store import allocations, ledger
from store import periods as kept
from store.allocations import Allocation, Part
from store.periods import Item, Period

ROUTE = "periods"
_LONG = 30
"""Between days so far apart there are working days enough."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`items` are what the period asks for, all that is given where there are none; `notes` are told below its days."""

    wanted: Wanted
    items: tuple[Item, ...] = ()
    document: str = ""
    notes: tuple[str, ...] = ()


def show(turn: Turn, asked: Asked) -> list[Reply]:
    wanted = asked.wanted
    if not wanted.name or wanted.cutoff is None or wanted.due_on is None:
        return [Reply(say.period_wants(wanted.name, wanted.cutoff, wanted.due_on))]
    starts = _starts(turn, wanted)
    wrong = days_wrong(turn, wanted)
    if wrong:
        return [Reply(wrong)]
    there = kept.periods(turn.db, plan_of(turn).id)
    same = next((one for one in there if one.name.lower() == wanted.name.lower()), None)
    text = say.lines(
        say.open_title(wanted.name),
        say.period_days(starts, wanted.cutoff, wanted.due_on),
        say.by_document(asked.document) if asked.document else "",
        *asked.notes,
        *_cautions(turn, wanted.cutoff, wanted.due_on),
        say.period_there_already(line_of(turn, same)) if same else "",
    )
    days = [one.isoformat() for one in (starts, wanted.cutoff, wanted.due_on)]
    return preview(turn, ROUTE, "open", text, (say.OPEN, say.DO_NOT_OPEN), [wanted.name, *days, asked.document, asked.items])


def days_wrong(turn: Turn, wanted: Wanted) -> str:
    """Why no period can have these days; empty where one can."""
    if wanted.cutoff is None or wanted.due_on is None:
        return ""
    if wanted.due_on < wanted.cutoff:
        return say.due_before_cutoff(wanted.cutoff, wanted.due_on)
    starts = _starts(turn, wanted)
    return say.starts_after_cutoff(starts, wanted.cutoff) if starts > wanted.cutoff else ""


def open_shown(turn: Turn, what: Any) -> list[Reply]:
    name, starts, cutoff, due_on, *more = what
    document, items = more or ("", [])
    first, last, until = map(date.fromisoformat, (starts, cutoff, due_on))
    by = coordinator(turn)
    period = kept.open_period(turn.db, by, Period(0, plan_of(turn).id, name, first, last, until, document=document), turn.now)
    batch = ""
    if items:
        batch = _give(turn, [Item(*item) for item in items], document)
        kept.limit_to(turn.db, by, period.id, [Item(*item) for item in items], turn.now)
    told = say.opened(period.name)
    text = say.lines(told, say.period_days(period.starts, period.cutoff, period.due_on), say.may_announce(period.name, period.due_on))
    return done(turn, text, Undo("opened", told, {"id": period.id, "batch": batch}))


def _give(turn: Turn, items: Sequence[Item], document: str) -> str:
    """What the sheet asks of agencies to whom a target had not been given is theirs from now on, and stays with those who had it."""
    plan, by, batch = plan_of(turn), coordinator(turn), ledger.new_batch()
    targets = {target.code: target for target in plan.targets}
    for code in dict.fromkeys(item.target for item in items if item.target in targets):
        had = owed(turn.db, plan, targets[code])
        new = [item.agency for item in items if item.target == code and not _owes(turn, had, item.agency)]
        if new and had.source is Source.PLAN:
            for agency in had.leads:
                allocations.give(turn.db, by, Allocation(plan.id, code, agency, Part.LEAD), batch, turn.now)
        part = Part.LEAD if had.source is Source.NOBODY and len(new) == 1 else Part.CONTRIBUTES
        for agency in new:
            allocations.give(turn.db, by, Allocation(plan.id, code, agency, part, document=document), batch, turn.now)
    return batch


def _owes(turn: Turn, had: Owed, agency: str) -> bool:
    plan = plan_of(turn)
    return had.source is not Source.NOBODY and all(owes(plan, had, one) for one in everyone_of(plan, agency))


def line_of(turn: Turn, period: Period) -> str:
    sent = {one.entry.agency for one in ledger.of_period(turn.db, period.plan, period.id)}
    return say.period_line(period.name, period.starts, period.cutoff, period.due_on, is_open=period.is_open, agencies=len(sent))


def _cautions(turn: Turn, cutoff: date, due_on: date) -> Iterator[str]:
    workdays = of_store(turn.db, plan_of(turn).id)
    if (due_on - cutoff).days <= _LONG and workdays.between(cutoff, due_on) < 1:
        yield say.too_few_working_days()
    if due_on < turn.now.date():
        yield say.due_is_past()
    if not workdays.is_worked(due_on):
        yield say.due_on_weekend(due_on) if due_on.weekday() >= 5 else say_sheet.due_on_holiday(workdays.name(due_on))


def _starts(turn: Turn, wanted: Wanted) -> date:
    return wanted.starts or _beginning(wanted, kept.periods(turn.db, plan_of(turn).id))


def _beginning(wanted: Wanted, there: Sequence[Period]) -> date:
    """The day after the last period of the same sort; months are counted from the year's first day."""
    cutoff = wanted.cutoff or date.min
    sort = sort_of(wanted.name)
    if sort.kind != "months":
        before = [one for one in there if sort_of(one.name).kind == sort.kind and one.cutoff < cutoff]
        longest = {"year": 430, "quarter": 120, "month": 45}.get(sort.kind, 430)
        if before and (cutoff - before[0].cutoff).days <= longest:
            return before[0].cutoff + timedelta(days=1)
    if sort.kind == "quarter":
        return date(cutoff.year, sort.number * 3 - 2, 1) if sort.number * 3 - 2 <= cutoff.month else date(cutoff.year, 1, 1)
    return date(cutoff.year, cutoff.month, 1) if sort.kind == "month" else date(cutoff.year, 1, 1)
