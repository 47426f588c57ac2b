"""A question held against one plan: what it names, found once and shared by the handlers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from corpus.plan import Plan, Reference, Target, Topic
from handlers.library import Library, Task
from handlers.names import Named
from handlers.patterns import ASKING, COMPARING, PERCENT
from handlers.question import SIGNS, Question
from handlers.turn import Conversation, Message
from index.finder import Match
from index.keys import GAP, Content, content, content_of, spelled
from index.search import Hit

NAMED, EXPLAINED = 0.72, 0.62
"""How much of a name a question must hold, and how much of the question the thing must explain, to be answered with it."""
ALL, ENOUGH = 0.95, 0.5
"""A name held whole is answered with less of the question explained, where nothing narrows it: the rest is talk."""
_JOINTS = frozenset(["và", "với", "hay", "hoặc", "còn", "vs", "lẫn", "cùng", "va", "voi", "hoac"])
WHOLLY, QUITE = 0.85, 0.92
_COMMAS = re.compile(r"(?<!\d)[,;&+]+|[,;&+]+(?!\d)")


def is_good(match: Match[Any]) -> bool:
    """Whether a question that matches so may be answered with the thing."""
    if match.named >= NAMED and match.explained >= EXPLAINED:
        return True
    return match.named >= ALL and match.explained >= ENOUGH and not match.narrowed


@dataclass(slots=True)
class Inquiry:
    """A question to one plan, in a conversation: an empty one where the question stands alone. `unanswered`: the plan says nothing."""

    message: Message
    conversation: Conversation
    library: Library
    now: datetime
    unanswered: bool = False


@dataclass(frozen=True)
class Asked:
    inquiry: Inquiry
    question: Question

    @property
    def library(self) -> Library:
        return self.inquiry.library

    @property
    def plan(self) -> Plan:
        return self.inquiry.library.plan

    @property
    def conversation(self) -> Conversation:
        return self.inquiry.conversation

    def remember(self, quotes: Iterable[tuple[str, str]] = (), targets: Iterable[Target] = ()) -> None:
        """What the chat is about from now on: this question, the sentences it is answered with and their places, its targets."""
        chat = self.conversation
        chat.question, chat.quotes, chat.targets = self.question.typed, tuple(quotes), tuple(target.code for target in targets)

    @cached_property
    def targets(self) -> list[Match[Target]]:
        return self.ranked(self.library.targets.find(self.question.content))

    def ranked(self, matches: list[Match[Target]]) -> list[Match[Target]]:
        """Best first; a number in the question speaks for the target that has it; a repeated target for its first place."""
        best: dict[str, Match[Target]] = {}
        for match in matches:
            first = self.library.by_code.get(match.item.same_as, match.item)
            moved = match if first is match.item else replace(match, item=first)
            if first.code not in best or moved.score > best[first.code].score:
                best[first.code] = moved
        return sorted(best.values(), key=lambda match: (-self.weight(match), match.item.code))

    def weight(self, match: Match[Target]) -> float:
        return match.score + (0.04 if match.item.goal in self.question.numbers else 0.0)

    @cached_property
    def good_targets(self) -> list[Match[Target]]:
        named = [match for match in self.targets if is_good(match) and not self._other_measure(match) and not self._other_matter(match)]
        return named or [match for match in self.targets if match.explained >= ENOUGH and self._told_by_number(match.item)]

    def _other_measure(self, match: Match[Target]) -> bool:
        """A share is asked for, and not all of the question is explained: a count of the same things is no answer."""
        asks_share = "%" in self.question.typed or self.question.says(PERCENT)
        return asks_share and match.explained < WHOLLY and match.item.goal is not None and match.item.measure != "%"

    def _other_matter(self, match: Match[Target]) -> bool:
        """The question names another matter of the plan by words that the target does not have ("rác thải")."""
        if match.explained >= QUITE:
            return False
        return any(topic.named >= ALL and match.foreign & set(content(topic.form).tokens) for topic in self.topics)

    def _told_by_number(self, target: Target) -> bool:
        """A number of the question singles the target out: it is its goal, or stands in its sentence ("36 tháng")."""
        question = self.question
        asked = [question.typed[quantity.start : quantity.end].strip().lower() for quantity in question.quantities]
        return target.goal in question.numbers or any(len(text) > 4 and text in target.quote.lower() for text in asked)

    @cached_property
    def tasks(self) -> list[Match[Task]]:
        return self.library.task_finder.find(self.question.content)

    @cached_property
    def references(self) -> list[Match[Reference]]:
        return self.library.references.find(self.question.content)

    @cached_property
    def topics(self) -> list[Match[Topic]]:
        return self.library.topics.find(self.question.content)

    @cached_property
    def agencies(self) -> list[Named]:
        return self.library.names.find(self.question.loose)

    @cached_property
    def hits(self) -> list[Hit]:
        return self.library.index.search(replace(self.question.cleaned, text=self.question.matter), limit=5)

    @property
    def joined(self) -> bool:
        """The parts are joined by "và", "với": they may share their head; mere commas let each stand alone."""
        return self.question.says(COMPARING) or any(word in _JOINTS for word in self.question.words)

    @cached_property
    def parts(self) -> list[str]:
        """The question cut at "và", "với", commas: where two things may be asked at once."""
        parted = _COMMAS.sub(" và ", SIGNS.sub(lambda sign: " và " if sign[0] != '"' else " ", self.question.cleaned.text))
        said = f" {' '.join(spelled(parted))} "
        joint = "và" if self.question.says(COMPARING) else GAP
        for pattern in ASKING:
            said = pattern.sub(joint if pattern is COMPARING else GAP, said)
        parts: list[list[str]] = [[]]
        for word in said.split():
            if word in _JOINTS:
                parts.append([])
            else:
                parts[-1].append(word)
        return [" ".join(part) for part in parts if part]

    @property
    def _may_have_parts(self) -> bool:
        """Whether anything in the question could part it: most questions need not be cut to know that they are one."""
        text = self.question.cleaned.text.rstrip(" .?!")
        signed = SIGNS.search(text) is not None or _COMMAS.search(text) is not None
        return signed or not _JOINTS.isdisjoint(self.question.words) or self.joined

    @cached_property
    def segments(self) -> list[Content]:
        """What each part is about, parts that say nothing left out."""
        return [segment for part in self.parts if (segment := content_of(part.split())).tokens]

    @cached_property
    def several(self) -> list[Match[Target]]:
        """The targets that the parts of the question name, where each part names its own; empty otherwise."""
        if not self._may_have_parts or len(self.segments) < 2:
            return []
        found = []
        for segment in self.segments:
            others = [key for other in self.segments if other is not segment for key in other.tokens]
            matches = self.ranked(self.library.targets.find(segment, extra=others if self.joined else ()))
            least = 0.5 if self.question.says(COMPARING) else 0.7
            good = [match for match in matches if match.named >= least and match.explained >= 0.65]
            if good:
                found.append(good[0])
        distinct = {match.item.code: match for match in found}
        return list(distinct.values()) if len(distinct) > 1 else []
