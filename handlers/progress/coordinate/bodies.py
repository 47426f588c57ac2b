"""Which agencies and groups a command names, and whether each leads or contributes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.agencies import find_agencies
from corpus.characters import canonical, typed
from corpus.plan import Plan
from handlers.people.agencies import is_of_many, resolve
from handlers.people.groups import group_of, members
from index.text import fold, normal
from store.allocations import Part

_ROLE = re.compile(
    typed(
        r"(?<!\w)(?:(?:làm )?(?P<lead>chủ trì(?: chính)?|đầu mối|chủ quản|phụ trách chính)"
        r"|(?P<part>(?:cùng )?(?:phối hợp|tham gia|hỗ trợ|đóng góp)"
        r"(?: thực hiện| cùng)?(?: với)?))(?!\w)"
    )
)
_JOINT = re.compile(typed(r"[,;+&\n]|(?<!\w)và(?!\w)"))
_IDLE = re.compile(typed(r"^(?:với|cùng|các|là|do|cho|gồm|đơn vị|thực hiện|bởi|[\s:.()–-])+|(?:là|thực hiện|[\s:.()–-])+$"))


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it stands in a text: `id`, or the ids of those that may be meant."""

    text: str
    id: str = ""
    others: tuple[str, ...] = ()
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Bodies:
    """`unknown` are words that name none."""

    known: tuple[Body, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(body.id for body in self.known if body.id))

    @property
    def doubtful(self) -> Body | None:
        return next((body for body in self.known if not body.id), None)


NO_BODIES = Bodies()


@dataclass(frozen=True, slots=True)
class _Role:
    part: Part
    before: bool
    """It stands before those it is said of ("phối hợp: Sở A, Sở B")."""


def everyone_of(plan: Plan, agency: str) -> tuple[str, ...]:
    """The agencies that an id stands for: itself, or the members of a group, groups among them opened too."""
    opened: dict[str, None] = {}
    waiting = [agency]
    while waiting:
        one = waiting.pop(0)
        inside = [other for other in members(plan, one) if other not in opened and other != one]
        waiting += inside
        if not inside:
            opened[one] = None
    return tuple(opened)


def bodies_in(plans: Sequence[Plan], text: str, today: date) -> Bodies:
    """All bodies of a text that holds nothing else but joints and roles."""
    if not text.strip() or len(text) > 600:
        return Bodies()
    whole = canonical(text).text
    pieces = _pieces(plans, whole, today)
    known: list[Body] = []
    unknown: list[str] = []
    waiting: Part | None = None
    for piece in pieces:
        if isinstance(piece, Body):
            known.append(Body(piece.text, piece.id, piece.others, waiting))
        elif isinstance(piece, str):
            unknown.append(piece)
        elif piece.before:
            waiting = piece.part
        elif known:
            waiting = None
            _said_of_those_before(known, piece.part)
    return Bodies(tuple(known), tuple(unknown))


def _said_of_those_before(known: list[Body], part: Part) -> None:
    """ "Sở A, Sở B, Sở C phối hợp": of B and C too, but not of A, which comes first and leads."""
    known[-1] = Body(known[-1].text, known[-1].id, known[-1].others, part)
    for at in range(len(known) - 2, 0, -1):
        if known[at].part is not None:
            return
        known[at] = Body(known[at].text, known[at].id, known[at].others, part)


def _pieces(plans: Sequence[Plan], text: str, today: date) -> list[Body | _Role | str]:
    found: list[Body | _Role | str] = []
    at, prefixed = 0, False
    for start, end in [*((one.start, one.end) for one in find_agencies(text)), (len(text), len(text))]:
        if start < at:
            continue
        gap = text[at:start]
        if end > start and _is_whole(text, start, end):
            between = _between(plans, gap, today, first=at == 0, last=False, prefixed=prefixed)
            found += between
            found.append(_body(plans, text[start:end], today))
            at = end
        elif end == start:
            found += _between(plans, gap, today, first=at == 0, last=True, prefixed=prefixed)
        prefixed = prefixed or any(isinstance(piece, _Role) and piece.before for piece in found)
    return found


def _is_whole(text: str, start: int, end: int) -> bool:
    """ "UBND xã" of "UBND xã Ia Krái" is no body by itself: a name goes on after it."""
    after = re.match(r"\s+([^\W\d_]+)", text[end:])
    return not (after and after[1][0].isupper() and fold(normal(text[start:end])).endswith((" xa", " phuong")))


def _between(plans: Sequence[Plan], gap: str, today: date, *, first: bool, last: bool, prefixed: bool) -> list[Body | _Role | str]:
    """What stands between two bodies of the register: roles, joints, and names that only the plans or the communes know."""
    found: list[Body | _Role | str] = []
    parts = _parts(gap)
    joints = len(parts) - 1
    for number, part in enumerate(parts):
        opens = (first and number == 0) or number > 0  # after a joint or at the beginning
        at = 0
        for role in _ROLE.finditer(part.lower()):
            found += _named(plans, part[at : role.start()], today)
            alone = not part[at : role.start()].strip()
            ends = number < joints or last
            follows = opens and alone and not (ends and not part[role.end() :].strip(" :–-") and not first)
            before = follows or (prefixed and alone)
            found.append(_Role(Part.LEAD if role["lead"] else Part.CONTRIBUTES, before))
            at = role.end()
        found += _named(plans, part[at:], today)
    return found


def _parts(gap: str) -> list[str]:
    """Cut at the joints, but not within a group's name: "tất cả xã, phường"."""
    parts: list[str] = []
    joints = [(0, 0), *((joint.start(), joint.end()) for joint in _JOINT.finditer(gap)), (len(gap), len(gap))]
    at = 0
    while at < len(joints) - 1:
        start, until = joints[at][1], at + 1
        alone = _ROLE.sub(" ", gap[start : joints[until][0]].lower()).strip()
        if alone and until + 1 < len(joints) and group_of(_ROLE.sub(" ", gap[start : joints[until + 1][0]].lower())):
            until += 1
        parts.append(gap[start : joints[until][0]])
        at = until
    return parts


def _named(plans: Sequence[Plan], text: str, today: date) -> list[Body | _Role | str]:
    name = _IDLE.sub("", text.strip()).strip()
    if not name:
        return []
    body = _body(plans, name, today)
    return [body if body.id or body.others else name]


def _body(plans: Sequence[Plan], text: str, today: date) -> Body:
    group = group_of(text)
    if group:
        return Body(text, group)
    resolved = resolve(plans, text, today)
    if resolved.of_many:
        named = next((one.id for one in find_agencies(text)), "")
        return Body(text, named if any(is_of_many(plans, named) and members(plan, named) for plan in plans) else "")
    if not resolved.id and len(resolved.others) == 1:
        return Body(text, others=resolved.others)
    return Body(text, resolved.id, resolved.others)
