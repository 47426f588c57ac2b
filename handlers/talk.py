"""Greetings, thanks, help, and what is none of the bot's business."""

from __future__ import annotations

from handlers import say
from handlers.asked import Asked
from handlers.patterns import GREETING, HELP, OUTSIDE, THANKS
from handlers.turn import Reply


def answer_talk(asked: Asked) -> list[Reply] | None:
    question, plan = asked.question, asked.plan
    if asked.good_targets:
        return None
    if question.says(OUTSIDE):
        return [Reply(say.lines(say.out_of_scope(plan), say.examples()))]
    if question.says(HELP):
        return [Reply(say.help_text(plan))]
    if question.says(GREETING) and len(question.without(GREETING)) == 0:
        return [Reply(say.greeting(plan))]
    if question.says(THANKS) and len(question.without(THANKS)) == 0:
        return [Reply(say.thanks())]
    return None
