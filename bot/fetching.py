"""Files that came with messages: fetched from the messenger, looked at, and only then is the message answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

from bot.channels.channel import REMOTE, Channel, SendFailed
from bot.files.keep import Files
from bot.logs import redact
from bot.wire import message_from_json, message_to_json
from bot.work import Work
from bot.worker import Worker
from handlers.turn import Attachment
from store import inbox
from store.db import UnavailableError
from store.inbox import Waiting

log = logging.getLogger(__name__)
TOGETHER = 4
SECONDS = 60.0
PAUSES = (1.0, 4.0)
"""Seconds before a failed fetch is tried again; after the last it is given up and the sender told."""
LOOK_EVERY = 30.0
UNFETCHED = "unfetched"


class Fetching:
    """What waits in the inbox survives a crash: it is taken up again at the next start."""

    def __init__(self, channels: Mapping[str, Channel], files: Files, work: Work, worker: Worker) -> None:
        self._channels = channels
        self._files = files
        self._work = work
        self._worker = worker
        self._arrived = asyncio.Event()

    def expect(self) -> None:
        self._arrived.set()

    async def run(self) -> None:
        while True:
            self._arrived.clear()
            waiting = await self._look()
            if waiting:
                await asyncio.gather(*map(self._complete, waiting))
                continue
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._arrived.wait()
            except TimeoutError:
                pass

    async def _look(self) -> list[Waiting]:
        while True:
            try:
                return await self._worker.run(lambda db: inbox.fetching(db, TOGETHER))
            except UnavailableError as problem:
                log.error("%s", problem)
                await asyncio.sleep(PAUSES[-1])

    async def _complete(self, event: Waiting) -> None:
        message = message_from_json(event.body)
        files = [await self._fetched(event, file) for file in message.files]
        body = message_to_json(replace(message, files=tuple(files)))
        while True:
            try:
                await self._worker.run(lambda db: inbox.fetched(db, event.id, body))
                break
            except UnavailableError as problem:
                log.error("%s", problem)
                await asyncio.sleep(PAUSES[-1])
        self._work.wake()

    async def _fetched(self, event: Waiting, file: Attachment) -> Attachment:
        if not file.path.startswith(REMOTE):
            return file
        data = await self._tried(event, file.path.removeprefix(REMOTE))
        if data is None:
            return replace(file, path="", refused=UNFETCHED)
        return await asyncio.to_thread(self._files.take_bytes, data, file.name)

    async def _tried(self, event: Waiting, file_id: str) -> bytes | None:
        channel = self._channels.get(event.at.channel)
        for pause in (*PAUSES, None):
            try:
                async with asyncio.timeout(SECONDS):
                    return await channel.fetch(file_id) if channel else None
            except (SendFailed, TimeoutError) as problem:
                log.warning("file of message %d: %s", event.id, redact(str(problem) or "no answer"))
                if pause is None or (isinstance(problem, SendFailed) and problem.permanent):
                    return None
                await asyncio.sleep(pause)
        return None
