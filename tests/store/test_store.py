"""The store keeps what it has told, and tells when it cannot: real files, real processes, kills and full disks."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import db as engine
from store import schema
from store.address import Address
from store.db import Database, InUseError, Job, Store, UnavailableError, lock_of, looking
from store.inbox import Event, accept
from store.lock import FileLock
from tests.store.processes import LONG, OPEN, holding, output, python, writing

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
AT = Address("telegram", "1", "2")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kehoach.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path)
    yield opened
    opened.close()


def message(key: str, size: int = 10) -> Job[bool]:
    return lambda db: accept(db, Event(AT, key, "x" * size), NOW)


def keys(store: Store) -> list[str]:
    return store.transact(lambda db: [row["event"] for row in db.rows("SELECT event FROM inbox ORDER BY id")])


# ---- jobs


def test_jobs_that_wait_together_get_each_its_own_result(store: Store) -> None:
    assert store.commit_together([message("a"), message("b"), message("a")]) == [True, True, False]


def test_a_job_that_fails_is_undone_and_holds_up_no_other(store: Store) -> None:
    def fail(db: Database) -> None:
        accept(db, Event(AT, "half", "x"), NOW)
        raise ValueError("halfway")

    def break_a_rule(db: Database) -> None:
        db.execute("INSERT INTO inbox (id) VALUES (1)")

    first, failed, broken, last = store.commit_together([message("a"), fail, break_a_rule, message("b")])
    assert (first, last) == (True, True)
    assert isinstance(failed, ValueError)
    assert isinstance(broken, sqlite3.IntegrityError)
    assert keys(store) == ["a", "b"]


def test_a_job_alone_raises_what_it_raised_and_is_undone(store: Store) -> None:
    def fail(db: Database) -> None:
        accept(db, Event(AT, "half", "x"), NOW)
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        store.transact(fail)
    assert keys(store) == []


def test_nobody_sees_a_job_before_all_of_them_are_kept(store: Store, path: Path) -> None:
    def seen(db: Database) -> int:
        with looking(path) as other:
            return int(other.value("SELECT COUNT(*) FROM inbox"))

    assert store.commit_together([message("a"), seen]) == [True, 0]


def test_where_the_engine_itself_has_undone_everything_no_job_is_kept(store: Store) -> None:
    """As it does when memory runs out: what came after would otherwise be kept piece by piece, and told as lost."""

    def undo_all(db: Database) -> None:
        db.execute(
            "INSERT OR ROLLBACK INTO inbox (channel, account, chat, event, body, received_at, state) "
            "VALUES ('telegram', '1', '2', 'a', '', '', 'new')"
        )

    with pytest.raises(UnavailableError):
        store.commit_together([message("a"), undo_all, message("b")])
    assert keys(store) == []
    assert store.commit_together([message("c")]) == [True]


# ---- what can go wrong with a disk


def test_a_store_that_may_not_grow_says_so_and_keeps_nothing_of_the_batch(store: Store) -> None:
    pages = store.transact(lambda db: db.value("PRAGMA page_count"))
    store.transact(lambda db: db.rows(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(UnavailableError, match="full"):
        store.commit_together([message("small"), message("large", 50_000), message("after")])
    assert keys(store) == []
    store.transact(lambda db: db.rows("PRAGMA max_page_count = 1000000"))
    assert store.commit_together([message("small"), message("large", 50_000)]) == [True, True]


FULL_DISK = f"""{OPEN}
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
told, refused = [], 0
for number in range(400):
    try:
        accept(store, number)
        told.append(number)
    except UnavailableError:
        refused += 1
        if refused == 5:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(refused, *told)
os._exit(0)
"""


@pytest.mark.parametrize("limit", [250_000, 300_001, 400_777])
def test_on_a_full_disk_what_was_told_is_kept_and_what_was_refused_is_not(path: Path, limit: int) -> None:
    refused, *told = map(int, output(FULL_DISK, path, limit).split())
    assert refused == 5
    assert told[-1] == 399  # it recovered by itself
    with looking(path) as db:
        assert db.rows("PRAGMA integrity_check")[0][0] == "ok"
        kept = [int(row["event"].split()[1]) for row in db.rows("SELECT event FROM inbox ORDER BY id")]
    assert kept == told


READ_ONLY = f"""{OPEN}
if os.geteuid() == 0:
    os.setgid(65534), os.setuid(65534)
try:
    accept(Store.open(Path(sys.argv[1])), 1)
except UnavailableError:
    print("read-only", flush=True)
sys.stdin.readline()
print(accept(Store.open(Path(sys.argv[1])), 1))
"""


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user of the machine can enter."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)])
def test_a_read_only_file_says_so_and_works_again_once_it_can_be_written(public: Path, file_mode: int, folder_mode: int) -> None:
    path, folder = public / "kehoach.db", public
    Store.open(path).close()
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    with python(READ_ONLY, path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert "read-only" in process.stdout.readline()
        folder.chmod(0o777)
        path.chmod(0o666)
        assert process.communicate("\n")[0] == "True\n"


def test_a_file_locked_by_another_process_says_so_in_time_and_works_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    store = Store.open(path)
    script = f"{OPEN}\nstore = Store.open(Path(sys.argv[1]))\nwith store._transaction():\n    print(flush=True)\n    sys.stdin.readline()"
    with python(script, path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="locked"):
            store.transact(message("a"))
        assert time.monotonic() - began < 1
        process.communicate("\n")
    assert store.transact(message("a"))
    store.close()


def test_a_commit_that_fails_is_told_and_the_next_one_works(store: Store) -> None:
    store.transact(lambda db: db.execute("CREATE TABLE child (id TEXT REFERENCES facts (name) DEFERRABLE INITIALLY DEFERRED)"))
    with pytest.raises(sqlite3.IntegrityError):  # found out by COMMIT alone
        store.transact(lambda db: db.execute("INSERT INTO child VALUES ('none')"))
    assert store.transact(message("a"))


@pytest.mark.parametrize(
    "content", [b"this is no database, but long enough to be taken for one" * 20, b"SQLite format 3\0" + b"\xff" * 5_000]
)
def test_a_damaged_file_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UnavailableError):
        Store.open(path, alone=True)
    assert path.read_bytes() == content
    FileLock.claim(lock_of(path)).release()  # nobody holds it


def test_a_store_of_a_newer_program_is_refused_and_left_as_it_is(path: Path) -> None:
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(UnavailableError, match="newer"):
        Store.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION + 1
    connection.close()


def test_looking_waits_for_no_writer_and_changes_nothing(store: Store, path: Path) -> None:
    def beside(db: Database) -> str:
        accept(db, Event(AT, "a", ""), NOW)
        with looking(path) as other:
            with pytest.raises(UnavailableError, match="readonly"):
                other.execute("DELETE FROM inbox")
            return str(other.value("SELECT COUNT(*) FROM inbox"))

    assert store.transact(beside) == "0"
    with pytest.raises(UnavailableError), looking(path.with_name("absent.db")):
        pass
    assert not path.with_name("absent.db").exists()


# ---- several processes


TOGETHER = f"""{OPEN}
import time
for number in range(int(sys.argv[2])):
    while time.time() < float(sys.argv[3]) + number * 0.1:
        pass
    Store.open(Path(sys.argv[1]) / f"{{number}}.db").close()
print("done")
"""


def test_processes_that_make_the_same_store_at_the_same_moment_all_succeed(tmp_path: Path) -> None:
    """Switching a new file to its write-ahead log is the one thing for which the engine itself does not wait."""
    rounds = 100 if LONG else 15
    processes = [python(TOGETHER, tmp_path, rounds, time.time() + 1.5) for _ in range(3)]
    assert [process.communicate()[0] for process in processes] == ["done\n"] * 3
    for number in range(rounds):
        with looking(tmp_path / f"{number}.db") as db:
            assert db.value("PRAGMA user_version") == schema.VERSION


def test_a_store_claimed_by_another_process_cannot_be_claimed_until_that_one_dies(path: Path) -> None:
    with holding(path, alone=True) as process:
        assert FileLock.held(lock_of(path))
        with pytest.raises(InUseError):
            Store.open(path, alone=True)
        store = Store.open(path)  # who does not claim it may work beside
        assert keys(store) == ["message of the holder"]
        store.close()
        process.kill()
        process.wait()
        Store.open(path, alone=True).close()
    assert not FileLock.held(lock_of(path))


def test_asking_whether_a_store_is_claimed_makes_no_file(path: Path) -> None:
    assert not FileLock.held(lock_of(path))
    assert not lock_of(path).exists()


def test_closing_twice_lets_go_of_nothing_that_belongs_to_others(path: Path) -> None:
    store = Store.open(path, alone=True)
    store.close()
    with path.with_name("other").open("w") as other:
        store.close()
        other.write("still open")
    assert path.with_name("other").read_text() == "still open"


# ---- kills


KILLED_WHILE_MIGRATING = f"""{OPEN}
import signal
import store.db as engine
from store.db import looking
plain = engine.connect

def connect(path):
    connection = plain(path)
    statements = 0
    def count(_):
        global statements
        statements += 1
        if statements > after:
            os.kill(os.getpid(), signal.SIGKILL)
    connection.set_trace_callback(count)
    return connection

after, step, kills = 0, int(sys.argv[2]), 0
while True:
    statements, path = 0, Path(sys.argv[1]) / f"{{after}}.db"
    child = os.fork()
    if child == 0:
        engine.connect = connect
        Store.open(path).close()
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
    kills += 1
    with looking(path) as db:
        assert db.value("PRAGMA user_version") == 0
        assert db.value("SELECT COUNT(*) FROM sqlite_master") == 0, "half a schema"
    opened = Store.open(path)
    assert accept(opened, 1)
    assert opened.transact(lambda db: db.value("PRAGMA integrity_check")) == "ok"
    opened.close()
    after += step
print(kills)
"""  # noqa: S608 - a program


def test_a_process_killed_at_any_statement_of_a_migration_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    kills = int(output(KILLED_WHILE_MIGRATING, tmp_path, 1 if LONG else 7))
    assert kills > (100 if LONG else 15)


def test_a_writer_killed_in_the_middle_leaves_all_that_it_was_told(path: Path) -> None:
    for _ in range(50 if LONG else 4):
        with writing(path) as writer:
            writer.wait_for(writer.stored() + random.randrange(1, 40))
        told = writer.stored()
        with looking(path) as db:
            assert db.rows("PRAGMA integrity_check")[0][0] == "ok"
            assert db.value("SELECT COUNT(*) FROM inbox") in (told, told + 1)  # the last may be kept and not yet told


class Torn:
    """A store and its log as they stood after some commits, and how long the log was after each of them."""

    def __init__(self, folder: Path, commits: int, chance: random.Random) -> None:
        path = folder / "whole.db"
        store = Store.open(path)
        log = Path(f"{path}-wal")
        self.lengths = [log.stat().st_size]
        for number in range(commits):
            store.transact(message(str(number), chance.randrange(10, 9_000)))
            self.lengths.append(log.stat().st_size)
        self.file, self.log = path.read_bytes(), log.read_bytes()
        store.close()


def test_a_log_torn_anywhere_loses_no_commit_before_the_tear(tmp_path: Path) -> None:
    """As a power cut may leave it: cut off, or with rubbish where the disk had not written yet."""
    chance = random.Random(743)
    torn, path = Torn(tmp_path, 60, chance), tmp_path / "torn.db"
    for _ in range(1_000 if LONG else 200):
        commits = chance.randrange(len(torn.lengths))
        at = torn.lengths[commits] + chance.choice((0, 0, 1, 24, chance.randrange(12_000)))
        rubbish = chance.randbytes(chance.choice((0, 0, 100, 5_000)))
        path.write_bytes(torn.file)
        Path(f"{path}-wal").write_bytes(torn.log[:at] + rubbish)
        store = Store.open(path)
        assert store.transact(lambda db: db.value("PRAGMA integrity_check")) == "ok"
        whole = sum(length <= at for length in torn.lengths) - 1
        assert keys(store) == [str(number) for number in range(whole)]
        store.close()


# ---- how it is opened


def test_what_is_committed_has_been_flushed(store: Store) -> None:
    assert store.transact(lambda db: (db.value("PRAGMA synchronous"), db.value("PRAGMA journal_mode"))) == (2, "wal")


def test_what_is_deleted_is_overwritten(store: Store, path: Path) -> None:
    assert store.transact(lambda db: db.value("PRAGMA secure_delete")) == 1


def test_the_files_are_for_their_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store.open(path, alone=True)
        store.transact(message("a"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(["kehoach.db", "kehoach.db-wal", "kehoach.db-shm", "kehoach.db.lock"], 0o600)


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    foreign = tmp_path / "other.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(UnavailableError, match="another program"):
        Store.open(foreign)
    with sqlite3.connect(foreign) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["t"]
    connection.close()
