"""Listening for callers: for how long each is borne with, and how many at once."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable

from aiohttp import web

from bot import say
from bot.settings import Settings

STOP_SECONDS = 3
IDLE_SECONDS = 180.0
"""A connection on which nothing whole comes for so long is closed; longer than what stands in between keeps one."""
BACKLOG = 128
"""Callers in the queue, all of which the loop lets in at once before any of them can be turned away."""
FILES_KEPT = 64 + BACKLOG
"""Of the files that the process may open, those that callers never get: the store, the messengers and the plan need some too."""


class CannotListenError(OSError):
    """The address is taken or not ours to use."""


async def serve(settings: Settings, app: web.Application, stop: asyncio.Event, to_tell: str = "") -> None:
    """Serves until `stop` is set, then lets the requests in hand finish. Raises CannotListenError.

    `to_tell` is printed once the address has been.
    """
    # Nobody who calls here packs what they send: what says it is packed is not unpacked, for it may be large, or not what it says.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS, keepalive_timeout=IDLE_SECONDS, auto_decompress=False)
    await runner.setup()
    try:
        try:
            server = await asyncio.get_running_loop().create_server(_limited_callers(runner), settings.host, settings.port, backlog=BACKLOG)
        except OSError as problem:
            raise CannotListenError(say.cannot_listen(settings.host, settings.port, problem.errno or 0)) from problem
        try:
            print(say.listening(_address(settings, server)), to_tell, sep="\n" if to_tell else "", flush=True)
            await stop.wait()
        finally:
            server.close()
    finally:
        await runner.cleanup()


class _TurnedAway(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


def _limited_callers(runner: web.AppRunner) -> Callable[[], asyncio.BaseProtocol]:
    """Serves callers while files are left for what else the program does; who comes after that is hung up on at once."""
    most = max(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - FILES_KEPT, 1)
    server = runner.server
    if server is None:
        raise RuntimeError("the runner is not set up")
    return lambda: server() if len(server.connections) < most else _TurnedAway()


def _address(settings: Settings, server: asyncio.Server) -> str:
    if settings.public_url:
        return settings.public_url
    host, port = server.sockets[0].getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
