"""The chat in a terminal, and how a reply looks there."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot import say
from handlers.turn import LETTERS, Message, Reply

if TYPE_CHECKING:
    from prompt_toolkit.history import History

    from bot.local import LocalChats
    from corpus.plan import Plan

BOLD, FAINT_ITALIC, ACCENT, PLAIN = "\x1b[1m", "\x1b[2;3m", "\x1b[36m", "\x1b[0m"
HISTORY = "chat-history"


def wants_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def shown(reply: Reply, colour: bool = False) -> str:
    """A reply as terminal text: its first line stands out, quoted sentences step back, options are lettered lines."""
    lines = reply.text.splitlines()
    if colour:
        lines = [_painted(line, first=number == 0) for number, line in enumerate(lines)]
    labels = [label for row in reply.options for label in row]
    for letter, label in zip(LETTERS, labels, strict=False):
        lines.append(f"  {ACCENT}{letter}.{PLAIN} {label}" if colour else f"  {letter}. {label}")
    lines += [say.file_label(file.path) for file in reply.files]
    return "\n".join(lines)


def converse(local: LocalChats, plans: tuple[Plan, ...], home: Path | None) -> None:
    """Talks until the input ends. `home` holds the history of typed lines; None keeps none."""
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if interactive:
        print(say.chat_opening(tuple(plan.number for plan in plans)))
    for typed in _prompted(home) if interactive else _piped():
        text = typed.strip()
        if not text:
            continue
        for reply in local.answer("console", Message("console", text)):
            print(shown(reply, wants_colour(sys.stdout)), end="\n\n", flush=True)


def _painted(line: str, *, first: bool) -> str:
    if first:
        return f"{BOLD}{line}{PLAIN}"
    return f"{FAINT_ITALIC}{line}{PLAIN}" if line.startswith("“") else line


def _piped() -> Iterator[str]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        # A byte that is no UTF-8 spoils its letter, not the conversation.
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    yield from sys.stdin


def _prompted(home: Path | None) -> Iterator[str]:
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession(history=_history(home))
    while True:
        try:
            typed = session.prompt("› ")
        except EOFError:
            return
        yield typed


def _history(home: Path | None) -> History:
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    if home is None:
        return InMemoryHistory()
    path = home / HISTORY
    try:
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        print(say.history_not_kept(path), file=sys.stderr)
        return InMemoryHistory()
    return FileHistory(str(path))
