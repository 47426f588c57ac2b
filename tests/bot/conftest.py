"""A small assistant with known answers, so that the channels are tested apart from what a plan says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.clock import VIETNAM
from bot.settings import Settings, load_settings
from corpus.plan import Agency, Comparator, Deadline, Duty, DutyRole, Passage, Plan, Target
from handlers.assistant import Assistant
from handlers.turn import Conversation, File, Message, Reply

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
