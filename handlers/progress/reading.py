"""A message as what it reports: which words name a target, which numbers stand beside them, and what the rest says of them.

Only the language is known here; which target a label names, and which reading of a number fits it, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.agencies import find_agencies
from corpus.characters import canonical
from corpus.dates import dates
from corpus.periods import periods
from handlers.progress import words
from handlers.progress.claims import Claim, Document, Reading, Role, When
from handlers.progress.glance import LONGEST
from handlers.progress.line import HIDDEN, Line
from handlers.progress.numbers import Placed, has_number, placed
from handlers.progress.shares import told_apart
from handlers.progress.times import on_day, set_times_aside
from store.ledger import Nature, Report

MOST_NUMBERS, MOST_WORDS = 90, 350
"""More than anybody reports in one message; whoever has them sends a table as a file."""
_LIST_MARK = re.compile(r"^\s*(?:[-•+*–]\s+(?=\D)|\(?[0-9]{1,3}[.)]\s+|[0-9]{1,3}\s*[\t|]\s*|[a-z][.)]\s+)")
_NUMBER = re.compile(r"[0-9]+")
_DIGITS = re.compile(r"([0-9]{30})[0-9]+")
"""So many digits are no number, however many more follow."""
_EMPTY_LINES = re.compile(r"\n(?:[ \t]?[ \t]?\n){2,}")
_BLANKS = re.compile(r"[^\S\n\t]{3,}")
_MARKS = re.compile(r"([^\w\n]{6})[^\w\n]{3,}")
_RUN = re.compile(r"([^\w\n])\1{2,}")
_PIECE = re.compile(r"[^;]+")
_CLAUSE = re.compile(r"(?:[^,]|,(?=\S))+")
_IS_BODY = re.compile(r"(?!bhxh(?! khu )|(?:bảo|bao) (?:hiểm|hiem) (?:xã|xa) (?:hội|hoi)(?! khu ))\w")
"""What is as often the matter itself ("BHXH tỉnh 27,5") is no body here."""
_REGION = ("khu vực", "khu vuc")
_CELLS = re.compile(r"\s*[|\t]\s*")
_CUTS = re.compile(r"\s*(?:[|\t:]|[,.](?=\s)|\x00+)\s*|\s+[-–]\s+")
_ASKS = re.compile(r"^\s*hỏi(?!\w)|(?<!\w)(?:à|á|hử|hả|chứ)(?: (?:ạ|em|anh|chị|vậy|ta))*[\s.!]*$")
"""Only with the mark: a bare "a" at the end is polite."""
_GLUED = re.compile(r"(?<![^\W_])((?!(?:ct|nv)[0-9])[^\W\d_]{3,})(?=[0-9])", re.I)
_SIGNS = re.compile(r"[\x00|:;,.=\"“”()\[\]–—>→*+\t]+|(?<!\w)-+|-+(?!\w)")
_COMPOUNDS = re.compile(r"\b(?:co so|thanh thi|thi tran|thi xa|dan so)\b")
"""Words that, typed without diacritics, look like two small ones."""
_STATES = (
    (words.GONE, "không còn đối tượng"),
    (words.NOT_BEGUN, "chưa thực hiện"),
    (words.DOING, "đang thực hiện"),
    (words.DONE, "đã thực hiện"),
)
_WORDLESS = ((words.NIL, Report.NIL), (words.NONE_YET, Report.NONE_YET), (words.UNCHANGED, Report.UNCHANGED))


def read(text: str, today: date) -> Reading:
    """What a message reports; no claims where it reports nothing."""
    if len(text) > LONGEST or len(_NUMBER.findall(text)) > MOST_NUMBERS or len(text.split()) > MOST_WORDS:
        return Reading(too_long=True)
    text = _DIGITS.sub(r"\1", text)
    text = _MARKS.sub(r"\1", _RUN.sub(r"\1\1", _EMPTY_LINES.sub("\n\n", _BLANKS.sub("  ", text.replace("\r", "\n")))))
    canon = canonical(_GLUED.sub(r"\1 ", canonical(text).text))
    raw, cased = _as_table(_respelled(canon.lower)), canon.text
    asks = bool(words.QUESTION.search(words.HEARS.sub(" ", raw)) or _ASKS.search(raw))
    goal_told = bool(words.GOAL_WORDS.search(raw))
    raw, released_by = _approval(raw, cased)
    raw, document = _document(raw, today)
    raw, agencies = _agencies(raw, cased)
    claims: list[Claim] = []
    about = Claim(())
    """What lines without a number say of those that follow: a heading, a day, that all is an estimate."""
    for number, (in_table, at, part) in enumerate(_parts(raw)):
        found, said = _claims(Line.of(part, cased[at : at + len(part)]), today)
        if not found:
            about = Claim(said.labels or about.labels, when=said.when or about.when, nature=said.nature or about.nature)
            if said.note and claims:
                claims[-1] = replace(claims[-1], note=said.note)
            # "Số liệu đến 30/9/2026" below the numbers speaks of them all.
            claims = [replace(one, when=one.when or said.when, nature=one.nature or said.nature) for one in claims]
            continue
        heading = about.labels[0] if about.labels else about.heading
        if about.labels and not found[0].labels:
            found[0] = replace(found[0], labels=about.labels)
            about = replace(about, labels=(), heading=heading)
        claims += [replace(_under(one, about, heading, in_table, number), goal_told=goal_told) for one in found]
        about = replace(about, heading=said.heading or about.heading, when=said.when or about.when)
    return Reading(tuple(told_apart(claims)), document, asks, released_by, agencies)


def _respelled(raw: str) -> str:
    """The text, to the letter as long, with what is written in many ways in one, and without hours and telephone numbers."""
    for pattern in (words.POLITE_END, words.PHONE, words.CLOCK, words.SCHOOL_YEAR):
        raw = pattern.sub(_blank, raw)
    raw = words.PER_TEN_THOUSAND.sub(lambda found: f"/vạn {found['whom']}".ljust(len(found[0])), raw)
    raw = words.SQUARE_METRES.sub(lambda found: "m2".ljust(len(found[0])), raw)
    return words.DOTTED.sub(_slashed, raw)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _as_table(raw: str) -> str:
    """Rows of a table that was copied with ";" between its cells."""
    rows = [line for line in raw.split("\n") if line.strip()]
    return raw.replace(";", "\t") if len(rows) > 1 and all(row.count(";") > 1 for row in rows) else raw


def _slashed(match: re.Match[str]) -> str:
    """ "đến 30.9.26" as "đến 30/9/26"."""
    day, month = map(int, re.findall(r"[0-9]+", match[0])[:2])
    return match[0].replace(match["mark"] or match["other"] or match["first"], "/") if 1 <= day <= 31 and 1 <= month <= 12 else match[0]


def _under(claim: Claim, about: Claim, heading: str, in_table: bool, part: int) -> Claim:
    nature, when = claim.nature or about.nature, claim.when or about.when
    return replace(claim, heading=heading, when=when, nature=nature, in_table=in_table, part=part)


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
    on = next(iter(on_day(day, today) for day in dates(found["day"] or "", today)), None)
    number = found["number"].upper().replace("–", "-")
    return raw[: found.start()] + HIDDEN * len(found[0]) + raw[found.end() :], Document(number, on)


def _agencies(raw: str, cased: str) -> tuple[str, tuple[str, ...]]:
    """The bodies named before the first number, and the text without them: they name no target."""
    first = re.search(r"[0-9]", raw)
    named = [one for one in find_agencies(cased) if (first is None or one.start < first.start()) and _IS_BODY.match(raw, one.start)]
    for one in named:
        # "BHXH khu vực 26": the number belongs to the name.
        numbered = re.compile(r"\s*(?:[0-9]{1,2}|[ivx]+)(?![\w.,%])").match(raw, one.end) if raw[: one.end].endswith(_REGION) else None
        end = numbered.end() if numbered else one.end
        raw = raw[: one.start] + HIDDEN * (end - one.start) + raw[end:]
    return raw, tuple(dict.fromkeys(one.id for one in named)) if first else ()


def _parts(raw: str) -> Iterator[tuple[bool, int, str]]:
    """The message cut where one report ends and the next begins: whether a part is a row of a table, where it begins."""
    at = 0
    for line in raw.split("\n"):
        in_table = "\t" in line or line.count("|") > 1
        mark = _LIST_MARK.match(line)
        for piece in _PIECE.finditer(line, mark.end() if mark else 0):
            if piece[0].strip(" \x00"):
                yield from ((in_table, at + piece.start() + start, clause) for start, clause in _clauses(piece[0]))
        at += len(line) + 1


def _clauses(piece: str) -> Iterator[tuple[int, str]]:
    """ "NOXH không phát sinh, nước sạch 78": a report without a number beside one with a number is a piece of its own."""
    wordless = any(pattern.search(piece) for pattern, _ in _WORDLESS)
    if not (wordless and re.search(r"[0-9]", words.NAME_NUMBERS.sub(" ", piece)) and ", " in piece):
        yield 0, piece
        return
    for clause in _CLAUSE.finditer(piece):
        yield clause.start(), clause[0]


def _claims(line: Line, today: date) -> tuple[list[Claim], Claim]:
    """The claims of a part, and what the part says of those around it where it claims nothing itself."""
    _set_notes_aside(line, today)
    set_times_aside(line, today)
    text = "".join(line.kept)
    nature = _nature(text)
    said = Claim((), nature=nature, when=line.whens[0][2] if line.whens else None, note=line.note, unread=line.unread)
    wordless = _without_number(line, said)
    if wordless:
        return [wordless], said
    found = placed(line)
    if not found:
        return [], replace(said, labels=_labels_of(text))
    said = replace(said, unread=line.unread or _year_alone(line, found, today), wished=bool(words.WISH.search(text)))
    leading = bool(line.whens) and not _labels_of(text[: line.whens[0][0]]) and line.whens[0][0] < found[0][0]
    heading = _label(text[: found[0][0]].rpartition(":")[0]) if ":" in text[: found[0][0]].rstrip(" :") else ""
    return list(_labelled(line, found, said)), replace(said, heading=heading, when=said.when if leading else None)


def _year_alone(line: Line, found: Sequence[Placed], today: date) -> str:
    """A year by itself that has begun: it may be the one that the number speaks of."""
    for year in words.YEAR_ALONE.finditer("".join(line.shown)):
        inside = any(start <= year.start() < end for start, end, _ in found)
        if not inside and int(year[0]) <= today.year:
            return year[0]
    return ""


# ---- what stands around the numbers


def _set_notes_aside(line: Line, today: date) -> None:
    text = "".join(line.kept)
    for found in words.PARENTHESIS.finditer(text):
        inside = found[1]
        tells = re.search(r"[0-9]", inside) or _nature(inside) or _tells_kind(inside) or periods(inside, today) or dates(inside, today)
        if not tells and len(inside.split()) > 1:
            line.note = line.raw[found.start(1) : found.end(1)].strip()
            line.hide(*found.span())
    text = "".join(line.kept)
    found_note = words.NOTE.search(text)
    if found_note and (
        re.search(r"[0-9]", words.NAME_NUMBERS.sub(" ", text[: found_note.start()])) or _says_without_number(text[: found_note.start()])
    ):
        line.note = " ".join(filter(None, (line.note, line.raw[found_note.start("note") :].strip(" ()."))))
        line.hide(found_note.start(), len(text))


def _tells_kind(inside: str) -> bool:
    return any(pattern.match(inside) for _, pattern in words.AFTER)


def _nature(text: str) -> Nature | None:
    if words.PRELIMINARY.search(text):
        return Nature.PRELIMINARY
    if words.ESTIMATE.search(text):
        return Nature.ESTIMATE
    return Nature.OFFICIAL if words.OFFICIAL.search(text) else None


def _says_without_number(text: str) -> bool:
    return any(pattern.search(text) for pattern, _ in (*_WORDLESS, *_STATES))


def _without_number(line: Line, said: Claim) -> Claim | None:
    """ "không phát sinh", "chưa có số liệu vì …", "giữ nguyên", "đã hoàn thành": a report all the same."""
    text, numbers = "".join(line.kept), has_number(line)
    for pattern, report in _WORDLESS:
        found = pattern.search(text)
        if found and not (numbers and report is Report.UNCHANGED):
            return _wordless(line, text, found, replace(said, report=report))
    if numbers:
        return None
    for pattern, state in _STATES:
        found = pattern.search(text)
        if found:
            return _wordless(line, text, found, replace(said, report=Report.STATE, state=state))
    return None


def _wordless(line: Line, text: str, found: re.Match[str], claim: Claim) -> Claim:
    """What stands before names the target; so does what follows directly, while what follows a comma is a note."""
    before, after = text[: found.start()], text[found.end() :]
    aside = re.match(r"\s*[,.;(–-]\s*(?=\w)", after)
    if aside and _labels_of(before):
        behind = line.raw[found.end() + aside.end() :].strip(" ().")
        return replace(claim, labels=_labels_of(before), note=" ".join(filter(None, (behind, claim.note))))
    return replace(claim, labels=_labels_of(before + HIDDEN + after))


# ---- labels


def _labelled(line: Line, found: Sequence[Placed], said: Claim) -> Iterator[Claim]:
    """Each number with the words that may name its target, and the time that it speaks of."""
    text = "".join(line.kept)
    labels = _labels_around(text, found)
    times = _times(line, found)
    for number, ((_, _, figure), names, when) in enumerate(zip(found, labels, times, strict=True)):
        nature = Nature.ESTIMATE if figure.role is Role.ESTIMATE else (said.nature if _applies(said.nature, found) else None)
        begin = found[number - 1][1] if number else 0
        names = names or ((figure.measure,) if "/" in figure.measure and not number else ())
        aside = bool(number and words.IN_IT.search(text[begin : found[number][0]]))
        yield replace(said, labels=names, figure=figure, nature=nature, when=when, aside=aside)


def _labels_around(text: str, found: Sequence[Placed]) -> list[tuple[str, ...]]:
    """Names stand before their numbers, or, where nothing stands before the first, behind them: "94,2% BHYT, 27,5% BHXH"."""
    begins = [0, *(end for _, end, _ in found[:-1])]
    untils = [*(start for start, _, _ in found[1:]), len(text)]
    ahead = [_labels_ahead(text[begin:start], bool(begin)) for begin, (start, _, _) in zip(begins, found, strict=True)]
    behind = [_labels_of(text[end:until]) for (_, end, _), until in zip(found, untils, strict=True)]
    if len(found) == 1:
        joined = (f"{ahead[0][0]} {behind[0][0]}",) if ahead[0] and behind[0] else ()
        return [(*ahead[0], *joined, *behind[0])]
    if (ahead[0] and any(ahead[1:])) or not any(behind):
        return ahead
    if ahead[0]:
        # All speak of one thing, and it may stand behind the first: "rà soát, có 1.412/1.540 khu dân cư …, đạt 91,69%".
        return [(*ahead[0], *behind[0]), *ahead[1:]]
    if not behind[-1]:
        return ahead if any(ahead) else [behind[0], *ahead[1:]]
    for at in reversed(range(len(found) - 1)):
        behind[at] = behind[at] or behind[at + 1]
    return behind


def _labels_ahead(text: str, goes_on: bool) -> tuple[str, ...]:
    """What stands before a number; between two, what a comma parts off still belongs to the first: "94,2% dân số, bằng …"."""
    parted = re.split(r",(?=\s)", text)
    if not goes_on or len(parted) == 1:
        return _labels_of(text)
    last = _labels_of(parted[-1])
    return (*last, *_labels_of(text)) if last else ()


def _times(line: Line, found: Sequence[Placed]) -> list[When | None]:
    """The time told nearest before each number; behind each, where none stands before the first and there are several."""
    begins = [start for start, _, _ in found]
    if len(line.whens) > 1 and len(found) > 1 and line.whens[0][0] > begins[0]:
        after: list[When | None] = [next((when for begin, _, when in line.whens if begin >= start), line.whens[-1][2]) for start in begins]
    else:
        after = [line.when_of(start) for start in begins]
    return [_year_of(when) if figure.of_year else when for when, (_, _, figure) in zip(after, found, strict=True)]


def _year_of(when: When | None) -> When | None:
    """The whole year that an estimate of the year is made for; None for the one under way."""
    if when is None:
        return None
    year = when.end.year
    return When(date(year, 1, 1), date(year, 12, 31), f"năm {year}")


def _applies(nature: Nature | None, found: Sequence[Placed]) -> bool:
    """ "ước năm 1.300" beside other numbers says nothing of those."""
    return nature is not Nature.ESTIMATE or not any(one.role is Role.ESTIMATE for _, _, one in found)


def _labels_of(text: str) -> tuple[str, ...]:
    """The words that may name a target, without those that only report: all of them, then what stands between signs."""
    cells = [_label(cell) for cell in _CELLS.split(text)]
    pieces = [_label(piece) for piece in reversed(_CUTS.split(text))]
    table = cells if len(cells) > 1 else []
    return tuple(dict.fromkeys(label for label in (*table, _label(text), *pieces) if label))


def _label(text: str) -> str:
    said = " ".join(_SIGNS.sub(" ", text).split())
    left = words.ROLE_WORDS.sub(" ", said).strip(" -%/")
    return said if left or _COMPOUNDS.search(said) else ""
