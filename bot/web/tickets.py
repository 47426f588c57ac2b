"""Addresses under which a file that was said to somebody can be had for a while, where their messenger carries no files."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

PATH = "/f/{ticket}/{name}"
_TICKET = re.compile(r"(\d{1,15})-(\d{1,3})-(\d{1,12})-([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Tickets:
    """Nobody can guess one: it is signed with `key`. `public_url` is empty where nobody outside can call us."""

    key: bytes
    public_url: str

    def url(self, number: int, index: int, name: str, until: datetime) -> str:
        """Where a file of a message in the outbox can be had; empty where there is no public address."""
        if not self.public_url:
            return ""
        claim = f"{number}-{index}-{int(until.timestamp())}"
        return f"{self.public_url}/f/{claim}-{self._sign(claim)}/{quote(name, safe='')}"

    def read(self, ticket: str, now: datetime) -> tuple[int, int] | None:
        """The message's number and the file's place in it; None where the ticket is not ours or no longer good."""
        found = _TICKET.fullmatch(ticket)
        if found is None:
            return None
        number, index, until, mark = found.groups()
        if not hmac.compare_digest(mark, self._sign(f"{number}-{index}-{until}")) or now.timestamp() > int(until):
            return None
        return int(number), int(index)

    def _sign(self, claim: str) -> str:
        return base64.urlsafe_b64encode(hmac.digest(self.key, claim.encode(), hashlib.sha256)).decode().rstrip("=")
