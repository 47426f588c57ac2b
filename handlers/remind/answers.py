"""What units answer to a reminder: a day by which they will send, that they have sent, that it is not theirs, not now, not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from corpus.dates import dates
from corpus.plan import Plan
from handlers.people.agencies import agency_name
from handlers.people.commands import meant
from handlers.people.common import tell_coordinators
from handlers.people.pending import ask, awaits, is_last
from handlers.progress import naming
from handlers.progress.glance import agencies_of
from handlers.progress.recording import library_of, name_of
from handlers.remind.days import of_store
from handlers.remind.owing import Codes, Owing, key_of
from handlers.remind.tick import spans_of
from handlers.remind.when import day_meant, moment_meant
from handlers.say import reminding_answers as say
from handlers.say.basics import lines
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store import papers, periods, promises
from store.periods import Period
from store.promises import Hold, Holding

ROUTE = "remind_answer"
LASTS = timedelta(hours=4)
_NEAR = (
    r"(?:(?:ngay |sang |chieu |trua |toi )?mai|(?:chieu|toi|trua|hom|trong ngay|ngay|cuoi ngay|cuoi gio|cuoi buoi) nay|ngay (?:kia|mot)|"
    r"thu (?:[2-7]|hai|ba|tu|nam|sau|bay)(?: tuan (?:sau|nay|toi))?|(?:dau |giua |cuoi )?tuan (?:sau|toi|nay)|sang tuan|cuoi tuan|het"
    r" tuan|cuoi thang(?: nay)?|"
    r"(?:ngay |hom )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|ngay \d{1,2}(?: thang \d{1,2})?|\d{1,2} (?:ngay|tuan) nua|vai (?:ngay|hom)"
    r" nua|it hom nua)"
)
_WHO = r"(?:em|toi|minh|ben (?:em|toi|minh)|don vi|chung toi|so|anh|chi|phong|co quan)"
_SEND = r"(?:gui|nop|bao cao|co so|co bao cao|bo sung|xong|nhap|cap nhat)"
_LEAD = r"(?:(?:da|vang|ok|oke|u|uh|de|xin|cho|thoi|chac|hen|nho|bao cao|anh|chi|a|oi) )*"
_WHOSE = rf"{_LEAD}(?:{_WHO} )*"
_PROMISES = (
    re.compile(rf"{_WHOSE}(?:se|du kien) (?:co gang )?(?:tong hop (?:va|roi) )?{_SEND}\b.*"),
    re.compile(
        rf"{_WHOSE}(?:xin |duoc )*(?:hen|lui|gia han|khat|den|toi)(?: lai| han)*(?: gui| nop| bao cao)?"
        rf"(?: (?:vao|den|toi|sang|truoc|sau|trong|ngay|han))* {_NEAR}.*"
    ),
    re.compile(
        rf"{_LEAD}(?:(?:vao|den|toi|sang|truoc|trong) )?{_NEAR}(?: (?:thi|nhe|nha|a|la))*,? "
        rf"(?:{_WHO} )*(?:moi |se |co the |kip )*{_SEND}\b.*"
    ),
    re.compile(
        rf"{_LEAD}(?:{_WHO} )+(?:moi |xin |co the )*{_SEND}"
        rf"(?: (?:so|so lieu|bao cao|sau|lai|vao|den|truoc|cham nhat|muon nhat|trong))* {_NEAR}.*"
    ),
)
_WISHES = re.compile(r"hen ngay gui|hen(?: ngay| lich)?|xin hen")
_DRAWS_BACK = re.compile(r"(?:huy|bo|rut)(?: loi| ngay)? hen(?: nay| lai| gui)*")
_LATER = re.compile(
    rf"{_LEAD}(?:{_WHO} )*(?:nhac(?: lai)?(?: {_WHO}| cho {_WHO})?(?: (?:luc|vao|sau|khoang))*|(?:de )?(?:lat|chut|ti) nua nhac(?:"
    rf" lai)?) ?(?P<when>.*)"
    r"|(?P<first>.+?) (?:hay |thi |hãy )?nhac(?: lai)?(?: (?:em|toi|minh|cho em|cho toi|nhe|a|nha))*"
)
_SENT = re.compile(
    rf"{_LEAD}(?:{_WHO} )*(?:da |vua |moi )?{_SEND}(?: (?:bao cao|so lieu|so|du|het|day du|day|cho so y te|len|qua truc|van ban))*"
    r"(?: (?:roi|xong|xong roi|hom qua|hom truoc|sang nay|chieu qua|tuan truoc))+(?: (?:ma|nhe|a|day|the|co ma|sao|van|con|bi|ay))*"
    rf"|{_LEAD}(?:{_WHO} )*da {_SEND}(?: (?:bao cao|so lieu|so|du|het|day du|a))*"
)
_NOT_OURS = re.compile(
    r"(?:.{0,40}\b)?(?:khong|ko|k|hong|dau) (?:phai|thuoc) (?:la )?(?:viec|cua|nhiem vu|trach nhiem|phan|chuc nang|chi tieu|tham"
    r" quyen)(?: viec| nhiem vu| trach nhiem)?"
    rf"(?: cua)? (?:{_WHO}|so.*|don vi.*)(?: .*)?|{_LEAD}(?:khong|ko) phai viec cua (?:toi|em|minh|chung toi|don vi.*|ben .*)"
)
_STOPS = re.compile(
    rf"{_LEAD}(?:{_WHO} )*(?:ngung|dung|thoi|tat|huy|khong (?:can|muon)(?: nhan)?|bo)(?: gui| nhan| co)? nhac(?: nho| viec| nua| bao"
    rf" cao| em| toi)*(?: (?:nua|nhe|di|a|cho em|cho toi))*"
)
_RESUMES = re.compile(
    rf"{_LEAD}(?:{_WHO} )*(?:bat|tiep tuc|nhan|mo)(?: lai)? nhac(?: nho| viec| lai)*(?: .{{0,12}})?|nhac (?:tiep|lai cho (?:em|toi"
    rf"|minh)|nhu cu)(?: (?:nhe|a|di))*"
)
_QUESTION = re.compile(
    r"\?|\b(?:bao gio|khi nao|luc nao|chua vay|nhu the nao|the nao|la gi|ai |phai khong|dung khong|duoc khong|may gio)\b"
)
LONGEST = 160


class Owed(NamedTuple):
    """What an agency of the writer's still owes of an open period."""

    plan: Plan
    period: Period
    agency: str
    missing: Codes


def recognises(turn: Turn) -> bool:
    return _kind(turn) is not None


def answer(turn: Turn) -> list[Reply]:
    kind = _kind(turn) or ""
    some = _open(turn)
    replies = _ANSWERS[kind](turn, some) if some or kind in ("stop", "resume", "draw back") else [Reply(say.nothing_owed())]
    if not turn.conversation.pending:
        turn.conversation.options = {}
    return replies


def _text(turn: Turn) -> str:
    return meant(turn).strip()


def _plain(turn: Turn) -> str:
    return re.sub(r"[,;:!.]+(?=\s|$)", "", " ".join(fold(normal(_text(turn))).split())).strip()


def _kind(turn: Turn) -> str | None:
    """Which answer it is; None where it is none, or where nothing is owed that it could be about."""
    if not agencies_of(turn.person) or turn.message.files:
        return None
    if awaits(turn, ROUTE, "day") and is_last(turn) and day_meant(_text(turn), turn.now.date(), of_store(turn.db, _plan(turn).id)):
        return "promise"
    plain = _plain(turn)
    if not plain or len(plain) > LONGEST or _QUESTION.search(plain):
        return None
    kind = _by_words(turn, plain)
    # Words of a day may mean something else where nothing is owed.
    return None if kind == "promise" and not _open(turn) else kind


def _by_words(turn: Turn, plain: str) -> str | None:
    if _STOPS.fullmatch(plain):
        return "stop"
    if _RESUMES.fullmatch(plain):
        return "resume"
    if _DRAWS_BACK.fullmatch(plain):
        return "draw back"
    if _WISHES.fullmatch(plain):
        return "wish"
    if _NOT_OURS.fullmatch(plain):
        return "not ours"
    if "nhac" in plain.split() and _LATER.fullmatch(plain):
        return "later"
    if _other_numbers(turn):
        return None
    if any(pattern.fullmatch(plain) for pattern in _PROMISES):
        return "promise"
    return "sent" if _SENT.fullmatch(plain) else None


def _other_numbers(turn: Turn) -> bool:
    """Whether there are numbers besides the day: then it may be a report."""
    text = _text(turn)
    for found in reversed(dates(text, turn.now.date())):
        text = text[: found.start] + text[found.end :]
    plain = re.sub(
        r"\b(?:ngay|hom|thu|mung) \d{1,2}\b|\bt\d\b|\b\d{1,2} (?:ngay|tuan|tieng|gio) nua\b|\b\d{1,2}(?:h|g|gio)(?:\d\d)?\b",
        "",
        fold(normal(text)),
    )
    return bool(re.search(r"\d", plain))


def _plan(turn: Turn) -> Plan:
    return library_of(turn).plan


def _open(turn: Turn) -> list[Owed]:
    """The first due first."""
    plan, own = _plan(turn), agencies_of(turn.person)
    owing, found = Owing(turn.db, plan), []
    for period in sorted(periods.periods(turn.db, plan.id), key=lambda one: (one.due_on, one.id)):
        if period.is_open:
            missing = owing.missing(period)
            found += [Owed(plan, period, agency, missing[agency]) for agency in own if agency in missing]
    return found


def _due(some: Sequence[Owed]) -> list[Owed]:
    """Those that a word about "it" is about: of the period that is due first."""
    return [one for one in some if one.period.id == some[0].period.id]


# ---- a day


def _wish(turn: Turn, some: Sequence[Owed]) -> list[Reply]:
    last = of_store(turn.db, _plan(turn).id).on_or_after(turn.now.date() + timedelta(days=1))
    return ask(turn, ROUTE, say.which_day(some[0].period.due_on, last), lasting=LASTS, step="day")


def _promise(turn: Turn, some: Sequence[Owed]) -> list[Reply]:
    today, workdays = turn.now.date(), of_store(turn.db, _plan(turn).id)
    until = day_meant(_text(turn), today, workdays)
    if until is None:
        return _wish(turn, some)
    turn.conversation.pending = None
    if turn.person is None or not some:
        return [Reply(say.nothing_owed())]
    if (until - today).days > say.FURTHEST_PROMISE:
        return [Reply(say.too_far(until))]
    told = []
    for one in _due(some):
        kept = promises.promise(turn.db, key_of(one.period), one.agency, turn.person.id, until, turn.now)
        told.append(say.promised(agency_name(turn.assistant.plans, one.agency), one.period.name, until, kept.times))
    late = until > some[0].period.due_on
    return [
        Reply(lines(*told, say.not_reminded_until(until), say.after_due(some[0].period.due_on) if late else "", say.how_to_draw_back()))
    ]


def _draw_back(turn: Turn, some: Sequence[Owed]) -> list[Reply]:
    gone = [one for one in some if promises.take_back_promise(turn.db, key_of(one.period), one.agency, turn.now)]
    return [Reply(say.promise_gone() if gone else say.no_promise())]


# ---- later, not at all


def _later(turn: Turn, _: Sequence[Owed]) -> list[Reply]:
    plan = _plan(turn)
    text, spans = _text(turn), spans_of(turn.db, plan)
    at = moment_meant(text, turn.now, of_store(turn.db, plan.id), spans)
    if at is None:
        return [Reply(say.when_later())]
    _hold(turn, Holding.LATER, at)
    return [Reply(say.reminded_later(at))]


def _stop(turn: Turn, _: Sequence[Owed]) -> list[Reply]:
    _hold(turn, Holding.STOPPED)
    return [Reply(say.stopped())]


def _resume(turn: Turn, _: Sequence[Owed]) -> list[Reply]:
    own = turn.person.id if turn.person else ""
    held = [one.id for one in promises.holds(turn.db, (Holding.STOPPED, Holding.LATER)) if one.person == own]
    return [Reply(say.resumed() if promises.release(turn.db, held, turn.now) else say.not_stopped())]


def _hold(turn: Turn, kind: Holding, until: datetime | None = None, agency: str = "", target: str = "") -> None:
    if turn.person is None:
        raise LookupError("nobody is enrolled here")
    promises.hold(turn.db, Hold(0, turn.person.id, kind, turn.now, until, "", agency, target))


# ---- sent, not theirs


def _sent(turn: Turn, some: Sequence[Owed]) -> list[Reply]:
    """What is there and what is not, so that nobody has to guess."""
    library, told = library_of(turn), []
    for one in _due(some):
        signed = [paper for paper in papers.signed(turn.db, one.plan.id, one.agency) if paper.period == one.period.id]
        agency = agency_name(turn.assistant.plans, one.agency)
        told.append(
            say.not_there(agency, one.period.name, [name_of(library, code) for code in one.missing], [paper.number for paper in signed])
        )
    return [Reply(lines(*told, say.how_to_show()))]


def _not_ours(turn: Turn, some: Sequence[Owed]) -> list[Reply]:
    """The coordinator decides; until then nobody of the agency is reminded of it."""
    library, due = library_of(turn), _due(some)
    codes = [code for one in due for code in one.missing]
    named = naming.name(library, (_text(turn).lower(),), frozenset(codes), turn.now.date())
    meant_ = [target.code for target in named.targets if target.code in codes] if named.surely else []
    if (
        not meant_
        and len(codes) > 1
        and turn.conversation.targets
        and turn.conversation.targets[0] in codes
        and len(turn.conversation.targets) == 1
    ):
        meant_ = [turn.conversation.targets[0]]
    wanted = meant_ or (codes if len(codes) == 1 else [])
    agency = due[0].agency
    for code in wanted or [""]:
        _hold(turn, Holding.NOT_OURS, agency=agency, target=code)
    names = [name_of(library, code) for code in (wanted or codes)]
    own = agency_name(turn.assistant.plans, agency)
    tell_coordinators(turn, say.says_not_theirs(own, turn.person.name if turn.person else "", names))
    return [Reply(say.told_coordinator(agency_name(turn.assistant.plans, _plan(turn).coordinator or ""), names))]


_ANSWERS: Mapping[str, Callable[[Turn, Sequence[Owed]], list[Reply]]] = {
    "promise": _promise,
    "wish": _wish,
    "draw back": _draw_back,
    "later": _later,
    "stop": _stop,
    "resume": _resume,
    "sent": _sent,
    "not ours": _not_ours,
}
