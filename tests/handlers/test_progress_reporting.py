"""Who has reported, the overview, one's own work, and the tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handlers.papers import Table
from store.ledger import Report, Ruling
from tests.handlers.desk import Chat, Desk
from tests.handlers.progressing import BUILDING, HEALTH, HOUSING, INSURANCE, STUNTED, Bureau, Part

COMMUNE, OTHER = "xa-23638", "xa-23575"


@pytest.fixture
def office(desk: Desk) -> Bureau:
    return Bureau(desk)


# ---- who has reported


@pytest.mark.parametrize(
    "text", ["ai chưa gửi", "ai chua gui so lieu", "đơn vị nào chưa báo cáo", "những sở nào chưa nộp báo cáo ạ", "còn xã nào chưa gửi"]
)
def test_the_coordinator_sees_who_has_not_reported(text: str, office: Bureau) -> None:
    period = office.period()
    office.sent(HOUSING, "1250", period=period.id)
    office.signed(period)
    said = office.ask(text, office.chief)
    assert said.startswith("Kỳ năm 2026, chốt 15/11/2026, hạn 24/11/2026 (còn 4 ngày): 1/8 cơ quan đã có số liệu, 1/8 đã có văn bản")
    assert "– Sở Y tế: chưa có số liệu; chưa có văn bản" in said
    assert "– Sở Xây dựng: số liệu 1/7 chỉ tiêu; văn bản 512/BC-SXD ngày 20/11/2026" in said


def test_numbers_and_the_signed_report_are_two_ticks(office: Bureau) -> None:
    period = office.period()
    office.signed(period)
    assert "– Sở Xây dựng: chưa có số liệu; văn bản 512/BC-SXD" in office.ask("ai chưa gửi", office.chief)


def test_nothing_to_report_is_a_report_and_a_draft_is_none(office: Bureau) -> None:
    period = office.period()
    office.sent(STUNTED, None, agency=HEALTH, report=Report.NIL, period=period.id)
    office.sent(HOUSING, "1250", period=period.id, draft=True)
    said = office.ask("ai đã gửi", office.chief)
    assert "– Sở Y tế: số liệu 1/5 chỉ tiêu" in said
    assert "– Sở Xây dựng" not in said


def test_an_older_report_still_counts_where_a_draft_is_the_newest(office: Bureau) -> None:
    period = office.period()
    first = office.sent(HOUSING, "1250", period=period.id)
    office.sent(HOUSING, "1300", period=period.id, draft=True, replaces=first.id)
    assert "– Sở Xây dựng: số liệu 1/7 chỉ tiêu" in office.ask("ai đã gửi", office.chief)


def test_late_is_marked_but_not_who_corrects_in_time_sent_numbers(office: Bureau) -> None:
    period = office.period()
    first = office.sent(HOUSING, "1250", period=period.id)
    office.sent(HOUSING, "1260", period=period.id, late=True, replaces=first.id)
    office.sent(STUNTED, "16", agency=HEALTH, period=period.id, late=True)
    said = office.ask("ai đã gửi", office.chief)
    assert "– Sở Y tế: số liệu 1/5 chỉ tiêu; chưa có văn bản; nộp muộn" in said
    assert "– Sở Xây dựng: số liệu 1/7 chỉ tiêu; chưa có văn bản" in said.split("\n")
    assert "1 đơn vị nộp muộn" in said


def test_a_number_of_the_periods_days_sent_before_it_was_opened_counts(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    office.sent(STUNTED, "16", date(2025, 12, 31), agency=HEALTH)
    office.period()
    said = office.ask("ai đã gửi", office.chief)
    assert "– Sở Xây dựng: số liệu 1/7 chỉ tiêu" in said
    assert "– Sở Y tế" not in said
    assert "còn 6/7 chỉ tiêu chưa gửi" in office.ask("việc của tôi", office.an)


def test_a_group_is_one_line(office: Bureau) -> None:
    period = office.period()
    office.given("CT45", "ubnd-cap-xa")
    office.sent("CT45", "90", agency=COMMUNE, period=period.id)
    said = office.ask("ai chưa gửi", office.chief)
    assert said.count("UBND xã") + said.count("UBND phường") < 20
    assert "– Các xã, phường: 1/77 đã có số liệu, 0/77 đã có văn bản" in said


def test_one_targets_reports_can_be_asked_for(office: Bureau) -> None:
    period = office.period()
    office.given(HOUSING, BUILDING)
    office.sent(INSURANCE, "94", agency=HEALTH, period=period.id)
    said = office.ask("ai chưa gửi số NOXH", office.chief)
    assert "Sở Xây dựng: chưa có số liệu" in said
    assert "Sở Y tế" not in said


def test_without_an_open_period_those_who_never_sent_are_named(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    office.sent(STUNTED, None, agency=HEALTH, report=Report.NIL)
    said = office.ask("ai chưa gửi", office.chief)
    assert said.startswith("Hiện không có kỳ báo cáo nào đang mở.")
    assert "– Sở Nội vụ" in said
    assert "– Sở Xây dựng" not in said
    assert "– Sở Y tế" not in said


def test_an_agency_sees_its_own_line_and_the_plain_totals(office: Bureau) -> None:
    period = office.period()
    office.sent(HOUSING, "1250", period=period.id)
    for text in ("ai chưa gửi", "ai đã gửi"):
        for chat in (office.an, office.lead):
            said = office.ask(text, chat)
            assert "1/8 cơ quan" in said
            assert "– Sở Xây dựng: số liệu 1/7 chỉ tiêu" in said
            assert "Sở Nội vụ" not in said
        assert "– Sở Xây dựng" not in office.ask(text, office.binh)
        assert "– " not in office.ask(text, office.viewer)


def test_a_commune_sees_itself_and_no_other(office: Bureau) -> None:
    period = office.period()
    office.sent("CT45", "90", agency=COMMUNE, period=period.id)
    office.sent("CT45", "80", agency=OTHER, period=period.id)
    said = office.ask("ai chưa gửi", office.contact(COMMUNE))
    assert said.count("– UBND") == 1
    assert "đã có số liệu; chưa có văn bản" in said


@pytest.mark.parametrize("text", ["ai chưa gửi", "tổng quan", "gửi bảng", "việc của tôi", "bảng của Sở Y tế"])
def test_a_strangers_words_are_a_question_of_the_plan(text: str, office: Bureau) -> None:
    office.period()
    office.opened_to_all()
    plan = office.desk.assistant.answer
    from handlers.turn import Conversation, Message

    told = "\n\n".join(reply.text for reply in plan(Message("x", text), Conversation(), office.desk.now))
    assert office.ask(text, office.stranger) == told


def test_in_a_group_nobody_is_told_who_has_reported(office: Bureau) -> None:
    office.period()
    assert "Sở Y tế" not in office.desk.say(office.chief, "ai chưa gửi", private=False)


# ---- the overview


@pytest.mark.parametrize("text", ["tổng quan", "tình hình báo cáo", "tổng hợp", "tong hop tien do", "tiến độ chung"])
def test_the_overview_fits_a_telephone(text: str, office: Bureau) -> None:
    period = office.period()
    office.path(HOUSING, base2024="250", y2026="1500")
    office.sent(HOUSING, "1250", period=period.id)
    reviewed = office.sent(STUNTED, "14", agency=HEALTH, period=period.id)
    office.ruled(reviewed, Ruling.REVIEW, "số thấp")
    said = office.ask(text, office.chief)
    assert said.startswith("Kế hoạch 743/KH-UBND: 2/55 chỉ tiêu đã có số liệu.")
    assert "Đạt mục tiêu 1; chậm so với mốc 1; chưa có số liệu 53." in said
    assert "Chậm, không đạt: nhà ở xã hội" in said
    assert "2/8 cơ quan đã có số liệu" in said
    assert "1 số chưa tiếp nhận; 1 số đang đề nghị rà soát." in said
    assert len(said) < 700
    assert said.count("\n") < 8


def test_the_overviews_buttons_say_what_they_mean(office: Bureau) -> None:
    office.period()
    office.ask("tổng quan", office.chief)
    assert office.desk.press(office.chief, "Ai chưa gửi").startswith("Kỳ năm 2026")
    office.ask("tổng quan", office.chief)
    assert "Bảng" in office.ask("B", office.chief)


def test_what_waits_for_the_coordinator_is_not_told_to_others(office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    assert "tiếp nhận" not in office.ask("tổng quan", office.viewer)


def test_what_is_behind_is_listed_and_what_cannot_be_told_is_counted(office: Bureau) -> None:
    office.path(HOUSING, base2024="250", y2026="1500")
    office.sent(HOUSING, "1250")
    office.sent(INSURANCE, "94", agency=HEALTH)
    said = office.ask("chỉ tiêu nào đang chậm")
    assert said.startswith("1 chỉ tiêu chậm hoặc không đạt, trong 2 chỉ tiêu có số liệu:")
    assert "mốc 1.342 căn hộ" in said
    assert "1 chỉ tiêu chưa có mốc năm nên không xếp nhanh, chậm; 53 chỉ tiêu chưa có số liệu." in said


# ---- one's own work


@pytest.mark.parametrize("text", ["việc của tôi", "viec cua em", "tôi phải báo cáo gì", "đơn vị em còn thiếu số nào"])
def test_a_contact_is_told_what_is_owed_by_when_and_whom_to_ask(text: str, office: Bureau) -> None:
    period = office.period()
    office.sent(STUNTED, "16.5", agency=HEALTH, period=period.id)
    said = office.ask(text, office.binh)
    assert said.startswith("Sở Y tế còn 4/5 chỉ tiêu chưa gửi. Kỳ năm 2026, chốt 15/11/2026, hạn 24/11/2026 (còn 4 ngày).")
    owed, sent = said.split("Đã gửi:")
    assert "– Dân số tham gia bảo hiểm y tế: trên 95%; chưa có số" in owed
    assert "gần nhất 16,5% (30/9/2026)" in sent
    assert "Văn bản của kỳ: chưa có." in said
    assert "Liên hệ điều phối: Sở Y tế (Lê Chi, 0269382400)." in said


def test_ones_own_drafts_and_reviews_are_reminded_of(office: Bureau) -> None:
    row = office.sent(HOUSING, "1250")
    office.ruled(row, Ruling.REVIEW, "thấp hơn kỳ trước")
    office.sent(HOUSING, "1300", date(2026, 10, 31), draft=True)
    said = office.ask("việc của tôi", office.an)
    assert "Đề nghị rà soát: Nhà ở xã hội" in said
    assert "thấp hơn kỳ trước" in said
    assert "1 số nháp, chờ lãnh đạo duyệt" in said


def test_who_speaks_for_no_agency_is_shown_the_way(office: Bureau) -> None:
    assert "tổng quan" in office.ask("việc của tôi", office.viewer)
    assert office.ask("việc của tôi", office.chief).startswith("Kế hoạch 743/KH-UBND:")


# ---- tables


def rows(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def row_of(table: Table, code: str) -> dict[str, object]:
    return next(row for row in rows(table) if row["Mã"] == code)


def test_the_whole_table_has_every_target_with_numbers_as_numbers(office: Bureau) -> None:
    period = office.period()
    office.path(HOUSING, base2024="250", y2026="1500")
    sent = office.sent(HOUSING, "1250", period=period.id)
    office.sent(STUNTED, "16.5", agency=HEALTH, period=period.id)
    office.ask("xuất excel", office.chief)
    targets, who, versions = office.book(office.chief).tables
    row = row_of(targets, HOUSING)
    assert (row["Số mới nhất"], row["Mức"], row["% mục tiêu"], row["Tính đến ngày"]) == (1250, 3700, Decimal("33.8"), date(2026, 9, 30))
    assert (row["Trạng thái"], row["Tiếp nhận"], row["Sổ số liệu"]) == ("chậm so với mốc", "chưa tiếp nhận", f"#{sent.id}")
    assert row_of(targets, STUNTED)["% mục tiêu"] is None
    assert [row["Mã"] for row in rows(targets)] == [one.code for one in office.desk.assistant.plans[0].targets]
    assert row_of(targets, "CT58")["Ghi chú"] == "nhắc lại CT32"
    told = {row["Đơn vị"]: row["Số liệu"] for row in rows(who)}
    assert (told["Sở Xây dựng"], told["Sở Nội vụ"]) == ("có", "chưa")
    assert [row["Số liệu"] for row in rows(versions)] == [1250, Decimal("16.5")]


def test_a_table_holds_no_draft_and_no_withdrawn_draft(office: Bureau) -> None:
    from store import ledger

    draft = office.sent(HOUSING, "1300", draft=True)
    office.ask("gửi bảng", office.chief)
    assert not office.book(office.chief).tables[2].rows
    person = office.desk.person(office.an)
    assert person is not None
    office.desk.store.transact(lambda db: ledger.withdraw(db, person, draft, "batch", office.desk.now))
    office.ask("gửi bảng", office.chief)
    assert not office.book(office.chief).tables[2].rows


@pytest.mark.parametrize("text", ["bảng tổng hợp", "gửi em bảng excel tổng hợp", "bảng của Sở Xây dựng"])
def test_an_agency_gets_its_own_table(text: str, office: Bureau) -> None:
    office.sent(HOUSING, "1250")
    office.sent(INSURANCE, "94", agency=HEALTH)
    office.ask(text, office.an)
    assert "Sở Y tế" not in repr(office.book(office.an).tables[1])
    assert {row["Đơn vị"] for row in rows(office.book(office.an).tables[1])} == {"Sở Xây dựng"}


def test_nobody_gets_another_agencys_table(office: Bureau) -> None:
    def files(chat: Chat, text: str) -> int:
        office.ask(text, chat)
        return len(chat.heard[-1].files)

    assert files(office.an, "bảng của Sở Y tế") == 0
    assert files(office.viewer, "bảng của Sở Y tế") == 0
    assert files(office.an, "bảng ai chưa gửi") == 0
    assert files(office.chief, "bảng của Sở Y tế") == 1
    assert files(office.chief, "bảng ai chưa gửi") == 1


def test_a_viewer_gets_the_targets_alone(office: Bureau) -> None:
    office.sent(HOUSING, "1250", note="vướng mặt bằng")
    office.ask("gửi bảng")
    assert [table.title for table in office.book(office.viewer).tables] == ["Chỉ tiêu"]
    assert row_of(office.book(office.viewer).tables[0], HOUSING)["Ghi chú"] == "vướng mặt bằng"


def test_a_sum_stands_in_the_table_with_what_it_lacks(office: Bureau) -> None:
    for agency in (BUILDING, HEALTH):
        office.given(HOUSING, agency, Part.CONTRIBUTES)
    office.sent(HOUSING, "1000")
    office.ask("gửi bảng", office.chief)
    row = row_of(office.book(office.chief).tables[0], HOUSING)
    assert (row["Số mới nhất"], row["% mục tiêu"], row["Trạng thái"]) == (1000, None, "chưa đủ số")
    assert row["Ghi chú"] == "cộng của 1 đơn vị, còn thiếu 1 đơn vị"
