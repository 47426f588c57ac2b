"""Whether a message may ask how things stand, told by a glance; and what the plan's own answers get beside the goal.

Every question passes here, and most have nothing to do with reported numbers: what answers the others is loaded by the first.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.people.commands import meant
from handlers.turn import Reply, Turn
from index.text import fold
from store.plan_settings import EVERYBODY, Setting, setting

LONGEST = 200
_MAY_ASK = re.compile(
    r"tien do|\bdau\b|\broi\b|thieu|nua\b|lich su|dien bien|\bsua\b|qua cac|bieu do|do thi|\bcham\b|\btre\b|viec (?:cua|gi)|\bchua\b"
    r"|\bda\b|duoc (?:bao|may)|tong quan|tong hop|tinh hinh|ket qua|\bbang\b|excel|xlsx|(?:den|toi|hien) (?:nay|gio|tai)|bay gio|thuc te"
    r"|so lieu|moi nhat|gan nhat|phai (?:bao|gui|nop|lam)|\bno\b|chi tieu cua|dang dat|\bve\b|nhiem vu cua"
)


def may_see_numbers(turn: Turn) -> bool:
    """Whoever is enrolled, in private; everybody where the coordinator has opened progress."""
    if turn.person is not None and turn.person.posts and turn.message.private:
        return True
    return setting(turn.db, turn.assistant.plans[0].id, Setting.PROGRESS) == EVERYBODY


@lru_cache(maxsize=8)
def _may_ask(text: str) -> bool:
    """Asked by each route in turn, so the last are remembered."""
    return 0 < len(text) <= LONGEST and _MAY_ASK.search(fold(text.lower())) is not None


def asks_standing(turn: Turn) -> bool:
    if not may_see_numbers(turn) or not _may_ask(meant(turn)):
        return False
    from handlers.progress import questions

    return questions.recognises(turn)


def tell_standing(turn: Turn) -> list[Reply]:
    from handlers.progress import questions

    return questions.answer(turn)


def asks_reporting(turn: Turn) -> bool:
    """Strangers are told nothing of who has reported, not even that they may not know: their words are a question of the plan."""
    if turn.person is None or not turn.person.posts or not _may_ask(meant(turn)):
        return False
    from handlers.progress import oversight

    return oversight.recognises(turn)


def tell_reporting(turn: Turn) -> list[Reply]:
    from handlers.progress import oversight

    return oversight.answer(turn)


def before_answer(turn: Turn) -> tuple[str, ...]:
    """The targets that the chat was about, marked, so that `with_numbers` can tell whether an answer has named its own."""
    turn.conversation.targets = tuple(code for code in turn.conversation.targets)
    return turn.conversation.targets


def with_numbers(turn: Turn, replies: list[Reply], before: tuple[str, ...]) -> list[Reply]:
    """The plan's answer with the newest number under the goal, for those who may see it."""
    if turn.conversation.targets is before or not turn.conversation.targets or not replies or not may_see_numbers(turn):
        return replies
    from handlers.progress import beside

    return beside.with_numbers(turn, replies)
