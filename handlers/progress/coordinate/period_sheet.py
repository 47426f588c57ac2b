"""A sheet that opens a reporting period: its letter and days above, below them a table of what is asked of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.dates import dates
from handlers.progress import naming
from handlers.progress.coordinate.aims import targets_in
from handlers.progress.coordinate.bodies import bodies_in
from handlers.progress.coordinate.common import coordinates, library_of, name_of, names_of, plan_of
from handlers.progress.owed import all_owed, owed
from handlers.say import period_sheet as say
from handlers.turn import Turn, Value
from index.text import fold, normal
from store.periods import Item

MOST_ROWS = 5_000
_LOOKED_AT = 25
"""Rows among which the labels and the columns' names are looked for."""
_LABELS: tuple[tuple[str, str], ...] = (
    ("due", r"(?:thoi )?han(?: (?:gui|nop|bao cao|cuoi|cung|so lieu))*|(?:ngay )?(?:gui|nop)(?: bao cao)? truoc(?: ngay)?|truoc ngay"),
    ("cutoff", r"(?:ngay )?(?:chot|khoa)(?: (?:so|so lieu))*|(?:so lieu )?(?:tinh )?den(?: het)? ngay|so lieu (?:tinh )?den(?: ngay)?"),
    ("starts", r"(?:tinh )?tu ngay|bat dau(?: tu)?(?: ngay)?"),
    ("name", r"(?:ten )?ky(?: bao cao)?"),
    ("document", r"(?:so )?(?:cong van|van ban|can cu|theo cong van|theo van ban)(?: so)?"),
)
_LABEL = tuple((name, re.compile(pattern)) for name, pattern in _LABELS)
_STRICT = re.compile(r"\btruoc\b")
_TARGET = re.compile(r"(?:ten )?(?:chi tieu|muc tieu|nhiem vu|noi dung)(?:[ ,/].*)?|ma(?: so| chi tieu| ct)?")
_BODY = re.compile(r"(?:ten )?(?:don vi|co quan|dia phuong)(?!.*\btinh\b)(?: .*)?|giao cho|phu trach")
_NOT_TASKS = re.compile(r".*\b(?:giao|ket qua|thuc hien den|luy ke|uoc|ke hoach)\b.*|20\d\d|nam")
_EVERYTHING = re.compile(r"(?:tat ca|toan bo|moi)(?: cac)?(?: (?:chi tieu|nhiem vu))?(?: (?:da|duoc) (?:duoc )?giao)?")
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong)\b.*")
_MARK = re.compile(r"x+|v|co|1|[✓✔☑]")
_BETWEEN = re.compile(r"\s*[\n;]\s*")
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where what is asked for stands, and of whom: in a column, or a column for each, marked. The rows begin below `heading`."""

    heading: int
    targets: tuple[int, ...]
    body: int | None
    crossed: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says, as far as it does. `to_choose` and `left_out` are its rows that were not taken, with the reasons."""

    name: str = ""
    document: str = ""
    starts: date | None = None
    cutoff: date | None = None
    due_on: date | None = None
    items: tuple[Item, ...] = ()
    taken: int = 0
    to_choose: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def has_rows(self) -> bool:
        return bool(self.items or self.to_choose or self.left_out)


def is_sent(turn: Turn) -> bool:
    """A sheet that names a due day or a cut-off, whatever else stands in it."""
    if not coordinates(turn):
        return False
    return any({"due", "cutoff"} & _labels(sheet).keys() for sheet in _sheets(turn))


def read(turn: Turn) -> Sheet:
    """All sheets of the files together."""
    found = Sheet()
    for sheet in _sheets(turn):
        found = _with_days(found, _labels(sheet), turn.now.date())
        columns = _columns(turn, sheet)
        if columns is not None:
            found = _with_rows(turn, found, sheet, columns)
    return replace(found, items=tuple(dict.fromkeys(found.items))[:MOST_ROWS])


def _sheets(turn: Turn) -> list[Sequence[Row]]:
    return [sheet for file in turn.message.files if not file.refused for sheet in file.sheets]


# ---- the days above


def _labels(sheet: Sequence[Row]) -> dict[str, tuple[str, str]]:
    """Each label once, as it was written, with what stands behind its colon or in the next cell that is not empty."""
    found: dict[str, tuple[str, str]] = {}
    for row in sheet[:_LOOKED_AT]:
        cells = [_text(cell) for cell in row]
        for place, cell in enumerate(cells):
            label, colon, behind = cell.partition(":")
            name = next((name for name, pattern in _LABEL if pattern.fullmatch(_plain(label))), "") if len(label) < 60 else ""
            value = behind.strip() or ("" if colon and behind.strip() else next((one for one in cells[place + 1 :] if one), ""))
            if name and name not in found and value:
                found[name] = (label, value)
    return found


def _with_days(found: Sheet, labels: Mapping[str, tuple[str, str]], today: date) -> Sheet:
    days = {name: _day(*labels[name], today) for name in ("due", "cutoff", "starts") if name in labels}
    return replace(
        found,
        name=found.name or labels.get("name", ("", ""))[1][:100],
        document=found.document or labels.get("document", ("", ""))[1][:120],
        starts=found.starts or days.get("starts"),
        cutoff=found.cutoff or days.get("cutoff"),
        due_on=found.due_on or days.get("due"),
    )


def _day(label: str, value: str, today: date) -> date | None:
    """ "Gửi trước ngày | 25/11/2026" ends on the day before; a day without a year is this year's."""
    found = dates(value, today)
    if not found:
        return None
    day = date(found[0].year or today.year, found[0].month, found[0].day)
    is_strict = found[0].before or (_STRICT.search(_plain(label)) and not found[0].before)
    return day - timedelta(days=1) if is_strict else day


# ---- the table below


def _columns(turn: Turn, sheet: Sequence[Row]) -> Columns | None:
    for at, row in enumerate(sheet[:_LOOKED_AT]):
        names = [_plain(_text(cell)) for cell in row]
        targets = [place for place, name in enumerate(names) if name and len(name) < 60 and _TARGET.fullmatch(name)]
        if not targets:
            continue
        body = next((place for place, name in enumerate(names) if name and len(name) < 60 and _BODY.fullmatch(name)), None)
        crossed = {} if body is not None else _crossed(turn, row)
        if body is not None or crossed:
            return Columns(at, tuple(targets), body, crossed)
    return None


def _crossed(turn: Turn, row: Row) -> dict[int, tuple[str, ...]]:
    """Columns that are headed by a body's name."""
    found = {}
    for place, cell in enumerate(row):
        bodies = bodies_in(turn.assistant.plans, _text(cell), turn.now.date()) if isinstance(cell, str) and len(cell) < 90 else None
        if bodies is not None and bodies.ids and not bodies.unknown and not bodies.doubtful:
            found[place] = bodies.ids
    return found


def _with_rows(turn: Turn, found: Sheet, sheet: Sequence[Row], columns: Columns) -> Sheet:
    items, choose, left, taken, last = list(found.items), list(found.to_choose), list(found.left_out), found.taken, ""
    for number, row in enumerate(sheet[columns.heading + 1 :], start=columns.heading + 2):
        said = [cell for place in columns.targets if (cell := _cell(row, place))]
        named = next(filter(naming.coded, said), said[-1] if said else "")
        last = named or last
        marked = [body for place, bodies in columns.crossed.items() if _MARK.fullmatch(_plain(_cell(row, place))) for body in bodies]
        whom = _cell(row, columns.body) if columns.body is not None else ""
        if not (whom or marked) or not last or _TOTAL.fullmatch(_plain(named)):
            continue
        told = _row(turn, last, whom, marked)
        if isinstance(told, tuple):
            (choose if told[0] else left).append(say.row(number, last, told[1]))
        else:
            items += told
            taken += 1
    return replace(found, items=tuple(items), to_choose=tuple(choose), left_out=tuple(left), taken=taken)


def _row(turn: Turn, named: str, whom: str, marked: Sequence[str]) -> list[Item] | tuple[bool, str]:
    """The row's items, or whether somebody must choose, and why."""
    agencies = list(marked)
    for part in _BETWEEN.split(whom) if whom else ():
        bodies = bodies_in(turn.assistant.plans, part, turn.now.date())
        doubtful = bodies.doubtful
        if doubtful is not None and doubtful.others:
            return True, say.several_bodies(names_of(turn, doubtful.others))
        if bodies.unknown or doubtful is not None or not bodies.ids:
            return False, say.no_such_body(bodies.unknown[0] if bodies.unknown else part)
        agencies += bodies.ids
    if _EVERYTHING.fullmatch(_plain(named)):
        return _everything(turn, agencies)
    codes = _codes(turn, named)
    return codes if isinstance(codes, tuple) else [Item(code, agency) for code in codes for agency in dict.fromkeys(agencies)]


def _everything(turn: Turn, agencies: Sequence[str]) -> list[Item] | tuple[bool, str]:
    """All that has been given to them."""
    given = [Item(one.target.code, agency) for one in all_owed(turn.db, plan_of(turn)) for agency in agencies if agency in one.agencies]
    return given or (False, say.nothing_given(names_of(turn, agencies)))


def _codes(turn: Turn, named: str) -> list[str] | tuple[bool, str]:
    """Of a target, or of a duty that is surely meant."""
    library, today = library_of(turn), turn.now.date()
    coded = naming.coded(named)
    if coded:
        known = naming.called(library, coded)
        return [coded] if known.known else (False, say.no_such_target())
    targets = targets_in(library, named, today)
    if len(targets.known) == 1 and not targets.unknown and not targets.doubtful:
        return [targets.known[0].code]
    if targets.doubtful and not targets.known:
        return True, say.several_targets([target.name for target in targets.doubtful[0][1]])
    tasks = naming.tasks_named(library, named.lower(), ())
    return [naming.task_code(library, tasks[0])] if len(tasks) == 1 else (False, say.no_such_target())


def new_ones(turn: Turn, items: Sequence[Item]) -> Iterator[Item]:
    """What the sheet asks of agencies to whom it has not been given yet."""
    library = library_of(turn)
    for item in items:
        target = library.by_code.get(item.target)
        if target is not None and item.agency not in owed(turn.db, library.plan, target).agencies:
            yield item


def named_agencies(turn: Turn, items: Sequence[Item]) -> list[str]:
    return [name_of(turn, agency) for agency in dict.fromkeys(item.agency for item in items)]


def _cell(row: Row, place: int | None) -> str:
    return _text(row[place]) if place is not None and place < len(row) else ""


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell).strip()


def _plain(text: str) -> str:
    return " ".join(fold(normal(text)).split()).strip(" .:*()")
