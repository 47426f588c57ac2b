"""Passages are found in any spelling, and a stored index is used only if it is whole and of these texts."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from index import search as module
from index.clean import Cleaner
from index.search import Hit, Index, StaleIndexError, fingerprint
from index.text import fold

PASSAGES = [
    ("p1", "Tỉ lệ thất nghiệp chung dưới 2,5%, tỉ lệ thất nghiệp khu vực thành thị dưới 3,5%."),
    ("p2", "Khoảng 30% lực lượng lao động trong độ tuổi lao động tham gia bảo hiểm xã hội."),
    ("p3", "Trên 95% dân số tham gia bảo hiểm y tế; trên 95% dân số được quản lý sức khỏe."),
    ("p4", "Hoàn thành ít nhất 3.700 căn nhà ở xã hội cho người thu nhập thấp, công nhân."),
    ("p5", "Xóa bỏ hoàn toàn nhà tạm, nhà dột nát cho hộ nghèo, hộ cận nghèo."),
    ("p6", "80% hộ gia đình ở nông thôn được sử dụng nước sạch theo quy chuẩn."),
    ("p7", "Các đơn vị gửi báo cáo về Sở Y tế trước ngày 25/11 hằng năm để tổng hợp."),
    ("p8", "Tỉ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng thể thấp còi dưới 15%."),
    ("p9", "Sở Giáo dục và Đào tạo nâng cao chất lượng giáo dục mầm non, giáo dục phổ thông."),
    ("p10", "100% khu dân cư có nhà văn hóa, khu thể thao; 60% đạt chuẩn."),
]
QUESTIONS = [
    ("Tỉ lệ thất nghiệp thành thị là bao nhiêu?", "p1"),
    ("Bao nhiêu phần trăm dân số tham gia bảo hiểm y tế?", "p3"),
    ("Phải xây bao nhiêu căn nhà ở xã hội?", "p4"),
    ("Nhà tạm, nhà dột nát thì sao?", "p5"),
    ("Nước sạch nông thôn đạt bao nhiêu hộ?", "p6"),
    ("Hạn gửi báo cáo cho Sở Y tế là ngày nào?", "p7"),
    ("Suy dinh dưỡng thấp còi", "p8"),
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(PASSAGES)


def top(index: Index, question: str) -> str:
    return index.search(question, 1)[0].id


@pytest.mark.parametrize(("question", "passage"), QUESTIONS)
def test_a_question_finds_its_passage_in_any_spelling(index: Index, question: str, passage: str) -> None:
    for typed in (question, fold(question), question.upper(), unicodedata.normalize("NFD", question), fold(question).lower()):
        assert top(index, typed) == passage, typed


@pytest.mark.parametrize(
    ("typed", "passage"),
    [
        ("noxh bn căn", "p4"),
        ("chi tieu bhyt", "p3"),
        ("ty le that nghiep thnah thi", "p1"),
        ("3700 căn", "p4"),
        ("sở gd&đt làm gì", "p9"),
        ("nuoc sahc nong thon", "p6"),
        ("tre em suy dih dưỡng", "p8"),
        ("nop b/c cho syt", "p7"),
    ],
)
def test_abbreviations_chat_words_and_slips_find_their_passage(index: Index, typed: str, passage: str) -> None:
    assert top(index, typed) == passage


def test_a_cleaned_question_is_not_cleaned_again(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = index.clean("nha o xa hoj")
    expected = index.search("nha o xa hoj")
    monkeypatch.setattr(Cleaner, "clean", None)
    assert index.search(cleaned) == expected


def test_shares_are_between_nothing_and_all_and_fall_with_the_score(index: Index) -> None:
    for question, _ in QUESTIONS:
        hits = index.search(question)
        assert all(0 < hit.share < 1 and hit.score > 0 for hit in hits)
        assert [hit.share for hit in hits] == sorted((hit.share for hit in hits), reverse=True)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_question_of_something_else_has_a_lower_share(index: Index) -> None:
    inside = min(index.search(question, 1)[0].share for question, _ in QUESTIONS)
    outside = index.search("Dự báo thời tiết và giá vàng hôm nay có tăng không?", 1)
    assert not outside or outside[0].share < inside


def test_the_limit_is_kept_and_nothing_found_is_an_empty_list(index: Index) -> None:
    assert len(index.search("tỉ lệ", 2)) == 2
    assert index.search("xyzzy", 10) == []
    assert index.search("", 10) == []
    assert index.search("???", 10) == []


def test_equal_passages_come_in_their_order() -> None:
    made = Index.build([("b", "Nước sạch"), ("c", "Nhà ở"), ("a", "Nước sạch")])
    assert [hit.id for hit in made.search("nước sạch")] == ["b", "a"]


@pytest.mark.parametrize("passages", [[], [("p", "")], [("p", ""), ("q", "...")]])
def test_a_collection_without_words_finds_nothing(passages: list[tuple[str, str]]) -> None:
    assert Index.build(passages).search("nước sạch") == []


def test_progress_is_told_for_every_passage() -> None:
    told: list[int] = []
    Index.build(PASSAGES[:3], progress=told.append)
    assert told == [1, 2, 3]


def test_a_stored_index_answers_as_the_built_one(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "new" / "plan.index"
    index.save(path)
    stored = Index.load(path, fingerprint(PASSAGES))
    for question, _ in QUESTIONS:
        assert stored.search(fold(question)) == index.search(fold(question))


def test_storing_leaves_one_file(index: Index, tmp_path: Path) -> None:
    for _ in range(2):
        index.save(tmp_path / "plan.index")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.index"]


def test_opening_builds_once_and_loads_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.index"
    first = Index.open(path, PASSAGES).search("nước sạch")

    def build(*_: object) -> Index:
        raise AssertionError("a fresh file was not used")

    monkeypatch.setattr(Index, "build", build)
    assert Index.open(path, PASSAGES).search("nước sạch") == first


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_a_damaged_file_is_never_trusted(index: Index, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "plan.index"
    index.save(path)
    whole = path.read_bytes()
    place = whole.index(b'"lengths":[') + len(b'"lengths":[')
    flipped = whole[:place] + (b"7" if whole[place : place + 1] != b"7" else b"8") + whole[place + 1 :]
    path.write_bytes({"cut": whole[: len(whole) // 2], "flipped": flipped, "empty": b"", "other": b"{}\n{}"}[damage])
    with pytest.raises(StaleIndexError):
        Index.load(path, fingerprint(PASSAGES))
    assert Index.open(path, PASSAGES).search("nước sạch") == index.search("nước sạch")
    assert path.read_bytes() == whole


def test_other_texts_words_or_rules_make_a_file_stale(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.index"
    index.save(path)
    for other in (fingerprint(PASSAGES[1:]), fingerprint([("x", text) for _, text in PASSAGES]), fingerprint(PASSAGES, ["Ia Krái"])):
        with pytest.raises(StaleIndexError):
            Index.load(path, other)
    for rule in ("SEGMENTER", "TERMS_VERSION"):
        with monkeypatch.context() as changed:
            changed.setattr(module, rule, "another")
            assert fingerprint(PASSAGES) != index.fingerprint


def test_a_stored_small_index_is_loaded_without_numpy_or_segmenting(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "plan.index"
    index.save(path)
    code = (
        "import sys; from pathlib import Path; from index.search import Index\n"
        "index = Index.load(Path(sys.argv[1]), sys.argv[2])\n"
        "print('numpy' in sys.modules, 'underthesea' in sys.modules, index.search('nuoc sach', 1)[0].id)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path), index.fingerprint], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False", "p6"]


def test_an_index_is_plain_json_after_its_first_line(index: Index, tmp_path: Path) -> None:
    index.save(tmp_path / "plan.index")
    head, body = (tmp_path / "plan.index").read_bytes().split(b"\n", 1)
    assert head.split()[0].decode() == index.fingerprint
    assert json.loads(body)["ids"] == [id for id, _ in PASSAGES]


def test_indexing_writes_no_log(index: Index, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        found = index.search("nước sạch", 1)
    assert [type(hit) for hit in found] == [Hit]
    assert caplog.records == []
