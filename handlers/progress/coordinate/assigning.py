"""A coordinator gives targets to agencies, sets yearly paths and baselines, and takes them back: shown first, done when agreed to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from corpus.plan import Target
from handlers.people.pending import decision
from handlers.progress.coordinate import table
from handlers.progress.coordinate.aims import Aim, Parted, part, targets_in, value
from handlers.progress.coordinate.allotted import from_kept, kept, lines_of, same, tell_assigned, tell_no_longer, told
from handlers.progress.coordinate.bodies import Bodies, bodies_in
from handlers.progress.coordinate.commands import Said, said
from handlers.progress.coordinate.common import (
    Undo,
    coordinates,
    coordinator,
    decided,
    done,
    library_of,
    plan_of,
    preview,
)
from handlers.progress.coordinate.doubts import trouble
from handlers.progress.coordinate.withdrawing import ROUTE, ask_to_take_back, names_anything, take_back
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn
from store import allocations
from store.allocations import Allocation, Part, held
from store.ledger import new_batch

REFUSALS = (say.DO_NOT_GIVE, say.DO_NOT_SET, say.DO_NOT_TAKE_BACK, say.DO_NOT_GIVE_TABLE)
_COMMANDS = frozenset(["assign", "withdraw", "path", "baseline"])
_FOR = re.compile(r"\scho(?=\s)", re.I)
MOST_JOINTS = 4
"""Of the words "cho" the last so many may stand before whom something is given to: names of targets hold some too."""


def recognises(turn: Turn) -> bool:
    """ "giao … cho …" is a command where it names a body or a target: "giao cho ai?" and "giáo dục …" are none."""
    if table.is_sent(turn) and coordinates(turn):
        return True
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    command = said(turn)
    if command is None or command.command not in _COMMANDS or command.asks:
        return False
    if command.command in ("path", "baseline"):
        return any(aim.values for aim in part(command.rest).aims)
    if command.command == "withdraw":
        return names_anything(turn, part(command.rest).left)
    left, right = _parted(turn, command.rest)
    return bool(right.known) or (bool(left) and coordinates(turn) and _FOR.search(f" {command.rest} ") is not None)


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        if found.refused:
            return [Reply(say.nothing_given(found.step))]
        return take_back(turn, found.what) if found.step == "withdraw" else _give(turn, found.step, found.what)
    command = said(turn)
    turn.conversation.options = {}
    if table.is_sent(turn):
        return _from_table(turn)
    if command is None:
        return [Reply(say.question_lapsed())]
    if command.command == "withdraw":
        return ask_to_take_back(turn, command)
    return _from_words(turn, command)


# ---- giving, in words


def _from_words(turn: Turn, command: Said) -> list[Reply]:
    parted = part(command.rest)
    if command.command == "assign":
        left, bodies = _parted(turn, parted.left)
    else:
        left, bodies = parted.left, Bodies()
    targets = targets_in(library_of(turn), left, turn.now.date())
    doubt = trouble(turn, command, targets, bodies)
    if doubt:
        return doubt
    rows = _rows(turn, command.command, targets.known, bodies, parted)
    return _ask_to_give(turn, command.command, rows) if isinstance(rows, list) else [Reply(rows)]


def _parted(turn: Turn, text: str) -> tuple[str, Bodies]:
    """What is given and to whom: "… cho Sở Xây dựng", "cho Sở Xây dựng: …", "Sở Xây dựng: …"."""
    text = f" {part(text).left} "
    first: tuple[str, Bodies] | None = None
    for joint in reversed(list(_FOR.finditer(text))[-MOST_JOINTS:]):
        left, right = text[: joint.start()].strip(" ,:;"), text[joint.end() :].strip()
        bodies = bodies_in(turn.assistant.plans, right, turn.now.date())
        if left and bodies.known and not bodies.unknown:
            return left, bodies
        if not left:
            return _body_first(turn, right) or ("", bodies)
        first = first or (left, bodies if bodies.known else Bodies(unknown=(right,)))
    return first or _body_first(turn, text.strip()) or (text.strip(), Bodies())


def _body_first(turn: Turn, text: str) -> tuple[str, Bodies] | None:
    """ "Sở Xây dựng chỉ tiêu nhà ở xã hội", "Sở Xây dựng: NOXH"."""
    words = text.split()
    for count in range(min(len(words) - 1, 14), 0, -1):
        head, tail = " ".join(words[:count]).strip(" :,;"), " ".join(words[count:]).strip(" :,;")
        bodies = bodies_in(turn.assistant.plans, head, turn.now.date())
        if tail and bodies.known and not bodies.unknown:
            return tail, bodies
    return None


def _rows(turn: Turn, command: str, targets: Sequence[Target], bodies: Bodies, parted: Parted) -> list[Allocation] | str:
    """The rows that a command stands for, or why there are none."""
    numbered = [aim for aim in parted.aims if aim.values]
    if numbered and len(targets) > 1:
        return say.one_target_with_numbers()
    leads = [body for body in bodies.known if body.part is not Part.CONTRIBUTES]
    if numbered and len(leads) > 1:
        return say.one_body_with_numbers()
    if command in ("path", "baseline") and not numbered:
        return say.numbers_wanted(command)
    if command == "baseline" and (len(numbered) != 1 or numbered[0].year is None):
        return say.baseline_wants_a_year()
    if command == "path" and any(aim.year is None for aim in numbered):
        return say.path_wants_years()
    rows: list[Allocation] = []
    for target in targets:
        goals = _goals(target, parted.aims)
        if isinstance(goals, str):
            return goals
        rows += _of_target(turn, command, target, bodies, goals, parted.document)
    return rows


def _goals(target: Target, aims: Sequence[Aim]) -> list[tuple[int | None, Decimal | None]] | str:
    goals: list[tuple[int | None, Decimal | None]] = []
    for aim in aims:
        values = value(aim, target) if aim.values else ()
        if aim.values and len(values) != 1:
            return say.number_not_of_target(aim.written, target, several=len(values) > 1)
        goals.append((aim.year, values[0] if values else None))
    return list(dict(goals).items()) or [(None, None)]


def _of_target(
    turn: Turn, command: str, target: Target, bodies: Bodies, goals: Sequence[tuple[int | None, Decimal | None]], document: str
) -> list[Allocation]:
    plan = plan_of(turn).id
    if command in ("path", "baseline"):
        kind = Part.PATH if command == "path" else Part.BASELINE
        return [Allocation(plan, target.code, "", kind, year, goal, document) for year, goal in goals]
    return [
        Allocation(plan, target.code, body.id, body.part or Part.LEAD, year, None if body.part is Part.CONTRIBUTES else goal, document)
        for body in bodies.known
        for year, goal in goals
    ]


# ---- giving, by a table


def _from_table(turn: Turn) -> list[Reply]:
    read = table.read(turn)
    if read is None:
        return [Reply(say.table_without_columns())]
    if not read.rows:
        return [Reply(say.table_counts(0, read.to_choose, read.left_out))]
    text = say.lines(say.table_counts(read.taken, read.to_choose, read.left_out), told(turn, read.rows))
    return preview(turn, ROUTE, "sheet", text, (say.GIVE_TABLE, say.DO_NOT_GIVE_TABLE), kept(read.rows))


# ---- what is shown and done


def _ask_to_give(turn: Turn, command: str, rows: list[Allocation]) -> list[Reply]:
    if all(any(same(one, row) for one in held(turn.db, row.plan, target=row.target)) for row in rows):
        return [Reply(say.lines(say.given_already(), *lines_of(turn, rows)))]
    step = ROUTE if command == ROUTE else "path"
    labels = (say.GIVE, say.DO_NOT_GIVE) if step == ROUTE else (say.SET, say.DO_NOT_SET)
    return preview(turn, ROUTE, step, told(turn, rows), labels, kept(rows))


def _give(turn: Turn, step: str, what: Any) -> list[Reply]:
    by, batch, rows = coordinator(turn), new_batch(), from_kept(turn, what)
    given = [row for row in rows if allocations.give(turn.db, by, row, batch, turn.now) is not None]
    if not given:
        return [Reply(say.given_already())]
    readers = tell_assigned(turn, given)
    lines = lines_of(turn, given)
    text = say.lines(say.given(step, len(lines)), *say.shortened(lines), say.were_told(readers) if step != "path" else "")
    agencies = sorted({row.agency for row in given if row.agency})
    return done(
        turn, text, Undo("given", say.lines(say.the_giving(step), *say.shortened(lines, 5)), {"batch": batch, "agencies": agencies})
    )


# ---- undoing


def undo_given(turn: Turn, data: dict[str, Any]) -> bool:
    by, plan = coordinator(turn), plan_of(turn).id
    before = held(turn.db, plan)
    count = allocations.take_back(turn.db, by, data["batch"], turn.now)
    after = {one.id for one in held(turn.db, plan)}
    tell_no_longer(turn, [one for one in before if one.id not in after])
    return bool(count)
