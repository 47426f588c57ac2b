"""Which targets a command names, and which numbers it gives for which years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.characters import LITERAL, canonical, literal_readings, typed
from corpus.measures import decide, measure_at, same_kind
from corpus.plan import Target
from handlers.library import Library
from handlers.progress.naming import name
from index.keys import content

_ALL = re.compile(
    typed(r"(?:tất cả|toàn bộ|mọi|hết)(?: các)? chỉ tiêu(?: (?:về|thuộc|của|trong))*(?: (?:lĩnh vực|nhóm|ngành))?(?: (?P<field>.+))?"),
    re.I,
)
_HEAD = re.compile(typed(r"^(?:(?:các |những )?(?:chỉ tiêu|mục tiêu)(?: về)?[\s:]+)"), re.I)
_JOINT = re.compile(typed(r"\s*(?:[,;+&\n]|(?<!\w)(?:và|với)(?!\w))\s*"), re.I)
_YEAR = re.compile(
    typed(
        rf"(?<![\w/.,-])(?:(?:đến|hết|trong) )?(?:năm )?(?P<year>20[0-9]{{2}})(?![0-9/]|-[0-9])"
        rf"\s*(?:[:=]|là|đạt|–|-)?\s*(?P<number>{LITERAL})?"
    )
)
_ALONE = re.compile(typed(rf"(?P<mark>:|=|(?<!\w)là|(?<!\w)đạt)?\s*(?<![\w/.,-])(?P<number>{LITERAL})"))
_DOCUMENT = re.compile(
    typed(
        r"[\s,;(]*(?<!\w)(?:theo|căn cứ|kèm theo|tại)\s+(?P<document>"
        r"(?:quyết định|qđ|kế hoạch|kh|công văn|cv|nghị quyết|nq|văn bản|vb|thông báo|tb|tờ trình"
        r"|số)[\s.:]*(?:số\s*)?[0-9][^\s,;)]*(?:\s+(?:ký )?ngày\s+[0-9][0-9/.-]*)?)\)?"
    )
)


@dataclass(frozen=True, slots=True)
class Aim:
    """A number for a year, or for no year; `values` are its readings."""

    year: int | None
    values: tuple[Decimal, ...] = ()
    measure: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without its document and its numbers: `left` is what they were said of."""

    left: str
    aims: tuple[Aim, ...] = ()
    document: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """`doubtful`: words that several targets fit, or one not surely; `unknown`: words that none fits."""

    known: tuple[Target, ...] = ()
    doubtful: tuple[tuple[str, tuple[Target, ...]], ...] = ()
    unknown: tuple[str, ...] = ()


NO_TARGETS = Targets()


def part(text: str) -> Parted:
    canon = canonical(text)
    kept, lower = list(canon.text), canon.lower
    document = _DOCUMENT.search(lower)
    said = canon.text[document.start("document") : document.end("document")].strip(" .") if document else ""
    if document:
        lower = _hidden(kept, lower, document.start(), document.end())
    aims: list[Aim] = []
    for found in list(_YEAR.finditer(lower)):
        if lower[found.start() : found.end()].strip():
            aim, end = _aim(lower, found, int(found["year"]))
            aims.append(aim)
            lower = _hidden(kept, lower, found.start(), end)
    for found in list(_ALONE.finditer(lower)):
        aim, end = _aim(lower, found, None)
        if aim.measure or found["mark"]:
            aims.append(aim)
            lower = _hidden(kept, lower, found.start(), end)
    left = re.sub(r"[\s,;:]*\x00[\s\x00,;:]*", " ", "".join(kept))
    return Parted(left.strip(" ,;:.-–()"), _joined(aims), said)


def _joined(aims: list[Aim]) -> tuple[Aim, ...]:
    """ "800 căn trong năm 2026": the year and the number are told apart."""
    if len(aims) == 2 and sum(bool(aim.values) for aim in aims) == 1 and sum(aim.year is not None for aim in aims) == 1:
        number = next(aim for aim in aims if aim.values)
        year = next(aim.year for aim in aims if aim.year is not None)
        return (Aim(year, number.values, number.measure, number.written),)
    return tuple(aims)


def _aim(lower: str, found: re.Match[str], year: int | None) -> tuple[Aim, int]:
    if not found["number"]:
        return Aim(year), found.end()
    measure, end = measure_at(lower, found.end())
    if lower[found.end() : end].strip() == "cho":  # "800 cho Sở Xây dựng", not 800 chợ
        measure, end = "", found.end()
    return Aim(year, literal_readings(found["number"]), measure, lower[found.start("number") : end].strip()), end


def _hidden(kept: list[str], lower: str, start: int, end: int) -> str:
    kept[start:end] = "\x00" * (end - start)
    return f"{lower[:start]}{chr(0) * (end - start)}{lower[end:]}"


def value(aim: Aim, target: Target) -> tuple[Decimal, ...]:
    """The readings that the target's measure allows; none where the number's own measure is of another kind."""
    if aim.measure and target.measure and not same_kind(aim.measure, target.measure):
        return ()
    if target.goal is None:
        return ()
    return decide(aim.values, target.measure)


def targets_in(library: Library, text: str, today: date) -> Targets:
    """All targets of a text that names nothing else."""
    text = _HEAD.sub("", text.strip(' .,;:“”"')).strip()
    if not text or len(text) > 600:
        return Targets()
    every = _ALL.fullmatch(text)
    if every:
        return _of_field(library, every["field"] or "", text)
    whole = name(library, [text], (), today)
    if whole.sure and whole.targets:
        return Targets((_first(library, whole.targets[0]),))
    pieces = [piece for piece in _JOINT.split(text) if piece]
    return _of_pieces(library, pieces or [text], today)


def _of_pieces(library: Library, pieces: Sequence[str], today: date) -> Targets:
    known: dict[str, Target] = {}
    doubtful: list[tuple[str, tuple[Target, ...]]] = []
    unknown: list[str] = []
    for piece in pieces:
        named = name(library, [piece], (), today)
        targets = tuple({target.code: target for target in (_first(library, one) for one in named.targets)}.values())
        if not targets or named.place:
            unknown.append(piece)
        elif named.sure or (named.surely and len(targets) == 1):
            known[targets[0].code] = targets[0]
        else:
            doubtful.append((piece, targets))
    return Targets(tuple(known.values()), tuple(doubtful), tuple(unknown))


def _first(library: Library, target: Target) -> Target:
    """A repeated target for its first place."""
    return library.by_code.get(target.same_as, target)


def _of_field(library: Library, field: str, text: str) -> Targets:
    targets = [target for target in library.plan.targets if not target.same_as]
    if not field:
        return Targets(tuple(targets))
    wanted = frozenset(content(field).tokens)
    fitting = [name for name, parts in library.field_words.items() if wanted and any(wanted == part or wanted <= part for part in parts)]
    if len(fitting) != 1:
        return Targets(unknown=(text,))
    return Targets(tuple(target for target in targets if target.field == fitting[0]))
