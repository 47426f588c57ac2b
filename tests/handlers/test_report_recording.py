"""A contact's numbers: recorded in one turn, echoed, undone, corrected."""

from __future__ import annotations

import pytest

from store.people import Role
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Chat, Desk

INSURANCE = "bao-hiem-xa-hoi"


@pytest.fixture
def contact(desk: Desk) -> Chat:
    return desk.enrolled("c", (Role.CONTACT, BUILDING))


@pytest.fixture
def coordinator(desk: Desk) -> Chat:
    return desk.enrolled("d", (Role.COORDINATOR, ""))


def in_force(desk: Desk) -> list[tuple[str, str, str]]:
    """Target, value and day of what is in force, the newest last."""
    return [
        (row[0], row[1], row[2])
        for row in desk.rows(
            "SELECT target, value, as_of FROM submissions AS s WHERE report <> 'withdrawn' AND practice = 0 "
            "AND NOT EXISTS (SELECT 1 FROM submissions AS n WHERE n.slot = s.slot AND n.id > s.id) ORDER BY id"
        )
    ]


def test_a_clear_number_is_recorded_in_one_turn_with_all_that_it_means(desk: Desk, contact: Chat) -> None:
    receipt = desk.say(contact, "NOXH 1.250")
    assert receipt.splitlines()[0].startswith("Đã ghi: 1.250 căn hộ – nhà ở xã hội")
    assert "Lũy kế đến 20/11/2026, số chính thức." in receipt
    assert "Bằng 33,8% mục tiêu ít nhất 3.700 căn hộ đến năm 2030 (1.250/3.700)." in receipt
    assert "Sở Xây dựng" in receipt
    assert "Nguồn: Kế hoạch 743/KH-UBND" in receipt
    assert contact.labels == ["Hủy", "Sửa"]
    assert in_force(desk) == [("CT32", "1250", "2026-11-20")]


def test_so_many_of_the_goal_are_recorded_and_of_something_else_asked_about(desk: Desk, contact: Chat) -> None:
    assert "Mẫu số khác mục tiêu ít nhất 3.700 căn hộ" in desk.say(contact, "NOXH 8/12 căn")
    assert in_force(desk) == []
    desk.say(contact, "NOXH 1.250/3.700 căn")
    assert in_force(desk) == [("CT32", "1250", "2026-11-20")]


def test_the_number_before_it_and_the_difference_are_told(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.200 tính đến 30/9/2026")
    assert "trước đó 1.200 căn hộ (30/9/2026), tăng 50" in desk.say(contact, "NOXH 1.250")


def test_a_goal_from_above_is_met_from_below(desk: Desk) -> None:
    health = desk.enrolled("y", (Role.CONTACT, HEALTH))
    assert "Còn cao hơn mục tiêu dưới 15%" in desk.say(health, "sdd thap coi 18,2")
    assert "Trong mức mục tiêu dưới 15% đến năm 2030 (14,2 < 15)" in desk.say(health, "SDD thấp còi 14,2%")


def test_cancelling_by_button_or_by_word_takes_the_last_number_back_and_keeps_its_history(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250")
    assert "Đã hủy: 1.250 căn hộ" in desk.press(contact, "Hủy")
    assert in_force(desk) == []
    assert len(desk.rows("SELECT id FROM submissions")) == 2
    assert "Chưa có số nào" in desk.say(contact, "hủy")


def test_cancelling_twice_takes_back_two_steps(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250")
    desk.say(contact, "sửa lại 1.260")
    assert "Trở lại số trước: 1.250" in desk.say(contact, "rút lại")
    assert "Không còn số nào thay thế" in desk.say(contact, "rút lại")
    assert in_force(desk) == []


@pytest.mark.parametrize(
    "words", ["sửa lại 1.205", "không phải, 1.205", "khong phai 1.250 ma la 1.205", "nhầm, 1205", "NOXH gõ nhầm, 1.205 mới đúng"]
)
def test_a_correction_replaces_the_number_and_keeps_its_day(desk: Desk, contact: Chat, words: str) -> None:
    desk.say(contact, "NOXH 1.250 tính đến 30/9/2026")
    desk.say(contact, words)
    assert in_force(desk) == [("CT32", "1205", "2026-09-30")]


def test_the_button_asks_for_the_right_number_and_takes_it(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250")
    assert "gõ số đúng" in desk.press(contact, "Sửa")
    desk.say(contact, "1.260")
    assert in_force(desk) == [("CT32", "1260", "2026-11-20")]


def test_an_edited_message_corrects_what_it_said_before(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250", id="7")
    desk.say(contact, "nhà ở đô thị 33,1", id="8")
    assert "thay cho số 1.250" in desk.say(contact, "NOXH 1.260", id="7", edited=True)
    assert in_force(desk) == [("CT34", "33.1", "2026-11-20"), ("CT32", "1260", "2026-11-20")]


def test_a_number_edited_out_of_its_message_is_withdrawn(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250; nhà ở đô thị 33,1", id="7")
    assert "1 số không còn trong tin, đã rút" in desk.say(contact, "NOXH 1.250", id="7", edited=True)
    assert [row[0] for row in in_force(desk)] == ["CT32"]


def test_an_edit_that_is_no_report_changes_nothing(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250", id="7")
    assert "vẫn giữ" in desk.say(contact, "để em xem lại", id="7", edited=True)
    assert in_force(desk) == [("CT32", "1250", "2026-11-20")]


def test_what_is_unclear_is_asked_with_options_and_nothing_is_stored_until_answered(desk: Desk, contact: Chat) -> None:
    assert desk.say(contact, "diện tích nhà ở 24").startswith("Chưa ghi.")
    assert len(contact.labels) == 4
    assert in_force(desk) == []
    desk.say(contact, "b")
    assert in_force(desk) == [("CT35", "24", "2026-11-20")]


def test_a_bare_number_is_never_the_pick_of_an_option(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "diện tích nhà ở 24")
    assert desk.say(contact, "2").startswith("Chưa ghi.")
    assert in_force(desk) == []


def test_a_letter_is_never_a_number(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH")
    desk.say(contact, "A")
    assert in_force(desk) == []
    desk.say(contact, "1.250")
    assert in_force(desk) == [("CT32", "1250", "2026-11-20")]


@pytest.mark.parametrize(
    ("first", "odd", "told"),
    [
        ("", "NOXH 37.000", "thừa hoặc thiếu chữ số"),
        ("NOXH 1.200 tính đến 30/9/2026", "NOXH 1.150", "Lũy kế mà không khớp"),
        ("NOXH 1.200 tính đến 30/9/2026", "NOXH 12.500", "thừa hoặc thiếu chữ số"),
        ("", "NOXH -5", "Số âm"),
        ("", "NOXH 35%", "Đơn vị tính khác"),
        ("", "NOXH 1.250 tính đến 30/12/2026", "chưa tới"),
        ("", "NOXH khoảng 1.250", "chưa chính xác"),
        ("", "NOXH 1.250 tính đến 31/11/2026", "không đọc được hoặc không có trên lịch"),
    ],
)
def test_what_is_odd_is_asked_before_it_is_recorded(desk: Desk, contact: Chat, first: str, odd: str, told: str) -> None:
    if first:
        desk.say(contact, first)
    before = in_force(desk)
    assert told in desk.say(contact, odd)
    assert in_force(desk) == before


def test_an_odd_number_that_is_right_is_recorded_when_confirmed(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.200 tính đến 30/9/2026")
    desk.say(contact, "NOXH 1.150")
    desk.say(contact, "đúng rồi")
    assert in_force(desk)[-1] == ("CT32", "1150", "2026-11-20")


def test_a_number_typed_instead_of_an_option_is_the_number(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 37.000")
    desk.say(contact, "3.650")
    assert in_force(desk) == [("CT32", "3650", "2026-11-20")]


def test_a_question_about_a_number_expires_and_says_so(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 37.000")
    desk.later(minutes=31)
    assert "hết hạn" in desk.say(contact, "A")
    assert in_force(desk) == []


def test_no_drops_the_question(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 37.000")
    assert "không ghi" in desk.say(contact, "không")
    assert in_force(desk) == []


def test_another_agencys_target_is_refused_with_who_may(desk: Desk, contact: Chat) -> None:
    refusal = desk.say(contact, "BHYT 94,2")
    assert refusal.startswith("Không ghi:")
    assert "Bảo hiểm xã hội khu vực XXVI" in refusal
    assert in_force(desk) == []


def test_a_stranger_is_told_how_to_enrol(desk: Desk) -> None:
    assert "ĐĂNG KÝ" in desk.say(desk.chat("x"), "NOXH 1.250")
    assert in_force(desk) == []


def test_a_question_with_a_number_is_no_report(desk: Desk) -> None:
    insured = desk.enrolled("b", (Role.CONTACT, INSURANCE))
    assert "Đã ghi" not in desk.say(insured, "BHYT 95% phải không?")
    assert in_force(desk) == []


def test_a_target_that_nobody_has_been_given_is_kept_and_the_coordinator_told(desk: Desk, coordinator: Chat) -> None:
    home = desk.enrolled("n", (Role.CONTACT, HOME_AFFAIRS))
    assert "chờ giao" in desk.say(home, "lao động qua đào tạo 23,4")
    assert "Chờ giao: Sở Nội vụ" in coordinator.text
    assert in_force(desk) == [("CT05", "23.4", "2026-11-20")]


def test_nil_and_no_data_yet_count_as_reported(desk: Desk, contact: Chat) -> None:
    assert "không phát sinh" in desk.say(contact, "NOXH không phát sinh")
    desk.later(days=1)
    assert "Ghi chú: chờ Cục Thống kê" in desk.say(contact, "NOXH chưa có số liệu, chờ Cục Thống kê")
    assert [row[0] for row in desk.rows("SELECT report FROM submissions ORDER BY id")] == ["nil", "none_yet"]


def test_practice_counts_nowhere(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "tập thử")
    assert desk.say(contact, "NOXH 1.250").startswith("TẬP THỬ")
    desk.say(contact, "thôi tập")
    assert in_force(desk) == []
    assert desk.rows("SELECT * FROM standings") == []


def test_a_draft_waits_for_the_leader_and_is_released_by_a_press(desk: Desk, contact: Chat, coordinator: Chat) -> None:
    leader = desk.enrolled("l", (Role.LEADER, BUILDING))
    desk.say(coordinator, "số liệu chờ lãnh đạo duyệt")
    desk.press(coordinator, coordinator.labels[0])
    assert "Nháp, chờ lãnh đạo" in desk.say(contact, "NOXH 1.250")
    assert "1 số nháp" in leader.text
    assert desk.rows("SELECT * FROM standings") == []
    desk.say(leader, "số chờ duyệt")
    assert "Đã gửi 1 số" in desk.press(leader, "Đồng ý gửi")
    assert len(desk.rows("SELECT * FROM standings")) == 1


def test_a_contact_who_names_the_approving_leader_releases_the_number(desk: Desk, contact: Chat, coordinator: Chat) -> None:
    desk.say(coordinator, "số liệu chờ lãnh đạo duyệt")
    desk.press(coordinator, coordinator.labels[0])
    desk.say(contact, "NOXH 1.250, đã được PGĐ Nguyễn Văn An duyệt")
    assert desk.rows("SELECT ruling, reason FROM rulings") == [("released", "PGĐ Nguyễn Văn An")]


def test_the_coordinator_enters_what_came_on_paper_and_it_is_kept_as_that(desk: Desk, coordinator: Chat) -> None:
    receipt = desk.say(coordinator, "nhập hộ Sở Xây dựng: NOXH 1.250 theo BC 512/BC-SXD ngày 20/11")
    assert "Cơ quan điều phối nhập hộ Sở Xây dựng" in receipt
    assert desk.rows("SELECT value, on_behalf, document, document_on FROM submissions") == [("1250", 1, "512/BC-SXD", "2026-11-20")]
    assert desk.rows("SELECT agency, number, on_behalf FROM signed_reports") == [(BUILDING, "512/BC-SXD", 1)]


def test_the_signed_report_is_a_fact_of_its_own(desk: Desk, contact: Chat) -> None:
    assert "512/BC-SXD ngày 20/11/2026" in desk.say(contact, "đã gửi BC 512/BC-SXD ngày 20/11")
    assert in_force(desk) == []
    assert desk.rows("SELECT number, signed_on FROM signed_reports") == [("512/BC-SXD", "2026-11-20")]


def test_somebody_for_several_agencies_is_asked_which(desk: Desk, coordinator: Chat) -> None:
    both = desk.enrolled("n", (Role.CONTACT, HOME_AFFAIRS), (Role.CONTACT, HEALTH))
    assert "đơn vị nào" in desk.say(both, "lao động qua đào tạo 23,4")
    desk.say(both, "Sở Y tế")
    assert desk.rows("SELECT agency FROM submissions") == [(HEALTH,)]


def test_nobody_names_a_chat_in_the_ledger(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250", id="7")
    (row,) = desk.rows("SELECT * FROM submissions")
    assert contact.at.chat not in [str(value) for value in row]


@pytest.mark.parametrize("said", ["ạ", "à", "á", "ạ!", "a", "Ạ", "em ạ", "dạ"])
def test_a_polite_word_is_no_letter_that_takes_a_number_back_or_settles_a_question(desk: Desk, contact: Chat, said: str) -> None:
    desk.say(contact, "NOXH 1.250")
    desk.say(contact, said)
    assert in_force(desk) == [("CT32", "1250", "2026-11-20")]
    desk.say(contact, "NOXH 12.600")
    desk.say(contact, said)
    assert in_force(desk) == [("CT32", "1250", "2026-11-20")]


@pytest.mark.parametrize("said", ["A", "A.", "chọn a", "phương án a"])
def test_a_letter_that_can_mean_nothing_else_chooses(desk: Desk, contact: Chat, said: str) -> None:
    desk.say(contact, "NOXH 12.600")
    assert desk.say(contact, said).startswith("Đã ghi: 12.600")


def test_where_options_are_shown_with_letters_a_small_one_chooses_too(desk: Desk) -> None:
    contact = desk.enrolled("Bình", (Role.CONTACT, BUILDING), channel="zalo_bot")
    desk.say(contact, "NOXH 1.250")
    assert desk.say(contact, "a").startswith("Đã hủy")


@pytest.mark.parametrize("said", ["NOXH : l.250 căn", "NOXH 1.250,z", "NOXH 9o,5", "NOXH\t01-Thg1"])
def test_a_number_that_a_machine_has_garbled_is_not_cut_down_to_what_is_left_of_it(desk: Desk, contact: Chat, said: str) -> None:
    desk.say(contact, said)
    assert in_force(desk) == []


def test_a_day_a_few_days_ahead_is_asked_about_and_not_taken_for_last_year_s(desk: Desk, contact: Chat) -> None:
    assert "Chưa ghi" in desk.say(contact, "NOXH tính đến 25/11 là 1.250")
    assert "Chưa ghi" in desk.say(contact, "NOXH 1.250 ngày 25/11")
    assert in_force(desk) == []


def test_a_day_with_a_dot_before_the_target_is_the_day(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "den 20.9 noxh 1.250")
    assert in_force(desk) == [("CT32", "1250", "2026-09-20")]


def test_what_a_number_is_compared_with_is_not_its_day(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250")
    desk.say(contact, "NOXH không đổi so với quý 2")
    assert [day for _, _, day in in_force(desk)] == ["2026-11-20"]


def test_a_yes_with_its_reason_is_a_yes_and_a_number_with_its_reason_the_number(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250")
    desk.say(contact, "NOXH 1.150")
    assert desk.say(contact, "đúng rồi, trừ mấy căn chưa nghiệm thu").startswith("Đã ghi: 1.150")
    desk.say(contact, "NOXH 12.600")
    assert desk.say(contact, "1.260 ạ, em gõ thừa số không").startswith("Đã ghi: 1.260")


def test_a_number_sent_by_mistake_is_taken_back_by_those_words(desk: Desk, contact: Chat) -> None:
    desk.say(contact, "NOXH 1.250")
    assert "Đã rút" in desk.say(contact, "em gui nham, xoa giup em so noxh")
    assert in_force(desk) == []
