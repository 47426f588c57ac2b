"""The communes of the plan's area: all there are, called in every way, and never taken for one another."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from corpus.characters import fold
from corpus.commune_names import commune_named
from corpus.communes import PHUONG, XA, Commune, commune, communes, communes_outside, group_of, members

PLAN = "743-kh-ubnd-2025"
TODAY, THE_DAY_BEFORE = date(2026, 11, 24), date(2025, 6, 30)


def named(text: str, day: date = TODAY) -> str:
    """The name of whom a text means; of several "?" and their names."""
    meant = commune_named(PLAN, text, day)
    if meant.id:
        return called(meant.id)
    return "? " + ", ".join(map(called, meant.others)) if meant.others else ""


def called(agency: str) -> str:
    found = commune(PLAN, agency)
    assert found is not None
    return found.name


def test_the_former_province_has_77_communes_made_of_218() -> None:
    assert Counter(one.kind for one in communes(PLAN)) == {XA: 69, PHUONG: 8}
    assert len({(part.name, part.district) for one in communes(PLAN) for part in one.former}) == 218
    assert len({part.district for one in communes(PLAN) for part in one.former}) == 17
    assert len(communes(PLAN)) + len(communes_outside(PLAN)) == 135


def test_codes_rise_and_are_those_of_the_former_province() -> None:
    codes = [one.code for one in communes(PLAN)]
    assert all(before < after for before, after in pairwise(codes))
    assert all("23500" < code < "24200" for code in codes)


def test_eight_communes_are_what_they_were() -> None:
    same = {one.name for one in communes(PLAN) if one.unchanged}
    assert same == {"xã Ia O", "xã Ia Púch", "xã Ia Mơ", "xã Ia Pnôn", "xã Ia Nan", "xã Ia Dom", "xã Ia Chia", "xã Krong"}
    assert "xã Nhơn Châu" in communes_outside(PLAN)


@pytest.mark.parametrize("one", communes(PLAN), ids=lambda one: fold(one.name))
def test_each_is_known_by_its_official_name_however_it_is_typed(one: Commune) -> None:
    short = one.name.replace("xã ", "x. ").replace("phường ", "P.")
    for typed in (one.name, one.name.upper(), f"UBND {one.name}", f"Ủy ban nhân dân {one.name}", f"{one.name}, tỉnh Gia Lai", short):
        assert named(typed) == one.name
    if fold(one.name) != "xa Ia Bang":
        assert named(fold(one.name).lower()) == one.name


@pytest.mark.parametrize("one", communes(PLAN), ids=lambda one: fold(one.name))
def test_what_an_old_commune_has_become_is_offered_and_never_taken_for_granted(one: Commune) -> None:
    for part in one.former:
        meant = commune_named(PLAN, f"{part.name}, {part.district}", TODAY)
        assert one.id in (meant.id, *meant.others)
        is_same_name = part.kind == one.kind and set(part.spellings) & set(one.spellings)
        assert bool(meant.id) <= bool(is_same_name)


@pytest.mark.parametrize("name", communes_outside(PLAN))
def test_no_other_commune_of_the_province_is_taken_for_one_of_the_area(name: str) -> None:
    for typed in (name, f"UBND {name}", fold(name).lower()):
        assert not named(typed) or (named(typed) == "? xã Cửu An" and name == "xã Xuân An")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ia Krai", "xã Ia Krái"),
        ("xã K’Bang", "xã Kbang"),
        ("Chư Păh", "? xã Chư Păh, xã Biển Hồ, xã Ia Khươl, xã Ia Ly, xã Ia Phí"),
        ("xã Chư Păh", "xã Chư Păh"),
        ("TX Ayun Pa", "? phường Ayun Pa, xã Ia Rbol, xã Ia Sao"),
        ("xã Ia O, huyện Chư Prông", "? xã Ia Boòng"),
        ("xã Ia O (Ia Grai)", "xã Ia O"),
        ("phường Tây Sơn", "? phường Pleiku, phường An Khê"),
        ("xã Gạo", "? xã Gào"),
        ("xã Pleiku", "? phường Pleiku"),
        ("thống nhất", ""),
        ("Thống Nhất", "phường Thống Nhất"),
        ("chủ trì", ""),
        ("Công an xã Ia Krái", ""),
        ("xã Ia Krái phải làm gì", ""),
        ("xã Ia Krái, huyện Đức Cơ", ""),
        ("", ""),
        ("x" * 1000, ""),
    ],
)
def test_names_that_need_care(typed: str, meant: str) -> None:
    assert named(typed) == meant


def test_before_the_merger_only_those_that_did_not_change_are_told() -> None:
    assert named("xã Ia Krái", THE_DAY_BEFORE) == "? xã Ia Krái"
    assert named("xã Ia Púch", THE_DAY_BEFORE) == "xã Ia Púch"
    assert named("xã Ia O", THE_DAY_BEFORE) == "? xã Ia O, xã Ia Boòng"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("tất cả xã", 69), ("các xã", 69), ("tất cả các phường", 8), ("các xã, phường", 77), ("toàn bộ xã phường", 77),
        ("77 xã, phường", 77), ("UBND các xã, phường", 77), ("cac xa phuong", 77), ("tất cả UBND cấp xã", 77),
        ("xã Ia Krái", 0), ("các xã nông thôn mới", 0), ("xã", 0), ("", 0),
    ],
)  # fmt: skip
def test_groups_of_communes(text: str, size: int) -> None:
    assert len(members(PLAN, group_of(text))) == size


def test_a_plan_without_communes_has_none() -> None:
    assert (communes("no-such-plan"), commune("no-such-plan", "xa-23776")) == ((), None)
    assert commune_named("no-such-plan", "xã Ia Krái", TODAY).id == ""


def test_nothing_is_read_before_somebody_speaks_of_a_commune() -> None:
    code = (
        "import sys, handlers.desk, bot.jsonl, handlers.people.agencies as a, corpus.communes as c\n"
        "a.agency_name((), 'so-y-te'); c.commune('743-kh-ubnd-2025', 'so-y-te')\n"
        "assert c._read.cache_info().currsize == 0 and 'corpus.commune_names' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
