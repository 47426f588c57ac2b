"""People who type to the bot, at an even pace whatever becomes of it, and who remember what they typed."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills.messengers import Arrival, Messenger, Writer
from tests.drills.reckoning import Tally, Typed

QUESTIONS = (
    "bhyt",
    "nhà ở xã hội",
    "nước sạch nông thôn",
    "nước sạch thành thị",
    "có bao nhiêu chỉ tiêu",
    "khi nào phải báo cáo",
    "bảo hiểm thất nghiệp",
    "bác sĩ trên vạn dân",
    "giường bệnh",
    "lao động qua đào tạo có bằng cấp",
    "tuổi thọ trung bình",
    "diện tích nhà ở bình quân",
    "tỷ lệ thất nghiệp thành thị",
    "suy dinh dưỡng",
)
"""Each has one reply, like no other's: within a chat that asks each once, a reply tells which message it answers."""
TALKING = 25
AT_ONCE = (1, 1, 1, 1, 2, 3)


@dataclass
class _Chat:
    user: Writer
    left: list[str]


@dataclass
class Crowd:
    """Some chats at a time; one in which every question has been asked falls silent, and a new one begins."""

    messenger: Messenger
    chance: random.Random
    typed: list[Typed] = field(default_factory=list)
    _chats: list[_Chat] = field(default_factory=list)

    def type(self) -> int:
        """One person types, now and then several messages at once; how many."""
        if len(self._chats) < TALKING:
            left = self.chance.sample(QUESTIONS, len(QUESTIONS))
            self._chats.append(_Chat(self.messenger.user("Người dùng"), left))
        chat = self.chance.choice(self._chats)
        messages = min(self.chance.choice(AT_ONCE), len(chat.left))
        for _ in range(messages):
            text = f"{chat.left.pop()} (câu {len(self.typed):05d})"
            self.typed.append(Typed(chat.user.chat, chat.user.types(text), text))
        if not chat.left:
            self._chats.remove(chat)
        return messages

    def settle(self, database: Path) -> None:
        """What the store holds of them before the bot starts: nothing, for whoever only asks."""

    def judge(self, database: Path, sent: list[Arrival]) -> Tally:
        """What is to be held against their messages besides the answers; `sent` is what they have been sent."""
        return Tally()

    @contextlib.asynccontextmanager
    async def typing(self, per_second: float) -> AsyncIterator[None]:
        """Types until the block ends."""
        task = asyncio.create_task(self._type_on(per_second))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _type_on(self, per_second: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += self.type() / per_second
            await asyncio.sleep(max(0.0, due - loop.time()))
