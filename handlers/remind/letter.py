""" "soạn đôn đốc": words to copy into a group, and a draft of the official letter with the list of units."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.communes import is_commune
from corpus.plan import Plan
from handlers.papers import Letter, Table
from handlers.people.agencies import agency_name
from handlers.progress.coordinate.common import plan_of
from handlers.remind.state import Behind, State, communes_last
from handlers.say import urging_letter as say
from handlers.turn import File, Reply, Turn
from store.periods import Period


def draft(turn: Turn, one: State) -> list[Reply]:
    """The words to copy stand in a message of their own."""
    plan, period = plan_of(turn), one.period
    behind = communes_last(one.behind)
    names = [agency_name(turn.assistant.plans, row.agency) for row in behind]
    communes = [name.removeprefix("UBND ") for name, row in zip(names, behind, strict=True) if is_commune(row.agency)]
    others = names[: len(names) - len(communes)]
    is_late = turn.now.date() > period.due_on
    group = say.for_group(_office(turn, plan), period.name, period.due_on, others, communes, is_late=is_late)
    letter = File(f"du-thao-don-doc-{period.id}.docx", paper=_letter(turn, period, _rows(names, behind), is_late=is_late))
    return [Reply(say.to_copy()), Reply(group), Reply(say.letter_made(len(names)), files=(letter,))]


def _office(turn: Turn, plan: Plan) -> str:
    return agency_name(turn.assistant.plans, plan.coordinator) if plan.coordinator else plan.issuer


def _rows(names: Sequence[str], behind: Sequence[Behind]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(place),
            name,
            say.sent_of(row.wanted - len(row.missing), row.wanted),
            say.remark(row.promise.until if row.promise else None, has_paper=row.has_paper),
        )
        for place, (name, row) in enumerate(zip(names, behind, strict=True), start=1)
    )


def _letter(turn: Turn, period: Period, rows: tuple[tuple[str, ...], ...], *, is_late: bool) -> Letter:
    plan = plan_of(turn)
    office, names = _office(turn, plan), [name for _, name, *_ in rows]
    return Letter(
        issuer_parent=say.parent(plan.issuer),
        issuer=office.upper(),
        kind="",
        sign=say.sign(office),
        place=say.place(plan.issuer),
        year=turn.now.year,
        subject=say.subject(period.name, plan.number),
        to=say.addressees(names),
        paragraphs=say.paragraphs(
            office,
            plan.number,
            period.name,
            period.cutoff,
            period.due_on,
            period.document,
            len(names),
            is_late=is_late,
        ),
        tables=(Table(say.TABLE, say.COLUMNS, rows),),
        closing=say.closing(office),
        receivers=say.receivers(plan.issuer, office),
        signer_authority="GIÁM ĐỐC",
    )
