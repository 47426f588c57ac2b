"""Who does what, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from corpus.plan import Agency, Deadline, Plan, Target
from handlers.say.basics import capital, lines, quoted
from handlers.say.targets import note, without_annexes


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


def shared_duties_elsewhere(count: int, groups: Sequence[str]) -> str:
    return f"Ngoài ra có {count} nhiệm vụ chung giao {'; '.join(groups)}; anh/chị có thể hỏi: nhiệm vụ của {groups[0]}?"


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
    return f"{name} là tên cũ; theo cách sắp xếp chung của cả nước, việc được chuyển về: {'; '.join(followers)}." if followers else ""


def common_duties_follow(group: str) -> str:
    return f"Nhiệm vụ chung giao “{group}” vẫn áp dụng; anh/chị có thể hỏi: nhiệm vụ của {group}?" if group else ""


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
    if left == 0:
        return f"Hôm nay, {shown}, là ngày cuối cùng còn trong hạn."
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
