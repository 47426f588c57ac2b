"""The oauth host: pairs of tokens, each refresh token good for one use."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import NamedTuple

from tests.servers.fake_zalo_oa_world import DAY, Json, World

REFRESH_SECONDS = 90 * DAY
CODE_SECONDS = 600


class Refresh(NamedTuple):
    """`outcome`: rotated, rotated and cut, cut, error, reused or invalid."""

    token: str
    outcome: str


class Auth:
    """Gives and checks the tokens of one app and one account."""

    def __init__(self, world: World, app_secret: str, refresh_token: str) -> None:
        self._world = world
        self.app_secret = app_secret
        self.refresh_token = refresh_token
        self._refresh_until = world.now() + REFRESH_SECONDS
        self._access, self._access_until = "", 0.0
        self._spent: set[str] = set()
        self._codes: dict[str, tuple[str, float]] = {}
        self._under_way = 0
        self.concurrent = 0
        self.refreshes: list[Refresh] = []

    @property
    def access_token(self) -> str:
        return self._access if self._world.now() < self._access_until else ""

    def check(self, token: str) -> int:
        """The error code, 0 for the good token."""
        if not token or token != self._access:
            return -216
        return 0 if self.access_token else -220

    def rotate(self) -> Json:
        """A new pair; both old tokens die."""
        seconds, count, secret = self._world.switches.access_seconds, len(self._spent) + 1, self._world.new_id()
        self._spent.add(self.refresh_token)
        self.refresh_token = f"refresh-{count}-{secret}"
        self._access = f"access-{count}-{secret}"
        self._access_until = self._world.now() + seconds
        self._refresh_until = self._world.now() + REFRESH_SECONDS
        return {"access_token": self._access, "refresh_token": self.refresh_token, "expires_in": str(int(seconds))}

    def revoke(self) -> None:
        """The account's admin takes the app's permission away."""
        self._spent.add(self.refresh_token)
        self.refresh_token = self._access = ""

    def new_code(self, challenge: str) -> str:
        code = f"code-{self._world.new_id()}"
        self._codes[code] = (challenge, self._world.now() + CODE_SECONDS)
        return code

    async def answer(self, form: dict[str, str], secret: str) -> Json | None:
        """What /v4/oa/access_token answers, always with HTTP 200; None: the connection is cut."""
        if secret != self.app_secret:
            return _refused(-14004, "Invalid secret key")
        if form.get("app_id") != self._world.app_id:
            return _refused(-14001, "Invalid app id")
        match form.get("grant_type"):
            case "refresh_token":
                return await self._counted_refresh(form.get("refresh_token", ""))
            case "authorization_code":
                return self._exchange(form.get("code", ""), form.get("code_verifier", ""))
        return _refused(-14005, "Invalid grant type")

    async def _counted_refresh(self, token: str) -> Json | None:
        self._under_way += 1
        self.concurrent = max(self.concurrent, self._under_way)
        try:
            await asyncio.sleep(self._world.switches.refresh_seconds)
            outcome, answer = self._refresh(token)
        finally:
            self._under_way -= 1
        self.refreshes.append(Refresh(token, outcome))
        return answer

    def _refresh(self, token: str) -> tuple[str, Json | None]:
        switches = self._world.switches
        if switches.cut_refresh_before:
            switches.cut_refresh_before -= 1
            return "cut", None
        if switches.refresh_error:
            switches.refresh_error -= 1
            return "error", _refused(-32, "Request limit reached")
        if not token or token != self.refresh_token or self._world.now() >= self._refresh_until:
            return "reused" if token in self._spent else "invalid", _refused(-14014, "Invalid refresh token")
        pair = self.rotate()
        if switches.cut_refresh:
            switches.cut_refresh -= 1
            return "rotated and cut", None
        return "rotated", pair

    def _exchange(self, code: str, verifier: str) -> Json:
        challenge, until = self._codes.pop(code, ("", 0.0))
        if self._world.now() >= until:
            return _refused(-14010, "Invalid code")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if challenge and challenge != digest:
            return _refused(-14011, "Invalid code verifier")
        return self.rotate()


def _refused(code: int, name: str) -> Json:
    why = {"error_name": name, "error_reason": name, "error_description": f"{name}. Please check and try again."}
    return {"error": code, **why, "ref_doc": "https://developers.zalo.me/docs/"}
