"""The torn log in its short form, and that the drill would notice a loss; `make drill-torn` is the long form."""

from __future__ import annotations

import random
from pathlib import Path

from tests.drills.torn import TEARINGS, Receipt, drill, replay, write

REPLAYS = 100


def test_however_the_log_is_torn_behind_a_receipt_its_row_is_there(tmp_path: Path) -> None:
    tally = drill(REPLAYS, 7, tmp_path)
    assert not tally.violations
    assert tally.figures["replays"] == REPLAYS
    assert tally.figures["rows beyond the receipt"]
    assert len([name for name in tally.figures if name.startswith("torn: ")]) == len(TEARINGS)


def test_a_log_that_is_torn_before_a_receipt_is_noticed(tmp_path: Path) -> None:
    """A bot that gave its receipts before the flush would do so."""
    written = write(tmp_path, random.Random(7))
    early, late = written.receipts[3], written.receipts[4]
    tally = replay(written, late, b"", tmp_path)
    assert not tally.violations
    for size in range(early.log_size, late.log_size, 512):
        assert replay(written, Receipt(late.row, size), b"", tmp_path).figures["receipts without a row"] == late.row - early.row
