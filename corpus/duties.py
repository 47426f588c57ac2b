"""Which agency must do what: from section headings, from the subjects of sentences, from tables with "Chủ trì" columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.plan import Duty, DutyRole, Passage
from corpus.structure import Block, Level, Part
from corpus.subjects import begins_act, partners, split_agencies, subjects

_NO_DUTIES = re.compile(
    r"^(?:mục đích|yêu cầu|mục tiêu|quan điểm|nguyên tắc|sự cần thiết|căn cứ|thực trạng|đánh giá|kết quả|hạn chế|tồn tại|nguyên nhân|"
    r"phạm vi|đối tượng|khái quát|tình hình|bối cảnh|định hướng)",
    re.IGNORECASE,
)
_DUTIES = re.compile(r"tổ chức thực hiện|nhiệm vụ|giải pháp|phân công|trách nhiệm", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[“\"(]?[A-ZĐÀ-Ỹ])")
_SUPPORTS = re.compile(
    r"^(?:(?:chủ động|tích cực|kịp thời|thường xuyên|tăng cường|trực tiếp|chỉ đạo|có trách nhiệm|tiếp tục|đồng thời),?\s+)*"
    r"(?:phối hợp|tham gia phối hợp)\b",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(r"^(?:căn cứ|trên cơ sở|theo|trong|để|nhằm|hằng năm|hàng năm|đối với|trường hợp)\b", re.IGNORECASE)
_IN_TROUBLE = re.compile(r"(?:nếu|khi|trường hợp)\b[^.;]{0,60}(?:khó khăn|vướng mắc|phát sinh)", re.IGNORECASE)
_ROLE_LINE = re.compile(r"^(?:các )?(?:cơ quan|đơn vị)?\s*(?:(chủ trì|thực hiện)|(phối hợp))(?: thực hiện)?\s*:\s*(.+)$", re.IGNORECASE)
_SHARED_SUPPORT = re.compile(r";\s+(?=(?:[Cc]hủ động |[Đđ]ồng thời |[Kk]ịp thời )?phối hợp (?:chặt chẽ )?với )")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of a table holds what; -1: none does."""

    task: int
    lead: int
    support: int


def find_duties(blocks: Sequence[Block], passages: Mapping[int, Passage]) -> tuple[Duty, ...]:
    """One duty for one agency and one sentence or bullet. `agency` is in the text's own words; corpus.agencies.agency_id tells its id."""
    duties: list[Duty] = []
    columns: _Columns | None = None
    for at, block in enumerate(blocks):
        passage = passages.get(block.paragraph)
        if block.cells:
            columns = _columns(block.cells) or columns
            if columns and not block.is_heading and not _columns(block.cells):
                duties += _from_row(block, columns, passage)
            continue
        columns = None
        if block.part in (Part.OPENING, Part.FOOTNOTE) or block.is_heading or _sets_no_duties(block):
            continue
        duties += _from_role_line(blocks, at, passage) or _from_block(block, passage)
    return tuple(dict.fromkeys(duties))


def _sets_no_duties(block: Block) -> bool:
    """Under purposes, goals and the present state nobody is tasked; "Tổ chức thực hiện" deeper down would say otherwise."""
    for heading in reversed(block.headings):
        if _DUTIES.search(heading.title):
            return False
        if _NO_DUTIES.match(heading.title):
            return True
    return False


def _from_block(block: Block, passage: Passage | None) -> list[Duty]:
    heads = () if block.outdented else _heading_agencies(block)
    own = list(_from_sentences(block.body, passage, heads))
    if heads and not any(_at_start(block.body, duty.quote) and duty.role is not None for duty in own if duty.agency not in heads):
        return list(_from_item(block.body, heads, passage))
    return own


def _at_start(text: str, quote: str) -> bool:
    return text.startswith(quote[:40])


def _heading_agencies(block: Block) -> tuple[str, ...]:
    """The agencies that the nearest heading naming some gives its bullets to."""
    for heading in reversed(block.headings):
        if heading.open_ended and heading.level is not Level.ARABIC:
            continue
        agencies = split_agencies(heading.title) if len(heading.title) < 260 else ()
        if agencies and not re.search(r"\b(?:công tác|tình hình|nhiệm vụ|hoạt động)\b", heading.title[:30].lower()):
            return agencies
    return ()


def _from_item(text: str, agencies: Sequence[str], passage: Passage | None) -> Iterator[Duty]:
    """An item under a heading that names agencies: one duty for each of them; a second where "; phối hợp với …" begins another role."""
    first, *more = _SHARED_SUPPORT.split(text)
    role = _role(first)
    if role is DutyRole.SUPPORT or not more or not partners(more[0]):
        first, more = text, []
    for quote in (first, *more[:1]):
        yield from _duties(agencies, _role(quote), quote.strip(), passage)


def _duties(agencies: Sequence[str], role: DutyRole, quote: str, passage: Passage | None) -> Iterator[Duty]:
    passage_id = passage.id if passage else ""
    sentence = _SENTENCE_END.split(quote)[0] if len(quote) > 600 else quote
    for agency in agencies:
        yield Duty(agency, role, sentence, passage_id)
    for partner in partners(_SENTENCE_END.split(quote)[0]):
        if partner not in agencies:
            yield Duty(partner, DutyRole.SUPPORT, sentence, passage_id)


def _role(act: str) -> DutyRole:
    """Told from the first thing done: "phối hợp …" supports; anything else, and "chủ trì, phối hợp", leads."""
    act = act.strip()
    starts = [0]
    if _ADVERBIAL.match(act):  # "Căn cứ chức năng, nhiệm vụ được giao, phối hợp với …"
        starts = [comma.end() for comma in re.finditer(r", ", act.split(";")[0])]
    for start in starts:
        if _SUPPORTS.match(act[start:]):
            return DutyRole.SUPPORT
        if begins_act(act[start:]):
            return DutyRole.LEAD
    return DutyRole.LEAD


def _from_sentences(text: str, passage: Passage | None, carried: Sequence[str]) -> Iterator[Duty]:
    """Sentences with a subject of their own; one without that begins with "Phối hợp với" goes on with the subject before it."""
    before: Sequence[str] = carried
    for sentence in _SENTENCE_END.split(text):
        found = [] if _IN_TROUBLE.search(sentence) else list(subjects(sentence))
        for at, subject in enumerate(found):
            start = 0 if at == 0 and ";" not in sentence[: subject.start] and not _runs_on(sentence[: subject.start]) else subject.start
            end = found[at + 1].start if at + 1 < len(found) else len(sentence)
            quote = sentence[start:end].strip().rstrip(";").strip()
            yield from _duties(subject.agencies, _role(sentence[subject.act : end]), quote, passage)
            before = subject.agencies
        if not found and before and not carried and _PARTNER_FIRST.match(sentence) and partners(sentence):
            yield from _duties(before, DutyRole.SUPPORT, sentence.strip(), passage)


_PARTNER_FIRST = re.compile(r"^(?:Trong [^;.]{0,120}, )?(?:[Cc]hủ động |[Kk]ịp thời )?[Pp]hối hợp (?:chặt chẽ )?với ")


def _runs_on(before: str) -> bool:
    return len(before) > 160


def _columns(cells: Sequence[str]) -> _Columns | None:
    """The columns of a table whose head has one for who leads."""
    heads = [cell.lower() for cell in cells]
    if max(map(len, heads)) > 80:
        return None

    def column(*names: str) -> int:
        return next((at for at, head in enumerate(heads) if any(name in head for name in names)), -1)

    lead = column("chủ trì", "đơn vị thực hiện", "cơ quan thực hiện", "phân công")
    task = column("nhiệm vụ", "nội dung", "công việc", "hoạt động", "tên ", "giải pháp", "chỉ tiêu")
    return _Columns(task, lead, column("phối hợp")) if lead >= 0 and task >= 0 and task != lead else None


def _from_row(block: Block, columns: _Columns, passage: Passage | None) -> Iterator[Duty]:
    passage_id = passage.id if passage else ""

    def cell(column: int) -> str:
        return block.cells[column].strip() if 0 <= column < len(block.cells) else ""

    if split_agencies(cell(columns.task)):
        return  # a row that lacks the task: its cell spans several rows and stands in the first
    for column, role in ((columns.lead, DutyRole.LEAD), (columns.support, DutyRole.SUPPORT)):
        for agency in split_agencies(cell(column)) or ((cell(column),) if cell(column) else ()):
            if cell(columns.task) and len(agency) < 150:
                yield Duty(agency, role, cell(columns.task), passage_id)


def _from_role_line(blocks: Sequence[Block], at: int, passage: Passage | None) -> list[Duty]:
    """ "Cơ quan chủ trì: Sở Y tế": who does what the paragraph or heading before these lines says."""
    block = blocks[at]
    match = _ROLE_LINE.match(block.body)
    if match is None:
        return []
    task = next(
        (b for b in reversed(blocks[:at]) if not re.match(r"(?:cơ quan|đơn vị|thời gian|thời hạn)[^:]{0,40}:", b.body, re.IGNORECASE)), None
    )
    role = DutyRole.LEAD if match.group(1) else DutyRole.SUPPORT
    quote = task.body if task is not None else block.body
    return [Duty(agency, role, quote, passage.id if passage else "") for agency in split_agencies(match.group(3))]
