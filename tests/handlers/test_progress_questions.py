"""Asking how a target stands, what it lacks, its history and its chart; and who is told what."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.plan import ValueKind
from store.ledger import Nature, Report, Ruling
from tests.handlers.desk import Desk
from tests.handlers.progressing import (
    BUILDING,
    HEALTH,
    HOUSING,
    INSURANCE,
    JOBLESS,
    STUNTED,
    TRAINED,
    Bureau,
    Part,
)

MANY = ["tiến độ nhà ở xã hội", "NOXH đến đâu rồi", "NOXH được bao nhiêu rồi", "đã xây được bao nhiêu căn NOXH", "tien do noxh",
        "noxh toi dau roi em", "NOXH hiện nay thế nào", "cho tôi xem tiến độ CT32", "số mới nhất của NOXH"]  # fmt: skip


@pytest.fixture
def office(desk: Desk) -> Bureau:
    return Bureau(desk)


@pytest.mark.parametrize("text", MANY)
def test_any_wording_is_told_the_newest_number(text: str, office: Bureau) -> None:
    office.sent(HOUSING, "1200", date(2026, 6, 30), kind=ValueKind.CUMULATIVE)
    row = office.sent(HOUSING, "1250", kind=ValueKind.CUMULATIVE)
    said = office.ask(text)
    assert said.split("\n")[0].endswith(": 1.250 căn hộ, đến 30/9/2026 – chưa có mốc năm.")
    assert "Bằng 33,8% mục tiêu ít nhất 3.700 căn hộ đến năm 2030 (1.250/3.700)." in said
    assert f"Số chính thức; chưa tiếp nhận. Sở Xây dựng, sổ số liệu #{row.id}." in said
    assert "Nguồn: Kế hoạch 743/KH-UBND" in said


def test_without_a_number_the_goal_and_who_reports_are_told(office: Bureau) -> None:
    said = office.ask("tiến độ nhà ở xã hội")
    assert "chưa có số liệu báo cáo" in said.split("\n")[0]
    assert "ít nhất 3.700 căn hộ" in said
    assert "Sở Xây dựng" in said


def test_behind_is_told_with_the_milestone_and_its_operands(office: Bureau) -> None:
    office.path(HOUSING, base2024="250", y2026="1500")
    office.sent(HOUSING, "1250")
    said = office.ask("tiến độ NOXH")
    assert "– chậm so với mốc." in said.split("\n")[0]
    assert "Mốc đến 30/9/2026: 1.342 căn hộ, tính đều từ 250 (31/12/2024) đến 1.500 (31/12/2026); thiếu 92 căn hộ." in said


def test_below_is_good_is_told_from_below(office: Bureau) -> None:
    office.path(STUNTED, base2024="21")
    office.sent(STUNTED, "16.5", agency=HEALTH)
    said = office.ask("tiến độ trẻ suy dinh dưỡng thấp còi")
    assert "đúng tiến độ" in said.split("\n")[0]
    assert "Còn cao hơn mục tiêu dưới 15% đến năm 2030 là 1,5 điểm % (16,5 − 15)." in said
    assert "% mục tiêu" not in said
    office.sent(STUNTED, "14.8", date(2026, 10, 31), agency=HEALTH)
    said = office.ask("tiến độ trẻ suy dinh dưỡng thấp còi")
    assert "đạt mục tiêu" in said.split("\n")[0]
    assert "Trong mức mục tiêu dưới 15%" in said


def test_what_was_reached_at_the_beginning_is_lost_at_once(office: Bureau) -> None:
    office.given(JOBLESS, BUILDING)
    office.path(JOBLESS, base2024="2.1")
    office.sent(JOBLESS, "2.6")
    assert office.first("tỉ lệ thất nghiệp chung đến đâu rồi").endswith("– chưa giữ được mức mục tiêu.")


def test_a_part_of_a_period_is_no_state(office: Bureau) -> None:
    office.sent(HOUSING, "35", kind=ValueKind.INCREMENT)
    said = office.ask("tiến độ NOXH")
    assert said.split("\n")[0].endswith(": trong kỳ 35 căn hộ, đến 30/9/2026.")
    assert "Bằng" not in said


# ---- parts


def test_counts_add_up_and_who_is_missing_is_named(office: Bureau) -> None:
    for agency in (BUILDING, HEALTH):
        office.given(HOUSING, agency, Part.CONTRIBUTES)
    office.sent(HOUSING, "1000")
    said = office.ask("tiến độ NOXH")
    assert "mới có 1.000 căn hộ của 1/2 đơn vị, đến 30/9/2026 – chưa đủ số." in said
    assert "Còn thiếu: Sở Y tế." in said
    office.sent(HOUSING, "300", agency=HEALTH)
    said = office.ask("tiến độ NOXH")
    assert said.split("\n")[0].endswith(": 1.300 căn hộ, đến 30/9/2026 – chưa có mốc năm.")
    assert "cộng của 2 đơn vị = 1.300 căn hộ" in said


def test_a_sum_that_lacks_a_part_is_never_behind(office: Bureau) -> None:
    office.path(HOUSING, base2024="250", y2026="1500")
    for agency in (BUILDING, HEALTH):
        office.given(HOUSING, agency, Part.CONTRIBUTES)
    office.sent(HOUSING, "10")
    assert "chậm" not in office.ask("tiến độ NOXH")
    assert "Không có chỉ tiêu nào chậm" in office.ask("chỉ tiêu nào đang chậm")


def test_who_has_nothing_to_report_is_not_missing(office: Bureau) -> None:
    for agency in (BUILDING, HEALTH):
        office.given(HOUSING, agency, Part.CONTRIBUTES)
    office.sent(HOUSING, "1000")
    office.sent(HOUSING, None, agency=HEALTH, report=Report.NIL)
    said = office.ask("tiến độ NOXH")
    assert "1.000 căn hộ, đến 30/9/2026" in said.split("\n")[0]
    assert "Không phát sinh: Sở Y tế." in said


def test_shares_are_never_averaged(office: Bureau) -> None:
    for agency in (BUILDING, HEALTH):
        office.given(TRAINED, agency, Part.CONTRIBUTES)
    office.sent(TRAINED, "20")
    office.sent(TRAINED, "30", agency=HEALTH)
    said = office.ask("tiến độ lao động qua đào tạo có bằng cấp, chứng chỉ")
    assert "chưa có số chung (tỷ lệ không cộng, không lấy trung bình được; cần tử số và mẫu số)" in said.split("\n")[0]
    assert "25%" not in said.replace("ít nhất 25%", "")


def test_numerators_and_denominators_are_summed_and_then_divided(office: Bureau) -> None:
    for agency in (BUILDING, HEALTH):
        office.given(TRAINED, agency, Part.CONTRIBUTES)
    office.sent(TRAINED, "90", numerator=90, denominator=100)
    office.sent(TRAINED, "10", agency=HEALTH, numerator=100, denominator=1000)
    said = office.ask("tiến độ lao động qua đào tạo có bằng cấp, chứng chỉ")
    assert "17,27%" in said.split("\n")[0]  # 190/1.100, not the 50% between 90 and 10
    assert "190 : 1.100 × 100 = 17,27%" in said


def test_the_leads_own_number_goes_before_the_sum_and_both_are_shown(office: Bureau) -> None:
    office.given(HOUSING, BUILDING)
    for agency in (HEALTH, "so-noi-vu"):
        office.given(HOUSING, agency, Part.CONTRIBUTES)
    office.sent(HOUSING, "1250")
    office.sent(HOUSING, "700", agency=HEALTH)
    office.sent(HOUSING, "500", agency="so-noi-vu")
    said = office.ask("tiến độ NOXH")
    assert "1.250 căn hộ" in said.split("\n")[0]
    assert "Cộng của 2 đơn vị thì được 1.200 căn hộ." in said


def test_two_leads_that_differ_are_both_told(office: Bureau) -> None:
    for agency in (BUILDING, HEALTH):
        office.given(INSURANCE, agency)
    office.sent(INSURANCE, "94.2", date(2026, 6, 30))
    office.sent(INSURANCE, "94.6", agency=HEALTH)
    said = office.ask("tiến độ BHYT")
    assert "94,6%" in said.split("\n")[0]
    assert "Sở Xây dựng báo khác: 94,2%, đến 30/6/2026" in said


def test_one_agencys_number_can_be_asked_for(office: Bureau) -> None:
    for agency in (BUILDING, HEALTH):
        office.given(INSURANCE, agency)
    office.sent(INSURANCE, "94.2")
    office.sent(INSURANCE, "94.6", agency=HEALTH)
    assert "94,2%" in office.first("tiến độ BHYT của Sở Xây dựng")


# ---- what lacks


def test_what_lacks_has_its_operands(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    assert office.ask("NOXH còn thiếu bao nhiêu").startswith("Còn thiếu 2.450 căn hộ (3.700 − 1.250) để đạt ít nhất 3.700 căn hộ")


def test_what_lacks_is_asked_of_the_target_just_spoken_of(office: Bureau) -> None:
    office.sent(INSURANCE, "94.2", agency=HEALTH)
    office.ask("chỉ tiêu BHYT là bao nhiêu")
    assert office.ask("còn thiếu bao nhiêu").startswith("Còn thiếu hơn 0,8 điểm % (95 − 94,2)")


def test_what_lacks_below_is_what_must_still_fall(office: Bureau) -> None:
    office.sent(STUNTED, "16.5", agency=HEALTH)
    assert office.ask("thấp còi còn thiếu bao nhiêu").startswith("Còn phải giảm hơn 1,5 điểm % (16,5 − 15)")
    office.sent(STUNTED, "14.5", date(2026, 10, 1), agency=HEALTH)
    assert office.ask("thấp còi còn thiếu bao nhiêu").startswith("Không còn thiếu")


# ---- history and charts


def test_the_history_shows_what_is_in_force_and_every_version_on_request(office: Bureau) -> None:
    first = office.sent(INSURANCE, "94.2", date(2026, 6, 30), agency=HEALTH)
    office.sent(INSURANCE, "94.4", date(2026, 6, 30), agency=HEALTH, replaces=first.id)
    office.sent(INSURANCE, "94.9", agency=HEALTH, nature=Nature.ESTIMATE)
    said = office.ask("lịch sử BHYT")
    assert "– 30/9/2026: 94,9% (ước" in said
    assert "94,4%" in said
    assert "94,2%" not in said
    said = office.ask("lịch sử BHYT, mọi lần sửa")
    assert f"#{first.id}, ghi 20/11/2026: 94,2%" in said
    assert f"thay #{first.id}" in said


def test_a_withdrawn_number_is_gone_from_the_history_but_not_from_its_versions(office: Bureau) -> None:
    row = office.sent(HOUSING, "1250")
    person = office.desk.person(office.an)
    assert person is not None
    from store import ledger

    office.desk.store.transact(lambda db: ledger.withdraw(db, person, row, "batch", office.desk.now))
    assert "chưa có số liệu báo cáo" in office.ask("tiến độ NOXH")
    assert "chưa có số liệu nào trong sổ" in office.ask("lịch sử NOXH")
    assert "đã rút" in office.ask("mọi lần sửa NOXH")


def test_a_chart_comes_with_its_answer_in_words(office: Bureau) -> None:
    office.path(HOUSING, base2024="250", y2026="1500")
    accepted = office.sent(HOUSING, "1200", date(2026, 6, 30))
    office.ruled(accepted, Ruling.ACCEPTED)
    office.sent(HOUSING, "1250")
    said = office.ask("biểu đồ NOXH")
    chart = office.chart(office.viewer)
    assert "1.250 căn hộ" in said.split("\n")[0]
    assert [(str(point.value), point.provisional) for point in chart.points] == [("1200", False), ("1250", True)]
    assert [str(point.value) for point in chart.path] == ["250", "1500", "3700"]
    assert (str(chart.goal), chart.goal_on, chart.measure) == ("3700", date(2030, 12, 31), "căn hộ")
    assert "Nguồn: Kế hoạch 743/KH-UBND; số liệu Sở Xây dựng báo" in chart.notes[-1]


def test_what_is_urban_is_no_chart(office: Bureau) -> None:
    assert "Khoảng 35,4 m² sàn/người" in office.first("diện tích nhà ở bình quân tại đô thị đạt bao nhiêu?")
    assert "Khoảng 35,4 m² sàn/người" in office.first("dien tich nha o binh quan tai do thi la bao nhieu")


# ---- which target


def test_where_several_targets_fit_it_is_asked_which(office: Bureau) -> None:
    office.sent("CT37", "71", agency=BUILDING)
    assert "của chỉ tiêu nào dưới đây" in office.ask("tiến độ nước sạch")
    said = office.desk.press(office.viewer, next(label for label in office.viewer.labels if "nông thôn" in label))
    assert ": 71%" in said.split("\n")[0]


def test_what_names_no_target_is_a_question_of_the_plan(office: Bureau) -> None:
    plan = office.ask("hạn báo cáo tiến độ là khi nào", office.stranger)
    assert office.ask("hạn báo cáo tiến độ là khi nào") == plan


# ---- who sees what


def test_a_stranger_is_told_the_plan_alone_unless_progress_is_open(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    for text in ("tiến độ NOXH", "chỉ tiêu NOXH là bao nhiêu", "lịch sử NOXH", "chỉ tiêu nào đang chậm"):
        assert "1.250" not in office.ask(text, office.stranger), text
    office.opened_to_all()
    assert "1.250 căn hộ" in office.first("tiến độ NOXH", office.stranger)
    assert "Số mới nhất: 1.250 căn hộ" in office.ask("chỉ tiêu NOXH là bao nhiêu", office.stranger)


def test_in_a_group_nobodys_numbers_are_told(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    assert "1.250" not in office.desk.say(office.an, "tiến độ NOXH", private=False)


def test_every_answer_about_a_target_carries_its_newest_number(office: Bureau) -> None:
    row = office.sent(HOUSING, "1250", late=True)
    plan = office.ask("chỉ tiêu NOXH là bao nhiêu", office.stranger)
    said = office.ask("chỉ tiêu NOXH là bao nhiêu").split("\n")
    assert said[0] == plan.split("\n")[0]
    assert said[1] == "Số mới nhất: 1.250 căn hộ, đến 30/9/2026 (Sở Xây dựng; số chính thức; chưa tiếp nhận; nộp muộn)."
    assert said[2:] == plan.split("\n")[1:]
    office.ruled(row, Ruling.ACCEPTED)
    assert "đã tiếp nhận; nộp muộn" in office.ask("chỉ tiêu NOXH là bao nhiêu")


def test_an_answer_about_two_targets_carries_both_numbers(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    office.sent(INSURANCE, "94.2", agency=HEALTH)
    said = office.ask("NOXH và BHYT là bao nhiêu")
    assert "Số mới nhất – Nhà ở xã hội" in said
    assert "94,2%" in said


def test_thanks_and_lists_carry_no_number(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    office.ask("chỉ tiêu NOXH là bao nhiêu")
    assert "1.250" not in office.ask("cảm ơn")
    assert "1.250" not in office.ask("các chỉ tiêu về nhà ở, nước sạch")


def test_why_a_number_is_to_be_reviewed_is_told_to_its_agency_and_the_coordinators(office: Bureau) -> None:
    row = office.sent(HOUSING, "1250")
    office.ruled(row, Ruling.REVIEW, "thấp hơn kỳ trước")
    for chat, sees in ((office.an, True), (office.lead, True), (office.chief, True), (office.binh, False), (office.viewer, False)):
        for text in ("tiến độ NOXH", "chỉ tiêu NOXH là bao nhiêu", "lịch sử NOXH"):
            said = office.ask(text, chat).lower()
            assert "đề nghị rà soát" in said
            assert ("thấp hơn kỳ trước" in said) == sees


def test_drafts_are_seen_by_their_own_agency_alone(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    draft = office.sent(HOUSING, "1300", date(2026, 10, 31), draft=True)
    texts = ("tiến độ NOXH", "chỉ tiêu NOXH là bao nhiêu", "lịch sử NOXH", "mọi lần sửa NOXH", "biểu đồ NOXH")
    for text in texts[:4]:
        for chat in (office.an, office.lead):
            said = office.ask(text, chat)
            assert "1.300" in said, text
            assert "nháp, chờ lãnh đạo duyệt" in said.lower()
    for text in texts:
        for chat in (office.binh, office.viewer, office.chief, office.stranger):
            assert "1.300" not in office.ask(text, chat), text
    office.ask("biểu đồ NOXH", office.an)
    assert [str(point.value) for point in office.chart(office.an).points] == ["1250"]  # a picture is soon sent on
    office.ruled(draft, Ruling.RELEASED)
    assert "1.300 căn hộ" in office.first("tiến độ NOXH", office.binh)


def test_practising_is_never_counted(office: Bureau) -> None:
    office.sent(HOUSING, "9999", practice=True)
    for text in ("tiến độ NOXH", "lịch sử NOXH", "mọi lần sửa NOXH", "chỉ tiêu NOXH là bao nhiêu", "tổng quan", "gửi bảng"):
        for chat in (office.an, office.chief):
            assert "9.999" not in office.ask(text, chat)
    assert "9999" not in repr(office.book(office.chief))


def test_what_nobody_was_given_is_labelled(office: Bureau) -> None:
    office.sent(JOBLESS, "2.4", unassigned=True)
    assert "chờ giao" in office.ask("tỉ lệ thất nghiệp chung là bao nhiêu")


def test_the_last_word_that_there_is_no_number_yet_is_told_with_its_reason(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    office.sent(HOUSING, None, date(2026, 10, 31), report=Report.NONE_YET, note="chờ nghiệm thu")
    assert "Sở Xây dựng, đến 31/10/2026: chưa có số liệu, chờ nghiệm thu." in office.ask("tiến độ NOXH")
