"""What a coordinator decides for the plan: when numbers count, and who sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.people.pending import decision
from handlers.progress.coordinate.commands import said
from handlers.progress.coordinate.common import Undo, coordinator, decided, done, plan_of, preview
from handlers.say import coordinate as say
from handlers.turn import Reply, Turn
from store.plan_settings import AT_ONCE, BY_LEADER, ENROLLED, EVERYBODY, Setting, change, setting

ROUTE = "plan_settings"
REFUSALS = (say.DO_NOT_CHANGE,)
_MEANT: Mapping[str, tuple[Setting, str]] = {
    "by leader": (Setting.RELEASE, BY_LEADER),
    "at once": (Setting.RELEASE, AT_ONCE),
    "everybody": (Setting.PROGRESS, EVERYBODY),
    "enrolled": (Setting.PROGRESS, ENROLLED),
}


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    command = said(turn)
    if command is not None and (command.command in _MEANT or command.command == "settings"):
        return "?" not in command.text
    return False


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        return [Reply(say.setting_unchanged())] if found.refused else _change(turn, found.what)
    command, plan = said(turn), plan_of(turn).id
    turn.conversation.options = {}
    if command is None or command.command not in _MEANT:
        return [Reply(say.settings(setting(turn.db, plan, Setting.RELEASE), setting(turn.db, plan, Setting.PROGRESS)))]
    name, value = _MEANT[command.command]
    if setting(turn.db, plan, name) == value:
        return [Reply(say.setting_already(value))]
    return preview(turn, ROUTE, ROUTE, say.setting_title(value), (say.CHANGE, say.DO_NOT_CHANGE), [name, value])


def _change(turn: Turn, what: Any) -> list[Reply]:
    name, value = Setting(what[0]), what[1]
    before = setting(turn.db, plan_of(turn).id, name)
    change(turn.db, coordinator(turn), plan_of(turn).id, name, value, turn.now)
    told = say.setting_changed(value)
    return done(turn, told, Undo("setting", told, {"name": name, "value": before}))


def undo_setting(turn: Turn, data: dict[str, Any]) -> bool:
    change(turn.db, coordinator(turn), plan_of(turn).id, Setting(data["name"]), data["value"], turn.now)
    return True
