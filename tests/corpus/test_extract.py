"""Made-up fragments of plans from other fields: their goals, traps, duties and deadlines must be told apart."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extract import Extraction, as_json, extract
from corpus.plan import Comparator, DutyRole
from corpus.reading import read_text

FORESTRY = """KẾ HOẠCH
PHÁT TRIỂN LÂM NGHIỆP BỀN VỮNG ĐẾN NĂM 2030
Căn cứ Quyết định số 523/QĐ-TTg ngày 01/4/2021 của Thủ tướng Chính phủ phê duyệt Chiến lược lâm nghiệp giai đoạn 2021 - 2030;
I. TÌNH HÌNH THỰC HIỆN
- Đến nay, toàn tỉnh đã trồng được 5.200 ha rừng; tỷ lệ che phủ rừng đạt 46,1%.
II. MỤC TIÊU
1. Mục tiêu cụ thể đến năm 2030
- Tỷ lệ che phủ rừng đạt tối thiểu 47,75%; trồng mới 8.000 ha rừng, trong đó có ít nhất 2.500 ha rừng gỗ lớn.
- 90% diện tích rừng sản xuất của hộ có từ 02 ha trở lên được cấp chứng chỉ; không để xảy ra quá 05 điểm nóng phá rừng.
- Thu nhập bình quân của người làm nghề rừng tăng từ 45 triệu đồng năm 2024 lên 70 triệu đồng; số vụ vi phạm giảm 30% so với năm 2024.
- Thực hiện Đề án “Trồng 01 triệu cây xanh”; 100% chủ rừng có diện tích trên 500 ha xây dựng phương án quản lý rừng bền vững.
III. TỔ CHỨC THỰC HIỆN
1. Sở Nông nghiệp và Môi trường
a) Chủ trì, phối hợp với Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh tổ chức tuần tra, truy quét tại các vùng trọng điểm.
b) Tổng hợp kết quả, báo cáo Ủy ban nhân dân tỉnh trước ngày 10 tháng 12 hằng năm.
2. Sở Tài chính
Phối hợp với Sở Nông nghiệp và Môi trường bố trí kinh phí thực hiện.
3. Ủy ban nhân dân các xã, phường
- Rà soát quỹ đất trồng rừng, hoàn thành chậm nhất ngày 30/6/2026.
4. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội: Vận động Nhân dân tham gia bảo vệ rừng.
"""

DIGITAL = """KẾ HOẠCH
CHUYỂN ĐỔI SỐ NĂM 2026
I. MỤC ĐÍCH
- Cụ thể hóa Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị.
II. CÁC CHỈ TIÊU
(1) Tối thiểu 80% hồ sơ thủ tục hành chính được xử lý trực tuyến toàn trình.
(2) 100% cán bộ, công chức từ 03 năm công tác trở lên được bồi dưỡng kỹ năng số.
(3) Có ít nhất 12 dịch vụ dùng chung, 03 nền tảng dữ liệu đi vào vận hành.
(4) Thời gian trung bình xử lý một hồ sơ không quá 02 ngày.
(5) Thuộc top 10 cả nước về chỉ số chuyển đổi số (DTI).
III. NHIỆM VỤ
1. Phát triển hạ tầng mạng 5G tại 03 khu công nghiệp.
- Cơ quan chủ trì: Sở Khoa học và Công nghệ.
- Cơ quan phối hợp: Sở Công Thương; Ban Quản lý Khu kinh tế tỉnh.
2. An toàn: Công an tỉnh chủ trì, phối hợp với Sở Khoa học và Công nghệ kiểm tra; các sở, ban, ngành báo cáo trước ngày 15/6 và 15/11.
IV. PHÂN CÔNG
| TT | Nội dung | Đơn vị chủ trì | Đơn vị phối hợp | Thời hạn |
|---|---|---|---|---|
| 1 | Xây dựng kho dữ liệu dùng chung của tỉnh | Sở Khoa học và Công nghệ | Công an tỉnh; các sở, ngành | Trước ngày 30/9/2026 |
"""

TOURISM = """KẾ HOẠCH
PHÁT TRIỂN DU LỊCH ĐẾN NĂM 2027
I. MỤC TIÊU
Phấn đấu đến năm 2027: đón 2,5 triệu lượt khách, doanh thu đạt khoảng 3.200 tỷ đồng; tỷ lệ lao động qua đào tạo từ 60% trở lên.
II. NHIỆM VỤ
- Sở Văn hóa, Thể thao và Du lịch, Tỉnh đoàn tổ chức ngày hội du lịch; các địa phương chủ động phối hợp với các cơ quan báo chí quảng bá.
- Khuyến khích doanh nghiệp lữ hành đầu tư tuyến du lịch từ 2 đến 3 ngày cho trẻ em dưới 12 tuổi và người trên 60 tuổi.
- Nâng cấp đường đến Khu du lịch dài 12 km; giảm 50% giá vé cho học sinh.
III. CHẾ ĐỘ BÁO CÁO
Trước ngày 20/12 hằng năm, các sở, ban, ngành gửi báo cáo về Sở Văn hóa, Thể thao và Du lịch. Lễ hội diễn ra từ ngày 10/3 đến ngày 15/3.
"""


def goals(found: Extraction) -> list[tuple[str, str, str]]:
    return [(str(t.comparator), f"{t.goal.normalize():f}", t.measure) for t in found.targets if t.goal is not None]


def duties(found: Extraction) -> set[tuple[str, str]]:
    return {(duty.agency, str(duty.role)) for duty in found.duties}


def days(found: Extraction) -> list[tuple[int, int, int | None, bool]]:
    return [(d.day, d.month, d.year, d.strict) for d in found.deadlines]


def test_goals_of_a_forestry_plan_are_told_from_results_conditions_and_baselines() -> None:
    assert goals(extract(read_text(FORESTRY))) == [
        (">=", "47.75", "%"),
        ("=", "8000", "ha"),
        (">=", "2500", "ha"),
        ("=", "90", "%"),
        ("<=", "5", "điểm"),
        ("=", "70", "triệu đồng"),
        ("=", "30", "%"),
        ("=", "100", "%"),
    ]


def test_duties_of_a_forestry_plan_follow_headings_roles_and_requests() -> None:
    assert duties(extract(read_text(FORESTRY))) == {
        ("Sở Nông nghiệp và Môi trường", "lead"),
        ("Sở Nông nghiệp và Môi trường", "support"),
        ("Công an tỉnh", "support"),
        ("Bộ Chỉ huy Quân sự tỉnh", "support"),
        ("Sở Tài chính", "support"),
        ("Ủy ban nhân dân các xã, phường", "lead"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "lead"),
        ("các tổ chức chính trị - xã hội", "lead"),
    }


def test_deadlines_are_yearly_or_of_one_year_strict_or_not() -> None:
    found = extract(read_text(FORESTRY))
    assert days(found) == [(10, 12, None, True), (30, 6, 2026, False)]
    first = found.deadlines[0]
    assert (first.agency, first.to) == (("Sở Nông nghiệp và Môi trường",), "Ủy ban nhân dân tỉnh")


def test_goals_of_a_digital_plan_take_their_year_from_the_title() -> None:
    found = extract(read_text(DIGITAL))
    assert goals(found) == [
        (">=", "80", "%"),
        ("=", "100", "%"),
        (">=", "12", "dịch vụ"),
        (">=", "3", "nền tảng"),
        ("<=", "2", "ngày"),
        ("<=", "10", "thứ hạng"),
    ]
    assert {target.by for target in found.targets} == {2026}


def test_duties_stand_in_role_lines_clauses_and_tables() -> None:
    found = extract(read_text(DIGITAL))
    assert duties(found) == {
        ("Sở Khoa học và Công nghệ", "lead"),
        ("Sở Khoa học và Công nghệ", "support"),
        ("Sở Công Thương", "support"),
        ("Ban Quản lý Khu kinh tế tỉnh", "support"),
        ("Công an tỉnh", "lead"),
        ("Công an tỉnh", "support"),
        ("các sở, ban, ngành", "lead"),
        ("các sở, ngành", "support"),
    }
    in_table = [duty for duty in found.duties if duty.quote == "Xây dựng kho dữ liệu dùng chung của tỉnh"]
    assert [duty.role for duty in in_table] == [DutyRole.LEAD, DutyRole.SUPPORT, DutyRole.SUPPORT]


def test_two_days_joined_by_and_are_two_deadlines_and_a_table_has_its_own() -> None:
    assert days(extract(read_text(DIGITAL))) == [(15, 6, None, True), (15, 11, None, True), (30, 9, 2026, True)]


def test_goals_of_a_tourism_plan_share_the_year_stated_before_the_colon() -> None:
    found = extract(read_text(TOURISM))
    assert goals(found) == [("=", "2500000", "lượt khách"), ("~", "3200", "tỷ đồng"), (">=", "60", "%")]
    assert [target.by for target in found.targets] == [2027, 2027, 2027]


def test_several_subjects_in_one_sentence_each_have_their_duty() -> None:
    found = extract(read_text(TOURISM))
    assert duties(found) == {
        ("Sở Văn hóa, Thể thao và Du lịch", "lead"),
        ("Tỉnh đoàn", "lead"),
        ("các địa phương", "support"),
        ("các sở, ban, ngành", "lead"),
    }


def test_the_time_of_an_event_is_no_deadline() -> None:
    found = extract(read_text(TOURISM))
    assert days(found) == [(20, 12, None, True)]
    assert found.deadlines[0].to == "Sở Văn hóa, Thể thao và Du lịch"


def test_cited_documents_come_with_number_date_issuer_and_subject() -> None:
    (reference,) = extract(read_text(FORESTRY)).references
    assert (reference.kind, reference.number, str(reference.date)) == ("Quyết định", "523/QĐ-TTg", "2021-04-01")
    assert reference.issuer == "Thủ tướng Chính phủ"
    assert reference.subject == "phê duyệt Chiến lược lâm nghiệp giai đoạn 2021 - 2030"


@pytest.mark.parametrize(
    ("sentence", "comparator", "goal", "measure"),
    [
        ("Tỷ lệ hộ nghèo giảm còn dưới 2,5%", Comparator.LESS_THAN, "2.5", "%"),
        ("Có ≥ 30% doanh nghiệp ứng dụng công nghệ số", Comparator.AT_LEAST, "30", "%"),
        ("Diện tích nhà ở đạt khoảng 25,9m2 sàn/người", Comparator.ABOUT, "25.9", "m2 sàn/người"),
        ("Số giường bệnh đạt 30 giường/vạn dân", Comparator.EXACTLY, "30", "giường/vạn dân"),
        ("Tăng trưởng bình quân từ 10 đến 12%/năm", Comparator.AT_LEAST, "10", "%/năm"),
        ("Xây dựng được trên 1.250 căn hộ", Comparator.MORE_THAN, "1250", "căn hộ"),
        ("Tỷ lệ truy cập với tốc độ 01 Gb/s đạt 95%", Comparator.EXACTLY, "95", "%"),
    ],
)
def test_comparator_number_and_measure_are_read_as_written(sentence: str, comparator: Comparator, goal: str, measure: str) -> None:
    found = extract(read_text(f"KẾ HOẠCH\n1. Mục tiêu cụ thể đến năm 2030\n- {sentence}."))
    (target,) = found.targets
    assert (target.comparator, target.goal, target.measure, target.by) == (comparator, Decimal(goal), measure, 2030)


@pytest.mark.parametrize(
    "sentence",
    [
        "Thực hiện Nghị quyết số 42-NQ/TW ngày 24 tháng 11 năm 2023",
        "Hỗ trợ trẻ em dưới 36 tháng tuổi và người từ 65 tuổi trở lên",
        "Tổ chức dạy học theo Đề án “Xây dựng ít nhất 01 triệu căn hộ”",
        "Ước đạt 45,2% kế hoạch năm",
        "Đơn vị hoàn thành được cộng 05 điểm",
        "Nâng chuẩn mức độ 2 theo giai đoạn 1 (2021-2025)",
    ],
)
def test_a_number_that_sets_no_goal_is_left_alone(sentence: str) -> None:
    found = extract(read_text(f"KẾ HOẠCH\n1. Mục tiêu cụ thể đến năm 2030\n- {sentence}."))
    assert [target for target in found.targets if target.goal is not None] == []


def test_a_shared_head_is_carried_into_the_names_after_it() -> None:
    text = "KẾ HOẠCH\n1. Mục tiêu đến năm 2030\n- Tỉ lệ đi học đúng độ tuổi cấp tiểu học đạt 99%, cấp trung học cơ sở tối thiểu đạt 97%."
    assert [target.name for target in extract(read_text(text)).targets] == [
        "Tỉ lệ đi học đúng độ tuổi cấp tiểu học",
        "Tỉ lệ đi học đúng độ tuổi cấp trung học cơ sở",
    ]


def test_goals_in_a_table_have_a_year_for_each_column_and_leave_results_out() -> None:
    table = """KẾ HOẠCH
I. CHỈ TIÊU
| STT | Chỉ tiêu | Đơn vị tính | Thực hiện năm 2025 | Năm 2026 | Năm 2030 |
|---|---|---|---|---|---|
| 1 | Diện tích rừng trồng mới | ha | 7.000 | 8.000 | 10.000 |
"""
    found = extract(read_text(table)).targets
    assert [(t.name, t.goal, t.measure, t.by) for t in found] == [
        ("Diện tích rừng trồng mới", Decimal(8000), "ha", 2026),
        ("Diện tích rừng trồng mới", Decimal(10000), "ha", 2030),
    ]


def test_a_state_to_be_reached_is_a_target_without_a_goal() -> None:
    text = "KẾ HOẠCH\n1. Mục tiêu đến năm 2030\n- Xoá bỏ hoàn toàn tình trạng nhà tạm; tỷ lệ hộ có điện đạt 99%."
    states = [target for target in extract(read_text(text)).targets if target.goal is None]
    assert [target.state for target in states] == ["Xoá bỏ hoàn toàn tình trạng nhà tạm"]


def test_an_empty_document_yields_nothing() -> None:
    assert as_json(extract(read_text(""))) == {"targets": [], "duties": [], "deadlines": []}


PIECES = [
    "Sở Y tế",
    " chủ trì",
    ", phối hợp với ",
    "các địa phương",
    "; ",
    ": ",
    ". ",
    "phấn đấu đạt ",
    "từ ",
    "100%",
    "1.250",
    " căn hộ",
    " tuổi",
    "trước ngày ",
    "25/11",
    "31/02/2026",
]
PIECES += [
    "Quyết định số 1/QĐ-TTg",
    " ngày 01/13/2024",
    " của ",
    "“",
    "(",
    ")",
    "đến năm 2030",
    " và ",
    "\n- ",
    "\n1. ",
    "\nIII. MỤC TIÊU\n",
    "\na) ",
    " | ",
    "năm 2026",
    "giảm",
    "\n\n",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_whatever_the_text_every_quote_is_part_of_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = extract(read_text(text))
    flat = " ".join(text.replace("|", " ").split())
    quotes = (
        [target.quote for target in found.targets] + [duty.quote for duty in found.duties] + [cited.quote for cited in found.references]
    )
    assert [quote for quote in quotes if " ".join(quote.replace("|", " ").split()) not in flat] == []
