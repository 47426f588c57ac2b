"""The documents that the plan cites, the plan's own particulars, and its general topics."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.plan import Reference, Target, Topic
from handlers import say
from handlers.asked import EXPLAINED, NAMED, Asked
from handlers.patterns import ABOUT_PLAN, DEADLINE, DOCUMENT, GOALS, HORIZON, MEANING, NUMBER, WHAT_IS, WHEN, WHICH_DOCUMENT, WHO
from handlers.turn import Reply
from index.keys import Content, content, keys

DETAILED = 3
_CITING = frozenset({"dan", "trich", "thuc", "hien", "ban", "hanh", "can", "cu", "van", "neu", "nhac", "toi"})
_ISSUING = frozenset({"ban", "hanh", "ky", "phe", "duyet", "ngay", "nam"})
HALF = 0.5
MENTIONED = 8
"""Words of content besides a document's number from which on the document is only mentioned."""
_OTHER_PLAN = re.compile(r"\b(?:kế hoạch|ke hoach|kh)(?: số| so)?\s*(\d{1,4})\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,4})(?![\d.,]*\d|\s*%)")


def answer_plan(asked: Asked) -> list[Reply] | None:
    """The plan's own number, date, issuer and title."""
    if not asked.question.says(ABOUT_PLAN):
        return None
    if any(match.score > 0.8 for match in asked.good_targets) or any(topic.score > 0.9 for topic in asked.topics):
        return None
    asked.remember()
    return [Reply(say.lines(say.about_plan(asked.plan), say.plan_details(asked.plan)))]


def answer_document_by_number(asked: Asked) -> list[Reply] | None:
    """A document named by its number: "QĐ 338", "Nghị quyết 42", "127-KL/TW"."""
    numbers = set(_NUMBER.findall(asked.question.typed))
    if not numbers:
        return None
    numbered = [r for r in asked.plan.references if (start := re.match(r"\d+", r.number)) and start[0] in numbers]
    said = f" {' '.join(asked.question.keys)} "
    found = [r for r in numbered if _has_symbol(asked) or f" {' '.join(keys(r.kind))} " in said]
    if not found or _asks_beyond(asked):
        return None
    same_kind = [r for r in found if f" {' '.join(keys(r.kind))} " in said]
    return tell_documents(asked, same_kind or found)


def _asks_beyond(asked: Asked) -> bool:
    """The document is only mentioned: the question is for a target or for who does what under it."""
    question = asked.question
    if question.says(WHICH_DOCUMENT) or question.says(MEANING):
        return False
    left = question.without(WHO, WHEN, DOCUMENT, WHAT_IS).tokens
    if question.says(WHO) and set(left) - _ISSUING - set(_kinds_said(asked)):
        return True
    return bool(asked.good_targets and question.says(NUMBER)) or len(left) > MENTIONED


def _kinds_said(asked: Asked) -> list[str]:
    return [key for reference in asked.plan.references for key in keys(reference.kind)]


def _has_symbol(asked: Asked) -> bool:
    return bool(re.search(r"\d+\s*[-/]\s*[A-ZĐa-zđ]{2}", asked.question.typed))


def answer_document_by_subject(asked: Asked) -> list[Reply] | None:
    """A document asked for by what it is about: "... là quyết định nào?"."""
    if not asked.question.says(WHICH_DOCUMENT):
        return None
    tokens = asked.question.without(WHICH_DOCUMENT)
    issued = _by_issuer(asked, tokens)
    if issued:
        return tell_documents(asked, issued)
    matches = asked.library.references.find(tokens)
    good = [match for match in matches if match.explained >= 0.75 and match.named >= 0.35]
    if not good:
        return None
    return tell_documents(asked, [match.item for match in good[:2] if match.score >= good[0].score - 0.1])


def _by_issuer(asked: Asked, asked_for: Content) -> list[Reference]:
    """The documents of the kind and issuer asked for, where the question says no more ("chương trình nào của Tỉnh ủy")."""
    said = f" {' '.join(asked.question.keys)} "
    left = set(asked_for.tokens) - _CITING
    kinds = {reference.kind for reference in asked.plan.references if f" {' '.join(keys(reference.kind))} " in said}
    for kind in kinds:
        left -= set(keys(kind))
    return [
        reference
        for reference in asked.plan.references
        if reference.kind in kinds and left and left <= set(content(reference.issuer).tokens)
    ]


def tell_documents(asked: Asked, found: Sequence[Reference]) -> list[Reply]:
    asked.remember((item.quote, asked.library.place(item.passage)) for item in found)
    if len(found) > DETAILED:
        return [Reply(say.documents(asked.plan, found))]
    parts = [
        part
        for item in found[:DETAILED]
        for part in (
            say.reference_headline(item),
            say.quoted(item.quote, say.LONGEST_QUOTE),
            say.source(asked.plan, asked.library.place(item.passage)),
        )
    ]
    return [Reply(say.lines(*parts))]


def answer_topic(asked: Asked) -> list[Reply] | None:
    """A general matter of the plan asked for by its name."""
    good = [m for m in asked.topics if m.named >= NAMED and m.explained >= EXPLAINED]
    if not good or asked.question.says(NUMBER) or (asked.good_targets and asked.good_targets[0].score > good[0].score):
        return None
    topic = good[0].item
    if question_of_meaning(asked) and set(content(topic.name).tokens) != set(asked.question.without(WHAT_IS).tokens):
        return None
    return tell_topic(asked, topic)


def tell_topic(asked: Asked, topic: Topic) -> list[Reply]:
    places = [asked.library.passage_of(quote) for quote in topic.quotes]
    asked.remember((quote, passage.place if passage else "") for quote, passage in zip(topic.quotes, places, strict=True))
    parts = [
        part
        for quote, passage in zip(topic.quotes, places, strict=True)
        for part in (say.quoted(quote, 1500), say.source(asked.plan, passage.place) if passage else "")
    ]
    dated = any(character.isdigit() for quote in topic.quotes for character in quote)
    asks_day = asked.question.says(WHEN) or asked.question.says(DEADLINE)
    head = say.no_day_for(topic.name) if asks_day and not dated else say.topic_headline(topic.name)
    return [Reply(say.lines(head, *parts))]


def answer_near_topic(asked: Asked) -> list[Reply] | None:
    """The topic that the question half names, where nothing else answers it and no number is asked for."""
    near = [m for m in asked.topics[:1] if min(m.named, m.explained) >= HALF]
    if not near or asked.question.says(NUMBER) or question_of_meaning(asked):
        return None
    return tell_topic(asked, near[0].item)


def question_of_meaning(asked: Asked) -> bool:
    return asked.question.says(MEANING) or asked.question.says(WHAT_IS)


def answer_other_plan(asked: Asked) -> list[Reply] | None:
    """A plan that is not loaded is told so, lest its questions be answered from this one."""
    named = _OTHER_PLAN.search(asked.question.typed)
    if named is None or named[1] == asked.plan.number.split("/")[0]:
        return None
    if any(reference.number.startswith(named[1]) for reference in asked.plan.references):
        return None
    return [Reply(say.other_plan(named[1], asked.plan))]


def answer_missing(asked: Asked) -> list[Reply] | None:
    """A part that the text at hand lacks ("Phụ lục I") is said to be lacking, with where the plan speaks of it."""
    said = f" {' '.join(asked.question.keys)} "
    lacking = [part for part in asked.plan.missing if len(part) < 20 and f" {' '.join(keys(part.rstrip('IV ')))} " in said]
    if not lacking:
        return None
    asked.inquiry.unanswered = True
    quotes = [match.item.quotes[0] for match in asked.topics[:1]]
    return [Reply(say.lines(say.lacking(lacking, asked.plan), *(say.quoted(quote) for quote in quotes)))]


def answer_cited(asked: Asked) -> list[Reply] | None:
    """A document asked for by the name it goes by: "đề án 1 triệu căn hộ"."""
    if not asked.question.says(DOCUMENT):
        return None
    good = [m for m in asked.references if m.named >= 0.85 and m.explained >= 0.7]
    best = asked.good_targets[0].score if asked.good_targets else 0.0
    if not good or good[0].score <= best:
        return None
    return tell_documents(asked, [good[0].item])


def answer_horizon(asked: Asked) -> list[Reply] | None:
    """By when the goals as a whole are due."""
    question = asked.question
    general = question.says(HORIZON) or (question.says(WHEN) and question.says(GOALS))
    if not general or set(question.without(HORIZON, WHEN, GOALS).tokens) - {"hoan", "thanh", "xong", "cu", "the", "moc", "chung"}:
        return None
    years: dict[int, list[Target]] = {}
    for target in asked.plan.targets:
        if target.by:
            years.setdefault(target.by, []).append(target)
    common = max(years, key=lambda year: len(years[year]))
    others = [target for year, group in sorted(years.items()) if year != common for target in group]
    return [Reply(say.lines(say.horizon(common, len(years[common])), *(say.list_line(target) for target in others)))]
