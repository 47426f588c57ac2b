"""Every role, a stranger and somebody who has been erased, over the whole spine: with the buttons of others, in groups, and by
letters that were offered to somebody else.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from handlers import say
from handlers.access import ACCESS
from handlers.assistant import Assistant
from store.codes import hide_codes
from store.db import Store
from store.people import Post, Role
from tests.handlers.test_access import WAYS
from tests.security.office import Office, Said, Somebody

GROUP = -1_002_000_000_777
BUILDING, HOME_AFFAIRS = "so-xay-dung", "so-noi-vu"
VICTIM, PHONE = "Hoàng Văn Khách", "0905123456"
POSTS = {
    "viewer": Post(Role.VIEWER, ""),
    "contact": Post(Role.CONTACT, BUILDING),
    "leader": Post(Role.LEADER, BUILDING),
    "coordinator": Post(Role.COORDINATOR, ""),
    "admin": Post(Role.ADMIN, ""),
}
KINDS = ("stranger", "erased", *POSTS)
BESIDES = ("inbox", "outbox", "conversations", "tries")
"""What every message changes."""
FORGED = ("0.0", "1.0", "999999999999999999.0", "1.99", "-1.0", "1", "", "1.0 OR 1=1", "A", say.ERASE, "١.٠", "9" * 64)
COMMANDS = {say.ERASE_MY_DATA, say.CORRECT_NAME, say.CORRECT_PHONE}
"""Labels that anybody may type, about themselves."""
DECIDING = {say.AGREE, say.LEAVE, say.ERASE, say.REMOVE, say.REVOKE}


@dataclass
class Cast:
    """Somebody of a kind; besides them a contact, a coordinator and an admin."""

    office: Office
    actor: Somebody
    role: Role | None
    contact: Somebody
    chief: Somebody
    admin: Somebody

    def people(self) -> str:
        """All that stands about people, their rights, their codes and what was done."""
        return self.office.dump(*BESIDES)


@pytest.fixture
def office(store: Store, assistant: Assistant) -> Office:
    return Office(store, assistant)


def cast_with(office: Office, kind: str) -> Cast:
    actor, contact, chief, admin = (office.somebody(5_000_000_100 + number) for number in range(4))
    office.enrolled(contact.at, VICTIM, Post(Role.CONTACT, HOME_AFFAIRS), phone=PHONE)
    office.enrolled(chief.at, "Chi", POSTS["coordinator"])
    office.enrolled(admin.at, "Ánh", POSTS["admin"])
    if kind != "stranger":
        office.enrolled(actor.at, "Nguyễn Văn Diễn", POSTS.get(kind, POSTS["coordinator"]))
    if kind == "erased":
        actor.presses(actor.types("xóa dữ liệu của tôi")[-1], say.ERASE)
        assert office.person(actor.at) is None
    return Cast(office, actor, POSTS[kind].role if kind in POSTS else None, contact, chief, admin)


@pytest.fixture(params=KINDS)
def cast(request: pytest.FixtureRequest, office: Office) -> Cast:
    return cast_with(office, str(request.param))


def code_in(said: list[Said]) -> str:
    return next(word.strip(".,") for one in said for word in one.text.split() if word.count("-") == 3)


def offers(cast: Cast) -> list[Said]:
    """What was offered to others: every question that decides something, and choices. The last two wait for the admin."""
    contact, chief, admin, newcomer = cast.contact, cast.chief, cast.admin, cast.office.somebody(5_000_000_200)
    codes = [code_in(chief.types(f"mời {whom}")) for whom in ("Sở Công Thương", "Sở Y tế", "lãnh đạo Sở Y tế")]
    said = [
        *newcomer.types(f"ĐĂNG KÝ {codes[0]}"),
        *contact.types("dữ liệu của tôi"),
        *contact.types("thôi làm đầu mối"),
        *contact.types("xóa dữ liệu của tôi"),
        *chief.types("nước sạch"),
        *chief.types("hủy mã Sở Y tế"),
        *chief.types(f"gỡ {VICTIM}"),
        *admin.types("nước sạch"),
        *admin.types(f"gỡ {VICTIM}"),
    ]
    asked = [one for one in said if one.labels]
    assert {label for one in asked for label in one.labels} >= DECIDING
    return asked


def data_of(said: Said) -> Iterator[str]:
    yield from (f"{said.number}.{index}" for index in range(len(said.labels) + 1))


def test_a_forged_press_on_what_was_offered_to_another_does_nothing(cast: Cast) -> None:
    asked = offers(cast)
    before = cast.people()
    for said, group in itertools.product(asked, (0, GROUP)):
        for data in data_of(said):
            (answer,) = cast.actor.presses_data(data, group)
            assert (answer.text, answer.to.chat) == (say.outdated_choice(), str(group or cast.actor.id))
    for data in FORGED:
        assert [one.text for one in cast.actor.presses_data(data)] == [say.outdated_choice()], data
    assert cast.people() == before
    # Nor was anything taken from whom it was offered to.
    cast.admin.presses(asked[-1], say.REMOVE)
    assert cast.office.person(cast.contact.at) is None


def test_typing_the_label_or_the_letter_that_another_was_offered_does_nothing(cast: Cast) -> None:
    asked = offers(cast)
    before = cast.people()
    labels = [label for said in asked for label in said.labels if label not in COMMANDS]
    words = dict.fromkeys((*labels, "A", "a.", "B", "vâng", "đồng ý", "xác nhận", "gỡ"))
    for text, group in itertools.product(words, (0, GROUP)):
        for answer in cast.actor.types(f"/hoi {text}" if group else text, group):
            assert VICTIM not in answer.text
            assert PHONE[1:] not in answer.text.replace(" ", "")
            assert answer.to.chat == str(group or cast.actor.id)
    assert cast.people() == before


@pytest.mark.parametrize("group", [0, GROUP], ids=["in private", "in a group"])
def test_what_somebody_may_not_do_changes_nothing_and_tells_no_name(group: int, cast: Cast) -> None:
    """In a group nobody may do anything of the kind."""
    for way in WAYS:
        if not way.typed or (cast.role in ACCESS[way.route] | way.other and not group):
            continue
        before = cast.people()
        answers = cast.actor.types(f"/hoi {way.typed}" if group else way.typed, group)
        assert cast.people() == before, way.typed
        for answer in answers:
            assert answer.to.chat == str(group or cast.actor.id), way.typed
            assert VICTIM not in answer.text.replace(way.typed, ""), way.typed
            assert PHONE[1:] not in answer.text.replace(" ", ""), way.typed
            assert hide_codes(answer.text) == answer.text, way.typed
            assert not set(answer.labels) & (DECIDING | {say.ERASE_MY_DATA}), way.typed


def test_what_the_erased_were_once_offered_is_worth_nothing(office: Office) -> None:
    cast = cast_with(office, "coordinator")
    words = (
        f"gỡ {VICTIM}",
        "dữ liệu của tôi",
        "mời Sở Y tế",
        "mời lãnh đạo Sở Y tế",
        "hủy mã Sở Y tế",
        f"gỡ {VICTIM}",
        "xóa dữ liệu của tôi",
    )
    shown = [said for text in words for said in cast.actor.types(text) if said.labels]
    cast.actor.presses(shown[-1], say.ERASE)
    before = cast.people()
    for said in shown:
        for data in data_of(said):
            assert [one.text for one in cast.actor.presses_data(data)] == [say.outdated_choice()]
    for text in ("danh sách đầu mối", f"gỡ {VICTIM}", "mời Sở Y tế", "tin chưa gửi được", say.REMOVE, say.REVOKE, "A", "vâng"):
        assert VICTIM not in "".join(one.text for one in cast.actor.types(text)).replace(text, "")
    assert cast.people() == before


def test_an_open_question_cannot_be_answered_in_a_group_not_even_by_whom_it_was_put_to(office: Office) -> None:
    cast = cast_with(office, "stranger")
    asked = cast.chief.types(f"gỡ {VICTIM}")[-1]
    before = cast.people()
    for who in (cast.actor, cast.chief):
        for words in (say.REMOVE, "A", "vâng", "xác nhận", "gỡ"):
            who.types(f"/hoi {words}", GROUP)
        assert [one.text for one in who.presses_data(f"{asked.number}.0", GROUP)] == [say.outdated_choice()]
    assert cast.people() == before
    cast.chief.presses(asked, say.REMOVE)
    assert office.person(cast.contact.at) is None


def test_in_a_group_everybody_presses_for_themselves_and_letters_are_those_of_who_was_offered_them(office: Office) -> None:
    asker, other, alone = (office.somebody(5_000_000_001 + number) for number in range(3))
    office.enrolled(asker.at, "Chi", POSTS["coordinator"])
    alone.types("/hoi nước sạch", GROUP)
    (second,) = alone.types("/hoi B", GROUP)
    (choice,) = asker.types("/hoi nước sạch", GROUP)
    (stray,) = other.types("/hoi B", GROUP)
    assert stray.text != second.text
    (first,) = other.presses(choice, choice.labels[0], GROUP)
    assert (first.to.chat, first.text == second.text) == (str(GROUP), False)
    # Whoever was offered the options still can choose, as if nobody had come in between.
    assert [one.text for one in asker.types("/hoi B", GROUP)] == [second.text]


def test_a_letter_offered_in_private_means_nothing_in_a_group_or_to_anybody_else(office: Office) -> None:
    asker, other = office.somebody(5_000_000_001), office.somebody(5_000_000_002)
    (nothing,) = asker.types("/hoi B", GROUP)
    asker.types("nước sạch")
    assert [one.text for one in asker.types("/hoi B", GROUP)] == [nothing.text]
    assert [one.text for one in other.types("B")] == [nothing.text]
    assert [one.text for one in asker.types("B")] != [nothing.text]


def test_a_code_that_is_sent_to_a_group_enrols_nobody_and_is_not_kept(office: Office) -> None:
    chief, finder = office.somebody(5_000_000_102), office.somebody(5_000_000_777)
    office.enrolled(chief.at, "Chi", POSTS["coordinator"])
    for how in ("/dangky {code}", "/start {code}", "/hoi {text}", "/hoi mã đây: {code} nhé"):
        said = chief.types("mời Sở Y tế")
        code = code_in(said)
        in_group = [one for one in finder.types(how.format(code=code, text=said[1].text), GROUP) if one.to.chat == str(GROUP)]
        assert len(in_group) == 1
        assert hide_codes(in_group[0].text) == in_group[0].text
        # Everybody there has read it: it is worth nothing any more.
        assert say.AGREE not in [label for one in finder.types(f"ĐĂNG KÝ {code}") for label in one.labels]
        assert code not in office.dump()
        office.later(hours=2)
    assert office.person(finder.at) is None


def test_who_speaks_for_a_group_or_a_channel_has_nobodys_rights(office: Office) -> None:
    """Not even those of somebody whose id comes along."""
    chief = office.somebody(5_000_000_102)
    office.enrolled(chief.at, "Chi", POSTS["coordinator"])
    chat = {"id": GROUP, "type": "supergroup", "title": "Tổ"}
    for sender in ({"from": chief.json, "sender_chat": chat}, {"sender_chat": chat}, {}, {"from": None}):
        message = {"message_id": office.number(), "chat": chat, "date": 1, "text": "/hoi danh sách đầu mối", **sender}
        assert [one.text for one in office.takes({"message": message})] == [say.not_allowed(ACCESS["roster"])]
    assert [one.text for one in chief.types("/hoi danh sách đầu mối", GROUP)] == [say.write_privately()]
