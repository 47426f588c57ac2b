"""Which target or duty a label of a report names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache

from corpus.plan import Target
from handlers.ask import read as read_question
from handlers.asked import Asked, Inquiry
from handlers.library import Library, Task
from handlers.progress.words import ROLE_WORDS
from handlers.turn import Conversation, Message
from handlers.unsaid import library_place
from index.keys import content
from index.text import fold

FITTING = 0.65
"""A label that names no target may mean those that explain it as far as this."""
WHOLE, HELD = 0.97, 0.45
"""A label may mean a target that explains it whole; the only one that does, and this much of whose name it holds, is meant."""
NEXT = 0.95
"""… and no other explains as much as this."""
SAID = 0.85
"""A target of whose name a label holds this much is meant as well, if the label names another by as much."""
SIBLING = 0.6
"""The share of their names' words, those of place left out, that two targets have in common which a label may confuse."""
_SCOPES = frozenset(["toan", "tinh", "chung", "do", "thi", "thanh", "nong", "thon", "khu", "vuc", "tai", "o", "ca", "vung"])
_CODE = re.compile(r"(?<!\w)(ct|nv)[\s.-]*0*([0-9]{1,3})(?!\w|[.,][0-9])", re.I)
_CODE_ALONE = re.compile(r"\s*(?:chi tieu|chỉ tiêu|mã)?\s*(ct|nv)[\s.-]*0*([0-9]{1,3})\s*", re.I)
MOST = 6


@dataclass(frozen=True, slots=True)
class Named:
    """What a label may mean, the likeliest first. `surely`: it names the first, and says nothing besides.

    `place`: a smaller place that the label speaks of, so that the number is not the whole target's.
    """

    targets: tuple[Target, ...] = ()
    surely: bool = False
    task: Task | None = None
    place: str = ""

    @property
    def sure(self) -> bool:
        return ((self.surely and len(self.targets) == 1) or self.task is not None) and not self.place

    @property
    def known(self) -> bool:
        return bool(self.targets) or self.task is not None


NOTHING = Named()


def name(library: Library, labels: Sequence[str], own: Collection[str], today: date, heading: str = "") -> Named:
    """What the first label that names anything surely means; else what may be meant. `own` are the codes that the sender owes:
    where several targets fit, those count before the rest. `heading` may complete each label."""
    best, place = NOTHING, ""
    for label in (*labels, *(f"{heading} {label}" for label in labels if heading)):
        named = _among(_named(library, label, today), own)
        # A place that the whole label names is not gone where a part of it names none.
        place = place or named.place
        named = replace(named, place=place)
        if named.sure:
            return named
        best = best if best.known else named
    return best


def called(library: Library, code: str) -> Named:
    """The target or duty with that code."""
    target = library.by_code.get(code)
    return Named((target,), surely=True) if target else Named(task=task_called(library, code))


def _among(named: Named, own: Collection[str]) -> Named:
    mine = tuple(target for target in named.targets if target.code in own)
    if not mine or len(named.targets) == 1:
        return named
    return replace(named, targets=mine, surely=named.surely and mine[0] is named.targets[0])


def coded(text: str) -> str:
    """The code that a label holds, "CT32"; empty where it holds none."""
    found = _CODE.search(text)
    return f"{found[1].upper()}{int(found[2]):02d}" if found else ""


def task_code(library: Library, task: Task) -> str:
    """Duties have no codes of their own in a plan: the number of their sentence serves, in the reviewed file's order."""
    return f"NV{library.tasks.index(task) + 1:02d}"


def task_called(library: Library, code: str) -> Task | None:
    number = int(code[2:]) if code.startswith("NV") and code[2:].isdigit() else 0
    return library.tasks[number - 1] if 0 < number <= len(library.tasks) else None


def _named(library: Library, label: str, today: date) -> Named:
    by_code = called(library, coded(label))
    if by_code.known:
        return by_code
    bare = " ".join(ROLE_WORDS.sub(" ", label).split())
    if not bare:
        return NOTHING
    whole = _found(library, label, today)
    # What is said besides may keep a name from being sure; but taking words out may break a name ("người có công").
    stripped = whole if whole.surely or bare == label else _found(library, bare, today)
    return stripped if stripped.surely or not whole.known else whole


@lru_cache(maxsize=2048)
def _found(library: Library, label: str, today: date) -> Named:
    asked = read_question(Inquiry(Message("", label), Conversation(), library, datetime.combine(today, time())))
    place, good = library_place(asked), asked.good_targets
    if not good:
        return _fitting(asked, place)
    best = asked.weight(good[0])
    equal = [match.item for match in good if asked.weight(match) >= best - 0.02]
    rivals = [] if _says_scope(equal[0], label) else _rivals(asked, equal[0])
    targets = tuple(dict.fromkeys([*equal, *rivals]))
    return Named(targets[:MOST], len(equal) == 1 and not good[0].foreign, place=place)


def _fitting(asked: Asked, place: str) -> Named:
    """The targets that the label fits though it names none of them: "nước sạch", "hộ nghèo"."""
    matches = [one for one in asked.ranked(asked.library.targets.find(asked.question.content, least=0.15)) if one.explained >= FITTING]
    whole = [one for one in matches if one.explained >= WHOLE]
    clear = len(matches) < 2 or matches[1].explained < NEXT
    only = len(whole) == 1 and clear and whole[0].named >= HELD and not whole[0].foreign and len(asked.question.tokens) > 1
    if only:
        return Named((whole[0].item,), surely=True, place=place)
    return Named(tuple(one.item for one in matches[:MOST]), place=place)


def _rivals(asked: Asked, named: Target) -> list[Target]:
    """Those of the same name but for the place or for a narrower sort, whom the label fits as well: "diện tích nhà ở"."""
    own = _matter(named)
    found = asked.ranked(asked.library.targets.find(asked.question.content, least=0.15))
    siblings = (
        one.item for one in found if one.explained >= WHOLE and len(own & _matter(one.item)) >= SIBLING * len(own | _matter(one.item))
    )
    form = next((set(content(one.form).tokens) for one in found if one.item is named), set())
    said_too = (one.item for one in found if one.named >= SAID and one.explained >= 0.5 and not set(content(one.form).tokens) <= form)
    return [one for one in (*siblings, *said_too) if one is not named]


@lru_cache(maxsize=512)
def _matter(target: Target) -> frozenset[str]:
    return frozenset(content(target.name).tokens) - _SCOPES


def _says_scope(target: Target, label: str) -> bool:
    """ "thất nghiệp chung", "diện tích nhà ở toàn tỉnh": said to be the whole one."""
    said = f" {fold(label)} "
    scope = fold(target.scope.lower())
    return f" {scope} " in said or (scope == "toan tinh" and any(f" {word} " in said for word in ("chung", "ca tinh", "cua tinh")))


def tasks_named(library: Library, label: str, agencies: Collection[str]) -> list[Task]:
    """The duties, of some agencies or of any, that a label names, the likeliest first."""
    matches = library.task_finder.find(content(library.cleaner.clean(label).text))
    mine = [match for match in matches if not agencies or not set(match.item.agencies).isdisjoint(agencies)]
    return [match.item for match in mine if match.named >= 0.7 and match.explained >= 0.6][:MOST]
