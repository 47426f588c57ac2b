"""The people on the other side of the chat, as a test speaks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.servers.fake_zalo_bot_world import Bot, Json, World


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody has written to a bot; `update` is what the bot is given."""

    token: str
    chat: str
    text: str
    message_id: str
    date: int
    update: Json


class ZaloUser:
    """A person as one bot knows them: another bot sees another id."""

    def __init__(self, world: World, bot: Bot, name: str) -> None:
        self._world, self._bot = world, bot
        self.name = name
        self.id = world.new_id()

    @property
    def token(self) -> str:
        return self._bot.token

    def types(self, text: str) -> Message:
        return self._says("text", {"text": text}, text)

    def sends_photo(self, url: str, caption: str = "", key: str = "photo") -> Message:
        """`key`: the name under which the address comes, "photo" as documented or "photo_url" as seen."""
        return self._says("image", {key: url} | ({"caption": caption} if caption else {}), caption)

    def sends_sticker(self, sticker: str = "bfe458bf64fa8da4d4eb") -> Message:
        return self._says("sticker", {"sticker": sticker, "url": f"https://stickers.example/{sticker}.png"})

    def sends_voice(self, url: str = "https://voice.example/1.aac") -> Message:
        return self._says("voice", {"voice_url": url})

    def sends_unsupported(self, with_message: bool = True) -> Message:
        """A file, a link, or anything from a protected person. `with_message` False: the event is all there is."""
        return self._says("unsupported", {} if with_message else None)

    def in_group(self, text: str, group: str = "") -> Message:
        """Speaks to the bot in a group, one with that id or a new one."""
        group = group or self._world.new_id()
        self._bot.groups.add(group)
        return self._says("text", {"text": text}, text, group)

    def blocks(self) -> None:
        self._bot.blocked_by.add(self.id)

    def unblocks(self) -> None:
        self._bot.blocked_by.discard(self.id)

    def _says(self, event: str, content: dict[str, Any] | None, text: str = "", group: str = "") -> Message:
        bot, world = self._bot, self._world
        if not group:
            bot.meet(self.id)
        chat, message_id, date = group or self.id, world.new_id(), world.now_ms()
        update: Json = {"event_name": f"message.{event}.received"}
        if content is not None:
            update["message"] = {
                "from": {"id": self.id, "display_name": self.name, "is_bot": False},
                "chat": {"id": chat, "chat_type": "GROUP" if group else "PRIVATE"},
                **content,
                "message_id": message_id,
                "date": date,
            }
        if not (world.switches.over_limit_silent and bot.is_over(chat, world.switches.users_limit)):
            world.receive(bot, update)
        return Message(bot.token, chat, text, message_id, date, update)
