"""python -m tests.quality.fuzz: a million texts, most of them nonsense, are read as reports by a contact of eight targets.

None may raise, none may take long, and no number may come out that was not put in: each value of what is read is made of the
digits of the text (or of its words for digits), or follows from such ones by the sum that it is said to follow by. Ends with 1
where anything is wrong. `--number N` shows what one of the texts comes to.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path

from bot.clock import VIETNAM
from corpus.characters import fold
from handlers.assistant import Assistant
from handlers.library import Library
from handlers.progress.claims import Claim, Figure, Reading
from handlers.progress.items import Item, from_json, items, to_json
from handlers.progress.reading import read
from handlers.progress.together import held_together
from store import ledger
from store.allocations import Allocation, give
from store.db import Database, Store
from store.ledger import Entry
from store.people import Person, Post, Role, create, give_post, person_called
from tests.quality.fuzz_inputs import Inputs

COUNT, SEED = 1_000_000, 743
TODAY = date(2026, 10, 5)
NOW = datetime(2026, 10, 5, 9, 0, tzinfo=VIETNAM)
AGENCY = "so-xay-dung"
TARGETS = ("CT04", "CT06", "CT22", "CT25", "CT32", "CT34", "CT35", "CT57")
REPORTED = {"CT32": "1250", "CT25": "93.1", "CT04": "2.9", "CT22": "9.8"}
"""What has been reported of some: "thêm 50" and "giữ nguyên" need something to start from."""
MOST_SECONDS = 0.05
SHOWN = 20
MOST_RUNS = 7


@dataclass
class Found:
    """What came of the texts with some numbers."""

    figures: Counter[str] = field(default_factory=Counter)
    crashed: list[tuple[int, str]] = field(default_factory=list)
    slow: list[tuple[int, float]] = field(default_factory=list)
    made_up: list[tuple[int, str]] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, other: Found) -> None:
        self.figures += other.figures
        self.crashed += other.crashed
        self.slow += other.slow
        self.made_up += other.made_up
        self.slowest = max(self.slowest, other.slowest)

    def line(self) -> str:
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(self.figures.items()))
        return (
            f"{told}; {len(self.crashed)} crashes, {len(self.slow)} slower than {MOST_SECONDS * 1000:.0f} ms, "
            f"the slowest {self.slowest * 1000:.1f} ms, {len(self.made_up)} values that were not in the text"
        )

    @property
    def all_well(self) -> bool:
        return not (self.crashed or self.slow or self.made_up)


class Contact:
    """Somebody of Sở Xây dựng to whom eight targets are given, on a store in memory."""

    def __init__(self, library: Library, db: Database) -> None:
        self.library, self.db = library, db
        contact, coordinator = self._enrol("contact", Post(Role.CONTACT, AGENCY)), self._enrol("coordinator", Post(Role.COORDINATOR, ""))
        for code in TARGETS:
            give(db, coordinator, Allocation(library.plan.id, code, AGENCY), "batch", NOW)
        for code, value in REPORTED.items():
            entry = Entry(library.plan.id, code, AGENCY, value=Decimal(value), kind=library.by_code[code].kind, as_of=date(2026, 6, 30))
            ledger.record(db, contact, entry, NOW)

    def _enrol(self, name: str, post: Post) -> Person:
        create(self.db, name, "Nguyễn Thị Lan", "", NOW)
        give_post(self.db, "cli", name, post, NOW)
        found = person_called(self.db, name)
        if found is None:
            raise LookupError(name)
        return found

    def read(self, text: str) -> tuple[Reading, list[Item]]:
        reading = read(text, TODAY)
        found = items(self.db, self.library, reading.claims, [AGENCY], TODAY) if reading.claims else []
        return reading, held_together(found)


# ---- no number that was not put in

_SPOKEN = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "rưỡi": 5, "rưởi": 5, "nửa": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 1, "hăm": 2, "chục": 1, "trăm": 1, "nghìn": 1, "ngàn": 1, "vạn": 1,
    "triệu": 1, "tr": 1, "k": 1, "tỷ": 1, "tỉ": 1,
}  # fmt: skip
_DIGIT_OF = {**_SPOKEN, **{fold(word): digit for word, digit in reversed(_SPOKEN.items())}}
_SAID = frozenset(["phẩy", "phay", "chấm", "cham", "linh", "lẻ", "le", "lẽ", "mươi", "muoi"])
"""Words of numbers that stand for no digit."""
_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WORD_OR_DIGIT = re.compile(r"[0-9]|[^\W\d_]+")
_WITHIN = re.compile(r"[^\w\n]{0,3}")
"""What may part the groups of one number."""


class Digits:
    """The digits of a text, and which numbers are made of them."""

    def __init__(self, text: str) -> None:
        plain = re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u0300-\u036f]", "", unicodedata.normalize("NFC", text))
        self._whole = set(_numbers(plain))
        self._spoken = "".join(_spelled(plain))

    def hold(self, value: Decimal) -> bool:
        """As one number with its marks between, whatever the marks mean; else with digits said in words among them."""
        wanted = f"{abs(value):f}".replace(".", "").strip("0")
        return wanted in self._whole or (bool(self._spoken) and _is_among(wanted.replace("0", ""), self._spoken))


def _numbers(text: str) -> Iterator[str]:
    """The digits of every number that might stand in a text, without the zeros at its ends."""
    yield ""
    runs = list(_RUN.finditer(text))
    for at, first in enumerate(runs):
        joined, end = "", first.start()
        for run in islice(runs, at, at + MOST_RUNS):
            if joined and not _WITHIN.fullmatch(text, end, run.start()):
                break
            joined, end = joined + re.sub("[.,]", "", run[0]), run.end()
            yield joined.strip("0")


def _spelled(text: str) -> Iterator[str]:
    """Every digit of a text in its order, those in words among them; none where no number is in words."""
    found = [(one, _DIGIT_OF.get(one)) for one in _WORD_OR_DIGIT.findall(text.lower())]
    if any(digit is not None or one in _SAID for one, digit in found):
        yield from (one if one.isdigit() else str(digit) for one, digit in found if digit is not None or one.isdigit())


def _is_among(wanted: str, digits: str) -> bool:
    left = iter(digits)
    return all(digit in left for digit in wanted)


def made_up(contact: Contact, text: str, reading: Reading, found: Sequence[Item]) -> str:
    """The first number of what was read that the text does not hold; empty where there is none."""
    digits = Digits(text)
    figures = [claim.figure for claim in reading.claims if claim.figure]
    for figure in figures:
        wrong = [value for value in _numbers_of(figure) if not digits.hold(value)]
        if wrong:
            return f"{wrong[0]} in {figure}"
    for item in found:
        if item.values:
            sums = list(_sums(contact, item, figures))
            wrong = [value.value for value in item.values if not any(_is_by_ten(value.value, one) for one in sums)]
            wrong += [part for value in item.values for part in (value.numerator, value.denominator) if part and not digits.hold(part)]
            if wrong:
                return f"{wrong[0]} of {item}"
    return ""


def _numbers_of(figure: Figure) -> Iterator[Decimal]:
    yield from figure.values
    yield from (one for one in (figure.numerator, figure.denominator) if one is not None)


def _sums(contact: Contact, item: Item, figures: Sequence[Figure]) -> Iterator[Decimal]:
    """What a value may be: a number of the message (two of one day are held together), or what words make of it, of the goal and
    of what was reported before."""
    last, target = Decimal(REPORTED.get(item.code, 0)), contact.library.by_code.get(item.code)
    goal = target.goal if target else None
    yield last
    for figure in figures:
        for one in _numbers_of(figure):
            yield from (one, -one, last + one, last - one)
            if goal is not None:
                yield from (goal - one, goal * one / 100)
        if figure.numerator is not None and figure.denominator:
            yield (figure.numerator / figure.denominator * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _is_by_ten(value: Decimal, one: Decimal) -> bool:
    """The same, or a slip of the thumb away, which is what is asked about."""
    return any(value == one.scaleb(power) for power in range(-3, 4))


# ---- running


def check(contact: Contact, number: int, text: str, found: Found) -> None:
    try:
        began = time.process_time()
        reading, result = contact.read(text)
        took = time.process_time() - began
        if took > MOST_SECONDS:
            # Once more: the first time may have paid for what others left to be cleared away.
            began = time.process_time()
            contact.read(text)
            took = min(took, time.process_time() - began)
        found.slowest = max(found.slowest, took)
        if took > MOST_SECONDS:
            found.slow.append((number, took))
        waiting = from_json(to_json(result))
        wrong = made_up(contact, text, reading, result)
    except Exception:  # noqa: BLE001 - what is looked for
        found.crashed.append((number, traceback.format_exc(limit=-3)))
        return
    if wrong:
        found.made_up.append((number, wrong))
    found.figures["texts"] += 1
    found.figures["reports"] += bool(reading.claims) and not reading.asks
    found.figures["numbers"] += sum(claim.figure is not None for claim in reading.claims)
    found.figures["values for a target"] += sum(bool(item.values) for item in result)
    found.figures["clear enough to be recorded"] += sum(item.is_clear for item in result)
    found.figures["changed by waiting"] += [*map(_as_kept, waiting)] != [*map(_as_kept, result)]


def _as_kept(item: Item) -> Item:
    """`of_year` has done its work once the day is known, and is not kept."""
    claim: Claim = item.claim
    return replace(item, claim=replace(claim, figure=replace(claim.figure, of_year=False))) if claim.figure else item


def fuzz(seed: int, numbers: Sequence[int]) -> Found:
    with tempfile.TemporaryDirectory() as home:
        library = Assistant.load(Path(home)).libraries[0]
    inputs = Inputs(seed, [target.name for target in library.plan.targets])
    store, found = Store.open(None), Found()

    def job(db: Database) -> None:
        contact = Contact(library, db)
        contact.read("NOXH 1.260")  # what is loaded once is no text's cost
        for number in numbers:
            check(contact, number, inputs(number), found)

    try:
        store.transact(job)
    finally:
        store.close()
    return found


def fuzz_all(seed: int, count: int, processes: int) -> Found:
    found = Found()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for one in pool.starmap(fuzz, [(seed, range(at, count, processes)) for at in range(processes)]):
            found.add(one)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--number", type=int, help="only this text, with what it comes to")
    options = parser.parse_args()
    if options.number is not None:
        return show(options.seed, options.number)
    began = time.monotonic()
    found = fuzz_all(options.seed, options.count, options.processes)
    for number, what in [*found.crashed[:SHOWN], *found.slow[:SHOWN], *found.made_up[:SHOWN]]:
        print(f"{number}: {what}")
    print(f"seed {options.seed}, {time.monotonic() - began:.0f} s: {found.line()}")
    return 0 if found.all_well else 1


def show(seed: int, number: int) -> int:
    with tempfile.TemporaryDirectory() as home:
        library = Assistant.load(Path(home)).libraries[0]
    text = Inputs(seed, [target.name for target in library.plan.targets])(number)
    print(json.dumps(text, ensure_ascii=False))
    store, found = Store.open(None), Found()

    def job(db: Database) -> None:
        contact = Contact(library, db)
        check(contact, number, text, found)
        print(*contact.read(text)[1], sep="\n")

    store.transact(job)
    print(found.line())
    return 0 if found.all_well else 1


if __name__ == "__main__":
    sys.exit(main())
