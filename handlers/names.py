"""Which agencies a question names: the plan's own, and those that officials know but the plan does not name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.plan import Agency
from handlers.patterns import AGENCY_HEADS
from index.keys import folded, keys, spelled

_STRONG = tuple(keys(head) for head in AGENCY_HEADS.spoken)
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
        self._names: dict[tuple[str, ...], tuple[tuple[str, ...], str, str]] = {}
        self._successors = {name: tuple(followers) for name, _, followers in others}
        for agency in agencies:
            for spoken in (agency.name, *agency.aliases):
                self._add(spoken, agency.id, agency.name)
        for name, aliases, followers in others:
            known = [self._names[found] for spoken in (name, *aliases) if (found := keys(spoken)) in self._names]
            agency_id, agency_name = known[0][1:] if known and not followers else ("", name)
            for spoken in (name, *aliases):
                self._add(spoken, agency_id, agency_name)
        self._longest = max((len(name) for name in self._names), default=0)

    def _add(self, spoken: str, agency: str, name: str) -> None:
        """The first to claim a name keeps it: the plan's own bodies come before the register's."""
        words = tuple(spelled(spoken))
        if words:
            self._names.setdefault(tuple(folded(word) for word in words), (words, agency, name))

    def successors_of(self, name: str) -> tuple[str, ...]:
        """What became of a body that has ended: each follower with what it took over."""
        return self._successors.get(name, ())

    def find(self, question: Sequence[str]) -> list[Named]:
        """The agencies named in a question's syllables, longest names first claimed, in order.

        A syllable with diacritics must agree in them: "cả tỉnh" does not name "CA tỉnh", Công an.
        """
        plain = [folded(word) for word in question]
        found, i = [], 0
        while i < len(question):
            for length in range(min(self._longest, len(question) - i), 0, -1):
                words = tuple(plain[i : i + length])
                if words in self._names and all(map(_agree, question[i:], self._names[words][0])):
                    _, agency, name = self._names[words]
                    strong = any(words[: len(head)] == head for head in _STRONG)
                    found.append(Named(agency, name, i, i + length, strong))
                    i += length
                    break
            else:
                i += 1
        return found


def _agree(typed: str, known: str) -> bool:
    return typed == known or (typed.isascii() and typed == folded(known))
