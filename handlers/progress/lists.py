"""Several targets at once: those that are behind, those of an agency, and what one's own agency still owes."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.progress import reporting
from handlers.progress.asked_back import Kind
from handlers.progress.owed import owes
from handlers.progress.standing import Figures, all_figures, by_status, figures_of_agency
from handlers.progress.status import Status, expected
from handlers.progress.viewing import drafts_of, name_of, names, own_agencies, plan_of, reason_of, value_told
from handlers.say import reporting as say_reporting
from handlers.say import standing as say
from handlers.say.assigning import shortened
from handlers.say.basics import lines
from handlers.turn import Reply, Turn
from store import papers, people, periods
from store.ledger import Standing
from store.periods import Period

MOST = 12


def of_status(turn: Turn, kind: Kind) -> Reply:
    """The targets that are behind, met, or without a number."""
    found = by_status(all_figures(turn.db, plan_of(turn), turn.now.date()))
    numbered = sum(one.has_any for some in found.values() for one in some)
    silent = [one for one in found[Status.NO_NUMBER] if not one.has_any]
    if kind is Kind.WITHOUT:
        rows = [say.without_row(one.target, names(turn, one.owed.agencies)) for one in silent]
        return Reply(lines(say.without_title(len(rows)), *shortened(rows, MOST)))
    if kind is Kind.MET:
        rows = [_row(turn, one) for one in found[Status.MET]]
        return Reply(lines(say.met_title(len(rows), numbered), *shortened(rows, MOST)))
    slow = [*found[Status.NOT_MET], *found[Status.BEHIND]]
    rows = [_row(turn, one) for one in slow]
    return Reply(
        lines(say.behind_title(len(rows), numbered), *shortened(rows, MOST), say.unjudged(len(found[Status.NO_PATH]), len(silent)))
    )


def _row(turn: Turn, one: Figures) -> str:
    on = one.on or turn.now.date()
    wanted = expected(one.target, on, one.way) if one.status is Status.BEHIND else None
    note = say.behind_by(wanted.value, one.target.measure) if wanted else ""
    note = note or (say.STATUSES[one.status] if one.status is Status.NOT_MET else "")
    return say.list_row(one.target, value_told(one), on, note)


def of_agency(turn: Turn, agency: str) -> Reply:
    """What an agency reports, with its newest numbers."""
    plan, today = plan_of(turn), turn.now.date()
    rows = []
    for one in all_figures(turn.db, plan, today):
        own = figures_of_agency(one, agency, today)
        if own.whole is None and not owes(plan, one.owed, agency):
            continue
        marks = say.labels(own.whole, reason_of(turn, own.whole)) if own.whole else ""
        rows.append(say.agency_row(one.target, value_told(own), own.whole.as_of if own.whole else None, marks))
    return Reply(lines(say.agency_title(name_of(turn, agency), len(rows)), *shortened(rows, MOST)))


# ---- one's own


def mine(turn: Turn) -> list[Reply]:
    """What one's own agency owes, the newest numbers, what is still to be sent and by when, and whom to ask."""
    agencies = own_agencies(turn)
    if not agencies:
        return [Reply(say_reporting.no_agency())]
    return [Reply("\n\n".join(_of_one(turn, agency) for agency in agencies))]


def _of_one(turn: Turn, agency: str) -> str:
    plan, today = plan_of(turn), turn.now.date()
    own = [figures_of_agency(one, agency, today) for one in all_figures(turn.db, plan, today) if owes(plan, one.owed, agency)]
    period = _period(turn, agency)
    sent = reporting.of_agency(turn.db, period, agency, [one.target.code for one in own]) if period else {}
    left = [one for one in own if one.target.code not in sent]
    done = [one for one in own if one.target.code in sent]
    when = say_reporting.period_title(period.name, period.cutoff, period.due_on, today) if period else ""
    return lines(
        say_reporting.mine_title(name_of(turn, agency), len(left), len(own), when),
        *_section(say_reporting.still_owed() if period else "", left),
        *_section(say_reporting.sent_already(), done),
        _papers(turn, agency, period) if period and own else "",
        *_reviews(turn, own),
        say_reporting.own_drafts(sum(draft.entry.agency == agency for draft in drafts_of(turn))),
        _contact(turn),
    )


def _section(title: str, some: Sequence[Figures]) -> list[str]:
    rows = [say_reporting.mine_row(one.target, value_told(one), one.whole.as_of if one.whole else None) for one in some]
    return [title, *shortened(rows, MOST)] if rows else []


def _period(turn: Turn, agency: str) -> Period | None:
    """The open one that is due first; else one that is open again for the agency."""
    every = periods.periods(turn.db, plan_of(turn).id)
    is_open = [one for one in every if periods.takes_numbers(turn.db, one, agency, turn.now.date())]
    return min(is_open, key=lambda one: one.due_on) if is_open else None


def _papers(turn: Turn, agency: str, period: Period) -> str:
    found = papers.signed(turn.db, plan_of(turn).id, agency)
    return say_reporting.own_papers([say_reporting.paper(one.number, one.signed_on) for one in found if one.period == period.id])


def _reviews(turn: Turn, own: Sequence[Figures]) -> list[str]:
    return [
        say_reporting.own_review(one.target.name, reason_of(turn, one.whole))
        for one in own
        if one.whole is not None and one.whole.standing is Standing.REVIEW
    ]


def _contact(turn: Turn) -> str:
    plan = plan_of(turn)
    agency = name_of(turn, plan.coordinator) if plan.coordinator else plan.issuer
    return say_reporting.contact(agency, [(person.name, person.phone) for person in people.coordinators(turn.db)])
