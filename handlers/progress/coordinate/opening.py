"""A coordinator opens a reporting period, in words or by a sheet: shown first, with what may be wrong about its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handlers.progress.coordinate import period_sheet
from handlers.progress.coordinate.commands import Said
from handlers.progress.coordinate.common import Undo, coordinator, done, plan_of, preview
from handlers.progress.coordinate.period_words import Wanted, read_period, sort_of, year_of_name
from handlers.progress.owed import owed
from handlers.remind.days import of_store
from handlers.remind.yearly import of_units, usual_days
from handlers.say import coordinate as say
from handlers.say import period_sheet as say_sheet
from handlers.say.yearly import by_the_plan
from handlers.turn import Reply, Turn
from store import allocations
from store import periods as kept
from store.allocations import Allocation, Part
from store.ledger import new_batch
from store.periods import Item, Period

ROUTE = "periods"


def ask(turn: Turn, command: Said) -> list[Reply]:
    said = read_period(command.rest, turn.now.date())
    wanted = _with_plan_days(turn, said)
    if not wanted.name or wanted.cutoff is None or wanted.due_on is None:
        return [Reply(say.period_wants(wanted.name, wanted.cutoff, wanted.due_on))]
    beside = by_the_plan(of_units(plan_of(turn))) if said.due_on is None else ""
    return _ask(turn, wanted, "", (), [beside])


def ask_by_sheet(turn: Turn) -> list[Reply]:
    """What the sheet lacks is asked for; its rows that cannot be taken are told, and the period is opened without them."""
    sheet = period_sheet.read(turn)
    name = sheet.name or (say_sheet.name_from(sheet.cutoff.year) if sheet.cutoff else "")
    if not name or sheet.cutoff is None or sheet.due_on is None:
        return [Reply(say_sheet.days_missing(name, cutoff=sheet.cutoff is None, due=sheet.due_on is None))]
    targets = len({item.target for item in sheet.items})
    beside = [
        say_sheet.by_document(sheet.document),
        say_sheet.asks(targets, period_sheet.named_agencies(turn, sheet.items), sheet.taken) if sheet.items else "",
        say_sheet.asks_everything() if not sheet.has_rows else "",
        say_sheet.also_given(len(list(period_sheet.new_ones(turn, sheet.items)))),
        say_sheet.not_taken(sheet.to_choose, sheet.left_out),
    ]
    if sheet.has_rows and not sheet.items:
        return [Reply(say.lines(*beside[-1:]))]
    wanted = read_period(f"năm {name}" if name.isdigit() else name, turn.now.date())
    wanted = replace(wanted, name=wanted.name or name, cutoff=sheet.cutoff, due_on=sheet.due_on, starts=sheet.starts)
    return _ask(turn, wanted, sheet.document, sheet.items, beside)


def _ask(turn: Turn, wanted: Wanted, document: str, items: Sequence[Item], beside: Sequence[str]) -> list[Reply]:
    cutoff, due_on, today = wanted.cutoff or date.min, wanted.due_on or date.min, turn.now.date()
    there = kept.periods(turn.db, plan_of(turn).id)
    starts = wanted.starts or _beginning(wanted, there)
    if due_on < cutoff:
        return [Reply(say.due_before_cutoff(cutoff, due_on))]
    if starts > cutoff:
        return [Reply(say.starts_after_cutoff(starts, cutoff))]
    workdays = of_store(turn.db, plan_of(turn).id)
    same = next((one for one in there if one.name.lower() == wanted.name.lower()), None)
    text = say.lines(
        say.open_title(wanted.name),
        say.period_days(starts, cutoff, due_on),
        *beside,
        say.too_few_working_days() if workdays.between(cutoff, due_on) < 1 else "",
        say.due_is_past() if due_on < today else "",
        "" if workdays.is_worked(due_on) else say.due_on_day_off(due_on, workdays.on_or_before(due_on), workdays.name(due_on)),
        say.period_there_already(say.period_line(same.name, same.starts, same.cutoff, same.due_on, is_open=same.is_open, agencies=0))
        if same
        else "",
    )
    what = [wanted.name, starts.isoformat(), cutoff.isoformat(), due_on.isoformat(), document, [list(item) for item in items]]
    return preview(turn, ROUTE, "open", text, (say.OPEN, say.DO_NOT_OPEN), what)


def _with_plan_days(turn: Turn, wanted: Wanted) -> Wanted:
    """A year's period of which no day was said has the plan's own."""
    year = year_of_name(wanted.name)
    if wanted.cutoff or wanted.due_on or year is None or sort_of(wanted.name).kind != "year":
        return wanted
    found = usual_days(plan_of(turn), year)
    return replace(wanted, cutoff=found[0], due_on=found[1]) if found else wanted


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


def do(turn: Turn, what: Any) -> list[Reply]:
    name, starts, cutoff, due_on, *more = what
    document, items = (more[0], [Item(*one) for one in more[1]]) if more else ("", [])
    first, last, due = (date.fromisoformat(day) for day in (starts, cutoff, due_on))
    wanted = Period(0, plan_of(turn).id, name, first, last, due, document=document)
    period = kept.open_period(turn.db, coordinator(turn), wanted, turn.now)
    batch = ""
    if items:
        kept.limit_to(turn.db, coordinator(turn), period.id, items, turn.now)
        batch = _give(turn, items, document)
    told = say.opened(period.name)
    text = say.lines(told, say.period_days(period.starts, period.cutoff, period.due_on), say.may_announce(period.name, period.due_on))
    return done(turn, text, Undo("opened", told, {"id": period.id, "batch": batch}))


def _give(turn: Turn, items: Sequence[Item], document: str) -> str:
    """What the sheet asks of agencies that it had not been given to is theirs from now on."""
    plan, by, batch = plan_of(turn), coordinator(turn), new_batch()
    for item in list(period_sheet.new_ones(turn, items)):
        target = next(one for one in plan.targets if one.code == item.target)
        alone = not owed(turn.db, plan, target).agencies and sum(one.target == item.target for one in items) == 1
        part = Part.LEAD if alone else Part.CONTRIBUTES
        allocations.give(turn.db, by, Allocation(plan.id, item.target, item.agency, part, document=document), batch, turn.now)
    return batch


def undo_opened(turn: Turn, data: dict[str, Any]) -> bool:
    if data.get("batch"):
        allocations.take_back(turn.db, coordinator(turn), data["batch"], turn.now)
    return kept.take_back(turn.db, coordinator(turn), data["id"], turn.now)
