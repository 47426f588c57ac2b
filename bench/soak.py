"""One process through many messages: does its memory stand still, and does it still answer in time?

    python -m bench.soak [--quick] [--messages 200000] [--in-flight 32] [--json FILE]

Questions come through the webhook, each when another is answered, all worded differently. Memory may settle over the first
quarter; after that its highest stands beside what it was. Then questions come at half of the rate reached, in several spells
of which the median counts. "late" is how much too late this side posted at p99: where it is late too, the machine is.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.process import KEHOACH, SECRET, Bot, FailedError
from bench.telegram_load import Load, StalledError, percentile
from bench.telegram_sink import Account, Sink

MESSAGES = 200_000
QUICK = 4_000
SETTLED = 0.25
SAMPLE_SECONDS = 0.5
MOST_GROWTH_MB = 10.0
MOST_P99_MS = 100.0
SPELLS = 5
TOKEN = "7000000000:soak"  # noqa: S105 - nobody's


@dataclass(frozen=True, slots=True)
class Sample:
    messages: int
    resident_mb: float


@dataclass(frozen=True, slots=True)
class Soaked:
    messages: int
    seconds: float
    per_cpu_second: float
    settled_mb: float
    """Around the end of the first quarter."""
    last_mb: float
    highest_mb: float
    growth_mb: float
    """From settled to the highest after it."""
    stored_bytes_a_message: float
    p50_ms: float
    p99_ms: float
    p99s_ms: list[float]
    late_ms: float
    extra: int
    refused: int
    samples: list[Sample]


async def sampled(bot: Bot, account: Account, samples: list[Sample], messages: int) -> None:
    shown = time.monotonic()
    while True:
        bot.check()
        samples.append(Sample(account.sent, bot.resident_mb()))
        if time.monotonic() > shown + 15:
            shown = time.monotonic()
            print(f"{account.sent:9,} of {messages:,}: {samples[-1].resident_mb:6.1f} MB", flush=True)
        await asyncio.sleep(SAMPLE_SECONDS)


async def soak(messages: int, in_flight: int, spell_seconds: float) -> Soaked:
    async with Sink() as sink:
        account = sink.account(TOKEN)
        with Bot("kehoach run", [KEHOACH, "run"], sink.url, TOKEN, SECRET) as bot:
            await bot.ready(account.listening, "setWebhook")
            load, samples = Load(account), list[Sample]()
            watching = asyncio.create_task(sampled(bot, account, samples, messages))
            before = bot.cpu_seconds()
            run = await load.closed(in_flight, messages=messages)
            spent = bot.cpu_seconds() - before
            spells = [await load.open(run.rate / 2, spell_seconds) for _ in range(SPELLS)]
            watching.cancel()
            bot.check()
            stored = bot.stored_bytes()
    p99s = [percentile(spell.latencies_ms, 0.99) for spell in spells]
    settled, last, highest = memory(samples, account.sent)
    return Soaked(
        messages=run.answered,
        seconds=run.seconds,
        per_cpu_second=run.answered / spent,
        settled_mb=settled,
        last_mb=last,
        highest_mb=highest,
        growth_mb=highest - settled,
        stored_bytes_a_message=stored / run.answered,
        p50_ms=statistics.median(percentile(spell.latencies_ms, 0.5) for spell in spells),
        p99_ms=statistics.median(p99s),
        p99s_ms=p99s,
        late_ms=statistics.median(percentile(spell.late_ms, 0.99) for spell in spells),
        extra=sum(each.extra for each in (run, *spells)),
        refused=sum(each.refused for each in (run, *spells)),
        samples=samples[:: max(1, len(samples) // 200)],
    )


def memory(samples: list[Sample], total: int) -> tuple[float, float, float]:
    """Around the end of the first quarter, at the end, and the highest between."""
    mark = SETTLED * total
    around = [sample.resident_mb for sample in samples if 0.9 * mark <= sample.messages <= mark] or [samples[0].resident_mb]
    after = [sample.resident_mb for sample in samples if sample.messages > mark] or around
    return statistics.median(around), after[-1], max(after)


def missed(soaked: Soaked) -> list[str]:
    figures = []
    if soaked.growth_mb >= MOST_GROWTH_MB:
        figures.append(f"{soaked.growth_mb:.1f} MB more, to stay under: {MOST_GROWTH_MB:.0f} MB")
    if soaked.p99_ms >= MOST_P99_MS:
        figures.append(f"p99 {soaked.p99_ms:.0f} ms, to stay under: {MOST_P99_MS:.0f} ms")
    return figures


def show(soaked: Soaked) -> None:
    rows = {
        "messages": f"{soaked.messages:,} in {soaked.seconds:.0f} s, {soaked.messages / soaked.seconds:.0f} a second",
        "messages a CPU second": f"{soaked.per_cpu_second:.0f}",
        "RSS after the first quarter": f"{soaked.settled_mb:.1f} MB",
        "RSS at the end": f"{soaked.last_mb:.1f} MB",
        "highest after the first quarter": f"{soaked.highest_mb:.1f} MB, {soaked.growth_mb:+.1f} MB (under {MOST_GROWTH_MB:.0f})",
        "at half of the rate, p50": f"{soaked.p50_ms:.1f} ms",
        "at half of the rate, p99": f"{soaked.p99_ms:.1f} ms (under {MOST_P99_MS:.0f}); spells: "
        + ", ".join(f"{p99:.0f}" for p99 in soaked.p99s_ms),
        "late": f"{soaked.late_ms:.1f} ms",
        "stored": f"{soaked.stored_bytes_a_message:.0f} bytes a message",
        "more messages than questions": f"{soaked.extra}",
        "refused at first": f"{soaked.refused}",
    }
    for name, value in rows.items():
        print(f"{name:34}{value}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} messages")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    messages, spell_seconds = (QUICK, 2.0) if options.quick else (options.messages, 10.0)
    try:
        soaked = asyncio.run(soak(messages, options.in_flight, spell_seconds))
    except (FailedError, StalledError) as failure:
        print(f"kehoach run is not measured: {failure}", file=sys.stderr)
        return 1
    show(soaked)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(asdict(soaked), indent=1), "utf-8")
    for figure in missed(soaked):
        print(f"missed: {figure}")
    return 1 if missed(soaked) else 0


if __name__ == "__main__":
    sys.exit(main())
