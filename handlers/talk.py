"""Greetings, thanks, help, and what is none of the bot's business."""

from __future__ import annotations

from handlers import say
from handlers.asked import Asked
from handlers.patterns import GREETING, HELP, OUTSIDE, RECORDING, THANKS
from handlers.turn import Reply
from index.keys import Content
from index.text import TOKEN, fold, normal

_POLITE = {"em", "e", "anh", "chi", "c", "ban", "nhieu", "nhe", "a", "oi"}


def answer_talk(asked: Asked) -> list[Reply] | None:
    question, plan = asked.question, asked.plan
    if question.says(RECORDING):
        return [Reply(say.lines(say.not_recording(), say.examples()))]
    if asked.good_targets and not question.says(OUTSIDE):
        return None
    if question.says(OUTSIDE):
        return [Reply(say.lines(say.out_of_scope(plan), say.examples()))]
    if question.says(HELP):
        return [Reply(say.help_text(plan))]
    if question.says(GREETING) and _only_politeness(question.without(GREETING, THANKS)):
        return [Reply(say.greeting(plan))]
    if (question.says(THANKS) and _only_politeness(question.without(THANKS))) or _thanks_as_typed(question.typed):
        return [Reply(say.thanks())]
    return None


def _only_politeness(left: Content) -> bool:
    return set(left.tokens) <= _POLITE


def _thanks_as_typed(typed: str) -> bool:
    """ "vang a", which mended to the plan's words is the "vàng" of "dân số vàng"."""
    said = f" {' '.join(TOKEN.findall(normal(typed).lower()))} "
    return THANKS.search(said) and set(fold(THANKS.sub(" ", said)).split()) <= _POLITE
