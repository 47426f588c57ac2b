"""Help, asked for by a word alone: what may be asked, and what one may type about oneself and others."""

from __future__ import annotations

from handlers import say
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store.people import may_coordinate

ASKED = frozenset(["tro giup", "/help", "help", "huong dan", "/trogiup", "/huongdan", "can tro giup"])


def recognises(turn: Turn) -> bool:
    text = turn.message.text
    return len(text) < 40 and fold(normal(text)).strip(" ?.!").lower() in ASKED


def answer(turn: Turn) -> list[Reply]:
    coordinates = turn.person is not None and may_coordinate(turn.person)
    commands = say.lines(say.coordinating_commands(), say.coordinating_progress()) if coordinates and turn.message.private else ""
    return [Reply(say.lines(say.help_text(turn.assistant.plans[0]), commands, say.own_commands(enrolled=turn.person is not None)))]
