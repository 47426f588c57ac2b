from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading import MAX_BYTES, Unreadable, UnreadableError, read_document, read_text

WRAPPED = """# NGUỒN: https://example.vn/ke-hoach.aspx
|
**ỦY BAN NHÂN DÂN
**
TỈNH X
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
|
|

**I. MỤC TIÊU
CỤ THỂ**

- Tỷ lệ che phủ rừng đến năm
2030 đạt 47% *(toàn tỉnh)*; trong giai đoạn 2026
- 2030 trồng mới 8.000 ha rừng và chăm sóc diện tích
rừng đã có.

- Tại địa bàn khu công nghiệp:
Phấn đấu 100% cơ sở đạt chuẩn theo quy định hiện
hành./.

|
Nơi nhận:
- Như trên;
|
TM. ỦY BAN NHÂN DÂN
|
"""


def texts(path: Path) -> list[str]:
    return [paragraph.text for paragraph in read_document(path).paragraphs]


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refused(path: Path) -> Unreadable:
    with pytest.raises(UnreadableError) as failure:
        read_document(path)
    return failure.value.code


def test_wrapped_lines_are_joined_and_stars_and_addresses_dropped(tmp_path: Path) -> None:
    found = texts(written(tmp_path, "a.txt", WRAPPED.encode()))
    assert found[1:4] == [
        "I. MỤC TIÊU CỤ THỂ",
        "- Tỷ lệ che phủ rừng đến năm 2030 đạt 47% (toàn tỉnh) ; trong giai đoạn 2026 - 2030 trồng mới 8.000 ha rừng "
        "và chăm sóc diện tích rừng đã có.",
        "- Tại địa bàn khu công nghiệp: Phấn đấu 100% cơ sở đạt chuẩn theo quy định hiện hành./.",
    ]
    assert not any("https" in text or "*" in text for text in found)


def test_a_table_of_lone_bars_is_rows_of_cells() -> None:
    rows = read_text("|\nSTT\n|\nNhiệm vụ\n|\nChủ trì\n|\n|\n1\n|\nRà soát\ncơ chế\n|\nSở Tài chính\n|\n").paragraphs
    assert [row.cells for row in rows] == [("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Rà soát cơ chế", "Sở Tài chính")]


def test_unwrapped_lines_stay_apart() -> None:
    lines = ["1. Sở Y tế:", "- Chủ trì theo dõi, tổng hợp.", "- Báo cáo trước ngày 05/12."]
    assert [paragraph.text for paragraph in read_text("\n".join(lines)).paragraphs] == lines


def test_portal_remains_after_the_end_are_cut_but_annexes_stay() -> None:
    kept = ["1. Nội dung", "Bấm vào nút để tải về mẫu.", "Trên đây là Kế hoạch./."]
    cut = ["Ý kiến bạn đọc", "Nhấp vào nút micro.", "Bạn nói rõ ràng."]
    text = "\n".join([*kept, *cut, "PHỤ LỤC I", "Bảng chỉ tiêu"])
    assert [paragraph.text for paragraph in read_text(text).paragraphs] == [
        *kept,
        "PHỤ LỤC I",
        "Bảng chỉ tiêu",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    assert texts(written(tmp_path, "a.txt", "Kế hoạch của tỉnh, số 1".encode(encoding))) == ["Kế hoạch của tỉnh, số 1"]


def test_an_encoding_that_would_change_letters_is_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "a.txt", "Kê hoach cua tinh: nhà ở".encode("cp1258", "replace"))) is Unreadable.ENCODING
    assert refused(written(tmp_path, "b.txt", b"K\x01\x02\x03")) is Unreadable.ENCODING


def test_decomposed_letters_and_invisible_signs_are_made_one() -> None:
    assert read_text("Ho\u0300a\u200b bi\u0300nh\u00a0xanh").paragraphs[0].text == "Hòa bình xanh"


def test_missing_empty_large_and_unknown_files_are_told_apart(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.txt") is Unreadable.MISSING
    assert refused(tmp_path) is Unreadable.MISSING
    assert refused(written(tmp_path, "a.txt", b" \n ")) is Unreadable.EMPTY
    assert refused(written(tmp_path, "a.docx", b"not a document")) is Unreadable.UNSUPPORTED
    assert refused(written(tmp_path, "a.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600)) is Unreadable.UNSUPPORTED
    assert refused(written(tmp_path, "b.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))) is Unreadable.LOCKED
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert refused(large) is Unreadable.TOO_LARGE


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 150_000_000)
    start = time.perf_counter()
    assert refused(written(tmp_path, "bomb.docx", packed.getvalue())) is Unreadable.TOO_LARGE
    assert time.perf_counter() - start < 1


def test_a_zip_that_is_no_document_and_a_broken_one_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(written(tmp_path, "a.docx", packed.getvalue())) is Unreadable.UNSUPPORTED
    assert refused(written(tmp_path, "b.docx", packed.getvalue()[:30])) is Unreadable.DAMAGED
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        archive.writestr("word/document.xml", "<nonsense")
    assert refused(written(tmp_path, "c.docx", packed.getvalue())) is Unreadable.DAMAGED


def test_a_word_document_is_read_in_order_whatever_its_extension(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("1. Sở Y tế")
    document.add_paragraph("Chủ trì theo dõi.", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Nhiệm vụ", "Chủ trì"
    document.add_paragraph("Trên đây là Kế hoạch./.")
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.docx").rename(tmp_path / "a.txt")
    found = read_document(tmp_path / "a.txt").paragraphs
    assert [paragraph.text for paragraph in found] == ["1. Sở Y tế", "- Chủ trì theo dõi.", "Nhiệm vụ | Chủ trì", "Trên đây là Kế hoạch./."]
    assert found[2].cells == ("Nhiệm vụ", "Chủ trì")


def test_a_workbook_is_read_as_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["STT", "Chỉ tiêu", 2030])
    book.active.append([1, "Che phủ rừng", None])
    book.active.append(["KẾ HOẠCH"])
    book.save(tmp_path / "a.xlsx")
    found = read_document(tmp_path / "a.xlsx").paragraphs
    assert [paragraph.cells for paragraph in found] == [("STT", "Chỉ tiêu", "2030"), ("1", "Che phủ rừng", ""), ()]


def test_a_web_page_is_read_without_its_scripts_and_menus(tmp_path: Path) -> None:
    page = """<!doctype html><html><head><title>x</title></head><body><nav>Đăng nhập</nav><script>alert(1)</script>
    <h1>KẾ HOẠCH</h1><p>Mục <b>tiêu</b><br>chung</p><ul><li>Một</li></ul><table><tr><td>1</td><td>Sở Y tế</td></tr></table></body></html>"""
    found = read_document(written(tmp_path, "a.html", page.encode())).paragraphs
    assert [paragraph.text for paragraph in found] == ["KẾ HOẠCH", "Mục tiêu", "chung", "- Một", "1 | Sở Y tế"]


def pdf(text: str) -> bytes:
    """A PDF of one page with one line of text in a font that every reader knows."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data + b"xref\n0 6\n0000000000 65535 f \n%s" % table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    )


def test_a_pdf_is_read_and_one_without_text_is_told_to_be_scanned(tmp_path: Path) -> None:
    assert texts(written(tmp_path, "a.pdf", pdf("Ke hoach trong rung nam 2026"))) == ["Ke hoach trong rung nam 2026"]
    assert refused(written(tmp_path, "b.pdf", pdf(""))) is Unreadable.NO_TEXT
    assert refused(written(tmp_path, "c.pdf", b"%PDF-1.4\nrubbish")) is Unreadable.DAMAGED


@settings(max_examples=300, deadline=None)
@given(
    data=st.binary(max_size=400),
    suffix=st.sampled_from(["", ".txt", ".docx", ".pdf", ".html", ".xlsx"]),
    start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>"]),
)
def test_no_bytes_do_more_than_be_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str, start: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), f"any{suffix}", start + data)
    with suppress(UnreadableError):
        assert read_document(path).paragraphs


def test_many_lone_bars_do_not_take_long() -> None:
    start = time.perf_counter()
    read_text("|\n" * 50_000)
    assert time.perf_counter() - start < 2


def test_a_deeply_nested_page_does_not_take_long(tmp_path: Path) -> None:
    start = time.perf_counter()
    assert texts(written(tmp_path, "a.html", b"<html><body>" + b"<div><form>" * 50_000 + "Kế hoạch".encode())) == ["Kế hoạch"]
    assert time.perf_counter() - start < 2
