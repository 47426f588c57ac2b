"""Names of units as officials type them, on days around the reforms of 2025: nobody is taken for somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from corpus.plan import Plan
from corpus.plans import plan_folder, read_plan
from handlers.people.agencies import Resolved, agency_name, is_of_many, resolve
from handlers.people.groups import GROUPS, group_of, members

SET = Path(__file__).parent.parent / "corpus" / "data" / "unit_names.tsv"
FLOOR = 0.995
TODAY = date(2026, 11, 24)


def rows() -> Iterator[tuple[date, str, str]]:
    for line in SET.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            day, name, meant = line.split("\t")
            yield date.fromisoformat(day), name, meant


def is_right(found: Resolved, meant: str) -> bool:
    *ids, last = meant.split()
    if last == "~":
        return {found.id, *found.others} - {""} == set(ids)
    if last == "?":
        return (found.id, found.others) == ("", tuple(ids))
    if last in ("*", "-"):
        return (found.id, found.others, found.of_many) == ("", (), last == "*")
    return found.id == last if not ids else (found.id, set(found.others)) == ("", {*ids, last})


def plan() -> Plan:
    return read_plan(plan_folder("743-kh-ubnd-2025"))


def test_no_name_of_the_set_is_silently_taken_for_another_unit() -> None:
    plans, wrong = [plan()], []
    some = list(rows())
    for day, name, meant in some:
        found = resolve(plans, name, day)
        if not is_right(found, meant):
            wrong.append((name, meant, found))
    assert len(some) >= 300
    assert [row for row in wrong if row[2].id] == []
    assert 1 - len(wrong) / len(some) >= FLOOR, wrong


def test_a_set_that_is_answered_wrongly_is_noticed() -> None:
    assert not is_right(Resolved("xa-23776"), "xa-23776 ?")
    assert not is_right(Resolved("xa-23776"), "xa-23782")
    assert not is_right(Resolved("", ("xa-23776",)), "xa-23776")
    assert not is_right(Resolved(""), "*")


def test_every_name_that_is_shown_is_understood_when_typed() -> None:
    one = plan()
    for agency in members(one, "ubnd-cap-xa"):
        assert not is_of_many([one], agency)
        assert resolve([one], agency_name([one], agency), TODAY) == Resolved(agency)


def test_groups_are_named_have_members_and_nobody_speaks_for_them() -> None:
    one = plan()
    for group in GROUPS:
        assert group_of(agency_name([one], group).replace("Ủy ban nhân dân ", "UBND ")) == group
        assert is_of_many([one], group)
        assert members(one, group)
    assert [len(members(one, group)) for group in GROUPS[:3]] == [77, 69, 8]
    assert set(members(one, group_of("tất cả các sở, ban, ngành"))) >= {"so-y-te", "so-xay-dung"}
    assert members(one, "so-y-te") == ()
