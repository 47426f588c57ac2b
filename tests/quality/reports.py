"""Progress reports as officials type them, each played in a store of its own and held against what must then be in force.

    python -m tests.quality.reports [FILE] [-v]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.clock import Clock, moment
from bot.jsonl import Chats
from bot.local import LocalChats
from bot.work import Desk
from handlers.assistant import Assistant
from handlers.turn import Rules
from store.db import Database, Store
from store.ledger import Report, Submission, of_batch

SET = Path(__file__).with_name("data") / "reports.jsonl"
Case = dict[str, Any]
Row = dict[str, Any]


class Outcome(StrEnum):
    """`WRONG`: something else stands in the ledger than was meant, and nobody was asked: the one thing that must not be."""

    RIGHT = "right"
    ASKED = "asked"
    MISSED = "missed"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Played:
    case: Case
    outcome: Outcome
    stored: list[Row]
    replies: list[str]


def read_cases(path: Path = SET) -> list[Case]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def play(case: Case, assistant: Assistant) -> Played:
    """The case's messages through the machine form of the chat, then what is in force."""
    clock, store = Clock(moment(case["now"])), Store.open(None)
    try:
        local = LocalChats(store, Desk(assistant, Rules(), {}), clock.now)
        chats = Chats(local, assistant, clock)
        lines: list[Row] = [{"as": case["as"]}] if case.get("as") else []
        lines += [_line(message) for one in case.get("before", ()) for message in (one if isinstance(one, list) else [one])]
        replies: list[str] = []
        for line in [*lines, {"text": case["text"]}]:
            (answer, *_) = chats.take(json.dumps({"chat": "c", **line}).encode())
            replies = [reply["text"] for reply in answer["replies"]]
        stored = store.transact(_in_force)
    finally:
        store.close()
    return Played(case, _outcome(case, stored, replies), stored, replies)


def _line(message: Any) -> Row:
    return dict(message) if isinstance(message, dict) else {"text": message}


def _in_force(db: Database) -> list[Row]:
    """What is in force: the newest row for each target, kind and nature."""
    batches = [row["batch"] for row in db.rows("SELECT DISTINCT batch FROM submissions ORDER BY id")]
    rows = [one for batch in batches for one in of_batch(db, batch) if not one.entry.practice]
    newest = {_key(one): one for one in sorted(rows, key=lambda one: (one.entry.as_of, one.id))}
    return [_row(one) for one in newest.values()]


def _key(one: Submission) -> tuple[str, str, str]:
    return one.entry.target, one.entry.kind, one.entry.nature


def _row(one: Submission) -> Row:
    entry = one.entry
    return {
        "target": entry.target,
        "report": str(entry.report),
        "value": None if entry.value is None else f"{entry.value:f}",
        "kind": str(entry.kind),
        "as_of": entry.as_of.isoformat(),
        "nature": str(entry.nature),
        "numerator": None if entry.numerator is None else f"{entry.numerator:f}",
        "denominator": None if entry.denominator is None else f"{entry.denominator:f}",
    }


def _outcome(case: Case, stored: Sequence[Row], replies: Sequence[str]) -> Outcome:
    expect = case["expect"]
    if _is(stored, case["stored"]) or any(_is(stored, other) for other in case.get("or_stored", ())):
        if expect in ("record", "record_or_ask", "answer"):
            return Outcome.RIGHT
        return Outcome.RIGHT if _says_that_nothing_is_recorded(replies) else Outcome.MISSED
    if "if_asked" in case and _is(stored, case["if_asked"]):
        return Outcome.ASKED
    if expect in ("record", "record_or_ask") and _is_less(stored, case["stored"]):
        return Outcome.ASKED if _asks(replies) else Outcome.MISSED
    return Outcome.WRONG


def _asks(replies: Sequence[str]) -> bool:
    return any("Chưa ghi" in text or "gõ" in text for text in replies)


def _says_that_nothing_is_recorded(replies: Sequence[str]) -> bool:
    return any(said in text for text in replies for said in ("Chưa ghi", "Không ghi", "không ghi", "nh/chị gõ"))


def _is_less(stored: Sequence[Row], wanted: Sequence[Row]) -> bool:
    """Nothing stands there that was not meant."""
    return (len(stored) <= len(wanted) and all(any(_fits(row, one) for one in wanted) for row in stored)) or not stored


def _is(stored: Sequence[Row], wanted: Sequence[Row]) -> bool:
    left = list(stored)
    for one in wanted:
        row = next((row for row in left if _fits(row, one)), None)
        if row is None:
            return False
        left.remove(row)
    return not left


def _fits(row: Row, wanted: Row) -> bool:
    wanted = {"report": Report.VALUE, **wanted}
    if wanted["report"] == "unchanged" and row["report"] != "unchanged":
        return False
    return all(_same(row[name], value) for name, value in wanted.items())


def _same(found: Any, wanted: Any) -> bool:
    if found is None or wanted is None:
        return found is wanted
    try:
        return Decimal(found) == Decimal(wanted)
    except ArithmeticError:
        return str(found) == str(wanted)


def play_all(cases: Iterable[Case], assistant: Assistant) -> list[Played]:
    return [play(case, assistant) for case in cases]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=SET)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant.load(Path(home))
    cases = [case for case in read_cases(given.file) if given.only in (case["id"], case["group"], "")]
    played = play_all(cases, assistant)
    for one in played:
        if one.outcome is Outcome.WRONG or (given.v and one.outcome is not Outcome.RIGHT and not rightly(one)) or given.only:
            case = one.case
            print(f"{one.outcome.upper()} {case['id']} {case['group']} {case['expect']} {case.get('before', '')!r} → {case['text']!r}")
            print(f"    as {case.get('as')} | wanted {case['stored']} | stored {one.stored}")
            print("    " + " ¶ ".join(one.replies).replace("\n", " / ")[:400])
    print(Counter(one.outcome for one in played), "right or rightly asked:", f"{100 * sum(map(rightly, played)) / len(played):.1f}%")


def rightly(one: Played) -> bool:
    return one.outcome is Outcome.RIGHT or (one.outcome is Outcome.ASKED and one.case["expect"] == "record_or_ask")


if __name__ == "__main__":
    main()
