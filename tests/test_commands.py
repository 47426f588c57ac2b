"""The installed command, as whoever runs it meets it: real processes, the real plan."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from corpus.plans import plan_folders, read_plan

KEHOACH = str(Path(sys.executable).with_name("kehoach"))
SOURCE = next(iter(plan_folders())) / "source.txt"
HEAVY = {"aiohttp", "asyncio", "numpy", "prompt_toolkit", "rich", "underthesea", "dotenv", "bs4", "docx", "pypdf", "openpyxl", "joblib"}
HEAVY |= {"matplotlib", "PIL"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all, so that the plan is made ready once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_HOME", str(home))
    monkeypatch.setenv("KEHOACH_PORT", "0")


def kehoach(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([KEHOACH, *arguments], input=typed, capture_output=True, text=True, timeout=60)


def test_a_question_is_answered_in_plain_text_when_piped() -> None:
    done = kehoach("ask", "Có bao nhiêu chỉ tiêu?")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
    assert "\x1b" not in done.stdout


def test_a_question_may_be_typed_without_quotation_marks() -> None:
    assert kehoach("ask", "có", "bao", "nhiêu", "chỉ", "tiêu").stdout == kehoach("ask", "có bao nhiêu chỉ tiêu").stdout


def test_asking_loads_nothing_heavy() -> None:
    kehoach("ask", "xin chào")  # makes the plan ready
    script = "import sys; from bot.cli import main; main(['ask', 'chỉ tiêu nhà ở xã hội']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stderr.split()) == set()


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"kehoach \d+\.\d+\.\d+\n", kehoach("--version").stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["chat", "-h"], ["plan", "--help"], ["plan", "show", "--help"]])
def test_help_is_in_vietnamese(arguments: list[str]) -> None:
    done = kehoach(*arguments)
    assert done.returncode == 0
    assert done.stdout.startswith("Cách dùng: kehoach")
    assert not re.search(r"\b(usage|options|positional|show this|arguments)\b", done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["hoi"],
        ["ask"],
        ["ask", "  "],
        ["ask", "--now", "hôm nay", "x"],
        ["ask", "--plan", "khong-co", "x"],
        ["chat", "--nowhere"],
        ["plan"],
        ["plan", "show", "khong-co"],
        ["plan", "extract", "/khong/co/tep.docx"],
        ["plan", "extract", "/"],
    ],
)
def test_what_cannot_be_done_is_told_in_a_vietnamese_sentence(arguments: list[str]) -> None:
    done = kehoach(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.rstrip().splitlines()[-1].endswith(".")
    assert re.search("[ạảấầậắằặẹẻếềệịọỏốồộớờợụủứừựđ]", done.stderr)
    assert "Traceback" not in done.stderr
    assert not re.search(r"\b(error|argument|required|invalid)\b", done.stderr)


def test_a_setting_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_PORT", "tám nghìn")
    done = kehoach("run")
    assert done.returncode == 2
    assert "KEHOACH_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "hong.docx").write_bytes(b"PK\x03\x04 hong")
    done = kehoach("plan", "extract", str(tmp_path / "hong.docx"))
    assert done.returncode == 2
    assert "hong.docx" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "{KEHOACH}" plan show | head -1; echo "${{PIPESTATUS[0]}}"'], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in ("0", "141")


def test_a_broken_letter_on_the_command_line_is_answered_all_the_same() -> None:
    done = subprocess.run([KEHOACH.encode(), b"ask", b"ch\xffi tieu"], capture_output=True)
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_conversation_can_be_piped() -> None:
    done = kehoach("chat", typed="chỉ tiêu thất nghiệp chung\n\ncòn thành thị?\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.strip().split("\n\n")) >= 2


def test_the_machine_form_answers_line_by_line() -> None:
    lines = [{"chat": "a", "text": "xin chào"}, {"chat": "b"}, {"chat": "b", "text": "chỉ tiêu bảo hiểm y tế"}]
    done = kehoach("chat", "--jsonl", "--memory", "--now", "2026-11-24T08:00", typed="".join(json.dumps(line) + "\n" for line in lines))
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["chat"], line["kind"]) for line in out] == [("a", "answer"), ("b", "error"), ("b", "answer")]
    assert done.returncode == 0


def test_plans_are_listed() -> None:
    plan = read_plan(SOURCE.parent)
    done = kehoach("plan", "list")
    assert done.returncode == 0
    assert plan.id in done.stdout
    assert plan.number in done.stdout


@pytest.mark.parametrize("part", ["targets", "duties", "deadlines"])
def test_a_plan_is_shown_part_by_part_a_line_a_row(part: str) -> None:
    plan = read_plan(SOURCE.parent)
    done = kehoach("plan", "show", plan.id, f"--{part}")
    heading, title, columns, *rows = done.stdout.splitlines()
    assert plan.number in heading
    assert title.endswith(f"({len(rows)})")
    assert len(rows) == len(getattr(plan, part))
    assert {row.count("\t") for row in rows} == {columns.count("\t")}


def test_without_naming_parts_all_of_them_are_shown() -> None:
    out = kehoach("plan", "show").stdout
    for heading in ("Chỉ tiêu (", "Nhiệm vụ (", "Thời hạn ("):
        assert heading in out


def test_on_a_terminal_plans_are_drawn_as_tables() -> None:
    done = subprocess.run(["script", "-qec", f'"{KEHOACH}" plan show --deadlines', "/dev/null"], capture_output=True, text=True, check=True)
    assert "─" in done.stdout


def test_what_the_extractor_finds_comes_as_one_json_object() -> None:
    done = kehoach("plan", "extract", str(SOURCE), "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert set(found) >= {"targets", "duties", "deadlines"}
    assert found["targets"]


def test_what_the_extractor_finds_can_be_read_as_a_table() -> None:
    assert "Chỉ tiêu (" in kehoach("plan", "extract", str(SOURCE)).stdout


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([KEHOACH, "run"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_the_web_server_says_where_it_is_and_stops_cleanly(running: subprocess.Popen[str], signal_number: int) -> None:
    assert running.stdout is not None
    address = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
    assert address is not None
    with urlopen(f"{address[0]}/healthz", timeout=5) as response:  # noqa: S310 - the address is our own
        assert response.status == 200
    running.send_signal(signal_number)
    assert running.wait(10) == 0
    assert running.stderr is not None
    assert running.stderr.read() == ""
    assert "Đã dừng" in running.stdout.read()


def test_a_port_that_is_taken_is_told(running: subprocess.Popen[str], tmp_path: Path) -> None:
    assert running.stdout is not None
    port = running.stdout.readline().rstrip().split(":")[2].split()[0]
    elsewhere = {**os.environ, "KEHOACH_PORT": port, "KEHOACH_HOME": str(tmp_path)}
    second = subprocess.run([KEHOACH, "run"], env=elsewhere, capture_output=True, text=True, timeout=30)
    assert second.returncode == 2
    assert port in second.stderr
    assert "Traceback" not in second.stderr


def test_a_second_bot_on_the_same_data_is_told(running: subprocess.Popen[str]) -> None:
    assert running.stdout is not None
    running.stdout.readline()
    second = subprocess.run([KEHOACH, "run"], capture_output=True, text=True, timeout=30)
    assert second.returncode == 2
    assert "đang được một chương trình kehoach khác dùng" in second.stderr


def test_interrupting_a_conversation_leaves_no_traceback() -> None:
    command = [KEHOACH, "chat", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('{"chat": "a", "text": "xin chào"}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_the_same_questions_get_the_same_answers_in_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (Path(__file__).parent / "quality/questions_office.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(row)["q"] for row in rows]
    questions += [re.sub(r"(\w{2})(\w)(\w)", r"\1\3\2", question) for question in questions]  # slips, whose mendings may tie
    typed = "".join(json.dumps({"chat": f"c{i}", "text": asked}) + "\n" for i, asked in enumerate(questions))
    said = []
    for seed in ("1", "2", "5"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        said.append(kehoach("chat", "--jsonl", "--memory", "--now", "2026-11-20T08:00", typed=typed).stdout)
    assert len(said[0].splitlines()) == len(questions)
    assert said[0] == said[1] == said[2]
