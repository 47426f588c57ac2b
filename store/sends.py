"""How many messages each of our accounts has sent in a month, by kind: messengers grant so many, or charge for them."""

from __future__ import annotations

from datetime import datetime

from store.address import Address
from store.db import Database


def note(db: Database, to: Address, kind: str, now: datetime) -> int:
    """Counts one more; how many of all kinds the account has sent this month."""
    db.execute(
        "INSERT INTO sends (channel, account, month, kind, count) VALUES (?, ?, ?, ?, 1) "
        "ON CONFLICT (channel, account, month, kind) DO UPDATE SET count = sends.count + 1",
        to.channel,
        to.account,
        month(now),
        kind,
    )
    return sent(db, to.channel, to.account, now)


def sent(db: Database, channel: str, account: str, now: datetime) -> int:
    """Of all kinds, in the month of `now`."""
    return sum(by_kind(db, channel, account, now).values())


def by_kind(db: Database, channel: str, account: str, now: datetime) -> dict[str, int]:
    rows = db.rows("SELECT kind, count FROM sends WHERE channel = ? AND account = ? AND month = ?", channel, account, month(now))
    return {str(row["kind"]): int(row["count"]) for row in rows}


def accounts(db: Database, channel: str, now: datetime) -> list[str]:
    """Those that have sent anything in the month of `now`."""
    rows = db.rows("SELECT DISTINCT account FROM sends WHERE channel = ? AND month = ? ORDER BY account", channel, month(now))
    return [str(row["account"]) for row in rows]


def month(now: datetime) -> str:
    return f"{now:%Y-%m}"
