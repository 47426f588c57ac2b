"""What coordinators and admins do: inviting, taking back, seeing who there is, removing."""

from __future__ import annotations

import re

import pytest

from handlers.turn import Rules
from store import facts, people
from store.people import COMMAND_LINE, NotAllowedError, Role, person_at
from store.reach import blocked
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Chat, Desk

CONTACT, LEADER = (Role.CONTACT, BUILDING), (Role.LEADER, HEALTH)
COORDINATOR, ADMIN, VIEWER = (Role.COORDINATOR, ""), (Role.ADMIN, ""), (Role.VIEWER, "")
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")


@pytest.fixture
def chief(desk: Desk) -> Chat:
    return desk.enrolled("Lê Chi", COORDINATOR)


@pytest.fixture
def admin(desk: Desk) -> Chat:
    return desk.enrolled("Phạm Dung", ADMIN)


def enrol(desk: Desk, name: str, said: str) -> Chat:
    """Somebody new uses the code that was said."""
    chat, code = desk.chat(name), CODE.search(said)
    assert code is not None, said
    desk.say(chat, code[0])
    desk.press(chat, "Đồng ý")
    if desk.person(chat) is None:
        desk.say(chat, name)
    return chat


# ---- inviting


@pytest.mark.parametrize(
    ("typed", "post"),
    [
        ("mời Sở Xây dựng", CONTACT),
        ("moi so xay dung", CONTACT),
        ("Mời SXD", CONTACT),
        ("mời đầu mối Sở Xây dựng", CONTACT),
        ("mời cán bộ đầu mối của sở xây dựng", CONTACT),
        ("mời lãnh đạo Sở Y tế", LEADER),
        ("moi lanh dao so y te", LEADER),
        ("mời người xem", VIEWER),
        ("cho em mời Sở Xây dựng ạ", CONTACT),
    ],
)
def test_a_coordinator_gets_a_code_and_a_text_to_send_on(typed: str, post: tuple[Role, str], desk: Desk, chief: Chat) -> None:
    said = desk.say(chief, typed.removesuffix(" ạ"))
    told, to_send_on = chief.heard[-2].text, chief.heard[-1].text
    assert "04/12/2026" in told
    assert CODE.search(told) is None
    assert to_send_on.startswith("Kính gửi anh/chị")
    assert desk.posts(enrol(desk, "Nguyễn Văn An", said)) == {post}


def test_the_text_holds_a_link_where_the_bot_is_connected_to_telegram(desk: Desk, chief: Chat) -> None:
    assert "https://" not in desk.say(chief, "mời Sở Xây dựng")
    desk.store.transact(lambda db: facts.remember(db, "telegram.username", "kehoach_bot", desk.now))
    assert "https://" not in desk.say(chief, "mời Sở Xây dựng")
    desk.store.transact(lambda db: facts.remember(db, "telegram.heard", "", desk.now))
    said = desk.say(chief, "mời Sở Xây dựng")
    link = re.search(r"https://t\.me/kehoach_bot\?start=([0-9A-Z]{16})\b", said)
    code = CODE.search(said)
    assert link is not None
    assert code is not None
    assert link[1] == code[0].replace("-", "")


def test_the_text_may_be_sent_on_to_the_bot_as_it_is(desk: Desk, chief: Chat) -> None:
    desk.say(chief, "mời Sở Xây dựng")
    assert "Mã hợp lệ" in desk.say(desk.chat("an"), chief.text)


def test_a_name_and_a_number_may_come_with_the_invitation(desk: Desk, chief: Chat) -> None:
    an = desk.chat("an")
    desk.say(chief, "mời Sở Xây dựng: Nguyễn Văn An, 0905 123 456")
    desk.say(an, chief.text)
    assert desk.press(an, "Đồng ý").startswith("Đã đăng ký: Nguyễn Văn An, 0905 123 456")
    for wrong in ("<b>An</b>", "Nguyễn Văn An 12", "0269 3824 000"):
        assert desk.say(chief, f"mời Sở Xây dựng: {wrong}").endswith("mời Sở Xây dựng: Nguyễn Văn An, 0269 3824 000")


def test_where_an_agency_has_ended_those_who_took_over_are_offered(desk: Desk, chief: Chat) -> None:
    desk.say(chief, "mời lãnh đạo Sở Lao động - Thương binh và Xã hội")
    assert "Mời lãnh đạo Sở Nội vụ" in chief.labels
    said = desk.press(chief, "Mời lãnh đạo Sở Nội vụ")
    assert desk.posts(enrol(desk, "Nguyễn Văn An", said)) == {(Role.LEADER, HOME_AFFAIRS)}


def test_two_agencies_in_one_message_are_invited_one_by_one(desk: Desk, chief: Chat) -> None:
    desk.say(chief, "mời Sở Y tế và Sở Nội vụ")
    assert chief.labels == ["Mời Sở Y tế", "Mời Sở Nội vụ"]
    assert CODE.search(desk.say(chief, "b"))


@pytest.mark.parametrize(
    ("typed", "part"),
    [("mời lãnh đạo các sở, ban, ngành", "nhiều đơn vị"), ("mời đầu mối Sở Thú", "Không có đơn vị"), ("mời lãnh đạo", "mời ai")],
)
def test_whom_one_cannot_invite_is_said(typed: str, part: str, desk: Desk, chief: Chat) -> None:
    assert part in desk.say(chief, typed)


@pytest.mark.parametrize("typed", ["mời cán bộ điều phối", "mời quản trị viên", "mời admin"])
def test_only_an_admin_makes_coordinators_and_admins(typed: str, desk: Desk, chief: Chat, admin: Chat) -> None:
    assert "Chỉ quản trị viên" in desk.say(chief, typed)
    assert desk.rows("SELECT COUNT(*) FROM invites WHERE used_at IS NULL") == [(0,)]
    made = enrol(desk, "Nguyễn Văn An", desk.say(admin, typed))
    assert desk.posts(made) <= {COORDINATOR, ADMIN}


@pytest.mark.parametrize(
    "question",
    [
        "mỗi năm giảm bao nhiêu hộ nghèo?", "mời Sở Y tế họp khi nào?", "mời các sở báo cáo trước ngày nào?", "gỡ thẻ vàng thế nào",
        "mời lãnh đạo dự họp được không?", "gỡ vướng mắc nhà ở xã hội", "ai gỡ vướng mắc nhà ở xã hội?", "danh sách chỉ tiêu y tế",
        "thu hồi đất do ai làm", "danh sách đầu mối giao thông", "hủy mã số thuế",
    ],
)  # fmt: skip
def test_a_coordinators_questions_stay_questions(question: str, desk: Desk, chief: Chat) -> None:
    assert desk.say(chief, question) == desk.say(desk.chat("a stranger"), question)


@pytest.mark.parametrize("typed", ["hủy mã Sở Xây dựng", "thu hồi mã mời của Sở Xây dựng", "huy ma so xay dung"])
def test_an_invitation_is_taken_back(typed: str, desk: Desk, chief: Chat) -> None:
    said = desk.say(chief, "mời Sở Xây dựng")
    other = desk.say(chief, "mời Sở Y tế")
    assert "Đã hủy 1 mã" in desk.say(chief, typed)
    code, kept = CODE.search(said), CODE.search(other)
    assert code is not None
    assert kept is not None
    assert "không dùng được" in desk.say(desk.chat("an"), code[0])
    assert "Mã hợp lệ" in desk.say(desk.chat("binh"), kept[0])


def test_a_coordinator_takes_no_admins_invitation_back(desk: Desk, chief: Chat, admin: Chat) -> None:
    said = desk.say(admin, "mời cán bộ điều phối")
    assert "Chỉ quản trị viên" in desk.say(chief, "hủy mã cán bộ điều phối")
    assert desk.posts(enrol(desk, "Nguyễn Văn An", said)) == {COORDINATOR}


# ---- the list


def test_the_list_says_who_is_there_who_cannot_be_reached_and_which_codes_are_out(desk: Desk, chief: Chat) -> None:
    desk.enrolled("Nguyễn Văn An", CONTACT, number="0905123456")
    binh = desk.enrolled("Trần Bình", LEADER, channel="zalo_bot")
    desk.store.transact(lambda db: blocked(db, binh.at, desk.now))
    desk.say(chief, "mời Sở Nội vụ: Đỗ Giang")
    told = desk.say(chief, "danh sách đầu mối")
    for line in (
        "Đã đăng ký: 3 người, 2 đơn vị có người.",
        "Sở Xây dựng:\n• Nguyễn Văn An – đầu mối, 0905 123 456 (Telegram)",
        "Sở Y tế:\n• Trần Bình – lãnh đạo đơn vị (Zalo) – không gửi tin được (đã chặn trợ lý)",
        "• Lê Chi – cán bộ điều phối (Telegram)",
        "Mã chưa dùng (1):\n• đầu mối Sở Nội vụ (Đỗ Giang), hết hạn 04/12/2026",
        "Chưa có đầu mối: ",
    ):
        assert line in told
    assert CODE.search(told) is None


def test_the_list_may_be_of_one_agency(desk: Desk, chief: Chat) -> None:
    desk.enrolled("Nguyễn Văn An", CONTACT)
    desk.enrolled("Trần Bình", LEADER)
    told = desk.say(chief, "danh sách đầu mối Sở Xây dựng")
    assert "Nguyễn Văn An" in told
    assert "Trần Bình" not in told
    assert desk.say(chief, "danh sách đầu mối Sở Nội vụ") == "Sở Nội vụ chưa có ai đăng ký."


def test_a_long_list_says_how_many_it_leaves_out(desk: Desk, chief: Chat) -> None:
    for number in range(70):
        desk.enrolled(f"Người {number}", CONTACT)
    told = desk.say(chief, "danh sách đầu mối")
    assert "Còn 13 dòng nữa" in told
    assert len(told) < 4096


@pytest.mark.parametrize("post", [CONTACT, LEADER, VIEWER])
def test_nobody_else_sees_names_or_numbers(post: tuple[Role, str], desk: Desk, chief: Chat) -> None:
    desk.enrolled("Nguyễn Văn An", CONTACT, number="0905123456")
    told = desk.say(desk.enrolled("Trần Bình", post), "danh sách đầu mối")
    assert "dành cho cán bộ điều phối" in told
    assert "An" not in told


def test_the_store_itself_refuses_the_list_to_others(desk: Desk, chief: Chat) -> None:
    binh = desk.person(desk.enrolled("Trần Bình", CONTACT))
    assert binh is not None
    with pytest.raises(NotAllowedError):
        desk.store.transact(lambda db: people.everybody(db, binh))


# ---- removing


@pytest.mark.parametrize("typed", ["gỡ Nguyễn Văn An", "go nguyen van an", "gỡ An", "Gỡ bỏ Nguyễn Văn An"])
def test_somebody_is_removed_after_confirming_and_told_so(typed: str, desk: Desk, chief: Chat) -> None:
    an = desk.enrolled("Nguyễn Văn An", CONTACT, number="0905123456")
    assert desk.say(chief, typed).startswith("Gỡ Nguyễn Văn An, đầu mối Sở Xây dựng?")
    assert desk.posts(an) == {CONTACT}
    assert desk.press(chief, "Xác nhận gỡ") == "Đã gỡ Nguyễn Văn An."
    assert desk.person(an) is None
    assert an.text.startswith("Anh/chị không còn là đầu mối Sở Xây dựng")
    assert "0905123456" not in desk.dump()


def test_not_confirming_removes_nobody(desk: Desk, chief: Chat) -> None:
    an = desk.enrolled("Nguyễn Văn An", CONTACT)
    desk.say(chief, "gỡ Nguyễn Văn An")
    assert desk.say(chief, "không gỡ") == "Không gỡ ai."
    desk.say(chief, "gỡ Nguyễn Văn An")
    desk.later(minutes=31)
    assert "quá hạn" in desk.press(chief, "Xác nhận gỡ")
    assert desk.posts(an) == {CONTACT}


def test_of_several_with_a_name_one_is_chosen(desk: Desk, chief: Chat) -> None:
    first = desk.enrolled("Nguyễn Văn An", CONTACT)
    second = desk.enrolled("Trần Văn An", LEADER)
    assert "nhiều người" in desk.say(chief, "gỡ An")
    assert chief.labels == ["Gỡ Nguyễn Văn An (đầu mối Sở Xây dựng)", "Gỡ Trần Văn An (lãnh đạo Sở Y tế)"]
    assert desk.press(chief, chief.labels[1]).startswith("Gỡ Trần Văn An")
    desk.press(chief, "Xác nhận gỡ")
    assert (desk.posts(first), desk.person(second)) == ({CONTACT}, None)


def test_even_namesakes_of_one_agency_can_be_told_apart(desk: Desk, chief: Chat) -> None:
    chats = []
    for name in ("one", "two"):
        chat = desk.chat(name)
        desk.say(chat, desk.code(CONTACT, name="Nguyễn Văn An"))
        desk.press(chat, "Đồng ý")
        chats.append(chat)
    desk.say(chief, "gỡ Nguyễn Văn An")
    assert len(set(chief.labels)) == 2
    desk.say(chief, "b")
    assert desk.press(chief, "Xác nhận gỡ") == "Đã gỡ Nguyễn Văn An."
    assert sorted(len(desk.posts(chat)) for chat in chats) == [0, 1]


def test_a_press_for_one_person_never_removes_another(desk: Desk, chief: Chat) -> None:
    first, second = desk.enrolled("Nguyễn Văn An", CONTACT), desk.enrolled("Trần Bình", LEADER)
    desk.say(chief, "gỡ Nguyễn Văn An")
    desk.say(chief, "gỡ Trần Bình")
    assert "đã cũ" in desk.press(chief, "Xác nhận gỡ", outdated=True)
    assert (desk.posts(first), desk.posts(second)) == ({CONTACT}, {LEADER})


def test_a_coordinator_removes_no_coordinator_and_an_admin_does(desk: Desk, chief: Chat, admin: Chat) -> None:
    other = desk.enrolled("Võ Em", COORDINATOR)
    assert "Chỉ quản trị viên" in desk.say(chief, "gỡ Võ Em")
    assert "Chỉ quản trị viên" in desk.say(chief, "gỡ Phạm Dung")
    desk.say(admin, "gỡ Võ Em")
    desk.press(admin, "Xác nhận gỡ")
    assert desk.person(other) is None


def test_whoever_lost_their_role_meanwhile_removes_nobody(desk: Desk, chief: Chat) -> None:
    an = desk.enrolled("Nguyễn Văn An", CONTACT)
    desk.say(chief, "gỡ Nguyễn Văn An")
    desk.store.transact(lambda db: db.execute("UPDATE roles SET role = 'viewer' WHERE role = 'coordinator'"))
    desk.press(chief, "Xác nhận gỡ")
    assert desk.posts(an) == {CONTACT}


def test_with_the_person_their_open_doors_are_closed(desk: Desk, admin: Chat) -> None:
    second = desk.enrolled("Võ Em", ADMIN, CONTACT)
    codes = [CODE.search(desk.say(second, typed)) for typed in ("thêm kênh", "bàn giao", "mời quản trị viên", "mời Sở Nội vụ")]
    desk.say(admin, "gỡ Võ Em")
    desk.press(admin, "Xác nhận gỡ")
    said = [desk.say(desk.chat(f"chat {at}"), code[0]) for at, code in enumerate(codes) if code]
    assert ["Mã hợp lệ" in text for text in said] == [False, False, False, True]


def test_a_name_that_nobody_has_is_said_to_be_unknown(desk: Desk, chief: Chat) -> None:
    assert "không có ai tên" in desk.say(chief, "gỡ Hoàng Văn Khách")


def test_who_may_not_remove_learns_nothing_of_who_is_enrolled(desk: Desk) -> None:
    desk.enrolled("Nguyễn Văn An", CONTACT)
    binh = desk.enrolled("Trần Bình", LEADER)
    assert desk.say(binh, "gỡ Nguyễn Văn An") == desk.say(binh, "gỡ Hoàng Văn Khách")


def test_the_store_itself_refuses_a_removal_to_others(desk: Desk) -> None:
    an, binh = desk.person(desk.enrolled("An", CONTACT)), desk.person(desk.enrolled("Bình", LEADER))
    assert an is not None
    assert binh is not None
    assert not people.may_remove(binh, an)
    assert people.may_remove(COMMAND_LINE, an)


# ---- asking closed, and attacks


def test_where_asking_is_closed_a_stranger_is_told_how_to_enrol_and_the_enrolled_are_answered(desk: Desk) -> None:
    desk.rules = Rules(open_to_all=False)
    stranger, viewer = desk.chat("a stranger"), desk.enrolled("An", VIEWER)
    question = "chỉ tiêu bảo hiểm y tế là bao nhiêu?"
    assert "ĐĂNG KÝ" in desk.say(stranger, question)
    assert "95%" in desk.say(viewer, question)
    assert "Mã hợp lệ" in desk.say(stranger, desk.code(CONTACT))
    assert "không lưu" in desk.say(stranger, "dữ liệu của tôi")


def test_whoever_has_no_role_left_is_a_stranger(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    desk.store.transact(lambda db: db.execute("UPDATE roles SET until = 'x'"))
    assert "95%" in desk.say(an, "chỉ tiêu bảo hiểm y tế là bao nhiêu?")
    desk.rules = Rules(open_to_all=False)
    assert "ĐĂNG KÝ" in desk.say(an, "chỉ tiêu bảo hiểm y tế là bao nhiêu?")


def test_the_admin_is_told_once_an_hour_that_codes_are_being_guessed(desk: Desk, admin: Chat) -> None:
    def guess(chats: int) -> None:
        for number in range(chats):
            desk.say(desk.chat(f"guesser {number}"), "ĐĂNG KÝ 7KQ2-9XMB-3TVZ-0FGH")

    guess(499)
    assert admin.heard == []
    guess(30)
    assert [reply.text.split(":")[0] for reply in admin.heard] == ["Cảnh báo"]
    assert desk.store.transact(lambda db: person_at(db, desk.chat("guesser 1").at)) is None
    assert "Mã hợp lệ" in desk.say(desk.chat("a real person"), desk.code(CONTACT))
    assert "nhiều lần" in desk.say(desk.chat("guesser 1"), desk.code(CONTACT))
    desk.later(minutes=61)
    guess(501)
    assert len(admin.heard) == 2
