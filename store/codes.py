"""One-time codes: how they are made, written, read back, and what is kept of them.

Sixteen of Crockford's base-32 symbols. Those that a Vietnamese keyboard turns into something else (A, E, Y take tones, DD
becomes Đ, W becomes Ư) are read but never given out: what is left holds 76 bits.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

LENGTH = 16
READ = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GIVEN = "0123456789BCFGHJKMNPQRSTVXZ"
_ALIKE = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.\u200b-\u200d\u2060\ufeff]+")
_CODE = re.compile(rf"[{READ}]{{{LENGTH}}}")
_SYMBOL = f"[{READ}OIL{(READ + 'OIL').lower()}]"
_ALONE = r"(?<![^\W_]){}(?![^\W_])"
_TYPED = re.compile(_ALONE.format(rf"{_SYMBOL}(?:{_BETWEEN.pattern[:-1]}*{_SYMBOL}){{{LENGTH - 1}}}"))
_WRITTEN = re.compile(_ALONE.format(rf"(?:{_SYMBOL}{{{LENGTH}}}|{_SYMBOL}{{4}}(?:[-\u2010-\u2015\u2212]{_SYMBOL}{{4}}){{3}})"))
HIDDEN = "…"


def new_code() -> str:
    """With a digit, so that no word can be taken for one."""
    while True:
        code = "".join(secrets.choice(GIVEN) for _ in range(LENGTH))
        if not code.isalpha():
            return code


def written(code: str) -> str:
    """7KQ2-…: as people copy it."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(text: str) -> str | None:
    """The code that a text as a whole is, in any case and grouping, full-width too, O for 0, I and L for 1."""
    if len(text) > 4 * LENGTH:
        return None
    symbols = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_ALIKE)
    return symbols if _CODE.fullmatch(symbols) else None


def holds_code(text: str) -> bool:
    """Whether anything that somebody typed may be a code, in any grouping, among any other words."""
    return any(map(_is_mixed, _TYPED.findall(unicodedata.normalize("NFKC", text))))


def hide_codes(text: str) -> str:
    """A text of ours without the codes in it, which are written in groups or, in a link, in one."""
    # Nearly all texts are told from those with a code in them by this alone.
    if max(map(len, text.split()), default=0) < LENGTH:
        return text
    return _WRITTEN.sub(lambda found: HIDDEN if _is_mixed(found[0]) else found[0], text)


def _is_mixed(symbols: str) -> bool:
    """Numbers alone and words alone are no codes."""
    return any(map(str.isdigit, symbols)) and any(map(str.isalpha, symbols))


def code_hash(code: str) -> str:
    """A fast hash is enough: nobody can try 2⁷⁶ codes."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()
