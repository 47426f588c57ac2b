"""Who is to be reminded of what at a moment: worked out of what stands in the store alone, so that looking twice changes nothing
and looking late misses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from corpus.plan import Plan
from corpus.workdays import Workdays
from handlers.remind.days import of_store
from handlers.remind.hours import end_of_office, hours, is_office_time
from handlers.remind.ladder import Step, ladder, last_day, steps_until
from handlers.remind.owing import Codes, Owing, key_of
from store import people, periods, promises, reminders
from store.address import FETCHED, Address
from store.crew import Member, crew
from store.db import Database
from store.people import Person, Role
from store.periods import Period
from store.plan_settings import Setting, setting
from store.promises import Hold, Holding, Promise
from store.reminders import Key, Tried

COORDINATOR = ""
"""Stands for the agency in the steps of those who coordinate."""
SUMMED_UP_FROM = -1
AGAIN_LASTS = timedelta(days=1)
Busy = Callable[[Address], bool]
"""Whether a chat has a question open, which a reminder must not break into."""
NOT_TRIED = Tried()


class Line(NamedTuple):
    """What an agency still owes of a period. `before`: the days on which it was reminded so far. `is_second`: its reader is
    told because the first contact has not sent anything. `promised`: the day by which it was to come, and has not."""

    plan: Plan
    period: Period
    agency: str
    missing: Codes
    wanted: Codes
    step: Step
    last: date
    before: tuple[date, ...] = ()
    is_second: bool = False
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """One message to one person. `until`: not sent after it; None where its channel only fetches."""

    person: str
    to: Address
    number: int
    lines: tuple[Line, ...]
    keys: tuple[Key, ...]
    until: datetime | None
    asked_for: tuple[int, ...] = ()
    """The wishes to be reminded later that it fulfils."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What those who coordinate are told in the morning, of each period that is due or overdue."""

    person: Person
    to: Address
    number: int
    periods: tuple[tuple[Plan, Period, Step], ...]
    keys: tuple[Key, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """An open period with the steps that have come."""

    period: Period
    steps: Sequence[Step]
    last: date


class _Reader(NamedTuple):
    agency: str
    member: Member
    is_second: bool
    promised: date | None
    extra: tuple[str, ...]
    """Steps of its own: a promise that was not kept, the wish to be reminded later."""


@dataclass(slots=True)
class _Gathered:
    member: Member
    lines: list[Line] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)


@dataclass(slots=True)
class Tick:
    """One look. The plans share what holds for everybody: the people, and what was tried today."""

    db: Database
    now: datetime
    busy: Busy
    staff: Mapping[str, list[Member]]
    tried: Mapping[str, Tried]
    stopped: frozenset[str]
    later: Mapping[str, Hold]
    again: Mapping[tuple[str, str, str], Hold]
    """What the coordinator wants: by deadline, agency and person."""
    not_ours: frozenset[tuple[str, str]]
    """Agencies, and the targets that they say are not theirs (all, where none is named)."""
    _owing: dict[str, Owing] = field(default_factory=dict)
    _workdays: dict[str, Workdays] = field(default_factory=dict)

    @classmethod
    def at(cls, db: Database, now: datetime, busy: Busy) -> Tick:
        held = promises.holds(db)
        return cls(
            db,
            now,
            busy,
            crew(db),
            reminders.tried(db, now.date()),
            frozenset(hold.person for hold in held if hold.kind is Holding.STOPPED),
            {hold.person: hold for hold in held if hold.kind is Holding.LATER},
            {
                (hold.deadline, hold.agency, hold.person): hold
                for hold in held
                if hold.kind is Holding.AGAIN and hold.until and hold.until <= now < hold.until + AGAIN_LASTS
            },
            frozenset((hold.agency, hold.target) for hold in held if hold.kind is Holding.NOT_OURS),
        )

    def owing(self, plan: Plan) -> Owing:
        return self._owing.setdefault(plan.id, Owing(self.db, plan))

    def workdays(self, plan: Plan) -> Workdays:
        if plan.id not in self._workdays:
            self._workdays[plan.id] = of_store(self.db, plan.id)
        return self._workdays[plan.id]

    # ---- what is due

    def due(self, plan: Plan, workdays: Workdays) -> list[Due]:
        """Open periods with steps that have come, the first due first."""
        usual, today = setting(self.db, plan.id, Setting.LADDER), self.now.date()
        found = []
        for period in sorted(periods.periods(self.db, plan.id), key=lambda one: (one.due_on, one.id)):
            if not period.is_open:
                continue
            steps = steps_until(ladder(period.ladder or usual), period.due_on, workdays, today)
            if steps:
                found.append(Due(period, steps, last_day(period.due_on, workdays)))
        return found

    # ---- those who owe

    def gather(self, plan: Plan, workdays: Workdays, spans: Sequence[tuple[time, time]], into: dict[str, _Gathered]) -> None:
        """Adds to each person's message what their agencies owe of a plan."""
        if not is_office_time(self.now, workdays, spans):
            return
        owing = self.owing(plan)
        for due in self.due(plan, workdays):
            readers = list(self._readers(due))
            if not readers:
                continue
            missing, wanted = owing.missing(due.period), owing.wanted(due.period)
            for reader in readers:
                left = self._left(reader.agency, missing.get(reader.agency, ()))
                if not left:
                    continue
                found = into.setdefault(reader.member.person, _Gathered(reader.member))
                found.lines.append(
                    Line(
                        plan,
                        due.period,
                        reader.agency,
                        left,
                        wanted[reader.agency],
                        due.steps[-1],
                        due.last,
                        self._before(due, reader.agency),
                        reader.is_second,
                        reader.promised,
                    )
                )
                names = [step.name for step in due.steps if not reader.is_second or step.days > 0]
                key = key_of(due.period)
                found.keys += [Key(key, due.period.due_on, reader.agency, reader.member.person, name) for name in (*names, *reader.extra)]

    def _readers(self, due: Due) -> Iterator[_Reader]:
        """Before the due day an agency's first contact, after it the second too; whoever cannot be reached is passed over."""
        newest, key = due.steps[-1], key_of(due.period)
        told = reminders.given(self.db, key, due.period.due_on, newest.name)
        promised = promises.promises(self.db, key)
        most = 1 if newest.days <= 0 else 2
        for agency, members in self.staff.items():
            promise = promised.get(agency)
            is_held = promise is not None and self.now.date() <= promise.until
            broken = promise.until if promise is not None and not is_held and self._is_news(due, agency, promise) else None
            contacts = [one for one in members if one.role is Role.CONTACT and one.places and one.person not in self.stopped]
            for place, member in enumerate(contacts[:most]):
                extra = self._extra(key, agency, member, broken if not place else None)
                if extra is None or (is_held and not extra):
                    continue
                if extra or (agency, member.person) not in told:
                    yield _Reader(agency, member, place > 0, broken if not place else None, extra)

    def _extra(self, key: str, agency: str, member: Member, broken: date | None) -> tuple[str, ...] | None:
        """Steps besides the ladder's; None where the person is to be left alone now."""
        if (key, agency, member.person) in self.again:
            return (f"again {self.now.isoformat(timespec='minutes')}",)
        later = self.later.get(member.person)
        if later is not None and later.until is not None:
            return None if later.until > self.now else (f"later {later.until.isoformat(timespec='minutes')}",)
        if self.tried.get(member.person, NOT_TRIED).stands:
            return None
        return (f"promised {broken.isoformat()}",) if broken else ()

    def _is_news(self, due: Due, agency: str, promise: Promise) -> bool:
        """Whether nobody has yet been asked about a day that has passed."""
        step = f"promised {promise.until.isoformat()}"
        return not any(one == agency for one, _ in reminders.given(self.db, key_of(due.period), due.period.due_on, step))

    def _left(self, agency: str, codes: Codes) -> Codes:
        if not self.not_ours or not codes:
            return codes
        return () if (agency, "") in self.not_ours else tuple(code for code in codes if (agency, code) not in self.not_ours)

    def _before(self, due: Due, agency: str) -> tuple[date, ...]:
        """Told only after the due day, when somebody else than the first may read it."""
        if due.steps[-1].days <= 0:
            return ()
        found = reminders.history(self.db, key_of(due.period), due.period.due_on, agency)
        return tuple(dict.fromkeys(one.at.date() for one in found if one.fate in (reminders.Fate.SENT, reminders.Fate.QUEUED)))

    # ---- where they are written to

    def place(self, person: str, places: Sequence[Address]) -> Address | None:
        """The newest place that did not fail today; None where there is none, or a question is open there."""
        failed = self.tried.get(person, NOT_TRIED).failed_on
        to = next((one for one in places if one.channel not in failed), None)
        return None if to is None or self.busy(to) else to

    def until(self, to: Address, spans: Sequence[tuple[time, time]]) -> datetime | None:
        # What waits to be fetched disturbs nobody.
        return None if to.channel in FETCHED else end_of_office(self.now, spans)


def spans_of(db: Database, plan: Plan) -> list[tuple[time, time]]:
    return hours(setting(db, plan.id, Setting.HOURS))


def due_digests(tick: Tick, plans: Sequence[Plan], most: int | None = None) -> list[Digest]:
    """The messages to send now, at most one a person and day, of all persons or of so many. Nothing outside office hours."""
    db, gathered, found = tick.db, dict[str, _Gathered](), list[Digest]()
    for plan in plans:
        tick.gather(plan, tick.workdays(plan), spans_of(db, plan), gathered)
    for person, one in gathered.items():
        if most is not None and len(found) == most:
            break
        to = tick.place(person, one.member.places)
        if to is not None:
            number = tick.tried.get(person, NOT_TRIED).count + 1
            lines = tuple(sorted(one.lines, key=lambda line: (line.last, line.period.id)))
            asked_for = tuple(hold.id for hold in (*tick.later.values(), *tick.again.values()) if hold.person == person)
            until = tick.until(to, spans_of(db, one.lines[0].plan))
            found.append(Digest(person, to, number, lines, tuple(one.keys), until, asked_for))
    return found


def due_summaries(tick: Tick, plans: Sequence[Plan]) -> list[Summary]:
    """To each coordinator, from the day before a period is due."""
    db, now, due = tick.db, tick.now, list[tuple[Plan, Due]]()
    for plan in plans:
        workdays = tick.workdays(plan)
        if is_office_time(now, workdays, spans_of(db, plan)):
            due += [(plan, one) for one in tick.due(plan, workdays) if one.steps[-1].days >= SUMMED_UP_FROM]
    if not due:
        return []
    told = {(key_of(one.period), one.steps[-1].name): _told(db, one) for _, one in due}
    found = []
    for person in people.coordinators(db):
        new = [(plan, one) for plan, one in due if person.id not in told[key_of(one.period), one.steps[-1].name]]
        to = people.reachable_at(db, person.id)
        if not new or to is None or tick.busy(to):
            continue
        keys = tuple(
            Key(key_of(one.period), one.period.due_on, COORDINATOR, person.id, step.name)
            for _, one in new
            for step in one.steps
            if step.days >= SUMMED_UP_FROM
        )
        number = len(reminders.summaries(db, now.date(), person.id)) + 1
        until = tick.until(to, spans_of(db, new[0][0]))
        found.append(Summary(person, to, number, tuple((plan, one.period, one.steps[-1]) for plan, one in new), keys, until))
    return found


def _told(db: Database, due: Due) -> set[str]:
    given = reminders.given(db, key_of(due.period), due.period.due_on, due.steps[-1].name)
    return {person for agency, person in given if agency == COORDINATOR}


def no_longer_needed(db: Database, plans: Sequence[Plan], waiting: Mapping[int, str]) -> list[int]:
    """Messages that still wait for their turn although everything that they ask for has come meanwhile."""
    by_key = {key_of(period): (plan, period) for plan in plans for period in periods.periods(db, plan.id)}
    missing: dict[str, Mapping[str, Codes]] = {}
    found = []
    for message in waiting:
        keys = [key for key in reminders.of_message(db, message) if key.agency != COORDINATOR]
        for name in {key.deadline for key in keys} - missing.keys():
            plan, period = by_key.get(name, (None, None))
            missing[name] = Owing(db, plan).missing(period) if plan and period and period.is_open else {}
        if keys and not any(key.agency in missing[key.deadline] for key in keys):
            found.append(message)
    return found
