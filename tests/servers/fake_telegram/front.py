"""The HTTP side of the Bot API: which method is called with what, how it is answered, and how it goes wrong."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.fake_telegram.about import About
from tests.servers.fake_telegram.faults import Fault, Kind
from tests.servers.fake_telegram.methods import Messages, Method
from tests.servers.fake_telegram.polling import WEBHOOK_SET, Poller
from tests.servers.fake_telegram.webhook import Webhook
from tests.servers.fake_telegram.wire import ApiError, Parameters, Upload, read_parameters, string
from tests.servers.fake_telegram.world import World

BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n</body>\r\n</html>\r\n"


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot; `status` is the answer's, 0 where there was none."""

    method: str
    parameters: Parameters
    at: float
    status: int


class Front:
    """One bot's methods behind their addresses."""

    def __init__(self, world: World, token: str, poller: Poller, webhook: Webhook, log: int) -> None:
        self._world = world
        self._token = token
        self._poller = poller
        self._webhook = webhook
        self.about = About(world)
        self._methods: dict[str, Method] = {**Messages(world).methods, **self.about.methods}
        self.calls: deque[Call] = deque(maxlen=log)
        self.count: Counter[str] = Counter()
        """How often each method was called, in lower case."""
        self.after: Callable[[], None] = lambda: None
        """Called after each request, for those who wait for something to happen."""

    async def bot(self, request: web.BaseRequest) -> web.StreamResponse:
        """/bot<token>/<method>; the method's name in any case."""
        token, _, name = request.path.removeprefix("/bot").partition("/")
        if token != self._token:
            why = "Unauthorized" if ":" in token else "Unauthorized: invalid token specified"
            return _answer(ApiError(401, why).as_json(), 401)
        method = name.lower()
        self.count[method] += 1
        faults = {fault.kind: fault for fault in self._world.faults.strike(method)} if self._world.faults.on else {}
        if Kind.DROP in faults:
            self._remember(name, {}, 0)
            return _cut(request)
        response = await self._respond(request, name, faults)
        self.after()
        if Kind.SLOW in faults:
            await asyncio.sleep(faults[Kind.SLOW].seconds)
        if Kind.LOST in faults:
            return _cut(request)
        if Kind.HALF in faults:
            return await _half(request, response)
        return response

    def file(self, request: web.BaseRequest) -> web.StreamResponse:
        """/file/bot<token>/<path>."""
        token, _, path = request.path.removeprefix("/file/bot").partition("/")
        if token != self._token:
            return _answer(ApiError(401, "Unauthorized").as_json(), 401)
        for file in self._world.files.values():
            if file.path == path:
                return web.Response(body=file.data, content_type="application/octet-stream")
        return _answer(ApiError(404, "Not Found").as_json(), 404)

    async def _respond(self, request: web.BaseRequest, name: str, faults: dict[Kind, Fault]) -> web.Response:
        parameters: Parameters = {}
        try:
            parameters = await read_parameters(request)
            if Kind.TOO_MANY in faults:
                seconds = faults[Kind.TOO_MANY].retry_after
                raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
            if Kind.ERROR in faults:
                raise _broken(faults[Kind.ERROR].status)
            response = await self._call(name.lower(), parameters)
        except ApiError as refusal:
            response = _refused(refusal)
        self._remember(name, parameters, response.status)
        return response

    async def _call(self, method: str, parameters: Parameters) -> web.Response:
        """Raises ApiError."""
        known = self._methods.get(method)
        if known:
            return _answer({"ok": True, "result": known(parameters)})
        match method:
            case "getupdates":
                updates = await self._poller.get_updates(parameters, webhook=self._webhook.setting is not None)
                body = b",\n".join(update.body for update in updates)
                return web.Response(body=b'{"ok":true,"result":[' + body + b"]}", content_type="application/json")
            case "setwebhook":
                if string(parameters, "url"):
                    self._poller.end(WEBHOOK_SET)
                return _answer({"ok": True, "result": True, "description": await self._webhook.set(parameters)})
            case "deletewebhook":
                description = await self._webhook.set(parameters | {"url": ""})
                return _answer({"ok": True, "result": True, "description": description})
            case "getwebhookinfo":
                return _answer({"ok": True, "result": self._webhook.info()})
        raise ApiError(404, "Not Found: method not found")

    def _remember(self, name: str, parameters: Parameters, status: int) -> None:
        said = {key: str(value) if isinstance(value, Upload) else value for key, value in parameters.items()}
        self.calls.append(Call(name, said, self._world.now(), status))


def _answer(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


def _refused(refusal: ApiError) -> web.Response:
    if refusal.code == 502:
        return web.Response(body=BAD_GATEWAY, status=502, content_type="text/html")
    response = _answer(refusal.as_json(), refusal.code)
    if "retry_after" in refusal.parameters:
        response.headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return response


def _broken(status: int) -> ApiError:
    return ApiError(status, "Internal Server Error" if status == 500 else "Bad Gateway")


def _cut(request: web.BaseRequest) -> web.Response:
    """Nothing more goes out; the answer is for the server to throw away."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _half(request: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    """The headers and the first half of the body."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    response = web.StreamResponse(status=whole.status, headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response
