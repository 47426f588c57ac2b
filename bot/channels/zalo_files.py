"""Files on Zalo: those that people send lie at addresses of Zalo's; those that we send lie at addresses of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot import say
from bot.channels.channel import SendFailed
from bot.channels.http import Http, NotAskedError, TooLargeError, UnansweredError
from bot.files.kinds import LIMIT
from bot.web.tickets import Tickets
from handlers.papers import Chart
from handlers.turn import File

HOSTS = (".zdn.vn", ".zadn.vn")
"""Where Zalo keeps what people send (hosts seen in its webhooks)."""
PICTURE_LASTS, FILE_LASTS = timedelta(hours=1), timedelta(hours=24)
"""Zalo fetches a picture at once, and more than once; a person opens a file when there is time."""


async def fetched(http: Http, url: str, hosts: Sequence[str]) -> bytes:
    """What lies at one of Zalo's addresses, or at one of `hosts` ("name" or "name:port"). Raises SendFailed."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        name, port, parts = "", None, urlsplit("")
    ours = f"{name}:{port}" in hosts or name in hosts
    if not ours and not (parts.scheme == "https" and port in (None, 443) and f".{name}".endswith(HOSTS)):
        raise SendFailed(say.unknown_picture_host(name), permanent=True)
    try:
        return await http.download(url, LIMIT)
    except TooLargeError as problem:
        raise SendFailed(str(problem), permanent=True) from problem
    except (NotAskedError, UnansweredError) as problem:
        raise SendFailed(str(problem)) from problem


def caption(file: File) -> str:
    """What stands under a picture."""
    return file.paper.title if isinstance(file.paper, Chart) else file.name


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that go out instead of files."""

    tickets: Tickets

    def picture(self, number: int, file: File, now: datetime) -> str:
        return self.tickets.url(number, 0, file.name, now + PICTURE_LASTS)

    def sentence(self, number: int, file: File, now: datetime) -> str:
        """What is said in place of a file."""
        until = now + FILE_LASTS
        url = self.tickets.url(number, 0, file.name, until)
        return say.file_by_link(file.name, url, until) if url else say.file_without_link(file.name)
