"""What the cells above a table say of a reporting period: its name, its letter and its days, each beside a label or behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.characters import canonical, fold
from corpus.dates import FoundDate, dates
from corpus.periods import periods
from handlers.progress.coordinate.period_words import Wanted, read_period, sort_of
from handlers.say import period_sheet as say
from handlers.turn import Value

_ON = r"(?: (?:den|toi|het|truoc|ngay|vao|la|thoi diem))*"
_LETTER = r"(?P<letter>cong van|quyet dinh|thong bao|ke hoach)"
_LABELS: tuple[tuple[str, str], ...] = (
    (
        "document",
        rf"(?:kem(?: theo)? |ban hanh |theo |can cu )*(?:so )?(?:{_LETTER}|van ban|cv|vb|qd)(?: (?:so|yeu cau|giao|chi dao))*"
        r"|can cu(?: phap ly)?|so(?=[:. ]{0,2}\d)",
    ),
    (
        "due",
        r"(?:(?:thoi )?han(?: (?:chot|cuoi cung|cuoi|gui|nop|bao cao|tra loi|so lieu))*|ngay (?:gui|nop)(?: (?:bao cao|so lieu))?"
        r"|(?:ngay )?(?:gui|nop|bao cao)(?: (?:bao cao|so lieu|ket qua))*(?: ve(?: so y te| co quan dieu phoi)?)?"
        rf" (?:cham nhat|truoc|den het|het)|cham nhat){_ON}",
    ),
    (
        "cutoff",
        r"(?:(?:ngay |thoi diem |moc )?(?:chot|khoa)(?: so(?: lieu)?)?(?: bao cao)?|(?:thoi diem|ngay) (?:lay |tinh )?so lieu"
        rf"|so lieu(?: bao cao)?(?: (?:duoc|tinh|lay|chot|cap nhat))* (?:den|toi)|(?:tinh )?den(?: het)? ngay){_ON}",
    ),
    ("starts", r"(?:so lieu )?(?:tinh |lay |bat dau )?tu(?: dau)? ngay|ngay bat dau|bat dau(?: tu)?(?: ngay)?"),
    ("span", r"(?:thoi (?:gian|ky)|ky|giai doan)(?: (?:lay|chot|tong hop|tinh))? so lieu"),
    ("name", r"(?:ten )?(?:ky|dot)(?: (?:bao cao|bc))?"),
)
_LABEL = re.compile(
    rf"(?:^|(?<=[;,.\n(]))[\s–•*+(-]*(?:\d{{1,2}}[.)] *)?(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in _LABELS)})(?!\w)"
)
_PHRASE = re.compile(
    r"\b(?:(?:\d{1,2}|ba|sau|chin) thang(?: (?:dau|cuoi))?(?: nam)?|(?:quy|q) ?(?:iv|iii|ii|i|[1-4])(?: nam)?|thang \d{1,2}(?: nam)?|nam)"
    r"[ /]*20\d\d\b"
)
_NUMBER = re.compile(r"\d\s*[/-]\s*[^\W\d_]")
"""What the number of a document holds: "3456/SYT-NVY"."""
_TITLE = re.compile(r"\bbao cao\b|\b(?:ky|dot) ")
_TELLS_DUE = re.compile(r"\b(?:truoc ngay|cham nhat|han (?:gui|nop|bao cao|chot))\b")
_DAY_KINDS = ("due", "cutoff", "starts")
_LOOKED_AT = 60
"""Rows of a sheet without a table that are looked at."""
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Head:
    """`unread` are a label and words beside it in which no day stands. `labelled`: how many of name, cut-off and due day stand
    beside their labels."""

    name: str = ""
    document: str = ""
    cutoff: FoundDate | None = None
    due: FoundDate | None = None
    starts: FoundDate | None = None
    unread: tuple[tuple[str, str], ...] = ()
    labelled: int = 0

    @property
    def tells_a_period(self) -> bool:
        """Surely enough that nothing else need be said."""
        has_day = self.cutoff is not None or self.due is not None
        return has_day and (self.labelled > 1 or (self.due is not None and bool(self.name)))


@dataclass(frozen=True, slots=True)
class _Told:
    kind: str
    label: str
    value: str
    letter: str = ""


def head_of(parts: Sequence[Sequence[Row]], today: date, plan_number: str = "") -> Head:
    """`parts` are the rows above each sheet's table, or all rows where it has none. The first that tells a thing counts."""
    rows = [row for part in parts for row in part[:_LOOKED_AT]]
    told = [one for row in rows for one in _of_row(row)]
    days: dict[str, FoundDate] = {}
    unread: dict[str, tuple[str, str]] = {}
    for one in told:
        if one.kind not in (*_DAY_KINDS, "span"):
            continue
        found = _days(one, today)
        for kind, day in found.items():
            days.setdefault(kind, day)
        if not found and one.kind != "span" and re.search(r"\d", one.value):
            unread.setdefault(one.kind, (one.label, one.value))
    name = next((name for one in told if one.kind in ("name", "span") and (name := _name(one, today))), "")
    labelled = sum((bool(name), "cutoff" in days, "due" in days))
    whole = [_text(cell) for row in rows for cell in row if isinstance(cell, str)]
    if "due" not in days:
        days |= _in_sentence(whole, today)
    return Head(
        name or _title(whole, today),
        _document(told, plan_number),
        days.get("cutoff"),
        days.get("due"),
        days.get("starts"),
        tuple(value for kind, value in unread.items() if kind not in days),
        labelled,
    )


def with_due_column(head: Head, texts: Sequence[str], today: date) -> tuple[Head, str]:
    """A day that every row of a column names is that of the period; others are told of and left out."""
    days = {(one.day, one.month, one.before): one for text in texts for one in dates(text, today)[-1:]}
    if head.due is None and len(days) == 1:
        return replace(head, due=next(iter(days.values()))), ""
    own = head.due and (head.due.day, head.due.month, head.due.before)
    return head, say.rows_due_otherwise() if days.keys() - {own} else ""


def wanted_of(head: Head, today: date) -> Wanted:
    """The days as somebody would have said them, so that years and "trước ngày" are read in one way everywhere."""
    parts = (("từ", head.starts), ("chốt", head.cutoff), ("hạn", head.due))
    return read_period(", ".join([head.name, *(f"{word} {_written(day)}" for word, day in parts if day)]), today)


def _written(day: FoundDate) -> str:
    return f"{'trước ' if day.before else ''}ngày {day.day}/{day.month}" + (f"/{day.year}" if day.year else "")


def has_label(row: Row) -> bool:
    return any(_LABEL.match(_plain(_text(cell))) for cell in row if isinstance(cell, str))


# ---- labels and what stands beside them


def _text(cell: Value) -> str:
    return re.sub(r"[^\S\n]+", " ", canonical(str(cell)).text).strip() if cell is not None else ""


def _plain(text: str) -> str:
    return fold(canonical(text).lower)


def _of_row(row: Row) -> Iterator[_Told]:
    cells = [text for cell in row if (text := _text(cell))]
    for at, text in enumerate(cells):
        plain = _plain(text)
        found = list(_LABEL.finditer(plain))
        for match, after in zip(found, [*found[1:], None], strict=False):
            kind = next(name for name, _ in _LABELS if match[name] is not None)
            label = text[match.start(kind) : match.end()]
            behind = text[match.end() : after.start() if after else len(text)]
            value = behind.strip(" :;,.–-()\n")
            if kind in _DAY_KINDS and not re.search(r"\d", value):  # "Hạn gửi (trước ngày):"
                label, value = f"{label} {value}", ""
            if not value and after is None and at + 1 < len(cells) and not _is_label(cells[at + 1]):
                value = cells[at + 1]
            elif kind == "name" and not behind.lstrip().startswith(":") and not _PHRASE.match(_plain(value)):
                continue  # "kỳ này các đơn vị …"
            letter = text[match.start("letter") : match.end("letter")] if match["letter"] else ""
            yield _Told(kind, label.strip(" :"), value, letter)


def _is_label(text: str) -> bool:
    """Nothing but a label, or one with its value behind it: then what stood before has none."""
    found = _LABEL.match(plain := _plain(text))
    return found is not None and plain[found.end() :].lstrip(" )")[:1] in ("", ":")


def _days(one: _Told, today: date) -> dict[str, FoundDate]:
    """The day that a label names; of a span both. A month or a quarter stands for its last day."""
    said = f"{one.label} {one.value}"
    found = dates(said, today)
    if len(found) > 1 and one.kind in ("starts", "span"):
        return {"starts": found[0], "cutoff": found[-1]}
    if found and one.kind != "span":
        return {one.kind: found[0] if one.kind == "starts" else found[-1]}
    whole = periods(one.value, today) if one.kind == "cutoff" else []
    if len(whole) != 1:
        return {}
    end = whole[0].end
    return {"cutoff": FoundDate(end.day, end.month, end.year, 0, 0)}


def _in_sentence(texts: Sequence[str], today: date) -> dict[str, FoundDate]:
    """ "Đề nghị các đơn vị gửi báo cáo về Sở Y tế trước ngày 25/11/2026"."""
    for text in texts:
        found = dates(text, today) if _TELLS_DUE.search(_plain(text)) else []
        for day in found:
            if day.before or _TELLS_DUE.search(_plain(text[max(0, day.start - 40) : day.start + 5])):
                return {"due": day}
    return {}


def _name(one: _Told, today: date) -> str:
    """The period's name as an office writes it; of a longer text the part that tells which time it is."""
    name = read_period(one.value, today).name if 0 < len(one.value) <= 100 else ""
    phrase = _PHRASE.search(_plain(one.value))
    if phrase and (one.kind == "span" or sort_of(name).kind == "other"):
        name = read_period(one.value[phrase.start() : phrase.end()], today).name
    if one.kind == "span" and not phrase:
        return ""
    return name.lower() if name.isupper() else name


def _title(texts: Sequence[str], today: date) -> str:
    """ "DANH MỤC CHỈ TIÊU BÁO CÁO 6 THÁNG ĐẦU NĂM 2026"; not the year of a day or of a document."""
    for text in texts:
        plain = _plain(text)
        if not _TITLE.search(plain) or len(plain) > 250:
            continue
        for day in dates(text, today):
            plain = plain[: day.start] + "#" * (day.end - day.start) + plain[day.end :]
        found = _PHRASE.search(plain)
        if found:
            return read_period(text[found.start() : found.end()], today).name
    return ""


def _document(told: Sequence[_Told], plan_number: str) -> str:
    """The letter that asks for the reports, before a decision or a basis; never the plan itself."""
    found: list[tuple[int, str]] = []
    for one in told:
        if one.kind != "document" or not _NUMBER.search(one.value) or (plan_number and plan_number.lower() in one.value.lower()):
            continue
        own = _plain(one.value).startswith(("cong van", "quyet dinh", "thong bao", "ke hoach", "van ban"))
        text = " ".join((one.value if own or not one.letter else f"{one.letter.capitalize()} {one.value}").split())
        rank = 0 if "cong van" in _plain(text) else 2 if _plain(one.label) == "so" or "ke hoach" in _plain(text) else 1
        found.append((rank, text[:200]))
    return min(found, key=lambda one: one[0])[1] if found else ""
