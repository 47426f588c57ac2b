"""The goals that a plan sets, numeric and qualitative, told from what stands around a figure and under which heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.figures import Figure, figures, masked
from corpus.plan import Comparator, Passage, Target
from corpus.structure import Block, Part

_GOAL_HEADING = re.compile(r"mục tiêu|chỉ tiêu|lộ trình|định hướng|giai đoạn|phấn đấu|năm 20\d\d", re.IGNORECASE)
_NO_GOALS = re.compile(
    r"^(?:mục đích|yêu cầu|quan điểm|thực trạng|tình hình|kết quả (?:đạt|thực hiện)|hạn chế|tồn tại|khái quát|sự cần thiết|kinh phí|nguồn (?:lực|vốn)|"
    r"dự toán|căn cứ|đánh giá|bối cảnh)",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"phấn đấu|mục tiêu|chỉ tiêu|(?:đến|trong|hết|cuối) (?:hết |cuối )?năm 20\d\d|bảo đảm|đảm bảo|đạt|hoàn thành|đưa tỷ lệ|đưa tỉ lệ",
    re.IGNORECASE,
)
_STRONG_CUE = re.compile(r"phấn đấu|mục tiêu|chỉ tiêu|(?:đến|trong) (?:hết |cuối )?năm 20\d\d", re.IGNORECASE)
_PAST = re.compile(
    r"\bđã (?:đạt|có|được|hoàn thành|triển khai|thực hiện|xây dựng|tổ chức|ban hành)|(?<!phát )(?<!thực )(?<!thể )(?<!xuất )\bhiện (?:nay|có|đạt|trạng|tại)\b|\btính đến\b|\bước (?:đạt|thực hiện|cả năm|tính|vượt|\d)|đến nay|lũy kế|luỹ kế|"
    r"(?:những|các|thời gian|trong) năm qua|^sau \d+ năm",
    re.IGNORECASE,
)
_SCORED = re.compile(r"\b(?:cộng|trừ|chấm|được)\s+(?:thêm\s+)?(?:tối đa\s+)?\d+(?:,\d+)?\s+điểm|điểm chuẩn|tổng số điểm", re.IGNORECASE)
_MAX_LABEL = 120
_OPENING = 6  # a figure that opens a paragraph ("(1) 100% số người …") sets a goal by itself
_RELATIVE = re.compile(
    r"(?:^|[\s,])(?:đối với|nếu|trường hợp|khi|những|các (?:xã|thôn|hộ|huyện|phường|đơn vị|doanh nghiệp|ngành))\b[^;]*\bcó (?:tỷ|tỉ) lệ\b[^;]*$",
    re.IGNORECASE,
)
_BASE = re.compile(
    r"(?:so với|so cùng kỳ|từ mức|tăng từ|giảm từ|thay vì|trong tổng số|trên tổng số|mỗi|cứ|trong vòng|sau|cách|quy mô|độ tuổi)\s*(?:năm §+\s*)?$"
)
_COMPARED = re.compile(r"\s*(?:so\s|kế hoạch|dự toán|cùng kỳ|chỉ tiêu)", re.IGNORECASE)  # "đạt 45,2% kế hoạch" reports, it sets nothing
_TIMES = {"tuổi", "tháng tuổi", "tháng", "năm", "ngày", "giờ", "phút", "tuần", "quý", "giây"}
_TIMED = re.compile(r"tuổi thọ|số năm|số ngày|số giờ|thời gian|thời hạn|tuổi bình quân|tuổi trung bình", re.IGNORECASE)
_ACHIEVES = (
    "có|đạt|là|còn|xây dựng|xây|hình thành|phát triển|thành lập|tổ chức|đào tạo|bồi dưỡng|trồng|trồng mới|giảm|tăng|tăng thêm|lên|xuống|thu hút|"
    "hỗ trợ|công nhận|thêm|mở|giải quyết|tạo|đón|phục vụ|khôi phục|đầu tư|bố trí|lắp đặt|cấp|nâng|hoàn thành|phấn đấu|bảo đảm|đảm bảo|được|"
    "tiếp nhận|kết nối|triển khai|thực hiện|duy trì|xóa|xoá|vượt|thu|chiếm|với|toàn tỉnh|ít nhất|đưa|bằng|cung cấp|số hóa|khám|tập huấn|cho"
)
_ACHIEVED = re.compile(rf"(?:^|[\s:])(?:{_ACHIEVES})(?: (?:được|mới|thêm|vào khoảng|sử dụng|vào hoạt động))?\s*$", re.IGNORECASE)
_LEADS_ON = re.compile(rf"(?:trong đó|đồng thời|mỗi năm|phấn đấu|{_ACHIEVES}|tỷ lệ|tỉ lệ|tổng|số|diện tích)\b", re.IGNORECASE)
_JOINT = re.compile(r",\s+(?:trong đó,?\s+|đồng thời,?\s+|và\s+)?|\s+(?:và|đồng thời|hoặc)\s+|:\s+|\s+(?=trong đó)")
_INDICATOR = re.compile(
    r"(?:tỷ lệ|tỉ lệ|tỷ trọng|tỷ số|tỉ số|tổng|số |diện tích|mức |thu nhập|năng suất|sản lượng|doanh thu|giá trị|độ che phủ|chỉ số|quy mô|tốc độ|cấp )",
    re.IGNORECASE,
)
_PREFACE = re.compile(r"(?:^|[,;:]\s+)(?=(?:phấn đấu|mục tiêu|đến (?:hết |cuối )?năm 20\d\d)\b)", re.IGNORECASE)
_YEAR = re.compile(r"(?:đến|trong|hết|cuối|vào)?\s*(?:hết |cuối )?\bnăm\s+(20\d\d)|giai đoạn\s+20\d\d\s?[-–]\s?(20\d\d)", re.IGNORECASE)
_STATE = re.compile(
    r"^(?:phấn đấu |cơ bản |tiếp tục |từng bước )*(?:xóa bỏ|xoá bỏ|xóa|xoá|chấm dứt|loại trừ|hoàn thành|bảo đảm|đảm bảo|duy trì|vận hành|trở thành|"
    r"đưa|không còn|không để|giữ vững|trợ cấp|nhân rộng|hình thành|[\w ]{2,40} trở thành|chỉ số [\w ()]+ thuộc)",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"^(?:(?:phấn đấu|mục tiêu|trong đó|đồng thời|toàn tỉnh|bảo đảm|đảm bảo|có|đạt|(?:từ |đến |trong |vào )*(?:hết |cuối )*(?:giai đoạn|năm) 20\d\d"
    r"(?:\s?[-–]\s?20\d\d)?(?: trở đi)?|h[ằà]ng năm)[,:]?\s*)+",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"(?:\s*\b(?:phấn đấu|tối thiểu|đạt|là|có|lên|còn|xuống|tăng thêm|tăng|giảm|được|và|ở mức|mức|đến năm 20\d\d|vào năm 20\d\d))+$",
    re.IGNORECASE,
)
_SCOPES = (
    ("khu công nghiệp", "khu công nghiệp"), ("khu vực thành thị", "đô thị"), ("ở thành thị", "đô thị"), ("đô thị", "đô thị"),
    ("nông thôn", "nông thôn"), ("cấp huyện", "cấp huyện"), ("toàn tỉnh", "toàn tỉnh"), ("vùng sâu, vùng xa", "vùng sâu, vùng xa, biên giới"),
)  # fmt: skip


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
    for block in blocks:
        passage = passages.get(block.paragraph)
        if passage is None or block.part in (Part.OPENING, Part.FOOTNOTE) or block.cells or _is_title(block):
            continue
        goals = _speaks_of_goals(block)
        if goals is False:
            continue
        context = _Context(bool(goals), _heading_year(block) or year, _field(block), passage.plan, passage.id)
        targets += _from_text(block.body, context)
    return tuple(replace(target, code=f"T{at:02d}") for at, target in enumerate(targets, 1))


def _is_title(block: Block) -> bool:
    return block.is_heading and ":" not in block.body


def _speaks_of_goals(block: Block) -> bool | None:
    """Told by the deepest heading that tells: one for goals, or one (purpose, funds, present state) where none stand."""
    for heading in reversed(block.headings):
        if re.search(r"mục tiêu|chỉ tiêu", heading.title, re.IGNORECASE):
            return True
        if _NO_GOALS.match(heading.title):
            return False
        if _GOAL_HEADING.search(heading.title):
            return True
    return None


def _heading_year(block: Block) -> int | None:
    for heading in reversed(block.headings):
        years = [int(a or b) for a, b in _YEAR.findall(heading.title)]
        if years:
            return years[-1]
    return None


def _title_year(blocks: Sequence[Block]) -> int | None:
    """A plan for one year ("KẾ HOẠCH … NĂM 2026") is due in it; a title that names several years tells nothing."""
    titles = " ".join(block.text for block in blocks if block.part is Part.OPENING and block.is_heading)
    years = {match for match in re.findall(r"\bNĂM\s+(20\d\d)", re.sub(r"(?i)ngày\s+\d+\s+tháng\s+\d+\s+năm\s+\d+", "", titles))}
    return int(years.pop()) if len(years) == 1 and "GIAI ĐOẠN" not in titles and "ĐẾN NĂM" not in titles else None


def _field(block: Block) -> str:
    titles = [heading.title.strip(" :") for heading in block.headings if not _GOAL_HEADING.search(heading.title)]
    return titles[-1] if titles and not titles[-1].isupper() else ""


def _from_text(text: str, context: _Context) -> Iterator[Target]:
    clear = masked(text)
    for sentence in re.finditer(r"(?:[^.!?]|[.!?](?!\s|$))+", clear):
        stated_year: int | None = None
        for segment in re.finditer(r"[^;]+", sentence.group()):
            start, end = sentence.start() + segment.start(), sentence.start() + segment.end()
            stated_year = _year(text[start:end]) or (stated_year if ":" in sentence.group() else None)
            cues = text[sentence.start() : sentence.end()]
            yield from _from_segment(text[start:end], cues, replace(context, year=stated_year or context.year))


def _year(text: str) -> int | None:
    match = re.search(
        r"(?:đến|trong|hết|cuối|vào) (?:hết |cuối )?năm (20\d\d)|^\W*(?:trong |đến )?giai đoạn 20\d\d\s?[-–]\s?(20\d\d)|^\W*năm (20\d\d)",
        text,
        re.IGNORECASE,
    )
    return int(next(filter(None, match.groups()))) if match else None


def _bare_year(quote: str) -> int | None:
    """ "… đạt 20% xã, phường ngay trong năm 2025": the last year of the clause, if nothing else is said of it."""
    match = re.search(r"(?<!so với )(?<!kế hoạch )(?<!từ )\bnăm (20\d\d)\W*$", quote)
    return int(match.group(1)) if match else None


def _from_segment(text: str, sentence: str, context: _Context) -> Iterator[Target]:
    if _SCORED.search(text):
        return
    kept = _goals(text, sentence, context.goals)
    if not kept:
        state = _state(text, context)
        if state is not None:
            yield state
        return
    if kept[0][0] > 0:
        state = _state(text[: kept[0][0]], context)
        if state is not None:
            yield state
    before: Target | None = None
    starts = [start for start, _ in kept] + [len(text)]
    for at, (start, figure) in enumerate(kept):
        quote = text[start : starts[at + 1]].strip(" ,:")
        quote = re.sub(r"\s+(?:và|đồng thời|hoặc)$", "", quote)
        figure = _with_shared_comparator(text, kept, at)
        name = _name(text[start : figure.start], figure, text[figure.end : starts[at + 1]], before)
        goal = figure.value
        comparator = Comparator.AT_LEAST if figure.upper is not None else figure.comparator
        before = Target(
            code="", plan=context.plan, name=name, field=context.field, scope=_scope(quote), comparator=comparator, goal=goal,
            measure=figure.measure, by=_year(quote) or context.year, quote=quote, passage=context.passage,
        )  # fmt: skip
        yield before


def _goals(text: str, sentence: str, goal_place: bool) -> list[tuple[int, Figure]]:
    """The figures of a segment that are goals, each with the place where its clause begins."""
    kept: list[tuple[int, Figure]] = []
    for figure in figures(text):
        previous = kept[-1][1] if kept else None
        start = _clause_start(text, previous, figure)
        if start is None and previous is not None and _is_main(text[previous.end : figure.start], previous):
            start = kept.pop()[0]  # "… với tốc độ 01 Gb/s đạt 100%": the figure before was the condition
        if start is None or _is_condition(text, start, figure) or _PAST.search(text, 0, figure.number):
            continue
        lead = text[start : figure.start]
        if figure.measure != "%" and not _counts(lead, figure, previous, goal_place, sentence):
            continue
        if figure.measure == "%" and not goal_place and not _CUE.search(sentence) and figure.start > _OPENING:
            continue
        kept.append((start, figure))
    return kept


def _is_main(between: str, previous: Figure) -> bool:
    return previous.measure != "%" and bool(re.search(r"\b(?:đạt|là|chiếm|còn|lên|xuống)\s*$", between))


def _clause_start(text: str, previous: Figure | None, figure: Figure) -> int | None:
    """Where the clause of a figure begins; None where it stands inside the clause of the one before, as a condition of it."""
    if previous is None:
        return _first_clause_start(text, figure)
    joints = [match.end() for match in _JOINT.finditer(text, previous.end, figure.start)]
    if not joints:
        return None
    named = [at for at in joints if _INDICATOR.match(text, at)]
    return named[0] if named else joints[-1]


def _first_clause_start(text: str, figure: Figure) -> int:
    """After "phấn đấu đến năm 2030:" and the like; "Lắp đặt trạm mới: 58 trạm" keeps what it counts."""
    head = text[: figure.start]
    count = re.match(r"\s*\(\d{1,2}\)\s*", head)
    starts = [count.end() if count else 0, *(match.end() for match in _PREFACE.finditer(head))]
    colon = head.rfind(": ")
    if colon >= 0 and (head[colon + 2 :].strip() or figure.measure == "%" or colon - starts[-1] > _MAX_LABEL):
        starts.append(colon + 2)
    if _STATE.match(head):  # "Hoàn thành phổ cập …, tỉ lệ đi học đúng độ tuổi … đạt 99,5%": a state, then a figure
        starts += [match.end() for match in re.finditer(r",\s+", head) if _INDICATOR.match(head, match.end())][:1]
    return max(starts)


def _is_condition(text: str, start: int, figure: Figure) -> bool:
    """Ages, spans of time, what is compared with: figures that say who or when, not how much."""
    lead = text[start : figure.start]
    if not figure.measure or text.count("(", 0, figure.number) > text.count(")", 0, figure.number):
        return True  # in brackets stand details of a figure, not goals
    if _COMPARED.match(text, figure.end) and "phấn đấu" not in text.lower():
        return True
    if _BASE.search(masked(lead)) or _RELATIVE.search(text[: figure.start]):
        return True
    if figure.measure in _TIMES:
        return not _TIMED.search(lead)
    rising = re.match(r"\s*(?:%\s*)?(?:\([^)]*\)\s*)?(?:năm §*\S*\s*)?(?:lên|xuống|xuống còn)\b", masked(text)[figure.end :])
    return figure.comparator is Comparator.AT_LEAST and bool(rising)


def _counts(lead: str, figure: Figure, previous: Figure | None, goal_place: bool, sentence: str) -> bool:
    """Is a number of things a goal? Where goals stand: when achieved, or bounded; elsewhere the sentence must say so."""
    if previous is not None and not lead.strip():
        return True  # "ít nhất 100 doanh nghiệp khởi nghiệp, 50 doanh nghiệp khoa học"
    achieved = not lead.strip() or bool(_ACHIEVED.search(lead)) or bool(_INDICATOR.search(lead))
    if previous is not None and previous.measure == "%" and not (achieved and _LEADS_ON.match(lead)):
        return False  # "100% khu A, cụm B có tối thiểu 1 trạm": part of the first goal
    if not goal_place and not _STRONG_CUE.search(sentence):
        return figure.stated and bool(re.fullmatch(rf"\W*(?:phấn đấu )?(?:{_ACHIEVES})\s*", lead, re.IGNORECASE))
    return achieved or figure.stated


def _with_shared_comparator(text: str, kept: Sequence[tuple[int, Figure]], at: int) -> Figure:
    """A bare number in a list shares the comparator before it: "ít nhất 100 doanh nghiệp …, 50 doanh nghiệp …"."""
    start, figure = kept[at]
    if at == 0 or figure.stated or figure.measure == "%" or text[start : figure.start].strip():
        return figure
    previous = kept[at - 1][1]
    return replace(figure, comparator=previous.comparator) if previous.measure == figure.measure else figure


def _name(lead: str, figure: Figure, rest: str, before: Target | None) -> str:
    """What is counted, in the sentence's own words: what stands before the figure, else what follows it."""
    lead = _FILLERS.sub("", lead.strip(" ,:"))
    lead = _VERBS.sub("", lead).strip(" ,:(")
    rest = re.split(r",? trong đó|\s+và$|;", rest.strip(" ,.:"))[0].strip(" ,")
    if re.search(r"\b(?:cho|tại|của|trong|với)$", lead):
        return f"{lead} {rest}"
    if len(lead.split()) < 2 or re.fullmatch(_ACHIEVES, lead, re.IGNORECASE):
        return rest if figure.measure == "%" else f"{figure.measure} {rest}".strip()
    first = lead.split()[0]
    if before is not None and first in before.name.split()[1:] and not _INDICATOR.match(lead.removeprefix("cấp ")):
        return f"{before.name.rsplit(first, 1)[0]}{lead}"  # "cấp trung học cơ sở" after "tỉ lệ đi học … cấp tiểu học"
    return lead


def _scope(quote: str) -> str:
    return next((scope for words, scope in _SCOPES if words in quote.lower()), "")


def _state(text: str, context: _Context) -> Target | None:
    """A goal without a number: only where goals stand, and only a state to be reached."""
    quote = text.strip(" ,.")
    if not context.goals or not context.year or not _STATE.match(quote) or _PAST.search(text):
        return None
    return Target(
        code="", plan=context.plan, name=quote, field=context.field, scope=_scope(quote), comparator=Comparator.EXACTLY, goal=None, measure="",
        by=context.year, quote=quote, passage=context.passage, state=quote,
    )  # fmt: skip
