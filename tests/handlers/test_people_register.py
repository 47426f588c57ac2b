"""Enrolling in a chat."""

from __future__ import annotations

import re

import pytest

from handlers import say
from store.people import Role
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Desk

CONTACT = (Role.CONTACT, BUILDING)
QUESTION = "chỉ tiêu bảo hiểm y tế là bao nhiêu?"


def test_somebody_with_a_code_reads_the_notice_agrees_says_their_name_and_is_enrolled(desk: Desk) -> None:
    an = desk.chat("an")
    notice = desk.say(an, f"ĐĂNG KÝ {desk.code(CONTACT)}")
    for part in ("đầu mối Sở Xây dựng", "Sở Y tế", "743/KH-UBND", "xóa", "91/2025/QH15", "356/2025/NĐ-CP", say.NOTICE_VERSION):
        assert part in notice
    assert an.labels == ["Đồng ý", "Không đồng ý"]
    assert "họ tên" in desk.press(an, "Đồng ý")
    done = desk.say(an, "Nguyễn Văn An, 0905 123 456")
    assert done.startswith("Đã đăng ký: Nguyễn Văn An, 0905 123 456 – đầu mối Sở Xây dựng.")
    (person,) = desk.everybody()
    assert (person.name, person.phone, desk.posts(an)) == ("Nguyễn Văn An", "0905123456", {CONTACT})


def test_nothing_about_a_person_is_kept_before_they_have_agreed_and_said_who_they_are(desk: Desk) -> None:
    code = desk.code(CONTACT)
    before = desk.dump()
    an = desk.chat("an")
    desk.say(an, f"ĐĂNG KÝ {code}")
    assert desk.dump() == before
    assert set(an.conversation.pending.data) == {"step", "invite", "notice", "last"} if an.conversation.pending else False
    desk.press(an, "Đồng ý")
    assert desk.dump() == before


def test_who_does_not_agree_leaves_no_trace_and_the_code_stays_good(desk: Desk) -> None:
    code = desk.code(CONTACT)
    before = desk.dump()
    an = desk.chat("an")
    desk.say(an, f"ĐĂNG KÝ {code}")
    assert "không lưu gì" in desk.press(an, "Không đồng ý")
    assert (desk.dump(), desk.everybody()) == (before, [])
    assert "Mã hợp lệ" in desk.say(an, code)


def test_the_agreement_is_kept_with_its_version_its_time_and_the_messenger(desk: Desk) -> None:
    an = desk.chat("an", "zalo_bot")
    desk.say(an, f"ĐĂNG KÝ {desk.code(CONTACT)}")
    agreed_at = desk.now
    desk.press(an, "Đồng ý")
    desk.later(minutes=3)
    desk.say(an, "Nguyễn Văn An")
    (person,) = desk.everybody()
    assert desk.rows("SELECT person, version, channel, at FROM agreements") == [
        (person.id, say.NOTICE_VERSION, "zalo_bot", agreed_at.isoformat())
    ]


def test_only_where_the_messengers_servers_stand_abroad_the_notice_says_so(desk: Desk) -> None:
    told = {name: desk.say(desk.chat("an", name), f"ĐĂNG KÝ {desk.code(CONTACT)}") for name in ("telegram", "zalo_bot", "web")}
    assert ["nước ngoài" in told[name] for name in ("telegram", "zalo_bot", "web")] == [True, False, False]


@pytest.mark.parametrize(
    "typed",
    [
        "ĐĂNG KÝ {}", "đăng ký {}", "dang ky {}", "Đăng kí mã {}", "DANG KY MA {}", "DK {}", "đk: {}", "{}", "  {}. ", "/start {}",
        "/dangky {}", "em xin đăng ký mã {} ạ", "mã đăng ký: {}", "Đây là mã ạ: {}", "https://t.me/kehoach_bot?start={}",
    ],
)  # fmt: skip
def test_a_code_is_taken_in_whatever_words_it_comes(typed: str, desk: Desk) -> None:
    code = desk.code(CONTACT)
    given = code.replace("-", "") if "start=" in typed else code
    assert "Mã hợp lệ" in desk.say(desk.chat("an"), typed.format(given))


@pytest.mark.parametrize("write", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("-", ""), lambda c: c.replace("-", "–")])
def test_a_code_may_be_grouped_and_written_in_any_way(write: object, desk: Desk) -> None:
    assert callable(write)
    assert "Mã hợp lệ" in desk.say(desk.chat("an"), f"ĐĂNG KÝ {write(desk.code(CONTACT))}")


@pytest.mark.parametrize("typed", ["ĐĂNG KÝ", "đăng ký ạ", "/dangky", "tôi muốn đăng ký", "đăng ký thế nào?", "dk"])
def test_without_a_code_it_is_explained_how_to_enrol(typed: str, desk: Desk) -> None:
    assert "ĐĂNG KÝ kèm mã" in desk.say(desk.chat("an"), typed)


def test_a_code_of_the_wrong_shape_is_told_apart_and_costs_no_try(desk: Desk) -> None:
    an = desk.chat("an")
    for _ in range(9):
        assert "16 ký tự" in desk.say(an, "ĐĂNG KÝ 7KQ2-9XMB-3TVZ")
    assert "Mã hợp lệ" in desk.say(an, desk.code(CONTACT))


@pytest.mark.parametrize(
    "question",
    ["đăng ký kinh doanh ở sở nào?", "đk hưởng trợ cấp xã hội là gì", "dang ky 3700 can ho", "đăng ký khai sinh năm 2025", QUESTION],
)
def test_a_question_about_registering_something_else_stays_a_question(question: str, desk: Desk) -> None:
    assert not re.search("mã", desk.say(desk.chat("an"), question).partition("\n")[0])


@pytest.mark.parametrize("report", ["noxh 1250 nham 1520", "noxh 1250 tren 3700"])
def test_a_report_of_four_groups_of_four_is_no_code(report: str, desk: Desk) -> None:
    assert "Mã này" not in desk.say(desk.chat("an"), report)


def test_a_name_that_came_with_the_code_is_not_asked_for(desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, f"ĐĂNG KÝ {desk.code(CONTACT, name='Nguyễn Văn An', number='0905123456')}")
    assert desk.press(an, "Đồng ý").startswith("Đã đăng ký: Nguyễn Văn An, 0905 123 456")


def test_typing_the_letter_or_the_label_is_as_good_as_pressing(desk: Desk) -> None:
    for at, typed in enumerate(("a", "A.", "đồng ý", "dong y", "Đồng ý.")):
        chat = desk.chat(f"chat {at}")
        desk.say(chat, desk.code(CONTACT))
        assert "họ tên" in desk.say(chat, typed), typed


def test_a_question_asked_meanwhile_is_answered_and_the_agreement_still_waits(desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    assert "95%" in desk.say(an, QUESTION)
    assert "họ tên" in desk.press(an, "Đồng ý")
    assert "95%" in desk.say(an, QUESTION)
    assert "hộ nghèo" in desk.say(an, "trợ cấp cho hộ nghèo").lower()
    assert desk.say(an, "Nguyễn Văn An").startswith("Đã đăng ký")


@pytest.mark.parametrize(
    "typed",
    ["Nguyễn Văn An", "Y Thương", "H'Lan Niê", "Hʼlan Rơ\u0306 Čăm", "họ tên là nguyễn văn an", "em tên là Siu Blơi", "tôi là Kpă Thuyên"],
)
def test_a_name_is_taken_at_once_where_it_can_be_nothing_else(typed: str, desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    desk.press(an, "Đồng ý")
    assert desk.say(an, typed).startswith("Đã đăng ký")


@pytest.mark.parametrize("answer", ["press", "letter"])
def test_words_that_may_be_a_name_or_a_question_are_asked_about(answer: str, desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    desk.press(an, "Đồng ý")
    assert "câu hỏi" in desk.say(an, "mai thi hoa")
    label = an.labels[0]
    done = desk.press(an, label) if answer == "press" else desk.say(an, "a")
    assert done.startswith("Đã đăng ký: Mai Thi Hoa – ")


@pytest.mark.parametrize("answer", ["press", "letter", "label"])
def test_words_that_were_a_question_after_all_are_answered_as_one(answer: str, desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    desk.press(an, "Đồng ý")
    desk.say(an, "ho ngheo")
    said = desk.press(an, say.IT_IS_A_QUESTION) if answer == "press" else desk.say(an, "b" if answer == "letter" else say.IT_IS_A_QUESTION)
    assert said == say.lines(desk.say(desk.chat("another"), "ho ngheo"), say.name_waits())
    assert desk.say(an, "Nguyễn Văn An").startswith("Đã đăng ký")


@pytest.mark.parametrize(
    "hostile",
    [
        "😀😀", "An 😀", "\u202eNguyễn Văn An", "مرحبا بك", "Nguyễn\x00Văn", "A" * 5000, "An " * 2000, "<b>Nguyễn</b> An",
        "=HYPERLINK(1;2) An", "'; DROP TABLE people; --",
    ],
)  # fmt: skip
def test_what_can_be_nobodys_name_is_not_taken_for_one(hostile: str, desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    desk.press(an, "Đồng ý")
    assert desk.say(an, hostile)
    assert desk.say(an, f"họ tên là {hostile}")
    assert desk.everybody() == []
    assert desk.say(an, "Nguyễn Văn An").startswith("Đã đăng ký")


def test_a_used_an_expired_and_a_wrong_code_are_refused(desk: Desk) -> None:
    used, expired = desk.code(CONTACT, name="An"), desk.code(CONTACT)
    an, binh = desk.chat("an"), desk.chat("binh")
    desk.say(an, used)
    desk.press(an, "Đồng ý")
    assert "đã được dùng" in desk.say(binh, used)
    desk.later(days=15)
    assert "hết hạn" in desk.say(binh, expired)
    assert "không dùng được" in desk.say(binh, "7KQ2-9XMB-3TVZ-0FGH")
    assert [person.name for person in desk.everybody()] == ["An"]


def test_after_five_wrong_codes_a_chat_waits_an_hour_and_others_do_not(desk: Desk) -> None:
    good, an = desk.code(CONTACT), desk.chat("an")
    for number in range(5):
        assert "không dùng được" in desk.say(an, f"ĐĂNG KÝ 7KQ2-9XMB-3TVZ-0FG{number}")
    assert "nhiều lần" in desk.say(an, good)
    assert "Mã hợp lệ" in desk.say(desk.chat("binh"), good)
    desk.later(minutes=61)
    assert "Mã hợp lệ" in desk.say(an, good)


def test_of_two_chats_with_one_code_the_first_to_finish_wins(desk: Desk) -> None:
    code = desk.code(CONTACT, name="Nguyễn Văn An")
    an, other = desk.chat("an"), desk.chat("other")
    desk.say(an, code)
    desk.say(other, code)
    assert desk.press(an, "Đồng ý").startswith("Đã đăng ký")
    assert "vừa được dùng" in desk.press(other, "Đồng ý")
    assert (len(desk.everybody()), desk.person(other)) == (1, None)


def test_agreeing_a_day_later_is_too_late_and_said_so(desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    desk.later(hours=25)
    assert "quá hạn" in desk.press(an, "Đồng ý")
    assert desk.everybody() == []
    assert "95%" in desk.say(an, QUESTION)


def test_a_press_on_an_old_notice_does_nothing(desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT, name="An"))
    assert "đã cũ" in desk.press(an, "Đồng ý", outdated=True)
    assert desk.everybody() == []
    assert desk.press(an, "Đồng ý").startswith("Đã đăng ký")
    assert "đã cũ" in desk.press(an, "Đồng ý")
    assert len(desk.everybody()) == 1


def test_an_old_label_that_decides_nothing_is_taken_as_a_question(desk: Desk) -> None:
    assert "95%" in desk.press(desk.chat("an"), QUESTION, outdated=True)


def test_pressing_agree_twice_only_asks_for_the_name_again(desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(CONTACT))
    assert desk.press(an, "Đồng ý") == desk.press(an, "Đồng ý")


def test_in_a_group_nobody_enrols(desk: Desk) -> None:
    chief, code, group = desk.enrolled("Chi", (Role.COORDINATOR, "")), desk.code(CONTACT), desk.chat("group")
    assert "nhắn riêng" in desk.say(group, "ĐĂNG KÝ", private=False, sender="an")
    assert "đã bị hủy" in desk.say(group, f"ĐĂNG KÝ {code}", private=False, sender="an")
    assert chief.text.startswith("Mã cho đầu mối Sở Xây dựng vừa bị gửi vào một nhóm")
    assert "không dùng được" in desk.say(desk.chat("an"), code)


def test_a_second_code_adds_an_agency_without_another_agreement(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    said = desk.say(an, desk.code((Role.LEADER, HEALTH)))
    assert "Đã thêm: lãnh đạo Sở Y tế." in said
    assert desk.posts(an) == {CONTACT, (Role.LEADER, HEALTH)}
    assert len(desk.rows("SELECT id FROM agreements")) == 1


def test_a_new_version_of_the_notice_is_agreed_to_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    an, before = desk.enrolled("An", CONTACT), say.NOTICE_VERSION
    monkeypatch.setattr(say, "NOTICE_VERSION", "2027-01")
    assert "Mã hợp lệ" in desk.say(an, desk.code((Role.CONTACT, HEALTH)))
    assert desk.press(an, "Đồng ý").startswith("Đã thêm")
    assert [version for (version,) in desk.rows("SELECT version FROM agreements ORDER BY id")] == [before, "2027-01"]


def test_a_code_for_what_one_is_already_is_not_used_up(desk: Desk) -> None:
    an, code = desk.enrolled("An", CONTACT), desk.code(CONTACT)
    assert "chưa dùng đến" in desk.say(an, code)
    assert "Mã hợp lệ" in desk.say(desk.chat("binh"), code)


def test_one_agency_may_have_two_people(desk: Desk) -> None:
    an, binh = desk.enrolled("An", CONTACT), desk.enrolled("Bình", CONTACT)
    assert desk.posts(an) == desk.posts(binh) == {CONTACT}


def test_each_role_is_told_what_it_can_now_do(desk: Desk) -> None:
    wanted = {
        (Role.CONTACT, BUILDING): "bàn giao",
        (Role.LEADER, HOME_AFFAIRS): "bàn giao",
        (Role.COORDINATOR, ""): "danh sách đầu mối",
        (Role.ADMIN, ""): "mời cán bộ điều phối",
        (Role.VIEWER, ""): "hỏi về kế hoạch",
    }
    for at, (post, part) in enumerate(wanted.items()):
        chat = desk.chat(f"chat {at}")
        desk.say(chat, desk.code(post, name="An"))
        assert part in desk.press(chat, "Đồng ý")
