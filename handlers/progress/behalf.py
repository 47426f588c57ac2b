"""The coordinator enters what a unit has reported on paper; it is kept as that."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.agencies import find_agencies
from handlers.people.agencies import agency_name, resolve
from handlers.progress import words
from handlers.progress.glance import coordinates
from handlers.progress.recording import Sending, origin
from handlers.progress.submit import read, take
from handlers.say import progress as say
from handlers.turn import Reply, Turn
from store import ledger

_STARTS = re.compile(r"\s*(?:nhập|nhap|ghi|báo cáo|bao cao|điền|dien)\s", re.I)


def recognises(turn: Turn) -> bool:
    text = turn.message.text
    return coordinates(turn.person) and bool(_STARTS.match(text)) and bool(words.ON_BEHALF.match(text.lower()))


def answer(turn: Turn) -> list[Reply]:
    agency, rest, name = _parts(turn)
    if not agency:
        return [Reply(say.no_such_agency(name))]
    reading = read(rest, turn.now.date())
    if not reading.claims and any(file.sheets for file in turn.message.files):
        from handlers.progress import form

        if form.brings_form(turn):
            return form.show(turn, [agency], Sending(ledger.new_batch(), origin(turn.at, turn.message), reading.document, on_behalf=True))
    if not reading.claims:
        return [Reply(say.nothing_to_enter(agency_name(turn.assistant.plans, agency)))]
    sending = Sending(ledger.new_batch(), origin(turn.at, turn.message), reading.document, "", on_behalf=True)
    return take(turn, replace(reading, agencies=()), sending, [agency])


def _parts(turn: Turn) -> tuple[str, str, str]:
    """The agency, what it has reported, and the agency's name as typed."""
    text = turn.message.text
    found = words.ON_BEHALF.match(text.lower())
    begin = found.start("rest") if found else 0
    name, mark, rest = text[begin:].partition(":")
    plans, today = turn.assistant.plans, turn.now.date()
    if mark:
        resolved = resolve(plans, name, today)
        return resolved.id, rest.strip(), name.strip()
    agencies = find_agencies(text[begin:])
    if agencies and agencies[0].start == 0 and resolve(plans, agencies[0].name, today).id:
        return agencies[0].id, text[begin + agencies[0].end :].strip(" ,-–"), agencies[0].name
    return "", "", text[begin:].strip()[:60]
