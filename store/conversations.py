"""What each chat has just been about, as JSON, so that a restart breaks into no talk."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.address import Address
from store.db import Database

KEPT = timedelta(days=3)


def recall(db: Database, at: Address, sender: str) -> str | None:
    """`sender` tells apart those who talk in one group."""
    found = db.value(
        "SELECT body FROM conversations WHERE channel = ? AND account = ? AND chat = ? AND sender = ?",
        at.channel,
        at.account,
        at.chat,
        sender,
    )
    return None if found is None else str(found)


def remember(db: Database, at: Address, sender: str, body: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO conversations (channel, account, chat, sender, body, updated_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (channel, account, chat, sender) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at",
        at.channel,
        at.account,
        at.chat,
        sender,
        body,
        now.isoformat(),
    )


def forget(db: Database, at: Address, sender: str) -> None:
    db.execute(
        "DELETE FROM conversations WHERE channel = ? AND account = ? AND chat = ? AND sender = ?", at.channel, at.account, at.chat, sender
    )


def forget_old(db: Database, now: datetime) -> None:
    db.execute("DELETE FROM conversations WHERE updated_at < ?", (now - KEPT).isoformat())
