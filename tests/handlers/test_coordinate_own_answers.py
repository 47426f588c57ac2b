"""What nobody could be answered is kept without who asked; the coordinator answers it, and that is given to the same question alone."""

from __future__ import annotations

import pytest

from handlers.progress.coordinate.questions import same, without_names
from handlers.say import coordinate as say
from store import own_answers
from store.people import Role
from tests.handlers.coordinating import Office
from tests.handlers.desk import BUILDING, Chat, Desk

QUESTION = "lịch tiêm chủng tháng 12 tại trạm y tế thế nào"
ANSWERED = "Sở Y tế trả lời: Ngày 10 hằng tháng"


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


@pytest.fixture
def asker(desk: Desk) -> Chat:
    return desk.chat("a stranger")


def kept(desk: Desk) -> list[tuple[str, int]]:
    return [(str(text), int(times)) for text, times in desk.rows("SELECT text, times FROM unanswered WHERE settled = 0 ORDER BY id")]


def answered(office: Office, asker: Chat, question: str = QUESTION) -> None:
    office.desk.say(asker, question)
    office.say("câu hỏi chưa trả lời được")
    office.say("trả lời A: Ngày 10 hằng tháng. Nguồn: CV 12/SYT")
    office.press(say.KEEP_ANSWER)


def test_what_the_plan_does_not_say_is_kept_and_counted(office: Office, asker: Chat, desk: Desk) -> None:
    for text in (QUESTION, QUESTION, "kinh phí hỗ trợ người khuyết tật là bao nhiêu tiền", "xin chào", "NOXH", "cảm ơn", "hehe", "asdf"):
        desk.say(asker, text)
    assert kept(desk) == [(QUESTION, 2), ("kinh phí hỗ trợ người khuyết tật là bao nhiêu tiền", 1)]
    told = office.say("câu hỏi chưa trả lời được")
    assert f"A. {QUESTION} (2 lần)" in told
    assert office.labels == ["Trả lời A", "Trả lời B"]


def test_wordings_of_one_question_are_one_line_with_its_diacritics(office: Office, asker: Chat, desk: Desk) -> None:
    for text in ("lich tiem chung thang 12 tai tram y te the nao", QUESTION):
        desk.say(asker, text)
    assert f"A. {QUESTION} (2 lần)" in office.say("cau hoi chua tra loi duoc")
    assert office.labels == ["Trả lời A"]


def test_who_asked_is_not_kept(desk: Desk) -> None:
    asker = desk.enrolled("Hoàng Văn Khách", (Role.CONTACT, BUILDING))
    desk.say(asker, "Khách đây, anh Nguyễn Văn An 0905 123 456 an@gialai.gov.vn hỏi lịch tiêm chủng ở trạm y tế thế nào")
    assert all(hidden not in text for text, _ in kept(desk) for hidden in ("0905", "Nguyễn", "Văn An", "@", "Hoàng Văn"))
    assert desk.rows("SELECT day FROM unanswered") in ([], [("2026-11-20",)])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("gọi 0905.123.456 hỏi gì", "gọi … hỏi gì"),
        ("gửi vào lan.nguyen@gmail.com được không", "gửi vào … được không"),
        ("chị Lan ở sở nào", "chị … ở sở nào"),
        ("anh Nguyễn Văn An làm gì", "anh … làm gì"),
        ("Trần Thị Bích Ngọc phụ trách gì", "… phụ trách gì"),
        ("mã 7KQ2-9XMB-3TVZ-0FGH dùng sao", "mã (mã đã ẩn) dùng sao"),
        ("tiêm chủng năm 2026 cho 12.500 trẻ", "tiêm chủng năm 2026 cho 12.500 trẻ"),
        ("Sở Y tế làm gì", "Sở Y tế làm gì"),
        ("dài " * 60, ""),
    ],
)
def test_what_tells_of_a_person_is_left_out(text: str, left: str) -> None:
    told = without_names(text)
    assert told == left or ("mã" in left and "7KQ2" not in told)


def test_the_answer_is_shown_kept_given_and_undone(office: Office, asker: Chat, desk: Desk) -> None:
    refused = desk.say(asker, QUESTION)
    office.say("câu hỏi chưa trả lời được")
    assert QUESTION in office.press("Trả lời A")
    assert say.answer_wants_a_source() == office.say("trả lời A: Ngày 10 hằng tháng.")
    shown = office.say("trả lời A: Ngày 10 hằng tháng. Nguồn: CV 12/SYT")
    assert ANSWERED in shown
    assert desk.say(asker, QUESTION) == refused
    office.press(say.KEEP_ANSWER)
    assert desk.say(asker, QUESTION) == (f"{ANSWERED}.\nNguồn: CV 12/SYT. Trả lời ngày 20/11/2026; kế hoạch không nêu nội dung này.")
    assert office.say("câu hỏi chưa trả lời được") == say.nothing_unanswered()
    office.say("hoàn tác")
    assert desk.say(asker, QUESTION) == refused
    assert QUESTION in office.say("câu hỏi chưa trả lời được")


@pytest.mark.parametrize(
    "wording",
    [
        "Lịch tiêm chủng tháng 12 tại trạm y tế thế nào?", "lich tiem chung thang 12 tai tram y te the nao",
        "em ơi cho hỏi lịch tiêm chủng tháng 12 tại trạm y tế thế nào ạ", "LỊCH TIÊM CHỦNG THÁNG 12 TẠI TRẠM Y TẾ THẾ NÀO",
        "Lịch tiêm chủng tháng 12 tại TYT thế nào",
    ],
)  # fmt: skip
def test_the_same_question_in_another_wording_gets_the_answer(wording: str, office: Office, asker: Chat, desk: Desk) -> None:
    answered(office, asker)
    assert desk.say(asker, wording).startswith(ANSWERED)


@pytest.mark.parametrize(
    "other",
    [
        "lịch tiêm chủng tháng 11 tại trạm y tế thế nào", "lịch tiêm chủng tháng 12 tại trường học thế nào",
        "ai tiêm chủng tháng 12 tại trạm y tế",
        "lịch tiêm chủng tháng 12 tại trạm y tế khi nào", "lịch tiêm chủng tháng 12 thế nào",
        "lịch tiêm phòng dại tháng 12 tại trạm y tế thế nào",
        "chi phí tiêm chủng tháng 12 tại trạm y tế thế nào", "lịch tiêm chủng tháng 12 tại trạm y tế xã Ia Krái thế nào",
    ],
)  # fmt: skip
def test_another_question_never_gets_it(other: str, office: Office, asker: Chat, desk: Desk) -> None:
    before = desk.say(asker, other)
    answered(office, asker)
    assert desk.say(asker, other) == before
    assert "Ngày 10 hằng tháng" not in before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ai bán thuốc ở xã", "ai bàn thuốc ở xã"), ("có được hoãn nộp không", "được hoãn nộp bao lâu"),
        ("Sở Y tế giao Sở Xây dựng", "Sở Xây dựng giao Sở Y tế"),
        ("mức phạt nước thải bao nhiêu", "ai phạt nước thải"), ("quy trình cấp thẻ thế nào", "thời hạn cấp thẻ thế nào"),
    ],
)  # fmt: skip
def test_neighbouring_questions_are_told_apart(one: str, other: str) -> None:
    assert same(one, one)
    assert not same(one, other)


def test_the_plans_own_answer_stands_before_the_coordinators(office: Office, asker: Chat, desk: Desk) -> None:
    by_plan = desk.say(asker, "chỉ tiêu bảo hiểm y tế là bao nhiêu?")
    assert "vẫn đứng trước" in office.say("trả lời câu “chỉ tiêu bảo hiểm y tế là bao nhiêu?”: 99% (nguồn: CV 1/SYT)")
    office.press(say.KEEP_ANSWER)
    assert desk.say(asker, "chỉ tiêu bảo hiểm y tế là bao nhiêu?") == by_plan


def test_an_answer_is_taken_back_and_undone(office: Office, asker: Chat, desk: Desk) -> None:
    answered(office, asker)
    assert office.say("xóa câu trả lời A") == say.answer_list_is_old()
    assert "A. “" in office.say("các câu trả lời")
    assert ANSWERED in office.say("xoa cau tra loi a nhé")
    office.press(say.DROP_ANSWER)
    assert "Sở Y tế trả lời" not in desk.say(asker, QUESTION)
    office.say("hoàn tác")
    assert desk.say(asker, QUESTION).startswith(ANSWERED)


def test_letters_stand_for_the_list_that_was_shown_for_a_day(office: Office, asker: Chat, desk: Desk) -> None:
    desk.say(asker, QUESTION)
    office.say("câu hỏi chưa trả lời được")
    office.say("BHYT bao nhiêu?")
    assert QUESTION in office.say("trả lời A: Ngày 10. Nguồn: CV 12/SYT")
    office.say("không")
    assert office.say("trả lời B: Ngày 10. Nguồn: CV 12/SYT") == say.list_is_old()
    desk.later(hours=25)
    assert office.say("trả lời A: Ngày 10. Nguồn: CV 12/SYT") == say.list_is_old()


def test_a_question_may_be_passed_over_and_comes_back_when_asked_again(office: Office, asker: Chat, desk: Desk) -> None:
    desk.say(asker, QUESTION)
    office.say("câu hỏi chưa trả lời được")
    assert office.say("bỏ qua A") == say.question_passed_over(QUESTION)
    assert office.say("câu hỏi chưa trả lời được") == say.nothing_unanswered()
    desk.say(asker, QUESTION)
    assert QUESTION in office.say("câu hỏi chưa trả lời được")


def test_nobody_else_reads_the_log_or_answers(office: Office, asker: Chat, desk: Desk) -> None:
    desk.say(asker, QUESTION)
    office.say("câu hỏi chưa trả lời được")
    for chat in (office.an, asker):
        for words in ("câu hỏi chưa trả lời được", "trả lời A: x (nguồn: y)", f"trả lời câu “{QUESTION}”: x (nguồn: y)"):
            assert QUESTION not in desk.say(chat, words)
            desk.say(chat, "đồng ý")
            desk.say(chat, say.KEEP_ANSWER)
    assert desk.rows("SELECT COUNT(*) FROM own_answers") == [(0,)]


def test_only_the_newest_questions_are_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_answers, "MOST_KEPT", 3)
    for number in range(5):
        desk.store.transact(lambda db, number=number: own_answers.note_unanswered(db, f"câu {number}", desk.now))  # type: ignore[misc]
    assert [text for text, _ in kept(desk)] == ["câu 2", "câu 3", "câu 4"]


@pytest.mark.parametrize(
    ("typed", "answer", "source"),
    [
        ("trả lời A: Có. Nguồn: CV 12/SYT", "Có.", "CV 12/SYT"),
        ("tra loi a: Có, nguon: CV 12/SYT.", "Có", "CV 12/SYT"),
        ("trả lời câu A: Có (nguồn: CV 12/SYT ngày 03/11/2026)", "Có", "CV 12/SYT ngày 03/11/2026"),
        ("Trả lời A Có, theo công văn 12/SYT", "Có", "công văn 12/SYT"),
        ("trả lời A: Có (CV 12/SYT)", "Có", "CV 12/SYT"),
        ("trả lời A: Có, căn cứ tình hình thực tế.\nNguồn: CV 12/SYT", "Có, căn cứ tình hình thực tế.", "CV 12/SYT"),
        ("trả lời A: Nguồn nước lấy từ giếng. Nguồn: CV 12/SYT", "Nguồn nước lấy từ giếng.", "CV 12/SYT"),
    ],
)
def test_an_answer_and_its_source_are_read_as_people_write_them(
    typed: str, answer: str, source: str, office: Office, asker: Chat, desk: Desk
) -> None:
    desk.say(asker, QUESTION)
    office.say("câu hỏi chưa trả lời được")
    office.say(typed)
    office.press(say.KEEP_ANSWER)
    assert desk.rows("SELECT answer, source FROM own_answers") == [(answer, source)]


@pytest.mark.parametrize(
    "question", ["trả lời y kien cu tri the nao", "trả lời ý kiến cử tri là gì", "trả lời phỏng vấn", "câu trả lời nào đúng"]
)
def test_other_words_about_answers_stay_questions(question: str, office: Office, desk: Desk, asker: Chat) -> None:
    assert office.say(question) == desk.say(asker, question)
