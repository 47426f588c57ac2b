"""How officials put their questions. The phrases stand in phrases.txt, as one speaks; here they become patterns."""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path

from corpus.plan import Comparator
from index.keys import FILLER_TEXT, spelled
from index.text import fold


class Phrases:
    """Phrases of phrases.txt, found among the syllables of a question; compiled when first asked for."""

    def __init__(self, name: str) -> None:
        self.spoken = _sections()[name]

    def search(self, said: str) -> bool:
        return self._pattern.search(said) is not None

    def sub(self, replacement: str, said: str) -> str:
        return self._pattern.sub(replacement, said)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = [r" (?:\S+ ){0,8}".join(" ".join(map(_either, spelled(piece))) for piece in phrase.split("…")) for phrase in self.spoken]
        return re.compile(r"(?<= )(?:" + "|".join(sorted(parts, key=len, reverse=True)) + r")(?= )")


def all_spoken() -> list[str]:
    """Every phrase of a question that is known, for the mending of slips."""
    return [*FILLER_TEXT, *(phrase.replace("…", " ") for phrases in _sections().values() for phrase in phrases)]


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    sections: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            sections[name] = ()
        elif name and line:
            sections[name] += tuple(phrase.strip() for phrase in line.split("|"))
    return sections


def _either(syllable: str) -> str:
    """The syllable as it is written, or typed without diacritics: "phát" is not "phạt", "phat" may be either."""
    plain = fold(syllable)
    return syllable if plain == syllable else f"(?:{syllable}|{plain})"


WHO = Phrases("who")
WHO_ELSE = Phrases("who_else")
"""Words for being responsible: who is sought, unless an agency is named."""
TASKS = Phrases("tasks")
DEADLINE = Phrases("deadline")
REPORTING = Phrases("reporting")
LISTING = Phrases("listing")
COUNTING = Phrases("counting")
COMPARING = Phrases("comparing")
PROGRESS = Phrases("progress")
PERSON = Phrases("person")
MONEY = Phrases("money")
SANCTION = Phrases("sanction")
WHAT_IS = Phrases("what_is")
MEANING = Phrases("meaning")
DOCUMENT = Phrases("document")
WHICH_DOCUMENT = Phrases("which_document")
ABOUT_PLAN = Phrases("about_plan")
VERBATIM = Phrases("verbatim")
PLACE = Phrases("place")
SURE = Phrases("sure")
SHORTER = Phrases("shorter")
GREETING = Phrases("greeting")
THANKS = Phrases("thanks")
HELP = Phrases("help")
OUTSIDE = Phrases("outside")
FOLLOWING = Phrases("following")
OWN_COMMUNE = Phrases("own_commune")
OFTEN = Phrases("often")
NUMBER = Phrases("number")
WHEN = Phrases("when")
RECORDING = Phrases("recording")
HOW_MUCH = Phrases("how_much")
HORIZON = Phrases("horizon")
GOALS = Phrases("goals")
REPORT = Phrases("report")
STATED = Phrases("stated")
WHOSE = Phrases("whose")
ELSEWHERE = Phrases("elsewhere")
VALIDITY = Phrases("validity")
PERCENT = Phrases("percent")
PROCEDURE = Phrases("procedure")
EXISTING = Phrases("existing")
DUTIES = Phrases("duties")
AGENCY_HEADS = Phrases("agency_heads")
COMPARATORS = {
    Comparator.AT_LEAST: Phrases("at_least"),
    Comparator.MORE_THAN: Phrases("more_than"),
    Comparator.LESS_THAN: Phrases("less_than"),
    Comparator.ABOUT: Phrases("about"),
}
SCOPES = (
    (("đô thị",), Phrases("urban")),
    (("nông thôn",), Phrases("rural")),
    (("dân tộc thiểu số", "vùng sâu"), Phrases("minority")),
    (("cấp huyện", "huyện"), Phrases("district")),
    (("xã, phường",), Phrases("commune")),
)
"""Where a goal holds, in the plan's words, and how it is asked for."""
ASKING = (WHO, COMPARING, PROGRESS, SURE, WHEN)
"""What asks but names nothing: taken out before names are looked for."""
