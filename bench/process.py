"""A bot started for a measurement, and what the system says of it: CPU time, memory. psutil would be one more package."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
KEHOACH = str(Path(sys.executable).with_name("kehoach"))
TICKS = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 15.0
SECRET = "nobodys-secret-for-measurements-0123456789"  # noqa: S105 - nobody's


class FailedError(Exception):
    """The bot ended, or does not do what it should; the text tells the end of what it logged."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def cpu_seconds(pid: int) -> float:
    """Of all its threads and of its children, living and dead, since it began. The system counts hundredths of a second."""
    return sum(sum(map(int, _stat(each)[11:15])) for each in _family(pid)) / TICKS


def resident_mb(pid: int) -> float:
    return sum(_status_kb(each, "VmRSS") for each in _family(pid)) / 1024


def _family(pid: int) -> list[int]:
    children = [
        int(child)
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for child in (thread / "children").read_text("ascii").split()
    ]
    return [pid, *(each for child in children for each in _family(child))]


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold blanks: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2].split()


def _status_kb(pid: int, field: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    return 0


class Bot:
    """A bot in a process and a home of its own, told by its environment where Telegram is."""

    def __init__(self, name: str, command: Sequence[str], api: str, token: str, secret: str) -> None:
        self.name = name
        self.token = token
        self._home = tempfile.TemporaryDirectory(prefix="kehoach-bench-")
        self.home = Path(self._home.name)
        port = free_port()
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "KEHOACH_HOME": str(self.home / "home"),
            "KEHOACH_HOST": "127.0.0.1",
            "KEHOACH_PORT": str(port),
            "KEHOACH_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TELEGRAM_TOKEN": token,
            "TELEGRAM_API_URL": api,
            "TELEGRAM_WEBHOOK_SECRET": secret,
            "TELEGRAM_RATE": "100000",
        }
        with (self.home / "log").open("wb") as log:
            # In its own folder: a .env file of the checkout is not for it.
            self._process = subprocess.Popen(
                command, cwd=self.home, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)

    def resident_mb(self) -> float:
        return resident_mb(self.pid)

    def stored_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.home.rglob("*") if path.is_file())

    def check(self) -> None:
        """Raises FailedError where it has ended."""
        if (status := self._process.poll()) is not None:
            raise FailedError(f"{self.name} ended with status {status}: {self.logged()}")

    def logged(self) -> str:
        lines = (self.home / "log").read_text("utf-8", "replace").splitlines()
        return " | ".join(line.strip() for line in lines[-4:] if line.strip()) or "(no log)"

    async def ready(self, event: asyncio.Event, what: str, seconds: float = 60) -> None:
        """Waits for it to do something. Raises FailedError where it ends, or takes too long."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not event.is_set():
            self.check()
            if asyncio.get_running_loop().time() > deadline:
                raise FailedError(f"{self.name}: no {what} within {seconds:.0f} s: {self.logged()}")
            await asyncio.sleep(0.05)

    def __enter__(self) -> Bot:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._home.cleanup()
