"""A coordinator accepts numbers or asks to review one: shown first, told to whom it concerns, undone as it was before."""

from __future__ import annotations

import pytest

from handlers.say import coordinate as say
from store import ledger
from store.ledger import Nature, Submission
from store.people import Role
from tests.handlers.coordinating import HOUSE_SIZE, HOUSING, INSURANCE, Office
from tests.handlers.desk import BUILDING, HEALTH, Chat, Desk


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


@pytest.fixture
def numbers(office: Office) -> tuple[Submission, Submission, Submission]:
    return (
        office.sent(office.an, BUILDING, HOUSING, "1250"),
        office.sent(office.an, BUILDING, HOUSE_SIZE, "24.5", nature=Nature.ESTIMATE),
        office.sent(office.binh, HEALTH, INSURANCE, "94.2"),
    )


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("tiếp nhận tất cả", "xxx"),
        ("tiep nhan het a", "xxx"),
        ("duyệt hết", "xxx"),
        ("Duyệt tất cả các số liệu nhé", "xxx"),
        ("tiếp nhận tất cả, trừ Sở Xây dựng", "--x"),
        ("tiếp nhận hết trừ NOXH", "-xx"),
        ("tiep nhan tat ca tru so y te", "xx-"),
        ("tiếp nhận tất cả ngoại trừ NOXH của Sở Xây dựng", "-xx"),
        ("tiếp nhận NOXH", "x--"),
        ("tiếp nhận NOXH, BHYT", "x-x"),
        ("tiếp nhận Sở Xây dựng", "xx-"),
        ("tiếp nhận số của Sở Xây dựng", "xx-"),
        ("tiếp nhận NOXH của Sở Xây dựng", "x--"),
        ("tiếp nhận CT32", "x--"),
        ("tiếp nhận NOXH của Sở Y tế", "---"),
        ("tiếp nhận số liệu BHYT", "--x"),
        ("tiếp nhận báo cáo của SYT", "--x"),
        ("tiep nhan NOXH SXD", "x--"),
        ("tiếp nhận tất cả trừ SXD và SYT", "---"),
    ],
)
def test_what_is_meant_is_accepted_and_undone(
    typed: str, accepted: str, office: Office, numbers: tuple[Submission, Submission, Submission]
) -> None:
    office.say(typed)
    assert [office.standing(one) for one in numbers] == ["sent"] * 3
    office.say("đồng ý")
    assert "".join("x" if office.standing(one) == "accepted" else "-" for one in numbers) == accepted
    office.say("hoàn tác")
    assert [office.standing(one) for one in numbers] == ["sent"] * 3


@pytest.mark.usefixtures("numbers")
def test_the_preview_says_what_how_many_and_what_is_left_out(office: Office) -> None:
    shown = office.say("tiếp nhận tất cả, trừ Sở Y tế")
    assert shown.startswith("Tiếp nhận 2 số của 1 đơn vị?")
    assert "– Sở Xây dựng: 1.250 căn hộ, đến 30/9/2026" in shown
    assert "24,5 m² sàn/người, đến 30/9/2026 (số ước)" in shown
    assert "Không gồm 1 số anh/chị trừ ra." in shown
    assert office.press(say.ACCEPT) == "Đã tiếp nhận 2 số của 1 đơn vị."


def test_a_number_corrected_after_the_preview_is_not_accepted_unseen(
    office: Office, numbers: tuple[Submission, Submission, Submission]
) -> None:
    office.say("tiếp nhận tất cả")
    newer = office.sent(office.an, BUILDING, HOUSING, "1300", replaces=numbers[0].id)
    assert "1 số vừa được đơn vị sửa hoặc rút nên không tính." in office.press(say.ACCEPT)
    assert office.standing(newer) == "sent"


@pytest.mark.parametrize("no", [say.DO_NOT_ACCEPT, "không", "thôi", "hủy"])
def test_refusing_accepts_nothing(no: str, office: Office, numbers: tuple[Submission, Submission, Submission]) -> None:
    office.say("tiếp nhận tất cả")
    assert office.say(no) == say.nothing_ruled()
    assert [office.standing(one) for one in numbers] == ["sent"] * 3


def test_how_many_wait_is_told_to_whoever_does_not_say_what(office: Office) -> None:
    assert office.say("tiếp nhận") == "Không có số nào chờ tiếp nhận."
    office.sent(office.an, BUILDING, HOUSING, "1250")
    assert office.say("tiếp nhận").startswith("Có 1 số của 1 đơn vị chờ tiếp nhận.")


def test_practice_and_drafts_are_never_accepted(office: Office) -> None:
    office.sent(office.an, BUILDING, HOUSING, "1250", practice=True)
    office.sent(office.an, BUILDING, HOUSE_SIZE, "24", draft=True)
    assert office.say("tiếp nhận tất cả") == "Không có số nào như vậy chờ tiếp nhận."


# ---- reviewing


def reason_of(office: Office, submission: Submission) -> str:
    found = office.desk.store.transact(lambda db: ledger.called(db, submission.id))
    return found.reason if found else ""


@pytest.mark.parametrize(
    "typed",
    [
        "đề nghị rà soát NOXH của Sở Xây dựng: số tháng 9 thấp hơn tháng 8",
        "de nghi ra soat NOXH: số tháng 9 thấp hơn tháng 8",
        "đề nghị Sở Xây dựng rà soát lại NOXH: số tháng 9 thấp hơn tháng 8",
        "rà soát lại NOXH của SXD: số tháng 9 thấp hơn tháng 8",
        "yêu cầu rà soát NOXH vì số tháng 9 thấp hơn tháng 8",
    ],
)
def test_the_contacts_are_told_what_to_review_and_why(
    typed: str, office: Office, numbers: tuple[Submission, Submission, Submission]
) -> None:
    office.say(typed)
    assert office.an.heard == []
    office.press(say.REVIEW)
    assert [office.standing(one) for one in numbers] == ["review", "sent", "sent"]
    assert reason_of(office, numbers[0]) == "số tháng 9 thấp hơn tháng 8"
    assert office.an.text.startswith("Cơ quan điều phối (Sở Y tế) đề nghị Sở Xây dựng rà soát:")
    assert "Lý do: số tháng 9 thấp hơn tháng 8" in office.an.text
    assert office.binh.heard == []
    office.say("hoàn tác")
    assert office.standing(numbers[0]) == "sent"
    assert office.an.text.startswith("Đề nghị rà soát gửi Sở Xây dựng đã được rút:")


def test_without_a_reason_nothing_is_done_until_one_is_said(office: Office, numbers: tuple[Submission, Submission, Submission]) -> None:
    assert "Anh/chị cho biết lý do" in office.say("đề nghị rà soát NOXH của Sở Xây dựng")
    office.say("đồng ý")
    assert office.standing(numbers[0]) == "sent"
    office.say("đề nghị rà soát NOXH của Sở Xây dựng")
    assert "Lý do: thấp hơn tháng 8" in office.say("thấp hơn tháng 8")
    office.press(say.REVIEW)
    assert reason_of(office, numbers[0]) == "thấp hơn tháng 8"


@pytest.mark.usefixtures("numbers")
def test_a_question_asked_meanwhile_is_no_reason(office: Office, desk: Desk) -> None:
    office.say("đề nghị rà soát NOXH của Sở Xây dựng")
    plan = desk.say(desk.chat("a stranger"), "BHYT bao nhiêu?").split("\n")
    said = office.say("BHYT bao nhiêu?").split("\n")
    assert [line for line in said if not line.startswith("Số mới nhất")] == plan


def test_undoing_gives_back_what_was_ruled_before(office: Office, numbers: tuple[Submission, Submission, Submission]) -> None:
    office.say("tiếp nhận NOXH")
    office.press(say.ACCEPT)
    office.say("đề nghị rà soát NOXH: số lạ")
    office.press(say.REVIEW)
    assert office.standing(numbers[0]) == "review"
    assert "1 số đang đề nghị rà soát" in office.say("tiếp nhận tất cả")
    office.say("không")
    office.say("hoàn tác")
    assert office.standing(numbers[0]) == "accepted"


def test_what_is_being_reviewed_is_accepted_only_by_its_name(office: Office, numbers: tuple[Submission, Submission, Submission]) -> None:
    office.say("đề nghị rà soát NOXH: số lạ")
    office.press(say.REVIEW)
    office.say("tiếp nhận tất cả")
    office.press(say.ACCEPT)
    assert office.standing(numbers[0]) == "review"
    office.say("tiếp nhận NOXH")
    office.press(say.ACCEPT)
    assert office.standing(numbers[0]) == "accepted"


def _of(office: Office, who: str) -> Chat:
    return {"contact": office.an, "stranger": office.desk.chat("a stranger")}[who]


@pytest.mark.parametrize("who", ["contact", "stranger"])
@pytest.mark.parametrize("typed", ["tiếp nhận tất cả", "duyệt NOXH", "đề nghị rà soát NOXH của Sở Y tế: số lạ"])
def test_nobody_else_rules_on_anything(typed: str, who: str, office: Office, numbers: tuple[Submission, Submission, Submission]) -> None:
    for words in (typed, "đồng ý", say.ACCEPT, say.REVIEW):
        office.desk.say(_of(office, who), words)
    assert [office.standing(one) for one in numbers] == ["sent"] * 3


def test_numbers_of_a_group_are_accepted_at_once(office: Office, desk: Desk) -> None:
    ia_krai = desk.enrolled("Rơ Châm H'Lan", (Role.CONTACT, "xa-23776"))
    one = office.sent(ia_krai, "xa-23776", "CT37", "71")
    other = office.sent(office.an, BUILDING, HOUSING, "1250")
    assert office.say("tiếp nhận các xã, phường").startswith("Tiếp nhận 1 số của 1 đơn vị?")
    office.press(say.ACCEPT)
    assert (office.standing(one), office.standing(other)) == ("accepted", "sent")
