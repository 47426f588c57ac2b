"""Whether a call at the Official Account's webhook comes from Zalo.

The signature is a plain SHA-256 over app id, raw body, timestamp and secret key. Zalo's pages and those who have built on them
disagree about each of these (the OA's id, a timestamp in a header, the app's secret instead of the OA's key), so all are tried
until one fits; that one is kept, and from then on no other is taken. Whoever makes any of them fit knows one of our secrets.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from multidict import MultiMapping

HEADER, TIME_HEADER = "X-ZEvent-Signature", "X-ZEvent-Timestamp"
_MARK = re.compile(r"(?:mac=)?([0-9a-fA-F]{64})")
_TIME = re.compile(r"[0-9]{13}")
"""Milliseconds since 1970, for some centuries."""


@dataclass(frozen=True, slots=True)
class Variant:
    """`by`: whose id stands first; `time`: where the timestamp stands; `secret`: which of the two is used."""

    by: str
    time: str
    secret: str

    @property
    def name(self) -> str:
        return f"{self.by}+{self.time}+{self.secret}"


VARIANTS = tuple(Variant(*parts) for parts in product(("app_id", "oa_id"), ("body", "header"), ("secret_key", "app_secret")))
"""The documented one first."""


@dataclass(frozen=True, slots=True)
class Secrets:
    app_id: str
    secret_key: str
    app_secret: str


def mark_in(headers: MultiMapping[str]) -> str:
    """The signature a call shows; empty where it shows none that could be one, or more than one."""
    given = headers.getall(HEADER, [])
    found = _MARK.fullmatch(given[0].strip()) if len(given) == 1 else None
    return found[1].lower() if found else ""


def fitting(mark: str, body: bytes, header_time: str, secrets: Secrets, known: str) -> Variant | None:
    """The variant by which the signature fits the body; only the one called `known`, where one is."""
    fields = _object(body)
    for variant in VARIANTS:
        if known and variant.name != known:
            continue
        secret = secrets.secret_key if variant.secret == "secret_key" else secrets.app_secret  # noqa: S105 - a name
        time = str(fields.get("timestamp", "")) if variant.time == "body" else header_time
        # Nothing stands between the body and the time: what is no time may be a piece of the body.
        if not secret or not _TIME.fullmatch(time):
            continue
        for first in _first(variant, fields, secrets):
            made = hashlib.sha256(first.encode("utf-8", "surrogatepass") + body + time.encode() + secret.encode()).hexdigest()
            if hmac.compare_digest(made, mark):
                return variant
    return None


def _first(variant: Variant, fields: Mapping[str, Any], secrets: Secrets) -> Iterator[str]:
    if variant.by == "app_id":
        yield secrets.app_id
        return
    for value in (fields.get("oa_id"), _object_in(fields, "recipient").get("id"), _object_in(fields, "sender").get("id")):
        if isinstance(value, str) and value:
            yield value


def _object_in(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
