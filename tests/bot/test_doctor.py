"""`kehoach doctor` on stores in every state; it tells what is to be done and changes nothing."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.channels import webchat
from bot.cli import main
from bot.clock import VIETNAM
from bot.doctor import Check, State, examine
from bot.housekeeping import BACKUPS
from bot.local import CHANNEL
from bot.settings import Settings, load_settings
from store import facts, inbox, outbox, reach, schema
from store.address import FETCHED, Address
from store.backup import daily
from store.db import Database, Store
from store.inbox import Event
from store.people import Post, Role, add_address, create, give_post
from tests.store.processes import killed_halfway

AT = Address("telegram", "1", "2")
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM)
TOKEN = "7430000743:AAHcanary_canary_canary_canary_canary"  # noqa: S105 - a canary
Put = Callable[[Callable[[Database], object]], None]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEHOACH_HOME", str(tmp_path))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"KEHOACH_HOME": str(tmp_path)}, tmp_path)


@pytest.fixture
def put(settings: Settings) -> Put:
    """Changes the store, which is there from now on."""

    def change(job: Callable[[Database], object]) -> None:
        store = Store.open(settings.database)
        store.transact(job)
        store.close()

    change(lambda db: None)
    return change


@pytest.fixture
def running(settings: Settings) -> Iterator[Store]:
    store = Store.open(settings.database, alone=True)
    yield store
    store.close()


def found(settings: Settings, now: datetime = NOW) -> dict[str, Check]:
    return {check.name: check for check in examine(settings, now)}


def with_environment(settings: Settings, **environment: str) -> Settings:
    return load_settings({"KEHOACH_HOME": str(settings.home), **environment}, settings.home)


def give_space(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))


def enrolled(db: Database) -> None:
    create(db, "p1", "Nguyễn Thị Phương Lan", "0905000111", NOW)
    add_address(db, "p1", AT, NOW)
    give_post(db, "cli", "p1", Post(Role.ADMIN, ""), NOW)
    give_post(db, "cli", "p1", Post(Role.CONTACT, "so-y-te"), NOW)


def healthy(db: Database) -> None:
    enrolled(db)
    facts.remember(db, "telegram.heard", NOW.isoformat(), NOW)


# ---- what is found


def test_without_a_store_there_is_nothing_bad(settings: Settings) -> None:
    checks = found(settings)
    assert "chưa có" in checks["database"].sentence
    assert checks["database"].state is State.WARNING
    assert State.BAD not in {check.state for check in checks.values()}
    assert not settings.database.exists()


def test_a_healthy_store_with_a_running_bot_has_nothing_to_mention(settings: Settings, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    give_space(monkeypatch, 10**12)
    put(healthy)
    daily(settings.home / BACKUPS, settings.database, NOW)
    store = Store.open(settings.database, alone=True)
    checks = found(with_environment(settings, TELEGRAM_TOKEN=TOKEN, KEHOACH_PUBLIC_URL="https://kehoach.gialai.gov.vn"))
    assert {name: check.sentence for name, check in checks.items() if check.state is not State.GOOD} == {}
    assert "trợ lý đang chạy" in checks["database"].sentence
    assert "quản trị 1, đầu mối 1" in checks["people"].sentence
    assert "08:00 ngày 24/11/2026" in checks["telegram"].sentence
    store.close()


def test_the_store_is_read_while_the_bot_writes_to_it(settings: Settings, running: Store) -> None:
    def beside(_: Database) -> State:
        return found(settings)["integrity"].state

    assert running.transact(beside) is State.GOOD


@pytest.mark.parametrize("content", [b"no database at all" * 300, b"SQLite format 3\0" + b"\xff" * 9_000])
def test_a_file_that_is_no_store_is_bad_and_left_as_it_is(settings: Settings, content: bytes) -> None:
    settings.database.write_bytes(content)
    checks = found(settings)
    assert checks["integrity"].state is State.BAD
    assert "kehoach restore" in checks["integrity"].sentence
    assert settings.database.read_bytes() == content


def test_a_store_left_in_the_middle_of_a_change_is_not_called_damaged(settings: Settings, put: Put) -> None:
    put(enrolled)
    killed_halfway(settings.database)
    check = found(settings)["integrity"]
    assert check.state is State.BAD
    assert "chạy trợ lý một lần" in check.sentence
    Store.open(settings.database, alone=True).close()
    assert found(settings)["integrity"].state is State.GOOD


def test_a_damaged_page_is_bad(settings: Settings, put: Put) -> None:
    put(lambda db: [inbox.accept(db, Event(AT, str(number), "x" * 500), NOW) for number in range(300)])
    content = bytearray(settings.database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 64] = b"\xff" * 64
    settings.database.write_bytes(content)
    assert found(settings)["integrity"].state is State.BAD


def test_a_store_of_another_version_is_told(settings: Settings, put: Put) -> None:
    for version, state in ((schema.VERSION + 1, State.BAD), (schema.VERSION - 1, State.WARNING)):
        connection = sqlite3.connect(settings.database)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.close()
        assert found(settings)["schema"].state is state


def test_a_changed_audit_log_is_bad(settings: Settings, put: Put) -> None:
    put(enrolled)
    put(lambda db: db.execute("DROP TRIGGER audit_no_update"))
    put(lambda db: db.execute("UPDATE audit SET actor = 'x' WHERE id = 2"))
    check = found(settings)["audit"]
    assert check.state is State.BAD
    assert "mục 2" in check.sentence


def test_messages_that_wait_long_are_bad_only_while_the_bot_runs(settings: Settings, put: Put) -> None:
    put(lambda db: inbox.accept(db, Event(AT, "m1", "câu hỏi riêng tư"), NOW - timedelta(hours=3)))
    check = found(settings)["inbox"]
    assert check.state is State.WARNING
    assert "1 tin nhắn chờ trả lời, lâu nhất 3 giờ" in check.sentence
    store = Store.open(settings.database, alone=True)
    assert found(settings)["inbox"].state is State.BAD
    assert found(settings, NOW - timedelta(hours=3) + timedelta(seconds=2))["inbox"].state is State.GOOD
    store.close()


def test_broken_unsent_and_undeliverable_messages_are_counted(settings: Settings, put: Put) -> None:
    def job(db: Database) -> None:
        inbox.set_aside_unread(db, "telegram", "1", "raw", "error", NOW - timedelta(days=1))
        for key in ("a", "b", "c"):
            outbox.queue(db, AT, "{}", NOW - timedelta(hours=2), key=key)
        outbox.failed(db, 1, "chat not found", NOW, None)
        for channel in FETCHED:  # they wait for their reader, not for us
            outbox.queue(db, Address(channel, "", "x"), "{}", NOW - timedelta(days=9))

    put(job)
    checks = found(settings)
    assert "1 tin nhắn xử lý lỗi đã để riêng, gần nhất 08:00 ngày 23/11/2026" in checks["broken"].sentence
    assert "2 tin chờ gửi, lâu nhất 2 giờ" in checks["outbox"].sentence
    assert "1 tin gửi không được" in checks["failed"].sentence
    assert {checks[name].state for name in ("broken", "outbox", "failed")} == {State.WARNING}


def test_the_channels_that_fetch_are_those_that_there_are() -> None:
    assert {webchat.CHANNEL, CHANNEL} == FETCHED


def test_without_an_admin_that_is_told_and_blocked_places_are_counted(settings: Settings, put: Put) -> None:
    put(enrolled)
    put(lambda db: reach.blocked(db, AT, NOW))
    assert "1 nơi nhận đã chặn bot" in found(settings)["blocked"].sentence
    assert "admin" not in found(settings)
    put(lambda db: db.execute("UPDATE roles SET until = ? WHERE role = 'admin'", NOW.isoformat()))
    assert found(settings)["admin"].state is State.WARNING


def test_the_newest_backup_is_opened(settings: Settings, put: Put) -> None:
    assert found(settings)["backup"].state is State.WARNING
    made = daily(settings.home / BACKUPS, settings.database, NOW).made
    assert made is not None
    assert found(settings)["backup"].state is State.GOOD
    assert "24/11/2026" in found(settings)["backup"].sentence
    assert found(settings, NOW + timedelta(days=1))["backup"].state is State.GOOD
    assert found(settings, NOW + timedelta(days=2))["backup"].state is State.WARNING
    made.write_bytes(made.read_bytes()[:20_000])
    assert found(settings)["backup"].state is State.BAD


@pytest.mark.parametrize(("free", "state"), [(10**12, State.GOOD), (10**9, State.WARNING), (10**8, State.BAD)])
def test_little_space_on_the_disk_is_told(settings: Settings, free: int, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    give_space(monkeypatch, free)
    assert found(settings)["disk"].state is state


def test_a_messenger_that_is_silent_is_bad_while_the_bot_should_fetch(settings: Settings, put: Put) -> None:
    polling = with_environment(settings, TELEGRAM_TOKEN=TOKEN)
    assert found(polling)["telegram"].state is State.WARNING  # never heard
    put(healthy)
    later = NOW + timedelta(hours=1)
    assert found(polling, later)["telegram"].state is State.GOOD  # the bot does not run
    assert found(polling, NOW + timedelta(days=2))["telegram"].state is State.WARNING
    store = Store.open(settings.database, alone=True)
    assert found(polling, later)["telegram"].state is State.BAD
    webhook = with_environment(
        settings, TELEGRAM_TOKEN=TOKEN, TELEGRAM_WEBHOOK_SECRET="x" * 40, KEHOACH_PUBLIC_URL="https://kehoach.gialai.gov.vn"
    )
    assert found(webhook, later)["telegram"].state is State.GOOD  # nobody has written
    store.close()


def test_addresses_that_messengers_cannot_use_are_told(settings: Settings) -> None:
    plain = with_environment(settings, KEHOACH_PUBLIC_URL="http://kehoach.gialai.gov.vn")
    assert found(plain)["public_url"].state is State.WARNING
    webhook = with_environment(
        settings, KEHOACH_PUBLIC_URL="http://kehoach.gialai.gov.vn", TELEGRAM_TOKEN=TOKEN, TELEGRAM_WEBHOOK_SECRET="x" * 40
    )
    assert found(webhook)["public_url"].state is State.BAD
    plain_url = "http://kehoach.gialai.gov.vn"
    zalo = with_environment(
        settings,
        KEHOACH_PUBLIC_URL=plain_url,
        ZALO_BOT_TOKEN="1:x",  # noqa: S106 - made up
        ZALO_BOT_WEBHOOK_SECRET="y" * 20,
    )
    assert found(zalo)["public_url"].state is State.BAD


def test_files_that_others_can_read_are_told(settings: Settings, put: Put) -> None:
    settings.database.chmod(0o644)
    (settings.home / ".env").write_text(f"TELEGRAM_TOKEN={TOKEN}\n", "utf-8")
    (settings.home / ".env").chmod(0o644)
    checks = found(load_settings({"KEHOACH_HOME": str(settings.home)}, settings.home))
    assert "chmod 600" in checks["database"].sentence
    assert "chmod 600" in checks["settings"].sentence


# ---- the command


def test_the_command_ends_with_one_where_something_is_bad(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert "chưa có" in capsys.readouterr().out
    settings.database.write_bytes(b"broken" * 1_000)
    assert main(["doctor"]) == 1
    assert "HỎNG" in capsys.readouterr().out


def test_the_machine_form_lists_every_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    checks = json.loads(capsys.readouterr().out)
    assert {"versions", "database", "disk", "telegram"} <= {check["name"] for check in checks}
    assert all(set(check) == {"name", "state", "sentence"} for check in checks)
    assert {check["state"] for check in checks} <= {"good", "warning", "bad"}


def test_settings_that_cannot_be_used_are_what_is_bad(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KEHOACH_PORT", "tám nghìn")
    assert main(["doctor"]) == 1
    assert "KEHOACH_PORT" in capsys.readouterr().out


def test_no_secret_and_nobody_s_words_are_shown(put: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    put(enrolled)
    put(lambda db: inbox.accept(db, Event(AT, "m1", "câu hỏi riêng tư"), NOW))
    put(lambda db: inbox.set_aside_unread(db, "telegram", "1", "nguyên văn riêng tư", f"error {TOKEN}", NOW))
    main(["doctor"])
    main(["doctor", "--json"])
    out = capsys.readouterr().out
    for private in (TOKEN, "canary", "riêng tư", "Phương Lan", "0905000111"):
        assert private not in out


def test_every_sentence_ends_as_one_and_says_what_to_do(settings: Settings, put: Put) -> None:
    for check in examine(settings, NOW):
        assert check.sentence.endswith(".")
        assert "  " not in check.sentence


def test_a_bot_of_another_process_is_seen(settings: Settings, put: Put) -> None:
    script = "import sys; from pathlib import Path; from store.db import Store; "
    script += "s = Store.open(Path(sys.argv[1]), alone=True); print(flush=True); sys.stdin.readline()"
    command = [sys.executable, "-c", script, str(settings.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert "trợ lý đang chạy" in found(settings)["database"].sentence
        process.communicate("\n")
    assert "trợ lý không chạy" in found(settings)["database"].sentence
