"""Which reminders have been given: a row for each step of a deadline, agency and person, once and for ever.

What became of the message stands in the outbox, whose row of a reminder is never forgotten (its words are).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from store.db import Database, Row


class Key(NamedTuple):
    """`deadline` names what is owed ("period 12", "request 7"), `due_on` its day this year: next year's is another one."""

    deadline: str
    due_on: date
    agency: str
    person: str
    step: str


class Fate(StrEnum):
    """What became of a reminder: on its way, taken by the messenger, not taken, no longer needed when its turn came."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Reminder:
    """`at` is when it was given; `channel` where it went, `why` what the messenger said where it was not taken."""

    key: Key
    at: datetime
    fate: Fate
    channel: str = ""
    why: str = ""


DROPPED = "no longer needed"
TOO_LATE = "office hours are over"
"""Why a message was not sent, where it was our own decision."""
_FATES = {"waiting": Fate.QUEUED, "sending": Fate.QUEUED, "sent": Fate.SENT}
_SELECT = (
    "SELECT r.deadline, r.due_on, r.agency, r.person, r.step, r.at, o.state, o.channel, o.last_error "
    "FROM reminders AS r LEFT JOIN outbox AS o ON o.id = r.message "
)


def given(db: Database, deadline: str, due_on: date, step: str) -> set[tuple[str, str]]:
    """Agency and person of those to whom a step has been given, and whose message has not failed."""
    rows = db.rows(
        "SELECT r.agency, r.person FROM reminders AS r JOIN outbox AS o ON o.id = r.message "
        "WHERE r.deadline = ? AND r.due_on = ? AND r.step = ? AND o.state IN ('waiting', 'sending', 'sent')",
        deadline,
        due_on.isoformat(),
        step,
    )
    return {(row[0], row[1]) for row in rows}


def give(db: Database, keys: Iterable[Key], message: int, now: datetime) -> None:
    """Notes that a message carries these steps. A step whose earlier message failed stays one row, which then names the new one."""
    for key in keys:
        db.execute(
            "INSERT INTO reminders (deadline, due_on, agency, person, step, at, message, tries) VALUES (?, ?, ?, ?, ?, ?, ?, 1) "
            "ON CONFLICT (deadline, due_on, step, agency, person) DO UPDATE SET message = excluded.message, tries = tries + 1 "
            "WHERE NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.id = reminders.message AND o.state IN ('waiting', 'sending', 'sent'))",
            key.deadline,
            key.due_on.isoformat(),
            key.agency,
            key.person,
            key.step,
            now.isoformat(),
            message,
        )


def of_message(db: Database, message: int) -> list[Key]:
    """What a message reminded of."""
    rows = db.rows("SELECT deadline, due_on, agency, person, step FROM reminders WHERE message = ? ORDER BY id", message)
    return [_key(row) for row in rows]


def history(db: Database, deadline: str, due_on: date, agency: str = "") -> list[Reminder]:
    """The oldest first."""
    sql, values = _SELECT + "WHERE r.deadline = ? AND r.due_on = ?", [deadline, due_on.isoformat()]
    if agency:
        sql, values = sql + " AND r.agency = ?", [*values, agency]
    return [_reminder(row) for row in db.rows(sql + " ORDER BY r.at, r.id", *values)]


def failed(db: Database, deadline: str, due_on: date) -> list[Reminder]:
    """Those whose newest message the messenger did not take."""
    rows = db.rows(_SELECT + "WHERE r.deadline = ? AND r.due_on = ? AND o.state = 'failed' ORDER BY r.id", deadline, due_on.isoformat())
    return [one for one in map(_reminder, rows) if one.fate is Fate.FAILED]


def waiting(db: Database) -> list[tuple[int, str]]:
    """Messages of reminders that nobody has begun to send: their numbers and their persons."""
    rows = db.rows(
        "SELECT DISTINCT o.id, r.person FROM outbox AS o JOIN reminders AS r ON r.message = o.id WHERE o.state = 'waiting' ORDER BY o.id"
    )
    return [(int(row[0]), row[1]) for row in rows]


def drop(db: Database, message: int, now: datetime) -> bool:
    """Takes back a message that nobody has begun to send; whether that was still possible."""
    return bool(
        db.execute(
            "UPDATE outbox SET state = 'failed', last_error = ?, settled_at = ? WHERE id = ? AND state = 'waiting'",
            DROPPED,
            now.isoformat(),
            message,
        )
    )


def let_go(db: Database, person: str, agencies: Iterable[str], now: datetime) -> int:
    """Takes back what waits to be sent to somebody who no longer speaks for the agencies; whoever comes after them gets it anew."""
    dropped = 0
    for agency in agencies:
        rows = db.rows(
            "SELECT DISTINCT o.id FROM outbox AS o JOIN reminders AS r ON r.message = o.id "
            "WHERE o.state = 'waiting' AND r.person = ? AND r.agency = ?",
            person,
            agency,
        )
        dropped += sum(drop(db, int(row[0]), now) for row in rows)
    return dropped


# ---- a day's messages


def digest_key(day: date, person: str, channel: str, number: int) -> str:
    """Under which the outbox knows a person's reminders of a day; `number` counts those that were tried."""
    return f"digest {day.isoformat()} {person} {channel} {number}"


@dataclass(frozen=True, slots=True)
class Tried:
    """A day's reminders to a person: how many were tried, whether one is on its way or there, on which channels one failed."""

    count: int = 0
    stands: bool = False
    failed_on: tuple[str, ...] = ()


def tried(db: Database, day: date) -> Mapping[str, Tried]:
    """By person."""
    first = f"digest {day.isoformat()} "
    rows = db.rows("SELECT key, state, last_error FROM outbox WHERE key >= ? AND key < ?", first, first[:-1] + "!")
    found: dict[str, Tried] = {}
    for key, state, error in rows:
        _, _, person, channel, _ = key.split(" ")
        so_far = found.get(person, Tried())
        own_choice = error in (DROPPED, TOO_LATE)
        failed = (channel,) if state == "failed" and not own_choice else ()
        found[person] = Tried(so_far.count + 1, so_far.stands or state != "failed", so_far.failed_on + failed)
    return found


def _key(row: Row) -> Key:
    return Key(row["deadline"], date.fromisoformat(row["due_on"]), row["agency"], row["person"], row["step"])


def _reminder(row: Row) -> Reminder:
    why = row["last_error"] or ""
    fate = _FATES.get(row["state"] or "", Fate.FAILED)
    if fate is Fate.FAILED and why in (DROPPED, TOO_LATE):
        fate = Fate.DROPPED
    return Reminder(_key(row), datetime.fromisoformat(row["at"]), fate, row["channel"] or "", "" if fate is Fate.SENT else why)


def is_urgent(key: str) -> bool:
    """Whether what the outbox knows under this key must go out though messages are to be saved."""
    return key.startswith(("request ", "alarm "))


def summary_key(day: date, person: str, number: int) -> str:
    return f"summary {day.isoformat()} {person} {number}"


def summaries(db: Database, day: date, person: str) -> list[str]:
    """What became of the day's summaries to a coordinator."""
    first = f"summary {day.isoformat()} {person} "
    return [row[0] for row in db.rows("SELECT state FROM outbox WHERE key >= ? AND key < ?", first, first[:-1] + "!")]
