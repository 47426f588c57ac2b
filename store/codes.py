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


def code_hash(code: str) -> str:
    """A fast hash is enough: nobody can try 2⁷⁶ codes."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()
