"""Two virtual years of reminding in a short form; `make drill-reminders` runs them whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import reminders
from tests.drills.reminders import Size, drill

SHORT = Size(agencies=15, targets=4, reopenings=60)


def test_two_years_remind_whoever_owes_and_nobody_else_each_step_once(tmp_path: Path) -> None:
    outcome = drill(SHORT, tmp_path)
    assert not outcome.wrong
    assert outcome.reminders > 200
    assert outcome.merged > 0, "no missed step was ever merged"
    assert outcome.opened > 20


def test_the_drill_notices_a_step_that_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "STEPS", (*reminders.STEPS, -7))
    assert drill(Size(years=1, agencies=2, targets=1, reopenings=1), tmp_path).wrong.keys() == {"missing"}


def test_the_drill_notices_a_step_that_nobody_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "STEPS", tuple(step for step in reminders.STEPS if step != -1))
    assert drill(Size(years=1, agencies=2, targets=1, reopenings=1), tmp_path).wrong.keys() == {"not wanted"}
