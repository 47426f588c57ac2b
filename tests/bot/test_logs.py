"""No secret leaves by the log: a canary in every form that programs write it in, through every way out."""

from __future__ import annotations

import base64
import html
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from bot import logs
from bot.logs import redact
from bot.settings import Secret

TOKEN = "7430000743:AAHcanary-Canary_canary/Canary+canary9"  # noqa: S105 - a canary; no token has "/" or "+", which are hardest to hide
SECRET_PART = TOKEN.partition(":")[2]
HOOK = 'kh743"web\\hook&secret<ỷ>'
UNKNOWN = "6789012345:AAEunknown-to-the-settings_0123456789"
SET_UP = f"""
import asyncio, base64, gc, json, logging, sys, threading, warnings
from urllib.parse import quote, quote_plus
from bot.logs import set_up
from bot.settings import Secret
TOKEN, HOOK = {TOKEN!r}, {HOOK!r}
set_up("debug", [Secret(TOKEN), Secret(HOOK), Secret("")])
log = logging.getLogger("someone")
"""


def run(script: str) -> str:
    """What a program that has set up its log writes, checked for canaries."""
    done = subprocess.run([sys.executable, "-c", SET_UP + script], capture_output=True, text=True, timeout=60)
    assert_clean(done.stdout + done.stderr)
    return done.stderr


def assert_clean(text: str) -> None:
    assert not leaks(text), text
    assert "anary" not in text, text


def leaks(text: str) -> list[str]:
    shapes = {
        TOKEN,
        SECRET_PART,
        quote(TOKEN, safe=""),
        base64.b64encode(TOKEN.encode()).decode()[:-4],
        HOOK,
        json.dumps(HOOK)[1:-1],
        quote(HOOK, safe=""),
        html.escape(HOOK),
    }
    return [shape for shape in shapes if shape in text]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_known", logs._Known())
    logs.hide([Secret(TOKEN), Secret(HOOK)])


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("secret", [TOKEN, SECRET_PART, HOOK])
@pytest.mark.parametrize(
    "written",
    [
        str,
        repr,
        quote,
        quote_plus,
        html.escape,
        json.dumps,
        lambda text: quote(text, safe=""),
        lambda text: re.sub("%..", lambda hit: hit[0].lower(), quote(text, safe="")),
        lambda text: quote(quote(text, safe="")),
        lambda text: json.dumps(text).replace("/", "\\/"),
        lambda text: json.dumps(text, ensure_ascii=False),
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
        lambda text: base64.b64encode(f"user:{text}".encode()).decode(),
        lambda text: base64.b64encode(f"ab:{text}:more".encode()).decode(),
        lambda text: text.encode().hex(),
        lambda text: f"https://api.telegram.org/bot{text}/getUpdates",
        lambda text: repr({"token": [text]}),
        lambda text: f"{text}{text}",
    ],
)
def test_a_known_secret_is_hidden_however_it_is_written(secret: str, written: Callable[[str], str]) -> None:
    hidden = redact(f"before {written(secret)} after")
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")
    # No more is left than what stands around it; of base64 the ends, in which their neighbours have a part.
    assert len(hidden) - len("before  after") <= len(written("")) + 6
    assert "anary" not in hidden


def test_what_looks_like_a_bot_token_is_hidden_without_being_known() -> None:
    for form in (UNKNOWN, quote(UNKNOWN, safe=""), quote(quote(UNKNOWN, safe="")), f"/file/bot{UNKNOWN}/photo.jpg"):
        assert "AAEunknown" not in redact(f"x {form} y")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T08:00:00.123+07:00 INFO bot.work: 743/KH-UBND, 95,5%, 3.700 căn",
        "chat 123456789: tin số 12345678:1 đã gửi",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ],
)
def test_what_is_no_secret_is_left_as_it_is(text: str) -> None:
    assert redact(text) == text


@pytest.mark.usefixtures("known")
def test_a_setting_that_holds_several_secrets_hides_each_of_them() -> None:
    logs.hide([Secret("1111111:first-secret-of-two, 2222222:second-secret-of-two")])
    assert redact("a 1111111:first-secret-of-two b second-secret-of-two c") == "a … b … c"


@pytest.mark.usefixtures("known")
def test_a_secret_too_short_to_be_one_does_not_blank_out_the_log() -> None:
    logs.hide([Secret("a"), Secret("")])
    assert redact("a plain line") == "a plain line"


# ---- through the log of a real process


def test_messages_arguments_and_objects_are_hidden_at_the_most_talkative_level() -> None:
    said = run("""
class Request:
    def __repr__(self): return f"<Request https://api.telegram.org/bot{TOKEN}/sendMessage>"
log.debug(TOKEN)
log.info("to %s with %r and %s", TOKEN, [TOKEN], {"secret": HOOK})
log.warning("%(url)s", {"url": "https://x/bot" + quote(TOKEN, safe="") + "/y"})
log.error(Request())
log.error("%s %s", Request(), json.dumps({"hook": HOOK}), extra={"token": TOKEN})
log.critical("basic %s", base64.b64encode(("bot:" + TOKEN).encode()).decode())
log.info("stack", stack_info=True)
logging.getLogger("aiohttp.client").debug("headers %s", {"X-Telegram-Bot-Api-Secret-Token": HOOK})
""")
    assert "INFO someone: to … with ['…'] and" in said
    assert "<Request https://api.telegram.org/bot…/sendMessage>" in said


def test_tracebacks_chains_and_groups_are_hidden() -> None:
    said = run("""
def fail():
    try:
        raise ConnectionError(f"cannot reach https://api.telegram.org/bot{TOKEN}/getMe")
    except ConnectionError as error:
        error.add_note(f"with {HOOK}")
        raise RuntimeError(TOKEN) from error
try:
    fail()
except RuntimeError:
    log.exception("failed with %s", HOOK)
try:
    raise ExceptionGroup(TOKEN, [ValueError(HOOK), ExceptionGroup("inner", [OSError(5, TOKEN, f"/run/{TOKEN}")])])
except ExceptionGroup:
    log.error("group", exc_info=True)
""")
    assert "ConnectionError: cannot reach https://api.telegram.org/bot…/getMe" in said
    assert "ExceptionGroup: …" in said


def test_what_nobody_catches_is_hidden() -> None:
    said = run("""
class Dying:
    def __del__(self): raise ValueError(TOKEN)
    def __repr__(self): return TOKEN
def in_thread(): raise KeyError(TOKEN)
thread = threading.Thread(target=in_thread, name="worker"); thread.start(); thread.join()
dying = Dying(); del dying; gc.collect()
async def main():
    async def lost(): raise ValueError(HOOK)
    task = asyncio.create_task(lost()); await asyncio.sleep(0.01); del task; gc.collect()
    asyncio.get_running_loop().call_soon(lambda: 1 / len(TOKEN[:0])); await asyncio.sleep(0.01)
asyncio.run(main())
warnings.warn(f"deprecated {TOKEN}")
async def group():
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(asyncio.to_thread(in_thread))
asyncio.run(group())
""")
    assert "CRITICAL bot.logs: Lỗi chưa được xử lý ở luồng “worker”" in said
    assert "ERROR bot.logs" in said
    assert "Task exception was never retrieved" in said
    assert "py.warnings: <string>" in said
    assert "CRITICAL bot.logs: Lỗi chưa được xử lý\n" in said
    assert "ExceptionGroup" in said


def test_a_record_that_cannot_be_written_is_hidden_too() -> None:
    """logging itself would print the message and its arguments as they are."""
    said = run("""
class Silent:
    def __str__(self): raise ValueError(TOKEN)
log.info("%d messages", TOKEN)
log.info("%s")
log.info("%s %s", HOOK)
log.info(TOKEN, HOOK, TOKEN)
log.info("%s", Silent())
print("still running")
""")
    assert "%d messages" in said
    assert "Arguments" not in said


def test_without_any_handler_the_last_resort_hides_as_well() -> None:
    said = run("""
logging.getLogger().handlers.clear()
log.warning("%s", TOKEN)
""")
    assert "WARNING someone: …" in said


def test_the_messenger_s_own_libraries_say_no_address_and_no_body() -> None:
    said = run("""
for name in ("httpx", "httpcore.connection", "telegram.ext.Application", "telegram.Bot"):
    logging.getLogger(name).debug("POST body: what somebody wrote")
    logging.getLogger(name).info("HTTP Request: POST https://example/")
    logging.getLogger(name).warning("something is wrong")
""")
    assert "somebody wrote" not in said
    assert "HTTP Request" not in said
    assert said.count("something is wrong") == 4


def test_a_record_is_a_line_with_vietnamese_time_and_nothing_can_pass_for_one() -> None:
    said = run("""
log.info("hỏi:\\n2026-11-24T08:00:00.000+07:00 CRITICAL bot: giả\\r\\x1b[31m đỏ\\u2028x")
try:
    raise ValueError("one\\n2026-11-24T08:00:00.000+07:00 CRITICAL bot: giả")
except ValueError:
    log.exception("two")
""")
    first, second, *trace = said.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00 INFO someone: hỏi: ⏎ 2026.+ đỏ x", first)
    assert second.endswith("ERROR someone: two")
    assert all(line.startswith("    ") for line in trace)
    assert "\x1b" not in said


def test_only_what_the_setting_asks_for_is_logged() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SET_UP.replace('"debug"', '"warning"') + 'log.info("not this"); log.warning("but this")'],
        capture_output=True,
        text=True,
    )
    assert "not this" not in done.stderr
    assert "but this" in done.stderr


def test_setting_up_twice_says_everything_once_and_forgets_no_secret() -> None:
    said = run('set_up("info", [Secret("another-secret")]); log.info("%s another-secret", TOKEN)')
    assert said.count("\n") == 1
    assert "someone: … …" in said


def test_a_log_that_nobody_reads_any_more_stops_nothing() -> None:
    script = SET_UP + 'import os; os.close(2); log.error("%s", TOKEN); print("still running")'
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ, "PYTHONDEVMODE": ""})
    assert done.stdout == "still running\n"


def test_every_level_of_the_setting_is_known() -> None:
    assert logs.LEVELS == {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
