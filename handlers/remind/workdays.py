"""A coordinator sets which days are worked and in which hours: "ngày 10/1/2026 làm bù", "24/11 là ngày nghỉ", "giờ làm việc …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from corpus.dates import dates
from handlers.people.commands import meant
from handlers.people.pending import decision
from handlers.progress.coordinate.common import Undo, coordinates, coordinator, decided, done, plan_of, preview
from handlers.remind.days import of_store
from handlers.remind.tick import spans_of
from handlers.say import workdays as say
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store import day_changes
from store.plan_settings import Setting, change, setting

ROUTE = "workdays"
REFUSALS = (say.DO_NOT_SET_DAY,)
_DAY = r"(?:dat |doi |cho )?(?:ngay )?(?P<day>\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|\d{1,2} thang \d{1,2}(?: nam \d{4})?)"
_LIST = re.compile(r"(?:xem )?(?:cac |danh sach )?(?:lich|ngay) nghi(?: le| tet)*(?: (?:nam )?(?P<year>20\d\d)| nam nay| nam sau)?")
_OFF = re.compile(rf"{_DAY} (?:la |duoc )?(?:ngay )?nghi(?: (?:bu|hoan doi|le|lam))*")
_WORKED = re.compile(rf"{_DAY} (?:la |phai )?(?:ngay )?(?:lam bu|di lam(?: bu)?|lam viec(?: bu)?|lam)")
_TAKEN_BACK = re.compile(rf"(?:bo|xoa|huy) (?:ngoai le|ngay dac biet) {_DAY}")
_CULTURE = re.compile(
    r"(?:ngay )?24[/.-]11 (?:la )?(?:ngay )?(?P<what>nghi(?: le)?|lam viec|di lam)|(?:ngay )?24[/.-]11 (?:hang|moi)"
    r" nam (?:la )?(?:ngay )?(?P<also>nghi|lam viec)"
)
_HOURS = re.compile(r"(?:dat |doi |xem )?gio (?:lam viec|hanh chinh)(?: (?:la|tu))*(?P<hours>.*)")
_SPAN = re.compile(r"(\d{1,2})\s*(?:h|g|gio|:)\s*(\d{2})?\s*(?:-|–|den)\s*(\d{1,2})\s*(?:h|g|gio|:)\s*(\d{2})?")
_COMMANDS = (("list", _LIST), ("culture", _CULTURE), ("off", _OFF), ("worked", _WORKED), ("back", _TAKEN_BACK), ("hours", _HOURS))


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    return coordinates(turn) and "?" not in meant(turn) and _command(turn) is not None


def _plain(turn: Turn) -> str:
    return " ".join(fold(normal(meant(turn)[:200])).split()).strip(" .!")


def _command(turn: Turn) -> tuple[str, re.Match[str]] | None:
    plain = _plain(turn)
    for name, pattern in _COMMANDS:
        if found := pattern.fullmatch(plain):
            return name, found
    return None


def answer(turn: Turn) -> list[Reply]:
    settled = decided(turn, ROUTE, REFUSALS)
    if settled is not None:
        if settled.lapsed:
            return [Reply(say.question_lapsed())]
        return [Reply(say.day_unchanged())] if settled.refused else _set(turn, settled.what)
    found = _command(turn)
    turn.conversation.options = {}
    if found is None:
        return [Reply(say.question_lapsed())]
    name, match = found
    match name:
        case "list":
            return [Reply(_listed(turn, int(match["year"] or 0) or turn.now.year + ("nam sau" in match[0])))]
        case "culture":
            off = "nghi" in (match["what"] or match["also"])
            return _ask(turn, say.culture_day(off=off), ["culture", "off" if off else "worked"])
        case "hours":
            return _ask_hours(turn, match["hours"])
    day = _day(turn, match["day"])
    if day is None:
        return [Reply(say.day_unchanged())]
    if name == "back":
        gone = day_changes.take_back(turn.db, coordinator(turn), day, turn.now)
        return [Reply(say.day_taken_back(day) if gone else say.nothing_to_take_back(day))]
    worked = name == "worked"
    return _ask(turn, say.set_day(day, worked=worked, name=of_store(turn.db, plan_of(turn).id).name(day)), ["day", day.isoformat(), worked])


def _ask(turn: Turn, text: str, what: Any) -> list[Reply]:
    return preview(turn, ROUTE, "set", text, (say.SET_DAY, say.DO_NOT_SET_DAY), what)


def _day(turn: Turn, text: str) -> date | None:
    """Without a year the next such day."""
    today = turn.now.date()
    found = dates(text, today)
    if not found:
        return None
    for year in (found[0].year,) if found[0].year else (today.year, today.year + 1):
        day = date(year or today.year, found[0].month, found[0].day)
        if found[0].year or day >= today:
            return day
    return None


def _listed(turn: Turn, year: int) -> str:
    workdays, own = of_store(turn.db, plan_of(turn).id), list(day_changes.changes(turn.db))
    return say.days_off(year, workdays.off_days(year), workdays.worked_weekends(year), own, estimate=workdays.is_estimate(year))


def _ask_hours(turn: Turn, text: str) -> list[Reply]:
    if not text.strip(" :"):
        return [Reply(say.hours_told(spans_of(turn.db, plan_of(turn))))]
    spans = read_hours(text)
    if not spans:
        return [Reply(say.how_to_set_hours())]
    return _ask(turn, say.set_hours(spans), ["hours", " ".join(f"{first:%H:%M}-{last:%H:%M}" for first, last in spans)])


def read_hours(text: str) -> Sequence[tuple[time, time]]:
    """One or two stretches of a day, in order and apart; none where the words say nothing of the kind."""
    found = []
    for first, minute, last, end in _SPAN.findall(text):
        if int(first) > 23 or int(last) > 23 or int(minute or 0) > 59 or int(end or 0) > 59:
            return []
        found.append((time(int(first), int(minute or 0)), time(int(last), int(end or 0))))
    flat = [moment for span in found for moment in span]
    return found if 1 <= len(found) <= 2 and flat == sorted(set(flat)) else []


def _set(turn: Turn, what: Any) -> list[Reply]:
    plan, by = plan_of(turn).id, coordinator(turn)
    kind, value = what[0], what[1]
    if kind == "day":
        day = date.fromisoformat(value)
        before = day_changes.changes(turn.db).get(day)
        day_changes.change(turn.db, by, day, what[2], "", turn.now)
        told = say.day_set(day, worked=what[2])
        return done(turn, told, Undo("day", told, {"day": value, "worked": before.worked if before else None}))
    name = Setting.CULTURE_DAY if kind == "culture" else Setting.HOURS
    held = setting(turn.db, plan, name)
    change(turn.db, by, plan, name, value, turn.now)
    told = say.culture_day_set(off=value == "off") if kind == "culture" else say.hours_set()
    return done(turn, told, Undo("setting", told, {"name": name, "value": held}))


def undo_day(turn: Turn, data: dict[str, Any]) -> bool:
    day, by = date.fromisoformat(data["day"]), coordinator(turn)
    if data["worked"] is None:
        return day_changes.take_back(turn.db, by, day, turn.now)
    day_changes.change(turn.db, by, day, data["worked"], "", turn.now)
    return True
