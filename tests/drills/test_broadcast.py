"""The broadcast drill in its short form; `make drill-broadcast` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.drills.broadcast import Size, drill

KILLS = 5


async def test_everybody_is_reminded_though_the_bot_is_killed_and_a_part_of_the_sends_fails(tmp_path: Path) -> None:
    tally = await drill(Size(people=60, kills=KILLS), tmp_path)
    assert not tally.violations
    assert tally.figures["kills"] == KILLS
    assert tally.figures["reminders in the store"] == 60
    assert tally.figures["repeats"] <= KILLS


async def test_a_broadcast_goes_out_as_fast_as_the_messenger_permits_and_no_faster(tmp_path: Path) -> None:
    tally = await drill(Size(people=120, kills=0, failing=0.0, rate=20), tmp_path)
    assert not tally.violations
    assert tally.figures["most in a second"] <= 20
    assert tally.figures["percent of the permitted rate"] >= 95
