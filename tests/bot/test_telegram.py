"""Conversations on Telegram, through a server that speaks its protocol."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from bot import say, work
from handlers.say import code_shown_in_group, outdated_choice, write_privately
from handlers.turn import Message
from store import invites
from store.invites import Invited
from store.people import COMMAND_LINE, Post, Role
from tests.bot.conftest import SENTENCE, StandIn
from tests.bot.running import Running, running, telegram_settings
from tests.servers.fake_telegram import FakeTelegram, User

CONTACT = Post(Role.CONTACT, "so-y-te")


def heard(assistant: StandIn) -> list[Message]:
    return [seen.message for seen in assistant.seen]


async def code(bot: Running, name: str = "") -> str:
    """An invitation; with a name, that need not be asked for."""
    _, written = await bot.worker.run(lambda db: invites.create(db, COMMAND_LINE, Invited((CONTACT,), name), bot.clock.now()))
    return written


async def test_a_question_is_answered_with_the_answer_in_bold_and_the_quote_set_off(
    telegram: FakeTelegram, either_bot: Running, lan: User
) -> None:
    lan.types("bhyt")
    (answer,) = await telegram.wait_for(1, lan)
    assert answer.text.startswith("Ít nhất 95%")
    assert answer.html.startswith("<b>Ít nhất 95%")
    assert f"<blockquote>“{SENTENCE}”</blockquote>" in answer.html


async def test_a_button_can_be_pressed_and_its_label_is_what_was_meant(
    telegram: FakeTelegram, either_bot: Running, lan: User, assistant: StandIn
) -> None:
    lan.types("nước sạch")
    (question,) = await telegram.wait_for(1, lan)
    lan.presses(question, "Nông thôn")
    answers = await telegram.wait_for(3, lan)
    assert [answer.text for answer in answers[1:]] == ["80% hộ ở nông thôn", "Nguồn: II."]
    assert heard(assistant)[-1].press == "Nông thôn"
    await telegram.wait_until(lambda: len(telegram.callback_answers) == 1)
    await telegram.wait_until(lambda: not question.buttons)


async def test_the_answers_of_a_chat_come_in_order(telegram: FakeTelegram, either_bot: Running, lan: User) -> None:
    for number in range(20):
        lan.types(f"câu {number}")
    await telegram.wait_for(20, lan)
    assert telegram.texts(lan) == [f"Nghe: câu {number}" for number in range(20)]


async def test_an_edited_message_is_answered_again_and_known_to_be_edited(
    telegram: FakeTelegram, either_bot: Running, lan: User, assistant: StandIn
) -> None:
    message = lan.types("bhxh")
    await telegram.wait_for(1, lan)
    lan.edits(message, "bhyt")
    answers = await telegram.wait_for(2, lan)
    assert answers[1].text.startswith("Ít nhất 95%")
    assert [(said.text, said.edited) for said in heard(assistant)] == [("bhxh", False), ("bhyt", True)]
    assert heard(assistant)[0].id == heard(assistant)[1].id == str(message.id)


async def test_two_edits_within_one_second_are_both_seen(assistant: StandIn, telegram: FakeTelegram, bot: Running, lan: User) -> None:
    telegram.world.now = lambda: 1_790_000_000.0
    message = lan.types("một")
    lan.edits(message, "hai")
    lan.edits(message, "ba")
    await telegram.wait_for(3, lan)
    assert [said.text for said in heard(assistant)] == ["một", "hai", "ba"]


async def test_letters_that_are_written_in_parts_are_understood(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    """As an iPhone writes them."""
    parts = unicodedata.normalize("NFD", "nước sạch")
    assert parts != "nước sạch"
    lan.types(parts)
    (question,) = await telegram.wait_for(1, lan)
    assert question.labels == ["Đô thị", "Nông thôn", "Cả hai"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/start", "xin chào"),
        ("/chitieu y tế", "các chỉ tiêu y tế"),
        ("/thoihan", "khi nào phải báo cáo"),
        ("/hoi nhà ở xã hội", "nhà ở xã hội"),
        ("/hoi@ke_hoach_bot nhà ở xã hội", "nhà ở xã hội"),
        ("/hoi@KE_HOACH_BOT\nnhà ở xã hội", "nhà ở xã hội"),
        ("/chuabiet y tế", "chuabiet y tế"),
        ("tỷ lệ 1/2", "tỷ lệ 1/2"),
    ],
)
async def test_a_command_stands_for_the_words_that_it_abbreviates(
    typed: str, meant: str, telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    lan.types(typed)
    await telegram.wait_for(1, lan)
    assert [said.text for said in heard(assistant)] == [meant]


@pytest.mark.parametrize("typed", ["/trogiup", "/help", "/HELP"])
async def test_a_command_asks_for_help(typed: str, telegram: FakeTelegram, bot: Running, lan: User) -> None:
    lan.types(typed)
    (answer,) = await telegram.wait_for(1, lan)
    assert "dữ liệu của tôi" in answer.text


@pytest.mark.parametrize("language", ["vi", ""])
async def test_the_commands_are_offered_in_private_and_in_groups_whatever_the_language(
    language: str, telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    lan.types("xin chào")
    await telegram.wait_for(1, lan)
    assert telegram.commands("all_private_chats", language) == dict(say.COMMANDS_PRIVATE)
    assert telegram.commands("all_group_chats", language) == dict(say.COMMANDS_GROUP)
    assert telegram.commands("default", language) == {}


async def test_what_happens_in_a_private_chat_without_anybody_speaking_is_not_answered(
    telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    chat = {"chat": {"id": lan.id, "type": "private"}, "from": lan.json, "date": 1}
    telegram.pushes({"message": {"message_id": 900, "pinned_message": {"message_id": 1}, **chat}})
    telegram.pushes({"message": {"message_id": 901, "contact": {"phone_number": "0905"}, **chat}})
    await telegram.wait_for(1, lan)
    assert [said.id for said in heard(assistant)] == ["901"]


# ---- enrolling by a link


async def test_the_code_in_a_link_enrols_whoever_follows_it_and_agrees(telegram: FakeTelegram, either_bot: Running, lan: User) -> None:
    lan.starts(await code(either_bot, "Trần Thị Lan"))
    (notice,) = await telegram.wait_for(1, lan)
    assert notice.labels == ["Đồng ý", "Không đồng ý"]
    lan.presses(notice, "Đồng ý")
    _, done = await telegram.wait_for(2, lan)
    assert "Trần Thị Lan" in done.text
    (row,) = await either_bot.rows("SELECT channel, account, chat FROM addresses")
    assert tuple(row) == ("telegram", "7000000001", str(lan.id))


async def test_a_button_that_decides_something_decides_it_once(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    lan.starts(await code(bot, "Trần Thị Lan"))
    (notice,) = await telegram.wait_for(1, lan)
    lan.presses(notice, "Đồng ý")
    lan.presses(notice, data=notice.buttons[0][0].data)
    answers = await telegram.wait_for(3, lan)
    assert answers[2].text == outdated_choice()
    assert await bot.value("SELECT COUNT(*) FROM agreements") == 1


async def test_a_button_under_an_older_message_decides_nothing(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    lan.starts(await code(bot, "Trần Thị Lan"))
    (notice,) = await telegram.wait_for(1, lan)
    lan.types("nước sạch")
    await telegram.wait_for(2, lan)
    lan.presses(notice, "Đồng ý")
    answers = await telegram.wait_for(3, lan)
    assert answers[2].text == outdated_choice()
    assert await bot.value("SELECT COUNT(*) FROM people") == 0


async def test_a_code_that_is_sent_in_a_group_is_refused_there(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    group = telegram.group("Tổ điều phối")
    lan.types_in(group, f"/start@ke_hoach_bot {await code(bot)}")
    (answer,) = await telegram.wait_for(1, group)
    assert answer.text == code_shown_in_group()


# ---- buttons


@pytest.mark.parametrize(
    "data", ["999999999.0", "1.99", "2.99", "3.99", "0.0", "-1.0", "1.-1", "1.0.0", "١.٠", "1" * 30 + ".0", "Nông thôn", "{", "\x00", "."]
)
async def test_forged_button_data_is_a_press_on_nothing(
    data: str, telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    telegram.user("Minh")
    lan.types("xin chào")
    (greeting,) = await telegram.wait_for(1, lan)
    lan.presses(greeting, data=data)
    await telegram.wait_for(2, lan)
    lan.types("nước sạch")
    question = (await telegram.wait_for(3, lan))[2]
    lan.presses(question, data=data)
    answers = await telegram.wait_for(4, lan)
    assert [answers[1].text, answers[3].text] == [outdated_choice()] * 2
    assert [said.text for said in heard(assistant)] == ["xin chào", "nước sạch"]
    assert await bot.value("SELECT COUNT(*) FROM broken") == 0


async def test_nobody_can_press_a_button_of_another_chat(telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn) -> None:
    minh = telegram.user("Minh")
    minh.types("nước sạch")
    (theirs,) = await telegram.wait_for(1, minh)
    lan.types("nước sạch")
    (hers,) = await telegram.wait_for(1, lan)
    lan.presses(hers, data=theirs.buttons[0][0].data)
    lan.types("xong")
    await telegram.wait_until(lambda: "Nghe: xong" in telegram.texts(lan))
    assert not any(said.press for said in heard(assistant))
    assert telegram.texts(minh) == ["Anh/chị hỏi địa bàn nào?"]


async def test_a_question_among_options_can_be_answered_after_a_restart(
    telegram: FakeTelegram, assistant: StandIn, lan: User, tmp_path: Path
) -> None:
    settings = telegram_settings(tmp_path, telegram)
    async with running(settings, assistant):
        lan.types("nước sạch")
        (question,) = await telegram.wait_for(1, lan)
    lan.presses(question, "Nông thôn")
    telegram.advance(60)  # by now Telegram no longer lets the press be answered
    async with running(settings, assistant):
        assert (await telegram.wait_for(3, lan))[1].text == "80% hộ ở nông thôn"
        await telegram.wait_until(lambda: not question.buttons)
    assert not heard(assistant)[-1].outdated


async def test_a_press_on_a_message_that_its_reader_has_deleted_is_still_understood(
    telegram: FakeTelegram, bot: Running, lan: User
) -> None:
    lan.types("nước sạch")
    (question,) = await telegram.wait_for(1, lan)
    label_data = question.buttons[0][1].data
    question.deleted = True
    lan.presses(question, data=label_data)
    assert (await telegram.wait_for(3, lan))[1].text == "80% hộ ở nông thôn"


# ---- groups


@pytest.mark.parametrize(
    "text",
    [
        "@ke_hoach_bot bhyt",
        "@KE_HOACH_BOT bhyt",
        "bhyt @ke_hoach_bot",
        "/hoi bhyt",
        "/hoi@ke_hoach_bot bhyt",
        "/hoi@ke_hoach_bot   bhyt @ke_hoach_bot",
    ],
)
async def test_in_a_group_the_bot_answers_who_calls_it(
    text: str, telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    group = telegram.group("Tổ điều phối")
    lan.types_in(group, text)
    (answer,) = await telegram.wait_for(1, group)
    assert answer.text.startswith("Ít nhất 95%")
    assert [(said.text, said.sender, said.private) for said in heard(assistant)] == [("bhyt", str(lan.id), False)]


async def test_a_mention_in_the_middle_is_found_behind_characters_of_two_units(
    telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    group = telegram.group("Tổ điều phối", supergroup=True)
    lan.types_in(group, "👩‍👩‍👧😀 cho hỏi @ke_hoach_bot bhyt 😀")
    await telegram.wait_for(1, group)
    assert heard(assistant)[0].text.split() == ["👩‍👩‍👧😀", "cho", "hỏi", "bhyt", "😀"]


@pytest.mark.parametrize(
    "text", ["bhyt", "/hoi@other_bot bhyt", "/hoi@other_bot bhyt @ke_hoach_bot", "@ke_hoach_bot2 bhyt", "@ke_hoach_bot_test bhyt"]
)
async def test_in_a_group_what_is_meant_for_others_is_not_even_kept(text: str, telegram: FakeTelegram, bot: Running, lan: User) -> None:
    group = telegram.group("Tổ điều phối")
    lan.types_in(group, text)
    lan.types_in(group, "/hoi xong")
    await telegram.wait_for(1, group)
    assert telegram.texts(group) == ["Nghe: xong"]
    assert await bot.value("SELECT COUNT(*) FROM inbox") == 1


async def test_in_a_group_a_reply_to_the_bot_is_for_the_bot_and_a_reply_to_a_person_is_not(
    telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn
) -> None:
    group, minh = telegram.group("Tổ điều phối"), telegram.user("Minh")
    hers = lan.types_in(group, "/hoi bhyt")
    (answer,) = await telegram.wait_for(1, group)
    minh.types_in(group, "đúng rồi", reply_to=hers)
    minh.types_in(group, "trước đó", reply_to=answer)
    await telegram.wait_for(2, group)
    # What Lan has asked before is hers, not Minh's.
    assert telegram.texts(group)[1] == "Trước đó:"
    assert [said.sender for said in heard(assistant)] == [str(lan.id), str(minh.id)]


async def test_in_a_group_anybody_may_press_and_each_keeps_their_own_thread(
    telegram: FakeTelegram, either_bot: Running, lan: User, assistant: StandIn
) -> None:
    group, minh = telegram.group("Tổ điều phối"), telegram.user("Minh")
    lan.types_in(group, "nước sạch", mention=True)
    (question,) = await telegram.wait_for(1, group)
    minh.presses(question, "Nông thôn")
    await telegram.wait_for(3, group)
    press = heard(assistant)[-1]
    assert (press.press, press.sender, press.private) == ("Nông thôn", str(minh.id), False)
    lan.types_in(group, "trước đó", mention=True)
    assert (await telegram.wait_for(4, group))[3].text == "Trước đó: nước sạch"


async def test_who_hides_behind_a_group_has_nobodys_rights(telegram: FakeTelegram, bot: Running, lan: User, assistant: StandIn) -> None:
    """An anonymous administrator writes as GroupAnonymousBot; whoever is enrolled there would be all of them."""
    group, anonymous = telegram.group("Tổ điều phối", supergroup=True), 1087968824
    await bot.enrolled(telegram.user("Group", anonymous), Post(Role.ADMIN, ""))
    telegram.pushes(
        {
            "message": {
                "message_id": 50,
                "from": {"id": anonymous, "is_bot": True, "first_name": "Group"},
                "sender_chat": {"id": group.id, "type": "supergroup"},
                "chat": {"id": group.id, "type": "supergroup"},
                "date": 1,
                "text": "@ke_hoach_bot danh sách đầu mối",
            }
        }
    )
    (answer,) = await telegram.wait_for(1, group)
    assert "quản trị viên" in answer.text
    assert heard(assistant) == []


async def test_rights_in_a_group_are_those_of_who_writes(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    group = telegram.group("Tổ điều phối")
    await bot.enrolled(lan, Post(Role.ADMIN, ""))
    lan.types_in(group, "danh sách đầu mối", mention=True)
    telegram.user("Minh").types_in(group, "danh sách đầu mối", mention=True)
    hers, his = await telegram.wait_for(2, group)
    assert hers.text == write_privately()
    assert "dành cho" in his.text


async def test_being_taken_into_a_group_and_out_of_it_is_quietly_noted(telegram: FakeTelegram, bot: Running, lan: User) -> None:
    group = telegram.group("Tổ điều phối", bot=False)
    group.adds_bot(lan)
    lan.types_in(group, "/hoi một")
    await telegram.wait_for(1, group)
    group.removes_bot(lan)
    await bot.until("SELECT COUNT(*) = 3 FROM inbox WHERE state = 'done'")
    assert telegram.texts(group) == ["Nghe: một"]


async def test_answers_that_take_long_give_the_store_back_after_each_and_none_is_left(
    telegram: FakeTelegram, assistant: StandIn, tmp_path: Path, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "TURN_SECONDS", -1.0)
    for number in range(20):
        lan.types(f"câu {number}")
    async with running(telegram_settings(tmp_path, telegram), assistant):
        await telegram.wait_for(20, lan)
    assert telegram.texts(lan) == [f"Nghe: câu {number}" for number in range(20)]
