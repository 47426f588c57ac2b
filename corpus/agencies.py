"""The register of bodies that a provincial plan speaks of, and finding them in text, with or without diacritics."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("agencies.toml")
_TOKEN = re.compile(r"\w+")
_BREAK = re.compile(r"[;:!?\n()\[\]“”\"]|\.\s")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_JOINER = "va"


@dataclass(frozen=True, slots=True)
class Successor:
    """Who took over which function of a body that has ended."""

    function: str
    agency: str


@dataclass(frozen=True, slots=True)
class RegisteredAgency:
    """`ended_on`: the day from which the body no longer exists; None where it does."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    ended_on: date | None = None
    successors: tuple[Successor, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundAgency:
    """A body named in a text; `name` is the official one, the text's own words are text[start:end]."""

    id: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str  # lower case, no diacritics
    exact: str  # lower case, the tone mark put last: "hoà" and "hòa" are the same
    start: int
    end: int
    broken: bool  # a sentence sign stands before it


_Alias = tuple[tuple[str, ...], tuple[str, ...], str]  # plain words, exact words, agency id


@cache
def register() -> Mapping[str, RegisteredAgency]:
    """Every registered body by its id."""
    data = tomllib.loads(_FILE.read_text("utf-8"))
    ended = {agency: _end(fields) for agency, fields in _lines(data["ended"]["bodies"])}
    agencies: dict[str, RegisteredAgency] = {}
    for kind, bodies in data["bodies"].items():
        for agency, (name, *aliases) in _lines(bodies):
            if kind == "so":
                aliases.append("ngành" + name.removeprefix("Sở"))
            ended_on, taken_over = ended.get(agency, (None, ()))
            agencies[agency] = RegisteredAgency(agency, name, kind, tuple(aliases), ended_on, taken_over)
    return agencies


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in text.strip().splitlines():
        key, _, fields = line.partition(": ")
        yield key, fields.split(" | ")


def _end(fields: Sequence[str]) -> tuple[date, tuple[Successor, ...]]:
    taken_over = (field.partition(" > ") for field in fields[1:])
    return date.fromisoformat(fields[0]), tuple(Successor(function, agency) for function, _, agency in taken_over)


def successors(agency: str) -> tuple[Successor, ...]:
    """Who took over from a body that has ended; empty where it has not, or is not registered."""
    found = register().get(agency)
    return found.successors if found else ()


def find_agencies(text: str) -> list[FoundAgency]:
    """The bodies named in a text, in their order, the longest name first where names overlap.

    A word typed without diacritics agrees with any; one typed with them must agree in them ("sổ y tế" is no "Sở Y tế").
    """
    words = [word for word in _words(text) if word.plain != _JOINER]
    found: list[FoundAgency] = []
    at = 0
    while at < len(words):
        match = _longest(words, at)
        if match is None:
            at += 1
            continue
        agency, length = match
        found.append(FoundAgency(agency, register()[agency].name, words[at].start, words[at + length - 1].end))
        at += length
    return found


def agency_id(name: str) -> str:
    """The id of the body that a phrase as a whole names ("Ngành Y tế" → so-y-te); empty where none is meant by all of it."""
    found = find_agencies(name)
    if len(found) != 1 or name[: found[0].start].strip() or name[found[0].end :].strip(" .:;,"):
        return ""
    return found[0].id


def _longest(words: Sequence[_Word], at: int) -> tuple[str, int] | None:
    for plain, exact, agency in _names_from(words[at].plain):
        window = words[at : at + len(plain)]
        if len(window) == len(plain) and all(map(_agrees, window, plain, exact)) and not any(word.broken for word in window[1:]):
            return agency, len(plain)
    return None


def _agrees(word: _Word, plain: str, exact: str) -> bool:
    return word.plain == plain and word.exact in (plain, exact)


@cache
def _by_first_word() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Names and ids by the name's first word. Only that word is folded here: most names are never needed in a run."""
    names: dict[str, list[tuple[str, str]]] = {}
    for agency in register().values():
        for name in (agency.name, *agency.aliases):
            first = _TOKEN.match(name)
            names.setdefault(_folded(first.group() if first else name)[0], []).append((name, agency.id))
    return names


@lru_cache(maxsize=1024)
def _names_from(first: str) -> Sequence[_Alias]:
    """The names that begin with this word, the longest first."""
    aliases: list[_Alias] = []
    for name, agency in _by_first_word().get(first, ()):
        words = [word for word in _words(name) if word.plain != _JOINER]
        aliases.append((tuple(word.plain for word in words), tuple(word.exact for word in words), agency))
    return sorted(aliases, key=lambda alias: -len(alias[0]))


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for match in _TOKEN.finditer(text):
        plain, exact = _folded(match.group())
        yield _Word(plain, exact, match.start(), match.end(), bool(_BREAK.search(text, end, match.start())))
        end = match.end()


@lru_cache(maxsize=8192)
def _folded(word: str) -> tuple[str, str]:
    letters = unicodedata.normalize("NFD", word.lower().replace("đ", "d\u0335"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    tones = "".join(letter for letter in letters if letter in _TONES)
    return plain, "".join(letter for letter in letters if letter not in _TONES) + tones
