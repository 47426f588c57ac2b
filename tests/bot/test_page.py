"""The chat page in a real browser."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, Request, Route, ViewportSize, async_playwright, expect

from bot.channels.webchat import address
from bot.settings import Settings
from store.db import Store
from store.outbox import queue
from tests.bot.conftest import SENTENCE, StandIn, build_chat
from tests.bot.papers_in import a_pdf, a_sheet

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE = ViewportSize(width=360, height=740)

pytestmark = [
    pytest.mark.browser,
    # One browser for the whole module; each test gets a context, and so cookies, of its own.
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("KEHOACH_REQUIRE_BROWSER") != "1",
        reason="no Chromium on this machine (KEHOACH_REQUIRE_BROWSER=1 makes this an error)",
    ),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        assert CHROMIUM, "KEHOACH_REQUIRE_BROWSER=1, but there is no Chromium"
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, settings: Settings, assistant: StandIn, now: datetime) -> AsyncIterator[Page]:
    """The page just opened on a phone; whatever the browser complains of in the end fails the test."""
    server = TestServer(build_chat(settings, assistant, now))
    await server.start_server()
    page = await browser.new_page(viewport=PHONE, reduced_motion="reduce", base_url=str(server.make_url("")))
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    await page.goto("/")
    yield page
    await page.close()
    await server.close()
    assert complaints == []


async def ask(page: Page, text: str) -> None:
    await page.get_by_label("Câu hỏi của anh/chị").fill(text)
    await page.keyboard.press("Enter")


async def test_an_answer_shows_its_first_line_and_folds_the_quote(page: Page) -> None:
    await ask(page, "bhyt")
    answer = page.locator(".answer")
    await expect(answer.locator(".lead")).to_have_text("Ít nhất 95% (toàn tỉnh, đến năm 2030)")
    await expect(answer.get_by_text("Nguồn: II, gạch đầu dòng 1.")).to_be_visible()
    await expect(answer.locator("li")).to_have_text(["một", "hai"])
    quote = answer.get_by_text(SENTENCE)
    await expect(quote).to_be_hidden()
    await answer.get_by_text("Nguyên văn trong kế hoạch").click()
    await expect(quote).to_be_visible()


async def test_pressing_an_option_sends_it_and_retires_the_options_before_it(page: Page, assistant: StandIn) -> None:
    await ask(page, "nước sạch")
    await page.get_by_role("button", name="Nông thôn").click()
    await expect(page.locator(".lead")).to_have_text(["Anh/chị hỏi địa bàn nào?", "80% hộ ở nông thôn", "Nguồn: II."])
    assert assistant.seen[1].message.press == "Nông thôn"
    await expect(page.get_by_role("button", name="Đô thị")).to_be_enabled()
    await ask(page, "nước sạch")
    await expect(page.get_by_role("button", name="Đô thị").first).to_be_disabled()
    await expect(page.get_by_role("button", name="Đô thị").last).to_be_enabled()


async def test_an_example_asks_itself(page: Page, assistant: StandIn) -> None:
    await page.get_by_role("button", name="Có bao nhiêu chỉ tiêu?").click()
    await expect(page.locator(".lead")).to_have_text("Nghe: Có bao nhiêu chỉ tiêu?")


async def test_hostile_text_is_shown_as_text(page: Page) -> None:
    hostile = "<img src=x onerror=\"document.title='hỏng'\"><script>document.title='hỏng'</script>"
    await ask(page, hostile)
    await expect(page.locator(".lead")).to_have_text(f"Nghe: {hostile}")
    await expect(page.locator(".question p")).to_have_text(hostile)
    assert await page.locator("#log img, #log script").count() == 0
    assert await page.title() == "Trợ lý Kế hoạch 7/KH-UBND"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_scrolls_sideways_on_a_narrow_phone(page: Page, scheme: str) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.set_viewport_size({"width": 320, "height": 568})
    for text in ("bhyt", "nước sạch", "x" * 300, "một " * 100):
        await ask(page, text)
    await expect(page.locator(".answer")).to_have_count(4)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert await page.evaluate("document.getElementById('scroll').scrollWidth") <= 320


async def test_the_question_box_and_the_newest_answer_stay_in_view(page: Page) -> None:
    for number in range(8):
        await ask(page, f"câu {number}")
        await expect(page.get_by_text(f"Nghe: câu {number}")).to_be_in_viewport()
        await expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_in_viewport()
    heading = await page.locator("header").bounding_box()
    assert heading is not None
    assert heading["y"] == 0
    assert await page.evaluate("document.documentElement.scrollHeight") == PHONE["height"]


async def test_it_can_be_used_by_keyboard_alone(page: Page, assistant: StandIn) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Đến ô nhập câu hỏi")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    box = page.get_by_label("Câu hỏi của anh/chị")
    await box.focus()
    await page.keyboard.type("nước sạch")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Nông thôn").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".lead").nth(1)).to_have_text("80% hộ ở nông thôn")
    await expect(box).to_be_focused()


async def test_shift_enter_makes_a_new_line_and_enter_while_composing_sends_nothing(page: Page, assistant: StandIn) -> None:
    box = page.get_by_label("Câu hỏi của anh/chị")
    await box.focus()
    await page.keyboard.type("một")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("hai")
    await box.evaluate("box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))")
    await expect(box).to_have_value("một\nhai")
    await page.keyboard.press("Enter")
    await expect(page.locator(".answer")).to_have_count(1)
    assert [seen.message.text for seen in assistant.seen] == ["một\nhai"]


async def test_a_screen_reader_is_told_of_answers(page: Page) -> None:
    await ask(page, "bhyt")
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_contain_text("Trợ lý: Ít nhất 95%")
    # Every button says what it does.
    for button in await page.get_by_role("button").all():
        assert (await button.get_attribute("aria-label")) or (await button.text_content())


async def test_questions_asked_offline_are_kept_and_sent_in_order_when_the_line_is_back(page: Page, assistant: StandIn) -> None:
    await page.context.set_offline(True)
    await ask(page, "một")
    await ask(page, "hai")
    await expect(page.get_by_role("status")).to_contain_text("Mất kết nối")
    assert assistant.seen == []
    await page.context.set_offline(False)
    await expect(page.locator(".lead")).to_have_text(["Nghe: một", "Nghe: hai"])
    await expect(page.get_by_role("status")).to_be_empty()


async def test_an_answer_lost_on_the_way_is_asked_for_again_and_given_once(page: Page, assistant: StandIn) -> None:
    ids: list[str] = []

    async def lose_the_first_answer(route: Route, request: Request) -> None:
        ids.append((request.post_data_json or {})["id"])
        response = await route.fetch()
        await (route.abort() if len(ids) == 1 else route.fulfill(response=response))

    await page.route("**/api/chat", lose_the_first_answer)
    await ask(page, "một")
    await expect(page.locator(".lead")).to_have_text("Nghe: một")
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert len(assistant.seen) == 1


async def test_a_reload_keeps_the_conversation_and_asks_nothing_twice(page: Page, assistant: StandIn) -> None:
    await ask(page, "nước sạch")
    await expect(page.locator(".answer")).to_have_count(1)
    await page.reload()
    await page.get_by_role("button", name="Nông thôn").click()
    await expect(page.locator(".lead").nth(1)).to_have_text("80% hộ ở nông thôn")
    assert len(assistant.seen) == 2


async def test_a_refusal_is_shown_in_the_words_of_the_server_and_does_not_block_what_follows(page: Page) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=400, json={"error": "Yêu cầu không đúng dạng."})

    await page.route("**/api/chat", refuse)
    await ask(page, "một")
    await expect(page.locator(".answer.failed")).to_contain_text("Yêu cầu không đúng dạng.")
    await page.unroute("**/api/chat")
    await ask(page, "hai")
    await expect(page.locator(".lead")).to_have_text("Nghe: hai")


async def test_a_broken_server_is_told_in_vietnamese(page: Page) -> None:
    await page.route("**/api/chat", lambda route: asyncio.ensure_future(route.fulfill(status=500, body="500 Internal Server Error")))
    await ask(page, "một")
    await expect(page.locator(".answer.failed")).to_contain_text("Chưa trả lời được câu này")


async def test_what_is_said_unasked_appears_by_itself(page: Page, settings: Settings, now: datetime) -> None:
    await ask(page, "một")
    await expect(page.locator(".answer")).to_have_count(1)
    chat = next(cookie["value"] for cookie in await page.context.cookies() if cookie["name"] == "kehoach_chat")
    store = Store.open(settings.database)
    store.transact(lambda db: queue(db, address(chat), '{"text": "Sở Xây dựng đã đổi đầu mối."}', now))
    store.close()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(".lead").nth(1)).to_have_text("Sở Xây dựng đã đổi đầu mối.")
    await expect(page.locator(".question:visible")).to_have_count(1)


# ---- files


async def test_a_file_goes_with_the_words_typed_beside_it(page: Page, assistant: StandIn) -> None:
    await page.locator("#file").set_input_files({"name": "biểu.xlsx", "mimeType": "", "buffer": a_sheet([["Chỉ tiêu", "Kết quả"]])})
    await expect(page.get_by_role("button", name="Bỏ tệp biểu.xlsx")).to_be_visible()
    await ask(page, "bhyt")
    await expect(page.locator(".answer")).to_have_count(1)
    (seen,) = assistant.seen
    assert seen.message.text == "bhyt"
    assert [(file.name, file.kind) for file in seen.message.files] == [("biểu.xlsx", "sheet")]
    await expect(page.locator("#chosen button")).to_have_count(0)


async def test_a_file_that_was_chosen_by_mistake_is_not_sent(page: Page, assistant: StandIn) -> None:
    await page.locator("#file").set_input_files({"name": "nhầm.pdf", "mimeType": "", "buffer": a_pdf()})
    await page.get_by_role("button", name="Bỏ tệp nhầm.pdf").click()
    await ask(page, "bhyt")
    await expect(page.locator(".answer")).to_have_count(1)
    assert assistant.seen[0].message.files == ()


async def test_a_link_that_was_sent_to_somebody_enters_its_code_and_is_seen_no_more(page: Page) -> None:
    await page.goto("/#ma=7KQ2M4XT9HFC3RBZ")
    await expect(page.locator(".question p").first).to_have_text("ĐĂNG KÝ 7KQ2M4XT9HFC3RBZ")
    await expect(page.locator(".answer").first).to_contain_text("Mã này không dùng được")
    assert "#" not in page.url
