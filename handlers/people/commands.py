"""What people type about themselves and about others, told from questions by its first words.

Every question passes here, so what is no command must be known for it at once: two words are looked up, nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.characters import canonical
from corpus.characters import fold as fold_each
from handlers.people.names import Shape, shape
from handlers.turn import Turn
from index.text import fold
from store.codes import holds_code, read_code

LONGEST = 300
LETTERED = frozenset(["zalo_bot", "console"])
"""Channels without buttons: they show the options with their letters."""
_WORD_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Said:
    """`command` is a route's name or part of one, `rest` what follows it, as typed."""

    command: str
    rest: str = ""


_ANY: frozenset[str] = frozenset()
_STARTS: Mapping[str, frozenset[str]] = {
    "dang": frozenset(["ky", "ki"]),
    **dict.fromkeys(("dk", "/dangky", "dangky", "/start", "/dulieu", "dulieu", "moi", "go", "ds", "sdt"), _ANY),
    "ma": frozenset(["dang", "moi"]),
    "du": frozenset(["lieu"]),
    "xem": frozenset(["du", "danh", "ds", "thong"]),
    "la": _ANY,
    "thong": frozenset(["tin"]),
    "ten": frozenset(["la", "toi", "em", "minh"]),
    "ho": frozenset(["ten", "va"]),
    **dict.fromkeys(("sua", "doi", "dinh", "cap"), frozenset(["ten", "ho", "lai", "so", "sdt", "chinh", "nhat", "ma"])),
    **dict.fromkeys(("lay", "tao"), frozenset(["ma"])),
    "so": frozenset(["dien", "dt", "nao", "chua"]),
    "ai": frozenset(["la", "lam", "dang"]),
    "dau": frozenset(["moi"]),
    "don": frozenset(["vi"]),
    "co": frozenset(["quan"]),
    "them": frozenset(["kenh", "so", "sdt"]),
    "xoa": frozenset(["du", "thong", "so", "sdt", "toan", "het"]),
    "bo": frozenset(["so", "sdt"]),
    "lien": frozenset(["ket"]),
    "ket": frozenset(["noi"]),
    "ban": frozenset(["giao"]),
    **dict.fromkeys(("thoi", "nghi", "ngung"), frozenset(["lam", "khong", "nhiem"])),
    "danh": frozenset(["sach"]),
    "huy": frozenset(["ma", "loi", "moi"]),
    "thu": frozenset(["hoi"]),
}
"""How a command begins: a word, and the words that may follow it (any, where none is named)."""
_SPELLED = {
    "moi": frozenset(["mời", "moi"]),
    "go": frozenset(["gỡ", "go"]),
    "thoi": frozenset(["thôi", "thoi"]),
    "so": frozenset(["số", "so", "sở"]),
    "co": frozenset(["cơ", "co"]),
    "don": frozenset(["đơn", "don"]),
    "dau": frozenset(["đầu", "dau"]),
    "la": frozenset(["là", "la"]),
    "ban": frozenset(["bàn", "ban"]),
}
"""With diacritics these must have the right ones: "mỗi năm", "sở nào" begin questions."""
_POLITE_WORDS = "toi|em|minh|xin|cho|muon|can|bot|oi|a|da|thua|vui|long|anh|chi|phep|duoc"
_POLITE = frozenset(_POLITE_WORDS.split("|"))
_BEFORE = rf"(?:(?:{_POLITE_WORDS})[,:]? )*"
_AFTER = r"(?: (?:a|nhe|nha|voi|giup|di|em|toi|nhe em|duoc khong))*[ .!?]*"
_STOP = r"(?:thoi|nghi|ngung)(?: khong)? lam"
_OWN = r"(?:cua )?(?:toi|em|minh)"
_PHONE = r"(?:so dien thoai|so dt|sdt)"
_COMMANDS: tuple[tuple[str, str], ...] = (
    (
        "register",
        r"(?:/?dang ?k[yi]|/?dk|/start|ma (?:dang k[yi]|moi))(?: (?:bang|voi|theo))?(?: (?:ma|code|so))*(?: la)?(?P<rest>[\s:.–-].*)?",
    ),
    ("my data", rf"(?:xem )?(?:du lieu|thong tin)(?: ca nhan)?(?: {_OWN}){_AFTER}|/?dulieu|(?:toi|em|minh) la ai{_AFTER}"),
    ("name", r"(?:ho (?:va )?ten|ten)(?: (?:cua )?(?:toi|em|minh))?(?: la|:| :) ?(?P<rest>.+)|(?:toi|em|minh) (?:ten )?la (?P<more>.+)"),
    ("rename", rf"(?:sua|doi|dinh chinh|cap nhat)(?: lai)? (?:ho (?:va )?)?ten(?: {_OWN})?(?P<rest>(?: thanh| la| ?:).+)?{_AFTER}"),
    ("rename", r"(?:sua|doi|dinh chinh|cap nhat)(?: lai)? (?:ho (?:va )?)?ten(?P<bare> .+)"),
    ("drop phone", rf"(?:xoa|bo) {_PHONE}(?: {_OWN})?{_AFTER}"),
    ("phone", rf"(?P<verb>sua|doi|dinh chinh|cap nhat|them)(?: lai)? {_PHONE}(?: {_OWN})?(?: thanh| la| ?:)?(?P<rest> .+)?"),
    ("phone", rf"{_PHONE}(?: {_OWN})?(?: la| ?:)?(?P<rest> [\d+(].+)"),
    ("erase", rf"xoa(?: het| toan bo)?(?: (?:du lieu|thong tin))(?: ca nhan)? {_OWN}{_AFTER}"),
    (
        "link",
        r"them kenh(?: (?:zalo|telegram|web|moi|khac|lien lac|nhan tin))?"
        rf"{_AFTER}|(?:lien ket|ket noi)(?: (?:voi|them|tai khoan))* (?:zalo|telegram|kenh(?: khac| moi)?|tai khoan){_AFTER}",
    ),
    (
        "hand over",
        r"ban giao(?: (?:dau moi|cong viec|nhiem vu|vai tro|viec nay))?(?: cho (?:nguoi (?:khac|moi|ke nhiem)|dong nghiep))?"
        rf"{_AFTER}|ban giao(?P<rest> .+)",
    ),
    ("leave all", rf"(?:thoi|nghi|ngung)(?: khong)?(?: lam)? nhiem vu{_AFTER}"),
    ("leave coordinating", rf"{_STOP} (?:(?:can bo |nguoi )?dieu phoi(?: vien)?|quan tri(?: vien)?|admin){_AFTER}"),
    ("leave", rf"{_STOP} (?:dau moi|lanh dao)(?P<rest> .+)?"),
    ("invite", rf"moi{_AFTER}"),
    ("invite", r"moi(?P<rest> .+)"),
    ("invite", r"(?:(?:lay|cap|tao) )?ma (?:moi|dang k[yi])(?: (?:cho|cua|moi))?(?P<rest> .+)"),
    ("revoke", rf"(?:huy|thu hoi) (?:ma|loi)(?: moi| dang k[yi])?{_AFTER}"),
    ("revoke", r"(?:huy|thu hoi) (?:ma|loi)(?: moi| dang k[yi])?(?: (?:cua|cho))?(?P<rest> .+)"),
    ("revoke", r"huy moi(?P<rest> .+)"),
    ("roster", r"(?:xem )?(?:danh sach|ds)(?: cac)? (?:dau moi|nguoi dung|nguoi dang k[yi])(?P<rest> .+)?"),
    ("roster", r"ai (?:dang )?(?:la|lam) (?:can bo |nguoi )?dau moi(?: (?:cua|o|tai))?(?P<rest> .+)"),
    ("roster", r"dau moi(?: (?:cua|o|tai))?(?P<rest> .+?) (?:la|gom)(?: nhung)? ai[ .!?]*"),
    ("roster", r"(?:so|don vi|co quan)(?: nao)? (?:con |van )?chua co (?:can bo |nguoi )?(?:dau moi|(?:ai )?dang k[yi])[ .!?]*"),
    ("remove", rf"go(?: bo)?{_AFTER}"),
    ("remove", r"go(?: bo)?(?P<rest> .+)"),
)
_PATTERNS = tuple((name, re.compile(_BEFORE + rf"(?:{pattern})", re.S)) for name, pattern in _COMMANDS)
_HOW = re.compile(r"(?:nhu )?the nao|ra sao|o dau|bang cach nao|lam sao|a|nhe|voi|di|giup(?: toi| em)?|nguoi dung|tai khoan|su dung")
_DASHED = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{4}(?:[-‐‑–—−][0-9A-Za-z]{4}){3}(?![0-9A-Za-z])|(?<=start=)[0-9A-Za-z]{16}\b")

_REPORTING = re.compile(r"\s*(?:[^\W\d_]+|[0-9]+)(?:\s+(?:[^\W\d_]+|[0-9]+))+\s*")
"""Words and numbers, as "noxh 1250 nham 1520"; of two thousand codes not one has its letters and digits so parted, and with its
dashes even that one is understood."""


def meant(turn: Turn) -> str:
    """What a press, a typed label or a typed letter stands for; any other text stands for itself."""
    message, options = turn.message, turn.conversation.options
    typed = message.text.strip()
    if not options:
        return message.press or typed
    return options.get(message.press) or options.get(typed) or options.get(typed.rstrip(".").upper()) or message.press or typed


def letter_typed(turn: Turn) -> str:
    """The capital letter that a message is, where it surely means an option: for what is done to a number. Empty where it is none."""
    typed = turn.message.text.strip().rstrip(".)")
    return typed.upper() if len(typed) == 1 and is_letter(turn, typed) else ""


def is_letter(turn: Turn, typed: str) -> bool:
    """Whether a typed letter means an option: "ạ" never does, and "a" is as a rule that word in a hurry, but where options are
    shown by their letters."""
    return typed.isascii() and typed.isalpha() and (typed != "a" or turn.at.channel in LETTERED)


def said(turn: Turn) -> Said | None:
    """The command in a message, if it is one."""
    return read(meant(turn))


@lru_cache(maxsize=8)
def read(text: str) -> Said | None:
    """Asked by each route in turn, so the last few are remembered; no more of them, for codes are among them."""
    code = _code_in(text)
    if code:
        return Said("register", code)
    if len(text) > LONGEST or not _starts_one(text):
        return None
    plain = canonical(" ".join(text.split()))
    folded = fold_each(plain.lower)
    for name, pattern in _PATTERNS:
        found = pattern.fullmatch(folded)
        if found is None:
            continue
        rest = _rest(plain.text, found)
        if name == "register" and _HOW.fullmatch(fold(rest.lower()).strip(" ?!")):
            return Said(name)
        if name == "register" and not _is_about_a_code(rest):
            continue
        if name == "rename" and found.groupdict().get("bare") and shape(rest) is Shape.OTHER:
            continue  # "đổi tên các xã nào?" asks
        return Said("edit phone" if name == "phone" and not rest else name, rest)
    return None


def has_code(text: str) -> bool:
    """Whether a message holds a code, or what its sender took for one: a slip of the thumb leaves little to guess."""
    command = read(text)
    return holds_code(text) or (command is not None and command.command == "register" and bool(command.rest))


def _code_in(text: str) -> str:
    """A code in its four groups anywhere, as in an invitation sent on; or a text that is nothing but a code."""
    if "-" in text or "start=" in text or "–" in text:
        for found in _DASHED.finditer(text[:4000]):
            if _has_digit(found[0]) and read_code(found[0]):
                return found[0]
    if 16 <= len(text) <= 40 and _has_digit(text) and not _REPORTING.fullmatch(text) and read_code(text):
        return text
    return ""


def _starts_one(text: str) -> bool:
    words = text.split(None, 8)[:8]
    for at, word in enumerate(words):
        plain = _plain(word)
        if plain in _STARTS and (plain not in _SPELLED or unicodedata.normalize("NFC", word.lower()) in _SPELLED[plain]):
            after = _STARTS[plain]
            if not after or (at + 1 < len(words) and _plain(words[at + 1]) in after):
                return True
        if plain not in _POLITE:
            return False
    return False


def _plain(word: str) -> str:
    return _folded(word) if len(word) <= _WORD_LIMIT else ""


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold(word.lower()).strip(".,:;!?")


def _rest(text: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    name = next((name for name in ("rest", "more", "bare") if groups.get(name)), "")
    rest = text[found.start(name) : found.end(name)].strip(" :.–-") if name else ""
    return re.sub(r"^(?:thành|thanh|là|la)\b[\s:]*", "", rest, flags=re.I)


def _is_about_a_code(rest: str) -> bool:
    """Nothing, or something that was meant to be a code; "đăng ký kinh doanh ở sở nào" is a question."""
    if not rest or (read_code(rest) and _has_digit(rest)):
        return True
    words = re.split(r"[\s.–-]+", rest)
    whole = rest.isascii() and all(len(word) >= 3 and word.isalnum() for word in words) and 8 <= sum(map(len, words)) <= 24
    mixed = [word for word in words if _has_digit(word) and not word.isdigit()]
    return whole and len(mixed) * 2 >= len(words)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
