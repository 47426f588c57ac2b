"""`kehoach export`, as whoever runs the bot types it: a real store with a reported number in it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli import main
from bot.clock import VIETNAM
from bot.settings import load_settings
from corpus.plan import Target, ValueKind
from corpus.plans import plan_folders, read_plan
from store import ledger
from store.db import Database, Store
from store.people import Person, Post, Role

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=VIETNAM)
NOTE = '=HYPERLINK("http://x.example")'
SCREEN = pytest.CaptureFixture[str]
PLAN = read_plan(next(iter(plan_folders())))


def housing() -> Target:
    return next(target for target in PLAN.targets if target.measure == "căn hộ")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEHOACH_HOME", str(tmp_path / "home"))
    path = load_settings().database
    opened = Store.open(path)
    opened.transact(report)
    opened.close()
    return path


def report(db: Database) -> None:
    contact = Person("p1", "An", "", (Post(Role.CONTACT, "so-xay-dung"),))
    entry = ledger.Entry(
        PLAN.id,
        housing().code,
        "so-xay-dung",
        value=Decimal(1250),
        kind=ValueKind.CUMULATIVE,
        as_of=date(2026, 9, 30),
        note=NOTE,
        batch=ledger.new_batch(),
    )
    ledger.record(db, contact, entry, NOW)


def export(*arguments: str) -> int:
    return main(["export", *arguments, "--now", "2026-11-27T08:00"])


def test_a_workbook_holds_every_target_and_what_was_reported_of_it(capsys: SCREEN) -> None:
    assert export("xlsx", "so-lieu.xlsx") == 0
    assert "“so-lieu.xlsx”" in capsys.readouterr().out
    cells = [cell for row in load_workbook("so-lieu.xlsx").worksheets[0].iter_rows() for cell in row]
    values = [cell.value for cell in cells]
    assert {target.code for target in PLAN.targets} <= set(values)
    assert (1250 in values, datetime(2026, 9, 30) in values, NOTE in values) == (True, True, True)  # noqa: DTZ001 - a day of a sheet
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n", "d"}


def test_the_same_comes_as_csv_and_json() -> None:
    assert (export("csv", "so-lieu.csv"), export("json", "so-lieu.json")) == (0, 0)
    rows = list(csv.reader(io.StringIO(Path("so-lieu.csv").read_text("utf-8-sig"), newline=""), delimiter=";"))
    told = [row for row in rows if "1250" in row]
    assert all({housing().code, "30/09/2026", f"'{NOTE}"} <= set(row) for row in told)
    assert len(told) == 2  # the newest number, and its version
    tables = json.loads(Path("so-lieu.json").read_text("utf-8"))["tables"]
    found = [row for table in tables for row in table["rows"] if 1250 in row]
    assert all({housing().code, "2026-09-30", NOTE} <= set(row) for row in found)
    assert len(found) == 2


def test_without_a_name_the_file_is_named_after_the_day_and_written_again_when_asked_again(tmp_path: Path) -> None:
    assert (export("json"), export("json")) == (0, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "tien-do-2026-11-27.json"]
    assert Path("tien-do-2026-11-27.json").stat().st_mode & 0o077 == 0


def test_it_can_be_piped() -> None:
    command = [str(Path(sys.executable).with_name("kehoach")), "export", "json", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(done.stdout)["tables"]
    assert done.stderr == b""


def test_what_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, capsys: SCREEN) -> None:
    (tmp_path / "folder").mkdir()
    for place in ("folder", "nowhere/x.csv"):
        assert export("csv", place) == 2
        assert f"“{place}”" in capsys.readouterr().err


def test_a_form_that_does_not_exist_is_refused(capsys: SCREEN) -> None:
    with pytest.raises(SystemExit) as ended:
        export("pdf")
    assert ended.value.code == 2
    assert "kehoach export --help" in capsys.readouterr().err


def test_a_store_that_cannot_be_read_is_told_in_a_sentence(store: Path, capsys: SCREEN) -> None:
    store.write_text("not a database, and longer than a header would be. " * 20)
    assert export("json") == 2
    assert "Không dùng được tệp dữ liệu" in capsys.readouterr().err


def test_it_reads_beside_a_bot_that_runs(store: Path) -> None:
    running = Store.open(store, alone=True)
    try:
        assert export("json", "x.json") == 0
    finally:
        running.close()
    assert "1250" in Path("x.json").read_text("utf-8")
