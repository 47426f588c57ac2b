from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import VIETNAM, Clock
from bot.jsonl import Chats, talk
from bot.local import LocalChats
from bot.work import Desk
from handlers.assistant import Assistant
from handlers.turn import Rules
from store.db import Store
from tests.bot.conftest import PLAN, StandIn, texts


def chats(assistant: StandIn | Assistant, clock: Clock | None = None) -> Chats:
    clock = clock or Clock()
    return Chats(LocalChats(Store.open(None), Desk(assistant, Rules(), {}), clock.now), assistant, clock)


def say_lines(assistant: StandIn, *lines: dict[str, Any] | str | bytes, clock: Clock | None = None) -> list[dict[str, Any]]:
    """What comes out for these lines."""
    written = []
    for line in lines:
        text = line if isinstance(line, str | bytes) else json.dumps(line, ensure_ascii=False)
        written.append(text if isinstance(text, bytes) else text.encode())
    outgoing = io.BytesIO()
    talk(chats(assistant, clock), io.BytesIO(b"".join(line + b"\n" for line in written)), outgoing)
    return [json.loads(line) for line in outgoing.getvalue().decode("utf-8").split("\n")[:-1]]


def test_a_line_in_gives_a_line_out_in_order(assistant: StandIn) -> None:
    out = say_lines(assistant, {"chat": "a", "text": "một"}, {"chat": "b", "text": "hai"}, {"chat": "a", "text": "ba"})
    assert [(line["chat"], line["kind"], *texts(line)) for line in out] == [
        ("a", "answer", "Nghe: một"),
        ("b", "answer", "Nghe: hai"),
        ("a", "answer", "Nghe: ba"),
    ]


def test_an_answer_has_exactly_the_fields_promised(assistant: StandIn) -> None:
    answer, file = say_lines(assistant, {"chat": "a", "text": "nước sạch"}, {"chat": "a", "text": "tệp"})
    assert answer == {
        "chat": "a",
        "kind": "answer",
        "replies": [{"text": "Anh/chị hỏi địa bàn nào?", "buttons": [["Đô thị", "Nông thôn"], ["Cả hai"]], "files": []}],
    }
    assert file["replies"][0]["files"] == [{"name": "a.xlsx", "path": "/srv/bi-mat/a.xlsx"}]


def test_each_chat_has_a_memory_of_its_own(assistant: StandIn) -> None:
    out = say_lines(assistant, {"chat": "a", "text": "một"}, {"chat": "b", "text": "trước đó"}, {"chat": "a", "text": "trước đó"})
    assert [text for line in out for text in texts(line)] == ["Nghe: một", "Trước đó: ", "Trước đó: một"]


def test_a_press_reaches_the_assistant_as_a_press(assistant: StandIn) -> None:
    out = say_lines(assistant, {"chat": "a", "text": "nước sạch"}, {"chat": "a", "press": "Nông thôn"})
    assert list(texts(out[1])) == ["80% hộ ở nông thôn", "Nguồn: II."]
    assert assistant.seen[1].message.press == "Nông thôn"


def test_the_newest_message_with_options_can_be_pressed_after_others_without(assistant: StandIn) -> None:
    out = say_lines(assistant, {"chat": "a", "text": "nước sạch"}, {"chat": "a", "text": "khác"}, {"chat": "a", "press": "Cả hai"})
    assert out[2]["kind"] == "answer"


def test_a_label_that_is_not_offered_in_this_chat_is_an_error(assistant: StandIn) -> None:
    out = say_lines(assistant, {"chat": "a", "text": "nước sạch"}, {"chat": "b", "press": "Nông thôn"}, {"chat": "a", "press": "Biển"})
    assert [line["kind"] for line in out] == ["answer", "error", "error"]
    assert len(assistant.seen) == 1


def test_now_moves_the_clock_of_every_chat_from_then_on(assistant: StandIn) -> None:
    say_lines(assistant, {"chat": "a", "text": "x", "now": "2026-11-24T08:00"}, {"chat": "b", "text": "y"})
    assert [seen.now for seen in assistant.seen] == [datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM)] * 2


def test_a_time_with_a_zone_keeps_it(assistant: StandIn) -> None:
    say_lines(assistant, {"chat": "a", "text": "x", "now": "2026-11-24T01:00:00Z"})
    assert assistant.seen[0].now == datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM)


def test_without_now_the_clock_tells_the_real_time(assistant: StandIn) -> None:
    say_lines(assistant, {"chat": "a", "text": "x"})
    assert abs(assistant.seen[0].now - datetime.now(VIETNAM)).total_seconds() < 60


@pytest.mark.parametrize("agency", ["Sở Y tế", "SYT", "sở y tế"])
def test_a_chat_may_speak_for_an_agency_by_any_of_its_names(agency: str, assistant: StandIn) -> None:
    talking = chats(assistant)
    line = {"chat": "a", "as": {"agency": agency, "role": "contact"}}
    assert talking.take(json.dumps(line).encode()) == [{"chat": "a", "kind": "answer", "replies": []}]
    enrolment = talking.enrolment("a")
    assert enrolment is not None
    assert (enrolment.agency, enrolment.role, enrolment.targets) == ("so-y-te", "contact", ())


@pytest.mark.parametrize(("name", "code"), [("bảo hiểm y tế", "CT25"), ("noxh", "CT32"), ("CT05", "CT05")])
def test_targets_are_assigned_by_their_names_or_codes(name: str, code: str, tmp_path: Path) -> None:
    talking = chats(Assistant.load(tmp_path))
    (out,) = talking.take(json.dumps({"chat": "a", "as": {"agency": "Sở Y tế", "role": "contact", "targets": [name]}}).encode())
    assert out["kind"] == "answer"
    enrolment = talking.enrolment("a")
    assert enrolment is not None
    assert enrolment.targets == (code,)


@pytest.mark.parametrize("name", ["diện tích nhà ở", "giá vàng", ""])
def test_a_target_that_no_name_means_is_an_error(name: str, tmp_path: Path) -> None:
    talking = chats(Assistant.load(tmp_path))
    (out,) = talking.take(json.dumps({"chat": "a", "as": {"agency": "Sở Y tế", "role": "contact", "targets": [name]}}).encode())
    assert out["kind"] == "error"


@pytest.mark.parametrize(("agency", "meant"), [("xã Ia Krái", "xa-23776"), ("P. Pleiku", "xa-23575"), ("huyện Chư Păh", "")])
def test_a_chat_may_speak_for_a_commune_of_the_plans_area(agency: str, meant: str) -> None:
    talking = chats(StandIn(replace(PLAN, id="743-kh-ubnd-2025")))
    (out,) = talking.take(json.dumps({"chat": "a", "as": {"agency": agency, "role": "contact"}}).encode())
    enrolment = talking.enrolment("a")
    assert (out["kind"], enrolment and enrolment.agency) == (("answer", meant) if meant else ("error", None))


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"agency": "Sở Hàng hải", "role": "contact"}, "Sở Hàng hải"),
        ({"agency": "Sở Y tế", "role": "giám đốc"}, "giám đốc"),
        ({"agency": "Sở Y tế"}, "vai trò"),
        ({"role": "leader"}, "đơn vị"),
        ({"role": "contact", "agency": 7}, "agency"),
        ({"role": "contact", "agency": "Sở Y tế", "targets": "BHYT"}, "targets"),
        ("Sở Y tế", "as"),
    ],
)
def test_a_person_who_cannot_be_is_an_error_and_nothing_is_answered(person: object, said: str, assistant: StandIn) -> None:
    (out,) = say_lines(assistant, {"chat": "a", "text": "bhyt", "as": person})
    assert out["kind"] == "error"
    assert said in next(texts(out))
    assert assistant.seen == []


def test_a_coordinator_needs_no_agency(assistant: StandIn) -> None:
    (out,) = say_lines(assistant, {"chat": "a", "as": {"role": "coordinator"}})
    assert out["kind"] == "answer"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "xin chào",
        "[]",
        "null",
        '"bhyt"',
        "{",
        "[" * 100_000,
        '{"chat": "a"}',
        '{"text": "bhyt"}',
        '{"chat": 7, "text": "bhyt"}',
        '{"chat": "a", "text": ["bhyt"]}',
        '{"chat": "a", "text": "   "}',
        '{"chat": "a", "text": "bhyt", "now": "hôm nay"}',
        '{"chat": "a", "text": "bhyt", "files": "x"}',
        '{"chat": "a", "text": "bhyt", "files": ["/khong/co/tep"]}',
        '{"chat": "a", "text": "bh\\ud800yt"}',
        b'{"chat": "a", "text": "\xff"}',
    ],
)
def test_a_line_that_cannot_be_understood_gets_a_sentence_and_the_next_is_answered(line: str | bytes, assistant: StandIn) -> None:
    broken, whole = say_lines(assistant, line, {"chat": "a", "text": "tiếp"})
    assert broken["kind"] == "error"
    assert len(broken["replies"]) == 1
    assert next(texts(broken))
    assert list(texts(whole)) == ["Nghe: tiếp"]


def test_fields_that_are_null_count_as_not_given(assistant: StandIn) -> None:
    (out,) = say_lines(assistant, {"chat": "a", "text": "x", "press": None, "files": None, "now": None, "as": None})
    assert out["kind"] == "answer"


def test_line_separators_inside_a_text_do_not_end_the_line(assistant: StandIn) -> None:
    (out,) = say_lines(assistant, {"chat": "a", "text": "một\u2028hai\u0085ba"})
    assert list(texts(out)) == ["Nghe: một\u2028hai\u0085ba"]


def test_a_byte_order_mark_before_the_first_line_does_no_harm(assistant: StandIn) -> None:
    (out,) = say_lines(assistant, b"\xef\xbb\xbf" + json.dumps({"chat": "a", "text": "x"}).encode())
    assert out["kind"] == "answer"


def test_files_that_are_there_reach_the_assistant(assistant: StandIn, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    say_lines(assistant, {"chat": "a", "files": [str(tmp_path / "a.txt")]})
    (file,) = assistant.seen[0].message.files
    assert (file.name, file.kind, file.size, file.refused) == ("a.txt", "text", 1, "")
    assert file.path


def test_a_message_without_an_answer_still_gives_a_line(assistant: StandIn) -> None:
    (out,) = say_lines(assistant, {"chat": "a", "text": "im lặng"})
    assert out == {"chat": "a", "kind": "answer", "replies": []}


def test_each_answer_is_flushed_before_the_next_line_is_read(assistant: StandIn) -> None:
    flushed: list[bytes] = []

    class Outgoing(io.BytesIO):
        def flush(self) -> None:
            flushed.append(self.getvalue())

    class Incoming(io.BytesIO):
        def __next__(self) -> bytes:
            line = super().__next__()
            assert len(flushed) == line.count(b"2"), "the second line is read before the first is answered"
            return line

    talk(chats(assistant), Incoming(b'{"chat": "1", "text": "x"}\n{"chat": "2", "text": "x"}\n'), Outgoing())
    assert flushed[-1].count(b"\n") == 2
