"""How a reply looks on Telegram: cut to its length, in its HTML (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from handlers.turn import Reply

LIMIT = 4096
"""UTF-16 units in a message, after the tags are taken out (https://core.telegram.org/bots/api#sendmessage)."""
MARGIN = 16
"""Room for the mark of a message that is sent again."""
_BREAKS = (re.compile(r"\n"), re.compile(r"(?<=[.;!?…”])\s"), re.compile(r"\s"))


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(reply: Reply) -> list[Reply]:
    """The reply as messages that Telegram takes, cut at the ends of lines, else of sentences, else of words.

    Options stand under the last one; each file is a message of its own.
    """
    texts = list(_cut(reply.text, LIMIT - MARGIN)) or [""]
    messages = [Reply(text) for text in texts[:-1]] + [Reply(texts[-1], reply.options)]
    return [message for message in messages if message.text] + [Reply("", files=(file,)) for file in reply.files]


def html(text: str) -> str:
    """The text in Telegram's HTML: the first line, which is the answer, in bold; the plan's own words as quotations."""
    lines = text.split("\n")
    shown = [_line(line) for line in lines]
    if lines[0].strip() and not _is_quote(lines[0]):
        shown[0] = f"<b>{shown[0]}</b>"
    return "\n".join(shown)


def _line(line: str) -> str:
    escaped = escape(line, quote=False)
    return f"<blockquote>{escaped}</blockquote>" if _is_quote(line) else escaped


def _is_quote(line: str) -> bool:
    return line.startswith("“") and line.rstrip(" .;,").endswith("”")


def _cut(text: str, limit: int) -> Iterator[str]:
    text = text.strip()
    while (reach := _reach(text, limit)) < len(text):
        at = _best_break(text, reach)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


def _reach(text: str, limit: int) -> int:
    """How many characters fit into the limit of UTF-16 units."""
    length = 0
    for at, character in enumerate(text):
        length += 2 if character > "\uffff" else 1
        if length > limit:
            return at
    return len(text)


def _best_break(text: str, reach: int) -> int:
    """The last good place to cut, unless it would leave most of the message empty."""
    for pattern in _BREAKS:
        places = [found.start() for found in pattern.finditer(text, 0, reach)]
        if places and places[-1] >= reach // 2:
            return places[-1]
    return reach
