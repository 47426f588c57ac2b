"""How people answer "your name, please": with a title before it, their job after it, in capitals, without diacritics."""

from __future__ import annotations

import re

from corpus.agencies import find_agencies
from corpus.phrases import one_of
from handlers.people.names import SURNAMES, read_name, read_phone
from index.text import fold, normal

LONGEST = 160
_TITLE = r"(?:dạ|thưa|vâng|em|tôi|mình|anh|chị|ông|bà|cô|chú|bác|đồng chí|đ/c|da|thua|vang|toi|minh|chi|ong|dong chi)"
_BEFORE = re.compile(rf"^(?:(?:{_TITLE}|tên|ten|họ tên|ho ten|họ và tên|ho va ten|là|la)[\s,:]+)+", re.I)
_PHONE = re.compile(r"(?<!\w)[+(]?\d[\d\s.()+-]{7,20}")
_PHONE_WORDS = re.compile(r"\b(?:số điện thoại|so dien thoai|điện thoại|dien thoai|số đt|so dt|sđt|sdt|đt|dt)\b[\s:.]*(?:là\b|la\b)?", re.I)
_END = re.compile(r"[,;\n(]| [-–—] |(?: ạ| nhé| a)?[.!]*$")
_SURE_SURNAMES = frozenset(
    one_of(
        """
        nguyen | tran | le | pham | huynh | hoang | dang | bui | do | ngo | duong | phan | vu | vo | dinh | trinh | truong | doan | luong
        ksor | siu | rmah | rcom | rcam | kpuih
        """
    ).split("|")
)
"""Surnames that begin nothing else that is typed here, whatever their diacritics."""
_NO_NAMES = frozenset(
    one_of(
        """
        ok | oke | okay | okie | yes | no | vang | co | khong | ko | da | u | uh | dong | y | chao | xin | hi | hello | alo | test | roi
        chua | duoc | cam | on | thanks | start | help | menu | huy | thoi | tiep | tuc | bo | qua | gi | sao | nhe | admin
        """
    ).split("|")
)
_ASKING = frozenset(
    one_of(
        """
        bao nhiêu | bao nhieu | cái gì | là gì | la gi | làm gì | lam gi
        khi nào | khi nao | bao giờ | bao gio | thế nào | the nao
        như nào
        ra sao | ở đâu | o dau | tại sao | tai sao | vì sao | vi sao | bao lâu | bao lau | chỉ tiêu | chi tieu | nhiệm vụ | nhiem vu
        kế hoạch | ke hoach | tỷ lệ | tỉ lệ | ty le | ti le | cơ quan nào | sở nào | so nao | đơn vị nào | don vi nao | ai là | ai chủ trì
        ai phụ trách | ai làm | thời hạn | hạn nộp | báo cáo | bao cao | so sánh | danh sách | liệt kê | nào | gì
        """
    ).split("|")
)


def read_introduction(text: str) -> tuple[str, str]:
    """Name and number of somebody who was just asked for them; the name empty where none is recognised."""
    if len(text) > LONGEST:
        return "", ""
    number = _PHONE.search(text)
    phone = read_phone(number[0]) if number else ""
    if number and not phone:
        return "", ""
    text = _PHONE_WORDS.sub(" , ", _PHONE.sub(" , ", text))
    titled = _BEFORE.match(f"{text.strip()} ")
    rest = text.strip()[titled.end() :] if titled else text.strip()
    name = read_name(_END.split(rest or text, maxsplit=1)[0])
    # "Anh" alone is a name as well.
    return (name, phone) if name and _is_name(name, titled=bool(titled and rest), typed=rest or text) else ("", "")


def asks(text: str) -> bool:
    """Whether the words are clearly a question about the plan."""
    words = re.findall(r"[^\W_]+", normal(text).lower())
    said = f" {' '.join(words)} "
    return "?" in text or any(f" {words} " in said for words in _ASKING)


def _is_name(name: str, *, titled: bool, typed: str) -> bool:
    words = fold(normal(name)).split()
    if all(word in _NO_NAMES for word in words) or find_agencies(name) or asks(name):
        return False
    if len(words) == 1:
        return len(name) > 1 and (titled or typed.strip()[:1].isupper())
    first, *others = typed.split()
    if words[0] in _SURE_SURNAMES or titled:
        return True
    capitals = all(word[:1].isupper() for word in [first, *others[: len(words) - 1]])
    surname = normal(name).split()[0].lower() in SURNAMES
    return capitals and (surname or not typed.strip().isupper())
