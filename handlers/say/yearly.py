"""What is said of the plan's yearly deadline to whoever may open a period for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.plan import Deadline
from corpus.writing import write_date
from handlers.say.basics import lines

OPEN_SO = "Mở kỳ như trên"


def command(year: int, cutoff: date, due_on: date) -> str:
    return f"mở kỳ báo cáo năm {year}, chốt {write_date(cutoff)}, hạn {write_date(due_on)}"


def _days(some: Sequence[Deadline]) -> str:
    return "; ".join(f"{'trước' if one.strict else 'chậm nhất'} {one.day:02d}/{one.month:02d} gửi {one.to}" for one in some)


def by_the_plan(some: Sequence[Deadline]) -> str:
    return f"Hạn lấy theo Kế hoạch (hằng năm, {_days(some)}); mốc sớm nhất là hạn của kỳ. Đổi ngày thì gõ lại, có chốt và hạn."


def offered(plan: str, year: int, cutoff: date, due_on: date, some: Sequence[Deadline]) -> str:
    return lines(
        f"Kế hoạch {plan} yêu cầu đơn vị báo cáo hằng năm: {_days(some)}. Kỳ báo cáo năm {year} chưa mở nên chưa nhắc đơn vị nào.",
        f"Mở kỳ: {command(year, cutoff, due_on)}?",
        "Anh/chị có thể gõ ngày khác, hoặc gửi tệp Excel (công văn, ngày chốt, hạn, chỉ tiêu và đơn vị).",
    )
