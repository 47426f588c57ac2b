"""Every sentence the bot says. Numbers come in as values and go out as Vietnamese writes them; quotes stay verbatim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from corpus.plan import Agency, Comparator, Contradiction, Deadline, Passage, Plan, Reference, Target
from corpus.writing import write_comparator, write_date, write_number, write_quantity

HEADLINE = 200
"""Characters a first line may take: a phone's notification shows about as many, and a quote is cut there."""
LONG_QUOTE, LONGEST_QUOTE = 700, 1200


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def within(limit: int, *parts: str) -> str:
    """The parts a line each, those left out that would pass the limit; the first always stands."""
    kept: list[str] = []
    for part in parts:
        if part and (not kept or sum(map(len, kept)) + len(kept) + len(part) <= limit):
            kept.append(part)
    return lines(*kept)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def cut(text: str, limit: int) -> str:
    """The text, or its beginning up to a word's end with "…"."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: text.rindex(" ", 0, limit)].rstrip(" ,;:") + "…"


def quoted(text: str, limit: int = LONG_QUOTE) -> str:
    return f"“{cut(text, limit)}”"


def source(plan: Plan, place: str) -> str:
    return f"Nguồn: Kế hoạch {plan.number}, {place}."


# ---------------------------------------------------------------- chỉ tiêu


def goal(target: Target) -> str:
    """ "ít nhất 3.700 căn hộ", "trên 95%"; for a state, the plan's own words."""
    if target.goal is None:
        return target.state
    return " ".join(part for part in (write_comparator(target.comparator), write_quantity(target.goal, target.measure)) if part)


def when_and_where(target: Target) -> str:
    year = f"đến năm {target.by}" if target.by else "không nêu năm"
    return f"{target.scope}, {year}" if target.scope else year


def headline(target: Target) -> str:
    """The answer in one line: the number with its comparator, what it is, where and by when."""
    tail = f" ({when_and_where(target)})"
    if target.goal is None:
        tail = f" (không có con số; {when_and_where(target)})"
        body = target.name if target.state in target.name else f"{target.name}: {target.state}"
    else:
        body = f"{goal(target)} – {target.name}"
    return capital(cut(body, HEADLINE - len(tail))) + tail


def responsibility(target: Target, names: Sequence[str], place: str, missing: str) -> str:
    if names:
        return f"Đơn vị được giao việc này: {', '.join(names)} – {quoted(target.responsible_quote, 220)} ({place})."
    return f"Bản kế hoạch đang có{missing} không giao chỉ tiêu này cho đơn vị cụ thể nào."


def without_annexes(plan: Plan) -> str:
    annexes = [name.removeprefix("Phụ lục ") for name in plan.missing if name.startswith("Phụ lục")]
    return f" (thiếu Phụ lục {', '.join(annexes)})" if annexes else ""


def note(text: str) -> str:
    return f"Lưu ý: {text}" if text else ""


def advice(item: Contradiction) -> str:
    return note(item.advice)


def dispute(item: Contradiction, shown: str) -> str:
    """Both wordings with the advice; what stands in `shown` is not said again."""
    return lines(advice(item), *(f"– {quoted(quote, 220)}" for quote in item.quotes if quote not in shown))


def related(targets: Iterable[Target]) -> str:
    listed = [f"– {headline(target)}" for target in targets]
    return lines("Liên quan:", *listed) if listed else ""


def no_commune_goal() -> str:
    return "Kế hoạch không đặt chỉ tiêu riêng cho từng xã, phường hay đơn vị; đây là chỉ tiêu chung."


def premise_wrong(target: Target, asked: Iterable[Decimal]) -> str:
    numbers = ", ".join(write_number(number) for number in asked)
    return f"Con số anh/chị nêu ({numbers}) không khớp: kế hoạch ghi {goal(target)}."


def premise_right() -> str:
    return "Đúng như anh/chị nêu."


def both(targets: Sequence[Target]) -> str:
    """Several targets in one first line, short."""
    return capital("; ".join(f"{goal(t)} – {t.name} ({t.by or 'không nêu năm'})" for t in targets))


def which_one() -> str:
    return "Anh/chị muốn hỏi chỉ tiêu nào?"


# ---------------------------------------------------------------- so sánh


def difference(high: Target, low: Target) -> str:
    """The difference with its operands; a fair one only between goals of one measure."""
    if high.goal is None or low.goal is None:
        return cannot_subtract(high, low)
    unit = "điểm %" if high.measure == "%" else write_quantity(high.goal - low.goal, high.measure).split(" ", 1)[-1]
    if high.goal == low.goal:
        return f"Bằng nhau, đều {goal(high)}: {high.name}; {low.name}."
    result = f"{write_number(high.goal)} − {write_number(low.goal)} = {write_number(high.goal - low.goal)} {unit}"
    return f"Chênh {result}: {high.name} ({goal(high)}) cao hơn {low.name} ({goal(low)})."


def cannot_subtract(first: Target, second: Target) -> str:
    return f"{capital(goal(first))} – {first.name}; {goal(second)} – {second.name}: khác đơn vị tính hoặc không có số nên không trừ được."


# ---------------------------------------------------------------- danh sách


def list_title(plan: Plan, what: str, count: int) -> str:
    return f"Kế hoạch {plan.number} có {count} chỉ tiêu{what}:"


def list_line(target: Target) -> str:
    year = str(target.by) if target.by else "không nêu năm"
    return (
        f"• {capital(goal(target))} – {target.name} ({year})"
        if target.goal is not None
        else f"• {capital(cut(target.name, 120))}: {cut(target.state, 110)} ({year})"
    )


def nothing_listed(plan: Plan, what: str) -> str:
    return f"Kế hoạch {plan.number} không có chỉ tiêu nào{what}."


def counts(numeric: int, stated: int, per_place: Sequence[tuple[str, int, int]], repeated: int) -> str:
    first = f"Kế hoạch nêu {numeric} chỉ tiêu có con số và {stated} mục tiêu định tính (đếm từng vế trong câu)."
    rows = [f"– {place}: {total} mục, {numbers} có con số" for place, total, numbers in per_place]
    repeats = f"Trong đó {repeated} mục nhắc lại mục đã nêu." if repeated else ""
    return lines(first, *rows, repeats)


def about_field(field: str) -> str:
    return f" về {field[:1].lower()}{field[1:]}"


def quantity(value: Decimal, measure: str) -> str:
    return write_quantity(value, measure)


def about_value(value: str) -> str:
    return f" là {value}"


def about_comparator(comparator: Comparator) -> str:
    return f" ghi “{write_comparator(comparator)}”"


def about_stated() -> str:
    return " nêu bằng lời, định tính"


def about_year(year: int) -> str:
    return f" có mốc năm {year}"


def about_agency(name: str) -> str:
    return f" gắn với {name}"


def about_scope(scope: str) -> str:
    return f" cho {scope}"


# ---------------------------------------------------------------- nhiệm vụ


def who(leads: Sequence[str], supports: Sequence[str], place: str) -> str:
    if leads:
        helpers = f"; phối hợp: {', '.join(supports)}" if supports else ""
        return f"{', '.join(leads)}{helpers} – theo {place}."
    return f"{', '.join(supports)} phối hợp thực hiện (kế hoạch không ghi ai chủ trì) – theo {place}."


def another_task(leads: Sequence[str], supports: Sequence[str], quote: str, place: str) -> str:
    return f"• {', '.join((*leads, *supports))}: {quoted(quote, 300)} ({place})."


def no_owner(plan: Plan) -> str:
    return f"Kế hoạch {plan.number}{without_annexes(plan)} không ghi rõ đơn vị nào phụ trách việc này."


def target_without_owner(target: Target, plan: Plan) -> str:
    return f"Bản Kế hoạch {plan.number} đang có{without_annexes(plan)} không giao chỉ tiêu này cho đơn vị cụ thể: {target.name}."


def nearest_tasks() -> str:
    return "Các câu giao việc gần nhất:"


def duty_title(name: str, count: int, plan: Plan) -> str:
    return f"{name} có {count} nhiệm vụ nêu trong Kế hoạch {plan.number}:"


def duty_line(number: int, quote: str, place: str, *, support: bool) -> str:
    return f"{number}. {'(phối hợp) ' if support else ''}{quoted(quote, 230)} ({place})"


def matter_title(count: int, plan: Plan) -> str:
    return f"Kế hoạch {plan.number} nêu {count} nội dung về việc này:"


def more_duties(count: int) -> str:
    return f"Còn {count} nhiệm vụ nữa; anh/chị hỏi thêm theo từng việc, ví dụ: … làm gì về nước sạch?"


def shared_duties(groups: Sequence[str]) -> str:
    return f"Nhiệm vụ chung, giao cho {', '.join(groups)}:"


def all_agencies(plan: Plan, rows: Sequence[tuple[str, int]]) -> str:
    listed = [f"• {name}: {count} nhiệm vụ" for name, count in rows]
    return lines(f"Kế hoạch {plan.number} giao việc cho {len(rows)} đơn vị, nhóm đơn vị:", *listed)


def agency_without_duties(name: str, plan: Plan) -> str:
    return f"Kế hoạch {plan.number} có nhắc {name} nhưng không giao nhiệm vụ riêng."


def ended(agency: Agency) -> str:
    return note(f"{agency.name}: {agency.ended}") if agency.ended else ""


def agency_not_named(name: str, plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu tên {name} trong bản đang có{without_annexes(plan)}."


def successors(name: str, followers: Sequence[str]) -> str:
    return f"{name} là tên cũ; nay việc được chuyển về: {'; '.join(followers)}." if followers else ""


def common_duties_follow(group: str) -> str:
    return f"Nhiệm vụ chung giao “{group}” vẫn áp dụng; anh/chị có thể hỏi: nhiệm vụ của {group}?" if group else ""


# ---------------------------------------------------------------- thời hạn


def due(deadline: Deadline) -> str:
    day = f"{deadline.day:02d}/{deadline.month:02d}"
    every = f"/{deadline.year}" if deadline.year else " hằng năm"
    return f"{'trước ngày' if deadline.strict else 'chậm nhất ngày'} {day}{every}"


def deadline_headline(deadline: Deadline, names: Sequence[str]) -> str:
    return f"{capital(due(deadline))} – {', '.join(names)} gửi {deadline.to}."


def days_left(deadline: Deadline, today: date) -> str:
    year = deadline.year or today.year
    last = deadline.last_day(year)
    if last < today and deadline.year is None:
        last = deadline.last_day(year + 1)
    left = (last - today).days
    shown = f"{last.day:02d}/{last.month:02d}/{last.year}"
    if left < 0:
        return f"Đã quá hạn {-left} ngày (ngày cuối cùng {shown})."
    named = last + timedelta(days=1) if deadline.strict else last
    also = f"; {left + 1} ngày tới mốc {named.day:02d}/{named.month:02d}" if deadline.strict else ""
    return f"Ngày cuối cùng còn trong hạn: {shown}, còn {left} ngày{also}."


def all_deadlines(items: Sequence[Deadline]) -> str:
    return f"Kế hoạch nêu {len(items)} mốc báo cáo: " + _dues(items)


def _dues(items: Sequence[Deadline]) -> str:
    return "; ".join(f"{due(d)} gửi {d.to.split(' (')[0]}" for d in items) + "."


def deadline_row(deadline: Deadline, place: str) -> str:
    return f"• {capital(due(deadline))}, gửi {deadline.to}: {quoted(deadline.quote, 260)} ({place})"


def all_deadlines_too(items: Sequence[Deadline]) -> str:
    return "Mốc khác: " + _dues(items)


def how_often(items: Sequence[Deadline]) -> str:
    return "Kế hoạch chỉ quy định báo cáo hằng năm và đột xuất: " + _dues(items)


def no_such_date() -> str:
    return "Chưa đúng ngày: kế hoạch chỉ ghi các mốc sau."


# ---------------------------------------------------------------- văn bản, nội dung


def reference_headline(item: Reference) -> str:
    issued = f" ngày {write_date(item.date)}" if item.date else ""
    issuer = f" của {item.issuer}" if item.issuer else ""
    number = f" số {item.number}" if item.number else ""
    subject = f": {item.subject}" if item.subject else ""
    return cut(f"{item.kind}{number}{issued}{issuer}{subject}", 400) + ("" if subject.endswith(".") else ".")


def documents(plan: Plan, found: Sequence[Reference]) -> str:
    return lines(f"Kế hoạch {plan.number} dẫn {len(found)} văn bản:", *(f"• {reference_headline(item)}" for item in found))


def topic_headline(name: str) -> str:
    return f"{capital(name)} (nguyên văn kế hoạch):"


def no_day_for(name: str) -> str:
    return f"{capital(name)}: kế hoạch không nêu ngày cụ thể."


def about_plan(plan: Plan) -> str:
    return f"Kế hoạch số {plan.number}, {plan.issuer} ban hành ngày {plan.issued.day}/{plan.issued.month}/{plan.issued.year}: {plan.title}."


def plan_details(plan: Plan) -> str:
    missing = f"Bản đang có thiếu: {', '.join(plan.missing)}." if plan.missing else ""
    return lines(f"Địa bàn áp dụng: {plan.area}.", missing)


def passage_answer(text: str, place: str, plan: Plan) -> str:
    first = quoted(text, HEADLINE)
    return lines(first, quoted(text, LONGEST_QUOTE) if len(text) > HEADLINE else "", source(plan, place))


def also(text: str, place: str) -> str:
    return f"• {quoted(text, 320)} ({place})"


# ---------------------------------------------------------------- không có trong kế hoạch


def not_in_plan(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu nội dung này."


def no_such_target(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu chỉ tiêu này."


def no_target_for(qualifier: str, plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu chỉ tiêu riêng cho “{qualifier}”."


def no_target_in_year(year: int, plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu mốc năm {year} cho chỉ tiêu này."


def no_comparison(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu số của cả nước hay tỉnh khác để so sánh."


def no_results(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} chỉ nêu chỉ tiêu, không nêu số liệu thực hiện; bot chưa có số liệu báo cáo nào."


def no_person(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu tên người, chức vụ cá nhân hay số liên hệ."


def no_sanction(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không quy định chế tài hay cách xử lý việc này."


def no_validity(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu thời hạn hiệu lực hay việc thay thế; anh/chị kiểm tra văn bản mới hơn."


def no_money(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu số tiền hay kinh phí cho việc này."


def no_definition(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu định nghĩa khái niệm này."


def no_document(plan: Plan) -> str:
    return f"Kế hoạch {plan.number} không nêu văn bản này."


def other_plan(number: str, plan: Plan) -> str:
    return f"Tôi chỉ tra cứu Kế hoạch {plan.number}, không có Kế hoạch số {number} nên không trả lời thay được."


def lacking(parts: Sequence[str], plan: Plan) -> str:
    return f"Bản Kế hoạch {plan.number} đang có không có {', '.join(parts)} nên không trả lời được phần này."


def horizon(year: int, count: int) -> str:
    return f"Mốc chung là năm {year} ({count} chỉ tiêu); các chỉ tiêu có mốc khác:"


def not_recording() -> str:
    return "Tôi chỉ tra cứu kế hoạch, chưa ghi nhận số liệu; anh/chị gửi số liệu về cơ quan đầu mối giúp."


def out_of_scope(plan: Plan) -> str:
    return f"Tôi chỉ trả lời về Kế hoạch {plan.number}: chỉ tiêu, nhiệm vụ, thời hạn; câu này nằm ngoài phạm vi."


def nearest() -> str:
    return "Gần nhất trong kế hoạch:"


def nearest_passage(text: str, passage: Passage) -> str:
    return f"• {quoted(text, 260)} ({passage.place})"


# ---------------------------------------------------------------- trò chuyện


def greeting(plan: Plan) -> str:
    return lines(f"Chào anh/chị! Tôi tra cứu Kế hoạch {plan.number} của {plan.issuer}.", examples())


def thanks() -> str:
    return "Cảm ơn anh/chị. Cần tra cứu gì thêm, anh/chị cứ hỏi."


def examples() -> str:
    return lines(
        "Anh/chị có thể hỏi, có dấu hay không dấu đều được:",
        "• chỉ tiêu nhà ở xã hội là bao nhiêu?",
        "• ai phụ trách nước sạch?",
        "• Sở Nội vụ có nhiệm vụ gì?",
        "• hạn gửi báo cáo hằng năm?",
        "• các chỉ tiêu về y tế",
    )


def help_text(plan: Plan) -> str:
    issued = f"{plan.issued.day}/{plan.issued.month}/{plan.issued.year}"
    return lines(
        f"Tôi là bot tra cứu Kế hoạch {plan.number} ngày {issued} của {plan.issuer}; mọi câu trả lời trích nguyên văn kế hoạch.",
        examples(),
    )


def say_it_in_words() -> str:
    return "Anh/chị gõ giúp câu hỏi, ví dụ: chỉ tiêu bảo hiểm y tế là bao nhiêu?"


def no_files_yet() -> str:
    return "Tôi chưa đọc được tệp gửi trong trò chuyện; anh/chị gõ giúp câu hỏi bằng chữ."


def verbatim_title() -> str:
    return "Nguyên văn trong kế hoạch:"


def no_page_numbers() -> str:
    return "Bản kế hoạch đang có không đánh số trang."


def sure() -> str:
    return "Đúng vậy, câu trả lời trên lấy từ nguyên văn kế hoạch:"


def place_headline(place: str) -> str:
    return f"Ở {place}."
