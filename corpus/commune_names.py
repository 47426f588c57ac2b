"""Which commune is meant by what somebody typed: by today's name, or, to be asked back, by an old one or a misspelt one.

Names of Jarai and Bahnar are written in many ways (Đak, Đăk; K'Bang, KBang), so names are compared without blanks, apostrophes,
hyphens and diacritics. One commune is told only where nothing else can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from corpus.characters import canonical, fold
from corpus.communes import PHUONG, XA, Commune, communes, communes_outside
from corpus.phrases import one_of

TOWN, DISTRICT = "thị trấn", "huyện"
MOST_OFFERED = 8
_LONGEST = 120
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_PROVINCE = re.compile(r"[\s,(–-]*(?:(?<!\w)tinh\s+)?(?<!\w)gia lai\)?$")
_AGE = re.compile(r"[\s(,]+(?P<old>cu|truoc day)\)?$|[\s(,]+(?:moi|hien nay)\)?$")
_OPENING = re.compile(r"(?:(?:don vi|dia phuong|chinh quyen) )?(?P<body>(?:ubnd|uy ban nhan dan|uy ban|ub) )?")
_KINDS: Mapping[str, str] = {
    TOWN: r"thi tran|tt",
    DISTRICT: r"huyen|h|thi xa|tx|thanh pho|tp",
    XA: r"xa|x",
    PHUONG: r"phuong|ph|p",
}
_KIND = re.compile("|".join(f"(?P<k{at}>(?:{called}) )" for at, called in enumerate(_KINDS.values())))
_OF_DISTRICT = re.compile(r"(?P<name>.*?\S)[\s,(–-]+(?:thuoc )?(?:huyen|h\.?|thi xa|tx\.?|thanh pho|tp\.?) (?P<district>[^,()]+)\)?")
_BRACKETED = re.compile(r"(?P<name>.*?\S)\s*(?:\((?P<district>[^()]+)\)|[,–-]\s*(?P<named>[^,()]+))")
_DAK = re.compile("[đd][aăâáắấ]k")
_HIGHLAND = frozenset(
    one_of(
        """
        ia | ya | chư | chu | đak | đăk | đắk | dak | kon | kông | kong | krông | krong
        lơ | lo | pờ | po | bờ | bo | al | kbang | kdang | ayun
        """
    ).split("|")
)
"""How names begin that are no Vietnamese words, and may be typed without capitals and without saying what they are."""
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_ORDINARY = frozenset(["thong nhat", "gao", "an binh"])
"""Names that are also words: alone they are names only with capitals."""


@dataclass(frozen=True, slots=True)
class Meant:
    """`id` of the one commune that is meant; else the ids of those that may be, the likeliest first."""

    id: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a text says of a place: `kind` is empty where it does not say, `key` is the name to compare, `name` as typed."""

    kind: str
    name: str
    district: str
    body: bool
    old: bool

    @property
    def key(self) -> str:
        return _key(self.name)


@dataclass(frozen=True, slots=True)
class _Before:
    """An old commune's name as written, its kind, the key of its district, and what it is part of now."""

    spelling: str
    kind: str
    district: str
    commune: Commune


@dataclass(frozen=True, slots=True)
class _Names:
    """By key: communes as they are now, by what they were made of, and all of each old district."""

    now: dict[str, list[Commune]] = field(default_factory=dict)
    before: dict[str, list[_Before]] = field(default_factory=dict)
    districts: dict[str, list[Commune]] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    """Keys of other communes of the province: their names are no slips."""


def commune_named(plan_id: str, text: str, day: date) -> Meant:
    """The commune that a text as a whole names on a day, or those that may be meant; nothing where it names none."""
    if not text.strip() or len(text) > _LONGEST:
        return Meant()
    names = _names(plan_id)
    if not names.now:
        return Meant()
    known = [typed for typed in _readings(text, names) if typed.key]
    for typed in known:
        meant = _meant(names, typed, day)
        if meant != Meant():
            return meant
    return next((Meant(others=near) for typed in known if (near := _nearly(names, typed))), Meant())


# ---- deciding


def _meant(names: _Names, typed: _Typed, day: date) -> Meant:
    district = _key(typed.district)
    now = [one for one in names.now.get(typed.key, []) if not district or one in names.districts[district]]
    before = [one for one in names.before.get(typed.key, []) if not district or one.district == district]
    whole = [] if district else names.districts.get(typed.key, [])
    if typed.kind == DISTRICT:
        return _asked_back(whole or [*now, *(one.commune for one in before)])
    if not typed.kind:
        may_be = _may_be_bare(typed, known=bool(now or whole))
        return _one_or_several(typed, now, [*(one.commune for one in before), *whole], day) if may_be else Meant()
    fitting = [one for one in now if one.kind == typed.kind]
    were = [one for one in before if one.kind == typed.kind]
    if not fitting and not were:
        is_outside = f"{typed.kind} {typed.key}" in names.outside
        return Meant() if is_outside else _asked_back([*now, *(one.commune for one in before)])
    # Today's name means today's commune, whichever other one once had the same.
    if fitting and not typed.old and day >= fitting[0].since and _is_named(typed, fitting[0], were):
        return Meant(fitting[0].id)
    return _one_or_several(typed, fitting, [one.commune for one in were], day)


def _is_named(typed: _Typed, one: Commune, were: Sequence[_Before]) -> bool:
    """Typed as it is written; or without diacritics, where no old name is written otherwise (Ia Băng, Ia Bang)."""
    written = set(map(_exact, one.spellings))
    return _exact(typed.name) in written or (_agrees(typed, one) and all(_exact(old.spelling) in written for old in were))


def _one_or_several(typed: _Typed, now: Sequence[Commune], others: Sequence[Commune], day: date) -> Meant:
    both = list(dict.fromkeys((*now, *others)))
    sure = len(both) == 1 and bool(now) and not typed.old and now[0].exists_on(day) and _agrees(typed, now[0])
    return Meant(both[0].id) if sure else _asked_back(both)


def _asked_back(some: Iterable[Commune]) -> Meant:
    return Meant(others=tuple(dict.fromkeys(one.id for one in some)))


def _may_be_bare(typed: _Typed, *, known: bool) -> bool:
    """Whether it can be a name without saying of what: "thống nhất" and "đoàn kết" are words before they are names."""
    words = typed.name.split()
    if typed.body or typed.district or _looks_highland(typed.name):
        return True
    if all(word[:1].isupper() for word in words):
        return known or len(words) > 1
    return known and fold(typed.name.lower()) not in _ORDINARY


def _looks_highland(name: str) -> bool:
    first = name.lower().partition(" ")[0]
    return first in _HIGHLAND or first.startswith("ia")


def _agrees(typed: _Typed, one: Commune) -> bool:
    """A letter typed without marks agrees with any; one typed with them must have the same ("Gạo" is not Gào)."""
    given = _exact(typed.name)
    for spelling in map(_exact, one.spellings):
        if len(spelling) == len(given) and all(a in (b, fold(b)) for a, b in zip(given, spelling, strict=True)):
            return True
    return False


def _nearly(names: _Names, typed: _Typed) -> tuple[str, ...]:
    """Those whose names are one slip away; a short name is too soon another one."""
    key = typed.key
    if typed.kind == DISTRICT:
        of_district = [one for name, some in names.districts.items() if is_slip(key, name) for one in some]
        return _asked_back(of_district).others if len(key) > 5 else ()
    says = typed.kind in (XA, PHUONG, TOWN)
    if len(key) < (5 if says else 7) or typed.district or not (says or _looks_highland(typed.name)):
        return ()
    if f"{typed.kind} {key}" in names.outside:
        return ()
    near = [one for name, some in names.now.items() if is_slip(key, name) for one in some]
    near += [one.commune for name, some in names.before.items() if is_slip(key, name) for one in some]
    return _asked_back(near).others[:MOST_OFFERED]


def is_slip(a: str, b: str) -> bool:
    """Whether they are the same, or one letter more, fewer, another or two exchanged make the one of the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[start:], b[start:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])


# ---- reading what was typed


def _readings(text: str, names: _Names) -> Iterator[_Typed]:
    """The ways to read it: a letter at the beginning may be the kind's or the name's ("H Neng", "P Pleiku")."""
    name = " ".join(canonical(text).text.strip(" .,;:?!“”\"'").split())
    name = name[: len(_PROVINCE.sub("", fold(name.lower())))]
    age = _AGE.search(fold(name.lower()))
    name, old = (name[: age.start()], bool(age["old"])) if age else (name, False)
    for base, district in _districts(name, names):
        yield from _openings(base, district, old)


def _districts(name: str, names: _Names) -> Iterator[tuple[str, str]]:
    """ "xã Ia O, huyện Chư Prông", "xã Ia O (Chư Prông)": the name and the old district; nothing else may stand behind a name."""
    plain = fold(name.lower())
    for pattern in (_OF_DISTRICT, _BRACKETED):
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        said = "district" if found["district"] else "named"
        district = name[found.start(said) : found.end(said)].strip()
        before = name[: found.end("name")]
        if _OPENING.fullmatch(f"{fold(before.lower())} "):
            continue
        if _key(district) in names.districts:
            yield before, district
            return
        if pattern is _OF_DISTRICT or found["district"] or "," in name:
            return
    yield name, ""


def _openings(name: str, district: str, old: bool) -> Iterator[_Typed]:
    marked = _APOSTROPHES.sub("", name).replace(".", " ")
    spaced = " ".join(marked.split())
    plain = fold(spaced.lower())
    opening = _OPENING.match(f"{plain} ")
    start = min(opening.end(), len(plain)) if opening else 0
    body = bool(opening and opening["body"])
    found = _KIND.match(f"{plain} ", start)
    if found and found.end() <= len(plain):
        kind = list(_KINDS)[int(str(found.lastgroup)[1:])]
        yield _Typed(kind, spaced[found.end() :], district, body, old)
        if len(found[0]) > 2:  # a word, not a letter that may begin a name
            return
    yield _Typed("", spaced[start:], district, body, old)


# ---- keys


def _key(name: str) -> str:
    plain = fold(_APOSTROPHES.sub("", canonical(name).lower))
    return re.sub(r"[\W_]+", "", plain).replace("y", "i")


def _exact(name: str) -> str:
    """As `_key`, but with diacritics; Đak, Đăk and Đắk are one, and so are y and i."""
    plain = re.sub(r"[\W_]+", "", _APOSTROPHES.sub("", canonical(name).lower))
    return _DAK.sub("đak", plain).translate(_Y_TO_I)


@cache
def _names(plan_id: str) -> _Names:
    outside = (name.partition(" ") for name in communes_outside(plan_id))
    names = _Names(outside=frozenset(f"{kind} {_key(name)}" for kind, _, name in outside))
    for one in communes(plan_id):
        for spelling in one.spellings:
            names.now.setdefault(_key(spelling), []).append(one)
        for part in one.former:
            district = _key(re.sub(r"^(?:thành phố|thị xã|huyện) ", "", part.district))
            for spelling in part.spellings:
                names.before.setdefault(_key(spelling), []).append(_Before(spelling, part.kind, district, one))
            if one not in names.districts.setdefault(district, []):
                names.districts[district].append(one)
    for key, some in names.districts.items():
        some.sort(key=lambda one: (key not in map(_key, one.spellings), one.code))  # the one of the same name first
    return names
