"""A full ledger against a nearly empty one: the processor time of what hangs on it.

    python -m bench.ledger [--quick] [--most 1000000] [--rounds 5] [--json FILE]

Two stores of the same breadth, 48 targets which 150 agencies each report a part of: one of 1,000 submissions, one of a
million, filled in bulk with everything that `store.ledger.record` would have left (slots, standings, the audit log's rows).
The first target has a number of every agency in both, so that a question about it has the same to tell. Each figure is the
median over the rounds of the process's CPU time for one message or one row, in turns; ratios hold on any machine,
milliseconds on this one.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import GARBAGE
from corpus.communes import communes
from handlers import say
from handlers.assistant import Assistant
from handlers.desk import receive
from handlers.turn import Conversation, Message, Reply, Rules, Turn
from store import allocations, audit, invites, ledger, periods
from store.address import Address
from store.allocations import Allocation, Part
from store.db import Database, Store
from store.enrolment import Details, enrol
from store.invites import Invited
from store.ledger import Entry
from store.people import COMMAND_LINE, Agreement, Post, Role, person_at
from store.periods import Period

NOW = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TARGETS, AGENCIES = 48, 150
FEW = 1_000
PERIODS = 20
VERSIONED = 4
"""Every so manieth row of a series is a number of its own, the rest are new versions of it."""
MOST_RATIO, MOST_MS = 1.2, 200.0
ASKED = {"progress": "tiến độ nhà ở xã hội", "answer": "chỉ tiêu nhà ở xã hội là bao nhiêu?"}
LONGER = {"history": "lịch sử nhà ở xã hội"}
"""Of the full one there is more to tell."""
OVERVIEWS = {"overview": "tổng quan", "who has not": "ai chưa gửi", "behind": "chỉ tiêu nào đang chậm"}
LAST_DAY = 90 * PERIODS - 20
ROUNDS, EACH = 5, 20
FLAGS = dict.fromkeys(("on_behalf", "unassigned", "late", "practice", "draft"), 0)


@dataclass(frozen=True, slots=True)
class Filled:
    store: Store
    assistant: Assistant
    codes: tuple[str, ...]
    agencies: tuple[str, ...]
    rows: int


def filled(path: Path, assistant: Assistant, rows: int) -> Filled:
    plan = assistant.plans[0]
    codes = [target.code for target in plan.targets if not target.same_as]
    codes = sorted(codes, key=lambda code: code != "CT32")[:TARGETS]
    bodies = [one.id for one in communes(plan.id)]
    bodies += [f"don-vi-{number:03}" for number in range(AGENCIES - len(bodies))]
    there = Filled(Store.open(path), assistant, tuple(codes), tuple(bodies), rows)
    there.store.transact(lambda db: _people_and_plan(db, there))
    there.store.transact(lambda db: _bulk(db, there))
    return there


def _people_and_plan(db: Database, there: Filled) -> None:
    for chat, post in (("coordinator", Post(Role.COORDINATOR, "")), ("contact", Post(Role.CONTACT, there.agencies[0]))):
        details = Details("Nguyễn Văn An", "", Agreement(say.NOTICE_VERSION, "telegram", NOW))
        invite, _ = invites.create(db, COMMAND_LINE, Invited((post,)), NOW)
        enrol(db, invite, Address("telegram", "bot", chat), details, NOW)
    plan = there.assistant.plans[0].id
    for code in there.codes:
        for year, goal in ((2026, 10), (2030, 100)):
            allocations.give(db, COMMAND_LINE, Allocation(plan, code, "", Part.PATH, year, Decimal(goal)), "bench", NOW)
        for agency in there.agencies:
            allocations.give(db, COMMAND_LINE, Allocation(plan, code, agency, Part.CONTRIBUTES), "bench", NOW)
    for number in range(PERIODS):
        first = date(2026, 11, 30) - timedelta(days=90 * (PERIODS - number))
        last = first + timedelta(days=89)
        opened = periods.open_period(db, COMMAND_LINE, Period(0, plan, f"kỳ {number + 1}", first, last, last), NOW)
        if number + 1 < PERIODS:
            periods.close(db, COMMAND_LINE, opened.id, NOW)


def _bulk(db: Database, there: Filled) -> None:
    names = ("id", "slot", *(field.name for field in fields(Entry)), "by", "at")
    marks = ", ".join("?" for _ in names)
    for row in _rows(there):
        db.execute(f"INSERT INTO submissions ({', '.join(names)}) VALUES ({marks})", *(row[name] for name in names))  # noqa: S608
        db.execute(
            "INSERT INTO audit (at, actor, action, subject, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            row["at"],
            "bench",
            "reported",
            str(row["id"]),
            "{}",
            audit.BEGINNING,
            f"{row['id']:064x}",
        )
    db.execute("INSERT INTO standings SELECT plan, target, agency, MAX(id) FROM submissions GROUP BY plan, target, agency")


def _rows(there: Filled) -> Iterator[dict[str, Any]]:
    """Series by series in turns, the days going on, so that the last of each is the newest in force."""
    series = [(code, agency) for code in there.codes for agency in there.agencies]
    numbers = -(-there.rows // (len(series) * VERSIONED))
    begin = date(2026, 11, 30) - timedelta(days=90 * PERIODS)
    slots: dict[int, int] = {}
    usual = {
        "plan": there.assistant.plans[0].id, "report": "value", "numerator": "10", "denominator": "20", "state": "", "kind": "level",
        "nature": "official", "note": "", "document": "", "document_on": None, "batch": "bench", "origin": "", "message": 0,
        "by": "bench", "at": NOW.isoformat(), **FLAGS,
    }  # fmt: skip
    for number in range(there.rows):
        place, step = number % len(series), number // len(series)
        code, agency = series[place]
        is_new = step % VERSIONED == 0
        slots[place] = number + 1 if is_new else slots[place]
        days = LAST_DAY - (numbers - 1 - step // VERSIONED) * LAST_DAY // numbers
        yield usual | {
            "id": number + 1,
            "slot": slots[place],
            "replaces": None if is_new else number + 1 - len(series),
            "target": code,
            "agency": agency,
            "value": str(10 + step),
            "as_of": (begin + timedelta(days=days)).isoformat(),
            "period": days // 90 + 1,
        }


# ---- what is timed


def ask(there: Filled, text: str, chat: str = "coordinator") -> str:
    at = Address("telegram", "bot", chat)

    def job(db: Database) -> list[Reply]:
        turn = Turn(Message(chat, text), at, person_at(db, at), Conversation(), there.assistant, Rules(), db, NOW, lambda _to, _reply: None)
        return receive(turn)

    return "\n".join(reply.text for reply in there.store.transact(job))


def record(there: Filled) -> None:
    """A row that replaces nothing, as a contact sends it."""
    at = Address("telegram", "bot", "contact")
    entry = Entry(there.assistant.plans[0].id, there.codes[0], there.agencies[0], value=Decimal(77), as_of=date(2026, 11, 20))

    def job(db: Database) -> None:
        person = person_at(db, at)
        if person is None:
            raise LookupError("nobody is enrolled")
        ledger.near(db, entry.plan, entry.target, entry.agency, entry.as_of)
        ledger.record(db, person, entry, NOW)

    there.store.transact(job)


def cpu_ms(work: Callable[[], object], times: int) -> float:
    begin = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begin) * 1000 / times


def measure(few: Filled, many: Filled, rounds: int) -> dict[str, dict[str, float]]:
    jobs: dict[str, tuple[Callable[[Filled], object], int]] = {
        **{name: (lambda there, text=text: ask(there, text), EACH) for name, text in (ASKED | LONGER).items()},  # type: ignore[misc]
        "record": (record, EACH),
        **{name: (lambda there, text=text: ask(there, text), 2) for name, text in OVERVIEWS.items()},  # type: ignore[misc]
    }
    found: dict[str, dict[str, float]] = {}
    for name, (work, times) in jobs.items():
        for there in (few, many):
            work(there)
        timed: dict[str, list[float]] = {"few_ms": [], "many_ms": []}
        for _ in range(rounds):
            timed["few_ms"].append(cpu_ms(lambda there=few, work=work: work(there), times))  # type: ignore[misc]
            timed["many_ms"].append(cpu_ms(lambda there=many, work=work: work(there), times))  # type: ignore[misc]
        ratios = [many_ / few_ for few_, many_ in zip(timed["few_ms"], timed["many_ms"], strict=True)]
        found[name] = {**{kind: statistics.median(each) for kind, each in timed.items()}, "ratio": statistics.median(ratios)}
    return found


def show(table: dict[str, dict[str, float]], few: int, many: int) -> None:
    print(f"{'CPU ms':24}{few:>14,}{many:>14,}{'ratio':>9}")
    for name, row in table.items():
        print(f"{name:24}{row['few_ms']:14.2f}{row['many_ms']:14.2f}{row['ratio']:8.2f}×")


def missed(table: dict[str, dict[str, float]]) -> list[str]:
    ratios = {name: table[name]["ratio"] for name in (*ASKED, "record")}
    costs = {name: table[name]["many_ms"] for name in OVERVIEWS}
    slower = [f"{name} {ratio:.2f}×, at most {MOST_RATIO}×" for name, ratio in ratios.items() if ratio > MOST_RATIO]
    return slower + [f"{name} {cost:.0f} ms, at most {MOST_MS:.0f}" for name, cost in costs.items() if cost > MOST_MS]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="20,000 submissions, two rounds")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    most, rounds = (20_000, 2) if options.quick else (options.most, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.load(Path(folder))
        assistant.remembers = 0
        few, many = (filled(Path(folder) / f"{rows}.db", assistant, rows) for rows in (FEW, most))
        # As `kehoach run` does when it has started.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        table = measure(few, many, rounds)
        said = {name: ask(many, text) for name, text in OVERVIEWS.items()}
        few.store.close()
        many.store.close()
    show(table, FEW, most)
    for figure in missed(table):
        print(f"missed: {figure}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        told = {"few": FEW, "many": most, "targets": TARGETS, "agencies": AGENCIES, "measured": table, "said": said}
        options.json.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    return 1 if missed(table) else 0


if __name__ == "__main__":
    sys.exit(main())
