"""The goals that a plan sets, numeric and qualitative, with year, scope and field from the sentence and its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.figures import Figure, masked
from corpus.goals import ACHIEVES, INDICATOR, STATE, goals, is_past
from corpus.phrases import one_of
from corpus.plan import Comparator, Passage, Target
from corpus.structure import Block, Part
from corpus.target_tables import TargetTable

_GOALS = re.compile(r"mục tiêu|chỉ tiêu", re.IGNORECASE)
_MAYBE_GOALS = re.compile(r"lộ trình|định hướng|giai đoạn|phấn đấu|năm 20\d\d", re.IGNORECASE)
_NO_GOALS_WORDS = one_of("""
    mục đích|yêu cầu|quan điểm|thực trạng|tình hình|kết quả đạt|kết quả thực hiện|hạn chế|tồn tại|khái quát|sự cần thiết|kinh phí
    nguồn lực|nguồn vốn|dự toán|căn cứ|đánh giá|bối cảnh
""")
_NO_GOALS = re.compile(rf"^(?:{_NO_GOALS_WORDS})", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:[^.!?]|[.!?](?!\s|$))+")
_BY = re.compile(
    r"(?:đến|trong|hết|cuối|vào) (?:hết |cuối )?năm (20\d\d)|^\W*(?:trong |đến )?giai đoạn 20\d\d\s?[-–]\s?(20\d\d)|^\W*năm (20\d\d)",
    re.IGNORECASE,
)
_LAST_YEAR = re.compile(r"(?<!so với )(?<!kế hoạch )(?<!từ )\bnăm (20\d\d)\W*$")
_HEADING_YEAR = re.compile(r"\bnăm\s+(20\d\d)|giai đoạn\s+20\d\d\s?[-–]\s?(20\d\d)", re.IGNORECASE)
_TIME = r"(?:từ |đến |trong |vào )*(?:hết |cuối )*(?:giai đoạn|năm) 20\d\d(?:\s?[-–]\s?20\d\d)?(?: trở đi)?"
_FILLERS = re.compile(
    rf"^(?:(?:phấn đấu|mục tiêu|trong đó|đồng thời|toàn tỉnh|bảo đảm|đảm bảo|có|đạt|{_TIME}|h[ằà]ng năm)[,:]?\s*)+", re.IGNORECASE
)
_VERBS = re.compile(
    r"(?:\s*\b(?:phấn đấu|tối thiểu|đạt|là|có|lên|còn|xuống|tăng thêm|tăng|giảm|được|và|ở mức|mức|chiếm|(?:đến|vào) năm 20\d\d))+$",
    re.IGNORECASE,
)
_SCOPES = {
    "khu công nghiệp": "khu công nghiệp",
    "thành thị": "đô thị",
    "đô thị": "đô thị",
    "nông thôn": "nông thôn",
    "cấp huyện": "cấp huyện",
    "toàn tỉnh": "toàn tỉnh",
    "vùng sâu, vùng xa": "vùng sâu, vùng xa, biên giới",
}


@dataclass(frozen=True, slots=True)
class _Context:
    """What the headings say of a block: is it a place of goals, and by when."""

    goals: bool
    year: int | None
    field: str
    plan: str
    passage: str


def find_targets(blocks: Sequence[Block], passages: Mapping[int, Passage]) -> tuple[Target, ...]:
    """Every goal in the order of the text. Codes count them; "name" is drawn from the sentence and meant to be reviewed."""
    year = _title_year(blocks)
    targets: list[Target] = []
    table = TargetTable()
    for block in blocks:
        passage = passages.get(block.paragraph)
        if block.cells:
            targets += table.targets(block, passage)
            continue
        table = TargetTable()
        place = _is_goal_place(block)
        if passage is None or block.part in (Part.OPENING, Part.FOOTNOTE) or place is False or (block.is_heading and ":" not in block.body):
            continue
        targets += _from_text(block.body, _Context(bool(place), _heading_year(block) or year, _field(block), passage.plan, passage.id))
    return tuple(replace(target, code=f"T{at:02d}") for at, target in enumerate(targets, 1))


def _is_goal_place(block: Block) -> bool | None:
    """Told by the deepest heading that tells: one for goals, or one (purpose, funds, present state) where none stand."""
    for heading in reversed(block.headings):
        if _GOALS.search(heading.title):
            return True
        if _NO_GOALS.match(heading.title):
            return False
        if _MAYBE_GOALS.search(heading.title):
            return True
    return None


def _heading_year(block: Block) -> int | None:
    for heading in reversed(block.headings):
        years = [int(single or last) for single, last in _HEADING_YEAR.findall(heading.title)]
        if years:
            return years[-1]
    return None


def _title_year(blocks: Sequence[Block]) -> int | None:
    """A plan for one year ("KẾ HOẠCH … NĂM 2026") is due in it; a title that names several years tells nothing."""
    titles = " ".join(block.text for block in blocks if block.part is Part.OPENING and block.is_heading)
    years = set(re.findall(r"\bNĂM\s+(20\d\d)", re.sub(r"(?i)ngày\s+\d+\s+tháng\s+\d+\s+năm\s+\d+", "", titles)))
    return int(years.pop()) if len(years) == 1 and "GIAI ĐOẠN" not in titles and "ĐẾN NĂM" not in titles else None


def _field(block: Block) -> str:
    titles = [
        title for heading in block.headings if not _GOALS.search(title := heading.title.strip(" :")) and not _MAYBE_GOALS.search(title)
    ]
    return titles[-1] if titles and not titles[-1].isupper() else ""


def _from_text(text: str, context: _Context) -> Iterator[Target]:
    """A year that a sentence states before a colon holds for all its parts: "phấn đấu đến năm 2030: …; …"."""
    clear = masked(text)
    for sentence in _SENTENCE.finditer(clear):
        words = text[sentence.start() : sentence.end()]
        year: int | None = None
        for segment in re.finditer(r"[^;]+", sentence.group()):
            part = words[segment.start() : segment.end()]
            year = _year(part) or (year if ":" in words else None)
            yield from _from_segment(part, words, replace(context, year=year or context.year))


def _year(text: str) -> int | None:
    match = _BY.search(text)
    return int(next(filter(None, match.groups()))) if match else None


def _from_segment(text: str, sentence: str, context: _Context) -> Iterator[Target]:
    found = goals(text, sentence, context.goals)
    state = _state(text[: found[0][0]] if found else text, context)
    if state is not None:
        yield state
    before = ""
    ends = [*(start for start, _ in found[1:]), len(text)]
    for (start, figure), end in zip(found, ends, strict=False):
        quote = re.sub(r"\s+(?:và|đồng thời|hoặc)$", "", text[start:end].strip(" ,:"))
        last_year = _LAST_YEAR.search(quote)
        before = _name(text[start : figure.start], figure, text[figure.end : end], before)
        yield Target(
            code="",
            plan=context.plan,
            name=before,
            field=context.field,
            scope=_scope(quote),
            comparator=figure.comparator,
            goal=figure.value,
            measure=figure.measure,
            by=_year(quote) or (int(last_year.group(1)) if last_year else context.year),
            quote=quote,
            passage=context.passage,
        )


def _name(lead: str, figure: Figure, rest: str, before: str) -> str:
    """What is counted, in the sentence's own words: what stands before the figure, else what follows it."""
    lead = _VERBS.sub("", _FILLERS.sub("", lead.strip(" ,:"))).strip(" ,:(")
    rest = re.split(r",? trong đó|\s+và$|;", rest.strip(" ,.:"))[0].strip(" ,")
    if re.search(r"\b(?:cho|tại|của|trong|với)$", lead):
        return f"{lead} {rest}"
    if len(lead.split()) < 2 or re.fullmatch(ACHIEVES, lead, re.IGNORECASE):
        return rest if figure.is_share else f"{figure.measure} {rest}".strip()
    first = lead.split()[0]
    if first in before.split()[1:] and not INDICATOR.match(lead):
        return f"{before.rsplit(first, 1)[0]}{lead}"  # "cấp trung học cơ sở" after "tỉ lệ đi học … cấp tiểu học"
    return lead


def _scope(quote: str) -> str:
    return next((scope for words, scope in _SCOPES.items() if words in quote.lower()), "")


def _state(text: str, context: _Context) -> Target | None:
    """A goal without a number: only where goals stand, and only a state to be reached."""
    quote = text.strip(" ,.")
    if not context.goals or not context.year or not STATE.match(quote) or is_past(text):
        return None
    return Target(
        code="",
        plan=context.plan,
        name=quote,
        field=context.field,
        scope=_scope(quote),
        comparator=Comparator.EXACTLY,
        goal=None,
        measure="",
        by=context.year,
        quote=quote,
        passage=context.passage,
        state=quote,
    )
