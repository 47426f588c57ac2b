"""What the plan does not say, and what the bot does not do."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.plan import Passage, Plan
from handlers.say.basics import quoted


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
    return f"Kế hoạch {plan.number} chỉ nêu chỉ tiêu, không nêu số liệu thực hiện; số các đơn vị báo cáo chỉ người đã đăng ký xem được."


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


def other_plan(number: str, plan: Plan) -> str:
    return f"Tôi chỉ tra cứu Kế hoạch {plan.number}, không có Kế hoạch số {number} nên không trả lời thay được."


def lacking(parts: Sequence[str], plan: Plan) -> str:
    return f"Bản Kế hoạch {plan.number} đang có không có {', '.join(parts)} nên không trả lời được phần này."


def horizon(year: int, count: int) -> str:
    return f"Mốc chung là năm {year} ({count} chỉ tiêu); các chỉ tiêu có mốc khác:"


def not_recording() -> str:
    return "Số liệu chỉ nhận của đầu mối, lãnh đạo đơn vị đã đăng ký, ví dụ: NOXH 1.250. Chưa đăng ký thì xin mã của cơ quan điều phối."


def out_of_scope(plan: Plan) -> str:
    return f"Tôi chỉ trả lời về Kế hoạch {plan.number}: chỉ tiêu, nhiệm vụ, thời hạn; câu này nằm ngoài phạm vi."


def about_what() -> str:
    return "Anh/chị hỏi về việc gì? Xin nêu thêm tên chỉ tiêu, nhiệm vụ hoặc đơn vị."


def nearest() -> str:
    return "Gần nhất trong kế hoạch:"


def nearest_passage(text: str, passage: Passage) -> str:
    return f"• {quoted(text, 260)} ({passage.place})"
