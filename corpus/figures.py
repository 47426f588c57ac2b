"""The figures of a plan's sentence: its quantities, without the names, ranks and document numbers that only look like some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from corpus.phrases import one_of
from corpus.plan import Comparator
from corpus.wording import Quantity, quantities

_UPPER = "A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"
_DAY = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|\d{1,2}\s+(?:tháng|THÁNG)\s+\d{1,2}(?:\s+(?:năm|NĂM)\s+\d{4})?"
_YEAR = r"(?<![\d.,])(?:19[5-9]|20[0-6])\d(?!\d)"
_SYMBOL = rf"[{_UPPER}][\w{_UPPER}]*(?:\s?[-–/&.]\s?[{_UPPER}][\w{_UPPER}]*)*+"
_RANKED = one_of("""
    mức độ|giai đoạn|cấp độ|cấp|hạng|loại|lần thứ|thứ|điều|khoản|điểm|mục|chương|phụ lục|bước|nhóm|tuyến|lớp|chuyên đề|quý|kỳ|đợt|vị trí|bậc
    phiên bản|tiêu chí|cách mạng công nghiệp
""")
_NUMBERED = one_of("""
    mức độ|giai đoạn|cấp độ|lần thứ|điều|khoản|mục|chương|phụ lục|chuyên đề|tiêu chí|dự án|hợp phần|nhiệm vụ|nội dung|mục tiêu|chỉ tiêu|đợt
    biểu|mẫu
""")
_NO_FIGURES = re.compile(
    "|".join(
        (
            rf"(?i:số\s+)?\d+(?:/\d{{4}})?\s?[/-]\s?{_SYMBOL}",  # a document's number: 27/CT-TTg, 02/2021/TT-BYT, 21-NQ/TW
            rf"(?i:ngày|hôm)\s+(?:{_DAY})|(?i:ngày)\s+\d{{1,2}}\b(?!\s*%)",
            r"\d{1,2}/\d{1,2}/\d{4}|(?<!\d\s)(?i:tháng)\s+\d{1,2}(?:/\d{4})?",
            rf"(?i:giai\s+đoạn\s+\d\s+\()?{_YEAR}(?:\s?[-–]\s?{_YEAR})?(?![\d.,]*\s?%)(?!,\d)(?!\.\d{{3}})",
            rf"(?i:{_RANKED})\s+(?:số\s+)?\d+(?![\d.,]*\s*(?:%|[a-zđ]))",
            rf"(?i:{_NUMBERED})\s+(?:số\s+)?\d+(?:\.\d+)*",
            r"\[\d+\]|\(\d{1,2}\)|(?<=[^\W\d_])(?<![\s\d,]m)(?<![\s\d,]km)\d+|\d+G(?:/\d+G)?",
            r"(?<![\d/])\d++/\d++",  # a day, a fraction
            r"[“\"][^”\"“]{0,300}[”\"“]",  # a quoted name, often of a scheme
        )
    )
)
_FAR_COMPARATORS = (
    (Comparator.AT_MOST, re.compile(r"không (?:[^\W\d_]+ ){1,3}quá\s+$", re.IGNORECASE)),  # "không để xảy ra quá 05 điểm nóng"
    (Comparator.AT_LEAST, re.compile(r"(?:ít nhất|tối thiểu)\s+(?:vào|đến|trong)\s+(?:năm\s+)?§+\s+đạt\s+$", re.IGNORECASE)),
)
_RANGE = re.compile(r"\s*(?:-|–|đến|tới)\s*")
_COUNTED = re.compile(r"\s*([^\W\d_][^\W\d_]*)(?:\s+([^\W\d_]+))?")
_FUNCTION_WORDS = set(
    one_of("của|và|về|các|được|là|có|đến|thuộc|cho|với|theo|trong|tại|trên|từ|so|đạt|còn|nhằm|để|do|bởi|khi|như|hoặc").split("|")
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text. `start`: where its comparator begins (the number where it has none); `end`: where its measure ends.

    `stated` is False where no comparator stands by it; `upper` is the other end of a span ("từ 3 đến 5 tuổi").
    """

    value: Decimal
    upper: Decimal | None
    measure: str
    comparator: Comparator
    stated: bool
    start: int
    number: int
    end: int

    @property
    def is_share(self) -> bool:
        return self.measure.startswith("%")


def masked(text: str) -> str:
    """The same text with document numbers, dates, years, ranks and quoted names blotted out, so that positions stay."""
    return _NO_FIGURES.sub(lambda match: "§" * len(match.group()), text)


def figures(text: str) -> list[Figure]:
    """Every figure of a text in its order; a span counts as one."""
    clear = masked(text)
    found = quantities(clear)
    joined = {at + 1 for at, (first, last) in enumerate(pairwise(found)) if _RANGE.fullmatch(clear, first.end, last.start)}
    return [_figure(clear, quantity, found[at + 1] if at + 1 in joined else None) for at, quantity in enumerate(found) if at not in joined]


def _figure(text: str, quantity: Quantity, last: Quantity | None) -> Figure:
    measure, end = (quantity.measure, quantity.end) if last is None else (last.measure, last.end)
    if not measure:
        measure, end = _counted(text, end)
    comparator, start = quantity.comparator, quantity.start
    stated = comparator is not Comparator.EXACTLY or start < quantity.number_start
    if not stated:
        for far, pattern in _FAR_COMPARATORS:
            before = pattern.search(text, 0, start)
            if before:
                comparator, start, stated = far, before.start(), True
    upper = last.value if last is not None else None
    return Figure(quantity.value, upper, measure, comparator, stated, start, quantity.number_start, end)


def _counted(text: str, at: int) -> tuple[str, int]:
    """What is counted, where it is no known measure: the two syllables after the number ("12 dịch vụ")."""
    counted = _COUNTED.match(text, at)
    if counted is None or counted.group(1) in _FUNCTION_WORDS:
        return "", at
    first, second = counted.groups()
    return (f"{first} {second}", counted.end()) if second else (first, counted.end(1))
