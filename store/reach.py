"""Whether the people enrolled at an address can be reached there."""

from __future__ import annotations

from datetime import datetime

from store.address import Address
from store.db import Database


def blocked(db: Database, at: Address, now: datetime) -> None:
    """The reader has shut the bot out."""
    db.execute(
        "UPDATE addresses SET blocked_at = ? WHERE channel = ? AND account = ? AND chat = ? AND blocked_at IS NULL",
        now.isoformat(),
        at.channel,
        at.account,
        at.chat,
    )


def open_again(db: Database, at: Address) -> None:
    """Something has come from there, so something can go there."""
    db.execute(
        "UPDATE addresses SET blocked_at = NULL WHERE channel = ? AND account = ? AND chat = ? AND blocked_at IS NOT NULL",
        at.channel,
        at.account,
        at.chat,
    )


def addresses_on(db: Database, channel: str) -> list[Address]:
    """Where people can be reached on a channel."""
    rows = db.rows("SELECT channel, account, chat FROM addresses WHERE channel = ? AND blocked_at IS NULL ORDER BY chat", channel)
    return [Address(row["channel"], row["account"], row["chat"]) for row in rows]
