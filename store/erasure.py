"""Leaving, being removed and being erased: of a person only a random id is left, to which the agency's numbers point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from store import audit, promises, reminders
from store.address import Address
from store.db import Database
from store.invites import revoke_made_by
from store.people import NotAllowedError, Person, Post, end_posts, may_remove, person_called, places

_OF_A_CHAT = (
    "UPDATE broken SET raw = '', error = '' WHERE inbox IN (SELECT id FROM inbox WHERE channel = ? AND account = ? AND chat = ?)",
    "UPDATE broken SET raw = '', error = '' WHERE inbox IS NULL AND channel = ? AND account = ? AND raw LIKE '%' || ? || '%'",
    "UPDATE inbox SET body = '' WHERE state NOT IN ('new', 'fetching') AND channel = ? AND account = ? AND chat = ?",
    "UPDATE outbox SET body = '' WHERE state IN ('sent', 'failed') AND channel = ? AND account = ? AND chat = ?",
    # A row with a key stays for ever, so that it is never sent again: it need not tell to whom.
    "UPDATE outbox SET chat = '' WHERE state IN ('sent', 'failed') AND key IS NOT NULL AND channel = ? AND account = ? AND chat = ?",
    "DELETE FROM tries WHERE channel = ? AND account = ? AND chat = ?",
    # In a group the messenger names who wrote by the id that their private chat has.
    "DELETE FROM conversations WHERE channel = ? AND account = ? AND ? IN (chat, sender)",
)
"""What is still to be answered or sent stays until it has been; housekeeping forgets it after days."""


def leave(db: Database, person: Person, posts: Iterable[Post], now: datetime, *, by: str = "") -> bool:
    """Ends posts; whoever is left with none is erased, and that is what is returned."""
    ended = end_posts(db, by or person.id, person.id, posts, now)
    reminders.let_go(db, person.id, {post.agency for post in ended}, now)
    left = person_called(db, person.id)
    if left is None or left.posts:
        return False
    erase(db, left, now, by=by)
    return True


def remove(db: Database, by: Person, person: Person, now: datetime) -> None:
    """Ends somebody else's posts and open codes, and erases them. Raises NotAllowedError."""
    if not may_remove(by, person):
        raise NotAllowedError
    revoke_made_by(db, by.id, person.id, now)
    erase(db, person, now, by=by.id)


def erase(db: Database, person: Person, now: datetime, *, by: str = "") -> None:
    """Name, number, addresses and what was written at them go; the agreements and the audit log know the random id alone.

    A code for a successor stays good: the person has named them while they still could.
    """
    actor = by or person.id
    ended = end_posts(db, actor, person.id, person.posts, now)
    reminders.let_go(db, person.id, {post.agency for post in ended}, now)
    promises.let_go(db, person.id, now)
    for place in places(db, person.id):
        _erase_chat(db, place.address)
    db.execute("DELETE FROM addresses WHERE person = ?", person.id)
    db.execute("DELETE FROM invites WHERE person = ?", person.id)
    # A list may have invited the same person twice.
    db.execute("UPDATE invites SET name = '' WHERE name = ? AND name <> ''", person.name)
    db.execute("UPDATE invites SET phone = '' WHERE phone = ? AND phone <> ''", person.phone)
    db.execute("UPDATE people SET name = '', phone = '', erased_at = ? WHERE id = ?", now.isoformat(), person.id)
    audit.append(db, now, actor, "erased", person.id)


def _erase_chat(db: Database, at: Address) -> None:
    for statement in _OF_A_CHAT:
        db.execute(statement, at.channel, at.account, at.chat)
