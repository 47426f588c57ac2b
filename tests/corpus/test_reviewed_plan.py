"""The reviewed file of plan 743 held against its text and against labels that were made by hand, apart from it."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.plan import Comparator
from corpus.wording import quantities

Row = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "corpus" / "plans" / "743-kh-ubnd-2025"
SOURCE = (FOLDER / "source.txt").read_text("utf-8")
REVIEWED: Row = tomllib.loads((FOLDER / "plan.toml").read_text("utf-8"))
LABELS: Row = json.loads((Path(__file__).parent / "data" / "743.reviewed.json").read_text("utf-8"))
TARGETS: list[Row] = REVIEWED["targets"]
NUMERIC = [target for target in TARGETS if "goal" in target]
# Both files tell the plan's targets in the order of the text.
PAIRS: list[tuple[Row, Row]] = list(zip(TARGETS, sorted(LABELS["targets"], key=lambda label: label["start"]), strict=True))

# Where the reviewed file stands by another reading than the labels: what, and why.
DIFFERENCES = {
    "T59 same_as": "“từng bước thực hiện phổ cập giáo dục mầm non” repeats T12 in softer words; the contradiction keeps both wordings",
    "T02 within": "the state is told of the same “100% người có công” as T01, in one sentence with it",
    "T04 scope": "“thành thị” and “đô thị” are one scope, written “đô thị”",
    "T36 scope": "as T04",
    "T42 scope": "the plan's own long form instead of “DTTS và miền núi”",
    "D04": "sơ kết, tổng kết has no day: a topic, not a deadline",
    "D05": "the year of every goal of section II.2 stands in `by`",
    "D06": "as D05, of the two goals under “đ) Về nhà ở”",
    "D07": "as D05, of the one goal of 2025",
    "units": "“Mặt trận … các cấp” and “Ủy ban Mặt trận … tỉnh” are one body, as are “chính quyền cơ sở” under its four names",
    "duties ubnd-cap-huyen": "the sentence that moves the districts' tasks is the districts' duty too: who asks for them must find it",
    "duties without a subject": "a sentence without a subject, in a paragraph that opens with an agency, is that agency's; "
    "so are all bullets under “c) Về phát triển văn hoá”, whose opening says “các nhiệm vụ sau”",
}

AGENCY_OF_LABEL = {
    "Bảo hiểm xã hội": "bao-hiem-xa-hoi",
    "Cơ quan, đơn vị trên địa bàn tỉnh": "co-quan-don-vi-tren-dia-ban",
    "Các sở, ban, ngành của tỉnh": "cac-so-ban-nganh",
    "UBND cấp xã, phường (tiếp nhận)": "ubnd-cap-xa",
    "Giám đốc các sở, ban, ngành": "giam-doc-cac-so",
}
COUNTERPART = {"lead": "lead", "coordinate": "support"}
STRICT = {">=": ">", "<=": "<"}
QUESTION_WORDS = {"bao nhiêu", "mấy", "gì", "thế nào", "khi nào", "là sao"}


def fold(text: str) -> str:
    """Without case, diacritics and punctuation: how two names look alike to somebody who types in a hurry."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(letter for letter in bare if not unicodedata.combining(letter))))


def quotes_in(row: object) -> Iterator[str]:
    if isinstance(row, dict):
        for key, value in row.items():
            if key in {"quote", "responsible_quote", "state"}:
                yield value
            elif key == "quotes":
                yield from value
            else:
                yield from quotes_in(value)
    elif isinstance(row, list):
        for part in row:
            yield from quotes_in(part)


def agency_ids_by_name() -> dict[str, str]:
    names = {fold(name): agency["id"] for agency in REVIEWED["agencies"] for name in (agency["name"], *agency["aliases"])}
    return names | {fold(unit): agency for unit, agency in AGENCY_OF_LABEL.items()}


def line_of(quote: str) -> str:
    return next(line for line in SOURCE.splitlines() if quote in line)


def test_every_quote_stands_verbatim_in_one_paragraph_of_the_plan() -> None:
    quotes = list(quotes_in(REVIEWED))
    assert len(quotes) > 300
    lines = SOURCE.splitlines()
    assert [quote for quote in quotes if not any(quote in line for line in lines)] == []


def test_every_quoted_target_duty_and_deadline_stands_at_one_place_only() -> None:
    rows = [*TARGETS, *REVIEWED["duties"], *REVIEWED["deadlines"], *REVIEWED["references"]]
    assert {row["quote"] for row in rows if SOURCE.count(row["quote"]) != 1} == set()


@pytest.mark.parametrize("target", NUMERIC, ids=lambda target: target["code"])
def test_every_goal_can_be_read_out_of_its_quote(target: Row) -> None:
    read = {(quantity.value, str(quantity.comparator)) for quantity in quantities(target["quote"])}
    assert (Decimal(target["goal"]), target["comparator"]) in read


@pytest.mark.parametrize(("target", "label"), PAIRS, ids=[target["code"] for target, _ in PAIRS])
def test_every_labelled_target_is_there_with_its_value_comparator_measure_and_year(target: Row, label: Row) -> None:
    assert label["quote"] in target["quote"]
    assert target.get("goal") == (None if label["value"] is None else str(label["value"]))
    assert target["comparator"] == (STRICT[label["comparator"]] if label["strict"] else label["comparator"])
    assert target.get("measure") == label["unit"]
    assert target.get("by") == label["by"]
    assert bool(target.get("same_as")) == ("duplicate_of" in label) or f"{label['id']} same_as" in DIFFERENCES
    assert bool(target.get("within")) == ("parent" in label) or f"{label['id']} within" in DIFFERENCES
    assert target["scope"] == label.get("scope", target["scope"]) or f"{label['id']} scope" in DIFFERENCES


def test_all_44_numbers_of_the_plan_are_targets() -> None:
    assert len(NUMERIC) == 44
    assert {target["by"] for target in NUMERIC} == {2030, 2025}


def test_codes_follow_the_order_of_the_plan() -> None:
    assert [target["code"] for target in TARGETS] == [f"CT{number:02d}" for number in range(1, len(TARGETS) + 1)]


def test_every_target_holds_either_a_number_or_a_state() -> None:
    assert [target["code"] for target in TARGETS if ("goal" in target) == ("state" in target)] == []
    assert [target["code"] for target in TARGETS if ("goal" in target) != ("measure" in target)] == []
    assert {Comparator(target["comparator"]) for target in TARGETS} == set(Comparator) - {Comparator.AT_MOST}


def test_a_number_that_counts_things_built_adds_up_over_the_years() -> None:
    built = [target for target in TARGETS if "xây dựng" in target["quote"].lower() and target.get("measure") in {"căn", "căn hộ"}]
    assert len(built) == 2
    assert built == [target for target in TARGETS if target["kind"] == "cumulative"]


def test_links_between_targets_lead_to_targets() -> None:
    codes = {target["code"] for target in TARGETS}
    repeated = {target["same_as"] for target in TARGETS if "same_as" in target}
    assert repeated | {target["within"] for target in TARGETS if "within" in target} <= codes
    assert not repeated & {target["code"] for target in TARGETS if "same_as" in target}


def test_no_name_is_shared_by_two_targets() -> None:
    owners: dict[str, set[str]] = {}
    for target in TARGETS:
        for name in (target["name"], *target["aliases"]):
            owners.setdefault(fold(name), set()).add(str(target.get("same_as", target["code"])))
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


def test_no_name_is_shared_by_two_agencies() -> None:
    owners: dict[str, set[str]] = {}
    for agency in REVIEWED["agencies"]:
        for name in (agency["name"], *agency["aliases"]):
            owners.setdefault(fold(name), set()).add(agency["id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_names_of_targets_are_short_and_ask_nothing() -> None:
    names = [(target["code"], name) for target in TARGETS for name in (target["name"], *target["aliases"])]
    assert [target["code"] for target in TARGETS if len(target["name"]) > 90] == []
    assert [name for _, name in names if any(re.search(rf"\b{word}\b", name.lower()) for word in QUESTION_WORDS)] == []


def test_every_target_has_enough_names() -> None:
    few = {target["code"] for target in TARGETS if not 8 <= len(target["aliases"]) <= 25}
    assert few == {target["code"] for target in TARGETS if "same_as" in target}


def test_the_name_of_a_part_of_the_province_or_of_a_school_level_is_never_left_out() -> None:
    """A name of the urban, rural or graded target must say so, or it would name its sibling as well."""
    words = {"đô thị": r"đô thị|thành thị|thành phố|tập trung|nước máy", "nông thôn": r"nông thôn|quê|thu gom|gom |ntsh"}
    for target in TARGETS:
        pattern = words.get(target["scope"])
        if pattern:
            assert [name for name in target["aliases"] if not re.search(pattern, name.lower())] == [], target["code"]
    level = r"tiểu học|cấp 1\b|cấp i\b|cơ sở|thcs|cấp 2\b|cấp ii\b|phổ thông|thpt|cấp 3\b|cấp iii\b"
    for target in TARGETS:
        if "đi học đúng độ tuổi" in target["name"]:
            assert [name for name in target["aliases"] if not re.search(level, name.lower())] == []


def test_every_agency_that_is_told_something_is_listed() -> None:
    ids = {agency["id"] for agency in REVIEWED["agencies"]}
    assert len(ids) == len(REVIEWED["agencies"])
    told = {duty["agency"] for duty in REVIEWED["duties"]}
    told |= {agency for row in REVIEWED["deadlines"] for agency in row["agency"]}
    told |= {agency for target in TARGETS for agency in target.get("responsible", ())}
    assert told | {REVIEWED["plan"]["coordinator"]} <= ids


def test_bodies_that_ended_say_what_became_of_them() -> None:
    ended = {agency["id"]: agency["ended"] for agency in REVIEWED["agencies"] if "ended" in agency}
    assert "72/2025/QH15" in ended["ubnd-cap-huyen"]
    assert "72/2025/QH15" in ended["thi-tran"]
    assert all(target["note"] for target in TARGETS if target["scope"] == "cấp huyện")


def test_who_is_responsible_stands_in_the_quoted_sentence_or_the_note_says_where() -> None:
    names = {agency["id"]: [fold(name) for name in (agency["name"], *agency["aliases"])] for agency in REVIEWED["agencies"]}
    for target in TARGETS:
        assert bool(target.get("responsible")) == bool(target.get("responsible_quote")), target["code"]
        sentence = fold(target.get("responsible_quote", ""))
        for agency in target.get("responsible", ()):
            named = any(name in sentence for name in names[agency])
            explained = "không nêu tên đơn vị" in target.get("note", "") or "giao chung cho" in target.get("note", "")
            assert named or explained, (target["code"], agency)


@pytest.mark.parametrize("label", LABELS["duties"], ids=lambda label: label["id"])
def test_every_labelled_duty_is_there_for_its_agency_and_role(label: Row) -> None:
    agency = agency_ids_by_name()[fold(label["unit"])]
    found = [duty for duty in REVIEWED["duties"] if duty["agency"] == agency and label["quote"] in duty["quote"]]
    assert COUNTERPART[label["role"]] in {duty["role"] for duty in found}


def test_a_duty_beyond_the_labels_continues_a_paragraph_that_tasks_its_agency() -> None:
    names = agency_ids_by_name()
    labelled = [(names[fold(label["unit"])], label["quote"]) for label in LABELS["duties"]]
    culture = SOURCE[SOURCE.index("c) Về phát triển văn hoá") : SOURCE.index("d) Về thông tin")]
    for duty in REVIEWED["duties"]:
        tasked = any(agency == duty["agency"] and quote in line_of(duty["quote"]) for agency, quote in labelled)
        inherited = duty["quote"] in culture and duty["agency"] in {"so-van-hoa-the-thao-va-du-lich", "chinh-quyen-co-so"}
        assert tasked or inherited or f"duties {duty['agency']}" in DIFFERENCES, duty["quote"]


def test_no_duty_is_told_twice_and_each_has_its_topics() -> None:
    twice = [key for key, count in Counter((duty["agency"], duty["quote"]) for duty in REVIEWED["duties"]).items() if count > 1]
    assert twice == []
    assert [duty["quote"] for duty in REVIEWED["duties"] if not 1 <= len(duty["topics"]) <= 10] == []


def test_the_three_deadlines_are_there_and_end_the_day_before() -> None:
    dated = {label["id"]: label for label in LABELS["deadlines"] if label["type"] == "recurring"}
    assert {label["id"] for label in LABELS["deadlines"]} - set(dated) <= set(DIFFERENCES)
    expected = {(label["date"]["day"], label["date"]["month"], label["quote"]) for label in dated.values()}
    assert {(row["day"], row["month"], row["quote"]) for row in REVIEWED["deadlines"]} == expected
    assert all(row["strict"] and "year" not in row for row in REVIEWED["deadlines"])


def test_every_labelled_contradiction_is_kept_with_its_wordings() -> None:
    kept = [" ".join(row["quotes"]) for row in REVIEWED["contradictions"]]
    assert len(kept) == len(LABELS["contradictions"]) == 10
    for label in LABELS["contradictions"]:
        if label["quotes"]:
            assert any(all(quote in quotes for quote in label["quotes"]) for quotes in kept), label["id"]
    assert all(row["advice"] and row["aliases"] for row in REVIEWED["contradictions"])


def test_every_document_with_a_number_in_the_text_is_a_reference() -> None:
    written = re.findall(r"số (\d+(?:/|- ?)[A-ZĐ][^\s,;.)]*)", SOURCE)
    numbers = {"".join(number.split()) for number in written}
    assert len(numbers) == 20
    assert numbers - {row["number"] for row in REVIEWED["references"]} == set()


def test_a_reference_quotes_its_own_number_and_date() -> None:
    for row in REVIEWED["references"]:
        quote = row["quote"].replace("- ", "-")
        assert row["number"] in quote
        assert row["subject"] in row["quote"]
        if "date" in row:
            day: date = row["date"]
            forms = {f"{day.day:02d}/{month}/{day.year}" for month in (str(day.month), f"{day.month:02d}")}
            assert any(form in quote for form in forms | {f"ngày {day.day} tháng {day.month:02d} năm {day.year}"}), row["number"]


def test_numbers_that_only_name_a_group_or_a_scheme_are_no_goals() -> None:
    """The labels' distractors: the national scheme's million flats, the ages of the children meant, levels and dates."""
    assert len(LABELS["distractors"]) == 12
    goals = {Decimal(target["goal"]) for target in NUMERIC}
    assert goals.isdisjoint({Decimal(value) for value in (1_000_000, 1, 36, 5, 3, 2, 24, 1750, 2020, 2030)})
