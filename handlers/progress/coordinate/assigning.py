"""A coordinator gives targets to agencies, sets yearly paths and baselines, and takes them back: shown first, done when agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from corpus.plan import Target
from handlers import say
from handlers.progress.coordinate import table
from handlers.progress.coordinate.aims import Aim, Parted, Targets, part, targets_in, value
from handlers.progress.coordinate.bodies import Bodies, Body, bodies_in
from handlers.progress.coordinate.commands import Said, said
from handlers.progress.coordinate.common import (
    Undo,
    choose,
    coordinates,
    coordinator,
    decided,
    done,
    library_of,
    name_of,
    names_of,
    plan_of,
    preview,
    tell_agencies,
    without_reader,
)
from handlers.turn import Reply, Turn
from store import allocations
from store.allocations import OWING, Allocation, Part, held
from store.ledger import new_batch

ROUTE = "assign"
REFUSALS = (say.DO_NOT_GIVE, say.DO_NOT_SET, say.DO_NOT_TAKE_BACK, say.DO_NOT_GIVE_TABLE)
_COMMANDS = frozenset(["assign", "withdraw", "path", "baseline"])
_FOR = (" cho ", " CHO ", " Cho ")


def recognises(turn: Turn) -> bool:
    """ "giao … cho …" is a command where it names a body or a target: "giao cho ai?" and "giáo dục …" are none."""
    if table.is_sent(turn) and coordinates(turn):
        return True
    command = said(turn)
    if command is None or command.command not in _COMMANDS:
        return turn.conversation.pending is not None and _decided_here(turn)
    if command.asks:
        return False
    if command.command in ("path", "baseline"):
        return any(aim.values for aim in part(command.rest).aims)
    if command.command == "withdraw":
        return _names_anything(turn, part(command.rest).left)
    left, right = _parted(turn, command.rest)
    return bool(right.known) or (bool(left) and coordinates(turn) and _for_at(command.rest) >= 0)


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        if found.refused:
            return [Reply(say.nothing_given(found.step))]
        return _take_back(turn, found.what) if found.step == "withdraw" else _give(turn, found.step, found.what)
    command = said(turn)
    turn.conversation.options = {}
    if table.is_sent(turn):
        return _from_table(turn)
    if command is None:
        return [Reply(say.question_lapsed())]
    if command.command == "withdraw":
        return _ask_to_take_back(turn, command)
    return _from_words(turn, command)


def _decided_here(turn: Turn) -> bool:
    from handlers.people.pending import decision

    return bool(decision(turn, ROUTE))


# ---- giving, in words


def _from_words(turn: Turn, command: Said) -> list[Reply]:
    parted = part(command.rest)
    if command.command == "assign":
        left, bodies = _parted(turn, parted.left)
    else:
        left, bodies = parted.left, Bodies()
    targets = targets_in(library_of(turn), left, turn.now)
    trouble = _trouble(turn, command, targets, bodies)
    if trouble:
        return trouble
    rows = _rows(turn, command.command, targets.known, bodies, parted)
    return _ask_to_give(turn, command.command, rows) if isinstance(rows, list) else [Reply(rows)]


def _parted(turn: Turn, text: str) -> tuple[str, Bodies]:
    """What is given and to whom: "… cho Sở Xây dựng", "cho Sở Xây dựng: …", "Sở Xây dựng chủ trì …"."""
    plans, today = turn.assistant.plans, turn.now.date()
    text = part(text).left
    plain = f" {text} "
    at = len(plain)
    first: tuple[str, Bodies] | None = None
    while (at := max(plain.rfind(joint, 0, at) for joint in _FOR)) >= 0:
        left, right = plain[:at].strip(" ,:;"), plain[at + 5 :].strip()
        bodies = bodies_in(plans, right, today)
        if left and bodies.known and not bodies.unknown:
            return left, bodies
        if left and first is None:
            first = left, Bodies(unknown=(right,)) if not bodies.known else bodies
        at += 1
        if not left:
            return _body_first(turn, right) or ("", bodies)
    return first or _body_first(turn, text) or (text, Bodies())


def _for_at(text: str) -> int:
    return max(f" {text} ".find(joint) for joint in _FOR)


def _body_first(turn: Turn, text: str) -> tuple[str, Bodies] | None:
    """ "Sở Xây dựng chỉ tiêu nhà ở xã hội", "Sở Xây dựng: NOXH"."""
    words = text.split()
    for count in range(min(len(words) - 1, 14), 0, -1):
        head, tail = " ".join(words[:count]).strip(" :,;"), " ".join(words[count:]).strip(" :,;")
        bodies = bodies_in(turn.assistant.plans, head, turn.now.date())
        if tail and bodies.known and not bodies.unknown:
            return tail, bodies
    return None


def _trouble(turn: Turn, command: Said, targets: Targets, bodies: Bodies) -> list[Reply]:
    """What must be asked or said before anything can be shown."""
    if command.command == "assign" and not bodies.known:
        name = bodies.unknown[0] if bodies.unknown else ""
        return [Reply(say.give_to_whom(name))]
    if bodies.unknown:
        return [Reply(say.unknown_body(bodies.unknown[0]))]
    doubtful = bodies.doubtful
    if doubtful is not None:
        return _which_body(turn, command.text, doubtful)
    if targets.unknown or not (targets.known or targets.doubtful):
        return [Reply(say.unknown_target(targets.unknown[0] if targets.unknown else ""))]
    if targets.doubtful:
        words, options = targets.doubtful[0]
        return choose(turn, say.which_target(words), {say.coded_label(one): command.text.replace(words, one.code, 1) for one in options})
    return []


def _which_body(turn: Turn, text: str, body: Body) -> list[Reply]:
    if not body.others:
        return [Reply(say.unknown_body(body.text))]
    names = names_of(turn, body.others)
    return choose(turn, say.which_body(body.text), {name: text.replace(body.text, name, 1) for name in names})


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
    told = say.lines(say.table_counts(read.taken, read.to_choose, read.left_out), _told(turn, read.rows))
    return preview(turn, ROUTE, "sheet", told, (say.GIVE_TABLE, say.DO_NOT_GIVE_TABLE), _kept(read.rows))


# ---- what is shown and done


def _ask_to_give(turn: Turn, command: str, rows: list[Allocation]) -> list[Reply]:
    if all(any(_same(one, row) for one in held(turn.db, row.plan, target=row.target)) for row in rows):
        return [Reply(say.lines(say.given_already(), *_lines(turn, rows)))]
    step = ROUTE if command == ROUTE else "path"
    labels = (say.GIVE, say.DO_NOT_GIVE) if step == ROUTE else (say.SET, say.DO_NOT_SET)
    return preview(turn, ROUTE, step, _told(turn, rows), labels, _kept(rows))


def _told(turn: Turn, rows: Sequence[Allocation]) -> str:
    """Exactly what, for how many, what stands already, and who cannot be told."""
    owing = [row for row in rows if row.part in OWING]
    agencies = dict.fromkeys(row.agency for row in owing)
    unread = without_reader(turn, agencies) if agencies else []
    targets = len(dict.fromkeys(row.target for row in rows))
    head = say.give_title(targets, len(agencies)) if owing else say.set_title(targets, len(rows))
    documents = dict.fromkeys(row.document for row in rows if row.document)
    return say.lines(
        head,
        *say.shortened(_lines(turn, rows)),
        say.by_document("; ".join(documents)) if documents else "",
        *say.shortened(_standing(turn, rows), 5),
        say.cannot_be_told(names_of(turn, unread)),
    )


def _lines(turn: Turn, rows: Sequence[Allocation]) -> list[str]:
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
        told += [say.replaced_line(target, line) for line in _lines(turn, replaced)]
        if others and any(row.part in OWING for row in mine):
            told.append(say.held_by_others(target, names_of(turn, sorted(others))))
    return told


def _replaces(row: Allocation, one: Allocation) -> bool:
    sort = row.part is one.part or (row.part in OWING and one.part in OWING)
    return sort and (row.agency, row.year) == (one.agency, one.year) and not _same(row, one)


def _same(one: Allocation, row: Allocation) -> bool:
    return (one.target, one.agency, one.year, one.part, one.goal, one.document) == (
        row.target, row.agency, row.year, row.part, row.goal, row.document,
    )  # fmt: skip


def _give(turn: Turn, step: str, what: Any) -> list[Reply]:
    by, batch, rows = coordinator(turn), new_batch(), _from_kept(turn, what)
    given = [row for row in rows if allocations.give(turn.db, by, row, batch, turn.now) is not None]
    if not given:
        return [Reply(say.given_already())]
    told = tell_assigned(turn, given)
    text = say.lines(say.given(step, len(given)), *say.shortened(_lines(turn, given)), say.were_told(told) if step != "path" else "")
    agencies = sorted({row.agency for row in given if row.agency})
    return done(turn, text, Undo("given", say.lines(*say.shortened(_lines(turn, given), 5)), {"batch": batch, "agencies": agencies}))


def tell_assigned(turn: Turn, rows: Iterable[Allocation]) -> int:
    owing = [row for row in rows if row.part in OWING]
    texts = {}
    for agency in dict.fromkeys(row.agency for row in owing):
        mine = [row for row in owing if row.agency == agency]
        documents = dict.fromkeys(row.document for row in mine if row.document)
        texts[agency] = say.lines(
            say.assigned_to_you(name_of(turn, agency)),
            *say.shortened(_lines(turn, mine)),
            say.by_document("; ".join(documents)) if documents else "",
        )
    return tell_agencies(turn, texts)


def _kept(rows: Iterable[Allocation]) -> list[list[Any]]:
    return [[r.target, r.agency, r.part, r.year, None if r.goal is None else f"{r.goal:f}", r.document] for r in rows]


def _from_kept(turn: Turn, what: Any) -> list[Allocation]:
    plan = plan_of(turn).id
    return [Allocation(plan, t, a, Part(p), y, None if g is None else Decimal(g), d) for t, a, p, y, g, d in what]


# ---- taking back


def _names_anything(turn: Turn, text: str) -> bool:
    targets, bodies = _chosen(turn, text)[1:]
    return bool(targets.known or targets.doubtful or bodies.known) or coordinates(turn)


def _chosen(turn: Turn, text: str) -> tuple[tuple[Part, ...], Targets, Bodies]:
    """ "NOXH của Sở Xây dựng", "lộ trình NOXH", "Sở Xây dựng": which sorts of rows, of which targets and agencies."""
    command = text.split()
    kinds, skip = OWING, 0
    plain = say.folded(" ".join(command[:3]))
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
            return kinds, targets_in(library, left, turn.now) if left.strip() else Targets(), bodies
    alone = bodies_in(plans, text, today)
    if alone.known and not alone.unknown:
        return kinds, Targets(), alone
    return kinds, targets_in(library, text, turn.now), Bodies()


def _ask_to_take_back(turn: Turn, command: Said) -> list[Reply]:
    parted = part(command.rest)
    kinds, targets, bodies = _chosen(turn, parted.left)
    if bodies.doubtful is not None:
        return _which_body(turn, command.text, bodies.doubtful)
    if not (bodies.known and not targets.known and not targets.doubtful and not targets.unknown):
        trouble = _trouble(turn, Said("withdraw", command.rest, command.text), targets, bodies)
        if trouble:
            return trouble
    codes, ids = {target.code for target in targets.known}, set(bodies.ids)
    years = {aim.year for aim in parted.aims if aim.year}
    rows = [
        one
        for one in held(turn.db, plan_of(turn).id)
        if one.part in kinds
        and (not codes or one.target in codes)
        and (not ids or one.agency in ids)
        and (not years or one.year in years)
    ]
    if not rows:
        by_plan = [target for target in targets.known if target.responsible] if kinds == OWING else []
        return [Reply(say.nothing_to_take_back(by_plan))]
    text = say.lines(say.take_back_title(len(rows)), *say.shortened(_lines(turn, rows)))
    return preview(turn, ROUTE, "withdraw", text, (say.TAKE_BACK, say.DO_NOT_TAKE_BACK), [one.id for one in rows])


def _take_back(turn: Turn, numbers: Any) -> list[Reply]:
    by = coordinator(turn)
    rows = [one for one in held(turn.db, plan_of(turn).id) if one.id in numbers]
    allocations.end(turn.db, by, [one.id for one in rows], turn.now)
    if not rows:
        return [Reply(say.nothing_to_take_back([]))]
    tell_no_longer(turn, rows)
    lines = _lines(turn, rows)
    return done(
        turn,
        say.lines(say.taken_back(len(rows)), *say.shortened(lines)),
        Undo("ended", say.lines(*say.shortened(lines, 5)), {"rows": _kept(rows)}),
    )


def tell_no_longer(turn: Turn, rows: Iterable[Allocation]) -> int:
    """Whoever had a target knows that it is no longer theirs."""
    owing = [row for row in rows if row.part in OWING]
    texts = {
        agency: say.lines(say.no_longer_yours(name_of(turn, agency)), *say.shortened(_lines(turn, [r for r in owing if r.agency == agency])))
        for agency in dict.fromkeys(row.agency for row in owing)
    }
    return tell_agencies(turn, texts)


# ---- undoing


def undo_given(turn: Turn, data: dict[str, Any]) -> bool:
    by, plan = coordinator(turn), plan_of(turn).id
    before = held(turn.db, plan)
    count = allocations.take_back(turn.db, by, data["batch"], turn.now)
    after = {one.id for one in held(turn.db, plan)}
    tell_no_longer(turn, [one for one in before if one.id not in after])
    return bool(count)


def undo_ended(turn: Turn, data: dict[str, Any]) -> bool:
    rows, batch = _from_kept(turn, data["rows"]), new_batch()
    given = [row for row in rows if allocations.give(turn.db, coordinator(turn), row, batch, turn.now) is not None]
    tell_assigned(turn, given)
    return bool(given)
