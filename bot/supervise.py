"""Long tasks that must not end while the program runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot import say

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
CALM = 300.0
"""Seconds after which a task that has run well begins again with the shortest pause."""


async def supervised(name: str, task: Callable[[], Awaitable[None]]) -> None:
    """Runs the task; one that dies of a fault is started again, at growing intervals, and the fault is logged."""
    loop, pause = asyncio.get_running_loop(), FIRST_PAUSE
    while True:
        began = loop.time()
        try:
            await task()
            return
        except Exception:
            log.exception("%s", say.task_died(name))
        pause = FIRST_PAUSE if loop.time() - began > CALM else min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)
