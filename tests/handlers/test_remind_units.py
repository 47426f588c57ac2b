"""What units are sent before and after a due day, and what their answers bring about."""

from __future__ import annotations

import pytest

from handlers.assistant import Assistant
from tests.handlers.reminding import CHIEF, FINANCE, TRADE, Month, opened


@pytest.fixture
def month(assistant: Assistant) -> Month:
    return opened(assistant)


def chats(sent: list[tuple[str, str]]) -> set[str]:
    return {chat for chat, _ in sent}


def test_nobody_is_reminded_before_a_period_is_opened(assistant: Assistant) -> None:
    month = Month(assistant)
    month.enrol("an", TRADE, "nhà ở xã hội")
    month.run("2026-11-02", 30)
    assert month.to("an") == []


def test_a_unit_is_reminded_on_each_step_and_no_other_day(month: Month) -> None:
    month.run("2026-11-02", 50)
    days = [f"{when:%d/%m}" for when, chat, _ in month.pushed if chat == "an"]
    # 24/11 is a holiday; the due day 27/11, then +1 moves to Monday, +3 is that Monday too, then every week.
    assert days == ["13/11", "20/11", "26/11", "27/11", "30/11", "07/12", "14/12", "21/12"]


def test_a_reminder_says_what_is_owed_by_when_and_how_to_send_it(month: Month) -> None:
    ((_, text),) = [one for one in month.at("2026-11-13T08:00") if one[0] == "lan"]
    first, *rest = text.split("\n")
    assert first == "Sở Tài chính chưa gửi 3 số liệu, hạn 27/11/2026 (còn 9 ngày làm việc)."
    assert rest[0] == "Kỳ báo cáo năm 2026, số liệu đến 15/11/2026:"
    assert "• Dân số tham gia bảo hiểm y tế" in rest
    assert any("ví dụ: bảo hiểm xã hội 94,2" in line for line in rest)
    assert month.labels["lan"] == ["Hẹn ngày gửi", "Nhắc lại chiều nay", "Không phải việc tôi"]


def test_a_bare_number_answers_a_reminder_of_one_target(month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert month.says("an", "1.250").startswith("Đã ghi: 1.250 căn hộ – nhà ở xã hội")
    month.run("2026-11-14", 40)
    assert len(month.to("an")) == 1


def test_a_bare_number_to_a_reminder_of_several_asks_which(month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert month.says("lan", "94,2").startswith("Chưa ghi. 94,2 là số của chỉ tiêu nào?")
    month.press("lan", "Dân số tham gia bảo hiểm y tế")
    month.says("lan", "BHXH không phát sinh")
    month.says("lan", "BHTN chưa có số liệu vì chờ trung ương")
    month.run("2026-11-14", 40)
    assert len(month.to("lan")) == 1, "a nil report counts as reported"


def test_a_unit_that_has_sent_some_is_reminded_of_the_rest_alone(month: Month) -> None:
    month.says("lan", "BHYT 94,2; BHXH 27,5")
    text = next(text for chat, text in month.at("2026-11-13T08:00") if chat == "lan")
    assert text.startswith("Sở Tài chính chưa gửi 1/3 số liệu")
    assert "bảo hiểm y tế" not in text


def test_nothing_is_sent_outside_office_hours_and_working_days(month: Month) -> None:
    # 20/11: step -5 moves back from Sunday 22/11.
    assert month.at("2026-11-20T07:00") == []
    assert month.at("2026-11-20T12:15") == []
    assert month.at("2026-11-20T17:30") == []
    assert month.at("2026-11-22T09:00") == []
    assert chats(month.at("2026-11-23T07:31")) == {"an", "lan"}


def test_missed_steps_become_one_message(month: Month) -> None:
    sent = month.at("2026-11-27T08:00")
    assert [chat for chat, _ in sent if chat == "an"] == ["an"]
    assert "hôm nay 27/11/2026 là hạn cuối" in dict(sent)["an"]
    month.at("2026-11-27T08:01")
    assert len(month.to("an")) == 1


def test_a_promise_keeps_reminders_away_until_its_day_and_no_longer(month: Month) -> None:
    month.at("2026-11-13T08:00")
    told = month.says("an", "em xin hẹn đến 20/11 gửi ạ")
    assert told.startswith("Đã ghi: Sở Công Thương hẹn gửi số liệu kỳ năm 2026 ngày 20/11/2026.")
    assert "an" not in chats(month.at("2026-11-20T08:00"))
    text = dict(month.at("2026-11-23T08:00"))["an"]
    assert "Đơn vị đã hẹn gửi ngày 20/11/2026." in text
    assert month.says("an", "sẽ gửi ngày 26/11").count("Đây là lần hẹn thứ 2.") == 1


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("mai em gửi", "14/11/2026"),
        ("chiều nay em gửi nhé", "13/11/2026"),
        ("thứ sáu em nộp", "20/11/2026"),
        ("tuần sau bên em gửi số liệu ạ", "20/11/2026"),
        ("dạ đầu tuần sau đơn vị gửi", "16/11/2026"),
        ("se gui ngay 24/11", "24/11/2026"),
        ("xin lùi đến 30/11 ạ", "30/11/2026"),
        ("em gửi vào ngày 25 được ạ", "25/11/2026"),
        ("cuối tháng mới có số", "30/11/2026"),
    ],
)
def test_a_promise_is_heard_in_the_words_of_people_in_a_hurry(words: str, day: str, month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert f"ngày {day}" in month.says("an", words)


@pytest.mark.parametrize(
    "words", ["bao giờ phải gửi?", "hạn gửi báo cáo là khi nào", "NOXH 1.250 tính đến 12/11", "ngày 24/11 gửi cho ai?", "gửi số cho ai"]
)
def test_a_question_or_a_number_is_no_promise(words: str, month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert "hẹn gửi" not in month.says("an", words)


@pytest.mark.parametrize(
    "words",
    [
        "chờ em 2 hôm",
        "2 hôm nữa",
        "em gửi vào ngày 25 được ạ",
        "em gửi 3 file đính kèm rồi",
        "gửi qua email rồi, 2 trang",
        "phòng 12 tầng 3",
        "5 phút nữa em gửi",
        "chị gọi 0905123456 nhé",
        "em mới vào làm 3 ngày",
        "mới nhận được 12/17 huyện",
        "đang làm 80% rồi",
        "11h30 em gửi",
    ],
)
def test_a_number_among_other_words_is_not_taken_for_the_one_that_was_asked_for(words: str, month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert " căn hộ – nhà ở xã hội" not in month.says("an", words).split("\n")[0]


@pytest.mark.parametrize(
    "words", ["1.250", "1.250 chị ạ", "dạ 1250 căn", "con số chính xác là 1.250", "đến nay được 1k25", "bên em hoàn thành 1.250 căn rồi ạ"]
)
def test_a_number_with_small_words_is(words: str, month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert month.says("an", words).startswith("Đã ghi: 1.250 căn hộ – nhà ở xã hội")


def test_a_promise_without_a_day_is_asked_for_one(month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert month.press("an", "Hẹn ngày gửi").startswith("Đơn vị gửi được ngày nào")
    assert "ngày 19/11/2026" in month.says("an", "19/11")


def test_a_reminder_never_breaks_into_an_open_question(month: Month) -> None:
    month.line("an", now="2026-11-13T07:20", text="diện tích nhà ở 24")
    month.says("lan", "BHYT 942")
    assert "lan" not in chats(month.at("2026-11-13T07:40"))
    assert "lan" in chats(month.at("2026-11-13T08:10")), "the question has lapsed"


def test_who_wants_to_be_reminded_later_is_reminded_then_and_not_before(month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert month.says("an", "nhắc lại chiều nay").startswith("Vâng, trợ lý nhắc lại lúc 13:30 ngày 13/11/2026")
    assert month.at("2026-11-13T11:00") == []
    assert chats(month.at("2026-11-13T13:31")) == {"an"}
    assert month.at("2026-11-13T14:00") == []


def test_who_wants_no_reminders_gets_none_until_they_want_them_again(month: Month) -> None:
    assert month.says("an", "đừng nhắc nữa") != ""
    month.says("an", "ngừng nhắc")
    assert "an" not in chats(month.at("2026-11-13T08:00"))
    month.says("an", "nhắc tiếp")
    assert "an" in chats(month.at("2026-11-13T08:05"))


def test_what_is_not_the_units_goes_to_the_coordinator_and_is_not_asked_for_meanwhile(month: Month) -> None:
    month.at("2026-11-13T08:00")
    told = month.press("an", "Không phải việc tôi")
    assert told.startswith("Đã chuyển Sở Y tế xem lại")
    assert month.to("chief")[-1].startswith("Sở Công Thương báo không phải việc của đơn vị")
    assert "an" not in chats(month.at("2026-11-20T08:00"))
    month.says("chief", "vẫn nhắc Sở Công Thương")
    assert any("vẫn là việc của Sở Công Thương" in text for text in month.to("an"))
    assert month.to("an")[-1].startswith("Sở Công Thương chưa gửi 1 số liệu")


def test_who_says_that_it_was_sent_is_told_what_is_there_and_what_is_not(month: Month) -> None:
    month.says("lan", "BHYT 94,2")
    month.at("2026-11-13T08:00")
    told = month.says("lan", "đã gửi rồi mà")
    assert told.startswith("Trợ lý chưa thấy số liệu kỳ năm 2026 của Sở Tài chính")
    assert "bảo hiểm y tế" not in told.split("\n")[0]


def test_the_second_contact_is_told_only_after_the_due_day_and_what_was_sent_before(month: Month) -> None:
    month.enrol("tu", TRADE)
    month.run("2026-11-02", 26)
    assert month.to("tu") == []
    text = dict(month.at("2026-11-30T08:00"))["tu"]
    assert "Đã nhắc đầu mối của đơn vị ngày 13/11/2026, 20/11/2026, 26/11/2026, 27/11/2026." in text


def test_a_successor_is_told_at_once_what_is_still_owed(month: Month) -> None:
    month.at("2026-11-13T08:00")
    told = month.says("an", "bàn giao")
    code = next(word.strip(".,:") for word in told.split() if word.count("-") == 3)
    month.says("moi", f"ĐĂNG KÝ {code}")
    month.says("moi", "Đồng ý")
    if "họ tên" in month.says("moi", "Nguyễn Văn Mới").lower():
        month.says("moi", "Nguyễn Văn Mới")
    sent = dict(month.at("2026-11-13T14:00"))
    assert "moi" in sent
    assert "an" not in sent
    assert sent["moi"].startswith("Sở Công Thương chưa gửi 1 số liệu")


def test_a_person_of_two_units_gets_one_message(assistant: Assistant) -> None:
    month = opened(assistant)
    month.says("chief", "mở kỳ báo cáo 11 tháng năm 2026, chốt 20/11, hạn 27/11")
    month.press("chief", "Mở kỳ")
    sent = [text for chat, text in month.at("2026-11-20T08:00") if chat == "an"]
    assert len(sent) == 1
    assert sent[0].startswith("Nhắc báo cáo ngày 20/11/2026: còn 2 việc chưa gửi đủ.")


def test_a_due_day_on_a_holiday_is_counted_from_the_working_day_before(assistant: Assistant) -> None:
    month = Month(assistant)
    for chat, post, targets in (("chief", CHIEF, ()), ("an", TRADE, ("nhà ở xã hội",)), ("lan", FINANCE, ("BHYT",))):
        month.enrol(chat, post, *targets)
    month.says("chief", "mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11")
    month.press("chief", "Mở kỳ")
    month.run("2026-11-02", 25)
    days = [f"{when:%d/%m}" for when, chat, _ in month.pushed if chat == "an"]
    assert days == ["09/11", "18/11", "20/11", "23/11", "25/11", "26/11"]
    assert "là ngày nghỉ nên cần gửi trong hôm nay" in month.to("an")[3]
