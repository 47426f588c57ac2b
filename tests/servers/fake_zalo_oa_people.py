"""The people on the other side of the account, as a test speaks of them. What they do reaches the webhook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tests.servers.fake_zalo_oa_world import CannotError, Json, Person, Sent, World

Kind = Literal["image", "file", "gif", "audio", "video", "sticker", "link", "location", "business_card"]
QUERIES = ("oa.query.show", "oa.query.hide")


class OAUser(Person):
    """A person on Zalo. All they do needs a running loop."""

    def __init__(self, world: World, name: str, *, follows: bool, user_id: str = "") -> None:
        last = world.milliseconds() if follows else 0
        super().__init__(user_id or world.new_number(), world.new_number(), name, follows, last)
        self._world = world
        world.people[self.id] = self

    def types(self, text: str) -> str:
        """Gives the message's id."""
        if not text:
            raise CannotError("nothing to say")
        return self._says("text", {"text": text})

    def sends(self, kind: Kind, url: str = "", name: str = "", text: str = "") -> str:
        """Anything but text; gives the message's id. A location's `text` may be "21.03,105.85"."""
        message: Json = {}
        if text and kind != "location":
            message["text"] = text
        message["attachments"] = [{"type": kind, "payload": _payload(kind, url, name, text)}]
        return self._says(kind, message)

    def follows(self) -> None:
        self.following = True
        self._interacts()
        self._follow_event("follow")

    def unfollows(self) -> None:
        self.following = False
        self._follow_event("unfollow")

    def submits_info(self, name: str, phone: str) -> None:
        """Fills in what a request_user_info asked for."""
        self.info = {"name": name, "phone": phone}
        event: Json = {"sender": {"id": self.id}, "recipient": {"id": self._world.oa_id}, "event_name": "user_submit_info"}
        event |= {"app_id": self._world.app_id, "timestamp": str(self._world.milliseconds()), "info": dict(self.info)}
        self._world.raise_event(event, self.id, False)

    def seen(self, message_ids: Sequence[str]) -> None:
        event = self._world.from_account("user_seen_message", self.id, {"msg_ids": list(message_ids)})
        self._world.raise_event(event, self.id, False)

    def presses(self, title: str, message: Sent | None = None) -> str:
        """The button of the newest message with buttons, or of this one; gives the new message's id."""
        shown = message or next((sent for sent in reversed(self._world.sent) if sent.user_id == self.id and sent.buttons), None)
        buttons = shown.buttons if shown else []
        found = next((button for button in buttons if button["title"] == title), None)
        if found is None:
            raise CannotError(f"no button {title!r} in: {[button['title'] for button in buttons]}")
        if found["type"] not in QUERIES:
            raise CannotError(f"the button {title!r} sends nothing to the account")
        return self.types(found["payload"])

    def _says(self, kind: str, message: Json) -> str:
        key = self._world.new_id()
        self._interacts()
        event: Json = {"app_id": self._world.app_id, "sender": {"id": self.id}, "user_id_by_app": self.by_app}
        event |= {"recipient": {"id": self._world.oa_id}, "event_name": f"user_send_{kind}"}
        event |= {"message": message | {"msg_id": key}, "timestamp": str(self._world.milliseconds())}
        self._world.remember(1, kind, message.get("text", ""), key, self)
        self._world.raise_event(event, self.id, False)
        return key

    def _interacts(self) -> None:
        self.last_interaction = self._world.milliseconds()

    def _follow_event(self, name: str) -> None:
        event: Json = {"oa_id": self._world.oa_id, "follower": {"id": self.id}, "user_id_by_app": self.by_app, "event_name": name}
        event |= {"source": "oa_profile", "app_id": self._world.app_id, "timestamp": str(self._world.milliseconds())}
        self._world.raise_event(event, self.id, False)


def _payload(kind: Kind, url: str, name: str, text: str) -> Json:
    if kind == "location":
        latitude, _, longitude = (text or "21.0285,105.8542").partition(",")
        return {"coordinates": {"latitude": latitude.strip(), "longitude": longitude.strip()}}
    payload: Json = {"url": url or f"https://f1.zdn.vn/{kind}"}
    if name:
        payload["name"] = name
    if kind in ("image", "gif", "video", "link", "business_card"):
        payload["thumbnail"] = f"{payload['url']}?thumbnail"
    if kind == "sticker":
        payload["id"] = "46979"
    return payload
