"""The one question that a chat has to answer: asking it, and telling its answer from everything else that is said meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from handlers import say
from handlers.people.commands import meant
from handlers.people.consent import Answer, read_consent
from handlers.turn import LETTERS, Conversation, Pending, Reply, Turn
from index.text import fold, normal

TO_DECIDE = timedelta(minutes=30)
"""For what cannot be undone: who comes back to it later may no longer know what was asked."""
TO_ENROL = timedelta(hours=24)
DECISIONS: Mapping[str, tuple[str, ...]] = {
    say.AGREE: ("register", "agree", "name"),
    say.DISAGREE: ("register", "agree", "name"),
    say.ERASE: ("my_data", "erase"),
    say.DO_NOT_ERASE: ("my_data", "erase"),
    say.LEAVE: ("leave", "confirm"),
    say.DO_NOT_LEAVE: ("leave", "confirm"),
    say.REMOVE: ("remove", "confirm"),
    say.DO_NOT_REMOVE: ("remove", "confirm"),
    say.REVOKE: ("revoke", "confirm"),
    say.DO_NOT_REVOKE: ("revoke", "confirm"),
    say.GIVE: ("assign", "assign"),
    say.DO_NOT_GIVE: ("assign", "assign"),
    say.GIVE_TABLE: ("assign", "sheet"),
    say.DO_NOT_GIVE_TABLE: ("assign", "sheet"),
    say.SET: ("assign", "path"),
    say.DO_NOT_SET: ("assign", "path"),
    say.TAKE_BACK: ("assign", "withdraw"),
    say.DO_NOT_TAKE_BACK: ("assign", "withdraw"),
    say.ACCEPT: ("accept", "accept"),
    say.DO_NOT_ACCEPT: ("accept", "accept"),
    say.REVIEW: ("accept", "review"),
    say.DO_NOT_REVIEW: ("accept", "review"),
    say.OPEN: ("periods", "open"),
    say.DO_NOT_OPEN: ("periods", "open"),
    say.CLOSE: ("periods", "close"),
    say.DO_NOT_CLOSE: ("periods", "close"),
    say.REOPEN: ("periods", "reopen", "reopen for"),
    say.DO_NOT_REOPEN: ("periods", "reopen", "reopen for"),
    say.NOTE: ("incoming", "note"),
    say.DO_NOT_NOTE: ("incoming", "note"),
    say.SEND: ("announce", "announce"),
    say.DO_NOT_SEND: ("announce", "announce"),
    say.CHANGE: ("plan_settings", "plan_settings"),
    say.DO_NOT_CHANGE: ("plan_settings", "plan_settings"),
    say.REMIND: ("remind", "remind"),
    say.DO_NOT_REMIND: ("remind", "remind"),
    say.WRITE_LEADER: ("remind", "leader"),
    say.DO_NOT_WRITE_LEADER: ("remind", "leader"),
    say.ASK_NOW: ("urgent", "ask"),
    say.DO_NOT_ASK: ("urgent", "ask"),
    say.SET_DAY: ("workdays", "set"),
    say.DO_NOT_SET_DAY: ("workdays", "set"),
    say.SET_LADDER: ("ladder", "set"),
    say.DO_NOT_SET_LADDER: ("ladder", "set"),
    say.KEEP_ANSWER: ("own_answers", "keep"),
    say.DO_NOT_KEEP_ANSWER: ("own_answers", "keep"),
    say.RECORD_FORM: ("form", "confirm"),
    say.DROP_FORM: ("form", "confirm"),
    say.SET_FORM: ("form", "layout"),
    say.DO_NOT_SET_FORM: ("form", "layout"),
    say.DROP_ANSWER: ("own_answers", "drop"),
    say.DO_NOT_DROP_ANSWER: ("own_answers", "drop"),
}
"""The labels that decide something, each with the one route whose question it answers and the steps in which it does so.

Pressed under an old message they do nothing; other labels say by themselves what they mean.
"""
IN_WORDS = frozenset([say.ERASE, say.LEAVE, say.REMOVE, say.REVOKE, say.SEND, say.WRITE_LEADER])
"""What cannot be undone: pressed, or said in words; a stray letter is neither."""
_LAST = "last"
"""Marks the question that was the last thing said: only then is a plain "vâng" an answer to it."""
Answers = Callable[[Turn], list[Reply]]


def ask(turn: Turn, route: str, text: str, labels: Sequence[str] = (), *, lasting: timedelta = TO_DECIDE, **data: str) -> list[Reply]:
    """Asks; until it is answered or lapses, `route` gets the answer."""
    return ask_again(turn, Pending(route, turn.now + lasting, data), text, labels)


def ask_again(turn: Turn, pending: Pending, text: str, labels: Sequence[str] = ()) -> list[Reply]:
    wait(turn, pending)
    return [offer(turn.conversation, text, {label: label for label in labels})]


def wait(turn: Turn, pending: Pending) -> None:
    """The question waits, and is the last thing said."""
    turn.conversation.pending = as_last(pending)


def as_last(pending: Pending) -> Pending:
    """The question as the last thing said in its chat."""
    return Pending(pending.kind, pending.until, {**pending.data, _LAST: "1"})


def offer(chat: Conversation, text: str, meanings: Mapping[str, str], *, in_one_row: bool = True, by_letter: str | None = None) -> Reply:
    """The reply that offers the labels; each, or its letter, then stands for what it means.

    `by_letter` is what every letter stands for instead, where only a press or the words will do.
    """
    letters = {letter: meaning if by_letter is None else by_letter for letter, meaning in zip(LETTERS, meanings.values(), strict=False)}
    chat.options = {**meanings, **{letter: meaning for letter, meaning in letters.items() if meaning not in IN_WORDS}}
    labels = tuple(meanings)
    return Reply(text, (labels,) if in_one_row and labels else tuple((label,) for label in labels))


def decision(turn: Turn, route: str) -> str:
    """The label by which the route's question is decided; empty where the message is none or the press is an old one."""
    pending = turn.conversation.pending
    if pending is None or pending.kind != route or turn.message.outdated:
        return ""
    wanted, labels = _plain(meant(turn)), [label for label in DECISIONS if _decides(pending, label)]
    said = next((label for label in labels if _plain(label) == wanted), "")
    if said or not labels or turn.message.press or pending.data.get("step") == "name":
        return said
    match read_consent(turn.message.text, route) if is_last(turn) else None:
        case Answer.YES:
            return labels[0]
        case Answer.WEAK if labels[0] not in IN_WORDS:
            return labels[0]
        case Answer.NO:
            return labels[1]
    return ""


def awaits(turn: Turn, route: str, step: str) -> bool:
    pending = turn.conversation.pending
    return pending is not None and pending.kind == route and pending.data.get("step") == step


def is_last(turn: Turn) -> bool:
    """Whether the question was the last thing said, and still waits."""
    pending = turn.conversation.pending
    return pending is not None and _LAST in pending.data and turn.now < pending.until


def is_unclear(turn: Turn) -> bool:
    """A letter or a half-hearted word, said to a question of what cannot be undone."""
    pending = turn.conversation.pending
    if pending is None or turn.message.press or not is_last(turn) or not any(_decides(pending, label) for label in IN_WORDS):
        return False
    typed = turn.message.text.strip(" .!")
    letter = len(typed) == 1 and typed.upper() not in turn.conversation.options
    return (letter and typed.isalpha()) or (not decision(turn, pending.kind) and read_consent(typed, pending.kind) is Answer.WEAK)


def answer_unclear(turn: Turn) -> list[Reply]:
    pending = turn.conversation.pending
    if pending is None:
        return [Reply(say.question_lapsed())]
    labels = [label for label in DECISIONS if _decides(pending, label)]
    return ask_again(turn, pending, say.in_words(*labels), labels)


def taken(turn: Turn) -> Pending | None:
    """The question that is being answered, which is then no longer asked; None where it has lapsed."""
    pending, turn.conversation.pending = turn.conversation.pending, None
    turn.conversation.options = {}
    return pending if pending is not None and turn.now < pending.until else None


def is_outdated(turn: Turn) -> bool:
    """A press that decided something once, or on a message that nobody keeps any more."""
    message, pending = turn.message, turn.conversation.pending
    if message.press in DECISIONS:
        return message.outdated or pending is None or not _decides(pending, message.press)
    return message.outdated and not message.press and not message.text.strip()


def answer_outdated(_: Turn) -> list[Reply]:
    return [Reply(say.outdated_choice())]


def settle(chat: Conversation, before: Pending | None, offered: Mapping[str, str]) -> None:
    """Something else was said: letters mean nothing any more, and a question that still waits is no longer the last thing said."""
    if chat.pending is not None and chat.pending is before:
        chat.pending.data.pop(_LAST, None)
    if chat.options is offered:
        chat.options = {}


def privately(answer: Answers, in_group: Answers | None = None) -> Answers:
    """What concerns people is told and done in a private chat alone."""

    def answer_in_private(turn: Turn) -> list[Reply]:
        if turn.message.private:
            return answer(turn)
        return in_group(turn) if in_group else [Reply(say.write_privately())]

    return answer_in_private


def _decides(pending: Pending, label: str) -> bool:
    route, *steps = DECISIONS[label]
    return pending.kind == route and pending.data.get("step") in steps


def _plain(text: str) -> str:
    return fold(normal(text)).strip(" .!")
