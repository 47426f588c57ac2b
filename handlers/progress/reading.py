"""A message as what it reports: which words name a target, which numbers stand beside them, and what the rest says of them.

Only the language is known here; which target a label names, and which reading of a number fits it, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from corpus.characters import canonical
from corpus.dates import FoundDate, dates
from corpus.periods import FoundPeriod, periods
from corpus.plan import Comparator
from corpus.wording import Quantity, quantities, readings
from handlers.progress import words
from handlers.progress.words import Role
from store.ledger import Nature, Report

LONGEST = 6_000
MOST_LINES = 120
_HIDDEN = "\x00"
_LIST_MARK = re.compile(r"^\s*(?:[-•+*–]\s+(?=\D)|\(?[0-9]{1,3}[.)]\s+|[0-9]{1,3}\s*[\t|]\s*|[a-z][.)]\s+)")
_CELLS = re.compile(r"\s*[|\t]\s*")
_GLUED = re.compile(r"(?<![^\W_])((?!(?:ct|nv)[0-9])[^\W\d_]{3,})(?=[0-9])")
_PIECE = re.compile(r"[^;]+")
_SIGNS = re.compile(r"[\x00|:;,.=\"“”()\[\]–—>→*+\t]+|(?<!\w)-+|-+(?!\w)")


@dataclass(frozen=True, slots=True)
class Document:
    """A signed report that a message names."""

    number: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands in a message; `values` are its readings, the likeliest first."""

    values: tuple[Decimal, ...]
    measure: str = ""
    comparator: Comparator = Comparator.EXACTLY
    role: Role = Role.PLAIN
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The stretch of time that a report speaks of; a day alone is a stretch of one. `label` is how an office writes it."""

    start: date
    end: date
    label: str
    within: bool = False
    """ "trong tháng 9": what came about in it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said of one target. `labels` are the words that may name it, best first; none where it goes on with the last."""

    labels: tuple[str, ...]
    figure: Figure | None = None
    report: Report = Report.VALUE
    state: str = ""
    nature: Nature | None = None
    when: When | None = None
    note: str = ""
    in_table: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`asks`: it is put as a question. `released_by`: who of the unit is said to have approved it."""

    claims: tuple[Claim, ...] = ()
    document: Document | None = None
    asks: bool = False
    released_by: str = ""
    note: str = ""

    @property
    def figures(self) -> int:
        return sum(claim.figure is not None for claim in self.claims)


@dataclass(slots=True)
class _Line:
    """A line in lower case; `kept` without what is no label, `shown` without what is no number of its target either."""

    kept: list[str]
    shown: list[str]
    raw: str
    note: str = ""
    whens: list[tuple[int, int, When]] = field(default_factory=list)

    def hide(self, start: int, end: int) -> None:
        self.kept[start:end] = _HIDDEN * (end - start)
        self.shown[start:end] = _HIDDEN * (end - start)


def read(text: str, today: date) -> Reading:
    """What a message reports; no claims where it reports nothing."""
    canon = canonical(_GLUED.sub(r"\1 ", canonical(text[:LONGEST].replace("\r", "\n")).text))
    raw, cased = canon.lower, canon.text
    asks = bool(words.QUESTION.search(raw))
    raw, released_by = _approval(raw, cased)
    raw, document = _document(raw, today)
    claims: list[Claim] = []
    heading: When | None = None
    nature: Nature | None = None
    for in_table, at, part in _parts(raw):
        found, said = _claims(part, cased[at : at + len(part)], in_table, today)
        if not found and said.when is not None:
            heading = said.when
        if not found and said.nature is not None:
            nature = said.nature
        if not found and said.note and claims:
            claims[-1] = replace(claims[-1], note=said.note)
        claims += [replace(one, when=one.when or heading, nature=one.nature or nature) for one in found]
    return Reading(tuple(_shared(claims)), document, asks, released_by)


def _approval(raw: str, cased: str) -> tuple[str, str]:
    found = words.RELEASED_BY.search(raw)
    if not found:
        return raw, ""
    begin, end = found.span("who" if found["who"] else "name")
    return raw[: found.start()], cased[begin:end].strip()


def _document(raw: str, today: date) -> tuple[str, Document | None]:
    """The signed report that is named, and the text without it."""
    found = words.DOCUMENT.search(raw)
    if not found:
        return raw, None
    on = next(iter(_on(day, today) for day in dates(found["day"] or "", today)), None)
    number = found["number"].upper().replace("–", "-")
    return raw[: found.start()] + _HIDDEN * len(found[0]) + raw[found.end() :], Document(number, on)


def _on(day: FoundDate, today: date) -> date:
    year = day.year or today.year
    on = date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)
    return on if day.year or on <= today else on.replace(year=year - 1)


def _parts(raw: str) -> Iterator[tuple[bool, int, str]]:
    """The message cut where one report ends and the next begins: whether a part is a row of a table, where it begins."""
    at = 0
    for line in raw.split("\n")[:MOST_LINES]:
        in_table = "\t" in line or line.count("|") > 1
        mark = _LIST_MARK.match(line)
        begin = mark.end() if mark else 0
        for piece in _PIECE.finditer(line, begin):
            if piece[0].strip(" \x00"):
                yield in_table, at + piece.start(), piece[0]
        at += len(line) + 1


def _claims(part: str, cased: str, in_table: bool, today: date) -> tuple[list[Claim], Claim]:
    """The claims of a part of a line, and what the part says of those around it where it claims nothing itself."""
    line = _Line(list(part), list(part), cased)
    _set_notes_aside(line)
    _set_times_aside(line, today)
    nature = _nature("".join(line.kept))
    said = Claim((), nature=nature, when=line.whens[0][2] if line.whens else None, note=line.note)
    wordless = _without_number(line, said)
    if wordless:
        return [replace(wordless, in_table=in_table)], said
    for name in words.NAME_NUMBERS.finditer("".join(line.shown)):
        line.shown[name.start() : name.end()] = _HIDDEN * (name.end() - name.start())
    found = sorted([*_fractions(line), *_figures(line)], key=lambda one: one[0])
    if not found:
        return [], replace(said, labels=_labels_of("".join(line.kept)))
    return [replace(one, in_table=in_table) for one in _labelled(line, found, said)], said


# ---- what stands around the numbers


def _set_notes_aside(line: _Line) -> None:
    text = "".join(line.kept)
    for found in words.PARENTHESIS.finditer(text):
        inside = found[1]
        if not re.search(r"[0-9]", inside) and not _nature(inside) and len(inside.split()) > 1 and not _tells_kind(inside):
            line.note = line.raw[found.start(1) : found.end(1)].strip()
            line.hide(*found.span())
    text = "".join(line.kept)
    found_note = words.NOTE.search(text)
    if found_note and (re.search(r"[0-9]", text[: found_note.start()]) or _says_without_number(text[: found_note.start()])):
        line.note = " ".join(filter(None, (line.note, line.raw[found_note.start("note") :].strip(" ()."))))
        line.hide(found_note.start(), len(text))


def _tells_kind(inside: str) -> bool:
    return any(pattern.match(inside) for _, pattern in words.AFTER)


def _set_times_aside(line: _Line, today: date) -> None:
    """Stretches and days are noted with their place and hidden: their numbers are none of a target's."""
    text = "".join(line.shown)
    taken: list[tuple[int, int]] = [match.span() for match in words.FRACTION.finditer(text) if _is_fraction(match)]

    def note(start: int, end: int, when: When) -> None:
        if not any(start < stop and begin < end for begin, stop in taken):
            taken.append((start, end))
            line.whens.append((start, end, when))

    for period in periods(text, today):
        note(period.text_start, period.text_end, _when(period, text))
    for day in dates(text, today):
        on = _on(day, today)
        note(day.start, day.end, When(on, on, ""))
    for match in words.YEAR_LABEL.finditer(text):
        year = int(match["year"])
        note(match.start(), match.end("year"), When(date(year, 1, 1), date(year, 12, 31), f"năm {year}"))
    line.whens.sort(key=lambda one: one[0])
    for start, end, _ in line.whens:
        line.hide(start, end)


def _when(period: FoundPeriod, text: str) -> When:
    within = re.search(r"(?:trong|riêng|rieng)\s+$", text[max(0, period.text_start - 8) : period.text_start])
    return When(period.start, period.end, period.label, bool(within))


def _nature(text: str) -> Nature | None:
    if words.PRELIMINARY.search(text):
        return Nature.PRELIMINARY
    if words.ESTIMATE.search(text):
        return Nature.ESTIMATE
    return Nature.OFFICIAL if words.OFFICIAL.search(text) else None


_STATES = ((words.GONE, "không còn đối tượng"), (words.NOT_BEGUN, "chưa thực hiện"), (words.DOING, "đang thực hiện"), (words.DONE, "đã thực hiện"))


def _says_without_number(text: str) -> bool:
    return any(pattern.search(text) for pattern in (words.NIL, words.NONE_YET, words.UNCHANGED, *(pattern for pattern, _ in _STATES)))


def _without_number(line: _Line, said: Claim) -> Claim | None:
    """ "không phát sinh", "chưa có số liệu vì …", "giữ nguyên", "đã hoàn thành": a report all the same."""
    text = "".join(line.kept)
    numbers = re.search(r"[0-9]", words.NAME_NUMBERS.sub(" ", "".join(line.shown)))
    for pattern, report in ((words.NIL, Report.NIL), (words.NONE_YET, Report.NONE_YET), (words.UNCHANGED, Report.UNCHANGED)):
        found = pattern.search(text)
        if found and not (numbers and report is Report.UNCHANGED):
            label = text[: found.start()] + _HIDDEN + text[found.end() :]
            return replace(said, labels=_labels_of(label), report=report, text=line.raw.strip())
    if numbers:
        return None
    for pattern, state in _STATES:
        found = pattern.search(text)
        if found:
            label = text[: found.start()] + _HIDDEN + text[found.end() :]
            return replace(said, labels=_labels_of(label), report=Report.STATE, state=state, text=line.raw.strip())
    return None


# ---- numbers

_Placed = tuple[int, int, Figure]


def _is_fraction(match: re.Match[str]) -> bool:
    """Not a date: "12/17 huyện", "1.250/3.700"; "5/10" alone is one."""
    if match["unit"] or "/" not in match[0]:
        return True
    top, bottom = match["top"], match["bottom"]
    if "." in top + bottom or "," in top + bottom or len(bottom) > 2 or len(top) > 2:
        return True
    return int(bottom) > 12 or int(top) > 31 or int(bottom) == 0


def _fractions(line: _Line) -> Iterator[_Placed]:
    text = "".join(line.shown)
    for match in words.FRACTION.finditer(text):
        tops, bottoms = readings(match["top"]), readings(match["bottom"])
        if not tops or not bottoms or not _is_fraction(match):
            continue
        top, bottom = tops[0], bottoms[0]
        before = text[: match.start()]
        figure = Figure((top,), (match["unit"] or "").strip(), role=_role_before(before), numerator=top, denominator=bottom)
        line.hide(match.start(), match.end())
        yield match.start(), match.end(), figure


def _figures(line: _Line) -> Iterator[_Placed]:
    text = "".join(line.shown)
    found = quantities(text)
    end = 0
    for number, one in enumerate(found):
        until = found[number + 1].start if number + 1 < len(found) else len(text)
        role, behind = _role(text, one, end, until)
        yield one.start, one.end + behind, Figure((one.value, *one.others), one.measure, one.comparator, role)
        end = one.end + behind


def _role(text: str, one: Quantity, begin: int, until: int) -> tuple[Role, int]:
    """What the words around make of a number, and how long those behind it are."""
    role = _role_before(text[begin : one.start])
    if role in (Role.PLAIN, Role.ADDED, Role.LOWERED):
        for later, pattern in words.AFTER:
            found = pattern.match(text[one.end : until])
            if found and (later is not Role.SHARE or "%" in one.measure):
                return later, found.end()
    return role, 0


def _role_before(before: str) -> Role:
    tail = before[-60:].replace(_HIDDEN, " ")
    return next((role for role, pattern in words.BEFORE if pattern.search(tail)), Role.PLAIN)


def _labelled(line: _Line, found: Sequence[_Placed], said: Claim) -> Iterator[Claim]:
    """Each number with the words before it and after it, which may name its target, and the time that it speaks of."""
    text = "".join(line.kept)
    for number, (start, end, figure) in enumerate(found):
        begin = found[number - 1][1] if number else 0
        until = found[number + 1][0] if number + 1 < len(found) else len(text)
        before, after = text[begin:start], text[end:until]
        alone = len(found) == 1
        labels = [*_labels_of(before)]
        if alone or number == len(found) - 1 or not labels:
            behind = _labels_of(after)
            labels += [f"{label} {tail}" for label in labels[:1] for tail in behind[:1] if alone] + list(behind)
        if not _labels_of(before) and number:
            labels = []
        nature = Nature.ESTIMATE if figure.role is Role.ESTIMATE else (said.nature if _applies(said.nature, figure, found) else None)
        yield replace(said, labels=tuple(labels), figure=figure, nature=nature, when=_when_of(line, start), text=line.raw.strip())


def _applies(nature: Nature | None, figure: Figure, found: Sequence[_Placed]) -> bool:
    """ "ước năm 1.300" beside other numbers says nothing of those."""
    others = any(one.role is Role.ESTIMATE for _, _, one in found)
    return nature is not Nature.ESTIMATE or figure.role is Role.ESTIMATE or not others


def _when_of(line: _Line, start: int) -> When | None:
    """The time told nearest before the number; else one told anywhere in the line."""
    before = [when for _, end, when in line.whens if end <= start]
    after = [when for begin, _, when in line.whens if begin >= start]
    if before:
        return before[-1]
    return after[0] if after else None


def _labels_of(text: str) -> tuple[str, ...]:
    """The words that may name a target, without those that only report; with more than one cell, each by itself too."""
    cells = [_label(cell) for cell in _CELLS.split(text)]
    whole = _label(text)
    return tuple(dict.fromkeys(label for label in (*(cells if len(cells) > 1 else ()), whole) if label))


def _label(text: str) -> str:
    said = " ".join(_SIGNS.sub(" ", text).split())
    return said if words.ROLE_WORDS.sub(" ", said).strip(" -%/") else ""


def _shared(claims: Sequence[Claim]) -> Iterator[Claim]:
    """A share or a rise that is said beside the number itself adds nothing to it, and is not recorded; nor is a goal."""
    owing: tuple[str, ...] = ()
    """The labels of what was left out, which name the target of what follows."""
    for number, claim in enumerate(claims):
        if owing and not claim.labels:
            claim = replace(claim, labels=owing)
        owing = ()
        figure = claim.figure
        if figure is None or figure.role in (Role.PLAIN, Role.CUMULATIVE, Role.INCREMENT, Role.ESTIMATE):
            yield claim
            continue
        told = [one for one in _same(claims, number) if one.figure and one.figure.role in (Role.PLAIN, Role.CUMULATIVE)]
        if figure.role is Role.ADDED and told and "%" not in figure.measure:
            yield replace(claim, figure=replace(figure, role=Role.INCREMENT))
        elif told:
            owing = claim.labels
        else:
            yield claim


def _same(claims: Sequence[Claim], number: int) -> Iterator[Claim]:
    """The claims about the same target as that one: those that go on without a label of their own."""
    first = number
    while first and not claims[first].labels:
        first -= 1
    yield claims[first]
    for one in claims[first + 1 :]:
        if one.labels:
            return
        yield one
