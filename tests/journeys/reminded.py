"""Dialogues in which a period is opened, units are reminded, and answer."""

from __future__ import annotations

from store.people import Role
from tests.journeys.dialogue import Dialogue, Enrolled, Step, clock, presses, silent, told, types

CHIEF, TRADE, FINANCE = "điều phối", "đầu mối", "đầu mối khác"
PEOPLE = (
    Enrolled(CHIEF, "Lê Thị Chi", Role.COORDINATOR),
    Enrolled(TRADE, "Nguyễn Văn An", Role.CONTACT, "so-cong-thuong"),
    Enrolled(FINANCE, "Trần Thị Bình", Role.CONTACT, "so-tai-chinh"),
)
NOBODY_ELSE = (silent(TRADE), silent(FINANCE))
OWES_ONE = r"\ASở Công Thương chưa gửi 1 số liệu, hạn 24/11/2026"
OWES_TWO = r"\ASở Tài chính chưa gửi 2 số liệu, hạn 24/11/2026"
REMINDER = ("Hẹn ngày gửi", "Nhắc lại chiều nay", "Không phải việc tôi")

OPENED: tuple[Step, ...] = (
    types(CHIEF, "giao nhà ở xã hội cho Sở Công Thương", r"\AGiao 1 chỉ tiêu", offers=("Giao", "Không giao"), then=NOBODY_ELSE),
    presses(CHIEF, "Giao", r"\AĐã giao", then=(told(TRADE, r"\ASở Công Thương được giao báo cáo", "Nhà ở xã hội"), silent(FINANCE))),
    types(CHIEF, "giao BHYT, BHXH cho Sở Tài chính", r"\AGiao 2 chỉ tiêu", offers=("Giao", "Không giao")),
    presses(CHIEF, "Giao", r"\AĐã giao", then=(told(FINANCE, r"\ASở Tài chính được giao báo cáo"), silent(TRADE))),
    types(
        CHIEF,
        "mở kỳ báo cáo năm 2026, chốt 15/11, hạn 24/11",
        r"\AMở kỳ báo cáo năm 2026\?",
        r"đến hết 15/11/2026; hạn gửi hết 24/11/2026",
        offers=("Mở kỳ", "Không mở kỳ"),
        then=NOBODY_ELSE,
    ),
    presses(CHIEF, "Mở kỳ", r"\AĐã mở kỳ báo cáo năm 2026", offers=("Hoàn tác",), then=NOBODY_ELSE),
)
"""On a Monday evening: the first reminders come the next morning."""
EVENING = "2026-11-16T18:00"

REMINDERS = (
    Dialogue(
        "a unit is reminded in the morning, answers with a bare number and is not reminded again",
        (
            *OPENED,
            clock("2026-11-17T08:00", told(TRADE, OWES_ONE, "Nhà ở xã hội", "bằng một con số", offers=REMINDER), told(FINANCE, OWES_TWO)),
            types(
                TRADE, "1.300", r"\AĐã ghi: 1\.300 căn hộ", "Sở Công Thương", "đến 15/11/2026", offers=("Hủy", "Sửa"), then=(silent(CHIEF),)
            ),
            clock("2026-11-20T08:00", silent(TRADE), told(FINANCE, OWES_TWO, offers=REMINDER), told(CHIEF, "Tình hình báo cáo")),
            types(CHIEF, "ai chưa gửi", r"Sở Tài chính: chưa có số liệu", r"Đã đủ số liệu \(1\):\n– Sở Công Thương"),
            clock("2026-11-23T08:00", silent(TRADE), told(FINANCE, r"\ASở Tài chính chưa gửi 2 số liệu")),
        ),
        PEOPLE,
        begins=EVENING,
    ),
    Dialogue(
        "a reminder of the day before is answered by name and number, by another with a day",
        (
            *OPENED,
            clock("2026-11-20T08:00", told(TRADE, OWES_ONE, "ngày 23/11/2026", offers=REMINDER), told(FINANCE, OWES_TWO)),
            types(TRADE, "NOXH 1.300", r"\AĐã ghi: 1\.300 căn hộ", then=(silent(FINANCE),)),
            types(FINANCE, "sẽ gửi ngày 24/11", r"\AĐã ghi: Sở Tài chính hẹn gửi .*ngày 24/11/2026", then=(silent(TRADE),)),
            # Besides, an Official Account may write to nobody who has been silent for a week.
            types(CHIEF, "ai chưa gửi", r"Sở Tài chính: chưa có số liệu", r"\(1\):\n– Sở Công Thương"),
            clock(
                "2026-11-23T08:00", *NOBODY_ELSE, told(CHIEF, r"Đã hẹn \(1\): Sở Tài chính \(hẹn 24/11\)", never=("Đã hẹn .*Công Thương",))
            ),
            types(FINANCE, "BHYT 94,2; BHXH 27,5", r"Đã ghi: 94,2%", r"Đã ghi: 27,5%", offers=("Hủy", "Sửa")),
            clock("2026-11-25T08:00", *NOBODY_ELSE),
            types(CHIEF, "ai chưa gửi", r"(?s)Đã đủ số liệu \(2\):.*Sở Tài chính: số liệu 2/2.*", never=("Sở Tài chính: chưa có số liệu",)),
        ),
        PEOPLE,
        begins=EVENING,
    ),
    Dialogue(
        "a reminder is put off by a button and comes back in the afternoon",
        (
            *OPENED,
            clock("2026-11-17T08:00", told(TRADE, OWES_ONE, offers=REMINDER), told(FINANCE, OWES_TWO)),
            presses(TRADE, "Nhắc lại chiều nay", r"chiều nay|13:30|14:00|13h30"),
            clock("2026-11-17T14:30", told(TRADE, OWES_ONE, offers=REMINDER), silent(FINANCE)),
            presses(TRADE, "Hẹn ngày gửi", "ngày nào"),
            types(TRADE, "23/11", r"hẹn gửi .*ngày 23/11/2026"),
            types(FINANCE, "ngừng nhắc", r"(?i)nhắc tiếp"),
            clock("2026-11-20T08:00", *NOBODY_ELSE),
        ),
        PEOPLE,
        begins=EVENING,
    ),
    Dialogue(
        "a unit says that it is not its work and the coordinator is told",
        (
            *OPENED,
            clock("2026-11-17T08:00", told(TRADE, OWES_ONE, offers=REMINDER)),
            presses(
                TRADE,
                "Không phải việc tôi",
                "xem lại",
                "không nhắc",
                then=(told(CHIEF, r"\ASở Công Thương \(Nguyễn Văn An\) báo không phải việc của đơn vị"), silent(FINANCE)),
            ),
            clock("2026-11-18T08:00", silent(TRADE)),
            clock("2026-11-20T08:00", silent(TRADE), told(CHIEF, "(?i)không phải việc của mình.*Sở Công Thương")),
        ),
        PEOPLE,
        begins=EVENING,
    ),
    Dialogue(
        "a unit with nothing new says so and the coordinator reminds the others at once",
        (
            *OPENED,
            clock("2026-11-20T08:00", told(TRADE, OWES_ONE, offers=REMINDER), told(CHIEF, "Tình hình báo cáo", offers=("Nhắc lại ngay",))),
            types(TRADE, "không phát sinh", r"\AĐã ghi", "không phát sinh", then=(silent(FINANCE),)),
            types(CHIEF, "nhắc các đơn vị chưa gửi", "Sở Tài chính", never=("Công Thương",), then=NOBODY_ELSE),
            presses(CHIEF, "Nhắc", "(?i)đã nhắc|nhắc", then=(told(FINANCE, OWES_TWO, offers=REMINDER), silent(TRADE))),
            types(CHIEF, "tổng quan", "Kỳ năm 2026", offers=("Ai chưa gửi",)),
            presses(CHIEF, "Ai chưa gửi", "Sở Tài chính: chưa có số liệu", never=("Công Thương: chưa có",)),
        ),
        PEOPLE,
        begins=EVENING,
    ),
)
