"""Whether the people enrolled at an address can be reached there."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.address import Address
from store.db import Database

WITH_A_WINDOW = frozenset(["zalo_oa"])
"""Messengers that let us write for some days after somebody last did; of no other is it kept when that was."""
NOTED_EVERY = timedelta(hours=1)
"""How exactly it is known: windows last for days."""


def blocked(db: Database, at: Address, now: datetime) -> None:
    """The reader has shut the bot out."""
    db.execute(
        "UPDATE addresses SET blocked_at = ? WHERE channel = ? AND account = ? AND chat = ? AND blocked_at IS NULL",
        now.isoformat(),
        at.channel,
        at.account,
        at.chat,
    )


def heard(db: Database, at: Address, when: datetime) -> None:
    """Something has come from there, so something can go there."""
    place = (at.channel, at.account, at.chat)
    db.execute(
        "UPDATE addresses SET blocked_at = NULL WHERE channel = ? AND account = ? AND chat = ? AND blocked_at IS NOT NULL",
        *place,
    )
    if at.channel in WITH_A_WINDOW:
        db.execute(
            "UPDATE addresses SET heard_at = ? WHERE channel = ? AND account = ? AND chat = ? AND (heard_at IS NULL OR heard_at < ?)",
            when.isoformat(),
            *place,
            (when - NOTED_EVERY).isoformat(),
        )


def heard_at(db: Database, at: Address) -> datetime | None:
    """When somebody enrolled last wrote from there; None where that is not known."""
    found = db.value("SELECT heard_at FROM addresses WHERE channel = ? AND account = ? AND chat = ?", at.channel, at.account, at.chat)
    return datetime.fromisoformat(found) if found else None


def users(db: Database, channel: str, account: str) -> int:
    """How many people use one of our accounts: those enrolled there, and those who have written in the last days."""
    return int(
        db.value(
            "SELECT COUNT(*) FROM (SELECT chat FROM addresses WHERE channel = ? AND account = ? "
            "UNION SELECT chat FROM inbox WHERE channel = ? AND account = ? AND chat <> '') AS chats",
            channel,
            account,
            channel,
            account,
        )
    )


def addresses_on(db: Database, channel: str) -> list[Address]:
    """Where people can be reached on a channel."""
    rows = db.rows("SELECT channel, account, chat FROM addresses WHERE channel = ? AND blocked_at IS NULL ORDER BY chat", channel)
    return [Address(row["channel"], row["account"], row["chat"]) for row in rows]
