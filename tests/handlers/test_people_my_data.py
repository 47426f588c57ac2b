"""One's own data: seen, corrected, erased."""

from __future__ import annotations

import pytest

from handlers import say
from store import audit
from store.db import Database
from store.outbox import failed, queue, sent
from store.people import Role
from tests.handlers.desk import BUILDING, HEALTH, Desk

CONTACT = (Role.CONTACT, BUILDING)
COORDINATOR, ADMIN = (Role.COORDINATOR, ""), (Role.ADMIN, "")


@pytest.mark.parametrize(
    "typed", ["dữ liệu của tôi", "du lieu cua toi", "/dulieu", "tôi là ai?", "cho em xem dữ liệu của em ạ", "DỮ LIỆU CỦA TÔI"]
)
def test_somebody_who_is_enrolled_sees_all_that_is_kept(typed: str, desk: Desk) -> None:
    an = desk.enrolled("Nguyễn Văn An", CONTACT, (Role.LEADER, HEALTH), number="0905123456")
    told = desk.say(an, typed)
    for part in (
        "Nguyễn Văn An",
        "0905 123 456",
        "đầu mối Sở Xây dựng",
        "lãnh đạo Sở Y tế",
        "Telegram",
        an.at.chat,
        say.NOTICE_VERSION,
        "20/11/2026",
    ):
        assert part in told
    assert an.labels == ["Sửa tên", "Sửa số điện thoại", "Xóa dữ liệu của tôi"]


@pytest.mark.parametrize("typed", ["dữ liệu của tôi", "xóa dữ liệu của tôi", "sửa tên: Nguyễn Văn B", "số điện thoại 0905 123 456"])
def test_a_stranger_is_told_that_nothing_is_kept_and_nothing_is(typed: str, desk: Desk) -> None:
    before = desk.dump()
    assert "không lưu dữ liệu cá nhân" in desk.say(desk.chat("a stranger"), typed)
    assert desk.dump() == before


@pytest.mark.parametrize(
    "typed", ["sửa tên: Nguyễn Văn B", "đổi tên thành Nguyễn Văn B", "sua ten: Nguyễn Văn B", "sửa họ tên nguyễn văn b"]
)
def test_a_name_is_corrected_in_one_message(typed: str, desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    assert "Nguyễn Văn B" in desk.say(an, typed)
    assert [person.name for person in desk.everybody()] == ["Nguyễn Văn B"]


def test_a_name_and_a_number_are_corrected_in_two_steps(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    desk.say(an, "dữ liệu của tôi")
    assert "họ tên đúng" in desk.press(an, "Sửa tên")
    assert "95%" in desk.say(an, "chỉ tiêu bảo hiểm y tế là bao nhiêu?")
    assert "Đã sửa họ tên: Trần Thị Bình." in desk.say(an, "trần thị bình")
    assert "số điện thoại" in desk.press(an, "Sửa số điện thoại")
    assert "0269 3824 000" in desk.say(an, "0269.3824.000")
    (person,) = desk.everybody()
    assert (person.name, person.phone) == ("Trần Thị Bình", "02693824000")


@pytest.mark.parametrize(
    "typed", ["số điện thoại 0905 123 456", "sđt: 0905.123.456", "sửa số điện thoại +84 905 123 456", "thêm sđt 0905123456"]
)
def test_a_number_is_given_in_one_message_and_taken_away_again(typed: str, desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    assert "0905 123 456" in desk.say(an, typed)
    desk.say(an, "xóa số điện thoại")
    assert [person.phone for person in desk.everybody()] == [""]


@pytest.mark.parametrize(
    "typed", ["sửa tên: 😀", "sửa tên: =1+1", "sửa tên: " + "A" * 5000, "sửa số điện thoại 12", "sửa số điện thoại 0905 123 4567 89 0"]
)
def test_what_is_no_name_and_no_number_is_refused(typed: str, desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    desk.say(an, typed)
    assert [(person.name, person.phone) for person in desk.everybody()] == [("An", "")]


@pytest.mark.parametrize(
    "question", ["số điện thoại Sở Y tế", "đổi tên các xã thế nào?", "xóa đói giảm nghèo", "dữ liệu của tỉnh", "thông tin của dự án"]
)
def test_questions_that_sound_alike_stay_questions(question: str, desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    assert desk.say(an, question) == desk.say(desk.chat("a stranger"), question)


def test_erasing_asks_once_and_then_leaves_only_a_random_id(desk: Desk) -> None:
    an = desk.enrolled("Nguyễn Văn An", CONTACT, number="0905123456")
    (person,) = desk.everybody()
    assert "không hoàn lại" in desk.say(an, "xóa dữ liệu của tôi")
    assert desk.everybody()
    assert "Đã xóa" in desk.press(an, "Xóa dữ liệu")
    kept = desk.dump()
    for trace in ("Nguyễn Văn An", "0905123456", "('telegram', 'bot', 'Nguyễn"):
        assert trace not in kept
    assert (desk.person(an), desk.everybody()) == (None, [])
    assert desk.rows("SELECT name, phone FROM people WHERE id = ?", person.id) == [("", "")]
    assert desk.rows("SELECT person, version FROM agreements") == [(person.id, say.NOTICE_VERSION)]
    assert desk.rows("SELECT COUNT(*) FROM roles WHERE until IS NULL") == [(0,)]
    assert an.conversation.pending is None
    assert "không lưu dữ liệu cá nhân" in desk.say(an, "dữ liệu của tôi")
    assert "95%" in desk.say(an, "chỉ tiêu bảo hiểm y tế là bao nhiêu?")


def test_whoever_changes_their_mind_keeps_everything(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    before = desk.dump()
    desk.say(an, "xóa dữ liệu của tôi")
    assert "giữ nguyên" in desk.press(an, "Không xóa")
    assert desk.dump() == before


def test_an_old_confirmation_and_a_late_one_erase_nothing(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    desk.say(an, "xóa dữ liệu của tôi")
    assert "đã cũ" in desk.press(an, "Xóa dữ liệu", outdated=True)
    desk.later(minutes=31)
    assert "quá hạn" in desk.press(an, "Xóa dữ liệu")
    desk.say(an, "xóa dữ liệu của tôi")
    desk.say(an, "sửa tên")
    assert "đã cũ" in desk.press(an, "Xóa dữ liệu")
    assert [person.name for person in desk.everybody()] == ["An"]


def test_what_was_said_in_the_persons_chats_is_erased_and_what_others_said_is_not(desk: Desk) -> None:
    an, other = desk.enrolled("An", CONTACT), desk.enrolled("Bình", CONTACT)
    now = desk.now

    def talk(db: Database) -> None:
        for at in (an.at, other.at):
            place = (at.channel, at.account, at.chat)
            arrived = "INSERT INTO inbox (channel, account, chat, event, body, received_at, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
            db.execute(arrived, *place, "1", "bí mật đã xong", now.isoformat(), "done")
            db.execute(arrived, *place, "2", "bí mật hỏng", now.isoformat(), "broken")
            db.execute(arrived, *place, "3", "đang chờ", now.isoformat(), "new")
            number = db.value("SELECT MAX(id) FROM inbox WHERE event = '2'")
            broken = "INSERT INTO broken (inbox, channel, account, raw, mark, error, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            db.execute(broken, number, at.channel, at.account, "bí mật thô", at.chat, "error", now.isoformat())
            numbers = [queue(db, at, "bí mật gửi", now, key=f"{at.chat} {n}") or 0 for n in range(3)]
            sent(db, numbers[0], "77", now)
            failed(db, numbers[1], "error", now, None)
            said = "INSERT INTO conversations (channel, account, chat, sender, body, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
            db.execute(said, *place, "", "bí mật trò chuyện", now.isoformat())
            db.execute(said, at.channel, at.account, "a group", at.chat, "bí mật trong nhóm", now.isoformat())

    desk.store.transact(talk)
    desk.say(an, "xóa dữ liệu của tôi")
    desk.press(an, "Xóa dữ liệu")
    told = desk.dump()
    # What still waits to be sent to them stays, and the other person's eight rows.
    assert told.count("bí mật") == 9
    assert len(desk.rows("SELECT id FROM inbox WHERE state = 'new' AND body = 'đang chờ'")) == 2
    assert desk.rows("SELECT DISTINCT chat FROM outbox WHERE state <> 'waiting' AND body = ''") == [("",)]
    assert "An" not in {chat for _, _, chat in desk.rows("SELECT channel, account, chat FROM conversations")}


def test_the_audit_log_names_nobody_and_stays_whole(desk: Desk) -> None:
    an = desk.enrolled("Nguyễn Văn An", CONTACT, number="0905123456")
    desk.say(an, "sửa tên: Trần Thị Bình")
    desk.say(an, "xóa dữ liệu của tôi")
    desk.press(an, "Xóa dữ liệu")
    log = "\n".join(str(entry) for entry in desk.store.transact(audit.entries))
    for trace in ("Nguyễn", "Trần", "0905", an.at.chat):
        assert trace not in log
    assert desk.store.transact(audit.first_altered) is None
    assert "erased" in log


def test_the_coordinators_hear_that_an_agency_has_lost_its_contact(desk: Desk) -> None:
    chief, an = desk.enrolled("Chi", COORDINATOR), desk.enrolled("An", CONTACT)
    desk.say(an, "xóa dữ liệu của tôi")
    desk.press(an, "Xóa dữ liệu")
    assert chief.text.startswith("An đã thôi làm đầu mối Sở Xây dựng.")


def test_the_last_admin_is_warned(desk: Desk) -> None:
    first = desk.enrolled("An", ADMIN)
    assert "quản trị viên duy nhất" in desk.say(first, "xóa dữ liệu của tôi")
    desk.enrolled("Bình", ADMIN)
    assert "duy nhất" not in desk.say(first, "xóa dữ liệu của tôi")


def test_in_a_group_nothing_personal_is_told(desk: Desk) -> None:
    an = desk.enrolled("Nguyễn Văn An", CONTACT)
    assert desk.say(an, "dữ liệu của tôi", private=False, sender=an.at.chat) == say.write_privately()


def test_a_code_to_add_a_messenger_survives_no_erasure(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    code = an_code(desk.say(an, "thêm kênh"))
    desk.say(an, "xóa dữ liệu của tôi")
    desk.press(an, "Xóa dữ liệu")
    assert "không dùng được" in desk.say(desk.chat("an at zalo", "zalo_bot"), code)


def an_code(text: str) -> str:
    return next(word.strip(".,") for word in text.split() if word.count("-") == 3)


def test_the_address_is_free_for_somebody_else_afterwards(desk: Desk) -> None:
    an = desk.enrolled("An", CONTACT)
    desk.say(an, "xóa dữ liệu của tôi")
    desk.press(an, "Xóa dữ liệu")
    desk.say(an, desk.code((Role.CONTACT, HEALTH), name="Bình"))
    assert desk.press(an, "Đồng ý").startswith("Đã đăng ký: Bình")
    assert desk.person(an) is not None
