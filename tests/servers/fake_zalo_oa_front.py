"""The HTTP side of the three hosts: which method is called, how it is answered, and how it goes wrong."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from tests.servers.fake_zalo_oa_auth import Auth
from tests.servers.fake_zalo_oa_info import Info, Part
from tests.servers.fake_zalo_oa_messages import Messages
from tests.servers.fake_zalo_oa_world import Fault, Json, World, ZaloError
from tests.servers.fake_zalo_oa_zbs import Templates

Method = Callable[[Json], Any]
LOG = 10_000
TOKEN_PATH = "/v4/oa/access_token"  # noqa: S105 an address
SENDS = ("/v3.0/oa/message/cs", "/v3.0/oa/message/template", "/message/template")
PAGE = "<html><head><title>Zalo</title></head><body>Hệ thống đang bảo trì</body></html>"


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the account; `status` is the answer's, 0 where there was none."""

    host: str
    """oauth, api or business."""
    method: str
    path: str
    """Without the host's prefix."""
    parameters: Json
    token: str
    at: float
    status: int
    error: int


class Front:
    """Three hosts behind one port."""

    def __init__(self, world: World, auth: Auth) -> None:
        self._world, self._auth = world, auth
        self._routes = _routes(world)
        self.calls: deque[Call] = deque(maxlen=LOG)
        self.count: Counter[str] = Counter()
        self.after: Callable[[], None] = lambda: None
        self._minute, self._in_minute = 0, 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        host, _, path = request.path.removeprefix("/").partition("/")
        path = f"/{path}"
        if host == "files" and path[1:] in self._world.files:
            return web.Response(body=self._world.files[path[1:]], content_type="application/octet-stream")
        if host == "oauth" and path == TOKEN_PATH and request.method == "POST":
            return await self._token(request)
        if host in ("api", "business"):
            return await self._api(request, host, path)
        return _json({"error": 404, "message": "Empty api"}, 404)

    async def _token(self, request: web.BaseRequest) -> web.StreamResponse:
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        answer = await self._auth.answer(form, request.headers.get("secret_key", ""))
        self._remember(request, "oauth", TOKEN_PATH, dict(form), 0 if answer is None else 200, (answer or {}).get("error", 0))
        return _cut(request) if answer is None else _json(answer)

    async def _api(self, request: web.BaseRequest, host: str, path: str) -> web.StreamResponse:
        parameters: Json = {}
        fault: Fault = 0
        try:
            self._count_minute()
            method = self._routes.get((host, request.method, path))
            if method is None or "access_token" in request.query:
                raise ZaloError(404, "Empty api", 404)
            self._check_token(request, host)
            parameters = await _read(request)
            fault = self._fault() if path in SENDS else 0
            if (early := _early(request, fault)) is not None:
                self._remember(request, host, path, parameters, 0 if fault == "cut_before" else early.status, 0)
                return early
            answer: Json = {"data": method(parameters), "error": 0, "message": "Success"}
            status = 200
        except ZaloError as refusal:
            answer, status = {"error": refusal.code, "message": refusal.message}, refusal.status
        self._remember(request, host, path, parameters, 0 if fault == "cut" else status, answer["error"])
        if fault == "cut":
            return _cut(request)
        response = _json(answer, status)
        response.headers["X-RateLimit-Limit"] = str(self._world.switches.rate_limit)
        response.headers["X-RateLimit-Remain"] = str(max(0, self._world.switches.rate_limit - self._in_minute))
        if fault == "slow":
            await asyncio.sleep(self._world.switches.slow_seconds)
        return response

    def _count_minute(self) -> None:
        minute = int(self._world.now() // 60)
        if minute != self._minute:
            self._minute, self._in_minute = minute, 0
        self._in_minute += 1
        if self._in_minute > self._world.switches.rate_limit:
            raise ZaloError(-32)

    def _check_token(self, request: web.BaseRequest, host: str) -> None:
        token = request.headers.get("access_token", "")
        if error := self._auth.check(token):
            raise ZaloError(self._world.switches.business_token_error if host == "business" else error)
        proof = request.headers.get("appsecret_proof", "")
        right = hmac.new(self._auth.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if proof and proof != right:
            raise ZaloError(-1241 if host == "business" else -242)

    def _fault(self) -> Fault:
        switches = self._world.switches
        if switches.fail_sends:
            return switches.fail_sends.popleft()
        for fault, probability in switches.fail_chance.items():
            if self._world.chance.random() < probability:
                return fault
        return 0

    def _remember(self, request: web.BaseRequest, host: str, path: str, parameters: Json, status: int, error: int) -> None:
        said = {name: str(value) if isinstance(value, Part) else value for name, value in parameters.items()}
        token = request.headers.get("access_token", "")
        self.calls.append(Call(host, request.method, path, said, token, self._world.now(), status, error))
        self.count[path] += 1
        self.after()


def _early(request: web.BaseRequest, fault: Fault) -> web.Response | None:
    """What is answered without doing anything. Raises ZaloError."""
    if fault == "500":
        return web.Response(status=500, text="Internal Server Error")
    if fault == "html":
        return web.Response(text=PAGE, content_type="text/html")
    if fault == "cut_before":
        return _cut(request)
    if isinstance(fault, int) and fault:
        raise ZaloError(fault)
    return None


def _routes(world: World) -> dict[tuple[str, str, str], Method]:
    messages, templates, info = Messages(world), Templates(world), Info(world)
    return {
        ("api", "POST", "/v3.0/oa/message/cs"): messages.cs,
        ("api", "POST", "/v3.0/oa/message/promotion"): messages.closed,
        ("api", "POST", "/v3.0/oa/message/transaction"): messages.closed,
        ("api", "POST", "/v3.0/oa/message/template"): templates.by_user,
        ("api", "GET", "/template/info/v2"): templates.info,
        ("api", "POST", "/v2.0/oa/upload/image"): info.image,
        ("api", "POST", "/v2.0/oa/upload/file"): info.file,
        ("api", "POST", "/v2.0/oa/upload/gif"): info.gif,
        ("api", "POST", "/v3.0/oa/quota/message"): info.quota,
        ("api", "GET", "/v3.0/oa/user/detail"): info.person,
        ("api", "GET", "/v2.0/oa/getoa"): info.account,
        ("api", "GET", "/v2.0/oa/listrecentchat"): info.recent,
        ("business", "POST", "/message/template"): templates.by_phone,
        ("business", "GET", "/message/status"): templates.status,
        ("business", "GET", "/message/quota"): templates.quota,
        ("business", "GET", "/template/info/v2"): templates.info,
    }


async def _read(request: web.BaseRequest) -> Json:
    """The parameters: ?data={…} and others of the query, a JSON body, or a multipart one. Raises ZaloError."""
    if request.method == "GET":
        others: Json = dict(request.query)
        return others | _decoded(others.pop("data", "{}"), "data")
    if request.content_type != "multipart/form-data":
        return _decoded(await request.read(), "body")
    found: Json = {}
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name:
            data = bytes(await part.read())
            found[part.name] = Part(part.filename, data) if part.filename else data.decode(errors="replace")
    return found


def _decoded(text: str | bytes, name: str) -> Json:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ZaloError(-201, f"{name} is invalid") from problem
    if not isinstance(read, dict):
        raise ZaloError(-201, f"{name} is invalid")
    return read


def _json(body: Json, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body, ensure_ascii=False).encode(), status=status, content_type="application/json")


def _cut(request: web.BaseRequest) -> web.Response:
    """Nothing more goes out; the answer is for the server to throw away."""
    if request.transport:
        request.transport.abort()
    return web.Response()
