"""The ways to what a coordinator does. What does it is loaded by the first message that may ask for it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from handlers.people.commands import meant
from handlers.progress.coordinate.glance import may_be_command
from handlers.turn import Reply, Turn
from store.people import may_coordinate

MODULES = {
    "incoming": "incoming",
    "assign": "assigning",
    "accept": "accepting",
    "periods": "periods",
    "announce": "announcing",
    "plan_settings": "settings",
    "own_answers": "own_answers",
    "undo_coordination": "undoing",
}
"""The routes, and the modules here that answer them."""


class Answering(Protocol):
    def recognises(self, turn: Turn) -> bool: ...

    def answer(self, turn: Turn) -> list[Reply]: ...


def recogniser(route: str) -> Callable[[Turn], bool]:
    def recognises(turn: Turn) -> bool:
        pending = turn.conversation.pending
        waits = pending is not None and pending.kind == route
        return (waits or _brings_a_sheet(turn) or may_be_command(meant(turn))) and _module(route).recognises(turn)

    return recognises


def _brings_a_sheet(turn: Turn) -> bool:
    by = turn.person
    return bool(turn.message.files) and by is not None and may_coordinate(by) and any(file.sheets for file in turn.message.files)


def answerer(route: str) -> Callable[[Turn], list[Reply]]:
    return lambda turn: _module(route).answer(turn)


def in_the_plans_stead(turn: Turn, replies: list[Reply]) -> list[Reply]:
    """What the coordinator has answered, where the plan says nothing; else the question is kept, without who asked it."""
    from handlers.progress.coordinate import own_answers

    return own_answers.in_the_plans_stead(turn, replies)


def _module(route: str) -> Answering:
    return cast(Answering, import_module(f"{__package__}.{MODULES[route]}"))
