"""Invitations: single-use codes by which people enrol. Only a code's hash is kept, and guessing is held back here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from store import audit, facts
from store.address import Address
from store.codes import code_hash, new_code, read_code, written
from store.db import Database, Row
from store.people import COORDINATING, OF_AN_AGENCY, START, NotAllowedError, Person, Post, Role, admins, may_coordinate, may_give

DAYS = 14
FIRST_ADMIN_DAYS = 1
MOST_WRONG = 5
"""Wrong codes an hour from one chat."""
MOST_WRONG_IN_ALL = 500
"""Wrong codes an hour from all chats; beyond it whoever has failed once waits, but a first try is still looked up."""
HOUR = timedelta(hours=1)
_CAP_TOLD = "invites.cap_told"
_INVITES = "SELECT id, name, phone, person, replaces, created_by, expires_at, used_at, revoked_at FROM invites "
_IDS_OF_OPEN = "SELECT id FROM invites WHERE used_at IS NULL AND revoked_at IS NULL AND "


class Refusal(StrEnum):
    """Why a code is not taken."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Invite:
    """`person`: the code adds an address to this person. `replaces`: whose posts end when the invited one takes them over."""

    id: str
    posts: tuple[Post, ...]
    name: str
    phone: str
    person: str | None
    replaces: str | None
    created_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a code is for: what they will be, and what is known of them."""

    posts: tuple[Post, ...] = ()
    name: str = ""
    phone: str = ""
    person: str | None = None
    replaces: str | None = None


def create(db: Database, by: Person, invited: Invited, now: datetime, days: int = DAYS) -> tuple[Invite, str]:
    """The invite and its code as people copy it, good until the end of the last day. Raises NotAllowedError."""
    if not _may_invite(by, invited):
        raise NotAllowedError
    code, invite_id = new_code(), secrets.token_hex(16)
    expires_at = datetime.combine(now.date() + timedelta(days=days), time(23, 59, 59), now.tzinfo)
    db.execute(
        "INSERT INTO invites (id, code_hash, name, phone, person, replaces, created_by, created_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(invite_id, code_hash(code), invited.name, invited.phone, invited.person, invited.replaces),
        *(by.id, now.isoformat(), expires_at.isoformat()),
    )
    for post in invited.posts:
        db.execute("INSERT INTO invite_posts (invite, role, agency) VALUES (?, ?, ?)", invite_id, post.role, post.agency)
    given = " ".join(f"{post.role}:{post.agency}" for post in invited.posts)
    audit.append(db, now, by.id, "invited", invite_id, posts=given, person=invited.person or "", replaces=invited.replaces or "")
    invite = Invite(invite_id, invited.posts, invited.name, invited.phone, invited.person, invited.replaces, by.id, expires_at)
    return invite, written(code)


def present(db: Database, text: str, at: Address, now: datetime) -> Invite | Refusal:
    """What a code that was typed in a chat opens. Nothing is used up yet; a wrong one counts as a try."""
    mine = _tries_of(db, at, now)
    if mine >= MOST_WRONG or (mine and _tries_in_all(db, now) >= MOST_WRONG_IN_ALL):
        return Refusal.TOO_MANY
    code = read_code(text)
    row = db.row(_INVITES + "WHERE code_hash = ?", code_hash(code)) if code else None
    refusal = _refusal(row, now)
    if row is not None and refusal is None:
        return _invite(db, row)
    db.execute("DELETE FROM tries WHERE at <= ?", (now - HOUR).isoformat())
    db.execute("INSERT INTO tries (channel, account, chat, at) VALUES (?, ?, ?, ?)", at.channel, at.account, at.chat, now.isoformat())
    return refusal or Refusal.UNKNOWN


def is_under_attack(db: Database, now: datetime) -> bool:
    """Whether the cap on all chats has been reached; true once an hour, for somebody to be told."""
    if _tries_in_all(db, now) < MOST_WRONG_IN_ALL:
        return False
    told = facts.since(db, _CAP_TOLD)
    if told is not None and now - told < HOUR:
        return False
    facts.remember(db, _CAP_TOLD, "", now)
    return True


def open_invite(db: Database, invite_id: str, now: datetime) -> Invite | None:
    """An invite looked up before, if it can still be used."""
    row = db.row(_INVITES + "WHERE id = ?", invite_id)
    return _invite(db, row) if row is not None and _refusal(row, now) is None else None


def claim(db: Database, invite: Invite, person_id: str, now: datetime) -> bool:
    """Uses the invite up; False where somebody was faster. The name and the number now stand with the person."""
    return bool(
        db.execute(
            "UPDATE invites SET used_at = ?, used_by = ?, name = '', phone = '' "
            "WHERE id = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at >= ?",
            now.isoformat(),
            person_id,
            invite.id,
            now.isoformat(),
        )
    )


def open_invites(db: Database, by: Person, now: datetime) -> list[Invite]:
    """Those that wait to be used and give a role, the oldest first. Raises NotAllowedError."""
    if not may_coordinate(by):
        raise NotAllowedError
    rows = db.rows(
        _INVITES + "WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at >= ? AND person IS NULL ORDER BY created_at, id",
        now.isoformat(),
    )
    return [_invite(db, row) for row in rows]


def revoke(db: Database, by: Person, invite: Invite, now: datetime) -> None:
    """Raises NotAllowedError where `by` could not have made it."""
    could_have = bool(invite.posts) and all(may_give(by, post.role) for post in invite.posts)
    if by.id not in (invite.created_by, invite.replaces, invite.person) and not could_have:
        raise NotAllowedError
    _revoke(db, by.id, invite.id, now)


def revoke_shown(db: Database, invite: Invite, now: datetime) -> None:
    """Ends a code that more people have seen than it was for."""
    _revoke(db, START.id, invite.id, now)


def revoke_links(db: Database, by: Person, now: datetime) -> None:
    """Ends the codes by which a person was about to add a messenger: the newest one counts."""
    _revoke_where(db, by.id, "person = ?", (by.id,), now)


def revoke_hand_overs(db: Database, by: Person, now: datetime) -> None:
    _revoke_where(db, by.id, "replaces = ?", (by.id,), now)


def revoke_made_by(db: Database, by: str, removed: str, now: datetime) -> None:
    """Ends the open doors of somebody who is removed: to themselves, to a successor, to power over others."""
    doors = "(person = ? OR replaces = ? OR (created_by = ? AND id IN (SELECT invite FROM invite_posts WHERE role IN (?, ?))))"
    _revoke_where(db, by, doors, (removed, removed, removed, *sorted(COORDINATING)), now)


def first_admin_code(db: Database, now: datetime) -> str | None:
    """A code for the first admin, the one before it being void; None where there is an admin."""
    if admins(db):
        return None
    _revoke_where(db, START.id, "created_by = ?", (START.id,), now)
    return create(db, START, Invited((Post(Role.ADMIN, ""),)), now, FIRST_ADMIN_DAYS)[1]


def forget_old(db: Database, now: datetime) -> None:
    """Names and numbers of people who did not come, and tries that no longer count."""
    db.execute(
        "UPDATE invites SET name = '', phone = '' WHERE (name <> '' OR phone <> '') AND (revoked_at IS NOT NULL OR expires_at < ?)",
        now.isoformat(),
    )
    db.execute("DELETE FROM tries WHERE at <= ?", (now - HOUR).isoformat())


def _may_invite(by: Person, invited: Invited) -> bool:
    if not all(bool(post.agency) == (post.role in OF_AN_AGENCY) for post in invited.posts):
        return False
    if invited.person is not None:
        return invited.person == by.id and not invited.posts
    if invited.replaces is not None:
        return invited.replaces == by.id and bool(invited.posts) and set(invited.posts) <= set(by.agency_posts)
    return bool(invited.posts) and all(may_give(by, post.role) for post in invited.posts)


def _refusal(row: Row | None, now: datetime) -> Refusal | None:
    if row is None or row["revoked_at"]:
        return Refusal.UNKNOWN
    if row["used_at"]:
        return Refusal.USED
    return Refusal.EXPIRED if datetime.fromisoformat(row["expires_at"]) < now else None


def _invite(db: Database, row: Row) -> Invite:
    posts = db.rows("SELECT role, agency FROM invite_posts WHERE invite = ? ORDER BY role, agency", row["id"])
    return Invite(
        row["id"],
        tuple(Post(Role(post["role"]), post["agency"]) for post in posts),
        row["name"],
        row["phone"],
        row["person"],
        row["replaces"],
        row["created_by"],
        datetime.fromisoformat(row["expires_at"]),
    )


def _tries_of(db: Database, at: Address, now: datetime) -> int:
    return int(
        db.value(
            "SELECT COUNT(*) FROM tries WHERE channel = ? AND account = ? AND chat = ? AND at > ?",
            at.channel,
            at.account,
            at.chat,
            (now - HOUR).isoformat(),
        )
    )


def _tries_in_all(db: Database, now: datetime) -> int:
    return int(
        db.value("SELECT COUNT(*) FROM (SELECT 1 FROM tries WHERE at > ? LIMIT ?) AS t", (now - HOUR).isoformat(), MOST_WRONG_IN_ALL)
    )


def _revoke(db: Database, by: str, invite_id: str, now: datetime) -> None:
    if db.execute("UPDATE invites SET revoked_at = ? WHERE id = ? AND used_at IS NULL AND revoked_at IS NULL", now.isoformat(), invite_id):
        audit.append(db, now, by, "invite revoked", invite_id)


def _revoke_where(db: Database, by: str, condition: str, values: Sequence[str], now: datetime) -> None:
    for row in db.rows(_IDS_OF_OPEN + condition, *values):
        _revoke(db, by, row["id"], now)
