from __future__ import annotations

import pytest

from tests.handlers.conftest import Talk, first_line


def test_the_first_line_is_the_number_with_its_comparator_matter_area_and_year(talk: Talk) -> None:
    line = first_line(talk("chỉ tiêu nhà ở xã hội là bao nhiêu?"))
    assert line.startswith("Ít nhất 3.700 căn hộ")
    assert "nhà ở xã hội" in line
    assert "toàn tỉnh" in line
    assert "2030" in line


def test_the_plans_own_sentence_and_its_place_follow(talk: Talk) -> None:
    answer = talk("chỉ tiêu bảo hiểm y tế")
    assert "“trên 95% dân số tham gia bảo hiểm y tế”" in answer
    assert "Mục tiêu cụ thể năm 2030, gạch đầu dòng 2" in answer


@pytest.mark.parametrize(
    "typed",
    [
        "chi tieu nha o xa hoi la bao nhieu",
        "NOXH bn căn",
        "CHỈ TIÊU NHÀ Ở XÃ HỘI???",
        "chỉ tiêu nhà ở xã hôi là bao nhiêu",
        "chỉ tiêu nha o xã hội",
    ],
)
def test_the_same_question_in_any_spelling_gets_the_same_number(talk: Talk, typed: str) -> None:
    assert "3.700 căn hộ" in first_line(talk(typed))


def test_text_in_decomposed_unicode_is_the_same_text(talk: Talk) -> None:
    import unicodedata

    assert "3.700" in first_line(talk(unicodedata.normalize("NFD", "chỉ tiêu nhà ở xã hội")))


def test_a_state_is_told_in_the_plans_words_and_as_no_number(talk: Talk) -> None:
    line = first_line(talk("HDI phải đạt mấy điểm?"))
    assert "thuộc nhóm cao" in line
    assert "không có con số" in line


def test_two_targets_in_one_question_are_both_told(talk: Talk) -> None:
    line = first_line(talk("dược sĩ với điều dưỡng thì sao"))
    assert "1,2" in line
    assert "25" in line


def test_a_difference_is_shown_with_its_operands(talk: Talk) -> None:
    assert "35,4 − 19,6 = 15,8" in first_line(talk("Diện tích nhà ở đô thị và nông thôn chênh nhau bao nhiêu m2?"))


def test_a_wrong_number_in_the_question_is_set_right(talk: Talk) -> None:
    answer = talk("Vì sao tỉnh đặt 40% lao động tham gia bảo hiểm xã hội?")
    assert "Khoảng 30%" in first_line(answer)
    assert "40" in answer
    assert "không khớp" in answer


def test_the_national_million_flats_are_not_taken_for_the_provinces_goal(talk: Talk) -> None:
    answer = talk("Chỉ tiêu 1 triệu căn nhà ở xã hội của Gia Lai khi nào xong?")
    assert "3.700 căn hộ" in first_line(answer)
    assert "cả nước" in answer


def test_the_number_in_the_question_picks_between_two_scopes(talk: Talk) -> None:
    assert "nông thôn" in first_line(talk("80% nước sạch là thành thị hay nông thôn?"))


def test_a_year_in_the_question_picks_the_target_due_then(talk: Talk) -> None:
    assert "81%" in first_line(talk("Năm 2025 nước sạch đô thị phấn đấu mấy %?"))


def test_what_the_plan_says_twice_differently_is_told_as_both(talk: Talk) -> None:
    answer = talk("nhà ở xã hội bao nhiêu căn")
    assert "Xây dựng được ít nhất 3.700 căn hộ" in answer
    assert "toàn tỉnh xây dựng 3.700 căn" in answer


def test_a_commune_is_told_that_the_plan_gives_it_no_goal_of_its_own(talk: Talk) -> None:
    answer = talk("xã mình phải đạt bao nhiêu % bảo hiểm y tế?")
    assert "Trên 95%" in first_line(answer)
    assert "không đặt chỉ tiêu riêng" in answer


@pytest.mark.parametrize(
    "question",
    [
        "BHYT của xã Ia Krái phải đạt bao nhiêu %?",
        "Tỉ lệ thất nghiệp khu vực nông thôn là mấy %?",
        "Nước sạch nông thôn năm 2028 phải đạt mấy %?",
        "Trẻ suy dinh dưỡng thể nhẹ cân phải dưới bao nhiêu?",
        "Đến nay tỉnh đã xây được bao nhiêu căn nhà ở xã hội rồi?",
        "Giá thuê nhà ở xã hội bao nhiêu một mét vuông?",
        "Chỉ tiêu xã nông thôn mới nâng cao",
        "Tỉ lệ hộ nghèo đến 2030 còn bao nhiêu phần trăm?",
    ],
)
def test_what_is_near_a_target_but_is_not_it_gets_no_number_in_the_first_line(talk: Talk, question: str) -> None:
    line = first_line(talk(question))
    assert "không nêu" in line
    assert "%" not in line
    assert "3.700" not in line


def test_no_first_line_is_too_long_for_a_notification(talk: Talk) -> None:
    from corpus.plans import plan_folders, read_plan

    for target in read_plan(plan_folders()[0]).targets:
        assert len(first_line(talk(target.name))) <= 220, target.code


def test_every_target_is_found_by_each_of_its_names(talk: Talk) -> None:
    from corpus.plans import plan_folders, read_plan
    from handlers import say

    plan = read_plan(plan_folders()[0])
    by_code = {target.code: target for target in plan.targets}
    missed = []
    for target in plan.targets:
        first = by_code.get(target.same_as, target)
        for name in (target.name, *target.aliases):
            answer = talk(f"chỉ tiêu {name}")
            if say.goal(first).split(" – ")[0].lower()[:40] not in answer.lower():
                missed.append((target.code, name))
    assert len(missed) <= 0.03 * sum(1 + len(target.aliases) for target in plan.targets), missed


def test_a_contradiction_about_another_target_of_the_sentence_is_not_told(talk: Talk) -> None:
    assert "Hai chỉ tiêu khác nhau" in talk("nước sạch thành thị bao nhiêu?")
    assert "Hai chỉ tiêu khác nhau" not in talk("nước sạch nông thôn bao nhiêu?")


def test_two_targets_named_by_abbreviations_are_compared(talk: Talk) -> None:
    assert "30 − 25 = 5 điểm %" in first_line(talk("bhtn và bhxh cái nào cao hơn"))


def test_a_year_before_which_a_goal_is_asked_for_does_not_hide_the_goal(talk: Talk) -> None:
    assert "đến năm 2030" in first_line(talk("xóa nhà tạm trước năm 2025 đúng không"))
