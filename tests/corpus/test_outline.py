from __future__ import annotations

from pathlib import Path

from corpus.outline import outline
from corpus.reading import read_document

SOURCE = Path(__file__).parents[2] / "corpus" / "plans" / "743-kh-ubnd-2025" / "source.txt"


def places(*paragraphs: str) -> list[str]:
    return [passage.place for passage in outline(paragraphs, "p")]


def place_of(words: str) -> str:
    paragraphs = [paragraph.text for paragraph in read_document(SOURCE).paragraphs]
    return next(passage.place for passage in outline(paragraphs, "743") if words in passage.text)


def test_a_complete_outline_is_told_by_its_numbers_and_the_last_title() -> None:
    assert places(
        "KẾ HOẠCH", "I. MỤC TIÊU", "1. Mục tiêu cụ thể", "a) Về y tế", "- Một.", "- Hai.", "II. TỔ CHỨC", "1. Sở Y tế", "Chủ trì."
    ) == [
        "Phần mở đầu, KẾ HOẠCH",
        "I. MỤC TIÊU",
        "I.1. Mục tiêu cụ thể",
        "I.1, điểm a) Về y tế, gạch đầu dòng 1",
        "I.1, điểm a) Về y tế, gạch đầu dòng 2",
        "II. TỔ CHỨC",
        "II.1. Sở Y tế",
    ]


def test_a_heading_with_no_parent_in_the_text_gets_none() -> None:
    assert place_of("Xây dựng được ít nhất 3.700 căn hộ") == "2. Mục tiêu cụ thể năm 2030, gạch đầu dòng 3"


def test_letters_after_a_gap_in_the_numbers_belong_to_no_known_number() -> None:
    assert place_of("phấn đấu đến năm 2030 toàn tỉnh xây dựng 3.700 căn") == "III, điểm đ) Về nhà ở, gạch đầu dòng 2"
    assert place_of("bảy kế hoạch của ngành giáo dục") == "III, điểm a) Về giáo dục"


def test_what_follows_the_last_heading_before_a_gap_is_only_said_to_stand_under_it() -> None:
    assert place_of("Bảo hiểm xã hội khu vực XXVI").startswith("III, dưới tiêu đề 4. Thực hiện tốt chính sách ưu đãi")


def test_numbers_that_restart_show_a_lost_heading() -> None:
    place = place_of("gửi Sở Y tế trước ngày 25/11")
    assert place.startswith("1. Giám đốc các sở, ban, ngành;")
    assert place.endswith(", gạch đầu dòng 2")
    assert "III" not in place


def test_a_paragraph_after_bullets_is_not_claimed_for_their_heading() -> None:
    assert place_of("Căn cứ vào Kế hoạch này, các cơ quan").endswith("đoạn 1 sau các gạch đầu dòng")
    assert place_of("Trên đây là Kế hoạch") == "Phần kết"


def test_a_part_of_a_sentence_that_looks_like_a_closing_is_none() -> None:
    assert place_of("Trong quá trình thực hiện phải phân công trách nhiệm") == "2. Yêu cầu, đoạn 2"


def test_dotted_numbers_are_not_doubled() -> None:
    assert places("II. MỤC TIÊU", "2. Mục tiêu cụ thể", "2.1. Đến năm 2030", "- Một.")[-1] == "II.2.1. Đến năm 2030, gạch đầu dòng 1"


def test_a_short_bullet_over_paragraphs_is_a_heading() -> None:
    assert places("1. Mục tiêu", "- Thủy sản", "Đạt 70% diện tích.", "Có 02 vùng nuôi.")[-1] == "1. Mục tiêu, Thủy sản, đoạn 2"


def test_rows_of_an_annex_are_told_by_group_and_number() -> None:
    rows = ("PHỤ LỤC", "NHIỆM VỤ", "STT | Nhiệm vụ | Chủ trì", "I | Cơ chế", "1 | Rà soát cơ chế. | Sở Tài chính")
    assert places(*rows)[-1] == "PHỤ LỤC. NHIỆM VỤ, I. Cơ chế, dòng 1"


def test_footnotes_are_told_by_their_number() -> None:
    assert places("1. Sở Y tế", "Chủ trì.", "[2] Quyết định số 1/QĐ-TTg.")[-1] == "Chú thích [2]"


def test_every_word_of_the_text_proper_stands_in_a_passage_or_a_place() -> None:
    paragraphs = [paragraph.text for paragraph in read_document(SOURCE).paragraphs]
    passages = outline(paragraphs, "743")
    known = " ".join(f"{passage.place} {passage.text}" for passage in passages)
    first = next(at for at, text in enumerate(paragraphs) if text.startswith("Thực hiện Chương trình"))
    lost = [word for text in paragraphs[first:-1] for word in text.split() if word.strip(":.") not in known]
    assert lost == []


def test_passages_are_verbatim_and_counted() -> None:
    paragraphs = [paragraph.text for paragraph in read_document(SOURCE).paragraphs]
    passages = outline(paragraphs, "743")
    assert [passage.id for passage in passages[:2]] == ["p001", "p002"]
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(passage.text in paragraphs for passage in passages)


def test_nothing_yields_no_passages() -> None:
    assert outline((), "p") == ()
