"""What coordinators type in their own words, and what they are told of."""

from __future__ import annotations

import pytest

from handlers import say
from handlers.turn import Rules
from store import facts
from store.people import Role
from tests.handlers.desk import BUILDING, HEALTH, HOME_AFFAIRS, Chat, Desk

CONTACT, COORDINATOR, ADMIN = (Role.CONTACT, BUILDING), (Role.COORDINATOR, ""), (Role.ADMIN, "")


@pytest.fixture
def chief(desk: Desk) -> Chat:
    return desk.enrolled("Lê Chi", COORDINATOR)


def code_in(text: str) -> str:
    return next(word.strip(".,:") for word in text.split() if word.count("-") == 3 and word.replace("-", "").isalnum())


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("mời Sở Trên Trời", "Không có đơn vị nào tên"),
        ("mời", "mời ai"),
        ("gỡ", "gỡ ai"),
        ("hủy mã", "hủy mã của đơn vị nào"),
        ("mời các sở, ban, ngành", "tên chung"),
        ("mời xã Trên Trời", "Không có đơn vị nào tên"),
        ("mời UBND xã", "tên chung"),
        ("mời tất cả xã, phường", "tên chung"),
        ("mời 77 xã, phường", "tên chung"),
        ("mời Mặt trận Tổ quốc Việt Nam (tỉnh và các cấp)", "tên chung"),
        ("gỡ sở nội vụ", "Sở Nội vụ chưa có ai"),
        ("hủy mời sở y tế", "Không có mã nào chưa dùng của Sở Y tế"),
        ("gỡ Lê Chi", "thôi nhiệm vụ"),
        ("gỡ nguyễn văn khách", "không có ai tên"),
        ("ai là đầu mối sở xây dựng", "Sở Xây dựng chưa có ai"),
        ("đầu mối sở y tế là ai?", "Sở Y tế chưa có ai"),
        ("sở nào chưa có đầu mối", "Chưa có đầu mối: "),
        ("đơn vị nào chưa có đầu mối?", "Chưa có đầu mối: "),
    ],
)
def test_a_command_that_cannot_be_carried_out_is_answered_with_what_to_do(typed: str, part: str, desk: Desk, chief: Chat) -> None:
    assert part in desk.say(chief, typed)
    assert desk.rows("SELECT COUNT(*) FROM invites WHERE used_at IS NULL") == [(0,)]


@pytest.mark.parametrize("typed", ["cho tôi xin mã mời Sở Nội vụ", "mời chị Lan sở nội vụ", "Mời anh Nam, Sở Nội vụ", "cấp mã cho"])
def test_an_invitation_is_understood_in_other_words(typed: str, desk: Desk, chief: Chat) -> None:
    if typed == "cấp mã cho":
        typed = "lấy mã mời cho Sở Nội vụ"
    assert desk.say(chief, typed).startswith("Mã cho đầu mối Sở Nội vụ")


@pytest.mark.parametrize(
    "typed", ["mời đầu mối xã Ia Krái", "mời UBND xã Ia Krái", "moi xa ia krai", "mời chị Lan xã Ia Krái", "mời xã Ia Krái: Nguyễn Thị Lan"]
)
def test_a_commune_is_invited(typed: str, desk: Desk, chief: Chat) -> None:
    assert desk.say(chief, typed).startswith("Mã cho đầu mối UBND xã Ia Krái")


def test_an_old_name_offers_the_communes_that_may_be_meant(desk: Desk, chief: Chat) -> None:
    desk.say(chief, "mời huyện Ia Pa: Nguyễn Văn An")
    assert chief.labels == ["Mời UBND xã Ia Pa", "Mời UBND xã Pờ Tó", "Mời UBND xã Ia Tul"]
    assert desk.press(chief, "Mời UBND xã Pờ Tó").startswith("Mã cho đầu mối UBND xã Pờ Tó (Nguyễn Văn An)")


def test_a_commune_enrols_is_listed_and_hands_over(desk: Desk, chief: Chat) -> None:
    an = desk.chat("an")
    desk.say(an, code_in(desk.say(chief, "mời phường Pleiku")))
    desk.press(an, "Đồng ý")
    desk.say(an, "Nguyễn Văn An")
    assert desk.posts(an) == {(Role.CONTACT, "xa-23575")}
    assert "UBND phường Pleiku" in desk.say(chief, "danh sách đầu mối")
    assert "Nguyễn Văn An" in desk.say(chief, "ai là đầu mối P. Pleiku")
    desk.say(an, "bàn giao phường Pleiku")
    assert "đầu mối UBND phường Pleiku" in an.text


def test_the_name_of_who_is_invited_is_kept_and_addressed(desk: Desk, chief: Chat) -> None:
    desk.rules = Rules(page="https://kehoach.example")
    told = desk.say(chief, "mời chị Lan sở xây dựng")
    assert told.startswith("Mã cho đầu mối Sở Xây dựng (Lan)")
    assert "Kính gửi anh/chị Lan, đầu mối Sở Xây dựng." in told
    assert "https://kehoach.example" in told


@pytest.mark.parametrize(
    "question",
    [
        "mời thầu", "gỡ vướng mắc nhà ở xã hội", "xóa nhà tạm", "bàn giao nhà ở xã hội", "đăng ký hộ tịch", "mời gọi đầu tư nhà ở xã hội",
        "mời xã hội hóa thế nào", "mời Sở Y tế họp khi nào?", "ai là đầu mối nước sạch",
    ],
)  # fmt: skip
def test_questions_with_the_same_words_stay_questions(question: str, desk: Desk, chief: Chat) -> None:
    assert desk.say(chief, question) == desk.say(desk.chat("a stranger"), question)


@pytest.mark.parametrize("typed", ["ai là đầu mối sở xây dựng", "sở nào chưa có đầu mối"])
def test_others_are_told_that_the_list_is_not_theirs(typed: str, desk: Desk) -> None:
    assert "dành cho cán bộ điều phối" in desk.say(desk.enrolled("An", CONTACT), typed)


def test_the_people_of_an_agency_are_offered_for_removal(desk: Desk, chief: Chat) -> None:
    desk.enrolled("Nguyễn Văn An", CONTACT)
    desk.say(chief, "gỡ sở xây dựng")
    assert chief.labels == ["Gỡ Nguyễn Văn An (đầu mối Sở Xây dựng)"]
    desk.press(chief, chief.labels[0])
    assert desk.press(chief, "Xác nhận gỡ") == "Đã gỡ Nguyễn Văn An."


# ---- leaving


@pytest.mark.parametrize("typed", ["thôi làm cán bộ điều phối", "thôi nhiệm vụ", "thoi lam dieu phoi"])
def test_a_coordinator_leaves(typed: str, desk: Desk, chief: Chat) -> None:
    assert "thôi làm cán bộ điều phối?" in desk.say(chief, typed)
    desk.press(chief, "Thôi nhiệm vụ")
    assert desk.person(chief) is None


def test_the_last_admin_stays(desk: Desk) -> None:
    first = desk.enrolled("An", ADMIN)
    assert desk.say(first, "thôi nhiệm vụ") == say.last_admin_stays()
    desk.enrolled("Bình", ADMIN)
    desk.say(first, "thôi nhiệm vụ")
    desk.press(first, "Thôi nhiệm vụ")
    assert desk.person(first) is None


# ---- codes


def test_a_second_code_says_that_it_replaces_the_first(desk: Desk, chief: Chat) -> None:
    first = code_in(desk.say(chief, "mời Sở Xây dựng"))
    assert "mã cũ nay bị hủy" in desk.say(chief, "mời Sở Xây dựng")
    assert "không dùng được" in desk.say(desk.chat("an"), first)
    assert "mã cũ" not in desk.say(chief, "mời Sở Xây dựng: Nguyễn Văn An")


def test_several_codes_are_named_and_confirmed_before_they_end(desk: Desk, chief: Chat) -> None:
    desk.say(chief, "mời Sở Xây dựng")
    desk.say(chief, "mời Sở Xây dựng: Nguyễn Văn An")
    asked = desk.say(chief, "hủy mã Sở Xây dựng")
    assert "• đầu mối Sở Xây dựng (Nguyễn Văn An), hết hạn 04/12/2026" in asked
    assert "nhắn rõ" in desk.say(chief, "a")
    assert "Đã hủy 2 mã" in desk.press(chief, "Xác nhận hủy")
    assert "Không có mã" in desk.say(chief, "hủy mã Sở Xây dựng")


def test_a_code_of_several_agencies_ends_only_after_confirming(desk: Desk, chief: Chat) -> None:
    code = desk.code(CONTACT, (Role.CONTACT, HEALTH))
    assert "đầu mối Sở Xây dựng; đầu mối Sở Y tế" in desk.say(chief, "hủy mã Sở Xây dựng")
    assert desk.press(chief, "Không hủy") == "Không hủy mã nào."
    assert "Mã hợp lệ" in desk.say(desk.chat("an"), code)


# ---- being told


def test_the_inviter_is_told_who_has_enrolled(desk: Desk, chief: Chat) -> None:
    other, an = desk.enrolled("Võ Em", COORDINATOR), desk.chat("an")
    desk.say(an, code_in(desk.say(chief, "mời Sở Xây dựng")))
    desk.press(an, "Đồng ý")
    desk.say(an, "Nguyễn Văn An")
    assert chief.text == "Nguyễn Văn An đã đăng ký: đầu mối Sở Xây dựng."
    assert other.heard == []


def test_the_first_admin_is_told_once_that_they_have_enrolled(desk: Desk) -> None:
    an = desk.chat("an")
    desk.say(an, desk.code(ADMIN, name="An"))
    desk.press(an, "Đồng ý")
    assert [reply.text.startswith("Đã đăng ký") for reply in an.heard] == [False, True]


def test_a_named_code_that_somebody_else_uses_is_told_so(desk: Desk, chief: Chat) -> None:
    binh = desk.enrolled("Trần Bình", (Role.CONTACT, HOME_AFFAIRS))
    desk.say(binh, code_in(desk.say(chief, "mời Sở Xây dựng: Nguyễn Văn An")))
    assert "Trần Bình đã đăng ký" in chief.text
    assert "cấp cho Nguyễn Văn An" in chief.text


def test_the_old_messenger_is_told_of_the_new_one(desk: Desk) -> None:
    an, second = desk.enrolled("An", CONTACT), desk.chat("a second telephone")
    desk.say(second, code_in(desk.say(an, "thêm kênh")))
    assert an.text.startswith("Một kênh mới (Telegram) vừa được thêm")


def test_only_the_browser_that_asks_is_this_one(desk: Desk) -> None:
    an, second = desk.enrolled("An", CONTACT, channel="web"), desk.chat("a second browser", "web")
    desk.say(second, code_in(desk.say(an, "thêm kênh")))
    assert "trang web (trình duyệt này); trang web (một trình duyệt khác)" in desk.say(an, "dữ liệu của tôi")


def test_a_link_is_given_only_while_the_messenger_is_connected(desk: Desk, chief: Chat) -> None:
    desk.store.transact(lambda db: facts.remember(db, "telegram.username", "kehoach_bot", desk.now))
    desk.store.transact(lambda db: facts.remember(db, "telegram.heard", "", desk.now))
    assert "https://t.me" in desk.say(chief, "mời Sở Xây dựng")
    desk.later(days=3)
    assert "https://t.me" not in desk.say(chief, "mời Sở Xây dựng")


# ---- help


@pytest.mark.parametrize("typed", ["trợ giúp", "/help", "hướng dẫn", "Huong dan?"])
def test_help_names_what_each_may_type(typed: str, desk: Desk, chief: Chat) -> None:
    told = desk.say(desk.chat("a stranger"), typed)
    assert "dữ liệu của tôi" in told.splitlines()[-1]
    assert "đăng ký" in told.splitlines()[-1]
    assert "danh sách đầu mối" not in told
    assert "danh sách đầu mối" in desk.say(chief, typed)
