"""The consultation message: /v3.0/oa/message/cs."""

from __future__ import annotations

from typing import Any

from tests.servers.fake_zalo_oa_world import WINDOW, Json, Person, Sent, World, ZaloError, obj, string, units

TEXT_LIMIT = 2000
BUTTONS_LIMIT = 5
TITLE_LIMIT = 100
PAYLOAD_LIMIT = 1000
NEEDED = {"oa.open.url": ("url",), "oa.open.phone": ("phone_code",), "oa.open.sms": ("content", "phone_code")}
"""What the payload of a button must hold; the payload of oa.query.* is a text."""


class Messages:
    """Takes what the account says."""

    def __init__(self, world: World) -> None:
        self._world = world

    def cs(self, parameters: Json) -> Json:
        """Raises ZaloError."""
        person = self._world.person(obj(parameters.get("recipient"), "recipient").get("user_id"))
        sent = self._read(obj(parameters.get("message"), "message"))
        sent.user_id = person.id
        self._check_window(person)
        self._world.deliver(sent)
        if self._world.switches.echo:
            self._echo(sent)
        data: Json = {"message_id": sent.message_id, "user_id": person.id, "sent_time": str(self._world.milliseconds())}
        if self._world.switches.with_quota:
            data["quota"] = {"quota_type": "reply", "remain": "8", "total": "8"}
        return data

    def closed(self, parameters: Json) -> Json:
        raise ZaloError(-240)

    def _check_window(self, person: Person) -> None:
        if not person.following and not person.last_interaction:
            raise ZaloError(-213)
        if self._world.milliseconds() - person.last_interaction > WINDOW * 1000:
            raise ZaloError(-230)

    def _read(self, message: Json) -> Sent:
        text, attachment = message.get("text", ""), message.get("attachment")
        if not isinstance(text, str) or (attachment is None and not text.strip()):
            raise ZaloError(-201, "text is invalid")
        if units(text) > TEXT_LIMIT:
            raise ZaloError(-210, f"text exceeds {TEXT_LIMIT} characters")
        if attachment is None:
            return Sent(text=text)
        attachment = obj(attachment, "attachment")
        payload = obj(attachment.get("payload"), "payload")
        if attachment.get("type") == "file":
            return Sent(kind="file", text=text, attachment=self._uploaded("file", string(payload.get("token"), "token")))
        if attachment.get("type") != "template":
            raise ZaloError(-201, "attachment type is invalid")
        match payload.get("template_type"):
            case None:
                string(text.strip(), "text")
                return Sent(text=text, buttons=_buttons(payload.get("buttons")))
            case "media":
                return self._media(_only_element(payload), text)
            case "request_user_info":
                element = _only_element(payload)
                for name in ("title", "subtitle", "image_url"):
                    string(element.get(name), name)
                return Sent(kind="request_user_info", text=element["title"], attachment=element["image_url"])
        raise ZaloError(-201, "template_type is invalid")

    def _media(self, element: Json, text: str) -> Sent:
        kind = element.get("media_type")
        if kind not in ("image", "gif"):
            raise ZaloError(-201, "media_type is invalid")
        if ("url" in element) == ("attachment_id" in element):
            raise ZaloError(-201, "one of url and attachment_id is needed")
        if kind == "gif" and not (element.get("width") and element.get("height")):
            raise ZaloError(-201, "width or height is invalid")
        if "url" in element:
            return Sent(kind=kind, text=text, attachment=string(element["url"], "url"))
        return Sent(kind=kind, text=text, attachment=self._uploaded(kind, string(element["attachment_id"], "attachment_id")))

    def _uploaded(self, kind: str, key: str) -> str:
        for upload in self._world.uploads:
            if upload.kind == kind and upload.id == key:
                if self._world.now() - upload.at > WINDOW:
                    raise ZaloError(-100)
                return key
        raise ZaloError(-201, "token is invalid" if kind == "file" else "attachment_id is invalid")

    def _echo(self, sent: Sent) -> None:
        kind = sent.kind if sent.kind in ("text", "image", "gif", "file") else "template"
        message: Json = {"text": sent.text, "msg_id": sent.message_id}
        if sent.attachment:
            message["attachments"] = [{"type": kind, "payload": {"url": f"https://f1.zdn.vn/{sent.attachment}"}}]
        self._world.raise_event(self._world.from_account(f"oa_send_{kind}", sent.user_id, message), sent.user_id, False)


def _only_element(payload: Json) -> Json:
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1:
        raise ZaloError(-201, "elements is invalid")
    return obj(elements[0], "elements")


def _buttons(buttons: Any) -> list[Json]:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS_LIMIT:
        raise ZaloError(-201, "buttons is invalid")
    for button in buttons:
        kind, payload = obj(button, "buttons").get("type"), button.get("payload")
        if units(string(button.get("title"), "title")) > TITLE_LIMIT:
            raise ZaloError(-201, "title is invalid")
        if kind in ("oa.query.show", "oa.query.hide"):
            if units(string(payload, "payload")) > PAYLOAD_LIMIT:
                raise ZaloError(-201, "payload is invalid")
        elif kind in NEEDED:
            for name in NEEDED[kind]:
                string(obj(payload, "payload").get(name), name)
        else:
            raise ZaloError(-201, "button type is invalid")
    return buttons
