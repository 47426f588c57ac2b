"""Dialogues in which a contact sends numbers and takes them back."""

from __future__ import annotations

from store.people import Role
from tests.journeys.dialogue import Dialogue, Enrolled, presses, silent, types

CONTACT, CHIEF, ANYBODY = "đầu mối", "điều phối", "người lạ"
AN = Enrolled(CONTACT, "Nguyễn Văn An", Role.CONTACT, "so-xay-dung")
CHI = Enrolled(CHIEF, "Lê Thị Chi", Role.COORDINATOR)
BUTTONS = ("Hủy", "Sửa")

NUMBERS = (
    Dialogue(
        "a number is recorded at once and echoed with its share of the goal and its place in the plan",
        (
            types(
                CONTACT,
                "NOXH 1.250",
                r"\AĐã ghi: 1\.250 căn hộ – nhà ở xã hội.*, Sở Xây dựng\.",
                r"đến 16/11/2026",
                r"Bằng 33,8% mục tiêu ít nhất 3\.700 căn hộ .*\(1\.250/3\.700\)",
                r"Nguồn: Kế hoạch 743/KH-UBND",
                offers=BUTTONS,
            ),
            types(CONTACT, "noxh 1.300", r"\AĐã ghi: 1\.300 căn hộ", r"(trước đó|thay cho số) 1\.250 căn hộ", offers=BUTTONS),
            types(CONTACT, "mọi lần sửa NOXH", r"1\.300", r"1\.250"),
            types(CHIEF, "tiến độ nhà ở xã hội", r"1\.300 căn hộ", "Sở Xây dựng"),
        ),
        (AN, CHI),
    ),
    Dialogue(
        "an odd number is asked about and an option decides",
        (
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250"),
            types(CONTACT, "NOXH 12.600", r"\AChưa ghi\.", offers=("Ghi 12.600 căn hộ", "Ghi 1.260 căn hộ", "Không ghi")),
            presses(CONTACT, "Ghi 1.260 căn hộ", r"\AĐã ghi: 1\.260 căn hộ", offers=BUTTONS),
            types(CONTACT, "NOXH 126.000", r"\AChưa ghi\.", offers=("Không ghi",)),
            presses(CONTACT, "Không ghi", r"không ghi gì"),
            types(CONTACT, "tiến độ NOXH", r"1\.260 căn hộ", never=(r"12\.600", r"126\.000")),
        ),
        (AN,),
    ),
    Dialogue(
        "a number is withdrawn",
        (
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250", offers=BUTTONS),
            presses(CONTACT, "Hủy", r"\AĐã hủy: 1\.250 căn hộ"),
            types(CONTACT, "tiến độ NOXH", r"chưa có số liệu"),
            types(CONTACT, "NOXH 1.240", r"\AĐã ghi: 1\.240"),
            types(CONTACT, "rút lại", r"\AĐã hủy: 1\.240 căn hộ"),
        ),
        (AN,),
    ),
    Dialogue(
        "a number is corrected in plain words or by a button",
        (
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250"),
            types(CONTACT, "không phải, 1.205", r"\AĐã ghi: 1\.205 căn hộ", r"thay cho số 1\.250"),
            types(CONTACT, "sửa lại 1.260", r"\AĐã ghi: 1\.260 căn hộ", r"thay cho số 1\.205", offers=BUTTONS),
            presses(CONTACT, "Sửa", r"Đang ghi 1\.260 căn hộ", "gõ số đúng"),
            types(CONTACT, "1.270", r"\AĐã ghi: 1\.270 căn hộ", r"thay cho số 1\.260"),
            types(CONTACT, "mọi lần sửa NOXH", r"1\.250", r"1\.205", r"1\.260", r"1\.270"),
        ),
        (AN,),
    ),
    Dialogue(
        "a number of several targets' common name is asked about and the choice records it",
        (
            types(CONTACT, "nước sạch 75", r"\AChưa ghi\. 75 là số của chỉ tiêu nào\?", offers=("Không ghi",)),
            types(CONTACT, "B", r"\AĐã ghi: 75% – hộ gia đình ở nông thôn"),
        ),
        (AN,),
    ),
    Dialogue(
        "a number from somebody who is not enrolled is not recorded and the way in is shown",
        (
            types(ANYBODY, "NOXH 1.250", r"\AChưa ghi", "ĐĂNG KÝ", then=(silent(CONTACT),)),
            types(CHIEF, "tiến độ NOXH", "chưa có số liệu"),
        ),
        (AN, CHI),
    ),
)

PAPERS = (
    Dialogue(
        "a chart comes as a picture",
        (
            types(CONTACT, "NOXH 1.250 tính đến 30/9/2026", r"\AĐã ghi: 1\.250"),
            types(CONTACT, "NOXH 1.300", r"\AĐã ghi: 1\.300"),
            types(CONTACT, "biểu đồ nhà ở xã hội", r"1\.300 căn hộ", file="png"),
        ),
        (AN,),
    ),
    Dialogue(
        "a form comes as a workbook that opens",
        (
            types(CONTACT, "biểu mẫu", r"Biểu mẫu của Sở Xây dựng: \d+ chỉ tiêu", file="xlsx", not_on="zalo_bot zalo_oa"),
            # Where no workbook can be carried, a link opens the page as the same person.
            types(CONTACT, "biểu mẫu", r"Biểu mẫu của Sở Xây dựng: \d+ chỉ tiêu", r"\nhttp\S+/#ma=\w{16}\n", not_on="telegram web"),
        ),
        (AN,),
    ),
)
