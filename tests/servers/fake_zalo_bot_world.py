"""What the stand-in for Zalo knows: its bots, who has written to them, what they have sent, and what is to go wrong."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

Json = dict[str, Any]
VIETNAM = timezone(timedelta(hours=7))
LOG = 100_000
DESCRIPTIONS = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Internal server error",
    404: "Not found",
    408: "Request timeout",
    426: "Daily limit reached",
    429: "Quota exceeded",
    500: "Server error",
}


class RefusalError(Exception):
    """An answer with ok:false. `normal`: no fault, only how Zalo says "nothing there"; `key`: the name of the code's field."""

    def __init__(self, code: int, why: str = "", *, normal: bool = False, key: str = "error_code") -> None:
        super().__init__(why)
        self.code, self.normal = code, normal
        description = DESCRIPTIONS.get(code, "Error")
        self.json: Json = {"ok": False, key: code, "description": f"{description}: {why}" if why else description}


@dataclass(slots=True)
class Switches:
    """How Zalo behaves and what goes wrong, to be changed at any time."""

    mirror_status: bool = False
    """The HTTP status is the error's code, instead of 200."""
    html_error: bool = False
    """Errors are HTML pages with the code as their status, save "no update" and "no webhook"."""
    allow_http: bool = True
    """setWebhook takes http and addresses of this machine."""
    bare: bool = False
    """Webhook bodies without the envelope."""
    duplicate: bool = False
    """Each update reaches the webhook twice."""
    reorder: bool = False
    """Updates that come within a moment reach the webhook newest first."""
    wrong_secret: bool = False
    probe_secret: bool = True
    """The probe of setWebhook carries the secret."""
    retry: bool = False
    """A webhook that fails is tried again, `retries` times, first after `retry_seconds`, then after twice as long each time."""
    retries: int = 3
    retry_seconds: float = 0.02
    ack_limit: float = 5.0
    """A webhook that has not answered after so many seconds has failed."""
    flush_on_set: bool = True
    """What waits to be polled goes to a webhook that is set."""
    echo: bool = False
    """What a bot sends comes back to it as an update."""
    cut_after_pop: int = 0
    """So many of the next polls take an update and are cut without an answer."""
    cut_chance: float = 0.0
    ghost_polls: bool = False
    """A poll whose caller has hung up still takes, and loses, an update."""
    poll_scale: float = 1.0
    """How long one second of a poll's timeout takes."""
    fail_sends: MutableSequence[str] = field(default_factory=deque)
    """What the next sends meet, "" for nothing: a code of FAULT_CODES, "html", "slow", "cut" or "cut_before"."""
    fail_polls: MutableSequence[str] = field(default_factory=deque)
    """What the next polls meet before they take anything, "" for nothing: a code of FAULT_CODES, "html" or "cut_before"."""
    fail_chance: dict[str, float] = field(default_factory=dict)
    slow_seconds: float = 1.0
    monthly_quota: int | None = None
    """How many messages each bot may send in a month of Viet Nam's calendar."""
    users_limit: int = 50
    over_limit_code: int | None = None
    """How a send to a user beyond `users_limit` is refused; None accepts it."""
    over_limit_silent: bool = False
    """Messages from users beyond `users_limit` do not arrive."""
    unknown_chat_code: int = 404
    too_long_code: int = 400
    blocked_code: int = 403
    test_webhook_limit: int | None = None
    """How often testWebhook may be called."""
    fetch_seconds: float = 5.0
    """How long Zalo waits for a photo."""


class Hook(NamedTuple):
    """A webhook as the bot has set it."""

    url: str
    secret: str
    updated_at: int


class WebhookCall(NamedTuple):
    """One attempt to deliver; `status` is None where no answer came in time."""

    update: Any
    status: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a bot."""

    token: str
    method: str
    params: Json
    at: float


@dataclass(frozen=True, slots=True)
class Sent:
    """A message from a bot. `text` is a photo's caption; `media` a sticker's id or a voice's address."""

    token: str
    chat: str
    text: str
    photo_url: str | None
    message_id: str
    at: float
    photo: bytes | None = None
    kind: str = "text"
    media: str = ""
    params: Json = field(default_factory=dict)

    @property
    def date(self) -> int:
        return int(self.at * 1000)


class Bot:
    """One bot as Zalo keeps it."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.id = token.partition(":")[0]
        self.queue: deque[Any] = deque()
        self.under_way = 0
        """Updates taken from the queue for the webhook and not settled yet."""
        self.hook: Hook | None = None
        self.worker: asyncio.Task[None] | None = None
        self.polls: list[asyncio.Future[None]] = []
        self.users: dict[str, int] = {}
        """How many the bot knew before each of them."""
        self.groups: set[str] = set()
        self.blocked_by: set[str] = set()
        self.months: Counter[str] = Counter()
        self.test_calls = 0

    def knows(self, chat: str) -> bool:
        return chat in self.groups or chat in self.users

    def meet(self, chat: str) -> None:
        if not self.knows(chat):
            self.users[chat] = len(self.users)

    def is_over(self, chat: str, limit: int) -> bool:
        return self.users.get(chat, -1) >= limit

    def wake_polls(self) -> None:
        for poll in self.polls:
            if not poll.done():
                poll.set_result(None)


class World:
    """All bots and what has happened to them."""

    def __init__(self, tokens: tuple[str, ...], clock: Callable[[], float], seed: int) -> None:
        self.clock = clock
        self.chance = random.Random(seed)
        self.switches = Switches()
        self.bots = {token: Bot(token) for token in tokens}
        self.sent: list[Sent] = []
        self.sent_count: Counter[tuple[str, str]] = Counter()
        self.calls: deque[Call] = deque(maxlen=LOG)
        self.call_count: Counter[str] = Counter()
        self.given: list[Any] = []
        self.lost: list[Any] = []
        self.undelivered: list[Any] = []
        self.webhook_calls: list[WebhookCall] = []
        self.up = asyncio.Event()
        self.offer: Callable[[Bot], None] = lambda bot: None
        """Called when there is something for a bot's webhook."""

    def bot(self, token: str | None) -> Bot:
        """By its token, or the first."""
        return self.bots[next(iter(self.bots)) if token is None else token]

    def now_ms(self) -> int:
        return int(self.clock() * 1000)

    def month(self) -> str:
        return datetime.fromtimestamp(self.clock(), VIETNAM).strftime("%Y-%m")

    def new_id(self) -> str:
        return f"{self.chance.getrandbits(80):020x}"

    def receive(self, bot: Bot, update: Any) -> None:
        """An update for the bot."""
        bot.queue.append(update)
        if bot.hook:
            self.offer(bot)
        else:
            bot.wake_polls()

    def next_fault(self) -> str:
        """What the send that has just come meets; "" for nothing."""
        if self.switches.fail_sends:
            return next_of(self.switches.fail_sends)
        drawn = self.chance.random() if self.switches.fail_chance else 1.0
        for fault, share in self.switches.fail_chance.items():
            if drawn < share:
                return fault
            drawn -= share
        return ""

    def record(self, bot: Bot, sent: Sent) -> None:
        self.sent.append(sent)
        self.sent_count[bot.token, sent.chat] += 1
        bot.months[self.month()] += 1
        if self.switches.echo:
            self.receive(bot, _echo(bot, sent))


def next_of(planned: MutableSequence[str]) -> str:
    """The first of the planned faults, which is used up; "" where there is none."""
    if not planned:
        return ""
    fault = planned[0]
    del planned[0]
    return fault


def _echo(bot: Bot, sent: Sent) -> Json:
    contents: dict[str, tuple[str, Json]] = {
        "text": ("text", {"text": sent.text}),
        "photo": ("image", {"photo_url": sent.photo_url, "caption": sent.text}),
        "sticker": ("sticker", {"sticker": sent.media}),
        "voice": ("voice", {"voice_url": sent.media}),
    }
    event, content = contents[sent.kind]
    message = {
        "from": {"id": bot.id, "display_name": "Bot Kế hoạch", "is_bot": True},
        "chat": {"id": sent.chat, "chat_type": "GROUP" if sent.chat in bot.groups else "PRIVATE"},
        **content,
        "message_id": sent.message_id,
        "date": sent.date,
    }
    return {"event_name": f"message.{event}.received", "message": message}
