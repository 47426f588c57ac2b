""" "soạn đôn đốc": words to copy into a group, and a draft of the official letter with the list of units."""

from __future__ import annotations

from corpus.communes import is_commune
from handlers.papers import Letter, Table
from handlers.people.agencies import agency_name
from handlers.progress.coordinate.common import plan_of
from handlers.remind.state import State, communes_last
from handlers.say import urging_letter as say
from handlers.turn import File, Reply, Turn


def draft(turn: Turn, one: State) -> list[Reply]:
    """The words to copy stand in a message of their own."""
    plan, period = plan_of(turn), one.period
    behind = communes_last(one.behind)
    names = [agency_name(turn.assistant.plans, row.agency) for row in behind]
    office = agency_name(turn.assistant.plans, plan.coordinator) if plan.coordinator else plan.issuer
    communes = [name.removeprefix("UBND ") for name, row in zip(names, behind, strict=True) if is_commune(row.agency)]
    others = names[: len(names) - len(communes)]
    group = say.for_group(office, period.name, period.due_on, others, communes, is_late=turn.now.date() > period.due_on)
    rows = tuple(
        (
            str(place),
            name,
            say.sent_of(row.wanted - len(row.missing), row.wanted),
            say.remark(row.promise.until if row.promise else None, has_paper=row.has_paper),
        )
        for place, (name, row) in enumerate(zip(names, behind, strict=True), start=1)
    )
    letter = Letter(
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
            is_late=turn.now.date() > period.due_on,
        ),
        tables=(Table(say.TABLE, say.COLUMNS, rows),),
        closing=say.closing(office),
        receivers=say.receivers(plan.issuer, office),
        signer_authority="GIÁM ĐỐC",
    )
    return [
        Reply(say.to_copy()),
        Reply(group),
        Reply(say.letter_made(len(names)), files=(File(f"du-thao-don-doc-{period.id}.docx", paper=letter),)),
    ]
