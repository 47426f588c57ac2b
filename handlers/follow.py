"""Messages that lean on the question before: "còn nông thôn?", "ai chủ trì?", "trích nguyên văn"."""

from __future__ import annotations

from handlers import say
from handlers.asked import Asked
from handlers.patterns import FOLLOWING, PLACE, SHORTER, SURE, VERBATIM, WHEN, WHO
from handlers.targets import tell
from handlers.turn import Reply
from index.keys import Content, content

SHORT = 4
"""Content words up to which a message may be the rest of a question rather than a question."""


def stands_alone(asked: Asked) -> bool:
    """Whether the answer is the same whatever was said before: nothing below would take the message up."""
    return len(asked.question.tokens) > SHORT or (bool(asked.good_targets) and not asked.question.says(FOLLOWING))


def answer_about_last(asked: Asked) -> list[Reply] | None:
    """What is asked of the answer itself: its wording, its place, whether it is sure."""
    chat, question = asked.conversation, asked.question
    if not chat.quotes or asked.good_targets or len(question.tokens) > SHORT:
        return None
    if question.says(PLACE):
        rows = [f"{say.quoted(quote, 160)} – {place}" for quote, place in chat.quotes]
        return [Reply(say.lines(say.place_headline(chat.quotes[0][1]), *rows, say.no_page_numbers()))]
    if question.says(VERBATIM):
        rows = [f"{say.quoted(quote, 1200)} ({place})" for quote, place in chat.quotes]
        return [Reply(say.lines(say.verbatim_title(), *rows))]
    if question.says(SURE) or question.says(SHORTER):
        targets = [asked.library.by_code[code] for code in chat.targets]
        heads = [say.headline(target) for target in targets] or [say.quoted(chat.quotes[0][0], say.HEADLINE)]
        rows = [f"{say.quoted(quote, 500)} ({place})" for quote, place in chat.quotes]
        return [Reply(say.lines(*heads, *([] if question.says(SHORTER) else [say.sure(), *rows])))]
    return None


def answer_rest(asked: Asked) -> list[Reply] | None:
    """A target of the last question's family that the few new words single out."""
    chat = asked.conversation
    if not chat.targets or not _leans(asked):
        return None
    if asked.good_targets and min(asked.good_targets[0].named, asked.good_targets[0].explained) >= 0.85:
        return None
    new = _new_words(asked)
    last = asked.library.by_code[chat.targets[0]]
    if asked.question.years and len(new.tokens) < 2:
        return _in_year(asked)
    if not new.tokens:
        return tell(asked, [last]) if asked.question.says(WHEN) else None
    before = asked.library.targets.find(new, least=0.3, extra=content(asked.library.cleaner.clean(chat.question).text).tokens)
    alone = {m.item.code: m.named for m in asked.library.targets.find(new, least=0.3)}
    matches = [m for m in asked.ranked(before) if m.explained >= 0.7 and m.named >= 0.5 and m.named > alone.get(m.item.code, 0.0)]
    matches.sort(key=lambda match: -len(match.used))
    if not matches or (matches[0].item is last and _is_bare(asked)):
        # What was just told is not asked for again: a bare topic means all that it may mean.
        return None
    return tell(asked, [matches[0].item])


def _in_year(asked: Asked) -> list[Reply] | None:
    """The same matter in another year: "ý tôi là năm 2025"."""
    before = content(asked.library.cleaner.clean(asked.conversation.question).text)
    matches = asked.ranked(asked.library.targets.find(before, least=0.3))
    found = [match.item for match in matches if match.item.by in asked.question.years and match.explained >= 0.5]
    return tell(asked, found[:1]) if found else None


def leaning_owner_question(asked: Asked) -> str:
    """ "ai chủ trì?" after a target asks for that target's owner: the question in full, or nothing."""
    chat = asked.conversation
    if not chat.targets or not asked.question.says(WHO) or asked.question.without(WHO, FOLLOWING).tokens:
        return ""
    return f"{asked.question.typed} {asked.library.by_code[chat.targets[0]].name}"


def _leans(asked: Asked) -> bool:
    if len(asked.question.tokens) > SHORT:
        return False
    return asked.question.says(FOLLOWING) or not asked.good_targets


def _is_bare(asked: Asked) -> bool:
    """Whether a message is nothing but a topic, without a word of asking or going on."""
    return len(asked.question.typed.split()) <= len(asked.question.tokens)


def _new_words(asked: Asked) -> Content:
    return asked.question.without(FOLLOWING)
