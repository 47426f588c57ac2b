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

FITTING = 0.9
"""A label that names no target may mean those that explain it as far as this."""
RIVAL, ALIKE = 0.97, 0.55
"""A target that explains a label whole, and this much of whose name it holds, may be meant as well as the one that it names."""
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


def name(library: Library, labels: Sequence[str], own: Collection[str], today: date) -> Named:
    """What the first label that names anything surely means; else what may be meant. `own` are the codes that the sender owes:
    where several targets fit, those count before the rest."""
    best = NOTHING
    for label in labels:
        named = _among(_named(library, label, today), own)
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
        return Named(tuple(_fitting(asked)[:MOST]), place=place)
    best = asked.weight(good[0])
    equal = [match for match in good if asked.weight(match) >= best - 0.02]
    rivals = [one for one in asked.targets if one.explained >= RIVAL and one.named >= ALIKE]
    targets = dict.fromkeys(match.item for match in (*equal, *rivals))
    return Named(tuple(targets)[:MOST], len(equal) == 1 and not equal[0].foreign, place=place)


def _fitting(asked: Asked) -> list[Target]:
    """The targets that the whole label fits though it names none of them: "nước sạch", "hộ nghèo"."""
    matches = asked.ranked(asked.library.targets.find(asked.question.content, least=0.15))
    return [match.item for match in matches if match.explained >= FITTING]


def tasks_named(library: Library, label: str, agencies: Collection[str]) -> list[Task]:
    """The duties, of some agencies or of any, that a label names, the likeliest first."""
    matches = library.task_finder.find(content(library.cleaner.clean(label).text))
    mine = [match for match in matches if not agencies or not set(match.item.agencies).isdisjoint(agencies)]
    return [match.item for match in mine if match.named >= 0.7 and match.explained >= 0.6][:MOST]
