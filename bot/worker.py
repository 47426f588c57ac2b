"""The one thread that works with the store, so that the event loop never waits for the disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from store.db import Database, Store

Result = TypeVar("Result")
MOST_TOGETHER = 64
"""Jobs in one commit: enough for any burst to cost few flushes, few enough that none waits long for the others."""


class Worker:
    """Runs jobs in the order in which they were given. What waits when the thread comes free is committed together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: SimpleQueue[tuple[Callable[[Database], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def run(self, job: Callable[[Database], Result]) -> Result:
        """The job's result, once it is on the disk. Raises what the job raises, and UnavailableError."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._jobs.put((job, answer))
        return await answer

    async def stop(self) -> None:
        """Returns when every job given so far has been done."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        while True:
            batch = [self._jobs.get()]
            try:
                while len(batch) < MOST_TOGETHER:
                    batch.append(self._jobs.get_nowait())
            except Empty:
                pass
            jobs = [one for one in batch if one is not None]
            if jobs:
                results = self._results([job for job, _ in jobs])
                # One call for all: waking the loop costs more than a row.
                self._tell([answer for _, answer in jobs], results)
            if len(jobs) < len(batch):
                return

    def _results(self, jobs: list[Callable[[Database], Any]]) -> list[Any]:
        try:
            return self._store.commit_together(jobs)
        except Exception as error:  # noqa: BLE001 - handed to all who wait; the thread must outlive it
            return [error] * len(jobs)

    def _tell(self, answers: list[asyncio.Future[Any]], results: list[Any]) -> None:
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(_settle, answers, results)


def _settle(answers: list[asyncio.Future[Any]], results: list[Any]) -> None:
    for answer, result in zip(answers, results, strict=True):
        if answer.cancelled():
            continue
        if isinstance(result, BaseException):
            answer.set_exception(result)
        else:
            answer.set_result(result)
