"""A draft letter against Decree 30/2020, appendix I, read from its XML and not by the library that wrote it."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from bot.papers.letter import typeset
from bot.papers.make import content, suffix
from bot.wire import reply_from_json, reply_to_json
from handlers.papers import Agenda, Event, Letter, Table
from handlers.turn import File, Reply

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS_IN_MM = 1440 / 25.4
LETTER = Letter(
    issuer_parent="UBND tỉnh Gia Lai",
    issuer="Sở Y tế",
    sign="/SYT-…",
    place="Gia Lai",
    year=2026,
    subject="V/v đôn đốc gửi số liệu báo cáo năm 2026",
    to=("Sở Xây dựng", "Sở Nội vụ"),
    paragraphs=("Thực hiện Kế hoạch số 743/KH-UBND, Sở Y tế tổng hợp số liệu.", "Đề nghị các đơn vị gửi số liệu."),
    receivers=("Như trên;", "Lưu: VT."),
    signer_authority="Giám đốc",
    tables=(Table("Danh sách", ("STT", "Đơn vị", "Còn thiếu"), (("1", "Sở Xây dựng", Decimal(3)),)),),
)


def parts(letter: Letter) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(typeset(letter))) as file:
        names = [name for name in file.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return {name: etree.fromstring(file.read(name)) for name in names}


def text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def paragraph(document: Any, words: str) -> Any:
    return next(one for one in document.iter(f"{W}p") if text(one) == words)


def size(element: Any) -> float:
    return int(next(element.iter(f"{W}sz")).get(f"{W}val")) / 2


def has(element: Any, name: str) -> bool:
    found = next(element.iter(f"{W}{name}"), None)
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false")


@pytest.fixture(scope="module")
def document() -> Any:
    return parts(LETTER)["word/document.xml"]


def test_the_page_is_a4_with_the_margins_of_the_decree(document: Any) -> None:
    page, margins = next(document.iter(f"{W}pgSz")), next(document.iter(f"{W}pgMar"))
    assert [round(int(page.get(f"{W}{name}")) / TWIPS_IN_MM) for name in ("w", "h")] == [210, 297]
    found = {name: round(int(margins.get(f"{W}{name}")) / TWIPS_IN_MM) for name in ("top", "bottom", "left", "right")}
    assert 20 <= found["top"] <= 25
    assert 20 <= found["bottom"] <= 25
    assert 30 <= found["left"] <= 35
    assert 15 <= found["right"] <= 20


def test_the_font_is_times_new_roman_in_black() -> None:
    styles = parts(LETTER)["word/styles.xml"]
    normal = next(one for one in styles.iter(f"{W}style") if one.get(f"{W}styleId") == "Normal")
    fonts = next(normal.iter(f"{W}rFonts"))
    assert {fonts.get(f"{W}{name}") for name in ("ascii", "hAnsi", "eastAsia")} == {"Times New Roman"}
    assert next(normal.iter(f"{W}color")).get(f"{W}val") == "000000"


def test_the_page_number_stands_in_the_middle_of_the_top_margin_and_on_no_first_page(document: Any) -> None:
    assert next(document.iter(f"{W}titlePg"), None) is not None
    headers = {name: one for name, one in parts(LETTER).items() if "header" in name}
    numbered = [one for one in headers.values() if any(field.text == "PAGE" for field in one.iter(f"{W}instrText"))]
    assert len(numbered) == 1
    assert next(numbered[0].iter(f"{W}jc")).get(f"{W}val") == "center"
    assert any("DỰ THẢO" in text(one) for one in headers.values() if one not in numbered)


def test_the_states_name_and_motto_stand_as_the_decree_says(document: Any) -> None:
    state, motto = paragraph(document, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), paragraph(document, "Độc lập - Tự do - Hạnh phúc")
    assert (12 <= size(state) <= 13, has(state, "b")) == (True, True)
    assert (13 <= size(motto) <= 14, has(motto, "b")) == (True, True)
    assert motto.getnext().find(f".//{W}pBdr") is not None, "no rule below the motto"


def test_the_issuer_is_bold_and_its_parent_is_not(document: Any) -> None:
    assert has(paragraph(document, "SỞ Y TẾ"), "b")
    assert not has(paragraph(document, "UBND TỈNH GIA LAI"), "b")


def test_number_day_and_signature_stay_blank(document: Any) -> None:
    assert paragraph(document, "Số: ……/SYT-…") is not None
    day = paragraph(document, "Gia Lai, ngày … tháng … năm 2026")
    assert has(day, "i")
    signed = paragraph(document, "GIÁM ĐỐC")
    assert (has(signed, "b"), signed.getnext()) == (True, None)


def test_the_body_is_justified_and_set_in(document: Any) -> None:
    body = paragraph(document, LETTER.paragraphs[0])
    assert 13 <= size(body) <= 14
    assert next(body.iter(f"{W}jc")).get(f"{W}val") == "both"
    assert round(int(next(body.iter(f"{W}ind")).get(f"{W}firstLine")) / TWIPS_IN_MM, 1) in (10.0, 12.7)
    spacing = next(body.iter(f"{W}spacing"))
    assert int(spacing.get(f"{W}before")) / 20 >= 6
    assert 240 <= int(spacing.get(f"{W}line")) <= 360


def test_who_gets_it_is_listed_in_small_letters(document: Any) -> None:
    label = paragraph(document, "Nơi nhận:")
    assert (size(label), has(label, "b"), has(label, "i")) == (12, True, True)
    assert size(paragraph(document, "- Lưu: VT.")) == 11


def test_hostile_words_make_no_field_no_link_and_no_broken_file() -> None:
    chance = random.Random(743)
    hostile = [
        "\x00\x0b",
        "]]>",
        "<w:p/>",
        "&amp;",
        "{ HYPERLINK x }",
        "\ud800",
        "￾",
        "=cmd|' /C calc'!A0",
        "đ" * 9_000,
        "\u202e",
        "\n\r\t",
    ]
    for _ in range(50):
        words = "".join(chance.choices(hostile, k=4))
        letter = replace(LETTER, subject=words, to=(words, words), paragraphs=(words,), receivers=(words,), sign=words, place=words)
        found = parts(letter)
        assert not [one for part in found.values() for one in part.iter(f"{W}hyperlink")]
        assert sum(1 for part in found.values() for one in part.iter(f"{W}instrText")) == 1


def test_letters_and_calendars_survive_being_kept() -> None:
    events = (Event("a@kehoach", datetime(2026, 11, 24, tzinfo=UTC).date(), "Hạn; gửi, báo cáo", "Dòng một\ndòng hai", 5),)
    agenda = Agenda("Lịch", events, datetime(2026, 11, 2, 8, tzinfo=UTC))
    for paper, ending in ((LETTER, ".docx"), (agenda, ".ics")):
        reply = Reply("đây", files=(File("x", paper=paper),))
        assert reply_from_json(reply_to_json(reply)) == reply
        assert suffix(paper) == ending
        assert content(paper)


def test_a_calendar_is_whole_days_with_an_alarm_and_lines_that_telephones_read() -> None:
    events = (Event("a@kehoach", datetime(2026, 11, 24, tzinfo=UTC).date(), "Hạn; gửi, báo cáo\nBEGIN:VEVENT", "Một\nhai", 5),)
    raw = content(Agenda("Lịch", events, datetime(2026, 11, 2, 8, tzinfo=UTC)))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    unfolded = raw.decode().replace("\r\n ", "")
    assert unfolded.split("\r\n").count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261124\r\n" in unfolded
    assert "DTEND;VALUE=DATE:20261125\r\n" in unfolded
    assert "SUMMARY:Hạn\\; gửi\\, báo cáo BEGIN:VEVENT\r\n" in unfolded
    assert "TRIGGER:-P4DT16H\r\n" in unfolded, "eight in the morning, five days before"
    assert "UID:a@kehoach\r\n" in unfolded
