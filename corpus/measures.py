"""The measures that Vietnamese plans count in, and how one is found behind a number: "%", "căn hộ", "m2 sàn/người"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.characters import fold, typed

_CONTINUOUS = """
m2 sàn|m2|m3|km2|km|mm|cm|m|ha|héc ta|hecta|kg|tấn|tạ|lít|kWh|MWh|GWh|MW|mg|tuổi|tháng tuổi|năm|tháng|tuần|ngày|giờ|phút|giây
độ|lần|điểm phần trăm|điểm %|điểm|bước|đồng|VNĐ|USD
"""
_COUNTED = """
người dân|người|dân tộc|dân|lượt người|lượt khách|lượt hộ|lượt|khách|hộ gia đình|hộ nghèo|hộ cận nghèo|hộ dân|hộ|cặp vợ chồng|cặp|con
trẻ em|trẻ|bé trai|bé gái|học sinh|sinh viên|học viên|giáo viên|lao động|cán bộ|công chức|viên chức|đảng viên|hội viên
đoàn viên|phụ nữ|công nhân|nông dân|nghệ nhân|chuyên gia|bác sĩ|dược sĩ|y sĩ|điều dưỡng viên|điều dưỡng|hộ sinh
nhân viên y tế|nhân viên|cộng tác viên|tình nguyện viên|kỹ sư|thạc sĩ|tiến sĩ|bệnh nhân|doanh nghiệp|hợp tác xã|tổ hợp tác
trang trại|cơ sở|trung tâm|trường học|trường|lớp học|lớp|phòng học|trạm y tế|trạm|bệnh viện|phòng khám|giường|căn hộ
căn|ngôi nhà|nhà văn hóa|nhà văn hoá|nhà|công trình|dự án|đề tài|đề án|nhiệm vụ|mô hình|chuỗi|sản phẩm|thương hiệu|nhãn hiệu
sáng chế|vùng|khu công nghiệp|cụm công nghiệp|khu dân cư|khu đô thị|khu|cụm|điểm dân cư|điểm du lịch|điểm đến|xã|phường
thị trấn|thị xã|huyện|thành phố|tỉnh|thôn|làng|buôn|bản|tổ dân phố|đơn vị|cơ quan|tổ chức|địa phương|câu lạc bộ|đội|nhóm trẻ
nhóm|tổ|thư viện|sân vận động|sân|chợ|bãi|xe|tàu|chiếc|cái|bộ|cây|máy|thiết bị|phần mềm|nền tảng|hệ thống|ứng dụng|thuê bao
tài khoản|thẻ|hồ sơ|giấy chứng nhận|giấy phép|giấy|văn bản|lớp tập huấn|hội nghị|hội thảo|cuộc|buổi|đợt|tin bài|tin|bài
phóng sự|chuyên mục|di tích|di sản|lễ hội|giải thưởng|giải|huy chương|chỉ tiêu|tiêu chí|thủ tục|dịch vụ công|dịch vụ
loại bệnh|loại|bệnh|ca|vụ|mẫu|liều|mũi|suất|suất quà|phần quà|chỗ ở|chỗ|hạng mục|tuyến|cầu|sáng kiến|giải pháp|thứ hạng
gia súc|gia cầm|điểm trường|ngành nghề|ngành|nghề|nước|quốc gia|kế hoạch|quyết định|nghị quyết
chương trình
"""
_DENOMINATORS = """
vạn dân|nghìn dân|triệu dân|dân|vạn người|nghìn người|đầu người|người|hộ gia đình|hộ|lao động|phụ nữ|bé gái|trẻ em|trẻ
học sinh|giáo viên|cán bộ|bác sĩ|năm|quý|tháng|tuần|ngày đêm|ngày|đêm|giờ|kỳ|lần|lượt|ca|ha|m2|m3|km2|km|lớp|phòng học|giường
căn|suất|cơ sở|đơn vị|xã|huyện|thôn|tỉnh
"""
_SAME = {
    "giường bệnh viện": "giường",
    "giường bệnh": "giường",
    "bác sỹ": "bác sĩ",
    "dược sỹ": "dược sĩ",
    "y sỹ": "y sĩ",
    "thạc sỹ": "thạc sĩ",
}


def _names(lines: str) -> list[str]:
    return lines.strip().replace("\n", "|").split("|")


_SQUARES = str.maketrans("²³", "23")
_PERCENT = {"%": "%", "phần trăm": "%", "‰": "‰", "phần nghìn": "‰"}
_NAMES = [*_names(_CONTINUOUS), *_names(_COUNTED), *_SAME, *_PERCENT]
_PROPER = {name.lower(): _SAME.get(name, _PERCENT.get(name, name)) for name in _NAMES}
_PROPER_FOLDED = {fold(name): proper for name, proper in reversed(_PROPER.items())}
_WHOLE = set(_names(_COUNTED))
_SCALES = {"nghìn": Decimal(1000), "triệu": Decimal(10**6), "tỷ": Decimal(10**9)}
_SCALE_NAMES = {"ngàn": "nghìn", "k": "nghìn", "tr": "triệu", "tỉ": "tỷ"}
_MONEY = ("đồng", "vnđ", "usd")


def _any_of(names: Sequence[str]) -> str:
    words = "|".join(re.escape(name.lower()).replace(r"\ ", " ") for name in sorted(names, key=len, reverse=True))
    return "(?:" + re.sub(r"(?<=m)([23])", lambda m: f"[{m[1]}{'²' if m[1] == '2' else '³'}]", words) + ")"


_WORD = r"[^\W\d_]+"
_DENOMINATOR = rf"{_any_of(_names(_DENOMINATORS))}(?!\w)"
_PER = rf"\s*/\s*(?:[0-9][0-9.]*\s*)?{_DENOMINATOR}"
_RATIO = rf"(?:[%‰]|{_WORD}[23²³]?(?: {_WORD}){{0,3}}?){_PER}(?:{_PER})?|\s*/\s*{_DENOMINATOR}"
_MEASURE = re.compile(typed(rf"\s*(?:{_RATIO}|[%‰]|{_any_of(_NAMES)}(?!\w))"))


def measure_at(lower: str, at: int) -> tuple[str, int]:
    """The measure that stands in a text, in lower case, from a place on, and where it ends; "" and the place if none does."""
    match = _MEASURE.match(lower, at)
    if not match:
        return "", at
    return "/".join(_proper(part) for part in match[0].split("/")), match.end()


def _split(name: str) -> tuple[str, str]:
    """ "100 bé gái" as 100 and bé gái."""
    counted = name.lstrip("0123456789.")
    return name[: len(name) - len(counted)], counted.strip()


def _proper(name: str) -> str:
    """A measure as it is written: "m²" as m2, "can ho" as căn hộ."""
    number, counted = _split(" ".join(name.translate(_SQUARES).split()))
    counted = _PROPER.get(counted, _PROPER_FOLDED.get(counted, counted))
    return f"{number} {counted}" if number else counted


def money(measure: str, scale: str) -> tuple[str, Decimal]:
    """ "12,5 tỷ đồng" counts in "tỷ đồng": the measure with the number's last scale, and what the value is to be divided by."""
    scale = _SCALE_NAMES.get(scale, scale)
    if scale in _SCALES and measure.lower().startswith(_MONEY):
        return f"{scale} {measure}", _SCALES[scale]
    return measure, Decimal(1)


def scale_of(measure: str) -> Decimal | None:
    """What "tỷ đồng" counts in; None where a measure has no such scale."""
    return _SCALES.get(measure.partition(" ")[0])


def same_kind(one: str, other: str) -> bool:
    """May a number in the one be given for the other: "căn" for "căn hộ", "/vạn dân" for "giường/vạn dân", never tuổi for %?"""
    words, others = (set(re.findall(r"[^\W_]+|[%‰]", measure)) for measure in (one, other))
    return not words.isdisjoint(others) and ("%" in one) == ("%" in other)


def decide(values: Sequence[Decimal], measure: str) -> tuple[Decimal, ...]:
    """The readings that fit the measure: whole numbers of what is counted, at most a hundred per cent; all of them if none fits."""
    if measure in _WHOLE:
        fitting = [value for value in values if value == int(value)]
    elif "%" in measure:
        fitting = [value for value in values if abs(value) <= 100]
    else:
        fitting = []
    return tuple(fitting or values)
