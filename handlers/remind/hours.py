"""The hours in which an office may be written to. They are set by each province."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from corpus.workdays import Workdays

_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def hours(text: str) -> list[tuple[time, time]]:
    """As they are kept: "07:30-11:30 13:30-17:00"."""
    return [(time.fromisoformat(first), time.fromisoformat(last)) for first, last in _SPAN.findall(text)]


def is_office_time(now: datetime, workdays: Workdays, spans: Sequence[tuple[time, time]]) -> bool:
    return workdays.is_worked(now.date()) and any(first <= now.time() < last for first, last in spans)


def end_of_office(now: datetime, spans: Sequence[tuple[time, time]]) -> datetime:
    """The end of the span that a moment is in, when what was not sent by then is not sent any more."""
    last = next((last for first, last in spans if first <= now.time() < last), now.time())
    return datetime.combine(now.date(), last, now.tzinfo)


def next_office_time(after: datetime, workdays: Workdays, spans: Sequence[tuple[time, time]]) -> datetime:
    """The moment itself where it is one, else the beginning of the next span."""
    if is_office_time(after, workdays, spans):
        return after
    day = after.date()
    while True:
        day = workdays.on_or_after(day)
        for first, _ in spans:
            begins = datetime.combine(day, first, after.tzinfo)
            if begins >= after:
                return begins
        day += timedelta(days=1)
