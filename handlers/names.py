"""Which agencies a question names: the plan's own, and those that officials know but the plan does not name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.plan import Agency
from index.keys import keys

_STRONG = tuple(
    tuple(keys(head))
    for head in (
        "sở", "ngành", "ủy ban", "mặt trận", "ngân hàng chính sách", "đoàn thanh niên", "công an", "bảo hiểm xã hội khu vực", "bộ", "giám đốc", "thủ trưởng",
        "chính quyền", "cấp ủy", "các sở", "hội", "ban", "liên đoàn", "hội đồng nhân dân", "chủ tịch", "tỉnh ủy", "đoàn", "bộ đội", "kho bạc", "thanh tra", "văn phòng",
        "cơ quan bảo hiểm", "bên bảo hiểm", "bảo hiểm xã hội tỉnh", "tổ chức chính trị",
    )
)  # fmt: skip
"""How a name begins that can only mean a body; "bảo hiểm xã hội" alone may be the matter as well."""


@dataclass(frozen=True, slots=True)
class Named:
    """`agency` is the plan's agency id, empty where the plan does not name that body; `name` its official name."""

    agency: str
    name: str
    start: int
    end: int
    strong: bool


class AgencyNames:
    def __init__(self, agencies: Iterable[Agency], others: Sequence[tuple[str, Sequence[str], Sequence[str]]] = ()) -> None:
        self._names: dict[tuple[str, ...], tuple[str, str]] = {}
        self._successors = {name: tuple(followers) for name, _, followers in others}
        for name, aliases, _ in others:
            for spoken in (name, *aliases):
                self._names.setdefault(tuple(keys(spoken)), ("", name))
        for agency in agencies:
            for spoken in (agency.name, *agency.aliases):
                self._names[tuple(keys(spoken))] = (agency.id, agency.name)
        self._names.pop((), None)
        self._longest = max((len(name) for name in self._names), default=0)

    def successors_of(self, name: str) -> tuple[str, ...]:
        """What became of a body that has ended: each follower with what it took over."""
        return self._successors.get(name, ())

    def find(self, question: Sequence[str]) -> list[Named]:
        """The agencies named in a question's keys, longest names first claimed, in order."""
        found, i = [], 0
        while i < len(question):
            for length in range(min(self._longest, len(question) - i), 0, -1):
                words = tuple(question[i : i + length])
                if words in self._names:
                    agency, name = self._names[words]
                    strong = any(words[: len(head)] == head for head in _STRONG)
                    found.append(Named(agency, name, i, i + length, strong))
                    i += length
                    break
            else:
                i += 1
        return found
