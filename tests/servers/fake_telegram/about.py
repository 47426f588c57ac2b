"""The methods that tell of the bot and of chats: getMe, commands, descriptions, getChat, leaveChat."""

from __future__ import annotations

import re
from typing import Any

from tests.servers.fake_telegram.methods import Method
from tests.servers.fake_telegram.wire import ApiError, Json, Parameters, bad_request, decoded, number, string
from tests.servers.fake_telegram.world import MEMBER_LINE, PRIVATE, Chat, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
COMMAND_LIMIT = 100
COMMAND_DESCRIPTION_LIMIT = 256
DESCRIPTION_LIMIT, SHORT_DESCRIPTION_LIMIT = 512, 120
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_NO_GIFTS = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False)


class About:
    """Takes a request's parameters, gives what the answer says in `result`; a refusal is an ApiError."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.commands: dict[tuple[str, str], list[Json]] = {}
        """By scope (its JSON fields, joined by blanks) and language."""
        self.descriptions: dict[tuple[str, str], str] = {}
        """By kind ("description", "short_description") and language."""
        self.methods: dict[str, Method] = {
            "getme": self.get_me,
            "getchat": self.get_chat,
            "getchatmember": self.get_chat_member,
            "leavechat": self.leave_chat,
            "setmycommands": self.set_my_commands,
            "getmycommands": self.get_my_commands,
            "deletemycommands": self.delete_my_commands,
            "setmydescription": lambda parameters: self._describe(parameters, "description", DESCRIPTION_LIMIT),
            "setmyshortdescription": lambda parameters: self._describe(parameters, "short_description", SHORT_DESCRIPTION_LIMIT),
            "getmydescription": lambda parameters: self._described(parameters, "description"),
            "getmyshortdescription": lambda parameters: self._described(parameters, "short_description"),
        }

    def get_me(self, _: Parameters) -> Json:
        return self._world.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._world.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def get_chat(self, parameters: Parameters) -> Json:
        chat = self._world.chat_of(parameters)
        full: Json = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
        if chat.kind == PRIVATE and "username" in chat.json:
            full["active_usernames"] = [chat.json["username"]]
        return chat.json | full

    def get_chat_member(self, parameters: Parameters) -> Json:
        chat = self._world.chat_of(parameters)
        user = number(parameters, "user_id")
        if user == self._world.bot["id"]:
            return member(self._world.bot, chat.standing)
        if user not in self._world.people:
            raise bad_request("invalid user_id specified")
        return member(self._world.people[user], "member")

    def leave_chat(self, parameters: Parameters) -> bool:
        chat = self._world.chat_of(parameters)
        if chat.kind == PRIVATE:
            raise bad_request("chat member status can't be changed in private chats")
        change_standing(self._world, chat, self._world.bot, "left")
        return True

    def set_my_commands(self, parameters: Parameters) -> bool:
        given = decoded(parameters, "commands", "can't parse commands JSON object") or []
        if not isinstance(given, list):
            raise bad_request("expected an Array of BotCommand")
        commands = [_command(command) for command in given]
        key = self._scope(parameters)
        if len(commands) > COMMAND_LIMIT:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        if not all(COMMAND.fullmatch(command["command"]) for command in commands):
            raise bad_request("BOT_COMMAND_INVALID")
        self.commands[key] = commands
        return True

    def get_my_commands(self, parameters: Parameters) -> list[Json]:
        return self.commands.get(self._scope(parameters), [])

    def delete_my_commands(self, parameters: Parameters) -> bool:
        self.commands.pop(self._scope(parameters), None)
        return True

    def _scope(self, parameters: Parameters) -> tuple[str, str]:
        scope = decoded(parameters, "scope", "can't parse BotCommandScope JSON object")
        scope = {"type": "default"} if scope is None else scope
        if not isinstance(scope, dict):
            raise bad_request("BotCommandScope must be an Object")
        kind = scope.get("type")
        if kind not in SCOPES:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        if "chat_id" in SCOPES[kind]:
            self._world.chat_of(scope)
        return " ".join([kind, *(str(scope.get(name, "")) for name in SCOPES[kind])]), _language(parameters)

    def _describe(self, parameters: Parameters, kind: str, limit: int) -> bool:
        text = string(parameters, kind)
        if len(text) > limit:
            raise bad_request(f"{kind.upper()}_TOO_LONG")
        self.descriptions[kind, _language(parameters)] = text
        return True

    def _described(self, parameters: Parameters, kind: str) -> Json:
        language = _language(parameters)
        return {kind: self.descriptions.get((kind, language), "") or self.descriptions.get((kind, ""), "")}


def member(person: Json, standing: str) -> Json:
    """A ChatMember; `until_date` 0 is for ever."""
    shown: Json = {"user": person, "status": standing}
    return shown | {"until_date": 0} if standing == "kicked" else shown


def change_standing(world: World, chat: Chat, by: Json, standing: str) -> None:
    """The bot is let in, thrown out, blocked or let in again; it is told so."""
    before, chat.standing = chat.standing, standing
    change: Json = {
        "chat": chat.json,
        "from": by,
        "date": int(world.now()),
        "old_chat_member": member(world.bot, before),
        "new_chat_member": member(world.bot, standing),
    }
    world.updates.push("my_chat_member", change, chat.id + MEMBER_LINE)


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(command.get(name), str):
            raise bad_request(f'can\'t parse BotCommand: Can\'t find field "{name}"')
    name, description = command["command"].strip().removeprefix("/"), command["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > COMMAND_DESCRIPTION_LIMIT:
        raise bad_request(f"command description length must not exceed {COMMAND_DESCRIPTION_LIMIT}")
    return {"command": name, "description": description}


def _language(parameters: Parameters) -> str:
    language = string(parameters, "language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise ApiError(400, "Bad Request: invalid language code specified")
    return language
