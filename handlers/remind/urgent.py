"""Urgent requests: "NOXH trước 16h30 hôm nay, Sở Xây dựng". They bypass the daily digest, and end when the number is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from corpus.characters import canonical
from corpus.dates import dates
from handlers.assistant import Assistant
from handlers.library import Library
from handlers.people.agencies import agency_name
from handlers.people.commands import meant
from handlers.people.pending import decision
from handlers.progress.coordinate.aims import targets_in
from handlers.progress.coordinate.bodies import bodies_in, everyone_of
from handlers.progress.coordinate.common import Undo, coordinates, coordinator, decided, done, plan_of, preview
from handlers.progress.owed import owed
from handlers.progress.recording import library_of, name_of, what
from handlers.progress.standing import Groups
from handlers.say import urgent as say
from handlers.say.basics import lines
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store import ledger, people, reminders, requests
from store.address import Address
from store.crew import Member, crew
from store.db import Database
from store.people import Role
from store.periods import Item
from store.reminders import Key
from store.requests import Request

ROUTE = "urgent"
REFUSALS = (say.DO_NOT_ASK,)
SOON = timedelta(minutes=30)
LONG = timedelta(minutes=90)
"""Only a request that was given so much time is reminded of once more, when half an hour is left."""
KEPT = timedelta(days=2)
_BY = re.compile(
    r"[\s,]*(?:trước|truoc|chậm nhất|cham nhat|hạn|han|đến|den|lúc|luc)(?: là| lúc| luc| vào| vao)? (?P<hour>\d{1,2})\s?(?:h|g|giờ|gio"
    r"|:)\s?(?P<minute>\d{2})?(?: ?phút)?(?P<day>\s*(?:,|ngày|ngay|hôm|hom|chiều|chieu|sáng|sang|mai|\d{1,2}/\d{1,2}).{0,24}?)?(?=,|;"
    r"|\.|$| cho | của | cua | gửi | sở | so | ubnd | xã | xa | phường )",
    re.I,
)
_WORDS = re.compile(
    r"^(?:(?:cần|can|hỏi|hoi|xin|yêu cầu|yeu cau|đề nghị|de nghi|lấy|lay|gấp|gap|khẩn|khan|số|so liệu|số liệu|so lieu|báo cáo|bao cao"
    r"|gửi|gui|về|ngay)[\s:,]+)+",
    re.I,
)
_URGENT = re.compile(r"\b(?:gap|khan|truoc|cham nhat|han) (?:\w+ ){0,6}?\d{1,2} ?(?:h|g|gio|:)|\b(?:can|hoi|xin|yeu cau) (?:gap|khan)\b")
_PART = re.compile(r"\s*[,;:]\s*|\s+(?:của|cua|cho|gửi|gui|từ|tu)\s+", re.I)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request as it was said, as far as it was said."""

    targets: tuple[str, ...]
    agencies: tuple[str, ...]
    due_at: datetime | None


# ---- the coordinator asks


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    text = meant(turn)
    if not coordinates(turn) or "?" in text or len(text) > 300 or not _URGENT.search(fold(normal(text))):
        return False
    return bool(_wanted(turn, text).targets)


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        return [Reply(say.not_asked())] if found.refused else _make(turn, found.what)
    text = meant(turn)
    turn.conversation.options = {}
    wanted = _wanted(turn, text)
    if wanted.due_at is None:
        return [Reply(say.by_when())]
    if wanted.due_at <= turn.now:
        return [Reply(say.time_is_past(wanted.due_at))]
    items = _items(turn, wanted)
    if not items:
        return [Reply(say.of_whom())]
    library, staff = library_of(turn), crew(turn.db)
    unreached = [item.agency for item in items if not _readers(staff.get(item.agency, ()))]
    shown = lines(
        say.ask_title([name_of(library, code) for code in wanted.targets], _names(turn, items), wanted.due_at),
        say.cannot_be_asked([_name(turn, agency) for agency in dict.fromkeys(unreached)]),
    )
    return preview(
        turn,
        ROUTE,
        "ask",
        shown,
        (say.ASK_NOW, say.DO_NOT_ASK),
        [wanted.due_at.isoformat(), [list(item) for item in items], text[:200]],
    )


def _wanted(turn: Turn, text: str) -> Wanted:
    text = canonical(text).text.strip()
    found = _BY.search(text)
    due_at = None
    if found and int(found["hour"]) < 24 and int(found["minute"] or 0) < 60:
        day = _day(found["day"] or "", turn.now.date())
        due_at = datetime.combine(day, time(int(found["hour"]), int(found["minute"] or 0)), turn.now.tzinfo)
        text = f"{text[: found.start()]}, {text[found.end() :]}"
    targets: list[str] = []
    agencies: list[str] = []
    for part in _PART.split(_WORDS.sub("", text.strip(" ,"))):
        part = _WORDS.sub("", f"{part.strip(' .,')} ").strip()
        bodies = bodies_in(turn.assistant.plans, part, turn.now.date()) if part else None
        if bodies is not None and bodies.ids and not bodies.unknown and not bodies.doubtful:
            agencies += bodies.ids
        elif part:
            targets += [target.code for target in targets_in(library_of(turn), part, turn.now.date()).known]
    return Wanted(tuple(dict.fromkeys(targets)), tuple(dict.fromkeys(agencies)), due_at)


def _day(text: str, today: date) -> date:
    if "mai" in fold(normal(text)).split():
        return today + timedelta(days=1)
    found = dates(text, today)
    return date(found[0].year or today.year, found[0].month, found[0].day) if found else today


def _items(turn: Turn, wanted: Wanted) -> list[Item]:
    """Of the agencies that were named, else of those who owe each target."""
    library, groups = library_of(turn), Groups(plan_of(turn))
    found = []
    for code in wanted.targets:
        agencies = wanted.agencies or owed(turn.db, library.plan, library.by_code[code]).agencies
        found += [Item(code, member) for agency in agencies for member in (everyone_of(library.plan, agency) or groups.single(agency))]
    return list(dict.fromkeys(found))


def _make(turn: Turn, what_: Any) -> list[Reply]:
    due_at, items, asked = what_
    wanted = [Item(target, agency) for target, agency in items]
    request = requests.make(turn.db, coordinator(turn), plan_of(turn).id, asked, datetime.fromisoformat(due_at), wanted, turn.now)
    told = say.asked(_names(turn, wanted), request.due_at)
    return done(turn, told, Undo("requested", told, {"id": request.id}))


def undo_requested(turn: Turn, data: dict[str, Any]) -> bool:
    return requests.end(turn.db, coordinator(turn).id, data["id"], turn.now)


def _name(turn: Turn, agency: str) -> str:
    return agency_name(turn.assistant.plans, agency)


def _names(turn: Turn, items: Sequence[Item]) -> list[str]:
    return [_name(turn, agency) for agency in dict.fromkeys(item.agency for item in items)]


# ---- what is to be sent


@dataclass(frozen=True, slots=True)
class Urging:
    """A message that goes out at once. `expects` are the agencies and codes that a bare number may answer."""

    to: Address
    reply: Reply
    key: str
    reminder: Key | None
    expects: tuple[tuple[str, str], ...] = ()


def due(db: Database, assistant: Assistant, now: datetime) -> Iterator[Urging]:
    """The first word to each agency, one more when little time is left, and to the coordinator what has come and what has not."""
    some = requests.open_ones(db)
    staff = crew(db) if some else {}
    for request in some:
        library = next((one for one in assistant.libraries if one.plan.id == request.plan), None)
        if library is None:
            continue
        there = requests.answered(db, request)
        left = [item for item in request.items if item not in there]
        yield from _report(db, assistant, library, request, there, left, now)
        if now < request.due_at:
            for agency in dict.fromkeys(item.agency for item in left):
                yield from _urge(
                    db, library, request, agency, [item.target for item in left if item.agency == agency], staff, assistant, now
                )
        if not left or now > request.due_at + KEPT:
            requests.end(db, "", request.id, now)


def _readers(members: Sequence[Member]) -> list[Member]:
    return [member for member in members if member.role is Role.CONTACT and member.places]


def _urge(
    db: Database,
    library: Library,
    request: Request,
    agency: str,
    codes: Sequence[str],
    staff: Any,
    assistant: Assistant,
    now: datetime,
) -> Iterator[Urging]:
    steps = ["urgent"]
    if request.due_at - now <= SOON and request.due_at - request.at >= LONG:
        steps.append("urgent soon")
    for member in _readers(staff.get(agency, ()))[:1]:
        key = Key(f"request {request.id}", request.due_at.date(), agency, member.person, steps[-1])
        if (agency, member.person) in reminders.given(db, key.deadline, key.due_on, key.step):
            continue
        coordinator_ = agency_name(assistant.plans, library.plan.coordinator or "")
        text = say.urgent(
            coordinator_,
            [name_of(library, code) for code in codes],
            request.due_at,
            agency_name(assistant.plans, agency),
            again=len(steps) > 1,
        )
        yield Urging(
            member.places[0],
            Reply(text),
            f"{key.deadline} {agency} {member.person} {key.step}",
            key,
            tuple((agency, code) for code in codes),
        )


def _report(
    db: Database, assistant: Assistant, library: Library, request: Request, there: dict[Item, int], left: Sequence[Item], now: datetime
) -> Iterator[Urging]:
    """To whoever asked: each number as it comes; after the hour once who has not answered."""
    to = people.reachable_at(db, request.by)
    if to is None:
        return
    for item, number in there.items():
        row = ledger.called(db, number)
        key = f"request {request.id} in {item.target} {item.agency}"
        if row is not None:
            yield Urging(
                to, Reply(say.came(agency_name(assistant.plans, item.agency), name_of(library, item.target), what(library, row))), key, None
            )
    if left and now >= request.due_at:
        rows = [(agency_name(assistant.plans, item.agency), name_of(library, item.target)) for item in left]
        yield Urging(to, Reply(say.did_not_come(request.due_at, rows)), f"request {request.id} late", None)
