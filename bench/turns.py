"""Whole turns: webhook in, stored, answered from the plan, stored, sent; beside bots of the usual parts.

    python -m bench.turns [--quick] [--rounds 5] [--seconds 3] [--in-flight 32] [--only NAME …] [--json FILE]

All bots run at once, and are asked by turns: what else the machine does hits all alike. A message's cost is the CPU time of
the bot's process, all its threads and children, from the first POST until the last reply has arrived at Telegram's side, and
what it still had to put away; the figures are medians over the rounds, the ratios medians of each round's ratio. Then, in
the same round, questions come at half of the rate just reached, and the time from POST to the reply's arrival counts: the
median over the rounds of p50 and p99. "late" is the p99 of how much too late this side posted: waiting for a processor.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.process import KEHOACH, SECRET, Bot, FailedError
from bench.telegram_load import ASKED, Load, StalledError, percentile
from bench.telegram_sink import Account, Sink

PEERS = [sys.executable, "-m", "bench.peers_telegram"]
COMMANDS: dict[str, list[str]] = {
    "kehoach": [KEHOACH, "run"],
    "plain": [*PEERS, "plain"],
    "ptb": [*PEERS, "ptb"],
    "aiohttp": [*PEERS, "aiohttp"],
    "plain-at-once": [*PEERS, "plain-at-once"],
    "ptb-at-once": [*PEERS, "ptb-at-once"],
}
USUAL = ("kehoach", "plain", "ptb", "aiohttp")
SAID = {
    "kehoach": "kehoach run",
    "plain": "plain peer stack",
    "ptb": "python-telegram-bot echo",
    "aiohttp": "aiohttp echo",
    "plain-at-once": "plain peer stack, at once",
    "ptb-at-once": "python-telegram-bot echo, at once",
}
SAID_OF = {
    "fresh": "fresh: every question worded, introduced and spelled anew, so that no answer can be remembered",
    "rush": "rush: short questions as before a deadline, a few of them asked by many (Zipf over 383)",
}
GOALS = {"plain": 4.0, "ptb": 1.0}
WARM = 3
"""Rounds' time for a bot to have seen what it sees every day."""
SETTLING_SECONDS = 0.2
"""What a bot puts away after its last reply is part of that reply's cost."""


@dataclass(slots=True)
class Round:
    per_cpu_second: float
    rate: float
    outside: float
    """The share of a core that this side of the measurement took: far below 1, or it is what was measured."""
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    late_ms: float = 0.0


@dataclass(slots=True)
class Measured:
    bot: Bot
    account: Account
    load: Load
    rounds: list[Round] = field(default_factory=list)
    extra: int = 0
    refused: int = 0
    resident_mb: float = 0.0


async def busy(measured: Measured, in_flight: int, seconds: float) -> Round:
    outside, before = time.process_time(), measured.bot.cpu_seconds()
    run = await measured.load.closed(in_flight, seconds=seconds)
    outside = time.process_time() - outside
    await asyncio.sleep(SETTLING_SECONDS)
    spent = measured.bot.cpu_seconds() - before
    measured.extra += run.extra
    measured.refused += run.refused
    return Round(run.answered / spent, run.rate, outside / run.seconds)


async def half_busy(measured: Measured, found: Round, seconds: float) -> None:
    run = await measured.load.open(found.rate / 2, seconds)
    found.p50_ms, found.p99_ms = percentile(run.latencies_ms, 0.5), percentile(run.latencies_ms, 0.99)
    found.late_ms = percentile(run.late_ms, 0.99)
    measured.extra += run.extra
    measured.refused += run.refused


async def begin(bots: contextlib.ExitStack, sink: Sink, name: str, asked: str) -> Measured:
    """A bot that has told its webhook. Raises FailedError."""
    token = f"{7_000_000_000 + len(sink.accounts)}:{name.replace('-', '_')}"
    account = sink.account(token)
    bot = bots.enter_context(Bot(SAID[name], COMMANDS[name], sink.url, token, SECRET))
    await bot.ready(account.listening, "setWebhook")
    return Measured(bot, account, Load(account, asked=asked))


async def measure(names: Sequence[str], asked: str, rounds: int, seconds: float, in_flight: int) -> dict[str, Measured]:
    found: dict[str, Measured] = {}
    async with Sink() as sink:
        with contextlib.ExitStack() as bots:
            for name in names:
                try:
                    found[name] = await begin(bots, sink, name, asked)
                    await busy(found[name], in_flight, WARM * seconds)
                except (FailedError, StalledError) as failure:
                    found.pop(name, None)
                    print(f"{SAID[name]} is not measured: {failure}", file=sys.stderr)
            gc.collect()
            gc.freeze()
            for number in range(rounds):
                turn = list(found.values())
                for measured in turn[number % len(turn) :] + turn[: number % len(turn)]:
                    measured.rounds.append(await busy(measured, in_flight, seconds))
                    await half_busy(measured, measured.rounds[-1], seconds)
                    measured.resident_mb = measured.bot.resident_mb()
                    measured.bot.check()
    return found


def ratio(found: dict[str, Measured], name: str, other: str) -> float | None:
    if name not in found or other not in found:
        return None
    pairs = zip(found[name].rounds, found[other].rounds, strict=True)
    return statistics.median(mine.per_cpu_second / theirs.per_cpu_second for mine, theirs in pairs)


def middle(measured: Measured, figure: str) -> float:
    return statistics.median(float(getattr(each, figure)) for each in measured.rounds)


def summary(found: dict[str, Measured]) -> dict[str, dict[str, Any]]:
    figures = ("per_cpu_second", "rate", "p50_ms", "p99_ms", "late_ms", "outside")
    return {
        name: {
            **{figure: middle(measured, figure) for figure in figures},
            "times_plain": ratio(found, name, "plain"),
            "times_ptb": ratio(found, name, "ptb"),
            "rounds": [asdict(each) for each in measured.rounds],
            "resident_mb": measured.resident_mb,
            "extra": measured.extra,
            "refused": measured.refused,
            "said": measured.account.texts()[-3:],
        }
        for name, measured in found.items()
    }


def cell(times: float | None) -> str:
    return f"{'':7}–" if times is None else f"{times:7.2f}×"


def show(table: dict[str, dict[str, Any]]) -> None:
    columns = ("msgs/CPU-s", "÷ plain", "÷ ptb", "msgs/s", "p50 ms", "p99 ms", "late ms", "RSS MB", "bench")
    widths = (11, 9, 9, 8, 8, 8, 8, 8, 7)
    print(f"{'':34}" + "".join(f"{column:>{width}}" for column, width in zip(columns, widths, strict=True)))
    for name, row in table.items():
        print(
            f"{SAID[name]:34}{row['per_cpu_second']:11.0f} {cell(row['times_plain'])} {cell(row['times_ptb'])}{row['rate']:8.0f}"
            f"{row['p50_ms']:8.1f}{row['p99_ms']:8.1f}{row['late_ms']:8.1f}{row['resident_mb']:8.0f}{row['outside']:7.0%}"
        )
        if row["extra"] or row["refused"]:
            print(f"{'':34}  {row['extra']} more messages than questions, {row['refused']} questions refused at first")
    print("p50, p99: from POST to the reply's arrival, at half of msgs/s. late, bench: how late this side posted, its share of a core.")


def missed(table: dict[str, dict[str, Any]]) -> list[str]:
    """The figures that ours does not reach; where it could not be measured, none."""
    ours = table.get("kehoach", {})
    return [
        f"{times:.2f}× {SAID[other]}, to reach: {goal}×"
        for other, goal in GOALS.items()
        if (times := ours.get(f"times_{other}")) is not None and times < goal
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each bot, each round, twice")
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--asked", choices=list(ASKED), help="only one of the two ways of asking")
    parser.add_argument("--only", nargs="+", choices=list(COMMANDS), default=list(USUAL))
    parser.add_argument("--quick", action="store_true", help="two rounds of one second")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    rounds, seconds = (2, 1.0) if options.quick else (options.rounds, options.seconds)
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for asked in [options.asked] if options.asked else list(ASKED):
        print(f"\n== {SAID_OF[asked]}")
        tables[asked] = summary(asyncio.run(measure(options.only, asked, rounds, seconds, options.in_flight)))
        show(tables[asked])
        for figure in missed(tables[asked]):
            print(f"missed: {figure}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"in_flight": options.in_flight, "asked": tables}, indent=1, ensure_ascii=False), "utf-8")
    return 1 if any(map(missed, tables.values())) else 0


if __name__ == "__main__":
    sys.exit(main())
