"""Whoever changes a row of the audit log or of the ledger behind the bot's back is found out by `kehoach doctor`.

Every trigger that stands in the way is dropped first. A sample by default; every row and every field with KEHOACH_LONG=1.
"""
# ruff: noqa: S608 - every name in these statements stands in this file

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.clock import VIETNAM
from bot.doctor import Check, State, examine
from bot.settings import load_settings
from store.db import Database, Store
from tests.drills.unit import Unit

LONG = os.environ.get("KEHOACH_LONG") == "1"
ROWS = 1_000
ALTERED = ROWS if LONG else 60
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=VIETNAM)
SEED = 743
OF_ALTERATIONS = ("audit", "numbers", "integrity")


class Written:
    """A store with reports of many sorts, and somebody with a database shell."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = load_settings({"KEHOACH_HOME": str(home)}, home)
        self.chance = random.Random(SEED)
        self._fill()
        self._shell = sqlite3.connect(self.settings.database, isolation_level=None)
        for (trigger,) in self._shell.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self._shell.execute(f"DROP TRIGGER {trigger}")
        self.columns = {table: [str(row[1]) for row in self.rows(f"PRAGMA table_info({table})")] for table in ("audit", "submissions")}

    def _fill(self) -> None:
        store = Store.open(self.settings.database)

        def fill(db: Database) -> None:
            unit, at = Unit.enrolled(db, self.chance, NOW), NOW
            while db.value("SELECT COUNT(*) FROM audit") < ROWS:
                at += timedelta(seconds=1)
                unit.write(db, at)

        store.transact(fill)
        store.close()

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self._shell.execute(sql, values).fetchall()

    def found(self) -> dict[str, Check]:
        return {one.name: one for one in examine(self.settings, NOW) if one.name in OF_ALTERATIONS}

    def is_found_out(self) -> bool:
        return any(one.state is State.BAD for one in self.found().values())

    @contextlib.contextmanager
    def altered(self, table: str, column: str, number: object) -> Iterator[None]:
        """One field of one row with another value, until the block ends."""
        ((old,),) = self.rows(f'SELECT "{column}" FROM {table} WHERE rowid = ?', number)
        new = self._other(old, column)
        self._shell.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (new, number))
        try:
            yield
        finally:
            self._shell.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (old, new if column == "id" else number))

    @contextlib.contextmanager
    def deleted(self, table: str, number: object) -> Iterator[None]:
        (row,) = self.rows(f"SELECT * FROM {table} WHERE id = ?", number)
        self._shell.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
        try:
            yield
        finally:
            self._shell.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def _other(self, value: object, column: str) -> object:
        """As small a change as can be: a character, or one up; a field without a value gets one."""
        if value is None or value == "":
            return "1"
        if isinstance(value, int):
            # A row can only go to a number where there is none yet.
            return value + (10 * ROWS if column == "id" else 1)
        text = str(value)
        at = self.chance.randrange(len(text))
        other = self.chance.choice([one for one in "0123456789abcdef" if one != text[at]])
        return text[:at] + other + text[at + 1 :]

    def close(self) -> None:
        self._shell.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    made = Written(tmp_path_factory.mktemp("audit"))
    yield made
    made.close()


def drawn(written: Written, table: str) -> list[tuple[str, object]]:
    """Which fields of which rows: all of them, or a sample with every field in it and the first and the last row."""
    numbers = [number for (number,) in written.rows(f"SELECT id FROM {table} ORDER BY id")]
    columns = written.columns[table]
    if LONG:
        return [(column, number) for number in numbers for column in columns]
    some = [numbers[0], numbers[-1], *written.chance.sample(numbers[1:-1], ALTERED - 2)]
    return [(columns[at % len(columns)], number) for at, number in enumerate(some)] + [(column, numbers[-1]) for column in columns]


def missed(written: Written, table: str, alterations: Callable[[Written, str], list[tuple[str, object]]] = drawn) -> list[object]:
    undetected: list[object] = []
    for column, number in alterations(written, table):
        with written.altered(table, column, number):
            if not written.is_found_out():
                undetected.append((column, number))
    return undetected


def test_the_store_holds_a_thousand_entries_of_every_sort_and_is_whole(written: Written) -> None:
    assert written.rows("SELECT COUNT(*) FROM audit")[0][0] in range(ROWS, ROWS + 3)
    assert written.rows("SELECT COUNT(DISTINCT action) FROM audit")[0][0] >= 5  # type: ignore[operator]
    assert written.rows("SELECT COUNT(DISTINCT report) FROM submissions")[0][0] == 5
    assert {one.state for one in written.found().values()} == {State.GOOD}


def test_altering_any_entry_of_the_audit_log_is_found_out(written: Written) -> None:
    assert missed(written, "audit") == []
    assert not written.is_found_out()


def test_altering_any_row_of_the_ledger_is_found_out(written: Written) -> None:
    assert missed(written, "submissions") == []
    assert not written.is_found_out()


@pytest.mark.parametrize("table", ["audit", "submissions"])
def test_deleting_a_row_is_found_out(written: Written, table: str) -> None:
    numbers = [number for (number,) in written.rows(f"SELECT id FROM {table} ORDER BY id")]
    if table == "audit":
        # Who cuts off its end leaves a shorter log that is whole; the end is known by the rows of the ledger alone.
        numbers = [number for (number,) in written.rows("SELECT id FROM audit WHERE action = 'reported'")]
    for number in (numbers[0], numbers[len(numbers) // 2], numbers[-1]):
        with written.deleted(table, number):
            assert written.is_found_out(), number
    assert not written.is_found_out()


def test_a_row_that_nobody_reported_is_found_out(written: Written) -> None:
    columns = ", ".join(f'"{name}"' for name in written.columns["submissions"] if name != "id")
    written.rows(f"INSERT INTO submissions (id, {columns}) SELECT 99999, {columns} FROM submissions WHERE id = 1 RETURNING id")
    assert "dòng 99999" in written.found()["numbers"].sentence
    written.rows("DELETE FROM submissions WHERE id = 99999 RETURNING id")
    assert not written.is_found_out()


def test_what_is_no_text_at_all_is_found_out_and_breaks_nothing(written: Written) -> None:
    for table, column in (("audit", "actor"), ("submissions", "value"), ("submissions", "as_of")):
        ((old,),) = written.rows(f"SELECT {column} FROM {table} WHERE id = 5")
        written.rows(f"UPDATE {table} SET {column} = CAST(x'ff00' AS TEXT) WHERE id = 5 RETURNING id")
        assert written.is_found_out(), (table, column)
        written.rows(f"UPDATE {table} SET {column} = ? WHERE id = 5 RETURNING id", old)
    assert not written.is_found_out()


def test_the_command_names_the_row_and_ends_with_one(
    written: Written, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KEHOACH_HOME", str(written.home))
    assert main(["doctor"]) == 0
    assert "Số liệu đã báo cáo khớp" in capsys.readouterr().out
    with written.altered("submissions", "value", 5):
        assert main(["doctor"]) == 1
        assert "Số liệu đã báo cáo bị sửa, dòng 5." in capsys.readouterr().out
    with written.altered("audit", "at", 7):
        assert main(["doctor"]) == 1
        assert "Nhật ký thao tác bị sửa từ mục 7." in capsys.readouterr().out
