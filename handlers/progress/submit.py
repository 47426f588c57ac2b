"""A contact's numbers: what is clear is recorded in one turn, what is not is asked about, one question at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from handlers.people.agencies import agency_name
from handlers.progress import asking, naming, reading
from handlers.progress.claims import Claim, Reading
from handlers.progress.figures import Doubt
from handlers.progress.glance import agencies_of, coordinates, may_be_report
from handlers.progress.items import Item, items, owing
from handlers.progress.recording import (
    PeriodClosedError,
    Sending,
    keep_files,
    library_of,
    name_of,
    note_document,
    origin,
    record,
    short_name,
    what,
)
from handlers.progress.release import tell_leaders
from handlers.progress.together import held_together
from handlers.say import progress as say
from handlers.say.basics import lines
from handlers.turn import Reply, Turn
from index.keys import content
from store import ledger
from store.ledger import Report, Standing, Submission

WITH_LAST = timedelta(minutes=30)
MOST_RECEIPTS = 3
"""Receipts in full in one message; more are told a line each."""
_BARE = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=64)
def read(text: str, today: date) -> Reading:
    """Read by each route in turn, so the last are remembered."""
    return reading.read(text, today)


# ---- the routes


def recognises(turn: Turn) -> bool:
    """A report by somebody who may send one; a question is none, whatever numbers it holds."""
    text = turn.message.text.strip()
    if not agencies_of(turn.person) or turn.message.press:
        return False
    if turn.message.files and not text:
        return True
    if not may_be_report(text):
        return False
    reading_ = read(text, turn.now.date())
    if reading_.too_long:
        return True
    if reading_.asks or not reading_.claims:
        return reading_.document is not None and not reading_.asks and not reading_.claims and _only_document(text)
    return any(_is_report(turn, claim) for claim in reading_.claims)


def answer(turn: Turn) -> list[Reply]:
    if not turn.message.private:
        return [Reply(say.in_private_only())]
    if not turn.message.text.strip():
        return _files_alone(turn)
    reading_ = read(turn.message.text.strip(), turn.now.date())
    if reading_.too_long:
        return [Reply(say.too_long())]
    sending = Sending(ledger.new_batch(), origin(turn.at, turn.message), reading_.document, reading_.released_by)
    agencies = agencies_of(turn.person)
    if not reading_.claims:
        return _document_alone(turn, sending, agencies)
    own = [agency for agency in agencies if agency in reading_.agencies] or agencies
    return take(turn, reading_, sending, own)


def take(turn: Turn, reading_: Reading, sending: Sending, agencies: Sequence[str]) -> list[Reply]:
    """Records what is clear of a reading and asks about the first that is not."""
    found = held_together(items(turn.db, library_of(turn), reading_.claims, agencies, turn.now.date()))
    if not set(reading_.agencies) <= set(agencies):
        found = [replace(item, doubts=(*item.doubts, Doubt.OTHER_AGENCY)) if item.values else item for item in found]
    return proceed(turn, found, sending)


def proceed(turn: Turn, found: Sequence[Item], sending: Sending, *, first: Sequence[str] = ()) -> list[Reply]:
    """Records the clear ones, says which are refused, asks about the rest. `first` are lines to begin with."""
    texts: list[str] = []
    rows: list[Submission] = []
    waiting: list[Item] = []
    for item in found:
        if item.foreign:
            texts.append(_foreign(turn, item))
        elif item.is_clear:
            try:
                row, receipt = record(turn, item, sending)
            except PeriodClosedError as closed:
                texts.append(say.period_closed(str(closed), coordinator_name(turn)))
                continue
            rows.append(row)
            texts.append(receipt)
        else:
            waiting.append(item)
    return _replies(turn, rows, [*first, *texts], waiting, sending)


def _replies(turn: Turn, rows: Sequence[Submission], texts: Sequence[str], waiting: Sequence[Item], sending: Sending) -> list[Reply]:
    if rows or waiting:
        texts = [*texts, *_behind(turn, rows, sending)]
    if len(rows) > MOST_RECEIPTS:
        texts = _shortened(texts)
    question = asking.ask(turn, waiting, sending) if waiting else None
    if not waiting:
        turn.conversation.pending = None
    replies = [Reply("\n\n".join(texts))] if texts else []
    if rows and not question:
        replies = [asking.offer_undo(turn, replies[0].text)]
    _remember(turn, rows)
    tell_leaders(turn, [row for row in rows if row.standing is Standing.DRAFT])
    return [*replies, *([question] if question else [])]


def _behind(turn: Turn, rows: Sequence[Submission], sending: Sending) -> list[str]:
    """What was kept besides the numbers: the signed report, the files, and why a file was not."""
    kept = keep_files(turn, sending.batch)
    refused = [say.file_not_taken(file.name, file.refused) for file in turn.message.files if file.refused]
    noted = rows and note_document(turn, rows[0].entry.agency, sending)
    document = say.document_kept(sending.document.number, sending.document.on) if noted and sending.document else ""
    return [line for line in (document, say.files_kept(kept), *refused) if line]


def _shortened(texts: Sequence[str]) -> list[str]:
    """Of many receipts each in its first two lines: more than a telephone shows is read by nobody."""
    return ["\n".join(lines(*text.split("\n")[:2]) for text in texts)]


def _remember(turn: Turn, rows: Sequence[Submission]) -> None:
    codes = [row.entry.target for row in rows if row.entry.target in library_of(turn).by_code]
    if codes:
        turn.conversation.targets = tuple(dict.fromkeys(codes))


def _foreign(turn: Turn, item: Item) -> str:
    from handlers.progress.owed import owed

    library, plans = library_of(turn), turn.assistant.plans
    target = library.by_code.get(item.code)
    agencies = owed(turn.db, library.plan, target).agencies if target else ()
    own = ", ".join(agency_name(plans, agency) for agency in item.agencies)
    return say.not_yours(name_of(library, item.code), [agency_name(plans, agency) for agency in agencies], own)


def coordinator_name(turn: Turn) -> str:
    plan = library_of(turn).plan
    return agency_name(turn.assistant.plans, plan.coordinator) if plan.coordinator else plan.issuer


# ---- what is a report


def _is_report(turn: Turn, claim: Claim) -> bool:
    if not claim.labels:
        return claim.report is not Report.STATE and _is_bare(turn.message.text)
    library = library_of(turn)
    named = naming.name(library, claim.labels, owing(turn.db, library, agencies_of(turn.person)), turn.now.date(), claim.heading)
    if named.known:
        return True
    return claim.report is Report.STATE and any(naming.tasks_named(library, label, agencies_of(turn.person)) for label in claim.labels)


def _is_bare(text: str) -> bool:
    """Nothing but a number, its measure and small words."""
    return len(_BARE.findall(text)) <= 8


def _only_document(text: str) -> bool:
    return bool(re.search(r"(?:da|đã) (?:gui|gửi|nop|nộp|co|có|ban hanh|ban hành|ky|ký)|van ban|văn bản|^\s*bc", text.lower()))


def _document_alone(turn: Turn, sending: Sending, agencies: Sequence[str]) -> list[Reply]:
    """ "đã gửi BC 512/BC-SXD ngày 20/11": the signed report is a fact of its own, without a number beside it."""
    if sending.document is None:
        raise LookupError("no document")
    agency = _agency_of_document(agencies, sending.document.number)
    if not note_document(turn, agency, sending):
        return [Reply(say.signed_known(sending.document.number))]
    keep_files(turn, sending.batch)
    text = say.signed_noted(agency_name(turn.assistant.plans, agency), sending.document.number, sending.document.on)
    return [Reply(text)]


def _files_alone(turn: Turn) -> list[Reply]:
    """A file sent right after a number belongs to it."""
    refused = [say.file_not_taken(file.name, file.refused) for file in turn.message.files if file.refused]
    rows = ledger.newest_by(turn.db, turn.person, turn.now - WITH_LAST) if turn.person else []
    if not any(file.path for file in turn.message.files):
        return [Reply(lines(*refused))]
    if not rows:
        return [Reply(lines(say.which_number_for_file(), *refused))]
    count = keep_files(turn, rows[0].entry.batch)
    library = library_of(turn)
    return [Reply(lines(say.file_added(count, what(library, rows[0]), name_of(library, rows[0].entry.target)), *refused))]


def _agency_of_document(agencies: Sequence[str], number: str) -> str:
    """Whose sign the number bears ("BC-SXD"), where somebody speaks for several."""
    from corpus.agencies import agency_id

    signed = agency_id(number.rpartition("-")[2])
    return signed if signed in agencies else agencies[0]


# ---- those who may not


def is_refused(turn: Turn) -> bool:
    """What is surely meant as a report, by somebody who may send none. Anything doubtful is a question about the plan."""
    text = turn.message.text.strip()
    if turn.message.press or agencies_of(turn.person) or len(text) > 200 or not may_be_report(text):
        return False
    reading_ = read(text, turn.now.date())
    if reading_.asks or not reading_.claims:
        return False
    library = library_of(turn)
    for claim in reading_.claims:
        named = naming.name(library, claim.labels, (), turn.now.date(), claim.heading)
        if not named.surely or not named.targets or (claim.figure and named.targets[0].goal in claim.figure.values):
            return False
    return True


def answer_refused(turn: Turn) -> list[Reply]:
    text = " ".join(turn.message.text.split())
    shown = text if len(text) <= 60 else "số này"
    if coordinates(turn.person):
        return [Reply(say.only_contacts_report(shown))]
    return [Reply(say.may_not_report(f"“{shown}”", coordinator_name(turn)))]


def _year_in(text: str) -> str:
    found = re.search(r"(?<![\d/.,-])20\d\d(?![\d/.,-])", text)
    return found[0] if found else ""


def answer_unread(turn: Turn) -> list[Reply]:
    """Nothing where no target of the writer's is named, or a question is asked."""
    text, library = turn.message.text.strip(), library_of(turn)
    reading_ = read(text, turn.now.date())
    own = owing(turn.db, library, agencies_of(turn.person))
    found = [] if reading_.asks else library.targets.find(content(text))
    meant = next((hit.item for hit in found if hit.item.code in own), None)
    return [Reply(say.not_read(short_name(library, meant.code), _year_in(text), has_number=meant.goal is not None))] if meant else []


# ---- right after a target was asked for by its name alone


def invite_number(turn: Turn, replies: list[Reply]) -> list[Reply]:
    """ "NOXH" by its contact may be the beginning of a report: the answer stands, and the number that follows is taken."""
    text, codes = turn.message.text.strip(), turn.conversation.targets
    agencies = agencies_of(turn.person)
    if not agencies or len(codes) != 1 or len(text.split()) > 12 or not replies or turn.message.press:
        return replies
    library = library_of(turn)
    target = library.by_code.get(codes[0])
    if target is None or target.code not in owing(turn.db, library, agencies):
        return replies
    named = naming.name(library, (text.lower(),), (), turn.now.date())
    if not named.surely or named.targets[0].code != target.code or read(text, turn.now.date()).asks:
        return replies
    asked = say.ask_number(target) if target.goal is not None else say.ask_state(target.name)
    asking.await_number(turn, Item(target.code, agencies[0], Claim(()), agencies=tuple(agencies)))
    return [*replies[:-1], replace(replies[-1], text=lines(replies[-1].text, asked))]
