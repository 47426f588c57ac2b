"""The kill drills in their short form; `make drill-kill` and `make drill-reports` are the long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills.kill import drill
from tests.drills.reporters import Reporters

KILLS, KILLS_WITH_REPORTS, KILLS_ON_ZALO = 20, 12, 6


async def test_a_bot_that_is_killed_again_and_again_loses_nothing_and_says_what_it_may_have_said_twice(tmp_path: Path) -> None:
    tally = await drill(KILLS, 0, 7, tmp_path)
    assert not tally.violations
    assert tally.figures["kills"] == KILLS
    assert tally.figures["kills during a start"]
    assert tally.figures["kills at a send"]
    assert tally.figures["messages typed"] > 5 * KILLS


async def test_of_the_numbers_sent_to_it_none_is_lost_or_counts_twice_and_each_receipt_has_its_row(tmp_path: Path) -> None:
    tally = await drill(KILLS_WITH_REPORTS, 0, 7, tmp_path, Reporters)
    assert not tally.violations
    assert tally.figures["kills"] == KILLS_WITH_REPORTS
    assert tally.figures["receipts read"] > 5 * KILLS_WITH_REPORTS
    assert tally.figures["withdrawals read"]
    assert tally.figures["numbers in the ledger"] == tally.figures["messages typed"]


@pytest.mark.parametrize("channel", ["zalo_bot", "zalo_oa"])
async def test_through_zalo_nothing_is_lost_that_reached_the_bot(channel: str, tmp_path: Path) -> None:
    """Connections are cut, too, when an update has just been taken from Zalo's queue: that one nobody can give back."""
    tally = await drill(KILLS_ON_ZALO, 0, 7, tmp_path, channel=channel)
    assert not tally.violations
    assert tally.figures["kills"] == KILLS_ON_ZALO
    assert tally.figures["replies queued"] > KILLS_ON_ZALO
