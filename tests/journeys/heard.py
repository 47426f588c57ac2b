"""A message as its reader sees it, whatever the channel: plain text, what can be chosen, the files that open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from aiohttp import ClientSession

from tests.journeys.dialogue import Kind

MAGIC: dict[Kind, bytes] = {"png": b"\x89PNG", "xlsx": b"PK\x03\x04"}
LINK = re.compile(r"^(\S+\.\w+): (http\S+)$", re.MULTILINE)
OPTION = re.compile(r"(?:^|(?<= · ))(?:([A-Z])\. |Gõ: )([^·\n]+?)(?= · |$)", re.MULTILINE)
CHOICE = "(gõ chữ cái hoặc lời chọn)"
CUT = "…"
LETTER = re.compile(r"[A-Z]\. ")
Shown = TypeVar("Shown")


class Paper(NamedTuple):
    """A file that the reader could open."""

    name: str
    data: bytes

    def is_a(self, kind: Kind) -> bool:
        return self.data.startswith(MAGIC[kind])


@dataclass(frozen=True, slots=True)
class Heard:
    text: str
    options: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()

    def offers(self, label: str) -> bool:
        return any(is_short_for(shown, label) for shown in self.options)

    def label(self, label: str) -> str:
        """The option as it is shown."""
        assert self.offers(label), f"{label!r} is not among {self.options}"
        return next(shown for shown in self.options if is_short_for(shown, label))

    def as_typed(self, label: str) -> str:
        """What is typed to choose the label where it cannot be pressed: its letter, or the words."""
        for letter, shown in lettered(self.text):
            if is_short_for(shown, label):
                return letter or shown
        raise AssertionError(f"{label!r} cannot be chosen in: {self.text}")


def newest(messages: Sequence[Shown], options: Callable[[Shown], object]) -> Shown:
    """The newest message that has any options."""
    for message in reversed(messages):
        if options(message):
            return message
    raise AssertionError(f"nothing to choose from in: {messages[-3:]}")


def is_short_for(shown: str, label: str) -> bool:
    """Whether what is shown is the label, or its beginning, or a line that tells it and more."""
    bare = shown.partition(". ")[2] if LETTER.match(shown) else shown
    begins = shown.endswith(CUT) and label.startswith(bare.removesuffix(CUT))
    return shown == label or begins or label.removesuffix(CUT).lower() in shown.lower()


def lettered(text: str) -> list[tuple[str, str]]:
    """The options that stand in the text, each with its letter; without one where the words are to be typed."""
    if CHOICE not in text:
        return []
    return [(letter, label.strip()) for letter, label in OPTION.findall(text.removesuffix(CHOICE))]


async def linked(text: str) -> tuple[Paper, ...]:
    """The files behind the addresses that stand in the text."""
    found = LINK.findall(text)
    if not found:
        return ()
    async with ClientSession() as client:
        return tuple([Paper(name, await fetched(client, url)) for name, url in found])


async def fetched(client: ClientSession, url: str) -> bytes:
    async with client.get(url) as response:
        assert response.status == 200, (url, await response.text())
        return await response.read()
