"""The conversations of the chat page: bounded in number, and no message answered twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from handlers.turn import Conversation, Message, Reply

if TYPE_CHECKING:
    from handlers.assistant import Assistant

Key = TypeVar("Key")
Value = TypeVar("Value")
CONVERSATIONS = 2_000
ANSWERS = 2_000


class Chats:
    """Who has talked least recently is forgotten first; so is the oldest answer kept for a message that is sent again.

    The assistant works on one thread of its own: it never holds up the event loop, and messages are answered in the
    order in which they arrived.
    """

    def __init__(self, assistant: Assistant, now: Callable[[], datetime]) -> None:
        self._assistant = assistant
        self._now = now
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()
        self._answers: OrderedDict[tuple[str, str], asyncio.Future[list[Reply]]] = OrderedDict()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="assistant")

    async def answer(self, message: Message, message_id: str) -> list[Reply]:
        """The replies to a message; a message id that came before in this chat gets the answer it got then."""
        key = (message.chat, message_id)
        answer = self._answers.get(key)
        if answer is None or (answer.done() and (answer.cancelled() or answer.exception())):
            answer = self._start(message)
            self._answers[key] = answer
            _forget_oldest(self._answers, ANSWERS)
        # Shielded: whoever hung up may ask again, and gets this answer.
        return await asyncio.shield(answer)

    def close(self) -> None:
        self._worker.shutdown()

    def _start(self, message: Message) -> asyncio.Future[list[Reply]]:
        conversation = self._conversations.setdefault(message.chat, Conversation())
        self._conversations.move_to_end(message.chat)
        _forget_oldest(self._conversations, CONVERSATIONS)
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._worker, self._assistant.answer, message, conversation, self._now())


def _forget_oldest(remembered: OrderedDict[Key, Value], most: int) -> None:
    while len(remembered) > most:
        remembered.popitem(last=False)
