"""How Vietnamese goes wrong at a keyboard: lost diacritics, one wrong letter, sounds taken for each other, Telex left raw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.text import canonical, fold

# Costs are negative natural logarithms of how often such a slip happens.
LIKELY_SLIP = 5.0
ODD_SLIP = 7.0
SOUND = 4.5
OTHER_TONE = 2.0
OTHER_MARK = 1.5
LONG = 4
"""Folded tokens of at least this many letters may have two slips."""

_TONES = "\u0300\u0301\u0309\u0303\u0323"
_TONE = re.compile(f"[{_TONES}]")
_LINES = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ONSET = r"(?:ngh?|[cgknpt]h|tr|gi|qu|[bcdghklmnprstvx])?"
_RHYME = (
    r"(?:(?:[aeouyi]|oa|oe|uo|uye|uy|ue|ua|ie|ye|oo)(?:ng|nh|ch|[cmnpt])?"
    r"|[aou]i|ay|[aeio]u|[ao]o|eo|uu|i[ae]|ieu|yeu|uoi|uou|oai|oay|oeo|uay|uya|uyu|uao)"
)
_SYLLABLE = re.compile(_ONSET + _RHYME)
_TELEX_LETTERS = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_ONSETS_ALIKE = (("s", "x"), ("ch", "tr"), ("gi", "d"), ("r", "d"), ("gi", "r"), ("l", "n"), ("gi", "v"), ("d", "v"))
_CODAS_ALIKE = (("n", "ng"), ("n", "nh"), ("t", "c"), ("t", "ch"))


@dataclass(frozen=True, slots=True)
class Shape:
    """A syllable as letters with their hooks and hats but without the tone, and the tone."""

    letters: str
    plain: str
    tone: str

    def fits(self, meant: Shape) -> bool:
        """Whether this is `meant` with some of its diacritics left out."""
        if self.tone not in ("", meant.tone) or self.plain != meant.plain:
            return False
        pairs = zip(self.letters, meant.letters, self.plain, strict=True)
        return all(typed in (letter, plain) for typed, letter, plain in pairs)

    def conflict(self, meant: Shape) -> float:
        """The cost of the diacritics typed here that `meant` lacks."""
        cost = OTHER_TONE if self.tone not in ("", meant.tone) else 0.0
        if self.letters is not self.plain:
            there = [letter for letter in meant.letters if letter not in meant.plain]
            for letter in self.letters:
                if letter in there:
                    there.remove(letter)
                elif letter not in self.plain:
                    cost += OTHER_MARK
        return cost


@lru_cache(maxsize=65536)
def shape(syllable: str) -> Shape:
    apart = unicodedata.normalize("NFD", canonical(syllable))
    tone = _TONE.search(apart)
    letters = unicodedata.normalize("NFC", _TONE.sub("", apart))
    return Shape(letters, fold(letters), tone[0] if tone else "")  # fold gives the same object where nothing is to fold


def well_formed(syllable: str) -> bool:
    """Whether it could be a Vietnamese syllable, whatever its marks."""
    return _SYLLABLE.fullmatch(fold(syllable)) is not None


def telex(token: str) -> str:
    """What Telex keys left as letters would have given: "dduowjc" → "được". Returns the token where there are none."""
    out, tone = "", ""
    for letter in token:
        pair = (out[-1:] + letter).lower()
        if pair in _TELEX_LETTERS:
            out = out[:-1] + _TELEX_LETTERS[pair]
        elif letter == "w" and out:
            out = out[:-2] + "ươ" if out.endswith("uo") else out + "ư"
        elif letter in _TELEX_TONES and len(out) > 1:
            if tone:
                return token
            tone = _TELEX_TONES[letter]
        else:
            out += letter
    out = out.replace("uơ", "ươ").replace("ưo", "ươ")
    if out == token or not tone:
        return out
    place = _tone_place(out)
    return unicodedata.normalize("NFC", out[: place + 1] + tone + out[place + 1 :]) if place >= 0 else token


def _tone_place(syllable: str) -> int:
    """Where a syllable's tone stands: on the marked vowel, else before a final consonant, else on the first of two."""
    vowels = [i for i, letter in enumerate(syllable) if fold(letter) in "aeiouy"]
    if len(vowels) > 1 and syllable[:2] in ("qu", "gi"):
        vowels = vowels[1:]
    marked = [i for i in vowels if not syllable[i].isascii()]
    if marked:
        return marked[-1]
    if len(vowels) == 2:
        return vowels[1] if vowels[1] + 1 < len(syllable) else vowels[0]
    return vowels[len(vowels) // 2] if vowels else -1


def variants(token: str) -> list[tuple[str, float]]:
    """The token with sounds changed that are often taken for each other ("giột" → "dột"), with the cost."""
    found = []
    for first, second in _ONSETS_ALIKE:
        for typed, meant in ((first, second), (second, first)):
            if token.startswith(typed):
                found.append((meant + token[len(typed) :], SOUND))
    for first, second in _CODAS_ALIKE:
        for typed, meant in ((first, second), (second, first)):
            if token.endswith(typed):
                found.append((token[: -len(typed)] + meant, SOUND))
    return found


def neighbourhood(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Every key under itself and under itself less one or two letters: two words a slip apart meet in one of these."""
    near: dict[str, list[str]] = {}
    for key in keys:
        for variant in _variants(key, twice=len(key) >= LONG):
            near.setdefault(variant, []).append(key)
    return {variant: tuple(found) for variant, found in near.items()}


def near_keys(typed: str, near: Mapping[str, tuple[str, ...]], twice: bool) -> list[tuple[str, float]]:
    """The keys one slip away from a folded token, with the cost; where there is none and `twice`, those two away."""
    once = _shortened(typed)
    found = _costs(typed, {key for variant in (typed, *once) for key in near.get(variant, ())}, 1)
    if found or not twice or len(typed) < LONG:
        return found
    shorter = {variant for one in once for variant in _shortened(one)}
    return _costs(typed, {key for variant in (typed, *once, *shorter) for key in near.get(variant, ())}, 2)


def _costs(typed: str, keys: Iterable[str], most: int) -> list[tuple[str, float]]:
    costs = ((key, slips(typed, key, most)) for key in keys if key != typed and abs(len(key) - len(typed)) <= most)
    return [(key, cost) for key, cost in costs if cost is not None]


def slips(typed: str, meant: str, most: int) -> float | None:
    """The cost of turning `meant` into `typed` by at most so many slips; None where it takes more."""
    while typed and meant and typed[-1] == meant[-1]:
        typed, meant = typed[:-1], meant[:-1]
    same = 0
    while same < min(len(typed), len(meant)) and typed[same] == meant[same]:
        same += 1
    before, typed, meant = typed[:same][-1:], typed[same:], meant[same:]
    if not typed and not meant:
        return 0.0
    if most == 0 or abs(len(typed) - len(meant)) > most:
        return None
    ways: list[float] = []
    if meant:  # a letter left out
        ways += _then(LIKELY_SLIP, typed, meant[1:], most)
    if typed:  # a letter too many
        around = before + meant[:1]
        likely = any(typed[0] in letter + _BESIDE.get(letter, "") for letter in around)
        ways += _then(LIKELY_SLIP if likely else ODD_SLIP, typed[1:], meant, most)
    if typed and meant:  # another letter
        ways += _then(LIKELY_SLIP if typed[0] in _BESIDE.get(meant[0], "") else ODD_SLIP, typed[1:], meant[1:], most)
    if len(typed) > 1 and len(meant) > 1 and typed[0] == meant[1] and typed[1] == meant[0]:  # swapped
        ways += _then(LIKELY_SLIP, typed[2:], meant[2:], most)
    return min(ways, default=None)


def _then(cost: float, typed: str, meant: str, most: int) -> list[float]:
    rest = slips(typed, meant, most - 1)
    return [] if rest is None else [cost + rest]


def _variants(key: str, twice: bool) -> set[str]:
    once = _shortened(key)
    return {key, *once, *(shorter for one in once for shorter in _shortened(one))} if twice else {key, *once}


def _shortened(token: str) -> list[str]:
    return [token[:i] + token[i + 1 :] for i in range(len(token))]


def _keyboard() -> dict[str, str]:
    beside: dict[str, str] = {}
    for row, line in enumerate(_LINES):
        for column, letter in enumerate(line):
            around = [(row, -1), (row, 1), (row - 1, 0), (row - 1, 1), (row + 1, -1), (row + 1, 0)]
            places = [(r, column + step) for r, step in around if 0 <= r < len(_LINES)]
            beside[letter] = "".join(_LINES[r][c] for r, c in places if 0 <= c < len(_LINES[r]))
    return beside


_BESIDE = _keyboard()
