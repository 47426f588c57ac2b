"""The Bot Platform's methods over HTTP. It reports most errors inside HTTP 200, so the body is read before the status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.http import Answer, Http, UnansweredError
from bot.settings import Secret

PUBLIC_API = "https://bot-api.zaloplatforms.com"
BAD_REQUEST, UNAUTHORISED, REFUSED, NOT_FOUND, TIMED_OUT, QUOTA = 400, 401, 403, 404, 408, 429
"""Codes that Zalo's table of errors gives; 403 is called "Internal server error" there."""
PASSED_ON = frozenset([502, 504, 520, 524])
"""A server in between had no answer: the one behind it may have done what was asked."""


class ZaloBotError(Exception):
    """Zalo said no; its text holds no token."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}".strip())
        self.code = code


@dataclass(frozen=True, slots=True)
class ZaloBotApi:
    url: str
    token: Secret
    http: Http

    async def call(self, method: str, fields: Mapping[str, Any] | None = None, *, seconds: float | None = None) -> Any:
        """The result; None where there is none. Raises ZaloBotError, NotAskedError and UnansweredError."""
        answer = await self.http.post(f"{self.url}/bot{self.token.reveal()}/{method}", json_fields=fields or {}, seconds=seconds)
        if answer.fields.get("ok") is True:
            return answer.fields.get("result")
        if answer.status < 300 and "ok" not in answer.fields:
            raise UnansweredError("no answer of Zalo's own")
        raise ZaloBotError(_code(answer), str(answer.fields.get("description") or "")[:200])


def _code(answer: Answer) -> int:
    """The body's; the status where the body gives none, which then is no answer of the Bot Platform's own."""
    for name in ("error_code", "errorCode"):
        code = answer.fields.get(name)
        if isinstance(code, int) and not isinstance(code, bool):
            return code
    return answer.status if answer.status >= 300 else REFUSED
