"""What is said to whoever asks how things stand: numbers, lists, who has reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from corpus.plan import Comparator, Target, ValueKind
from corpus.writing import write_date, write_number, write_quantity
from handlers.progress.asked_back import Kind
from handlers.progress.status import Expected, Milestone, Status, is_below_good
from handlers.say.basics import capital, cut
from handlers.say.progress import amount, kind, nature, report
from handlers.say.progress import share as share_of_goal
from handlers.say.targets import goal, when_and_where
from store.ledger import Nature, Report, Standing, Submission
from store.overview import Head

STATUSES = {
    Status.MET: "đạt mục tiêu",
    Status.ON_TRACK: "đúng tiến độ",
    Status.BEHIND: "chậm so với mốc",
    Status.NOT_MET: "không đạt mục tiêu",
    Status.NO_PATH: "chưa có mốc năm",
    Status.NO_NUMBER: "chưa có số liệu",
}
STANDINGS = {
    Standing.DRAFT: "nháp, chờ lãnh đạo duyệt",
    Standing.SENT: "chưa tiếp nhận",
    Standing.ACCEPTED: "đã tiếp nhận",
    Standing.REVIEW: "đề nghị rà soát",
}
PHRASES = {
    Kind.PROGRESS: "tiến độ",
    Kind.LACKING: "còn thiếu bao nhiêu",
    Kind.HISTORY: "lịch sử",
    Kind.VERSIONS: "mọi lần sửa",
    Kind.CHART: "biểu đồ",
}
"""How each is asked for, with the target's name or code behind it."""
COMMUNES = "Các xã, phường"
NOT_ENOUGH, LATE, UNASSIGNED = "chưa đủ số", "nộp muộn", "chờ giao"
_NAME = 90


def named(target: Target, most: int = _NAME) -> str:
    return capital(cut(target.name, most))


def told(value: Decimal | None, state: str, what: Report, measure: str) -> str:
    """ "1.250 căn hộ", "đang thực hiện", "không phát sinh" """
    if value is not None:
        return write_quantity(value, measure)
    return state or report(what)


def head_told(head: Head, measure: str) -> str:
    part = "trong kỳ " if head.kind is ValueKind.INCREMENT else ""
    return part + told(head.value, head.state, head.report, measure)


def labels(head: Head, reason: str = "") -> str:
    """Its nature, whether it is accepted, and what else is to be minded."""
    said = STANDINGS[head.standing]
    if head.standing is Standing.REVIEW and reason:
        said = f"{said}: {cut(reason, 120)}"
    marks = [UNASSIGNED] if head.unassigned else []
    marks += [LATE] if head.late else []
    kinds = [kind(head.kind)] if head.value is not None and head.kind is ValueKind.INCREMENT else []
    return "; ".join(filter(None, [nature(head.nature), *kinds, said, *marks]))


# ---- beside the plan's answer


def beside(head: Head, agency: str, measure: str, reason: str = "", name: str = "") -> str:
    """One line under the goal."""
    whose = f"Số mới nhất – {capital(cut(name, 50))}" if name else "Số mới nhất"
    return f"{whose}: {head_told(head, measure)}, đến {write_date(head.as_of)} ({agency}; {labels(head, reason)})."


def beside_sum(value: Decimal, measure: str, heads: Sequence[Head], missing: int, first: date, last: date, name: str = "") -> str:
    whose = f"Số mới nhất – {capital(cut(name, 50))}" if name else "Số mới nhất"
    lacking = f", còn thiếu {missing} đơn vị" if missing else ""
    marks = [f"có {nature(Nature.ESTIMATE)}"] if any(head.nature is Nature.ESTIMATE for head in heads) else []
    marks += [f"có số {STANDINGS[one]}" for one in (Standing.SENT, Standing.REVIEW) if any(head.standing is one for head in heads)]
    told_ = "; ".join([_days(first, last), *marks])
    return f"{whose}: {write_quantity(value, measure)}, cộng của {len(heads)} đơn vị{lacking} ({told_})."


# ---- one target


def headline(target: Target, what: str, on: date, judged: str) -> str:
    return f"{named(target)}: {what}, đến {write_date(on)}{f' – {judged}' if judged else ''}."


def judged(target: Target, status: Status, *, kept: bool, ahead: Milestone | None) -> str:
    if target.goal is None:
        return ""
    if status is Status.NOT_MET and kept:
        return "chưa giữ được mức mục tiêu"
    if status is Status.NO_PATH and ahead is not None:
        return f"chưa đến mốc {write_date(ahead.day)}"
    return STATUSES[status]


def share(target: Target, value: Decimal) -> str:
    return share_of_goal(target, value)


def milestone(target: Target, wanted: Expected, value: Decimal, on: date) -> str:
    """What should be there by now, from which milestones, and what lacks."""
    between = (
        ""
        if wanted.before == wanted.after
        else f", tính đều từ {write_number(wanted.before.value)} ({write_date(wanted.before.day)}) "
        f"đến {write_number(wanted.after.value)} ({write_date(wanted.after.day)})"
    )
    gap = value - wanted.value
    good = gap <= 0 if is_below_good(target) else gap >= 0
    unit = "điểm %" if target.measure == "%" else target.measure
    if not gap:
        how = "bằng mốc"
    else:
        word = ("thấp hơn" if is_below_good(target) else "vượt") if good else ("cao hơn" if is_below_good(target) else "thiếu")
        how = f"{word} {write_quantity(abs(gap), '')} {unit}".rstrip()
    return f"Mốc đến {write_date(on)}: {amount(wanted.value, target.measure)}{between}; {how}."


def next_milestone(target: Target, ahead: Milestone) -> str:
    return f"Mốc {write_date(ahead.day)}: {amount(ahead.value, target.measure)}."


def no_path() -> str:
    return "Chưa có mốc từng năm nên không xếp nhanh hay chậm. Ghi mốc: nhắn, ví dụ, “lộ trình NOXH: 2026 800; 2030 3.700”."


def source(head: Head, agency: str, reason: str = "") -> str:
    return f"{capital(labels(head, reason))}. {agency}, sổ số liệu #{head.id}."


def note(text: str) -> str:
    return f"Ghi chú: {cut(text, 160)}" if text else ""


def document(number: str, on: date | None) -> str:
    return f"Văn bản: {number}{f' ngày {write_date(on)}' if on else ''}." if number else ""


def signed(row: str) -> str:
    return f"Văn bản: {row}."


def another(head: Head, agency: str, measure: str) -> str:
    return f"{agency} báo khác: {head_told(head, measure)}, đến {write_date(head.as_of)} ({labels(head)}; #{head.id})."


def same(head: Head, agency: str, measure: str) -> str:
    return f"{agency} cũng báo {head_told(head, measure)}, đến {write_date(head.as_of)} (#{head.id})."


def contributes(agency: str) -> str:
    return f"{agency} là đơn vị phối hợp; đơn vị chủ trì chưa báo số."


def more_parts(count: int) -> str:
    return f"… và {count} đơn vị nữa." if count > 0 else ""


def no_longer_given(agency: str) -> str:
    return f"{agency} hiện không được giao chỉ tiêu này."


def _days(first: date, last: date) -> str:
    return f"đến {write_date(last)}" if first == last else f"các ngày {write_date(first)}–{write_date(last)}"


def sum_of_parts(target: Target, value: Decimal, parts: int, first: date, last: date, top: Decimal | None, bottom: Decimal | None) -> str:
    """How a sum was worked out."""
    if parts == 1:
        return ""
    if top is not None and bottom is not None:
        how = f"{write_number(top)} : {write_number(bottom)} × 100 = {write_number(value)}%, cộng tử số và mẫu số của {parts} đơn vị"
    else:
        how = f"cộng của {parts} đơn vị = {amount(value, target.measure)}"
    return f"Cách tính: {how} ({_days(first, last)})."


def sum_besides(target: Target, value: Decimal, parts: int, missing: int) -> str:
    lacking = f", còn thiếu {missing} đơn vị" if missing else ""
    return f"Cộng của {parts} đơn vị thì được {amount(value, target.measure)}{lacking}."


def part_line(head: Head, agency: str, measure: str) -> str:
    top, bottom = head.numerator, head.denominator
    operands = f" ({write_number(top)}/{write_number(bottom)})" if top is not None and bottom is not None else ""
    return f"– {agency}: {head_told(head, measure)}{operands}, đến {write_date(head.as_of)} ({labels(head)}; #{head.id})"


def parts_title(count: int) -> str:
    return f"Số của từng đơn vị ({count}):"


def unfit(target: Target) -> str:
    why = "tỷ lệ không cộng, không lấy trung bình được; cần tử số và mẫu số" if target.measure == "%" else "đơn vị tính này không cộng được"
    return f"{named(target)}: mới có số của từng đơn vị, chưa có số chung ({why})."


def incomplete(target: Target, value: Decimal, parts: int, of: int, last: date) -> str:
    return f"{named(target)}: mới có {amount(value, target.measure)} của {parts}/{of} đơn vị, đến {write_date(last)} – chưa đủ số."


def missing(names: Sequence[str]) -> str:
    return f"Còn thiếu: {'; '.join(names)}." if names else ""


def nothing_there(names: Sequence[str]) -> str:
    return f"Không phát sinh: {'; '.join(names)}." if names else ""


def communes_counted(count: int) -> str:
    return f"{count} xã, phường"


def agencies_counted(count: int) -> str:
    return f"{count} đơn vị khác"


def no_number(target: Target) -> str:
    return f"{named(target)}: chưa có số liệu báo cáo."


def goal_shortly(target: Target) -> str:
    return cut(goal(target), 60)


def goal_line(target: Target) -> str:
    return f"Mục tiêu: {goal(target)} ({when_and_where(target)})."


def reports_it(names: Sequence[str]) -> str:
    return f"Đơn vị báo cáo: {', '.join(names)}." if names else "Chỉ tiêu này chưa giao cho đơn vị nào."


def draft(what: str, on: date) -> str:
    return f"Nháp, chờ lãnh đạo duyệt: {what}, đến {write_date(on)} (chỉ đơn vị anh/chị thấy)."


def said_nothing(agency: str, what: Report, on: date, note_: str) -> str:
    told_ = {Report.NIL: "không phát sinh", Report.NONE_YET: "chưa có số liệu"}.get(what, "")
    return f"{agency}, đến {write_date(on)}: {told_}{f', {cut(note_, 120)}' if note_ else ''}."


# ---- what lacks


def lacks(target: Target, value: Decimal, on: date, *, met: bool) -> str:
    """The difference with its operands, in the comparator's sense."""
    if target.goal is None:
        return f"{named(target)} không có con số mục tiêu nên không tính phần còn thiếu."
    year = f" đến năm {target.by}" if target.by else ""
    aim, number = write_number(target.goal), write_number(value)
    unit = " điểm %" if target.measure == "%" else f" {target.measure}" if not target.measure.startswith("/") else ""
    if met:
        return f"Không còn thiếu: {named(target)} {amount(value, target.measure)} (đến {write_date(on)}), mục tiêu {goal(target)}{year}."
    if is_below_good(target):
        least = "hơn " if target.comparator is Comparator.LESS_THAN else ""
        by = write_number(value - target.goal)
        return f"Còn phải giảm {least}{by}{unit} ({number} − {aim}) để đạt {goal(target)}{year} – {cut(target.name, _NAME)}."
    more = f"{'hơn ' if target.comparator is Comparator.MORE_THAN else ''}{write_number(target.goal - value)}{unit}"
    return f"Còn thiếu {more} ({aim} − {number}) để đạt {goal(target)}{year} – {cut(target.name, _NAME)}."


def lacks_number(target: Target) -> str:
    return f"Chưa tính được phần còn thiếu: {cut(target.name, _NAME)} chưa có số chung. Mục tiêu {goal(target)}."


# ---- history


def history_title(target: Target, rows: int, *, every: bool) -> str:
    what = "mọi lần ghi, sửa" if every else "số đang có hiệu lực"
    return f"Lịch sử {cut(target.name, _NAME)}: {rows} dòng, {what}."


def history_row(on: date, what: str, marks: str, agency: str, number: int) -> str:
    return f"– {write_date(on)}: {what} ({'; '.join(filter(None, [marks, agency, f'#{number}']))})"


def version_row(at: date, on: date, what: str, marks: str, agency: str, number: int, replaces: int | None) -> str:
    """One version; a withdrawal has no marks of its own."""
    instead = f", thay #{replaces}" if replaces else ""
    behind = "; ".join(filter(None, [marks, agency]))
    return f"– #{number}{instead}, ghi {write_date(at)}: {what}, đến {write_date(on)}{f' ({behind})' if behind else ''}"


def row_marks(row: Submission, reason: str = "") -> str:
    entry = row.entry
    marks = [nature(entry.nature).removeprefix("số ")] if entry.value is not None else []
    marks += ["trong kỳ"] if entry.kind is ValueKind.INCREMENT and entry.value is not None else []
    marks += [STANDINGS[row.standing] + (f": {cut(reason, 80)}" if reason else "")]
    marks += [LATE] if entry.late else []
    marks += [UNASSIGNED] if entry.unassigned else []
    return "; ".join(marks)


def all_from(agency: str) -> str:
    return f"Đơn vị báo cáo: {agency}."


def more_rows(count: int) -> str:
    return f"… và {count} dòng cũ hơn; nhắn “gửi bảng” để có đủ." if count > 0 else ""


def every_version_too(name: str) -> str:
    return f"Xem cả các lần sửa: nhắn “mọi lần sửa {name}”."


def no_history(target: Target) -> str:
    return f"{named(target)}: chưa có số liệu nào trong sổ."


# ---- charts


def chart_title(target: Target) -> str:
    return capital(target.name)


def chart_source(plan: str, agency: str, on: date) -> str:
    return f"Nguồn: Kế hoạch {plan}; số liệu {agency} báo, lập ngày {write_date(on)}"


def several_agencies() -> str:
    return "các đơn vị"


def chart_of_sum(parts: int, missing_: int) -> str:
    return f"Cộng của {parts} đơn vị{f', còn thiếu {missing_} đơn vị' if missing_ else ''}"


def chart_name(target: Target) -> str:
    return f"tien-do-{target.code}.png"


def no_chart(target: Target) -> str:
    why = "không có con số mục tiêu" if target.goal is None else "chưa có số liệu"
    return f"Chưa vẽ được biểu đồ: {cut(target.name, _NAME)} {why}."


# ---- which


def which(phrase: str) -> str:
    return f"{capital(phrase)}: của chỉ tiêu nào dưới đây?"


def name_a_target(phrase: str) -> str:
    return f"Anh/chị nêu tên chỉ tiêu, ví dụ: {phrase} NOXH."


# ---- lists


def list_row(target: Target, what: str, on: date, note_: str = "") -> str:
    return f"– {named(target, 80)}: {what} ({write_date(on)}), mục tiêu {goal_shortly(target)}{f'; {note_}' if note_ else ''}"


def behind_by(wanted: Decimal, measure: str) -> str:
    return f"mốc {amount(wanted, measure)}"


def behind_title(count: int, numbered: int) -> str:
    if not count:
        return f"Không có chỉ tiêu nào chậm trong {numbered} chỉ tiêu có số liệu."
    return f"{count} chỉ tiêu chậm hoặc không đạt, trong {numbered} chỉ tiêu có số liệu:"


def met_title(count: int, numbered: int) -> str:
    return f"{count} chỉ tiêu đạt mục tiêu, trong {numbered} chỉ tiêu có số liệu{':' if count else '.'}"


def unjudged(no_path_: int, without: int) -> str:
    parts = [f"{no_path_} chỉ tiêu chưa có mốc năm nên không xếp nhanh, chậm" if no_path_ else ""]
    parts += [f"{without} chỉ tiêu chưa có số liệu" if without else ""]
    kept = "; ".join(filter(None, parts))
    return f"{capital(kept)}." if kept else ""


def without_title(count: int) -> str:
    return f"{count} chỉ tiêu chưa có số liệu{':' if count else '.'}"


def without_row(target: Target, names: Sequence[str]) -> str:
    return f"– {named(target, 80)}: {', '.join(names) if names else 'chưa giao cho đơn vị nào'}"


def agency_title(agency: str, count: int) -> str:
    return f"{agency} báo cáo {count} chỉ tiêu:" if count else f"{agency} không được giao báo cáo chỉ tiêu nào."


def agency_row(target: Target, what: str, on: date | None, marks: str) -> str:
    if on is None:
        return f"– {named(target, 80)}: chưa có số; mục tiêu {goal_shortly(target)}"
    return f"– {named(target, 80)}: {what}, đến {write_date(on)} ({marks}); mục tiêu {goal_shortly(target)}"
