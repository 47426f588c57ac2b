"""Yes and no in people's own words, understood right after the question was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from corpus.phrases import one_of
from index.text import fold, normal

LONGEST = 60
_POLITE = frozenset(one_of("a|da|nhe|nha|em|toi|minh|anh|chi|thi|luon|roi|xin|cam|on|oi|thua|bot").split("|"))
_YES = frozenset(one_of("vang | co | dong y | chac chan | xac nhan | nhat tri").split("|"))
_WEAK_YES = frozenset(one_of("ok | oke | okay | okie | u | uh | uhm | duoc | yes | chap nhan | vang duoc").split("|"))
_NO = frozenset(
    one_of("khong | ko | khong dong y | ko dong y | tu choi | chua | chua dong y | khong can | no | dung | khoan | khoan da").split("|")
)
_WAYS: Mapping[str, frozenset[str]] = {
    "register": frozenset(["dang ky", "dong y dang ky", "dong y het"]),
    "my_data": frozenset(["xoa", "xoa di", "xoa het", "xoa du lieu", "xoa het di"]),
    "leave": frozenset(["thoi nhiem vu", "thoi lam", "thoi lam dau moi", "thoi lam dieu phoi"]),
    "remove": frozenset(["go", "go di", "go bo", "xac nhan go", "go luon"]),
    "revoke": frozenset(["huy", "huy di", "huy ma", "huy het"]),
    "assign": frozenset(["giao", "giao di", "giao luon", "ghi", "ghi di", "dong y giao"]),
    "accept": frozenset(["tiep nhan", "tiep nhan di", "tiep nhan het", "gui", "gui di"]),
    "periods": frozenset(["mo", "mo di", "dong", "dong di"]),
    "announce": frozenset(["gui", "gui di", "gui luon", "dong y gui"]),
    "plan_settings": frozenset(["doi", "doi di"]),
    "remind": frozenset(["nhac", "nhac di", "nhac luon", "gui", "gui di", "gui lanh dao"]),
    "urgent": frozenset(["hoi", "hoi di", "hoi ngay", "gui", "gui di"]),
    "ladder": frozenset(["dat", "dat di"]),
    "workdays": frozenset(["dat", "dat di"]),
    "incoming": frozenset(["ghi", "ghi di", "ghi het"]),
    "own_answers": frozenset(["luu", "luu lai", "luu di"]),
}
"""What each route's question may be affirmed with, besides a plain yes."""
_AGAIN = {
    "leave": frozenset(["van lam", "lam tiep"]),
    **dict.fromkeys(
        ("assign", "accept", "periods", "announce", "plan_settings", "own_answers", "remind", "urgent", "ladder", "workdays", "incoming"),
        frozenset(["huy", "huy bo", "bo", "bo di"]),
    ),
}
"""What else each route's question may be refused with."""


class Answer(StrEnum):
    """`WEAK`: a yes that is too little for what cannot be undone."""

    YES = "yes"
    WEAK = "weak"
    NO = "no"


def read_consent(text: str, route: str) -> Answer | None:
    if len(text) > LONGEST or "?" in text:
        return None
    words = re.findall(r"\w+", fold(normal(text)))
    said = " ".join(word for word in words if word not in _POLITE)
    ways = _WAYS.get(route, frozenset())
    if not said:
        return None
    if said in _NO or said in _AGAIN.get(route, ()) or said in {f"khong {way}" for way in ways}:
        return Answer.NO
    if said == "thoi":
        return Answer.WEAK if route == "leave" else Answer.NO
    first, _, rest = said.partition(" ")
    if said in _YES or said in ways or (first in ("vang", "co", "ok") and rest in (*ways, *_YES)):
        return Answer.YES
    return Answer.WEAK if said in _WEAK_YES else None
