"""The documents that the plan cites, the plan's own particulars, and its general topics."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.plan import Reference
from handlers import say
from handlers.asked import EXPLAINED, NAMED, Asked
from handlers.patterns import ABOUT_PLAN, DOCUMENT, WHICH_DOCUMENT
from handlers.turn import Reply
from index.keys import keys

_NUMBER = re.compile(r"(?<![\d.,])(\d{1,4})(?![\d.,]*\d|\s*%)")


def answer_plan(asked: Asked) -> list[Reply] | None:
    """The plan's own number, date, issuer and title."""
    if not asked.question.says(ABOUT_PLAN):
        return None
    if [match for match in asked.good_targets if match.score > 0.8]:
        return None
    _remember(asked, ())
    return [Reply(say.lines(say.about_plan(asked.plan), say.plan_details(asked.plan)))]


def answer_document_by_number(asked: Asked) -> list[Reply] | None:
    """A document named by its number: "QĐ 338", "Nghị quyết 42", "127-KL/TW"."""
    if not asked.question.says(DOCUMENT) and not _has_symbol(asked):
        return None
    numbers = set(_NUMBER.findall(asked.question.typed))
    found = [r for r in asked.plan.references if r.number and re.match(r"\d+", r.number) and re.match(r"\d+", r.number)[0] in numbers]  # type: ignore[index]
    if not found:
        return None
    said = f" {' '.join(asked.question.keys)} "
    same_kind = [r for r in found if f" {' '.join(keys(r.kind))} " in said]
    return tell_documents(asked, same_kind or found)


def _has_symbol(asked: Asked) -> bool:
    return bool(re.search(r"\d+\s*[-/]\s*[A-ZĐa-zđ]{2}", asked.question.typed))


def answer_document_by_subject(asked: Asked) -> list[Reply] | None:
    """A document asked for by what it is about: "... là quyết định nào?"."""
    if not asked.question.says(WHICH_DOCUMENT):
        return None
    tokens = asked.question.without(WHICH_DOCUMENT)
    matches = asked.library.references.find(tokens)
    good = [match for match in matches if match.explained >= 0.75 and match.named >= 0.35]
    if not good:
        return None
    return tell_documents(asked, [match.item for match in good[:2] if match.score >= good[0].score - 0.1])


def tell_documents(asked: Asked, found: Sequence[Reference]) -> list[Reply]:
    _remember(asked, found)
    parts = [
        part
        for item in found[:4]
        for part in (
            say.reference_headline(item),
            say.quoted(item.quote),
            say.source(asked.plan, asked.library.place(item.passage)),
        )
    ]
    return [Reply(say.lines(*parts))]


def answer_topic(asked: Asked) -> list[Reply] | None:
    """A general matter of the plan asked for by its name."""
    good = [m for m in asked.topics if m.named >= NAMED and m.explained >= EXPLAINED]
    if not good or (asked.good_targets and asked.good_targets[0].score > good[0].score):
        return None
    topic = good[0].item
    places = [asked.library.passage_of(quote) for quote in topic.quotes]
    chat = asked.conversation
    chat.question, chat.targets, chat.agencies = asked.question.typed, (), ()
    chat.quotes = tuple((q, p.place if p else "") for q, p in zip(topic.quotes, places, strict=True))
    parts = [
        part
        for quote, passage in zip(topic.quotes, places, strict=True)
        for part in (say.quoted(quote, 1500), say.source(asked.plan, passage.place) if passage else "")
    ]
    return [Reply(say.lines(say.topic_headline(topic.name), *parts))]


def _remember(asked: Asked, found: Sequence[Reference]) -> None:
    chat = asked.conversation
    chat.question, chat.targets, chat.agencies = asked.question.typed, (), ()
    chat.quotes = tuple((item.quote, asked.library.place(item.passage)) for item in found)
