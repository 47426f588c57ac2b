"""The one question that a chat has to answer: asking it, and telling its answer from everything else that is said meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from handlers import say
from handlers.people.commands import meant
from handlers.turn import LETTERS, Conversation, Pending, Reply, Turn
from index.text import fold, normal

TO_DECIDE = timedelta(minutes=30)
"""For what cannot be undone: who comes back to it later may no longer know what was asked."""
TO_ENROL = timedelta(hours=24)
DECISIONS: Mapping[str, tuple[str, ...]] = {
    say.AGREE: ("register", "agree", "name"),
    say.DISAGREE: ("register", "agree"),
    say.ERASE: ("my_data", "erase"),
    say.DO_NOT_ERASE: ("my_data", "erase"),
    say.LEAVE: ("leave", "confirm"),
    say.DO_NOT_LEAVE: ("leave", "confirm"),
    say.REMOVE: ("remove", "confirm"),
    say.DO_NOT_REMOVE: ("remove", "confirm"),
}
"""The labels that decide something, each with the one route whose question it answers and the steps in which it does so.

Pressed under an old message they do nothing; other labels say by themselves what they mean.
"""
Answers = Callable[[Turn], list[Reply]]


def ask(turn: Turn, route: str, text: str, labels: Sequence[str] = (), *, lasting: timedelta = TO_DECIDE, **data: str) -> list[Reply]:
    """Asks; until it is answered or lapses, `route` gets the answer."""
    turn.conversation.pending = Pending(route, turn.now + lasting, data)
    return [offer(turn.conversation, text, {label: label for label in labels})]


def offer(chat: Conversation, text: str, meanings: Mapping[str, str], *, in_one_row: bool = True) -> Reply:
    """The reply that offers the labels; each, or its letter, then stands for what it means."""
    chat.options = {**meanings, **dict(zip(LETTERS, meanings.values(), strict=False))}
    labels = tuple(meanings)
    return Reply(text, (labels,) if in_one_row and labels else tuple((label,) for label in labels))


def decision(turn: Turn, route: str) -> str:
    """The label by which the route's question is decided; empty where the message is none or the press is an old one."""
    pending = turn.conversation.pending
    if pending is None or pending.kind != route or turn.message.outdated:
        return ""
    wanted = _plain(meant(turn))
    return next((label for label in DECISIONS if _decides(pending, label) and _plain(label) == wanted), "")


def awaits(turn: Turn, route: str, step: str) -> bool:
    pending = turn.conversation.pending
    return pending is not None and pending.kind == route and pending.data.get("step") == step


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


def keep_offer(chat: Conversation, before: Mapping[str, str], replies: Sequence[Reply]) -> None:
    """An ordinary question that is answered meanwhile does not take the waiting question's labels away."""
    if chat.pending is not None and not chat.options and not any(reply.options for reply in replies):
        chat.options = {label: meaning for label, meaning in before.items() if meaning in DECISIONS}


def privately(answer: Answers) -> Answers:
    """What concerns people is told and done in a private chat alone."""

    def answer_in_private(turn: Turn) -> list[Reply]:
        return answer(turn) if turn.message.private else [Reply(say.write_privately())]

    return answer_in_private


def _decides(pending: Pending, label: str) -> bool:
    route, *steps = DECISIONS[label]
    return pending.kind == route and pending.data.get("step") in steps


def _plain(text: str) -> str:
    return fold(normal(text)).strip(" .!")
