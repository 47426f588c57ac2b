"""The stop drill in its short form; `make drill-stop` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.drills.stop import drill


async def test_a_bot_that_is_asked_to_stop_stops_soon_and_loses_and_repeats_nothing(tmp_path: Path) -> None:
    tally = await drill(10, 7, tmp_path)
    assert not tally.violations
    assert tally.figures["stops"] == 10
    assert tally.figures["messages typed"] > 100
