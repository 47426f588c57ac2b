from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.console import HISTORY, converse, shown, wants_colour
from bot.local import LocalChats
from bot.work import Desk
from handlers.turn import File, Reply, Rules
from store.db import Store
from tests.bot.conftest import StandIn

CHOICE = Reply(
    "Anh/chị hỏi địa bàn nào?\n“Một câu của kế hoạch.”", (("Đô thị", "Nông thôn"), ("Cả hai",)), (File("a.xlsx", "bao-cao/a.xlsx"),)
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_reply_without_colour_is_its_text_with_lettered_options() -> None:
    assert shown(CHOICE) == (
        "Anh/chị hỏi địa bàn nào?\n“Một câu của kế hoạch.”\n  A. Đô thị\n  B. Nông thôn\n  C. Cả hai\nTệp: bao-cao/a.xlsx"
    )


def test_with_colour_the_first_line_stands_out_and_the_quote_steps_back() -> None:
    first, quote, *_ = shown(CHOICE, colour=True).splitlines()
    assert first == "\x1b[1mAnh/chị hỏi địa bàn nào?\x1b[0m"
    assert quote == "\x1b[2;3m“Một câu của kế hoạch.”\x1b[0m"


def test_colours_only_where_a_terminal_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())


def talk(lines: str, assistant: StandIn, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    converse(LocalChats(Store.open(None), Desk(assistant, Rules(), {}), lambda: now), assistant.plans, None)
    return capsys.readouterr().out


def test_a_piped_conversation_prints_the_answers_and_nothing_else(
    assistant: StandIn, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk("một\n\n   \ntrước đó\n", assistant, now, monkeypatch, capsys) == "Nghe: một\n\nTrước đó: một\n\n"


TALK = """
import sys
from pathlib import Path
from bot.clock import Clock
from bot.console import converse
from bot.local import LocalChats
from bot.work import Desk
from handlers.turn import Rules
from store.db import Store
from tests.bot.conftest import StandIn
assistant = StandIn()
converse(LocalChats(Store.open(None), Desk(assistant, Rules(), {}), Clock().now), assistant.plans, Path(sys.argv[1]))
"""


def test_in_a_terminal_lines_can_be_edited_and_are_remembered(tmp_path: Path) -> None:
    home = tmp_path / "nha"
    written = in_a_terminal(
        [sys.executable, "-c", TALK, str(home)],
        # A slip is rubbed out; then the line is fetched back from the history; then Ctrl-D ends it.
        [("›", "mộtx\x7f\r"), ("Nghe: một", "\x1b[A\r"), ("Nghe: một", "\x04")],
    )
    assert "Trợ lý 7/KH-UBND" in written
    assert "+một" in (home / HISTORY).read_text("utf-8")


def in_a_terminal(command: list[str], dialogue: list[tuple[str, str]]) -> str:
    """Runs a command on a terminal of its own; types each line once what it waits for has appeared."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    )
    os.close(theirs)
    seen, unread, until = b"", b"", time.monotonic() + 20
    try:
        for awaited, typed in dialogue:
            while awaited.encode() not in unread:
                assert time.monotonic() < until, f"{awaited} never came: {seen.decode(errors='replace')}"
                if select.select([ours], [], [], 0.1)[0]:
                    piece = os.read(ours, 4096)
                    seen, unread = seen + piece, unread + piece
            unread = b""
            # The line editor is ready once it has drawn its prompt again.
            time.sleep(0.2)
            os.write(ours, typed.encode())
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return seen.decode(errors="replace")
