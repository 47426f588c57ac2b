"""What a message asks of reported numbers, and of which target, read from its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from corpus.characters import canonical, typed
from index.text import fold


class Kind(StrEnum):
    PROGRESS = "progress"
    LACKING = "lacking"
    HISTORY = "history"
    VERSIONS = "versions"
    CHART = "chart"
    BEHIND = "behind"
    MET = "met"
    WITHOUT = "without"
    MINE = "mine"
    WHO_NOT = "who_not"
    WHO_HAS = "who_has"
    OVERVIEW = "overview"
    TABLE = "table"
    TABLE_WHO = "table_who"


@dataclass(frozen=True, slots=True)
class Asking:
    """`about` is what is left of the message: the name of a target or of an agency, or nothing. `plain`: it says hardly more
    than that it asks for numbers, so that a name which is not known is asked back for."""

    kind: Kind
    about: str = ""
    plain: bool = False
    year: int | None = None


_POLITE = (
    "(?:(?:cho|xin|em|tôi|mình|hỏi|muốn|cần|xem|biết|coi|giúp|làm ơn|vui lòng|nhờ|bot|trợ lý|ơi|alo|dạ|thưa|anh|chị|ad|admin|bạn|hãy|thế"
    "|vậy|và|còn|kiểm tra|tra cứu)[ ,:]+)*"
)
_TAIL = (
    "(?:[ ,]+(?:ạ|ah|nhé|nha|với|giúp|đi|em|tôi|mình|vậy|thế|nhỉ|không|ko|được không|hả|hen|đây|rồi|luôn|ngay|gửi|xem|cái|nào))*[ ?.!…]*"
)
_WHO = (
    "(?:(?:những |các |có )?(?:ai|đơn vị|sở|sở ngành|ngành|xã|phường|cơ quan|địa phương|đầu mối|nơi)(?: nào)?|(?:danh sách|ds)(?: các)?"
    "(?: đơn vị)?|(?:còn |có )?(?:bao nhiêu|mấy) (?:đơn vị|sở|xã|phường|cơ quan))"
)
_SEND = "(?:gửi|nộp|báo cáo|báo|có|cập nhật|nhập)"
_WHAT = "(?:báo cáo|số liệu|số|văn bản|kết quả|tiến độ|dữ liệu|gì|về|lên|kỳ này|tháng này|quý này|năm nay|đợt này)"
_ME = "(?:tôi|em|mình|chúng tôi|bên (?:tôi|em|mình)|đơn vị(?: của)?(?: (?:tôi|em|mình))?)"
_GIVE = "(?:(?:gửi|xuất|kết xuất|trích xuất|lập|tạo|lấy|tải|tải về|in) (?:ra )?(?:(?:cho|tôi|em|mình|anh|chị) )*)?(?:file |tệp )?"
_TABLE_OF = (
    "(?:tổng hợp|chỉ tiêu|số liệu|tiến độ|theo dõi|kết quả|báo cáo|chung|đầy đủ|tất cả|toàn bộ|toàn tỉnh"
    "|mọi|hết|các|những|của|đơn vị|về|cho)"
)
_WHOLE: tuple[tuple[Kind, str], ...] = (
    (
        Kind.TABLE_WHO,
        f"{_GIVE}(?:bảng|excel|bảng excel) (?:theo dõi |danh sách )?(?:những |các )?(?:ai|đơn vị(?: nào)?) (?:chưa|đã) {_SEND}(?: {_WHAT})*"
        f"|(?:gửi|xuất|lấy|tải|in) (?:danh sách|ds) (?:ai|đơn vị)(?: nào)? (?:chưa|đã) {_SEND}(?: {_WHAT})*",
    ),
    (
        Kind.WHO_NOT,
        f"{_WHO}(?: nào)?(?: còn| vẫn| hiện)?(?: nợ| thiếu| chưa {_SEND}(?: {_WHAT})*)(?: {_WHAT})*"
        "(?:(?: của| về| chỉ tiêu| số)+ (?P<about>.+?))?",
    ),
    (Kind.WHO_HAS, f"{_WHO}(?: nào)? (?:đã|vừa) {_SEND}(?: {_WHAT})*(?:(?: của| về| chỉ tiêu| số)+ (?P<about>.+?))?"),
    (
        Kind.BEHIND,
        "(?:các |những |có |còn )*(?:chỉ tiêu|mục tiêu|việc|cái)(?: nào| gì)?(?: nào)?(?: là)?(?: đang| bị| còn| vẫn)*"
        " (?:chậm(?: tiến độ)?|trễ(?: tiến độ| hạn)?|tụt(?: lại)?|không đạt|chậm trễ|không kịp|chưa kịp|dưới mốc)(?: nhất)?"
        "|(?:đang )?chậm(?: tiến độ)?(?: (?:những )?(?:chỉ tiêu|mục tiêu)? ?(?:nào|gì))?|có (?:gì|chỉ tiêu nào) (?:đang )?chậm(?: không)?",
    ),
    (
        Kind.MET,
        "(?:các |những |có |còn )*(?:chỉ tiêu|mục tiêu)(?: nào)? (?:đã |đang )+(?:đạt|hoàn thành|xong|về đích|đúng tiến độ)(?: mục tiêu)?",
    ),
    (
        Kind.WITHOUT,
        "(?:các |những |có |còn )*(?:chỉ tiêu|mục tiêu)(?: nào)?(?: còn| vẫn)? chưa (?:có|được|ai) "
        "(?:số liệu|số|báo cáo|ai báo cáo|người báo cáo)",
    ),
    (
        Kind.MINE,
        f"(?:việc|nhiệm vụ|chỉ tiêu|phần việc|công việc) của {_ME}(?: là gì| gồm (?:những )?gì| còn gì)?"
        f"|{_ME}(?: đang| còn)*(?: phải| cần| nợ| thiếu)+(?: làm| báo cáo| gửi| nộp| báo)* (?:những )?"
        "(?:gì|việc gì|số nào|số gì|chỉ tiêu nào|số liệu gì|số liệu nào|báo cáo gì|mấy số|mấy chỉ tiêu)",
    ),
    (
        Kind.OVERVIEW,
        "(?:báo cáo )?(?:tổng quan|tổng quát|tình hình chung|toàn cảnh)(?: (?:tiến độ|kế hoạch|chung|số liệu))*"
        "|tình hình(?: (?:thực hiện|báo cáo|tiến độ|kế hoạch|743|số liệu|chung|hiện nay|thế nào|ra sao|đến đâu))*"
        "|(?:số liệu |báo cáo )?tổng hợp(?: (?:số liệu|tiến độ|báo cáo|tình hình|chung|kết quả|các chỉ tiêu))*"
        "|tiến độ(?: (?:chung|kế hoạch|743|các chỉ tiêu|toàn tỉnh|báo cáo|thực hiện|thế nào|ra sao))*",
    ),
    (
        Kind.TABLE,
        f"{_GIVE}(?:(?:excel|xlsx|bảng excel)(?: {_TABLE_OF})*(?: (?P<about>.+?))?"
        f"|bảng(?: (?:excel|{_TABLE_OF}))*(?:(?: của| đơn vị)+ (?P<owner>.+?))?)",
    ),
)
_CHART = "(?:(?:vẽ|tạo|làm) )?(?:biểu đồ|<chart>)(?: (?:tiến độ|số liệu|cột|đường|kết quả|của|về|cho))*"
_VERSIONS = (
    "(?:mọi|các|những|tất cả(?: các)?)? ?(?:lần|lịch sử) (?:sửa|chỉnh sửa|đính chính|thay đổi|ghi)(?: (?:đổi|số|số liệu|của|về))*"
    "|(?:mọi|tất cả(?: các)?) (?:phiên bản|lần)(?: (?:của|về))*"
)
_HISTORY = (
    "(?:xem )?lịch sử(?: (?:số liệu|báo cáo|các lần|gửi|các kỳ|tiến độ|của|về))*|diễn biến(?: (?:số liệu|của|về|tiến độ))*"
    "|các lần báo cáo(?: (?:của|về))*|(?:số liệu )?qua (?:các|từng) (?:kỳ|năm|quý|tháng)|các (?:kỳ|số liệu) trước(?: (?:của|về))*"
)
_UNIT = "(?: (?:căn hộ|căn|người|hộ|cái|phần trăm|%|xã|huyện|điểm|điểm %))?"
_LACKING = (
    f"(?:(?:hiện|vẫn|còn|phải|cần|thiếu|làm|đạt|xây|thêm|khoảng) )*(?:bao nhiêu|mấy){_UNIT} nữa"
    "(?: (?:mới|thì|để) (?:đạt|xong|đủ|hoàn thành|về đích)(?: (?:chỉ tiêu|mục tiêu|kế hoạch))?)?"
    f"|(?:hiện )?(?:vẫn )?còn thiếu(?: khoảng)?(?: (?:bao nhiêu|mấy))?{_UNIT}"
    "(?: (?:so với|để đạt|mới đạt)(?: (?:chỉ tiêu|mục tiêu|kế hoạch))?)?"
    f"|thiếu (?:bao nhiêu|mấy){_UNIT}"
)
_DONE = "(?:làm|đạt|xây(?: dựng)?|hoàn thành|thực hiện|triển khai|giải quyết|có|xong|báo cáo|bàn giao)"
_PROGRESS = (
    "(?:xem )?tiến độ(?: (?:thực hiện|hoàn thành|của|về|chỉ tiêu|thế nào|ra sao))*"
    "|(?:kết quả|tình hình)(?: (?:thực hiện|đạt được|của|về|đến nay))*"
    f"|(?:đã |đang |hiện |nay )*(?:{_DONE} )?(?:được )?(?:đến|tới) đâu(?: rồi)?"
    f"|(?:đã |đang |hiện )*(?:{_DONE} )?(?:xong )?(?:được )?(?:bao nhiêu|mấy){_UNIT} rồi"
    f"|đã {_DONE}(?: xong)?(?: được)?(?: (?:bao nhiêu|mấy){_UNIT})?|(?:xây|làm|thực hiện|hoàn thành) được (?:bao nhiêu|mấy){_UNIT}"
    f"|(?:hiện|đang) (?:đạt|có|là)(?: (?:bao nhiêu|mấy){_UNIT})?"
    "|(?:tính )?(?:đến|tới) (?:nay|giờ|hôm nay|hiện tại|thời điểm này)|hiện (?:nay|tại|giờ)|bây giờ"
    "|(?:đã )?(?:đạt|xong|hoàn thành)(?: được)?(?: (?:mục tiêu|chỉ tiêu|kế hoạch))? chưa"
    "|số(?: liệu)? (?:mới nhất|hiện tại|gần nhất|thực tế|thực hiện|báo cáo)(?: (?:của|về))*|(?:mới nhất|gần nhất)|thực tế(?: đạt)?"
)
_WITHIN: tuple[tuple[Kind, str], ...] = (
    (Kind.CHART, _CHART),
    (Kind.VERSIONS, _VERSIONS),
    (Kind.HISTORY, _HISTORY),
    (Kind.LACKING, _LACKING),
    (Kind.PROGRESS, _PROGRESS),
)
_AIMS = r"(?<!\w)(?:phải|cho phép|đặt ra|yêu cầu|phấn đấu|quy định|cần đạt)(?!\w)|20(?:2[7-9]|3[0-9])"
"""What asks for the goal, however it goes on: "đến 2030 phải đạt tới đâu"."""
_HELD: dict[Kind, tuple[str, ...]] = {
    Kind.TABLE_WHO: ("bang", "excel", "danh sach", "ds "),
    Kind.WHO_NOT: ("chua", "no", "thieu"),
    Kind.WHO_HAS: ("da ", "vua"),
    Kind.BEHIND: ("cham", "tre", "tut", "khong dat", "kip", "moc"),
    Kind.MET: ("da ", "dang "),
    Kind.WITHOUT: ("chua",),
    Kind.MINE: ("cua", "phai", "can", "no", "thieu"),
    Kind.OVERVIEW: ("tong", "tinh hinh", "tien do", "toan canh"),
    Kind.TABLE: ("bang", "excel", "xlsx"),
    Kind.CHART: ("bieu do", "do thi"),
    Kind.VERSIONS: ("lan", "lich su", "phien ban"),
    Kind.HISTORY: ("lich su", "dien bien", "lan bao cao", "qua ", "truoc"),
    Kind.LACKING: ("nua", "thieu"),
    Kind.PROGRESS: ("",),
}
"""What each holds, one of these, without diacritics: the patterns take long to make, so none is made before it may fit."""
_FILLERS = (
    "(?:chỉ tiêu|mục tiêu|của|về|cho|thì|là|như thế nào|thế nào|ra sao|bao nhiêu|mấy|thế|nhỉ|rồi|ạ|nhé|nha|vậy|hiện|nay|đang|được|số liệu"
    "|xem|tôi|em|mình|xin|hỏi|biết|giúp|với|anh|chị|bot|ơi|ntn|sao|đạt|năm nay|tỉnh ta|ta|các|những|còn|và)"
)
_YEAR = r"(?<!\w)(?:(?:trong |đến |hết )?năm )(?P<year>20[0-9]{2})(?!\w)"
_CHART_WORD = "<chart>"
_SIGNS = ' ?.!,:;–-“”"…'


@lru_cache(maxsize=32)
def _pattern(spoken: str) -> re.Pattern[str]:
    # "đồ thị" only with its marks: without them, or with few, it is what is urban.
    return re.compile(typed(spoken).replace(_CHART_WORD, "đồ thị"))


@lru_cache(maxsize=16)
def read(text: str) -> Asking | None:
    """None where it asks nothing of the kind. Which of several fits is told by the order: what is asked of all before what is
    asked of one target."""
    plain = canonical(" ".join(text.split()))
    folded = fold(plain.lower)
    for kind, spoken in _WHOLE:
        found = _may_be(kind, folded) and _pattern(f"{_POLITE}(?:{spoken}){_TAIL}").fullmatch(plain.lower)
        if found:
            return Asking(kind, _named(plain.text, found))
    for kind, spoken in _WITHIN:
        first = next(iter(_found(kind, spoken, plain.lower)), None)
        if first is not None and not (kind is Kind.PROGRESS and _pattern(_AIMS).search(plain.lower)):
            about, year = _left(plain.text, plain.lower)
            return Asking(kind, about, plain=kind is not Kind.PROGRESS or fold(first[0]).startswith("tien do"), year=year)
    return None


def _may_be(kind: Kind, folded: str) -> bool:
    return any(words in folded for words in _HELD[kind])


def _found(kind: Kind, spoken: str, lower: str) -> list[re.Match[str]]:
    if not _may_be(kind, fold(lower)):
        return []
    return [found for found in _pattern(rf"(?<!\w)(?:{spoken})(?!\w)").finditer(lower) if found[0].strip()]


def _named(text: str, found: re.Match[str]) -> str:
    name = next((name for name in ("about", "owner") if found.re.groupindex.get(name) and found[name]), "")
    return text[found.start(name) : found.end(name)].strip(_SIGNS) if name else ""


def _left(text: str, lower: str) -> tuple[str, int | None]:
    """What the words of asking leave, and the year that is asked for."""
    kept, year = list(text), _pattern(_YEAR).search(lower)
    if year:
        kept[year.start() : year.end()] = " " * (year.end() - year.start())
    for kind, spoken in _WITHIN:
        for found in _found(kind, spoken, lower):
            kept[found.start() : found.end()] = " " * (found.end() - found.start())
        lower = "".join(old if new != " " else " " for old, new in zip(lower, kept, strict=True))
    left = " ".join("".join(kept).split()).strip(_SIGNS)
    ends = _pattern(rf"^(?:{_FILLERS}(?:[\s,:?]+|$))+|(?:[\s,:]+{_FILLERS})+$")
    while trimmed := ends.search(left.lower()):
        left = (left[trimmed.end() :] if trimmed.start() == 0 else left[: trimmed.start()]).strip(_SIGNS)
    return left, int(year["year"]) if year else None
