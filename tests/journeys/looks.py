"""The program's look whom to remind, taken many times a second, and counted."""

from __future__ import annotations

import asyncio

import pytest

from bot import reminding
from store.db import Database

EVERY = 0.02
LONGEST = 20.0


class Looks:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun = self._ended = 0
        self._look = reminding.remind_now
        monkeypatch.setattr(reminding, "EVERY", EVERY)
        monkeypatch.setattr(reminding, "SOON", EVERY)
        monkeypatch.setattr(reminding, "remind_now", self._counted)

    async def another(self) -> None:
        """Waits until a look is over that has begun after now."""
        wanted = self._begun + 1
        async with asyncio.timeout(LONGEST):
            while self._ended < wanted:
                await asyncio.sleep(EVERY / 4)

    def _counted(self, db: Database, **given: object) -> int:
        self._begun += 1
        found = self._look(db, **given)  # type: ignore[arg-type]
        self._ended = self._begun
        return found
