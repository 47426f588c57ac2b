"""What an Official Account says, and what it means when Zalo does not take it."""

from __future__ import annotations

import logging
from typing import Any

from bot import say
from bot.channels.channel import SendFailed
from bot.channels.zalo_oa_api import Kind, ZaloOAError
from bot.channels.zalo_oa_updates import CHANNEL, PRESS
from bot.channels.zalo_text import as_text, labels_of, title
from handlers.turn import LETTERS, Reply

log = logging.getLogger(__name__)
MOST_BUTTONS, MOST_TITLE = 5, 20
QUOTA_PAUSE = 300.0


def worded(reply: Reply, number: int, *, repeated: bool) -> dict[str, Any]:
    """With a button for each option where all fit; where some do not, all options stand in the text as well."""
    labels = labels_of(reply)
    fit = len(labels) <= MOST_BUTTONS and all(len(label) <= MOST_TITLE for label in labels)
    text = as_text(Reply(reply.text) if fit else reply, repeated=repeated)
    if not labels:
        return {"text": text}
    buttons = [
        {"title": title(letter, label, MOST_TITLE), "type": "oa.query.hide", "payload": PRESS.format(number=number, index=index)}
        for index, (letter, label) in enumerate(zip(LETTERS, labels[:MOST_BUTTONS], strict=False))
    ]
    return {"text": text, "attachment": {"type": "template", "payload": {"buttons": buttons}}}


def failure(problem: ZaloOAError, key: str) -> SendFailed:
    """What Zalo's refusal means for a message; `key` names what nobody has asked for, which may go another way."""
    match problem.kind:
        case Kind.WINDOW:
            return SendFailed(say.window_closed(), permanent=True)
        case Kind.READER:
            return SendFailed(say.reader_refuses(), permanent=True)
        case Kind.QUOTA:
            log.error("%s", say.quota_used_up(CHANNEL))
            return SendFailed(str(problem), retry_after=QUOTA_PAUSE, permanent=bool(key))
        case Kind.NIGHT:
            return SendFailed(say.wrote_at_night(), wait=3600.0)
        case Kind.PASSING | Kind.TOKEN:
            return SendFailed(str(problem), refused=True)
    return SendFailed(str(problem), permanent=True)
