"""What is asked about a number, with the options and what each stands for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from corpus.plan import Target, ValueKind
from handlers.people.agencies import agency_name
from handlers.progress.figures import Doubt, Value
from handlers.progress.glance import agencies_of
from handlers.progress.items import Item, owing
from handlers.progress.recording import library_of, name_of
from handlers.say import progress as say
from handlers.turn import Turn
from store import ledger
from store.ledger import Nature, Report

MOST_OWED = 10
"""So many targets of an agency are offered for a number that names none."""


def question(turn: Turn, item: Item) -> tuple[str, Mapping[str, str], str]:
    """What is asked, the labels with what each stands for, and the step that takes the answer."""
    library, said = library_of(turn), said_of(turn, item)
    target = library.by_code.get(item.code)
    if item.place and item.choices:
        name = name_of(library, item.choices[0])
        return (
            say.ask_place(said, item.place, name),
            {say.target_label(library.by_code[item.choices[0]]): item.choices[0], say.RECORD_NOT: ""},
            "target",
        )
    if not item.code:
        return _which_target(turn, item, said)
    if not item.agency:
        names = {agency_name(turn.assistant.plans, agency): agency for agency in item.agencies}
        return say.ask_agency(said), names, "agency"
    if target is None or (Doubt.COMPARED in item.doubts and item.claim.report is Report.UNCHANGED):
        return say.no_last(name_of(library, item.code)), {}, "number"
    if item.claim.figure is None or Doubt.NEEDS_NUMBER in item.doubts:
        return say.ask_number(target) if target.goal is not None else say.ask_state(target.name), {}, "number"
    return _which_value(turn, item, target, said)


def _which_target(turn: Turn, item: Item, said: str) -> tuple[str, Mapping[str, str], str]:
    library = library_of(turn)
    choices = [target for target in library.plan.targets if target.code in item.choices] or _owed_targets(turn, item)
    if not choices:
        return say.ask_target_at_all(said, "NOXH 1.250"), {}, "target"
    labels = {say.target_label(target): target.code for target in choices}
    if item.claim.figure is None and not item.choices and len(choices) > 1:
        labels[say.ALL_OF_THEM] = ",".join(target.code for target in choices)
    return say.ask_target(said, len(choices) > 1), labels | {say.RECORD_NOT: ""}, "target"


def _owed_targets(turn: Turn, item: Item) -> list[Target]:
    """For a number alone: what its sender's agency owes, if that is little."""
    library = library_of(turn)
    own = owing(turn.db, library, item.agencies or agencies_of(turn.person))
    found = [target for target in library.plan.targets if target.code in own and (target.goal is not None or item.claim.figure is None)]
    return found if len(found) <= MOST_OWED and not item.claim.labels else []


def _which_value(turn: Turn, item: Item, target: Target, said: str) -> tuple[str, Mapping[str, str], str]:
    last = _last(turn, item)
    doubts = [
        say.ahead(item.values[0].as_of) if one is Doubt.AHEAD and item.values else say.doubt(one, target, last) for one in item.doubts
    ]
    if not item.values:
        return say.confirm_nothing(said, target.name, doubts), {}, "number"
    labels: dict[str, str] = {}
    for number, value in enumerate(item.values[:4]):
        if Doubt.AHEAD in item.doubts:
            labels |= _days(turn.now.date(), item, value, number)
        else:
            on = value.as_of if Doubt.WHICH_DAY in item.doubts else None
            labels[say.record_label(value.value, value.kind, target.measure, on)] = f"value {number}"
    return say.confirm(said, target.name, doubts), {**labels, say.RECORD_NOT: ""}, "value"


def _days(today: date, item: Item, value: Value, number: int) -> dict[str, str]:
    """A day ahead: the number is today's where its stretch has begun, or an estimate."""
    begun = item.claim.when is not None and item.claim.when.start <= today
    first = {say.TO_TODAY: f"today {number}"} if begun else {}
    return first | {say.estimate_label(value.as_of): f"estimate {number}"}


def said_of(turn: Turn, item: Item) -> str:
    """What was typed of the number, as one would say it."""
    figure, target = item.claim.figure, library_of(turn).by_code.get(item.code)
    if figure is None:
        return item.claim.state or say.report(item.claim.report) or "Số này"
    measure = figure.measure or (target.measure if target and not figure.measure else "")
    if figure.numerator is not None and figure.denominator is not None:
        return f"{say.amount(figure.numerator, '')}/{say.amount(figure.denominator, figure.measure)}"
    return say.amount(figure.values[0], measure)


def _last(turn: Turn, item: Item) -> tuple[Decimal, date] | None:
    rows = ledger.near(turn.db, library_of(turn).plan.id, item.code, item.agency, turn.now.date())
    for row in rows:
        if (
            row.value is not None
            and row.id != item.corrects
            and row.entry.kind is not ValueKind.INCREMENT
            and row.entry.nature is not Nature.ESTIMATE
        ):
            return row.value, row.entry.as_of
    return None
