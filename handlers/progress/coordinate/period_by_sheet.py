"""A coordinator opens a period by a sheet: what it asks for is shown, a day that it lacks is asked for, and then it is opened."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from corpus.characters import typed
from corpus.dates import dates
from handlers.people.pending import ask, awaits, is_last
from handlers.progress.coordinate.bodies import everyone_of
from handlers.progress.coordinate.commands import said
from handlers.progress.coordinate.common import name_of, plan_of
from handlers.progress.coordinate.opening import ROUTE, Asked, days_wrong, show
from handlers.progress.coordinate.period_head import wanted_of
from handlers.progress.coordinate.period_sheet import Read, read
from handlers.progress.coordinate.period_words import Wanted, read_period, sort_of
from handlers.progress.owed import DUTY, all_owed
from handlers.say import coordinate as say
from handlers.say import period_sheet as say_sheet
from handlers.turn import Reply, Turn
from store.periods import Item

STEP = "days"
MOST_ITEMS = 5_000
_LONGEST = 200
_BY_SHEET = re.compile(
    typed(
        r"(?:theo|trong|như|kèm|từ|bằng)\s+(?:các |những )?(?:file|tệp|bảng|biểu|danh sách|danh mục|excel|phụ lục|sheet)"
        r"(?:\s+(?:này|đính kèm|kèm theo|kèm|excel|gửi kèm|em gửi|gửi|trên|dưới|sau|nhé|ạ|giúp))*"
    ),
    re.I,
)

_NICELY = re.compile(typed(r"(?:\s+(?:ạ|nhé|nha|giúp|với|luôn|đi|em|anh|chị))*[\s.!]*$"), re.I)
_OPENS = re.compile(typed(r"(?<!\w)mở (?:kỳ|đợt)(?: (?:báo cáo|bc))?(?!\w)"), re.I)


def wants_sheet(text: str) -> bool:
    """ "mở kỳ báo cáo theo file này", of which nothing is left but that."""
    return bool(_BY_SHEET.search(text)) and not _without_sheet(text)


def ask_by_sheet(turn: Turn) -> list[Reply]:
    turn.conversation.options = {}
    found = read(turn)
    if found.tables and not found.items:
        return [Reply(say.table_counts(0, found.to_choose, found.left_out))]
    if found.is_unread and not found.tables:
        return [Reply(say_sheet.table_unread())]
    if len(found.items) > MOST_ITEMS:
        return [Reply(say_sheet.too_many_pairs(MOST_ITEMS))]
    asked = Asked(_said_besides(turn, wanted_of(found.head, turn.now.date())), found.items, found.head.document, tuple(_notes(turn, found)))
    return _show(turn, asked, [say_sheet.unread_day(label, words) for label, words in found.head.unread])


def completes(turn: Turn) -> bool:
    """The days that were asked for: in full as shown, or right after the question as short as "hạn 24/11"."""
    pending, command, text = turn.conversation.pending, said(turn), turn.message.text
    if pending is None or not awaits(turn, ROUTE, STEP) or turn.now >= pending.until or turn.message.press or turn.message.files:
        return False
    if len(text) > _LONGEST or "?" in text:
        return False
    if command is not None:
        return command.command == "open"
    return is_last(turn) and (bool(dates(text, turn.now.date())) or sort_of(text).kind != "other")


def complete(turn: Turn) -> list[Reply]:
    pending, command, today = turn.conversation.pending, said(turn), turn.now.date()
    kept = json.loads(pending.data["what"]) if pending else {}
    before = Wanted(kept["name"], *(_day(kept[name]) for name in ("cutoff", "due_on", "starts")))
    text = command.rest if command is not None else turn.message.text
    lacking = [word for word, there in (("chốt", before.cutoff), ("hạn", before.due_on)) if there is None]
    if len(dates(text, today)) == 1 and len(lacking) == 1 and not _labelled(text, today):
        text = f"{lacking[0]} {text}"
    turn.conversation.pending = None
    wanted = _joined(before, read_period(text if sort_of(text).kind != "other" else f"{before.name}, {text}", today))
    return _show(turn, Asked(wanted, tuple(Item(*item) for item in kept["items"]), kept["document"], tuple(kept["notes"])))


def _show(turn: Turn, asked: Asked, unread: Sequence[str] = ()) -> list[Reply]:
    """A question keeps what was read, so that the sheet need not be sent again."""
    wanted = asked.wanted
    wrong = days_wrong(turn, wanted)
    if wrong:
        wanted, told = replace(wanted, cutoff=None, due_on=None, starts=None), say_sheet.say_both_days(wrong)
    elif not wanted.name or wanted.cutoff is None or wanted.due_on is None:
        told = say_sheet.days_wanted(wanted.name, wanted.cutoff, wanted.due_on, unread, kept=bool(asked.items))
    else:
        return show(turn, asked)
    kept = {
        "name": wanted.name,
        **{name: day.isoformat() if day else "" for name, day in _days(wanted)},
        "items": asked.items,
        "document": asked.document,
        "notes": asked.notes,
    }
    return ask(turn, ROUTE, told, step=STEP, what=json.dumps(kept, ensure_ascii=False))


def _days(wanted: Wanted) -> tuple[tuple[str, date | None], ...]:
    return ("cutoff", wanted.cutoff), ("due_on", wanted.due_on), ("starts", wanted.starts)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


# ---- what is said besides the sheet


def _without_sheet(text: str) -> str:
    return re.sub(r"\s+", " ", _NICELY.sub("", _BY_SHEET.sub(" ", text))).strip(" ,.:;")


def _said_besides(turn: Turn, wanted: Wanted) -> Wanted:
    """What was typed with the file counts before what stands in it."""
    found = _OPENS.search(turn.message.text)
    rest = _without_sheet(turn.message.text[found.end() :]) if found else ""
    if not rest:
        return wanted
    text = rest if sort_of(rest).kind != "other" else f"{wanted.name}, {rest}"
    return _joined(wanted, read_period(text, turn.now.date()))


def _joined(before: Wanted, after: Wanted) -> Wanted:
    named = after.name and (sort_of(after.name).kind != "other" or not before.name)
    return Wanted(
        after.name if named else before.name,
        after.cutoff or before.cutoff,
        after.due_on or before.due_on,
        after.starts or before.starts,
    )


def _labelled(text: str, today: date) -> bool:
    found = read_period(text, today)
    return bool(found.cutoff or found.due_on or found.starts)


# ---- what it asks for


def _notes(turn: Turn, found: Read) -> list[str]:
    plan = plan_of(turn)
    if not found.items:
        owing = [one for one in all_owed(turn.db, plan) if one.agencies]
        everyone = {one for some in owing for agency in some.agencies for one in everyone_of(plan, agency)}
        return [say_sheet.asks_for_all(len(owing), len(everyone))]
    by_agency: dict[str, list[str]] = {}
    for item in found.items:
        by_agency.setdefault(item.agency, []).append(item.target)
    codes = {item.target for item in found.items}
    duties = sum(code.startswith(DUTY) for code in codes)
    everyone = {one for agency in by_agency for one in everyone_of(plan, agency)}
    return [
        say_sheet.asks_for(len(codes) - duties, duties, len(everyone)),
        *say.shortened([say_sheet.asked_row(name_of(turn, agency), own) for agency, own in by_agency.items()]),
        *found.notes,
        say.table_counts(found.taken, found.to_choose, found.left_out),
    ]
