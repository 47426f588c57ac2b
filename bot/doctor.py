"""`kehoach doctor`: is everything as it should be, and where it is not, what is to be done? Changes nothing."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from bot import say
from bot.alarm import CROWDED_AT
from bot.channels.every import TOKENS
from bot.channels.zalo_bot import PEOPLE, account_of
from bot.channels.zalo_oa_tokens import tokens_lost
from bot.delivery import WARNED_AT
from bot.housekeeping import BACKUPS
from bot.settings import Settings
from store import audit, facts, ledger, reach, sends, vitals
from store.address import FETCHED
from store.backup import daily_backups, day_of
from store.copying import check, is_damage
from store.db import Database, UnavailableError, lock_of, looking
from store.lock import FileLock
from store.people import Role

MEGABYTE = 1 << 20
LARGE_LOG = 64 * MEGABYTE
LITTLE_SPACE, HARDLY_ANY_SPACE = 2048 * MEGABYTE, 200 * MEGABYTE
SLOW_ANSWER = timedelta(minutes=5)
SLOW_SENDING = timedelta(hours=1)
SILENCE = timedelta(minutes=5)
"""A bot that fetches its messages does so every few seconds."""
LONG_SILENCE = timedelta(hours=24)


class State(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    state: State
    sentence: str


Checks = Iterator[Check]


def examine(settings: Settings, now: datetime) -> list[Check]:
    """Every check, in the order in which whoever runs the bot wants to read them."""
    running = _running(settings.database)
    return [
        *_program(settings),
        *_database(settings.database, now, running=running),
        *_backup(settings, now),
        *_disk(settings),
        *_addresses(settings),
        *_messengers(settings, now, running=running),
    ]


def unusable_settings(problem: str) -> list[Check]:
    """All that can be said where the settings cannot be read."""
    return [Check("settings", State.BAD, problem)]


def show(checks: list[Check], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(one) for one in checks], ensure_ascii=False, indent=1))
        return
    for one in checks:
        print(f"{say.STATES[one.state]:<8} {one.sentence}")
    print(say.examined(sum(one.state is State.BAD for one in checks), sum(one.state is State.WARNING for one in checks)))


def all_well(checks: list[Check]) -> bool:
    return all(one.state is not State.BAD for one in checks)


# ---- the checks


def _program(settings: Settings) -> Checks:
    yield Check("versions", State.GOOD, say.versions(version("kehoach"), platform.python_version(), sqlite3.sqlite_version))
    dotenv = Path.cwd() / ".env"
    if settings.secrets and dotenv.is_file() and dotenv.stat().st_mode & 0o077:
        yield Check("settings", State.WARNING, say.others_can_read(dotenv))


def _database(path: Path, now: datetime, *, running: bool) -> Checks:
    if not path.exists():
        yield Check("database", State.WARNING, say.no_store_yet(path))
        return
    yield _file(path, running=running)
    try:
        with looking(path) as db:
            yield from _content(db, now, running=running)
    except (UnavailableError, sqlite3.DatabaseError, ValueError) as problem:
        # A ValueError: what should be a time or a text is none.
        damaged = is_damage(problem) or isinstance(problem, ValueError)
        yield Check("integrity", State.BAD, say.store_damaged(str(problem)) if damaged else say.store_unreadable(str(problem)))


def _file(path: Path, *, running: bool) -> Check:
    if path.is_dir():
        return Check("database", State.BAD, say.store_is_a_folder(path))
    log = Path(f"{path}-wal")
    size, log_size = path.stat().st_size, log.stat().st_size if log.exists() else 0
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return Check("database", State.BAD, say.store_not_writable(path))
    if path.stat().st_mode & 0o077:
        return Check("database", State.WARNING, say.others_can_read(path))
    if log_size > LARGE_LOG:
        return Check("database", State.WARNING, say.log_large(path, log_size))
    return Check("database", State.GOOD, say.store_found(path, size, log_size, running=running))


def _content(db: Database, now: datetime, *, running: bool) -> Checks:
    faults = vitals.faults(db)
    yield Check("integrity", State.BAD, say.store_damaged("; ".join(faults))) if faults else _durability(db)
    of = vitals.version(db)
    if not of.found:
        yield Check("schema", State.BAD, say.store_foreign())
        return
    if of.found != of.known:
        newer = of.found > of.known
        yield Check("schema", State.BAD if newer else State.WARNING, say.store_newer() if newer else say.store_older())
        return
    yield from _alterations(db)
    yield from _messages(db, now, running=running)
    yield from _people(db)


def _alterations(db: Database) -> Checks:
    altered = audit.first_altered(db)
    if altered is not None:
        # What the numbers would be held against is itself not to be trusted.
        yield Check("audit", State.BAD, say.audit_altered(altered))
        return
    yield Check("audit", State.GOOD, say.audit_whole())
    row = ledger.first_altered(db)
    yield Check("numbers", State.GOOD, say.numbers_whole()) if row is None else Check("numbers", State.BAD, say.numbers_altered(row))


def _durability(db: Database) -> Check:
    if vitals.journal(db) != "wal" or not vitals.flushes():
        return Check("integrity", State.WARNING, say.store_slow_to_keep(vitals.journal(db)))
    return Check("integrity", State.GOOD, say.store_whole())


def _messages(db: Database, now: datetime, *, running: bool) -> Checks:
    waiting = vitals.unanswered(db)
    state = State.GOOD
    if waiting.at and now - waiting.at > SLOW_ANSWER:
        state = State.BAD if running else State.WARNING
    yield Check("inbox", state, say.unanswered(waiting.count, _age(waiting, now), running=running))
    broken = vitals.broken(db)
    yield Check("broken", State.WARNING if broken.count else State.GOOD, say.set_aside(broken.count, broken.at))
    unsent = vitals.unsent(db, sorted(FETCHED))
    late = unsent.at is not None and now - unsent.at > SLOW_SENDING
    yield Check("outbox", State.WARNING if late else State.GOOD, say.unsent(unsent.count, _age(unsent, now), late=late))
    failed = vitals.failed(db)
    yield Check("failed", State.WARNING if failed.count else State.GOOD, say.given_up(failed.count, failed.at))


def _people(db: Database) -> Checks:
    roles = vitals.people_per_role(db)
    yield Check("people", State.GOOD, say.people_per_role(roles))
    if not roles.get(Role.ADMIN):
        yield Check("admin", State.WARNING, say.no_admin())
    blocked = vitals.blocked(db)
    yield Check("blocked", State.WARNING if blocked.count else State.GOOD, say.blocked(blocked.count))


def _backup(settings: Settings, now: datetime) -> Checks:
    if not settings.database.exists():
        return
    folder = settings.home / BACKUPS
    backups = daily_backups(folder)
    if not backups:
        yield Check("backup", State.WARNING, say.no_backup_yet(folder))
        return
    newest = backups[-1]
    try:
        check(newest)
    except (UnavailableError, OSError) as problem:
        yield Check("backup", State.BAD, say.backup_unusable(newest, str(problem)))
        return
    late = now.date() - day_of(newest) > timedelta(days=1)
    yield Check("backup", State.WARNING if late else State.GOOD, say.backup_found(newest, day_of(newest), len(backups), late=late))


def _disk(settings: Settings) -> Checks:
    for name, folder in {"disk": settings.database.parent, "backup_disk": settings.home}.items():
        if name == "backup_disk" and _device(folder) == _device(settings.database.parent):
            continue
        free = shutil.disk_usage(_existing(folder)).free
        state = State.BAD if free < HARDLY_ANY_SPACE else State.WARNING if free < LITTLE_SPACE else State.GOOD
        yield Check(name, state, say.space(folder, free, enough=state is State.GOOD))


def _addresses(settings: Settings) -> Checks:
    url = settings.public_url
    if not url:
        yield Check("public_url", State.GOOD, say.only_this_machine(settings.host, settings.port))
    elif url.startswith("https://"):
        yield Check("public_url", State.GOOD, say.public_address(url))
    else:
        # Messengers deliver to an encrypted address alone.
        needed = bool(settings.telegram_webhook_secret or settings.zalo_bot_webhook_secret or settings.zalo_oa_app_id)
        yield Check("public_url", State.BAD if needed else State.WARNING, say.address_not_encrypted(url))


def _messengers(settings: Settings, now: datetime, *, running: bool) -> Checks:
    bots = [account_of(token) for token in settings.zalo_bot_tokens]
    by_webhook = bool(settings.zalo_bot_webhook_secret)
    known = (
        ("telegram", "Telegram", settings.telegram_token, bool(settings.telegram_webhook_secret)),
        *([] if bots else [("zalo_bot", "Zalo Bot", False, False)]),
        *((f"zalo_bot:{account}", f"Zalo Bot {account}", True, by_webhook) for account in bots),
        ("zalo_oa", "Zalo OA", settings.zalo_oa_refresh_token, True),
    )
    for name, label, token, by_webhook in known:
        if not token:
            yield Check(name, State.GOOD, say.messenger_not_set(label))
            continue
        heard = _heard(settings.database, name)
        state = _listening(heard, now, expected=running and not by_webhook)
        yield Check(name, state, say.messenger_heard(label, heard, well=state is State.GOOD, running=running))
    yield from _zalo(settings, now)


def _zalo(settings: Settings, now: datetime) -> Checks:
    """What the accounts have used of what Zalo grants, and whether the Official Account's tokens still renew themselves."""
    if settings.zalo_oa_app_id:
        lost = tokens_lost(settings.home / TOKENS)
        yield Check("zalo_oa_tokens", State.BAD if lost else State.GOOD, say.consent_needed() if lost else say.tokens_renewed())
    if not settings.database.exists():
        return
    with contextlib.suppress(UnavailableError, sqlite3.DatabaseError), looking(settings.database) as db:
        if vitals.version(db).found != vitals.version(db).known:
            return
        for token in settings.zalo_bot_tokens:
            account, most = account_of(token), settings.zalo_bot_monthly
            used, people = sends.sent(db, "zalo_bot", account, now), reach.users(db, "zalo_bot", account)
            well = used < most * WARNED_AT and people < PEOPLE * CROWDED_AT
            yield Check(
                f"zalo_bot {account}", State.GOOD if well else State.WARNING, say.zalo_bot_used(account, used, most, people, PEOPLE)
            )
        if settings.zalo_oa_app_id:
            by_kind = sends.by_kind(db, "zalo_oa", settings.zalo_oa_app_id, now)
            yield Check("zalo_oa sends", State.GOOD, say.zalo_oa_used(by_kind))


def _listening(heard: datetime | None, now: datetime, *, expected: bool) -> State:
    """`expected`: nothing comes by webhook while nobody writes, and a bot that does not run fetches nothing."""
    if heard is None:
        return State.WARNING
    if expected:
        return State.BAD if now - heard > SILENCE else State.GOOD
    return State.WARNING if now - heard > LONG_SILENCE else State.GOOD


def _running(path: Path) -> bool:
    try:
        return FileLock.held(lock_of(path))
    except OSError:
        # Somebody else's file: the checks of the database tell so.
        return False


def _heard(path: Path, channel: str) -> datetime | None:
    """When the messenger was last listened to; None where that is not known."""
    try:
        with looking(path) as db:
            value = facts.recall(db, f"{channel}.heard")
            return datetime.fromisoformat(value) if value else None
    except (UnavailableError, sqlite3.DatabaseError, ValueError):
        # That the store cannot be read has been told already.
        return None


def _age(pile: vitals.Pile, now: datetime) -> timedelta:
    return now - pile.at if pile.at else timedelta(0)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _device(folder: Path) -> int:
    return _existing(folder).stat().st_dev
