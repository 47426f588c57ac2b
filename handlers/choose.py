"""Where several targets fit a question equally: which is meant is asked, with their values and options to press or type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.plan import Target
from handlers import say
from handlers.asked import Asked
from handlers.patterns import MEANING, MONEY, PROCEDURE, PROGRESS
from handlers.turn import LETTERS, Conversation, Reply
from index.text import fold, normal

FEWEST, MOST = 2, 6
FITTING = 0.9
FEW_WORDS = 4
"""So many words at the most can name an option by a part of it; more are a question."""
SHORT = 5
"""Content words up to which a question may be the half of a target's name."""


def answer_choice(asked: Asked) -> list[Reply] | None:
    """The targets that the whole question fits though it names none of them: "nước sạch", "hộ nghèo"."""
    question = asked.question
    if len(question.tokens) > SHORT or any(map(question.says, (MEANING, MONEY, PROCEDURE, PROGRESS))):
        return None
    matches = asked.ranked(asked.library.targets.find(question.content, least=0.15))
    fitting = [match.item for match in matches if match.explained >= FITTING]
    if not FEWEST <= len(fitting) <= MOST:
        return None
    return [offer(asked.conversation, say.choose(asked.plan), fitting)]


def offer(chat: Conversation, sentence: str, targets: Sequence[Target]) -> Reply:
    """The reply that offers the targets; a letter, the label or a press then stands for the question after one of them."""
    labels = [say.option(target) for target in targets]
    chat.options = {label: target.name for label, target in zip(labels, targets, strict=True)}
    chat.options |= {letter: target.name for letter, target in zip(LETTERS, targets, strict=False)}
    return Reply(say.lines(sentence, *map(say.list_line, targets)), tuple((label,) for label in labels))


def chosen(chat: Conversation, text: str, press: str) -> str:
    """What a press, a typed letter or label, or words that one option alone has stand for; any other text stands for itself.
    Options are offered once."""
    options, chat.options = chat.options, {}
    typed = text.strip()
    said = options.get(press) or options.get(typed) or options.get(typed.rstrip(".").upper())
    return said or press or _alone_in(options, typed) or text


def _alone_in(options: Mapping[str, str], typed: str) -> str:
    """The one meaning that has every word typed; empty where none has, or several."""
    words = fold(normal(typed)).strip(" .?!").split()
    if not 0 < len(words) <= FEW_WORDS or any(map(str.isdigit, typed)):
        return ""
    found = {meaning for meaning in options.values() if set(words) <= set(fold(normal(meaning)).split())}
    return found.pop() if len(found) == 1 and len(set(options.values())) > 1 else ""
