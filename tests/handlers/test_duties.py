from __future__ import annotations

import pytest

from tests.handlers.conftest import Talk, first_line


def test_who_is_responsible_is_told_with_the_sentence_that_tasks_them(talk: Talk) -> None:
    answer = talk("ai chịu trách nhiệm về nhà ở xã hội?")
    assert "Sở Xây dựng" in first_line(answer)
    assert "Sở Xây dựng, chính quyền cơ sở triển khai tốt" in answer
    assert "điểm đ) Về nhà ở" in answer


def test_a_target_that_nobody_is_tasked_with_is_told_so(talk: Talk) -> None:
    answer = talk("Chỉ tiêu thất nghiệp chung giao cho ai chịu trách nhiệm?")
    assert "không giao chỉ tiêu này cho đơn vị cụ thể" in answer
    assert "thiếu Phụ lục I, II" in answer


@pytest.mark.parametrize("name", ["Sở Xây dựng", "SXD", "sở xd", "so xay dung", "Ngành Xây dựng"])
def test_an_agency_is_known_by_any_of_its_names(talk: Talk, name: str) -> None:
    assert first_line(talk(f"{name} được giao nhiệm vụ gì?")).startswith("Sở Xây dựng có")


def test_an_agency_that_the_plan_does_not_name_is_told_so(talk: Talk) -> None:
    assert "không nêu tên Sở Tài chính" in first_line(talk("Sở Tài chính thì sao?"))


def test_a_commune_is_shown_what_all_local_authorities_must_do(talk: Talk) -> None:
    answer = talk("UBND xã phải làm gì theo kế hoạch này?")
    assert "Nhiệm vụ chung" in answer
    assert "Chính quyền cấp cơ sở" in answer


def test_support_is_told_apart_from_lead(talk: Talk) -> None:
    assert "(phối hợp)" in talk("Sở Y tế có nhiệm vụ gì?")


def test_the_matter_asked_for_comes_first(talk: Talk) -> None:
    answer = talk("Sở Nội vụ làm gì về sàn giao dịch việc làm?")
    assert "sàn giao dịch việc làm" in answer.split("2. ")[0]


def test_a_department_with_many_tasks_is_pointed_to_those_common_to_all(talk: Talk) -> None:
    assert "nhiệm vụ chung giao Các sở, ban, ngành cấp tỉnh" in talk("nhiệm vụ của Sở Nội vụ")


def test_who_does_something_under_a_document_is_told_the_body_and_not_the_document(talk: Talk) -> None:
    assert first_line(talk("ai tuyên truyền nghị quyết 42?")).startswith("Sở Văn hóa, Thể thao và Du lịch")
