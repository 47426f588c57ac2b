"""The ways to deadlines and reminders, told by a glance. What answers is loaded by the first message that may ask for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Protocol, cast

from handlers.people.commands import meant
from handlers.progress.glance import agencies_of, coordinates
from handlers.turn import Reply, Turn
from index.text import fold

LONGEST = 300
MODULES = {
    "urgent": "urgent",
    "remind": "oversee",
    "ladder": "ladders",
    "workdays": "workdays",
    "remind_answer": "answers",
    "agenda": "agenda",
}
"""The routes, and the modules here that answer them."""
_GLANCES: Mapping[str, re.Pattern[str]] = {
    "urgent": re.compile(r"\b(?:gap|khan|truoc|cham nhat|han)\b"),
    "remind": re.compile(r"\bnhac\b|\bdon doc\b|\bgoi\b|\bsang nay\b|\bhom nay\b|\bbuoi sang\b|\bdau ngay\b|\bdien thoai\b"),
    "ladder": re.compile(r"\bnhac\b"),
    "workdays": re.compile(r"\bnghi\b|\blam\b|\bngoai le\b|\bgio\b|\bdac biet\b"),
    "remind_answer": re.compile(
        r"\b(?:gui|nop|bao cao|hen|lui|gia han|khat|nhac|bo sung|viec|nhiem vu|trach nhiem|chi tieu|thuoc|phai|cap nhat|xong|co so|nhap)\b"
    ),
    "agenda": re.compile(r"\blich\b|\bics\b|\bsap\b|\btoi day\b|\bcac han\b"),
}
_OF_COORDINATORS = frozenset(["urgent", "remind", "ladder", "workdays"])


class Answering(Protocol):
    def recognises(self, turn: Turn) -> bool: ...

    def answer(self, turn: Turn) -> list[Reply]: ...


def recogniser(route: str) -> Callable[[Turn], bool]:
    def recognises(turn: Turn) -> bool:
        pending = turn.conversation.pending
        waits = pending is not None and pending.kind == route
        return (waits or _may_be(turn, route)) and _module(route).recognises(turn)

    return recognises


def answerer(route: str) -> Callable[[Turn], list[Reply]]:
    return lambda turn: _module(route).answer(turn)


def _may_be(turn: Turn, route: str) -> bool:
    if route in _OF_COORDINATORS and not coordinates(turn.person):
        return False
    if route == "remind_answer" and not agencies_of(turn.person):
        return False
    text = meant(turn)
    return len(text) <= LONGEST and bool(_GLANCES[route].search(fold(text.lower())))


def _module(route: str) -> Answering:
    return cast(Answering, import_module(f"{__package__}.{MODULES[route]}"))
