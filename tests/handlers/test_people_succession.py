"""Adding a messenger, handing over, leaving."""

from __future__ import annotations

import pytest

from store.address import Address
from store.people import Role, places
from store.reach import blocked
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Chat, Desk

CONTACT, LEADER = (Role.CONTACT, BUILDING), (Role.LEADER, HEALTH)
COORDINATOR = (Role.COORDINATOR, "")


def code_in(text: str) -> str:
    return next(word.strip(".,:") for word in text.split() if word.count("-") == 3)


def agree(desk: Desk, chat: Chat, code: str, name: str = "") -> str:
    """Presents a code, agrees where asked to, gives a name where asked for one."""
    said = desk.say(chat, f"ĐĂNG KÝ {code}")
    if "Mã hợp lệ" in said:
        said = desk.press(chat, "Đồng ý")
    return desk.say(chat, name) if "cho biết họ tên" in said else said


# ---- another messenger


@pytest.mark.parametrize("typed", ["thêm kênh", "them kenh", "liên kết Zalo", "kết nối Telegram", "em muốn thêm kênh zalo ạ"])
def test_the_same_person_is_known_on_two_messengers(typed: str, desk: Desk) -> None:
    an, at_zalo = desk.enrolled("Nguyễn Văn An", CONTACT), desk.chat("4711", "zalo_bot")
    assert "Đã thêm kênh Zalo" in agree(desk, at_zalo, code_in(desk.say(an, typed)))
    assert desk.person(an) == desk.person(at_zalo)
    assert [channel for (channel,) in desk.rows("SELECT channel FROM agreements ORDER BY id")] == ["telegram", "zalo_bot"]
    assert "Zalo" in desk.say(an, "dữ liệu của tôi")


def test_where_the_same_notice_was_agreed_to_on_that_messenger_it_is_not_asked_again(desk: Desk) -> None:
    an, second = desk.enrolled("An", CONTACT), desk.chat("a second telephone")
    assert "Đã thêm kênh" in desk.say(second, code_in(desk.say(an, "thêm kênh")))


def test_a_code_for_another_messenger_is_for_nobody_else_and_used_once(desk: Desk) -> None:
    an, binh = desk.enrolled("An", CONTACT), desk.enrolled("Bình", LEADER)
    code = code_in(desk.say(an, "thêm kênh"))
    assert "người khác" in desk.say(binh, code)
    assert "đã là của anh/chị" in desk.say(an, code)
    agree(desk, desk.chat("zalo", "zalo_bot"), code)
    assert "đã được dùng" in desk.say(desk.chat("a third"), code)


def test_a_newer_code_ends_the_one_before(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    first, _ = code_in(desk.say(an, "thêm kênh")), desk.say(an, "thêm kênh")
    assert "không dùng được" in desk.say(desk.chat("zalo", "zalo_bot"), first)


def test_strangers_cannot_add_a_messenger(desk: Desk) -> None:
    assert "dành cho" in desk.say(desk.chat("a stranger"), "thêm kênh")


# ---- handing over


@pytest.mark.parametrize("typed", ["bàn giao", "ban giao", "tôi muốn bàn giao cho người khác", "bàn giao đầu mối", "Bàn giao Sở Xây dựng"])
def test_a_successor_takes_over_and_everybody_concerned_is_told(typed: str, desk: Desk) -> None:
    chief, an, binh = desk.enrolled("Chi", COORDINATOR), desk.enrolled("Nguyễn Văn An", CONTACT), desk.chat("binh")
    code = code_in(desk.say(an, typed))
    assert desk.posts(an) == {CONTACT}
    assert chief.text.startswith("Nguyễn Văn An (đầu mối Sở Xây dựng) vừa lấy mã")
    said = agree(desk, binh, code, "Trần Thị Bình")
    assert "Anh/chị nhận bàn giao đầu mối Sở Xây dựng từ Nguyễn Văn An." in said
    assert (desk.posts(an), desk.posts(binh)) == (set(), {CONTACT})
    assert "Người kế nhiệm: Trần Thị Bình" in an.text
    assert chief.text == "Đã bàn giao đầu mối Sở Xây dựng: Nguyễn Văn An → Trần Thị Bình."


def test_whoever_hands_over_all_is_erased_in_the_same_moment(desk: Desk) -> None:
    an, binh = desk.enrolled("Nguyễn Văn An", CONTACT), desk.chat("binh")
    agree(desk, binh, code_in(desk.say(an, "bàn giao")), "Trần Thị Bình")
    assert "dữ liệu cá nhân đã được xóa" in an.text
    assert "Nguyễn Văn An" not in desk.dump()


def test_of_several_agencies_the_one_to_hand_over_is_chosen(desk: Desk) -> None:
    an, binh = desk.enrolled("An", CONTACT, LEADER), desk.chat("binh")
    assert "đơn vị nào" in desk.say(an, "bàn giao")
    assert an.labels == ["Bàn giao Sở Xây dựng", "Bàn giao Sở Y tế", "Bàn giao tất cả"]
    agree(desk, binh, code_in(desk.press(an, "Bàn giao Sở Y tế")), "Trần Thị Bình")
    assert (desk.posts(an), desk.posts(binh)) == ({CONTACT}, {LEADER})
    assert "dữ liệu cá nhân" not in an.text


def test_all_can_be_handed_over_at_once(desk: Desk) -> None:
    an, binh = desk.enrolled("An", CONTACT, LEADER), desk.chat("binh")
    desk.say(an, "bàn giao")
    assert "đủ chữ" in desk.say(an, "c")
    agree(desk, binh, code_in(desk.say(an, "bàn giao tất cả")), "Trần Thị Bình")
    assert (desk.person(an), desk.posts(binh)) == (None, {CONTACT, LEADER})


def test_nobody_succeeds_themselves(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    code = code_in(desk.say(an, "bàn giao"))
    assert "người kế nhiệm" in desk.say(an, code)
    assert "nhận bàn giao" in agree(desk, desk.chat("binh"), code, "Trần Thị Bình")


def test_somebody_enrolled_may_be_the_successor(desk: Desk) -> None:
    an, binh = desk.enrolled("An", CONTACT), desk.enrolled("Bình", LEADER)
    desk.say(binh, code_in(desk.say(an, "bàn giao")))
    assert (desk.person(an), desk.posts(binh)) == (None, {CONTACT, LEADER})


def test_a_successor_enrols_even_if_the_one_before_has_gone_already(desk: Desk) -> None:
    an, binh = desk.enrolled("An", CONTACT), desk.chat("binh")
    code = code_in(desk.say(an, "bàn giao"))
    desk.say(an, "xóa dữ liệu của tôi")
    desk.press(an, "Xóa dữ liệu")
    assert agree(desk, binh, code, "Trần Thị Bình").startswith("Đã đăng ký")
    assert desk.posts(binh) == {CONTACT}


def test_of_two_codes_for_a_successor_the_newer_counts(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    first, _ = code_in(desk.say(an, "bàn giao")), desk.say(an, "bàn giao")
    assert "không dùng được" in desk.say(desk.chat("binh"), first)


@pytest.mark.parametrize("question", ["bàn giao mặt bằng cho nhà ở xã hội", "bàn giao nhà ở xã hội khi nào?"])
def test_handing_over_houses_is_a_question(question: str, desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    assert desk.say(an, question) == desk.say(desk.chat("a stranger"), question)


def test_somebody_elses_post_cannot_be_handed_over(desk: Desk) -> None:
    assert "không giữ phần việc của Sở Nội vụ" in desk.say(desk.enrolled("An", CONTACT), "bàn giao Sở Nội vụ")


@pytest.mark.parametrize("post", [COORDINATOR, (Role.VIEWER, "")])
def test_who_speaks_for_no_agency_has_nothing_to_hand_over(post: tuple[Role, str], desk: Desk) -> None:
    assert "dành cho đầu mối, lãnh đạo đơn vị" in desk.say(desk.enrolled("An", post), "bàn giao")


# ---- leaving


@pytest.mark.parametrize("typed", ["thôi làm đầu mối", "thoi lam dau moi", "em xin thôi làm đầu mối", "nghỉ làm đầu mối"])
def test_a_contact_leaves_after_confirming_and_the_coordinator_is_told(typed: str, desk: Desk) -> None:
    chief, an = desk.enrolled("Chi", COORDINATOR), desk.enrolled("Nguyễn Văn An", CONTACT)
    assert "Anh/chị muốn thôi làm đầu mối Sở Xây dựng?" in desk.say(an, typed)
    assert desk.posts(an) == {CONTACT}
    assert "đã được xóa" in desk.press(an, "Thôi nhiệm vụ")
    assert desk.person(an) is None
    assert chief.text.startswith("Nguyễn Văn An đã thôi làm đầu mối Sở Xây dựng.")


def test_staying_after_all_changes_nothing(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    desk.say(an, "thôi làm đầu mối")
    assert "vẫn giữ" in desk.say(an, "b")
    assert desk.posts(an) == {CONTACT}


def test_one_of_two_agencies_may_be_left(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT, LEADER)
    assert "dữ liệu cá nhân" not in desk.say(an, "thôi làm đầu mối Sở Xây dựng")
    assert desk.press(an, "Thôi nhiệm vụ") == "Anh/chị đã thôi làm đầu mối Sở Xây dựng."
    assert desk.posts(an) == {LEADER}


def test_a_coordinator_who_is_a_contact_too_stays_one(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT, COORDINATOR)
    desk.say(an, "thôi làm đầu mối")
    desk.press(an, "Thôi nhiệm vụ")
    assert desk.posts(an) == {COORDINATOR}


def test_whoever_lost_the_post_meanwhile_decides_nothing(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT, (Role.VIEWER, ""))
    desk.say(an, "thôi làm đầu mối")
    desk.store.transact(lambda db: db.execute("UPDATE roles SET until = 'x' WHERE role = 'contact'"))
    assert "dành cho" in desk.press(an, "Thôi nhiệm vụ")


# ---- being told


def test_nobody_is_written_to_where_they_have_shut_the_bot_out(desk: Desk) -> None:
    chief, an = desk.enrolled("Chi", COORDINATOR), desk.enrolled("An", CONTACT)
    desk.store.transact(lambda db: blocked(db, chief.at, desk.now))
    desk.say(an, "bàn giao")
    assert chief.heard == []
    at_zalo = desk.chat("chi at zalo", "zalo_bot")
    agree(desk, at_zalo, code_in(desk.say(chief, "thêm kênh")))
    desk.say(an, "bàn giao")
    assert "vừa lấy mã" in at_zalo.text


def test_the_newest_place_is_the_one_written_to(desk: Desk) -> None:
    chief, an = desk.enrolled("Chi", COORDINATOR), desk.enrolled("An", CONTACT, (Role.CONTACT, HOME_AFFAIRS))
    desk.later(days=1)
    at_zalo = desk.chat("chi at zalo", "zalo_bot")
    agree(desk, at_zalo, code_in(desk.say(chief, "thêm kênh")))
    (person,) = [one for one in desk.everybody() if one.name == "Chi"]
    found = desk.store.transact(lambda db: places(db, person.id))
    assert [place.address for place in found] == [chief.at, Address("zalo_bot", "bot", "chi at zalo")]
    desk.say(an, "Bàn giao tất cả")
    assert "vừa lấy mã" in at_zalo.text
