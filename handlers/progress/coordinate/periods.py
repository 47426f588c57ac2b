"""A coordinator opens and closes reporting periods, and opens one again for everybody or for an agency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from corpus.characters import typed
from handlers.people.pending import decision
from handlers.progress.coordinate import opening, period_by_sheet, period_sheet
from handlers.progress.coordinate.bodies import Bodies, bodies_in, everyone_of
from handlers.progress.coordinate.commands import Said, said
from handlers.progress.coordinate.common import (
    Undo,
    choose,
    coordinates,
    coordinator,
    decided,
    done,
    name_of,
    names_of,
    plan_of,
    preview,
    tell_agencies,
    without_reader,
)
from handlers.progress.coordinate.doubts import which_body
from handlers.progress.coordinate.period_words import Wanted, next_day, read_period, sort_of, year_of_name
from handlers.remind.yearly import of_units, usual_days
from handlers.say import coordinate as say
from handlers.say import period_sheet as say_sheet
from handlers.say.yearly import by_the_plan
from handlers.turn import Reply, Turn
from store import allocations, ledger
from store import periods as kept
from store.periods import Period

ROUTE = "periods"
REFUSALS = (say.DO_NOT_OPEN, say.DO_NOT_CLOSE, say.DO_NOT_REOPEN)
_COMMANDS = frozenset(["open", "close", "reopen", "periods"])
_FOR = re.compile(
    typed(
        r"^(?:kỳ(?: báo cáo)?\s*)?(?P<name>.*?)(?:^|\s)cho\s+(?P<who>.+?)"
        r"(?:\s*,?\s*(?:đến|tới|hạn|hết|trước)(?:\s+(?:hết|ngày))*\s+(?P<until>\S.*))?$"
    ),
    re.I,
)
_PERIOD = re.compile(typed(r"^kỳ(?: báo cáo)?\s*"), re.I)


def recognises(turn: Turn) -> bool:
    if coordinates(turn) and (period_sheet.is_sent(turn) or period_by_sheet.completes(turn)):
        return True
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    command = said(turn)
    if command is None or command.command not in _COMMANDS or "?" in command.text:
        return False
    if command.command == "periods":
        return coordinates(turn)
    if command.command == "reopen":
        return bool(_PERIOD.match(command.rest)) or bool(_who(turn, command).known)
    return True


def answer(turn: Turn) -> list[Reply]:
    if period_sheet.is_sent(turn):  # "mở kỳ" with a new sheet does not agree to what was shown of the last one
        return period_by_sheet.ask_by_sheet(turn)
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        if found.refused:
            return [Reply(say.period_unchanged())]
        return _DO[found.step](turn, found.what)
    if period_by_sheet.completes(turn):
        return period_by_sheet.complete(turn)
    command = said(turn)
    turn.conversation.options = {}
    if command is None:
        return [Reply(say.question_lapsed())]
    if command.command == "open":
        return _ask_to_open(turn, command)
    if command.command == "close":
        return _ask_to_close(turn, command)
    if command.command == "reopen":
        return _ask_to_reopen_for(turn, command) if _who(turn, command).known else _ask_to_reopen(turn, command)
    return [Reply(say.period_list([opening.line_of(turn, period) for period in kept.periods(turn.db, plan_of(turn).id)]))]


# ---- opening


def _ask_to_open(turn: Turn, command: Said) -> list[Reply]:
    if period_by_sheet.wants_sheet(command.rest):
        return [Reply(say_sheet.send_a_sheet())]
    said_days = read_period(command.rest, turn.now.date())
    notes = () if said_days.due_on else (by_the_plan(of_units(plan_of(turn))),)
    return opening.show(turn, opening.Asked(_with_plan_days(turn, said_days), notes=notes))


def _with_plan_days(turn: Turn, wanted: Wanted) -> Wanted:
    """A year's period of which no day was said has the plan's own."""
    year = year_of_name(wanted.name)
    if wanted.cutoff or wanted.due_on or year is None or sort_of(wanted.name).kind != "year":
        return wanted
    found = usual_days(plan_of(turn), year)
    return replace(wanted, cutoff=found[0], due_on=found[1]) if found else wanted


# ---- closing, opening again


def named(name: str, some: Sequence[Period]) -> list[Period]:
    """Those that a name means: by its year and its sort, whatever its wording; all where there is none."""
    name = _PERIOD.sub("", name).strip(" .,:")
    if not name:
        return list(some)
    same = [one for one in some if one.name.lower() == name.lower()]
    sort, year = sort_of(name), year_of_name(name)
    alike = [one for one in some if sort_of(one.name) == sort and sort.kind != "other" and year in (None, year_of_name(one.name))]
    return same or alike


def _ask_to_close(turn: Turn, command: Said) -> list[Reply]:
    there = [one for one in kept.periods(turn.db, plan_of(turn).id) if one.is_open]
    meant = named(command.rest, there)
    if not meant:
        return [Reply(say.no_open_period([one.name for one in there]))]
    if len(meant) > 1:
        return choose(turn, say.which_period(), {say.close_label(one.name): f"đóng kỳ báo cáo {one.name}" for one in meant})
    period = meant[0]
    sent = {one.entry.agency for one in ledger.of_period(turn.db, period.plan, period.id)}
    early = period.due_on >= turn.now.date()
    text = say.lines(say.close_title(period.name), say.reported_so_far(len(sent)), say.closes_before_due(period.due_on) if early else "")
    return preview(turn, ROUTE, "close", text, (say.CLOSE, say.DO_NOT_CLOSE), period.id)


def _close(turn: Turn, number: Any) -> list[Reply]:
    period = kept.called(turn.db, number)
    if period is None or not period.is_open:
        return [Reply(say.no_open_period([]))]
    kept.close(turn.db, coordinator(turn), period.id, turn.now)
    return done(turn, say.lines(say.closed(period.name), say.how_to_reopen()), Undo("closed", say.closed(period.name), {"id": period.id}))


def _ask_to_reopen(turn: Turn, command: Said) -> list[Reply]:
    there = [one for one in kept.periods(turn.db, plan_of(turn).id) if not one.is_open]
    meant = named(command.rest, there)
    if not meant:
        return [Reply(say.no_closed_period([one.name for one in there]))]
    name = _PERIOD.sub("", command.rest).strip(" .,:")
    if len(meant) > 1 and name:
        return choose(turn, say.which_period(), {say.reopen_label(one.name): f"mở lại kỳ báo cáo {one.name}" for one in meant})
    period = meant[0]
    text = say.lines(say.reopen_title(period.name), say.period_days(period.starts, period.cutoff, period.due_on))
    return preview(turn, ROUTE, "reopen", text, (say.REOPEN, say.DO_NOT_REOPEN), period.id)


def _reopen(turn: Turn, number: Any) -> list[Reply]:
    period = kept.called(turn.db, number)
    if period is None or period.is_open:
        return [Reply(say.no_closed_period([]))]
    kept.open_again(turn.db, coordinator(turn), period.id, turn.now)
    told = say.reopened(period.name)
    return done(turn, told, Undo("reopened", told, {"id": period.id}))


# ---- opening again for an agency


def _who(turn: Turn, command: Said) -> Bodies:
    found = _FOR.match(command.rest)
    return bodies_in(turn.assistant.plans, found["who"].strip(" ,"), turn.now.date()) if found else Bodies()


def _ask_to_reopen_for(turn: Turn, command: Said) -> list[Reply]:
    found, bodies, today = _FOR.match(command.rest), _who(turn, command), turn.now.date()
    doubtful = bodies.doubtful
    if doubtful is not None and doubtful.others:
        return which_body(turn, command.text, doubtful)
    if doubtful is not None or bodies.unknown:
        return [Reply(say.unknown_body(doubtful.text if doubtful else bodies.unknown[0]))]
    until = next_day(found["until"], today) if found and found["until"] else None
    if until is None:
        return [Reply(say.reopen_until_when(command.text))]
    if until < today:
        return [Reply(say.day_is_past(until))]
    there = kept.periods(turn.db, plan_of(turn).id)
    meant = named(found["name"] if found else "", there)
    closed = [one for one in meant if not one.is_open]
    if not closed:
        return [Reply(say.period_still_open(meant[0].name) if meant else say.no_closed_period([]))]
    agencies = [one for body in bodies.ids for one in everyone_of(plan_of(turn), body)]
    text = say.lines(
        say.reopen_for_title(closed[0].name, names_of(turn, bodies.ids), until),
        say.cannot_be_told(names_of(turn, without_reader(turn, agencies))),
    )
    what = {"period": closed[0].id, "agencies": agencies, "bodies": list(bodies.ids), "until": until.isoformat()}
    return preview(turn, ROUTE, "reopen for", text, (say.REOPEN, say.DO_NOT_REOPEN), what)


def _reopen_for(turn: Turn, what: Any) -> list[Reply]:
    period, until, batch = kept.called(turn.db, what["period"]), date.fromisoformat(what["until"]), ledger.new_batch()
    if period is None:
        return [Reply(say.no_closed_period([]))]
    for agency in what["agencies"]:
        kept.reopen_for(turn.db, coordinator(turn), period.id, agency, until, batch, turn.now)
    texts = {agency: say.reopened_for_you(period.name, name_of(turn, agency), until) for agency in what["agencies"]}
    told = say.reopened_for(period.name, names_of(turn, what["bodies"]), until)
    return done(
        turn,
        say.lines(told, say.were_told(tell_agencies(turn, texts))),
        Undo("reopened for", told, {"batch": batch, "period": period.name, "agencies": what["agencies"]}),
    )


_DO = {"open": opening.open_shown, "close": _close, "reopen": _reopen, "reopen for": _reopen_for}


# ---- undoing


def undo_opened(turn: Turn, data: dict[str, Any]) -> bool:
    if data.get("batch"):
        allocations.take_back(turn.db, coordinator(turn), data["batch"], turn.now)
    return kept.take_back(turn.db, coordinator(turn), data["id"], turn.now)


def undo_closed(turn: Turn, data: dict[str, Any]) -> bool:
    kept.open_again(turn.db, coordinator(turn), data["id"], turn.now)
    return True


def undo_reopened(turn: Turn, data: dict[str, Any]) -> bool:
    kept.close(turn.db, coordinator(turn), data["id"], turn.now)
    return True


def undo_reopened_for(turn: Turn, data: dict[str, Any]) -> bool:
    ended = kept.take_back_reopening(turn.db, coordinator(turn), data["batch"], turn.now)
    tell_agencies(turn, {agency: say.not_reopened_for_you(data["period"], name_of(turn, agency)) for agency in data["agencies"]})
    return bool(ended)
