from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from bot import say
from bot.plans_command import print_found, print_plan, print_plans
from corpus.plan import Comparator
from corpus.reading import Unreadable
from tests.bot.conftest import PLAN, SENTENCE


def test_a_target_is_a_line_with_its_goal_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    print_plan(PLAN, {"targets"})
    *_, columns, row = capsys.readouterr().out.splitlines()
    assert columns.split("\t") == ["Mã", "Tên", "Mức", "Địa bàn", "Năm", "Vị trí"]
    assert row.split("\t") == ["C01", "Bao phủ bảo hiểm y tế", "ít nhất 95%", "toàn tỉnh", "2030", "II, gạch đầu dòng 1"]


def test_a_duty_names_the_agency_and_its_role(capsys: pytest.CaptureFixture[str]) -> None:
    print_plan(PLAN, {"duties"})
    assert capsys.readouterr().out.splitlines()[-1].split("\t") == ["Sở Y tế", "chủ trì", SENTENCE, "II, gạch đầu dòng 1"]


def test_a_deadline_says_before_which_day(capsys: pytest.CaptureFixture[str]) -> None:
    print_plan(PLAN, {"deadlines"})
    assert capsys.readouterr().out.splitlines()[-1].split("\t")[:3] == ["trước ngày 25/11 hằng năm", "Sở Y tế", "UBND tỉnh"]


def test_plans_are_listed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    print_plans([PLAN, replace(PLAN, id="8-kh-ubnd-2026")])
    rows = capsys.readouterr().out.strip().splitlines()[1:]
    assert [row.split("\t")[0] for row in rows] == ["7-kh-ubnd-2026", "8-kh-ubnd-2026"]


def test_what_was_found_is_shown_part_by_part(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, list[dict[str, object]]] = {
        "targets": [{"quote": "đạt 95%\ndân số", "comparator": "=", "value": Decimal("95"), "measure": "%", "by": None}],
        "duties": [{"quote": SENTENCE, "agency": "Sở Y tế", "role": "lead"}],
        "deadlines": [],
    }
    print_found(found)
    out = capsys.readouterr().out
    assert "=\t95\t%\t\tđạt 95% dân số\n" in out
    assert "Thời hạn (0)" in out


def test_on_a_terminal_a_plan_can_neither_colour_nor_steer_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = replace(PLAN.targets[0], name="[bold red]Tên[/] \x1b[2J", comparator=Comparator.EXACTLY)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "dumb")
    print_plan(replace(PLAN, targets=(hostile,)), {"targets"})
    out = capsys.readouterr().out
    assert "[bold red]Tên[/]" in out
    assert "\x1b" not in out
    assert "─" in out


def test_every_reason_why_a_file_cannot_be_read_has_its_words() -> None:
    for reason in Unreadable:
        assert say.file_unreadable("a.docx", reason).startswith("Không đọc được tệp “a.docx”: ")
