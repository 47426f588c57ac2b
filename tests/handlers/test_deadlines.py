from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.handlers.conftest import Talk, first_line


def test_the_yearly_deadline_is_told_with_both_days_and_the_contradiction(talk: Talk) -> None:
    answer = talk("Hạn gửi báo cáo hằng năm là ngày nào?")
    assert "25/11" in first_line(answer)
    assert "15/12" in first_line(answer)
    assert "Nên gửi trước 25/11" in answer


def test_before_the_25th_ends_on_the_24th(talk: Talk) -> None:
    assert "24/11/2026, còn 4 ngày" in talk("Gửi báo cáo cho Sở Y tế trước ngày nào?")


def test_after_the_last_day_the_next_years_day_is_counted(talk: Talk) -> None:
    late = datetime(2026, 11, 25, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert "24/11/2027" in talk("Gửi báo cáo cho Sở Y tế trước ngày nào?", now=late)


def test_a_report_to_the_ministry_has_its_own_day(talk: Talk) -> None:
    assert "05/12" in first_line(talk("Báo cáo Bộ Y tế trước ngày nào?"))


def test_a_wrong_day_is_set_right(talk: Talk) -> None:
    answer = talk("hạn báo cáo 25 tháng 12 đúng không?")
    assert "Chưa đúng" in first_line(answer)
    assert "25/11" in answer


def test_no_quarterly_report_is_made_up(talk: Talk) -> None:
    assert "hằng năm và đột xuất" in first_line(talk("Có phải nộp báo cáo quý không?"))


def test_a_penalty_that_the_plan_does_not_name_is_told_so(talk: Talk) -> None:
    assert "không quy định" in first_line(talk("Trễ hạn báo cáo bị xử lý thế nào?"))


def test_the_sender_of_a_report_tells_which_deadline_is_meant(talk: Talk) -> None:
    assert "05/12" in first_line(talk("Sở Y tế phải báo cáo bộ trước ngày nào?"))
    assert "25/11" in first_line(talk("hạn gửi báo cáo cho Sở Y tế là ngày nào?"))


def test_the_recipient_behind_the_verb_goes_before_the_sender(talk: Talk) -> None:
    assert first_line(talk("Sở Y tế báo cáo Bộ Y tế khi nào?")).startswith("Trước ngày 05/12")


def test_the_last_day_is_said_to_be_today(talk: Talk) -> None:
    on_the_day = datetime(2026, 11, 24, 16, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert "Hôm nay, 24/11/2026, là ngày cuối cùng" in talk("hạn gửi báo cáo cho Sở Y tế?", now=on_the_day)


def test_a_department_is_told_its_own_deadlines_and_not_another_bodys(talk: Talk) -> None:
    line = first_line(talk("Sở Nội vụ phải báo cáo khi nào?"))
    assert "25/11" in line
    assert "15/12" in line
    assert "05/12" not in line
