"""The stand-in for Telegram is itself held to what Telegram does, over HTTP, by python-telegram-bot and by bare requests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram
from telegram import BotCommand, BotCommandScopeAllGroupChats, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Update
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, InvalidToken

from tests.servers.fake_telegram import CannotError, FakeTelegram, User

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


@pytest.fixture
async def bot(server: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url) as client:
        yield client


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def lan(server: FakeTelegram) -> User:
    return server.user("Lan Nguyễn", username="lan")


async def call(http: aiohttp.ClientSession, server: FakeTelegram, method: str, **parameters: Any) -> Any:
    async with http.post(f"{server.base_url}{server.token}/{method}", json=parameters) as response:
        return await response.json()


async def updates(http: aiohttp.ClientSession, server: FakeTelegram, **parameters: Any) -> list[Any]:
    answer = await call(http, server, "getUpdates", **parameters)
    assert answer["ok"], answer
    found: list[Any] = answer["result"]
    return found


def keyboard(*labels_and_data: tuple[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)] for label, data in labels_and_data])


async def test_a_wrong_token_is_unauthorized(server: FakeTelegram, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{server.base_url}1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    with pytest.raises(InvalidToken):
        async with telegram.Bot("1:wrong", base_url=server.base_url):
            pass


async def test_a_method_that_does_not_exist_is_not_found(server: FakeTelegram, bot: telegram.Bot, http: aiohttp.ClientSession) -> None:
    answer = await call(http, server, "sendNothing")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("send_nothing")


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME"])
async def test_the_case_of_a_method_does_not_matter(name: str, server: FakeTelegram, http: aiohttp.ClientSession) -> None:
    answer = await call(http, server, name)
    assert answer["result"]["username"] == "ke_hoach_bot"
    assert answer["result"]["is_bot"] is True
    assert answer["result"]["can_read_all_group_messages"] is False


async def test_parameters_come_as_query_form_multipart_or_json(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    address = f"{server.base_url}{server.token}/sendMessage"
    markup = json.dumps({"inline_keyboard": [[{"text": "Có", "callback_data": "1"}]]})
    fields = {"chat_id": str(lan.id), "text": "Đạt 95% & hơn", "reply_markup": markup}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    in_json = {"chat_id": lan.id, "text": fields["text"], "reply_markup": json.loads(markup)}
    for given in ({"params": fields}, {"data": fields}, {"data": multipart}, {"json": in_json}, {"json": fields}):
        async with http.post(address, **given) as response:
            assert (await response.json())["ok"]
    assert server.texts(lan) == [fields["text"]] * 5
    assert all(message.labels == ["Có"] for message in server.sent)


async def test_a_message_comes_back_as_telegram_shows_it(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    html = (
        "Chỉ tiêu 😀 <b>95%</b> &amp; <a href='https://dong-thap.gov.vn'>nguồn</a>\n"
        '<pre><code class="language-sql">1 &lt; 2</code></pre>'
    )
    message = await bot.send_message(lan.id, html, parse_mode="HTML", reply_markup=keyboard(("Xác nhận", "c:1")))
    assert message.text == "Chỉ tiêu 😀 95% & nguồn\n1 < 2"
    assert message.parse_entity(message.entities[0]) == "95%"
    assert message.entities[0].offset == 12, "an emoji counts twice"
    assert [entity.type for entity in message.entities] == ["bold", "text_link", "pre"]
    assert message.entities[1].url == "https://dong-thap.gov.vn/"
    assert message.entities[2].language == "sql"
    assert message.from_user is not None
    assert message.from_user.id == bot.id
    assert message.chat.first_name == "Lan"
    sent = server.sent_to(lan)[0]
    assert (sent.text, sent.html, sent.id) == (message.text, html, message.message_id)
    assert sent.buttons[0][0].data == "c:1"


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>đậm", 'Can\'t find end tag corresponding to start tag "b"'),
        ("tỷ lệ < 5%", 'Unsupported start tag "" at byte offset 10'),
        ("tỷ lệ <5%", "Unclosed start tag at byte offset 10"),
        ("<h1>Kế hoạch</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("xong</b>", "Unexpected end tag at byte offset 4"),
        ("<b><i>lẫn</b></i>", 'Unmatched end tag at byte offset 11, expected "</i>", found "</b>"'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x&y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a href='x>z</a>", "Unclosed start tag at byte offset 0"),
        ("a &#xD83D; b", "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"),
    ],
)
async def test_html_that_telegram_cannot_parse_is_refused(
    html: str, why: str, server: FakeTelegram, http: aiohttp.ClientSession, lan: User
) -> None:
    answer = await call(http, server, "sendMessage", chat_id=lan.id, text=html, parse_mode="HTML")
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: can't parse entities: {why}"}
    assert not server.sent


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("R&D &nbsp; &unknown; &#7929; &#x1EF9;", "R&D &nbsp; &unknown; ỹ ỹ"),
        ("1 > 0", "1 > 0"),
        ("<B>hoa</b ><i></i><code class=x>m</code>", "hoam"),
        ("<blockquote expandable>dài</blockquote>", "dài"),
        ("  \n hai đầu \n ", "hai đầu"),
        ("<a href='http://localhost:8080/x'>nội bộ</a>", "nội bộ"),
    ],
)
async def test_html_that_telegram_takes_is_taken(html: str, text: str, bot: telegram.Bot, lan: User) -> None:
    message = await bot.send_message(lan.id, html, parse_mode="HTML")
    assert message.text == text
    assert all(entity.url is None for entity in message.entities), "an address without a dot is no link to Telegram"


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "á" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "ạ" * 11_000}, "text is too long"),
        ({"text": "x", "parse_mode": "rtf"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 404}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_a_message_that_telegram_refuses_is_refused_in_its_words(
    parameters: dict[str, Any], why: str, server: FakeTelegram, http: aiohttp.ClientSession, lan: User
) -> None:
    answer = await call(http, server, "sendMessage", **{"chat_id": lan.id, **parameters})
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {why}"}


async def test_the_longest_message_is_4096_units_after_parsing(bot: telegram.Bot, lan: User) -> None:
    message = await bot.send_message(lan.id, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")
    assert message.text == "&" * 4096


async def test_the_data_of_a_button_has_at_most_64_bytes(bot: telegram.Bot, lan: User) -> None:
    await bot.send_message(lan.id, "x", reply_markup=keyboard(("Có", "ạ" * 21 + "x")))
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(lan.id, "x", reply_markup=keyboard(("Có", "ạ" * 21 + "xy")))
    with pytest.raises(BadRequest, match="text buttons are unallowed in the inline keyboard"):
        await bot.send_message(lan.id, "x", reply_markup=keyboard(("Có", "")))


async def test_who_has_not_started_the_bot_cannot_be_written_to(server: FakeTelegram, bot: telegram.Bot) -> None:
    minh = server.user("Minh", started=False)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(minh.id, "Chào anh")
    minh.starts("ma-moi-123")
    await bot.send_message(minh.id, "Chào anh")


async def test_who_blocks_the_bot_gets_nothing_until_unblocking(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    lan.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(lan.id, "Nhắc việc")
    with pytest.raises(CannotError):
        lan.types("a")
    lan.unblocks()
    await bot.send_message(lan.id, "Nhắc việc")
    told = [update.my_chat_member for update in await bot.get_updates()]
    assert [change.new_chat_member.status for change in told if change] == ["kicked", "member"]


async def test_what_a_person_types_is_an_update_that_the_library_reads(bot: telegram.Bot, lan: User) -> None:
    typed = lan.types("😀 /baocao@ke_hoach_bot gửi @minh_sgd")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.message_id == typed.id
    words = {entity.type: update.message.parse_entity(entity) for entity in update.message.entities}
    assert words == {"bot_command": "/baocao@ke_hoach_bot", "mention": "@minh_sgd"}
    assert update.message.entities[0].offset == 3
    assert update.effective_user is not None
    assert update.effective_user.language_code == "vi"


async def test_a_reply_and_an_edit_arrive_as_such(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    question = await bot.send_message(lan.id, "Số liệu tháng 3?")
    reply = lan.types("95%", reply_to=server.sent[0])
    lan.edits(reply, "96%")
    first, second = await bot.get_updates()
    assert first.message is not None
    assert first.message.reply_to_message is not None
    assert first.message.reply_to_message.message_id == question.message_id
    assert second.edited_message is not None
    assert (second.edited_message.text, second.edited_message.message_id) == ("96%", reply.id)


async def test_a_press_is_answered_once_and_in_time(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    await bot.send_message(lan.id, "Ghi 95%?", reply_markup=keyboard(("Xác nhận", "c:1"), ("Huỷ", "c:2")))
    lan.presses(server.sent[0], "Huỷ")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.data == "c:2"
    assert query.message is not None
    assert await query.answer("Đã huỷ")
    assert server.callback_answers[0].text == "Đã huỷ"
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await query.answer()
    late = lan.presses(server.sent[0], "Xác nhận")
    server.advance(16)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late)
    with pytest.raises(CannotError):
        lan.presses(server.sent[0], "Không có nút này")


async def test_a_button_on_a_deleted_message_brings_a_message_that_is_out_of_reach(
    server: FakeTelegram, bot: telegram.Bot, lan: User
) -> None:
    message = await bot.send_message(lan.id, "Ghi 95%?", reply_markup=keyboard(("Xác nhận", "c:1")))
    assert await message.delete()
    lan.presses(server.sent[0], data="c:1")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await message.delete()


async def test_an_edit_changes_the_message_and_an_empty_one_is_refused(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    message = await bot.send_message(lan.id, "Ghi 95%?", reply_markup=keyboard(("Xác nhận", "c:1")))
    changed = await message.edit_text("Đã ghi <b>95%</b>", parse_mode="HTML")
    assert isinstance(changed, telegram.Message)
    assert changed.edit_date is not None
    assert changed.reply_markup is None, "a keyboard that is not sent again goes away"
    assert (server.sent[0].text, server.sent[0].edits, len(server.sent)) == ("Đã ghi 95%", 1, 1)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup are exactly"):
        await message.edit_text("Đã ghi <b>95%</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_reply_markup(None)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", lan.id, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", lan.id, lan.types("của tôi").id)


async def test_the_bot_sees_of_a_group_only_what_is_meant_for_it(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    group = server.group("Tổ công tác", supergroup=True)
    question = await bot.send_message(group.id, "Đơn vị nào chưa báo cáo?")
    lan.types_in(group, "trưa nay ăn gì")
    lan.types_in(group, "/help@other_bot")
    lan.types_in(group, "mail@ke_hoach_bot.vn")
    lan.types_in(group, "/tiendo")
    lan.types_in(group, "/tiendo@Ke_Hoach_Bot")
    lan.types_in(group, "95%", mention=True)
    lan.types_in(group, "Sở Y tế", reply_to=server.sent[0])
    lan.sends_file("a.txt", "text/plain", b"a", group=group)
    seen = [update.effective_message.text for update in await bot.get_updates() if update.effective_message]
    assert seen == ["/tiendo", "/tiendo@Ke_Hoach_Bot", "@ke_hoach_bot 95%", "Sở Y tế"]
    assert question.message_id == 1, "a supergroup counts its own messages"


async def test_a_group_that_became_a_supergroup_says_where_it_went(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    group = server.group("Tổ công tác")
    old = group.id
    new = group.migrates(lan)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "Nhắc việc")
    assert moved.value.new_chat_id == new == group.id
    await bot.send_message(new, "Nhắc việc")
    told = [update.message for update in await bot.get_updates()]
    assert [(message.migrate_to_chat_id, message.migrate_from_chat_id) for message in told if message] == [(new, None), (None, old)]


async def test_a_bot_that_was_removed_or_has_left_cannot_write(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    group = server.group("Tổ công tác", bot=False)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "x")
    group.adds_bot(lan)
    await bot.send_message(group.id, "x")
    group.removes_bot(lan)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    other = server.group("Nhóm khác", supergroup=True)
    assert await bot.leave_chat(other.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_chat_action(other.id, "typing")
    with pytest.raises(BadRequest, match="Chat member status can't be changed in private chats"):
        await bot.leave_chat(lan.id)
    kinds = [update.my_chat_member.new_chat_member.status if update.my_chat_member else "message" for update in await bot.get_updates()]
    assert kinds == ["member", "message", "kicked", "left"]


async def test_files_go_both_ways_with_their_vietnamese_names(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    content = "Kế hoạch".encode() * 300_000
    sent = await bot.send_document(lan.id, InputFile(content, "kế hoạch số 7.docx"), caption="<i>Bản</i> thảo", parse_mode="HTML")
    assert sent.document is not None
    assert sent.document.file_name == "kế hoạch số 7.docx"
    assert sent.caption == "Bản thảo"
    got = await (await bot.get_file(sent.document.file_id)).download_as_bytearray()
    assert bytes(got) == content
    lan.sends_file("số liệu.xlsx", "application/vnd.ms-excel", b"PK", caption="tháng 3")
    lan.sends_photo(PNG)
    first, second = await bot.get_updates()
    assert first.message is not None
    assert first.message.document is not None
    assert (first.message.document.file_name, first.message.caption) == ("số liệu.xlsx", "tháng 3")
    assert second.message is not None
    file = await second.message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == PNG
    again = await bot.send_photo(lan.id, second.message.photo[-1].file_id)
    assert again.photo
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(lan.id, b"not a picture")
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("unknown")


async def test_the_name_of_an_uploaded_file_is_kept_as_it_was_sent(
    server: FakeTelegram, http: aiohttp.ClientSession, lan: User
) -> None:
    """aiohttp writes a name that is not ASCII in per cents, unless it is told not to; Telegram does not undo that."""
    names = []
    for quote in (True, False):
        form = aiohttp.FormData({"chat_id": str(lan.id)}, quote_fields=quote)
        form.add_field("document", b"x", filename="kế hoạch.txt")
        async with http.post(f"{server.base_url}{server.token}/sendDocument", data=form) as response:
            names.append((await response.json())["result"]["document"]["file_name"])
    assert names == ["k%E1%BA%BF%20ho%E1%BA%A1ch.txt", "kế hoạch.txt"]


async def test_commands_are_kept_by_scope_and_language(server: FakeTelegram, bot: telegram.Bot) -> None:
    await bot.set_my_commands([BotCommand("tiendo", "Progress")])
    await bot.set_my_commands([BotCommand("tiendo", "Tiến độ")], language_code="vi")
    await bot.set_my_commands([("nhac", "Nhắc việc")], scope=BotCommandScopeAllGroupChats())
    assert [command.description for command in await bot.get_my_commands(language_code="vi")] == ["Tiến độ"]
    assert server.commands() == {"tiendo": "Progress"}
    assert server.commands("all_group_chats") == {"nhac": "Nhắc việc"}
    assert await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([("Tiến_độ", "x")])
    with pytest.raises(BadRequest, match="Command description must be non-empty"):
        await bot.set_my_commands([("tiendo", " ")])


async def test_descriptions_and_chats_can_be_read_back(server: FakeTelegram, bot: telegram.Bot, lan: User) -> None:
    await bot.set_my_description("Trả lời theo kế hoạch", language_code="vi")
    await bot.set_my_short_description("Kế hoạch")
    assert (await bot.get_my_description("vi")).description == "Trả lời theo kế hoạch"
    assert (await bot.get_my_short_description("vi")).short_description == "Kế hoạch"
    chat = await bot.get_chat(lan.id)
    assert (chat.type, chat.username, chat.first_name) == ("private", "lan", "Lan")
    member = await bot.get_chat_member(server.group("Nhóm").id, lan.id)
    assert member.status == "member"


async def test_a_sign_of_writing_and_a_reaction_are_taken(bot: telegram.Bot, lan: User) -> None:
    assert await bot.send_chat_action(lan.id, "typing")
    assert await bot.set_message_reaction(lan.id, lan.types("95%").id, "👍")
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(lan.id, "dancing")


async def test_every_kind_of_update_can_be_read_by_the_library(server: FakeTelegram, http: aiohttp.ClientSession, lan: User) -> None:
    group = server.group("Nhóm")
    lan.types_in(group, "/a")
    group.removes_bot(lan)
    lan.sends_file("a.txt", "text/plain", b"a")
    for raw in await updates(http, server):
        update = Update.de_json(raw)
        assert update.to_dict()["update_id"] == raw["update_id"]
        assert update.effective_chat is not None
        assert not update.api_kwargs


async def test_what_is_not_json_of_telegrams_can_be_put_into_the_queue(server: FakeTelegram, http: aiohttp.ClientSession) -> None:
    server.pushes({"message": {"message_id": "not a number", "chat": None}})
    server.pushes({"from_the_future": {"x": 1}})
    server.pushes(["not", "an", "object"])
    first, second, third = await updates(http, server)
    assert first["message"]["chat"] is None
    assert second["update_id"] == first["update_id"] + 1
    assert third == ["not", "an", "object"]
