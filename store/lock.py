"""A file held by one process at a time; whoever dies lets go of it."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileLock:
    descriptor: int

    @classmethod
    def claim(cls, path: Path) -> FileLock:
        """Raises BlockingIOError where another process holds it."""
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    @staticmethod
    def held(path: Path) -> bool:
        """Whether a process holds it; asking makes no file. Who claims it in the very moment of asking finds it held."""
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def release(self) -> None:
        os.close(self.descriptor)
