"""By when something is due, to whom, and how many days are left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.plan import Contradiction, Deadline
from handlers import say
from handlers.asked import Asked
from handlers.patterns import DEADLINE, OFTEN, REPORT, REPORTING, SANCTION, SURE
from handlers.question import has_digit
from handlers.targets import LONGEST
from handlers.turn import Reply
from index.keys import keys

_SENDS = re.compile(r" (?:(?:phai|can|se|thi|lam) ){0,2}(?:bao cao|gui|nop|trinh)(?= )")
"""What the sender of a report stands before, and its recipient behind; among folded syllables."""


def answer_deadlines(asked: Asked) -> list[Reply] | None:
    question = asked.question
    if not asked.plan.deadlines or question.says(SANCTION) or not _asks_for_a_day(asked):
        return None
    chosen = _chosen(asked)
    items = chosen or list(asked.plan.deadlines)
    today = asked.inquiry.now.date()
    head = say.all_deadlines(items)
    if question.says(OFTEN):
        head = say.how_often(items)
    elif len(items) == 1:
        names = [asked.library.agency_name(agency) for agency in items[0].agency]
        head = say.lines(say.deadline_headline(items[0], names), say.days_left(items[0], today))
    elif _wrong_day(asked):
        head = say.lines(say.no_such_date(), head)
    rows = [say.deadline_row(item, asked.library.place(item.passage)) for item in items]
    left = [say.days_left(item, today) for item in items] if len(items) > 1 else []
    others = [item for item in asked.plan.deadlines if item not in items]
    rest = say.all_deadlines_too(others) if others else ""
    asked.remember((item.quote, asked.library.place(item.passage)) for item in items)
    body = [part for row, days in zip(rows, left or [""] * len(rows), strict=True) for part in (row, days)]
    return [Reply(say.within(LONGEST, head, *(say.advice(item) for item in _disputes(asked)), *body, rest))]


def _asks_for_a_day(asked: Asked) -> bool:
    """A word for when with one for reporting, or a day that is due itself; not by when a target is to be reached."""
    question = asked.question
    if asked.good_targets and asked.good_targets[0].named > 0.9 and not question.says(REPORT):
        return False
    if _days(asked) & {(item.day, item.month) for item in asked.plan.deadlines}:
        return True
    return question.says(REPORTING) and (question.says(DEADLINE) or bool(_days(asked)))


def _days(asked: Asked) -> set[tuple[int, int]]:
    """The days that the question names, today's apart."""
    typed, today = asked.question.typed, asked.inquiry.now.date()
    if not has_digit(typed):
        return set()
    from corpus.dates import dates  # loaded by the first question that may name a day

    return {(found.day, found.month) for found in dates(typed)} - {(today.day, today.month)}


def _chosen(asked: Asked) -> list[Deadline]:
    """The deadlines whose recipient the question names ("báo cáo Bộ Y tế"), else whose sender ("Sở Y tế phải báo cáo");
    all are meant where it names none."""
    text = f" {' '.join(asked.question.keys)} "
    named = _days(asked)
    best = [item for item in asked.plan.deadlines if (item.day, item.month) in named]
    if best and not asked.question.says(SURE):
        return best
    sends = _SENDS.search(text)
    if not sends:
        return _named_best(asked, text, _recipients)
    before, after = text[: sends.start() + 1], text[sends.end() :]
    return (
        _named_best(asked, f"{after} ", _recipients)
        or _named_best(asked, before, lambda item: _senders(asked, item), ends=True)
        or _named_best(asked, text, _recipients)
        or _own(asked, before)
    )


def _own(asked: Asked, before: str) -> list[Deadline]:
    """The deadlines of the body that the text ends with, or of a group that it belongs to ("Sở Nội vụ phải báo cáo")."""
    named = ((agency, f" {' '.join(keys(name))} ") for agency in asked.plan.agencies for name in (agency.name, *agency.aliases))
    sender = next((agency for agency, name in named if before.endswith(name)), None)
    bodies = {sender.id, *sender.groups} if sender else set()
    return [item for item in asked.plan.deadlines if bodies & set(item.agency)]


def _named_best(asked: Asked, text: str, bodies: Callable[[Deadline], Sequence[str]], ends: bool = False) -> list[Deadline]:
    """The deadlines one of whose bodies the text names, by the longest name met; `ends`: where the text ends with it."""
    best: list[Deadline] = []
    longest = 0
    for item in asked.plan.deadlines:
        for spoken in (name for body in bodies(item) for name in _names(asked, body)):
            phrase = f" {' '.join(keys(spoken))} "
            if (text.endswith(phrase) if ends else phrase in text) and len(phrase) >= longest:
                best = [item] if len(phrase) > longest else [*best, item]
                longest = len(phrase)
    return list(dict.fromkeys(best))


def _recipients(item: Deadline) -> list[str]:
    return [item.to.split("(")[0].strip()]


def _senders(asked: Asked, item: Deadline) -> list[str]:
    return [asked.library.agency_name(agency) for agency in item.agency]


def _names(asked: Asked, body: str) -> tuple[str, ...]:
    agency = next((a for a in asked.plan.agencies if body in (a.name, *a.aliases)), None)
    return (agency.name, *agency.aliases) if agency else (body,)


def _wrong_day(asked: Asked) -> bool:
    named = _days(asked)
    due = {(item.day, item.month) for item in asked.plan.deadlines}
    return bool(named) and not named & due


def _disputes(asked: Asked) -> list[Contradiction]:
    quotes = [item.quote for item in asked.plan.deadlines]
    return [d for d in asked.plan.contradictions if sum(any(q in quote for quote in quotes) for q in d.quotes) > 1]
