"""The days by which somebody owes something. The dates of cited documents are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.agencies import find_agencies
from corpus.phrases import one_of
from corpus.plan import Deadline, Passage
from corpus.structure import Block, Part
from corpus.subjects import split_agencies, subjects

_DAY = re.compile(
    r"(?:ngày\s+)?(?P<day>\d{1,2})"
    r"(?:\s?[/.-]\s?(?P<month>\d{1,2})(?:\s?[/.-]\s?(?P<year>20\d\d))?|\s+tháng\s+(?P<month2>\d{1,2})(?:\s+năm\s+(?P<year2>20\d\d))?)(?![\d/])",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:(?P<strict>trước)|chậm nhất|muộn nhất|trễ nhất|hạn cuối|hạn chót|thời hạn|hạn nộp|đến hết|hết|xong|hoàn thành|không quá)\s*"
    r"(?:(?:là|vào|đến|trong|hết|thực hiện)\s+|:\s*)*(?P<before>trước\s+)?(?:\d{1,2}\s?(?:giờ|h)\d*\s+)?(?=(?:ngày\s+)?\d)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|và|hoặc|;)\s*(?:trước\s+)?", re.IGNORECASE)
_NOT_DUE_WORDS = one_of("""
    có hiệu lực thi hành|có hiệu lực thi hành kể từ|có hiệu lực|có hiệu lực từ|ban hành|kể từ|tính từ|từ|ký|kèm theo|tính đến|tổ chức vào
    kỷ niệm|diễn ra
""")
_NOT_DUE = re.compile(rf"(?:số\s+[\w/.–-]+,?|\b(?:{_NOT_DUE_WORDS}))\s*$", re.IGNORECASE)
_SPAN = re.compile(r"\b[Tt]ừ\s+(?:ngày\s+)?\d[\w/ .-]{0,32}$")  # "từ ngày 15/11 đến ngày 15/12" is when something is held
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
        words = sentence.group()
        for cue in _CUE.finditer(words):
            if _NOT_DUE.search(words[: cue.start()]) or _SPAN.search(words[: cue.start()]):
                continue
            days = list(_days(words, cue.end()))
            last_year = next((year for *_, year in reversed(days) if year), None)
            quote = block.text if block.cells else words.strip().rstrip(";")
            for day, month, year in days:
                yield Deadline(
                    agency=_owners(text, words, block),
                    to=_receiver(words, cue.start()),
                    what=_what(quote),
                    day=day,
                    month=month,
                    year=year or last_year,  # a day that names no year is due in every year the plan runs
                    strict=bool(cue["strict"] or cue["before"]),
                    quote=quote,
                    passage=passage.id,
                )


def _days(text: str, at: int) -> Iterator[tuple[int, int, int | None]]:
    """The day that begins there and those joined to it: "trước ngày 01/6 và 15/11 hằng năm"."""
    match = _DAY.match(text, at)
    while match:
        day, month, year = int(match["day"]), int(match["month"] or match["month2"]), match["year"] or match["year2"]
        if 1 <= day <= 31 and 1 <= month <= 12:
            yield day, month, int(year) if year else None
        joint = _AND.match(text, match.end())
        match = _DAY.match(text, joint.end()) if joint else None


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


_OWED = re.compile(
    r"(?:báo cáo|tổng hợp|đánh giá|gửi|nộp|xây dựng|hoàn thành|ban hành|trình|rà soát)[^;()]{0,120}?"
    r"(?=,? (?:gửi|trước|chậm nhất|về|để|\()|$)"
)


def _what(quote: str) -> str:
    """The clause that names what is owed, shortened: "tổng hợp, đánh giá tình hình thực hiện"."""
    match = _OWED.search(quote)
    return match.group().strip(" ,.") if match else quote[:120]
