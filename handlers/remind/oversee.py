"""What a coordinator does about those who have not sent: remind them again, write to a head of office, call, see what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from corpus.communes import is_commune
from handlers.people.agencies import agency_name
from handlers.people.commands import meant
from handlers.people.common import tell
from handlers.people.pending import decision
from handlers.progress.coordinate.bodies import bodies_in, everyone_of
from handlers.progress.coordinate.common import (
    Undo,
    coordinates,
    decided,
    done_for_good,
    people_of,
    plan_of,
    preview,
    reachable,
)
from handlers.progress.recording import library_of, name_of
from handlers.remind import letter
from handlers.remind.days import of_store
from handlers.remind.hours import next_office_time
from handlers.remind.owing import Owing, key_of
from handlers.remind.state import NOBODY, Behind, State, communes_last, state
from handlers.remind.summary import named, told
from handlers.remind.tick import spans_of
from handlers.say import overseeing_reminders as say
from handlers.say import reminding
from handlers.say.basics import lines
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store import periods, promises, reminders
from store.people import Role
from store.promises import Hold, Holding
from store.reminders import Fate, Key

ROUTE = "remind"
REFUSALS = (say.DO_NOT_REMIND, say.DO_NOT_WRITE_LEADER)
_BEFORE = r"(?:(?:cho|nho|em|anh|chi|bot|hay|giup|toi|minh|tro ly|oi|ơi) )*"
_END = r"(?: (?:nhe|a|di|giup|voi|ngay|luon|nao|gium|em|toi))*"
_UNSENT = (
    r"(?:\d+ )?(?:tat ca |cac |nhung |may |toan bo )*(?:don vi|co quan|so|ban|nganh|xa|phuong|noi|cho)?(?: (?:nao|nay|do|ay|con|van))* ?"
    r"(?:chua (?:gui|nop|bao cao|co so|gui du|co so lieu|xong)|con thieu|tre han|qua han|nay|con lai)(?: (?:so|so lieu|bao cao|gi|du))*"
)
_COMMANDS: tuple[tuple[str, str], ...] = (
    ("leader", r"nhac(?: nho| toi| den)?(?: nguoi)? (?:lanh dao|thu truong|giam doc|chu tich)(?: cua)?(?: don vi)? (?P<who>.+)"),
    ("again", rf"(?:gui )?nhac(?: nho)?(?: lai)?(?: ngay| luon| mot lan nua| lan nua)*(?: {_UNSENT})?"),
    ("again", rf"don doc {_UNSENT}"),
    ("keep", r"(?:van|cu|tiep tuc) nhac(?: nho)? (?P<who>.+)"),
    (
        "draft",
        r"(?:soan|du thao|viet|lam|tao)(?: (?:giup|cho|mot|ban|noi dung|cong van|van ban|tin|thu|loi))* (?:don doc|nhac nho|giuc)(?: .*)?",
    ),
    (
        "calls",
        r"(?:xem |lay |in )?(?:danh sach|ds)(?: can| phai)? (?:goi|goi dien|dien thoai)(?: dien)?(?: .*)?|goi (?:cho )?ai|can goi"
        r" (?:cho )?(?:ai|nhung ai)",
    ),
    (
        "fate",
        r"(?:xem )?(?:tinh trang|tinh hinh|lich su|nhat ky|ket qua)(?: gui)? nhac(?: nho| viec)?(?: (?:cua|cho))?(?: (?P<who>.+))?"
        r"|(?:da )?nhac (?:ai|nhung ai|don vi nao)(?: roi| chua)*|da nhac (?P<whom>.+?) chua",
    ),
    ("morning", r"(?:xem )?(?:tom tat|tong hop|diem|tinh hinh bao cao)(?: (?:sang|buoi sang|dau ngay|hom nay|sang nay))+"),
    ("one", r"(?:nhac(?: nho)?(?: lai)?|don doc) (?P<who>.+)"),
)
_PATTERNS = tuple((name, re.compile(f"{_BEFORE}(?:{pattern}){_END}")) for name, pattern in _COMMANDS)
_MINE = re.compile(r"nhac(?: lai)?(?: cho)? (?:toi|em|minh)\b|nhac lai (?:chieu|sang|toi|mai|luc|sau|vao|ngay|thu|\d)|nhac tiep")


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    found = _said(turn)
    if found is None or "?" in turn.message.text:
        return found is not None and found[0] in ("fate", "calls")
    if found[0] in ("one", "keep", "leader"):
        return bool(_bodies(turn, found[1]))
    return coordinates(turn)


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        if found.refused:
            return [Reply(say.nobody_reminded())]
        return (_write_to_leaders if found.step == "leader" else _remind)(turn, found.what)
    command = _said(turn)
    turn.conversation.options = {}
    if command is None:
        return [Reply(say.question_lapsed())]
    name, who = command
    return _ANSWERS[name](turn, _bodies(turn, who) if who else [])


def _said(turn: Turn) -> tuple[str, str] | None:
    plain = re.sub(r"[,;:!.?]+(?=\s|$)", "", " ".join(fold(normal(meant(turn)[:300])).split())).strip()
    if not coordinates(turn) or _MINE.search(plain):
        return None
    for name, pattern in _PATTERNS:
        if found := pattern.fullmatch(plain):
            groups = found.groupdict()
            who = groups.get("who") or groups.get("whom") or ""
            return name, _as_typed(turn, who)
    return None


def _as_typed(turn: Turn, folded: str) -> str:
    """The same words with their diacritics: a name may hang on them."""
    text = normal(meant(turn)).strip(" .!?")
    words = len(folded.split())
    return " ".join(text.split()[-words:]) if words else ""


def _bodies(turn: Turn, who: str) -> list[str]:
    found = bodies_in(turn.assistant.plans, who, turn.now.date())
    if found.unknown or found.doubtful:
        return []
    return [one for body in found.ids for one in everyone_of(plan_of(turn), body)]


def _states(turn: Turn) -> list[State]:
    """Of open periods that somebody is behind with, the first due first."""
    plan = plan_of(turn)
    owing = Owing(turn.db, plan)
    is_open = sorted((one for one in periods.periods(turn.db, plan.id) if one.is_open), key=lambda one: (one.due_on, one.id))
    return [state(turn.db, plan, period, owing) for period in is_open]


def _name(turn: Turn, agency: str) -> str:
    return agency_name(turn.assistant.plans, agency)


# ---- reminding again


def _ask_to_remind(turn: Turn, only: Sequence[str]) -> list[Reply]:
    states = _states(turn)
    if not states:
        return [Reply(say.no_open_period())]
    behind = {row.agency: row for one in states for row in one.behind if not only or row.agency in only}
    if not behind:
        return [Reply(say.all_have_sent([_name(turn, agency) for agency in only]))]
    reached = [row for row in behind.values() if not row.why]
    unreached = [row for row in behind.values() if row.why]
    if not reached:
        return [Reply(lines(say.nobody_to_remind(), *_unreached(turn, unreached), say.how_to_call()))]
    at = _next_time(turn)
    text = lines(
        say.remind_title([_name(turn, row.agency) for row in reached]),
        say.goes_at(at) if at > turn.now else "",
        *_unreached(turn, unreached),
        *(
            say.has_promised(_name(turn, row.agency), row.promise.until)
            for row in reached
            if row.promise and row.promise.until >= turn.now.date()
        ),
    )
    return preview(turn, ROUTE, "remind", text, (say.REMIND, say.DO_NOT_REMIND), [row.agency for row in reached])


def _unreached(turn: Turn, some: Sequence[Behind]) -> list[str]:
    """By what keeps a message from them."""
    why: dict[str, list[str]] = {}
    for row in some:
        why.setdefault(row.why, []).append(row.agency)
    return [
        reminding.listed(say.not_reached(reminding.why(kind)), named(turn.assistant, agencies), len(agencies))
        for kind, agencies in why.items()
    ]


def _next_time(turn: Turn) -> datetime:
    plan = plan_of(turn)
    return next_office_time(turn.now, of_store(turn.db, plan.id), spans_of(turn.db, plan))


def _remind(turn: Turn, agencies: Any) -> list[Reply]:
    """Each is written to at the next look; a promise that was given no longer keeps anybody from it."""
    at, count = _next_time(turn), 0
    for one in _states(turn):
        for row in one.behind:
            reader = next((member for member in row.contacts if member.places), None)
            if row.agency in agencies and reader is not None:
                promises.hold(turn.db, Hold(0, reader.person, Holding.AGAIN, turn.now, at, key_of(one.period), row.agency))
                count += 1
    told_ = say.will_be_reminded(count, at if at > turn.now else None)
    return done_for_good(turn, told_, Undo("reminded", told_, {}))


def _keep(turn: Turn, agencies: Sequence[str]) -> list[Reply]:
    held = [hold for hold in promises.holds(turn.db, (Holding.NOT_OURS,)) if hold.agency in agencies]
    names = [_name(turn, agency) for agency in agencies]
    if not promises.release(turn.db, [hold.id for hold in held], turn.now):
        return _ask_to_remind(turn, agencies)
    library = library_of(turn)
    for hold in held:
        member = next((one for one in people_of(turn, [hold.agency]) if one.id == hold.person), None)
        if member is not None:
            tell(turn, member, say.still_yours(_name(turn, hold.agency), name_of(library, hold.target) if hold.target else ""))
    return [Reply(say.goes_on(names))]


# ---- a head of office


def _ask_for_leaders(turn: Turn, agencies: Sequence[str]) -> list[Reply]:
    found = [(one, row) for one in _states(turn) for row in one.behind if row.agency in agencies]
    if not found:
        return [Reply(say.all_have_sent([_name(turn, agency) for agency in agencies]))]
    early = [one for one, _ in found if one.period.due_on >= turn.now.date()]
    if early:
        return [Reply(say.leaders_after_due(early[0].period.due_on))]
    leaders = reachable(turn, people_of(turn, agencies, (Role.LEADER,)))
    if not leaders:
        return [Reply(say.no_leader([_name(turn, agency) for agency in agencies]))]
    text = lines(say.leader_title([_name(turn, row.agency) for _, row in found]), "", _to_leader(turn, *found[0]))
    return preview(turn, ROUTE, "leader", text, (say.WRITE_LEADER, say.DO_NOT_WRITE_LEADER), [row.agency for _, row in found])


def _to_leader(turn: Turn, one: State, row: Behind) -> str:
    """Courteous, with what was sent before and when."""
    given = reminders.history(turn.db, key_of(one.period), one.period.due_on, row.agency)
    days = list(dict.fromkeys(reminder.at.date() for reminder in given if reminder.fate is Fate.SENT))
    library = library_of(turn)
    promise = row.promise.until if row.promise else None
    return say.to_leader(
        _name(turn, plan_of(turn).coordinator or ""),
        _name(turn, row.agency),
        one.period.name,
        one.period.due_on,
        [name_of(library, code) for code in row.missing],
        days,
        promise,
    )


def _write_to_leaders(turn: Turn, agencies: Any) -> list[Reply]:
    count = 0
    for one in _states(turn):
        for row in one.behind:
            if row.agency in agencies:
                for person in reachable(turn, people_of(turn, [row.agency], (Role.LEADER,))):
                    tell(turn, person, _to_leader(turn, one, row))
                    count += 1
    told_ = say.leaders_told(count)
    return done_for_good(turn, told_, Undo("leaders", told_, {}))


# ---- calling, drafting, looking


def _calls(turn: Turn, _: Sequence[str]) -> list[Reply]:
    rows = [(one, row) for one in _states(turn) for row in communes_last(one.behind) if one.period.due_on <= turn.now.date() or row.why]
    if not rows:
        rows = [(one, row) for one in _states(turn) for row in communes_last(one.behind)]
    if not rows:
        return [Reply(say.nobody_to_call())]
    alone = [row for _, row in rows if row.why == NOBODY and is_commune(row.agency)]
    rows = [(one, row) for one, row in rows if row not in alone]
    told_ = [
        say.call_row(
            _name(turn, row.agency),
            [(member.name, member.phone) for member in row.contacts],
            len(row.missing),
            row.wanted,
            reminding.why(row.why) if row.why else "",
            row.promise.until if row.promise else None,
        )
        for _, row in rows
    ]
    return [Reply(lines(say.call_list(told_), say.communes_without(len(alone))))]


def _draft(turn: Turn, _: Sequence[str]) -> list[Reply]:
    states = [one for one in _states(turn) if one.behind]
    if not states:
        return [Reply(say.all_have_sent([]))]
    return letter.draft(turn, states[0])


def _fate(turn: Turn, agencies: Sequence[str]) -> list[Reply]:
    """What became of each message, as far as the messengers tell."""
    rows = []
    for one in _states(turn):
        given = [row for row in reminders.history(turn.db, key_of(one.period), one.period.due_on) if row.key.agency]
        if agencies:
            own = [row for row in given if row.key.agency in agencies]
            rows.append(say.fate_title(one.period.name))
            rows += [_fate_row(turn, row.key, row.at.date(), row) for row in _last_of_messages(own)] or [say.not_reminded_yet()]
        else:
            rows.append(_fate_counts(turn, one, given))
    return [Reply("\n".join(rows) if rows else say.no_open_period())]


def _last_of_messages(some: Sequence[reminders.Reminder]) -> list[reminders.Reminder]:
    """Steps that one message carried are one."""
    return list({(one.at, one.key.agency, one.key.person): one for one in some}.values())


def _fate_row(turn: Turn, key: Key, day: date, one: reminders.Reminder) -> str:
    return say.fate_row(_name(turn, key.agency), day, key.step, say.fate(one.fate, one.why), one.channel)


def _fate_counts(turn: Turn, one: State, given: Sequence[reminders.Reminder]) -> str:
    messages = _last_of_messages(given)
    counts = {fate: sum(row.fate is fate for row in messages) for fate in Fate}
    failed = [say.failed_row(_name(turn, row.key.agency), row.why) for row in messages if row.fate is Fate.FAILED]
    return lines(say.fate_of_period(one.period.name, counts), *failed[:10])


def _morning(turn: Turn, _: Sequence[str]) -> list[Reply]:
    states = _states(turn)
    return [Reply("\n\n".join(told(turn.db, turn.assistant, one, turn.now) for one in states) or say.no_open_period())]


_ANSWERS: Mapping[str, Callable[[Turn, Sequence[str]], list[Reply]]] = {
    "again": _ask_to_remind,
    "one": _ask_to_remind,
    "keep": _keep,
    "leader": _ask_for_leaders,
    "draft": _draft,
    "calls": _calls,
    "fate": _fate,
    "morning": _morning,
}
