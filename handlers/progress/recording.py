"""Into the ledger: one message's clear numbers together, each with its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.plan import Target, ValueKind
from handlers.library import Library
from handlers.people.agencies import agency_name
from handlers.people.common import tell_coordinators
from handlers.progress import naming
from handlers.progress.claims import Document
from handlers.progress.figures import Value
from handlers.progress.items import Item
from handlers.say import progress as say
from handlers.say.basics import lines, source
from handlers.turn import Attachment, Message, Turn
from store import ledger, papers, periods, practice
from store.address import Address
from store.ledger import Entry, Nature, Ruling, Submission
from store.papers import Evidence, SignedReport
from store.people import Person, Post, Role
from store.plan_settings import BY_LEADER, Setting, setting


@dataclass(frozen=True, slots=True)
class Sending:
    """What the numbers of one message share. `released_by` is who of the unit is said to have approved them."""

    batch: str
    origin: str = ""
    document: Document | None = None
    released_by: str = ""
    on_behalf: bool = False


class PeriodClosedError(Exception):
    """The period that a number belongs to takes none any more; its name is the text."""


def library_of(turn: Turn) -> Library:
    return turn.assistant.libraries[0]


def origin(at: Address, message: Message) -> str:
    """Tells a message from every other without saying in whose chat it stands."""
    if not message.id:
        return ""
    return hashlib.sha256("\n".join((at.channel, at.account, at.chat, message.id)).encode()).hexdigest()[:32]


def record(turn: Turn, item: Item, sending: Sending) -> tuple[Submission, str]:
    """The row and its receipt. Raises PeriodClosedError."""
    by, library = _writer(turn), library_of(turn)
    plan, value, claim = library.plan, item.values[0] if item.values else None, item.claim
    as_of = value.as_of if value else (claim.when.end if claim.when else turn.now.date())
    kind = value.kind if value else _kind(library, item)
    period, late = _period(turn, item.agency, as_of)
    training = practice.is_practising(turn.db, by)
    entry = Entry(
        plan=plan.id,
        target=item.code,
        agency=item.agency,
        report=claim.report,
        value=value.value if value else None,
        numerator=value.numerator if value else None,
        denominator=value.denominator if value else None,
        state=claim.state,
        kind=kind,
        nature=value.nature if value else claim.nature or Nature.OFFICIAL,
        as_of=as_of,
        note=claim.note,
        document=sending.document.number if sending.document else "",
        document_on=sending.document.on if sending.document else None,
        period=period.id if period else None,
        batch=sending.batch,
        origin=sending.origin,
        message=turn.event,
        on_behalf=sending.on_behalf,
        unassigned=item.unassigned,
        late=late,
        practice=training,
        draft=_is_draft(turn, by, item, sending) and not training,
    )
    before = _known(turn, entry)
    entry = replace(entry, replaces=item.corrects or _same(before, entry))
    row = ledger.record(turn.db, by, entry, turn.now)
    if entry.draft and sending.released_by:
        ledger.rule(turn.db, by, row, Ruling.RELEASED, turn.now, reason=sending.released_by)
        row = replace(row, ruling=Ruling.RELEASED)
    if entry.unassigned and not training and not _told_before(before):
        name = agency_name(turn.assistant.plans, item.agency)
        tell_coordinators(turn, say.told_unassigned(what(library, row), name_of(library, item.code), name))
    return row, receipt(turn, row, before, period.name if period and late else "", period.due_on if period else None, value)


def keep_files(turn: Turn, batch: str, files: Sequence[Attachment] | None = None) -> int:
    """Keeps what came with the message, or with one before it, and says how many that were."""
    taken = [file for file in (turn.message.files if files is None else files) if file.path]
    for file in taken:
        papers.keep(turn.db, _writer(turn), Evidence(batch, file.name, file.path, file.kind, file.size, file.digest), turn.now)
    return len(taken)


def note_document(turn: Turn, agency: str, sending: Sending) -> bool:
    """Keeps the signed report that was named as a fact of its own; whether it is new."""
    if sending.document is None or practice.is_practising(turn.db, _writer(turn)):
        return False
    current = periods.current(turn.db, library_of(turn).plan.id)
    report = SignedReport(
        library_of(turn).plan.id,
        agency,
        sending.document.number,
        sending.document.on,
        current.id if current else None,
        sending.on_behalf,
        sending.batch,
    )
    return papers.sign(turn.db, _writer(turn), report, turn.now)


def _writer(turn: Turn) -> Person:
    if turn.person is None:
        raise LookupError("nobody is enrolled here")
    return turn.person


def _kind(library: Library, item: Item) -> ValueKind:
    target = library.by_code.get(item.code)
    return target.kind if target else ValueKind.LEVEL


def _period(turn: Turn, agency: str, as_of: date) -> tuple[periods.Period | None, bool]:
    plan, today = library_of(turn).plan.id, turn.now.date()
    period = periods.period_of(turn.db, plan, as_of) or periods.current(turn.db, plan)
    if period is None:
        return None, False
    if not periods.takes_numbers(turn.db, period, agency, today):
        raise PeriodClosedError(period.name)
    return period, today > period.due_on


def _is_draft(turn: Turn, by: Person, item: Item, sending: Sending) -> bool:
    if sending.on_behalf or Post(Role.LEADER, item.agency) in by.posts:
        return False
    return setting(turn.db, library_of(turn).plan.id, Setting.RELEASE) == BY_LEADER


def _known(turn: Turn, entry: Entry) -> list[Submission]:
    if entry.practice:
        return []
    return ledger.near(turn.db, entry.plan, entry.target, entry.agency, entry.as_of)


def _same(before: Sequence[Submission], entry: Entry) -> int | None:
    """What was told of the same day is a version of the same number."""
    for one in before:
        if (one.entry.as_of, one.entry.kind, one.entry.nature) == (entry.as_of, entry.kind, entry.nature):
            return one.id
    return None


def _told_before(before: Sequence[Submission]) -> bool:
    return any(one.entry.unassigned for one in before)


# ---- receipts


def name_of(library: Library, code: str) -> str:
    target = library.by_code.get(code)
    if target:
        return target.name
    task = naming.task_called(library, code)
    return task.topics[0] if task and task.topics else (task.quote if task else code)


def short_name(library: Library, code: str) -> str:
    """As somebody in a hurry would type it: the shortest of a target's names in its own words that means it and no other."""
    target = library.by_code.get(code)
    if target is None:
        return code
    words = set(target.name.lower().split())
    names = [name for name in target.aliases if " " in name and len(name) >= 6 and set(name.lower().split()) <= words]
    sure = (name for name in sorted(names, key=len) if _means(library, name, code))
    return next(sure, target.name)


def _means(library: Library, name: str, code: str) -> bool:
    named = naming.name(library, (name.lower(),), (), library.plan.issued)
    return named.sure and bool(named.targets) and named.targets[0].code == code


def what(library: Library, row: Submission) -> str:
    """The row in a few words: "1.250 căn hộ", "không phát sinh", "đã thực hiện"."""
    entry, target = row.entry, library.by_code.get(row.entry.target)
    if entry.value is not None:
        part = f"{say.kind(entry.kind)} " if entry.kind is ValueKind.INCREMENT else ""
        return part + say.amount(entry.value, target.measure if target else "")
    return entry.state or say.report(entry.report)


def receipt(turn: Turn, row: Submission, before: Sequence[Submission], late_for: str, due: date | None, value: Value | None) -> str:
    library, entry = library_of(turn), row.entry
    target, names = library.by_code.get(entry.target), agency_name(turn.assistant.plans, entry.agency)
    first = (say.practised if entry.practice else say.recorded)(what(library, row), name_of(library, entry.target), names)
    return lines(
        first,
        say.details(entry.as_of, entry.nature, entry.kind, _before(target, row, before))
        if entry.value is not None
        else say.on_day(entry.as_of),
        say.worked_out(value.told, value.value, (value.numerator, value.denominator)) if value else "",
        say.share(target, entry.value) if target and entry.value is not None and entry.kind is not ValueKind.INCREMENT else "",
        source(library.plan, library.place(target.passage)) if target else "",
        say.note_kept(entry.note),
        say.on_behalf(names) if entry.on_behalf else "",
        say.waits_for_leader() if entry.draft and row.ruling is None else "",
        say.waits_to_be_assigned() if entry.unassigned and not entry.practice else "",
        say.late(late_for, due) if late_for and due else "",
    )


def _before(target: Target | None, row: Submission, before: Sequence[Submission]) -> str:
    entry = row.entry
    if target is None or entry.value is None:
        return ""
    replaced = next((one for one in before if one.id == entry.replaces and one.value is not None), None)
    if replaced is not None and replaced.value is not None:
        return say.replaced(replaced.value, target.measure) if replaced.value != entry.value else ""
    numbers = [one for one in before if one.value is not None and one.entry.kind is entry.kind and one.entry.as_of < entry.as_of]
    if not numbers or numbers[0].value is None or entry.kind is ValueKind.INCREMENT:
        return ""
    return say.before(numbers[0].value, numbers[0].entry.as_of, entry.value, target.measure)
