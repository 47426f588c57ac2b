"""python -m tests.quality.fuzz_numbers: a million numbers are written as an office writes them and read back from a report.

Each stands behind the name of a target that it fits, alone, with its measure or as a fraction. What is read must be the number
and nothing else; where the way in which it is written has two readings ("1,250"), it must be one of the two, and the one that
the measure of its target decides for. Ends with 1 where anything is wrong. `--number N` shows one of them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from corpus.plan import Target
from corpus.plans import plan_folder, read_plan
from corpus.writing import write_number, write_quantity
from handlers.progress.claims import Figure, Reading
from handlers.progress.figures import Known, is_count, judge
from handlers.progress.reading import read

COUNT, SEED = 1_000_000, 743
TODAY = date(2026, 10, 5)
PLAN = "743-kh-ubnd-2025"
SHOWN = 20
LABELS = frozenset(["thôn", "tháng", "cấp", "vh-tt&tt"])
"""A number right behind one of these numbers it: no name that ends so is used."""
FORMS = (
    "{name} {number}",
    "{name}: {number}",
    "{name} = {number}",
    "{name} đạt {number}",
    "{name}\t{number}",
    "{name} | {number}",
    "Báo cáo {name}: {number}.",
    "dạ em báo cáo {name} {number} ạ",
    "{name} {number} tính đến 30/9/2026",
    "Quý III: {name} {number}",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it is written; `bottom` where it is a fraction's numerator."""

    text: str
    target: Target
    value: Decimal
    bottom: Decimal | None = None

    @property
    def has_two_readings(self) -> bool:
        return len(write_number(self.value).partition(",")[2]) == 3 and 1 <= abs(self.value) < 1000


@dataclass
class Found:
    figures: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Found) -> None:
        self.figures += other.figures
        self.wrong += other.wrong

    def line(self) -> str:
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(self.figures.items()))
        return f"{told}; {len(self.wrong)} not read as they were written"


class Numbers:
    """The number with an index is always the same for a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        targets = [target for target in read_plan(plan_folder(PLAN)).targets if target.goal is not None]
        self._named = [(target, [name for name in _names(target) if name.split()[-1].lower() not in LABELS]) for target in targets]

    def __call__(self, index: int) -> Written:
        chance = random.Random(f"{self._seed}:{index}")
        target, names = chance.choice(self._named)
        name = chance.choice(names)
        if chance.random() < (0.15 if target.measure == "%" else 0.05 if is_count(target) else 0):
            bottom = Decimal(chance.randrange(100, chance.choice((1_000, 100_000, 10_000_000))))
            top = Decimal(chance.randrange(int(bottom) + 1))
            number, value = f"{write_number(top)}/{write_number(bottom)}", top
            return Written(chance.choice(FORMS).format(name=name, number=number), target, value, bottom)
        value = _value(target, chance)
        number = write_quantity(value, target.measure) if chance.random() < 0.5 else write_number(value)
        return Written(chance.choice(FORMS).format(name=name, number=number), target, value)


def _names(target: Target) -> tuple[str, ...]:
    return target.code, target.name, *target.aliases


def _value(target: Target, chance: random.Random) -> Decimal:
    """Of every size that its target might have, and of some that it can hardly have."""
    if is_count(target):
        return Decimal(chance.randrange(10 ** chance.choice((1, 2, 3, 4, 4, 5, 6, 9, 12))))
    decimals = chance.choice((0, 1, 1, 2, 2, 3, 4))
    most = 100 if "%" in target.measure else chance.choice((10, 100, 1_000, 100_000))
    return Decimal(chance.randrange(most * 10**decimals + 1)).scaleb(-decimals)


def fault(written: Written, reading: Reading) -> str:
    """Why what was read is not what was written; empty where it is."""
    figures = [claim.figure for claim in reading.claims if claim.figure]
    if len(reading.claims) != 1 or len(figures) != 1:
        return f"{len(reading.claims)} claims, {len(figures)} numbers"
    (figure,) = figures
    if written.bottom is not None:
        return "" if (figure.numerator, figure.denominator) == (written.value, written.bottom) else f"read {figure}"
    if not _is_read(written, figure):
        return f"read {figure}"
    judged = [one.value for one in judge(written.target, reading.claims[0], Known(), TODAY).values]
    if written.value not in judged or (judged[0] != written.value and not written.has_two_readings):
        return f"taken for {[write_number(one) for one in judged]}"
    return ""


def _is_read(written: Written, figure: Figure) -> bool:
    if written.has_two_readings:
        return written.value in figure.values
    return figure.values == (written.value,) and figure.numerator is None


def run(seed: int, indexes: Sequence[int]) -> Found:
    numbers, found = Numbers(seed), Found()
    for index in indexes:
        written = numbers(index)
        wrong = fault(written, read(written.text, TODAY))
        if wrong:
            found.wrong.append((index, f"{written.text!r}: {wrong}"))
        found.figures["numbers"] += 1
        found.figures["with two readings"] += written.has_two_readings and written.bottom is None
        found.figures["fractions"] += written.bottom is not None
    return found


def run_all(seed: int, count: int, processes: int) -> Found:
    found = Found()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for one in pool.starmap(run, [(seed, range(at, count, processes)) for at in range(processes)]):
            found.add(one)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.fuzz_numbers", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--number", type=int, help="only this one")
    options = parser.parse_args()
    if options.number is not None:
        written = Numbers(options.seed)(options.number)
        print(repr(written.text), read(written.text, TODAY), sep="\n")
        return 1 if run(options.seed, [options.number]).wrong else 0
    began = time.monotonic()
    found = run_all(options.seed, options.count, options.processes)
    for _, what in found.wrong[:SHOWN]:
        print(what)
    print(f"seed {options.seed}, {time.monotonic() - began:.0f} s: {found.line()}")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
