"""The judge itself, and the file of questions."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.quality.judge import CommandError, fault_of, holds, judge, numbers, recorded_answers, report
from tests.quality.questions import QUESTIONS, Kind, Question, Variant, askings, read_questions, with_slips, without_diacritics

PLAN = Path(__file__).parents[2] / "corpus" / "plans" / "743-kh-ubnd-2025" / "source.txt"
# Differences of two numbers of the plan, and days counted from the judge's clock: right, yet not in the plan word for word.
COMPUTED = {
    "deadline-left-health",
    "deadline-left-moh",
    "deadline-left-province",
    "fact-urban-rural",
    "fact-school-gap",
}

BHYT = Question("bhyt", Kind.TARGET, "Bao nhiêu % dân số tham gia BHYT?", head=(("95%",), ("trên", ">")))
GRDP = Question("grdp", Kind.NONE, "GRDP năm 2027 tăng 8% đúng không?")
WHO = Question("who", Kind.UNIT, "Ai lo nhà ở xã hội?", must=(("Sở Xây dựng",),))
LIST = Question("list", Kind.LIST, "Liệt kê chỉ tiêu nhà ở", must=(("3.700", "3700"), ("35,4",)))


@pytest.mark.parametrize("answer", ["Trên 95% dân số tham gia bảo hiểm y tế.", "\n> 95 % dân số\nNguồn: mục II"])
def test_a_right_answer_passes(answer: str) -> None:
    assert fault_of(BHYT, answer) is None


@pytest.mark.parametrize(
    "answer",
    [
        "Trên 90% dân số tham gia BHYT.",  # wrong number
        "95% dân số tham gia BHYT.",  # comparator lost
        "Theo mục II:\nTrên 95% dân số tham gia BHYT.",  # not in the first line
        "Trên 95% dân số tham gia BHYT, tiêm chủng 97%.",  # another target's percentage
        "Trên 95% " + "dân số " * 40,  # no direct answer
        "Trên 95%\n" + "x" * 1500,  # pours out the plan
        "",
    ],
)
def test_a_wrong_late_or_overlong_direct_answer_fails(answer: str) -> None:
    assert fault_of(BHYT, answer) is not None


def test_another_percentage_is_allowed_where_the_question_is_free() -> None:
    free = Question("p", Kind.TARGET, "Có phải 80% không?", head=(("95%",),), free=True)
    assert fault_of(free, "Không phải 80% mà là trên 95%.") is None


def test_any_percentage_is_foreign_to_a_target_without_one() -> None:
    state = Question("s", Kind.TARGET, "Sốt rét thì sao?", head=(("loại trừ",),))
    assert fault_of(state, "Loại trừ sốt rét.") is None
    assert fault_of(state, "Loại trừ 100% sốt rét.") is not None


@pytest.mark.parametrize(
    "answer",
    [
        "Kế hoạch 743 không nêu GRDP năm 2027, cũng không có mức 8%.",
        "Câu này nằm ngoài kế hoạch số 743/KH-UBND ngày 28/3/2025.\nGần nhất: trên 95% dân số có BHYT.",
    ],
)
def test_a_refusal_without_foreign_numbers_passes(answer: str) -> None:
    assert fault_of(GRDP, answer) is None


@pytest.mark.parametrize("answer", ["Kế hoạch không nêu GRDP, chỉ nêu 95% BHYT.", "GRDP tăng 8%.", "GRDP tăng 9,5%.", ""])
def test_a_refusal_with_a_number_and_an_invented_answer_fail(answer: str) -> None:
    assert fault_of(GRDP, answer) is not None


def test_numbers_given_to_unanswerable_questions_are_counted() -> None:
    scores = judge([GRDP, BHYT], lambda chat, text: "Kế hoạch không nêu, nhưng khoảng 9,5%.")
    assert scores.invented == 2  # as written and without diacritics; BHYT is answerable
    assert judge([GRDP], lambda chat, text: "Kế hoạch không nêu.").invented == 0


@pytest.mark.parametrize("opening", ["Kế hoạch không nêu.", "Rất tiếc, em chưa tìm thấy.", "Không có trong kế hoạch."])
def test_an_answerable_question_must_not_open_with_a_refusal(opening: str) -> None:
    assert fault_of(LIST, f"{opening}\n3.700 căn; 35,4 m2") is not None
    assert fault_of(WHO, f"{opening}\nSở Xây dựng") is None  # "the plan names no lead" may be right


def test_every_group_of_a_list_must_be_there() -> None:
    assert fault_of(LIST, "- ít nhất 3.700 căn\n- khoảng 35,4 m² sàn/người") is None
    assert fault_of(LIST, "- ít nhất 3.700 căn") is not None
    assert fault_of(LIST, "3.700, 35,4" + "x" * 6000) is not None


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("đạt 95 %.", "95%", True),
        ("đạt 35,4 m2", "5,4", False),
        ("đạt 15,8 m2", "15", False),
        ("còn 24 ngày", "4 ngày", False),
        ("khoảng 25,9m2", "25,9", True),
        ("13.700 căn", "3.700", False),
        ("trước ngày 05/12", "5/12", False),
        ("xóa  bỏ HOÀN toàn, sức khoẻ", "sức khỏe", True),
        ("Ủy ban", "uỷ ban", True),
        ("văn hóa", "văn hoá", True),
        ("dưới 3,5%", "trên", False),
    ],
)
def test_words_are_found_in_any_spelling_and_numbers_only_whole(text: str, wanted: str, found: bool) -> None:
    assert holds(text, wanted) is found


def test_dates_and_document_numbers_are_no_numbers() -> None:
    assert numbers("Số 743/KH-UBND ngày 28/3/2025, 42-NQ/TW, ngày 24 tháng 11 năm 2023: 3.700 căn, 35,4 m") == {"2023", "3.700", "35,4"}


def test_slips_are_the_same_at_every_run_and_spare_short_words_and_numbers() -> None:
    text = "Bao nhiêu phần trăm dân số 3.700 căn tham gia bảo hiểm y tế năm 2030 vậy anh?"
    slipped = with_slips(text, seed="T25-a")
    assert slipped == with_slips(text, seed="T25-a") != text
    changed = [(a, b) for a, b in zip(text.split(), slipped.split(), strict=True) if a != b]
    assert 1 <= len(changed) <= 3
    assert all(len(a) > 3 and a.isalpha() and a[0] == b[0] for a, b in changed)


def test_diacritics_go_and_nothing_else() -> None:
    assert without_diacritics("Đến năm 2030, độ phủ BHYT đạt 95,5%?") == "Den nam 2030, do phu BHYT dat 95,5%?"


def test_a_question_is_asked_in_its_ways_each_in_a_chat_of_its_own() -> None:
    follow = Question("f", Kind.FOLLOWUP, "còn BHTN?", head=(("25%",),), first="BHXH bao nhiêu?")
    said: list[tuple[str, str]] = []

    def answer(chat: str, text: str) -> list[str]:
        said.append((chat, text))
        return ["khoảng 25%"] if "BHTN" in text else ["khoảng 30%"]

    scores = judge([follow, WHO, LIST], answer)
    assert scores.count(Kind.FOLLOWUP) == (1, 1)
    assert said[:2] == [("f/plain", "BHXH bao nhiêu?"), ("f/plain", "còn BHTN?")]
    assert [v.asking.variant for v in scores.verdicts[1:]] == [
        Variant.PLAIN, Variant.BARE, Variant.SLIPS,
        Variant.PLAIN, Variant.BARE,
    ]  # fmt: skip
    assert len({chat for chat, _ in said}) == 6
    assert (scores.count(), len(scores.misses())) == ((1, 6), 5)
    assert "TOTAL 16.7%  (1/6)" in report(scores)


ECHO = """
import json, sys
for line in sys.stdin:
    chat = json.loads(line)
    print(json.dumps({"chat": chat["chat"], "kind": KIND, "replies": [{"text": "a"}, {"text": chat["text"]}]}), flush=True)
    print(json.dumps({"chat": "other", "kind": "push", "replies": [{"text": "b"}]}), flush=True)
"""


def test_the_command_is_fed_every_line_and_pushes_are_passed_over() -> None:
    command = [sys.executable, "-c", ECHO.replace("KIND", "'answer'")]
    answers = recorded_answers(command, [WHO])
    assert answers["who/plain", WHO.text] == f"a\n{WHO.text}"
    assert len(answers) == 3


def test_a_line_the_command_does_not_understand_counts_as_unanswered() -> None:
    command = [sys.executable, "-c", ECHO.replace("KIND", "'error'")]
    assert set(recorded_answers(command, [WHO]).values()) == {""}


@pytest.mark.parametrize("program", ["import sys; sys.exit('broken')", "pass"])
def test_a_failing_or_silent_command_is_an_error(program: str) -> None:
    with pytest.raises(CommandError):
        recorded_answers([sys.executable, "-c", program], [WHO])


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "guess"},
        {"must": []},
        {"must": [[]]},
        {"must": "95%"},
        {"kind": "none"},
        {"kind": "followup"},
        {"heads": []},
        {"id": "second"},
    ],
)
def test_a_faulty_line_is_refused_with_its_number(change: dict[str, object], tmp_path: Path) -> None:
    good = {"id": "first", "kind": "fact", "q": "Số mấy?", "head": [], "must": [["743"]]}
    lines = [good, {**good, "id": "second"}, {**good, "id": "third", **change}]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    with pytest.raises(ValueError, match=r"questions\.jsonl:3: "):
        read_questions(file)


def test_the_questions_cover_every_kind() -> None:
    kinds = Counter(question.kind for question in read_questions(QUESTIONS))
    least = {Kind.TARGET: 110, Kind.UNIT: 45, Kind.DEADLINE: 20, Kind.LIST: 20, Kind.FACT: 35, Kind.NONE: 75, Kind.FOLLOWUP: 25}
    assert all(kinds[kind] >= wanted for kind, wanted in least.items()), kinds


def test_no_two_askings_are_the_same() -> None:
    questions = read_questions(QUESTIONS)
    assert len({(question.first, question.text) for question in questions}) == len(questions)
    assert len({asking.chat for asking in askings(questions)}) == len(list(askings(questions)))


def test_whatever_is_wanted_of_an_answer_stands_in_the_plan() -> None:
    plan = PLAN.read_text("utf-8")
    absent = {
        question.id
        for question in read_questions(QUESTIONS)
        for group in question.head + question.must
        if not any(holds(plan, alternative) for alternative in group)
    }
    assert absent == COMPUTED
