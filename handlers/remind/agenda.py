""" "lịch": what is ahead, for whoever asks: the plan's own days for everybody, an agency's periods and reminders for its people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from corpus.plan import Deadline, Plan
from corpus.workdays import Workdays
from handlers.papers import Agenda, Event
from handlers.people.agencies import agency_name
from handlers.people.commands import meant
from handlers.people.pending import offer
from handlers.progress.glance import agencies_of, coordinates
from handlers.remind.days import of_store
from handlers.remind.ladder import Step, ladder, last_day, steps_ahead
from handlers.remind.owing import Owing, key_of
from handlers.say import agenda as say
from handlers.say.basics import lines
from handlers.turn import File, Reply, Turn
from index.text import fold, normal
from store import periods, promises, requests
from store.periods import Period
from store.plan_settings import Setting, setting

ROUTE = "agenda"
_ASKED = re.compile(
    r"(?:(?:xem|cho (?:em|toi|minh)(?: xem)?|gui|mo|in) )*(?:cai )?(?:lich(?: (?:bao cao|cong tac|nop|gui|han|sap toi|cua (?:toi|em"
    r"|minh)|thang nay|nam nay|toi|em))*"
    r"|(?:sap|sap toi|toi day)(?: co| den| toi)?(?: han)?(?: gi| nao| viec gi| han gi| han nao)(?: (?:khong|ko|nua))?|cac han sap"
    r" toi)(?: (?:a|nhe|voi|di|ad|oi))*"
)
_FILE = re.compile(
    r"(?:(?:xuat|gui|tai|cho (?:em|toi|minh)|lay|tao|them) )*(?:tep |file )?(?:lich )?(?:\.?ics|icalendar|tep lich|file lich)(?:"
    r" (?:lich|vao lich|dien thoai|a|nhe|di))*|(?:xuat|tai|them vao|dua vao) lich(?: (?:dien thoai|google|outlook))?"
)
AHEAD = timedelta(days=400)


def recognises(turn: Turn) -> bool:
    return _kind(turn) != ""


def _kind(turn: Turn) -> str:
    plain = re.sub(r"[,;:!.?]+(?=\s|$)", "", " ".join(fold(normal(meant(turn)[:120])).split())).strip()
    if _FILE.fullmatch(plain):
        return "file"
    return "shown" if _ASKED.fullmatch(plain) else ""


def answer(turn: Turn) -> list[Reply]:
    kind = _kind(turn)
    turn.conversation.options = {}
    return _file(turn) if kind == "file" else _shown(turn)


def _plan(turn: Turn) -> Plan:
    return turn.assistant.libraries[0].plan


def _shown(turn: Turn) -> list[Reply]:
    plan, today = _plan(turn), turn.now.date()
    workdays = of_store(turn.db, plan.id)
    text = lines(
        say.title(today),
        *_requests(turn),
        *_periods(turn, plan, workdays),
        say.in_the_plan(plan.number),
        *(_deadline_row(turn, one, day, workdays) for one, day in _deadlines(plan, today)),
        say.two_days() if _is_disputed(plan) else "",
    )
    return [offer(turn.conversation, text, {say.AS_FILE: "tệp lịch"})]


def _requests(turn: Turn) -> list[str]:
    own = agencies_of(turn.person)
    return [
        say.request_row(one.due_at, one.asked)
        for one in requests.open_ones(turn.db)
        if one.due_at > turn.now and (coordinates(turn.person) or any(item.agency in own for item in one.items))
    ]


def _periods(turn: Turn, plan: Plan, workdays: Workdays) -> list[str]:
    """For who is enrolled: what they still owe, or, for who coordinates, how many have sent."""
    if turn.person is None or not turn.message.private:
        return []
    open_ones = _open(turn, plan)
    owing, own, told = Owing(turn.db, plan), agencies_of(turn.person), []
    for period in open_ones:
        missing, wanted = owing.missing(period), owing.wanted(period)
        last = last_day(period.due_on, workdays)
        told.append(say.period_row(period.name, period.cutoff, period.due_on, last))
        if coordinates(turn.person):
            told.append(say.sent_row(len(wanted) - len(missing), len(wanted)))
        for agency in own:
            if agency in wanted:
                promise = promises.promises(turn.db, key_of(period)).get(agency)
                told.append(
                    say.own_row(
                        agency_name(turn.assistant.plans, agency),
                        len(missing.get(agency, ())),
                        len(wanted[agency]),
                        promise.until if promise else None,
                    )
                )
        ahead = _ahead(turn, period, workdays)
        if ahead and (coordinates(turn.person) or any(agency in missing for agency in own)):
            told.append(say.next_reminder(ahead[0].on))
    if not open_ones:
        told.append(say.no_open_period())
    return told


def _open(turn: Turn, plan: Plan) -> list[Period]:
    return sorted((one for one in periods.periods(turn.db, plan.id) if one.is_open), key=lambda one: (one.due_on, one.id))


def _ahead(turn: Turn, period: Period, workdays: Workdays) -> Sequence[Step]:
    some = ladder(period.ladder or setting(turn.db, period.plan, Setting.LADDER))
    return steps_ahead(some, period.due_on, workdays, turn.now.date())


def _deadlines(plan: Plan, today: date) -> list[tuple[Deadline, date]]:
    """Each with its next last day in time, the nearest first."""
    found = []
    for one in plan.deadlines:
        for year in (one.year,) if one.year else (today.year, today.year + 1):
            day = one.last_day(year)
            if today <= day <= today + AHEAD:
                found.append((one, day))
                break
    return sorted(found, key=lambda pair: pair[1])


def _deadline_row(turn: Turn, one: Deadline, day: date, workdays: Workdays) -> str:
    library = turn.assistant.libraries[0]
    names = [library.agency_name(agency) for agency in one.agency]
    return say.deadline_row(names, one.to, one, day, last_day(day, workdays))


def _is_disputed(plan: Plan) -> bool:
    quotes = [one.quote for one in plan.deadlines]
    return any(sum(any(quote in told for quote in quotes) for told in one.quotes) > 1 for one in plan.contradictions)


def _file(turn: Turn) -> list[Reply]:
    plan, today = _plan(turn), turn.now.date()
    workdays = of_store(turn.db, plan.id)
    library = turn.assistant.libraries[0]
    events = [
        Event(
            f"{plan.id}-{place}-{day.isoformat()}@kehoach",
            last_day(day, workdays),
            say.deadline_title(one.to),
            say.deadline_text(one, [library.agency_name(agency) for agency in one.agency]),
            5,
        )
        for place, one in enumerate(plan.deadlines, start=1)
        for _, day in [pair for pair in _deadlines(plan, today) if pair[0] is one]
    ]
    if turn.person is not None and turn.message.private:
        events += [
            Event(
                f"{plan.id}-ky-{period.id}@kehoach",
                last_day(period.due_on, workdays),
                say.period_title(period.name),
                say.period_text(period.cutoff, period.due_on, period.document),
                5,
            )
            for period in _open(turn, plan)
        ]
    agenda = Agenda(say.agenda_name(plan.number), tuple(events), turn.now)
    return [Reply(say.file_made(len(events)), files=(File("lich-bao-cao.ics", paper=agenda),))]
