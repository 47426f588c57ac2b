"""Reads and writes quantities in Vietnamese, for plans and for chat: "ít nhất 3.700 căn hộ", "đạt khoảng 35,4 m2 sàn/người", "94.2%".

What is no quantity is passed over: document numbers, dates, years, list and footnote marks, "4G", fractions such as "40/50".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from corpus.characters import Canonical, Values, canonical, typed
from corpus.dates import dates_in
from corpus.measures import decide, measure_at, money, same_kind, scale_of
from corpus.numerals import FoundNumber, has_scale, numbers, readings
from corpus.periods import periods_in
from corpus.plan import Comparator
from corpus.writing import write_number

__all__ = [
    "AmbiguousNumber",
    "NotANumber",
    "Quantity",
    "quantities",
    "read",
    "readings",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its measure ("" where it has none) and comparator, as text[start:end]; the number alone is
    text[number_start:number_end]. `others` are the further values that it might have; "1,250" may be 1.25 or 1250."""

    value: Decimal
    measure: str
    comparator: Comparator
    start: int
    end: int
    number_start: int
    number_end: int
    others: Values = ()


class NotANumber(ValueError):  # noqa: N818
    """The text is not one number."""


class AmbiguousNumber(ValueError):  # noqa: N818
    """The number has several readings, all of them in `readings`."""

    def __init__(self, readings: Values) -> None:
        super().__init__(" / ".join(write_number(value) for value in readings))
        self.readings = readings


_COMPARATORS = {
    Comparator.AT_LEAST: "ít nhất|chí ít|tối thiểu|thấp nhất|không dưới|không (?:thấp|ít|nhỏ|kém) hơn|đạt (?:và|hoặc) vượt|từ|≥|>=|=>",
    Comparator.AT_MOST: "tối đa|nhiều nhất|cao nhất|không (?:vượt )?quá|không (?:vượt|trên)|không (?:(?:cao|lớn|nhiều) )?hơn|top|≤|<=|=<",
    Comparator.MORE_THAN: "trên|hơn|(?:cao|lớn|nhiều) hơn|vượt(?: (?:quá|mức))?|>",
    Comparator.LESS_THAN: "dưới|(?:thấp|ít|nhỏ) hơn|(?:chưa|không) (?:đến|tới|đầy)|<",
    Comparator.ABOUT: "khoảng|xấp xỉ|gần|chừng|~|≈",
}
_GROUP_OF = {f"c{at}": comparator for at, comparator in enumerate(_COMPARATORS)}
_LINK = r"(?:(?:phải|cần)\s+)?(?:(?:đạt|có|được|là|còn|đến|tới|thêm|mức|ở mức)\s+)?"
_COMPARATOR = re.compile(
    typed(
        rf"(?:(?<!\w)|(?=[<>=≥≤~≈]))(?:{'|'.join(f'(?P<{group}>{_COMPARATORS[comparator]})' for group, comparator in _GROUP_OF.items())})"
    )
    + typed(rf"(?:(?<=[<>=≥≤~≈])\s*|\s+){_LINK}$")
)
_I_HAVE = re.compile(r"toi da\s+\S+\s+$")  # "tôi đã được", without diacritics
_UPWARDS = re.compile(typed(r"\s*trở (?:lên|(?P<down>xuống))\b"))
_RANGE = re.compile(typed(r"[^\S\n]*(?:-|–|—|đến|tới)(?: dưới)?[^\S\n]*"))
_RISE = re.compile(typed(r"[^.;:\n]{0,40}\b(?:lên|xuống|còn)\b[^.;:\n]{0,25}"))

_ENDS = {
    Comparator.EXACTLY: (Comparator.AT_LEAST, Comparator.AT_MOST),
    Comparator.AT_LEAST: (Comparator.AT_LEAST, Comparator.AT_MOST),
    Comparator.ABOUT: (Comparator.ABOUT, Comparator.ABOUT),
}
"""The comparators of a range's two ends, by the one before it: "từ 3 đến 5", "khoảng 10-12"."""

_LABELS = (
    "điều|khoản|điểm|mục|tiểu mục|phần|chương|phụ lục|biểu|mẫu|trang|câu|dòng|mức độ|cấp độ|giai đoạn|lần|lần thứ|thứ|khóa|khoá|đợt|vòng"
    r"|bước|hạng|loại|nhóm|lớp|tổ|thôn|(?<!bình\s)quận|nhiệm kỳ|quốc lộ|tỉnh lộ|ql|kế hoạch|kh|nghị quyết|nq|quyết định"
    "|qđ|chỉ thị|ct|chương trình|ctr"
    r"|kết luận|kl|thông tư|tt|nghị định|nđ|công văn|cv|thông báo|tb|luật|(?<!tổng\s)(?<!trong\s)số|mã"
    "|đề án|chuyên đề|dự án|hợp phần|tiêu chí|nội dung|nhiệm vụ|phiên bản"
)
_NO_QUANTITIES = re.compile(
    r"(?<!\w)[0-9]+(?:/[0-9]{4})?/\s?[A-ZĐ]{2}[\w./-]*(?:\s?-\s?[A-ZĐ][\w-]*)?"  # 743/KH-UBND, 02/2021/TT-BYT, 75/KH- UBND
    r"|(?<!\w)[0-9]+\s?-\s?[A-ZĐ]\w*\s?/\s?[A-ZĐ]\w*"  # 42-NQ/TW, 10- CTr/TU
    r"|\[[0-9]+\]|\([0-9]{1,2}\)"
    r"|(?:(?<=\n)|^)[ \t*#>|-]{0,20}[0-9]{1,2}(?:\.[0-9]{1,2})*[.)](?=[\s*]+\S)"  # "2.1. Đến năm 2030", "**1. Sở Y tế**"
    r"|(?:(?<=\n)|^)[ \t|]{0,9}[0-9]{1,3}(?=[ \t]*\|)"  # a table row's number
    r"|(?<![\w.,])[0-9]+(?:-[0-9]+){2,}(?!\w)"  # a telephone number
    r"|(?<![\w.,])0[0-9]{8,}(?!\w)"
)
_LABELLED = re.compile(typed(rf"(?<!\w)(?:{_LABELS})(?: số)?[:\s]\s*(?P<number>[0-9]{{1,5}})(?!\w|[.,][0-9]|\s*%)"))
_YEAR = re.compile(r"19[5-9][0-9]|20[0-9]{2}")
_BEFORE_YEAR = re.compile(typed(r"(?:đến|tới|hết|từ|sau|trước|tầm nhìn|năm|và|[-–,])\s*$"))
_DONE = re.compile(typed(r"(?<!\w)(?:đạt|được|đã cấp|đã xây|hoàn thành|ít nhất|tối thiểu|trên|dưới|hơn|không quá)\s+$"))
_HALF = r" (?:rưỡi|rưởi)\b"
_AND_A_HALF = re.compile(typed(_HALF))
_MARKS = r"[\u0300-\u036f\u20d0-\u20ff\ufe0f]"
_JOINED_BEFORE = re.compile(rf"(?:[\w/]|{_MARKS}|[^\W\d_][-–]|[0-9][:'’·]|(?:^|[\W\d_])[.,])\Z")
_JOINED_AFTER = re.compile(typed(rf"[\w/]|{_MARKS}|[.,]+(?:[0-9]|{_MARKS})|[:'’·][0-9]|[-–][^\W\d_]| phần [0-9]|{_HALF}"))
_HIDDEN = "\x00"
_SOME_DAY = date(2000, 6, 15)


def quantities(text: str, *, reported: bool = False) -> list[Quantity]:
    """Every quantity of a running text, left to right. A number in words has two words at least: "hai mươi", not "hai bên"."""
    canon = canonical(text)
    shown = _without_other_numbers(canon)
    found: list[Quantity] = []
    factors: list[Decimal] = []
    for number in numbers(shown, canon.bare):
        quantity = None if found and number.start < found[-1].end else _quantity(shown, number, reported)
        if quantity:
            found.append(quantity)
            factors.append(number.factor)
    _join_ranges(shown, found, factors)
    places = canon.places
    return [
        replace(q, start=places[q.start], end=places[q.end], number_start=places[q.number_start], number_end=places[q.number_end])
        for q in found
    ]


def _without_other_numbers(canon: Canonical) -> str:
    """The text in lower case, with document numbers, marks, labels, dates and periods hidden."""
    hidden = [match.span() for match in _NO_QUANTITIES.finditer(canon.text)]
    hidden += [match.span("number") for match in _LABELLED.finditer(canon.lower)]
    hidden += [(day.start, day.end) for day in dates_in(canon, _SOME_DAY)]
    hidden += [(period.text_start, period.text_end) for period in periods_in(canon, _SOME_DAY)]
    shown = list(canon.lower)
    for start, end in hidden:
        shown[start:end] = _HIDDEN * (end - start)
    return "".join(shown)


def _quantity(shown: str, number: FoundNumber, reported: bool) -> Quantity | None:
    measure, end = measure_at(shown, number.end)
    if not _stands_alone(shown, number, end) or _is_year(shown, number, measure, reported):
        return None
    measure, scale = money(measure, number.scale)
    values = tuple(value / scale for value in number.values)
    comparator, start = _comparator_before(shown, number.start)
    if measure and all(value == int(value) for value in values) and (half := _AND_A_HALF.match(shown, end)):  # "2 năm rưỡi"
        values, end = tuple(value + Decimal("0.5") for value in values), half.end()
    if shown.startswith("top", start) and comparator is Comparator.AT_MOST and not measure.startswith("%"):
        measure, end = "thứ hạng", number.end
    if upwards := _UPWARDS.match(shown, end):
        comparator, end = (Comparator.AT_MOST if upwards["down"] else Comparator.AT_LEAST), upwards.end()
    number_start = number.start
    if _is_negative(shown, number.start, end):
        values, number_start = tuple(-value for value in values), number.start - 1
        start = min(start, number_start)
    value, *others = decide(values, measure)
    return Quantity(value, measure, comparator, start, end, number_start, number.end, tuple(others))


def _stands_alone(shown: str, number: FoundNumber, end: int) -> bool:
    """Nothing is joined to the number but its measure: not "4G", "T32", "COVID-19", "40/50", "1..250", "7:30", "1'250", "3 phần 4"."""
    if _JOINED_BEFORE.search(shown[max(0, number.start - 2) : number.start]):
        return False
    return end > number.end or not _JOINED_AFTER.match(shown, number.end)


def _is_year(shown: str, number: FoundNumber, measure: str, reported: bool) -> bool:
    """A bare 2030 is a year, unless a measure follows it or a deed stands before it: "2030 căn", "đã cấp 2030". Nobody reports of the
    last century's years: there "noxh 1950" is a number."""
    if reported and shown.startswith("19", number.start) and not shown[: number.start].rstrip().endswith(("năm", "nam")):
        return False
    if not _YEAR.fullmatch(shown[number.start : number.end]) or measure.startswith("%"):
        return False
    before = shown[max(0, number.start - 20) : number.start]
    return bool(_BEFORE_YEAR.search(before)) or not (measure or _DONE.search(before))


def _is_negative(shown: str, at: int, end: int) -> bool:
    """ "tăng trưởng -2,5%"; a hyphen that opens a line is a bullet, unless the quantity is all there is."""
    if shown[at - 1 : at] == "−":
        return True
    before = shown[: at - 1].rsplit("\n", 1)[-1]
    if shown[at - 1 : at] != "-":
        return False
    if not before.strip():
        return not shown[: at - 1].strip() and not shown[end:].strip(" .\n")
    return before[-1].isspace() and before.rstrip()[-1].isalpha()


def _comparator_before(shown: str, at: int) -> tuple[Comparator, int]:
    """The comparator whose words end where the number begins, and where they begin."""
    begin = max(0, at - 60)
    match = _COMPARATOR.search(shown[begin:at])
    if not match or _I_HAVE.fullmatch(match[0]):
        return Comparator.EXACTLY, at
    group = next(group for group in _GROUP_OF if match[group])
    return _GROUP_OF[group], begin + match.start()


def _join_ranges(shown: str, found: list[Quantity], factors: list[Decimal]) -> None:
    """ "từ 3 đến 5 tuổi" and "3-5%" are at least the one and at most the other; "từ 60% lên 80%" begins at 60%, which is no goal."""
    for at, (first, last) in enumerate(pairwise(tuple(found))):
        first = found[at]  # as the range before may have left it
        between = shown[first.end : last.number_start]
        since = shown.startswith(("từ", "tu"), first.start)
        if since and _RISE.fullmatch(between):
            found[at] = replace(first, comparator=Comparator.EXACTLY, start=first.number_start)
        elif _RANGE.fullmatch(between) and last.measure.startswith(first.measure):
            if not first.measure and factors[at] == 1 and scale_of(last.measure) is None:  # "10-12 nghìn"
                first = replace(first, value=first.value * factors[at + 1])
            low, high = _ENDS.get(first.comparator, (first.comparator, last.comparator))
            found[at] = replace(first, comparator=low, measure=last.measure)
            if last.comparator is Comparator.EXACTLY:
                found[at + 1] = replace(last, comparator=high)


def read(text: str, measure: str = "") -> Decimal:
    """The single reading of a text that is one number or one quantity, in the measure asked for ("12,5 tỷ" in "tỷ đồng" is 12.5).

    Raises AmbiguousNumber where the measure does not decide between several readings, NotANumber where there is none.
    """
    values, found = readings(text), "%" if text.rstrip().endswith("%") else ""
    if not values:
        whole = [q for q in quantities(text) if q.comparator is Comparator.EXACTLY and not (text[: q.start] + text[q.end :]).strip(" .")]
        if len(whole) != 1:
            raise NotANumber(text)
        values, found = (whole[0].value, *whole[0].others), whole[0].measure
    if found and measure and not same_kind(found, measure):
        raise NotANumber(text)
    wanted, given = scale_of(measure), scale_of(found)
    if wanted and (given or has_scale(text)):
        values = tuple(value * (given or 1) / wanted for value in values)
    values = decide(values, measure or found)
    if len(values) > 1:
        raise AmbiguousNumber(values)
    return values[0]
