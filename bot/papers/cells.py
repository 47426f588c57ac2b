"""What a cell may hold, whatever it is written to: texts without what no file takes, numbers as far as spreadsheets keep them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from corpus.writing import write_number

MOST_DIGITS = 15
"""A spreadsheet keeps so many digits of a number and makes noughts of the rest."""
MOST_LETTERS = 32_767
"""As many letters a cell of a spreadsheet may hold."""
_MOST_POWER = 300
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_FORMULA = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def plain(text: str) -> str:
    """Composed, every line break a "\\n", without control characters."""
    return _UNWRITABLE.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)))


def looks_like_formula(text: str) -> bool:
    """Some program may calculate it: "=", "+", "-" or "@" first, behind spaces and invisible letters too, or a tab or a break."""
    return _FORMULA.match(text) is not None


def number(value: Decimal) -> Decimal | None:
    """Without trailing noughts; None for what a spreadsheet would change: more digits than it keeps, or no finite number."""
    if not value:
        return Decimal(0)
    if not value.is_finite() or not -MOST_DIGITS <= value.adjusted() <= _MOST_POWER:
        return None
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    whole, _, fraction = f"{value:f}".partition(".")
    return Decimal(f"{whole}.{fraction.rstrip('0')}") if len(digits) <= MOST_DIGITS else None


def decimals(value: Decimal) -> int:
    """How many digits stand behind the comma; of what `number` gives."""
    return max(0, -int(value.as_tuple().exponent))


def spelled(value: Decimal) -> str:
    """A number that has to be a text."""
    if not value.is_finite():
        return ""
    return write_number(value) if abs(value.adjusted()) <= _MOST_POWER else str(value)
