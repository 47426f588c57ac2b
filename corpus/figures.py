"""The figures of a plan's sentence: each number with its comparator and measure, and what is no figure at all masked out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.plan import Comparator

_UPPER = "A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"
_DATE = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?"
_NO_FIGURES = re.compile(
    rf"""(?:số|Số)\s+\d+[\w/.–-]*(?:\s?-\s?[{_UPPER}]+(?:/[{_UPPER}]+)?)?   # a document's number
    | \d+[\w.]*[/-]\s?[{_UPPER}][\w{_UPPER}/-]*                              # 27/CT-TTg, 21-NQ/TW
    | (?:ngày|Ngày|hôm)\s+(?:{_DATE}) | \d{{1,2}}/\d{{1,2}}/\d{{4}} | tháng\s+\d{{1,2}}(?:/\d{{4}})?
    | (?:năm|Năm|NĂM|giai\ đoạn|Giai\ đoạn|thời\ kỳ|nhiệm\ kỳ|khóa|khoá|giai\ đoạn\ \d\ \(|và|tầm\ nhìn(?:\ đến)?)\s*\(?(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?
    | (?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d | \((?:19|20)\d\d\)
    | (?:mức\ độ|giai\ đoạn|cấp\ độ|cấp|hạng|loại|lần\ thứ|thứ|Điều|điều|khoản|Khoản|điểm|mục|Mục|Chương|Phụ\ lục|phụ\ lục|bước|nhóm|Nhóm|tuyến
       |lớp|Chuyên\ đề|Quý|quý|kỳ|đợt|vị\ trí|bậc|Chỉ\ số|phiên\ bản|cách\ mạng\ công\ nghiệp)\s+\d+(?![\d.,]*\s*%)
    | \[\d+\] | \(\d{{1,2}}\) | (?<=[^\W\d])\d+ | \d+[{_UPPER}]\w*(?:/\d*\w+)? | \d+/\d+(?!\s*[a-zđ])
    | [“"][^”"“]{{0,300}}[”"]
    """,
    re.VERBOSE,
)
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_COMPARATORS: tuple[tuple[Comparator, str], ...] = (
    (Comparator.AT_LEAST, r"không (?:thấp|ít|dưới|nhỏ|kém) hơn|không dưới|ít nhất|tối thiểu(?: đạt| là| có)?|đạt tối thiểu|thấp nhất|từ"),
    (Comparator.AT_MOST, r"không (?:quá|vượt quá|cao hơn|lớn hơn)|tối đa|nhiều nhất|cao nhất"),
    (Comparator.MORE_THAN, r"trên|hơn|vượt|lớn hơn|cao hơn"),
    (Comparator.LESS_THAN, r"dưới|thấp hơn|ít hơn|nhỏ hơn"),
    (Comparator.ABOUT, r"khoảng|xấp xỉ|gần|ước đạt|ước"),
)
_COMPARATOR = re.compile(
    rf"(?:^|(?<=[\s(]))(?:{'|'.join(f'(?P<c{at}>{words})' for at, (_, words) in enumerate(_COMPARATORS))})\s+(?:(?:đạt|là|có|còn)\s+)?$",
    re.IGNORECASE,
)
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_FIGURE = re.compile(rf"(?<![\w.,/])(?P<number>{_NUMBER})(?:\s*(?P<percent>%)|\s+(?P<scale>nghìn|ngàn|triệu|tỷ|tỉ)\b)?(?![\w])")
_RATIO = re.compile(r"\s*(?P<of>[a-zđà-ỹ]+(?: [a-zđà-ỹ]+){0,3}2?(?: sàn)?)\s?/\s?(?P<per>(?:\d[\d.]*\s)?[a-zđà-ỹ]+(?: [a-zđà-ỹ]+)?)")
_GLUED_MEASURE = re.compile(r"(?<![\w.,/])(\d+(?:,\d+)?)(m2|m3|km|ha|kg|m²|m³|kWh|MW)\b")
_ALONE = set(
    "căn vùng lượt người hộ xã phường thôn làng buổi lớp ha km tấn con cây cái chiếc bộ trạm điểm khu cụm tỷ triệu đồng năm tuổi tháng ngày giờ phút "
    "lần kg lít m2 m3 giường bản vụ tổ đội xe tàu trường phòng nhà hồ đập cầu tuyến đợt cuộc giải suất cuốn tin bài số usd mw kwh hec".split()
)
_TWICE = {"căn hộ", "ha rừng", "triệu đồng", "tỷ đồng", "tháng tuổi", "đô la"}
_AFTER = re.compile(r"\s*(?:trở lên|trở đi)")
_AFTER_LESS = re.compile(r"\s*trở xuống")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: `start` is where its comparator begins (the number where it has none), `end` where its measure ends.

    `stated` is False where no comparator word stands by it.
    """

    value: Decimal
    measure: str
    comparator: Comparator
    stated: bool
    start: int
    number: int
    end: int


def masked(text: str) -> str:
    """The same text with document numbers, dates, years, ranks and quoted names blotted out, so that positions stay."""
    return _NO_FIGURES.sub(lambda match: "§" * len(match.group()), text)


def figures(text: str) -> list[Figure]:
    """Every figure of a text in its order."""
    text = _GLUED_MEASURE.sub(r"\1 \2", text) if _GLUED_MEASURE.search(text) and False else text
    clear = masked(text)
    found = [_figure(clear, match) for match in _FIGURE.finditer(_loosened(clear))]
    top = [
        Figure(Decimal(match.group(1)), "thứ hạng", Comparator.AT_MOST, True, match.start(), match.start(1), match.end())
        for match in re.finditer(r"\b[Tt]op\s+(\d{1,3})\b", clear)
    ]
    ranked = {figure.number for figure in top}
    return sorted([*top, *(figure for figure in found if figure.number not in ranked)], key=lambda figure: figure.number)


def _loosened(text: str) -> str:
    """ "25,9m2" is a number and a measure; the figure pattern wants a space, so a letter there is blotted out."""
    return _GLUED_MEASURE.sub(lambda match: match.group(1) + " " * len(match.group(2)), text)


def _figure(text: str, match: re.Match[str]) -> Figure:
    number = Decimal(match["number"].replace(".", "").replace(",", "."))
    if match["scale"]:
        number *= _SCALES[match["scale"]]
    measure, end = ("%", match.end()) if match["percent"] else _measure(text, match.end() if not match["scale"] else match.end(), match)
    before = _COMPARATOR.search(text[: match.start()])
    comparator, stated, start = Comparator.EXACTLY, False, match.start()
    if before:
        at = next(at for at in range(len(_COMPARATORS)) if before[f"c{at}"])
        comparator, stated, start = _COMPARATORS[at][0], True, before.start()
    if _AFTER.match(text, end):
        comparator, stated, end = Comparator.AT_LEAST, True, _AFTER.match(text, end).end()  # type: ignore[union-attr]
    elif _AFTER_LESS.match(text, end):
        comparator, stated, end = Comparator.AT_MOST, True, _AFTER_LESS.match(text, end).end()  # type: ignore[union-attr]
    return Figure(number, measure, comparator, stated, start, match.start(), end)


def _measure(text: str, at: int, match: re.Match[str]) -> tuple[str, int]:
    """The words after a number that say what is counted: a ratio, a single-syllable classifier, else two syllables."""
    glued = _GLUED_MEASURE.match(text, match.start())
    if glued:
        at = glued.end(1)
    ratio = _RATIO.match(text, at)
    if ratio:
        return f"{ratio['of']}/{ratio['per']}", ratio.end()
    words = re.match(r"\s*([^\W\d_][\w²]*)(?:\s+([^\W\d_]\w*))?", text[at:])
    if words is None:
        return "", at
    first, second = words.group(1), words.group(2) or ""
    two = f"{first} {second}".strip()
    if first.lower() in _ALONE and two.lower() not in _TWICE or not second:
        return first, at + words.end(1)
    return two, at + words.end()
