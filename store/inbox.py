"""What has arrived, kept before the messenger is told so; one row an event, however often the messenger delivers it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.address import Address
from store.codes import hide_codes
from store.db import Database

KEPT = timedelta(days=3)
"""How long a handled event is remembered: messengers deliver again for a day at most, and what people ask is nobody's to keep."""


ACCEPT = (
    "INSERT INTO inbox (channel, account, chat, event, body, received_at, state) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (channel, account, chat, event) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a chat. `key` tells it from every other event of that chat; `body` is the message as JSON.

    `fetch`: files that came with it are still to be fetched from the messenger; until then it is not answered.
    """

    at: Address
    key: str
    body: str
    fetch: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    at: Address
    body: str
    received_at: datetime


def accept(db: Database, event: Event, now: datetime) -> bool:
    """Whether the event is new; one that is there already changes nothing."""
    at = event.at
    state = "fetching" if event.fetch else "new"
    return bool(db.execute(ACCEPT, at.channel, at.account, at.chat, event.key, event.body, now.isoformat(), state))


def find(db: Database, at: Address, key: str) -> tuple[int, bool]:
    """The id of an event that is there, and whether it has been dealt with. Raises LookupError where it is not there."""
    row = db.row(
        "SELECT id, state FROM inbox WHERE channel = ? AND account = ? AND chat = ? AND event = ?", at.channel, at.account, at.chat, key
    )
    if row is None:
        raise LookupError(key)
    return int(row["id"]), row["state"] not in ("new", "fetching")


def waiting(db: Database, most: int) -> list[Waiting]:
    """What has not been dealt with, in the order of arrival."""
    return _in_state(db, "state = 'new'", most)


def fetching(db: Database, most: int) -> list[Waiting]:
    """What waits for its files."""
    return _in_state(db, "state = 'fetching'", most)


def fetched(db: Database, event_id: int, body: str) -> None:
    """The files have come, or will not: from now on the message waits to be answered."""
    db.execute("UPDATE inbox SET body = ?, state = 'new' WHERE id = ? AND state = 'fetching'", body, event_id)


def _in_state(db: Database, state: str, most: int) -> list[Waiting]:
    rows = db.rows(f"SELECT id, channel, account, chat, body, received_at FROM inbox WHERE {state} ORDER BY id LIMIT ?", most)  # noqa: S608
    return [
        Waiting(row["id"], Address(row["channel"], row["account"], row["chat"]), row["body"], datetime.fromisoformat(row["received_at"]))
        for row in rows
    ]


def done(db: Database, event_id: int) -> None:
    db.execute("UPDATE inbox SET state = 'done' WHERE id = ?", event_id)


def forget_words(db: Database, event_id: int) -> None:
    """Of the event only its key stays: what was said in it is to be read by nobody any more."""
    db.execute("UPDATE inbox SET body = '' WHERE id = ?", event_id)


def set_aside(db: Database, event: Waiting, error: str, now: datetime) -> None:
    """The event's handler threw: it is kept as broken and holds up nothing."""
    db.execute("UPDATE inbox SET state = 'broken', body = '' WHERE id = ?", event.id)
    _keep_broken(db, event.at.channel, event.at.account, event.body, f"inbox {event.id}", error, now, event.id)


def set_aside_unread(db: Database, channel: str, account: str, raw: str, error: str, now: datetime) -> None:
    """Something that cannot even be read as an event; kept once, however often it is delivered."""
    mark = hashlib.sha256(f"{channel} {account} {raw}".encode()).hexdigest()
    _keep_broken(db, channel, account, raw, mark, error, now, None)


def forget_old(db: Database, now: datetime) -> None:
    """Forgets what was dealt with long ago. The newest row stays, empty, so that an id is never given twice."""
    oldest = (now - KEPT).isoformat()
    db.execute("DELETE FROM inbox WHERE state NOT IN ('new', 'fetching') AND received_at < ? AND id < (SELECT MAX(id) FROM inbox)", oldest)
    settled = "state NOT IN ('new', 'fetching')"
    db.execute(f"UPDATE inbox SET chat = '', event = '', body = '' WHERE {settled} AND received_at < ? AND chat <> ''", oldest)  # noqa: S608
    db.execute("UPDATE broken SET raw = '', error = '' WHERE at < ? AND raw <> ''", oldest)


def _keep_broken(db: Database, channel: str, account: str, raw: str, mark: str, error: str, now: datetime, event_id: int | None) -> None:
    db.execute(
        "INSERT INTO broken (inbox, channel, account, raw, mark, error, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mark) DO NOTHING",
        event_id,
        channel,
        account,
        hide_codes(raw),
        mark,
        error,
        now.isoformat(),
    )
