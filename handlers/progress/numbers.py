"""The numbers of a piece of a message, and what the words around them make of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.plan import Comparator
from corpus.wording import Quantity, quantities, readings
from handlers.progress import words
from handlers.progress.claims import Figure, Role
from handlers.progress.line import HIDDEN, Line

Placed = tuple[int, int, Figure]
"""Where a number begins and ends, with the words that belong to it."""
_TAIL = 60
_NAMES = re.compile(r".*[^\W\d_]", re.S)
_BARE_WORDS = re.compile(r"(?:\s+[^\W\d_]+)+\s+")


def placed(line: Line) -> list[Placed]:
    """Every number, left to right; what belongs to a name, a time or a document has been hidden before."""
    _hide(line, words.NAME_NUMBERS)
    fractions = list(_fractions(line))
    said = "".join(line.shown)
    _hide(line, words.NO_LABEL)
    return sorted([*fractions, *_figures("".join(line.shown), said)], key=lambda one: one[0])


def has_number(line: Line) -> bool:
    return bool(re.search(r"[0-9]", words.NAME_NUMBERS.sub(" ", "".join(line.shown))))


def is_fraction(match: re.Match[str], text: str) -> bool:
    """ "12/17 huyện", "1.250/3.700"; "5/10" alone is a day, "tháng 8/2026" a month."""
    if "/" not in match[0]:
        return True
    top, bottom = match["top"], match["bottom"]
    if re.search(r"\s/|/\s", match[0]) and (readings(top) or (0,))[0] > (readings(bottom) or (0,))[0]:
        return False  # "1.250 căn / 6 dự án"
    plain = not re.search(r"[.,]", top + bottom)
    if plain and re.search(r"(?<!\w)(?:ngày|ngay|hôm|hom|mùng|mung|tháng|thang|quý|quy|quí|qui|năm|nam|t)\s*$", text[: match.start()]):
        return False
    if match["unit"] or not plain:
        return True
    if re.fullmatch(r"(?:19|20)[0-9]{2}", bottom) and int(top) <= 12:
        return False
    return int(bottom) > 12 or int(top) > 31 or int(bottom) == 0


def _hide(line: Line, pattern: re.Pattern[str]) -> None:
    for name in pattern.finditer("".join(line.shown)):
        line.shown[name.start() : name.end()] = HIDDEN * (name.end() - name.start())


def _fractions(line: Line) -> Iterator[Placed]:
    for pattern in (words.PARTS, words.FRACTION):
        text = "".join(line.shown)
        for match in pattern.finditer(text):
            tops, bottoms = readings(match["top"]), readings(match["bottom"])
            if not tops or not bottoms or (pattern is words.FRACTION and not is_fraction(match, text)):
                continue
            unit = (match["unit"] or "").strip() if pattern is words.FRACTION else ""
            role, _ = _role_before(text[: match.start()])
            yield match.start(), match.end(), Figure((tops[0],), unit, role=role, numerator=tops[0], denominator=bottoms[0])
            line.hide(match.start(), match.end())


def _figures(text: str, said: str) -> Iterator[Placed]:
    """The numbers of `text`; what they are stands in `said`, the same with all its words."""
    found = quantities(text, reported=True)
    unsure = Comparator.ABOUT if words.UNSURE.search(said) else None
    end = 0
    for number, one in enumerate(found):
        until = found[number + 1].start if number + 1 < len(found) else len(text)
        one = _without_next_name(text, found, number) or _without_small_word(said, one)
        role, behind, of_year = _role(said, one, end, until)
        if _is_money(said, one):
            end = one.end
            continue
        values = (one.value, *one.others)
        if _is_negative(text, one):
            values = tuple(-value for value in values)
        yield one.start, one.end + behind, Figure(values, one.measure, unsure or one.comparator, role, of_year=of_year)
        end = one.end


def _is_money(said: str, one: Quantity) -> bool:
    """Sums stand beside results and are none of them."""
    scaled = re.search(r"(?:tỷ|tỉ|ty|triệu|trieu|tr)\s*$", said[one.number_start : one.number_end])
    return "đồng" in one.measure or bool(scaled and not one.measure and abs(one.value) >= 10**8)


def _without_small_word(text: str, one: Quantity) -> Quantity:
    """ "2,1 con thanh thi 2,8": "còn" typed without diacritics is no measure where words go on."""
    small = one.measure in ("con", "năm", "ca") and re.match(r"\s*(?:con|nam|ca)\s+[a-z]", text[one.number_end :])
    return replace(one, measure="", end=one.number_end) if small else one


def _without_next_name(text: str, found: Sequence[Quantity], number: int) -> Quantity | None:
    """ "giường bệnh 28 bác sĩ 9": where names stand before their numbers, a word between two numbers names the second."""
    one, last = found[number], found[-1]
    if one is last or not one.measure or not _NAMES.match(text[: found[0].start]) or _NAMES.match(text[last.number_end :]):
        return None
    between = text[one.number_end : found[number + 1].start]
    return replace(one, measure="", end=one.number_end) if _BARE_WORDS.fullmatch(between) else None


def _is_negative(text: str, one: Quantity) -> bool:
    """ "NOXH: -15 căn": a dash right before a number and right after a colon belongs to the number."""
    return one.value >= 0 and bool(re.search(r"[:=]\s*[-−]$", text[: one.number_start]))


def _role(text: str, one: Quantity, begin: int, until: int) -> tuple[Role, int, bool]:
    """What the words around make of a number, how long those behind it are, and whether they speak of a whole year."""
    role, said = _role_before(text[begin : one.start])
    if role in (Role.PLAIN, Role.ADDED, Role.LOWERED):
        for later, pattern in words.AFTER:
            found = pattern.match(text[one.end : until])
            if found and later is Role.OTHER and until < len(text) and not text[one.end + found.end() : until].strip():
                continue  # "94,2 so với 93,8": the number that is compared is the other one
            if found and (later is not Role.SHARE or "%" in one.measure):
                return later, found.end(), False
    return role, 0, role is Role.ESTIMATE and bool(words.OF_YEAR.search(said))


def _role_before(before: str) -> tuple[Role, str]:
    tail = before[-_TAIL:].replace(HIDDEN, " ")
    for role, pattern in words.BEFORE:
        found = pattern.search(tail)
        if found:
            return role, found[0]
    return Role.PLAIN, ""
