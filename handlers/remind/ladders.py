"""A coordinator sets on which days units are reminded: "lịch nhắc: trước 14, 5, 1 ngày; đúng hạn; sau 1, 3 ngày; hằng tuần"."""

from __future__ import annotations

import re
from typing import Any

from handlers.people.commands import meant
from handlers.people.pending import decision
from handlers.progress.coordinate.common import Undo, coordinates, coordinator, decided, done, plan_of, preview
from handlers.progress.coordinate.periods import named
from handlers.remind.days import of_store
from handlers.remind.ladder import FURTHEST_STEP, Ladder, as_kept, ladder, steps_ahead
from handlers.say import ladders as say
from handlers.turn import Reply, Turn
from index.text import fold, normal
from store import periods
from store.plan_settings import Setting, change, setting

ROUTE = "ladder"
REFUSALS = (say.DO_NOT_SET_LADDER,)
_COMMAND = re.compile(
    r"(?:(?:dat|doi|sua|xem|chinh) )*(?:lich|moc|bac|cac moc) nhac(?: nho| viec)?(?P<period> ky [^:]*?)?(?:\s*:\s*|\s+(?=truoc|sau|dung"
    r"|hang)|$)(?P<days>.*)"
)
_BEFORE = re.compile(r"truoc(?: han)? ((?:\d{1,3}(?: ngay)?[ ,và]*)+)")
_AFTER = re.compile(r"(?:sau|qua)(?: han)? ((?:\d{1,3}(?: ngay)?[ ,và]*)+)")
_ON = re.compile(r"dung (?:han|ngay)|ngay han|hom han")
_WEEKLY = re.compile(r"(?:hang|moi) tuan|(?:mot|1) tuan (?:mot|1) lan")


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    return coordinates(turn) and _said(turn) is not None


def _said(turn: Turn) -> re.Match[str] | None:
    text = meant(turn)
    return None if len(text) > 200 or "?" in text else _COMMAND.fullmatch(" ".join(fold(normal(text)).split()).strip(" ."))


def answer(turn: Turn) -> list[Reply]:
    found = decided(turn, ROUTE, REFUSALS)
    if found is not None:
        if found.lapsed:
            return [Reply(say.question_lapsed())]
        return [Reply(say.ladder_unchanged())] if found.refused else _set(turn, found.what)
    command = _said(turn)
    turn.conversation.options = {}
    if command is None or not command["days"].strip():
        return [Reply(_shown(turn))]
    wanted = read_ladder(command["days"])
    if wanted is None:
        return [Reply(say.how_to_set())]
    some = (
        named(command["period"] or "", [one for one in periods.periods(turn.db, plan_of(turn).id) if one.is_open])
        if command["period"]
        else []
    )
    if command["period"] and len(some) != 1:
        return [Reply(say.which_period_ladder([one.name for one in some]))]
    what = [as_kept(wanted), some[0].id if some else 0]
    return preview(
        turn,
        ROUTE,
        "set",
        say.ladder_title(wanted.days, some[0].name if some else "", weekly=wanted.weekly),
        (say.SET_LADDER, say.DO_NOT_SET_LADDER),
        what,
    )


def read_ladder(text: str) -> Ladder | None:
    """None where the words name no day, or one too far."""
    days = [-int(number) for found in _BEFORE.finditer(text) for number in re.findall(r"\d+", found[1])]
    days += [int(number) for found in _AFTER.finditer(text) for number in re.findall(r"\d+", found[1])]
    if _ON.search(text):
        days.append(0)
    if not days or any(abs(day) > FURTHEST_STEP for day in days):
        return None
    return Ladder(tuple(sorted(set(days))), bool(_WEEKLY.search(text)))


def _shown(turn: Turn) -> str:
    plan = plan_of(turn)
    usual = ladder(setting(turn.db, plan.id, Setting.LADDER))
    workdays, rows = of_store(turn.db, plan.id), []
    for period in periods.periods(turn.db, plan.id):
        if period.is_open:
            own = ladder(period.ladder) if period.ladder else usual
            rows.append(
                say.period_ladder(
                    period.name, [step.on for step in steps_ahead(own, period.due_on, workdays, turn.now.date())], weekly=own.weekly
                )
            )
    return say.ladder_shown(usual.days, rows, weekly=usual.weekly)


def _set(turn: Turn, what: Any) -> list[Reply]:
    kept, number = what
    plan, by = plan_of(turn).id, coordinator(turn)
    if number:
        period = periods.called(turn.db, number)
        before = period.ladder if period else ""
        periods.set_ladder(turn.db, by, number, kept, turn.now)
    else:
        before = setting(turn.db, plan, Setting.LADDER)
        change(turn.db, by, plan, Setting.LADDER, kept, turn.now)
    told = say.ladder_set()
    return done(turn, told, Undo("ladder", told, {"period": number, "ladder": before}))


def undo_ladder(turn: Turn, data: dict[str, Any]) -> bool:
    by = coordinator(turn)
    if data["period"]:
        periods.set_ladder(turn.db, by, data["period"], data["ladder"], turn.now)
    else:
        change(turn.db, by, plan_of(turn).id, Setting.LADDER, data["ladder"], turn.now)
    return True
