"""The Official Account's refresh token works once: whatever is cut off, killed or damaged, nobody uses one twice, two never refresh
at one time, and where a pair is lost somebody is told.

Forty runs; two hundred with KEHOACH_LONG=1.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels import zalo_oa_tokens
from bot.channels.every import TOKENS
from bot.channels.http import Http
from bot.channels.zalo_oa_tokens import ConsentNeededError, NotNowError, Tokens
from bot.clock import VIETNAM
from bot.settings import Secret
from tests.bot.conftest import StandIn
from tests.bot.running import listen_to_the_log, running
from tests.bot.zalo import hurry_zalo, zalo_oa_settings
from tests.drills.tokens import Run
from tests.servers.fake_zalo_oa import FakeZaloOA

RUNS = 200 if os.environ.get("KEHOACH_LONG") == "1" else 40
REFRESH_SECONDS = 0.003
SLOW_SECONDS = 0.3
PROCESS_SECONDS = 20.0
TOKEN = re.compile(r"(?:refresh|access)-\d+-[0-9a-f]{20}|\brefresh-0\b")


@pytest.fixture
async def oa(caplog: pytest.LogCaptureFixture) -> AsyncIterator[FakeZaloOA]:
    listen_to_the_log(caplog)
    async with FakeZaloOA() as server:
        yield server


def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo_oa_tokens, "PAUSE", 0.002)
    monkeypatch.setattr(zalo_oa_tokens, "LOCK_PAUSE", 0.001)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


async def one_run(seed: int, folder: Path) -> tuple[Run, Counter[str]]:
    folder.mkdir()
    async with FakeZaloOA(seed=seed) as oa:
        oa.switches.refresh_seconds = REFRESH_SECONDS
        run = Run(seed, folder / "zalo-oa.json", oa)
        for _ in range(run.chance.randint(2, 4)):
            await run.round()
            run.check()
        await run.check_end()
        return run, Counter(refresh.outcome for refresh in oa.refreshes)


async def test_however_a_refresh_is_cut_off_no_token_is_used_twice_and_no_pair_lost_without_an_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_haste(monkeypatch)
    listen_to_the_log(caplog)
    found, outcomes, wrong = Counter[str](), Counter[str](), []
    for seed in range(RUNS):
        run, came = await one_run(seed, tmp_path / str(seed))
        found += run.ledger.counts + Counter({run.start: 1, "kills": run.kills, "alarms": len(run.alarms)})
        outcomes += came
        wrong += [f"run {seed} ({run.start}): {what}" for what in dict.fromkeys(run.ledger.wrong)]
        assert not [record for record in caplog.records if TOKEN.search(record.getMessage()) or TOKEN.search(str(record.args))]
        assert not [record for record in caplog.records if record.exc_info]
        caplog.clear()
    print(f"{RUNS} runs: {dict(sorted(found.items()))}; {dict(sorted(outcomes.items()))}")
    assert wrong == []
    assert found["lost"] > RUNS * 0.05
    assert found["whole"] > RUNS * 0.2
    assert set(outcomes) == {"rotated", "rotated and cut", "cut", "error", "reused"}


# ---- real processes

PROCESS = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from bot.channels.http import Http
from bot.channels.zalo_oa_tokens import ConsentNeededError, Tokens
from bot.clock import VIETNAM
from bot.settings import Secret

async def alarm(chain):
    print("alarm", flush=True)

async def main(path, url, app_id, secret, seed):
    http = Http()
    tokens = Tokens(Path(path), app_id, Secret(secret), Secret(seed), url, http, lambda: datetime.now(VIETNAM), alarm)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        print(await tokens.access(), flush=True)
    except ConsentNeededError:
        print("consent", flush=True)
    await http.close()

asyncio.run(main(*sys.argv[1:]))
"""


async def process(oa: FakeZaloOA, path: Path) -> asyncio.subprocess.Process:
    """One that is about to ask for a token, and waits for a line."""
    arguments = (str(path), oa.oauth_url, oa.app_id, oa.app_secret, "refresh-0")
    root = Path(zalo_oa_tokens.__file__).parents[2]
    pipe = subprocess.PIPE
    started = await asyncio.create_subprocess_exec(sys.executable, "-c", PROCESS, *arguments, cwd=root, stdin=pipe, stdout=pipe)
    assert started.stdout is not None
    assert await asyncio.wait_for(started.stdout.readline(), PROCESS_SECONDS) == b"ready\n"
    return started


async def said(one: asyncio.subprocess.Process) -> list[str]:
    output, _ = await asyncio.wait_for(one.communicate(b"\n"), PROCESS_SECONDS)
    return output.decode().split()


async def test_of_processes_that_refresh_at_one_time_one_asks_and_all_have_the_pair(oa: FakeZaloOA, tmp_path: Path) -> None:
    oa.switches.refresh_seconds = SLOW_SECONDS
    path = tmp_path / "zalo-oa.json"
    processes = await asyncio.gather(*(process(oa, path) for _ in range(2)))
    given = await asyncio.gather(*(said(one) for one in processes))
    assert given == [[oa.access_token]] * 2
    assert [refresh.outcome for refresh in oa.refreshes] == ["rotated"]
    assert oa.concurrent_refreshes == 1
    assert json.loads(path.read_text("utf-8"))["refresh"] == oa.refresh_token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_of_a_process_that_is_killed_while_it_refreshes_the_next_tells(oa: FakeZaloOA, tmp_path: Path) -> None:
    oa.switches.refresh_seconds = SLOW_SECONDS
    path = tmp_path / "zalo-oa.json"
    first, second, third = await asyncio.gather(*(process(oa, path) for _ in range(3)))
    assert first.stdin is not None
    first.stdin.write(b"\n")
    await first.stdin.drain()
    async with asyncio.timeout(PROCESS_SECONDS):
        while not oa._auth._under_way:
            await asyncio.sleep(0.01)
    first.kill()
    await first.communicate()
    await oa.wait_until(lambda: bool(oa.refreshes))
    assert [await said(second), await said(third)] == [["alarm", "consent"], ["consent"]]
    assert [refresh.outcome for refresh in oa.refreshes] == ["rotated", "reused"]


# ---- what a drill cannot bring about


def tokens_at(path: Path, oa: FakeZaloOA, alarms: list[str], http: Http) -> Tokens:
    async def alarm(chain: str) -> None:
        alarms.append(chain)

    def now() -> datetime:
        return datetime.fromtimestamp(oa.now(), VIETNAM)

    return Tokens(path, oa.app_id, Secret(oa.app_secret), Secret("refresh-0"), oa.oauth_url, http, now, alarm)


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    http = Http()
    yield http
    await http.close()


async def test_while_nothing_can_be_written_no_token_is_used_up(oa: FakeZaloOA, tmp_path: Path, http: Http) -> None:
    tokens = tokens_at(tmp_path / "zalo-oa.json", oa, [], http)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", _full)
        with pytest.raises(NotNowError):
            await tokens.access()
    assert oa.refreshes == []
    assert await tokens.access() == oa.access_token


def _full(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


async def test_a_call_that_breaks_off_loses_no_pair(oa: FakeZaloOA, tmp_path: Path, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    """Delivery gives each message a minute; where that is over, the pair that is on its way is still needed."""
    in_haste(monkeypatch)
    oa.switches.refresh_seconds, path = 0.1, tmp_path / "zalo-oa.json"
    tokens = tokens_at(path, oa, [], http)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(tokens.access(), 0.05)
    await oa.wait_until(lambda: bool(oa.refreshes))
    assert await tokens.access() == oa.access_token


async def test_a_stop_in_the_middle_of_a_refresh_loses_no_pair(
    oa: FakeZaloOA, tmp_path: Path, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry_zalo(monkeypatch)
    oa.switches.refresh_seconds = SLOW_SECONDS
    settings = zalo_oa_settings(tmp_path, oa)
    async with running(settings, StandIn()):
        async with asyncio.timeout(PROCESS_SECONDS):
            while not oa._auth._under_way:
                await asyncio.sleep(0.01)
    await oa.wait_until(lambda: bool(oa.refreshes))
    assert await tokens_at(settings.home / TOKENS, oa, [], http).access() == oa.access_token


async def test_a_pair_whose_moments_cannot_be_read_is_as_good_as_none(oa: FakeZaloOA, tmp_path: Path, http: Http) -> None:
    path = tmp_path / "zalo-oa.json"
    tokens = tokens_at(path, oa, [], http)
    await tokens.access()
    fields = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(fields | {"expires_at": "soon"}), "utf-8")
    with pytest.raises((ConsentNeededError, NotNowError)):
        await tokens.access(refused="none")


async def test_a_file_that_cannot_be_read_at_all_is_told_and_no_fault_of_the_program(oa: FakeZaloOA, tmp_path: Path, http: Http) -> None:
    path = tmp_path / "zalo-oa.json"
    path.mkdir()
    with pytest.raises((ConsentNeededError, NotNowError)):
        await tokens_at(path, oa, [], http).access()
