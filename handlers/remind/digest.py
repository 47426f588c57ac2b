"""The words of a reminder, and what a bare number that answers it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corpus.workdays import Workdays
from handlers.assistant import Assistant
from handlers.library import Library
from handlers.people.agencies import agency_name
from handlers.progress.recording import name_of, short_name
from handlers.remind.tick import Digest, Line
from handlers.say import reminding as say
from handlers.say.basics import lines
from handlers.turn import Reply
from store import ledger
from store.db import Database

OPTIONS = ((say.PROMISE, say.LATER), (say.NOT_OURS,))


@dataclass(frozen=True, slots=True)
class Words:
    """What it takes to word a message: the plans, the store, the moment."""

    db: Database
    assistant: Assistant
    now: datetime
    workdays: Callable[[str], Workdays]

    def reply(self, digest: Digest) -> Reply:
        parts = self._one(digest.lines[0]) if len(digest.lines) == 1 else self._several(digest.lines)
        last = max(self.now.date(), min(line.last for line in digest.lines))
        count = sum(len(line.missing) for line in digest.lines)
        example = self._example(digest.lines[0])
        end = [say.how_to_send(example, count), say.how_to_put_off(self._next(digest.lines[0], last))]
        return Reply(lines(*parts, *end), OPTIONS)

    def library(self, line: Line) -> Library:
        return next(one for one in self.assistant.libraries if one.plan.id == line.plan.id)

    def _one(self, line: Line) -> list[str]:
        return [capitalised(self._title(line)), *self._body(line)]

    def _several(self, lines: Sequence[Line]) -> list[str]:
        parts = [say.several(len(lines), self.now.date())]
        for line in lines:
            parts += ["", capitalised(self._title(line)), *self._body(line)]
        return ["\n".join(parts)]

    def _title(self, line: Line) -> str:
        agency = agency_name(self.assistant.plans, line.agency)
        return say.one_agency(agency, len(line.missing), len(line.wanted), self._when(line))

    def _when(self, line: Line) -> str:
        today = self.now.date()
        left = self.workdays(line.plan.id).between(today, line.last) if today < line.last else 0
        return say.due_in(line.last, line.period.due_on, left, today)

    def _body(self, line: Line) -> list[str]:
        library, period = self.library(line), line.period
        drafts = {draft.entry.target for draft in ledger.drafts(self.db, line.plan.id, line.agency)}
        return [
            say.period_line(period.name, period.cutoff, period.document),
            *say.target_rows([name_of(library, code) for code in line.missing]),
            say.waiting_for_leader(len(drafts & set(line.missing))),
            say.promised(line.promised) if line.promised else "",
            say.reminded_before(line.before) if line.is_second else "",
            say.why_second() if line.is_second else "",
        ]

    def _example(self, line: Line) -> str:
        library, code = self.library(line), line.missing[0]
        target = library.by_code.get(code)
        return say.example_of(short_name(library, code), target.measure if target is not None and target.goal is not None else None)

    def _next(self, line: Line, last: date) -> date:
        """The last day in time, as long as it is ahead; else the next working day."""
        day = last if last > self.now.date() else last + timedelta(days=1)
        return self.workdays(line.plan.id).on_or_after(day)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
