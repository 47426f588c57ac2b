""" "hoàn tác": what a coordinator did last, within a day of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handlers.people.commands import meant
from handlers.progress.coordinate import accepting, assigning, incoming, own_answers, periods, settings, withdrawing
from handlers.progress.coordinate.commands import said
from handlers.progress.coordinate.common import UNDONE_WITHIN, coordinates, coordinator, done_at, forget_done, is_here, last_done
from handlers.remind import ladders, urgent, workdays
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn
from store import ledger

_WAYS: Mapping[str, Callable[[Turn, dict[str, Any]], bool]] = {
    "given": assigning.undo_given,
    "ended": withdrawing.undo_ended,
    "ruled": accepting.undo_ruled,
    "opened": periods.undo_opened,
    "closed": periods.undo_closed,
    "reopened": periods.undo_reopened,
    "reopened for": periods.undo_reopened_for,
    "noted": incoming.undo_noted,
    "setting": settings.undo_setting,
    "ladder": ladders.undo_ladder,
    "day": workdays.undo_day,
    "requested": urgent.undo_requested,
    "answer": own_answers.undo_answer,
    "answer gone": own_answers.undo_answer_gone,
}


def recognises(turn: Turn) -> bool:
    """Who coordinates nothing may mean a number of theirs."""
    if not coordinates(turn):
        return False
    command = said(turn)
    return command is not None and command.command == "undo" and not _entered_since(turn)


def _entered_since(turn: Turn) -> bool:
    """Whether the last thing done was entering a number for an agency, which is undone elsewhere."""
    entered = ledger.newest_by(turn.db, coordinator(turn), turn.now - UNDONE_WITHIN)
    return bool(entered) and turn.message.press != say.UNDO and entered[-1].at > done_at(turn)


def answer(turn: Turn) -> list[Reply]:
    turn.conversation.options = {}
    undo = last_done(turn)
    if turn.message.outdated or (
        turn.message.press == say.UNDO and meant(turn) == say.UNDO and undo is not None and not is_here(turn, undo)
    ):
        return [Reply(say.outdated_choice())]
    if undo is None:
        return [Reply(say.nothing_done_to_undo())]
    if undo.kind not in _WAYS:
        return [Reply(say.cannot_be_unsent())]
    forget_done(turn)
    undone = _WAYS[undo.kind](turn, undo.data)
    return [Reply(say.was_undone(undo.told) if undone else say.no_longer_to_undo(undo.told))]
