"""One dialogue, played on one channel by the whole program."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.clock import moment
from handlers.say import NOTICE_VERSION
from store import facts, invites
from store.db import Database
from store.enrolment import Details, enrol
from store.invites import Invited
from store.people import COMMAND_LINE, Agreement, Post
from tests.bot.running import Running
from tests.journeys.dialogue import Dialogue, Enrolled, Step, Told
from tests.journeys.drivers import Driver
from tests.journeys.heard import Heard
from tests.journeys.looks import Looks

ON_THE_WEB = " trên web"
"""Ends the names of actors who are at the chat page whatever the channel."""
FORBIDDEN = re.compile(r"</?(b|i|blockquote)>|&(amp|lt|gt);|\bNone\b|Traceback|chưa xử lý được")
"""Nobody may ever be shown these."""
SETTLED = (
    "SELECT (SELECT COALESCE(MAX(id), 0) FROM inbox) > ? AND NOT EXISTS (SELECT 1 FROM inbox WHERE state IN ('new', 'fetching')) "
    "AND NOT EXISTS (SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending') AND channel <> 'web')"
)
LONGEST = 20.0
"""Seconds for an answer; a chart is drawn meanwhile."""


@dataclass
class Office:
    bot: Running
    driver: Driver
    page: Driver
    """The chat page, which is always there."""
    looks: Looks
    kept: dict[str, str] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many messages each actor had received when the step began."""

    async def plays(self, dialogue: Dialogue) -> None:
        for side in (self.driver, self.page):
            await side.begin(self.bot)
        for one in dialogue.people:
            await self.bot.worker.run(partial(self._enrol, one=one))
        for name, one in dialogue.codes.items():
            self.kept[name] = await self.bot.worker.run(partial(self._code, one=one))
        await self._settles(-1)
        actors = {step.actor for step in dialogue.steps if step.actor} | {one.actor for one in dialogue.people}
        for number, step in enumerate(dialogue.steps, start=1):
            if self.driver.channel in step.not_on.split():
                continue
            for actor in actors:
                self.before[actor] = len(await self._side(actor).received(actor))
            await self._does(step)
            for told in step.told:
                await self._checks(told, f"step {number} of “{dialogue.name}” on {self.driver.channel}")
            await self._nothing_is_amiss(actors)

    async def _does(self, step: Step) -> None:
        newest = int(str(await self.bot.value("SELECT COALESCE(MAX(id), 0) FROM inbox")))
        if step.clock:
            await self._moves_the_clock(moment(step.clock))
            newest = -1
        elif step.presses:
            await self._side(step.actor).presses(step.actor, step.presses)
        else:
            await self._side(step.actor).types(step.actor, step.types.format(**self.kept))
        await self._settles(newest)

    async def _moves_the_clock(self, to: datetime) -> None:
        """Without a silence, of which those whose messages may have been lost in it would be told."""
        for row in await self.bot.rows("SELECT name FROM facts WHERE name LIKE '%.heard'"):
            await self.bot.worker.run(partial(facts.remember, name=str(row["name"]), value=to.isoformat(), now=to))
        self.bot.clock.set(to)

    async def _settles(self, newest: int) -> None:
        """What was said is answered, whom to remind has been looked for since, and all of it has been sent."""
        await self.bot.until(SETTLED, newest, seconds=LONGEST)
        await self.looks.another()
        await self.bot.until(SETTLED, newest, seconds=LONGEST)

    async def _checks(self, told: Told, where: str) -> None:
        heard = (await self._side(told.actor).received(told.actor))[self.before[told.actor] :]
        text = "\n".join(one.text for one in heard)
        where = f"{where}, {told.actor} received: {[one.text for one in heard]}"
        assert bool(heard) != told.silent, where
        for pattern in told.hears:
            assert re.search(pattern, text), f"{pattern!r} is missing at {where}"
        for pattern in told.never:
            assert not re.search(pattern, text), f"{pattern!r} stands at {where}"
        newest = next((one for one in reversed(heard) if one.options), Heard(""))
        assert all(newest.offers(label) for label in told.offers), f"{told.offers} are not all among {newest.options} at {where}"
        if told.file:
            assert any(paper.is_a(told.file) for one in heard for paper in one.papers), f"no {told.file} at {where}"
        for name, pattern in told.keeps:
            found = re.search(pattern, text)
            assert found, f"{pattern!r} is missing at {where}"
            self.kept[name] = found[1]

    async def _nothing_is_amiss(self, actors: set[str]) -> None:
        for actor in actors:
            for heard in (await self._side(actor).received(actor))[self.before[actor] :]:
                assert not FORBIDDEN.search(heard.text), heard.text
        assert await self.bot.value("SELECT COUNT(*) FROM broken") == 0
        assert await self.bot.value("SELECT COUNT(*) FROM outbox WHERE state = 'failed'") == 0

    def _side(self, actor: str) -> Driver:
        return self.page if actor.endswith(ON_THE_WEB) else self.driver

    def _enrol(self, db: Database, one: Enrolled) -> None:
        now, at = self.bot.clock.now(), self._side(one.actor).address(one.actor)
        invite, _ = invites.create(db, COMMAND_LINE, Invited((Post(one.role, one.agency),)), now)
        assert enrol(db, invite, at, Details(one.name, "", Agreement(NOTICE_VERSION, at.channel, now)), now)

    def _code(self, db: Database, one: Enrolled) -> str:
        return invites.create(db, COMMAND_LINE, Invited((Post(one.role, one.agency),), one.name), self.bot.clock.now())[1]
