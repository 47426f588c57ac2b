"""People's names and telephone numbers, as they are typed."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from corpus.agencies import find_agencies
from corpus.phrases import one_of
from index.text import fold

LONGEST_NAME = 60
MOST_WORDS = 7
_SPLIT = re.compile(r"(?P<name>[^\d,;+(]+?)[\s,;:–-]*(?P<phone>[+(]?\d[\d\s.()+-]{7,20})?")
_LETTERS = r"(?:[^\W\d_]\u0306?)+"  # Jarai puts a breve on letters that have no such form of their own
_WORD = re.compile(rf"{_LETTERS}(?:['’ʼ.-]{_LETTERS})*\.?")
_MARKS = "'’ʼ.-\u0306"
_PHONE_MARKS = re.compile(r"[\s.()-]+")
_PHONE = re.compile(r"0[1-9][0-9]{8,9}")
SURNAMES = frozenset(
    one_of(
        """
        nguyễn | trần | lê | phạm | hoàng | huỳnh | phan | vũ | võ | đặng | bùi | đỗ | hồ | ngô | dương | lý | đinh | đoàn | lương
        mai | trịnh | đào | tô | cao | hà | tạ | châu | lâm | thái | trương | tăng | kiều | vương | quách | la | phùng | tống | triệu
        từ | thân | lục | mạc | nông | vi | hứa | văn | tôn | đàm | giáp | khổng | chu | ninh | thạch | sơn | bạch | doãn | lưu | cù
        nghiêm | kpă | ksor | siu | nay | rơ | rah | rmah | rcom | rcăm | rlan | kpuih | puih | hyan | krông | niê | êban | y | h | a
        """
    ).split("|")
)
"""How names of people in the Central Highlands begin."""


class Shape(StrEnum):
    """How surely a text is somebody's name and no question."""

    NAME = "name"
    PERHAPS = "perhaps"
    OTHER = "other"


def read_name(text: str) -> str:
    """The name that a text as a whole can be, tidied; empty where it can be none."""
    # An emoji's invisible parts and the marks that turn the writing around are no part of anybody's name.
    if len(text) > 4 * LONGEST_NAME:
        return ""
    name = " ".join(unicodedata.normalize("NFC", text).split()).strip(" .,;:")
    words = name.split()
    if not words or len(name) > LONGEST_NAME or len(words) > MOST_WORDS or not all(map(_is_word, words)):
        return ""
    if name.islower() or (name.isupper() and len(name) > 3):
        return name.title()
    return " ".join(word[:1].upper() + word[1:] for word in words)


def read_phone(text: str) -> str:
    """The number in its domestic form, 0905123456; empty where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip() if len(text) < 40 else ""
    # A spreadsheet may give a number as a decimal, and it takes the first 0 away.
    number = _PHONE_MARKS.sub("", re.sub(r"(?<=\d{9})\.0$", "", plain)).removeprefix("+")
    if number.startswith("84") and len(number) in (11, 12):
        number = number.removeprefix("84").removeprefix("0")
        number = f"0{number}"
    if len(number) == 9 and number[:1] in "23456789":
        number = f"0{number}"
    return number if _PHONE.fullmatch(number) else ""


def read_name_and_phone(text: str) -> tuple[str, str]:
    """ "Nguyễn Văn An, 0905 123 456": both, the number empty where none follows; nothing where it cannot be read so."""
    found = _SPLIT.fullmatch(text.strip()) if len(text) < 200 else None
    if found is None:
        return "", ""
    name, phone = read_name(found["name"]), read_phone(found["phone"] or "")
    return ("", "") if found["phone"] and not phone else (name, phone)


def shape(text: str) -> Shape:
    """Whether bare words, where a name was asked for, are one: questions are typed there too."""
    name, phone = read_name_and_phone(text)
    words = name.split()
    if len(words) < 2 or find_agencies(name):
        return Shape.OTHER
    if phone or _is_title_case(text):
        return Shape.NAME
    surname = unicodedata.normalize("NFC", text.split()[0].lower())
    return Shape.PERHAPS if surname in SURNAMES or surname in _PLAIN_SURNAMES else Shape.OTHER


_PLAIN_SURNAMES = frozenset(map(fold, SURNAMES))


def _is_title_case(text: str) -> bool:
    """Each word capitalised, and not everything in capitals."""
    words = [word for word in text.split() if word[0].isalpha()]
    return all(word[0].isupper() for word in words) and not text.isupper()


def _is_word(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and all(c in _MARKS or (c.isalpha() and unicodedata.name(c, "").startswith("LATIN")) for c in word)
