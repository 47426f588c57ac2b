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
BUILDING, HEALTH, HOME_AFFAIRS = "so-xay-dung", "so-y-te", "so-noi-vu"
VICTIM, VICTIMS_PHONE = "Hoàng Văn Khách", "0905123456"
POSTS = {
    "viewer": Post(Role.VIEWER, ""),
    "contact": Post(Role.CONTACT, BUILDING),
    "leader": Post(Role.LEADER, BUILDING),
    "coordinator": Post(Role.COORDINATOR, ""),
    "admin": Post(Role.ADMIN, ""),
}
KINDS = ("stranger", "erased", *POSTS)
NOT_OF_PEOPLE = ("inbox", "outbox", "conversations", "tries", "sqlite_sequence")
OWN = {"my data": "dữ liệu của tôi", "phone": "0905 123 456"}


@dataclass
class Cast:
    office: Office
    actor: Somebody
    role: Role | None

    def people(self) -> str:
        """All that stands about people, their rights, their codes and what was done."""
        return self.office.dump(*NOT_OF_PEOPLE)


@pytest.fixture
def office(store: Store, assistant: Assistant) -> Office:
    return Office(store, assistant)


@pytest.fixture(params=KINDS)
def cast(request: pytest.FixtureRequest, office: Office) -> Cast:
    """Somebody of a kind; besides them a contact, a coordinator and an admin."""
    kind = str(request.param)
    for number, (name, post) in enumerate({VICTIM: Post(Role.CONTACT, HOME_AFFAIRS), "Chi": POSTS["coordinator"]}.items()):
        office.enrolled(office.somebody(5_000_000_101 + number).at, name, post, phone=VICTIMS_PHONE if name == VICTIM else "")
    office.enrolled(office.somebody(5_000_000_103).at, "Ánh", POSTS["admin"])
    actor = office.somebody(5_000_000_001, "Diễn")
    if kind != "stranger":
        office.enrolled(actor.at, "Nguyễn Văn Diễn", POSTS.get(kind, POSTS["coordinator"]))
    if kind == "erased":
        erased(actor)
    return Cast(office, actor, POSTS[kind].role if kind in POSTS else None)


def erased(actor: Somebody) -> None:
    asked = actor.types("xóa dữ liệu của tôi")[-1]
    actor.presses(asked, say.ERASE)
    assert actor.office.person(actor.at) is None


def victims(office: Office) -> tuple[Somebody, Somebody, Somebody]:
    contact, chief, admin = (office.somebody(5_000_000_101 + number) for number in range(3))
    return contact, chief, admin


def offers(office: Office) -> list[tuple[Somebody, Said]]:
    """Questions that wait for somebody else, of every route that decides anything, and choices."""
    contact, chief, admin = victims(office)
    newcomer = office.somebody(5_000_000_104)
    code = next(word.strip(".,") for word in chief.types("mời Sở Y tế")[1].text.split() if word.count("-") == 3)
    asked = [
        (newcomer, newcomer.types(f"ĐĂNG KÝ {code}")[-1]),
        (contact, contact.types("thôi làm đầu mối")[-1]),
        (chief, chief.types("nước sạch")[-1]),
        (chief, chief.types("hủy mã Sở Y tế")[-1]),
        (admin, admin.types(f"gỡ {VICTIM}")[-1]),
        (contact, contact.types("dữ liệu của tôi")[-1]),
        (contact, contact.types("xóa dữ liệu của tôi")[-1]),
        (chief, chief.types(f"gỡ {VICTIM}")[-1]),
    ]
    assert all(said.labels for _, said in asked)
    labels = {label for _, said in asked for label in said.labels}
    assert labels >= {say.AGREE, say.LEAVE, say.ERASE, say.REMOVE, say.REVOKE}
    return asked


def data_of(said: Said) -> Iterator[str]:
    yield from (f"{said.number}.{index}" for index in range(len(said.labels) + 1))


def test_a_forged_press_on_what_was_offered_to_another_does_nothing(cast: Cast) -> None:
    asked = offers(cast.office)
    before = cast.people()
    for (_, said), group in itertools.product(asked, (0, GROUP)):
        for data in data_of(said):
            (answer,) = cast.actor.presses_data(data, group)
            assert answer.text == say.outdated_choice()
            assert answer.to.chat == str(group or cast.actor.id)
    for data in ("0.0", "1.0", "999999999999999999.0", f"{asked[0][1].number}.99", "-1.0", "1", "", "1.0 OR 1=1", "A", say.ERASE, "١.٠"):
        assert [one.text for one in cast.actor.presses_data(data)] == [say.outdated_choice()], data
    assert cast.people() == before
    # Nor was anything taken from those whom it was offered to.
    (admin, removal) = asked[4]
    assert "Đã gỡ" in admin.presses(removal, say.REMOVE)[-1].text or admin.id == cast.actor.id


def test_typing_the_label_or_the_letter_that_another_was_offered_does_nothing(cast: Cast) -> None:
    asked = offers(cast.office)
    before = cast.people()
    for (_, said), group in itertools.product(asked, (0, GROUP)):
        for label in (*said.labels, "A", "a.", "B", "vâng", "đồng ý"):
            for answer in cast.actor.types(f"/hoi {label}" if group else label, group):
                assert VICTIM not in answer.text or label in answer.text
                assert VICTIMS_PHONE[1:] not in answer.text.replace(" ", "")
    assert cast.people() == before


@pytest.mark.parametrize("group", [0, GROUP])
def test_what_somebody_may_not_do_changes_nothing_and_tells_no_name(group: int, cast: Cast) -> None:
    """In a group nobody may do anything of the kind."""
    for way in WAYS:
        if not way.typed or (cast.role in ACCESS[way.route] and not group):
            continue
        before = cast.people()
        answers = cast.actor.types(f"/hoi {way.typed}" if group else way.typed, group)
        assert cast.people() == before, way.typed
        for answer in answers:
            assert answer.to.chat == str(group or cast.actor.id), way.typed
            assert VICTIM not in answer.text.replace(way.typed, "").replace(say.nobody_called(VICTIM), ""), way.typed
            assert VICTIMS_PHONE[1:] not in answer.text.replace(" ", "")
            assert hide_codes(answer.text) == answer.text
            assert not set(answer.labels) & {say.ERASE, say.LEAVE, say.REMOVE, say.REVOKE, say.AGREE, say.ERASE_MY_DATA}


def test_what_the_erased_were_once_offered_is_worth_nothing(office: Office) -> None:
    """All that they were ever offered, while they still were somebody."""
    chief = office.somebody(5_000_000_001)
    office.enrolled(chief.at, "Chi", POSTS["coordinator"])
    office.enrolled(office.somebody(5_000_000_101).at, VICTIM, Post(Role.CONTACT, HOME_AFFAIRS), phone=VICTIMS_PHONE)
    shown = [
        chief.types(words)[-1] for words in (f"gỡ {VICTIM}", "dữ liệu của tôi", "hủy mã Sở Y tế", f"gỡ {VICTIM}", "xóa dữ liệu của tôi")
    ]
    chief.presses(shown[-1], say.ERASE)
    before = office.dump(*NOT_OF_PEOPLE)
    for said in shown:
        for data in data_of(said):
            assert [one.text for one in chief.presses_data(data)] == [say.outdated_choice()]
    for words in ("danh sách đầu mối", f"gỡ {VICTIM}", "mời Sở Y tế", "tin chưa gửi được", say.REMOVE, "A"):
        assert VICTIM not in "".join(one.text for one in chief.types(words)).replace(words, "")
    assert office.dump(*NOT_OF_PEOPLE) == before


def test_a_coordinators_open_question_cannot_be_answered_in_a_group_not_even_by_them(office: Office) -> None:
    chief, other = office.somebody(5_000_000_102), office.somebody(5_000_000_555)
    office.enrolled(chief.at, "Chi", POSTS["coordinator"])
    office.enrolled(office.somebody(5_000_000_101).at, VICTIM, Post(Role.CONTACT, HOME_AFFAIRS))
    asked = chief.types(f"gỡ {VICTIM}")[-1]
    before = office.dump(*NOT_OF_PEOPLE)
    for who in (other, chief):
        for words in (say.REMOVE, "A", "vâng", "xác nhận", "gỡ"):
            who.types(f"/hoi {words}", GROUP)
        assert [one.text for one in who.presses_data(f"{asked.number}.0", GROUP)] == [say.outdated_choice()]
    assert office.dump(*NOT_OF_PEOPLE) == before
    assert "Đã gỡ" in chief.presses(asked, say.REMOVE)[-1].text


def test_in_a_group_everybody_presses_for_themselves_and_letters_are_those_of_who_was_offered_them(office: Office) -> None:
    asker, other = office.somebody(5_000_000_001), office.somebody(5_000_000_002)
    office.enrolled(asker.at, "Chi", POSTS["coordinator"])
    (choice,) = asker.types("/hoi nước sạch", GROUP)
    assert len(choice.labels) >= 2
    kept = "SELECT body FROM conversations WHERE sender = ?"
    thread = office.rows(kept, str(asker.id))
    by_letter = other.types("/hoi B", GROUP)
    assert by_letter[0].text != asker.types("/hoi B", GROUP)[0].text
    (choice,) = asker.types("/hoi nước sạch", GROUP)
    (pressed,) = other.presses(choice, choice.labels[0], GROUP)
    assert pressed.to.chat == str(GROUP)
    # The thread of whoever was offered the options is where it was.
    assert [row[0].replace(f'"offer": {choice.number}', "") for row in office.rows(kept, str(asker.id))] == [
        row[0].partition('"offer"')[0] + row[0].partition('"offer"')[2].lstrip(": 0123456789") for row in thread
    ] or asker.presses(choice, choice.labels[1], GROUP)[0].text != pressed.text


def test_a_letter_offered_in_private_means_nothing_in_a_group_and_the_other_way_round(office: Office) -> None:
    asker = office.somebody(5_000_000_001)
    (nothing,) = asker.types("/hoi B", GROUP)
    asker.types("nước sạch")
    (in_group,) = asker.types("/hoi B", GROUP)
    assert in_group.text == nothing.text
    asker.types("/hoi nước sạch", GROUP)
    office.somebody(5_000_000_002).types("nước sạch")
    (here,) = office.somebody(5_000_000_003).types("B")
    assert here.text == nothing.text


def test_a_code_that_is_sent_to_a_group_is_neither_taken_nor_kept(office: Office) -> None:
    chief = office.somebody(5_000_000_102)
    office.enrolled(chief.at, "Chi", POSTS["coordinator"])
    text = chief.types("mời Sở Y tế")[1].text
    code = next(word.strip(".,") for word in text.split() if word.count("-") == 3)
    before = office.dump(*NOT_OF_PEOPLE)
    for words in (f"/dangky {code}", f"/start {code}", f"/hoi {text}"):
        (answer,) = office.somebody(5_000_000_777).types(words, GROUP)
        assert answer.text == say.write_privately()
    assert office.dump(*NOT_OF_PEOPLE) == before
    assert code not in office.dump()


def test_who_speaks_for_a_group_or_a_channel_has_nobodys_rights(office: Office) -> None:
    """Not even those of somebody whose id they carry."""
    chief = office.somebody(5_000_000_102)
    office.enrolled(chief.at, "Chi", POSTS["coordinator"])
    chat = {"id": GROUP, "type": "supergroup", "title": "Tổ"}
    for sender in ({"from": chief.json, "sender_chat": chat}, {"sender_chat": chat}, {}, {"from": None}):
        message = {"message_id": office.number(), "chat": chat, "date": 1, "text": "/hoi danh sách đầu mối", **sender}
        (answer,) = office.takes({"message": message})
        assert answer.text == say.not_allowed(ACCESS["roster"])
    (refused,) = chief.types("/hoi danh sách đầu mối", GROUP)
    assert refused.text == say.write_privately()
