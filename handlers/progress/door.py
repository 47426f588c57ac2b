"""Whether a message may have to do with reported numbers, told by a glance.

Every question passes here, and most have nothing to do with numbers: what reads them is loaded by the first message that may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.progress.glance import agencies_of, coordinates, may_be_report
from handlers.say.forms import FORM
from handlers.say.targets import HELD_AGAINST
from handlers.turn import Reply, Turn
from index.text import fold

_UNDOES = re.compile(
    r"huy|rut|thu hoi|hoan tac|undo|xoa|\bbo\b|sua|chinh|nham|lon\b|sai|phai|dung|lai\b|thay|doi|^[ab]$|y (?:em|toi|minh) la|nay\b"
)
"""What stands in whatever takes back or corrects."""
_RELEASES = re.compile(r"nhap|duyet|gui|tap|thu|cho")
_FORM = re.compile(r"\bbieu|\bmau\b")
_ON_BEHALF = re.compile(r"\s*(?:nhap|ghi|bao cao|dien)\s")


def _folded(turn: Turn) -> str:
    return fold(turn.message.text[:80].lower()).strip()


def _waits(turn: Turn) -> bool:
    pending = turn.conversation.pending
    return pending is not None and pending.kind == "report_answer"


def answers(turn: Turn) -> bool:
    if not _waits(turn):
        return False
    from handlers.progress import asking

    return asking.recognises(turn)


def take_answer(turn: Turn) -> list[Reply]:
    from handlers.progress import asking, submit

    return asking.answer(turn, submit.proceed)


def practises(turn: Turn) -> bool:
    if not agencies_of(turn.person) or not _RELEASES.search(_folded(turn)):
        return False
    from handlers.progress import release

    return release.practises(turn)


def practise(turn: Turn) -> list[Reply]:
    from handlers.progress import release

    return release.answer_practice(turn)


def releases(turn: Turn) -> bool:
    if not agencies_of(turn.person) or not (turn.message.press or _RELEASES.search(_folded(turn))):
        return False
    from handlers.progress import release

    return release.recognises(turn)


def release_drafts(turn: Turn) -> list[Reply]:
    from handlers.progress import release

    return release.answer(turn)


def enters_for_others(turn: Turn) -> bool:
    if not coordinates(turn.person) or not _ON_BEHALF.match(_folded(turn)):
        return False
    from handlers.progress import behalf

    return behalf.recognises(turn)


def enter_for_others(turn: Turn) -> list[Reply]:
    from handlers.progress import behalf

    return behalf.answer(turn)


def brings_form(turn: Turn) -> bool:
    """A filled form, the answer to what was shown of it, or the wish for one."""
    pending = turn.conversation.pending
    waits = pending is not None and pending.kind == "form"
    if not (waits or any(file.sheets for file in turn.message.files) or turn.message.press == FORM or _FORM.search(_folded(turn))):
        return False
    from handlers.progress import form

    return form.recognises(turn)


def take_form(turn: Turn) -> list[Reply]:
    from handlers.progress import form

    return form.answer(turn)


def undoes(turn: Turn) -> bool:
    if not (agencies_of(turn.person) or coordinates(turn.person)):
        return False
    if not (turn.message.press or turn.message.edited or _UNDOES.search(_folded(turn))):
        return False
    from handlers.progress import undo

    return undo.recognises(turn)


def undo(turn: Turn) -> list[Reply]:
    from handlers.progress import undo as undoing

    return undoing.answer(turn)


def reports(turn: Turn) -> bool:
    if not agencies_of(turn.person) or not (may_be_report(turn.message.text) or turn.message.files):
        return False
    from handlers.progress import submit

    return submit.recognises(turn)


def report(turn: Turn) -> list[Reply]:
    from handlers.progress import submit

    return submit.answer(turn)


def reports_without_leave(turn: Turn) -> bool:
    """Somebody who may send no numbers has surely meant to send one."""
    if agencies_of(turn.person) or len(turn.message.text) > 200 or not may_be_report(turn.message.text) or not turn.assistant.libraries:
        return False
    from handlers.progress import submit

    return submit.is_refused(turn)


def refuse(turn: Turn) -> list[Reply]:
    from handlers.progress import submit

    return submit.answer_refused(turn)


def was_held_against_the_goal(turn: Turn, replies: Sequence[Reply]) -> bool:
    """Whether the plan's answer says that a contact's number is not the goal: it may have been a report, and not a question."""
    return bool(agencies_of(turn.person)) and any(HELD_AGAINST in reply.text for reply in replies)


def perhaps_a_report(turn: Turn, replies: list[Reply]) -> list[Reply]:
    """Where the plan has no answer to what a contact says of a target of theirs, with a number: it was a report that nobody could read."""
    text = turn.message.text
    if not agencies_of(turn.person) or len(text) > 200 or not turn.message.private or not re.search(r"[0-9]", text):
        return replies
    from handlers.progress import submit

    return submit.answer_unread(turn) or replies


def invite_number(turn: Turn, replies: list[Reply]) -> list[Reply]:
    """The plan's answer about a target that its own contact named, with an offer to take the number that follows."""
    if len(turn.conversation.targets) != 1 or not agencies_of(turn.person):
        return replies
    from handlers.progress import submit

    return submit.invite_number(turn, replies)
