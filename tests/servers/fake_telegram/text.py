"""What Telegram does to the text of a message before it accepts it: lengths in UTF-16, entities, cleaning, trimming."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.servers.fake_telegram.html import parse_html
from tests.servers.fake_telegram.wire import Json, bad_request, units

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_LIMIT = 1 << 15
ENTITY_LIMIT = 100

_UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_MENTION = re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w)")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text without its tags, and what the tags said of it."""

    text: str
    entities: list[Json]


def formatted(text: str, parse_mode: str, given: Any = None, *, limit: int = TEXT_LIMIT) -> Formatted:
    """The text as it will be shown; `given` are entities sent beside it. Raises ApiError."""
    if len(text) * 4 > RAW_LIMIT and len(text.encode(errors="replace")) > RAW_LIMIT:
        raise bad_request("text is too long")
    if _UNWANTED.search(text):
        text = _UNWANTED.sub(_cleaned, text)
    entities: list[Json] = []
    match parse_mode.lower():
        case "" | "none":
            entities = _given(given)
        case "html":
            text, entities = parse_html(text)
        case _:
            raise bad_request("unsupported parse_mode")
    text, entities = _trimmed(text, entities)
    if units(text) > limit:
        raise bad_request("message is too long" if limit == TEXT_LIMIT else "message caption is too long")
    return Formatted(text, entities[:ENTITY_LIMIT])


def found_entities(text: str) -> list[Json]:
    """The commands and mentions that Telegram finds in what a person types."""
    if "/" not in text and "@" not in text:
        return []
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    taken = [match.span() for _, match in found]
    found += [("mention", match) for match in _MENTION.finditer(text) if not any(a <= match.start() < b for a, b in taken)]
    found.sort(key=lambda kind_and_match: kind_and_match[1].start())
    return [{"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())} for kind, match in found]


def part(text: str, entity: Json) -> str:
    """The words that an entity covers."""
    encoded = text.encode("utf-16-le")
    return encoded[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


def _given(given: Any) -> list[Json]:
    """Entities sent beside the text. Raises ApiError."""
    if not isinstance(given, list):
        return []
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for name, kind in (("type", str), ("offset", int), ("length", int)):
            if not isinstance(entity.get(name), kind):
                raise bad_request(f'can\'t parse MessageEntity: Can\'t find field "{name}"')
    return [dict(entity) for entity in given if entity["length"] > 0]


def _cleaned(match: re.Match[str]) -> str:
    """Telegram shows a control character as a blank, and nothing for a carriage return or what turns the writing round."""
    return " " if match.group() < " " and match.group() != "\r" else ""


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without blanks at both ends; in front only as far as the first entity, as the real server does. Raises ApiError."""
    text = text.rstrip(" \n")
    if not text:
        raise bad_request("text must be non-empty")
    front = len(text) - len(text.lstrip(" \n"))
    if entities:
        end = units(text)
        entities = [
            {**entity, "length": min(entity["length"], end - entity["offset"])} for entity in entities if entity["offset"] < end
        ]
        front = min(front, min((entity["offset"] for entity in entities), default=front))
        entities = [{**entity, "offset": entity["offset"] - front} for entity in entities]
    return text[front:], entities
