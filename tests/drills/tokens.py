"""A run of the drill for the Official Account's tokens: two processes over one file, a Zalo that fails, and what must be true then."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.http import Http
from bot.channels.zalo_oa_tokens import ConsentNeededError, NotNowError, Pair, Tokens
from bot.clock import VIETNAM
from bot.settings import Secret
from tests.servers.fake_zalo_oa import FakeZaloOA

STARTS = ("fresh", "expired", "re-used", "missing", "unreadable")
DAMAGE = (b"", b"{", b"[]", b"null", b"{}", b'{"access": "x"}', b"\xff\xfe", b"\0" * 300, b'"text"', b'{"access": 1, "more": 2}')
LIFE = 90_000
SETTLE_SECONDS = 0.004


@dataclass
class Ledger:
    """What the processes of a run have asked for, and what came of it."""

    under_way: int = 0
    most_under_way: int = 0
    answered: set[str] = field(default_factory=set)
    """Refresh tokens for which a new pair was given, whole, to a process that lived."""
    in_doubt: set[str] = field(default_factory=set)
    """Refresh tokens that went out, and nobody knows what became of them."""
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Watched(Tokens):
    """Says what it asks for."""

    ledger: Ledger
    may_be_spent: frozenset[str] = frozenset()

    async def _ask(self, refresh: str) -> dict[str, Any]:
        ledger = self.ledger
        if refresh in ledger.answered and refresh not in self.may_be_spent:
            ledger.wrong.append("a refresh token was used again after its answer")
        ledger.under_way += 1
        ledger.most_under_way = max(ledger.most_under_way, ledger.under_way)
        try:
            fields = await super()._ask(refresh)
        except BaseException:
            ledger.in_doubt.add(refresh)
            raise
        finally:
            ledger.under_way -= 1
        if fields.get("access_token"):
            ledger.answered.add(refresh)
        return fields


class Run:
    """`path` is the file; everything else follows from the seed."""

    def __init__(self, seed: int, path: Path, oa: FakeZaloOA) -> None:
        self.chance, self.path, self.oa = random.Random(seed), path, oa
        self.ledger = Ledger()
        self.alarms: list[str] = []
        self.alarms_before = 0
        """Of chains that are over, or forgotten by a damaged file."""
        self.spent_at_start: frozenset[str] = frozenset()
        self.kills = 0
        self.seed = oa.refresh_token
        self.start = self.chance.choice(STARTS)
        self._begin()
        self.processes = [self._process(), self._process()]

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.oa.now(), VIETNAM)

    def _begin(self) -> None:
        if self.start == "missing":
            return
        access, refresh = self.oa.issues_pair()
        self.spent_at_start = frozenset([self.seed])
        self._store(access, refresh)
        if self.start == "expired":
            self.oa.advance(LIFE)
        elif self.start == "re-used":
            self.spent_at_start |= {refresh}
            self.oa.issues_pair()
        elif self.start == "unreadable":
            self.damages()

    def _store(self, access: str, refresh: str) -> None:
        now, until = self.now(), datetime.fromtimestamp(self.oa.now() + LIFE, VIETNAM)
        pair = Pair(access, refresh, now.isoformat(), until.isoformat(), hashlib.sha256(self.seed.encode()).hexdigest())
        self.path.write_text(json.dumps(asdict(pair)), "utf-8")
        self.path.chmod(0o600)

    def _process(self) -> Watched:
        async def alarm(chain: str) -> None:
            await asyncio.sleep(0.001)
            self.alarms.append(chain)

        secret, url = Secret(self.oa.app_secret), self.oa.oauth_url
        tokens = Watched(self.path, self.oa.app_id, secret, Secret(self.seed), url, Http(), self.now, alarm)
        tokens.ledger, tokens.may_be_spent = self.ledger, self.spent_at_start
        return tokens

    # ---- what happens

    async def round(self) -> None:
        """Something goes wrong while several ask at each process, and one of these may be killed."""
        self._fail()
        down = self.chance.random() < 0.15
        tasks = [[asyncio.create_task(self._call(one)) for _ in range(self.chance.randint(1, 4))] for one in self.processes]
        if down:
            await asyncio.sleep(self.chance.random() * 0.006)
            self.oa.goes_down()
        if self.chance.random() < 0.3:
            await asyncio.sleep(self.chance.random() * 0.012)
            await self._kill(self.chance.randrange(2), tasks)
        if down:
            await asyncio.sleep(self.chance.random() * 0.01)
            await self.oa.comes_back()
        await asyncio.gather(*(task for group in tasks for task in group), return_exceptions=True)
        await self._settle()

    def _fail(self) -> None:
        chance, switches = self.chance, self.oa.switches
        switches.cut_refresh_before = chance.choice((0, 0, 0, 1, 2, 5))
        switches.cut_refresh = chance.choice((0, 0, 0, 0, 1))
        switches.refresh_error = chance.choice((0, 0, 0, 1, 3, 6))
        if chance.random() < 0.4:
            self.oa.advance(LIFE)
        if chance.random() < 0.05:
            self.damages()
        if chance.random() < 0.5 and self.is_lost() and len(self.alarms) > self.alarms_before:
            self._consent()

    def damages(self) -> None:
        """The file holds no pair any more: all that is left is the setting with which the chain began."""
        self.path.write_bytes(self.chance.choice(DAMAGE))
        self.path.chmod(0o600)
        self.ledger.counts["damaged files"] += 1
        self.alarms_before = len(self.alarms)
        self._may_be_spent(self.seed)

    def _consent(self) -> None:
        """The administrator consents anew: another setting, and both processes begin anew."""
        self.alarms_before = len(self.alarms)
        self.seed = self.oa.issues_pair()[1]
        self.ledger.counts["consents"] += 1
        self._replace(0)
        self._replace(1)

    def _may_be_spent(self, token: str) -> None:
        self.spent_at_start |= {token}
        for one in getattr(self, "processes", ()):
            one.may_be_spent = self.spent_at_start

    async def _kill(self, index: int, tasks: list[list[asyncio.Task[None]]]) -> None:
        """Nothing that the process was about goes on, and another one takes its place."""
        for task in tasks[index]:
            self.kills += not task.done()
        killed = [*tasks[index], *self.processes[index]._refreshing]
        for one in killed:
            one.cancel()
        await asyncio.gather(*killed, return_exceptions=True)
        self._replace(index)
        tasks.append([asyncio.create_task(self._call(self.processes[index]))])

    def _replace(self, index: int) -> None:
        old, self.processes[index] = self.processes[index], self._process()
        self._closing = asyncio.ensure_future(old._http.close())

    async def _call(self, tokens: Watched) -> None:
        await asyncio.sleep(self.chance.random() * 0.004)
        refused = self.chance.choice(("", "", self._on_disk().access, self.oa.access_token))
        try:
            given = await tokens.access(refused=refused)
        except ConsentNeededError:
            self.ledger.counts["consent needed"] += 1
        except NotNowError:
            self.ledger.counts["not now"] += 1
        except Exception as problem:  # noqa: BLE001 - is what is looked for
            self.ledger.wrong.append(f"access raised {problem!r}")
        else:
            self.ledger.counts["given"] += 1
            if not given or given == refused:
                self.ledger.wrong.append("the token that was refused was given again")

    async def _settle(self) -> None:
        """What a killed process had asked for is done at Zalo all the same."""
        auth = self.oa._auth
        await asyncio.sleep(SETTLE_SECONDS)
        while auth._under_way:
            await asyncio.sleep(SETTLE_SECONDS / 4)

    # ---- what must be true

    def _on_disk(self) -> Pair:
        """As a process reads it."""
        seed = hashlib.sha256(self.seed.encode()).hexdigest()
        try:
            pair = Pair(**json.loads(self.path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            pair = None
        return Pair("", self.seed, "", "", seed) if pair is None or pair.seed != seed else pair

    def is_lost(self) -> bool:
        return self._on_disk().refresh != self.oa.refresh_token

    def check(self) -> None:
        pair, alarms, wrong = self._on_disk(), len(self.alarms) - self.alarms_before, self.ledger.wrong
        if self.path.exists():
            if self.path.stat().st_mode & 0o777 != 0o600:
                wrong.append("the file can be read by others")
            whole = self.path.read_bytes()
            if whole not in DAMAGE and set(json.loads(whole)) != set(asdict(pair)):
                wrong.append("the file holds something else")
        if left := [one.name for one in self.path.parent.iterdir() if one.name not in (self.path.name, f"{self.path.name}.lock")]:
            wrong.append(f"left over: {left}")
        if pair.lost and not self.is_lost():
            wrong.append("a chain was given up that is whole")
        if alarms != int(pair.lost):
            wrong.append(f"{alarms} alarms for a chain that is called {'lost' if pair.lost else 'whole'}")
        if self.ledger.most_under_way > 1:
            wrong.append("two processes refreshed at one time")
        if self.oa.concurrent_refreshes > 1 and not self.kills:
            wrong.append("two refreshes reached Zalo at one time")
        may_be = self.ledger.in_doubt | self.spent_at_start
        wrong += [
            f"{one.outcome} without need" for one in self.oa.refreshes if one.outcome in ("reused", "invalid") and one.token not in may_be
        ]

    async def check_end(self) -> None:
        """Nothing goes wrong any more: each process gives Zalo's own token, or says that consent is needed, after one alarm."""
        switches = self.oa.switches
        switches.cut_refresh_before = switches.cut_refresh = switches.refresh_error = 0
        lost, wrong = self.is_lost(), self.ledger.wrong
        if lost:
            self.oa.advance(LIFE)
        for tokens in self.processes * 2:
            try:
                given = await tokens.access()
                if lost or given != self.oa.access_token:
                    wrong.append("a token was given that is not Zalo's")
            except ConsentNeededError:
                if not lost:
                    wrong.append("consent was asked for without need")
        self.check()
        if lost and not (self._on_disk().lost and len(self.alarms) == self.alarms_before + 1):
            wrong.append("a chain was lost without an alarm")
        self.ledger.counts["lost" if lost else "whole"] += 1
        for tokens in self.processes:
            await tokens._http.close()
