"""Codes: made, read, presented, used up, guessed at."""

from __future__ import annotations

import os
import random
import re
from datetime import datetime, timedelta

import pytest

from store import audit, invites
from store.address import Address
from store.codes import GIVEN, READ, code_hash, new_code, read_code, written
from store.db import Database, Store
from store.enrolment import Details, enrol
from store.invites import HOUR, MOST_WRONG, MOST_WRONG_IN_ALL, Invite, Invited, Refusal, first_admin_code
from store.people import COMMAND_LINE, Agreement, Post, Role, person_at
from tests.store.conftest import NOW, Do

LONG = os.environ.get("KEHOACH_LONG") == "1"
POST = Post(Role.CONTACT, "so-xay-dung")
AT = Address("telegram", "bot", "1")
AGREEMENT = Agreement("2026-11", "telegram", NOW)


def made(do: Do, days: int = 14) -> tuple[Invite, str]:
    invite, code = do(invites.create, COMMAND_LINE, Invited((POST,), "An"), NOW, days)
    return invite, code


# ---- codes


def test_a_code_is_sixteen_symbols_that_no_vietnamese_keyboard_changes_and_holds_more_than_64_bits() -> None:
    codes = [new_code() for _ in range(2000)]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(f"[{GIVEN}]{{16}}", code) and read_code(code) == code and re.search(r"\d", code) for code in codes)
    assert not set(GIVEN) & set("AEIOUYDW")
    assert len(GIVEN) ** 16 > 2**64


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", "–"),
        lambda code: code.replace("-", " - "),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code),
        lambda code: f"\n {code}\u200b ",
    ],
)
def test_a_code_is_read_however_it_is_written(write: object) -> None:
    assert callable(write)
    assert read_code(write("7KQ2-9XMB-10TV-Z0F1")) == "7KQ29XMB10TVZ0F1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7KQ2-9XMB-3TVZ",
        "7KQ2-9XMB-3TVZ-0FGHJ",
        "7KQ2-9XMB-3TVZ-0FGU",
        "٧KQ2-9XMB-3TVZ-0FGH",
        "7KQ2/9XMB/3TVZ/0FGH",
        "Đ" * 16,
        "7" * 10_000,
    ],
)
def test_what_is_no_code_is_not_read_as_one(text: str) -> None:
    assert read_code(text) is None


def test_only_the_codes_hash_is_kept(do: Do, store: Store) -> None:
    _, code = made(do)
    plain = read_code(code)
    assert plain is not None
    assert written(plain) == code
    (row,) = store.transact(lambda db: db.rows("SELECT * FROM invites"))
    assert row["code_hash"] == code_hash(plain)
    assert plain not in str(tuple(row))
    assert store.path is not None
    kept = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert plain.encode() not in kept
    assert code.encode() not in kept


# ---- presenting and using


def test_a_code_opens_its_invite_without_using_it_up(do: Do) -> None:
    invite, code = made(do)
    assert do(invites.present, code, AT, NOW) == do(invites.present, code.lower(), AT, NOW) == invite


def test_a_code_is_good_until_the_end_of_its_last_day(do: Do) -> None:
    invite, code = made(do, days=14)
    assert invite.expires_at == datetime(2026, 12, 4, 23, 59, 59, tzinfo=NOW.tzinfo)
    assert do(invites.present, code, AT, invite.expires_at) == invite
    assert do(invites.present, code, AT, invite.expires_at + timedelta(seconds=1)) is Refusal.EXPIRED
    assert do(enrol, invite, AT, Details(agreement=AGREEMENT), invite.expires_at + timedelta(seconds=1)) is None


def test_a_code_is_used_once_and_its_name_then_stands_with_the_person_alone(do: Do, store: Store) -> None:
    invite, code = made(do)
    done = do(enrol, invite, AT, Details(agreement=AGREEMENT), NOW)
    assert done.person.name == "An"
    assert do(invites.present, code, AT, NOW) is Refusal.USED
    assert do(enrol, invite, Address("telegram", "bot", "2"), Details(agreement=AGREEMENT), NOW) is None
    assert store.transact(lambda db: person_at(db, Address("telegram", "bot", "2"))) is None
    assert store.transact(lambda db: db.value("SELECT name FROM invites")) == ""


def test_a_revoked_code_is_as_unknown_as_a_wrong_one(do: Do) -> None:
    invite, code = made(do)
    do(invites.revoke, COMMAND_LINE, invite, NOW)
    assert do(invites.present, code, AT, NOW) is do(invites.present, written(new_code()), AT, NOW) is Refusal.UNKNOWN
    assert do(enrol, invite, AT, Details(agreement=AGREEMENT), NOW) is None
    assert do(invites.open_invite, invite.id, NOW) is None


def test_names_of_people_who_did_not_come_are_forgotten(do: Do, store: Store) -> None:
    made(do)
    do(invites.forget_old, NOW + timedelta(days=10))
    assert store.transact(lambda db: db.value("SELECT name FROM invites")) == "An"
    do(invites.forget_old, NOW + timedelta(days=15))
    assert store.transact(lambda db: db.value("SELECT name FROM invites")) == ""


def test_the_first_admins_code_is_given_until_there_is_an_admin(do: Do) -> None:
    first, second = do(first_admin_code, NOW), do(first_admin_code, NOW)
    assert do(invites.present, first, AT, NOW) is Refusal.UNKNOWN
    invite = do(invites.present, second, AT, NOW)
    assert invite.posts == (Post(Role.ADMIN, ""),)
    do(enrol, invite, AT, Details("An", "", AGREEMENT), NOW)
    assert do(first_admin_code, NOW) is None


def test_an_admins_code_from_the_command_line_outlives_a_start(do: Do) -> None:
    _, code = do(invites.create, COMMAND_LINE, Invited((Post(Role.ADMIN, ""),)), NOW)
    do(first_admin_code, NOW)
    assert isinstance(do(invites.present, code, AT, NOW), Invite)


def test_every_step_stands_in_the_audit_log_without_a_name(do: Do) -> None:
    invite, _ = made(do)
    do(enrol, invite, AT, Details(agreement=AGREEMENT), NOW)
    log = do(audit.entries)
    assert [entry["action"] for entry in log] == ["invited", "code used", "address added", "agreed", "role given"]
    assert "An" not in str(log)
    assert do(audit.first_altered) is None


# ---- guessing


def wrong(db: Database, at: Address, now: datetime) -> object:
    return invites.present(db, "7KQ2-9XMB-3TVZ-0FGH", at, now)


def test_a_chat_has_five_wrong_codes_an_hour(do: Do) -> None:
    _, code = made(do)
    told = [do(wrong, AT, NOW + timedelta(minutes=minute)) for minute in range(MOST_WRONG + 2)]
    assert told == [Refusal.UNKNOWN] * MOST_WRONG + [Refusal.TOO_MANY] * 2
    assert do(invites.present, code, AT, NOW + timedelta(minutes=59)) is Refusal.TOO_MANY
    assert isinstance(do(invites.present, code, AT, NOW + timedelta(minutes=61)), Invite)


def test_beyond_the_cap_on_all_chats_a_first_try_is_still_looked_up(do: Do) -> None:
    _, code = made(do)
    for number in range(MOST_WRONG_IN_ALL):
        assert do(wrong, Address("web", "", str(number)), NOW) is Refusal.UNKNOWN
    assert do(wrong, Address("web", "", "0"), NOW) is Refusal.TOO_MANY
    assert isinstance(do(invites.present, code, AT, NOW), Invite)


def test_that_codes_are_being_guessed_is_told_once_an_hour(do: Do) -> None:
    for number in range(MOST_WRONG_IN_ALL):
        assert not do(invites.is_under_attack, NOW)
        do(wrong, Address("web", "", str(number)), NOW)
    assert [do(invites.is_under_attack, NOW + timedelta(minutes=minute)) for minute in (0, 1, 59)] == [True, False, False]


def test_a_million_guesses_hit_nothing_and_a_real_person_still_enrols(do: Do, store: Store) -> None:
    """A thousand chats, a guess each virtual second, a hundred open invites; 20,000 guesses unless KEHOACH_LONG=1."""
    guesses, draw = (1_000_000 if LONG else 20_000), random.Random(3)
    codes = [made(do)[1] for _ in range(100)]
    clock = NOW
    looked_up = hits = 0
    at_once = 5_000

    def guess(db: Database) -> None:
        nonlocal clock, looked_up, hits
        for _ in range(at_once):
            clock += timedelta(seconds=1)
            code = "".join(draw.choices(READ, k=16))
            found = invites.present(db, code, Address("web", "", str(draw.randrange(1000))), clock)
            hits += isinstance(found, Invite)
            looked_up += found is not Refusal.TOO_MANY

    for _ in range(guesses // at_once):
        store.transact(guess)
        kept = store.transact(lambda db: db.value("SELECT COUNT(*) FROM tries"))
        assert kept <= MOST_WRONG_IN_ALL + 1000
    assert hits == 0
    # However many guess, no more than the cap and a first try of each chat is looked up in an hour.
    assert looked_up <= (MOST_WRONG_IN_ALL + 1000) * ((clock - NOW) / HOUR + 1)
    assert looked_up < guesses
    last = min(clock, NOW + timedelta(days=14))
    invite = do(invites.present, codes[0], AT, last)
    assert isinstance(invite, Invite)
    assert do(enrol, invite, AT, Details(agreement=AGREEMENT), last).person.name == "An"
