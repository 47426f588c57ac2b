"""General questions, answered with the plan's sentences; and the honest word where it has none."""

from __future__ import annotations

from handlers import say
from handlers.asked import Asked
from handlers.patterns import ABOUT_PLAN, MEANING, MONEY, NUMBER, PERSON, PROCEDURE, PROGRESS, SANCTION, VALIDITY, WHAT_IS, WHEN, WHO
from handlers.turn import Reply
from index.search import Hit

SURE, NEAR = 0.25, 0.18
"""Shares of the best possible score above which a sentence is the answer, or at least near (retrieval measurements)."""


def answer_passages(asked: Asked) -> list[Reply] | None:
    hits = asked.hits
    if not hits or hits[0].share < SURE or _asks_what_sentences_cannot_tell(asked):
        return None
    library = asked.library
    best = library.sentences[hits[0].id]
    others = [library.sentences[hit.id] for hit in hits[1:3] if hit.share >= max(NEAR, 0.6 * hits[0].share)]
    asked.remember((sentence.text, library.place(sentence.passage)) for sentence in (best, *others))
    return [
        Reply(
            say.lines(
                say.passage_answer(best.text, library.place(best.passage), asked.plan),
                *(say.also(sentence.text, library.place(sentence.passage)) for sentence in others),
            )
        )
    ]


def _asks_what_sentences_cannot_tell(asked: Asked) -> bool:
    """A question for a number, a name or a sum is not answered by a sentence that merely shares its words."""
    question = asked.question
    return any(question.says(pattern) for pattern in (PERSON, MONEY, SANCTION, PROGRESS, NUMBER, MEANING))


def answer_beyond(asked: Asked) -> list[Reply] | None:
    """Names of persons and sanctions: no plan names them, whatever else the question speaks of."""
    return answer_nothing(asked) if any(map(asked.question.says, (PERSON, SANCTION, VALIDITY, PROCEDURE))) else None


def answer_nothing(asked: Asked) -> list[Reply]:
    """The plan does not say it: said first, then the nearest thing that it does say."""
    asked.remember()
    reason = _reason(asked)
    asked.inquiry.unanswered = reason not in (say.about_what(), say.no_results(asked.plan))
    near = [hit for hit in asked.hits[:2] if hit.share >= NEAR]
    return [Reply(say.lines(reason, *_nearest(asked, near)))]


def _reason(asked: Asked) -> str:
    question, plan = asked.question, asked.plan
    vague = not question.tokens and not question.quantities and any(map(question.says, (WHO, NUMBER, WHEN)))
    if vague and not any(map(question.says, (PERSON, PROGRESS, SANCTION, VALIDITY, MONEY))):
        return say.about_what()
    for pattern, sentence in (
        (PERSON, say.no_person),
        (PROGRESS, say.no_results),
        (SANCTION, say.no_sanction),
        (VALIDITY, say.no_validity),
        (MONEY, say.no_money),
        (NUMBER, say.no_such_target),
        (MEANING, say.no_definition),
        (WHAT_IS, say.no_definition),
    ):
        if question.says(pattern):
            return sentence(plan)
    return say.not_in_plan(plan)


def _nearest(asked: Asked, near: list[Hit]) -> list[str]:
    library = asked.library
    if asked.question.says(ABOUT_PLAN):
        return [say.about_plan(asked.plan)]
    if not near:
        return [say.examples()]
    sentences = [library.sentences[hit.id] for hit in near]
    return [say.nearest(), *(say.nearest_passage(s.text, library.passages[s.passage]) for s in sentences)]
