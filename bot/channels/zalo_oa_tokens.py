"""The Official Account's tokens. A refresh token works once, so whoever uses it must have the new pair on the disk before
anything else is done, and nobody else may use it meanwhile.

They lie in a file of their own, not in the store: a backup then holds no token, and going back to one does not bring back a
refresh token that has been used.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import FormData

from bot import say
from bot.channels.http import Http, NotAskedError, UnansweredError
from bot.logs import hide
from bot.settings import Secret
from store.lock import FileLock

log = logging.getLogger(__name__)
PATH = "/v4/oa/access_token"
USUAL_LIFE = 90_000
"""Seconds for which an access token lives, where Zalo does not say."""
REFRESHED_AFTER = timedelta(hours=20)
SOON_OVER = timedelta(hours=1)
YOUNG = timedelta(minutes=1)
"""How long after it was made nobody needs a new pair."""
PASSING = -32
LOOK_EVERY, PAUSE = 600.0, 1.0
TRIES = 4
LOCK_SECONDS = 60.0
"""How long another process is waited for; longer than its request may take."""
LOCK_PAUSE = 0.05
LAST_SECONDS = 5.0
ROOM = 16 * 1024
"""Bytes that a pair takes on the disk at the most."""


class ConsentNeededError(Exception):
    """Nothing but an administrator's consent gives a new pair of tokens."""


class NotNowError(Exception):
    """No new pair could be had for now; its text says why."""


@dataclass(frozen=True, slots=True)
class Pair:
    """`seed` tells which setting the chain of refresh tokens began with; `lost` that it has ended."""

    access: str
    refresh: str
    taken_at: str
    expires_at: str
    seed: str
    lost: bool = False


def tokens_lost(path: Path) -> bool:
    """Whether the chain kept at a path has ended."""
    try:
        return json.loads(path.read_text("utf-8")).get("lost") is True
    except (OSError, ValueError, AttributeError):
        return False


def _pair(text: str) -> Pair:
    """Raises ValueError and TypeError."""
    pair = Pair(**json.loads(text))
    for moment in (pair.taken_at, pair.expires_at):
        if datetime.fromisoformat(moment).tzinfo is None:
            raise ValueError("a moment without a time zone")
    if not all(isinstance(part, str) for part in (pair.access, pair.refresh, pair.seed)):
        raise TypeError("a token that is no text")
    return pair


class Tokens:
    """`alarm` is told that a chain has ended, with what the chain is known by; where it cannot listen now it raises NotNowError."""

    def __init__(
        self,
        path: Path,
        app_id: str,
        app_secret: Secret,
        seed: Secret,
        oauth_url: str,
        http: Http,
        now: Callable[[], datetime],
        alarm: Callable[[str], Awaitable[None]],
    ) -> None:
        self._path = path
        self._app_id = app_id
        self._app_secret = app_secret
        self._seed = seed
        self._url = oauth_url + PATH
        self._http = http
        self._now = now
        self._alarm = alarm
        self._lock = asyncio.Lock()
        self._refreshing: set[asyncio.Task[Pair]] = set()

    async def access(self, *, refused: str = "") -> str:
        """An access token, which is not the one that has just been refused. Raises ConsentNeededError and NotNowError."""
        pair = self._read()
        if self._is_good(pair) and pair.access != refused:
            return pair.access
        if refused and pair.access == refused and self._is_young(pair):
            # It was good a moment ago, so that it is not what is wrong; a new pair would end it for everybody else.
            raise NotNowError(say.token_just_made())
        return (await self._whole(lambda found: self._is_good(found) and found.access != refused)).access

    async def keep_fresh(self) -> None:
        """Gets a new pair long before the old one ends; whatever happens, it tries again."""
        while True:
            with suppress(ConsentNeededError, NotNowError):
                await self._whole(self._is_fresh)
            await asyncio.sleep(LOOK_EVERY)

    async def close(self) -> None:
        """Lets a refresh that is under way come to its end: the pair that it brings replaces the one that it used up."""
        if self._refreshing:
            _, late = await asyncio.wait(self._refreshing, timeout=LAST_SECONDS)
            for task in late:
                log.error("%s", say.refresh_cut_off())
                task.cancel()

    # ---- one at a time

    async def _whole(self, is_enough: Callable[[Pair], bool]) -> Pair:
        """What `_refreshed` gives; it goes on where whoever asked no longer waits for it."""
        task = asyncio.create_task(self._refreshed(is_enough))
        self._refreshing.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    def _forget(self, task: asyncio.Task[Pair]) -> None:
        self._refreshing.discard(task)
        if not task.cancelled() and task.exception():
            log.info("%s", task.exception())

    async def _refreshed(self, is_enough: Callable[[Pair], bool]) -> Pair:
        """The pair on the disk where it is enough, else a new one."""
        async with self._lock, self._claimed():
            pair = self._read()
            if is_enough(pair):
                return pair
            if pair.lost:
                raise ConsentNeededError(say.consent_needed())
            return await self._refresh(pair)

    @asynccontextmanager
    async def _claimed(self) -> AsyncIterator[None]:
        """Held by one process at a time, until it has written what it got; who dies lets go of it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        until = asyncio.get_running_loop().time() + LOCK_SECONDS
        while True:
            try:
                lock = FileLock.claim(self._path.with_name(self._path.name + ".lock"))
                break
            except BlockingIOError as problem:
                if asyncio.get_running_loop().time() > until:
                    raise NotNowError(say.tokens_in_use()) from problem
            await asyncio.sleep(LOCK_PAUSE)
        try:
            self._tidy()
            yield
        finally:
            lock.release()

    def _tidy(self) -> None:
        """What somebody left who was killed while writing."""
        for left in self._path.parent.glob(f".{self._path.name}.*"):
            left.unlink(missing_ok=True)

    async def _refresh(self, pair: Pair) -> Pair:
        """Whatever became of an attempt that was cut off, the next one with the same token tells: it works, or is refused."""
        try:
            # Where a pair cannot be written, the token must not be used up.
            self._rehearse()
        except OSError as problem:
            raise NotNowError(say.store_unavailable(problem.strerror or "")) from problem
        pause = PAUSE
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(pause)
                pause *= 2
            try:
                fields = await self._ask(pair.refresh)
            except (NotAskedError, UnansweredError) as problem:
                log.warning("%s", say.token_not_refreshed(str(problem)))
                continue
            access, refresh = fields.get("access_token"), fields.get("refresh_token")
            if isinstance(access, str) and access and isinstance(refresh, str) and refresh:
                return await self._keep(access, refresh, fields.get("expires_in"), pair.seed)
            if fields.get("error") == PASSING or not (fields.get("error") or fields.get("error_name")):
                log.warning("%s", say.token_not_refreshed(str(fields.get("error", "HTTP"))))
                continue
            await self._give_up(pair, fields)
        raise NotNowError(say.messenger_silent())

    async def _ask(self, refresh: str) -> dict[str, Any]:
        """Raises NotAskedError and UnansweredError."""
        form = FormData({"refresh_token": refresh, "app_id": self._app_id, "grant_type": "refresh_token"})
        answer = await self._http.post(self._url, form=form, headers={"secret_key": self._app_secret.reveal()})
        return {} if answer.status >= 500 else dict(answer.fields)

    async def _give_up(self, pair: Pair, fields: dict[str, Any]) -> None:
        why = " ".join(str(fields.get(name)) for name in ("error", "error_name", "error_reason") if fields.get(name) is not None)[:200]
        log.error("%s %s", say.consent_needed(), why)
        await self._alarm(pair.seed)
        try:
            # What stands in the settings is not copied onto the disk.
            self._write(replace(pair, refresh=pair.refresh if pair.access else "", lost=True))
        except OSError as problem:
            raise NotNowError(say.store_unavailable(problem.strerror or "")) from problem
        raise ConsentNeededError(say.consent_needed())

    # ---- on the disk

    def _is_good(self, pair: Pair) -> bool:
        return bool(pair.access) and self._now() < datetime.fromisoformat(pair.expires_at)

    def _is_young(self, pair: Pair) -> bool:
        return self._now() - datetime.fromisoformat(pair.taken_at) < YOUNG

    def _is_fresh(self, pair: Pair) -> bool:
        if not self._is_good(pair):
            return False
        taken, expires = datetime.fromisoformat(pair.taken_at), datetime.fromisoformat(pair.expires_at)
        return self._now() < min(taken + REFRESHED_AFTER, expires - SOON_OVER)

    async def _keep(self, access: str, refresh: str, expires_in: object, seed: str) -> Pair:
        """On the disk before anybody uses it, however long that takes: the pair before it is of no use any more."""
        hide([Secret(access), Secret(refresh)])
        now = self._now()
        seconds = int(expires_in) if isinstance(expires_in, (str, int)) and str(expires_in).isdecimal() else USUAL_LIFE
        pair = Pair(access, refresh, now.isoformat(), (now + timedelta(seconds=seconds)).isoformat(), seed)
        while True:
            try:
                self._write(pair)
                return pair
            except OSError as problem:
                log.error("%s", say.store_unavailable(problem.strerror or ""))
            await asyncio.sleep(PAUSE)

    def _read(self) -> Pair:
        """The pair kept; one that is yet to be got, where the setting has changed since. Raises NotNowError."""
        seed = hashlib.sha256(self._seed.reveal().encode()).hexdigest()
        try:
            pair = _pair(self._path.read_text("utf-8"))
        except FileNotFoundError:
            pair = None
        except OSError as problem:
            raise NotNowError(say.store_unavailable(problem.strerror or "")) from problem
        except (ValueError, TypeError) as problem:
            log.error("%s", say.tokens_unreadable(self._path, type(problem).__name__))
            pair = None
        if pair is None or pair.seed != seed:
            return Pair("", self._seed.reveal(), self._now().isoformat(), self._now().isoformat(), seed)
        hide([Secret(pair.access), Secret(pair.refresh)])
        return pair

    def _rehearse(self) -> None:
        """Raises OSError where there is no room on the disk."""
        self._write_whole(bytes(ROOM)).unlink()

    def _write(self, pair: Pair) -> None:
        os.replace(self._write_whole(json.dumps(asdict(pair)).encode()), self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _write_whole(self, data: bytes) -> Path:
        """A new file beside ours, for its owner alone."""
        descriptor, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
        return Path(name)
