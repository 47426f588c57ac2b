"""The one door from text to terms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.abbreviations import Abbreviations, expansions
from index.text import canonical, fold, key, normal, syllables, terms


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hoà bình", "hòa bình"),
        ("khoẻ", "khỏe"),
        ("thuỷ lợi", "thủy lợi"),
        ("quý", "quý"),
        ("xoá", "xóa"),
        ("hoàn toàn", "hoàn toàn"),
        ("25 m²", "25 m2"),
    ],
)
def test_a_text_has_one_tone_placement_and_one_case(typed: str, meant: str) -> None:
    assert normal(typed) == meant


def test_decomposed_text_gives_the_same_terms() -> None:
    text = "Tỉ lệ hộ nghèo được hưởng trợ cấp xã hội"
    assert terms(unicodedata.normalize("NFD", text)) == terms(text)


def test_folding_takes_every_diacritic_and_the_bar_of_d() -> None:
    assert fold("Đường Nguyễn Ưu đãi") == "Duong Nguyen Uu dai"


def test_syllables_keep_numbers_and_codes_whole() -> None:
    assert syllables("3.700 căn; 94,2% — QL1A, km2 (VNeID)") == ["3.700", "căn", "94,2", "ql1a", "km2", "vneid"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("tỷ", "tỉ"), ("sỹ", "sĩ"), ("kỹ", "kĩ"), ("mỹ", "mĩ"), ("quý", "quí"), ("ủy", "ủy"), ("thúy", "thúy"), ("y", "y"), ("ngày", "ngày")],
)
def test_final_y_and_i_are_one_spelling_where_both_are_in_use(written: str, meant: str) -> None:
    assert canonical(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3.700", "3700"),
        ("1.000.000", "1000000"),
        ("1,000,000", "1000000"),
        ("2.5", "2,5"),
        ("2,5", "2,5"),
        ("0.5", "0,5"),
        ("05", "5"),
        ("0", "0"),
        ("2030", "2030"),
        ("12.5.2025", "12.5.2025"),
    ],
)
def test_a_number_is_the_same_term_with_and_without_separators(written: str, meant: str) -> None:
    assert canonical(written) == meant


def test_the_key_of_a_syllable_is_without_diacritics() -> None:
    assert {key("tỷ"), key("tỉ"), key("ti")} == {"ti"}


def test_terms_are_words_and_folded_syllables_with_their_pairs() -> None:
    found = terms("Nhà ở xã hội")
    assert "xã hội" in found.words
    assert found.folded == ("nha", "o", "xa", "hoi", "nha o", "o xa", "xa hoi")


def test_function_words_of_a_question_stay_in_pairs_only() -> None:
    found = terms("chỉ tiêu của tỉnh", question=True)
    assert "cua" not in found.folded
    assert "của" not in found.words
    assert "tieu cua" in found.folded


def test_an_abbreviation_brings_what_it_stands_for_and_stays() -> None:
    found = terms("Chỉ tiêu BHYT")
    assert "bhyt" in found.folded
    assert "y te" in found.folded
    assert any("y tế" in word for word in found.words)


@pytest.mark.parametrize("written", ["KT-XH", "KTXH", "kt-xh"])
def test_an_abbreviation_is_known_with_and_without_its_dashes(written: str) -> None:
    assert "kinh te" in terms(written).folded


def test_an_abbreviation_without_its_bar_is_known() -> None:
    assert expansions("hdnd") == expansions("hđnd") == ("hội đồng nhân dân",)


def test_an_ambiguous_abbreviation_is_read_as_what_the_texts_speak_of() -> None:
    texts = ["Hỗ trợ hộ nghèo vay vốn"]
    assert Abbreviations.of(texts).expanded("hn") == ["hộ nghèo"]
    assert Abbreviations.of(["Trụ sở tại Hà Nội"]).expanded("hn") == ["hà nội"]
    assert Abbreviations.of(["Không nói gì"]).expanded("hn") == []


def test_too_many_readings_are_none() -> None:
    texts = ["Chỉ thị của Chủ tịch về chương trình và công trình"]
    assert Abbreviations.of(texts).expanded("ct") == []


@pytest.mark.parametrize(
    "text",
    ["Khóa luận tốt nghiệp (KLTN) là", "(viết tắt là ABC); Khóa luận tốt nghiệp (sau đây gọi là KLTN)", "KLTN: Khóa luận tốt nghiệp"],
)
def test_an_abbreviation_that_a_text_introduces_is_learned(text: str) -> None:
    assert Abbreviations.of([text]).expanded("kltn") == ["khóa luận tốt nghiệp"]


def test_letters_in_brackets_that_spell_nothing_out_are_not_learned() -> None:
    assert "xyz" not in Abbreviations.of(["Công ty trách nhiệm hữu hạn (XYZ)"])


def test_an_abbreviation_that_the_texts_prefer_is_not_written_out_in_a_question() -> None:
    short = Abbreviations.of(["BHYT toàn dân", "Đóng BHYT", "Quỹ bảo hiểm y tế"])
    assert short.expanded("bhyt") == ["bảo hiểm y tế"]
    assert short.expanded("bhyt", question=True) == []
    assert Abbreviations.of(["Quỹ bảo hiểm y tế"]).expanded("bhyt", question=True) == ["bảo hiểm y tế"]


def test_abbreviations_survive_being_stored() -> None:
    made = Abbreviations.of(["Khóa luận tốt nghiệp (KLTN); KLTN"])
    stored = Abbreviations.from_data(made.as_data())
    for question in (False, True):
        assert stored.expanded("kltn bhyt", question) == made.expanded("kltn bhyt", question)


@given(st.text(max_size=60))
def test_any_text_has_terms(text: str) -> None:
    found = terms(text)
    assert all(found.words)
    assert all(found.folded)


@given(st.text(max_size=60))
def test_normal_text_stays_as_it_is(text: str) -> None:
    assert normal(normal(text)) == normal(text)
