"""Rows of who owes what as they are shown, kept until somebody decides, and told to those whom they concern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from handlers.progress.coordinate.bodies import everyone_of
from handlers.progress.coordinate.common import (
    library_of,
    name_of,
    names_of,
    plan_of,
    tell_agencies,
    without_reader,
)
from handlers.say import coordinate as say
from handlers.turn import Turn
from store.allocations import OWING, Allocation, Part, held


def told(turn: Turn, rows: Sequence[Allocation]) -> str:
    """Exactly what, for how many, what stands already, and who cannot be told."""
    owing = [row for row in rows if row.part in OWING]
    agencies = dict.fromkeys(row.agency for row in owing)
    unread = without_reader(turn, agencies) if agencies else []
    everyone = {one for agency in agencies for one in everyone_of(plan_of(turn), agency)}
    targets = len(dict.fromkeys(row.target for row in rows))
    head = say.give_title(targets, len(everyone)) if owing else say.set_title(targets, len(rows))
    documents = dict.fromkeys(row.document for row in rows if row.document)
    return say.lines(
        head,
        *say.shortened(lines_of(turn, rows)),
        say.by_document("; ".join(documents)) if documents else "",
        *say.shortened(_standing(turn, rows), 5),
        say.cannot_be_told(names_of(turn, unread)),
    )


def lines_of(turn: Turn, rows: Sequence[Allocation]) -> list[str]:
    """A line for each target and what it is given to, years gathered."""
    gathered: dict[tuple[str, str, Part], list[tuple[int | None, Decimal | None]]] = {}
    for row in rows:
        gathered.setdefault((row.target, row.agency, row.part), []).append((row.year, row.goal))
    library = library_of(turn)
    return [
        say.given_line(library.by_code[target], name_of(turn, agency) if agency else "", part, goals)
        for (target, agency, part), goals in gathered.items()
    ]


def _standing(turn: Turn, rows: Sequence[Allocation]) -> list[str]:
    """What is in force for the same targets and stays so, or is replaced."""
    told: list[str] = []
    for code in dict.fromkeys(row.target for row in rows):
        mine = [row for row in rows if row.target == code]
        standing = held(turn.db, plan_of(turn).id, target=code)
        replaced = [one for one in standing if any(_replaces(row, one) for row in mine)]
        others = {one.agency for one in standing if one.part in OWING} - {row.agency for row in mine}
        target = library_of(turn).by_code[code]
        told += [say.replaced_line(target, line) for line in lines_of(turn, replaced)]
        if others and any(row.part in OWING for row in mine):
            told.append(say.held_by_others(target, names_of(turn, sorted(others))))
    return told


def _replaces(row: Allocation, one: Allocation) -> bool:
    sort = row.part is one.part or (row.part in OWING and one.part in OWING)
    return sort and (row.agency, row.year) == (one.agency, one.year) and not same(row, one)


def same(one: Allocation, row: Allocation) -> bool:
    return (one.target, one.agency, one.year, one.part, one.goal, one.document) == (
        row.target, row.agency, row.year, row.part, row.goal, row.document,
    )  # fmt: skip


def tell_assigned(turn: Turn, rows: Iterable[Allocation]) -> int:
    owing = [row for row in rows if row.part in OWING]
    texts = {}
    for agency in dict.fromkeys(row.agency for row in owing):
        mine = [row for row in owing if row.agency == agency]
        documents = dict.fromkeys(row.document for row in mine if row.document)
        texts[agency] = say.lines(
            say.assigned_to_you(name_of(turn, agency)),
            *say.shortened(lines_of(turn, mine)),
            say.by_document("; ".join(documents)) if documents else "",
        )
    return tell_agencies(turn, texts)


def tell_no_longer(turn: Turn, rows: Iterable[Allocation]) -> int:
    """Whoever had a target knows that it is no longer theirs."""
    owing = [row for row in rows if row.part in OWING]
    texts = {
        agency: say.lines(
            say.no_longer_yours(name_of(turn, agency)), *say.shortened(lines_of(turn, [r for r in owing if r.agency == agency]))
        )
        for agency in dict.fromkeys(row.agency for row in owing)
    }
    return tell_agencies(turn, texts)


def kept(rows: Iterable[Allocation]) -> list[list[Any]]:
    return [[r.target, r.agency, r.part, r.year, None if r.goal is None else f"{r.goal:f}", r.document] for r in rows]


def from_kept(turn: Turn, what: Any) -> list[Allocation]:
    plan = plan_of(turn).id
    return [Allocation(plan, t, a, Part(p), y, None if g is None else Decimal(g), d) for t, a, p, y, g, d in what]
