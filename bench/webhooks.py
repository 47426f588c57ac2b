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
from collections import Counter
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

JUDGED = {"zalo_bot": "kehoach run, /zalo-bot/…", "zalo_oa": "kehoach run, /zalo-oa"}
SAID = {"floor": "aiohttp + one flushed INSERT", "telegram": "kehoach run, /telegram", **JUDGED}
MOST_P99_MS = 100.0
USERS, CONNECTIONS = 100, 20
WARM_SECONDS, START_SECONDS, ANSWER_SECONDS = 2.0, 60.0, 10.0
DRAIN_SECONDS, DRAINED_A_SECOND = 60.0, 40.0
"""How long the answers may take: so many seconds, and one more for so many messages."""
TOKEN = "7000000000:webhooks"  # noqa: S105 - nobody's
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
UNSETTLED = """SELECT (SELECT COUNT(*) FROM inbox WHERE channel = :channel AND state IN ('new', 'fetching'))
    + (SELECT COUNT(*) FROM outbox WHERE channel = :channel AND state IN ('waiting', 'sending'))"""
ANSWERED = """SELECT COUNT(*) FROM inbox WHERE channel = :channel AND state = 'done'
    AND EXISTS (SELECT 1 FROM outbox WHERE outbox.cause = inbox.id AND outbox.state = 'sent')"""
Json = dict[str, Any]
Answer = tuple[int, float]
"""The status, 0 where the connection broke off, and the milliseconds since the request was due."""


async def call(port: int, requests: asyncio.Queue[tuple[bytes, float]], answers: list[Answer]) -> None:
    """One kept connection, over which one request goes after the other. Raises OSError where it cannot be opened."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            request, due = await requests.get()
            try:
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                await reader.readexactly(int(length[1]) if length else 0)
                answers.append((int(head.split(b" ", 2)[1]), (time.monotonic() - due) * 1000))
            except (OSError, EOFError):
                answers.append((0, (time.monotonic() - due) * 1000))
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
    finally:
        writer.close()


async def paced(port: int, posts: list[bytes], rate: float, connections: int = CONNECTIONS) -> tuple[list[Answer], list[float]]:
    """The answers, and how much too late each request was handed to the connections. Raises OSError where nobody listens."""
    requests, answers, late_ms = asyncio.Queue[tuple[bytes, float]](), list[Answer](), list[float]()
    calling = [asyncio.create_task(call(port, requests, answers)) for _ in range(connections)]
    began = time.monotonic() + 0.1
    for number, post in enumerate(posts):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late_ms.append((time.monotonic() - due) * 1000)
        requests.put_nowait((post, due))
    given_up = time.monotonic() + ANSWER_SECONDS
    while len(answers) < len(posts) and time.monotonic() < given_up and not all(one.done() for one in calling):
        await asyncio.sleep(0.01)
    for one in calling:
        one.cancel()
    ended = await asyncio.gather(*calling, return_exceptions=True)
    if not answers:
        raise next((one for one in ended if isinstance(one, OSError)), OSError("no answer"))
    return answers, late_ms


async def until_taken(port: int, request: bytes) -> None:
    """Returns once the server listens, and takes the message. Raises FailedError."""
    deadline, status = time.monotonic() + START_SECONDS, 0
    while status != 200:
        if time.monotonic() > deadline:
            raise FailedError(f"nothing is taken within {START_SECONDS:.0f} s: {status}")
        await asyncio.sleep(0.1)
        with contextlib.suppress(OSError):
            status = (await paced(port, [request], 1.0, connections=1))[0][0][0]


async def stand_in(port: int) -> None:
    """Plays all the messengers until standard input ends; tells what the program and its callers have to know of them."""
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
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE posts (id INTEGER PRIMARY KEY, body)"):
        database.execute(statement)
    thread = ThreadPoolExecutor(1)

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        insert = "INSERT INTO posts (body) VALUES (?)"
        await asyncio.get_running_loop().run_in_executor(thread, database.execute, insert, (body,))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


def made(name: str, stand_ins: Json, number: int) -> bytes:
    """The request by which a message comes, every one another message."""
    chat, text = number % USERS, f"{QUESTIONS[(number + number // USERS) % len(QUESTIONS)]} (câu {number:05d})"
    now, key, event = int(time.time() * 1000), f"{number:020x}", Json()
    if name == "telegram":
        body = update(700_000_000 + number, FIRST_USER + chat, number + 1, text)
        return _request("/telegram", f"X-Telegram-Bot-Api-Secret-Token: {SECRET}", body)
    if name == "zalo_bot":
        user = stand_ins["users"][name][chat]
        event = {"from": {"id": user, "display_name": f"Hoa {chat}", "is_bot": False}, "chat": {"id": user, "chat_type": "PRIVATE"}}
        event = {"event_name": "message.text.received", "message": event | {"text": text, "message_id": key, "date": now}}
        account = stand_ins["environment"]["ZALO_BOT_TOKEN"].partition(":")[0]
        return _request(f"/zalo-bot/{account}", f"{SECRET_HEADER}: {messengers.SECRET}", _json(event))
    oa, user = stand_ins["oa"], stand_ins["users"]["zalo_oa"][chat]
    event = {"app_id": oa["app_id"], "sender": {"id": user}, "user_id_by_app": user, "recipient": {"id": oa["oa_id"]}}
    body = _json(event | {"event_name": "user_send_text", "message": {"text": text, "msg_id": key}, "timestamp": str(now)})
    signature = f"X-ZEvent-Signature: mac={mac(oa['app_id'], body, str(now), oa['key'])}"
    return _request("/" if name == "floor" else "/zalo-oa", signature, body)


def _json(event: Json) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _request(path: str, header: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{header}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@dataclass(slots=True)
class Course:
    """One address. `process` is whose CPU time counts; `database` the program's, None where nothing is to be answered."""

    name: str
    port: int
    stand_ins: Json
    process: int
    database: Path | None
    _numbers: Iterator[int] = field(default_factory=count)
    _posted: int = 0

    async def run(self, rate: float, seconds: float) -> Json:
        """Warm, then measured."""
        await until_taken(self.port, self._requests(1)[0])
        await paced(self.port, self._requests(int(WARM_SECONDS * rate)), rate)
        await self._drained()
        requests = self._requests(int(seconds * rate))
        before = time.monotonic(), time.process_time(), cpu_seconds(self.process)
        answers, late_ms = await paced(self.port, requests, rate)
        after = time.monotonic(), time.process_time(), cpu_seconds(self.process)
        spent, here, there = (end - begin for begin, end in zip(before, after, strict=True))
        drained, unanswered = await self._drained()
        statuses, found = Counter(status for status, _ in answers), [ms for _, ms in answers]
        row: Json = {"requests": len(requests), "not_200": len(requests) - statuses[200], "statuses": dict(statuses)}
        row |= {f"p{share}_ms": percentile(found, share / 100) for share in (50, 95, 99)} | {"highest_ms": max(found)}
        row |= {"drained_seconds": drained - after[0] if self.database else None, "unanswered": unanswered}
        return row | {"late_p99_ms": percentile(late_ms, 0.99), "server_busy": there / spent, "client_busy": here / spent}

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
    command = ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "bench.webhooks", "--role", role, str(port)]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.terminate()


async def measure(names: list[str], rate: float, seconds: float) -> dict[str, Json]:
    found, port, floor_port = dict[str, Json](), free_port(), free_port()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kehoach-bench-")))
        playing = stack.enter_context(process("stand-ins", port, folder))
        stand_ins = json.loads(await asyncio.to_thread((playing.stdout or sys.stdin).readline))
        settings = stand_ins["environment"] | {"KEHOACH_PORT": str(port)}
        command = ["env", *(f"{name}={value}" for name, value in settings.items()), KEHOACH, "run"]
        program = stack.enter_context(Bot("kehoach run", command, stand_ins["telegram"], TOKEN, SECRET))
        floor = stack.enter_context(process("floor", floor_port, folder))
        for name in names:
            program.check()
            course = Course(name, port, stand_ins, program.pid, program.home / "home" / "kehoach.db")
            if name == "floor":
                course = Course(name, floor_port, stand_ins, floor.pid, None)
            played = cpu_seconds(playing.pid), time.monotonic()
            found[name] = await course.run(rate, seconds)
            found[name]["stand_ins_busy"] = (cpu_seconds(playing.pid) - played[0]) / (time.monotonic() - played[1])
    return found


def times(found: dict[str, Json], name: str, other: str) -> str:
    return f"{found[name]['p99_ms'] / found[other]['p99_ms']:.2f}×" if other in found and other != name else "–"


def show(found: dict[str, Json]) -> None:
    figures = ("p50 ms", "p95 ms", "p99 ms", "max ms", "÷ telegr.", "÷ floor", "late ms", "drained")
    print(f"{'':30}" + "".join(f"{column:>10}" for column in ("requests", "not 200", *figures, "server", "client")))
    for name, row in found.items():
        drained = "–" if row["drained_seconds"] is None else f"{row['drained_seconds']:.1f} s"
        spread = "".join(f"{row[figure]:10.1f}" for figure in ("p50_ms", "p95_ms", "p99_ms", "highest_ms"))
        print(
            f"{SAID[name]:30}{row['requests']:10}{row['not_200']:10}{spread}{times(found, name, 'telegram'):>10}"
            f"{times(found, name, 'floor'):>10}{row['late_p99_ms']:10.1f}{drained:>10}{row['server_busy']:10.0%}{row['client_busy']:10.0%}"
        )
    print("÷: p99. late: how much later than due this side posted, p99. server, client: their processes' shares of one core meanwhile.")


def missed(found: dict[str, Json]) -> list[str]:
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
    parser.add_argument("--role", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role:
        role, port = options.role[0], int(options.role[1])
        asyncio.run(stand_in(port)) if role == "stand-ins" else serve_floor(port)
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
