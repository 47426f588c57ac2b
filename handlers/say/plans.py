"""The plan itself, its documents and passages; small talk."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.plan import Plan, Reference
from corpus.writing import write_date
from handlers.say.basics import HEADLINE, LONGEST_QUOTE, capital, cut, lines, quoted, source


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


def file_refused() -> str:
    return "Tệp này không nhận được: chỉ nhận .xlsx, .docx, .pdf, .csv hoặc ảnh, không quá 10 MB. Anh/chị gõ câu hỏi bằng chữ giúp."


def no_files_yet() -> str:
    return "Tệp chỉ nhận của đầu mối, lãnh đạo đơn vị đã đăng ký, kèm số liệu. Anh/chị gõ giúp câu hỏi bằng chữ."


def verbatim_title() -> str:
    return "Nguyên văn trong kế hoạch:"


def no_page_numbers() -> str:
    return "Bản kế hoạch đang có không đánh số trang."


def sure() -> str:
    return "Đúng vậy, câu trả lời trên lấy từ nguyên văn kế hoạch:"


def place_headline(place: str) -> str:
    return f"Ở {place}."
