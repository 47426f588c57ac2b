"""One message in and all that is needed to answer it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.library import Library


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What the options of a reply may be typed as, in order; never digits, which are numbers to record or to ask about."""


@dataclass(frozen=True, slots=True)
class Message:
    """What arrived: typed text, or the label of a pressed option."""

    chat: str
    text: str
    press: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message out, plain text; its first line is the answer itself. `options` are rows of labels to press or to type."""

    text: str
    options: tuple[tuple[str, ...], ...] = ()
    files: tuple[File, ...] = ()


@dataclass(slots=True)
class Conversation:
    """What a chat has just been about, so that "còn nông thôn?" can lean on it.

    `question` is the last full question, `targets` the codes of what it was answered with, `quotes` the sentences of that
    answer, each with its place; `options` are the labels last offered, each with the question it stands for.
    """

    question: str = ""
    targets: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    message: Message
    conversation: Conversation
    library: Library
    now: datetime
