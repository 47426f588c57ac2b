"""Numbers and quantities: what is read, what is refused, and that what is written is read back."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words
from vietnam_number import n2w

from corpus.characters import fold
from corpus.plan import Comparator
from corpus.wording import AmbiguousNumber, NotANumber, Quantity, quantities, read, readings
from corpus.writing import write_comparator, write_number, write_quantity

ONE_READING = {
    "1.250": "1250",
    "1.250.000": "1250000",
    "94,2%": "94.2",
    "1.250,5": "1250.5",
    "0,5": "0.5",
    "12k": "12000",
    "3 nghìn 7": "3700",
    "1 triệu 2": "1200000",
    "2 tỷ rưỡi": "2500000000",
    "một nghìn hai trăm năm mươi": "1250",
    "hai mươi mốt": "21",
    "một trăm linh năm": "105",
    "một trăm lẻ năm": "105",
    "ba trăm tư": "340",
    "chín mươi tư phẩy hai": "94.2",
    "mười lăm": "15",
    "1,5 triệu": "1500000",
    "3tr2": "3200000",
    "nửa triệu": "500000",
    "hăm lăm": "25",
    "1250": "1250",
    "1 250": "1250",
    "một ngàn hai": "1200",
    "mười hai nghìn không trăm linh sáu": "12006",
    "mot nghin hai tram nam muoi": "1250",
    "chin muoi tu phay hai": "94.2",
    "3.700": "3700",
    "94.2": "94.2",
    "12.5": "12.5",
    "0.125": "0.125",
    "0,125": "0.125",
    "1234.567": "1234.567",
    "1,250,000": "1250000",
    "1,250.5": "1250.5",
    "1\u00a0250\u202f000": "1250000",
    "1 250,5": "1250.5",
    "03": "3",
    "1k2": "1200",
    "1k25": "1250",
    "3tr25": "3250000",
    "12K": "12000",
    "500 nghìn": "500000",
    "2 tỷ 500 triệu": "2500000000",
    "3 nghìn 700": "3700",
    "3 nghìn tỷ": "3000000000000",
    "1.200 tỷ": "1200000000000",
    "một nghìn hai trăm tỷ": "1200000000000",
    "hai phẩy năm triệu": "2500000",
    "không phẩy không năm": "0.05",
    "94 phẩy 2": "94.2",
    "chín lăm phẩy hai": "95.2",
    "trăm rưỡi": "150",
    "hai rưỡi": "2.5",
    "3 trăm": "300",
    "ba chục": "30",
    "hai mươi lăm phần trăm": "25",
    "một nghìn lẻ năm": "1005",
    "một nghìn không trăm linh năm": "1005",
    "năm": "5",
    "Một Trăm": "100",
    "-12": "-12",
    "−3,5": "-3.5",
    "âm hai": "-2",
    "1\u200b.250": "1250",
}
SEVERAL_READINGS = {
    "1,250": ("1.25", "1250"),
    "3,700": ("3.7", "3700"),
    "03.700": ("3.7", "3700"),
    "1 triệu 250": ("1000250", "1250000"),
    "2 tỷ 500": ("2000000500", "2500000000"),
    "3 nghìn 70": ("3070", "3700"),
    "một triệu hai trăm": ("1000200", "1200000"),
    "một nghìn hai lăm": ("1025", "1250"),
}
NO_NUMBERS = [
    "",
    " ",
    "abc",
    "không",
    "1.2.3",
    "1..250",
    ".5",
    "5.",
    "1,2,3",
    "0.250.000",
    "1.250.00",
    "12.34,5,6",
    "１２",
    "1２",
    "٣",
    "३",
    "²",
    "10²",
    "½",
    "Ⅲ",
    "5\ufe0f\u20e3",
    "1\u03012",
    "1_250",
    "1'250",
    "1e5",
    "0x10",
    "+12",
    "--12",
    "4G",
    "hai mươi năm",
    "mười năm",
    "hai mươi rưỡi",
    "hai trạm",
    "một hai",
    "linh năm",
    "hai bên",
    "12 căn",
    "25/11",
    "1.250 1.300",
    "1" * 19,
    "\u202e321",
]


@pytest.mark.parametrize(("text", "value"), ONE_READING.items())
def test_a_number_that_can_be_read_in_one_way_is_read_so(text: str, value: str) -> None:
    assert readings(text) == (Decimal(value),)
    assert read(text) == Decimal(value)


@pytest.mark.parametrize(("text", "values"), SEVERAL_READINGS.items())
def test_a_number_that_can_be_read_in_several_ways_has_all_of_them(text: str, values: tuple[str, ...]) -> None:
    assert readings(text) == tuple(map(Decimal, values))
    with pytest.raises(AmbiguousNumber) as refused:
        read(text)
    assert refused.value.readings == tuple(map(Decimal, values))


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_not_one_number_is_refused(text: str) -> None:
    assert readings(text) == ()


@pytest.mark.parametrize("text", [text for text in NO_NUMBERS if text not in ("12 căn", "hai mươi năm", "mười năm", "5.")])
def test_reading_what_is_no_number_raises(text: str) -> None:
    with pytest.raises(NotANumber):
        read(text)


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("1,250", "căn hộ", "1250"),
        ("1,250%", "%", "1.25"),
        ("94.2", "%", "94.2"),
        ("94,2 %", "%", "94.2"),
        ("1.250 căn", "căn hộ", "1250"),
        ("30", "giường/vạn dân", "30"),
        ("12,5 tỷ", "tỷ đồng", "12.5"),
        ("12,5", "tỷ đồng", "12.5"),
        ("500 triệu", "tỷ đồng", "0.5"),
        ("12.500 triệu đồng", "tỷ đồng", "12.5"),
        ("2tỷ5", "tỷ đồng", "2.5"),
        ("chín mươi lăm phần trăm", "%", "95"),
    ],
)
def test_the_measure_helps_to_read_a_number(text: str, measure: str, value: str) -> None:
    assert read(text, measure) == Decimal(value)


def test_a_number_in_another_measure_is_refused() -> None:
    with pytest.raises(NotANumber):
        read("94 tuổi", "%")
    with pytest.raises(NotANumber):
        read("94%", "căn hộ")
    with pytest.raises(NotANumber):
        read("hai mươi năm", "căn hộ")


def test_a_comparator_makes_a_text_more_than_a_number() -> None:
    with pytest.raises(NotANumber):
        read("trên 95%", "%")


GE, GT, LE, LT, EQ, ABOUT = (
    Comparator.AT_LEAST,
    Comparator.MORE_THAN,
    Comparator.AT_MOST,
    Comparator.LESS_THAN,
    Comparator.EXACTLY,
    Comparator.ABOUT,
)
IN_PLANS: dict[str, list[tuple[str, Comparator, str]]] = {
    "đạt 25,9m2 sàn/người": [("25.9", EQ, "m2 sàn/người")],
    "đạt khoảng 35,4 m2 sàn/người;": [("35.4", ABOUT, "m2 sàn/người")],
    "khoảng 35,4 m² sàn/người": [("35.4", ABOUT, "m2 sàn/người")],
    "30 giường bệnh viện/vạn dân, số bác sỹ đạt 10 bác sỹ/vạn dân": [("30", EQ, "giường/vạn dân"), ("10", EQ, "bác sĩ/vạn dân")],
    "tổng tỷ suất sinh đạt 2,1 con/phụ nữ": [("2.1", EQ, "con/phụ nữ")],
    "tỷ số giới tính khi sinh dưới 109 bé trai/100 bé gái sinh ra sống": [("109", LT, "bé trai/100 bé gái")],
    "số dược sĩ đạt 1,2 dược sĩ/ vạn dân": [("1.2", EQ, "dược sĩ/vạn dân")],
    "Có ít nhất 03 cơ sở giáo dục, đào tạo": [("3", GE, "cơ sở")],
    "Xây dựng được ít nhất 3.700 căn hộ nhà ở xã hội": [("3700", GE, "căn hộ")],
    "bằng cấp, chứng chỉ từ 25%; khoảng 30% lực lượng": [("25", GE, "%"), ("30", ABOUT, "%")],
    "thất nghiệp chung dưới 2,5%, trên 95% dân số": [("2.5", LT, "%"), ("95", GT, "%")],
    "số năm sống khỏe đạt tối thiểu 68 năm": [("68", GE, "năm")],
    "tối thiểu đạt 97%, tối thiểu phải đạt 98%": [("97", GE, "%"), ("98", GE, "%")],
    "tuổi thọ trung bình khoảng 74 tuổi": [("74", ABOUT, "tuổi")],
    "lên tối thiểu 80%\ntrên toàn Tỉnh": [("80", GE, "%")],
    "đạt từ 80% trở lên": [("80", GE, "%")],
    "80% trở lên; 5% trở xuống": [("80", GE, "%"), ("5", LE, "%")],
    "không thấp hơn 80%, không dưới 7 ha": [("80", GE, "%"), ("7", GE, "ha")],
    "không quá 3%, không vượt quá 4%, tối đa 5 ngày": [("3", LE, "%"), ("4", LE, "%"), ("5", LE, "ngày")],
    "hơn 3.700 căn, gần 100%": [("3700", GT, "căn"), ("100", ABOUT, "%")],
    "thấp hơn 5%; cao hơn 6%; đạt và vượt 7%": [("5", LT, "%"), ("6", GT, "%"), ("7", GE, "%")],
    "thuộc top 03 vùng Đồng bằng sông Cửu Long": [("3", LE, "thứ hạng")],
    "BHYT ≥ 95%, BHTN >=30%, thất nghiệp < 2,5%": [("95", GE, "%"), ("30", GE, "%"), ("2.5", LT, "%")],
    "ít nhất 01 triệu căn hộ": [("1000000", GE, "căn hộ")],
    "10.000 tỷ đồng; 60 triệu đồng/người/năm": [("10000", EQ, "tỷ đồng"), ("60", EQ, "triệu đồng/người/năm")],
    "3 nghìn tỷ đồng": [("3000", EQ, "tỷ đồng")],
    "3.000 lượt\nnhân lực": [("3000", EQ, "lượt")],
    "trẻ mẫu giáo từ 3 đến 5 tuổi": [("3", GE, "tuổi"), ("5", LE, "tuổi")],
    "trẻ em từ 06 tháng đến 36 tháng tuổi": [("6", GE, "tháng tuổi"), ("36", LE, "tháng tuổi")],
    "giảm 1 - 1,5%/năm": [("1", GE, "%/năm"), ("1.5", LE, "%/năm")],
    "khoảng 10-12 nghìn lượt": [("10000", ABOUT, "lượt"), ("12000", ABOUT, "lượt")],
    "từ 10 đến dưới 12 tỷ đồng": [("10", GE, "tỷ đồng"), ("12", LT, "tỷ đồng")],
    "top 10%": [("10", LE, "%")],
    "không đến 5%, chưa tới 6%": [("5", LT, "%"), ("6", LT, "%")],
    "95%dân số": [("95", EQ, "%")],
    "1 vạn dân": [("10000", EQ, "dân")],
    "tăng từ 50% năm 2025 lên 80% năm 2030": [("50", EQ, "%"), ("80", EQ, "%")],
    "Kế hoạch dạy học 2 buổi/ngày": [("2", EQ, "buổi/ngày")],
    "-100% hộ gia đình có nước sạch": [("100", EQ, "%")],
    "đạt 80%\n- 90% hộ nghèo": [("80", EQ, "%"), ("90", EQ, "%")],
    "tăng trưởng -2,5% so với": [("-2.5", EQ, "%")],
    "2 năm rưỡi": [("2.5", EQ, "năm")],
    "tổng số 25 xã": [("25", EQ, "xã")],
    "“95%”, '96%' (97%)": [("95", EQ, "%"), ("96", EQ, "%"), ("97", EQ, "%")],
}
IN_CHAT: dict[str, list[tuple[str, Comparator, str]]] = {
    "NOXH 1.250": [("1250", EQ, "")],
    "NOXH: 1250": [("1250", EQ, "")],
    "BHYT 94.2": [("94.2", EQ, "")],
    "đã cấp 1.250 tài khoản": [("1250", EQ, "tài khoản")],
    "NOXH được 1.250 căn tính đến hết quý 3": [("1250", EQ, "căn")],
    "cap nhat 1250 can ho den 25/11": [("1250", EQ, "căn hộ")],
    "duoc mot nghin hai tram nam muoi can": [("1250", EQ, "căn")],
    "được một nghìn hai trăm năm mươi căn": [("1250", EQ, "căn")],
    "đạt chín mươi tư phẩy hai phần trăm": [("94.2", EQ, "%")],
    "xong ba trăm tư căn": [("340", EQ, "căn")],
    "khoang 12k luot": [("12000", ABOUT, "lượt")],
    "it nhat 80 phan tram": [("80", GE, "%")],
    "toi da duoc 1250 can": [("1250", EQ, "căn")],
    "NOXH 2030 căn": [("2030", EQ, "căn")],
    "đã cấp 2025": [("2025", EQ, "")],
    "12 xã,5 phường": [("12", EQ, "xã"), ("5", EQ, "phường")],
    "-12%": [("-12", EQ, "%")],
}


@pytest.mark.parametrize(("text", "wanted"), [*IN_PLANS.items(), *IN_CHAT.items()])
def test_quantities_are_found_left_to_right(text: str, wanted: list[tuple[str, Comparator, str]]) -> None:
    found = quantities(text)
    assert [(q.value, q.comparator, q.measure) for q in found] == [(Decimal(value), sign, measure) for value, sign, measure in wanted]
    assert all(not q.others for q in found)


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 743/KH-UBND thực hiện Nghị quyết số 42-NQ/TW, Chương trình số 10- CTr/TU, 75/KH- UBND, 02/2021/TT-BYT, 27/CTTg",
        "theo KH 743, NQ 42, Kế hoạch 743 và Đề án 06",
        "ngày 25/11/2026, trước ngày 05/12 hằng năm, ngày 15 tháng 12 năm 2026",
        "quý III/2025, 6 tháng đầu năm, 9 tháng năm 2026, tháng 11/2026, Q3/2026",
        "giai đoạn 2021-2025, 2025 - 2030, đến năm 2030, tầm nhìn 2045, LLLĐ tham gia BHXH 2030 phấn đấu bao nhiêu",
        "(2) Kế hoạch dạy học; mạng 4G/5G, IoT; nhiều chương trình, kế hoạch[1]",
        "2.1. Đến năm 2030",
        "**1. Sở Y tế**",
        "1. Mục đích",
        "đạt chuẩn xoá mù chữ mức độ 2. Bảo đảm",
        "điểm a khoản 2 Điều 5, Phụ lục 1, lần thứ 3, Chuyên đề 16: thực trạng",
        "đạt 40/50 căn, 3/4 dân số, 1/3 số xã",
        "gọi 0912345678 hoặc 0912-345-678 lúc 15h30, 7:30",
        "COVID-19, T32, H5N1",
        "７0% hộ, 10² căn, ½ số hộ, ٣ xã, 1..250 căn, 1'250 căn, 1.2.3 căn",
        "hai bên, một số, bảy kế hoạch",
        "trong năm tư vấn cho các hộ, mười năm qua",
        "sau nam tu van, hai tram y te, ba tram tu van, 5G",
        "không có",
        "",
    ],
)
def test_other_numbers_are_no_quantities(text: str) -> None:
    assert quantities(text) == []


def test_a_quantity_says_where_its_number_and_where_its_words_stand() -> None:
    text = "Xây dựng được ít nhất 3.700 căn hộ nhà ở xã hội"
    (found,) = quantities(text)
    assert text[found.start : found.end] == "ít nhất 3.700 căn hộ"
    assert text[found.number_start : found.number_end] == "3.700"


def test_a_text_with_loose_diacritics_gives_the_same_quantities_in_its_own_places() -> None:
    text = "số năm sống khỏe tối thiểu đạt 68 năm; khoảng 35,4 m2 sàn/người"
    loose = unicodedata.normalize("NFD", text)
    found = quantities(loose)
    assert [(q.value, q.comparator, q.measure) for q in found] == [(q.value, q.comparator, q.measure) for q in quantities(text)]
    assert [unicodedata.normalize("NFC", loose[q.start : q.end]) for q in found] == ["tối thiểu đạt 68 năm", "khoảng 35,4 m2 sàn/người"]


@pytest.mark.parametrize(
    ("text", "value", "others"),
    [("NOXH 1,250", "1.25", ["1250"]), ("đạt một nghìn năm", "1000", ["1500"]), ("co 5 tram", "5", ["500"])],
)
def test_a_doubtful_number_in_running_text_shows_its_other_readings(text: str, value: str, others: list[str]) -> None:
    (found,) = quantities(text)
    assert (found.value, found.others) == (Decimal(value), tuple(map(Decimal, others)))


def test_what_is_counted_is_whole_so_the_doubt_goes() -> None:
    assert quantities("NOXH 1,250 căn") == [Quantity(Decimal(1250), "căn", EQ, 5, 14, 5, 10)]


@pytest.mark.parametrize(
    ("value", "measure", "written"),
    [
        ("3700", "căn hộ", "3.700 căn hộ"),
        ("95", "%", "95%"),
        ("95.50", "%", "95,5%"),
        ("35.4", "m2 sàn/người", "35,4 m² sàn/người"),
        ("30", "giường/vạn dân", "30 giường/vạn dân"),
        ("25", "/vạn dân", "25/vạn dân"),
        ("1234567.125", "km2", "1.234.567,125 km²"),
        ("0.5", "", "0,5"),
        ("-12", "", "-12"),
        ("-1234.5", "", "-1.234,5"),
        ("0", "", "0"),
        ("-0", "", "0"),
        ("1E+3", "", "1.000"),
        ("0.10", "", "0,1"),
        ("100", "", "100"),
    ],
)
def test_quantities_are_written_as_an_office_writes_them(value: str, measure: str, written: str) -> None:
    assert write_quantity(Decimal(value), measure) == written


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_finite_number_is_not_written(value: str) -> None:
    with pytest.raises(ValueError):
        write_number(Decimal(value))


def test_comparators_are_written_and_read_back() -> None:
    assert [write_comparator(comparator) for comparator in (GE, GT, LE, LT, EQ, ABOUT)] == [
        "ít nhất",
        "trên",
        "không quá",
        "dưới",
        "",
        "khoảng",
    ]
    assert all(quantities(f"{write_comparator(sign)} 95%".strip())[0].comparator is sign for sign in Comparator)


VALUES = st.decimals(min_value=-(10**12), max_value=10**12, places=2) | st.decimals(
    min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False
).filter(lambda value: len(value.as_tuple().digits) <= 18 and int(value.as_tuple().exponent) > -15)
WHOLE = {"căn hộ", "căn"}
MEASURES = st.sampled_from(
    [
        "",
        "%",
        "căn hộ",
        "căn",
        "m2 sàn/người",
        "giường/vạn dân",
        "con/phụ nữ",
        "bé trai/100 bé gái",
        "km2",
        "ha",
        "tỷ đồng",
        "/vạn dân",
        "tuổi",
    ]
)


def is_doubtful(value: Decimal) -> bool:
    """ "1,250": three decimals behind one to three digits, as a telephone would group."""
    return len(write_number(value).partition(",")[2]) == 3 and 1 <= abs(value) < 1000


@given(VALUES)
def test_a_written_number_is_read_back(value: Decimal) -> None:
    if is_doubtful(value):
        assert value in readings(write_number(value))
    else:
        assert read(write_number(value)) == value


@given(VALUES, MEASURES, st.sampled_from(list(Comparator)))
def test_a_written_quantity_is_read_back(value: Decimal, measure: str, comparator: Comparator) -> None:
    text = f"{write_comparator(comparator)} {write_quantity(abs(value), measure)}".strip()
    if (not measure and 1950 <= abs(value) < 2100 and "." not in text) or (measure in WHOLE and value != int(value)):
        return  # a bare 2030 is a year, and half a flat is none
    (found,) = quantities(text)
    assert (found.comparator, found.measure, found.start, found.end) == (comparator, measure, 0, len(text))
    assert abs(value) in (found.value, *found.others)
    assert is_doubtful(value) or found.value == abs(value)


@given(st.integers(1, 10**12), st.sampled_from([str, fold]))
def test_number_words_of_two_libraries_are_read(number: int, spelling: Callable[[str], str]) -> None:
    for words in (num2words(number, lang="vi"), n2w(str(number))):
        found = readings(spelling(words))
        assert Decimal(number) in found
        assert len(found) == 1 or number > 10**6  # "một triệu hai trăm"


@given(st.integers(1, 999), st.integers(1, 99))
def test_number_words_with_decimals_are_read(whole: int, hundredths: int) -> None:
    text = f"{num2words(whole, lang='vi')} phẩy {num2words(hundredths, lang='vi')}"
    assert readings(text) == (Decimal(f"{whole}.{hundredths}"),)


PIECES = [
    "từ ",
    "đến ",
    "5",
    "12",
    "2030",
    ".",
    ",",
    "-",
    "/",
    "%",
    " ",
    "\n",
    "triệu ",
    "năm ",
    "hai ",
    "trăm ",
    "căn hộ",
    "m2",
    "tr",
    "²",
    "٣",
    "ngày ",
]


@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join))
def test_no_text_breaks_the_reading_and_every_place_lies_in_the_text(text: str) -> None:
    end = 0
    for found in quantities(text):
        assert end <= found.start <= found.number_start < found.number_end <= found.end <= len(text)
        assert found.value.is_finite()
        end = found.number_end


@given(st.integers(0, 10**15).map(str) | st.from_regex(r"[0-9]{1,4}([.,][0-9]{1,4}){0,3}", fullmatch=True))
def test_a_reading_always_has_the_digits_that_were_typed(text: str) -> None:
    typed = "".join(c for c in text if c.isdigit()).strip("0")
    assert all("".join(map(str, value.as_tuple().digits)).strip("0") == typed for value in readings(text))
