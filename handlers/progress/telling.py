"""The answers about one target, line by line; its first line is the answer itself."""

from __future__ import annotations

from corpus.plan import Target
from handlers.progress.sheets import chart as chart_of
from handlers.progress.sheets import seen_outside
from handlers.progress.standing import Figures, figures_of, figures_of_agency, value_of
from handlers.progress.status import Status, expected, is_met, is_to_be_kept, next_milestone
from handlers.progress.viewing import coordinates, drafts_of, library_of, name_of, names, own_agencies, plan_of, reason_of, value_told
from handlers.say import standing as say
from handlers.say.basics import lines
from handlers.say.basics import source as plan_source
from handlers.turn import File, Reply, Turn
from store import ledger
from store.ledger import Report, Standing, Submission
from store.overview import Head

MOST_PARTS = 6
MOST_ROWS = 15
MOST_AGENCIES = 8
WITHOUT_NUMBER = (Report.NIL, Report.NONE_YET)


def progress(turn: Turn, target: Target, agency: str = "") -> str:
    """The number, its share of the goal, where it should be by now, and whence it comes."""
    one = _figures(turn, target, agency)
    if one.whole is not None:
        told = _of_whole(turn, one, one.whole)
    elif one.parts:
        told = _of_parts(turn, one)
    else:
        told = [say.no_number(target), say.goal_line(target), say.reports_it(names(turn, [agency] if agency else one.owed.agencies))]
    silent = _said_nothing(turn, one, agency)
    drafts = [say.draft(_what(draft, target), draft.entry.as_of) for draft in drafts_of(turn, target.code)]
    return lines(*told, *silent, *drafts, plan_source(plan_of(turn), library_of(turn).place(target.passage)))


def _figures(turn: Turn, target: Target, agency: str = "") -> Figures:
    one = figures_of(turn.db, plan_of(turn), target, turn.now.date())
    return figures_of_agency(one, agency, turn.now.date()) if agency else one


def _of_whole(turn: Turn, one: Figures, whole: Head) -> list[str]:
    target, value, name = one.target, value_of(whole), name_of(turn, whole.agency)
    row = ledger.called(turn.db, whole.id)
    kept = is_to_be_kept(target, one.way)
    ahead = next_milestone(target, whole.as_of, one.way) if one.status is Status.NO_PATH else None
    judged = say.judged(target, one.status, kept=kept, ahead=ahead)
    said = [
        say.headline(target, value_told(one), whole.as_of, judged if value is not None else ""),
        say.share(target, value) if value is not None and target.goal is not None else say.goal_line(target),
        *_path(turn, one),
        say.source(whole, name, reason_of(turn, whole)),
        say.note(row.entry.note) if row else "",
        say.document(row.entry.document, row.entry.document_on) if row else "",
    ]
    said += [
        (say.same if other.value == whole.value and other.state == whole.state else say.another)(
            other, name_of(turn, other.agency), target.measure
        )
        for other in one.others[:MOST_PARTS]
    ]
    if one.total and one.total.value != value:
        said.append(say.sum_besides(target, one.total.value, one.total.parts, len(one.missing)))
    if not whole.unassigned and one.owed.agencies and whole.agency not in one.owed.leads:
        said.append(say.contributes(name) if whole.agency in one.owed.contributes else say.no_longer_given(name))
    return said


def _of_parts(turn: Turn, one: Figures) -> list[str]:
    target, total = one.target, one.total
    rows = [say.part_line(head, name_of(turn, head.agency), target.measure) for head in one.parts[:MOST_PARTS]]
    tail = [
        say.parts_title(len(one.parts)) if rows else "",
        *rows,
        say.more_parts(len(one.parts) - len(rows)),
        say.missing(names(turn, one.missing)),
        say.nothing_there(names(turn, one.nothing)),
    ]
    if total is None:
        return [say.unfit(target), say.goal_line(target), *tail]
    worked = say.sum_of_parts(target, total.value, total.parts, total.first, total.last, total.top, total.bottom)
    if one.missing and one.status is not Status.MET:
        return [say.incomplete(target, total.value, total.parts, _of(one), total.last), say.goal_line(target), worked, *tail]
    judged = say.judged(target, one.status, kept=is_to_be_kept(target, one.way), ahead=None)
    return [say.headline(target, value_told(one), total.last, judged), say.share(target, total.value), worked, *_path(turn, one), *tail]


def _of(one: Figures) -> int:
    """How many agencies have a part of it."""
    return len(one.parts) + len(one.missing) + len(one.nothing)


def _path(turn: Turn, one: Figures) -> list[str]:
    """Where it should be by now; nothing where the goal is met already."""
    value, on = one.value, one.on
    if value is None or on is None or one.target.goal is None or one.status in (Status.MET, Status.NOT_MET):
        return []
    wanted = expected(one.target, on, one.way)
    if wanted is not None:
        return [say.milestone(one.target, wanted, value, on)]
    ahead = next_milestone(one.target, on, one.way)
    return [say.next_milestone(one.target, ahead)] if ahead else [say.no_path()] if coordinates(turn) else []


def _said_nothing(turn: Turn, one: Figures, agency: str) -> list[str]:
    """What the leads have said since their last number: nothing new, or none yet and why."""
    said = []
    for each in [agency] if agency else [one.whole.agency] if one.whole else list(one.owed.leads[:MOST_PARTS]):
        last = next(iter(ledger.series(turn.db, plan_of(turn).id, one.target.code, each, 1)), None)
        if last is not None and last.entry.report in WITHOUT_NUMBER:
            said.append(say.said_nothing(name_of(turn, each), last.entry.report, last.entry.as_of, last.entry.note))
    return said


def lacking(turn: Turn, target: Target) -> str:
    one = _figures(turn, target)
    if one.value is None or one.on is None or target.goal is None:
        more = say.incomplete(target, one.total.value, one.total.parts, _of(one), one.total.last) if one.total else ""
        return lines(say.lacks_number(target), more)
    return say.lacks(target, one.value, one.on, met=is_met(target, one.value, target.goal))


# ---- history


def history(turn: Turn, target: Target, agency: str, year: int | None, *, every: bool) -> str:
    """What is in force by day, or every version there has been; drafts for their own agency alone."""
    plan, own = plan_of(turn).id, own_agencies(turn)
    agencies = [agency] if agency else _agencies(_figures(turn, target), own)
    rows: list[Submission] = []
    for each in agencies[:MOST_AGENCIES]:
        inside = each in own
        if every:
            every_row = ledger.versions(turn.db, plan, target.code, each)
            rows += every_row if inside else seen_outside(every_row)
        else:
            rows += ledger.series(turn.db, plan, target.code, each, MOST_ROWS * 2, inside=inside)
    rows = [row for row in rows if year is None or row.entry.as_of.year == year]
    if not rows:
        return lines(say.no_history(target), say.goal_line(target))
    rows.sort(key=(lambda row: (row.id, row.id)) if every else (lambda row: (row.entry.as_of.toordinal(), row.id)), reverse=True)
    several = len({row.entry.agency for row in rows}) > 1
    shown = [_row(turn, row, target, every=every, several=several) for row in rows[:MOST_ROWS]]
    only = "" if several else say.all_from(name_of(turn, rows[0].entry.agency))
    return lines(
        say.history_title(target, len(rows), every=every),
        *shown,
        say.more_rows(len(rows) - len(shown)),
        only,
        say.goal_line(target),
        "" if every else say.every_version_too(target.code),
    )


def _agencies(one: Figures, own: list[str]) -> list[str]:
    found = [head.agency for head in one.heads] or list(one.owed.leads)
    mine = [agency for agency in own if agency in one.owed.agencies]
    return list(dict.fromkeys([*mine, *found]))


def _what(row: Submission, target: Target) -> str:
    return say.told(row.value, row.entry.state, row.entry.report, target.measure)


def _row(turn: Turn, row: Submission, target: Target, *, every: bool, several: bool) -> str:
    entry = row.entry
    gone = entry.report is Report.WITHDRAWN
    reason = row.reason if row.standing is Standing.REVIEW and (coordinates(turn) or entry.agency in own_agencies(turn)) else ""
    marks = "" if gone else say.row_marks(row, reason)
    name = name_of(turn, entry.agency) if several else ""
    if every:
        return say.version_row(row.at.date(), entry.as_of, _what(row, target), marks, name, row.id, entry.replaces)
    return say.history_row(entry.as_of, _what(row, target), marks, name, row.id)


# ---- charts


def chart(turn: Turn, target: Target) -> Reply:
    """The picture with its answer in words, which say all that it shows."""
    drawn = chart_of(turn.db, library_of(turn), target, turn.now)
    text = progress(turn, target)
    if drawn is None:
        return Reply(lines(say.no_chart(target), text))
    return Reply(text, files=(File(say.chart_name(target), paper=drawn),))
