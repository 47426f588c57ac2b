"""The plan's answer about a target, with what has been reported of it under the goal; the first line stays the plan's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.plan import Target
from handlers.progress import questions
from handlers.progress.standing import Figures, figures_of
from handlers.progress.viewing import drafts_of, library_of, name_of, plan_of, reason_of
from handlers.say import no_results
from handlers.say import standing as say
from handlers.turn import Reply, Turn

MOST = 3
_LISTED = "• "
"""How a line of a list of targets begins."""


def with_numbers(turn: Turn, replies: list[Reply]) -> list[Reply]:
    codes = turn.conversation.targets
    if replies[0].text.startswith(no_results(plan_of(turn))):
        return questions.progress(turn, codes)
    listed = sum(line.startswith(_LISTED) for reply in replies for line in reply.text.split("\n"))
    if len(codes) > MOST or len(replies) > 1 or listed > len(codes):
        return replies
    library = library_of(turn)
    told = [line for code in codes for line in _lines(turn, library.by_code[code], several=len(codes) > 1)]
    if not told:
        return replies
    first, *rest = replies[0].text.split("\n")
    return [replace(replies[0], text="\n".join([first, *told, *rest]))]


def _lines(turn: Turn, target: Target, *, several: bool) -> Sequence[str]:
    target = library_of(turn).by_code.get(target.same_as, target)
    one = figures_of(turn.db, plan_of(turn), target, turn.now.date())
    told = [_newest(turn, one, target.name if several else "")]
    for row in drafts_of(turn, target.code)[:1]:
        told.append(say.draft(say.told(row.value, row.entry.state, row.entry.report, target.measure), row.entry.as_of))
    return [line for line in told if line]


def _newest(turn: Turn, one: Figures, name: str) -> str:
    measure = one.target.measure
    if one.whole is not None:
        return say.beside(one.whole, name_of(turn, one.whole.agency), measure, reason_of(turn, one.whole), name)
    if one.total is not None and len(one.parts) > 1:
        total = one.total
        return say.beside_sum(total.value, measure, one.parts, len(one.missing), total.first, total.last, name)
    if one.parts:
        newest = max(one.parts, key=lambda head: (head.as_of, head.id))
        return say.beside(newest, name_of(turn, newest.agency), measure, reason_of(turn, newest), name)
    return ""
