"""What a Zalo bot says, and what it means when Zalo does not take it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import say
from bot.channels.channel import SendFailed, Sent
from bot.channels.http import NotAskedError, UnansweredError
from bot.channels.zalo_bot_api import BAD_REQUEST, PASSED_ON, QUOTA, REFUSED, TIMED_OUT, UNAUTHORISED, ZaloBotApi, ZaloBotError
from bot.channels.zalo_files import Links, caption
from bot.channels.zalo_text import as_text
from handlers.turn import File, Reply
from store.address import Address

log = logging.getLogger(__name__)
QUOTA_PAUSE, REFUSED_PAUSE = 300.0, 60.0
PICTURES = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class Sender:
    api: ZaloBotApi
    links: Links
    now: Callable[[], datetime]

    async def send(self, to: Address, reply: Reply, *, number: int, repeated: bool) -> Sent:
        """Raises ZaloBotError and SendFailed."""
        try:
            if reply.files:
                result = await self._send_file(to, reply.files[0], number, repeated=repeated)
            else:
                result = await self._send_text(to, as_text(reply, repeated=repeated))
        except NotAskedError as problem:
            raise SendFailed(str(problem)) from problem
        except UnansweredError as problem:
            raise SendFailed(str(problem), unknown=True) from problem
        return Sent(str(result.get("message_id", "")) if isinstance(result, Mapping) else "", "message")

    async def _send_text(self, to: Address, text: str) -> Any:
        return await self.api.call("sendMessage", {"chat_id": to.chat, "text": text})

    async def _send_file(self, to: Address, file: File, number: int, *, repeated: bool) -> Any:
        """A picture by an address of ours, anything else as that address: this platform carries no files."""
        url = self.links.picture(number, file, self.now())
        if url and file.name.endswith(PICTURES):
            below = say.repeated(caption(file)) if repeated else caption(file)
            try:
                return await self.api.call("sendPhoto", {"chat_id": to.chat, "photo": url, "caption": below})
            except ZaloBotError as problem:
                if problem.code != BAD_REQUEST:
                    raise
                # Zalo could not fetch it, and nothing has been said yet.
                log.warning("%s: %s", file.name, problem)
        sentence = self.links.sentence(number, file, self.now())
        return await self._send_text(to, say.repeated(sentence) if repeated else sentence)


def failure(problem: ZaloBotError, title: str, key: str) -> SendFailed:
    """What nobody waits for goes another way where the bot itself cannot send."""
    code = problem.code
    if code in (TIMED_OUT, *PASSED_ON):
        return SendFailed(str(problem), unknown=True)
    if code == QUOTA:
        log.error("%s", say.quota_used_up(title))
        return SendFailed(str(problem), retry_after=QUOTA_PAUSE, permanent=bool(key))
    if code == UNAUTHORISED:
        return SendFailed(str(problem), retry_after=REFUSED_PAUSE, permanent=bool(key))
    if code == REFUSED or code >= 500:
        return SendFailed(str(problem), refused=True)
    return SendFailed(str(problem), permanent=True)
