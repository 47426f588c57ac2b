"""What whoever coordinates is told in the morning, and what they can do about those who have not sent."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from handlers.assistant import Assistant
from tests.handlers.reminding import CHIEF, TRADE, Month, opened


@pytest.fixture
def month(assistant: Assistant) -> Month:
    return opened(assistant)


def test_the_plans_yearly_day_is_offered_once_and_opens_nothing_by_itself(assistant: Assistant) -> None:
    month = Month(assistant, "2026-10-01T08:00")
    month.enrol("chief", CHIEF)
    month.enrol("an", TRADE, "nhà ở xã hội")
    month.run("2026-10-01", 60)
    (offer,) = month.to("chief")
    assert "trước 25/11 gửi Sở Y tế" in offer
    assert "mở kỳ báo cáo năm 2026, chốt 14/11/2026, hạn 24/11/2026" in offer
    assert month.to("an") == []


def test_the_offer_opens_the_period_by_a_tap_and_a_preview(assistant: Assistant) -> None:
    month = Month(assistant, "2026-11-02T08:00")
    month.enrol("chief", CHIEF)
    month.at("2026-11-02T08:05")
    shown = month.press("chief", "Mở kỳ như trên")
    assert shown.startswith("Mở kỳ báo cáo năm 2026?")
    assert "hạn gửi hết 24/11/2026" in shown
    assert month.press("chief", "Mở kỳ").startswith("Đã mở kỳ báo cáo năm 2026.")


def test_the_morning_summary_comes_from_the_day_before_and_says_who_is_missing(month: Month) -> None:
    month.run("2026-11-02", 24)
    assert [text for text in month.to("chief") if text.startswith("Tình hình")] == []
    month.says("an", "sẽ gửi ngày 30/11")
    text = dict(month.at("2026-11-26T08:00"))["chief"]
    assert text.startswith("Tình hình báo cáo sáng 26/11/2026\n\nKỳ năm 2026, hạn 27/11/2026 (còn 1 ngày làm việc): 0/")
    assert "Sở Tài chính" in text
    assert "Đã hẹn (1): Sở Công Thương (hẹn 30/11)." in text
    assert "Chưa có đầu mối" in text
    assert month.labels["chief"] == ["Nhắc lại ngay", "Soạn đôn đốc", "Danh sách gọi"]
    month.at("2026-11-26T14:00")
    assert len([text for text in month.to("chief") if text.startswith("Tình hình")]) == 1


def test_one_tap_reminds_them_again(month: Month) -> None:
    month.run("2026-11-02", 25)
    month.at("2026-11-27T08:00")
    before = len(month.to("lan"))
    shown = month.press("chief", "Nhắc lại ngay")
    assert shown.startswith("Nhắc 2 đơn vị chưa gửi đủ: Sở Tài chính; Sở Công Thương?\nKhông nhắn được, chưa có đầu mối (85): ")
    assert "77 xã, phường" in shown
    assert month.press("chief", "Nhắc") == "Đang nhắc 2 đơn vị."
    assert len(month.to("lan")) == before + 1
    month.at("2026-11-27T10:00")
    assert len(month.to("lan")) == before + 1, "once"


def test_a_tap_in_the_evening_waits_for_the_morning(month: Month) -> None:
    month.at("2026-11-13T08:00")
    shown = month.line("chief", now="2026-11-13T20:00", text="nhắc Sở Tài chính")
    assert "tin sẽ gửi lúc 07:30 ngày 16/11/2026" in shown
    month.press("chief", "Nhắc")
    assert len(month.to("lan")) == 1
    month.at("2026-11-16T07:31")
    assert len(month.to("lan")) == 2


def test_who_has_sent_is_not_reminded_again(month: Month) -> None:
    month.says("an", "NOXH 1.250")
    assert month.says("chief", "nhắc Sở Công Thương") == "Sở Công Thương không còn số liệu nào phải gửi."


def test_a_head_of_office_is_written_to_after_the_due_day_alone_and_by_a_tap(month: Month) -> None:
    month.enrol("lanh", {**TRADE, "role": "leader"})
    assert month.says("chief", "nhắc lãnh đạo Sở Công Thương").startswith("Chỉ gửi lãnh đạo đơn vị sau hạn 27/11/2026.")
    month.run("2026-11-02", 30)
    assert month.to("lanh") == []
    shown = month.says("chief", "nhắc lãnh đạo Sở Công Thương")
    assert "Trợ lý đã nhắc đầu mối của đơn vị ngày 20/11/2026, 26/11/2026, 27/11/2026, 30/11/2026" in shown
    month.press("chief", "Gửi lãnh đạo")
    (text,) = month.to("lanh")
    assert text.startswith("Sở Y tế kính báo lãnh đạo Sở Công Thương: số liệu kỳ năm 2026 (hạn 27/11/2026) của đơn vị còn thiếu:")


def test_the_call_list_names_who_to_call_and_communes_without_a_contact_as_one(month: Month) -> None:
    month.run("2026-11-27", 1)
    told = month.says("chief", "danh sách gọi")
    assert "• Sở Tài chính: đầu mối (chưa có số) – thiếu 3/3" in told
    assert "Ngoài ra có 77 xã, phường chưa có đầu mối." in told


def test_an_urging_letter_is_drafted_with_words_to_copy(month: Month) -> None:
    told = month.says("chief", "soạn đôn đốc")
    assert "Sở Y tế kính đề nghị các đơn vị sau gửi số liệu báo cáo kỳ năm 2026 (hạn 27/11/2026):" in told
    path = next(path for path in month.files if path.endswith(".docx"))
    text = zipfile.ZipFile(Path(path)).read("word/document.xml").decode()
    assert "Sở Tài chính" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text


def test_what_became_of_the_reminders_is_told(month: Month) -> None:
    month.at("2026-11-13T08:00")
    assert month.says("chief", "tình trạng nhắc").startswith("Lời nhắc kỳ năm 2026: 2 tin đã gửi, 0 đang chờ")
    told = month.says("chief", "tình trạng nhắc Sở Công Thương")
    assert "• 13/11/2026 Sở Công Thương (trước hạn 14 ngày): đã gửi" in told


def test_the_ladder_can_be_set_and_the_setting_undone(month: Month) -> None:
    shown = month.says("chief", "lịch nhắc: trước 7, 2 ngày; đúng hạn; sau 5 ngày")
    assert shown == "Đặt lịch nhắc cho mọi kỳ: trước hạn 7, 2 ngày; đúng hạn; sau hạn 5 ngày?"
    month.press("chief", "Đặt lịch nhắc")
    month.run("2026-11-02", 50)
    assert [f"{when:%d/%m}" for when, chat, _ in month.pushed if chat == "an"] == ["20/11", "25/11", "27/11", "02/12"]
    month.says("chief", "lịch nhắc: trước 3 ngày")
    month.press("chief", "Đặt lịch nhắc")
    assert "Đã hoàn tác" in month.says("chief", "hoàn tác")


def test_an_urgent_request_goes_out_at_once_and_its_answer_comes_back(month: Month) -> None:
    month.at("2026-11-05T09:00")
    shown = month.says("chief", "NOXH trước 16h30 hôm nay, Sở Công Thương")
    assert shown.startswith("Hỏi gấp Sở Công Thương: nhà ở xã hội")
    assert "trước 16:30 ngày 05/11/2026?" in shown
    month.press("chief", "Hỏi ngay")
    (text,) = month.to("an")
    assert text.startswith("Cần gấp trước 16:30 ngày 05/11/2026: Sở Y tế hỏi Sở Công Thương:")
    month.says("an", "1.250")
    month.at("2026-11-05T09:30")
    assert month.to("chief")[-1].startswith("Sở Công Thương đã trả lời yêu cầu gấp: 1.250 căn hộ")
    month.at("2026-11-05T17:00")
    assert len(month.to("an")) == 1


def test_an_urgent_request_that_is_not_answered_is_told_when_its_hour_has_passed(month: Month) -> None:
    month.at("2026-11-05T09:00")
    month.says("chief", "cần gấp BHYT của Sở Tài chính trước 11h")
    month.press("chief", "Hỏi ngay")
    month.at("2026-11-05T10:40")
    assert month.to("lan")[-1].startswith("Còn ít thời gian: Sở Y tế cần số liệu của Sở Tài chính trước 11:00")
    month.at("2026-11-05T11:00")
    assert month.to("chief")[-1].startswith("Đã đến 11:00 ngày 05/11/2026, chưa có trả lời yêu cầu gấp:\n• Sở Tài chính")
    month.at("2026-11-05T14:00")
    assert len(month.to("lan")) == 2


def test_the_agenda_tells_what_is_ahead_and_comes_as_a_file(month: Month) -> None:
    told = month.says("an", "lịch")
    assert "• Kỳ năm 2026: số liệu đến 15/11/2026, hạn 27/11/2026." in told
    assert "Sở Công Thương: còn thiếu 1/1 số liệu." in told
    assert "Lần nhắc tới: 13/11/2026." in told
    assert "trước 25/11" in told
    month.press("an", "Tệp lịch (.ics)")
    path = next(path for path in month.files if path.endswith(".ics"))
    assert b"BEGIN:VCALENDAR" in Path(path).read_bytes()


def test_a_stranger_sees_the_plans_days_and_no_period(month: Month) -> None:
    told = month.says("a stranger", "lịch báo cáo")
    assert "trước 05/12" in told
    assert "Kỳ năm 2026" not in told
