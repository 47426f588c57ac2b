"""CPU time of one sendMessage, by client: bare aiohttp, python-telegram-bot as it comes, python-telegram-bot over our request.

    python -m bench.sending [--quick] [--rounds 7] [--messages 300] [--json FILE]

Every client is a process of its own, warm, and they take turns; the figure is the median over the rounds. Telegram's side
answers at once, from another process. The text is as long as a usual answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

from bench.telegram_sink import Sink

CLIENTS = {
    "aiohttp": "aiohttp, ClientSession.post, a form",
    "aiohttp-json": "aiohttp, ClientSession.post, JSON",
    "default": "python-telegram-bot, HTTPXRequest",
    "ours": "python-telegram-bot, AiohttpRequest",
}
IN_FLIGHT = (1, 16)
MOST_OF_BARE = 2.2
LEAST_OF_DEFAULT = 4.0
TOKEN = "7000000000:bench"  # noqa: S105 - nobody's
TEXT = (
    "Trên 95% dân số tham gia bảo hiểm y tế đến năm 2030.\n“Đến năm 2030, tỷ lệ bao phủ bảo hiểm y tế đạt trên 95% dân số; "
    "mọi người dân được theo dõi, quản lý, chăm sóc sức khỏe.”\nNguồn: Kế hoạch 743/KH-UBND, II, điểm b, gạch đầu dòng 3. "
    "Chịu trách nhiệm: Sở Y tế chủ trì, phối hợp với Bảo hiểm xã hội tỉnh và Ủy ban nhân dân các xã, phường. Số "
)

Send = Callable[[int, str], Awaitable[object]]


@contextlib.asynccontextmanager
async def sender(client: str, api: str) -> AsyncIterator[Send]:
    if client.startswith("aiohttp"):
        # A form is what python-telegram-bot sends: both write the same bytes. JSON needs no percent signs, and costs less.
        async with bare(api, "json" if client == "aiohttp-json" else "data") as send:
            yield send
        return
    import telegram

    request = None
    if client == "ours":
        from bot.channels.aiohttp_request import AiohttpRequest

        request = AiohttpRequest(connections=16)
    async with telegram.Bot(TOKEN, base_url=f"{api}/bot", request=request) as bot:
        yield bot.send_message


@contextlib.asynccontextmanager
async def bare(api: str, form: str) -> AsyncIterator[Send]:
    import aiohttp

    async with aiohttp.ClientSession() as session:

        async def send(chat: int, text: str) -> object:
            given: dict[str, Any] = {form: {"chat_id": chat, "text": text}}
            async with session.post(f"{api}/bot{TOKEN}/sendMessage", **given) as response:
                return await response.json()

        yield send


async def client_process(client: str, api: str) -> None:
    """Does what each line of standard input asks for, "IN_FLIGHT MESSAGES", and prints the CPU µs of one message."""
    async with sender(client, api) as send:
        print("ready", flush=True)
        numbers = count(1)
        for line in iter(sys.stdin.readline, ""):
            in_flight, messages = map(int, line.split())
            print(await cpu_us(send, numbers, in_flight, messages), flush=True)


async def cpu_us(send: Send, numbers: count[int], in_flight: int, messages: int) -> float:
    left = iter(range(messages))

    async def one_after_the_other() -> None:
        for _ in left:
            number = next(numbers)
            await send(5_100_000_000 + number % 200, f"{TEXT}{number}")

    began = time.process_time_ns()
    await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))
    return (time.process_time_ns() - began) / 1000 / messages


class Client:
    """A client's process, from outside."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def started(cls, name: str, api: str) -> Client | None:
        """None where there is no such client, such as ours before it is written."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.sending", "--client", name, "--api", api),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        assert process.stderr
        if await process.stdout.readline():
            return cls(process)
        said = (await process.stderr.read()).decode(errors="replace").splitlines()
        print(f"{CLIENTS[name]} is not measured: {said[-1] if said else 'it ended'}", file=sys.stderr)
        await process.wait()
        return None

    async def measure(self, in_flight: int, messages: int) -> float:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{in_flight} {messages}\n".encode())
        return float(await self._process.stdout.readline())

    async def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()


async def measure(rounds: int, messages: int) -> dict[str, dict[int, list[float]]]:
    async with Sink() as sink:
        started = {name: await Client.started(name, sink.url) for name in CLIENTS}
        clients = {name: client for name, client in started.items() if client}
        found: dict[str, dict[int, list[float]]] = {name: {number: [] for number in IN_FLIGHT} for name in clients}
        for in_flight in IN_FLIGHT:
            for client in clients.values():
                await client.measure(in_flight, messages)
            for _ in range(rounds):
                for name, client in clients.items():
                    found[name][in_flight].append(await client.measure(in_flight, messages))
        for client in clients.values():
            await client.stop()
    return found


def times(found: dict[str, dict[int, list[float]]], name: str, other: str, in_flight: int) -> float | None:
    if name not in found or other not in found:
        return None
    return statistics.median(mine / theirs for mine, theirs in zip(found[name][in_flight], found[other][in_flight], strict=True))


def summary(found: dict[str, dict[int, list[float]]]) -> list[dict[str, Any]]:
    return [
        {
            "client": name,
            "in_flight": in_flight,
            "cpu_us": statistics.median(found[name][in_flight]),
            "times_bare": times(found, name, "aiohttp", in_flight),
            "default_times": times(found, "default", name, in_flight),
        }
        for in_flight in IN_FLIGHT
        for name in found
    ]


def missed(table: list[dict[str, Any]]) -> list[str]:
    figures = []
    for row in table:
        if row["client"] == "ours":
            if row["times_bare"] > MOST_OF_BARE:
                figures.append(f"{row['times_bare']:.2f}× bare aiohttp at {row['in_flight']} in flight, to reach: {MOST_OF_BARE}×")
            if row["in_flight"] == max(IN_FLIGHT) and row["default_times"] < LEAST_OF_DEFAULT:
                figures.append(f"{row['default_times']:.2f}× cheaper than HTTPXRequest, to reach: {LEAST_OF_DEFAULT}×")
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--messages", type=int, default=300, help="of each client, each round")
    parser.add_argument("--quick", action="store_true", help="two rounds of 100 messages")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--client", choices=list(CLIENTS), help=argparse.SUPPRESS)
    parser.add_argument("--api", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        asyncio.run(client_process(options.client, options.api))
        return 0
    rounds, messages = (2, 100) if options.quick else (options.rounds, options.messages)
    table = summary(asyncio.run(measure(rounds, messages)))
    print(f"{'':38}{'in flight':>10}{'CPU µs':>9}{'÷ aiohttp':>11}{'HTTPX ÷':>9}")
    for row in table:
        print(
            f"{CLIENTS[row['client']]:38}{row['in_flight']:10}{row['cpu_us']:9.0f}"
            f"{row['times_bare']:10.2f}×{row['default_times']:8.2f}×"
        )
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(table, indent=1), "utf-8")
    for figure in missed(table):
        print(f"missed: {figure}")
    return 1 if missed(table) else 0


if __name__ == "__main__":
    sys.exit(main())
