"""`kehoach backup` and `kehoach restore`, as whoever runs the bot meets them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import load_settings
from store.db import Store, looking
from tests.bot.test_doctor import enrolled

SCREEN = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one person in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEHOACH_HOME", str(tmp_path))
    path = load_settings().database
    opened = Store.open(path)
    opened.transact(enrolled)
    opened.close()
    return path


def people(path: Path) -> int:
    with looking(path) as db:
        return int(db.value("SELECT COUNT(*) FROM people"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_backup_is_told_with_its_size_and_restored_when_agreed(store: Path, capsys: SCREEN) -> None:
    assert main(["backup", "saved.db"]) == 0
    assert "Đã sao lưu vào “saved.db”" in capsys.readouterr().out
    store.unlink()
    assert main(["restore", "saved.db", "--yes"]) == 0
    assert "Đã khôi phục" in capsys.readouterr().out
    assert people(store) == 1


@pytest.mark.parametrize(("typed", "status", "restored"), [("có\n", 0, True), ("CO\n", 0, True), ("không\n", 2, False), ("", 2, False)])
def test_a_restore_asks_first(
    store: Path, typed: str, status: int, restored: bool, monkeypatch: pytest.MonkeyPatch, capsys: SCREEN
) -> None:
    main(["backup", "saved.db"])
    opened = Store.open(store)
    opened.transact(lambda db: db.execute("INSERT INTO people (id, name, phone, created_at) VALUES ('p2', '', '', '')"))
    opened.close()
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert main(["restore", "saved.db"]) == status
    assert people(store) == (1 if restored else 2)
    said = capsys.readouterr()
    assert ("truoc-khoi-phuc" in said.out) is restored
    assert ("Chưa thay đổi gì." in said.err) is not restored


def test_where_nobody_can_be_asked_a_restore_wants_to_be_told_beforehand(monkeypatch: pytest.MonkeyPatch, capsys: SCREEN) -> None:
    main(["backup", "saved.db"])
    monkeypatch.setattr("sys.stdin", io.StringIO("có\n"))
    assert main(["restore", "saved.db"]) == 2
    assert "--yes" in capsys.readouterr().err


def test_a_running_bot_keeps_its_store_and_is_backed_up(store: Path, capsys: SCREEN) -> None:
    running = Store.open(store, alone=True)
    assert main(["backup", "saved.db"]) == 0
    assert main(["restore", "saved.db", "--yes"]) == 2
    assert "Dừng trợ lý" in capsys.readouterr().err
    running.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["backup", "/khong/co/saved.db"], "/khong/co/saved.db"),
        (["backup", "."], "thư mục"),
        (["backup", "kehoach.db"], "chính là tệp dữ liệu"),
        (["backup", "bao-cao.txt"], "không phải bản sao lưu"),
        (["restore", "khong-co.db", "--yes"], "không có tệp này"),
        (["restore", "bao-cao.txt", "--yes"], "tệp hỏng"),
        (["restore", "kehoach.db", "--yes"], "chính là tệp dữ liệu"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(store: Path, arguments: list[str], told: str, capsys: SCREEN) -> None:
    Path("bao-cao.txt").write_text("Báo cáo tiến độ thực hiện Kế hoạch 743", "utf-8")
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.endswith(".\n")
    assert people(store) == 1


def test_a_damaged_store_is_not_backed_up_over_a_good_backup(store: Path, capsys: SCREEN) -> None:
    main(["backup", "saved.db"])
    before = Path("saved.db").read_bytes()
    store.write_bytes(b"damaged" * 1_000)
    assert main(["backup", "saved.db"]) == 2
    assert "còn nguyên" in capsys.readouterr().err
    assert Path("saved.db").read_bytes() == before


def test_without_a_store_there_is_nothing_to_back_up(store: Path, capsys: SCREEN) -> None:
    store.unlink()
    assert main(["backup", "saved.db"]) == 2
    assert "Chưa có gì để sao lưu" in capsys.readouterr().err
