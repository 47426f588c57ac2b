"""python-telegram-bot's requests over aiohttp.

Its own class over httpx costs several times the processor time for a message, more the more are in flight
(https://github.com/encode/httpx/issues/3215).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData, TCPConnector
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.channels.http import ANSWER_SECONDS, CONNECT_SECONDS, NOT_ASKED

HEADERS = {"Content-Type": "application/json", "User-Agent": BaseRequest.USER_AGENT}


class UnansweredError(NetworkError):
    """The request went out and no whole answer came back: what it asks for may have been done."""


class AiohttpRequest(BaseRequest):
    """`connections` is how many requests may be under way at once."""

    def __init__(self, connections: int = 16) -> None:
        self._connections = connections
        self._session: ClientSession | None = None
        self._timeout = ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS)
        self._proxies = getproxies()

    @property
    def read_timeout(self) -> float:
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._open()

    async def shutdown(self) -> None:
        if self._session:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the interface has it
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        session = self._session or self._open()
        body, headers = _body(request_data)
        timeout = self._timeout
        if not isinstance(read_timeout, DefaultValue):
            timeout = ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=read_timeout)
        try:
            async with session.request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy(url), allow_redirects=False
            ) as response:
                if response.status >= 300 and response.content_type != "application/json":
                    # The page of a proxy in between; it may show the address too, and the library would tell all of it.
                    raise NetworkError(f"HTTP {response.status}")
                return response.status, await response.read()
        # The text of these errors may hold the address, and that holds the token: only their kind is told.
        except NOT_ASKED as error:
            raise NetworkError(type(error).__name__) from None
        except (ClientError, OSError) as error:
            raise UnansweredError(type(error).__name__) from None

    def _open(self) -> ClientSession:
        connector = TCPConnector(limit=self._connections, ttl_dns_cache=300)
        self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar(), timeout=self._timeout)
        return self._session

    def _proxy(self, url: str) -> str | None:
        if not self._proxies:
            return None
        parts = urlsplit(url)
        return None if proxy_bypass(parts.hostname or "") else self._proxies.get(parts.scheme)


def _body(request_data: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    if request_data is None:
        return None, {"User-Agent": BaseRequest.USER_AGENT}
    if not request_data.contains_files:
        return request_data.json_payload, HEADERS
    # Otherwise aiohttp writes a Vietnamese file name as percent signs.
    form = FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form, {"User-Agent": BaseRequest.USER_AGENT}
