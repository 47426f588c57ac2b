"""How a reply looks on Telegram: cut to its length, in its HTML (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

from html import escape

from bot.channels.cutting import cut
from handlers.turn import Reply

LIMIT = 4096
"""UTF-16 units in a message, after the tags are taken out (https://core.telegram.org/bots/api#sendmessage)."""
MARGIN = 16
"""Room for the mark of a message that is sent again."""


def split(reply: Reply) -> list[Reply]:
    """The reply as messages that Telegram takes, cut at the ends of lines, else of sentences, else of words.

    Options stand under the last one; each file is a message of its own.
    """
    texts = list(cut(reply.text, LIMIT - MARGIN)) or [""]
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
