"""The days by which somebody owes something. The dates of cited documents are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.agencies import find_agencies
from corpus.plan import Deadline, Passage
from corpus.structure import Block, Part
from corpus.subjects import split_agencies, subjects

_DAY = r"(?:ngày\s+)?(?P<day>\d{1,2})(?:\s?[/.-]\s?(?P<month>\d{1,2})(?:\s?[/.-]\s?(?P<year>20\d\d))?|\s+tháng\s+(?P<month2>\d{1,2})(?:\s+năm\s+(?P<year2>20\d\d))?)"
_STRICT = r"trước"
_UNTIL = r"(?:chậm nhất|muộn nhất|trễ nhất|hạn cuối|hạn chót|thời hạn|hạn nộp|đến hết|hết|xong|hoàn thành|không quá|chậm nhất là|đến|vào)"
_DUE = re.compile(
    rf"\b(?:(?P<strict>{_STRICT})|{_UNTIL})\s*(?:là\s+|vào\s+|đến\s+|trong\s+|hết\s+|:\s*)*(?P<before>trước\s+)?(?:\d{{1,2}}\s?(?:giờ|h)\d*\s+)?{_DAY}(?![\d/])",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"h[ằà]ng năm|mỗi năm|các năm|từng năm|định kỳ|thường niên", re.IGNORECASE)
_NOT_DUE = re.compile(
    r"(?:số\s+[\w/.–-]+,?|có hiệu lực(?: thi hành)?(?: kể)?(?: từ)?|ban hành|kể từ|tính từ|từ|ký|kèm theo|tính đến|tổ chức vào|kỷ niệm|diễn ra)\s*$", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?:[^.!?;]|[.!?](?=\S)|[.](?=/))+[;.!?]?")
_TO = re.compile(r"(?:\bgửi|báo cáo(?: kết quả)?(?: thực hiện)?(?: về)?|\bvề|\bqua|nộp(?: về)?|trình|cho)\s+(?=[^\W\d_])")


def find_deadlines(blocks: Sequence[Block], passages: Mapping[int, Passage]) -> tuple[Deadline, ...]:
    """Each due day with who owes and to whom, in the text's own words; a day without a year that recurs has `year` None."""
    found: list[Deadline] = []
    for block in blocks:
        passage = passages.get(block.paragraph)
        if passage is None or block.part in (Part.OPENING, Part.FOOTNOTE):
            continue
        for text in block.cells or (block.body,):
            found += _from_text(text, block, passage)
    return tuple(dict.fromkeys(found))


def _from_text(text: str, block: Block, passage: Passage) -> Iterator[Deadline]:
    for sentence in _SENTENCE.finditer(text):
        for match in _DUE.finditer(sentence.group()):
            day, month, year = _date(match)
            if not (1 <= day <= 31 and 1 <= month <= 12) or _NOT_DUE.search(sentence.group()[: match.start()]):
                continue
            yearly = year is None and bool(_YEARLY.search(sentence.group()) or _YEARLY.search(text))
            if year is None and not yearly and not block.cells and not _YEARLY.search(_titles(block)):
                yearly = True  # a day that names no year is due in every year the plan runs
            quote = sentence.group().strip().rstrip(";")
            yield Deadline(
                agency=_owners(text, sentence.group(), block),
                to=_receiver(sentence.group(), match.start()),
                what=_what(quote),
                day=day,
                month=month,
                year=year,
                strict=bool(match["strict"] or match["before"]),
                quote=quote,
                passage=passage.id,
            )


def _titles(block: Block) -> str:
    return " ".join(heading.title for heading in block.headings)


def _date(match: re.Match[str]) -> tuple[int, int, int | None]:
    year = match["year"] or match["year2"]
    return int(match["day"]), int(match["month"] or match["month2"]), int(year) if year else None


def _owners(text: str, sentence: str, block: Block) -> tuple[str, ...]:
    """Who owes: the subject of the sentence, else the last one before it in the paragraph, else the heading's agencies."""
    own = [subject.agencies for subject in subjects(sentence)]
    if own:
        return own[-1]
    earlier = [subject.agencies for subject in subjects(text[: text.find(sentence)] + " ")]
    if earlier:
        return earlier[-1]
    for heading in reversed(block.headings):
        agencies = split_agencies(heading.title)
        if agencies:
            return agencies
    return ()


def _receiver(sentence: str, due: int) -> str:
    """To whom: the agency after "gửi", "báo cáo", "về", the nearest to the day."""
    best, distance = "", len(sentence)
    for match in _TO.finditer(sentence):
        found = [agency for agency in find_agencies(sentence[match.end() : match.end() + 80]) if agency.start == 0]
        if found and abs(match.start() - due) < distance:
            best, distance = sentence[match.end() : match.end() + found[0].end], abs(match.start() - due)
    return best


def _what(quote: str) -> str:
    """The clause that names what is owed, shortened: "tổng hợp, đánh giá tình hình thực hiện"."""
    match = re.search(r"(?:báo cáo|tổng hợp|đánh giá|gửi|nộp|xây dựng|hoàn thành|ban hành|trình|rà soát)[^;()]{0,120}?(?=,? (?:gửi|trước|chậm nhất|về|để|\()|$)", quote)
    return match.group().strip(" ,.") if match else quote[:120]
