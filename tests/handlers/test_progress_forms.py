"""Filled forms: tables as offices lay them out, read into numbers that are recorded only when their sender agrees."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from corpus.plan import Target, ValueKind
from corpus.writing import write_number
from handlers.assistant import Assistant
from handlers.papers import Workbook
from handlers.turn import Attachment, Value
from store.db import Store
from store.people import Role
from tests.handlers.desk import BUILDING, HEALTH, Chat, Desk
from tests.handlers.progressing import PLAN, Bureau

LAYOUTS = 60
RECORD, DROP = "Ghi các số này", "Không ghi biểu này"
SEPTEMBER = date(2026, 9, 30)
Rows = list[list[Value]]
LATEST = (
    "SELECT target, value, kind, as_of FROM submissions AS s WHERE report = 'value' "
    "AND NOT EXISTS (SELECT 1 FROM submissions AS n WHERE n.slot = s.slot AND n.id > s.id)"
)


@pytest.fixture
def bureau(desk: Desk) -> Bureau:
    return Bureau(desk)


def sheet(*rows: list[Value], name: str = "bieu.xlsx") -> Attachment:
    return Attachment(name, "/kept/1.xlsx", "sheet", 100, "digest", "", (tuple(map(tuple, rows)),))


def recorded(desk: Desk) -> set[tuple[str, Decimal]]:
    return {(target, Decimal(value)) for target, value, _, _ in desk.rows(LATEST)}


def send(desk: Desk, chat: Chat, *rows: list[Value], text: str = "") -> str:
    return desk.say(chat, text, files=(sheet(*rows),))


# ---- layouts


@dataclass
class Layout:
    """A form filled in at random, and what it says."""

    rows: Rows = field(default_factory=list)
    truth: set[tuple[str, Decimal, date]] = field(default_factory=set)


def numbers_near(target: Target, chance: random.Random) -> Decimal:
    goal = target.goal or Decimal(10)
    value = goal * Decimal(chance.choice(["0.81", "0.9", "0.97", "0.993"]))
    whole = target.measure in ("căn hộ", "căn")
    return value.quantize(Decimal(1) if whole else Decimal("0.1")).normalize() + 0


def named(target: Target, chance: random.Random) -> str:
    name = target.name[:1].upper() + target.name[1:]
    return chance.choice([name, target.name, f"- {name}", f"{name} ({target.measure})", f"1. {name}", f"{name}:"])


def written(value: Decimal, measure: str, chance: random.Random) -> Value:
    """A number as a cell holds it, or as people type it into one."""
    ways: list[Callable[[], Value]] = [lambda: float(value), lambda: write_number(value), lambda: f"{write_number(value)} "]
    if value == value.to_integral_value():
        ways.append(lambda: int(value))
    if measure == "%":
        ways.append(lambda: f"{write_number(value)}%")
    return chance.choice(ways)()


def layouts(targets: list[Target], seed: int = 743) -> Iterator[Layout]:
    for number in range(LAYOUTS):
        yield layout(targets, random.Random(f"{seed} {number}"))


def layout(targets: list[Target], chance: random.Random) -> Layout:
    made = Layout()
    value_title = chance.choice(
        ["Kết quả", "Kết quả thực hiện", "Số liệu", "Thực hiện", "Thực hiện đến 30/9/2026", "Lũy kế", "Kết quả lũy kế"]
    )
    columns = ["target", "value", *chance.sample(["order", "measure", "goal", "note", "code", "before"], chance.randint(0, 6))]
    chance.shuffle(columns)
    titles = {
        "target": chance.choice(["Chỉ tiêu", "Tên chỉ tiêu", "CHỈ TIÊU", "Nội dung", "Chỉ tiêu, nhiệm vụ"]),
        "value": value_title,
        "order": chance.choice(["STT", "TT", "Số TT"]),
        "measure": chance.choice(["Đơn vị tính", "ĐVT", "Đvt"]),
        "goal": chance.choice(["Mục tiêu", "Mục tiêu đến năm 2030", "Kế hoạch", "Chỉ tiêu giao", "Kế hoạch năm 2030"]),
        "note": chance.choice(["Ghi chú", "Khó khăn, vướng mắc", "Nguyên nhân"]),
        "code": chance.choice(["Mã", "Mã chỉ tiêu", "Mã số"]),
        "before": chance.choice(["Kỳ trước", "Cùng kỳ năm trước", "% so với kế hoạch", "Tỷ lệ hoàn thành kế hoạch"]),
    }
    on = SEPTEMBER if "30/9/2026" in value_title else date(2026, 11, 20)
    for text in chance.choice([[], ["BÁO CÁO KẾT QUẢ THỰC HIỆN"], ["UBND TỈNH GIA LAI", "BIỂU TỔNG HỢP SỐ LIỆU", ""]]):
        made.rows.append([text])
    if on != SEPTEMBER and chance.random() < 0.5:
        made.rows.append([f"({chance.choice(['Số liệu tính đến ngày', 'Tính đến', 'Số liệu đến'])} 30/9/2026)"])
        on = SEPTEMBER
    made.rows.append([titles[column] for column in columns])
    if chance.random() < 0.3:
        made.rows.append([f"({place})" for place in range(1, len(columns) + 1)])
    for place, target in enumerate(chance.sample(targets, min(len(targets), chance.randint(3, 9))), 1):
        if chance.random() < 0.15:
            made.rows.append([f"{'I' * place}. PHẦN {place}" if column == "target" else None for column in columns])
        value, empty = numbers_near(target, chance), chance.random() < 0.15
        cells: dict[str, Value] = {
            "target": named(target, chance),
            "value": None if empty else written(value, target.measure, chance),
            "order": place,
            "measure": target.measure,
            "goal": float(target.goal or 0),
            "note": chance.choice([None, "đang làm", "chờ vốn 12 tỷ đồng"]),
            "code": target.code,
            "before": chance.choice([None, 12.5, 80]),
        }
        made.rows.append([cells[column] for column in columns])
        if not empty:
            made.truth.add((target.code, value, on))
    if chance.random() < 0.3:
        made.rows.append(["Tổng cộng" if column == "target" else 7 if column == "value" else None for column in columns])
    return made


def test_of_sixty_layouts_nothing_is_recorded_that_they_do_not_say(assistant: Assistant) -> None:
    plan = next(plan for plan in assistant.plans if plan.id == PLAN)
    targets = [one for one in plan.targets if one.goal is not None and one.by == 2030 and not one.same_as]
    said = right = 0
    for made in layouts(targets):
        desk = Desk(Store.open(None), assistant)
        bureau = Bureau(desk)
        for target in targets:
            bureau.given(target.code, HEALTH)
        preview = desk.say(bureau.binh, "", files=(sheet(*made.rows),))
        assert preview.startswith("Chưa ghi. Đọc biểu:"), (made.rows, preview)
        assert recorded(desk) == set()
        if RECORD in bureau.binh.labels:
            desk.press(bureau.binh, RECORD)
        found = {(target, Decimal(value), date.fromisoformat(on)) for target, value, _, on in desk.rows(LATEST)}
        assert found <= made.truth, (made.rows, found - made.truth)
        said, right = said + len(made.truth), right + len(found)
        desk.store.close()
    print(f"\nforms: {LAYOUTS} layouts, {right} of {said} numbers recorded at once, the others asked about; 0 others")
    assert right >= 0.9 * said


# ---- what becomes of the rows

HEAD: list[Value] = ["STT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Ghi chú"]


def test_nothing_is_stored_before_its_sender_agrees(desk: Desk, bureau: Bureau) -> None:
    told = send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    assert "nhận 1, hỏi lại 0, không nhận 0" in told
    assert recorded(desk) == set()
    assert "Đã ghi: 1.250 căn hộ" in desk.press(bureau.an, RECORD)
    assert recorded(desk) == {("CT32", Decimal(1250))}
    assert desk.rows("SELECT COUNT(*) FROM evidence") == [(1,)]


def test_a_form_can_be_dropped(desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    assert desk.press(bureau.an, DROP) == "Đã bỏ biểu, không ghi số nào."
    assert recorded(desk) == set()


def test_a_form_lapses(desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    desk.later(hours=2)
    assert "gửi lại tệp" in desk.press(bureau.an, RECORD)
    assert recorded(desk) == set()


def test_pressing_twice_records_once(desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    desk.press(bureau.an, RECORD)
    desk.press(bureau.an, RECORD, outdated=True)
    assert desk.rows("SELECT COUNT(*) FROM submissions") == [(1,)]


def test_what_was_reported_meanwhile_makes_a_row_to_be_asked_about(desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    bureau.sent("CT32", "1300", date(2026, 11, 20), kind=ValueKind.CUMULATIVE)
    assert "Chưa ghi" in desk.press(bureau.an, RECORD)
    assert recorded(desk) == {("CT32", Decimal(1300))}


def test_rows_of_others_unknown_ones_and_unreadable_ones_are_refused_each_with_its_reason(desk: Desk, bureau: Bureau) -> None:
    told = send(
        desk,
        bureau.an,
        HEAD,
        [1, "Nhà ở xã hội", "căn", 1250, None],
        [2, "Bảo hiểm y tế", "%", 94.2, None],
        [3, "Đường cao tốc", "km", 5, None],
        [4, "Nhà ở xã hội", "căn", "12 hoặc 13", None],
    )
    assert "nhận 1, hỏi lại 0, không nhận 3" in told
    assert "Dòng 3, Bảo hiểm y tế: giao cho Bảo hiểm xã hội" in told
    assert "Dòng 4, Đường cao tốc: không có chỉ tiêu nào tên như vậy" in told
    assert "Dòng 5, Nhà ở xã hội: không đọc được “12 hoặc 13”" in told


def test_two_rows_that_contradict_each_other_are_both_refused(desk: Desk, bureau: Bureau) -> None:
    told = send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None], [2, "NOXH", "căn", 1260, None])
    assert "nhận 0" in told
    assert told.count("ghi số khác cho cùng chỉ tiêu") == 2
    assert recorded(desk) == set()


def test_odd_rows_are_asked_about_after_the_others_are_recorded(desk: Desk, bureau: Bureau) -> None:
    bureau.sent("CT32", "1200")
    told = send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 12500, None], [2, "Diện tích nhà ở đô thị", "m2", 30, None])
    assert "nhận 1, hỏi lại 1" in told
    assert "thì" not in desk.press(bureau.an, RECORD)
    assert any("Ghi" in label for label in bureau.an.labels)
    assert ("CT32", Decimal(12500)) not in recorded(desk)


@pytest.mark.parametrize(
    ("above", "on"),
    [
        ("Số liệu tính đến ngày 30/9/2026", "2026-09-30"),
        ("KẾT QUẢ 6 THÁNG ĐẦU NĂM 2026", "2026-06-30"),
        ("Lập ngày 15/11/2026", "2026-11-20"),
        ("Gia Lai, ngày 15 tháng 11 năm 2026", "2026-11-20"),
        ("(Kèm theo Công văn số 12/SXD ngày 15/11/2026)", "2026-11-20"),
        ("THỰC HIỆN KẾ HOẠCH GIAI ĐOẠN 2021-2025", "2026-11-20"),
        ("KẾT QUẢ NĂM 2026", "2026-11-20"),
    ],
)
def test_the_day_of_a_form_is_what_its_numbers_speak_of(above: str, on: str, desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.an, [above], HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    desk.press(bureau.an, RECORD)
    assert [row[3] for row in desk.rows(LATEST)] == [on]


def test_two_columns_that_cannot_be_told_apart_are_said_to_be(desk: Desk, bureau: Bureau) -> None:
    told = send(desk, bureau.an, ["Chỉ tiêu", "Kết quả", "Thực hiện"], ["Nhà ở xã hội", 1250, 1260])
    assert "không phân biệt được hai cột “Kết quả” và “Thực hiện”" in told


def test_several_columns_of_a_row_are_several_numbers(desk: Desk, bureau: Bureau) -> None:
    send(
        desk,
        bureau.an,
        ["Chỉ tiêu", "Kết quả", None, None],
        [None, "Trong kỳ", "Lũy kế", "Ước năm 2026"],
        ["Nhà ở xã hội", 35, 1250, 1300],
        text="số liệu đến 30/9/2026",
    )
    desk.press(bureau.an, RECORD)
    assert sorted(desk.rows(LATEST)) == [
        ("CT32", "1250", "cumulative", "2026-09-30"),
        ("CT32", "1300", "cumulative", "2026-12-31"),
        ("CT32", "35", "increment", "2026-09-30"),
    ]


def test_a_column_with_numbers_that_is_not_read_is_named(desk: Desk, bureau: Bureau) -> None:
    told = send(desk, bureau.an, ["Chỉ tiêu", "Kết quả", "Nữ"], ["Nhà ở xã hội", 1250, 400])
    assert "Không đọc cột: Nữ." in told


def test_rows_left_empty_are_counted_and_an_empty_form_is_said_to_be(desk: Desk, bureau: Bureau) -> None:
    rows: Rows = [["Mã", "Chỉ tiêu", "Kết quả"], ["CT32", "Nhà ở xã hội", 1250], ["CT34", "Diện tích nhà ở đô thị", None]]
    assert "để trống 1 dòng" in send(desk, bureau.an, *rows)
    desk.press(bureau.an, DROP)
    assert "chưa điền số nào" in send(desk, bureau.an, rows[0], ["CT32", "Nhà ở xã hội", None])


def test_a_row_of_another_unit_is_refused(desk: Desk, bureau: Bureau) -> None:
    told = send(desk, bureau.an, ["Chỉ tiêu", "Đơn vị báo cáo", "Kết quả"], ["Nhà ở xã hội", "Sở Nội vụ", 1250])
    assert "ghi là số của đơn vị khác" in told


def test_a_code_beside_the_name_of_another_target_is_refused(desk: Desk, bureau: Bureau) -> None:
    name = "Diện tích nhà ở bình quân tại đô thị"
    assert "mã ghi ở dòng này là của chỉ tiêu khác" in send(desk, bureau.an, ["Mã", "Chỉ tiêu", "Kết quả"], ["CT35", name, 30])


def test_a_form_of_too_many_rows_is_to_be_parted(desk: Desk, bureau: Bureau) -> None:
    rows: Rows = [[number, "Nhà ở xã hội", "căn", 1250, None] for number in range(201)]
    assert "chia thành nhiều tệp" in send(desk, bureau.an, HEAD, *rows)


def test_the_coordinator_enters_a_form_for_a_unit(desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.chief, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None], text="nhập hộ Sở Xây dựng theo BC 512/BC-SXD ngày 5/11")
    desk.press(bureau.chief, RECORD)
    found = desk.rows("SELECT target, value, agency, on_behalf, as_of FROM submissions")
    assert found == [("CT32", "1250", BUILDING, 1, "2026-11-20")]
    assert desk.rows("SELECT number, signed_on FROM signed_reports") == [("512/BC-SXD", "2026-11-05")]


def test_a_coordinator_is_asked_whose_form_it_is(desk: Desk, bureau: Bureau) -> None:
    assert send(desk, bureau.chief, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None]).startswith("Biểu này của đơn vị nào")


@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_a_form_of_somebody_who_reports_nothing_is_not_read(who: str, desk: Desk, bureau: Bureau) -> None:
    told = send(desk, getattr(bureau, who), HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    assert "Đọc biểu" not in told
    assert recorded(desk) == set()


def test_practising_marks_the_rows_of_a_form(desk: Desk, bureau: Bureau) -> None:
    desk.say(bureau.an, "tập thử")
    send(desk, bureau.an, HEAD, [1, "Nhà ở xã hội", "căn", 1250, None])
    desk.press(bureau.an, RECORD)
    assert desk.rows("SELECT DISTINCT practice FROM submissions") == [(1,)]


# ---- the form that is sent out


@pytest.mark.parametrize(
    "wish", ["biểu mẫu", "cho em xin biểu mẫu", "gui bieu mau", "Mẫu báo cáo ạ", "cần file mẫu excel", "lấy giúp em mẫu biểu với"]
)
def test_a_unit_gets_the_form_of_its_own_targets(wish: str, desk: Desk, bureau: Bureau) -> None:
    desk.say(bureau.an, wish)
    (table,) = bureau.book(bureau.an).tables
    assert [row[1] for row in table.rows][:1] == ["CT32"]
    assert all(row[7:] == (None,) * 4 for row in table.rows)


def test_the_coordinator_gets_the_form_of_a_unit_by_its_name(desk: Desk, bureau: Bureau) -> None:
    assert desk.say(bureau.chief, "biểu mẫu của Sở Xây dựng").startswith("Biểu mẫu của Sở Xây dựng")


@pytest.mark.parametrize("question", ["biểu mẫu báo cáo gồm những gì?", "mẫu báo cáo theo Thông tư nào"])
def test_a_question_about_forms_is_no_wish_for_one(question: str, desk: Desk, bureau: Bureau) -> None:
    desk.say(bureau.an, question)
    assert not bureau.an.heard[-1].files


def test_the_form_that_was_sent_out_is_read_when_it_comes_back(desk: Desk, bureau: Bureau) -> None:
    desk.say(bureau.an, "biểu mẫu")
    paper = bureau.an.heard[-1].files[0].paper
    assert isinstance(paper, Workbook)
    (table,) = paper.tables
    by_code = desk.assistant.libraries[0].by_code
    filled: list[list[Any]] = []
    truth = set()
    for row in table.rows:
        target = by_code[str(row[1])]
        cells = [float(cell) if isinstance(cell, Decimal) else cell for cell in row]
        if target.goal is not None:
            value = (target.goal * Decimal("0.9")).quantize(Decimal("0.1")).normalize() + 0
            value = value.quantize(Decimal(1)) if target.measure == "căn hộ" else value
            cells[8], cells[9] = float(value), "30/9/2026"
            truth.add((target.code, value))
        filled.append(cells)
    heading: Rows = [[line] for line in table.heading]
    told = send(desk, bureau.an, *heading, list(table.columns), *filled)
    assert f"nhận {len(truth)}, hỏi lại 0, không nhận 0" in told
    desk.press(bureau.an, RECORD)
    assert recorded(desk) == truth
    assert {on for _, _, _, on in desk.rows(LATEST)} == {"2026-09-30"}
    assert desk.person(bureau.an) is not None


def test_roles_that_report_nothing_get_no_form(desk: Desk) -> None:
    viewer = desk.enrolled("v", (Role.VIEWER, ""))
    desk.say(viewer, "biểu mẫu")
    assert not viewer.heard[-1].files


# ---- the coordinator's own form

OWN: Rows = [
    ["SỞ Y TẾ", None],
    ["TT", "Nội dung", "ĐVT", "Kế hoạch", "Kết quả", None, "Vướng mắc"],
    [None, None, None, None, "Trong kỳ", "Lũy kế", None],
    [1, "Nhà ở xã hội", "căn", 3700, None, None, None],
]
SET, DO_NOT_SET = "Dùng biểu mẫu này", "Không dùng biểu mẫu này"
TITLES = ("TT", "Nội dung", "ĐVT", "Kế hoạch", "Kết quả Trong kỳ", "Kết quả Lũy kế", "Vướng mắc")


def set_form(desk: Desk, bureau: Bureau) -> None:
    told = send(desk, bureau.chief, *OWN, text="đặt biểu mẫu chung")
    assert "Biểu mẫu có 7 cột" in told
    assert "Kết quả Trong kỳ; Kết quả Lũy kế" in told
    desk.press(bureau.chief, SET)


def test_the_coordinators_form_is_the_one_that_units_get_and_send_back(desk: Desk, bureau: Bureau) -> None:
    set_form(desk, bureau)
    desk.say(bureau.an, "biểu mẫu")
    (table,) = bureau.book(bureau.an).tables
    assert table.columns == TITLES
    row = next(row for row in table.rows if "Nhà ở xã hội" in str(row[1]))
    filled: list[Value] = [str(cell) if isinstance(cell, Decimal) else str(cell or "") for cell in row]
    filled[5] = 1250
    send(desk, bureau.an, list(table.columns), filled)
    desk.press(bureau.an, RECORD)
    assert recorded(desk) == {("CT32", Decimal(1250))}


def test_everybodys_numbers_are_put_into_the_columns_of_the_form(desk: Desk, bureau: Bureau) -> None:
    set_form(desk, bureau)
    bureau.sent("CT32", "1250", kind=ValueKind.CUMULATIVE, note="chờ vốn")
    desk.say(bureau.chief, "xuất số liệu theo biểu mẫu")
    (table,) = bureau.book(bureau.chief).tables
    assert table.columns == TITLES
    (row,) = [row for row in table.rows if "Nhà ở xã hội" in str(row[1])]
    assert row[4:] == (None, Decimal(1250), "chờ vốn")


def test_a_number_for_which_the_form_has_no_column_stands_in_the_note(desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.chief, ["Chỉ tiêu", "Lũy kế", "Ghi chú"], ["x", None, None], text="đặt biểu mẫu")
    desk.press(bureau.chief, SET)
    bureau.sent("CT32", "35", kind=ValueKind.INCREMENT)
    desk.say(bureau.chief, "xuất theo biểu mẫu")
    (table,) = bureau.book(bureau.chief).tables
    (row,) = [row for row in table.rows if "Nhà ở xã hội" in str(row[0])]
    assert row[1:] == (None, "trong kỳ: 35")


def test_setting_the_form_can_be_refused_and_undone(desk: Desk, bureau: Bureau) -> None:
    send(desk, bureau.chief, *OWN, text="biểu mẫu mới")
    assert desk.press(bureau.chief, DO_NOT_SET) == "Giữ biểu mẫu như cũ."
    set_form(desk, bureau)
    desk.say(bureau.chief, "hoàn tác")
    desk.say(bureau.an, "biểu mẫu")
    (table,) = bureau.book(bureau.an).tables
    assert table.columns[1] == "Mã"


def test_a_sheet_that_is_no_form_is_said_to_be_none(desk: Desk, bureau: Bureau) -> None:
    assert "Chưa nhận ra biểu mẫu" in send(desk, bureau.chief, ["a", "b"], ["c", "d"], text="đặt biểu mẫu")


def test_only_the_coordinator_sets_the_form(desk: Desk, bureau: Bureau) -> None:
    assert "Dùng làm biểu mẫu chung" not in send(desk, bureau.an, *OWN, text="đặt biểu mẫu chung")
    assert desk.rows("SELECT COUNT(*) FROM plan_settings") == [(0,)]
    desk.say(bureau.an, "xuất theo biểu mẫu")
    assert not bureau.an.heard[-1].files
