"""The figures of a plan's sentence: each number with its comparator and measure; what is no figure is masked out first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.phrases import one_of
from corpus.plan import Comparator

_UPPER = "A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"
_DAY = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|\d{1,2}\s+(?:tháng|THÁNG)\s+\d{1,2}(?:\s+(?:năm|NĂM)\s+\d{4})?"
_YEAR = r"(?<![\d.,])(?:19[5-9]|20[0-6])\d(?!\d)"
_GLUED = r"m2|m3|m²|m³|km2|km|ha|kg|kWh|MWp?|mm|cm"
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
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_COMPARATORS: tuple[tuple[Comparator, str], ...] = (
    (Comparator.AT_LEAST, r"không (?:thấp|ít|nhỏ|kém) hơn|không dưới|≥|>=|ít nhất|tối thiểu|thấp nhất|từ"),
    (Comparator.AT_MOST, r"không (?:[^\W\d_]+ ){0,3}quá|không (?:cao hơn|lớn hơn|vượt)|≤|<=|tối đa|nhiều nhất|cao nhất"),
    (Comparator.MORE_THAN, r"trên|hơn|>|vượt|lớn hơn|cao hơn"),
    (Comparator.LESS_THAN, r"dưới|<|thấp hơn|ít hơn|nhỏ hơn"),
    (Comparator.ABOUT, r"khoảng|xấp xỉ|gần"),
)
_COMPARATOR_WORDS = "|".join(f"(?P<c{at}>{words})" for at, (_, words) in enumerate(_COMPARATORS))
_COMPARATOR = re.compile(
    rf"(?:^|(?<=[\s(:]))(?:{_COMPARATOR_WORDS})(?:\s+|(?<=[≥≤<>=])\s*)"
    r"(?:(?:vào|đến|trong)\s+(?:năm\s+)?§+\s+)?(?:(?:đạt|là|có|còn)\s+)?$",
    re.IGNORECASE,
)
_SCALES = "nghìn|ngàn|triệu|tỷ|tỉ"
_FIGURE = re.compile(
    rf"(?<![\w.,/])(?P<number>{_NUMBER})(?:\s*%?\s*(?:đến|-|–)\s*(?P<upper>{_NUMBER}))?"
    rf"(?:\s*(?P<percent>%)|\s+(?P<scale>{_SCALES})\b)?(?:(?!\w)|(?=(?:{_GLUED})\b))"
)
_RATIO = re.compile(
    r"\s*(?P<of>[a-zđà-ỹ]+[23²³]?(?: [a-zđà-ỹ]+){0,3})\s?/\s?(?P<per>(?:\d[\d.]*\s)?[a-zđà-ỹ]+(?: (?:dân|nữ|gái|trai|năm)\b)?)"
)
_COUNTED = re.compile(r"\s*([^\W\d_][^\W\d_]*[23²³]?)(?:\s+([^\W\d_]+))?")
_ONE_SYLLABLE = set(
    one_of("""
        căn|vùng|lượt|người|hộ|xã|phường|thôn|làng|buổi|lớp|ha|km|km2|tấn|con|cây|cái|chiếc|bộ|trạm|điểm|khu|cụm|đồng|năm|tuổi|tháng|ngày
        giờ|phút|lần|kg|lít|m2|m3|m²|m³|giường|bản|vụ|tổ|đội|xe|tàu|trường|phòng|nhà|hồ|đập|cầu|tuyến|đợt|cuộc|giải|suất|cuốn|tin|bài|số
        USD|MW|kWh
    """).split("|")
)
_TWO_SYLLABLES = {"căn hộ", "tháng tuổi", "nhà máy", "nhà văn", "khu vực", "số liệu"}
_FUNCTION_WORDS = set(
    one_of("của|và|về|các|được|là|có|đến|thuộc|cho|với|theo|trong|tại|trên|từ|so|đạt|còn|nhằm|để|do|bởi|khi|như|hoặc").split("|")
)
_AFTER = re.compile(r"\s*(?:(trở lên)|trở xuống)")


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


def masked(text: str) -> str:
    """The same text with document numbers, dates, years, ranks and quoted names blotted out, so that positions stay."""
    return _NO_FIGURES.sub(lambda match: "§" * len(match.group()), text)


def figures(text: str) -> list[Figure]:
    """Every figure of a text in its order; "top 03" is a rank of at most 3."""
    clear = masked(text)
    ranks = {match.start(1): match for match in re.finditer(r"\b[Tt]op\s+(\d{1,3})\b", clear)}
    return [_rank(ranks[match.start()]) if match.start() in ranks else _figure(clear, match) for match in _FIGURE.finditer(clear)]


def _rank(match: re.Match[str]) -> Figure:
    return Figure(Decimal(match.group(1)), None, "thứ hạng", Comparator.AT_MOST, True, match.start(), match.start(1), match.end())


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(".", "").replace(",", "."))


def _figure(text: str, match: re.Match[str]) -> Figure:
    value = _decimal(match["number"])
    upper = _decimal(match["upper"]) if match["upper"] else None
    measure, end = ("%", match.end()) if match["percent"] else _measure(text, match.end())
    if match["scale"]:  # "660.085 tỷ đồng" is kept as the plan writes it: 660085, "tỷ đồng"
        measure = f"{match['scale']} {measure}".strip()
    comparator, stated, start = Comparator.EXACTLY, False, match.start()
    before = _COMPARATOR.search(text, max(0, match.start() - 40), match.start())
    if before:
        at = next(at for at in range(len(_COMPARATORS)) if before[f"c{at}"])
        comparator, stated, start = _COMPARATORS[at][0], True, before.start()
    after = _AFTER.match(text, end)
    if after:
        comparator, stated, end = Comparator.AT_LEAST if after[1] else Comparator.AT_MOST, True, after.end()
    return Figure(value, upper, measure, comparator, stated, start, match.start(), end)


def _measure(text: str, at: int) -> tuple[str, int]:
    """The words after a number that say what is counted: a ratio, a classifier of one syllable, else two syllables."""
    ratio = _RATIO.match(text, at)
    if ratio:
        return f"{ratio['of']}/{ratio['per']}", ratio.end()
    counted = _COUNTED.match(text, at)
    if counted is None:
        return "", at
    first, second = counted.group(1), counted.group(2)
    if first in _FUNCTION_WORDS:
        return "", at
    if second is None or (first in _ONE_SYLLABLE and f"{first} {second}" not in _TWO_SYLLABLES):
        return first, counted.end(1)
    return f"{first} {second}", counted.end()
