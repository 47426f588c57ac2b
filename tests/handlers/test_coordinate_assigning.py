"""A coordinator gives targets, paths and baselines in their own words: shown first, done when agreed to, undone for a day."""

from __future__ import annotations

import pytest

from handlers.say import coordinate as say
from store.people import Role
from tests.handlers.coordinating import HOUSING, INSURANCE, Office
from tests.handlers.desk import BUILDING, HEALTH, Desk

FINANCE, WATER = "so-tai-chinh", "CT37"
LED_WITH_TWO = {
    (HOUSING, BUILDING, "lead", None, ""),
    (HOUSING, FINANCE, "contributes", None, ""),
    (HOUSING, HEALTH, "contributes", None, ""),
}


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("giao nhà ở xã hội cho Sở Xây dựng", {(HOUSING, BUILDING, "lead", None, "")}),
        ("Giao NOXH cho SXD nhé ạ", {(HOUSING, BUILDING, "lead", None, "")}),
        ("dạ em xin giao noxh cho so xay dung", {(HOUSING, BUILDING, "lead", None, "")}),
        ("GIAO NOXH CHO SỞ XÂY DỰNG", {(HOUSING, BUILDING, "lead", None, "")}),
        ("giao cho Sở Xây dựng chỉ tiêu NOXH", {(HOUSING, BUILDING, "lead", None, "")}),
        ("giao Sở Xây dựng: NOXH", {(HOUSING, BUILDING, "lead", None, "")}),
        ("phân công NOXH cho Sở Xây dựng", {(HOUSING, BUILDING, "lead", None, "")}),
        ("giao CT32 cho Sở Xây dựng", {(HOUSING, BUILDING, "lead", None, "")}),
        ("giao NOXH, BHYT cho SXD", {(HOUSING, BUILDING, "lead", None, ""), (INSURANCE, BUILDING, "lead", None, "")}),
        ("giao NOXH và BHYT cho SXD", {(HOUSING, BUILDING, "lead", None, ""), (INSURANCE, BUILDING, "lead", None, "")}),
        (
            "giao NOXH cho Sở Xây dựng chủ trì, Sở Tài chính phối hợp",
            {(HOUSING, BUILDING, "lead", None, ""), (HOUSING, FINANCE, "contributes", None, "")},
        ),
        (
            "giao NOXH cho Sở Xây dựng chủ trì, phối hợp với Sở Tài chính, Sở Y tế",
            LED_WITH_TWO,
        ),
        (
            "giao NOXH cho chủ trì: Sở Xây dựng; phối hợp: Sở Tài chính, Sở Y tế",
            LED_WITH_TWO,
        ),
        (
            "giao NOXH cho Sở Xây dựng, Sở Tài chính, Sở Y tế phối hợp",
            LED_WITH_TWO,
        ),
        ("giao NOXH năm 2026: 800 căn cho Sở Xây dựng theo QĐ 123/QĐ-UBND", {(HOUSING, BUILDING, "lead", 2026, "800")}),
        ("giao NOXH cho Sở Xây dựng năm 2026 800 căn", {(HOUSING, BUILDING, "lead", 2026, "800")}),
        ("giao NOXH cho sxd: 2026 800; 2027 1.600", {(HOUSING, BUILDING, "lead", 2026, "800"), (HOUSING, BUILDING, "lead", 2027, "1600")}),
        ("giao 800 căn NOXH năm 2026 cho Sở Xây dựng", {(HOUSING, BUILDING, "lead", 2026, "800")}),
        ("giao BHYT năm 2026 là 94,5% cho Sở Y tế", {(INSURANCE, HEALTH, "lead", 2026, "94.5")}),
        ("giao NOXH năm 2026 cho Sở Xây dựng", {(HOUSING, BUILDING, "lead", 2026, "")}),
        ("giao SXD NOXH", {(HOUSING, BUILDING, "lead", None, "")}),
        ("giao noxh 2026 800 can cho sxd", {(HOUSING, BUILDING, "lead", 2026, "800")}),
        ("giao BHYT cho UBND xã Ia Krái", {(INSURANCE, "xa-23776", "lead", None, "")}),
        ("giao cho các xã, phường chỉ tiêu BHYT", {(INSURANCE, "ubnd-cap-xa", "lead", None, "")}),
        ("giao nước sạch nông thôn cho các sở, ban, ngành", {(WATER, "cac-so-ban-nganh", "lead", None, "")}),
        (
            "lộ trình NOXH: 2026 800; 2027 1.600; 2030 3.700",
            {(HOUSING, "", "path", 2026, "800"), (HOUSING, "", "path", 2027, "1600"), (HOUSING, "", "path", 2030, "3700")},
        ),
        ("lo trinh bhyt: nam 2026 94,5%, nam 2030 95%", {(INSURANCE, "", "path", 2026, "94.5"), (INSURANCE, "", "path", 2030, "95")}),
        ("mốc đầu kỳ NOXH 2024: 250", {(HOUSING, "", "baseline", 2024, "250")}),
        ("số đầu kỳ NOXH năm 2024 là 250 căn", {(HOUSING, "", "baseline", 2024, "250")}),
        ("số liệu gốc NOXH 2024: 250", {(HOUSING, "", "baseline", 2024, "250")}),
    ],
)
def test_what_is_said_is_shown_done_when_agreed_to_and_undone(
    typed: str, given: set[tuple[str, str, str, int | None, str]], office: Office
) -> None:
    office.say(typed)
    assert office.given() == set()
    office.press(office.labels[0])
    assert office.given() == given
    assert office.labels == [say.UNDO]
    assert office.say("hoan tac").startswith("Đã hoàn tác việc")
    assert office.given() == set()


def test_all_communes_are_one_line(office: Office) -> None:
    shown = office.say("giao nước sạch nông thôn cho tất cả xã")
    assert shown.startswith("Giao 1 chỉ tiêu cho 69 đơn vị?")
    assert "69 đơn vị chưa có đầu mối nhận tin: UBND xã" in shown
    office.say("đồng ý")
    assert office.given() == {(WATER, "cac-xa", "lead", None, "")}


def test_the_contact_of_a_commune_is_told_what_all_communes_are_given(office: Office, desk: Desk) -> None:
    ia_krai = desk.enrolled("Rơ Châm H'Lan", (Role.CONTACT, "xa-23776"))
    office.say("giao nước sạch nông thôn cho Sở Nông nghiệp và Môi trường chủ trì, tất cả các xã, phường phối hợp")
    office.press(say.GIVE)
    assert {row[1:3] for row in office.given()} == {("so-nong-nghiep-va-moi-truong", "lead"), ("ubnd-cap-xa", "contributes")}
    assert ia_krai.text.startswith("Ủy ban nhân dân cấp xã, phường được giao báo cáo:")
    assert "Hộ gia đình ở nông thôn" in ia_krai.text


@pytest.mark.parametrize("no", ["Không giao", "không", "thôi", "hủy", "khong giao"])
def test_nothing_is_given_to_whoever_refuses(no: str, office: Office) -> None:
    office.say("giao NOXH cho Sở Xây dựng")
    assert office.say(no) == "Không ghi gì."
    assert office.given() == set()
    assert office.an.heard == []


def test_the_preview_lapses_and_a_word_said_later_is_no_answer(office: Office, desk: Desk) -> None:
    office.say("giao NOXH cho Sở Xây dựng")
    desk.later(minutes=31)
    assert office.press(say.GIVE) == say.question_lapsed()
    office.say("giao NOXH cho Sở Xây dựng")
    office.say("BHYT bao nhiêu?")
    office.say("đồng ý")
    assert office.given() == set()


def test_the_contacts_are_told_what_is_theirs_and_what_no_longer_is(office: Office) -> None:
    office.say("giao NOXH năm 2026: 800 căn cho Sở Xây dựng theo QĐ 123/QĐ-UBND")
    assert "Đã báo 1 đầu mối." in office.press(say.GIVE)
    assert office.an.text.startswith("Sở Xây dựng được giao báo cáo:")
    assert "năm 2026: 800 căn hộ" in office.an.text
    assert "Căn cứ: QĐ 123/QĐ-UBND." in office.an.text
    assert office.binh.heard == []
    office.press(say.UNDO)
    assert office.an.text.startswith("Sở Xây dựng không còn được giao:")


def test_who_has_no_contact_is_named_before_anything_is_done(office: Office) -> None:
    assert "Chưa có đầu mối nhận tin: Sở Tài chính." in office.say("giao NOXH cho Sở Tài chính")


def test_what_stands_already_is_told(office: Office) -> None:
    office.say("giao NOXH năm 2026: 800 căn cho Sở Xây dựng")
    office.press(say.GIVE)
    assert "Đã giao đúng như vậy từ trước" in office.say("giao NOXH năm 2026: 800 căn cho SXD")
    assert "Thay cho: Sở Xây dựng chủ trì; năm 2026: 800 căn hộ." in office.say("giao NOXH năm 2026: 900 căn cho SXD")
    office.press(say.GIVE)
    assert office.given() == {(HOUSING, BUILDING, "lead", 2026, "900")}
    office.say("hoàn tác")
    assert office.given() == {(HOUSING, BUILDING, "lead", 2026, "800")}
    assert "đang giao: Sở Xây dựng; vẫn giữ" in office.say("giao NOXH cho Sở Tài chính")


def test_a_target_named_ambiguously_is_chosen_by_letter_label_or_press(office: Office) -> None:
    office.say("giao nước sạch cho Sở Nông nghiệp và Môi trường")
    assert len(office.labels) > 2
    assert office.say("B").startswith("Giao 1 chỉ tiêu cho 1 đơn vị?")
    office.say("không")
    office.say("giao nước sạch cho Sở Nông nghiệp và Môi trường")
    label = next(label for label in office.labels if label.startswith(WATER))
    office.press(label)
    office.press(say.GIVE)
    assert {row[0] for row in office.given()} == {WATER}


def test_an_agency_that_has_ended_is_chosen_among_its_successors(office: Office) -> None:
    office.say("giao nước sạch nông thôn cho sở tnmt")
    assert office.labels == ["Sở Nông nghiệp và Môi trường"]
    office.press(office.labels[0])
    office.press(say.GIVE)
    assert {row[1] for row in office.given()} == {"so-nong-nghiep-va-moi-truong"}


def test_all_targets_of_a_field_are_given_at_once(office: Office) -> None:
    assert "Giao 16 chỉ tiêu cho 1 đơn vị?" in office.say("giao tất cả chỉ tiêu y tế cho Sở Y tế")
    office.press(say.GIVE)
    assert len(office.given()) == 16


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("giao NOXH cho Sở Trên Trời", "Không có đơn vị nào tên “Sở Trên Trời”"),
        ("giao NOXH cho Sở Xây dựng, Sở Trên Trời", "Không có đơn vị nào tên “Sở Trên Trời”"),
        ("giao chim bay cò bay cho Sở Xây dựng", "Kế hoạch không có chỉ tiêu nào tên"),
        ("giao NOXH năm 2026: 800% cho Sở Xây dựng", "không hợp với đơn vị tính căn hộ"),
        ("giao NOXH, BHYT năm 2026: 80 cho Sở Xây dựng", "mỗi lần chỉ giao số cho một chỉ tiêu"),
        ("giao NOXH năm 2026: 800 căn cho Sở Xây dựng, Sở Tài chính", "chưa rõ số này giao cho đơn vị nào"),
        ("mốc đầu kỳ NOXH: 250", "cần một năm và một số"),
        ("lộ trình NOXH là 800 căn", "cần năm kèm số"),
        ("thu hồi giao NOXH", "do chính kế hoạch giao"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_answered_with_what_to_do(typed: str, part: str, office: Office) -> None:
    assert part in office.say(typed)
    assert office.given() == set()
    office.say("đồng ý")
    assert office.given() == set()


@pytest.mark.parametrize(
    "question",
    [
        "giao NOXH cho ai?", "giao NOXH cho Sở Xây dựng chưa?", "giao thông nông thôn", "giáo dục mầm non", "lộ trình NOXH",
        "lộ trình nhà ở xã hội thế nào", "giao cho đơn vị nào làm nước sạch", "số đầu kỳ là gì", "tiếp nhận hồ sơ ở đâu",
        "thông báo kết luận số 127 là gì", "duyệt kế hoạch ở đâu", "cho người cao tuổi", "câu hỏi khó quá",
    ],
)  # fmt: skip
def test_questions_with_the_same_words_stay_questions(question: str, office: Office, desk: Desk) -> None:
    assert office.say(question) == desk.say(desk.chat("a stranger"), question)


def test_what_was_given_is_taken_back_and_given_again_by_undoing(office: Office) -> None:
    for typed in ("giao NOXH cho Sở Xây dựng chủ trì, Sở Tài chính phối hợp", "lộ trình NOXH: 2026 800"):
        office.say(typed)
        office.press(office.labels[0])
    before = office.given()
    assert office.say("thu hồi giao NOXH của Sở Xây dựng").startswith("Thu hồi 1 dòng đã giao?")
    office.press(say.TAKE_BACK)
    assert before - office.given() == {(HOUSING, BUILDING, "lead", None, "")}
    assert "không còn được giao" in office.an.text
    office.press(say.UNDO)
    assert office.given() == before
    office.say("thu hồi lộ trình NOXH")
    office.press(say.TAKE_BACK)
    assert before - office.given() == {(HOUSING, "", "path", 2026, "800")}
    office.say("thu hoi giao noxh")
    office.say("vâng")
    assert office.given() == set()


def test_undoing_is_for_a_day_for_the_last_thing_and_once(office: Office, desk: Desk) -> None:
    office.say("giao NOXH cho Sở Xây dựng")
    office.press(say.GIVE)
    desk.later(hours=25)
    assert office.say("hoàn tác") == say.nothing_done_to_undo()
    office.say("giao BHYT cho Sở Y tế")
    office.press(say.GIVE)
    office.say("hoàn tác")
    assert office.say("hoàn tác") == say.nothing_done_to_undo()
    assert office.given() == {(HOUSING, BUILDING, "lead", None, "")}


def test_a_button_of_another_chat_does_not_undo_what_was_done_here(office: Office, desk: Desk) -> None:
    office.say("giao NOXH cho Sở Xây dựng")
    office.press(say.GIVE)
    assert desk.press(office.chief, say.UNDO, outdated=True) == say.outdated_choice()
    assert office.given()


def test_every_coordinator_undoes_only_what_they_did(office: Office, desk: Desk) -> None:
    other = desk.enrolled("Võ Em", (Role.COORDINATOR, ""))
    office.say("giao NOXH cho Sở Xây dựng")
    office.press(say.GIVE)
    assert desk.say(other, "hoàn tác") == say.nothing_done_to_undo()
    assert office.given()


def test_a_number_entered_for_an_agency_since_is_what_is_undone(office: Office, desk: Desk) -> None:
    office.say("giao NOXH cho Sở Xây dựng")
    office.press(say.GIVE)
    desk.later(minutes=5)
    office.say("nhập hộ Sở Xây dựng: NOXH 1.250 theo BC 512/BC-SXD")
    assert desk.rows("SELECT COUNT(*) FROM standings") == [(1,)]
    desk.later(minutes=5)
    office.say("hoàn tác")
    assert desk.rows("SELECT COUNT(*) FROM standings") == [(0,)]
    assert office.given()
