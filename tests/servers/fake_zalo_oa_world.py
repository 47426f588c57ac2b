"""What the stand-in for Zalo's Official Account remembers, and what a test can switch on."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Fault = int | Literal["500", "html", "slow", "cut", "cut_before"]
"""A negative error code; HTTP 500; a web page with HTTP 200; done and answered late; done and cut; cut and not done."""

DAY = 86_400
WINDOW = 7 * DAY
"""How long after the user's last interaction the account may write, and how long an upload lives."""
MESSAGES = {
    -32: "Your application has reached its request limit",
    -100: "An unknown exception occurred, please retry",
    -108: "Phone number is invalid",
    -109: "Template ID is invalid",
    -115: "Out of balance",
    -118: "Zalo account not existed",
    -124: "Access token is invalid",
    -127: "Test template can only be sent to admin",
    -131: "Template is not approved",
    -133: "Message is not allowed to be sent at night",
    -144: "Daily quota is exceeded",
    -146: "Template is disabled",
    -200: "Send message failed",
    -201: "Parameter is invalid",
    -210: "Parameter exceeds the allowed limit",
    -213: "User has not followed the Official Account",
    -216: "Access token is invalid",
    -220: "Access token is expired or removed",
    -230: "User has not interacted with the OA in the past 7 days",
    -240: "This message API has been shut down",
    -242: "Invalid appsecret_proof",
    -1121: "Parameter is too long",
    -1122: "Parameter is missing",
    -1241: "Invalid appsecret_proof",
}


class ZaloError(Exception):
    """A call that Zalo turns down, mostly with HTTP 200."""

    def __init__(self, code: int, message: str = "", status: int = 200) -> None:
        super().__init__(message)
        self.code = code
        self.message = message or MESSAGES.get(code, "Unknown error")
        self.status = status


class CannotError(ValueError):
    """What the test asks of a person cannot be done with the real Zalo either."""


@dataclass(slots=True)
class Signature:
    """How the webhook signs; the defaults are the documented way."""

    first: Literal["app_id", "oa_id"] = "app_id"
    timestamp: Literal["body", "header"] = "body"
    """Whose timestamp is signed; "header" sends X-ZEvent-Timestamp, which then differs from the body's."""
    secret: Literal["secret_key", "app_secret"] = "secret_key"  # noqa: S105 a name
    prefix: bool = True
    """With "mac=" before the hex digits."""
    wrong: bool = False
    missing: bool = False


@dataclass(slots=True)
class Switches:
    """What goes otherwise than usual, to be set at any time. All seconds."""

    cut_refresh: int = 0
    """So many next refreshes rotate the pair and are then cut."""
    cut_refresh_before: int = 0
    """So many next refreshes are cut before anything is done."""
    refresh_error: int = 0
    """So many next refreshes are answered with -32."""
    refresh_seconds: float = 0.01
    """How long a refresh takes, so that two at one time can be seen."""
    access_seconds: float = 90_000
    with_quota: bool = False
    """A quota object in the answers of cs."""
    rate_limit: int = 4_000
    """Calls in a minute, more get -32."""
    business_token_error: int = -124
    """What the business host says of a bad access token; openapi says -216 and -220."""
    balance: int | None = None
    """How many ZBS templates can still be paid; None: no end of them."""
    daily_quota: int = 500
    """ZBS templates by phone in a day."""
    night: bool = False
    """Templates by phone are refused with -133."""
    signature: Signature = field(default_factory=Signature)
    echo: bool = False
    """An oa_send_… event after each message of cs."""
    receipts: bool = False
    """A user_received_message event after each message of any kind."""
    shuffle: bool = False
    """Events of one user may overtake each other."""
    disables: bool = True
    """The webhook is switched off after an event's last try, until somebody switches it on."""
    retry_scale: float = 1.0
    """What the ladder of retries is multiplied by; 0: no retry, and the webhook stays enabled."""
    retry_status: bool = True
    """A status other than 200 is tried again, as a lost connection is."""
    ack_limit: float = 2.0
    fail_sends: deque[Fault] = field(default_factory=deque)
    """What the next sends meet, one each; 0: nothing."""
    fail_chance: dict[Fault, float] = field(default_factory=dict)
    """The probability of each fault, for sends that `fail_sends` says nothing about."""
    slow_seconds: float = 1.0


@dataclass(slots=True)
class Sent:
    """A message that Zalo took from the account; `at` in seconds."""

    user_id: str = ""
    kind: str = "text"
    """text, image, gif, file, template (ZBS) or request_user_info."""
    text: str = ""
    buttons: list[Json] = field(default_factory=list)
    attachment: str = ""
    """The attachment's id or token, or its address."""
    template_id: str = ""
    template_data: Json = field(default_factory=dict)
    phone: str = ""
    tracking_id: str = ""
    message_id: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the account uploaded; `id` is the attachment_id or the token."""

    kind: str
    filename: str
    data: bytes
    id: str
    at: float


@dataclass(eq=False)
class Person:
    """Someone whom the account may know; `last_interaction` in ms, 0: never."""

    id: str
    by_app: str
    name: str
    following: bool
    last_interaction: int
    info: Json = field(default_factory=dict)


class World:
    """Everybody and everything that was said."""

    def __init__(self, now: Callable[[], float], chance: random.Random, app_id: str, oa_id: str) -> None:
        self.now, self.chance = now, chance
        self.app_id, self.oa_id = app_id, oa_id
        self.switches = Switches()
        self.people: dict[str, Person] = {}
        self.sent: list[Sent] = []
        self.talk: deque[Json] = deque(maxlen=1_000)
        """For listrecentchat, newest first."""
        self.uploads: list[Upload] = []
        self.templates: dict[str, list[Json]] = {}
        self.template_states: dict[str, str] = {}
        self.admin_phones: set[str] = set()
        self.phones_without_zalo: set[str] = set()
        self.statuses: dict[str, int] = {}
        self.files: dict[str, bytes] = {}
        self.raise_event: Callable[[Json, str, bool], None] = lambda event, line, zns: None
        """Set by the webhook: an event, the line it must keep its order in, whether it is one of ZNS."""

    def milliseconds(self) -> int:
        return int(self.now() * 1000)

    def new_id(self) -> str:
        return f"{self.chance.getrandbits(80):020x}"

    def new_number(self) -> str:
        return str(10**18 + self.chance.randrange(8 * 10**18))

    def person(self, user_id: object) -> Person:
        """Raises ZaloError where nobody has this id."""
        found = self.people.get(user_id) if isinstance(user_id, str) else None
        if found is None:
            raise ZaloError(-201, "user_id is invalid")
        return found

    def deliver(self, sent: Sent) -> Sent:
        """The message reaches its receiver."""
        sent.message_id, sent.at = self.new_id(), self.now()
        self.sent.append(sent)
        if sent.user_id:
            self.remember(0, sent.kind, sent.text, sent.message_id, self.people[sent.user_id])
        if self.switches.receipts:
            self.receipt(sent)
        return sent

    def remember(self, src: int, kind: str, text: str, message_id: str, person: Person) -> None:
        """`src`: 1 from the user, 0 from the account."""
        names = [("Kế hoạch", self.oa_id), (person.name, person.id)]
        (from_name, from_id), (to_name, to_id) = reversed(names) if src else names
        entry = {"src": src, "time": self.milliseconds(), "type": "photo" if kind == "image" else kind, "message": text}
        entry |= {"message_id": message_id, "from_id": from_id, "to_id": to_id}
        self.talk.appendleft(entry | {"from_display_name": from_name, "to_display_name": to_name})

    def receipt(self, sent: Sent) -> None:
        """user_received_message; for a template by phone in the way of ZNS."""
        message: Json = {"msg_id": sent.message_id}
        if sent.phone:
            message |= {"delivery_time": str(self.milliseconds()), "tracking_id": sent.tracking_id}
        self.raise_event(self.from_account("user_received_message", sent.user_id or sent.phone, message), sent.user_id, bool(sent.phone))

    def from_account(self, name: str, receiver: str, message: Json) -> Json:
        event: Json = {"app_id": self.app_id, "sender": {"id": self.oa_id}}
        if receiver in self.people:
            event["user_id_by_app"] = self.people[receiver].by_app
        event |= {"recipient": {"id": receiver}, "event_name": name, "message": message}
        return event | {"timestamp": str(self.milliseconds())}


def units(text: str) -> int:
    """UTF-16 code units, the strictest of the ways that Zalo may count in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def obj(value: object, name: str) -> Json:
    """Raises ZaloError for what is no JSON object."""
    if not isinstance(value, dict):
        raise ZaloError(-201, f"{name} is invalid")
    return value


def string(value: object, name: str) -> str:
    """Raises ZaloError for what is no text or an empty one."""
    if not isinstance(value, str) or not value:
        raise ZaloError(-201, f"{name} is invalid")
    return value
