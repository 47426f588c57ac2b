"""What a coordinator is told whose command cannot be carried out as typed, so that it is not taken for a question about the plan."""

from __future__ import annotations

import re
import unicodedata

from handlers import say
from handlers.people.agencies import resolve
from handlers.people.commands import Said, said
from handlers.people.introduction import asks, read_introduction
from handlers.people.names import Shape, shape
from handlers.people.roles import leading_role
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store.people import may_coordinate

_WORD_LIMIT = 9
_COMMUNE = re.compile(
    r"(?:(?:ubnd|ub|uy ban nhan dan) )?(?:(?:cac )?xa(?! hoi)|phuong(?! (?:an|phap|tien|huong|thuc))|dac khu|thi tran)(?: .*)?"
)
_BODY = re.compile(
    r"(?:các |cac |những |nhung )?(?:sở|so|ban(?= )|ngành|nganh|ubnd|ủy ban|uỷ ban|uy ban|hội(?= )|công an|cong an|chi cục|chi cuc|cục|"
    r"trung tâm|trung tam|viện|ngân hàng|ngan hang|tỉnh đoàn|tinh doan|mặt trận|mat tran|liên đoàn|lien doan|văn phòng|van phong|"
    r"đơn vị|don vi|cơ quan|co quan|địa phương|dia phuong|bhxh|mttq)\b.*"
)


def recognises(turn: Turn) -> bool:
    return turn.person is not None and may_coordinate(turn.person) and bool(_hint(turn))


def answer(turn: Turn) -> list[Reply]:
    return [Reply(_hint(turn))]


def _hint(turn: Turn) -> str:
    command = said(turn)
    if command is None or command.command not in ("invite", "revoke", "remove"):
        return ""
    if not command.rest:
        return {"invite": say.invite_whom(), "revoke": say.revoke_which(), "remove": say.remove_whom()}[command.command]
    _, rest = leading_role(command.rest.partition(":")[0].strip())
    if command.command != "remove" and resolve(turn.assistant.plans, rest, turn.now.date()).of_many:
        return say.agency_of_many(rest)
    if len(command.rest.split()) > _WORD_LIMIT or "?" in rest or _really_asks(rest):
        return ""
    return _of_names(rest) if command.command == "remove" else _of_bodies(command, rest)


def _of_bodies(command: Said, rest: str) -> str:
    if _COMMUNE.fullmatch(fold(normal(rest)).strip(" .!")) or _BODY.fullmatch(unicodedata.normalize("NFC", rest.lower())):
        return say.no_agency_called(rest)
    return say.invite_whom() if command.command == "invite" and shape(rest) is Shape.NAME else ""


def _of_names(rest: str) -> str:
    name = read_introduction(rest)[0]
    return say.nobody_called(name) if " " in name else ""


def _really_asks(text: str) -> bool:
    without = re.sub(r"\b(?:kế hoạch|ke hoach|nhiệm vụ|nhiem vu|báo cáo|bao cao)\b", " ", text, flags=re.I)
    reporting = re.search(r"\b(?:báo cáo|bao cao|nộp|nop|họp|hop|tham gia|phối hợp|góp ý)\b", text, re.I)
    return asks(without) or reporting is not None
