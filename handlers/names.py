"""Which agencies a question names: the plan's own, and those that officials know but the plan does not name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.agencies import RegisteredAgency
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


NameRow = tuple[Sequence[str], str, str]
"""A name's syllables, the plan's id of the agency (empty where the plan does not name it), the official name."""


def name_rows(agencies: Iterable[Agency], others: Iterable[RegisteredAgency]) -> list[NameRow]:
    """Every name once, the first to claim it keeping it: the plan's own bodies come before the register's.

    A registered body that shares a name with one of the plan's is that one, unless it has ended.
    """
    rows: dict[tuple[str, ...], NameRow] = {}
    for agency in agencies:
        for spoken in _said(agency.name, *agency.aliases):
            rows.setdefault(keys(spoken), (tuple(spelled(spoken)), agency.id, agency.name))
    for body in others:
        names = _said(body.name, *body.aliases)
        known = [rows[keys(spoken)] for spoken in names if keys(spoken) in rows]
        agency_id, agency_name = known[0][1:] if known and not body.successors else ("", body.name)
        for spoken in names:
            rows.setdefault(keys(spoken), (tuple(spelled(spoken)), agency_id, agency_name))
    rows.pop((), None)
    return list(rows.values())


def _said(*names: str) -> tuple[str, ...]:
    """The names, then as they are said in haste: "Sở Tài nguyên Môi trường"."""
    return (*names, *(name.replace(" và ", " ") for name in names if " và " in name))


class AgencyNames:
    def __init__(self, rows: Sequence[NameRow], successors: Mapping[str, Sequence[str]]) -> None:
        self._names = {tuple(map(folded, words)): (words, agency, name) for words, agency, name in rows}
        self._successors = successors
        self._lengths: dict[str, tuple[int, ...]] = {}
        """By the first word, how many words the names that begin with it have, longest first."""
        for words in self._names:
            self._lengths[words[0]] = tuple(sorted({len(words), *self._lengths.get(words[0], ())}, reverse=True))

    def successors_of(self, name: str) -> tuple[str, ...]:
        """What became of a body that has ended: each follower with what it took over."""
        return tuple(self._successors.get(name, ()))

    def find(self, question: Sequence[str]) -> list[Named]:
        """The agencies named in a question's syllables, longest names first claimed, in order.

        A syllable with diacritics must agree in them: "cả tỉnh" does not name "CA tỉnh", Công an.
        """
        plain = [folded(word) for word in question]
        found, i = [], 0
        while i < len(question):
            for length in self._lengths.get(plain[i], ()):
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
