"""A small assistant with known answers, so that the channels are tested apart from what a plan says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request, Response, json_response

from bot.channels.webchat import WebChat
from bot.clock import VIETNAM
from bot.files.keep import Files
from bot.settings import Settings, load_settings
from bot.web.server import ChatPage, build
from bot.web.tickets import Tickets
from bot.work import Desk, Work
from bot.worker import Worker
from corpus.plan import Agency, Comparator, Deadline, Duty, DutyRole, Passage, Plan, Target
from handlers.assistant import Assistant
from handlers.turn import Conversation, File, Message, Reply, Rules
from store.db import Store
from tests.bot.running import (
    SECRET,
    Running,
    assert_the_log_is_clean,
    free_port,
    hurry,
    listen_to_the_log,
    running,
    telegram_settings,
)
from tests.servers.fake_telegram import FakeTelegram, User

TICKET_KEY = b"k" * 32
SENTENCE = "Sở Y tế chủ trì, bảo đảm 95% dân số tham gia bảo hiểm y tế."
PLAN = Plan(
    id="7-kh-ubnd-2026",
    number="7/KH-UBND",
    title="Kế hoạch thử <b>nghiệm</b>",
    issuer="UBND tỉnh A",
    issued=date(2026, 1, 5),
    area="tỉnh A",
    coordinator="so-y-te",
    source="",
    passages=(Passage("p1", "7-kh-ubnd-2026", "II, gạch đầu dòng 1", SENTENCE),),
    agencies=(
        Agency("so-y-te", "Sở Y tế", ("SYT", "ngành Y tế")),
        Agency("so-noi-vu", "Sở Nội vụ", ("SNV",)),
    ),
    targets=(
        Target(
            "C01",
            "7-kh-ubnd-2026",
            "Bao phủ bảo hiểm y tế",
            "Y tế",
            "toàn tỉnh",
            Comparator.AT_LEAST,
            Decimal("95"),
            "%",
            2030,
            SENTENCE,
            "p1",
        ),
    ),
    duties=(Duty("so-y-te", DutyRole.LEAD, SENTENCE, "p1"),),
    deadlines=(Deadline(("so-y-te",), "UBND tỉnh", "báo cáo", 25, 11, None, True, SENTENCE, "p1"),),
)


@dataclass
class Seen:
    """What reached the assistant."""

    message: Message
    now: datetime


class StandIn(Assistant):
    def __init__(self, plan: Plan = PLAN) -> None:
        super().__init__(())
        self._plan = plan
        self.seen: list[Seen] = []

    @property
    def plans(self) -> tuple[Plan, ...]:
        return (self._plan,)

    def answer(self, message: Message, conversation: Conversation, now: datetime) -> list[Reply]:
        self.seen.append(Seen(message, now))
        before, conversation.question = conversation.question, message.press or message.text
        match message.press or message.text:
            case "bhyt":
                return [Reply(f"Ít nhất 95% (toàn tỉnh, đến năm 2030)\n“{SENTENCE}”\nNguồn: II, gạch đầu dòng 1.\n• một\n• hai")]
            case "nước sạch":
                return [Reply("Anh/chị hỏi địa bàn nào?", options=(("Đô thị", "Nông thôn"), ("Cả hai",)))]
            case "Nông thôn":
                return [Reply("80% hộ ở nông thôn"), Reply("Nguồn: II.")]
            case "trước đó":
                return [Reply(f"Trước đó: {before}")]
            case "tệp":
                return [Reply("Xem tệp", files=(File("a.xlsx", "/srv/bi-mat/a.xlsx"),))]
            case "im lặng":
                return []
            case text:
                return [Reply(f"Nghe: {text}")]


@pytest.fixture
def assistant() -> StandIn:
    return StandIn()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"KEHOACH_HOME": str(tmp_path), "KEHOACH_PORT": "0"}, tmp_path)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM)


def texts(answer: dict[str, Any]) -> Iterator[str]:
    return (reply["text"] for reply in answer["replies"])


Client = TestClient[Any, Any]
ClientMaker = Callable[..., Coroutine[Any, Any, Client]]


def build_chat(settings: Settings, assistant: StandIn, now: datetime) -> Application:
    """The chat page's server over a store of its own, with the loop that answers."""
    store = Store.open(settings.database)
    worker = Worker(store)
    work = Work(worker, Desk(assistant, Rules(), {}), lambda: now)
    over_https, tickets = settings.public_url.startswith("https://"), Tickets(TICKET_KEY, settings.public_url)
    page = ChatPage(assistant.plans, WebChat(work, worker, lambda: now), Files(None), tickets, lambda: now, over_https=over_https)

    async def answering(_: Application) -> AsyncIterator[None]:
        worker.start()
        task = asyncio.create_task(work.answer())
        yield
        work.stop()
        await task
        await worker.stop()
        store.close()

    async def health(_: Request) -> Response:
        return json_response({"status": "ok"})

    app = build(settings, page, health)
    app.cleanup_ctx.append(answering)
    return app


@pytest.fixture
def app(settings: Settings, assistant: StandIn, now: datetime) -> Application:
    return build_chat(settings, assistant, now)


@pytest.fixture
async def client(aiohttp_client: ClientMaker, app: Application) -> Client:
    return await aiohttp_client(app)


async def ask(client: Client, text: str, message_id: str = "message-1", **more: Any) -> ClientResponse:
    return await client.post("/api/chat", json={"id": message_id, "text": text}, **more)


async def sentences(response: ClientResponse) -> list[str]:
    return [reply["text"] for reply in (await response.json())["replies"]]


async def raw(client: Client, request: str) -> tuple[int, str]:
    """Status and body of a request sent to the letter, as no well-mannered client would."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(request.encode())
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(" ", 2)[1]), answer.partition("\r\n\r\n")[2]


# ---- the whole program beside a stand-in for Telegram


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> AsyncIterator[FakeTelegram]:
    """With everything short that is only there to spare the real one; whatever the test does, no secret may be logged."""
    hurry(monkeypatch)
    listen_to_the_log(caplog)
    async with FakeTelegram(privacy=False) as server:
        server.limits.pace = server.limits.conflict = 0.02
        yield server
        assert_the_log_is_clean(caplog, server.token, server.token.partition(":")[2], SECRET)


@pytest.fixture
async def bot(telegram: FakeTelegram, assistant: StandIn, tmp_path: Path) -> AsyncIterator[Running]:
    """By polling."""
    async with running(telegram_settings(tmp_path, telegram), assistant) as bot:
        yield bot


@pytest.fixture
async def called_bot(telegram: FakeTelegram, assistant: StandIn, tmp_path: Path) -> AsyncIterator[Running]:
    """By webhook."""
    async with running(telegram_settings(tmp_path, telegram, webhook_port=free_port()), assistant) as bot:
        await telegram.wait_until(lambda: telegram.webhook.setting is not None)
        yield bot


@pytest.fixture(params=["bot", "called_bot"])
def either_bot(request: pytest.FixtureRequest) -> Running:
    """Once by polling, once by webhook."""
    found: Running = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def lan(telegram: FakeTelegram) -> User:
    return telegram.user("Lan")
