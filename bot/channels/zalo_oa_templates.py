"""ZBS templates: what may be sent to somebody who has not written for a week, in words that Zalo has approved beforehand.

An administrator writes the template with parameters of these names, as many of them as it needs:
`ten`, `don_vi`, `ke_hoach`, `ky_bao_cao`, `han`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from bot import say

EARLIEST, LATEST = time(7), time(21)
"""Zalo takes some templates at night without a sound, and refuses others."""
USUAL_LIMIT = 30
"""Characters of a parameter of which Zalo says nothing: what a name may have."""


class MisfitError(Exception):
    """The template wants what a reminder does not know; its text is for whoever runs the bot."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    required: bool
    most: int


def parameters(data: Mapping[str, Any]) -> list[Parameter]:
    """What a template takes, of Zalo's answer about it."""
    listed = data.get("listParams")
    found: Sequence[Any] = listed if isinstance(listed, list) else []
    return [
        Parameter(str(one.get("name", "")), bool(one.get("require", True)), _limit(one.get("maxLength")))
        for one in found
        if isinstance(one, dict)
    ]


def filled(some: Sequence[Parameter], fields: Mapping[str, str]) -> dict[str, str]:
    """The template's data, each as long as it may be. Raises MisfitError."""
    unknown = [one.name for one in some if one.required and not fields.get(one.name)]
    if unknown:
        raise MisfitError(say.template_misfit(", ".join(unknown)))
    return {one.name: _fitted(fields[one.name], one.most) for one in some if fields.get(one.name)}


def opens_in(now: datetime) -> float:
    """Seconds until a template may be sent; 0 where it may now. `now` is in Vietnam's time."""
    if EARLIEST <= now.time() < LATEST:
        return 0.0
    opens = datetime.combine(now.date(), EARLIEST, now.tzinfo)
    return (opens if now < opens else opens + timedelta(days=1)).timestamp() - now.timestamp()


def _fitted(text: str, most: int) -> str:
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


def _limit(given: object) -> int:
    return int(given) if isinstance(given, (int, str)) and str(given).isdecimal() and int(given) > 0 else USUAL_LIMIT
