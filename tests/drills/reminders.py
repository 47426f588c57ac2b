"""python -m tests.drills.reminders: virtual years of reminding, the store opened again and again, the clock wrong at times, the
program away for days. What stands in the store afterwards is held against what an independent reckoning says must stand there.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from bot.clock import VIETNAM
from bot.reminding import remind_now
from bot.work import Desk
from handlers.assistant import Assistant
from handlers.turn import Rules
from store import ledger, outbox, people, periods
from store.address import Address
from store.db import Database, Store
from store.ledger import Entry, Report
from store.people import Person, Post, Role
from store.periods import Item, Period
from tests.corpus.test_workdays import printed

FIRST_YEAR = 2025
HOURS = (6, 8, 10, 12, 14, 16, 19)
STEPS = (-14, -5, -1, 0, 1, 3, 10, 17, 24, 31, 38)
DUE, CUTOFF = (11, 24), (11, 14)
OPENED, CLOSED = (10, 1), (12, 30)
OFFICE = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))


@dataclass(frozen=True, slots=True)
class Size:
    years: int = 2
    agencies: int = 150
    targets: int = 48
    reopenings: int = 500
    seed: int = 743


@dataclass
class Outcome:
    """What was found wrong, and what it took."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    reminders: int = 0
    messages: int = 0
    merged: int = 0
    reports: int = 0
    ticks: int = 0
    opened: int = 0
    seconds: list[float] = field(default_factory=list)

    def note(self, what: str, detail: object) -> None:
        self.wrong.setdefault(what, []).append(str(detail))

    def line(self) -> str:
        years = ", ".join(f"{one:.1f} s" for one in self.seconds)
        return (
            f"{self.reminders:,} reminders in {self.messages:,} messages ({self.merged:,} merged), {self.reports:,} reports, "
            f"{self.ticks:,} looks, {self.opened} openings of the store, years in {years}; wrong: "
            + (", ".join(f"{what} {len(found)}" for what, found in self.wrong.items()) or "nothing")
        )


class Office:
    """The plan's agencies, who speaks for each, and when each will send what."""

    def __init__(self, size: Size, assistant: Assistant) -> None:
        self.size = size
        self.plan = assistant.plans[0]
        self.random = random.Random(size.seed)
        self.agencies = [f"don-vi-{number:03d}" for number in range(size.agencies)]
        self.codes = [target.code for target in self.plan.targets if not target.same_as][: size.targets]
        self.reports_on = {agency: self._when(place) for place, agency in enumerate(self.agencies)}

    def _when(self, place: int) -> int | None:
        """Days before (below zero) or after the due day on which an agency's last number comes; None where it never does."""
        return None if place % 5 == 0 else self.random.randint(-30, 20)

    def enrol(self, db: Database, now: datetime) -> None:
        for agency in (*self.agencies, ""):
            for number in (0, 1):
                person = f"{agency or 'dieu-phoi'}-{number}"
                people.create(db, person, person, "", now)
                people.give_post(db, "cli", person, Post(Role.CONTACT, agency) if agency else Post(Role.COORDINATOR, ""), now)
                people.add_address(db, person, Address("telegram", "7", person), now)

    def coordinator(self, db: Database) -> Person:
        return next(one for one in people.coordinators(db))


def drill(size: Size, folder: Path) -> Outcome:
    assistant = Assistant.load(folder / "home")
    office, outcome, desk = Office(size, assistant), Outcome(), Desk(assistant, Rules(), {})
    path = folder / "kehoach.sqlite3"
    store = Store.open(path)
    store.transact(lambda db: office.enrol(db, datetime(FIRST_YEAR, 9, 1, 9, tzinfo=VIETNAM)))
    clock = _Clock(office)
    for year in range(FIRST_YEAR, FIRST_YEAR + size.years):
        began = time.process_time()
        for event in clock.year(year):
            if event.reopen:
                store.close()
                store = Store.open(path)
                outcome.opened += 1
            store.transact(partial(_happen, office=office, desk=desk, event=event, outcome=outcome))
        outcome.seconds.append(time.process_time() - began)
    store.transact(lambda db: _judge(db, office, clock, outcome))
    store.close()
    return outcome


@dataclass(frozen=True, slots=True)
class Event:
    """A look at a moment, as the machine's clock tells it; what has come about before it."""

    now: datetime
    opens: bool = False
    closes: bool = False
    reports: tuple[str, ...] = ()
    reopen: bool = False
    looks: bool = True
    """The program may be away: what was reported meanwhile is there when it comes back."""


class _Clock:
    """What happens, in order. `looks` remembers when the program looked, by its own clock, and who owed then."""

    def __init__(self, office: Office) -> None:
        self._office, self._random = office, random.Random(office.size.seed + 1)
        self.looks: list[tuple[datetime, frozenset[str]]] = []

    def year(self, year: int) -> Iterator[Event]:
        due = date(year, *DUE)
        by_day: dict[date, list[str]] = {}
        for agency, days in self._office.reports_on.items():
            if days is not None:
                by_day.setdefault(due + timedelta(days=days), []).append(agency)
        owing = set(self._office.agencies)
        share = self._office.size.reopenings / (self._office.size.years * 365 * len(HOURS))
        away = due - timedelta(days=self._random.choice((6, 2)))
        skewed = {date(year, month, 3): self._random.choice((-2, 2)) for month in range(1, 13)}
        day = date(year, 1, 1)
        while day.year == year:
            for hour in HOURS:
                real = datetime(year, day.month, day.day, hour, self._random.randint(0, 59), tzinfo=VIETNAM)
                reports = tuple(by_day.pop(day, ())) if hour == HOURS[2] else ()
                owing -= set(reports)
                opens = (day.month, day.day) == OPENED and hour == HOURS[0]
                closes = (day.month, day.day) == CLOSED and hour == HOURS[0]
                looks = not away <= day < away + timedelta(days=3)
                now = real + timedelta(days=skewed.get(day, 0))
                is_open = OPENED <= (day.month, day.day) < CLOSED
                if looks:
                    self.looks.append((now, frozenset(owing) if is_open else frozenset()))
                yield Event(now, opens, closes, reports, self._random.random() < share, looks)
            day += timedelta(days=1)


def _happen(db: Database, office: Office, desk: Desk, event: Event, outcome: Outcome) -> None:
    by = office.coordinator(db)
    if event.opens:
        year = event.now.year
        wanted = Period(0, office.plan.id, f"năm {year}", date(year, 1, 1), date(year, *CUTOFF), date(year, *DUE))
        period = periods.open_period(db, by, wanted, event.now)
        periods.limit_to(db, by, period.id, [Item(code, agency) for agency in office.agencies for code in office.codes], event.now)
    current = periods.current(db, office.plan.id)
    for agency in event.reports:
        if current is not None:
            _report(db, office, agency, current, event.now, outcome)
    if event.closes and current is not None:
        periods.close(db, by, current.id, event.now)
    if not event.looks:
        return
    remind_now(db, desk, event.now)
    outcome.ticks += 1
    for message in outbox.waiting(db, "telegram", after=0, most=10_000):
        outbox.begin(db, [message.id])
        outbox.sent(db, message.id, str(message.id), event.now)


def _report(db: Database, office: Office, agency: str, period: Period, now: datetime, outcome: Outcome) -> None:
    """Half of them numbers, some that there is nothing, each counts as reported."""
    person = people.person_called(db, f"{agency}-0")
    if person is None:
        raise LookupError(agency)
    for place, code in enumerate(office.codes):
        nil = place % 7 == 0
        entry = Entry(
            office.plan.id,
            code,
            agency,
            Report.NIL if nil else Report.VALUE,
            None if nil else Decimal(place + 1),
            as_of=period.cutoff,
            period=period.id,
        )
        ledger.record(db, person, entry, now)
        outcome.reports += 1


# ---- the independent reckoning


def _days_of(year: int) -> set[date]:
    return printed(year, culture_day_off=year == 2026)  # the day of culture is a holiday from 2026 on


def _step_day(last: date, days: int, worked: set[date]) -> date:
    wanted = last + timedelta(days=days)
    while wanted not in worked:
        wanted += timedelta(days=-1 if days <= 0 else 1)
    return wanted


def _judge(db: Database, office: Office, clock: _Clock, outcome: Outcome) -> None:
    rows = db.rows(
        "SELECT r.due_on, r.agency, r.person, r.step, r.at, r.message FROM reminders AS r JOIN outbox AS o ON o.id = r.message "
        "WHERE r.deadline LIKE 'period %'"
    )
    found: dict[tuple[int, str, str], set[str]] = {}
    messages = {row["message"] for row in rows}
    for row in rows:
        year = int(row["due_on"][:4])
        key = (year, row["agency"], row["person"])
        if row["step"] in found.setdefault(key, set()):
            outcome.note("given twice", (key, row["step"]))
        found[key].add(row["step"])
        _in_hours(datetime.fromisoformat(row["at"]), outcome)
    outcome.reminders, outcome.messages = len(rows), len(messages)
    outcome.merged = len(rows) - len(messages)
    for year in range(FIRST_YEAR, FIRST_YEAR + office.size.years):
        for agency in office.agencies:
            for number in (0, 1):
                wanted = set(_wanted(year, agency, number, clock.looks))
                got = found.get((year, agency, f"{agency}-{number}"), set())
                if got - wanted:
                    outcome.note("not wanted", (year, agency, number, sorted(got - wanted)))
                if wanted - got:
                    outcome.note("missing", (year, agency, number, sorted(wanted - got)))
    keys = [row["key"].rsplit(" ", 1)[0] for row in db.rows("SELECT key FROM outbox WHERE key LIKE 'digest %'")]
    for key, count in Counter(keys).items():
        if count > 1:
            outcome.note("two messages a day", key)


def _in_hours(at: datetime, outcome: Outcome) -> None:
    minutes = at.hour * 60 + at.minute
    if at.date() not in _days_of(at.year) or not any(first <= minutes < last for first, last in OFFICE):
        outcome.note("outside office hours", at)


def _wanted(year: int, agency: str, number: int, looks: Sequence[tuple[datetime, frozenset[str]]]) -> Iterator[str]:
    """Each step that had come when the program looked, in office hours, while the agency owed."""
    due = date(year, *DUE)
    worked = _days_of(year) | (_days_of(year + 1) if year + 1 <= 2026 else set())
    last = due
    while last not in worked:
        last -= timedelta(days=1)
    days = {step: _step_day(last, step, worked) for step in STEPS}
    seen: set[int] = set()
    for now, owing in looks:
        minutes = now.hour * 60 + now.minute
        if now.year != year or agency not in owing or now.date() not in worked or not any(a <= minutes < b for a, b in OFFICE):
            continue
        come = [step for step, on in days.items() if on <= now.date() and (number == 0 or step > 0)]
        if number == 1 and not any(step > 0 for step in come):
            continue
        seen |= set(come)
    yield from (f"{step:+d}" if step else "0" for step in sorted(seen))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.reminders", description=__doc__)
    for name, default in (("years", 2), ("agencies", 150), ("targets", 48), ("reopenings", 500), ("seed", 743)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = drill(Size(**vars(options)), Path(folder))
    for what, found in outcome.wrong.items():
        print(what, *found[:5], sep="\n  ")
    print(outcome.line())
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
