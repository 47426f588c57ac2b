"""A coordinator takes back what was given to agencies, a path or a baseline."""

from __future__ import annotations

from typing import Any

from handlers.progress.coordinate.aims import Targets, part, targets_in
from handlers.progress.coordinate.allotted import from_kept, kept, lines_of, tell_assigned, tell_no_longer
from handlers.progress.coordinate.bodies import Bodies, bodies_in
from handlers.progress.coordinate.commands import Said
from handlers.progress.coordinate.common import (
    Undo,
    coordinates,
    coordinator,
    done,
    library_of,
    plan_of,
    preview,
)
from handlers.progress.coordinate.doubts import trouble, which_body
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store import allocations
from store.allocations import OWING, Part, held
from store.ledger import new_batch

ROUTE = "assign"


def names_anything(turn: Turn, text: str) -> bool:
    targets, bodies = _chosen(turn, text)[1:]
    return bool(targets.known or targets.doubtful or bodies.known) or coordinates(turn)


def _chosen(turn: Turn, text: str) -> tuple[tuple[Part, ...], Targets, Bodies]:
    """ "NOXH của Sở Xây dựng", "lộ trình NOXH", "Sở Xây dựng": which sorts of rows, of which targets and agencies."""
    command = text.split()
    kinds: tuple[Part, ...] = OWING
    skip = 0
    plain = fold(normal(" ".join(command[:3])))
    if plain.startswith("lo trinh"):
        kinds, skip = (Part.PATH,), 2
    elif plain.startswith(("moc ", "so ")):
        kinds, skip = (Part.BASELINE,), 3 if plain.split()[2:] == ["ky"] else 2
    text = " ".join(command[skip:])
    plans, today, library = turn.assistant.plans, turn.now.date(), library_of(turn)
    plain = f" {text} "
    for joint in (" của ", " cua ", " cho ", " khỏi ", " khoi "):
        left, found, right = plain.rpartition(joint)
        bodies = bodies_in(plans, right, today) if found else Bodies()
        if bodies.known and not bodies.unknown:
            return kinds, targets_in(library, left, turn.now.date()) if left.strip() else Targets(), bodies
    alone = bodies_in(plans, text, today)
    if alone.known and not alone.unknown:
        return kinds, Targets(), alone
    return kinds, targets_in(library, text, turn.now.date()), Bodies()


def ask_to_take_back(turn: Turn, command: Said) -> list[Reply]:
    parted = part(command.rest)
    kinds, targets, bodies = _chosen(turn, parted.left)
    if bodies.doubtful is not None:
        return which_body(turn, command.text, bodies.doubtful)
    if not (bodies.known and not targets.known and not targets.doubtful and not targets.unknown):
        doubt = trouble(turn, Said("withdraw", command.rest, command.text), targets, bodies)
        if doubt:
            return doubt
    codes, ids = {target.code for target in targets.known}, set(bodies.ids)
    years = {aim.year for aim in parted.aims if aim.year}
    rows = [
        one
        for one in held(turn.db, plan_of(turn).id)
        if one.part in kinds and (not codes or one.target in codes) and (not ids or one.agency in ids) and (not years or one.year in years)
    ]
    if not rows:
        by_plan = [target for target in targets.known if target.responsible] if kinds == OWING else []
        return [Reply(say.nothing_to_take_back(by_plan))]
    lines = lines_of(turn, rows)
    text = say.lines(say.take_back_title(len(lines)), *say.shortened(lines))
    return preview(turn, ROUTE, "withdraw", text, (say.TAKE_BACK, say.DO_NOT_TAKE_BACK), [one.id for one in rows])


def take_back(turn: Turn, numbers: Any) -> list[Reply]:
    by = coordinator(turn)
    rows = [one for one in held(turn.db, plan_of(turn).id) if one.id in numbers]
    allocations.end(turn.db, by, [one.id for one in rows], turn.now)
    if not rows:
        return [Reply(say.nothing_to_take_back([]))]
    tell_no_longer(turn, rows)
    lines = lines_of(turn, rows)
    return done(
        turn,
        say.lines(say.taken_back(len(lines)), *say.shortened(lines)),
        Undo("ended", say.lines(say.the_taking_back(), *say.shortened(lines, 5)), {"rows": kept(rows)}),
    )


def undo_ended(turn: Turn, data: dict[str, Any]) -> bool:
    rows, batch = from_kept(turn, data["rows"]), new_batch()
    given = [row for row in rows if allocations.give(turn.db, coordinator(turn), row, batch, turn.now) is not None]
    tell_assigned(turn, given)
    return bool(given)
