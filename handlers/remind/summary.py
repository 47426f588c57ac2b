"""The morning summary for those who coordinate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from corpus.communes import is_commune
from handlers.assistant import Assistant
from handlers.people.agencies import agency_name
from handlers.people.pending import offer
from handlers.progress.owed import Source, all_owed
from handlers.progress.recording import name_of
from handlers.remind.days import of_store
from handlers.remind.ladder import last_day
from handlers.remind.state import NOBODY, Behind, State, communes_last, state
from handlers.remind.tick import Summary, Tick
from handlers.say import reminding as say
from handlers.say.basics import lines
from handlers.turn import Conversation, Reply
from store import periods
from store.db import Database
from store.periods import Period

FEW = 6


def reply(tick: Tick, assistant: Assistant, summary: Summary) -> tuple[Reply, dict[str, str]]:
    """And what its options stand for."""
    db, now = tick.db, tick.now
    states = [state(db, plan, period, tick.owing(plan), tick.staff) for plan, period, _ in summary.periods]
    text = "\n\n".join([say.summary_title(now.date()), *(told(db, assistant, one, now) for one in states)])
    chat = Conversation()
    shown = offer(chat, text, options(states), in_one_row=False)
    return shown, chat.options


def options(states: Sequence[State]) -> dict[str, str]:
    if not any(one.behind for one in states):
        return {}
    return {say.REMIND_AGAIN: "nhắc các đơn vị chưa gửi", say.DRAFT_LETTER: "soạn đôn đốc", say.CALL_LIST: "danh sách gọi"}


def told(db: Database, assistant: Assistant, one: State, now: datetime) -> str:
    """A period in one screen."""
    period, today = one.period, now.date()
    if not one.behind:
        return say.summary_all_in(period.name)
    behind = communes_last(one.behind)
    promised = [row for row in behind if row.promise is not None and not row.is_broken(today)]
    broken = [row for row in behind if row.is_broken(today)]
    free = [row for row in behind if row.promise is None]
    plans = assistant.plans
    return lines(
        say.summary_period(period.name, _when(db, one, now), one.done, one.of),
        _listed(assistant, say.MISSING, [row for row in free if not row.has_sent_some]),
        say.listed(
            say.PART,
            [say.part_of(agency_name(plans, row.agency), row.wanted - len(row.missing), row.wanted) for row in free if row.has_sent_some],
        ),
        say.listed(say.PROMISED, [_promise(assistant, row) for row in promised]),
        say.listed(say.BROKEN, [_promise(assistant, row) for row in broken]),
        _listed(assistant, say.NOBODY, [row for row in behind if row.why == NOBODY]),
        say.listed(
            say.UNREACHED,
            [say.unreached(agency_name(plans, row.agency), say.why(row.why)) for row in behind if row.why not in ("", NOBODY)],
        ),
        say.listed(say.DISPUTED, _disputed(assistant, one)),
        _listed(assistant, say.PAPER_ONLY, [row for row in behind if row.has_paper]),
        say.not_given(_unassigned(db, one, period)),
    )


def _when(db: Database, one: State, now: datetime) -> str:
    workdays, today = of_store(db, one.plan.id), now.date()
    last = last_day(one.period.due_on, workdays)
    return say.due_in(last, one.period.due_on, workdays.between(today, last) if today < last else 0, today)


def _listed(assistant: Assistant, title: str, some: Sequence[Behind]) -> str:
    return say.listed(title, named(assistant, [row.agency for row in some]), len(some))


def named(assistant: Assistant, agencies: Sequence[str]) -> list[str]:
    """Each by its name, many communes as their number."""
    communes = [one for one in agencies if is_commune(one)]
    if len(communes) <= FEW:
        return [agency_name(assistant.plans, one) for one in agencies]
    return [*(agency_name(assistant.plans, one) for one in agencies if one not in set(communes)), say.communes(len(communes))]


def _promise(assistant: Assistant, row: Behind) -> str:
    name = agency_name(assistant.plans, row.agency)
    return say.promise_of(name, row.promise.until, row.promise.times) if row.promise else name


def _disputed(assistant: Assistant, one: State) -> list[str]:
    library = next(library for library in assistant.libraries if library.plan.id == one.plan.id)
    return [
        say.disputed(agency_name(assistant.plans, hold.agency), name_of(library, hold.target) if hold.target else "")
        for hold in one.disputed
    ]


def _unassigned(db: Database, one: State, period: Period) -> int:
    """What is given to nobody is asked of nobody, unless the period says itself what it asks for."""
    return 0 if periods.items(db, period.id) else sum(owed.source is Source.NOBODY for owed in all_owed(db, one.plan))
