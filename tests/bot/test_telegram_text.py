"""How replies are cut and dressed for Telegram."""

from __future__ import annotations

import os
import random
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import say
from bot.channels.cutting import units
from bot.channels.telegram_text import LIMIT, html, split
from handlers.turn import File, Reply
from tests.servers.fake_telegram.html import parse_html
from tests.servers.fake_telegram.text import RAW_LIMIT, formatted

LONG = os.environ.get("KEHOACH_LONG") == "1"
HOSTILE = 10_000 if LONG else 500
OPTIONS = (("Đô thị", "Nông thôn"), ("Cả hai",))
ENDS = ".;!?…”"


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


SENTENCES = st.lists(
    st.text("aăâđêôơưửữự😀\u0301 ", min_size=1, max_size=900).map(lambda text: text.strip() + "."), min_size=1, max_size=40
).map(" ".join)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("😀\n\n .;“”<&>"), max_size=300)
TEXTS = SENTENCES | st.builds(lambda text, times: text * times, ANYTHING, st.integers(1, 60))


@settings(max_examples=2_000 if LONG else 100, deadline=None)
@given(TEXTS)
@example("😀" * 5_000)
@example("a" * 4_080)
@example("a" * 4_081)
@example(" " * 10_000)
@example("\n" * 5_000 + "x" + "\n" * 5_000)
@example("a\n" * 6_000)
def test_parts_fit_and_nothing_is_lost_but_white_space(text: str) -> None:
    parts = split(Reply(text, OPTIONS))
    assert all(units(part.text) <= LIMIT for part in parts)
    assert all(len(part.text.encode("utf-16-le")) // 2 == units(part.text) for part in parts)
    assert all(units(say.repeated(part.text)) <= LIMIT for part in parts)
    assert words("".join(part.text for part in parts)) == words(text)
    assert all(part.text == part.text.strip() != "" for part in parts)
    assert [part.options for part in parts[:-1]] == [()] * (len(parts) - 1)
    if parts:
        assert parts[-1].options == OPTIONS


@settings(max_examples=1_000 if LONG else 60, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=40, max_size=80), st.sampled_from(["\n", " "]), st.sampled_from(ENDS), st.booleans())
def test_parts_end_where_lines_or_sentences_end(lengths: list[int], between: str, end: str, wide: bool) -> None:
    letter = "😀" if wide else "a"
    sentences = [letter * length + end for length in lengths]
    parts = split(Reply(between.join(sentences)))
    assert [sentence for part in parts for sentence in part.text.split(between)] == sentences


def test_a_part_ends_at_a_line_rather_than_at_a_sentence_and_at_a_sentence_rather_than_at_a_word() -> None:
    lines = "\n".join(["Một câu. Câu nữa."] * 300)
    assert all(part.text.endswith("Câu nữa.") for part in split(Reply(lines)))
    sentences = " ".join(["Một câu dài hơn."] * 600)
    assert all(part.text.endswith("hơn.") for part in split(Reply(sentences)))
    no_sentences = " ".join(["chữ"] * 3_000)
    assert all(part.text.endswith("chữ") for part in split(Reply(no_sentences)))


def test_a_break_near_the_beginning_does_not_make_a_nearly_empty_message() -> None:
    parts = split(Reply("Ngắn.\n" + "a" * 8_000))
    assert len(parts) == 2


def test_files_follow_one_by_one() -> None:
    files = (File("a.xlsx", "/a"), File("b.xlsx", "/b"))
    parts = split(Reply("Xem tệp", OPTIONS, files))
    assert parts == [Reply("Xem tệp", OPTIONS), Reply("", files=files[:1]), Reply("", files=files[1:])]
    assert split(Reply("", files=files)) == parts[1:]
    assert split(Reply("")) == split(Reply(" \n ")) == []


# ---- HTML

PIECES = (
    *"<>&\"'“”\n\n  .;/=-\x00\x01\x0b\r\t\u200b\u202e\u2028\u0301\ufeff\U0001f600",
    *("<b>", "</b>", "</", "<b", "<a href='x'>", "</a>", "<!--", "<script>", "&amp;", "&lt;", "&#60;", "&#x3c;", "&#xd800;", "&nbsp;", "&"),
    *(
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</code>",
        "“câu”",
        "“",
        "”",
        "tiến độ",
        "Ửng",
        "*",
        "_",
        "[",
        "](",
        "`",
        "```",
        "||",
        "\\",
    ),
    *("<tg-spoiler>", "<tg-emoji emoji-id=1>", "tg://user?id=1", "@ke_hoach_bot", "/start", "https://a.b/?c&d", "]]>", "%3C", "${x}", "{{"),
)


def hostile() -> list[str]:
    chance = random.Random(11)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 40))) for _ in range(HOSTILE)]


def test_hostile_texts_pass_telegrams_reading_and_come_out_as_they_went_in() -> None:
    for text in hostile():
        shown, entities = parse_html(html(text))
        assert shown == text
        assert {entity["type"] for entity in entities} <= {"bold", "blockquote"}, text


def test_hostile_texts_in_parts_are_taken_as_messages() -> None:
    """Telegram takes out a few characters and what is then left of a text at its ends; nothing else may change."""
    for text in hostile():
        for part in split(Reply(text)):
            plain = words(re.sub("[\x00-\x1f\u2028-\u202e\u200b\ufeff\u0333\u033f\u030a]", "", part.text))
            if not plain:
                continue
            assert len(html(part.text).encode()) <= RAW_LIMIT
            assert words(formatted(html(part.text), "HTML").text) == words(formatted(part.text, "").text)


@settings(max_examples=2_000 if LONG else 200, deadline=None)
@given(ANYTHING)
def test_any_text_comes_out_of_html_as_it_went_in(text: str) -> None:
    assert parse_html(html(text))[0] == text


def test_every_sentence_that_the_bot_says_itself_is_taken() -> None:
    from datetime import datetime

    from bot.clock import VIETNAM

    now = datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM)
    for sentence in (say.put_aside(), say.was_away(now, now), say.repeated("“a”"), say.SHORT_DESCRIPTION):
        assert formatted(html(sentence), "HTML").text == sentence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("95%\n“Câu.”", "<b>95%</b>\n<blockquote>“Câu.”</blockquote>"),
        ("“Câu.”;\nNguồn", "<blockquote>“Câu.”;</blockquote>\nNguồn"),
        ("a < b & c\nd > e", "<b>a &lt; b &amp; c</b>\nd &gt; e"),
        ("Theo “Câu” thì", "<b>Theo “Câu” thì</b>"),
        ("\nhai", "\nhai"),
        ("", ""),
    ],
)
def test_the_answer_is_bold_and_the_plans_own_words_are_set_off(text: str, shown: str) -> None:
    assert html(text) == shown


def test_a_very_long_reply_is_cut_in_no_time() -> None:
    from time import perf_counter

    began = perf_counter()
    parts = split(Reply("Một câu dài. " * 40_000))
    assert len(parts) > 100
    assert perf_counter() - began < 1.0
