"""Uploads, and what the account may ask about itself and about people."""

from __future__ import annotations

from dataclasses import dataclass

from tests.servers.fake_zalo_oa_world import DAY, Json, Upload, World, ZaloError

MEGABYTE = 1024 * 1024
LIMITS = {
    "image": (("jpg", "jpeg", "png"), 1 * MEGABYTE),
    "file": (("pdf", "doc", "docx", "csv"), 5 * MEGABYTE),
    "gif": (("gif",), 5 * MEGABYTE),
}
RECENT_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A file as a multipart body carries it."""

    filename: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.filename} ({len(self.data)} bytes)"


class Info:
    """The methods that send nothing to anybody."""

    def __init__(self, world: World) -> None:
        self._world = world

    def image(self, parameters: Json) -> Json:
        return {"attachment_id": self._upload("image", parameters)}

    def gif(self, parameters: Json) -> Json:
        return {"attachment_id": self._upload("gif", parameters)}

    def file(self, parameters: Json) -> Json:
        return {"token": self._upload("file", parameters)}

    def quota(self, parameters: Json) -> Json:
        """/v3.0/oa/quota/message."""
        person = self._world.person(parameters.get("user_id"))
        fresh = self._world.milliseconds() - person.last_interaction <= 2 * DAY * 1000
        reply = {"quota_type": "reply", "total": "8", "remain": "8" if fresh else "0"}
        return {"last_interaction": str(person.last_interaction), "cs_reply": reply, "promotion": {"total": "0", "remain": "0"}}

    def person(self, parameters: Json) -> Json:
        """/v3.0/oa/user/detail."""
        person = self._world.person(parameters.get("user_id"))
        if not person.following and not person.last_interaction:
            raise ZaloError(-213)
        about = {"user_id": person.id, "user_id_by_app": person.by_app, "display_name": person.name, "user_alias": person.name}
        interaction = {"user_is_follower": person.following, "user_last_interaction_date": str(person.last_interaction)}
        return {**about, **interaction, "is_sensitive": False, "shared_info": person.info}

    def account(self, parameters: Json) -> Json:
        """/v2.0/oa/getoa."""
        followers = sum(person.following for person in self._world.people.values())
        about = {"oaid": self._world.oa_id, "name": "Kế hoạch", "description": "", "oa_type": 4, "is_verified": True}
        return about | {"num_follower": followers, "package_name": "Comprehensive"}

    def recent(self, parameters: Json) -> list[Json]:
        """/v2.0/oa/listrecentchat, newest first."""
        offset, count = parameters.get("offset", 0), parameters.get("count", RECENT_LIMIT)
        if not isinstance(offset, int) or offset < 0:
            raise ZaloError(-201, "offset is invalid")
        if not isinstance(count, int) or not 1 <= count <= RECENT_LIMIT:
            raise ZaloError(-201, "count is invalid")
        return list(self._world.talk)[offset : offset + count]

    def _upload(self, kind: str, parameters: Json) -> str:
        part, (extensions, limit) = parameters.get("file"), LIMITS[kind]
        if not isinstance(part, Part) or not part.data or part.filename.rpartition(".")[2].lower() not in extensions:
            raise ZaloError(-201, "file is invalid")
        if len(part.data) > limit:
            raise ZaloError(-210, "file size exceeds the allowed limit")
        self._world.uploads.append(Upload(kind, part.filename, part.data, f"{kind}-{self._world.new_id()}", self._world.now()))
        return self._world.uploads[-1].id
