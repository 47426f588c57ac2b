"""Whether a message may be a coordinator's command, told by its first words: every message passes here, and a look must cost little."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from corpus.characters import fold

LONGEST = 4_000
_WORD_LIMIT = 12
POLITE_WORDS = "toi|em|minh|xin|bot|oi|a|da|thua|vui long|anh|chi|lam on|nho|giup|hay|ad|tro ly|muon|can|cho (?:toi|em|minh)"
_POLITE = frozenset(POLITE_WORDS.replace("(?:", "").replace(")", "").replace("|", " ").split())
_ANY: frozenset[str] = frozenset()
_LISTED = frozenset(["ky", "cac", "nhung", "cau", "danh", "ds", "cai", "thiet"])
_STARTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("giao", "duyet"), _ANY),
    "phan": frozenset(["giao", "cong"]),
    "thu": frozenset(["hoi"]),
    "huy": frozenset(["giao", "viec", "lo", "moc"]),
    "bo": frozenset(["giao", "viec", "lo", "moc", "qua", "tra", "cau"]),
    "xoa": frozenset(["lo", "moc", "tra", "cau"]),
    "rut": frozenset(["tra", "cau"]),
    "go": frozenset(["tra", "cau"]),
    "lo": frozenset(["trinh"]),
    **dict.fromkeys(("ghi", "nhap", "dat"), frozenset(["lo", "moc", "so"])),
    "moc": frozenset(["dau", "goc", "xuat"]),
    "so": frozenset(["dau", "goc", "lieu", "cau"]),
    **dict.fromkeys(("tiep", "chap"), frozenset(["nhan"])),
    "de": frozenset(["nghi"]),
    "yeu": frozenset(["cau"]),
    "ra": frozenset(["soat"]),
    "gia": frozenset(["han"]),
    "mo": frozenset(["ky", "lai"]),
    **dict.fromkeys(("dong", "khoa"), frozenset(["ky"])),
    **dict.fromkeys(("cac", "nhung", "ds", "xem"), _LISTED),
    "danh": frozenset(["sach"]),
    "gui": frozenset(["thong", "tin"]),
    "thong": frozenset(["bao"]),
    "nhan": _ANY,
    "cho": frozenset(["moi", "tat", "ai"]),
    "chi": frozenset(["nguoi", "cho"]),
    "cai": frozenset(["dat"]),
    "thiet": frozenset(["lap"]),
    "cau": frozenset(["hoi", "nao", "tra", "bot", "tro"]),
    "bot": frozenset(["chua"]),
    "nhat": frozenset(["ky"]),
    "tra": frozenset(["loi"]),
    "hoan": frozenset(["tac"]),
}
"""How a command begins: a word, and the words that may follow it (any, where none is named)."""
_SPELLED = {
    "giao": "giao", "mo": "mở", "cho": "cho", "cai": "cài", "nhan": "nhắn", "tra": "trả", "lo": "lộ", "moc": "mốc", "so": "số",
    "de": "đề", "dong": "đóng", "bo": "bỏ", "thong": "thông", "tiep": "tiếp", "cau": "câu", "duyet": "duyệt", "dat": "đặt", "chi": "chỉ",
    "hoan": "hoàn", "gui": "gửi", "thu": "thu", "huy": "hủy", "go": "gỡ", "phan": "phân", "nhat": "nhật", "danh": "danh", "bot": "bot",
}  # fmt: skip
"""With diacritics these must have the right ones: "giáo dục" is no "giao"."""


@lru_cache(maxsize=16)
def may_be_command(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    words = text.split(None, 8)[:8]
    for at, word in enumerate(words):
        plain = _plain(word)
        if plain in _STARTS and _is_spelled_so(word, plain):
            after = _STARTS[plain]
            if not after or (at + 1 < len(words) and _plain(words[at + 1]) in after):
                return True
        if plain not in _POLITE:
            return False
    return False


def _is_spelled_so(word: str, plain: str) -> bool:
    return plain not in _SPELLED or unicodedata.normalize("NFC", word.lower()).strip(",:;.") in (plain, _SPELLED[plain])


def _plain(word: str) -> str:
    return _folded(word) if len(word) <= _WORD_LIMIT else ""


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold(unicodedata.normalize("NFC", word).lower()).strip('.,:;!?“”"')
