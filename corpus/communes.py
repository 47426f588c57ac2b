"""The communes and wards of a plan's area, what they were made of, and the groups of them that a plan may task.

Kept beside the plan (`communes.txt`) and read only when somebody speaks of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from corpus.characters import canonical, fold
from corpus.plans import UnknownPlanError, plan_folder

EVERY_COMMUNE, EVERY_XA, EVERY_PHUONG = "ubnd-cap-xa", "cac-xa", "cac-phuong"
"""Groups; the first is the id that plans and the register have for all communes."""
XA, PHUONG = "xã", "phường"
_ID = re.compile(r"xa-[0-9]{5}")
_ALL = r"(?:(?:tat ca|toan bo|moi|ca|het)(?: cac)? |cac )"
_COUNTED = rf"(?:(?:{_ALL})?\d+ |{_ALL})"
_UBND = r"(?:(?:ubnd|ub|uy ban nhan dan|uy ban)(?: cap)? )?"
_BOTH = r"(?:xa(?: ?,| va|/| ?-|) ?phuong|phuong(?: ?,| va|/| ?-|) ?xa|don vi(?: hanh chinh)? cap xa|cap xa)"
_WHERE = "(?: (?:tren dia ban|cua tinh|trong tinh|tren dia ban tinh))?"
_EVERY = f"{_UBND}(?:cap xa|xa, ?phuong|xa phuong)"


@dataclass(frozen=True, slots=True)
class Former:
    """What a commune was made of: "xã Ia Tô" of "huyện Ia Grai"; `spellings` are its bare names, "Ia Tô"."""

    name: str
    kind: str
    spellings: tuple[str, ...]
    district: str


@dataclass(frozen=True, slots=True)
class Commune:
    """`id` stays what it is if its name or kind changes; `since` is the day from which it exists as it is now."""

    id: str
    code: str
    kind: str
    spellings: tuple[str, ...]
    former: tuple[Former, ...]
    since: date

    @property
    def name(self) -> str:
        """ "xã Ia Krái" """
        return f"{self.kind} {self.spellings[0]}"

    @property
    def unchanged(self) -> bool:
        """Whether nothing was joined to it: it is the body that it was before."""
        return len(self.former) == 1 and self.former[0].kind == self.kind and self.spellings[0] in self.former[0].spellings

    def exists_on(self, day: date) -> bool:
        return self.unchanged or day >= self.since


def communes(plan_id: str) -> Sequence[Commune]:
    """In the order of their codes; none where nobody has told which a plan's area has."""
    return _read(plan_id)[0]


def communes_outside(plan_id: str) -> Sequence[str]:
    """The names of the province's communes that are not of the plan's area: "xã Tuy Phước"."""
    return _read(plan_id)[1]


def commune(plan_id: str, agency: str) -> Commune | None:
    """The commune with that id; tells at once, and reads nothing, where it is no commune's."""
    return _by_id(plan_id).get(agency) if is_commune(agency) else None


def is_commune(agency: str) -> bool:
    return _ID.fullmatch(agency) is not None


def group_of(text: str) -> str:
    """The group of communes that a phrase as a whole names ("tất cả xã", "các xã, phường"); empty where it names none."""
    plain = " ".join(fold(canonical(text).lower).split()).rstrip(" .,;:!")
    if len(plain) > 80:
        return ""
    return next((group for group, pattern in _groups() if pattern.fullmatch(plain)), "")


def members(plan_id: str, group: str) -> tuple[str, ...]:
    """The ids of the communes of a group; none where it is no group of communes."""
    kinds = {EVERY_COMMUNE: (XA, PHUONG), EVERY_XA: (XA,), EVERY_PHUONG: (PHUONG,)}.get(group, ())
    return tuple(one.id for one in communes(plan_id) if one.kind in kinds) if kinds else ()


@cache
def _read(plan_id: str) -> tuple[Sequence[Commune], Sequence[str]]:
    try:
        text = (plan_folder(plan_id) / "communes.txt").read_text("utf-8")
    except (UnknownPlanError, FileNotFoundError):
        return (), ()
    since, outside, *lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    day = date.fromisoformat(since.removeprefix("từ "))
    return tuple(_commune(line, day) for line in lines), tuple(outside.removeprefix("ngoài ").split(", "))


@cache
def _groups() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Compiled where first asked for: most starts never do."""
    called = ((EVERY_COMMUNE, _BOTH), (EVERY_XA, "xa"), (EVERY_PHUONG, "phuong"))
    patterns = [(group, re.compile(f"{_UBND}{_COUNTED}{_UBND}{named}{_WHERE}")) for group, named in called]
    return ((EVERY_COMMUNE, re.compile(_EVERY)), *patterns)


@cache
def _by_id(plan_id: str) -> dict[str, Commune]:
    return {one.id: one for one in communes(plan_id)}


def _commune(line: str, since: date) -> Commune:
    """ "23776 | xã Ia Krái/Ia Krăi | huyện Ia Grai: xã Ia Khai, xã Ia Tô; huyện …: …" """
    code, name, districts = line.split(" | ")
    kind, _, spellings = name.partition(" ")
    former = [
        Former(part.split("/")[0], *_kind_and_spellings(part), district)
        for district, _, parts in (one.partition(": ") for one in districts.split("; "))
        for part in parts.split(", ")
    ]
    return Commune(f"xa-{code}", code, kind, tuple(spellings.split("/")), tuple(former), since)


def _kind_and_spellings(part: str) -> tuple[str, tuple[str, ...]]:
    kind = "thị trấn" if part.startswith("thị trấn ") else part.partition(" ")[0]
    return kind, tuple(part.removeprefix(f"{kind} ").split("/"))
