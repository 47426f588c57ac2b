"""`kehoach remind`: who would be reminded of what at a moment, and why; without --dry-run it is done."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.reminding import remind_now
from bot.say import reminding as say
from bot.wire import reply_from_json
from bot.work import Desk
from handlers.assistant import Assistant
from handlers.people.agencies import agency_name
from handlers.progress.recording import name_of
from handlers.remind.owing import Owing, key_of
from handlers.say.overseeing_reminders import step_told
from store import periods, reminders
from store.db import Database, Row, Store
from store.people import person_called
from store.reminders import Key


class _Undone(Exception):  # noqa: N818 - nothing has failed
    """Takes back what was only tried."""


@dataclass(frozen=True, slots=True)
class Told:
    """One message's part about one deadline. `agency` is a name, the coordinating one's where the message is a summary."""

    person: str
    agency: str
    channel: str
    deadline: str
    due_on: str
    step: str
    text: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def remind_once(store: Store, desk: Desk, now: datetime, *, dry: bool) -> list[Told]:
    """What is queued now, or would be. Raises UnavailableError."""
    found: list[Told] = []

    def job(db: Database) -> None:
        before = int(db.value("SELECT COALESCE(MAX(id), 0) FROM outbox"))
        remind_now(db, desk, now)
        rows = db.rows("SELECT id, key, channel, body FROM outbox WHERE id > ? AND key IS NOT NULL ORDER BY id", before)
        found.extend(told for row in rows for told in _told(db, desk.assistant, row))
        if dry:
            raise _Undone

    with contextlib.suppress(_Undone):
        store.transact(job)
    return found


def _told(db: Database, assistant: Assistant, row: Row) -> list[Told]:
    by_agency: dict[tuple[str, str], list[Key]] = {}
    for key in reminders.of_message(db, row["id"]):
        by_agency.setdefault((key.deadline, key.agency), []).append(key)
    text = reply_from_json(row["body"]).text
    return [_line(db, assistant, row["channel"], text, keys) for keys in by_agency.values()]


def _line(db: Database, assistant: Assistant, channel: str, text: str, keys: list[Key]) -> Told:
    newest = keys[-1]
    person = person_called(db, newest.person)
    agency = agency_name(assistant.plans, newest.agency or assistant.plans[0].coordinator)
    name = person.name or newest.person if person else newest.person
    deadline = _deadline_name(db, assistant, newest)
    return Told(name, agency, channel, deadline, newest.due_on.isoformat(), newest.step, text, _why(db, assistant, keys))


def _deadline_name(db: Database, assistant: Assistant, key: Key) -> str:
    found = next((one for plan in assistant.plans for one in periods.periods(db, plan.id) if key_of(one) == key.deadline), None)
    return found.name if found else key.deadline


def _why(db: Database, assistant: Assistant, keys: list[Key]) -> str:
    newest, merged = keys[-1], [step_told(key.step) for key in keys[:-1]]
    for library in assistant.libraries:
        for period in periods.periods(db, library.plan.id):
            if key_of(period) == newest.deadline and newest.agency:
                owing = Owing(db, library.plan)
                missing = owing.missing(period).get(newest.agency, ())
                wanted = owing.wanted(period).get(newest.agency, ())
                return say.why([name_of(library, code) for code in missing], len(wanted), step_told(newest.step), merged)
    return say.why_else(step_told(newest.step), merged)


def show(found: list[Told], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            print(json.dumps(one.as_json(), ensure_ascii=False))
        return
    for one in found:
        print(say.reminder_shown(one.person, one.agency, one.channel, one.deadline, one.due_on, one.why))
        print("\n".join(f"    {line}" for line in one.text.splitlines()))
    print(say.reminders_counted(len(found)))
