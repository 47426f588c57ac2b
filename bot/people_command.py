"""`kehoach people`: who is enrolled, codes for one or for a whole list, removing somebody. Whoever can run it is an admin."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.people_list import Entry, WrongListError, read_list, resolve_agency
from bot.people_sheet import Card, printable, workbook, write_private
from bot.plans_command import print_table
from bot.say import people as say
from bot.wire import reply_to_json
from corpus.plan import Plan
from corpus.plans import plan_folders, read_plan
from corpus.writing import write_date
from handlers import say as said
from handlers.people.agencies import agency_name, title
from handlers.people.common import link
from handlers.people.names import read_name, read_phone
from handlers.people.roles import read_role
from handlers.turn import Reply
from index.keys import keys
from store import invites, outbox, people
from store.db import Database, Store
from store.erasure import remove
from store.invites import Invite, Invited
from store.people import COMMAND_LINE, OF_AN_AGENCY, Person, Post

WORKBOOK, SHEET = "ma-dang-ky.xlsx", "ma-dang-ky.html"
MOST_DAYS = 90


class RefusedError(Exception):
    """What was asked for cannot be done; its text says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom `people invite` was asked to invite, as typed."""

    role: str
    agencies: Sequence[str] = ()
    name: str = ""
    phone: str = ""
    days: int = invites.DAYS


# ---- list


def show_people(store: Store, now: datetime, *, as_json: bool) -> None:
    found = store.transact(lambda db: _found(db, _plans(), now))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    persons = [
        (
            one["name"],
            "; ".join(post["title"] for post in one["posts"]),
            said.phone_number(one["phone"]) if one["phone"] else "",
            ", ".join(said.channel_name(place["channel"]) for place in one["channels"]),
            say.YES if any(not place["blocked_at"] for place in one["channels"]) else say.NO,
            one["id"],
        )
        for one in found["people"]
    ]
    print_table(say.ENROLLED, (say.NAME, say.ROLES, say.PHONE, say.CHANNELS, say.REACHED, say.ID), persons)
    codes = [("; ".join(post["title"] for post in one["posts"]), one["name"], _day(one["expires_at"])) for one in found["invites"]]
    print_table(say.OPEN_CODES, (say.ROLES, say.NAME, say.UNTIL), codes)


def _day(moment: str) -> str:
    return write_date(datetime.fromisoformat(moment).date())


def _found(db: Database, plans: Sequence[Plan], now: datetime) -> dict[str, Any]:
    def posts(some: Sequence[Post]) -> list[dict[str, str]]:
        return [{"role": post.role, "agency": post.agency, "title": title(plans, post)} for post in some]

    return {
        "people": [
            {
                "id": one.id,
                "name": one.name,
                "phone": one.phone,
                "posts": posts(one.posts),
                "channels": [
                    {
                        "channel": place.address.channel,
                        "since": place.since.isoformat(),
                        "blocked_at": place.blocked_at.isoformat() if place.blocked_at else None,
                    }
                    for place in people.places(db, one.id)
                ],
            }
            for one in people.everybody(db, COMMAND_LINE)
        ],
        "invites": [
            {"posts": posts(one.posts), "name": one.name, "expires_at": one.expires_at.isoformat()}
            for one in invites.open_invites(db, COMMAND_LINE, now)
        ],
    }


# ---- invite


def invite_one(store: Store, wanted: Wanted, now: datetime) -> None:
    """Prints the code and the text to send on. Raises RefusedError."""
    plans = _plans()
    posts = _posts(plans, wanted, now)
    name, phone = read_name(wanted.name), read_phone(wanted.phone)
    if wanted.name and not name:
        raise RefusedError(say.not_a_name(wanted.name))
    if wanted.phone and not phone:
        raise RefusedError(say.not_a_phone(wanted.phone))
    _check_days(wanted.days)

    def job(db: Database) -> tuple[Invite, str, str]:
        invite, code = invites.create(db, COMMAND_LINE, Invited(posts, name, phone), now, wanted.days)
        return invite, code, link(db, code, now)

    invite, code, address = store.transact(job)
    what_for = "; ".join(title(plans, post) for post in posts)
    print(said.invitation_made(what_for, invite.expires_at, invite.name))
    print()
    print(said.invitation(what_for, plans[0].number, code, invite.expires_at, (address,), name=invite.name))


def _posts(plans: Sequence[Plan], wanted: Wanted, now: datetime) -> tuple[Post, ...]:
    role = read_role(wanted.role)
    if role is None:
        raise RefusedError(say.no_such_role(wanted.role))
    if role not in OF_AN_AGENCY:
        if wanted.agencies:
            raise RefusedError(say.role_without_agency(said.role_name(role)))
        return (Post(role, ""),)
    if not wanted.agencies:
        raise RefusedError(say.role_needs_agency(said.role_name(role)))
    try:
        found = dict.fromkeys(resolve_agency(plans, name, now.date()) for name in wanted.agencies)
    except ValueError as problem:
        raise RefusedError(str(problem)) from problem
    return tuple(Post(role, agency) for agency in found)


def _check_days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise RefusedError(say.not_days(str(days)))


# ---- import


def import_list(store: Store, file: Path, out: Path, days: int, now: datetime) -> None:
    """Codes for a whole list and the files to hand them out. Raises RefusedError and UnreadableError, and nothing is kept."""
    _check_days(days)
    plans = _plans()
    try:
        entries = read_list(file, plans, now.date())
    except WrongListError as wrong:
        raise RefusedError("\n".join((*wrong.problems, say.nothing_stored(len(wrong.problems))))) from wrong
    files = (out / WORKBOOK, out / SHEET)
    for path in files:
        if path.exists():
            raise RefusedError(say.file_is_there(path))
    written: list[Path] = []
    try:
        store.transact(partial(_make, entries=entries, plans=plans, files=files, written=written, days=days, now=now))
    except BaseException:
        # Codes that nobody can use must not be handed out.
        for path in written:
            path.unlink(missing_ok=True)
        raise
    print(say.codes_made(len(entries), files))


def _make(
    db: Database, entries: Sequence[Entry], plans: Sequence[Plan], files: Sequence[Path], written: list[Path], days: int, now: datetime
) -> None:
    """The files are written before the codes are kept: of a code only its hash is, so a lost file could not be written again."""
    _revoke_earlier(db, entries, now)
    cards = [_card(db, plans, entry, days, now) for entry in entries]
    for path, data in zip(files, (workbook(cards), printable(cards, plans[0].number)), strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_private(path, data)
        except OSError as problem:
            raise RefusedError(say.cannot_write(path, problem.strerror or str(problem))) from problem
        written.append(path)


def _revoke_earlier(db: Database, entries: Sequence[Entry], now: datetime) -> None:
    """A list that is read again replaces the codes of its rows that nobody has used yet."""
    rows = {(entry.post, entry.name) for entry in entries}
    for invite in invites.open_invites(db, COMMAND_LINE, now):
        if invite.created_by == COMMAND_LINE.id and len(invite.posts) == 1 and (invite.posts[0], invite.name) in rows:
            invites.revoke(db, COMMAND_LINE, invite, now)


def _card(db: Database, plans: Sequence[Plan], entry: Entry, days: int, now: datetime) -> Card:
    invite, code = invites.create(db, COMMAND_LINE, Invited((entry.post,), entry.name, entry.phone), now, days)
    return Card(
        agency=agency_name(plans, entry.post.agency) if entry.post.agency else "",
        role=said.role_name(entry.post.role),
        name=entry.name,
        phone=entry.phone,
        code=code,
        link=link(db, code, now),
        until=invite.expires_at.date(),
    )


# ---- remove


def remove_one(store: Store, who: str, now: datetime, *, agreed: bool) -> None:
    """Raises RefusedError."""
    plans = _plans()
    found = store.transact(lambda db: _called(people.everybody(db, COMMAND_LINE), who))
    if not found:
        several = store.transact(lambda db: _named_within(people.everybody(db, COMMAND_LINE), who))
        raise RefusedError(say.one_at_a_time(who) if len(several) > 1 else say.nobody_called(who))
    if len(found) > 1:
        raise RefusedError("\n".join((say.several_called(who), *(f"{one.id}  {_described(plans, one)}" for one in found))))
    (person,) = found
    if not agreed:
        if not sys.stdin.isatty():
            raise RefusedError(say.confirm_with_yes())
        if input(say.really_remove(_described(plans, person))).strip().lower() not in ("co", "có"):
            print(say.not_removed())
            return
    store.transact(lambda db: _remove(db, plans, person, now))
    print(say.removed(_described(plans, person)))


def _remove(db: Database, plans: Sequence[Plan], person: Person, now: datetime) -> None:
    """Whoever is removed is told, as they are by a coordinator in a chat."""
    address = people.reachable_at(db, person.id)
    remove(db, COMMAND_LINE, person, now)
    if address is not None:
        told = said.you_are_removed([title(plans, post) for post in person.posts])
        outbox.queue(db, address, reply_to_json(Reply(told)), now)


def _named_within(enrolled: Sequence[Person], who: str) -> set[tuple[str, ...]]:
    """The names that stand in a text: two names typed at once are no one's name."""
    text = f" {' '.join(keys(who))} "
    return {tuple(keys(one.name)) for one in enrolled if keys(one.name) and f" {' '.join(keys(one.name))} " in text}


def _called(enrolled: Sequence[Person], who: str) -> list[Person]:
    """By id, by whole name, by words of the name."""
    wanted = keys(who)
    by_id = [one for one in enrolled if one.id == who]
    by_name = [one for one in enrolled if wanted and keys(one.name) == wanted]
    by_words = [one for one in enrolled if wanted and f" {' '.join(wanted)} " in f" {' '.join(keys(one.name))} "]
    return by_id or by_name or by_words


def _described(plans: Sequence[Plan], person: Person) -> str:
    return f"{said.person_name(person.name)} ({'; '.join(title(plans, post) for post in person.posts)})"


def _plans() -> list[Plan]:
    return [read_plan(folder) for folder in plan_folders()]
