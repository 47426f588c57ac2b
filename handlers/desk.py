"""Where every message arrives: the first route that recognises it answers it, if its sender may use that route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers import say
from handlers.access import ACCESS, may
from handlers.turn import Reply, Turn


@dataclass(frozen=True, slots=True)
class Route:
    """`recognises` only looks; `answer` does what was asked, once it is known that the sender may."""

    name: str
    recognises: Callable[[Turn], bool]
    answer: Callable[[Turn], list[Reply]]

    def __post_init__(self) -> None:
        if self.name not in ACCESS:
            raise LookupError(f"route without a rule: {self.name}")


def receive(turn: Turn) -> list[Reply]:
    for route in ROUTES:
        if route.recognises(turn):
            return route.answer(turn) if may(turn.person, route.name) else [Reply(say.not_allowed(ACCESS[route.name]))]
    raise LookupError("no route answers")


def _always(_: Turn) -> bool:
    return True


def _ask(turn: Turn) -> list[Reply]:
    return turn.assistant.answer(turn.message, turn.conversation, turn.now)


ROUTES: tuple[Route, ...] = (Route("ask", _always, _ask),)
