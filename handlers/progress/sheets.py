"""What has been reported, as tables and as charts: numbers are numbers and days are days, so that they can be worked with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from corpus.plan import Plan, Target, ValueKind
from corpus.writing import write_measure
from handlers.assistant import Assistant
from handlers.library import Library
from handlers.papers import Cell, Chart, Point, Table, Workbook
from handlers.people.agencies import agency_name
from handlers.progress import reporting
from handlers.progress.owed import all_owed, owed_for, owes
from handlers.progress.standing import Figures, all_figures, figures_of, figures_of_agency, value_of
from handlers.progress.status import Status as Told
from handlers.progress.status import is_below_good, is_to_be_kept, milestones, next_milestone, share, year_end
from handlers.say import capital
from handlers.say import goal as goal_in_words
from handlers.say import progress as say_progress
from handlers.say import reporting as say_reporting
from handlers.say import sheets as say
from handlers.say import standing as say_standing
from store import ledger, periods
from store.db import Database
from store.ledger import Nature, Report, Standing, Submission
from store.overview import Head, newest_rows

MOST_VERSIONS = 20_000
"""Of the last so many rows every version is listed; a spreadsheet of a million helps nobody."""
MOST_POINTS = 200


def everything(db: Database, assistant: Assistant, now: datetime) -> Workbook:
    """Every target with its newest number, who has reported, and every version; drafts and practising are nobody's to see."""
    return Workbook(tuple(table for plan in assistant.plans for table in _of_plan(db, assistant, plan, now)))


def of_agency(db: Database, assistant: Assistant, agency: str, now: datetime) -> Workbook:
    return of_agencies(db, assistant, [agency], now)


def of_agencies(db: Database, assistant: Assistant, agencies: Sequence[str], now: datetime) -> Workbook:
    """What agencies report, each with its own newest number, and every version of theirs."""
    plan, today = assistant.plans[0], now.date()
    rows: list[tuple[Cell, ...]] = []
    figures = all_figures(db, plan, today)
    for agency in agencies:
        own = [(owes(plan, one.owed, agency), figures_of_agency(one, agency, today)) for one in figures]
        rows += [_target_row(assistant, one, agency) for is_owed, one in own if is_owed or one.whole]
    versions = [row for agency in agencies for row in newest_rows(db, plan.id, agency, MOST_VERSIONS)]
    head = say.heading(plan.number, ", ".join(agency_name(assistant.plans, agency) for agency in agencies), today)
    return Workbook(
        (Table(say.TARGETS, say.TARGET_COLUMNS, tuple(rows), head, (say.below_good(),)), _versions(assistant, plan, versions, head))
    )


def who_reported(db: Database, assistant: Assistant, now: datetime) -> Workbook:
    plan = assistant.plans[0]
    return Workbook((_who(db, assistant, plan, now),))


def _of_plan(db: Database, assistant: Assistant, plan: Plan, now: datetime) -> list[Table]:
    head = say.heading(plan.number, plan.title, now.date())
    figures = {one.target.code: one for one in all_figures(db, plan, now.date())}
    rows = tuple(
        _target_row(assistant, figures[target.code]) if target.code in figures else (*_known(target), *_repeats(target))
        for target in plan.targets
    )
    targets = Table(say.TARGETS, say.TARGET_COLUMNS, rows, head, (say.below_good(),))
    return [targets, _who(db, assistant, plan, now), _versions(assistant, plan, newest_rows(db, plan.id, most=MOST_VERSIONS), head)]


# ---- targets


def _target_row(assistant: Assistant, one: Figures, agency: str = "") -> tuple[Cell, ...]:
    target, owing = one.target, [agency] if agency else one.owed.agencies
    who: Cell = ", ".join(agency_name(assistant.plans, each) for each in owing)
    known = _known(target)
    if one.whole is not None:
        head = one.whole
        who = agency_name(assistant.plans, head.agency)
        told: tuple[Cell, ...] = (_told(head), head.as_of, _nature(head), _share(target, value_of(head)))
        return (*known, who, *told, _status(one), say_standing.STANDINGS[head.standing], _note(head), f"#{head.id}")
    if one.total is not None:
        note = say.sum_of(one.total.parts, len(one.missing))
        told = (one.total.value, one.total.last, None, _share(target, one.value))
        return (*known, who, *told, _status(one), None, note, None)
    lacking: Cell = say.not_added_up(len(one.parts)) if one.parts else None
    return (*known, who, None, None, None, None, _status(one), None, lacking, None)


def _known(target: Target) -> tuple[Cell, ...]:
    return (
        target.code,
        capital(target.name),
        target.field,
        target.scope,
        write_measure(target.measure),
        goal_in_words(target),
        target.goal,
        str(target.by) if target.by else None,
    )


def _repeats(target: Target) -> tuple[Cell, ...]:
    """A target that says again what another says has no number of its own."""
    return (*[None] * (len(say.TARGET_COLUMNS) - 10), say.repeats(target.same_as), None)


def _told(head: Head) -> Cell:
    return head.value if head.value is not None else head.state or say_progress.report(head.report)


def _nature(head: Head) -> str:
    part = f", {say_progress.kind(head.kind)}" if head.kind is ValueKind.INCREMENT else ""
    return say_progress.nature(head.nature).removeprefix("số ") + part


def _note(head: Head) -> Cell:
    marks = [head.note, say_standing.LATE if head.late else "", say_standing.UNASSIGNED if head.unassigned else ""]
    return "; ".join(filter(None, marks)) or None


def _share(target: Target, value: Decimal | None) -> Decimal | None:
    """None where less is better: a share of the goal would say the contrary of what it means."""
    if value is None or not target.goal or is_below_good(target):
        return None
    return share(value, target.goal)


def _status(one: Figures) -> str:
    on = one.on
    if one.target.goal is None:
        return "" if one.has_any else say_standing.STATUSES[Told.NO_NUMBER]
    ahead = next_milestone(one.target, on, one.way) if on is not None and one.status is Told.NO_PATH else None
    if one.status is Told.NO_NUMBER and one.has_any:
        return say_standing.NOT_ENOUGH
    return say_standing.judged(one.target, one.status, kept=is_to_be_kept(one.target, one.way), ahead=ahead)


# ---- who has reported


def _who(db: Database, assistant: Assistant, plan: Plan, now: datetime) -> Table:
    every = all_owed(db, plan)
    rows: list[tuple[Cell, ...]] = []
    for period in (one for one in periods.periods(db, plan.id) if one.is_open):
        for line in reporting.roll(db, plan, period, owed_for(db, plan, period, every)).lines:
            rows += [_who_row(assistant, period.name, line, agency) for agency in line.members]
    head = say.heading(plan.number, "" if rows else say.no_period(), now.date())
    return Table(say.WHO, say.WHO_COLUMNS, tuple(rows), tuple(filter(None, head)))


def _who_row(assistant: Assistant, period: str, line: reporting.Line, agency: str) -> tuple[Cell, ...]:
    signed = [one for one in line.signed if one.agency == agency]
    return (
        period,
        agency_name(assistant.plans, agency),
        Decimal(line.owes),
        Decimal(line.counts.get(agency, 0)),
        say.YES if agency in line.numbered else say.NO,
        say.YES if signed else say.NO,
        "; ".join(say_reporting.paper(one.number, one.signed_on) for one in signed) or None,
        say.YES if agency in line.late_ones else None,
    )


# ---- every version


def _versions(assistant: Assistant, plan: Plan, rows: Sequence[Submission], head: tuple[str, ...]) -> Table:
    targets = {target.code: target for target in plan.targets}
    told = tuple(_version_row(assistant, targets.get(row.entry.target), row) for row in seen_outside(rows))
    notes = (say.only_newest(MOST_VERSIONS),) if len(rows) >= MOST_VERSIONS else ()
    return Table(say.VERSIONS, say.VERSION_COLUMNS, told, head, notes)


def seen_outside(rows: Sequence[Submission]) -> list[Submission]:
    """Without practising, without drafts that nobody has released, and without their withdrawal."""
    hidden: set[int] = set()
    seen = []
    for row in rows:
        gone = row.entry.report is Report.WITHDRAWN and row.entry.replaces in hidden
        if row.entry.practice or row.standing is Standing.DRAFT or gone:
            hidden.add(row.id)
        else:
            seen.append(row)
    return seen


def _version_row(assistant: Assistant, target: Target | None, row: Submission) -> tuple[Cell, ...]:
    entry = row.entry
    return (
        f"#{row.id}",
        f"#{entry.replaces}" if entry.replaces else None,
        row.at.date(),
        entry.target,
        capital(target.name) if target else None,
        agency_name(assistant.plans, entry.agency),
        entry.as_of,
        entry.state or say_progress.report(entry.report) or None,
        entry.value,
        entry.numerator,
        entry.denominator,
        target.measure if target else None,
        say_progress.nature(entry.nature).removeprefix("số ") if entry.value is not None else None,
        say_progress.kind(entry.kind) or None,
        None if entry.report is Report.WITHDRAWN else say_standing.STANDINGS[row.standing],
        row.reason if row.standing is Standing.REVIEW else None,
        say_reporting.paper(entry.document, entry.document_on) if entry.document else None,
        entry.note or None,
        say.YES if entry.late else None,
        say.YES if entry.on_behalf else None,
    )


# ---- a chart


def chart(db: Database, library: Library, target: Target, now: datetime) -> Chart | None:
    """What is in force of whoever reports the whole target, against its goal; None where there is no number or no goal in numbers."""
    if target.goal is None:
        return None
    one = figures_of(db, library.plan, target, now.date())
    if one.whole is not None and value_of(one.whole) is not None:
        points = _points(ledger.series(db, library.plan.id, target.code, one.whole.agency, MOST_POINTS))
        whose, note = agency_name((library.plan,), one.whole.agency), ""
    elif one.total is not None:
        points = (Point(one.total.last, one.total.value, provisional=True),)
        whose, note = say_standing.several_agencies(), say_standing.chart_of_sum(one.total.parts, len(one.missing))
    else:
        return None
    return Chart(
        say_standing.chart_title(target),
        write_measure(target.measure),
        target.comparator,
        target.goal,
        year_end(target.by) if target.by else None,
        points,
        tuple(Point(stone.day, stone.value) for stone in milestones(target, one.way)),
        (*([note] if note else []), say_standing.chart_source(library.plan.number, whose, now.date())),
    )


def _points(rows: Sequence[Submission]) -> tuple[Point, ...]:
    """One a day, the surest: an official number before an estimate of the same day, a newer one before an older."""
    found: dict[date, Submission] = {}
    for row in sorted(rows, key=lambda row: (row.entry.nature is not Nature.ESTIMATE, row.id)):
        if row.value is not None and row.entry.kind is not ValueKind.INCREMENT:
            found[row.entry.as_of] = row
    return tuple(Point(day, row.value, _is_provisional(row)) for day, row in sorted(found.items()) if row.value is not None)


def _is_provisional(row: Submission) -> bool:
    return row.entry.nature is not Nature.OFFICIAL or row.standing is not Standing.ACCEPTED
