"""Writes numbers, quantities, comparators and days as Vietnamese offices do; `corpus.wording` reads them.

Apart from the reading, which has much to load: an answer writes numbers every time and reads them now and then.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from corpus.plan import Comparator

_WRITTEN = {
    Comparator.AT_LEAST: "ít nhất",
    Comparator.MORE_THAN: "trên",
    Comparator.AT_MOST: "không quá",
    Comparator.LESS_THAN: "dưới",
    Comparator.EXACTLY: "",
    Comparator.ABOUT: "khoảng",
}
_SQUARE_OR_CUBIC = re.compile(r"\b(k?m)([23])\b")


def write_number(value: Decimal) -> str:
    """3.700; 95,5; -12. Exact, without trailing zeros. Raises ValueError for what is no finite number."""
    if not value.is_finite():
        raise ValueError(value)
    sign, digits = ("-" if value < 0 else ""), f"{abs(value):f}"
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    return f"{sign}{int(whole):,}".replace(",", ".") + (f",{fraction}" if fraction else "")


def write_quantity(value: Decimal, measure: str) -> str:
    """95%; 3.700 căn hộ; 35,4 m² sàn/người; 25/vạn dân."""
    gap = "" if not measure or measure[0] in "%‰/" else " "
    return f"{write_number(value)}{gap}{write_measure(measure)}"


def write_measure(measure: str) -> str:
    """m2 as m²."""
    return _SQUARE_OR_CUBIC.sub(lambda found: found[1] + {"2": "²", "3": "³"}[found[2]], measure)


def write_comparator(comparator: Comparator) -> str:
    return _WRITTEN[comparator]


def write_date(day: date) -> str:
    """25/11/2026, 05/12/2026, 01/02/2026: a leading 0 for the days below ten and the months 1 and 2 (Decree 30/2020)."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}" if day.month <= 2 else f"{day.day:02d}/{day.month}/{day.year}"
