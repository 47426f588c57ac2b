"""One message in and all that is needed to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.papers import Paper
from store.address import Address

if TYPE_CHECKING:
    from handlers.assistant import Assistant
    from store.db import Database
    from store.people import Person


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What the options of a reply may be typed as, in order; never digits, which are numbers to record or to ask about."""


Value = str | int | float | None
"""What a cell of a sheet that came in holds; a day is text as an office writes it, a share shown as one is "94,2%"."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message, looked at before anybody answers it.

    `name` is its sender's, for showing alone; `path` where it is kept under a name of our own, empty where it was refused;
    `kind` what it holds ("photo", "pdf", "word", "sheet", "text", empty where unknown); `refused` why it is not taken:
    "kind", "size", "secret" (marked MẬT), "damaged", "unfetched". `sheets` are the rows of a spreadsheet's sheets.
    """

    name: str
    path: str = ""
    kind: str = ""
    size: int = 0
    digest: str = ""
    refused: str = ""
    sheets: tuple[tuple[tuple[Value, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What arrived: typed text, or the label of a pressed option.

    `sender` is the messenger's id of who wrote it (in a private chat the chat's own), empty where it names nobody.
    `button` says which of our messages and which of its options was pressed, where the messenger tells no label; the label
    is then filled in. `outdated`: the option was pressed under a message that is no longer the newest with options.
    `refused_file` is the name of a file that is too large or of no use here. `notice`: nobody wrote, the chat itself
    changed ("blocked", "open", "moved <id>"), or it is a group where the bot does not speak ("group"). `reply_to`: the
    messenger's id of the message that this one answers.
    """

    chat: str
    text: str
    press: str = ""
    files: tuple[Attachment, ...] = ()
    button: str = ""
    id: str = ""
    sender: str = ""
    private: bool = True
    edited: bool = False
    outdated: bool = False
    refused_file: str = ""
    notice: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Goes out with a reply: one that lies at `path`, or a `paper` that is made into one when it is sent."""

    name: str
    path: str = ""
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One message out, plain text; its first line is the answer itself. `options` are rows of labels to press or to type."""

    text: str
    options: tuple[tuple[str, ...], ...] = ()
    files: tuple[File, ...] = ()


@dataclass(slots=True)
class Pending:
    """The one question that the bot has asked in a chat and waits to have answered; it lapses at `until`."""

    kind: str
    until: datetime
    data: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Conversation:
    """What a chat has just been about, so that "còn nông thôn?" can lean on it.

    `question` is the last full question, `targets` the codes of what it was answered with, `quotes` the sentences of that
    answer, each with its place; `options` are the labels last offered, each with the question it stands for, and `offer`
    is the id of the message that offered them.
    """

    question: str = ""
    targets: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    offer: int = 0
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What whoever runs the bot has decided."""

    open_to_all: bool = True
    page: str = ""
    """Where the chat page is, for invitations; empty where it has no public address."""


@dataclass(frozen=True, slots=True)
class Turn:
    """`at` is where the answer goes; `person` who wrote, where enrolled; what is written to `db` is kept with the answer or not at all.

    `tell` sends a message to somebody else: it is kept and sent with the answer. `event` is the message's number in the inbox.
    """

    message: Message
    at: Address
    person: Person | None
    conversation: Conversation
    assistant: Assistant
    rules: Rules
    db: Database
    now: datetime
    tell: Callable[[Address, Reply], object]
    event: int = 0
