"""The kill drill in its short form; `make drill-kill` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.drills.kill import drill

KILLS = 30


async def test_a_bot_that_is_killed_again_and_again_loses_nothing_and_says_what_it_may_have_said_twice(tmp_path: Path) -> None:
    tally = await drill(KILLS, 0, 7, tmp_path)
    assert not tally.violations
    assert tally.figures["kills"] == KILLS
    assert tally.figures["kills during a start"]
    assert tally.figures["kills at a send"]
    assert tally.figures["messages typed"] > 5 * KILLS
