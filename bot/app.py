"""Everything that runs together; the only place where parts are put together."""

from __future__ import annotations

import asyncio
import signal
from datetime import datetime
from typing import TYPE_CHECKING

from bot.clock import VIETNAM
from bot.web.server import serve

if TYPE_CHECKING:
    from bot.settings import Settings
    from handlers.assistant import Assistant


async def run(settings: Settings, assistant: Assistant) -> None:
    """Runs until SIGTERM or Ctrl-C. Raises an exception group when a part cannot start or breaks."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    async with asyncio.TaskGroup() as parts:
        parts.create_task(serve(settings, assistant, lambda: datetime.now(VIETNAM), stop), name="web")
