from __future__ import annotations

import time
from datetime import date

import pytest

from corpus.agencies import agency_id, find_agencies, register, successors


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Sở Y tế làm gì", ["so-y-te"]),
        ("so y te lam gi", ["so-y-te"]),
        ("SYT", ["so-y-te"]),
        ("ngành Y tế", ["so-y-te"]),
        ("sở gd&đt và SNN&MT", ["so-giao-duc-va-dao-tao", "so-nong-nghiep-va-moi-truong"]),
        ("Sở Văn hoá Thể thao du lịch", ["so-van-hoa-the-thao-va-du-lich"]),
        ("uy ban mttq viet nam tinh", ["mat-tran-to-quoc"]),
        ("cấp uỷ, chính quyền cơ sở", ["cap-uy-chinh-quyen-co-so"]),
        ("UBND các huyện, thị xã, thành phố", ["ubnd-cap-huyen"]),
        ("NHCSXH tỉnh cho vay thế nào", ["ngan-hang-chinh-sach-xa-hoi"]),
    ],
)
def test_a_body_is_found_by_any_of_its_names_with_or_without_diacritics(text: str, ids: list[str]) -> None:
    assert [found.id for found in find_agencies(text)] == ids


@pytest.mark.parametrize("text", ["sổ y tế", "bảo hiểm xã hội tự nguyện", "người dân", "", "???", "Sở. Y tế"])
def test_what_names_no_body_is_not_taken_for_one(text: str) -> None:
    assert find_agencies(text) == []


def test_the_longest_name_wins_and_its_place_is_told() -> None:
    text = "Chủ tịch UBND tỉnh giao"
    (found,) = find_agencies(text)
    assert (found.id, text[found.start : found.end]) == ("chu-tich-ubnd-tinh", "Chủ tịch UBND tỉnh")


def test_an_ended_body_tells_who_took_over_which_function() -> None:
    taken_over = {successor.agency for successor in successors("so-lao-dong-thuong-binh-va-xa-hoi")}
    assert taken_over == {"so-noi-vu", "so-y-te", "so-giao-duc-va-dao-tao", "so-nong-nghiep-va-moi-truong", "cong-an-tinh"}
    assert register()["ubnd-cap-huyen"].ended_on == date(2025, 7, 1)
    assert successors("so-y-te") == successors("no such body") == ()


def test_every_successor_is_registered_and_still_exists() -> None:
    for agency in register().values():
        for successor in agency.successors:
            assert register()[successor.agency].ended_on is None, (agency.id, successor.agency)


def test_no_name_stands_for_two_bodies() -> None:
    owners: dict[str, str] = {}
    for agency in register().values():
        for name in (agency.name, *agency.aliases):
            assert owners.setdefault(name.lower(), agency.id) == agency.id, name


def test_every_official_name_leads_back_to_its_body() -> None:
    assert {agency.id: agency_id(agency.name) for agency in register().values()} == {agency: agency for agency in register()}


def test_only_a_phrase_that_names_one_body_as_a_whole_has_an_id() -> None:
    assert agency_id("Ngành Y tế") == "so-y-te"
    assert agency_id("Sở Y tế và Sở Nội vụ") == ""
    assert agency_id("nhân viên Sở Y tế") == ""


def test_the_register_is_read_quickly_enough_for_the_start_of_a_program() -> None:
    best = min(_seconds_to_read() for _ in range(5))
    assert best < 0.02, best


def _seconds_to_read() -> float:
    register.cache_clear()
    start = time.perf_counter()
    register()
    return time.perf_counter() - start
