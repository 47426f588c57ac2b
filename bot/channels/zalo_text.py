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


def split(reply: Reply) -> list[Reply]:
    """The reply as messages that Zalo takes, numbered where they are several; options under the last one, files after it."""
    options = options_below(reply)
    text = unicodedata.normalize("NFC", reply.text)
    texts = list(cut(text, SPLIT_AT)) or [""]
    if options and units(texts[-1]) + units(options) > SPLIT_AT:
        texts[-1:] = cut(texts[-1], SPLIT_AT - units(options))
    if len(texts) > 1:
        texts = [say.part_of(place, len(texts), one) for place, one in enumerate(texts, start=1)]
    messages = [Reply(one) for one in texts[:-1]] + [Reply(texts[-1], reply.options)]
    return [message for message in messages if message.text] + [Reply("", files=(file,)) for file in reply.files]


def labels_of(reply: Reply) -> list[str]:
    return [label for row in reply.options for label in row]


def options_below(reply: Reply, *, besides: Sequence[str] = ()) -> str:
    """The options as lines to answer with a letter; one that decides what cannot be undone is to be typed.

    Those `besides` which can be pressed as they stand are left out.
    """
    labels = labels_of(reply)
    most = max(MOST_OPTIONS // max(len(labels), 1), SHORTEST_LABEL)
    letters, lines = iter(LETTERS), list[str]()
    for row in reply.options:
        lettered = [(next(letters, ""), label) for label in row]
        shown = [_option(letter, _shortened(label, most)) for letter, label in lettered if label not in besides]
        lines.append(" · ".join(shown))
    lines = [line for line in lines if line]
    return "\n".join(["", "", *lines, say.how_to_choose()]) if lines else ""


def as_text(reply: Reply, *, repeated: bool = False) -> str:
    """The whole of a message without files."""
    text = say.repeated(reply.text) if repeated and reply.text else reply.text
    return f"{text}{options_below(reply)}"


def _shortened(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def _option(letter: str, label: str) -> str:
    return say.lettered_option(letter, label) if letter and label not in IN_WORDS else say.option_to_type(label)
