"""People, posts, addresses, agreements; leaving and being erased."""

from __future__ import annotations

import pytest

from store import audit, invites, people
from store.address import Address
from store.crew import crew
from store.db import Store
from store.enrolment import Details, enrol, enrol_as
from store.erasure import erase, leave, remove
from store.invites import Invited
from store.people import COMMAND_LINE, Agreement, NotAllowedError, Person, Post, Role, person_at, person_called
from store.reach import blocked, heard
from tests.store.conftest import NOW, Do

CONTACT, LEADER = Post(Role.CONTACT, "so-xay-dung"), Post(Role.LEADER, "so-y-te")
AT, AT_ZALO = Address("telegram", "bot", "1"), Address("zalo_bot", "oa", "1")


def enrolled(do: Do, at: Address, *posts: Post, name: str = "An", number: str = "") -> Person:
    invite, _ = do(invites.create, COMMAND_LINE, Invited(posts), NOW)
    done = do(enrol, invite, at, Details(name, number, Agreement("2026-11", at.channel, NOW)), NOW)
    found: Person = done.person
    return found


def test_a_person_has_posts_an_address_and_an_agreement(do: Do) -> None:
    an = enrolled(do, AT, CONTACT, LEADER, name="An", number="0905123456")
    assert do(person_at, AT) == do(person_called, an.id) == an
    assert an.posts == (CONTACT, LEADER)
    assert an.roles == {Role.CONTACT, Role.LEADER}
    assert do(people.reachable_at, an.id) == AT
    assert do(people.agreements, an.id) == [Agreement("2026-11", "telegram", NOW)]
    assert do(people.has_agreed, an.id, "2026-11", "telegram")
    assert not do(people.has_agreed, an.id, "2026-11", "zalo_bot")
    assert not do(people.has_agreed, an.id, "2027-01", "telegram")


def test_ids_are_random_and_say_nothing(do: Do) -> None:
    ids = {enrolled(do, Address("web", "", str(number)), CONTACT).id for number in range(20)}
    assert len(ids) == 20
    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in ids)


def test_a_post_is_held_once_ended_once_and_may_be_given_again(do: Do) -> None:
    an = enrolled(do, AT, CONTACT)
    assert do(people.give_post, "cli", an.id, CONTACT, NOW) is False
    assert do(people.end_posts, "cli", an.id, [CONTACT, LEADER], NOW) == [CONTACT]
    assert do(people.end_posts, "cli", an.id, [CONTACT], NOW) == []
    assert do(people.give_post, "cli", an.id, CONTACT, NOW) is True


def test_one_chat_is_one_person(do: Do) -> None:
    enrolled(do, AT, CONTACT)
    again = enrolled(do, AT, LEADER, name="Bình")
    assert (again.name, again.posts) == ("An", (CONTACT, LEADER))


def test_somebody_is_written_to_where_they_have_not_shut_the_bot_out(do: Do) -> None:
    an = enrolled(do, AT, CONTACT)
    do(people.add_address, an.id, AT_ZALO, NOW.replace(hour=9))
    assert do(people.reachable_at, an.id) == AT_ZALO
    do(blocked, AT_ZALO, NOW)
    assert do(people.reachable_at, an.id) == AT
    do(blocked, AT, NOW)
    assert do(people.reachable_at, an.id) is None
    do(heard, AT, NOW)
    assert do(people.reachable_at, an.id) == AT


def test_who_has_opened_the_page_is_still_written_to_where_they_can_be_reached(do: Do) -> None:
    an = enrolled(do, AT, CONTACT)
    do(people.add_address, an.id, Address("web", "", "browser"), NOW.replace(hour=9))
    assert do(people.reachable_at, an.id) == AT
    assert do(crew)[CONTACT.agency][0].places == (AT, Address("web", "", "browser"))
    do(blocked, AT, NOW)
    assert do(people.reachable_at, an.id) == Address("web", "", "browser")


def test_leaving_one_post_of_two_keeps_the_person_and_leaving_the_last_erases_them(do: Do) -> None:
    an = enrolled(do, AT, CONTACT, LEADER)
    assert do(leave, an, [CONTACT], NOW) is False
    assert do(person_at, AT).posts == (LEADER,)
    assert do(leave, an, [LEADER], NOW) is True
    assert do(person_at, AT) is None
    assert do(person_called, an.id) is None


def test_of_an_erased_person_nothing_is_left_in_the_file_but_a_random_id(do: Do, store: Store) -> None:
    an = enrolled(do, Address("telegram", "bot", "987654321"), CONTACT, name="Nguyễn Văn An", number="0905123456")
    again, _ = do(invites.create, COMMAND_LINE, Invited((LEADER,), "Nguyễn Văn An", "0905123456"), NOW)
    do(erase, an, NOW)
    store.transact(lambda db: db.execute("UPDATE facts SET value = value"))
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert store.path is not None
    kept = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    for trace in ("Nguyễn Văn An", "0905123456", "987654321"):
        assert trace.encode() not in kept, trace
    assert an.id.encode() in kept
    # A list may have invited the same person twice: that code stays good, and asks for the name.
    assert do(invites.open_invite, again.id, NOW).name == ""
    assert do(audit.first_altered) is None


def test_an_erased_persons_posts_end_and_their_history_stays(do: Do, store: Store) -> None:
    an = enrolled(do, AT, CONTACT)
    do(erase, an, NOW)
    rows = store.transact(lambda db: [tuple(row) for row in db.rows("SELECT person, role, agency, until FROM roles")])
    assert rows == [(an.id, "contact", "so-xay-dung", NOW.isoformat())]
    assert do(people.agreements, an.id) == [Agreement("2026-11", "telegram", NOW)]
    assert do(people.everybody, COMMAND_LINE) == []
    assert do(people.admins) == []


def test_who_may_not_removes_nobody(do: Do) -> None:
    an, binh = enrolled(do, AT, CONTACT), enrolled(do, AT_ZALO, LEADER, name="Bình")
    with pytest.raises(NotAllowedError):
        do(remove, binh, an, NOW)
    assert do(person_at, AT) == an
    do(remove, COMMAND_LINE, an, NOW)
    assert do(person_at, AT) is None


def test_a_rehearsal_may_place_somebody_without_a_code(do: Do) -> None:
    agreement = Agreement("2026-11", "jsonl", NOW)
    first = do(enrol_as, AT, (CONTACT,), agreement, NOW)
    second = do(enrol_as, AT, (LEADER,), agreement, NOW)
    assert first.id == second.id
    assert do(person_at, AT).posts == second.posts == (LEADER,)
    assert len(do(people.agreements, first.id)) == 1
