"""Paid templates (ZBS, once ZNS): by the user's id and by phone."""

from __future__ import annotations

import re

from tests.servers.fake_zalo_oa_world import DAY, Json, Sent, World, ZaloError, obj, string, units

PHONE = re.compile(r"\+?84\d{9,10}")
TRACKING_LIMIT = 48
HANOI = 7 * 3600
STATES = {"PENDING_REVIEW": -131, "REJECT": -131, "DISABLE": -146}
"""What a template that is not in the state ENABLE is refused with."""


class Templates:
    """Takes templates, and tells what became of them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def by_user(self, parameters: Json) -> Json:
        """/v3.0/oa/message/template. Raises ZaloError."""
        person = self._world.person(parameters.get("user_id"))
        template, data = self._checked(parameters)
        self._pay()
        sent = self._world.deliver(Sent(person.id, "template", template_id=template, template_data=data))
        answer: Json = {"message_id": sent.message_id, "user_id": person.id, "sent_time": str(self._world.milliseconds())}
        return answer | {"quota": {"quota_type": "purchase_quota", "remain": 4821}}

    def by_phone(self, parameters: Json) -> Json:
        """/message/template of the business host. Raises ZaloError."""
        phone, tracking, trial = parameters.get("phone"), parameters.get("tracking_id", ""), parameters.get("mode") == "development"
        if not isinstance(phone, str) or not PHONE.fullmatch(phone):
            raise ZaloError(-108)
        phone = phone.removeprefix("+")
        if phone in self._world.phones_without_zalo:
            raise ZaloError(-118)
        if not isinstance(tracking, str) or units(tracking) > TRACKING_LIMIT:
            raise ZaloError(-1121, "tracking_id is too long")
        template, data = self._checked(parameters)
        if self._world.switches.night:
            raise ZaloError(-133)
        if trial and phone not in self._world.admin_phones:
            raise ZaloError(-127)
        if self._remaining() <= 0:
            raise ZaloError(-144)
        if not trial:
            self._pay()
        sent = Sent(kind="template", template_id=template, template_data=data, phone=phone, tracking_id=tracking)
        self._world.deliver(sent)
        answer: Json = {"msg_id": sent.message_id, "sent_time": str(self._world.milliseconds())}
        return answer | {"sending_mode": "1", "quota": self.quota({})}

    def status(self, parameters: Json) -> Json:
        """-1 no such message, 0 on its way, 1 delivered."""
        key = string(parameters.get("message_id"), "message_id")
        known = any(sent.message_id == key for sent in self._world.sent)
        status = self._world.statuses.get(key, 1 if known else -1)
        said = {-1: "The message does not exist", 0: "The message is pushed", 1: "The message is delivered"}
        return {"delivery_time": str(self._world.milliseconds()) if status == 1 else "", "status": status, "message": said.get(status, "")}

    def quota(self, parameters: Json) -> Json:
        return {"dailyQuota": str(self._world.switches.daily_quota), "remainingQuota": str(self._remaining())}

    def info(self, parameters: Json) -> Json:
        """/template/info/v2."""
        key = parameters.get("template_id")
        listed = self._world.templates.get(key) if isinstance(key, str) else None
        if listed is None:
            raise ZaloError(-109)
        about = {"templateId": key, "templateName": key, "status": self._world.template_states.get(str(key), "ENABLE")}
        return about | {"listParams": listed, "price_sdt": "300", "price_uid": "200", "templateTag": "TRANSACTION"}

    def _checked(self, parameters: Json) -> tuple[str, Json]:
        key, data = parameters.get("template_id"), obj(parameters.get("template_data", {}), "template_data")
        if not isinstance(key, str) or key not in self._world.templates:
            raise ZaloError(-109)
        if refusal := STATES.get(self._world.template_states.get(key, "ENABLE")):
            raise ZaloError(refusal)
        for parameter in self._world.templates[key]:
            name = parameter["name"]
            value = str(data.get(name, ""))
            if parameter.get("require") and not value.strip():
                raise ZaloError(-1122, f"Parameter {name} is missing")
            if "maxLength" in parameter and units(value) > parameter["maxLength"]:
                raise ZaloError(-1121, f"Parameter {name} is too long")
        return key, data

    def _pay(self) -> None:
        balance = self._world.switches.balance
        if balance is None:
            return
        if balance <= 0:
            raise ZaloError(-115)
        self._world.switches.balance = balance - 1

    def _remaining(self) -> int:
        """Of the day's quota, by the calendar of Hà Nội."""
        today = (self._world.now() + HANOI) // DAY
        used = sum(1 for sent in self._world.sent if sent.phone and (sent.at + HANOI) // DAY == today)
        return self._world.switches.daily_quota - used
