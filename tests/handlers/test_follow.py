from __future__ import annotations

from tests.handlers.conftest import Talk, first_line


def test_the_other_scope_leans_on_the_question_before(talk: Talk) -> None:
    assert "3,5%" in first_line(talk("tỉ lệ thất nghiệp chung?", "còn thành thị?"))


def test_who_asks_for_the_owner_of_the_last_target(talk: Talk) -> None:
    assert "Sở Xây dựng" in talk("chỉ tiêu nhà ở xã hội", "ai chủ trì?")


def test_the_wording_of_the_last_answer_is_given_on_request(talk: Talk) -> None:
    assert "trên 95% dân số tham gia bảo hiểm y tế" in talk("BHYT bao nhiêu", "trích nguyên văn đi")


def test_the_place_of_the_last_answer_is_given_and_no_page_is_made_up(talk: Talk) -> None:
    answer = talk("BHYT bao nhiêu", "ở mục nào, trang nào?")
    assert "gạch đầu dòng 2" in answer
    assert "không đánh số trang" in answer


def test_another_year_picks_the_target_of_that_year(talk: Talk) -> None:
    assert "81%" in first_line(talk("nước sạch thành thị bao nhiêu?", "không phải, ý tôi là năm 2025"))


def test_a_new_question_does_not_lean_on_the_old_one(talk: Talk) -> None:
    assert "97%" in first_line(talk("nước sạch nông thôn", "tiêm chủng mở rộng bao nhiêu?"))


def test_after_a_question_that_the_plan_does_not_answer_no_older_sentence_is_quoted(talk: Talk) -> None:
    assert "bảo hiểm y tế" not in talk("BHYT bao nhiêu", "GRDP bình quân đầu người?", "trích nguyên văn đi")


def test_who_may_be_asked_of_a_target_whose_results_the_plan_does_not_say(talk: Talk) -> None:
    assert "Sở Xây dựng" in first_line(talk("NOXH đã xây bao nhiêu căn", "ai chủ trì?"))


def test_a_bare_topic_asked_again_means_all_that_it_may_mean(talk: Talk) -> None:
    again = talk("nước sạch", "C", "nước sạch")
    assert "chỉ tiêu nào dưới đây" in again
    assert again == talk("nước sạch")
