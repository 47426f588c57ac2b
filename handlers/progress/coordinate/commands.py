"""What a coordinator types, told from everything else by its first words: every message passes here, so a look must cost little."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.characters import canonical, fold
from handlers.people.commands import meant
from handlers.progress.words import QUESTION
from handlers.turn import Turn

LONGEST = 4_000
_WORD_LIMIT = 12
_FREE = frozenset(["announce", "answer", "review"])
"""Commands that end with words of the coordinator's own."""


@dataclass(frozen=True, slots=True)
class Said:
    """`rest` is what follows the command, `text` the whole, both as typed; `asks`: it is put as a question."""

    command: str
    rest: str = ""
    text: str = ""
    asks: bool = False


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
_POLITE_WORDS = "toi|em|minh|xin|bot|oi|a|da|thua|vui long|anh|chi|lam on|nho|giup|hay|ad|tro ly|muon|can|cho (?:toi|em|minh)"
_POLITE = frozenset(re.findall(r"[a-z]+", _POLITE_WORDS))
_BEFORE = rf"(?:(?:{_POLITE_WORDS})[,:]? )*"
_WAITS = r"chua (?:tra loi|dap)(?: duoc)?"
_PATH, _BASE = r"lo trinh", r"(?:moc|so)(?: lieu)? (?:dau ky|goc|xuat phat)"
_COMMANDS: tuple[tuple[str, str], ...] = (
    ("assign", r"(?:phan )?giao(?: viec| nhiem vu)?(?P<rest> .+)|phan cong(?P<more> .+)"),
    ("withdraw", r"(?:thu hoi|huy|bo)(?: viec)?(?: phan)? giao(?P<rest> .+)"),
    ("withdraw", rf"(?:thu hoi|huy|bo|xoa)(?P<rest> (?:{_PATH}|{_BASE}) .+)"),
    ("path", rf"(?:(?:ghi|nhap|dat) )?{_PATH}(?P<rest>[ :].+)"),
    ("baseline", rf"(?:(?:ghi|nhap|dat) )?{_BASE}(?P<rest>[ :].+)"),
    ("accept", r"(?:tiep nhan|duyet|chap nhan)(?P<rest>[ ,:].*)?"),
    ("review", r"(?:de nghi|yeu cau)(?P<who> .{2,80}?)? ra soat(?: lai)?(?P<rest>[ :].*)?"),
    ("open", r"mo ky(?: bao cao)?(?P<rest>[ :,].*)?"),
    ("reopen", r"mo lai(?P<rest> .*)?"),
    ("close", r"(?:dong|khoa) ky(?: bao cao)?(?P<rest> .*)?"),
    ("periods", r"(?:xem )?(?:(?:cac|danh sach|ds|nhung)(?: cac)? )?ky bao cao|(?:xem )?(?:cac|danh sach|ds|nhung)(?: cac)? ky"),
    ("announce", r"(?:gui )?thong bao(?: (?:toi|den|cho|gui))*(?P<rest> .+)"),
    ("announce", r"(?:nhan(?: tin)?|gui tin)(?: (?:toi|den|cho))*(?P<rest> .+)"),
    ("by leader", r"so lieu(?: phai| can)? cho lanh dao(?: don vi)? duyet(?: truoc)?"),
    ("at once", r"so lieu(?: co)? (?:hieu luc|tinh) ngay|so lieu khong (?:can|phai) cho lanh dao(?: don vi)? duyet"),
    ("everybody", r"cho (?:moi nguoi|tat ca(?: moi nguoi)?|ai cung)(?: deu)?(?: duoc)? xem(?: duoc)? tien do"),
    ("enrolled", r"(?:chi )?(?:cho )?nguoi(?: da)? dang ky(?: moi)?(?: duoc)? xem(?: duoc)? tien do"),
    ("settings", r"(?:xem )?(?:cac |nhung )?(?:cai dat|thiet lap)(?: hien tai| ke hoach)?"),
    ("unanswered", rf"(?:(?:xem|danh sach|ds|cac|nhung) )*cau(?: hoi)?(?: nao)?(?: (?:bot|tro ly))? {_WAITS}"),
    ("unanswered", rf"(?:bot |tro ly )?{_WAITS} (?:nhung )?(?:cau(?: hoi)?(?: nao| gi)?|gi)|(?:nhat ky|so) cau hoi"),
    ("own answers", r"(?:(?:xem|danh sach|ds|cac|nhung) )*cau tra loi(?: da soan| rieng| da luu)?"),
    ("drop answer", r"(?:xoa|go|bo|rut) (?:cau )?tra loi(?P<rest> .+)"),
    ("skip", r"bo qua(?: cau(?: hoi)?)?(?P<rest> .+)"),
    ("answer", r"tra loi(?: cau(?: hoi)?)?(?P<rest> .+)"),
    ("undo", r"hoan tac(?: (?:lai|viec|lan|vua|roi|truoc|do|nay))*"),
)
_PATTERNS = tuple((name, re.compile(_BEFORE + rf"(?:{pattern})", re.S)) for name, pattern in _COMMANDS)
_END = re.compile(r"(?:\s+(?:ạ|a|nhé|nhe|nhá|giúp|giup|giùm|với|voi|luôn|luon|đi|nha))*[\s.!]*$")


def said(turn: Turn) -> Said | None:
    """The command in a message, if it is one; what a press or a letter stands for is read as if it were typed."""
    return read(meant(turn))


@lru_cache(maxsize=16)
def read(text: str) -> Said | None:
    """Asked by each route in turn, so the last few are remembered."""
    if len(text) > LONGEST or not _starts_one(text):
        return None
    canon = canonical(text.strip())
    whole = canon.text
    folded = re.sub(r"\s", " ", fold(canon.lower))
    end = _END.search(canon.lower)
    plain_end = end.start() if end else len(whole)
    for name, pattern in _PATTERNS:
        to = len(whole) if name in _FREE else plain_end
        found = pattern.fullmatch(folded, 0, to)
        if found is not None:
            asks = bool(QUESTION.search(canon.lower)) if name not in _FREE else whole.rstrip().endswith("?")
            return Said(name, _rest(whole, found), whole, asks)
    return None


def _rest(text: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    rest = next((text[found.start(name) : found.end(name)] for name in ("rest", "more") if groups.get(name)), "").strip()
    who = text[found.start("who") : found.end("who")].strip() if groups.get("who") else ""
    return f"của {who} {rest}".strip() if who else rest


def _starts_one(text: str) -> bool:
    words = text.split(None, 8)[:8]
    for at, word in enumerate(words):
        plain = _plain(word)
        if plain in _STARTS and unicodedata.normalize("NFC", word.lower()).strip(",:;.") in (plain, _SPELLED.get(plain, plain)):
            after = _STARTS[plain]
            if not after or (at + 1 < len(words) and _plain(words[at + 1]) in after):
                return True
        elif plain in _STARTS and plain not in _SPELLED:
            after = _STARTS[plain]
            if at + 1 < len(words) and _plain(words[at + 1]) in after:
                return True
        if plain not in _POLITE:
            return False
    return False


def _plain(word: str) -> str:
    return _folded(word) if len(word) <= _WORD_LIMIT else ""


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold(unicodedata.normalize("NFC", word).lower()).strip(".,:;!?“”\"")
