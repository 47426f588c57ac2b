"""A port that can be shut and opened again, as in an outage."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage

from tests.servers.fake_telegram.wire import UPLOAD_LIMIT

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
LAST_WORDS_SECONDS = 0.01
"""How long requests that are still under way at the end are waited for; longer only keeps a test from ending."""


class Listener:
    """An HTTP server without routes. While it is shut, callers are refused and the port stays its own."""

    def __init__(self, host: str, port: int, handler: Handler) -> None:
        self.host, self.port = host, port
        self._handler = handler
        self._web: web.Server | None = None
        self._listening: asyncio.Server | None = None
        self._placeholder: socket.socket | None = None
        self._opening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._call_off()
        if self._listening:
            return
        if self._web is None:
            self._web = web.Server(self._handler, request_factory=_request, access_log=None)
        if self._placeholder:
            self._placeholder.close()
            self._placeholder = None
        bound = _bound(self.host, self.port)
        self.port = bound.getsockname()[1]
        self._listening = await asyncio.get_running_loop().create_server(self._web, sock=bound, backlog=1024)

    def shut(self, seconds: float | None = None) -> None:
        """Cuts what is open and refuses what comes, for some seconds or until it is opened."""
        self._call_off()
        self._hang_up()
        if self._placeholder is None:
            # Bound but not listening: callers are refused, and the system gives the port to nobody else.
            self._placeholder = _bound(self.host, self.port)
        if seconds is not None:
            self._opening = asyncio.get_running_loop().create_task(self._open_after(seconds))

    async def end(self) -> None:
        self._call_off()
        self._hang_up()
        if self._placeholder:
            self._placeholder.close()
            self._placeholder = None
        if self._web:
            await self._web.shutdown(LAST_WORDS_SECONDS)
            self._web = None

    async def _open_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._opening = None
        await self.open()

    def _call_off(self) -> None:
        if self._opening:
            self._opening.cancel()
            self._opening = None

    def _hang_up(self) -> None:
        if self._listening:
            self._listening.close()
            self._listening = None
        for connection in self._web.connections if self._web else ():
            if connection.transport:
                connection.transport.abort()


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """A request whose body may be as large as Telegram allows."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=UPLOAD_LIMIT)


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
