"""Somebody leaves, in every way in which one can: of their name, their number and their chats nothing is left, in the file and
beside it after an hour or three days, in the backups once the last one that saw the person is deleted.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.housekeeping import forget_old
from bot.outage import hear
from bot.people_command import remove_one
from handlers.assistant import Assistant
from handlers.say import AGREE, ERASE, LEAVE, REMOVE
from store import audit, outbox
from store.backup import daily, daily_backups
from store.db import Database, Store, empty_log
from store.people import Post, Role
from tests.security.canary import everything_in
from tests.security.office import Browser, Office, Said, Somebody

NAME, PHONE = "Đặng Thị Phương Uyên", "0905777123"
CHAT, SUCCESSOR, CHIEF, GROUP = 5_777_123_001, 5_888_000_001, 5_999_000_001, -1_002_777_000_001
PROFILE = "Uyenprofil"
COOKIE = "q" * 43
BUILDING = "so-xay-dung"
TOLD_OTHERS = ("inbox", "outbox")
"""What was said to others, and by them, is kept for three days."""
DAYS_AFTER = 20


@pytest.fixture
def office(store: Store, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Office:
    """With a handler that stumbles over one message and quotes it."""
    answer = Assistant.answer

    def stumbles(self: Assistant, message: Any, *more: Any) -> Any:
        if message.text.startswith("vấp:"):
            raise KeyError(message.text)
        return answer(self, message, *more)

    monkeypatch.setattr(Assistant, "answer", stumbles)
    return Office(store, assistant)


def marks(*more: str) -> list[str]:
    """What would tell of the person, as it stands in tables, files and logs."""
    return [NAME, "Phương Uyên", "Phuong Uyen", PHONE, PHONE[1:], "0905 777 123", str(CHAT), PROFILE, COOKIE, *more]


def found_in(text: str, *more: str) -> set[str]:
    return {mark for mark in marks(*more) if mark in text}


def on_disk(folder: Path, *more: str) -> set[tuple[str, str]]:
    forms = {form: mark for mark in marks(*more) for form in (mark.encode(), ascii(mark)[1:-1].encode())}
    return {(name, forms[form]) for name, data in everything_in(folder) for form in forms if form in data}


def code_in(said: list[Said]) -> str:
    found = re.search(r"\w{4}(?:-\w{4}){3}", "\n".join(one.text for one in said))
    assert found
    return found[0]


def agrees(who: Somebody, code: str) -> list[Said]:
    (notice,) = who.types(f"ĐĂNG KÝ {code}")
    return who.presses(notice, AGREE)


def lives(office: Office) -> tuple[Somebody, Somebody, Browser]:
    """The person leaves traces wherever one can, and whoever invited them does too."""
    chief, person, browser = office.somebody(CHIEF, "Chi"), office.somebody(CHAT, PROFILE), office.browser(COOKIE)
    office.enrolled(chief.at, "Lê Thị Chi", Post(Role.COORDINATOR, ""))
    code = code_in(chief.types(f"mời Sở Xây dựng: {NAME}, {PHONE}"))
    chief.types(f"mời Sở Y tế: {NAME}, {PHONE}")
    person.types("ĐĂNG KÝ 7KQ2-9XMB-3TVZ-0FGH")
    assert "Đã đăng ký" in agrees(person, code)[-1].text
    (notice,) = browser.says(f"ĐĂNG KÝ {code_in(person.types('thêm kênh'))}")
    assert notice.labels[0] == AGREE
    assert NAME in browser.presses(AGREE)[-1].text
    person.types("dữ liệu của tôi")
    person.types(f"số điện thoại {PHONE}")
    person.types(f"vấp: {NAME}, {PHONE}")
    browser.says(f"vấp: {NAME}")
    for group in (0, GROUP):
        person.types(f"/hoi chỉ tiêu nhà ở xã hội, {NAME} hỏi", group)
    office.takes({"message": {"message_id": "x", "from": person.json, "chat": {"id": CHAT, "type": "private"}, "text": NAME}})
    office.takes({"edited_message": {"from": person.json, "chat": {"id": CHAT, "type": "private"}, "text": 5}})
    chief.types("danh sách đầu mối")
    goes_wrong(office, person)
    return chief, person, browser


def goes_wrong(office: Office, person: Somebody) -> None:
    """A message that cannot be delivered, an outage of which everybody is told, a block that is taken back."""

    def fails(db: Database) -> None:
        number = outbox.queue(db, person.at, f'{{"text": "Gửi {NAME}"}}', office.now)
        assert number
        outbox.failed(db, number, "Bad Request: chat not found", office.now, None)
        hear(db, "telegram", office.now)

    office.store.transact(fails)
    office.later(hours=25)
    office.store.transact(lambda db: hear(db, "telegram", office.now))
    office.delivers()
    assert office.value("SELECT COUNT(*) FROM outbox WHERE chat = ? AND body LIKE '%đã ngừng nhận tin%'", str(CHAT)) == 1
    for status in ("kicked", "member"):
        chat = {"id": CHAT, "type": "private", "first_name": PROFILE}
        office.takes({"my_chat_member": {"chat": chat, "from": person.json, "date": 1, "new_chat_member": {"status": status}}})


# ---- the ways of leaving


def deletes(office: Office, chief: Somebody, person: Somebody, browser: Browser) -> None:
    asked = person.types("xóa dữ liệu của tôi")[-1]
    person.presses(asked, ERASE)


def deletes_in_the_browser(office: Office, chief: Somebody, person: Somebody, browser: Browser) -> None:
    browser.says("xóa dữ liệu của tôi")
    browser.presses(ERASE)


def hands_over(office: Office, chief: Somebody, person: Somebody, browser: Browser) -> None:
    code = code_in(person.types("bàn giao"))
    successor = office.somebody(SUCCESSOR, "Bình")
    agrees(successor, code)
    successor.types("Trần Văn Bình")
    held = office.person(successor.at)
    assert held
    assert held.posts == (Post(Role.CONTACT, BUILDING),)


def leaves(office: Office, chief: Somebody, person: Somebody, browser: Browser) -> None:
    asked = person.types("thôi làm đầu mối")[-1]
    person.presses(asked, LEAVE)


def is_removed(office: Office, chief: Somebody, person: Somebody, browser: Browser) -> None:
    asked = chief.types(f"gỡ {NAME}")[-1]
    chief.presses(asked, REMOVE)


def is_removed_on_the_command_line(office: Office, chief: Somebody, person: Somebody, browser: Browser) -> None:
    remove_one(office.store, NAME, office.now, agreed=True)


WAYS: tuple[Callable[[Office, Somebody, Somebody, Browser], None], ...] = (
    deletes, deletes_in_the_browser, hands_over, leaves, is_removed, is_removed_on_the_command_line,
)  # fmt: skip


@contextlib.contextmanager
def listening(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert not found_in(caplog.text), [line for line in caplog.text.splitlines() if found_in(line)]


def keeps_house(office: Office, folder: Path) -> None:
    """What the running program does once an hour."""
    office.store.transact(lambda db: forget_old(db, office.now))
    assert office.store.path
    daily(folder, office.store.path, office.now)
    empty_log(office.store.path)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_of_whoever_leaves_nothing_is_left(
    way: Callable[[Office, Somebody, Somebody, Browser], None],
    office: Office,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    backups = tmp_path / "backups"
    keeps_house(office, backups)
    with listening(caplog):
        chief, person, browser = lives(office)
        keeps_house(office, backups)
        assert on_disk(tmp_path)
        # In the evening: what is forgotten after so many days is then still there on the morning of the last of them.
        office.now = office.now.replace(hour=23, minute=50)
        way(office, chief, person, browser)
        office.delivers()
        browser.fetches()
    assert (office.person(person.at), office.person(browser.at)) == (None, None)
    assert not [row for row in office.dump(*TOLD_OTHERS).splitlines() if found_in(row, browser.at.chat)]
    assert office.store.transact(audit.first_altered) is None
    # Nobody writes any more: what is newest stays newest.
    for day in range(1, DAYS_AFTER):
        office.now = office.now.replace(hour=0, minute=40) + timedelta(days=1)
        keeps_house(office, backups)
        if day >= 4:
            live = {(name, mark) for name, mark in on_disk(tmp_path, browser.at.chat) if not name.startswith("backups")}
            assert live == set(), day
        if day >= 18:
            assert on_disk(tmp_path, browser.at.chat) == set()
    assert len(daily_backups(backups)) >= 10
    assert NAME not in capsys.readouterr().err


def test_after_an_hour_the_log_beside_the_file_tells_nothing_of_whoever_has_left(office: Office, tmp_path: Path) -> None:
    chief, person, browser = lives(office)
    deletes(office, chief, person, browser)
    office.store.transact(lambda db: db.execute("DELETE FROM inbox WHERE state <> 'new'"))
    office.store.transact(lambda db: db.execute("DELETE FROM outbox WHERE state <> 'waiting'"))
    path = office.store.path
    assert path
    beside = Path(f"{path}-wal")
    assert found_in(beside.read_bytes().decode("utf-8", "replace"))
    empty_log(path)
    assert beside.stat().st_size == 0
    assert not on_disk(tmp_path, browser.at.chat)


def test_what_nobody_could_handle_is_kept_for_three_days_and_no_longer(office: Office) -> None:
    """Whoever it is from: also somebody who never enrolled."""
    stranger = office.somebody(CHAT, PROFILE)
    stranger.types(f"vấp: {NAME}")
    office.takes({"message": {"message_id": "x", "from": stranger.json, "chat": {"id": CHAT}}})
    office.later(days=2, hours=23)
    office.store.transact(lambda db: forget_old(db, office.now))
    assert NAME in office.dump()
    office.later(hours=2)
    office.store.transact(lambda db: forget_old(db, office.now))
    assert not found_in(office.dump())
    # That there was something stays known.
    assert office.value("SELECT COUNT(*) FROM broken") == 2


def test_what_was_forgotten_is_not_numbered_again(office: Office) -> None:
    stranger = office.somebody(CHAT)
    (first,) = stranger.types("xin chào")
    for _ in range(3):
        office.later(days=4)
        office.store.transact(lambda db: forget_old(db, office.now))
    (second,) = stranger.types("xin chào")
    assert second.number > first.number
    assert office.rows("SELECT COUNT(*) FROM inbox") == [(2,)]
