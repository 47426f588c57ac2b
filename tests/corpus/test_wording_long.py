"""The round trip of numbers over a large range: a sample by default, a million values with KEHOACH_LONG=1."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal

import pytest
from num2words import num2words

from corpus.characters import fold
from corpus.wording import quantities, read, readings
from corpus.writing import write_number, write_quantity

SIZE = 1_000_000 if os.environ.get("KEHOACH_LONG") == "1" else 5_000
PRIME = 982_451_653
WHOLE = {"căn hộ", "căn"}
MEASURES = ["%", "căn hộ", "m2 sàn/người", "giường/vạn dân", "bé trai/100 bé gái", "tỷ đồng", ""]


def values(size: int) -> Iterator[Decimal]:
    """Half of them the whole numbers from 0 on, half spread to 10^12 with none to six decimals and either sign."""
    for step in range(size // 2):
        yield Decimal(step)
        yield Decimal(step * PRIME % 10**12 * (-1 if step % 3 == 0 else 1)).scaleb(-(step % 7))


def is_doubtful(value: Decimal) -> bool:
    return len(write_number(value).partition(",")[2]) == 3 and 1 <= abs(value) < 1000


def test_every_written_number_is_read_back() -> None:
    checked = 0
    for value in values(SIZE):
        text = write_number(value)
        assert value in readings(text) if is_doubtful(value) else read(text) == value, text
        checked += 1
    assert checked == SIZE


@pytest.mark.parametrize("measure", MEASURES)
def test_every_written_quantity_is_found_in_a_sentence(measure: str) -> None:
    for value in values(SIZE // 50):
        text = write_quantity(abs(value), measure)
        if (not measure and 1950 <= abs(value) < 2100 and "." not in text) or (measure in WHOLE and value != int(value)):
            continue  # a bare 2030 is a year, and half a flat is none
        (found,) = quantities(f"phấn đấu đạt {text}, cao hơn năm trước")
        assert (abs(value) in (found.value, *found.others), found.measure) == (True, measure), text


def test_every_whole_number_in_words_is_read() -> None:
    for number in range(1, SIZE // 10):
        words = num2words(number, lang="vi")
        assert readings(words) == readings(fold(words)) == (Decimal(number),), words
