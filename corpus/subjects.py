"""Who acts in a sentence: a list of agencies followed by what they do, wherever a clause can begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.agencies import find_agencies, register
from corpus.phrases import one_of

_UPPER = "A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"
_BEFORE_A_NAME = one_of("""
    Sở|Ngành|ngành|Ban|Bộ|Cục|Chi cục|Vụ|Hội|Đoàn|Viện|Trường|Trung tâm|Báo|Đài|Quỹ|Công ty|Tổng công ty|Tập đoàn|Vườn|Hạt|Khu|Phòng|Tổ
""")
_BODIES = one_of("""
    Công an|công an|Bộ đội Biên phòng|Ủy ban|Uỷ ban|ủy ban|uỷ ban|UBND|HĐND|Hội đồng|Liên đoàn|Liên hiệp|Liên minh|Hiệp hội|Ngân hàng
    ngân hàng|Bảo hiểm xã hội|BHXH|NHCSXH|MTTQ|Mặt trận|Tòa án|Viện Kiểm sát|Viện kiểm sát|Kho bạc|Thuế|Thống kê|Thanh tra|Văn phòng
    Tỉnh đoàn|Thành đoàn|Công đoàn|công đoàn|Thủ trưởng|thủ trưởng|Giám đốc|giám đốc|Chủ tịch UBND|Chủ tịch Ủy ban|Chủ tịch Uỷ ban
    Người đứng đầu|người đứng đầu|Cấp ủy|cấp ủy|Cấp uỷ|cấp uỷ|Chính quyền|chính quyền|Đoàn thể|đoàn thể|Cơ quan|cơ quan|Đơn vị|đơn vị
    Địa phương|địa phương|Doanh nghiệp|doanh nghiệp|Hợp tác xã|hợp tác xã|Nhà trường|nhà trường|chủ rừng|Chủ rừng|chủ đầu tư|Chủ đầu tư
    Lực lượng|Trạm Y tế|Bệnh viện|Viễn thông|Bưu điện|Điện lực|Tiểu ban|Kiểm lâm|Quân khu
""")
_ESTABLISHMENTS = one_of("giáo dục|sản xuất|y tế|đào tạo|kinh doanh|khám|lưu trú|trợ giúp|du lịch|dịch vụ|bảo tồn")
_MANY = one_of("trường|viện|xã|phường|huyện|sở|ban|ngành|hội|chi cục|trung tâm|ngân hàng|bệnh viện|khu|công ty|hộ")
_HEAD = re.compile(
    rf"(?:(?:[Cc]ác|[Nn]hững|[Mm]ột số|[Tt]oàn thể) )?(?:"
    r"(?:[Ss]ở|[Bb]an|[Nn]gành)(?=,| và | liên quan| chuyên môn| ban,? ngành|\s*$)|"
    rf"(?:{_BEFORE_A_NAME}) (?=[{_UPPER}]|các [{_UPPER}]|và [{_UPPER}]|quản lý|chỉ đạo|hợp tác)|"
    rf"(?:{_BODIES})\b|[Cc]ơ sở (?:{_ESTABLISHMENTS})|[Tt]ổ chức (?:chính trị|hội|đoàn|thành viên|xã hội|đảng)|(?<=ác )(?:{_MANY})\b)"
)
_ACTS = one_of("""
    chủ trì|phối hợp|tham mưu|triển khai|thực hiện|tổ chức|chỉ đạo|hướng dẫn|tăng cường|đẩy mạnh|xây dựng|rà soát|nghiên cứu|đề xuất
    ban hành|kiểm tra|giám sát|bảo đảm|đảm bảo|quan tâm|bố trí|thúc đẩy|nâng cao|tuyên truyền|vận hành|quản lý|hỗ trợ|đổi mới|phát triển
    tổng hợp|báo cáo|yêu cầu|quy định|cung cấp|theo dõi|đôn đốc|vận động|huy động|lồng ghép|ưu tiên|cụ thể hóa|cụ thể hoá|giao|đưa
    thành lập|kiện toàn|tập trung|tham gia|đăng ký|lập|trình|thẩm định|phê duyệt|công bố|cập nhật|khai thác|ứng dụng|đầu tư|duy trì
    mở rộng|phân công|lựa chọn|bồi dưỡng|tập huấn|phổ biến|quán triệt|thông tin|hoàn thiện|hoàn thành|khuyến khích|chuẩn bị|xử lý
    giải quyết|đánh giá|gửi|đề nghị|tạo điều kiện|tiếp nhận|kết nối|quảng bá|xúc tiến|trồng|khôi phục|cho vay|giải ngân|cân đối|thu hút
    làm tốt|chịu trách nhiệm|đề cao|phát huy|tích hợp|số hóa|số hoá|chia sẻ|gắn|khảo sát|thống kê|lắp đặt|áp dụng|củng cố|ngăn chặn
    xác định|phân bổ|hình thành|vận dụng|chủ động|tích cực|được|tiếp tục|thường xuyên|định kỳ|kịp thời|khẩn trương|trực tiếp|phải|cần
    có trách nhiệm|có nhiệm vụ|có giải pháp|có kế hoạch|sẽ|căn cứ|trên cơ sở|theo chức năng|theo thẩm quyền|theo nhiệm vụ|trong phạm vi
    hằng năm|hàng năm|hàng quý|là cơ quan|là đơn vị|là đầu mối|nghiêm túc|phấn đấu|đề ra|xem xét|quyết định|tháo gỡ|chăm lo|nắm|tham vấn
    tư vấn|phản biện|truyền thông|giới thiệu|hợp tác|liên kết|đấu tranh
""")
_ACT = re.compile(rf"(?<=\s)(?:{_ACTS})\b")
_BODY_BEFORE = re.compile(r"(?:cơ quan|đơn vị|cán bộ|Ban|ban|các|tổ chức|nhà|công tác|cơ sở) $")
_NAMING_ACTS = set(
    one_of("quản lý|thực hiện|tổ chức|cung cấp|hỗ trợ|giám sát|kiểm tra|báo cáo|thông tin|tư vấn|truyền thông|đầu tư").split("|")
)
"""Acts that also name a body: "cơ quan quản lý", "đơn vị tư vấn"."""
_NO_SUBJECT = re.compile(r"\s(?:trong việc|phản ánh|sau khi|để|nhằm|về việc|đối với|tại|từ)\s")
_PREFIX = re.compile(r"^(?:đề nghị|giao(?: cho)?|yêu cầu|trách nhiệm của|nhiệm vụ của|đối với|phân công)\s+(?=\S)", re.IGNORECASE)
_JOINT = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+(?:và|cùng)\s+")
_TAIL = re.compile(r"\s(?:bằng|trong|tới|nhằm|để|(?:có )?liên quan (?:tới|đến))\s.*$|\s(?:trong|tới việc|để)$")
_ASIDE = re.compile(r"\s*\((?:cơ quan|đơn vị|là)[^)]*\)")  # "Sở Tài chính (cơ quan chủ trì)"
_MAX_LEAD_IN = 10
_MAX_WORDS = 16
_MAX_SUBJECT = 330
_SPECIFIC_KINDS = {"so", "nganh-doc", "mat-tran-doan-the"}
_GENERAL_BODIES = {"to-chuc-chinh-tri-xa-hoi", "doan-the-cac-cap", "to-chuc-hoi-quan-chung"}


@dataclass(frozen=True, slots=True)
class Subject:
    """Agencies as the text names them, and where in the text they begin and what they do begins."""

    agencies: tuple[str, ...]
    start: int
    act: int


def split_agencies(phrase: str) -> tuple[str, ...]:
    """The agencies in a list of them; empty where the phrase is no such list. "Sở Văn hóa, Thể thao và Du lịch" stays whole."""
    phrase = _TAIL.sub("", _ASIDE.sub("", _PREFIX.sub("", phrase.strip()))).strip(" :.;,")
    names = find_agencies(phrase)
    if not _HEAD.match(phrase) and not (names and names[0].start < _MAX_LEAD_IN):
        return ()
    whole = [(found.start, found.end) for found in names] + [match.span() for match in re.finditer(r"\([^)]*\)", phrase)]
    joints = [
        joint.span() for joint in _JOINT.finditer(phrase) if not any(start < joint.end() and joint.start() < end for start, end in whole)
    ]
    # two names side by side, as in a table cell whose lines were run together
    joints += [(a.end, b.start) for a, b in pairwise(names) if phrase[a.end : b.start] == " " and phrase[b.start].isupper()]
    items: list[str] = []
    begin = 0
    for start, end in sorted(joints):
        if _begins_agency(phrase[end:]):
            items.append(phrase[begin:start].strip())
            begin = end
    items.append(phrase[begin:].strip())
    if not all(item and _begins_agency(item) and len(item.split()) <= _MAX_WORDS for item in items):
        return ()
    return tuple(items)


def _begins_agency(text: str) -> bool:
    found = find_agencies(text[:80])
    return bool(_HEAD.match(text)) or (bool(found) and found[0].start <= 4 and not text[: found[0].start].strip(" cáC"))


def subject_at(text: str, start: int) -> Subject | None:
    """The subject that begins just there: agencies, then a colon or what they do."""
    rest = text[start : start + _MAX_SUBJECT]
    if not _begins_agency(rest):
        return None
    names = [(found.start, found.end) for found in find_agencies(rest)]
    colon = re.search(r":(?=\s)", rest)
    act = min(_first_act(rest, names), colon.end() if colon else len(rest))
    if act >= len(rest) or re.search(r"[.!?]\s", rest[:act]) or _NO_SUBJECT.search(rest, 0, act):
        return None
    agencies = split_agencies(rest[:act])
    return Subject(agencies, start, start + act) if agencies else None


def begins_act(text: str) -> bool:
    """Does a text begin with something that is done ("rà soát …")?"""
    return bool(re.match(_ACTS, text.strip(), re.IGNORECASE))


def _first_act(text: str, names: list[tuple[int, int]]) -> int:
    for match in _ACT.finditer(text):
        after_name = any(end == match.start() - 1 for _, end in names)
        naming = match.group() in _NAMING_ACTS and _BODY_BEFORE.search(text[: match.start()])
        if after_name or not (naming or _inside(match.start(), names)):
            return match.start()
    return len(text)


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < position < end for start, end in spans)


_ADVERBIALS = one_of("""
    Căn cứ|Trên cơ sở|Trên cơ cở|Theo|Trong|Để|Nhằm|Hằng năm|Hàng năm|Định kỳ|Đối với|Từ|Phát huy|Thực hiện|Đồng thời|Bên cạnh đó|Ngoài ra
    Trường hợp|Trước|Chậm nhất|Sau khi|Khi|Vào
""")
_ADVERBIAL = re.compile(rf"(?:{_ADVERBIALS})\b")
_ORDERED = re.compile(r"\b(?:giao|yêu cầu|phân công)\s+(?=\S)|^(?:Đề nghị|Giao|Yêu cầu|Phân công)\s+(?=\S)")


def subjects(sentence: str) -> Iterator[Subject]:
    """Every subject of a sentence: at its start, after a semicolon, after a leading adverbial, after "giao …"."""
    position = 0
    first = True
    for clause in re.finditer(r"[^;]+", sentence):
        found = _clause_subject(sentence, clause.start(), clause.end(), first)
        if found is not None and found.start >= position:
            yield found
            position = found.act
            first = False


def _clause_subject(sentence: str, start: int, end: int, first: bool) -> Subject | None:
    start += len(sentence[start:end]) - len(sentence[start:end].lstrip())
    clause = sentence[start:end]
    found = subject_at(sentence, start)
    ordered = _ORDERED.search(clause, 0, 200)
    if ordered and (found is None or found.act <= start + ordered.start() + 1):
        told = subject_at(sentence, start + ordered.end())
        if told is not None:
            return told
    if found is not None:
        return found
    adverbial = first and _ADVERBIAL.match(clause)
    names = find_agencies(clause)
    for comma in re.finditer(r", (?:và )?|: ", clause):
        at = start + comma.end()
        if any(name.start < comma.end() and comma.start() <= name.end for name in names):
            continue  # inside a name, or the list of names goes on: "phối hợp với Sở A, Sở B rà soát"
        if adverbial or comma.group() == ": " or sentence[at : at + 1].isupper():
            found = subject_at(sentence, at)
            if found is not None:
                return found
    return None


_PARTNER = re.compile(
    r"[Pp]hối hợp(?: (?:chặt chẽ|tốt|hiệu quả|đồng bộ|thường xuyên))*,?"
    r"(?:(?: với| cùng(?: với)?)\s+|\s+(?=Sở |Công an |Ban |Bộ Chỉ|Bộ đội|Ủy ban Mặt|Hội |Liên đoàn))"
)


def partners(clause: str) -> tuple[str, ...]:
    """The bodies named after "phối hợp với"; general ones ("các đơn vị liên quan") name nobody and are left out."""
    match = _PARTNER.search(clause)
    if match is None:
        return ()
    found = subject_at(clause, match.end())
    if found is not None:
        listed = found.agencies
    else:
        first = re.split(r"(?<=\S) (?=trong việc|để|về việc|nhằm|xem xét)|[;.:]", clause[match.end() :])[0]
        listed = split_agencies(first) if len(first) < _MAX_SUBJECT else ()
    return tuple(item for item in listed if _specific(item))


def _specific(name: str) -> bool:
    found = find_agencies(name)
    if not found:
        return bool(re.match(rf"(?:Sở|Ban|Hội|Đoàn|Viện|Trường|Trung tâm|Cục|Công an|Đài|Báo) [{_UPPER}]", name))
    return register()[found[0].id].kind in _SPECIFIC_KINDS and found[0].id not in _GENERAL_BODIES
