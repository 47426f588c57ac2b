"""The calendar that whoever coordinates may change: days off, days worked instead, office hours."""

from __future__ import annotations

from datetime import time

import pytest

from handlers.assistant import Assistant
from handlers.remind.workdays import read_hours
from tests.handlers.reminding import Month, opened


@pytest.fixture
def month(assistant: Assistant) -> Month:
    return opened(assistant)


def test_the_days_off_of_a_year_are_listed_and_a_coming_year_is_called_an_estimate(month: Month) -> None:
    told = month.says("chief", "lịch nghỉ 2026")
    assert "• thứ Sáu 02/01/2026: nghỉ hoán đổi" in told
    assert "• thứ Bảy 10/01/2026: làm bù" in told
    assert "ước tính" not in told
    assert "ước tính theo luật" in month.says("chief", "ngày nghỉ năm 2027")


def test_a_day_off_that_is_set_moves_the_reminders(month: Month) -> None:
    assert month.says("chief", "ngày 13/11/2026 nghỉ") == "Đặt thứ Sáu 13/11/2026 là ngày nghỉ?"
    month.press("chief", "Đặt lịch")
    assert {chat for chat, _ in month.at("2026-11-12T08:00")} == {"an", "lan"}
    assert month.at("2026-11-13T08:00") == []


def test_a_saturday_worked_instead_is_a_day_of_reminders(month: Month) -> None:
    month.says("chief", "28/11/2026 làm bù")
    month.press("chief", "Đặt lịch")
    month.run("2026-11-02", 26)
    assert "an" in dict(month.at("2026-11-28T08:00"))


def test_a_day_that_was_set_can_be_taken_back_and_undone(month: Month) -> None:
    month.says("chief", "ngày 13/11/2026 nghỉ")
    month.press("chief", "Đặt lịch")
    assert month.says("chief", "hoàn tác").startswith("Đã hoàn tác")
    assert "an" in dict(month.at("2026-11-13T08:00"))
    assert month.says("chief", "bỏ ngoại lệ 13/11/2026").startswith("Ngày 13/11/2026 không có ngoại lệ nào.")


def test_the_day_of_culture_is_a_setting(month: Month) -> None:
    month.says("chief", "24/11 là ngày làm việc")
    month.press("chief", "Đặt lịch")
    assert "24/11/2026" not in month.says("chief", "lịch nghỉ 2026")
    month.says("chief", "24/11 là ngày nghỉ")
    month.press("chief", "Đặt lịch")
    assert "24/11/2026: Ngày Văn hóa Việt Nam" in month.says("chief", "lịch nghỉ 2026")


def test_office_hours_are_the_provinces_own(month: Month) -> None:
    assert month.says("chief", "giờ làm việc").startswith("Giờ làm việc: 07:30–11:30 và 13:30–17:00")
    month.says("chief", "giờ làm việc từ 7h đến 11h30, 13h đến 16h30")
    month.press("chief", "Đặt lịch")
    assert "an" in dict(month.at("2026-11-13T07:05"))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("7:30-11:30, 13:30-17:00", [(time(7, 30), time(11, 30)), (time(13, 30), time(17))]),
        ("7h den 11h30 va 13h den 16h30", [(time(7), time(11, 30)), (time(13), time(16, 30))]),
        ("8h-17h", [(time(8), time(17))]),
        ("17h-8h", []),
        ("7h-12h, 11h-17h", []),
        ("25h-26h", []),
        ("ca ngay", []),
    ],
)
def test_hours_are_read_as_they_are_typed(text: str, spans: list[tuple[time, time]]) -> None:
    assert list(read_hours(text)) == spans


def test_who_does_not_coordinate_changes_no_day(month: Month) -> None:
    month.says("an", "ngày 13/11/2026 nghỉ")
    assert "an" in dict(month.at("2026-11-13T08:00"))
