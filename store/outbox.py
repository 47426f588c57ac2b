"""What is to be said, kept in the same transaction as what caused it, until the messenger has taken it.

waiting → sending → sent | failed. A row found `sending` at the start of the program may have reached its reader or not:
it is sent again, and that is counted (`repeats`), because no messenger offers a way to ask. Where a repeat would be worse
than a doubt, it is settled unsent (`sent_unsure`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.address import Address
from store.codes import hide_codes
from store.db import Database, Row

KEPT = timedelta(days=3)
UNREAD_KEPT = timedelta(days=30)
"""How long a message waits for somebody whose channel only fetches (the chat page)."""
_QUEUED = "SELECT id, channel, account, chat, body, attempts, repeats, created_at, next_try, until, key FROM outbox "


@dataclass(frozen=True, slots=True)
class Queued:
    """A message on its way; `body` is the reply as JSON, `attempts` how often it was tried, `repeats` how often unknowingly."""

    id: int
    to: Address
    body: str
    attempts: int
    repeats: int
    created_at: datetime
    next_try: datetime | None
    until: datetime | None = None
    """Not to be sent after this moment."""
    key: str = ""
    """Names what nobody has asked for (a reminder, a summary); empty for an answer."""


def queue(
    db: Database,
    to: Address,
    body: str,
    now: datetime,
    *,
    cause: int | None = None,
    key: str | None = None,
    until: datetime | None = None,
) -> int | None:
    """The message's id; None where a message with the same `key` was queued before."""
    found = db.value(
        "INSERT INTO outbox (channel, account, chat, key, cause, body, state, attempts, created_at, repeats, until) "
        "VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, 0, ?) ON CONFLICT (key) DO NOTHING RETURNING id",
        to.channel,
        to.account,
        to.chat,
        key,
        cause,
        body,
        now.isoformat(),
        until.isoformat() if until else None,
    )
    return None if found is None else int(found)


@dataclass(frozen=True, slots=True)
class Share:
    """Which of a channel's accounts: `only` one, or all but some."""

    only: str = ""
    besides: tuple[str, ...] = ()

    @property
    def accounts(self) -> tuple[str, ...]:
        return (self.only,) if self.only else self.besides

    @property
    def condition(self) -> str:
        return " AND account = ?" if self.only else " AND account <> ?" * len(self.besides)


WHOLE = Share()


def waiting(db: Database, channel: str, *, after: int, most: int, share: Share = WHOLE) -> list[Queued]:
    """Messages of a channel not yet sent, with ids above `after`, in order."""
    rows = db.rows(
        _QUEUED + f"WHERE state IN ('waiting', 'sending') AND id > ? AND channel = ?{share.condition} ORDER BY id LIMIT ?",
        after,
        channel,
        *share.accounts,
        most,
    )
    return [_queued(row) for row in rows]


def newest(db: Database) -> int:
    """The highest id given so far; 0 where there is none."""
    return int(db.value("SELECT MAX(id) FROM outbox") or 0)


def begin(db: Database, ids: Iterable[int]) -> set[int]:
    """Marks the messages as being sent, before they are; those that still were to be, for one may have been taken back meanwhile."""
    sql = "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ? AND state = 'waiting'"
    return {message_id for message_id in ids if db.execute(sql, message_id)}


def sent(db: Database, message_id: int, sent_id: str, now: datetime) -> None:
    """Its reader has it; codes in it are not kept any longer."""
    body = db.value(
        "UPDATE outbox SET state = 'sent', sent_id = ?, settled_at = ?, last_error = NULL WHERE id = ? RETURNING body",
        sent_id,
        now.isoformat(),
        message_id,
    )
    _forget_codes(db, message_id, body)


def failed(db: Database, message_id: int, error: str, now: datetime, next_try: datetime | None) -> None:
    """The messenger did not take it; without a `next_try` it is given up."""
    body = db.value(
        "UPDATE outbox SET state = ?, last_error = ?, next_try = ?, settled_at = ? WHERE id = ? RETURNING body",
        "waiting" if next_try else "failed",
        error,
        next_try.isoformat() if next_try else None,
        None if next_try else now.isoformat(),
        message_id,
    )
    if not next_try:
        _forget_codes(db, message_id, body)


def may_have_arrived(db: Database, message_id: int) -> None:
    """Nobody knows whether the messenger took it: if it is sent again, its reader may see it twice."""
    db.execute("UPDATE outbox SET repeats = repeats + 1 WHERE id = ?", message_id)


def sent_unsure(db: Database, message_id: int, why: str, now: datetime) -> None:
    """Nobody knows whether its reader has it, and it is not sent again."""
    sent(db, message_id, "", now)
    db.execute("UPDATE outbox SET last_error = ? WHERE id = ?", why, message_id)


def interrupted(db: Database, channel: str, share: Share = WHOLE) -> list[Queued]:
    """The messages that an interrupted process may have sent without recording it."""
    rows = db.rows(_QUEUED + f"WHERE state = 'sending' AND channel = ?{share.condition} ORDER BY id", channel, *share.accounts)
    return [_queued(row) for row in rows]


def send_again(db: Database, message_id: int) -> None:
    """An interrupted message waits again; its reader may see it twice."""
    db.execute("UPDATE outbox SET state = 'waiting', repeats = repeats + 1 WHERE id = ? AND state = 'sending'", message_id)


def replies_to(db: Database, cause: int, to: Address) -> list[Queued]:
    """What an event was answered with in its own chat."""
    rows = db.rows(
        _QUEUED + "WHERE cause = ? AND channel = ? AND account = ? AND chat = ? ORDER BY id",
        cause,
        to.channel,
        to.account,
        to.chat,
    )
    return [_queued(row) for row in rows]


def unread(db: Database, to: Address) -> list[Queued]:
    """What waits for somebody whose channel only fetches."""
    rows = db.rows(
        _QUEUED + "WHERE state = 'waiting' AND channel = ? AND account = ? AND chat = ? ORDER BY id",
        to.channel,
        to.account,
        to.chat,
    )
    return [_queued(row) for row in rows]


def sent_as(db: Database, sent_id: str, to: Address) -> int | None:
    """Our number of the message that a messenger knows under its own."""
    found = db.value(
        "SELECT id FROM outbox WHERE channel = ? AND account = ? AND chat = ? AND sent_id = ? AND key IS NOT NULL ORDER BY id DESC",
        to.channel,
        to.account,
        to.chat,
        sent_id,
    )
    return None if found is None else int(found)


def body_of(db: Database, message_id: int, to: Address) -> str | None:
    """The message of that id, if it went to that chat and is still kept."""
    found = db.value(
        "SELECT body FROM outbox WHERE id = ? AND channel = ? AND account = ? AND chat = ?", message_id, to.channel, to.account, to.chat
    )
    return None if found is None else str(found)


def body_called(db: Database, message_id: int) -> str | None:
    """The message of that id, whoever it went to; None where it is no longer kept."""
    found = db.value("SELECT body FROM outbox WHERE id = ?", message_id)
    return None if found is None else str(found)


def move(db: Database, old: Address, new: Address) -> None:
    """A group has got another id: what waits for it goes there."""
    db.execute(
        "UPDATE outbox SET chat = ? WHERE channel = ? AND account = ? AND chat = ? AND state IN ('waiting', 'sending')",
        new.chat,
        old.channel,
        old.account,
        old.chat,
    )


def given_up(db: Database, since: datetime, most: int = 50) -> list[Row]:
    """Messages that could not be delivered, newest first: channel, account, chat, last_error, settled_at."""
    return db.rows(
        "SELECT channel, account, chat, last_error, settled_at FROM outbox "
        "WHERE state = 'failed' AND settled_at >= ? ORDER BY id DESC LIMIT ?",
        since.isoformat(),
        most,
    )


def forget_old(db: Database, now: datetime) -> None:
    """Forgets what was settled long ago; of a message with a key the row stays, without its words and its reader, so that it is
    never sent a second time and what became of it is still known.

    So does the newest row, empty, so that an id is never given twice.
    """
    settled, unfetched = (now - KEPT).isoformat(), (now - UNREAD_KEPT).isoformat()
    db.execute("UPDATE outbox SET chat = '', body = '' WHERE key IS NOT NULL AND chat <> '' AND settled_at < ?", settled)
    db.execute("DELETE FROM outbox WHERE key IS NULL AND settled_at < ? AND id < (SELECT MAX(id) FROM outbox)", settled)
    db.execute("DELETE FROM outbox WHERE state = 'waiting' AND created_at < ? AND id < (SELECT MAX(id) FROM outbox)", unfetched)
    db.execute("UPDATE outbox SET chat = '', body = '' WHERE key IS NULL AND chat <> '' AND settled_at < ?", settled)


def _forget_codes(db: Database, message_id: int, body: str | None) -> None:
    """Of a code only its hash is kept, from the moment in which its reader has it."""
    hidden = hide_codes(body or "")
    if hidden != (body or ""):
        db.execute("UPDATE outbox SET body = ? WHERE id = ?", hidden, message_id)


def _queued(row: Row) -> Queued:
    return Queued(
        row["id"],
        Address(row["channel"], row["account"], row["chat"]),
        row["body"],
        row["attempts"],
        row["repeats"],
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["next_try"]) if row["next_try"] else None,
        datetime.fromisoformat(row["until"]) if row["until"] else None,
        row["key"] or "",
    )
