"""The documents that a plan cites, with number, kind, issuer, date and subject as far as the text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from corpus.phrases import one_of
from corpus.plan import Passage, Reference
from corpus.structure import Block

_UPPER = "A-ZĐ"
_KINDS = one_of("""
    Chương trình hành động|Chương trình|Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư liên tịch|Thông tư|Thông báo
    Kết luận|Kế hoạch|Công văn|Công điện|Hướng dẫn|Báo cáo|Tờ trình|Luật|Bộ luật|Pháp lệnh|Quy định|Đề án|Văn bản|Thông tri
""")
_SYMBOL = rf"[{_UPPER}]\w*(?:\s?[-–/&]\s?[{_UPPER}]\w*)*"
_CITED = re.compile(
    rf"(?P<kind>{_KINDS})\s+số\s*:?\s*(?P<number>\d+(?:\s?/\s?\d{{4}})?\s?[/-]\s?{_SYMBOL})"
    r"(?:,?\s+(?:ban hành\s+)?ngày\s+(?P<day>\d{1,2})\s*(?:/|tháng)\s*(?P<month>\d{1,2})\s*(?:/|năm)\s*(?P<year>\d{4}))?"
)
_ISSUERS = one_of("""
    Ban Chấp hành|Ban Thường vụ|Bộ Chính trị|Ban Bí thư|Thủ tướng|Chính phủ|Quốc hội|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Bộ trưởng|Bộ|Tỉnh ủy
    Tỉnh uỷ|Thành ủy|Thành uỷ|Văn phòng|Hội nghị|Tổ giúp việc|Ban|Chủ tịch|Sở|Ngân hàng|Tổng
""")
_ABOUT = one_of("về việc|về|phê duyệt|ban hành|quy định|hướng dẫn|thực hiện|thông báo|triển khai|tăng cường|sửa đổi")
_ISSUER = re.compile(
    rf"\s*,?\s+của\s+(?P<issuer>(?:{_ISSUERS})\b[^,;.:()“\"]*?)"
    rf"(?=\s+(?:{_ABOUT}|khoá|khóa|đã|và|để|tại|trên địa bàn)\b|\s*[,;.:()“\"]|$)"
)
_SUBJECT = re.compile(
    rf"\s*(?:kh[oó][aá]\s+\w+\s*)?,?\s*(?P<subject>(?:{_ABOUT})\s+[^;]+?)"
    rf"(?=;|\.(?:\s|$)|\s\((?:sau|gọi)|,?\s+(?:và\s+)?(?:{_KINDS})\s+số|$)"
)


def find_references(blocks: Sequence[Block], passages: Mapping[int, Passage]) -> tuple[Reference, ...]:
    """Every cited document once, by its number, from the citation that says most of it."""
    best: dict[str, Reference] = {}
    for block in blocks:
        passage = passages.get(block.paragraph)
        if passage is None:
            continue
        for reference in _cited(block.text, passage):
            known = best.get(reference.number)
            if known is None or _weight(reference) > _weight(known):
                best[reference.number] = reference
    return tuple(best.values())


def _weight(reference: Reference) -> int:
    return bool(reference.date) + bool(reference.issuer) + bool(reference.subject)


def _cited(text: str, passage: Passage) -> Iterator[Reference]:
    for match in _CITED.finditer(text):
        end = match.end()
        issuer = _ISSUER.match(text, end)
        end = issuer.end() if issuer else end
        subject = _SUBJECT.match(text, end)
        end = subject.end() if subject else end
        yield Reference(
            number=re.sub(r"\s", "", match["number"]),
            kind=match["kind"],
            issuer=issuer["issuer"].strip() if issuer else "",
            date=_date(match),
            subject=subject["subject"].strip(" ,") if subject else "",
            quote=text[match.start() : end].strip(),
            passage=passage.id,
        )


def _date(match: re.Match[str]) -> date | None:
    if not match["day"]:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:  # the text itself holds a day that no calendar has
        return None
