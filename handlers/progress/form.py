"""A form that is sent back filled in: its rows are shown first, as taken, to be asked about or refused, and recorded when agreed.

The form itself is made here too: an agency's targets with the columns that are read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from handlers.library import Library
from handlers.papers import Table, Workbook
from handlers.people.agencies import agency_name, resolve
from handlers.people.commands import meant
from handlers.people.form_link import by_link
from handlers.people.pending import ask, decision, offer, taken, wait
from handlers.progress import naming
from handlers.progress.asking import LASTS, sending_from, sending_json
from handlers.progress.asks import said_of
from handlers.progress.coordinate.common import Undo, coordinator, done
from handlers.progress.form_layout import filled_in, layout_in, layout_of, to_be_filled_in
from handlers.progress.form_table import MOST_ROWS, VALUE_KINDS, Form, Row, has_form, read_forms
from handlers.progress.glance import agencies_of, coordinates
from handlers.progress.items import Item, from_json, items, judged, owing, to_json
from handlers.progress.owed import owed
from handlers.progress.recording import Sending, keep_files, library_of, name_of, origin
from handlers.progress.standing import all_figures, figures_of_agency
from handlers.progress.submit import proceed, read
from handlers.say import DO_NOT_SET_FORM, DROP_FORM, RECORD_FORM, SET_FORM, capital
from handlers.say import forms as say
from handlers.say import progress as say_progress
from handlers.turn import Attachment, File, Pending, Reply, Turn
from index.text import fold, normal
from store import ledger
from store.plan_settings import Setting, change, setting

ROUTE = "form"
_WANTS_FORM = re.compile(
    r"(?:(?:cho|xin|gui|lay|tai|can|muon|em|toi|minh|anh|chi|giup|bot|oi|hay|nho|lai|voi|file|tep)[ ,:]+)*"
    r"(?:bieu mau|mau bieu|bieu bao cao|mau bao cao|file mau|tep mau|mau excel)(?: (?:bao cao|excel|so lieu|dien|nhap|de dien|tien do))*"
    r"(?:(?: cua| cho)? (?P<about>(?!(?:a|nhe|nha|voi|giup|em|toi|minh|di)\b).+?))?(?: (?:a|ah|nhe|nha|voi|giup|em|toi|minh|di))*[ .!?]*"
)


_SETS_FORM = re.compile(
    r"(?:(?:day la|dat|dung|luu|lay|cap nhat|doi|thay|gui|tep|file|nay|lam|moi|cho|tai len)[ ,:]+)*"
    r"(?:bieu mau|mau bieu|mau bao cao|bieu bao cao)"
    r"(?: (?:bao cao|chung|nay|moi|cua|ke hoach|nhe|a|de|dung))*[ .!]*"
)
_EXPORTS = re.compile(
    r"(?:(?:cho|toi|em|minh|giup|hay)[ ,:]+)*(?:xuat|ket xuat|tong hop|lay|gui|lap|in)"
    r"(?: (?:so lieu|so|bang|excel|file|tat ca|toan bo|ra|cho|toi))*"
    r" theo (?:bieu mau|mau bieu|mau|bieu)(?: (?:chung|bao cao|da dat|nay|a|nhe|giup))*[ .!]*"
)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A form's items, and the rows that are told with why they are not taken."""

    clear: tuple[Item, ...]
    waiting: tuple[Item, ...]
    asked: tuple[str, ...]
    refused: tuple[str, ...]
    blank: int


def recognises(turn: Turn) -> bool:
    if turn.conversation.pending is not None and decision(turn, ROUTE):
        return True
    if not (agencies_of(turn.person) or coordinates(turn.person)):
        return False
    if not turn.message.files:
        return _wanted(turn) is not None or _exports(turn) or _sets_form(turn)
    if _sets_form(turn):
        return True
    text = turn.message.text.strip()
    if not agencies_of(turn.person):
        return not text and brings_form(turn)
    if text and read(text, turn.now.date()).claims:
        return False
    return brings_form(turn)


def answer(turn: Turn) -> list[Reply]:
    label = decision(turn, ROUTE) if turn.conversation.pending is not None else ""
    if label:
        return _decided(turn, label)
    if _sets_form(turn) and (turn.message.files or _wanted(turn) is None):
        return _show_layout(turn) if _taken(turn) else [Reply(say.layout_needs_file())]
    if not turn.message.files:
        return _send_filled(turn) if _exports(turn) else _send_form(turn)
    if not agencies_of(turn.person):
        return [Reply(say.whose_form())]
    return show(turn, agencies_of(turn.person), Sending(ledger.new_batch(), origin(turn.at, turn.message)))


def brings_form(turn: Turn) -> bool:
    return any(has_form(file.sheets, turn.now.date()) for file in _taken(turn))


def show(turn: Turn, agencies: Sequence[str], sending: Sending) -> list[Reply]:
    """What would be recorded of the form that came with the message, and for whom; nothing is stored."""
    said = read(turn.message.text.strip(), turn.now.date())
    sending = replace(sending, document=said.document or sending.document, released_by=said.released_by or sending.released_by)
    sheets = [sheet for file in _taken(turn) for sheet in file.sheets]
    form = read_forms(sheets, turn.now.date(), turn.message.text)
    if form is None or not any(row.claims or row.unread for row in form.rows):
        return [Reply(say.columns_alike(*form.twice) if form and form.twice else say.nothing_filled_in())]
    if sum(bool(row.claims) for row in form.rows) > MOST_ROWS:
        return [Reply(say.too_many_rows(MOST_ROWS))]
    found = _sort(turn, form, agencies)
    rows = [_taken_row(turn, item) for item in found.clear]
    text = say.preview(rows, found.asked, found.refused, found.blank, form.passed_over)
    if not (found.clear or found.waiting):
        return [Reply(f"{text}\n{say.nothing_taken()}")]
    if not found.clear:
        return [Reply(text), *proceed(turn, found.waiting, sending)]
    data = {
        "step": "confirm",
        "clear": to_json(found.clear),
        "waiting": to_json(found.waiting),
        "sending": sending_json(sending),
        "files": json.dumps([asdict(replace(file, sheets=())) for file in _taken(turn)], ensure_ascii=False),
    }
    wait(turn, Pending(ROUTE, turn.now + LASTS, data))
    labels = {label: label for label in (RECORD_FORM, DROP_FORM)}
    return [offer(turn.conversation, f"{text}\n{say.ask_to_record(len(found.clear))}", labels)]


def _decided(turn: Turn, label: str) -> list[Reply]:
    pending = taken(turn)
    if pending is not None and "layout" in pending.data and coordinates(turn.person):
        return _set_layout(turn, pending.data["layout"]) if label == SET_FORM else [Reply(say.layout_kept())]
    if pending is None or "clear" not in pending.data:
        return [Reply(say.form_lapsed())]
    if label == DROP_FORM:
        return [Reply(say.form_dropped())]
    library, today = library_of(turn), turn.now.date()
    # What was clear when it was shown is held against what has been reported meanwhile.
    clear = [judged(turn.db, library, item, today) for item in from_json(pending.data["clear"])]
    sending = sending_from(pending.data["sending"], turn)
    count = keep_files(turn, sending.batch, [Attachment(**fields) for fields in json.loads(pending.data["files"])])
    return proceed(turn, [*clear, *from_json(pending.data["waiting"])], sending, first=[say_progress.files_kept(count)])


# ---- the rows


def _sort(turn: Turn, form: Form, agencies: Sequence[str]) -> _Sorted:
    library, today = library_of(turn), turn.now.date()
    own, codes = owing(turn.db, library, agencies), _codes(library)
    read_rows: list[tuple[Row, Item]] = []
    refused: list[str] = []
    blank = 0
    for row in form.rows:
        if row.unread:
            refused.append(say.refused_row(row.number, row.name, say.unread(row.unread)))
        elif not row.claims:
            blank += row.is_coded or naming.name(library, (row.name,), own, today).sure
        elif row.body and resolve(turn.assistant.plans, row.body, today).id not in agencies:
            refused.append(say.refused_row(row.number, row.name, say.OTHER_BODY))
        else:
            code = codes.get(_plain(row.name))
            if code and row.is_coded and row.claims[0].labels != (code,):
                refused.append(say.refused_row(row.number, row.name, say.CODE_OF_ANOTHER))
                continue
            claims = [replace(claim, labels=(code,)) for claim in row.claims] if code else row.claims
            read_rows += [(row, item) for claim in claims for item in items(turn.db, library, [claim], agencies, today)]
    held = [item for _, item in read_rows]
    clear: list[Item] = []
    waiting: list[Item] = []
    asked: list[str] = []
    for row, item in read_rows:
        why = _why_refused(turn, item) or (say.TWICE if _is_contradicted(item, held) else "")
        if why:
            refused.append(say.refused_row(row.number, row.name, why))
        elif item.is_clear:
            clear += [] if _is_said_again(item, clear) else [item]
        else:
            waiting.append(item)
            asked.append(say.asked_row(row.number, row.name, said_of(turn, item), _why_asked(turn, item)))
    return _Sorted(tuple(clear), tuple(waiting), tuple(asked), tuple(dict.fromkeys(refused)), blank)


def _codes(library: Library) -> dict[str, str]:
    """The targets whose names, spelt out in full, are no other's."""
    names = [_plain(target.name) for target in library.plan.targets]
    return {_plain(one.name): one.code for one in library.plan.targets if names.count(_plain(one.name)) == 1}


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", fold(normal(name))))


def _is_contradicted(item: Item, held: Sequence[Item]) -> bool:
    """Two rows give two numbers for the same target, day and kind: neither is taken."""
    if not (item.code and item.values):
        return False
    return any(_is_of_same(item, other) and other.values[0].value != item.values[0].value for other in held)


def _is_said_again(item: Item, before: Sequence[Item]) -> bool:
    return bool(item.values) and any(_is_of_same(item, other) and other.values == item.values for other in before)


def _is_of_same(one: Item, other: Item) -> bool:
    if not (one.values and other.values):
        return False
    first, second = one.values[0], other.values[0]
    return one.code == other.code and (first.as_of, first.kind, first.nature) == (second.as_of, second.kind, second.nature)


def _why_refused(turn: Turn, item: Item) -> str:
    library = library_of(turn)
    if item.foreign:
        target = library.by_code.get(item.code)
        who = owed(turn.db, library.plan, target).agencies if target else ()
        return say.owned_by([agency_name(turn.assistant.plans, agency) for agency in who])
    if not item.code and not item.choices:
        return say.NO_SUCH_TARGET
    return ""


def _why_asked(turn: Turn, item: Item) -> str:
    if not item.code or item.place:
        return say.WHICH_TARGET
    if not item.agency:
        return say.WHICH_AGENCY
    target = library_of(turn).by_code.get(item.code)
    told = [say_progress.doubt(one, target, None) for one in item.doubts] if target else []
    return next(iter(filter(None, told)), say.SOMETHING).rstrip(".").removesuffix(" None")


def _taken_row(turn: Turn, item: Item) -> str:
    library = library_of(turn)
    name, target = capital(name_of(library, item.code)), library.by_code.get(item.code)
    if not item.values:
        return say.wordless_row(name, said_of(turn, item).lower())
    value = item.values[0]
    return say.taken_row(name, value.value, target.measure if target else "", value.kind, value.nature, value.as_of)


def _taken(turn: Turn) -> list[Attachment]:
    return [file for file in turn.message.files if not file.refused and file.sheets]


# ---- the form to be filled in


def _wanted(turn: Turn) -> str | None:
    """The agency that is named with the wish for a form, empty where none is; None where there is no such wish."""
    text = meant(turn)
    if len(text) > 120:
        return None
    found = _WANTS_FORM.fullmatch(fold(normal(text)).strip())
    if found is None or "?" in text:
        return None
    return _name_typed(turn) or None if found["about"] else ""


def _send_form(turn: Turn) -> list[Reply]:
    agencies = _whose(turn)
    if not agencies:
        return [Reply(say.form_for_whom())]
    library, plans = library_of(turn), turn.assistant.plans
    tables = [(agency, _table(turn, library, agency)) for agency in agencies]
    count = sum(len(table.rows) for _, table in tables)
    names = ", ".join(agency_name(plans, agency) for agency, _ in tables)
    if not count:
        return [Reply(say.no_rows_for_form(names))]
    book = Workbook(tuple(table for _, table in tables if table.rows))
    if elsewhere := by_link(turn, names, count):
        return [Reply(elsewhere)]
    return [Reply(say.here_is_the_form(names, count), files=(File(f"bieu-mau-{agencies[0]}.xlsx", paper=book),))]


def _whose(turn: Turn) -> list[str]:
    """One's own agencies; a coordinator's any that is named."""
    named = resolve(turn.assistant.plans, _wanted(turn) or "", turn.now.date()).id
    own = agencies_of(turn.person)
    if coordinates(turn.person):
        return [named] if named else list(own)
    return list(own)


def _name_typed(turn: Turn) -> str:
    """The agency's name as it was typed: the words behind those of the wish."""
    words = meant(turn).split()
    for begin in range(len(words)):
        name = " ".join(words[begin:]).strip(" .!?")
        if resolve(turn.assistant.plans, name, turn.now.date()).id:
            return name
    return ""


def _table(turn: Turn, library: Library, agency: str) -> Table:
    own, today = owing(turn.db, library, [agency]), turn.now.date()
    figures = [figures_of_agency(one, agency, today) for one in all_figures(turn.db, library.plan, today) if one.target.code in own]
    name = agency_name(turn.assistant.plans, agency)
    return to_be_filled_in(layout_of(turn.db, library.plan), library.plan, name, figures, today)


# ---- the coordinator's own


def _sets_form(turn: Turn) -> bool:
    text = turn.message.text
    return coordinates(turn.person) and len(text) < 120 and bool(_SETS_FORM.fullmatch(_folded(text)))


def _show_layout(turn: Turn) -> list[Reply]:
    layout = layout_in([sheet for file in _taken(turn) for sheet in file.sheets], turn.now.date())
    if layout is None:
        return [Reply(say.no_layout())]
    titles = [title for title, _ in layout.columns]
    results = [title for title, kind in layout.columns if kind in VALUE_KINDS]
    return ask(turn, ROUTE, say.layout(titles, results), (SET_FORM, DO_NOT_SET_FORM), step="layout", layout=layout.as_json())


def _set_layout(turn: Turn, layout: str) -> list[Reply]:
    plan = library_of(turn).plan.id
    before = setting(turn.db, plan, Setting.FORM)
    change(turn.db, coordinator(turn), plan, Setting.FORM, layout, turn.now)
    told = say.layout_set()
    return done(turn, told, Undo("setting", told, {"name": Setting.FORM, "value": before}))


def _exports(turn: Turn) -> bool:
    return coordinates(turn.person) and len(turn.message.text) < 120 and bool(_EXPORTS.fullmatch(_folded(turn.message.text)))


def _send_filled(turn: Turn) -> list[Reply]:
    plan, plans, today = library_of(turn).plan, turn.assistant.plans, turn.now.date()
    figures = all_figures(turn.db, plan, today)
    table = filled_in(layout_of(turn.db, plan), plan, figures, lambda agency: agency_name(plans, agency), today)
    return [Reply(say.filled_form(len(table.rows)), files=(File(f"theo-bieu-mau-{plan.id}.xlsx", paper=Workbook((table,))),))]


def _folded(text: str) -> str:
    return fold(normal(text)).strip()
