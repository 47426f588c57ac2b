"""The chat in its machine form: one JSON object a line in, one out, in order.

    in   {"chat": "c1", "text": "…", "press": "label", "files": ["path"], "now": "2026-11-24T08:00",
          "as": {"agency": "Sở Xây dựng", "role": "contact", "targets": ["…"]}}        all but "chat" optional
    out  {"chat": "c1", "kind": "answer" | "error" | "push", "replies": [{"text", "buttons": [["label"]], "files": [{"name", "path"}]}]}

"now" moves the clock of every chat; "as" says as whom the chat speaks from then on. A line that only sets these gets no replies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot import say
from bot.clock import Clock, moment
from bot.local import LocalChats
from corpus.agencies import agency_id
from handlers.turn import Message, Reply
from store.db import UnavailableError
from store.people import OF_AN_AGENCY, Post, Role

if TYPE_CHECKING:
    from handlers.assistant import Assistant

ROLES = (Role.CONTACT, Role.LEADER, Role.COORDINATOR, Role.ADMIN, Role.VIEWER)
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: JSON can spell one, UTF-8 cannot."""


class LineError(ValueError):
    """A line that cannot be understood; its text is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """As whom a chat speaks: `agency` is an agency's id, empty where the role needs none."""

    role: str
    agency: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    chat: str
    text: str
    press: str
    files: tuple[str, ...]
    now: datetime | None
    enrolment: Enrolment | None


class Chats:
    """All chats of one run of the machine form."""

    def __init__(self, local: LocalChats, assistant: Assistant, clock: Clock) -> None:
        self._local = local
        self._clock = clock
        self._assistant = assistant
        self._enrolments: dict[str, Enrolment] = {}
        self._named_in_plans = {
            name.casefold(): agency.id for plan in assistant.plans for agency in plan.agencies for name in (agency.name, *agency.aliases)
        }

    def take(self, line: bytes) -> list[dict[str, Any]]:
        """The lines to put out for a line that came in: its answer, and what it has caused in other chats."""
        answer = self._take(line)
        pushed = [] if answer["kind"] == "error" else self._local.pushed(answer["chat"] if answer["replies"] else "")
        return [answer, *({"chat": chat, "kind": "push", "replies": [reply_as_json(reply)]} for chat, reply in pushed)]

    def _take(self, line: bytes) -> dict[str, Any]:
        name = ""
        try:
            fields = read_object(line)
            name = _text(fields, "chat")
            if fields.get("chat") is None:
                raise LineError(say.field_missing("chat"))
            return self._answer(self._read(name, fields))
        except LineError as error:
            return _error(name, str(error))
        except UnavailableError as problem:
            return _error(name, say.store_unavailable(str(problem)))

    def enrolment(self, name: str) -> Enrolment | None:
        """As whom a chat speaks."""
        return self._enrolments.get(name)

    def _read(self, name: str, fields: dict[str, Any]) -> Line:
        line = Line(
            chat=name,
            text=_text(fields, "text"),
            press=_text(fields, "press"),
            files=_texts(fields, "files"),
            now=_moment(fields),
            enrolment=self._enrolment(fields),
        )
        if not (line.text.strip() or line.press or line.files or line.now or line.enrolment):
            raise LineError(say.nothing_said())
        if line.press and line.press not in self._local.offered(name):
            raise LineError(say.no_such_option(line.press))
        for path in line.files:
            if not Path(path).is_file():
                raise LineError(say.no_such_file(path))
        return line

    def _answer(self, line: Line) -> dict[str, Any]:
        if line.now:
            self._clock.set(line.now)
        if line.enrolment:
            post = Post(Role(line.enrolment.role), line.enrolment.agency)
            self._local.enrol(line.chat, post, self._assistant.plans[0].id, line.enrolment.targets)
            self._enrolments[line.chat] = line.enrolment
        replies: list[Reply] = []
        if line.text.strip() or line.press or line.files:
            replies = self._local.answer(line.chat, Message(line.chat, line.text, line.press, self._local.attached(line.files)))
        return {"chat": line.chat, "kind": "answer", "replies": [reply_as_json(reply) for reply in replies]}

    def _enrolment(self, fields: dict[str, Any]) -> Enrolment | None:
        given = fields.get("as")
        if given is None:
            return None
        if not isinstance(given, dict):
            raise LineError(say.person_must_be_object())
        role = _text(given, "role")
        if role not in ROLES:
            raise LineError(say.no_such_role(role, ROLES))
        name = _text(given, "agency").strip()
        if not name and role in OF_AN_AGENCY:
            raise LineError(say.role_needs_agency(role))
        targets = tuple(map(self._target_code, _texts(given, "targets")))
        if targets and not name:
            raise LineError(say.targets_need_agency())
        return Enrolment(role, self._agency_id(name) if name else "", targets)

    def _target_code(self, name: str) -> str:
        """By its code or by a name that means it and no other."""
        from handlers.progress import naming  # what it loads is needed by rehearsals alone

        named = naming.name(self._assistant.libraries[0], (name.lower(),), (), self._clock.now().date())
        if not named.surely or len(named.targets) != 1:
            raise LineError(say.no_target_called(name))
        return named.targets[0].code

    def _agency_id(self, name: str) -> str:
        """By the register of bodies; else by a plan's own name for a body, to the letter; else a commune."""
        found = agency_id(name) or self._named_in_plans.get(name.casefold(), "")
        if not found:
            from corpus.commune_names import commune_named  # needed by few: a start need not load it

            today = self._clock.now().date()
            found = next((one for plan in self._assistant.plans if (one := commune_named(plan.id, name, today).id)), "")
        if not found:
            raise LineError(say.no_such_agency(name))
        return found


def talk(chats: Chats, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answers every line before it reads the next, so that a program may write, wait and read."""
    for line in incoming:
        for out in chats.take(line):
            # What UTF-8 cannot hold goes out as a JSON escape.
            outgoing.write(json.dumps(out, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        outgoing.flush()


def _error(chat: str, sentence: str) -> dict[str, Any]:
    return {"chat": chat, "kind": "error", "replies": [reply_as_json(Reply(sentence))]}


def reply_as_json(reply: Reply) -> dict[str, Any]:
    return {
        "text": reply.text,
        "buttons": [list(row) for row in reply.options],
        "files": [{"name": file.name, "path": file.path} for file in reply.files],
    }


def read_object(line: bytes) -> dict[str, Any]:
    """The JSON object that a line holds, every character of it whole. Raises LineError."""
    try:
        read = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LineError(say.not_json()) from error
    if not isinstance(read, dict):
        raise LineError(say.not_an_object())
    return read


def _text(fields: dict[str, Any], name: str) -> str:
    value: object = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(say.field_must_be_text(name))
    if SURROGATE.search(value):
        raise LineError(say.broken_characters())
    return value


def _texts(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    value: object = fields.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LineError(say.field_must_be_texts(name))
    return tuple(_text({name: item}, name) for item in value)


def _moment(fields: dict[str, Any]) -> datetime | None:
    text = _text(fields, "now")
    if not text:
        return None
    try:
        return moment(text)
    except ValueError as error:
        raise LineError(say.not_a_moment(text)) from error
