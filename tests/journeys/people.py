"""Dialogues in which people come in, hand over, add a channel and leave."""

from __future__ import annotations

from store.people import Role
from tests.journeys.dialogue import Dialogue, Enrolled, presses, silent, told, types

CHIEF, CONTACT, SUCCESSOR, ANYBODY = "điều phối", "đầu mối", "người kế nhiệm", "người lạ"
ELSEWHERE = "đầu mối trên web"
CHI = Enrolled(CHIEF, "Lê Thị Chi", Role.COORDINATOR)
AN = Enrolled(CONTACT, "Nguyễn Văn An", Role.CONTACT, "so-xay-dung")
CODE = (("mã", r"ĐĂNG KÝ (\S+)"),)
CONSENT = ("Đồng ý", "Không đồng ý")

ENROLMENT = (
    Dialogue(
        "whoever has a code agrees, gives a name and may report",
        (
            types(CONTACT, "ĐĂNG KÝ {mã}", "(?i)dữ liệu", "đầu mối Sở Xây dựng", offers=CONSENT, then=(silent(CHIEF),)),
            presses(CONTACT, "Đồng ý", "(?i)họ tên"),
            types(CONTACT, "Nguyễn Văn An", "Nguyễn Văn An", "đầu mối Sở Xây dựng"),
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250 căn hộ"),
            types(ANYBODY, "ĐĂNG KÝ {mã}", "(?i)mã"),
            types(CHIEF, "ai là đầu mối Sở Xây dựng", "Nguyễn Văn An"),
        ),
        (CHI,),
        codes={"mã": Enrolled(CONTACT, "", Role.CONTACT, "so-xay-dung")},
    ),
    Dialogue(
        "whoever does not agree is not enrolled",
        (
            types(CONTACT, "dang ky {mã}", "đầu mối Sở Xây dựng", offers=CONSENT),
            presses(CONTACT, "Không đồng ý", "(?i)không lưu"),
            types(CONTACT, "NOXH 1.250", r"\AChưa ghi"),
        ),
        codes={"mã": Enrolled(CONTACT, "Nguyễn Văn An", Role.CONTACT, "so-xay-dung")},
    ),
    Dialogue(
        "the coordinator invites and the invitation, passed on whole, opens the door",
        (
            types(CHIEF, "mời Sở Xây dựng: Nguyễn Văn An", "đầu mối Sở Xây dựng", keeps=(("tin", r"(?s)(Kính gửi.*)"),)),
            types(CONTACT, "{tin}", "đầu mối Sở Xây dựng", offers=CONSENT),
            presses(CONTACT, "Đồng ý", "Nguyễn Văn An", then=(told(CHIEF, "Nguyễn Văn An", "Sở Xây dựng"),)),
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250 căn hộ"),
        ),
        (CHI,),
    ),
)

SUCCESSION = (
    Dialogue(
        "a contact hands over: the successor may report from then on and the former contact may not",
        (
            types(CONTACT, "bàn giao", "Mã bàn giao đầu mối Sở Xây dựng", keeps=CODE, then=(told(CHIEF, "Nguyễn Văn An", "bàn giao"),)),
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250"),
            types(SUCCESSOR, "ĐĂNG KÝ {mã}", "đầu mối Sở Xây dựng", offers=CONSENT),
            presses(SUCCESSOR, "Đồng ý", "(?i)họ tên", then=(silent(CONTACT),)),
            types(
                SUCCESSOR,
                "Trần Thị Bình",
                "Trần Thị Bình",
                "đầu mối Sở Xây dựng",
                then=(told(CONTACT, "Trần Thị Bình|người kế nhiệm"), told(CHIEF, "Trần Thị Bình")),
            ),
            types(SUCCESSOR, "NOXH 1.300", r"\AĐã ghi: 1\.300", r"1\.250"),
            types(CONTACT, "NOXH 1.400", r"\AChưa ghi"),
            types(CHIEF, "ai là đầu mối Sở Xây dựng", "Trần Thị Bình", never=("Nguyễn Văn An",)),
        ),
        (CHI, AN),
    ),
    Dialogue(
        "one person on two channels is one person",
        (
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250"),
            types(CONTACT, "thêm kênh", "dùng một lần", keeps=CODE),
            types(ELSEWHERE, "ĐĂNG KÝ {mã}", "Nguyễn Văn An|đầu mối Sở Xây dựng|[Kk]ênh"),
            presses(ELSEWHERE, "Đồng ý", "Nguyễn Văn An|đầu mối Sở Xây dựng|[Kk]ênh", not_on="web"),
            types(ELSEWHERE, "NOXH 1.300", r"\AĐã ghi: 1\.300", r"1\.250"),
            types(ELSEWHERE, "dữ liệu của tôi", "Nguyễn Văn An", "trang web"),
            types(CONTACT, "mọi lần sửa NOXH", r"1\.300", r"1\.250"),
        ),
        (AN,),
    ),
    Dialogue(
        "whoever erases their data is a stranger from then on",
        (
            types(CONTACT, "NOXH 1.250", r"\AĐã ghi: 1\.250"),
            types(CONTACT, "dữ liệu của tôi", "Nguyễn Văn An", "đầu mối Sở Xây dựng"),
            types(CONTACT, "xóa dữ liệu của tôi", "không hoàn lại được", offers=("Xóa dữ liệu", "Không xóa")),
            presses(CONTACT, "Xóa dữ liệu", "(?i)đã xóa", then=(told(CHIEF, "Sở Xây dựng"),)),
            types(CONTACT, "NOXH 1.300", r"\AChưa ghi"),
            types(CHIEF, "tiến độ NOXH", r"1\.250 căn hộ", never=("Nguyễn Văn An",)),
        ),
        (CHI, AN),
    ),
)
