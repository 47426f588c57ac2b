"""Users that write to a bot through its webhook, and wait for what it answers to arrive at Telegram's side.

In flight counts from the POST to the reply's arrival, not to the webhook's own "200": a bot that only takes in and answers
later does not seem fast. A user writes again only when answered, so a reply is told by its chat.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, count
from pathlib import Path
from urllib.parse import urlsplit

from bench.telegram_sink import Account

QUESTIONS = Path(__file__).resolve().parents[1] / "tests" / "quality" / "questions.jsonl"
USERS = 200
FIRST_USER = 5_100_000_000
STALLED_SECONDS = 20.0
REFUSED_SECONDS = 0.05

OPENINGS = ("", "", "Cho tôi hỏi: ", "Nhờ anh giải đáp giúp, ", "Chào bạn. ", "Kính nhờ cho biết ", "Xin hỏi ", "Dạ cho em hỏi ")
CLOSINGS = ("", "", " ạ", " vậy ạ", " nhé", ". Xin cảm ơn", ". Cảm ơn nhiều", " với")
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE_NAMES = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Thanh", "Ngọc", "Xuân", "Quang", "Thu", "Hồng", "Kim", "Bảo", "Gia")
GIVEN_NAMES = (
    *("An", "Anh", "Bình", "Châu", "Cường", "Dung", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hiền", "Hoa", "Hòa", "Hùng", "Hương"),
    *("Khánh", "Lan", "Linh", "Loan", "Long", "Mai", "Nam", "Nga", "Nhung", "Oanh", "Phúc", "Phương", "Quân", "Sơn", "Tâm"),
    *("Thảo", "Thắng", "Thủy", "Trang", "Trung", "Tuấn", "Tùng", "Tuyết", "Vân", "Việt", "Yến"),
)


def bare_letters(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in marked if not unicodedata.combining(character))


def questions(seed: int = 1, path: Path = QUESTIONS) -> Iterator[str]:
    """Questions without end: all in turn, each time worded, introduced and spelled otherwise, so that no cache knows them."""
    asked = [json.loads(line)["q"] for line in path.read_text("utf-8").splitlines() if line.strip()]
    chance = random.Random(seed)
    spellings: tuple[Callable[[str], str], ...] = (str, str, str, bare_letters, str.lower, str.upper)
    while True:
        chance.shuffle(asked)
        for question in asked:
            opening = chance.choice(OPENINGS)
            if chance.random() < 0.5:
                name = " ".join(map(chance.choice, (SURNAMES, MIDDLE_NAMES, GIVEN_NAMES)))
                opening = f"Tôi là {name}. {opening}"
            yield chance.choice(spellings)(opening + question + chance.choice(CLOSINGS))


def rush(seed: int = 1, path: Path = QUESTIONS) -> Iterator[str]:
    """Questions as many people put them before a deadline: the n-th most asked 1/n as often as the first (Zipf), as typed in
    short messages, with or without diacritics and capitals."""
    asked = [json.loads(line)["q"] for line in path.read_text("utf-8").splitlines() if line.strip()]
    chance = random.Random(seed)
    chance.shuffle(asked)
    weights = list(accumulate(1 / (n + 1) for n in range(len(asked))))
    spellings: tuple[Callable[[str], str], ...] = (str, str, bare_letters, str.lower)
    while True:
        yield chance.choice(spellings)(chance.choices(asked, cum_weights=weights)[0])


ASKED: dict[str, Callable[[int], Iterator[str]]] = {"fresh": questions, "rush": rush}


def update(update_id: int, chat: int, message_id: int, text: str) -> bytes:
    """As Telegram writes it: https://core.telegram.org/bots/api#update."""
    person = {"id": chat, "first_name": f"Hoa {chat % 1000}", "last_name": "Nguyễn Thị", "username": f"hoa_nguyen_{chat % 1000}"}
    message = {
        "message_id": message_id,
        "from": {**person, "is_bot": False, "language_code": "vi"},
        "chat": {**person, "type": "private"},
        "date": int(time.time()),
        "text": text,
    }
    return json.dumps({"update_id": update_id, "message": message}).encode()


class StalledError(Exception):
    """Questions that nobody answers any more."""


@dataclass(frozen=True, slots=True)
class Run:
    answered: int
    seconds: float
    latencies_ms: list[float]
    extra: int
    """Messages that came though nobody waited: long answers in two parts."""
    refused: int
    """POSTs that were not taken ("busy"), and made again."""
    late_ms: list[float]
    """How much later than due each question was posted: on a busy machine this side waits for a processor too."""

    @property
    def rate(self) -> float:
        return self.answered / self.seconds


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


class Webhook:
    """The address that a bot takes updates at, over as many kept connections as are needed at once."""

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self._head = (
            f"POST {path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self._idle: list[_Poster] = []
        self._connecting: set[asyncio.Task[None]] = set()
        self.refused = 0

    def post(self, body: bytes) -> None:
        request = b"%b%d\r\n\r\n%b" % (self._head, len(body), body)
        while self._idle:
            poster = self._idle.pop()
            if poster.alive:
                poster.post(request)
                return
        connecting = asyncio.get_running_loop().create_task(self._connect(request))
        self._connecting.add(connecting)
        connecting.add_done_callback(self._connecting.discard)

    async def _connect(self, request: bytes) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: _Poster(self, request), self._host, self._port)
        except OSError:
            self.again(request)

    def again(self, request: bytes) -> None:
        """As Telegram does with what was not taken, only sooner."""
        self.refused += 1
        body = request.partition(b"\r\n\r\n")[2]
        asyncio.get_running_loop().call_later(REFUSED_SECONDS, self.post, body)

    def done(self, poster: _Poster) -> None:
        self._idle.append(poster)

    def close(self) -> None:
        for poster in self._idle:
            poster.close()


class _Poster(asyncio.Protocol):
    """One kept connection to the webhook."""

    STATUS = re.compile(rb"HTTP/1\.1 (\d+)")
    LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

    def __init__(self, webhook: Webhook, request: bytes) -> None:
        self._webhook = webhook
        self._request = request
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self.alive = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.alive = transport, True
        transport.write(self._request)

    def post(self, request: bytes) -> None:
        assert self._transport
        self._request = request
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        length = self.LENGTH.search(self._received, 0, end + 2)
        if len(self._received) < end + 4 + (int(length[1]) if length else 0):
            return
        status = self.STATUS.match(self._received)
        request, self._request, self._received = self._request, b"", b""
        if not status or status[1][:1] != b"2":
            self._webhook.again(request)
        self._webhook.done(self)

    def connection_lost(self, _: Exception | None) -> None:
        self.alive = False
        if self._request:
            self._webhook.again(self._request)

    def close(self) -> None:
        self._request = b""
        if self._transport:
            self._transport.close()


class Load:
    """The users of one bot."""

    def __init__(self, account: Account, users: int = USERS, seed: int = 1, asked: str = "fresh") -> None:
        self._webhook = Webhook(account.webhook, account.secret)
        self._texts = ASKED[asked](seed)
        self._arrivals = random.Random(seed)
        self._update_ids = count(700_000_000)
        self._message_ids = count(1)
        self._idle = deque(range(FIRST_USER, FIRST_USER + users))
        self._posted: dict[int, int] = {}
        self._latencies: list[float] = []
        self._late: list[float] = []
        self._extra = 0
        self._last = 0
        self._more: Callable[[], bool] = lambda: False
        self._over = asyncio.Event()
        account.heard = self._heard

    def ask(self) -> None:
        """The user who has waited longest since the last answer writes."""
        chat = self._idle.popleft()
        body = update(next(self._update_ids), chat, next(self._message_ids), next(self._texts))
        self._posted[chat] = time.monotonic_ns()
        self._webhook.post(body)

    def _heard(self, chat: int, at: int) -> None:
        posted = self._posted.pop(chat, None)
        if posted is None:
            self._extra += 1
            return
        self._latencies.append((at - posted) / 1e6)
        self._last = at
        self._idle.append(chat)
        if self._more():
            self.ask()
        elif not self._posted:
            self._over.set()

    async def closed(self, in_flight: int, *, seconds: float = float("inf"), messages: float = float("inf")) -> Run:
        """Always so many unanswered questions, until the time or the number is reached; then the last ones are waited for."""
        begun = self._begin()
        ends = begun + seconds * 1e9
        asked = count(in_flight + 1)
        self._more = lambda: time.monotonic_ns() < ends and next(asked) <= messages
        for _ in range(in_flight):
            self.ask()
        return await self._finish(begun)

    async def open(self, rate: float, seconds: float) -> Run:
        """Questions at that rate, as they happen to come, whether or not those before are answered."""
        chance = self._arrivals
        begun = self._begin()
        due = begun / 1e9
        while (due := due + chance.expovariate(rate)) < begun / 1e9 + seconds:
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            self._late.append((time.monotonic() - due) * 1000)
            if self._idle:
                self.ask()
        return await self._finish(begun)

    def _begin(self) -> int:
        self._latencies, self._late, self._extra, self._webhook.refused = [], [], 0, 0
        self._more = lambda: False
        return time.monotonic_ns()

    async def _finish(self, begun: int) -> Run:
        while self._posted:
            answered = len(self._latencies)
            self._over.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), STALLED_SECONDS)
            if answered == len(self._latencies):
                raise StalledError(f"{answered} questions answered, then {len(self._posted)} not within {STALLED_SECONDS:.0f} s")
        seconds = (self._last - begun) / 1e9
        return Run(len(self._latencies), seconds, self._latencies, self._extra, self._webhook.refused, self._late)

    def close(self) -> None:
        self._webhook.close()
