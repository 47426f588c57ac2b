"""Requests to a messenger, and the one thing to know when one fails: whether it may have been carried out all the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 20.0
NOT_ASKED = (ClientConnectorError, ConnectionTimeoutError, ClientHttpProxyError, InvalidURL)
"""No connection came about: nothing of the request has reached the server."""
ANSWER_LIMIT = 1024 * 1024


class NotAskedError(Exception):
    """The request has not reached the server."""


class UnansweredError(Exception):
    """The request went out and no whole answer came back: what it asks for may have been done."""


class TooLargeError(Exception):
    """More came than is taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`fields` is the JSON object of the body; empty where the body is none (a proxy's page)."""

    status: int
    fields: Mapping[str, Any]


class Http:
    """A connection pool. No error says which address it was about: that may hold a token."""

    def __init__(self, connections: int = 16) -> None:
        self._connections = connections
        self._session: ClientSession | None = None
        self._proxies = getproxies()

    async def post(
        self,
        url: str,
        *,
        json_fields: Mapping[str, Any] | None = None,
        form: FormData | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """`seconds`: how long the answer is waited for, where not as usual. Raises NotAskedError and UnansweredError."""
        return await self._ask("POST", url, seconds, headers, json=json_fields, data=form)

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises NotAskedError and UnansweredError."""
        return await self._ask("GET", url, None, headers)

    async def download(self, url: str, limit: int, *, seconds: float = 60.0) -> bytes:
        """At most `limit` bytes; no redirect is followed. Raises NotAskedError, UnansweredError and TooLargeError."""
        try:
            async with self._open().get(url, timeout=_timeout(seconds), allow_redirects=False, proxy=self._proxy(url)) as response:
                if response.status != 200:
                    raise UnansweredError(f"HTTP {response.status}")
                return await _read(response.content, limit)
        except NOT_ASKED as error:
            raise NotAskedError(type(error).__name__) from None
        except (ClientError, OSError, ValueError) as error:
            # A ValueError: an address that is none.
            raise UnansweredError(type(error).__name__) from None

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def _ask(self, method: str, url: str, seconds: float | None, headers: Mapping[str, str] | None, **what: Any) -> Answer:
        try:
            async with self._open().request(
                method,
                url,
                timeout=_timeout(seconds or ANSWER_SECONDS),
                headers=headers,
                allow_redirects=False,
                proxy=self._proxy(url),
                **what,
            ) as response:
                return Answer(response.status, _fields(await _read(response.content, ANSWER_LIMIT)))
        except NOT_ASKED as error:
            raise NotAskedError(type(error).__name__) from None
        except (ClientError, OSError, ValueError, TooLargeError) as error:
            raise UnansweredError(type(error).__name__) from None

    def _open(self) -> ClientSession:
        if self._session is None or self._session.closed:
            connector = TCPConnector(limit=self._connections, ttl_dns_cache=300)
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
        return self._session

    def _proxy(self, url: str) -> str | None:
        if not self._proxies:
            return None
        parts = urlsplit(url)
        return None if proxy_bypass(parts.hostname or "") else self._proxies.get(parts.scheme)


def _timeout(seconds: float) -> ClientTimeout:
    return ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=seconds)


async def _read(content: Any, limit: int) -> bytes:
    data = bytearray()
    async for chunk in content.iter_any():
        data += chunk
        if len(data) > limit:
            raise TooLargeError(f"more than {limit} bytes")
    return bytes(data)


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
