"""The Official Account's three hosts over HTTP. They report errors inside HTTP 200, and one number means different things on
different hosts, so an error is known by its host and its number."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import FormData

from bot.channels.http import Answer, Http, UnansweredError

PUBLIC_OAUTH, PUBLIC_API, PUBLIC_BUSINESS = "https://oauth.zaloapp.com", "https://openapi.zalo.me", "https://business.openapi.zalo.me"


class Host(StrEnum):
    API = "api"
    BUSINESS = "business"


class Kind(StrEnum):
    """What an error means for the message."""

    TOKEN = "token"  # noqa: S105 - the name of a kind
    PASSING = "passing"
    WINDOW = "window"
    """It is too long since the person last wrote, or they have left."""
    READER = "reader"
    """This person cannot or will not have such messages."""
    NIGHT = "night"
    QUOTA = "quota"
    WRONG = "wrong"
    """What we sent, or how the account is set up."""


_API = {
    Kind.TOKEN: (-216, -220),
    Kind.PASSING: (-32, -100, -200),
    Kind.WINDOW: (-213, -230, -232),
    Kind.READER: (-217, -218, -227, -244),
    Kind.NIGHT: (-234,),
    Kind.QUOTA: (-211,),
}
_BUSINESS = {
    Kind.TOKEN: (-124,),
    Kind.PASSING: (-32, -100, -200),
    Kind.READER: (-216, -108, -114, -118, -119, -139, -140, -141),
    Kind.NIGHT: (-133,),
    Kind.QUOTA: (-115, -137, -144, -147),
}
_KINDS: Mapping[Host, Mapping[int, Kind]] = {
    Host.API: {code: kind for kind, codes in _API.items() for code in codes},
    Host.BUSINESS: {code: kind for kind, codes in _BUSINESS.items() for code in codes},
}
"""As Zalo's tables of errors give them; what stands in none is a mistake of ours."""
TEMPLATE_ERRORS: Mapping[int, Kind] = {code: kind for kind, codes in _BUSINESS.items() for code in codes if code not in _API[Kind.TOKEN]}
"""Templates sent by user id go to the OpenAPI's host and are refused with the business host's numbers."""
UNSURE = frozenset([408, 502, 504, 520, 524])
"""A server in between had no answer: the one behind it may have done what was asked."""


class ZaloOAError(Exception):
    """Zalo said no; its text holds no token."""

    def __init__(self, host: Host, code: int, message: str, kind: Kind | None = None) -> None:
        super().__init__(f"{host} {code} {message}".strip())
        self.host = host
        self.code = code
        self.kind = kind or _KINDS[host].get(code, Kind.WRONG)


@dataclass(frozen=True, slots=True)
class ZaloOAUrls:
    oauth: str = PUBLIC_OAUTH
    api: str = PUBLIC_API
    business: str = PUBLIC_BUSINESS

    def of(self, host: Host) -> str:
        return {Host.API: self.api, Host.BUSINESS: self.business}[host]


@dataclass(frozen=True, slots=True)
class ZaloOAApi:
    urls: ZaloOAUrls
    http: Http

    async def post(self, host: Host, path: str, token: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer's `data`. Raises ZaloOAError, NotAskedError and UnansweredError."""
        answer = await self.http.post(self.urls.of(host) + path, json_fields=fields, headers={"access_token": token})
        return _data(host, answer, template=path.endswith("/message/template"))

    async def upload(self, kind: str, token: str, name: str, content: bytes, content_type: str) -> Mapping[str, Any]:
        """`kind`: "image" or "file". Raises as `post` does."""
        form = FormData(quote_fields=False)
        form.add_field("file", io.BytesIO(content), filename=name, content_type=content_type)
        url = f"{self.urls.api}/v2.0/oa/upload/{kind}"
        return _data(Host.API, await self.http.post(url, form=form, headers={"access_token": token}))

    async def get(self, host: Host, path: str, token: str) -> Mapping[str, Any]:
        return _data(host, await self.http.get(self.urls.of(host) + path, headers={"access_token": token}))


def _data(host: Host, answer: Answer, *, template: bool = False) -> Mapping[str, Any]:
    fields, code = answer.fields, _code(answer.fields.get("error"))
    if code == 0:
        data = fields.get("data")
        return data if isinstance(data, dict) else {}
    if code is None and (answer.status < 300 or answer.status in UNSURE):
        raise UnansweredError("no answer of Zalo's own")
    if code is None:
        raise ZaloOAError(host, answer.status, f"HTTP {answer.status}", Kind.PASSING)
    kind = TEMPLATE_ERRORS.get(code) if template else None
    raise ZaloOAError(host, code, str(fields.get("message") or "")[:200], kind)


def _code(given: object) -> int | None:
    """Zalo's number, which may come as text; None where there is none."""
    if isinstance(given, bool) or not isinstance(given, (int, str)):
        return None
    text = str(given)
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdecimal() and len(text) < 12 else None
