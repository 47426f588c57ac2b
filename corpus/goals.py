"""Which figures of a sentence are goals, and where the clause of each begins; the rest say who, when or what was before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.figures import Figure, figures, masked
from corpus.phrases import one_of
from corpus.plan import Comparator

Goal = tuple[int, Figure]
"""Where the goal's clause begins, and its figure."""

_STRONG_CUE = re.compile(r"phấn đấu|mục tiêu|chỉ tiêu|(?:đến|trong) (?:hết |cuối )?năm 20\d\d", re.IGNORECASE)
_CUE = re.compile(rf"{_STRONG_CUE.pattern}|(?:hết|cuối) năm 20\d\d|bảo đảm|đảm bảo|đạt|hoàn thành|đưa t[ỷỉ] lệ", re.IGNORECASE)
_PAST = re.compile(
    r"\bđã (?:đạt|có|được|hoàn thành|triển khai|thực hiện|xây dựng|tổ chức|ban hành)|"
    r"(?<!phát )(?<!thực )(?<!thể )(?<!xuất )\bhiện (?:nay|có|đạt|trạng|tại)\b|\btính đến\b|"
    r"\bước (?:đạt|thực hiện|cả năm|tính|vượt|\d)|đến nay|l[ũu][yỹ] kế|(?:những|các|thời gian|trong) năm qua|^sau \d+ năm",
    re.IGNORECASE,
)
_SCORED = re.compile(r"\b(?:cộng|trừ|chấm|được)\s+(?:thêm\s+)?(?:tối đa\s+)?\d+(?:,\d+)?\s+điểm|điểm chuẩn|tổng số điểm", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:^|[\s,])(?:đối với|nếu|trường hợp|khi|những|các (?:xã|thôn|hộ|huyện|phường|đơn vị|doanh nghiệp|ngành))\b"
    r"[^;]*\bcó t[ỷỉ] lệ\b[^;]*$",
    re.IGNORECASE,
)
_BASE_WORDS = one_of(
    "so với|so cùng kỳ|từ mức|tăng từ|giảm từ|thay vì|trong tổng số|trên tổng số|mỗi|cứ|trong vòng|sau|cách|quy mô|độ tuổi"
)
_BASE = re.compile(rf"(?:{_BASE_WORDS})\s*(?:năm §+\s*)?$")
_COMPARED = re.compile(r"\s*(?:so(?: với)?\s+)?(?:cùng kỳ|kế hoạch|dự toán|chỉ tiêu)", re.IGNORECASE)  # "đạt 45,2% kế hoạch" reports
_RISING = re.compile(r"\s*(?:%\s*)?(?:\([^)]*\)\s*)?(?:năm §*\S*\s*)?(?:lên|xuống)\b")  # "từ 60% năm 2024 lên 80%"
_TIMES = {"tuổi", "tháng tuổi", "tháng", "năm", "ngày", "giờ", "phút", "tuần", "quý", "giây"}
_TIMED = re.compile(r"tuổi thọ|số năm|số ngày|số giờ|thời gian|thời hạn|tuổi bình quân|tuổi trung bình", re.IGNORECASE)
ACHIEVES = one_of("""
    có|đạt|là|còn|xây dựng|xây|hình thành|phát triển|thành lập|tổ chức|đào tạo|bồi dưỡng|trồng|trồng mới|giảm|tăng|tăng thêm|lên|xuống
    thu hút|hỗ trợ|công nhận|thêm|mở|giải quyết|tạo|đón|phục vụ|khôi phục|đầu tư|bố trí|lắp đặt|cấp|nâng|hoàn thành|phấn đấu|bảo đảm
    đảm bảo|được|tiếp nhận|kết nối|triển khai|thực hiện|duy trì|xóa|xoá|vượt|thu|chiếm|với|toàn tỉnh|ít nhất|đưa|bằng|cung cấp|số hóa
    khám|tập huấn|cho
""")
_ACHIEVED = re.compile(rf"(?:^|[\s:])(?:{ACHIEVES})(?: (?:được|mới|thêm|vào khoảng|sử dụng|vào hoạt động))?\s*$", re.IGNORECASE)
_LEADS_ON = re.compile(rf"(?:trong đó|đồng thời|mỗi năm|{ACHIEVES}|tỷ lệ|tỉ lệ|tổng|số|diện tích)\b", re.IGNORECASE)
_MAIN_VERB = re.compile(r"\b(?:đạt|là|chiếm|còn|lên|xuống)\s*$")
_JOINT = re.compile(r",\s+(?:trong đó,?\s+|đồng thời,?\s+|và\s+)?|\s+(?:và|đồng thời|hoặc)\s+|:\s+|\s+(?=trong đó)")
_INDICATORS = one_of("""
    tỷ lệ|tỉ lệ|tỷ trọng|tỷ số|tỉ số|tổng|số|diện tích|mức|thu nhập|năng suất|sản lượng|doanh thu|giá trị|độ che phủ|chỉ số|quy mô|tốc độ
""")
INDICATOR = re.compile(rf"(?:{_INDICATORS})\b", re.IGNORECASE)
_NAMES_NEXT = re.compile(rf"(?:{_INDICATORS}|cấp)\b", re.IGNORECASE)
_PREFACE = re.compile(r"(?:^|[,;:]\s+)(?=(?:phấn đấu|mục tiêu|đến (?:hết |cuối )?năm 20\d\d)\b)", re.IGNORECASE)
STATE = re.compile(
    r"^(?:phấn đấu |cơ bản |tiếp tục |từng bước )*(?:xóa bỏ|xoá bỏ|xóa|xoá|chấm dứt|loại trừ|hoàn thành|bảo đảm|đảm bảo|duy trì|vận hành|"
    r"trở thành|đưa|không còn|không để|giữ vững|trợ cấp|nhân rộng|hình thành|[\w ]{2,40} trở thành|chỉ số [\w ()]+ thuộc)",
    re.IGNORECASE,
)
_MAX_LABEL = 120
_OPENS = re.compile(r"\W*(?:\(\d+\)\s*)?(?:(?:phấn đấu|có)\s+)*", re.IGNORECASE)


def is_past(text: str) -> bool:
    return bool(_PAST.search(text))


def goals(text: str, sentence: str, goal_place: bool) -> list[Goal]:
    """The goals of a segment between semicolons. `sentence` is the whole it stands in; `goal_place`: a heading announces goals."""
    if _SCORED.search(text):
        return []
    kept: list[Goal] = []
    for figure in figures(text):
        previous = kept[-1][1] if kept else None
        start = _clause_start(text, previous, figure)
        if start is None and previous is not None and not previous.is_share and _MAIN_VERB.search(text, previous.end, figure.start):
            start = kept.pop()[0]  # "… với tốc độ 01 Gb/s đạt 100%": the figure before was the condition
        if start is None or _is_condition(text, start, figure) or _PAST.search(text, 0, figure.number):
            continue
        lead = text[start : figure.start]
        if not figure.is_share:
            sets = _counts(lead, figure, previous, goal_place, sentence)
        else:
            sets = goal_place or bool(_CUE.search(sentence)) or _opens(text[: figure.start], sentence)
        if sets:
            kept.append((start, figure))
    return [(start, _with_shared_comparator(text, kept, at)) for at, (start, _) in enumerate(kept)]


def _opens(before: str, sentence: str) -> bool:
    """A share that opens a sentence ("(1) 100% số người …") sets a goal by itself."""
    return bool(_OPENS.fullmatch(before)) and sentence.startswith(before)


def _clause_start(text: str, previous: Figure | None, figure: Figure) -> int | None:
    """Where the clause of a figure begins; None where it stands inside the clause of the one before, as a condition of it."""
    if previous is None:
        return _first_clause_start(text, figure)
    joints = [match.end() for match in _JOINT.finditer(text, previous.end, figure.start)]
    if not joints:
        return None
    named = [at for at in joints if _NAMES_NEXT.match(text, at)]
    return named[0] if named else joints[-1]


def _first_clause_start(text: str, figure: Figure) -> int:
    """After "phấn đấu đến năm 2030:" and the like; "Lắp đặt trạm mới: 58 trạm" keeps what it counts."""
    head = text[: figure.start]
    count = re.match(r"\s*\(\d{1,2}\)\s*", head)
    starts = [count.end() if count else 0, *(match.end() for match in _PREFACE.finditer(head))]
    colon = head.rfind(": ")
    if colon >= 0 and (head[colon + 2 :].strip() or figure.is_share or colon - starts[-1] > _MAX_LABEL):
        starts.append(colon + 2)
    if STATE.match(head):  # "Hoàn thành phổ cập …, tỉ lệ đi học đúng độ tuổi … đạt 99,5%": a state, then a figure
        starts += [match.end() for match in re.finditer(r",\s+", head) if _NAMES_NEXT.match(head, match.end())][:1]
    return max(starts)


def _is_condition(text: str, start: int, figure: Figure) -> bool:
    """Ages, spans of time, what is compared with, details in brackets: figures that say who or when, not how much."""
    lead = text[start : figure.start]
    if not figure.measure or text.count("(", 0, figure.number) > text.count(")", 0, figure.number):
        return True
    if _COMPARED.match(text, figure.end) and "phấn đấu" not in text.lower():
        return True
    if _BASE.search(masked(lead)) or _RELATIVE.search(text[: figure.start]):
        return True
    if figure.measure in _TIMES:
        return not _TIMED.search(lead)
    return figure.comparator is Comparator.AT_LEAST and bool(_RISING.match(masked(text), figure.end))


def _counts(lead: str, figure: Figure, previous: Figure | None, goal_place: bool, sentence: str) -> bool:
    """Is a number of things a goal? Where goals stand: when achieved, or bounded; elsewhere the sentence must say so."""
    if previous is not None and not lead.strip():
        return True  # "ít nhất 100 doanh nghiệp khởi nghiệp, 50 doanh nghiệp khoa học"
    achieved = not lead.strip() or lead.rstrip().endswith(":") or bool(_ACHIEVED.search(lead)) or bool(_NAMES_NEXT.search(lead))
    if previous is not None and previous.is_share and not (achieved and _LEADS_ON.match(lead)):
        return False  # "100% khu A, cụm B có tối thiểu 1 trạm": part of the first goal
    if not goal_place and not _STRONG_CUE.search(sentence):
        return figure.stated and bool(re.fullmatch(rf"\W*(?:phấn đấu )?(?:{ACHIEVES})\s*", lead, re.IGNORECASE))
    return achieved or figure.stated


def _with_shared_comparator(text: str, kept: Sequence[Goal], at: int) -> Figure:
    """A bare number in a list shares the comparator before it: "ít nhất 100 doanh nghiệp …, 50 doanh nghiệp …"."""
    start, figure = kept[at]
    if figure.upper is not None:
        return replace(figure, comparator=Comparator.AT_LEAST)  # "từ 10 đến 12%": the lower end is what must be reached
    if at == 0 or figure.stated or figure.is_share or text[start : figure.start].strip():
        return figure
    previous = kept[at - 1][1]
    return figure if previous.is_share else replace(figure, comparator=previous.comparator)
