"""How soon the addresses at which Zalo calls answer, at a pace that does not wait for them.

    python -m bench.webhooks [--quick] [--rate 200] [--seconds 30] [--only NAME …] [--folder FOLDER] [--json FILE]

The program, what stands in for the messengers, and the floor are processes of their own; a hundred people ask. A request's
time runs from the moment at which it was due, so that whatever is late counts, be it here ("late"), until its answer is read.
The program's other address, Telegram's, is asked in the same way, and a bare aiohttp server that only puts each request into
SQLite, flushed to the disk: the floor. Then every message has to be answered; "drained" is how long that took from the last
request on. A messenger's own pace limits it: an Official Account sends 57 messages a second, a Zalo bot one to each chat.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench.process import KEHOACH, ROOT, SECRET, Bot, FailedError, cpu_seconds, free_port
from bench.telegram_load import FIRST_USER, percentile, update
from bench.telegram_sink import Sink
from tests.drills import messengers
from tests.drills.crowd import QUESTIONS
from tests.servers.fake_zalo_bot import SECRET_HEADER, FakeZaloBot
from tests.servers.fake_zalo_oa import FakeZaloOA, mac

SAID = {
    "floor": "aiohttp + one flushed INSERT",
    "telegram": "kehoach run, /telegram",
    "zalo_bot": "kehoach run, /zalo-bot/…",
    "zalo_oa": "kehoach run, /zalo-oa",
}
JUDGED = ("zalo_bot", "zalo_oa")
MOST_P99_MS = 100.0
USERS, CONNECTIONS = 100, 20
WARM_SECONDS, START_SECONDS, ANSWER_SECONDS = 2.0, 60.0, 10.0
DRAIN_SECONDS, DRAINED_A_SECOND = 60.0, 40.0
"""How long the answers may take: so many seconds, and one more for so many messages."""
TOKEN = "7000000000:webhooks"  # noqa: S105 - nobody's
STATUS = re.compile(rb"HTTP/1\.1 (\d+)")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
UNSETTLED = (
    "SELECT (SELECT COUNT(*) FROM inbox WHERE channel = :channel AND state IN ('new', 'fetching')) + "
    "(SELECT COUNT(*) FROM outbox WHERE channel = :channel AND state IN ('waiting', 'sending'))"
)
ANSWERED = (
    "SELECT COUNT(*) FROM inbox WHERE channel = :channel AND state = 'done' AND "
    "EXISTS (SELECT 1 FROM outbox WHERE outbox.cause = inbox.id AND outbox.state = 'sent')"
)


@dataclass(slots=True)
class Pool:
    """Kept connections to one port; what finds none idle waits, and its time runs."""

    port: int
    latencies_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    """0 where the connection broke off."""
    _idle: deque[_Caller] = field(default_factory=deque)
    _waiting: deque[tuple[bytes, float]] = field(default_factory=deque)
    _opening: set[asyncio.Task[object]] = field(default_factory=set)

    async def open(self, connections: int = CONNECTIONS) -> None:
        """Raises OSError."""
        for _ in range(connections):
            await self._connect()

    async def _connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: _Caller(self), "127.0.0.1", self.port)

    def post(self, request: bytes, due: float) -> None:
        if self._idle:
            # The one that has been idle for longest: none is idle for so long that the server hangs up.
            self._idle.popleft().post(request, due)
        else:
            self._waiting.append((request, due))

    def free(self, caller: _Caller) -> None:
        if self._waiting:
            caller.post(*self._waiting.popleft())
        else:
            self._idle.append(caller)

    def heard(self, status: int, due: float) -> None:
        self.statuses[status] += 1
        self.latencies_ms.append((time.monotonic() - due) * 1000)

    def lost(self, caller: _Caller) -> None:
        with contextlib.suppress(ValueError):
            self._idle.remove(caller)
        task: asyncio.Task[object] = asyncio.get_running_loop().create_task(self._connect())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def answers(self, number: int) -> None:
        """Returns once there are so many, or none is to be expected any more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                while self.statuses.total() < number:
                    await asyncio.sleep(0.01)

    def close(self) -> None:
        for caller in self._idle:
            caller.close()


class _Caller(asyncio.Protocol):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._due: float | None = None
        self._received = b""
        self._closed = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._pool.free(self)

    def post(self, request: bytes, due: float) -> None:
        assert self._transport
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        length = LENGTH.search(self._received, 0, end + 2)
        if self._due is None or len(self._received) < end + 4 + (int(length[1]) if length else 0):
            return
        status = STATUS.match(self._received)
        due, self._due, self._received = self._due, None, b""
        self._pool.heard(int(status[1]) if status else 0, due)
        self._pool.free(self)

    def connection_lost(self, _: Exception | None) -> None:
        if self._due is not None:
            self._pool.heard(0, self._due)
        if not self._closed:
            self._pool.lost(self)

    def close(self) -> None:
        self._closed = True
        if self._transport:
            self._transport.close()


@dataclass(frozen=True, slots=True)
class StandIns:
    """What the process of the stand-ins tells. `environment` is that of the program, `users` those whom each messenger knows."""

    environment: dict[str, str]
    telegram: str
    users: dict[str, list[str]]
    oa: dict[str, str]


async def stand_in(port: int) -> None:
    """Plays all the messengers until nothing more can be read from standard input."""
    async with Sink() as sink, FakeZaloBot() as bot, FakeZaloOA() as account:
        environment = dict(messengers.OnZaloBot(bot).environment(Path(), port, webhook=True))
        environment |= messengers.OnZaloOA(account).environment(Path(), port, webhook=True)
        users = {"zalo_bot": [bot.user(f"Hoa {number}").id for number in range(USERS)]}
        users["zalo_oa"] = [account.user(f"Hoa {number}").id for number in range(USERS)]
        oa = {"app_id": account.app_id, "oa_id": account.oa_id, "key": account.secret_key}
        print(json.dumps({"environment": environment, "telegram": sink.url, "users": users, "oa": oa}), flush=True)
        await asyncio.to_thread(sys.stdin.read)


def serve_floor(port: int) -> None:
    from aiohttp import web

    database = sqlite3.connect("floor.db", isolation_level=None, check_same_thread=False)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE posts (id INTEGER PRIMARY KEY, body BLOB)"):
        database.execute(statement)
    thread = ThreadPoolExecutor(1)

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(thread, database.execute, "INSERT INTO posts (body) VALUES (?)", (body,))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


def made(name: str, stand_ins: StandIns, number: int) -> bytes:
    """The request by which a message comes, every one another message."""
    chat, text = number % USERS, f"{QUESTIONS[(number + number // USERS) % len(QUESTIONS)]} (câu {number:05d})"
    now, key = int(time.time() * 1000), f"{number:020x}"
    if name == "telegram":
        body = update(700_000_000 + number, FIRST_USER + chat, number + 1, text)
        return _request("/telegram", f"X-Telegram-Bot-Api-Secret-Token: {SECRET}", body)
    if name == "zalo_bot":
        user = stand_ins.users[name][chat]
        message: dict[str, Any] = {"from": {"id": user, "display_name": f"Hoa {chat}", "is_bot": False}, "text": text, "date": now}
        message |= {"chat": {"id": user, "chat_type": "PRIVATE"}, "message_id": key}
        body = json.dumps({"event_name": "message.text.received", "message": message}, ensure_ascii=False).encode()
        account = stand_ins.environment["ZALO_BOT_TOKEN"].partition(":")[0]
        return _request(f"/zalo-bot/{account}", f"{SECRET_HEADER}: {messengers.SECRET}", body)
    oa, user = stand_ins.oa, stand_ins.users["zalo_oa"][chat]
    event = {"app_id": oa["app_id"], "sender": {"id": user}, "user_id_by_app": user, "recipient": {"id": oa["oa_id"]}}
    event |= {"event_name": "user_send_text", "message": {"text": text, "msg_id": key}, "timestamp": str(now)}
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    signature = f"X-ZEvent-Signature: mac={mac(oa['app_id'], body, str(now), oa['key'])}"
    return _request("/" if name == "floor" else "/zalo-oa", signature, body)


def _request(path: str, header: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{header}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def until_taken(port: int, request: bytes) -> None:
    """Returns once the server listens, and takes the message. Raises FailedError."""
    deadline, pool = time.monotonic() + START_SECONDS, Pool(port)
    while pool.statuses[200] == 0:
        if time.monotonic() > deadline:
            raise FailedError(f"not taken within {START_SECONDS:.0f} s: {dict(pool.statuses)}")
        await asyncio.sleep(0.1)
        pool = Pool(port)
        with contextlib.suppress(OSError):
            await pool.open(1)
            pool.post(request, time.monotonic())
            await pool.answers(1)
            pool.close()


async def paced(port: int, requests: list[bytes], rate: float) -> tuple[Pool, list[float]]:
    """The answers, and how much later than due each request was given to a connection."""
    pool, late_ms = Pool(port), list[float]()
    await pool.open()
    began = time.monotonic() + 0.1
    for number, request in enumerate(requests):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late_ms.append((time.monotonic() - due) * 1000)
        pool.post(request, due)
    await pool.answers(len(requests))
    pool.close()
    return pool, late_ms


@dataclass(slots=True)
class Course:
    """One address. `process` is whose CPU time counts; `database` the program's, None where nothing is to be answered."""

    name: str
    port: int
    stand_ins: StandIns
    process: int
    database: Path | None
    _numbers: Iterator[int] = field(default_factory=count)
    _posted: int = 0

    async def run(self, rate: float, seconds: float) -> dict[str, Any]:
        """Warm, then measured."""
        await until_taken(self.port, self._requests(1)[0])
        warm = await paced(self.port, self._requests(int(WARM_SECONDS * rate)), rate)
        await self._drained()
        requests = self._requests(int(seconds * rate))
        began, here, there = time.monotonic(), time.process_time(), cpu_seconds(self.process)
        pool, late_ms = await paced(self.port, requests, rate)
        spent, here, there = time.monotonic() - began, time.process_time() - here, cpu_seconds(self.process) - there
        last, (drained, unanswered) = time.monotonic(), await self._drained()
        times = {f"p{share}_ms": percentile(pool.latencies_ms, share / 100) for share in (50, 95, 99)}
        return {
            "requests": len(requests),
            "not_200": len(requests) - pool.statuses[200],
            "statuses": dict(pool.statuses),
            "warm_not_200": int(WARM_SECONDS * rate) - warm[0].statuses[200],
            **times,
            "highest_ms": max(pool.latencies_ms, default=float("nan")),
            "late_p99_ms": percentile(late_ms, 0.99),
            "drained_seconds": drained - last if self.database else None,
            "unanswered": unanswered,
            "server_busy": there / spent,
            "client_busy": here / spent,
        }

    def _requests(self, number: int) -> list[bytes]:
        self._posted += number
        return [made(self.name, self.stand_ins, next(self._numbers)) for _ in range(number)]

    async def _drained(self) -> tuple[float, int]:
        """When nothing was left to answer, and how many messages have no answer then, or when there was no more time."""
        if self.database is None:
            return time.monotonic(), 0
        given_up = time.monotonic() + DRAIN_SECONDS + self._posted / DRAINED_A_SECOND
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            channel = {"channel": self.name}
            while database.execute(UNSETTLED, channel).fetchone()[0] and time.monotonic() < given_up:
                await asyncio.sleep(0.2)
            return time.monotonic(), self._posted - int(database.execute(ANSWERED, channel).fetchone()[0])


@contextlib.contextmanager
def process(role: str, port: int, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """This module in another role."""
    command = ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "bench.webhooks", "--role", role, "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.terminate()


async def measure(names: list[str], rate: float, seconds: float) -> dict[str, dict[str, Any]]:
    found, port, floor_port = dict[str, dict[str, Any]](), free_port(), free_port()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kehoach-bench-")))
        playing = stack.enter_context(process("stand-ins", port, folder))
        stand_ins = StandIns(**json.loads(await asyncio.to_thread((playing.stdout or sys.stdin).readline)))
        settings = stand_ins.environment | {"KEHOACH_PORT": str(port)}
        command = ["env", *(f"{name}={value}" for name, value in settings.items()), KEHOACH, "run"]
        program = stack.enter_context(Bot("kehoach run", command, stand_ins.telegram, TOKEN, SECRET))
        floor = stack.enter_context(process("floor", floor_port, folder))
        for name in names:
            program.check()
            if name == "floor":
                course = Course(name, floor_port, stand_ins, floor.pid, None)
            else:
                course = Course(name, port, stand_ins, program.pid, program.home / "home" / "kehoach.db")
            played = cpu_seconds(playing.pid), time.monotonic()
            found[name] = await course.run(rate, seconds)
            found[name]["stand_ins_busy"] = (cpu_seconds(playing.pid) - played[0]) / (time.monotonic() - played[1])
    return found


def times(found: dict[str, dict[str, Any]], name: str, other: str) -> str:
    return f"{found[name]['p99_ms'] / found[other]['p99_ms']:.2f}×" if other in found and other != name else "–"


def show(found: dict[str, dict[str, Any]]) -> None:
    columns = (
        "requests",
        "not 200",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "max ms",
        "÷ telegr.",
        "÷ floor",
        "late ms",
        "drained",
        "server",
        "client",
    )
    print(f"{'':30}" + "".join(f"{column:>10}" for column in columns))
    for name, row in found.items():
        drained = "–" if row["drained_seconds"] is None else f"{row['drained_seconds']:.1f} s"
        figures = "".join(f"{row[figure]:10.1f}" for figure in ("p50_ms", "p95_ms", "p99_ms", "highest_ms"))
        print(
            f"{SAID[name]:30}{row['requests']:10}{row['not_200']:10}{figures}{times(found, name, 'telegram'):>10}"
            f"{times(found, name, 'floor'):>10}{row['late_p99_ms']:10.1f}{drained:>10}{row['server_busy']:10.0%}{row['client_busy']:10.0%}"
        )
    print("÷: p99. late: how much later than due this side posted, p99. server, client: their processes' shares of one core meanwhile.")


def missed(found: dict[str, dict[str, Any]]) -> list[str]:
    figures = [f"{SAID[name]}: {row['not_200']} not answered by 200: {row['statuses']}" for name, row in found.items() if row["not_200"]]
    figures += [f"{SAID[name]}: {row['unanswered']} messages without an answer" for name, row in found.items() if row["unanswered"]]
    late = {name: row["p99_ms"] for name, row in found.items() if name in JUDGED and not row["p99_ms"] < MOST_P99_MS}
    return figures + [f"{SAID[name]}: p99 {p99:.1f} ms, to stay under: {MOST_P99_MS:.0f} ms" for name, p99 in late.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=200.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each address")
    parser.add_argument("--only", nargs="+", choices=list(SAID), default=list(SAID))
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="on the disk to measure")
    parser.add_argument("--quick", action="store_true", help="five seconds")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--role", choices=("stand-ins", "floor"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role:
        asyncio.run(stand_in(options.port)) if options.role == "stand-ins" else serve_floor(options.port)
        return 0
    tempfile.tempdir = str(options.folder)
    found = asyncio.run(measure(options.only, options.rate, 5.0 if options.quick else options.seconds))
    show(found)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"rate": options.rate, "addresses": found}, indent=1, ensure_ascii=False), "utf-8")
    for figure in missed(found):
        print(f"missed: {figure}")
    return 1 if missed(found) else 0


if __name__ == "__main__":
    sys.exit(main())
