from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from handlers.assistant import Assistant
from handlers.turn import Conversation, Message
from store.db import Store

if TYPE_CHECKING:
    from tests.handlers.desk import Desk

NOW = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
Talk = Callable[..., str]


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.load(tmp_path_factory.mktemp("home"))


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    """Says the lines one after another in one chat; the text of the last answer."""

    def talk(*lines: str, now: datetime = NOW) -> str:
        chat = Conversation()
        replies = [assistant.answer(Message("chat", line), chat, now) for line in lines]
        return "\n".join(reply.text for reply in replies[-1])

    return talk


def first_line(text: str) -> str:
    return text.splitlines()[0]


@pytest.fixture
def desk(tmp_path: Path, assistant: Assistant) -> Iterator[Desk]:
    from tests.handlers.desk import Desk  # which needs the moment above

    store = Store.open(tmp_path / "kehoach.db")
    yield Desk(store, assistant)
    store.close()
