"""A backup is whole or it is not there; a restore brings back all of it or changes nothing."""

from __future__ import annotations

import contextlib
import os
import random
import secrets
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import audit, schema
from store.address import Address
from store.backup import KEPT_DAYS, Restored, back_up, daily, daily_backups, restore
from store.copying import Fault, UnusableError, check
from store.db import Database, InUseError, Store, UnavailableError, looking
from store.erasure import erase
from store.inbox import Event, accept
from store.people import Post, Role, add_address, create, give_post, person_called
from tests.store.processes import LONG, OPEN, holding, killed_halfway, output, writing

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
AT = Address("telegram", "1", "2")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one message in it."""
    made = tmp_path / "kehoach.db"
    put(made, "first")
    return made


@pytest.fixture
def saved(path: Path, tmp_path: Path) -> Path:
    back_up(path, tmp_path / "saved.db")
    return tmp_path / "saved.db"


@pytest.fixture
def stores() -> Iterator[list[Store]]:
    """Stores to be closed at the end."""
    opened: list[Store] = []
    yield opened
    for store in opened:
        store.close()


def put(path: Path, *keys: str, size: int = 10) -> None:
    def job(db: Database) -> None:
        for key in keys:
            accept(db, Event(AT, key, "x" * size), NOW)

    store = Store.open(path)
    store.transact(job)
    store.close()


def keys(path: Path) -> list[str]:
    with looking(path) as db:
        return [row["event"] for row in db.rows("SELECT event FROM inbox ORDER BY id")]


def names(folder: Path) -> set[str]:
    """The files in a folder, hidden ones too, but for those of SQLite that vanish by themselves."""
    return {file.name for file in folder.iterdir() if not file.name.endswith(("-shm", "-wal"))}


def enrol(path: Path, name: str) -> str:
    """The id of a person enrolled with a chat of theirs."""

    def job(db: Database) -> str:
        person = secrets.token_hex(16)
        create(db, person, name, "0905000111", NOW)
        add_address(db, person, Address("telegram", "1", f"chat of {name}"), NOW)
        give_post(db, "cli", person, Post(Role.VIEWER, ""), NOW)
        return person

    store = Store.open(path)
    try:
        return store.transact(job)
    finally:
        store.close()


def erase_person(path: Path, person_id: str) -> None:
    def job(db: Database) -> None:
        person = person_called(db, person_id)
        assert person
        erase(db, person, NOW)

    store = Store.open(path)
    store.transact(job)
    store.close()


def damage(path: Path) -> None:
    """Overwrites the beginning of a page somewhere in the second half."""
    content = bytearray(path.read_bytes())
    at = (len(content) * 3 // 4) // 4_096 * 4_096
    content[at : at + 64] = b"\xff" * 64
    path.write_bytes(content)


# ---- backing up


def test_a_backup_holds_everything_in_one_file_for_its_owner_alone(path: Path, tmp_path: Path) -> None:
    put(path, "a", "b")
    before = os.umask(0)
    try:
        summary = back_up(path, tmp_path / "saved.db")
    finally:
        os.umask(before)
    assert summary.rows["inbox"] == 3
    assert summary.version == schema.VERSION
    assert summary.altered is None
    assert keys(tmp_path / "saved.db") == ["first", "a", "b"]
    assert stat.S_IMODE((tmp_path / "saved.db").stat().st_mode) == 0o600
    assert {file.name for file in tmp_path.iterdir() if file.name.startswith(("saved", "."))} == {"saved.db"}


def test_a_backup_is_made_while_another_process_writes_and_stops_it_never(path: Path, tmp_path: Path) -> None:
    with writing(path) as writer:
        for number in range(5):
            told, target = writer.stored(), tmp_path / f"{number}.db"
            back_up(path, target)
            assert len(keys(target)) >= told
            writer.wait_for(writer.stored() + 3)


def test_a_backup_is_made_of_a_store_that_this_very_process_holds(path: Path, tmp_path: Path, stores: list[Store]) -> None:
    store = Store.open(path, alone=True)
    stores.append(store)
    store.transact(lambda db: accept(db, Event(AT, "a", ""), NOW))
    back_up(path, tmp_path / "saved.db")
    assert keys(tmp_path / "saved.db") == ["first", "a"]
    # Its lock on the file has not been lost by the way: a second process could then damage the store.
    assert output(f"{OPEN}\nprint(accept(Store.open(Path(sys.argv[1])), 'b'))", path) == "True"
    assert store.transact(lambda db: accept(db, Event(AT, "c", ""), NOW))


def test_a_new_backup_takes_the_place_of_an_old_one(path: Path, saved: Path) -> None:
    put(path, "a")
    back_up(path, saved)
    assert keys(saved) == ["first", "a"]


@pytest.mark.parametrize("content", [b"", b"Ngh\xe1\xbb\x8b quy\xe1\xba\xbft", b"SQLite format 3\0" + b"\xff" * 9_000])
def test_a_store_that_cannot_be_read_replaces_no_backup(path: Path, saved: Path, content: bytes) -> None:
    before = saved.read_bytes()
    path.write_bytes(content)
    with pytest.raises(UnusableError) as told:
        back_up(path, saved)
    assert told.value.path == path
    assert told.value.fault in (Fault.DAMAGED, Fault.FOREIGN)
    assert saved.read_bytes() == before
    assert not list(saved.parent.glob(".*"))


def test_a_store_with_a_damaged_page_replaces_no_backup(path: Path, saved: Path) -> None:
    put(path, *map(str, range(300)), size=300)
    damage(path)
    before = saved.read_bytes()
    with pytest.raises(UnusableError) as told:
        back_up(path, saved)
    assert told.value.fault is Fault.DAMAGED
    assert saved.read_bytes() == before


def test_a_backup_overwrites_neither_the_store_nor_another_in_use_nor_anything_else(path: Path, tmp_path: Path) -> None:
    (tmp_path / "bao-cao.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "link.db").symlink_to(path)
    for target, fault in (
        (path, Fault.SAME),
        (tmp_path / "link.db", Fault.SAME),
        (tmp_path / "bao-cao.docx", Fault.OCCUPIED),
        (tmp_path, Fault.OCCUPIED),
    ):
        with pytest.raises(UnusableError) as told:
            back_up(path, target)
        assert told.value.fault is fault
    assert (tmp_path / "bao-cao.docx").read_bytes() == b"PK\x03\x04"
    with holding(tmp_path / "other.db", alone=False), pytest.raises(UnusableError, match="occupied"):
        back_up(path, tmp_path / "other.db")


def test_without_a_store_or_a_folder_there_is_no_backup(path: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="missing"):
        back_up(tmp_path / "absent.db", tmp_path / "saved.db")
    with pytest.raises(OSError):
        back_up(path, tmp_path / "absent" / "saved.db")
    assert names(tmp_path) == {"kehoach.db"}


FULL_DISK = f"""{OPEN}
import resource, signal
from store.backup import back_up
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
try:
    back_up(Path(sys.argv[1]), Path(sys.argv[2]))
except UnavailableError:
    print("refused")
"""


def test_on_a_full_disk_the_old_backup_stays(path: Path, saved: Path) -> None:
    put(path, *map(str, range(300)), size=1_000)
    assert output(FULL_DISK, path, saved) == "refused"
    assert keys(saved) == ["first"]
    assert not list(saved.parent.glob(".*"))


KILLED = f"""{OPEN}
import random, signal, time
from store.backup import back_up
from store.copying import check
source, target = map(Path, sys.argv[1:3])
began = time.monotonic()
back_up(source, target)
longest, kills = (time.monotonic() - began) * 1.2, 0
for round in range(int(sys.argv[3])):
    store = Store.open(source)
    accept(store, round)
    store.close()
    child = os.fork()
    if child == 0:
        back_up(source, target)
        os._exit(0)
    time.sleep(random.random() * longest)
    os.kill(child, signal.SIGKILL)
    kills += os.waitpid(child, 0)[1] != 0
    check(target)
print(kills, len(list(target.parent.glob(".*"))))
back_up(source, target)
print(len(list(target.parent.glob(".*"))), check(target).rows["inbox"])
"""


def test_a_backup_killed_anywhere_leaves_the_old_one_whole_and_the_next_clears_up(path: Path, tmp_path: Path) -> None:
    put(path, *(f"m{number}" for number in range(3_000)), size=400)
    rounds = 300 if LONG else 25
    kills, _, left, rows = map(int, output(KILLED, path, tmp_path / "saved.db", rounds).split())
    assert kills >= rounds // 5
    assert left == 0
    assert rows == 3_001 + rounds


def test_a_changed_audit_log_is_told_and_still_backed_up(path: Path, tmp_path: Path) -> None:
    """A store that somebody has tampered with is needed more than ever."""
    enrol(path, "Lan")
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET actor = 'somebody else' WHERE id = 2")
    connection.commit()
    connection.close()
    assert back_up(path, tmp_path / "saved.db").altered == 2


# ---- every day


def test_every_day_there_is_one_backup_and_fourteen_are_kept(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "home" / "backups"
    for days in range(20):
        day = NOW + timedelta(days=days)
        made = daily(folder, path, day).made
        assert made is not None
        assert made.name == f"kehoach-{day:%Y-%m-%d}.db"
        assert daily(folder, path, day + timedelta(hours=5)).made is None
    kept = daily_backups(folder)
    assert len(kept) == KEPT_DAYS
    assert (kept[0].name, kept[-1].name) == ("kehoach-2026-11-30.db", "kehoach-2026-12-13.db")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_whoever_is_erased_has_vanished_from_every_backup_within_fifteen_days(path: Path, tmp_path: Path) -> None:
    """However seldom the bot has run: here on every fifth day."""
    folder, name = tmp_path / "backups", "Nguyễn Thị Phương Lan"
    person = enrol(path, name)
    daily(folder, path, NOW)
    erase_person(path, person)
    for days in range(5, 16, 5):
        daily(folder, path, NOW + timedelta(days=days))
    assert all(name.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert len(daily_backups(folder)) == 3


def test_nothing_but_old_backups_is_deleted(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    others = {"kehoach-2020-01-01.db.giu-lai", "kehoach-2020-13-01.db", "kehoach-truoc.db", "ghi-chu.txt", "xkehoach-2020-01-01.db"}
    for name in (*others, "kehoach-2020-01-01.db"):
        (folder / name).write_bytes(b"")
    assert [old.name for old in daily(folder, path, NOW).deleted] == ["kehoach-2020-01-01.db"]
    assert names(folder) == {*others, "kehoach-2026-11-24.db"}


def test_where_no_backup_can_be_made_none_is_deleted(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    daily(folder, path, NOW)
    path.write_bytes(b"broken")
    with pytest.raises(UnavailableError):
        daily(folder, path, NOW + timedelta(days=40))
    assert names(folder) == {"kehoach-2026-11-24.db"}


def test_a_store_replaced_by_a_restore_is_kept_as_long_as_a_backup(path: Path, saved: Path, tmp_path: Path) -> None:
    replaced = restore(saved, path, NOW).replaced
    assert replaced is not None
    daily(tmp_path / "backups", path, NOW + timedelta(days=13))
    assert replaced.exists()
    assert daily(tmp_path / "backups", path, NOW + timedelta(days=14)).deleted[-1] == replaced
    assert not replaced.exists()


# ---- restoring


def test_a_restored_store_is_the_one_that_was_saved_and_the_replaced_one_is_kept_whole(path: Path, saved: Path) -> None:
    with writing(path) as writer:
        writer.wait_for(10)
    told = writer.stored()  # killed: part of it stands in the log beside the file
    done = restore(saved, path, NOW)
    assert keys(path) == ["first"]
    assert done.replaced == path.with_name("kehoach.db.truoc-khoi-phuc-20261124-080000")
    assert done.replaced is not None
    assert len(keys(done.replaced)) >= told
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    put(path, "next")
    assert keys(path) == ["first", "next"]


def test_a_store_can_be_restored_where_there_is_none(saved: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "data" / "kehoach.db"
    assert restore(saved, target, NOW).replaced is None
    assert keys(target) == ["first"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_restores_belongs_to_whom_the_bot_runs_as(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "of the bot"
    folder.mkdir()
    os.chown(folder, 65_534, 65_534)
    for seconds in range(2):
        restore(saved, folder / "kehoach.db", NOW + timedelta(seconds=seconds))
        assert {file.stat().st_uid for file in folder.iterdir()} == {65_534}


def test_the_log_of_a_damaged_store_is_not_read_into_the_restored_one(path: Path, saved: Path) -> None:
    with writing(path) as writer:
        writer.wait_for(10)
    assert Path(f"{path}-wal").stat().st_size
    path.write_bytes(b"damaged" * 1_000)
    assert restore(saved, path, NOW).replaced
    assert keys(path) == ["first"]
    assert check(path).rows["inbox"] == 1


def test_what_stands_beside_a_damaged_store_is_kept_beside_it(path: Path, saved: Path) -> None:
    """Whoever tries to save what is left needs all of it."""
    for suffix in ("", "-wal", "-journal"):
        Path(f"{path}{suffix}").write_bytes(b"damaged" * 1_000)
    replaced = restore(saved, path, NOW).replaced
    for suffix in ("", "-wal", "-journal"):
        assert Path(f"{replaced}{suffix}").read_bytes() == b"damaged" * 1_000
    assert keys(path) == ["first"]


def test_the_log_of_a_store_that_is_gone_is_not_read_into_the_restored_one(path: Path, saved: Path) -> None:
    with writing(path) as writer:
        writer.wait_for(10)
    path.unlink()
    restore(saved, path, NOW)
    assert keys(path) == ["first"]


def broken_backups(folder: Path, saved: Path) -> dict[Path, Fault]:
    whole = saved.read_bytes()
    foreign = sqlite3.connect(folder / "foreign.db")
    foreign.execute("CREATE TABLE inbox (id)")
    foreign.close()
    shutil.copy(saved, folder / "newer.db")
    newer = sqlite3.connect(folder / "newer.db")
    newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    newer.close()
    (folder / "empty.db").write_bytes(b"")
    (folder / "text.db").write_bytes("Kế hoạch 743".encode() * 200)
    (folder / "cut.db").write_bytes(whole[: len(whole) // 2])
    (folder / "page.db").write_bytes(whole)
    damage(folder / "page.db")
    return {
        folder / "absent.db": Fault.MISSING,
        folder / "foreign.db": Fault.FOREIGN,
        folder / "newer.db": Fault.NEWER,
        folder / "empty.db": Fault.FOREIGN,
        folder / "text.db": Fault.DAMAGED,
        folder / "cut.db": Fault.DAMAGED,
        folder / "page.db": Fault.DAMAGED,
    }


def test_what_is_no_whole_backup_is_refused_and_the_store_stays(path: Path, tmp_path: Path) -> None:
    put(path, *map(str, range(300)), size=300)
    back_up(path, tmp_path / "saved.db")
    before = path.read_bytes()
    for backup, fault in broken_backups(tmp_path, tmp_path / "saved.db").items():
        with pytest.raises(UnusableError) as told:
            restore(backup, path, NOW)
        assert (told.value.path, told.value.fault) == (backup, fault)
        assert path.read_bytes() == before
    assert not list(tmp_path.glob("*truoc-khoi-phuc*"))
    assert not list(tmp_path.glob(".*"))


def test_any_byte_of_a_backup_may_be_wrong_and_the_store_stays_whole(path: Path, tmp_path: Path) -> None:
    """What a check cannot see (a letter in somebody's words) does no harm; what it can see is refused."""
    put(path, *map(str, range(100)), size=100)
    back_up(path, tmp_path / "saved.db")
    whole, chance = (tmp_path / "saved.db").read_bytes(), random.Random(743)
    for number in range(300 if LONG else 40):
        broken = bytearray(whole)
        at = chance.randrange(len(broken))
        broken[at] ^= 1 << chance.randrange(8)
        (tmp_path / "broken.db").write_bytes(broken)
        with contextlib.suppress(UnavailableError):
            restore(tmp_path / "broken.db", path, NOW + timedelta(seconds=number))
        assert check(path).rows["inbox"] == 101


@pytest.mark.parametrize("alone", [True, False])
def test_a_store_in_use_is_not_replaced(path: Path, saved: Path, alone: bool) -> None:
    """By a bot, which claims it, or by a conversation in a terminal, which does not."""
    with holding(path, alone=alone) as process:
        with pytest.raises(InUseError):
            restore(saved, path, NOW)
        assert keys(path) == ["first", "message of the holder"]
        process.communicate("\n")
    restore(saved, path, NOW)
    assert keys(path) == ["first"]


def test_a_bot_cannot_start_while_a_store_is_being_restored(path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def start(*_: object) -> None:
        with pytest.raises(InUseError):
            Store.open(path, alone=True)
        tried.append(True)

    monkeypatch.setattr("store.backup.put", start)
    restore(saved, path, NOW)
    assert tried


def test_a_store_is_not_restored_from_itself(path: Path) -> None:
    with pytest.raises(UnusableError, match="same"):
        restore(path, path, NOW)
    assert keys(path) == ["first"]


def test_whoever_was_erased_after_the_backup_does_not_come_back_with_it(path: Path, tmp_path: Path) -> None:
    gone, stays = enrol(path, "Nguyễn Thị Phương Lan"), enrol(path, "Rơ Châm H’Bích")
    back_up(path, tmp_path / "saved.db")
    erase_person(path, gone)
    done = restore(tmp_path / "saved.db", path, NOW)
    assert done.erased == 1
    with looking(path) as db:
        assert person_called(db, gone) is None
        assert person_called(db, stays) is not None
        assert audit.first_altered(db) is None
        assert (audit.entries(db)[-1]["actor"], audit.entries(db)[-1]["subject"]) == ("restore", gone)
    assert "Phương Lan".encode() not in path.read_bytes()
    assert not Path(f"{path}-wal").exists()


def test_nor_where_the_store_was_left_in_the_middle_of_a_change(path: Path, tmp_path: Path) -> None:
    gone = enrol(path, "Nguyễn Thị Phương Lan")
    enrol(path, "Rơ Châm H’Bích")
    back_up(path, tmp_path / "saved.db")
    erase_person(path, gone)
    killed_halfway(path)
    with pytest.raises(UnavailableError):
        check(path)
    done = restore(tmp_path / "saved.db", path, NOW)
    assert done.erased == 1
    assert done.replaced is not None
    assert check(done.replaced).rows["people"] == 2


KILLED_RESTORE = f"""{OPEN}
import random, signal, time
from datetime import timedelta
from store.backup import restore
from store.copying import check
backup, target, kills = Path(sys.argv[1]), Path(sys.argv[2]), 0
now = datetime(2026, 11, 24, tzinfo=UTC)
began = time.monotonic()
restore(backup, target, now)
longest = (time.monotonic() - began) * 1.2
for round in range(int(sys.argv[3])):
    store = Store.open(target)
    accept(store, round)
    store.close()
    child = os.fork()
    if child == 0:
        restore(backup, target, now + timedelta(seconds=round + 1))
        os._exit(0)
    time.sleep(random.random() * longest)
    os.kill(child, signal.SIGKILL)
    kills += os.waitpid(child, 0)[1] != 0
    Store.open(target, alone=True).close()  # as the bot does, which mends what a kill has left half written
    assert check(target).rows["inbox"] in (3_001, 3_002), "neither the old nor the new"
    restore(backup, target, now + timedelta(hours=round + 1))
    for old in target.parent.glob("*truoc-khoi-phuc*"):
        check(old)
        old.unlink()
print(kills)
"""


def test_a_restore_killed_anywhere_leaves_the_old_store_or_the_new_one(path: Path, tmp_path: Path) -> None:
    put(path, *(f"m{number}" for number in range(3_000)), size=400)
    back_up(path, tmp_path / "saved.db")
    rounds = 200 if LONG else 15
    assert int(output(KILLED_RESTORE, tmp_path / "saved.db", path, rounds)) >= rounds // 5


def test_drill_backups_taken_during_writes_come_back_whole(path: Path, tmp_path: Path) -> None:
    """Restored where nothing has been before, opened by a process of its own, and written to."""
    restored = tmp_path / "elsewhere" / "kehoach.db"
    script = f"{OPEN}\nprint(accept(Store.open(Path(sys.argv[1]), alone=True), 'after the drill'))"
    with writing(path) as writer:
        for number in range(100 if LONG else 20):
            told = writer.stored()
            back_up(path, tmp_path / "drill.db")
            done: Restored = restore(tmp_path / "drill.db", restored, NOW + timedelta(seconds=number))
            assert done.summary.rows["inbox"] >= told
            kept = keys(restored)
            assert kept[1:] == [f"message {row}" for row in range(1, len(kept))]
            if number % 5 == 0:
                assert output(script, restored) == "True"
