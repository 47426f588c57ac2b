"""Vietnamese numbers, in digits and in words: "3.700", "94,2", "3tr2", "2 tỷ rưỡi", "chín mươi tư phẩy hai"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from corpus.characters import LITERAL, MOST_DIGITS, Values, canonical, fold, literal_readings

_TOKEN = re.compile(rf"(?P<literal>{LITERAL})|[^\W\d_]+|\S")

_DIGITS = {"không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_ONLY_LAST = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_ANY_DIGIT = {**_DIGITS, **_ONLY_LAST}
_AFTER_TEN = {word: value for word, value in _ANY_DIGIT.items() if word not in ("không", "năm")}  # "mười năm" is ten years
_THOUSAND, _MILLION, _BILLION = Decimal(10**3), Decimal(10**6), Decimal(10**9)
_SCALES = {"nghìn": _THOUSAND, "ngàn": _THOUSAND, "k": _THOUSAND, "vạn": Decimal(10**4), "triệu": _MILLION, "tr": _MILLION}
_SCALES |= {"tỷ": _BILLION, "tỉ": _BILLION}
_ABBREVIATIONS = {"k", "tr"}
_AND = {"linh", "lẻ", "lẽ"}
_HALF = {"rưỡi", "rưởi"}
_POINT = {"phẩy", "chấm"}
_WORDS = {*_DIGITS, *_ONLY_LAST, *_SCALES, *_AND, *_HALF, *_POINT, "mười", "mươi", "chục", "hăm", "trăm", "nửa"}
_NOT_BEFORE = {
    "tỷ": {"lệ", "suất", "trọng", "số", "giá"},
    "tỉ": {"lệ", "suất", "trọng", "số", "giá"},
    "triệu": {"tập", "hồi"},
    "tư": {"vấn", "pháp", "nhân", "thục", "liệu", "tưởng"},
    "ngàn": {"hàng", "sách"},  # typed without diacritics: ngân hàng, ngân sách
}
_STRONG = {*_SCALES, *_HALF, "mười", "mươi", "chục", "hăm", "trăm", "lăm", "nhăm", "mốt"}
_STRONG_BARE = {"mươi", "nghìn", "triệu", "tỷ"}
_DOUBTFUL_BARE = {"năm", "tư", "sáu", "bảy", "tám"}  # năm/nam, tư/từ, sáu/sau, bảy/bay, tám/tạm


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    words: frozenset[str]
    is_literal: bool
    bare: bool


class _Form(Enum):
    LITERAL = "25"
    UNIT = "năm"
    AND = "linh năm"
    CLIPPED = "hai lăm"
    FULL = "hai mươi lăm"


@dataclass(frozen=True, slots=True)
class _Group:
    values: Values
    end: int
    form: _Form


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in running text. `scale` is the word it ends with ("tỷ"), else ""; `in_words`: it has no digits."""

    values: Values
    start: int
    end: int
    scale: str = ""
    in_words: bool = False

    @property
    def factor(self) -> Decimal:
        return _SCALES.get(self.scale, Decimal(1))


_BARE_WORDS = _WORDS - {"vạn"}  # "van" is văn, vấn, vẫn
_FOLDED: dict[str, frozenset[str]] = {key: frozenset(w for w in _BARE_WORDS if fold(w) == key) for key in map(fold, _BARE_WORDS)}


def _tokens(lower: str, bare: bool, running: bool = True) -> list[_Token]:
    """`bare`: words may be typed without diacritics. `running`: other words stand around, so that "tỷ lệ" is no billion."""
    matches = list(_TOKEN.finditer(lower))
    texts = [m[0] for m in matches]
    found: list[_Token] = []
    for m, after in zip(matches, [*texts[1:], ""], strict=False):
        words = {m[0]} & _WORDS or (set(_FOLDED.get(m[0], ())) if bare and m[0].isascii() else set())
        words -= {w for w in words if running and w in _NOT_BEFORE and after in {*_NOT_BEFORE[w], *map(fold, _NOT_BEFORE[w])}}
        if words & _ABBREVIATIONS and not (found and found[-1].is_literal):
            words = set()
        is_bare = m[0] not in _WORDS
        found.append(_Token(m.start(), m.end(), m[0], frozenset(words), m["literal"] is not None, is_bare))
    return found


def _sums(ones: Iterable[Decimal], others: Values) -> Values:
    return tuple(dict.fromkeys(one + other for one in ones for other in others))


class _Parser:
    """Reads one number from a place in the tokens; each method takes an index and gives what stands there, or None."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens

    def word(self, at: int, words: Iterable[str]) -> str:
        """The one of the words that stands there, or ""."""
        return next((w for w in words if at < len(self.tokens) and w in self.tokens[at].words), "")

    def digits(self, at: int, most: int = 3) -> str:
        text = self.tokens[at].text if at < len(self.tokens) else ""
        return text if text.isascii() and text.isdigit() and len(text) <= most else ""

    def number(self, at: int) -> tuple[Values, int] | None:
        if self.word(at, ["nửa"]):
            scale = self.word(at + 1, _SCALES) or self.word(at + 1, ["trăm"])
            return ((_SCALES.get(scale, Decimal(100)) / 2,), at + 2) if scale else None
        if (scale := self.word(at, {**_SCALES, "trăm": 0})) and self.word(at + 1, _HALF):
            return (_SCALES.get(scale, Decimal(100)) * 3 / 2,), at + 2
        return self.amount(at)

    def amount(self, at: int) -> tuple[Values, int] | None:
        """Groups with falling scales: "một tỷ hai trăm triệu năm"; "nghìn tỷ" and "1.200 tỷ" multiply all before."""
        total: Values = (Decimal(0),)
        last: Decimal | None = None
        while group := self.group(at, first=last is None):
            scale = _SCALES.get(self.word(group.end, _SCALES))
            if scale is None:
                if last is None:
                    return self.halved(group)
                # "5,717 triệu 5": a fraction before the scale and more behind it is nothing that anybody writes.
                if not any(value % last for value in total) and (tail := self.tail(group, at, last)):
                    total, at = _sums(total, tail), group.end
                break
            if last is None:
                total = tuple(value * scale for value in group.values)
            elif scale < last and max(group.values) < 1000:
                total = _sums(total, tuple(value * scale for value in group.values))
            elif scale == _BILLION > last and (tail := self.tail(group, at, last)):
                total = tuple(value * scale for value in _sums(total, tail))
            else:
                break
            last, at = scale, group.end + 1
            if last < _BILLION and self.word(at, ["tỷ", "tỉ"]):
                total, last, at = tuple(value * _BILLION for value in total), _BILLION, at + 1
            if self.word(at, _HALF) and all(value == int(value) for value in group.values):
                return _sums(total, (last / 2,)), at + 1
        return (total, at) if last is not None else None

    def halved(self, group: _Group) -> tuple[Values, int]:
        """ "hai rưỡi" is 2.5; "hai mươi rưỡi" might be 20.5 or 25 and is left alone."""
        if group.form in (_Form.LITERAL, _Form.UNIT) and self.word(group.end, _HALF) and all(v == int(v) for v in group.values):
            return _sums(group.values, (Decimal("0.5"),)), group.end + 1
        return group.values, group.end

    def tail(self, group: _Group, at: int, scale: Decimal) -> Values:
        """What follows the last scale: "ba nghìn bảy" 3700, "một nghìn linh bảy" 1007, "một triệu hai trăm" either of two."""
        n = group.values[0]
        digits = self.digits(at) if group.end == at + 1 else ""  # "2 trăm" begins with digits and is more
        if group.form is _Form.UNIT or len(digits) == 1:
            return (n * scale / 10,)
        if digits:
            share = n * scale / 10 ** len(digits)
            glued = self.tokens[at].start == self.tokens[at - 1].end
            return (share,) if glued else tuple(dict.fromkeys((n, share)))
        if group.form is _Form.LITERAL:
            return ()
        if group.form is _Form.CLIPPED:
            return (n, n * scale / 100)
        return (n, n * scale / 1000) if group.form is _Form.FULL and n >= 100 and scale > 1000 else (n,)

    def group(self, at: int, first: bool) -> _Group | None:
        """A number in digits, or one below a thousand in words."""
        if at >= len(self.tokens):
            return None
        if self.tokens[at].is_literal and not (self.digits(at, most=1) and self.word(at + 1, ["trăm", "chục"])):
            values = literal_readings(self.tokens[at].text)
            found = _Group(values, at + 1, _Form.LITERAL) if values else None
        elif not first and self.word(at, _AND):
            below = self.below_hundred(at + 1, first=True)
            found = _Group(below.values, below.end, _Form.AND) if below else None
        else:
            found = self.hundreds(at, first) or self.below_hundred(at, first)
        if found and self.word(found.end, _POINT) and all(value == int(value) for value in found.values):
            decimals, end = self.decimals(found.end + 1)
            if decimals:
                found = _Group(tuple(Decimal(f"{int(value)}.{decimals}") for value in found.values), end, _Form.LITERAL)
        return found

    def digit(self, at: int) -> int | None:
        word = self.word(at, _DIGITS) or self.digits(at, most=1)
        return _DIGITS.get(word, int(word) if word.isdigit() else None) if word else None

    def hundreds(self, at: int, first: bool) -> _Group | None:
        digit = self.digit(at)
        if digit is None or (digit == 0 and first) or not self.word(at + 1, ["trăm"]):
            return None
        value, end = Decimal(digit * 100), at + 2
        if self.word(end, _AND) and (below := self.below_hundred(end + 1, first=True)):
            value, end = value + below.values[0], below.end
        elif below := self.below_hundred(end, first=False):
            value, end = value + below.values[0] * (10 if below.form is _Form.UNIT else 1), below.end
        elif digits := self.digits(end, most=2):
            value, end = value + int(digits) * (10 if len(digits) == 1 else 1), end + 1
        elif self.word(end, _HALF):
            value, end = value + 50, end + 1
        return _Group((value,), end, _Form.FULL)

    def below_hundred(self, at: int, first: bool) -> _Group | None:
        if word := self.word(at, ["mười", "hăm"]):
            last = self.word(at + 1, _AFTER_TEN)
            value = (10 if word == "mười" else 20) + _AFTER_TEN.get(last, 0)
            return _Group((Decimal(value),), at + 1 + bool(last), _Form.FULL)
        digit = self.digit(at)
        if digit and self.word(at + 1, ["chục"]):
            return _Group((Decimal(digit * 10),), at + 2, _Form.FULL)
        if digit is None or self.digits(at):
            word = "" if first else self.word(at, _ONLY_LAST)
            return _Group((Decimal(_ONLY_LAST[word]),), at + 1, _Form.UNIT) if word else None
        if digit > 1 and self.word(at + 1, ["mươi"]):
            last = self.word(at + 2, _AFTER_TEN)
            return _Group((Decimal(digit * 10 + _AFTER_TEN.get(last, 0)),), at + 2 + bool(last), _Form.FULL)
        if digit > 1 and (last := self.word(at + 1, _ONLY_LAST)) and "một" not in self.tokens[at + 1].words:
            return _Group((Decimal(digit * 10 + _ONLY_LAST[last]),), at + 2, _Form.CLIPPED)
        return _Group((Decimal(digit),), at + 1, _Form.UNIT)

    def decimals(self, at: int) -> tuple[str, int]:
        """The digits after "phẩy": "hai", "không năm", "hai mươi lăm", "25"."""
        if digits := self.digits(at, most=MOST_DIGITS):
            return digits, at + 1
        below = self.below_hundred(at, first=True)
        if below and below.form is not _Form.UNIT:
            return str(below.values[0]), below.end
        spoken = ""
        while word := self.word(at, _ANY_DIGIT):
            spoken, at = spoken + str(_ANY_DIGIT[word]), at + 1
        return spoken, at


def readings(text: str) -> Values:
    """Every reading of a text that is one number, with or without a per cent sign; none where it is not one."""
    lower = re.sub(r"\s*(?:%|phần trăm|phan tram)$", "", canonical(text).lower.strip())
    sign = re.match(r"[-−](?=[0-9])|(?:âm|am) ", lower)
    tokens = _tokens(lower[sign.end() :] if sign else lower, bare=True, running=False)
    if [token.text for token in tokens] in (["không"], ["khong"]):  # "no" more often than zero
        return ()
    parsed = _Parser(tokens).number(0)
    if parsed is None or parsed[1] < len(tokens):
        return ()
    return tuple(_plain(-value if sign else value) for value in parsed[0])


def _plain(value: Decimal) -> Decimal:
    """Without zeros at the end of the fraction: 1,5 triệu is 1500000, not 1500000.0."""
    return Decimal(int(value)) if value == int(value) else value.normalize()


def numbers(lower: str, bare: bool) -> Iterator[FoundNumber]:
    """Every number in running text, left to right. One in words has at least two of them, so that "hai bên" is none."""
    tokens = _tokens(lower, bare)
    parser = _Parser(tokens)
    at = 0
    while at < len(tokens):
        parsed = parser.number(at)
        if parsed is None:
            at += 1
            continue
        values, end = parsed
        if shorter := _without_doubtful_end(tokens, at, end):
            values, end = tuple(dict.fromkeys((*shorter, *values))), end - 1
        in_words = not any(token.is_literal for token in tokens[at:end])
        if in_words and not _surely_a_number(tokens[at:end]):
            at += 1
            continue
        scale = next((w for w in tokens[end - 1].words if w in _SCALES), "")
        yield FoundNumber(tuple(map(_plain, values)), tokens[at].start, tokens[end - 1].end, scale, in_words)
        at = end


def has_scale(text: str) -> bool:
    """Does a number in a text say nghìn, triệu or tỷ, in whatever form?"""
    canon = canonical(text)
    return any(token.words & _SCALES.keys() for token in _tokens(canon.lower, canon.bare))


def _without_doubtful_end(tokens: list[_Token], at: int, end: int) -> Values:
    """The reading without the last word, where that may be no number: "một nghìn năm" (years), "5 tram y te", "ba tram tu"."""
    last, before = tokens[end - 1], tokens[end - 2]
    bare_hundred = last.bare and "trăm" in last.words
    after_scale = bool(before.words & {*_SCALES, "trăm"}) and bool(last.words & (_DOUBTFUL_BARE if last.bare else {"năm"}))
    if end - at < 2 or not (bare_hundred or after_scale):
        return ()
    parsed = _Parser(tokens[: end - 1]).number(at)
    return parsed[0] if parsed and parsed[1] == end - 1 else ()


def _surely_a_number(tokens: list[_Token]) -> bool:
    strong = [bool(t.words & (_STRONG_BARE if t.bare else _STRONG)) for t in tokens]
    return len(tokens) > 1 and (any(strong) or len(tokens) > 2)
