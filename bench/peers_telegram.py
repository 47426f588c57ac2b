"""Telegram bots to measure ours beside, each as their packages' own documentation would have it.

    python -m bench.peers_telegram plain | plain-at-once | ptb | ptb-at-once | aiohttp

plain    python-telegram-bot as it comes, underthesea's word_tokenize, rank-bm25 over the plan's passages, sqlite-utils as it
         comes: each message stored, the best passage is the answer.
ptb      python-telegram-bot as it comes, echo: nothing stored, nothing searched.
aiohttp  no library for Telegram at all: aiohttp takes in, aiohttp sends, echo.

python-telegram-bot works through its queue one update after the other (its example customwebhookbot); "at-once" hands each
update over as it arrives, many together, as Home Assistant does. The queue costs it less CPU, for its HTTP client is slow
with many requests in flight. All read the environment that `kehoach run` reads.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
PLAN = "743-kh-ubnd-2025"

Take = Callable[[Any], Awaitable[None]]
Answer = Callable[[Any, Any], Coroutine[Any, Any, None]]


def setting(name: str) -> str:
    return os.environ[name]


def webhook_url() -> str:
    return setting("KEHOACH_PUBLIC_URL") + PATH


async def stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


async def front(take: Take) -> web.AppRunner:
    """The webhook: the same small server for every peer."""
    secret = setting("TELEGRAM_WEBHOOK_SECRET")

    async def handle(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), secret):
            return web.Response(status=403)
        await take(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post(PATH, handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, setting("KEHOACH_HOST"), int(setting("KEHOACH_PORT"))).start()
    return runner


async def aiohttp_echo() -> None:
    base = f"{setting('TELEGRAM_API_URL')}/bot{setting('TELEGRAM_TOKEN')}"
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **values: Any) -> Any:
            async with session.post(f"{base}/{method}", json=values) as response:
                return await response.json()

        async def take(update: Any) -> None:
            message = update["message"]
            await call("sendMessage", chat_id=message["chat"]["id"], text=message["text"])

        runner = await front(take)
        await call("setWebhook", url=webhook_url(), secret_token=setting("TELEGRAM_WEBHOOK_SECRET"))
        await stopped()
        await runner.cleanup()


async def ptb(answer: Answer, at_once: bool) -> None:
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    application = (
        Application.builder().token(setting("TELEGRAM_TOKEN")).base_url(f"{setting('TELEGRAM_API_URL')}/bot").updater(None).build()
    )
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, answer))

    async def take(data: Any) -> None:
        update = Update.de_json(data, application.bot)
        if at_once:
            await application.process_update(update)
        else:
            await application.update_queue.put(update)

    async with application:
        await application.start()
        runner = await front(take)
        await application.bot.set_webhook(webhook_url(), secret_token=setting("TELEGRAM_WEBHOOK_SECRET"))
        await stopped()
        await application.stop()
        await runner.cleanup()


async def echo(update: Any, _: Any) -> None:
    await update.effective_message.reply_text(update.effective_message.text)


def answer_from_plan() -> Answer:
    from rank_bm25 import BM25Okapi
    from sqlite_utils import Database
    from underthesea import word_tokenize

    from corpus.plans import plan_folder, read_plan

    def words(text: str) -> list[str]:
        return [word.lower() for word in word_tokenize(text)]

    passages = [passage.text for passage in read_plan(plan_folder(PLAN)).passages]
    ranking = BM25Okapi([words(passage) for passage in passages])
    home = Path(setting("KEHOACH_HOME"))
    home.mkdir(parents=True, exist_ok=True)
    messages: Any = Database(home / "messages.db")["messages"]

    async def answer(update: Any, _: Any) -> None:
        message = update.effective_message
        messages.insert({"update_id": update.update_id, "chat": message.chat_id, "by": message.from_user.id, "text": message.text})
        best = ranking.get_top_n(words(message.text), passages, n=1)[0]
        messages.insert({"update_id": None, "chat": message.chat_id, "by": None, "text": best})
        await message.reply_text(best)

    return answer


def peer(name: str) -> Awaitable[None]:
    if name == "aiohttp":
        return aiohttp_echo()
    at_once = name.endswith("-at-once")
    return ptb(answer_from_plan() if name.startswith("plain") else echo, at_once)


async def run(name: str) -> None:
    await peer(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["plain", "plain-at-once", "ptb", "ptb-at-once", "aiohttp"])
    asyncio.run(run(parser.parse_args().name))


if __name__ == "__main__":
    main()
