"""The fuzz of reports in its short form; `make drill-fuzz` and `make drill-numbers` are the long ones."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

from handlers.assistant import Assistant
from handlers.library import Library
from store.db import Store
from tests.quality.fuzz import SEED, Contact, Digits, Found, check, fuzz_all
from tests.quality.fuzz_numbers import run_all

TEXTS, NUMBERS = 20_000, 20_000
PROCESSES = os.cpu_count() or 1


def test_nothing_that_can_be_typed_breaks_the_reading_or_takes_long_or_makes_a_number_up(capsys: pytest.CaptureFixture[str]) -> None:
    found = fuzz_all(SEED, TEXTS, PROCESSES)
    with capsys.disabled():
        print(f"\nfuzz: {found.line()}")
    assert found.crashed == []
    assert found.slow == []
    assert found.made_up == []
    assert found.figures["values for a target"] > TEXTS // 10


def test_every_number_is_read_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    found = run_all(SEED, NUMBERS, PROCESSES)
    with capsys.disabled():
        print(f"\nnumbers: {found.line()}")
    assert found.wrong == []


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("NOXH 1.250 căn", ["1250", "1.25"], ["125000.5", "1205", "12500.1", "250"]),
        ("BHYT 94,2", ["94.2", "942"], ["94.3", "4.2", "9"]),
        ("1.250/3.700 hộ", ["1250", "3700"], ["12503700.1", "370.1"]),
        ("3tr2", ["3200000"], ["33"]),
        ("hai mươi lăm nghìn", ["25000"], ["26000", "52"]),
        ("94 phẩy 5", ["94.5"], ["94.6"]),
        ("chưa có", [], ["1"]),
    ],
)
def test_the_judge_knows_which_numbers_stand_in_a_text(text: str, held: list[str], not_held: list[str]) -> None:
    digits = Digits(text)
    assert [value for value in held if not digits.hold(Decimal(value))] == []
    assert [value for value in not_held if digits.hold(Decimal(value))] == []


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Assistant.load(tmp_path_factory.mktemp("home")).libraries[0]


@pytest.mark.parametrize(
    "text",
    [
        "NOXH 5" + " " * 5_900,
        "NOXH 5 " + "(" * 3_900,
        "NOXH 5" + ", " * 1_900,
        "\t1" * 1_900,
        "BHYT 94,2; " * 300,
        "BHYT 33/39\u030698",
        "NOXH 1.\u0323250",
        "theo báo cáo số 88/BC-SXD ngày 28/9/20206 thì NOXH đạt 1.250 căn",
        "SDD 18,7 (CV 1520/SYT-NVY ngay 2/036452766)",
        "NOXH 438,7119-6-174",
        "BHYT tăng tới 94.2%",
        "trẻ em 8727-5 tuổi",
        "NOXH 7072,485K2",
        "NOXH 5.717tr5",
        "NOXH 1.2 tỷ 50",
        "NOXH 1.25k 66%",
        "NOXH 30     893",
        "BHYT 210,5/0",
    ],
)
def test_what_was_found_before_is_not_found_again(text: str, library: Library) -> None:
    store, found = Store.open(None), Found()
    try:
        store.transact(lambda db: check(Contact(library, db), 0, text, found))
    finally:
        store.close()
    assert found.all_well, found
