"""What must be asked or said before a command can be shown: words that name nothing, or several things."""

from __future__ import annotations

from handlers.progress.coordinate.aims import Targets
from handlers.progress.coordinate.bodies import Bodies, Body
from handlers.progress.coordinate.commands import Said
from handlers.progress.coordinate.common import (
    choose,
    names_of,
)
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn


def trouble(turn: Turn, command: Said, targets: Targets, bodies: Bodies) -> list[Reply]:
    """What must be asked or said before anything can be shown."""
    if command.command == "assign" and not bodies.known:
        name = bodies.unknown[0] if bodies.unknown else ""
        return [Reply(say.give_to_whom(name))]
    if bodies.unknown:
        return [Reply(say.unknown_body(bodies.unknown[0]))]
    doubtful = bodies.doubtful
    if doubtful is not None:
        return which_body(turn, command.text, doubtful)
    if targets.unknown or not (targets.known or targets.doubtful):
        return [Reply(say.unknown_target(targets.unknown[0] if targets.unknown else ""))]
    if targets.doubtful:
        words, options = targets.doubtful[0]
        return choose(turn, say.which_target(words), {say.coded_label(one): command.text.replace(words, one.code, 1) for one in options})
    return []


def which_body(turn: Turn, text: str, body: Body) -> list[Reply]:
    if not body.others:
        return [Reply(say.unknown_body(body.text))]
    names = names_of(turn, body.others)
    return choose(turn, say.which_body(body.text), {name: text.replace(body.text, name, 1) for name in names})
