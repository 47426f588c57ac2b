"""What a coordinator types, as commands: the word that it begins with has been seen already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.characters import canonical, fold
from handlers.people.commands import meant
from handlers.progress.coordinate.glance import POLITE_WORDS, may_be_command
from handlers.progress.words import QUESTION
from handlers.turn import Turn

_FREE = frozenset(["announce", "answer", "review", "drop answer", "skip"])
"""Commands that end with words of the coordinator's own, or with a letter, which is no "ạ"."""


@dataclass(frozen=True, slots=True)
class Said:
    """`rest` is what follows the command, `text` the whole, both as typed; `asks`: it is put as a question."""

    command: str
    rest: str = ""
    text: str = ""
    asks: bool = False


_BEFORE = rf"(?:(?:{POLITE_WORDS})[,:]? )*"
_WAITS = r"chua (?:tra loi|dap)(?: duoc)?"
_NICELY = r"(?: (?:nhe|di|giup|voi|luon|a))*[ .!]*"
_PATH, _BASE = r"lo trinh", r"(?:moc|so)(?: lieu)? (?:dau ky|goc|xuat phat)"
_COMMANDS: tuple[tuple[str, str], ...] = (
    ("assign", r"(?:phan )?giao(?: viec| nhiem vu)?(?P<rest> .+)|phan cong(?P<more> .+)"),
    ("withdraw", r"(?:thu hoi|huy|bo)(?: viec)?(?: phan)? giao(?P<rest> .+)"),
    ("withdraw", rf"(?:thu hoi|huy|bo|xoa)(?P<rest> (?:{_PATH}|{_BASE}) .+)"),
    ("path", rf"(?:(?:ghi|nhap|dat) )?{_PATH}(?P<rest>[ :].+)"),
    ("baseline", rf"(?:(?:ghi|nhap|dat) )?{_BASE}(?P<rest>[ :].+)"),
    ("accept", r"(?:tiep nhan|duyet|chap nhan)(?P<rest>[ ,:].*)?"),
    ("review", r"(?:de nghi|yeu cau)(?P<who> .{2,80}?)? ra soat(?: lai)?(?P<rest>[ :].*)?"),
    ("review", r"ra soat(?: lai)?(?P<rest> [^:]+:.+)"),
    ("open", r"mo ky(?: bao cao| bc)?(?P<rest>[ :,].*)?"),
    ("reopen", r"mo lai(?P<rest> .*)?|gia han(?P<more> .*)"),
    ("close", r"(?:dong|khoa) ky(?: bao cao| bc)?(?P<rest> .*)?"),
    ("periods", r"(?:xem )?(?:(?:cac|danh sach|ds|nhung)(?: cac)? )?ky bao cao|(?:xem )?(?:cac|danh sach|ds|nhung)(?: cac)? ky"),
    ("announce", r"(?:gui )?thong bao(?: (?:toi|den|cho|gui))*(?P<rest> .+)"),
    ("announce", r"(?:nhan(?: tin)?|gui tin)(?: (?:toi|den|cho))*(?P<rest> .+)"),
    ("by leader", r"so lieu(?: phai| can)? cho lanh dao(?: don vi)? duyet(?: truoc)?"),
    ("at once", r"so lieu(?: co)?(?: gia tri)? (?:hieu luc|tinh) ngay|so lieu khong (?:can|phai) cho lanh dao(?: don vi)? duyet"),
    ("everybody", r"cho (?:moi nguoi|tat ca(?: moi nguoi)?|ai cung)(?: deu)?(?: duoc)? xem(?: duoc)? tien do"),
    ("enrolled", r"(?:chi )?(?:cho )?nguoi(?: da)? dang ky(?: moi)?(?: duoc)? xem(?: duoc)? tien do"),
    ("settings", r"(?:xem )?(?:cac |nhung )?(?:cai dat|thiet lap)(?: hien tai| ke hoach)?"),
    ("unanswered", rf"(?:(?:xem|danh sach|ds|cac|nhung) )*cau(?: hoi)?(?: nao)?(?: (?:bot|tro ly))? {_WAITS}"),
    ("unanswered", rf"(?:bot |tro ly )?{_WAITS} (?:nhung )?(?:cau(?: hoi)?(?: nao| gi)?|gi)|(?:nhat ky|so) cau hoi"),
    ("own answers", r"(?:(?:xem|danh sach|ds|cac|nhung) )*cau tra loi(?: da soan| rieng| da luu)?"),
    ("drop answer", rf"(?:xoa|go|bo|rut) (?:cau )?tra loi(?P<rest> [a-z]){_NICELY}"),
    ("skip", rf"bo qua(?: cau(?: hoi)?)?(?P<rest> [a-z]){_NICELY}"),
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
    if not may_be_command(text):
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
            rest = _rest(whole, found)
            asks = whole.rstrip().endswith("?") or (name not in _FREE and bool(QUESTION.search(rest.lower())))
            return Said(name, rest, whole, asks)
    return None


def _rest(text: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    rest = next((text[found.start(name) : found.end(name)] for name in ("rest", "more") if groups.get(name)), "").strip()
    who = text[found.start("who") : found.end("who")].strip() if groups.get("who") else ""
    return f"của {who} {rest}".strip() if who else rest
