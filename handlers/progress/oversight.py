"""Who has reported, the overview, and the tables: all of it for those who coordinate; an agency sees its own and the plain totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.plan import Target
from handlers.papers import Workbook
from handlers.people.agencies import resolve
from handlers.people.commands import meant
from handlers.people.pending import offer
from handlers.progress import reporting, sheets
from handlers.progress.asked_back import Asking, Kind, read
from handlers.progress.meaning import named
from handlers.progress.owed import Owed, all_owed, owed, owed_for
from handlers.progress.reporting import Line, Roll
from handlers.progress.standing import all_figures, by_status
from handlers.progress.status import Status
from handlers.progress.viewing import coordinates, name_of, names, own_agencies, plan_of, short_name_of
from handlers.say import reporting as say
from handlers.say.assigning import shortened
from handlers.say.basics import lines
from handlers.say.period_sheet import not_asked_for
from handlers.turn import File, Reply, Turn
from store import periods
from store.ledger import Standing

MOST = 20
_KINDS = (Kind.WHO_NOT, Kind.WHO_HAS, Kind.OVERVIEW, Kind.TABLE, Kind.TABLE_WHO)
_TOLD = (Status.MET, Status.ON_TRACK, Status.BEHIND, Status.NOT_MET, Status.NO_PATH)


def recognises(turn: Turn) -> bool:
    asking = read(meant(turn))
    if asking is None or asking.kind not in _KINDS:
        return False
    if not asking.about:
        return True
    return bool(_agency(turn, asking)) if asking.kind is Kind.TABLE else _target(turn, asking) is not None


def answer(turn: Turn) -> list[Reply]:
    asking = read(meant(turn))
    if asking is None:
        raise LookupError("nothing is asked")
    match asking.kind:
        case Kind.OVERVIEW:
            return [overview(turn)]
        case Kind.TABLE | Kind.TABLE_WHO:
            return [_table(turn, asking)]
    return [Reply(_who(turn, _target(turn, asking), sent=asking.kind is Kind.WHO_HAS))]


def _target(turn: Turn, asking: Asking) -> Target | None:
    found = named(turn, asking.about, asks_back=False).targets if asking.about else ()
    return found[0] if found else None


def _agency(turn: Turn, asking: Asking) -> str:
    return resolve(turn.assistant.plans, asking.about, turn.now.date()).id


# ---- the overview


def overview(turn: Turn) -> Reply:
    """One screen of a telephone."""
    plan, today = plan_of(turn), turn.now.date()
    wanted = all_owed(turn.db, plan)
    every = all_figures(turn.db, plan, today, wanted)
    found = by_status(every)
    numbered = [one for one in every if one.has_any]
    heads = [head for one in numbered for head in one.heads]
    slow = [*found[Status.NOT_MET], *found[Status.BEHIND]]
    counts = [(status, len(found[status])) for status in _TOLD] + [(Status.NO_NUMBER, len(every) - len(numbered))]
    sent = sum(head.standing is Standing.SENT for head in heads)
    review = sum(head.standing is Standing.REVIEW for head in heads)
    text = lines(
        say.overview_title(plan.number, len(numbered), len(every)),
        say.overview_statuses(counts),
        say.behind_names([one.target.name for one in slow]),
        *_totals(turn, wanted),
        say.waiting(sent, review, sum(head.unassigned for head in heads)) if coordinates(turn) else "",
    )
    labels = [say.WHO_NOT] if coordinates(turn) else []
    labels += [say.BEHIND_ONES] if slow else []
    return offer(turn.conversation, text, {label: say.MEANINGS[label] for label in [*labels, say.TABLE]})


def _totals(turn: Turn, wanted: Sequence[Owed]) -> list[str]:
    return [_total(turn, roll) for roll in _rolls(turn, wanted)] or [say.no_open_period(coordinates(turn))]


def _total(turn: Turn, roll: Roll, target: Target | None = None) -> str:
    period = roll.period
    title = say.period_title(period.name, period.cutoff, period.due_on, turn.now.date())
    if target is not None and not roll.lines and periods.items(turn.db, period.id):
        return not_asked_for(say.about_target(title, target))
    groups = [(short_name_of(turn, line.agency), line.with_numbers, len(line.members)) for line in roll.lines if line.is_group]
    one = [line for line in roll.lines if not line.is_group]
    numbers, papers = sum(line.with_numbers for line in one), sum(line.with_papers for line in one)
    return say.totals(say.about_target(title, target) if target else title, numbers, papers, len(one), roll.late, groups)


def _rolls(turn: Turn, every: Sequence[Owed], target: Target | None = None) -> list[Roll]:
    """Of every open period, the first due first; of one target, where one is given. `every` is owed where a period names nothing."""
    plan = plan_of(turn)
    is_open = sorted((one for one in periods.periods(turn.db, plan.id) if one.is_open), key=lambda one: (one.due_on, one.id))
    return [reporting.roll(turn.db, plan, period, _of(target, owed_for(turn.db, plan, period, every))) for period in is_open]


def _of(target: Target | None, wanted: Sequence[Owed]) -> Sequence[Owed]:
    return wanted if target is None else [one for one in wanted if one.target.code == target.code]


# ---- who has reported


def _who(turn: Turn, target: Target | None, *, sent: bool) -> str:
    plan = plan_of(turn)
    found = _rolls(turn, [owed(turn.db, plan, target)] if target else all_owed(turn.db, plan), target)
    if not found:
        return lines(say.no_open_period(coordinates(turn)), *_never(turn))
    return "\n\n".join(lines(_total(turn, roll, target), *_told(turn, roll, target, sent=sent)) for roll in found)


def _told(turn: Turn, roll: Roll, target: Target | None, *, sent: bool) -> list[str]:
    """Of a target that a period does not ask for there is nothing to tell."""
    return _of_roll(turn, roll, sent=sent) if roll.lines or target is None else []


def _of_roll(turn: Turn, roll: Roll, *, sent: bool) -> list[str]:
    if not coordinates(turn):
        own = own_agencies(turn)
        mine = [_row(turn, line) for line in roll.lines for agency in own if agency in line.members and not line.is_group]
        return [*(mine or _of_members(turn, roll, own)), say.others_hidden()]
    none = [line for line in roll.lines if not line.with_numbers]
    some = [line for line in roll.lines if line.with_numbers and not line.is_whole]
    whole = [line for line in roll.lines if line.is_whole]
    if sent:
        return [say.sent_title(len(some) + len(whole)), *_rows(turn, [*whole, *some])]
    return [
        say.not_yet_title(len(none)),
        *_rows(turn, none),
        say.part_title(len(some)),
        *_rows(turn, some),
        *(say.group_title(short_name_of(turn, line.agency), names(turn, _without(line))) for line in some if line.is_group),
        say.done_title(len(whole)),
        *_rows(turn, whole),
    ]


def _without(line: Line) -> Sequence[str]:
    return [agency for agency in line.members if agency not in line.numbered]


def _rows(turn: Turn, some: Sequence[Line]) -> list[str]:
    return shortened([_row(turn, line) for line in some], MOST)


def _row(turn: Turn, line: Line) -> str:
    name = short_name_of(turn, line.agency)
    if line.is_group:
        return say.group_row(name, line.with_numbers, line.with_papers, len(line.members), late=line.late)
    return say.roll_row(name, line.sent, line.owes, [say.paper(one.number, one.signed_on) for one in line.signed], late=line.late)


def _of_members(turn: Turn, roll: Roll, own: Sequence[str]) -> list[str]:
    """An agency that owes something as one of a group, told by itself."""
    return [
        say.member_row(name_of(turn, agency), has_numbers=agency in line.numbered, has_paper=agency in line.papered)
        for line in roll.lines
        for agency in own
        if agency in line.members
    ]


def _never(turn: Turn) -> list[str]:
    found = reporting.never(turn.db, plan_of(turn))
    silent = [line for line in found if not line.has_numbers]
    of = sum(len(line.members) for line in found)
    if not coordinates(turn):
        return [say.ever_row(sum(line.with_numbers for line in found), of)]
    rows = [say.never_row(short_name_of(turn, line.agency), line.with_numbers, len(line.members)) for line in silent]
    return [say.never_title(len(rows)), *shortened(rows, MOST)]


# ---- tables


def _table(turn: Turn, asking: Asking) -> Reply:
    plan_id, own = plan_of(turn).id, own_agencies(turn)
    if asking.kind is Kind.TABLE_WHO:
        if not coordinates(turn):
            return Reply(lines(say.table_for_coordinators(), *_totals(turn, all_owed(turn.db, plan_of(turn)))))
        book = sheets.who_reported(turn.db, turn.assistant, turn.now)
        return _sent(book, say.WHO_TABLE, f"ai-chua-gui-{plan_id}")
    agency = _agency(turn, asking) if asking.about else ""
    if agency and not (coordinates(turn) or agency in own):
        return Reply(say.table_not_yours(name_of(turn, agency)))
    if agency or (own and not coordinates(turn)):
        of = [agency] if agency else own
        book = sheets.of_agencies(turn.db, turn.assistant, of, turn.now)
        return _sent(book, say.table_of(names(turn, of)), f"so-lieu-{of[0]}")
    if coordinates(turn):
        return _sent(sheets.everything(turn.db, turn.assistant, turn.now), say.WHOLE_TABLE, f"tien-do-{plan_id}")
    book = sheets.everything(turn.db, turn.assistant, turn.now)
    return _sent(replace(book, tables=book.tables[:1]), say.TARGET_TABLE, f"chi-tieu-{plan_id}")


def _sent(book: Workbook, what: str, name: str) -> Reply:
    return Reply(say.table_sent(what, [(table.title, len(table.rows)) for table in book.tables]), files=(File(f"{name}.xlsx", paper=book),))
