"""How a reply looks on Zalo."""

from __future__ import annotations

import unicodedata

import pytest

from bot.channels.cutting import units
from bot.channels.zalo_text import LIMIT, as_text, split, title
from handlers.say import DO_NOT_ERASE, ERASE
from handlers.turn import File, Reply

HINT = "(gõ chữ cái hoặc lời chọn)"


def test_options_stand_below_the_text_a_line_for_each_row() -> None:
    reply = Reply("Ghi?", (("Ghi", "Không ghi"), ("Sửa",)))
    assert as_text(reply) == f"Ghi?\n\nA. Ghi · B. Không ghi\nC. Sửa\n{HINT}"


def test_where_the_text_lists_the_options_its_bullets_become_letters() -> None:
    reply = Reply("Chỉ tiêu nào?\n• 80% – hộ nông thôn dùng nước sạch\n• 100% – hộ đô thị", (("Hộ nông thôn dùng…",), ("Hộ đô thị",)))
    assert as_text(reply) == f"Chỉ tiêu nào?\nA. 80% – hộ nông thôn dùng nước sạch\nB. 100% – hộ đô thị\n{HINT}"


@pytest.mark.parametrize("labels", [("Hộ đô thị", "Hộ nông thôn"), ("Hộ nông thôn",), ("Hộ nông thôn", "Hộ đô thị", "Cả hai")])
def test_where_it_lists_something_else_the_options_are_listed_too(labels: tuple[str, ...]) -> None:
    shown = as_text(Reply("Có hai:\n• 80% – hộ nông thôn\n• 100% – hộ đô thị", tuple((label,) for label in labels)))
    assert f"A. {labels[0]}" in shown.split("\n")
    assert "• 80% – hộ nông thôn" in shown


def test_what_cannot_be_undone_has_no_letter() -> None:
    assert as_text(Reply("Xóa?", ((ERASE, DO_NOT_ERASE),))) == f"Xóa?\n\nGõ: {ERASE}\nB. {DO_NOT_ERASE}\n{HINT}"


def test_a_message_that_is_sent_again_says_so() -> None:
    assert as_text(Reply("Đã ghi"), repeated=True) == "(gửi lại) Đã ghi"


@pytest.mark.parametrize("text", ["chữ " * 1_500, "😀" * 3_000, "á" * 4_000, "dòng\n" * 900])
def test_every_part_is_as_short_as_zalo_wants_it_by_any_count_and_nothing_is_lost(text: str) -> None:
    options = tuple((f"Lựa chọn thứ {number} khá dài",) for number in range(12))
    parts = split(Reply(unicodedata.normalize("NFD", text), options))
    shown = [as_text(part, repeated=True) for part in parts]
    assert len(parts) > 1
    assert max(units(one) for one in shown) <= LIMIT
    assert [part.options for part in parts] == [()] * (len(parts) - 1) + [options]
    assert shown[-1].endswith(HINT)
    whole = "".join(part.text.partition(" ")[2] for part in parts)
    assert "".join(whole.split()) == "".join(text.split())


def test_files_follow_each_as_a_message_of_its_own() -> None:
    files = (File("a.png"), File("b.xlsx"))
    assert split(Reply("Đây", files=files)) == [Reply("Đây"), *(Reply("", files=(file,)) for file in files)]


def test_many_long_options_are_shortened_so_that_all_are_there() -> None:
    options = tuple((f"{letter} " * 90,) for letter in "abcdefghijklmnopqrstuvwxyz")
    (part,) = split(Reply("Chọn", options))
    assert units(as_text(part)) <= LIMIT
    assert "\nZ. z" in as_text(part)


def test_a_button_has_as_many_whole_words_as_fit_behind_its_letter() -> None:
    assert title("A", "Hẹn ngày gửi", 20) == "Hẹn ngày gửi"
    assert title("B", "Hộ gia đình ở nông thôn dùng nước sạch", 20) == "B. Hộ gia đình ở…"
    assert len(title("C", "x" * 50, 20)) == 20
