"""Before a number leaves its unit: the leader's word, where the plan asks for it; and practising, where nothing counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.people.agencies import agency_name
from handlers.people.common import tell
from handlers.people.pending import offer
from handlers.progress.glance import agencies_of
from handlers.progress.recording import library_of, name_of, what
from handlers.say import progress as say
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store import ledger, people, practice
from store.ledger import Ruling, Submission
from store.people import Person, Post, Role

_ASKED = re.compile(r"(?:xem )?(?:so )?(?:lieu )?(?:nhap|cho duyet|so cho duyet|so nhap|so lieu cho duyet|so lieu nhap|cho lanh dao duyet)")
_AGREED = re.compile(
    r"(?:dong y gui|duyet gui|duyet het|duyet tat ca|duyet|cho gui|gui di|dong y cho gui)(?: (?:di|nhe|het|tat ca|so lieu|a|em))*"
)
_BEGIN = re.compile(
    r"(?:bat dau |cho |che do |vao )?(?:tap thu|tap duot|thuc hanh thu|dung thu|luyen tap|thu nghiem)(?: (?:nhe|di|a|che do))*"
)
_END = re.compile(
    r"(?:thoi|ngung|dung|thoat|ket thuc|het|tat) (?:che do )?(?:tap thu|tap|tap duot|dung thu|luyen tap|thu nghiem"
    r"|thuc hanh thu)(?: (?:nhe|di|a))*"
)


def _plain(turn: Turn) -> str:
    return " ".join(fold(normal(turn.message.press or turn.message.text)).strip(" .!").split()) if len(turn.message.text) < 60 else ""


def _posts(turn: Turn, role: Role) -> list[str]:
    return [post.agency for post in turn.person.posts if post.role is role] if turn.person else []


def _drafts(turn: Turn) -> dict[str, list[Submission]]:
    plan = library_of(turn).plan.id
    return {agency: ledger.drafts(turn.db, plan, agency) for agency in agencies_of(turn.person)}


def recognises(turn: Turn) -> bool:
    if not agencies_of(turn.person):
        return False
    said = _plain(turn)
    if said == fold(normal(say.RELEASE_NOT)) and turn.message.press:
        return True
    if not said or _ASKED.fullmatch(said):
        return bool(said)
    # "duyệt" alone may answer something else; where nothing waits, only the whole of it is meant for drafts.
    return bool(_AGREED.fullmatch(said)) and (said == fold(normal(say.RELEASE)) or any(_drafts(turn).values()))


def answer(turn: Turn) -> list[Reply]:
    said = _plain(turn)
    if turn.message.press == say.RELEASE_NOT:
        return [Reply(say.drafts_kept())]
    if _AGREED.fullmatch(said):
        return [_release(turn)]
    return [_show(turn)]


def _show(turn: Turn) -> Reply:
    library, texts, leads = library_of(turn), [], set(_posts(turn, Role.LEADER))
    waiting = {agency: rows for agency, rows in _drafts(turn).items() if rows}
    for agency, rows in waiting.items():
        listed = [say.draft_line(what(library, row), name_of(library, row.entry.target), row.entry.as_of) for row in rows]
        texts.append(say.drafts_waiting(agency_name(turn.assistant.plans, agency), listed))
    if not waiting:
        return Reply(say.no_drafts(agency_name(turn.assistant.plans, agencies_of(turn.person)[0])))
    if not leads & waiting.keys():
        return Reply("\n".join(texts))
    return offer(turn.conversation, "\n".join(texts), {say.RELEASE: say.RELEASE, say.RELEASE_NOT: say.RELEASE_NOT})


def _release(turn: Turn) -> Reply:
    led = _posts(turn, Role.LEADER)
    if not led or turn.person is None:
        return Reply(say.leader_only())
    texts = []
    for agency in led:
        rows = ledger.drafts(turn.db, library_of(turn).plan.id, agency)
        for row in rows:
            ledger.rule(turn.db, turn.person, row, Ruling.RELEASED, turn.now)
        name = agency_name(turn.assistant.plans, agency)
        texts.append(say.released(len(rows), name) if rows else say.no_drafts(name))
    return Reply("\n".join(texts))


def tell_leaders(turn: Turn, rows: Sequence[Submission]) -> None:
    """Drafts are told to those who may release them; not to whoever wrote them."""
    library = library_of(turn)
    for agency in dict.fromkeys(row.entry.agency for row in rows):
        listed = [
            say.draft_line(what(library, row), name_of(library, row.entry.target), row.entry.as_of)
            for row in rows
            if row.entry.agency == agency
        ]
        text = say.drafts_waiting(agency_name(turn.assistant.plans, agency), listed)
        for leader in _leaders(turn, agency):
            if turn.person is None or leader.id != turn.person.id:
                tell(turn, leader, text)


def _leaders(turn: Turn, agency: str) -> list[Person]:
    return people.holders_of(turn.db, Post(Role.LEADER, agency))


# ---- practising


def practises(turn: Turn) -> bool:
    said = _plain(turn)
    return bool(agencies_of(turn.person)) and bool(said) and bool(_BEGIN.fullmatch(said) or _END.fullmatch(said))


def answer_practice(turn: Turn) -> list[Reply]:
    if turn.person is None:
        raise LookupError("nobody is enrolled here")
    if _END.fullmatch(_plain(turn)):
        return [Reply(say.practice_ended() if practice.end(turn.db, turn.person) else say.not_practising())]
    practice.begin(turn.db, turn.person, turn.now)
    return [Reply(say.practice_begun())]
