"""What one cell of a period's table names: targets and duties, or agencies; or why nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.plan import Target
from handlers.people.agencies import resolve
from handlers.progress.coordinate.aims import targets_in
from handlers.progress.coordinate.bodies import Body, bodies_in
from handlers.progress.coordinate.common import library_of, names_of
from handlers.progress.naming import task_called, task_code, tasks_named
from handlers.say import coordinate as say
from handlers.say import period_sheet as say_sheet
from handlers.turn import Turn
from index.text import fold, normal

_CODE = re.compile(r"(?<!\w)(?P<sort>ct|nv)[ .]*0*(?P<number>[0-9]{1,3})(?![\w]|[.,][0-9])")
_GOES_ON = re.compile(
    r"\s*(?:(?P<to>-|–|—|÷|den|toi)|[,;/+&]|va)\s*(?:(?P<sort>ct|nv)[ .]*)?0*(?P<number>[0-9]{1,3})"
    r"(?![\w%/]|[.,][0-9]|\s*(?:tuoi|thang|nam|%))"
)
"""What follows a code without saying "CT" again, or as the end of a range: "CT25, 26", "CT25-CT31"."""
_ALL = re.compile(
    r"(?:tat ca|toan bo|het|moi|cac|nhung|chi tieu|nhiem vu|muc tieu|noi dung|so lieu)"
    r"(?: (?:cac|nhung|chi|tieu|nhiem|vu|muc|noi|dung|so|lieu|da|duoc|dang|giao|phan|cong|cua|don|vi|theo|ke|hoach|va|phu|trach|tren))*"
)
_SAYS_ALL = re.compile(r"\b(?:tat ca|toan bo|het|moi|giao|phan cong|phu trach)\b")
_AS_GIVEN = re.compile(
    r"(?:(?:tat ca|toan bo|moi)(?: cac)? |cac )?(?:co quan |don vi |dia phuong )*(?:da |duoc )+(?:giao|phan cong)"
    r"(?: bao cao| thuc hien| chi tieu)*"
    r"|theo (?:phan cong|da giao|ke hoach|nhu da giao)|nhu (?:da giao|phan cong)"
)
_EVERYBODY = re.compile(r"(?:tat ca|toan bo|moi|cac)(?: cac)?(?: (?:co quan|don vi|dia phuong))+")
_NUMBERED = re.compile(r"(?:^|\n)\s*(?:\d{1,2}[.)]|[-–+*•])\s*|\s\d{1,2}[.)]\s+(?=\S)")
_QUOTE = 40
"""Words as long as this that begin a duty's sentence mean that duty."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell is not taken; `choose`: somebody can say which of several is meant."""

    why: str
    choose: bool = False


@dataclass(frozen=True, slots=True)
class What:
    """Codes of targets and duties; `every`: all that is given to whoever stands beside."""

    codes: tuple[str, ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Agencies and groups; `as_given`: those to whom it is given, whoever they are."""

    agencies: tuple[str, ...] = ()
    as_given: bool = False


def plain(text: str) -> str:
    return " ".join(re.findall(r"[\w%]+", fold(normal(text))))


def what(turn: Turn, code: str, text: str, *, duty: bool = False) -> What | Trouble:
    """`code` and `text` are the cells of one row; `duty`: the column is one of duties alone."""
    found = codes_in(turn, code) or codes_in(turn, text)
    if isinstance(found, Trouble):
        return found
    if found:
        return _held_against_name(turn, found, text) if codes_in(turn, code) and not codes_in(turn, text) else What(found)
    if _ALL.fullmatch(plain(text)) and _SAYS_ALL.search(plain(text)):
        words = plain(text)
        return Trouble(say_sheet.duties_by_code(), choose=True) if "nhiem vu" in words and "chi tieu" not in words else What(every=True)
    return _by_words(turn, text, duty=duty)


def holds_code(text: str) -> bool:
    return _CODE.search(fold(normal(text))) is not None


def codes_in(turn: Turn, text: str) -> tuple[str, ...] | Trouble:
    """All codes of a text, ranges opened; the first that the plan does not have is trouble."""
    lower, codes, at = fold(normal(text)), [], 0
    while (first := _CODE.search(lower, at)) is not None:
        sort, last, at = first["sort"], int(first["number"]), first.end()
        codes.append(f"{sort}{last}")
        while (more := _GOES_ON.match(lower, at)) is not None:
            number = int(more["number"])
            if more["to"] and (number <= last or more["sort"] not in (None, sort)):
                break
            sort = more["sort"] or sort
            codes += [f"{sort}{each}" for each in range(last + 1 if more["to"] else number, number + 1)]
            last, at = number, more.end()
    library = library_of(turn)
    known: list[str] = []
    for code in (f"{one[:2].upper()}{int(one[2:]):02d}" for one in codes):
        target = library.by_code.get(code)
        if target is None and task_called(library, code) is None:
            return Trouble(say_sheet.no_such_code(code))
        known.append((target.same_as or code) if target else code)
    return tuple(dict.fromkeys(known))


def _held_against_name(turn: Turn, codes: tuple[str, ...], text: str) -> What | Trouble:
    """A code and a name that surely means another target cannot both be right."""
    named = targets_in(library_of(turn), text, turn.now.date())
    if len(codes) > 1 or len(named.known) != 1 or named.unknown or named.doubtful or named.known[0].code in codes:
        return What(codes)
    target = library_of(turn).by_code.get(codes[0])
    if target is None:
        return What(codes)
    return Trouble(say_sheet.code_of_another(codes[0], target.name, say.coded_label(named.known[0])), choose=True)


def _by_words(turn: Turn, text: str, *, duty: bool) -> What | Trouble:
    library = library_of(turn)
    text = _NUMBERED.sub("\n", text).strip()
    by_sentence = _begins_duty(turn, text)
    if by_sentence:
        return What((by_sentence,))
    found = targets_in(library, text, turn.now.date())
    tasks = [task_code(library, task) for task in tasks_named(library, text, ())]
    if found.known and not (found.doubtful or found.unknown):
        if duty and tasks:
            return Trouble(say_sheet.several_meant(found.known, tasks), choose=True)
        return What(tuple(target.code for target in found.known))
    doubtful: Sequence[Target] = found.doubtful[0][1] if found.doubtful else ()
    if len(tasks) == 1 and (duty or not (found.known or doubtful)):
        return What((tasks[0],))
    if doubtful or tasks:
        return Trouble(say_sheet.several_meant(doubtful, tasks), choose=True)
    return Trouble(say_sheet.neither_target_nor_duty())


def _begins_duty(turn: Turn, text: str) -> str:
    """The code of the duty whose sentence this is, as far as it was copied."""
    library, words = library_of(turn), plain(text)
    if len(words) < _QUOTE:
        return ""
    found = [task for task in library.tasks if plain(task.quote).startswith(words) or words.startswith(plain(task.quote))]
    return task_code(library, found[0]) if len(found) == 1 else ""


def who(turn: Turn, text: str) -> Who | Trouble:
    if _AS_GIVEN.fullmatch(plain(text)):
        return Who(as_given=True)
    if _EVERYBODY.fullmatch(plain(text)) and not bodies_in(turn.assistant.plans, text, turn.now.date()).ids:
        return Trouble(say_sheet.which_units(text), choose=True)
    pieces = [piece.strip() for piece in re.split(r"[;\n]", _NUMBERED.sub("\n", text)) if piece.strip()]
    found: dict[str, None] = {}
    for piece in pieces:
        one = _bodies(turn, piece)
        if isinstance(one, Trouble):
            return one
        found |= dict.fromkeys(one)
    return Who(tuple(found)) if found else Trouble(say_sheet.no_body_written())


def _bodies(turn: Turn, text: str) -> tuple[str, ...] | Trouble:
    plans, today = turn.assistant.plans, turn.now.date()
    bodies = bodies_in(plans, text, today)
    doubtful: Body | None = bodies.doubtful
    if bodies.ids and not bodies.unknown and doubtful is None:
        return bodies.ids
    whole = resolve(plans, text, today).id  # "Sở Xây dựng tỉnh Gia Lai"
    if whole:
        return (whole,)
    if doubtful is not None and doubtful.others:
        return Trouble(say.several_bodies(names_of(turn, doubtful.others)), choose=True)
    return Trouble(say.no_such_body(bodies.unknown[0] if bodies.unknown else text))
