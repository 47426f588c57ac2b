"""Slips of typing are mended against the texts' own vocabulary, and what was meant is left alone."""

from __future__ import annotations

import json
import random
import time
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import MOST_TOKENS, Cleaner
from index.slips import near_keys, neighbourhood, slips, telex, well_formed
from index.text import fold, normal

TEXTS = (
    "Tỉ lệ thất nghiệp chung dưới 2,5%, tỉ lệ thất nghiệp khu vực thành thị dưới 3,5%",
    "Khoảng 30% lực lượng lao động trong độ tuổi tham gia bảo hiểm xã hội, trên 95% dân số tham gia bảo hiểm y tế",
    "Xóa bỏ hoàn toàn nhà tạm, nhà dột nát; hoàn thành ít nhất 3.700 căn nhà ở xã hội cho người thu nhập thấp",
    "Sở Y tế tổng hợp, báo cáo Ủy ban nhân dân tỉnh trước ngày 25 tháng 11 hằng năm",
    "80% hộ gia đình ở nông thôn được sử dụng nước sạch theo quy chuẩn; tỉ lệ trẻ em suy dinh dưỡng thể thấp còi dưới 15%",
    "Chỉ tiêu về chăm sóc sức khỏe: số bác sĩ đạt 10 bác sĩ/vạn dân; tiêm chủng mở rộng đạt 97%",
)


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner.from_texts(TEXTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ti le that nghiep thanh thi", "tỉ lệ thất nghiệp thành thị"),
        ("ty le tham gia bao hiem y te", "tỉ lệ tham gia bảo hiểm y tế"),
        ("nuoc sach nong thon", "nước sạch nông thôn"),
        ("so bac sy tren van dan", "số bác sĩ trên vạn dân"),
    ],
)
def test_missing_diacritics_come_back(cleaner: Cleaner, typed: str, meant: str) -> None:
    assert cleaner.clean(typed).text == meant


def test_a_half_typed_syllable_keeps_the_marks_it_has(cleaner: Cleaner) -> None:
    assert cleaner.clean("nuơc sạch nông thon").text == "nước sạch nông thôn"


@pytest.mark.parametrize(
    ("slip", "typed", "meant"),
    [
        ("swapped letters", "tiem chung mo rogn", "tiêm chủng mở rộng"),
        ("a letter left out", "tre em suy dih duong", "trẻ em suy dinh dưỡng"),
        ("a letter too many", "nuocs sachh", "nước sạch"),
        ("a neighbouring key", "nha o xa hoj", "nhà ở xã hội"),
        ("two slips in a long word", "that nghhjep thanh thi", "thất nghiệp thành thị"),
        ("a mark forgotten", "bảo hiểm y té", "bảo hiểm y tế"),
        ("a sound taken for another", "nhà tạm nhà giột nát", "nhà tạm nhà dột nát"),
        ("the wrong one of two tones", "dân sổ tham gia bảo hiễm", "dân số tham gia bảo hiểm"),
        ("Telex left raw", "suwr dungj nuwowcs sachj", "sử dụng nước sạch"),
        ("words joined", "baohiem xahoi", "bảo hiểm xã hội"),
        ("words joined with marks", "bảohiểm y tế", "bảo hiểm y tế"),
    ],
)
def test_slips_are_mended(cleaner: Cleaner, slip: str, typed: str, meant: str) -> None:
    assert cleaner.clean(typed).text == meant, slip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("noxh bn căn", "noxh bao nhiêu căn"),
        ("nộp b/c trc ngày nào", "nộp báo cáo trước ngày nào"),
        ("ko đạt thì sao", "không đạt thì sao"),
    ],
)
def test_chat_words_are_written_out(cleaner: Cleaner, typed: str, meant: str) -> None:
    assert cleaner.clean(typed).text == meant


def test_a_chat_word_that_the_texts_use_otherwise_is_left_alone() -> None:
    assert Cleaner.from_texts(["Phụ lục k kèm theo"]).clean("phụ lục k").text == "phụ lục k"


@pytest.mark.parametrize(
    "typed",
    [
        "743/KH-UBND",
        "42-NQ/TW",
        "28/3/2025",
        "25-11-2025",
        "3.700",
        "94,2%",
        "1k2",
        "QL1A",
        "1.250 m2/nguoi",
        "2,5 ty",
    ],
)
def test_numbers_dates_and_document_numbers_are_never_altered(cleaner: Cleaner, typed: str) -> None:
    number = typed.split()[0]
    assert number in cleaner.clean(f"tỉ lệ {typed} hộ gia đình").text
    assert cleaner.clean(number).text == number


def test_abbreviations_are_left_alone_and_known(cleaner: Cleaner) -> None:
    cleaned = cleaner.clean("NOXH bhyt SXD")
    assert cleaned.text == "NOXH bhyt SXD"
    assert all(word.known for word in cleaned.words)


def test_a_word_that_the_texts_do_not_have_stays_and_is_marked(cleaner: Cleaner) -> None:
    cleaned = cleaner.clean("giống cây trồng rừng")
    assert cleaned.text == "giống cây trồng rừng"
    assert [word.typed for word in cleaned.words if not word.known] == ["cây", "trồng", "rừng"]


def test_what_is_past_mending_stays_and_is_marked(cleaner: Cleaner) -> None:
    cleaned = cleaner.clean("qwertyuiop")
    assert cleaned.text == "qwertyuiop"
    assert not cleaned.words[0].known


def test_extra_words_are_known() -> None:
    assert not Cleaner.from_texts(TEXTS).knows("krái")
    cleaner = Cleaner.from_texts(TEXTS, extra=["xã Ia Krái"])
    assert cleaner.clean("xa ia krai").text == "xã ia krái"


def test_well_typed_questions_stay_as_typed(cleaner: Cleaner) -> None:
    for text in (*TEXTS, "Hạn gửi báo cáo cho Sở Y tế là ngày nào?", "CHỈ TIÊU THẤT NGHIỆP???"):
        assert cleaner.clean(text).text == text


def test_every_typed_token_is_told_with_its_reading(cleaner: Cleaner) -> None:
    cleaned = cleaner.clean("Bn căn nha, baohiem?")
    assert [(word.typed, word.read) for word in cleaned.words] == [
        ("Bn", "Bao nhiêu"),
        ("căn", "căn"),
        ("nha", "nhà"),
        ("baohiem", "bảo hiểm"),
    ]
    assert cleaned.text == "Bao nhiêu căn nhà, bảo hiểm?"


def test_a_stored_cleaner_reads_as_the_counted_one(cleaner: Cleaner) -> None:
    stored = Cleaner.from_data(json.loads(json.dumps(cleaner.as_data())))
    for text in ("ti le that nghiep", "nha o xa hoj", "bao hiem"):
        assert stored.clean(text) == cleaner.clean(text)


def test_the_same_question_is_read_the_same_in_any_order_of_asking(cleaner: Cleaner) -> None:
    questions = ["nha o xa hoj", "that nghhjep", "suy dih duong"]
    first = [cleaner.clean(question) for question in questions]
    again = [Cleaner.from_texts(TEXTS).clean(question) for question in reversed(questions)]
    assert first == again[::-1]


def test_diacritics_of_the_texts_come_back_nearly_always(cleaner: Cleaner) -> None:
    right = total = 0
    for text in TEXTS:
        meant, read = normal(text).split(), normal(cleaner.clean(fold(text)).text).split()
        right += sum(a == b for a, b in zip(meant, read, strict=True))
        total += len(meant)
    assert right / total > 0.95


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_what_is_not_a_letter_is_kept(text: str) -> None:
    cleaner = Cleaner.from_texts(TEXTS)
    cleaned = cleaner.clean(text)
    kept = [sign for sign in normalize("NFC", text) if not sign.isalpha() and sign != "/"]
    assert [sign for sign in cleaned.text if not sign.isalpha() and sign != "/" and sign != " "] == [sign for sign in kept if sign != " "]
    assert len(cleaned.words) <= len(text)


@pytest.mark.parametrize(
    "text",
    ["a" * 5000, "nghiejkx " * 600, "x" * 24 + " " + "zqj" * 8, "1/" * 2000, "baohiemxahoi" * 400, "/-&" * 2000, "ườ" * 3000],
)
def test_hostile_input_costs_little(cleaner: Cleaner, text: str) -> None:
    begun = time.process_time()
    cleaned = cleaner.clean(text)
    assert time.process_time() - begun < 0.5
    assert len(cleaned.words) >= 0


def test_random_letters_up_to_200_cost_little(cleaner: Cleaner) -> None:
    chance = random.Random(1)
    alphabet = "aăâbcdđeêghiklmnoôơpqrstuưvxy   "
    costs = []
    for _ in range(100):
        text = "".join(chance.choice(alphabet) for _ in range(200))
        begun = time.process_time()
        cleaner.clean(text)
        costs.append(time.process_time() - begun)
    assert sorted(costs)[50] < 0.02


def test_tokens_beyond_the_bound_stay_as_typed(cleaner: Cleaner) -> None:
    words = cleaner.clean("nha " * (MOST_TOKENS + 5)).words
    assert words[0].read == "nhà"
    assert words[-1].read == "nha"


@pytest.mark.parametrize(
    ("keys", "text"),
    [("dduowjc", "được"), ("tieeu", "tiêu"), ("chir", "chỉ"), ("nguwowif", "người"), ("ddoongf", "đồng"), ("hoaf", "hòa"), ("an", "an")],
)
def test_raw_telex_is_read(keys: str, text: str) -> None:
    assert normal(telex(keys)) == text


@pytest.mark.parametrize("syllable", ["nghiêng", "quyết", "xăng", "gì", "ủy", "khuỷu", "ai", "yêu", "giữa"])
def test_vietnamese_syllables_are_well_formed(syllable: str) -> None:
    assert well_formed(syllable)


@pytest.mark.parametrize("token", ["qwerty", "bhyt", "dhhinh", "baohiem", "w", "ngr"])
def test_other_tokens_are_not_well_formed(token: str) -> None:
    assert not well_formed(token)


def _distance(a: str, b: str) -> int:
    """Optimal string alignment distance, by the textbook table."""
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(st.text("abnht", min_size=1, max_size=7), st.lists(st.text("abnht", min_size=1, max_size=7), min_size=1, max_size=20, unique=True))
@settings(max_examples=300, deadline=None)
def test_one_slip_is_what_a_full_comparison_finds(typed: str, keys: list[str]) -> None:
    found = {key for key, _ in near_keys(typed, neighbourhood(keys), twice=False)}
    assert found == {key for key in keys if _distance(typed, key) == 1}


@given(st.text("abnht", min_size=1, max_size=7), st.text("abnht", min_size=1, max_size=7))
@settings(max_examples=300, deadline=None)
def test_two_slips_are_told_from_more(typed: str, meant: str) -> None:
    assert (slips(typed, meant, 2) is not None) == (_distance(typed, meant) <= 2)
