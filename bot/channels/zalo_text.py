"""How a reply looks on Zalo: plain text in messages of its length, options as lettered lines.

The Bot Platform and the Official Account both take 2,000 characters and do not say how they count them, so no message comes
near that by any count, in the composed form of Vietnamese letters (NFD would be longer).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot import say
from bot.channels.cutting import cut, units
from handlers.people.pending import IN_WORDS
from handlers.turn import LETTERS, Reply

LIMIT = 2_000
SPLIT_AT = 1_800
MOST_OPTIONS = 700
"""Characters of all options together; longer ones are shortened, their letters do."""
SHORTEST_LABEL = 20
BULLET = "• "


def split(reply: Reply) -> list[Reply]:
    """The reply as messages that Zalo takes, numbered where they are several; options under the last one, files after it."""
    text = unicodedata.normalize("NFC", reply.text)
    below = units(as_text(Reply("", reply.options)))
    texts = list(cut(text, SPLIT_AT)) or [""]
    if below and units(texts[-1]) + below > SPLIT_AT:
        texts[-1:] = cut(texts[-1], SPLIT_AT - below)
    if len(texts) > 1:
        texts = [say.part_of(place, len(texts), one) for place, one in enumerate(texts, start=1)]
    messages = [Reply(one) for one in texts[:-1]] + [Reply(texts[-1], reply.options)]
    return [message for message in messages if message.text] + [Reply("", files=(file,)) for file in reply.files]


def labels_of(reply: Reply) -> list[str]:
    return [label for row in reply.options for label in row]


def as_text(reply: Reply, *, repeated: bool = False) -> str:
    """The whole of a message without files: options as lines to answer with a letter. Where the text lists them already, its
    lines get the letters; one that decides what cannot be undone is to be typed."""
    text = say.repeated(reply.text) if repeated and reply.text else reply.text
    labels = labels_of(reply)
    if not labels:
        return text
    if listed := _lettered(text, labels):
        return f"{listed}\n{say.how_to_choose()}"
    lines = _options(reply)
    hint = say.how_to_choose() if any(label not in IN_WORDS for label in labels) else ""
    return "\n".join(filter(None, [text and f"{text}\n", *lines, hint]))


def title(letter: str, label: str, most: int) -> str:
    """What stands on a button: the label, or as many whole words of it as fit behind its letter."""
    if len(label) <= most:
        return label
    whole = say.lettered_option(letter, label)[: most - 1]
    return f"{whole.rpartition(' ')[0]}…" if " " in whole[3:] else f"{whole}…"


def _lettered(text: str, labels: Sequence[str]) -> str:
    """The text with letters instead of bullets, where it has one for each label, in order; empty where it has not."""
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if line.startswith(BULLET)]
    if len(places) != len(labels) or len(labels) > len(LETTERS):
        return ""
    for place, letter, label in zip(places, LETTERS, labels, strict=False):
        if label.rstrip("…").strip().lower() not in lines[place].lower():
            return ""
        lines[place] = say.lettered_option(letter, lines[place].removeprefix(BULLET))
    return "\n".join(lines)


def _options(reply: Reply) -> list[str]:
    labels = labels_of(reply)
    most = max(MOST_OPTIONS // len(labels), SHORTEST_LABEL)
    letters, lines = iter(LETTERS), list[str]()
    for row in reply.options:
        lettered = [(next(letters, ""), label) for label in row]
        shown = [_option(letter, _shortened(label, most)) for letter, label in lettered]
        lines += shown if any(label in IN_WORDS for label in row) else [" · ".join(shown)]
    return lines


def _option(letter: str, label: str) -> str:
    return say.lettered_option(letter, label) if letter and label not in IN_WORDS else say.option_to_type(label)


def _shortened(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
