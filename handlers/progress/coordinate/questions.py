"""Questions that the plan does not answer: noted without a word of who asked, and held against the coordinator's own answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.people.names import SURNAMES
from handlers.question import SIGNS
from index.keys import GAP, content_of, folded, is_filler, spelled
from index.text import fold
from store.codes import hide_codes

LONGEST = 200
FEWEST = 2
"""Words that say something, of which a question worth keeping has at least so many."""
_HIDDEN = "…"
_DIGITS = re.compile(r"\d+(?:[.,/]\d+)*")
_E_MAIL = re.compile(r"\S+@\S+")
_ADDRESS = re.compile(r"\b(?:https?://|t\.me/|www\.)\S+", re.I)
_NUMBER = re.compile(r"\+?\d(?:[\s.()-]?\d){7,}")
_UPPER = "".join(chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).isupper())
_CAPITAL = rf"[{_UPPER}][^\W\d_]*"
_NAME = re.compile(
    rf"(?:(?<=\b[Aa]nh )|(?<=\b[Cc]hị )|(?<=\b[ÔôOo]ng )|(?<=\b[Bb]à )|(?<=\b[Cc]ô )|(?<=tên )){_CAPITAL}(?: {_CAPITAL})*"
    rf"|\b(?:{'|'.join(sorted({name.title() for name in SURNAMES} | {fold(name).title() for name in SURNAMES}))})(?: {_CAPITAL}){{1,3}}"
)
_ASKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("who", ("ai", "so nao", "don vi nao", "co quan nao", "nganh nao", "cho nao")),
    ("when", ("khi nao", "bao gio", "luc nao", "ngay nao", "thang nao", "nam nao", "han chot", "thoi han", "den khi")),
    ("where", ("o dau", "dau", "noi nao")),
    ("how many", ("bao nhieu", "may", "bn", "bnhieu", "muc nao", "ti le")),
    ("how", ("the nao", "ra sao", "lam sao", "ntn", "cach nao", "cach")),
    ("why", ("tai sao", "vi sao", "sao lai", "li do")),
    ("what", ("la gi", "gi", "nghia la")),
    ("which", ("nao", "nhung")),
    ("not", ("khong duoc", "chua duoc", "cam")),
)


@dataclass(frozen=True, slots=True)
class _Sense:
    """What makes two questions the same: what they are about, in this order; how they ask; their numbers."""

    tokens: tuple[str, ...]
    asks: frozenset[str]
    numbers: tuple[str, ...]


def without_names(text: str, own: Sequence[str] = ()) -> str:
    """The text without what may tell of a person: numbers of telephones, addresses, names; empty where it is not to be kept."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        return ""
    text = hide_codes(text)
    for pattern in (_E_MAIL, _ADDRESS, _NUMBER, _NAME):
        text = pattern.sub(_HIDDEN, text)
    for name in own:
        text = re.sub(re.escape(name), _HIDDEN, text, flags=re.I) if len(name) > 3 else text
    return text.strip()


def is_worth_keeping(text: str) -> bool:
    """A question, not a cough: it says something, and is not all made of what was hidden."""
    sense = _sense(text)
    return len(sense.tokens) >= FEWEST and len(text) >= 8


def same(one: str, other: str) -> bool:
    """Whether two wordings ask the same. For a neighbouring question the answer would be wrong, so that little may differ:
    diacritics, politeness, abbreviations. A slip of the thumb is another word here."""
    return _sense(one) == _sense(other) and _agree_in_marks(one, other)


@lru_cache(maxsize=4096)
def _sense(text: str) -> _Sense:
    words = [word for part in SIGNS.split(text) for word in (*spelled(part), GAP)]
    said = f" {' '.join(folded(word) for word in words if word != GAP)} "
    asks = {name for name, phrases in _ASKS if any(f" {phrase} " in said for phrase in phrases)}
    if said.rstrip().endswith((" khong", " chua")):
        asks.add("whether")
    return _Sense(content_of(words).tokens, frozenset(asks), tuple(sorted(_DIGITS.findall(text))))


def _agree_in_marks(one: str, other: str) -> bool:
    """Both typed with diacritics, they must agree in them: "bán" is not "bàn"."""
    if one.isascii() or other.isascii():
        return True
    first, second = ([word for word in spelled(text) if not is_filler(word)] for text in (one, other))
    marked, plain = ({word for word in words if not word.isascii()} for words in (first, second))
    return not any(
        folded(word) == folded(near) and word != near for word in marked for near in plain
    )  # a word without marks may be one typed in a hurry
