"""Messages that nobody would think of: real reports mutated, and texts made of Vietnamese, digits, marks and any characters at all."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence

from corpus.characters import fold
from tests.quality.reports import read_cases

Mutation = Callable[["Inputs", str, random.Random], str]
LONGEST = 6_500
"""A little more than is ever read of a message."""
_CONTROL = "\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x85\u2028\u2029\ufffe\uffff"
_UNSEEN = "\u200b\u200d\u202e\u202c\u2060\ufeff\u00ad\u0301\u0323\u0306\u20e3\u00a0\u2009\u202f\u3000"
_MARKS = ".,;:/-–−+%‰|()[]{}<>=≥≤~≈\"'“”*#@&?!\t\n\r "
_OTHER_DIGITS = "０１２３４５６７８９٠١٢٣٤٥۰۱۲३४५๓๔²³½¼①②𝟏𝟐𝟑Ⅳ"
_JOINS = (" ", "; ", ", ", "\n", " và ", " | ", "\t", " – ", "/", "")
_WORDS = """
thêm|tăng|giảm|còn|ước|lũy kế|trong kỳ|trong quý III|đến 30/9/2026|năm 2026|quý IV|9 tháng|tháng 8/2026|so với cùng kỳ|kế hoạch|đạt
chỉ tiêu|mục tiêu|không phát sinh|chưa có số liệu vì|giữ nguyên như kỳ trước|đã hoàn thành|đang triển khai|không còn đối tượng|nghìn
triệu|tỷ|rưỡi|trăm|mươi|phẩy|linh|một|hai|năm|mười|căn|hộ|%|xã|theo BC 512/BC-SXD ngày 20/11|sơ bộ|tính đến|sửa lại|không phải|hủy
tử số|mẫu số|CT32|NV5|CT 025|đã được anh Nam duyệt|ghi chú:|do|vì|khoảng|gần|trên|dưới|không quá|hoặc|?|phải không|mức độ 2
dưới 5 tuổi|từ 3 đến 5 tuổi|trên một vạn dân|huyện Ia Pa|toàn tỉnh|đô thị|nông thôn
"""
_SMALL = _WORDS.strip().replace("\n", "|").split("|")


class Inputs:
    """The text with a number is always the same one for a seed: any can be made again alone."""

    def __init__(self, seed: int, names: Sequence[str]) -> None:
        """`names`: those of the targets."""
        self._seed = seed
        cases = read_cases()
        said = [one for case in cases for one in (*case.get("before", ()), case["text"])]
        self._messages: list[str] = [one for one in said if isinstance(one, str)]
        self._words = [*_SMALL, *names, *(word for text in self._messages for word in text.split())]

    def __call__(self, number: int) -> str:
        chance = random.Random(f"{self._seed}:{number}")
        draw = chance.random()
        if draw < 0.7:
            text = chance.choice(self._messages)
            for _ in range(chance.choice((1, 1, 2, 3, 5))):
                text = chance.choice(_MUTATIONS)(self, text, chance)
        elif draw < 0.94:
            text = self._sentence(chance)
        elif draw < 0.995:
            text = "".join(_any_character(chance) for _ in range(chance.randrange(1, 80)))
        else:
            text = self._long(chance)
        return text[:LONGEST]

    def _sentence(self, chance: random.Random) -> str:
        pieces = [chance.choice(self._words) if chance.random() < 0.65 else any_number(chance) for _ in range(chance.randrange(1, 11))]
        return "".join(piece + (" " if chance.random() < 0.85 else chance.choice(_JOINS)) for piece in pieces)

    def _long(self, chance: random.Random) -> str:
        """One piece over and over, or many pieces: what makes a pattern that looks ahead run for ever."""
        if chance.random() < 0.5:
            piece = chance.choice((_any_character(chance), any_number(chance), chance.choice(self._words), f"{chance.choice(_SMALL)} "))
            return piece * chance.randrange(50, 3_000)
        pieces = [chance.choice(self._messages) for _ in range(chance.randrange(5, 150))]
        return chance.choice(("\n", "; ", ". ", ", ", " ")).join(pieces)

    # ---- mutations

    def _joined(self, text: str, chance: random.Random) -> str:
        both = [text, chance.choice(self._messages)]
        chance.shuffle(both)
        return chance.choice(_JOINS).join(both)

    def _word_put_in(self, text: str, chance: random.Random) -> str:
        at = _place(text, chance)
        return f"{text[:at]} {chance.choice(self._words)} {text[at:]}"


def any_number(chance: random.Random) -> str:
    """In digits, in nearly every form that is typed, right or wrong."""
    size = chance.choice((1, 1, 2, 2, 3, 4, 5, 7, 9, 18, 19, 30, 80, 400)) if chance.random() < 0.3 else chance.randrange(1, 5)
    digits = "".join(chance.choice("0123456789") for _ in range(size))
    form = chance.randrange(9)
    if form == 0:
        return f"{int(digits):,}".replace(",", chance.choice(".,  "))
    if form == 1:
        return f"{digits}{chance.choice('.,')}{chance.randrange(1_000)}"
    if form == 2:
        return f"{digits}/{chance.randrange(5_000)}"
    if form == 3:
        return f"{digits}{chance.choice('%‰')}"
    if form == 4:
        return f"-{digits}"
    if form == 5:
        return f"{digits}{chance.choice(('k', 'tr', 'tr5', ' triệu', ' nghìn', ' tỷ rưỡi', 'e9', 'x', '²'))}"
    if form == 6:
        return "".join(chance.choice("0123456789.,-/ ") for _ in range(size + 2))
    return digits


def _any_character(chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.25:
        return chance.choice("0123456789")
    if draw < 0.4:
        return chance.choice(_MARKS)
    if draw < 0.55:
        return chance.choice("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ ")
    if draw < 0.7:
        return chance.choice(_CONTROL + _UNSEEN + _OTHER_DIGITS)
    character = chr(chance.randrange(0x110000))
    return character if not "\ud800" <= character <= "\udfff" else "\ufffd"


def _place(text: str, chance: random.Random) -> int:
    return chance.randrange(len(text) + 1)


def _put_in(text: str, chance: random.Random, piece: str) -> str:
    at = _place(text, chance)
    return text[:at] + piece + text[at:]


def _left_out(_: Inputs, text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + text[at + chance.randrange(1, 8) :]


def _swapped(_: Inputs, text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _repeated(_: Inputs, text: str, chance: random.Random) -> str:
    at = _place(text, chance)
    piece = text[at : at + chance.randrange(1, 12)]
    return text[:at] + piece * chance.randrange(2, 20) + text[at:]


def _other_number(_: Inputs, text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"[0-9][0-9.,]*", text))
    if not found:
        return f"{text} {any_number(chance)}"
    one = chance.choice(found)
    return text[: one.start()] + any_number(chance) + text[one.end() :]


def _other_mark(_: Inputs, text: str, chance: random.Random) -> str:
    found = [at for at, character in enumerate(text) if character in _MARKS]
    at = chance.choice(found) if found else 0
    return text[:at] + chance.choice(_MARKS) + text[at + 1 :]


def _mark_put_in(_: Inputs, text: str, chance: random.Random) -> str:
    return _put_in(text, chance, chance.choice(_MARKS))


def _digit_put_in(_: Inputs, text: str, chance: random.Random) -> str:
    return _put_in(text, chance, chance.choice("0123456789"))


def _odd_put_in(_: Inputs, text: str, chance: random.Random) -> str:
    return _put_in(text, chance, chance.choice(_CONTROL + _UNSEEN + _OTHER_DIGITS))


def _decomposed(_: Inputs, text: str, chance: random.Random) -> str:
    return unicodedata.normalize(chance.choice(("NFD", "NFKD", "NFKC")), text)


def _bare(_: Inputs, text: str, chance: random.Random) -> str:
    return fold(text)


def _cased(_: Inputs, text: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.title, str.swapcase, str.casefold))(text)


def _shuffled(_: Inputs, text: str, chance: random.Random) -> str:
    words = text.split(" ")
    chance.shuffle(words)
    return " ".join(words)


_MUTATIONS: tuple[Mutation, ...] = (
    _left_out, _swapped, _repeated, _other_number, _other_number, _other_mark, _mark_put_in, _digit_put_in, _odd_put_in, _decomposed,
    _bare, _cased, _shuffled, Inputs._joined, Inputs._word_put_in, Inputs._word_put_in,
)  # fmt: skip
