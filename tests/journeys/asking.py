"""Dialogues in which somebody asks what the plan says."""

from __future__ import annotations

from tests.journeys.dialogue import Dialogue, presses, types

ANYBODY, ANOTHER = "người lạ", "người lạ khác"
HOUSING = r"\AÍt nhất 3\.700 căn hộ – nhà ở xã hội"
SOURCE = r"Nguồn: Kế hoạch 743/KH-UBND"
QUOTE = r"“Xây dựng được ít nhất 3\.700 căn hộ nhà ở xã hội"
RURAL = "Hộ gia đình ở nông thôn được sử dụng nước sạch theo quy chuẩn"

QUESTIONS = (
    Dialogue(
        "a question is answered with the number first and its source",
        (types(ANYBODY, "chỉ tiêu nhà ở xã hội là bao nhiêu?", HOUSING, QUOTE, SOURCE, never=("ĐĂNG KÝ",)),),
    ),
    Dialogue(
        "a question without marks or by abbreviation is answered the same",
        (
            types(ANYBODY, "chi tieu nha o xa hoi la bao nhieu", HOUSING, SOURCE),
            types(ANYBODY, "noxh bao nhieu", HOUSING, SOURCE),
            types(ANYBODY, "bhyt", r"\ATrên 95% – dân số tham gia bảo hiểm y tế", SOURCE),
            types(ANYBODY, "ty le that nghiep do thi", r"\ADưới 3,5% – tỉ lệ thất nghiệp khu vực thành thị", SOURCE),
        ),
    ),
    Dialogue(
        "a question that fits several targets is asked back and the choice answered",
        (
            types(ANYBODY, "nước sạch", r"chỉ tiêu nào dưới đây\?", "100% – hộ gia đình ở thành thị", "80% – hộ", offers=(RURAL,)),
            presses(ANYBODY, RURAL, r"\A80% – hộ gia đình ở nông thôn", SOURCE),
            types(ANYBODY, "còn đô thị?", r"\A100% – hộ gia đình ở thành thị"),
            types(ANYBODY, "ai chủ trì?", "Sở Nông nghiệp và Môi trường"),
        ),
    ),
    Dialogue(
        "a choice can be typed as a letter or in its words",
        (
            types(ANYBODY, "nước sạch", offers=(RURAL,)),
            types(ANYBODY, "C", r"\A80% – hộ gia đình ở nông thôn"),
            types(ANOTHER, "nước sạch", offers=(RURAL,)),
            types(ANOTHER, "hộ gia đình ở nông thôn được sử dụng nước sạch theo quy chuẩn", r"\A80% – hộ gia đình ở nông thôn"),
        ),
    ),
    Dialogue(
        "what the plan does not say is said not to be there",
        (
            types(
                ANYBODY,
                "lịch tiêm chủng ở đâu",
                r"\AKế hoạch 743/KH-UBND không nêu nội dung này",
                "chỉ tiêu nhà ở xã hội là bao nhiêu",
                never=("Nguồn:",),
            ),
        ),
    ),
    Dialogue(
        "a long list comes whole and in order, in as many messages as it takes",
        (
            types(
                ANYBODY,
                "các chỉ tiêu",
                r"(?s)có 55 chỉ tiêu:.*người có công.*tiêm chủng mở rộng.*nhà ở xã hội.*văn hóa.*81% – dân số đô thị",
            ),
            types(ANYBODY, "nhiệm vụ của Sở Nội vụ", r"(?s)có 8 nhiệm vụ.*\n1\. .*\n6\. .*\n7\. .*\n8\. "),
        ),
    ),
    Dialogue(
        "whoever greets is told what can be asked",
        (types(ANYBODY, "xin chào", "743/KH-UBND", r"(?i)chỉ tiêu"),),
    ),
)
