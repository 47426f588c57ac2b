"""What the plan does not say: reasons why a target that a question names is still not its answer."""

from __future__ import annotations

from corpus.places import named_place
from corpus.plan import Target
from handlers import say
from handlers.asked import Asked
from handlers.patterns import ELSEWHERE, EXISTING, MONEY, PERSON, PROGRESS, SANCTION
from index.finder import Match
from index.keys import content, spelled


def unsaid_reason(asked: Asked, match: Match[Target]) -> str:
    """The honest first line where the plan names the target but not what is asked of it; empty where it is the answer."""
    question, plan = asked.question, asked.plan
    if question.says(PERSON):
        return say.no_person(plan)
    if question.says(PROGRESS):
        return say.no_results(plan)
    if question.says(SANCTION):
        return say.no_sanction(plan)
    if question.says(MONEY) and "đồng" not in match.item.measure:
        return say.no_money(plan)
    if question.says(ELSEWHERE):
        return say.no_comparison(plan)
    place = library_place(asked)
    if place:
        return say.no_target_for(place, plan)
    target = match.item
    if question.says(EXISTING) and target.measure == "%" and "%" not in question.typed and not _says_what_of_them(asked, target):
        return say.no_such_target(plan)
    for year in question.years:
        if year != target.by and year != plan.issued.year and not _about_another_year(asked, year):
            return say.no_target_in_year(year, plan)
    return ""


def _says_what_of_them(asked: Asked, target: Target) -> bool:
    """Whether "có bao nhiêu di tích" goes on to say what is to become of them, as the target does."""
    name = set(content(target.name).tokens)
    return len(name & set(asked.question.tokens)) >= 0.6 * len(name)


def library_place(asked: Asked) -> str:
    """A place smaller than the plan's area, or another province, that the question names."""
    return named_place(spelled(asked.question.typed))


def _about_another_year(asked: Asked, year: int) -> bool:
    return any(match.item.by == year for match in asked.good_targets)
