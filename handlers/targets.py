"""Questions about the value of a target: one, several at once, or two held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.plan import Contradiction, Target
from corpus.writing import write_number
from handlers import say
from handlers.asked import Asked
from handlers.patterns import COMPARING, OWN_COMMUNE, PERCENT
from handlers.question import has_digit
from handlers.turn import Reply
from handlers.unsaid import unsaid_reason
from index.finder import Match
from index.keys import content

LONGEST = 1300
"""Characters of one answer on a phone; what matters least is left out first."""


def answer_targets(asked: Asked) -> list[Reply] | None:
    """The target or targets that the question names, or what keeps them from being the answer."""
    several = asked.several
    if several and not _one_says_it_all(asked):
        numbered = [match for match in several if match.item.goal in asked.question.numbers]
        if asked.question.says(COMPARING):
            return compare(asked, several)
        which = "hay" in asked.question.words and len(numbered) == 1
        return tell(asked, [match.item for match in (numbered if which else several)])
    good = asked.good_targets
    if not good:
        return None
    rivals = _rivals(asked, good)
    reason = unsaid_reason(asked, rivals[0])
    if reason:
        asked.inquiry.unanswered = reason != say.no_results(asked.plan)
        remember(asked, [rivals[0].item])
        return [Reply(say.lines(reason, say.nearest(), body(asked, rivals[0].item)))]
    return tell(asked, [match.item for match in rivals])


def _one_says_it_all(asked: Asked) -> bool:
    """A joint inside one target's name ("tu bổ và tôn tạo") parts no question in two."""
    if not asked.good_targets:
        return False
    held = set(content(asked.good_targets[0].form).tokens)
    return all(set(segment.tokens) <= held for segment in asked.segments)


def _rivals(asked: Asked, good: Sequence[Match[Target]]) -> list[Match[Target]]:
    """The best match with those just as good: asked of them all, an answer names them all."""
    best = asked.weight(good[0])
    rivals = [match for match in good if asked.weight(match) >= best - 0.02][:4]
    if asked.question.years and not any(match.item.by in asked.question.years for match in rivals):
        in_year = [m for m in asked.targets if m.item.by in asked.question.years and m.named >= 0.5 and m.explained >= 0.7]
        return in_year[:1] or rivals
    chosen = [match for match in rivals if match.item.by in asked.question.years]
    return chosen if len(chosen) == 1 else rivals


def tell(asked: Asked, targets: Sequence[Target]) -> list[Reply]:
    remember(asked, targets)
    if len(targets) == 1:
        return [Reply(full_answer(asked, targets[0]))]
    shared = [item for item in disputes_of(asked, targets[0]) if all(item in disputes_of(asked, target) for target in targets)]
    return [Reply(say.lines(say.both(targets), *(body(asked, target) for target in targets), *map(say.advice, shared)))]


def remember(asked: Asked, targets: Sequence[Target]) -> None:
    asked.remember(((target.quote, asked.library.place(target.passage)) for target in targets), targets)


def full_answer(asked: Asked, target: Target) -> str:
    wrong = wrong_premise(asked, target)
    whole = asked.library.by_code.get(target.within)
    return say.within(
        LONGEST,
        say.headline(whole) if whole and target.goal is None and ("%" in asked.question.typed or asked.question.says(PERCENT)) else "",
        say.headline(target),
        say.premise_wrong(target, wrong) if wrong else "",
        say.no_commune_goal() if asked.question.says(OWN_COMMUNE) else "",
        say.quoted(target.quote, 500),
        *details(asked, target),
    )


def body(asked: Asked, target: Target) -> str:
    return say.lines(say.list_line(target), say.quoted(target.quote, 300), say.source(asked.plan, asked.library.place(target.passage)))


def details(asked: Asked, target: Target) -> list[str]:
    """Where it stands, who is responsible, what to mind, what is near."""
    library = asked.library
    names = [library.agency_name(agency) for agency in target.responsible]
    passage = library.passage_of(target.responsible_quote) if names else None
    return [
        say.source(asked.plan, library.place(target.passage)),
        say.responsibility(target, names, passage.place if passage else "", say.without_annexes(asked.plan)),
        say.note(target.note),
        say.related(asked.library.near(target)),
        *(say.dispute(item, target.quote) for item in disputes_of(asked, target)),
    ]


def disputes_of(asked: Asked, target: Target) -> list[Contradiction]:
    """What the plan says twice differently about the target; not what it says of another one in the same sentence."""
    return [item for item in asked.plan.contradictions if any(_says_goal(quote, target) for quote in item.quotes)]


def _says_goal(quote: str, target: Target) -> bool:
    if target.quote in quote:
        return True
    return quote in target.quote and (target.goal is None or not has_digit(quote) or write_number(target.goal) in quote)


def wrong_premise(asked: Asked, target: Target) -> list[Decimal]:
    """The numbers of the question that claim another value than the goal; ages and the like claim nothing."""
    return [
        quantity.value
        for quantity in asked.question.quantities
        if target.goal is not None and quantity.value != target.goal and quantity.measure and same_measure(quantity.measure, target.measure)
    ]


def same_measure(asked: str, measure: str) -> bool:
    return asked == measure or ("%" not in (asked, measure) and asked.split()[0] == measure.split()[0])


def compare(asked: Asked, several: Sequence[Match[Target]]) -> list[Reply]:
    targets = [match.item for match in several]
    first, second = targets[0], targets[1]
    remember(asked, targets)
    parts = [body(asked, target) for target in targets]
    if first.goal is None or second.goal is None or first.measure != second.measure:
        return [Reply(say.lines(say.cannot_subtract(first, second), *parts))]
    high, low = (first, second) if first.goal >= second.goal else (second, first)
    return [Reply(say.lines(say.difference(high, low), *parts))]
