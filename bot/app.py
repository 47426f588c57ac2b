"""Everything that runs together; the only place where parts are put together."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from bot import say
from bot.alarm import watch_crowds
from bot.channels.channel import Channel
from bot.channels.every import CHANNELS, SPLIT, Surroundings
from bot.channels.webchat import WebChat
from bot.channels.zalo_files import Links
from bot.clock import VIETNAM
from bot.delivery import Delivery
from bot.fetching import Fetching
from bot.files.keep import Files
from bot.housekeeping import keep_house
from bot.logs import hide
from bot.outage import place_of
from bot.reminding import remind
from bot.settings import Secret
from bot.supervise import supervised
from bot.web.listening import serve
from bot.web.server import ChatPage, build
from bot.web.tickets import Tickets
from bot.work import Desk, Work
from bot.worker import Worker
from handlers.turn import Rules
from store import facts
from store.db import Database, Store, UnavailableError
from store.invites import first_admin_code
from store.outbox import Share

if TYPE_CHECKING:
    from bot.settings import Settings
    from handlers.assistant import Assistant

log = logging.getLogger(__name__)
TICKETS = "tickets.key"
ANSWERING_SECONDS, SENDING_SECONDS = 2.0, 3.0
"""How long what is in hand at the end may take; with the web server's own time it stays under ten seconds."""
TYPING_EVERY = 1.0
GARBAGE = (20_000, 20, 20)
"""Objects made before garbage is looked for: a message makes thousands, and hardly any of them is garbage."""


def vietnam_now() -> datetime:
    return datetime.now(VIETNAM)


async def run(settings: Settings, assistant: Assistant) -> None:
    """Runs until SIGTERM or Ctrl-C. Raises InUseError, UnavailableError, and an exception group when a part cannot start."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    # The default of five milliseconds is what the loop would wait each time for the thread that answers.
    sys.setswitchinterval(0.001)
    # The plan and its index live as long as the program: looking through them for garbage again and again is a waste.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    async with _store(settings) as worker:
        await run_parts(settings, assistant, worker, stop)
    print(say.stopped(), flush=True)


async def run_parts(
    settings: Settings, assistant: Assistant, worker: Worker, stop: asyncio.Event, now: Callable[[], datetime] = vietnam_now
) -> None:
    """Runs every part until `stop` is set, then finishes what is in hand."""
    desk = Desk(assistant, Rules(settings.open_to_all, settings.public_url), SPLIT)
    work = Work(worker, desk, now)
    files = Files(settings.files)
    tickets = Tickets(await worker.run(partial(_ticket_key, now=now())), settings.public_url)
    around = Surroundings(settings, files, Links(tickets), worker, assistant.plans, now)
    channels = [channel for make in CHANNELS.values() for channel in make(around)]
    fetching = Fetching({channel.name: channel for channel in channels}, files, work, worker)
    work.on_fetch.append(fetching.expect)
    deliveries = [Delivery(channel, worker, now, _share(channel, channels)) for channel in channels]
    work.before_answering += [delivery.expect for delivery in deliveries]
    work.on_queued += [delivery.wake for delivery in deliveries]
    page = ChatPage(assistant.plans, WebChat(work, worker, now), files, tickets, now, over_https=settings.public_url.startswith("https://"))
    app = build(settings, page, partial(_health, worker, work, channels), [route for channel in channels for route in channel.routes()])
    code = await worker.run(partial(first_admin_code, now=now()))
    async with _closed_after(channels), asyncio.TaskGroup() as parts:
        answering = parts.create_task(supervised("answer", work.answer), name="answer")
        sending = [parts.create_task(supervised(f"send {one.channel}", one.run), name=f"send {one.channel}") for one in deliveries]
        listening = [parts.create_task(supervised(one.name, partial(_listen, one, work)), name=one.name) for one in channels]
        beside = [
            parts.create_task(supervised("typing", partial(_show_typing, work, channels))),
            parts.create_task(supervised("house", partial(keep_house, worker, settings, now, files))),
            parts.create_task(supervised("files", fetching.run)),
            parts.create_task(supervised("remind", partial(remind, worker, desk, now, partial(_expect, deliveries)))),
            parts.create_task(supervised("names", partial(_remember_names, worker, channels, now))),
            parts.create_task(supervised("crowds", partial(watch_crowds, worker, channels, now))),
        ]
        await serve(settings, app, stop, say.first_admin(code) if code else "")
        # In the order in which messages pass: nothing new, what has arrived is answered, what is answered is sent.
        for task in (*listening, *beside):
            task.cancel()
        work.stop()
        await _finish([answering], ANSWERING_SECONDS)
        for delivery in deliveries:
            delivery.stop()
        await _finish(sending, SENDING_SECONDS)


@contextlib.asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Worker]:
    store = Store.open(settings.database, alone=True)
    worker = Worker(store)
    worker.start()
    try:
        yield worker
    finally:
        await worker.stop()
        store.close()


@contextlib.asynccontextmanager
async def _closed_after(channels: list[Channel]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for channel in channels:
            await channel.close()


def _ticket_key(db: Database, now: datetime) -> bytes:
    """Made at the first start; whoever reads the store can read the files too."""
    key = facts.recall(db, TICKETS)
    if key is None:
        key = secrets.token_hex(32)
        facts.remember(db, TICKETS, key, now)
    hide([Secret(key)])
    return bytes.fromhex(key)


def _share(channel: Channel, channels: list[Channel]) -> Share:
    """The first of a messenger's accounts takes what is addressed to none that is served."""
    first, *others = [one.account for one in channels if one.name == channel.name]
    return Share(besides=tuple(others)) if channel.account == first else Share(only=channel.account)


def _expect(deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        delivery.expect()


async def _finish(tasks: list[asyncio.Task[None]], seconds: float) -> None:
    """Waits for the tasks to end by themselves; those that take too long are cut off, their messages are kept."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        log.warning("%s", say.cut_off(task.get_name()))
        task.cancel()


async def _listen(channel: Channel, work: Work) -> None:
    await channel.listen(partial(work.accept, place_of(channel)))


async def _show_typing(work: Work, channels: list[Channel]) -> None:
    served = {(channel.name, channel.account): channel for channel in channels}
    while True:
        await asyncio.sleep(TYPING_EVERY)
        for to in work.late():
            if (to.channel, to.account) in served:
                await served[to.channel, to.account].show_typing(to)


async def _remember_names(worker: Worker, channels: list[Channel], now: Callable[[], datetime]) -> None:
    """Keeps the bots' user names, from which the command line makes links."""
    unknown = [channel for channel in channels if channel.name == "telegram"]
    while unknown:
        await asyncio.sleep(0.2)
        for channel in [one for one in unknown if one.username]:
            remember = partial(facts.remember, name=f"{channel.name}.username", value=channel.username, now=now())
            with contextlib.suppress(UnavailableError):
                await worker.run(remember)
                unknown.remove(channel)


async def _health(worker: Worker, work: Work, channels: Sequence[Channel], _: web.Request) -> web.Response:
    """Whether the program answers; for whoever watches over it."""
    places = dict.fromkeys(["telegram", *map(place_of, channels)])

    def look(db: Database) -> dict[str, int | str | None]:
        return {
            "waiting": db.value("SELECT COUNT(*) FROM inbox WHERE state = 'new'"),
            "sending": db.value("SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')"),
            **{f"{place}_heard": facts.recall(db, f"{place}.heard") for place in places},
        }

    try:
        found = await worker.run(look)
    except UnavailableError as problem:
        return web.json_response({"status": str(problem)}, status=503)
    return web.json_response({"status": work.trouble or "ok", **found}, status=503 if work.trouble else 200)
