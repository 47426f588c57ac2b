"""The one thread that works with the store, so that the event loop never waits for the disk."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from store.db import Database, Store

Result = TypeVar("Result")
MOST_TOGETHER = 64
"""Jobs in one commit: enough for any burst to cost few flushes, few enough that none waits long for the others."""


Given = tuple[Callable[[Database], Any], asyncio.Future[Any]]


class Worker:
    """Runs jobs in the order in which they were given. What waits when the thread comes free is committed together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._given: list[Given] = []
        self._jobs: SimpleQueue[list[Given] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def run(self, job: Callable[[Database], Result]) -> Result:
        """The job's result, once it is on the disk. Raises what the job raises, and UnavailableError.

        A job may be run twice, where another one raises: see Store.commit_together.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = loop.create_future()
        self._given.append((job, answer))
        if len(self._given) == 1:
            # With whatever else is given in this round of the loop: waking the thread costs more than a row.
            loop.call_soon(self._hand_over)
        return await answer

    async def stop(self) -> None:
        """Returns when every job given so far has been done."""
        self._hand_over()
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _hand_over(self) -> None:
        given, self._given = self._given, []
        if given:
            self._jobs.put(given)

    def _work(self) -> None:
        stopping = False
        while not stopping:
            batch, stopping = self._take()
            if batch:
                results = self._results([job for job, _ in batch])
                # One call for all, as above.
                self._tell([answer for _, answer in batch], results)

    def _take(self) -> tuple[list[Given], bool]:
        """All that waits, up to a limit, once something does; and whether nothing more is to come."""
        given, batch = self._jobs.get(), list[Given]()
        with contextlib.suppress(Empty):
            while given is not None:
                batch += given
                if len(batch) >= MOST_TOGETHER:
                    break
                given = self._jobs.get_nowait()
        return batch, given is None

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
